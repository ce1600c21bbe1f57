//! *Tableau de bord*: what waits for me today.

use crate::access::{LinkedIdentity, Right, Role, identity_of, links_awaited};
use crate::bank::age::{Age, age};
use crate::books::queues::{Queue, RentsShort, Waiting, Waits, rents_at_risk};
use crate::calendar::day_in_french;
use crate::refusal::Failure;
use crate::settings::{Settings, settings_on};
use crate::store::Tx;
use crate::web::answer::Answer;
use crate::web::visit::Visit;
use crate::web::words::instant;
use askama::Template;
use chrono::{DateTime, Duration, NaiveDate, Utc};
use chrono_tz::Europe::Paris;

/// A queue on screen.
struct Card {
    words: &'static str,
    help: &'static str,
    href: &'static str,
    count: i64,
    cents: String,
    since: String,
    tone: &'static str,
}

#[derive(Template)]
#[template(path = "backoffice/dashboard/dashboard.html")]
struct Page {
    name: String,
    day: String,
    /// What begins the work of this role: words and address.
    begins: &'static [(&'static str, &'static str)],
    waiting: Vec<Card>,
    calm: Vec<Card>,
    /// The visitor's own new link with the identity provider.
    linked: Option<String>,
}

/// The queues that a role treats, the gravest first.
pub(super) const fn of_role(role: Role) -> &'static [Waits] {
    use Waits::{
        AccessesToConfirm, ContractsEnding, Debits, Derogations, FailedOrders, FailedProofs, PapersToCheck, PayeesToConfirm,
        Receipts, RentsAtRisk, StatementsToPresent, ToApprove, ToReturn, ToSeal, ToSend,
    };
    match role {
        Role::Gestionnaire => &[
            RentsAtRisk,
            Receipts,
            Debits,
            ToReturn,
            FailedOrders,
            ToApprove,
            StatementsToPresent,
            PapersToCheck,
            ContractsEnding,
        ],
        Role::Comptable => &[
            RentsAtRisk,
            FailedProofs,
            Receipts,
            Debits,
            ToReturn,
            FailedOrders,
            ToApprove,
            ToSeal,
            ToSend,
            PayeesToConfirm,
            AccessesToConfirm,
            PapersToCheck,
        ],
        Role::Responsable => &[
            RentsAtRisk,
            FailedProofs,
            Receipts,
            Debits,
            ToReturn,
            FailedOrders,
            ToApprove,
            Derogations,
            ToSeal,
            ToSend,
            PayeesToConfirm,
            AccessesToConfirm,
            StatementsToPresent,
            PapersToCheck,
            ContractsEnding,
        ],
        Role::Auditeur => &[RentsAtRisk, FailedProofs, Receipts, Debits, ToApprove, ToSeal, ToSend],
        // An administrator touches no money: nothing of the books waits for them.
        Role::Admin | Role::Programme => &[AccessesToConfirm],
    }
}

/// What a role begins by itself, without a queue that asks for it.
const fn begun_by(role: Role) -> &'static [(&'static str, &'static str)] {
    const IMPORT: (&str, &str) = ("Importer des fichiers de la banque", "/banque/importer");
    const PREPARE: (&str, &str) = ("Préparer le mois", "/paiements/preparer");
    match role {
        Role::Gestionnaire => &[PREPARE],
        Role::Comptable => &[IMPORT, PREPARE],
        Role::Responsable => &[IMPORT],
        Role::Auditeur | Role::Admin | Role::Programme => &[],
    }
}

/// A queue's words, where it is treated, and how grave it is.
const fn told(what: Waits) -> (&'static str, &'static str, &'static str, &'static str) {
    match what {
        Waits::RentsAtRisk => {
            ("Loyers en danger", "L’argent mis de côté ne couvre pas le loyer courant.", "/dossiers?etat=loyer", "bad")
        }
        Waits::FailedProofs => {
            ("Contrôles du jour en échec", "Rien ne part de ce compte avant l’explication.", "/banque/controle", "bad")
        }
        Waits::Receipts => (
            "Encaissements à identifier",
            "Dire à qui est l’argent, et de quelle prestation.",
            "/banque/encaissements",
            "waiting",
        ),
        Waits::Debits => ("Débits à expliquer", "Personne n’a demandé ces débits.", "/banque/debits", "bad"),
        Waits::ToReturn => ("Argent refusé à rendre", "Aucune restitution n’est encore proposée.", "/banque/refuses", "waiting"),
        Waits::FailedOrders => {
            ("Paiements rejetés ou revenus", "À corriger puis à préparer de nouveau.", "/paiements/retours", "bad")
        }
        Waits::ToApprove => {
            ("Paiements à approuver", "Une autre personne que celle qui a préparé.", "/paiements/approuver", "waiting")
        }
        Waits::ToSeal => {
            ("Paiements à mettre en fichier", "Approuvés, pas encore dans un fichier.", "/paiements/fichiers", "waiting")
        }
        Waits::ToSend => ("Fichiers à envoyer à la banque", "Scellés, jamais téléchargés.", "/paiements/fichiers", "waiting"),
        Waits::Derogations => ("Dérogations à examiner", "Exceptions au loyer d’abord.", "/paiements/derogations", "waiting"),
        Waits::PayeesToConfirm => (
            "Comptes bancaires à confirmer",
            "Un IBAN est nouveau, a changé ou est mis en doute.",
            "/paiements/beneficiaires",
            "waiting",
        ),
        Waits::AccessesToConfirm => (
            "Accès à confirmer",
            "Quelqu’un a donné un accès : une deuxième personne le confirme.",
            "/administration/acces",
            "waiting",
        ),
        Waits::StatementsToPresent => ("Relevés à présenter", "La personne n’a pas encore répondu.", "/releves", "waiting"),
        Waits::PapersToCheck => (
            "Relevés signés sur papier à vérifier",
            "Une autre personne que celle qui a joint la feuille.",
            "/releves?etat=feuille",
            "waiting",
        ),
        Waits::ContractsEnding => {
            ("Contrats qui se terminent", "Bientôt, sans suite enregistrée.", "/dossiers?etat=fin", "waiting")
        }
    }
}

fn card(queue: &Queue, today: NaiveDate, settings: &Settings) -> Card {
    let (words, help, href, tone) = told(queue.what);
    // Money that has waited too long is told to who answers for it (RULE 73).
    let very_late = queue.what == Waits::Receipts && queue.day.is_some_and(|day| age(day, today, settings) == Age::VeryLate);
    let tone = if very_late { "bad" } else { tone };
    let ahead = matches!(
        queue.what,
        Waits::RentsAtRisk | Waits::ContractsEnding | Waits::FailedOrders | Waits::ToApprove | Waits::ToSeal
    );
    let since = queue.day.map_or_else(String::new, |day| {
        format!("{} {}", if ahead { "première échéance le" } else { "le plus ancien est du" }, day_in_french(day))
    });
    Card {
        words,
        help,
        href,
        count: queue.count,
        cents: queue.cents.map_or_else(String::new, |cents| cents.to_string()),
        since,
        tone,
    }
}

/// How much waits of something, as the user sees it. Rents are worked out once for the house: they are asked of every file.
async fn queue(visit: &Visit, tx: &mut Tx, what: Waits, today: NaiveDate) -> Result<Queue, Failure> {
    if what == Waits::RentsAtRisk {
        let short = visit.recall(tx, &RentsShort { today }).await?;
        return Ok(rents_at_risk(&short, &visit.files(tx).await?)?);
    }
    Ok(visit.recall(tx, &Waiting::of(what, today, visit.reach())).await?.as_ref().clone())
}

/// For how long a new link is told to its owner.
const NEW_LINK: Duration = Duration::days(14);

/// A new link with the identity provider, as its owner is told of it: whoever had their desk could have made it.
async fn new_link(visit: &Visit, tx: &mut Tx) -> Result<Option<String>, Failure> {
    let Some(gateway) = &visit.office.provider else { return Ok(None) };
    let link = identity_of(tx, &visit.session.user, gateway.provider.issuer()).await?;
    Ok(link.and_then(|link| of_new_link(&link, gateway.provider.is_trusted(), visit.now)))
}

/// Told for two weeks from the link, and again from its confirmation where it then opens without anything else.
fn of_new_link(link: &LinkedIdentity, trusted: bool, now: DateTime<Utc>) -> Option<String> {
    let alone_since = link.confirmed_at.filter(|_| trusted);
    (now < link.linked_at.max(alone_since.unwrap_or(link.linked_at)) + NEW_LINK).then(|| {
        let alone = alone_since.map_or_else(String::new, |at| format!(", sans mot de passe ni code depuis le {}", instant(at)));
        format!("Le compte « {} » ouvre Quitus en votre nom depuis le {}{alone}.", link.called, instant(link.linked_at))
    })
}

/// Links of others that a second person has to confirm, where the house trusts its provider.
async fn links_to_confirm(visit: &Visit, tx: &mut Tx) -> Result<Option<Card>, Failure> {
    let Some(gateway) = visit.office.provider.as_ref().filter(|gateway| gateway.provider.is_trusted()) else { return Ok(None) };
    if !visit.role().may(Right::Confirm) {
        return Ok(None);
    }
    let mut links = links_awaited(tx, gateway.provider.issuer()).await?;
    links.retain(|link| link.user.id != visit.session.user.id);
    let (words, help) = ("Comptes de l’organisation à confirmer", "Quelqu’un a lié le sien : une deuxième personne le confirme.");
    Ok(links.first().map(|first| Card {
        words,
        help,
        href: "/administration/acces",
        count: i64::try_from(links.len()).unwrap_or(i64::MAX),
        cents: String::new(),
        since: format!("le plus ancien est du {}", day_in_french(first.linked_at.with_timezone(&Paris).date_naive())),
        tone: "waiting",
    }))
}

/// The first page of everyone.
pub async fn dashboard(visit: Visit) -> Answer {
    let mut tx = visit.read().await?;
    let act = visit.act(&mut tx).await?;
    let user = &visit.session.user;
    let today = act.today;
    let mut queues = Vec::new();
    for &what in of_role(user.role) {
        queues.push(queue(&visit, &mut tx, what, today).await?);
    }
    let (waiting, calm): (Vec<&Queue>, Vec<&Queue>) = queues.iter().partition(|queue| queue.count > 0);
    let settings = settings_on(&mut tx, today).await?;
    let links = links_to_confirm(&visit, &mut tx).await?;
    let linked = new_link(&visit, &mut tx).await?;
    let cards = |queues: Vec<&Queue>| queues.into_iter().map(|queue| card(queue, today, &settings)).collect::<Vec<_>>();
    let page = Page {
        name: user.name.clone(),
        day: day_in_french(today),
        begins: begun_by(user.role),
        waiting: cards(waiting).into_iter().chain(links).collect(),
        calm: cards(calm),
        linked,
    };
    visit.page("Tableau de bord", &page)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_link_is_told_from_its_day_and_from_the_day_when_it_opens_alone() {
        let at = |day: i64| DateTime::<Utc>::UNIX_EPOCH + Duration::days(day);
        let confirmed_at = Some(at(30));
        let link =
            LinkedIdentity { id: String::new(), subject: String::new(), called: "Marie".into(), linked_at: at(0), confirmed_at };
        let told = |trusted, day| of_new_link(&link, trusted, at(day));
        assert!(told(true, 1).is_some());
        assert!(
            told(true, 43).unwrap().contains("sans mot de passe ni code depuis le"),
            "its owner hears of a late confirmation"
        );
        assert_eq!(told(true, 44), None);
        assert!(told(false, 13).unwrap().ends_with("1970 à 01:00."), "a provider that is not trusted opens nothing alone");
        assert_eq!(told(false, 14), None);
        let waits = LinkedIdentity { confirmed_at: None, ..link.clone() };
        assert_eq!([13, 14].map(|day| of_new_link(&waits, true, at(day)).is_some()), [true, false]);
    }
}
