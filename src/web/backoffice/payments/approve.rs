//! *Approuver*: the proposals, those that are ready ticked; who prepared an order sees it and cannot approve it (RULE 35).

use super::shared::{Tabs, lets, order_href, person_cell, refused, tabs, told, visible};
use crate::calendar::Month;
use crate::money::Cents;
use crate::payment::approval;
use crate::payment::instant::ask_instant;
use crate::payment::view::listed::{Listed, Proposals, orders_of};
use crate::payment::view::verdict::Verdict;
use crate::plural::count;
use crate::refusal::{Failure, ORDER_NONE_CHOSEN, Refusal};
use crate::web::answer::Answer;
use crate::web::form::{Hidden, Refusals};
use crate::web::gate::{APPROVERS, MONEY};
use crate::web::list::{Cell, Column, List, Tone, numbers, words};
use crate::web::sent::Sent;
use crate::web::visit::{Begun, Done, Ended, Visit, Writing};
use askama::Template;
use std::collections::{BTreeMap, HashSet};

const PATH: &str = "/paiements/approuver";

/// Rows of one page: past them, the month or the search narrows the list.
const MOST: usize = 2_000;

/// Orders of a group that cannot be approved, named one by one.
const NAMED: usize = 200;

const COLUMNS: &[Column] = &[
    words("", "Choisir"),
    words("echeance", "Échéance"),
    words("personne", "Personne"),
    words("depense", "Dépense"),
    words("beneficiaire", "Bénéficiaire"),
    numbers("montant", "Montant"),
    words("prepare", "Préparé par"),
    words("etat", "État"),
];

/// Orders that the user cannot approve, with the reason.
struct Stopped<'a> {
    words: &'static str,
    why: String,
    count: String,
    cents: Cents,
    orders: Vec<&'a Listed>,
    more: usize,
}

#[derive(Template)]
#[template(path = "backoffice/payments/approve.html")]
struct Page<'a> {
    tabs: Tabs,
    refusals: Refusals<'a>,
    hidden: Hidden,
    months: Vec<(String, String, bool)>,
    ready: String,
    part: String,
    list: String,
    none: bool,
    stopped: Vec<Stopped<'a>>,
    approves: bool,
    writes: bool,
    month: String,
    reason: &'a str,
    failed_own: bool,
}

/// The proposals.
pub async fn list(visit: Visit) -> Answer {
    shown(&visit, None, &[]).await
}

async fn shown(visit: &Visit, sent: Option<&Sent>, refused: &[Refusal]) -> Answer {
    let mut tx = visit.read().await?;
    let today = visit.act(&mut tx).await?.today;
    let files = visit.files(&mut tx).await?;
    let house = visit.recall(&mut tx, &Proposals).await?;
    drop(tx);
    let all: Vec<&Listed> = house.iter().filter(|one| one.order.person.is_none_or(|person| files.hold(person))).collect();
    let asked = sent.map_or(visit.query.get("mois"), |sent| sent.fields.get("mois"));
    let month: Option<Month> = asked.parse().ok();
    let months = month_choices(&all, month);
    let named = month.map(|month| month.to_string());
    let shown: Vec<&Listed> =
        all.into_iter().filter(|one| named.as_ref().is_none_or(|month| one.order.month == *month)).collect();
    let told = told(refused.to_vec(), &shown);
    let blames = |id: &&str| refused.iter().any(|refusal| refusal.place.contains(*id));
    let blamed: HashSet<&str> = shown.iter().map(|one| one.order.id.as_str()).filter(blames).collect();
    let approves = lets(visit, APPROVERS);
    let ticked: Option<HashSet<&str>> = sent.map(|sent| sent.fields.all("ordre").collect());
    let verdict = |one: &Listed| Verdict::of(one, &visit.session.user.id, today);
    // Who does not approve sees every proposal in one list: what they tick, they withdraw or ask at once.
    let (open, closed): (Vec<&Listed>, Vec<&Listed>) =
        shown.into_iter().partition(|one| !approves || verdict(one).may_be_approved());
    let list = open_list(visit, &open, &verdict, |one, green| match &ticked {
        Some(ticked) => ticked.contains(one.order.id.as_str()) && !blamed.contains(one.order.id.as_str()),
        None => green && approves,
    });
    if list.is_csv() {
        return Ok(list.csv("paiements-a-approuver")?);
    }
    let page = Page {
        tabs: tabs(&Visit { path: PATH.to_owned(), ..visit.clone() }),
        refusals: Refusals { refusals: &told },
        hidden: Hidden::new(visit, sent),
        months,
        ready: summary(open.iter().copied().filter(|one| verdict(one) == Verdict::Green), "paiement prêt", "paiements prêts"),
        part: summary(
            open.iter().copied().filter(|one| verdict(one) == Verdict::Part),
            "paiement couvert en partie",
            "paiements couverts en partie",
        ),
        none: open.is_empty(),
        list: list.html()?,
        stopped: stopped(closed, &verdict),
        approves,
        writes: lets(visit, MONEY),
        month: month.map_or_else(String::new, |month| month.to_string()),
        reason: sent.map_or("", |sent| sent.fields.get("motif")),
        failed_own: !blamed.is_empty(),
    };
    visit.page("Approuver les paiements", &page)
}

fn summary<'a>(orders: impl Iterator<Item = &'a Listed> + Clone, one: &str, several: &str) -> String {
    let cents = Cents::total(orders.clone().map(|one| one.order.cents)).unwrap_or_default();
    match orders.count() {
        0 => String::new(),
        number => format!("{}, {cents}", count(number, one, several)),
    }
}

/// The months that have proposals: address, words, chosen.
fn month_choices(orders: &[&Listed], chosen: Option<Month>) -> Vec<(String, String, bool)> {
    let mut by_month: BTreeMap<Month, usize> = BTreeMap::new();
    for month in orders.iter().filter_map(|one| one.order.month.parse::<Month>().ok()) {
        let number = by_month.entry(month).or_default();
        *number = number.saturating_add(1);
    }
    if by_month.len() < 2 && chosen.is_none() {
        return Vec::new();
    }
    let each = by_month.into_iter().map(|(month, number)| {
        (format!("{PATH}?mois={month}"), format!("{} ({number})", month.in_french()), chosen == Some(month))
    });
    let all = (PATH.to_owned(), format!("Tous les mois ({})", orders.len()), chosen.is_none());
    std::iter::once(all).chain(each).collect()
}

fn open_list(
    visit: &Visit,
    open: &[&Listed],
    verdict: &impl Fn(&Listed) -> Verdict,
    ticked: impl Fn(&Listed, bool) -> bool,
) -> List {
    let page = Visit { path: PATH.to_owned(), ..visit.clone() };
    let empty = "Aucun paiement à approuver pour vous. La préparation du mois en propose.";
    let mut list = List::new(&page, "Paiements à approuver", COLUMNS, empty).on_one_page(MOST);
    let writes = lets(visit, MONEY);
    for one in list.part_of(open) {
        let verdict = verdict(one);
        let order = &one.order;
        let about = format!("Choisir le paiement de {} à {}", order.cents, order.creditor_name);
        let tone = match verdict {
            Verdict::Green => Tone::Good,
            Verdict::Part | Verdict::Own | Verdict::Cooling(_) => Tone::Waiting,
            _ => Tone::Bad,
        };
        let instant = if order.instant { ", instantané" } else { "" };
        let words = match verdict {
            Verdict::Part => format!("en partie : {} dus{instant}", order.wanted),
            other => format!("{}{instant}", other.words()),
        };
        list.push(vec![
            if writes {
                Cell::Tick("ordre", order.id.clone(), ticked(one, verdict == Verdict::Green), about)
            } else {
                Cell::Empty
            },
            Cell::Day(order.due_on),
            person_cell(one),
            Cell::text(one.what()),
            Cell::text(format!("{} · {}", order.creditor_name, crate::web::words::iban(&order.creditor_iban))),
            Cell::AmountLink(order.cents, order_href(&order.id)),
            Cell::text(&one.preparer),
            Cell::State(words, tone),
        ]);
    }
    list
}

fn stopped<'a>(closed: Vec<&'a Listed>, verdict: &impl Fn(&Listed) -> Verdict) -> Vec<Stopped<'a>> {
    let mut groups: Vec<(Verdict, Vec<&Listed>)> = Vec::new();
    for one in closed {
        let verdict = verdict(one);
        match groups.iter_mut().find(|group| group.0 == verdict) {
            Some(group) => group.1.push(one),
            None => groups.push((verdict, vec![one])),
        }
    }
    let group = |(verdict, mut orders): (Verdict, Vec<&'a Listed>)| {
        let cents = Cents::total(orders.iter().map(|one| one.order.cents)).unwrap_or_default();
        let number = orders.len();
        orders.truncate(NAMED);
        Stopped {
            words: verdict.words(),
            why: verdict.why(),
            count: count(number, "paiement", "paiements"),
            cents,
            more: number.saturating_sub(orders.len()),
            orders,
        }
    };
    groups.into_iter().map(group).collect()
}

/// The chosen orders, all of files that the user may see.
async fn chosen(writing: &mut Writing, visit: &Visit, sent: &Sent) -> Result<(Vec<String>, Vec<Listed>), Failure> {
    let ids: Vec<String> = sent.fields.all("ordre").map(str::to_owned).collect();
    if ids.is_empty() {
        return Err(ORDER_NONE_CHOSEN.because("").into());
    }
    let orders = orders_of(&mut writing.tx, &ids, &visible(visit)).await?;
    Ok((ids, orders))
}

fn sum(orders: &[Listed]) -> Cents {
    Cents::total(orders.iter().map(|one| one.order.cents)).unwrap_or_default()
}

/// Approves what is ticked, all or none.
pub async fn approve(visit: Visit, sent: Sent) -> Answer {
    let mut writing = match visit.begin(&sent).await? {
        Begun::New(writing) => writing,
        Begun::Before(answer) => return Ok(answer),
    };
    let outcome = approved(&mut writing, &visit, &sent).await;
    ended(&visit, &sent, writing, outcome).await
}

async fn approved(writing: &mut Writing, visit: &Visit, sent: &Sent) -> Result<Done, Failure> {
    let (ids, orders) = chosen(writing, visit, sent).await?;
    approval::approve(&mut writing.tx, &writing.act, &ids).await?;
    Ok(Done {
        title: format!("{}, {}", count(orders.len(), "paiement approuvé", "paiements approuvés"), sum(&orders)),
        sentences: vec![
            "L’argent est réservé : il a quitté les comptes des personnes et attend le débit de la banque.".to_owned(),
            "Reste à mettre ces paiements dans un fichier pour la banque.".to_owned(),
        ],
        links: vec![
            ("Mettre en fichier".to_owned(), "/paiements/fichiers".to_owned()),
            ("Revenir aux approbations".to_owned(), PATH.to_owned()),
        ],
    })
}

/// Withdraws what is ticked, with a reason.
pub async fn cancel(visit: Visit, sent: Sent) -> Answer {
    let mut writing = match visit.begin(&sent).await? {
        Begun::New(writing) => writing,
        Begun::Before(answer) => return Ok(answer),
    };
    let outcome = cancelled(&mut writing, &visit, &sent).await;
    ended(&visit, &sent, writing, outcome).await
}

async fn cancelled(writing: &mut Writing, visit: &Visit, sent: &Sent) -> Result<Done, Failure> {
    let (ids, orders) = chosen(writing, visit, sent).await?;
    approval::cancel_because(&mut writing.tx, &writing.act, &ids, sent.fields.get("motif")).await?;
    Ok(Done {
        title: format!("{}, {}", count(orders.len(), "paiement annulé", "paiements annulés"), sum(&orders)),
        sentences: vec![
            "Rien n’est parti : ces propositions sont retirées. Une nouvelle préparation peut les proposer encore.".to_owned(),
        ],
        links: vec![("Revenir aux approbations".to_owned(), PATH.to_owned())],
    })
}

/// Asks that what is ticked be executed at once.
pub async fn instant(visit: Visit, sent: Sent) -> Answer {
    let mut writing = match visit.begin(&sent).await? {
        Begun::New(writing) => writing,
        Begun::Before(answer) => return Ok(answer),
    };
    let outcome = at_once(&mut writing, &visit, &sent).await;
    ended(&visit, &sent, writing, outcome).await
}

async fn at_once(writing: &mut Writing, visit: &Visit, sent: &Sent) -> Result<Done, Failure> {
    let (ids, orders) = chosen(writing, visit, sent).await?;
    ask_instant(&mut writing.tx, &writing.act, &ids).await?;
    Ok(Done {
        title: count(orders.len(), "virement instantané demandé", "virements instantanés demandés"),
        sentences: vec!["Ils partiront dans un fichier à part, que la banque exécute tout de suite.".to_owned()],
        links: vec![("Revenir aux approbations".to_owned(), PATH.to_owned())],
    })
}

/// The confirmation, or the page again with what was ticked and why it was refused, also when the database refuses at the end.
async fn ended(visit: &Visit, sent: &Sent, writing: Box<Writing>, outcome: Result<Done, Failure>) -> Answer {
    match writing.end(outcome).await? {
        Ended::Done(answer) => Ok(answer),
        Ended::Refused(why) => Ok(refused(shown(visit, Some(sent), &why).await?)),
    }
}
