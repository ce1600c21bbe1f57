//! Every French word of the statement, in one file to be read again by people concerned.
//!
//! The plain page says [`Plain`] sentences: twelve words at most, everyday words, digits, no initials without their
//! words (`RULE 96`). It is called "langage simple", never FALC: that name is earned by a reading with readers concerned
//! (`RULE 95`).

pub mod detail;
pub mod reply;

use super::model::{Benefit, OtherKind, Pot};
use crate::calendar::{Month, day_in_french};
use crate::money::Cents;
use chrono::NaiveDate;
use serde::Serialize;
use std::fmt;

/// A sentence or label of the plain page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plain {
    /// Title of the document.
    Title(Month),
    /// What was there before.
    Opening(Cents),
    /// Label of the first figure.
    Received,
    /// Label of the second.
    RentPaid,
    /// Label of the third.
    OtherPayments,
    /// Label of the fourth.
    Remains,
    /// Number of transfers received.
    Transfers(usize),
    /// Number of payments made.
    Payments(usize),
    /// Part of a figure that the bank has not debited yet.
    StillAtBank(Cents),
    /// Part of the rest that is kept for the rent.
    KeptForRent(Cents),
    /// Part of the rest that is kept for a purpose.
    KeptAside(Cents),
    /// The rent of the month is paid.
    RentIsPaid(Month),
    /// The rent has left the account, the bank has not debited it.
    RentOnItsWay(Month),
    /// Part of the rent of the month is missing.
    RentMissing(Month, Cents),
    /// The rent of the month is covered by aid.
    RentCovered(Month),
    /// The organisation pays no rent for the person.
    NoRent,
    /// Housing aid goes straight to the landlord.
    DirectAid(Cents),
    /// Older rent is unpaid.
    Arrears(Cents),
    /// Income was refused.
    Refused(Cents),
    /// Why it was refused.
    RefusedWhy,
    /// Money arrived that nobody has decided yet.
    Waiting(Cents),
    /// A payment came back to the account.
    CameBack(Cents),
    /// Rent money served for something else.
    Derogation(Cents),
    /// The account was changed without benefit or payment.
    Adjusted(OtherKind, Cents),
    /// Living money handed over.
    LivingMoney(Cents),
    /// The bank's fees are not taken from the person.
    NoFees,
    /// There is more in the detail.
    SeeDetail,
    /// No date is known.
    NothingAhead,
}

impl fmt::Display for Plain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Title(month) => write!(f, "Votre argent en {}", month.in_french()),
            Self::Opening(amount) => write!(f, "Au début du mois, vous aviez {amount}."),
            Self::Received => f.write_str("Argent reçu"),
            Self::RentPaid => f.write_str("Loyer payé"),
            Self::OtherPayments => f.write_str("Autres paiements"),
            Self::Remains => f.write_str("Argent qui reste"),
            Self::Transfers(0) => f.write_str("Rien n'est arrivé ce mois-ci."),
            Self::Transfers(1) => f.write_str("En 1 versement."),
            Self::Transfers(count) => write!(f, "En {count} versements."),
            Self::Payments(0) => f.write_str("Rien ce mois-ci."),
            Self::Payments(1) => f.write_str("En 1 paiement."),
            Self::Payments(count) => write!(f, "En {count} paiements."),
            Self::StillAtBank(amount) => write!(f, "La banque doit encore payer {amount}."),
            Self::KeptForRent(amount) => write!(f, "Avec {amount} gardés pour le loyer."),
            Self::KeptAside(amount) => write!(f, "Avec {amount} réservés."),
            Self::RentIsPaid(month) => write!(f, "Votre loyer {} est payé.", of_month(month)),
            Self::RentOnItsWay(month) => write!(f, "Votre loyer {} est en cours de paiement.", of_month(month)),
            Self::RentMissing(month, amount) => write!(f, "Il manque {amount} pour le loyer {}.", of_month(month)),
            Self::RentCovered(month) => write!(f, "L'aide au logement paie tout le loyer {}.", of_month(month)),
            Self::NoRent => f.write_str("Nous ne payons pas de loyer pour vous."),
            Self::DirectAid(amount) => write!(f, "Votre propriétaire reçoit {amount} d'aide au logement."),
            Self::Arrears(amount) => write!(f, "Vous avez {amount} de loyers en retard."),
            Self::Refused(amount) => write!(f, "Nous n'avons pas gardé {amount}."),
            Self::RefusedWhy => f.write_str("La loi nous demande de rendre cet argent."),
            Self::Waiting(amount) => write!(f, "{amount} sont arrivés pour vous : nous vérifions cet argent."),
            Self::CameBack(amount) => write!(f, "De l'argent payé est revenu : {amount}."),
            Self::Derogation(amount) => write!(f, "{amount} du loyer ont servi à autre chose."),
            Self::Adjusted(kind, amount) => write_adjusted(f, kind, amount),
            Self::LivingMoney(amount) => write!(f, "Vous avez eu {amount} pour vivre."),
            Self::NoFees => f.write_str("La banque ne prend pas de frais sur votre argent."),
            Self::SeeDetail => f.write_str("La suite est dans les pages de détail."),
            Self::NothingAhead => f.write_str("Aucune date n'est connue aujourd'hui."),
        }
    }
}

fn write_adjusted(f: &mut fmt::Formatter<'_>, kind: OtherKind, amount: Cents) -> fmt::Result {
    match kind {
        OtherKind::Correction if amount.is_negative() => {
            write!(f, "Nous avons enlevé {} pour corriger une erreur.", amount.opposite().unwrap_or(amount))
        }
        OtherKind::Correction => write!(f, "Nous avons ajouté {amount} pour corriger une erreur."),
        OtherKind::OpeningBalance => write!(f, "Nous avons repris votre argent d'avant : {amount}."),
        OtherKind::Interest => write!(f, "La banque a ajouté {amount} d'intérêts."),
        OtherKind::Refund => write!(f, "La banque vous a rendu un paiement de {amount}."),
        OtherKind::TakenAgain => {
            write!(f, "La banque a quand même fait un paiement de {}.", amount.opposite().unwrap_or(amount))
        }
        OtherKind::TakenBack => write!(f, "La banque a repris {} reçus pour vous.", amount.opposite().unwrap_or(amount)),
    }
}

/// `de novembre 2026`, `d'avril 2026`.
#[must_use]
pub fn of_month(month: Month) -> String {
    let name = month.in_french();
    let link = if name.starts_with(['a', 'o']) { "d'" } else { "de " };
    format!("{link}{name}")
}

/// `revenu de solidarité active (RSA)`: initials never go without their words.
#[must_use]
pub fn benefit(benefit: &Benefit) -> String {
    match &benefit.acronym {
        Some(acronym) => format!("{} ({acronym})", benefit.name),
        None => benefit.name.clone(),
    }
}

/// The pot as the person reads it.
#[must_use]
pub const fn pot(pot: Pot) -> &'static str {
    match pot {
        Pot::Libre => "Argent libre",
        Pot::Loyer => "Gardé pour le loyer",
        Pot::Logement => "Aide au logement",
        Pot::Apa => "Allocation personnalisée d'autonomie (APA)",
        Pot::Pch => "Prestation de compensation du handicap (PCH)",
        Pot::Actp => "Allocation compensatrice pour tierce personne (ACTP)",
        Pot::Arsm => "Allocation pour les services ménagers",
        Pot::Provision => "Gardé pour les factures de l'année",
    }
}

/// What another movement is, in the detail.
#[must_use]
pub fn other(kind: OtherKind, about: Option<Month>) -> String {
    match (kind, about) {
        (OtherKind::Correction, Some(month)) => format!("Correction {}", of_month(month)),
        (OtherKind::Correction, None) => "Correction".to_owned(),
        (OtherKind::OpeningBalance, _) => "Solde repris au début de la mesure".to_owned(),
        (OtherKind::Interest, _) => "Intérêts du compte".to_owned(),
        (OtherKind::Refund, _) => "Paiement rendu par la banque".to_owned(),
        (OtherKind::TakenBack, _) => "Argent repris par la banque".to_owned(),
        (OtherKind::TakenAgain, _) => "Paiement fait par la banque après un rejet".to_owned(),
    }
}

/// Where a payment stands.
#[must_use]
pub fn paid(on: NaiveDate) -> String {
    format!("Payé le {}", short_day(on))
}

/// A payment that the bank has not debited.
pub const IN_TRANSIT: &str = "En cours à la banque";

/// A payment that came back before or after the debit.
#[must_use]
pub fn came_back(word: &str, on: NaiveDate, reason: &str) -> String {
    format!("{word} le {} : {reason}. L'argent est revenu sur le compte.", short_day(on))
}

/// Where refused money is.
#[must_use]
pub fn refused_destination(to: &str, on: Option<NaiveDate>) -> String {
    match on {
        Some(day) => format!("Rendu le {} : {to}", short_day(day)),
        None => format!("Sera rendu : {to}"),
    }
}

/// What happens to money that waits.
pub const WAITING: &str =
    "Nous cherchons d'où vient cet argent et s'il peut être gardé. Il n'est pas encore compté dans votre argent.";

/// `05/12/2026`: in tables, where a column is narrow.
#[must_use]
pub fn short_day(day: NaiveDate) -> String {
    day.format("%d/%m/%Y").to_string()
}

/// `5 décembre`, without its year: on the plain page.
#[must_use]
pub fn near_day(day: NaiveDate) -> String {
    let text = day_in_french(day);
    text.rsplit_once(' ').map_or(text.clone(), |(near, _)| near.to_owned())
}

/// Fixed words of the page, given to the template with the figures.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Words {
    /// Label of the language level.
    pub level: &'static str,
    /// Title of the sentences.
    pub to_know: &'static str,
    /// Title of the dates to come.
    pub ahead: &'static str,
    /// Columns of the dates to come.
    pub ahead_columns: [&'static str; 3],
    /// Title of the contact.
    pub question: &'static str,
    /// Before the manager's name.
    pub call: &'static str,
    /// Instead of them, without a telephone.
    pub ask: &'static str,
    /// Title of the detail pages.
    pub detail: &'static str,
    /// Title of the worker's comment.
    pub worker_comment: &'static str,
    /// Title of the person's comment.
    pub person_comment: &'static str,
    /// Below that title.
    pub person_comment_lead: &'static str,
    /// Title of the signature.
    pub signature: &'static str,
    /// What the signature does and does not do (`RULE 43`).
    pub signature_lead: [&'static str; 2],
    /// Answers to tick.
    pub answers: [&'static str; 3],
    /// Where to date and sign.
    pub sign_here: [&'static str; 2],
    /// Title of the proof.
    pub proof: &'static str,
    /// Below the last line: nothing follows.
    pub end: &'static str,
}

/// The fixed words.
pub const WORDS: Words = Words {
    level: "Cette page est en langage simple. Le détail suit.",
    to_know: "À savoir",
    ahead: "Bientôt",
    ahead_columns: ["Date", "Quoi", "Combien"],
    question: "Une question ?",
    call: "Appelez",
    ask: "Parlez-en à votre travailleur social.",
    detail: "Le détail du mois",
    worker_comment: "Le mot de votre référent",
    person_comment: "Votre avis",
    person_comment_lead: "Vous pouvez écrire ici ce que vous voulez.",
    signature: "Votre signature",
    signature_lead: [
        "Signer veut dire : j'ai vu ce relevé.",
        "Vous pouvez ne pas signer. Votre argent et votre loyer ne changent pas.",
    ],
    answers: ["Je suis d'accord.", "Je suis d'accord, sauf sur un point.", "Je ne suis pas d'accord."],
    sign_here: ["Date", "Signature"],
    proof: "Preuve",
    end: "Fin du relevé.",
};

#[cfg(test)]
mod tests {
    use super::*;

    /// One of each, with the longest month and amount that it can take.
    fn every_sentence() -> Vec<Plain> {
        let month: Month = "2026-09".parse().unwrap();
        let amount = Cents(123_456);
        let kinds = [
            OtherKind::Correction,
            OtherKind::OpeningBalance,
            OtherKind::Interest,
            OtherKind::Refund,
            OtherKind::TakenAgain,
            OtherKind::TakenBack,
        ];
        let mut all = vec![
            Plain::Title(month),
            Plain::Opening(amount),
            Plain::Received,
            Plain::RentPaid,
            Plain::OtherPayments,
            Plain::Remains,
            Plain::StillAtBank(amount),
            Plain::KeptForRent(amount),
            Plain::KeptAside(amount),
            Plain::RentIsPaid(month),
            Plain::RentOnItsWay(month),
            Plain::RentMissing(month, amount),
            Plain::RentCovered(month),
            Plain::NoRent,
            Plain::DirectAid(amount),
            Plain::Arrears(amount),
            Plain::Refused(amount),
            Plain::RefusedWhy,
            Plain::Waiting(amount),
            Plain::CameBack(amount),
            Plain::Derogation(amount),
            Plain::LivingMoney(amount),
            Plain::NoFees,
            Plain::SeeDetail,
            Plain::NothingAhead,
        ];
        all.extend(kinds.map(|kind| Plain::Adjusted(kind, amount)));
        all.push(Plain::Adjusted(OtherKind::Correction, Cents(-5)));
        all.extend([0, 1, 2].into_iter().flat_map(|count| [Plain::Transfers(count), Plain::Payments(count)]));
        all
    }

    /// Words of a sentence: an amount, held together by no-break spaces, is one.
    fn words(sentence: &str) -> usize {
        sentence.split(' ').filter(|word| word.chars().any(char::is_alphanumeric)).count()
    }

    /// Initials outside brackets, where nothing explains them.
    fn bare_initials(sentence: &str) -> Option<&str> {
        sentence
            .split([' ', '\u{a0}', '.', ',', ':'])
            .find(|word| word.chars().count() > 1 && word.chars().all(char::is_uppercase))
    }

    #[test]
    fn the_plain_page_is_plain() {
        let fixed = [WORDS.to_know, WORDS.ahead, WORDS.question, WORDS.call, WORDS.ask].map(str::to_owned);
        let level = WORDS.level.split_inclusive('.').map(str::to_owned);
        let said = every_sentence().into_iter().map(|sentence| sentence.to_string());
        for sentence in said.chain(fixed).chain(level) {
            assert!(words(&sentence) <= 12, "{sentence}");
            assert_eq!(bare_initials(&sentence), None, "{sentence}");
            assert!(!sentence.contains(['\u{202f}', '%', ';', '(']), "{sentence}");
        }
    }

    #[test]
    fn the_readability_test_sees_what_it_forbids() {
        assert_eq!(words("un deux trois quatre cinq six sept huit neuf dix onze douze 1\u{a0}234,56\u{a0}€."), 13);
        assert_eq!(bare_initials("Votre RSA est arrivé."), Some("RSA"));
    }

    #[test]
    fn nothing_is_called_falc() {
        let all = serde_json::to_string(&WORDS).unwrap();
        assert!(all.contains("langage simple") && !all.to_uppercase().contains("FALC"));
    }

    #[test]
    fn initials_come_with_their_words() {
        let aid = Benefit { number: 17, name: "revenu de solidarité active".into(), acronym: Some("RSA".into()) };
        assert_eq!(benefit(&aid), "revenu de solidarité active (RSA)");
        assert_eq!(of_month("2026-04".parse().unwrap()), "d'avril 2026");
        assert_eq!(near_day("2026-12-05".parse().unwrap()), "5 décembre");
    }
}
