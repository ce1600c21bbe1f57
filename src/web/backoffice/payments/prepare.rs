//! *Préparer*: what the preparation of a month gives, before it is written.

use super::shared::{Months, Tabs, month_of, month_typed, months, refused, tabs};
use crate::access::{Right, Role};
use crate::budget::waterfall::Level;
use crate::calendar::Month;
use crate::money::Cents;
use crate::payment::prepare::{Foreseen, Prepared, PreparedLine, RentAlert, prepare};
use crate::payment::view::listed::{categories, names};
use crate::plural::count;
use crate::refusal::{Failure, Refusal};
use crate::store::Tx;
use crate::web::answer::Answer;
use crate::web::form::{Hidden, Refusals};
use crate::web::list::{Cell, Column, List, Tone, numbers, words};
use crate::web::sent::Sent;
use crate::web::visit::{Begun, Done, Ended, Visit};
use askama::Template;

const PATH: &str = "/paiements/preparer";

/// Rents that are short, named one by one; the files show the others.
const NAMED: usize = 100;

const COLUMNS: &[Column] = &[
    words("personne", "Personne"),
    words("depense", "Dépense"),
    words("beneficiaire", "Bénéficiaire"),
    words("echeance", "Échéance"),
    numbers("du", "Dû"),
    numbers("couvert", "Couvert"),
    words("etat", "État"),
    words("pourquoi", "Pourquoi"),
];

/// The groups of lines that the page tells apart: the word in its address, its words, and its levels.
const GROUPS: [(&str, &str, &str, &[Level]); 4] = [
    ("a-voir", "À regarder", "couverts en partie ou pas du tout", &[Level::PartFunded, Level::Unfunded]),
    ("couverts", "Couverts", "seront proposés en entier", &[Level::Funded]),
    ("preleves", "Prélèvements", "argent gardé, rien à envoyer", &[Level::Kept]),
    ("engages", "Déjà engagés", "approuvés ou payés", &[Level::Committed]),
];

struct Group {
    words: &'static str,
    help: String,
    href: String,
    here: bool,
    count: usize,
}

#[derive(Template)]
#[template(path = "backoffice/payments/prepare.html")]
struct Page<'a> {
    tabs: Tabs,
    months: Months,
    month: Month,
    refusals: Refusals<'a>,
    groups: Vec<Group>,
    short: Vec<(RentAlert, String)>,
    more_short: usize,
    short_words: String,
    changes: String,
    added: usize,
    withdrawn: usize,
    own_files_only: bool,
    hidden: Hidden,
    list: String,
    all_href: String,
    all_here: bool,
    lines: usize,
}

const fn level_words(level: Level) -> (&'static str, Tone) {
    match level {
        Level::Funded => ("couvert", Tone::Good),
        Level::PartFunded => ("en partie", Tone::Waiting),
        Level::Unfunded => ("non couvert", Tone::Bad),
        Level::Kept => ("gardé pour le prélèvement", Tone::Calm),
        Level::Committed => ("déjà engagé", Tone::Calm),
    }
}

/// What the preparation of the month would give; nothing is written.
pub async fn preview(visit: Visit) -> Answer {
    let mut tx = visit.read().await?;
    let today = visit.act(&mut tx).await?.today;
    drop(tx);
    let month = month_of(&visit.query, today);
    shown(&visit, month, None, &[]).await
}

async fn shown(visit: &Visit, month: Month, sent: Option<&Sent>, refusals: &[Refusal]) -> Answer {
    // What the preparation itself decides, over a state that nobody else waits for: a test holds both to the same lines.
    let mut tx = visit.read().await?;
    let act = visit.act(&mut tx).await?;
    act.with(Right::Money)?;
    let prepared = visit.recall(&mut tx, &Foreseen { month, today: act.today }).await?;
    let files = visit.files(&mut tx).await?;
    let seen: Vec<&PreparedLine> = prepared.lines.iter().filter(|line| files.hold(line.person)).collect();
    let asked = visit.query.get("etat");
    let group = GROUPS.iter().find(|group| group.0 == asked);
    let chosen: Vec<&PreparedLine> =
        seen.iter().filter(|line| group.is_none_or(|group| group.3.contains(&line.level))).copied().collect();
    let all_short: Vec<&RentAlert> = prepared.rents_short.iter().filter(|alert| files.hold(alert.person)).collect();
    let (list, short) = list(visit, &mut tx, &chosen, &all_short).await?;
    drop(tx);
    if list.is_csv() {
        return Ok(list.csv(&format!("preparation-{month}"))?);
    }
    let href = |code: &str| format!("/paiements/preparer?mois={month}&etat={code}");
    let figure = |(code, words, help, levels): &(&str, &'static str, &'static str, &[Level])| {
        let own: Vec<&&PreparedLine> = seen.iter().filter(|line| levels.contains(&line.level)).collect();
        Group {
            words,
            help: told(own.iter().copied().copied(), levels, help),
            href: href(code),
            here: *code == asked,
            count: own.len(),
        }
    };
    let page = Page {
        tabs: tabs(&Visit { path: PATH.to_owned(), ..visit.clone() }),
        months: months_of(visit, month),
        month,
        refusals: Refusals { refusals },
        groups: GROUPS.iter().map(figure).collect(),
        short_words: short_words(&all_short),
        more_short: all_short.len().saturating_sub(NAMED),
        short,
        changes: changes(&prepared),
        added: prepared.added,
        withdrawn: prepared.withdrawn,
        own_files_only: visit.role() == Role::Gestionnaire,
        hidden: Hidden::new(visit, sent),
        list: list.html()?,
        all_href: format!("/paiements/preparer?mois={month}"),
        all_here: group.is_none(),
        lines: seen.len(),
    };
    visit.page("Préparer le mois", &page)
}

/// The money of a group: what is missing, what is committed, or what is funded.
fn told<'a>(lines: impl Iterator<Item = &'a PreparedLine>, levels: &[Level], help: &str) -> String {
    let missing = levels.contains(&Level::Unfunded);
    let cents = lines.map(|line| match line.level {
        Level::Committed => line.wanted,
        _ if missing => line.wanted.minus(line.funded).unwrap_or_default(),
        _ => line.funded,
    });
    let cents = Cents::total(cents).unwrap_or_default();
    if missing { format!("il manque {cents} · {help}") } else { format!("{cents} · {help}") }
}

/// A form that was refused comes back on another address: its months lead to the page itself.
fn months_of(visit: &Visit, month: Month) -> Months {
    let page = Visit { path: PATH.to_owned(), ..visit.clone() };
    months(&page, month)
}

fn short_words(short: &[&RentAlert]) -> String {
    let cents = Cents::total(short.iter().map(|alert| alert.missing)).unwrap_or_default();
    format!("{} : il manque {cents} en tout.", count(short.len(), "loyer incomplet", "loyers incomplets"))
}

fn changes(prepared: &Prepared) -> String {
    let added = count(prepared.added, "proposition nouvelle", "propositions nouvelles");
    let withdrawn = count(prepared.withdrawn, "proposition dépassée retirée", "propositions dépassées retirées");
    match (prepared.added, prepared.withdrawn) {
        (_, 0) => added,
        (0, _) => withdrawn,
        _ => format!("{added} et {withdrawn}"),
    }
}

/// The list of these lines, and the first of the rents that are short, with the name of each person.
async fn list(
    visit: &Visit,
    tx: &mut Tx,
    lines: &[&PreparedLine],
    short: &[&RentAlert],
) -> Result<(List, Vec<(RentAlert, String)>), Failure> {
    let page = Visit { path: PATH.to_owned(), ..visit.clone() };
    let mut list = List::new(
        &page,
        "Ligne par ligne, le loyer d’abord",
        COLUMNS,
        "Rien ici. Si le mois entier est vide, vérifiez que des contrats et des budgets sont en vigueur ce mois-ci.",
    );
    let shown = list.part_of(lines);
    let named = short.iter().take(NAMED);
    let people = shown.iter().map(|line| line.person).chain(named.clone().map(|alert| alert.person));
    let names = names(tx, &people.collect::<Vec<_>>(), &|column| visit.reach().condition(column)).await?;
    let categories = categories(tx).await?;
    for line in shown {
        let name = names.get(&line.person).cloned().unwrap_or_default();
        let (words, tone) = level_words(line.level);
        list.push(vec![
            Cell::Link(format!("{name} ({})", line.person), format!("/dossiers/{}/budget", line.person)),
            Cell::text(categories.get(&line.category).cloned().unwrap_or_else(|| line.category.clone())),
            Cell::text(&line.creditor),
            Cell::Day(line.due_on),
            Cell::Amount(line.wanted),
            if line.level == Level::Committed { Cell::Empty } else { Cell::Amount(line.funded) },
            Cell::State(words.to_owned(), tone),
            if line.level == Level::Funded { Cell::Empty } else { Cell::text(&line.why) },
        ]);
    }
    let named = named.filter_map(|alert| Some(((*alert).clone(), names.get(&alert.person)?.clone())));
    Ok((list, named.collect()))
}

/// Writes the preparation.
pub async fn write(visit: Visit, sent: Sent) -> Answer {
    let mut writing = match visit.begin(&sent).await? {
        Begun::New(writing) => writing,
        Begun::Before(answer) => return Ok(answer),
    };
    writing.for_the_house();
    let month = month_typed(&sent.fields)?;
    let outcome = prepare(&mut writing.tx, &writing.act, month).await;
    match writing.end(outcome.map(|prepared| done(month, &prepared))).await? {
        Ended::Done(answer) => Ok(answer),
        Ended::Refused(refusals) => Ok(refused(shown(&visit, month, Some(&sent), &refusals).await?)),
    }
}

fn done(month: Month, prepared: &Prepared) -> Done {
    let of = |level: Level| prepared.lines.iter().filter(|line| line.level == level).count();
    let mut sentences = vec![
        format!("{}.", changes(prepared)),
        format!(
            "{}, {} en partie, {}.",
            count(of(Level::Funded), "paiement couvert", "paiements couverts"),
            of(Level::PartFunded),
            count(of(Level::Unfunded), "non couvert", "non couverts")
        ),
    ];
    if !prepared.rents_short.is_empty() {
        let many = count(prepared.rents_short.len(), "loyer n’est pas couvert", "loyers ne sont pas couverts");
        sentences.push(format!("Attention : {many} en entier."));
    }
    sentences.push("Une autre personne que vous doit maintenant approuver ces paiements.".to_owned());
    Done {
        title: format!("Le mois {} est préparé", month.of_in_french()),
        sentences,
        links: vec![
            ("Voir les paiements à approuver".to_owned(), format!("/paiements/approuver?mois={month}")),
            ("Revenir au mois".to_owned(), format!("/paiements?mois={month}")),
        ],
    }
}
