//! *Bénéficiaires*: accounts that are paid, whether they may be, and the second person who confirms them (RULE 35).

use super::shared::{Tabs, lets, refused, tabs, visible};
use crate::access::Role;
use crate::calendar::day_in_french;
use crate::payment::view::why_failed::why;
use crate::person::cooling::{real_day, waits as cooling_waits};
use crate::person::payees::{
    Doubt, Hand, ListedPayee, OwnAccount, PayeeVersion, Standing, doubts, hand_on_payee, hand_on_person, list_payees,
    own_accounts_to_confirm, payee as find, payee_versions, payees_of,
};
use crate::person::{validate_own_iban, validate_payee};
use crate::plural::count;
use crate::refusal::{FILE_NOT_SEEN, Failure, Refusal};
use crate::store::Tx;
use crate::web::answer::Answer;
use crate::web::form::{Hidden, Refusals};
use crate::web::gate::APPROVERS;
use crate::web::list::{Cell, Column, List, Tone, numbers, words};
use crate::web::sent::Sent;
use crate::web::visit::{Begun, Done, Ended, Visit, Writing};
use crate::web::words::{iban, instant, short_day};
use askama::Template;
use chrono::NaiveDate;

const PATH: &str = "/paiements/beneficiaires";

const COLUMNS: &[Column] = &[
    words("nom", "Bénéficiaire"),
    words("reference", "Référence"),
    words("iban", "IBAN"),
    words("etat", "État"),
    words("depuis", "Enregistré"),
    numbers("attente", "En attente"),
];

#[derive(Template)]
#[template(path = "backoffice/payments/payees.html")]
struct ListPage<'a> {
    tabs: Tabs,
    refusals: Refusals<'a>,
    to_confirm: usize,
    all: usize,
    only: bool,
    list: String,
    people: Vec<(OwnAccount, &'static str, Hidden)>,
}

#[derive(Template)]
#[template(path = "backoffice/payments/payee.html")]
struct PayeePage<'a> {
    tabs: Tabs,
    refusals: Refusals<'a>,
    hidden: Hidden,
    payee: ListedPayee,
    state: (String, &'static str),
    /// When a first payment will be possible, in words; empty when it is.
    cools: String,
    /// How long a first payment waits after the confirmation; empty when no day is counted.
    delay: String,
    may: &'static str,
    versions: Vec<PayeeVersion>,
    doubts: Vec<Doubt>,
}

fn told(payee: &ListedPayee, today: NaiveDate) -> (String, Tone) {
    match (payee.standing(), payee.cools_until(today)) {
        (Standing::Confirmed, Some(from)) => (format!("confirmé, premier paiement le {}", short_day(from)), Tone::Waiting),
        (Standing::Confirmed, None) => ("confirmé".to_owned(), Tone::Good),
        (Standing::ToConfirm, _) => ("à confirmer".to_owned(), Tone::Waiting),
        (Standing::Doubted, _) => ("douteux".to_owned(), Tone::Bad),
    }
}

fn href(reference: &str) -> String {
    format!("{PATH}/fiche?{}", serde_urlencoded::to_string([("reference", reference)]).unwrap_or_default())
}

/// Every payee, and the people's own accounts that wait.
pub async fn list(visit: Visit) -> Answer {
    list_shown(&visit, &[]).await
}

async fn list_shown(visit: &Visit, why: &[Refusal]) -> Answer {
    let page = Visit { path: PATH.to_owned(), ..visit.clone() };
    let mut tx = visit.read().await?;
    let all = within_reach(visit, &mut tx).await?;
    let mut people = Vec::new();
    for one in own_accounts_to_confirm(&mut tx, &visible(visit)("p.number")).await? {
        let hand = hand_on_person(&mut tx, &visit.session.user.id, &one).await?;
        people.push((may(visit, one.standing(), hand), Hidden::new(visit, None), one));
    }
    let today = visit.act(&mut tx).await?.today;
    drop(tx);
    let only = page.query.get("etat") == "attente";
    let waits = |payee: &&ListedPayee| payee.standing() != Standing::Confirmed;
    let empty = if only {
        "Aucun bénéficiaire n’attend d’être confirmé."
    } else {
        "Aucun bénéficiaire. L’import des dossiers les crée."
    };
    let mut list = List::new(&page, "Bénéficiaires", COLUMNS, empty);
    for payee in all.iter().filter(|payee| !only || waits(payee)) {
        let (words, tone) = told(payee, today);
        list.push(vec![
            Cell::Link(payee.name.clone(), href(&payee.reference)),
            Cell::text(&payee.reference),
            Cell::text(iban(&payee.iban)),
            Cell::State(words, tone),
            Cell::text(format!("{}, {}", instant(payee.recorded_at), payee.recorder)),
            Cell::Number(payee.waiting),
        ]);
    }
    if list.is_csv() {
        return Ok(list.csv("beneficiaires")?);
    }
    let shown = ListPage {
        tabs: tabs(&page),
        refusals: Refusals { refusals: why },
        to_confirm: all.iter().filter(waits).count(),
        all: all.len(),
        only,
        list: list.html()?,
        people: people.into_iter().map(|(may, hidden, one)| (one, may, hidden)).collect(),
    };
    visit.page("Bénéficiaires", &shown)
}

/// The payees that the user may see: a manager's own people pay only some of them (RULE 81).
async fn within_reach(visit: &Visit, tx: &mut Tx) -> Result<Vec<ListedPayee>, Failure> {
    if visit.role() == Role::Gestionnaire { payees_of(tx, &visible(visit)("x.person")).await } else { list_payees(tx).await }
}

/// Why the user cannot confirm an account, told before they try; empty when they can.
fn may(visit: &Visit, standing: Standing, hand: Hand) -> &'static str {
    match (standing, hand) {
        (Standing::Confirmed, _) => "Ce compte est confirmé.",
        _ if !lets(visit, APPROVERS) => "Un comptable ou un responsable confirme ce compte.",
        (Standing::ToConfirm, Hand::Own) => "Vous avez enregistré cet IBAN : une autre personne le confirme.",
        (Standing::ToConfirm, Hand::Same) => {
            "L’une de vous deux, vous ou la personne qui a enregistré cet IBAN, a donné son accès à l’autre : une troisième personne le confirme."
        }
        (Standing::Doubted, Hand::Own) => "Vous l’avez déjà confirmé : il faut une deuxième personne.",
        (Standing::Doubted, Hand::Same) => {
            "L’une de vous deux, vous ou la personne qui l’a déjà confirmé, a donné son accès à l’autre : il faut une autre personne."
        }
        (_, Hand::Free) => "",
    }
}

/// Who confirmed a version, and when.
fn confirmation(version: &PayeeVersion) -> String {
    match (version.validated_at, &version.validator) {
        (Some(at), Some(by)) => format!("{}, {by}", instant(at)),
        _ if version.version == 1 && version.known_at_start => "connue au départ".to_owned(),
        _ => "non".to_owned(),
    }
}

/// Why the bank refused the account.
fn why_words(reason: &Option<String>) -> &'static str {
    why(reason.as_deref()).words
}

/// A payee.
pub async fn payee(visit: Visit) -> Answer {
    let reference = visit.query.get("reference").to_owned();
    payee_shown(&visit, &reference, None, &[]).await
}

async fn payee_shown(visit: &Visit, reference: &str, sent: Option<&Sent>, refused: &[Refusal]) -> Answer {
    let mut tx = visit.read().await?;
    let payee = find(&mut tx, reference).await?;
    if !within_reach(visit, &mut tx).await?.iter().any(|one| one.reference == payee.reference) {
        return Err(FILE_NOT_SEEN.because("(bénéficiaire d’un autre portefeuille)").into());
    }
    let versions = payee_versions(&mut tx, reference).await?;
    let doubts = doubts(&mut tx, &payee.iban).await?;
    let act = visit.act(&mut tx).await?;
    let (today, days) = (act.today, cooling_waits(&mut tx).await?.days_on(real_day(&act)));
    let hand = hand_on_payee(&mut tx, &visit.session.user.id, &payee).await?;
    drop(tx);
    let (words, tone) = told(&payee, today);
    let page = PayeePage {
        tabs: tabs(&Visit { path: format!("{PATH}/fiche"), ..visit.clone() }),
        refusals: Refusals { refusals: refused },
        hidden: Hidden::new(visit, sent),
        state: (words, super::shared::tone_class(tone)),
        cools: payee.cools_until(today).map_or_else(String::new, |from| {
            format!("Cet IBAN vient d’être confirmé : son premier paiement est possible à partir du {}.", day_in_french(from))
        }),
        delay: if payee.standing() == Standing::ToConfirm { count(days, "jour", "jours") } else { String::new() },
        may: may(visit, payee.standing(), hand),
        payee,
        versions,
        doubts,
    };
    visit.page(&page.payee.name, &page)
}

/// Confirms an account as the second person.
pub async fn confirm(visit: Visit, sent: Sent) -> Answer {
    let mut writing = match visit.begin(&sent).await? {
        Begun::New(writing) => writing,
        Begun::Before(answer) => return Ok(answer),
    };
    let outcome = confirmed(&mut writing, &sent).await;
    match writing.end(outcome).await? {
        Ended::Done(answer) => Ok(answer),
        Ended::Refused(why) => Ok(refused(match sent.fields.filled("reference") {
            Some(reference) => payee_shown(&visit, reference, Some(&sent), &why).await?,
            None => list_shown(&visit, &why).await?,
        })),
    }
}

async fn confirmed(writing: &mut Writing, sent: &Sent) -> Result<Done, Failure> {
    let (tx, act) = (&mut writing.tx, &writing.act);
    let (subject, standing, from, link) = match (sent.fields.filled("reference"), sent.fields.get("personne").parse::<i64>()) {
        (None, Ok(person)) => {
            let from = validate_own_iban(tx, act, person).await?;
            let waits = own_accounts_to_confirm(tx, &format!("p.number = {person}")).await?;
            let standing = waits.first().map_or(Standing::Confirmed, OwnAccount::standing);
            (format!("de la personne {person}"), standing, from, format!("/dossiers/{person}"))
        }
        (reference, _) => {
            let reference = reference.unwrap_or_default();
            let from = validate_payee(tx, act, reference).await?;
            (format!("du bénéficiaire {reference}"), find(tx, reference).await?.standing(), from, href(reference))
        }
    };
    let whole = standing == Standing::Confirmed;
    let sentence = match from.filter(|from| *from > act.today) {
        _ if !whole => "Une deuxième personne doit encore le confirmer avant tout paiement.".to_owned(),
        Some(from) => format!("Un premier paiement vers ce compte est possible à partir du {}.", day_in_french(from)),
        None => "Les paiements vers ce compte peuvent être approuvés.".to_owned(),
    };
    let title =
        if whole { format!("IBAN {subject} confirmé") } else { format!("IBAN {subject} : votre confirmation est notée") };
    Ok(Done {
        title,
        sentences: vec![sentence],
        links: vec![("Revenir aux bénéficiaires".to_owned(), PATH.to_owned()), ("Voir la fiche".to_owned(), link)],
    })
}
