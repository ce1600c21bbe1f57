//! The top of every page of a file: who, four figures, what asks for attention, and the tabs.

use crate::access::Act;
use crate::books::dossier::head::{Alert, Head, OpenDebits, head, known};
use crate::calendar::day_in_french;
use crate::person::Holder;
use crate::plural::count;
use crate::refusal::{Failure, PAGE_UNKNOWN};
use crate::store::Tx;
use crate::web::answer::{Answer, Problem};
use crate::web::visit::Visit;
use askama::Template;
use chrono::NaiveDate;

/// A file that is open: its top, and the state of the database that the page shows.
pub struct File {
    /// The person's number.
    pub number: i64,
    /// The person's name.
    pub name: String,
    /// The reading.
    pub tx: Tx,
    /// Who reads, on which business day.
    pub act: Act,
    head: Head,
}

/// The pages of a file: what the trace of a reading calls each, where it is, and its words.
const TABS: [(&str, &str, &str); 7] = [
    ("compte", "", "Compte"),
    ("budget", "/budget", "Budget et loyer"),
    ("contrat", "/contrat", "Contrat et autorisations"),
    ("encaissements", "/encaissements", "Encaissements"),
    ("paiements", "/paiements", "Paiements"),
    ("releves", "/releves", "Relevés"),
    ("journal", "/journal", "Journal"),
];

struct Tab {
    href: String,
    words: &'static str,
    here: bool,
}

/// Something that asks for attention, with where to treat it.
struct Notice {
    tone: &'static str,
    words: String,
    href: String,
    link: &'static str,
}

#[derive(Template)]
#[template(path = "backoffice/files/file.html")]
struct Top<'a> {
    head: &'a Head,
    account: String,
    rent: String,
    moving: String,
    to_approve: String,
    notices: Vec<Notice>,
    tabs: Vec<Tab>,
    /// Where each of the four figures is explained.
    at: (String, String, String, String),
}

impl File {
    /// The file of a number, with the rights of who asks and the trace of the reading (RULE 81).
    ///
    /// # Errors
    /// `page_unknown`, `file_of_another`.
    pub async fn open(visit: &Visit, number: &str, what: &'static str) -> Result<Self, Problem> {
        let unknown = || PAGE_UNKNOWN.because(format!("(dossier « {number} »)"));
        let person: i64 = number.parse().map_err(|_| unknown())?;
        if !known(&mut visit.read().await?, person).await? {
            return Err(unknown().into());
        }
        visit.open_file(person, what).await?;
        let mut tx = visit.read().await?;
        let act = visit.act(&mut tx).await?;
        let open = visit.recall(&mut tx, &OpenDebits).await?;
        let head = head(&mut tx, person, act.today, &open).await?.ok_or_else(unknown)?;
        Ok(Self { number: person, name: head.name.clone(), tx, act, head })
    }

    /// The business day.
    pub const fn today(&self) -> NaiveDate {
        self.act.today
    }

    /// An address of this file.
    pub fn at(&self, rest: &str) -> String {
        format!("/dossiers/{}{rest}", self.number)
    }

    /// The explanation of an entry.
    pub fn entry(&self, seq: i64) -> String {
        self.at(&format!("/ecritures/{seq}"))
    }

    /// The top of the page, with one tab in front.
    ///
    /// # Errors
    /// Broken when it cannot be written.
    pub fn top(&self, what: &str) -> Result<String, Failure> {
        let head = &self.head;
        let tab = |(code, rest, words): (&str, &str, &'static str)| Tab { href: self.at(rest), words, here: code == what };
        let holder = match head.holder {
            Holder::Person => "à son nom",
            Holder::Organisation => "au nom de l’organisation",
        };
        let moving = |(number, cents): (i64, crate::money::Cents), one: &str, several: &str| {
            if number == 0 { String::new() } else { format!("{}, {cents}", count(number, one, several)) }
        };
        let top = Top {
            head,
            account: format!("Compte bancaire {}, {holder}", head.account),
            rent: head.rent.map_or_else(String::new, |(_, day)| format!("le {}", day_in_french(day))),
            moving: moving(head.moving, "paiement", "paiements"),
            to_approve: moving(head.to_approve, "autre à approuver", "autres à approuver"),
            notices: head.alerts.iter().map(|alert| self.notice(alert)).collect(),
            tabs: TABS.into_iter().map(tab).collect(),
            at: (
                self.at("?reserve=libre#mouvements"),
                self.at("?reserve=loyer#mouvements"),
                self.at("/budget"),
                self.at("/paiements"),
            ),
        };
        top.render().map_err(|error| Failure::Broken(format!("{error}.")))
    }

    fn notice(&self, alert: &Alert) -> Notice {
        let bad = |words: String, href: String, link| Notice { tone: "bad", words, href, link };
        let wait = |words: String, href: String, link| Notice { tone: "waiting", words, href, link };
        match alert {
            Alert::RentShort(missing) => {
                bad(format!("Il manque {missing} pour payer le loyer courant."), self.at("/budget"), "Voir le loyer")
            }
            Alert::Debit { line, on, cents } => bad(
                format!("Un débit de {cents}, le {}, n’a pas d’explication.", day_in_french(*on)),
                format!("/banque/debits/{line}"),
                "Expliquer ce débit",
            ),
            Alert::OwnAccount => bad(
                "Le compte personnel n’est pas confirmé : rien n’y est versé.".to_owned(),
                "/paiements/beneficiaires".to_owned(),
                "Voir les comptes à confirmer",
            ),
            Alert::Payee(name) => bad(
                format!("Le compte de {name} n’est pas confirmé : rien ne lui est versé."),
                "/paiements/beneficiaires".to_owned(),
                "Voir les comptes à confirmer",
            ),
            Alert::Ended(day) => {
                bad(format!("Le contrat est terminé depuis le {}.", day_in_french(*day)), self.at("/contrat"), "Voir le contrat")
            }
            Alert::NoContract => bad("Aucun contrat n’est enregistré.".to_owned(), self.at("/contrat"), "Voir le contrat"),
            Alert::Ending(day) => {
                wait(format!("Le contrat se termine le {}.", day_in_french(*day)), self.at("/contrat"), "Voir le contrat")
            }
            Alert::NearTheTotal(months) => wait(
                format!("{months} mois de contrat sur les 48 que la loi permet : préparez la suite."),
                self.at("/contrat"),
                "Voir le contrat",
            ),
            Alert::Waiting { receipt, on, cents } => wait(
                format!("{cents} reçus le {} attendent une décision.", day_in_french(*on)),
                format!("/banque/encaissements/{receipt}"),
                "Décider",
            ),
        }
    }

    /// A page of the file.
    ///
    /// # Errors
    /// Broken when it cannot be written.
    pub fn page(&self, visit: &Visit, what: &str, content: &impl Template) -> Answer {
        let words = TABS.into_iter().find(|(code, ..)| *code == what).map_or("Dossier", |(.., words)| words);
        visit.page(&format!("{words} · {}", self.name), content)
    }
}
