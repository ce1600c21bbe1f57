//! What bank files do, in the same words before and after the import.

use super::face::here;
use crate::intake::answer::Answered;
use crate::intake::files::{Foreseen, Took};
use crate::intake::import::Imported;
use crate::money::Cents;
use crate::payment::view::why_failed::why;
use crate::plural::count;
use crate::refusal::Refusal;
use crate::web::words::short_id;

/// A file, or files that go together, on screen.
pub(super) struct Told {
    /// Their names.
    pub names: String,
    /// What they are, in a few words.
    pub headline: String,
    /// How it looks: `good`, `waiting`, `bad` or `calm`.
    pub tone: &'static str,
    /// Figures with their words.
    pub facts: Vec<(&'static str, String)>,
    /// What a person must look at.
    pub alerts: Vec<String>,
    /// Remarks of the reader.
    pub remarks: Vec<String>,
    /// Why nothing of it is imported.
    pub refusals: Vec<Refusal>,
}

impl Told {
    /// The words about a turn.
    pub fn of(foreseen: &Foreseen) -> Self {
        let names = foreseen.names.clone();
        match &foreseen.outcome {
            Ok(Took::Imported(imported)) => Self { names, ..of_statements(imported) },
            Ok(Took::Answered(answered)) => Self { names, ..of_answer(answered) },
            Err(refusals) => Self {
                names,
                headline: "Refusé : rien n’en est importé".to_owned(),
                tone: "bad",
                refusals: here(refusals.clone(), ""),
                ..blank()
            },
        }
    }

    /// The same for the confirmation, where names of people do not stay: alerts are counted.
    pub fn sentence(&self) -> String {
        let facts: Vec<String> = self.facts.iter().map(|(words, value)| format!("{words} : {value}")).collect();
        let refused: Vec<String> = self.refusals.iter().map(ToString::to_string).collect();
        let alerts = match self.alerts.len() {
            0 => None,
            many => Some(format!("{}, dans les files d’attente", count(many, "alerte", "alertes"))),
        };
        let all: Vec<String> = facts.into_iter().chain(refused).chain(alerts).collect();
        let end = if all.is_empty() { String::new() } else { format!(" {}.", all.join(" ; ").trim_end_matches('.')) };
        format!("{} : {}.{end}", self.names, self.headline)
    }
}

const fn blank() -> Told {
    Told {
        names: String::new(),
        headline: String::new(),
        tone: "calm",
        facts: Vec::new(),
        alerts: Vec::new(),
        remarks: Vec::new(),
        refusals: Vec::new(),
    }
}

fn of_statements(file: &Imported) -> Told {
    let told = Told { alerts: file.alerts.clone(), remarks: file.remarks.clone(), ..blank() };
    if file.already {
        return Told { headline: "Déjà importé, rien n’a changé".to_owned(), ..told };
    }
    if let Some(words) = &file.informs {
        return Told { headline: words.trim_end_matches('.').to_owned(), ..told };
    }
    let many = |number: usize| number.to_string();
    let known = match file.known_lines {
        0 => String::new(),
        lines => format!(", {}", count(lines, "déjà connue", "déjà connues")),
    };
    let new = count(file.new_lines, "ligne nouvelle", "lignes nouvelles");
    let facts = [
        (file.credits != Cents::ZERO, "Reçu", file.credits.to_string()),
        (file.debits != Cents::ZERO, "Débité", file.debits.to_string()),
        (file.receipts_posted > 0, "Encaissements répartis d’office", many(file.receipts_posted)),
        (file.receipts_waiting > 0, "Encaissements à identifier", many(file.receipts_waiting)),
        (file.orders_settled > 0, "Paiements débités par la banque", many(file.orders_settled)),
        (file.orders_returned > 0, "Paiements revenus", many(file.orders_returned)),
        (file.direct_debits > 0, "Prélèvements prévus au budget", many(file.direct_debits)),
        (file.debits_unexplained > 0, "Débits à expliquer", many(file.debits_unexplained)),
        (file.undone > 0, "Remboursements et reprises", many(file.undone)),
        (file.fees != Cents::ZERO, "Frais de la banque, dus par l’organisme", file.fees.to_string()),
    ];
    let waits = file.receipts_waiting > 0 || file.debits_unexplained > 0 || !file.alerts.is_empty();
    Told {
        headline: format!("{}, {new}{known}", count(file.statements, "relevé", "relevés")),
        tone: if waits { "waiting" } else { "good" },
        facts: shown(facts),
        ..told
    }
}

fn of_answer(answer: &Answered) -> Told {
    let many = |number: usize| number.to_string();
    let list = |texts: &[String]| texts.join(" ; ");
    let rejected = answer.rejected.iter().map(|one| {
        let words = why(Some(&one.reason)).words.trim_end_matches('.');
        format!("paiement {} : {words} (motif de la banque : {})", short_id(&one.order), one.reason)
    });
    let rejected: Vec<String> = rejected.collect();
    let verified = answer.verified.iter().map(|one| format!("paiement {} : {}", short_id(&one.order), one.result));
    let verified: Vec<String> = verified.collect();
    let facts = [
        (answer.accepted > 0, "Paiements acceptés", many(answer.accepted)),
        (answer.pending > 0, "En attente à la banque", many(answer.pending)),
        (!rejected.is_empty(), "Rejetés, l’argent revient à la personne", list(&rejected)),
        (answer.matching > 0, "Noms de bénéficiaire concordants", many(answer.matching)),
        (!verified.is_empty(), "Noms de bénéficiaire à regarder", list(&verified)),
        (answer.unsaid > 0, "Paiements dont la banque ne dit rien", many(answer.unsaid)),
        (!answer.unchanged.is_empty(), "Sans effet", list(&answer.unchanged)),
        (!answer.unknown.is_empty(), "Références inconnues, rien n’a changé", list(&answer.unknown)),
    ];
    let waits = !rejected.is_empty() || !verified.is_empty() || !answer.alerts.is_empty();
    Told {
        headline: format!("Réponse de la banque au fichier {} ; rien n’est débité avant le relevé", answer.message),
        tone: if waits { "waiting" } else { "good" },
        facts: shown(facts),
        alerts: answer.alerts.clone(),
        remarks: answer.remarks.clone(),
        ..blank()
    }
}

fn shown<const N: usize>(facts: [(bool, &'static str, String); N]) -> Vec<(&'static str, String)> {
    facts.into_iter().filter(|(show, ..)| *show).map(|(_, words, value)| (words, value)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(outcome: Result<Took, Vec<Refusal>>) -> Told {
        Told::of(&Foreseen { names: "releve.xml".into(), outcome })
    }

    #[test]
    fn a_file_says_what_it_does_and_only_that() {
        let file = Imported { statements: 1, new_lines: 3, receipts_waiting: 1, credits: Cents(5000), ..Imported::default() };
        let one = told(Ok(Took::Imported(file)));
        assert_eq!(one.tone, "waiting");
        assert_eq!(
            one.sentence(),
            "releve.xml : 1 relevé, 3 lignes nouvelles. Reçu : 50,00\u{a0}€ ; Encaissements à identifier : 1."
        );
        let again = told(Ok(Took::Imported(Imported { already: true, ..Imported::default() })));
        assert_eq!(again.sentence(), "releve.xml : Déjà importé, rien n’a changé.");
    }

    #[test]
    fn a_confirmation_keeps_no_name() {
        let alert = "Jeanne Martin : la banque a refusé ce compte".to_owned();
        let answer = Answered { message: "M1".into(), alerts: vec![alert], ..Answered::default() };
        let one = told(Ok(Took::Answered(answer)));
        assert!(!one.sentence().contains("Martin") && one.sentence().contains("1 alerte"), "{}", one.sentence());
    }
}
