//! The end of the demonstration, in calm French: what was done, where the files are, and what is left to decide.

use super::play::{Left, Money, Stage, Summary};
use crate::calendar::{Month, day_in_french};
use crate::money::Cents;
use crate::plural::{count, shown};
use std::fmt::Write;
use std::time::Duration;

/// Lines of a list before the rest is only counted.
const SHOWN: usize = 4;

/// The whole text, without a line feed at its end.
#[must_use]
pub fn text(summary: &Summary) -> String {
    let parts =
        [title(summary), money(summary), proof(summary), files(summary), left(summary), times(&summary.stages, &summary.months)];
    parts.map(|part| part.trim_end().to_owned()).join("\n\n")
}

fn title(summary: &Summary) -> String {
    let period = match (summary.months.first(), summary.months.last()) {
        (Some(first), Some(last)) => format!("{} à {}", first.of_in_french(), last.in_french()),
        _ => String::new(),
    };
    format!(
        "Démonstration prête : {}, {}, {period}.",
        many(summary.people, "personne inventée", "personnes inventées"),
        many(summary.accounts, "compte bancaire", "comptes bancaires")
    )
}

fn money(summary: &Summary) -> String {
    let receipts = &summary.receipts;
    let mut text = String::new();
    amount(&mut text, "Prestations acceptées", receipts.accepted, "");
    let back = format!("  dont {} déjà rendus", receipts.given_back.cents);
    amount(&mut text, "Revenus refusés", receipts.refused, &back);
    amount(&mut text, "Encaissements en attente", receipts.waiting, "");
    let failed = format!(
        "  {} avant débit, {} après",
        count(summary.rejected, "rejeté", "rejetés"),
        count(summary.returned, "revenu", "revenus")
    );
    amount(&mut text, "Paiements débités", summary.payments, &failed);
    amount(&mut text, "Prélèvements prévus", summary.direct_debits, "");
    let rents = &summary.rents;
    let _ = writeln!(
        text,
        "  {:<26}{:>9}  {}, {} en retard, {}",
        "Loyers échus",
        grouped(rents.due),
        many(rents.on_time, "payé à temps", "payés à temps"),
        grouped(rents.late),
        many(rents.short.len(), "incomplet", "incomplets")
    );
    text
}

fn amount(text: &mut String, label: &str, money: Money, more: &str) {
    let count = grouped(usize::try_from(money.count).unwrap_or(0));
    let _ = writeln!(text, "  {label:<26}{count:>9}{:>19}{more}", money.cents.to_string());
}

fn proof(summary: &Summary) -> String {
    let proof = &summary.proof;
    let seal: String = proof.head.chars().take(16).collect();
    format!(
        "Comptes vérifiés : {} (dernier sceau {seal}…), {} au centime.",
        many(usize::try_from(proof.entries).unwrap_or(0), "écriture scellée", "écritures scellées"),
        many(proof.accounts, "compte bancaire juste", "comptes bancaires justes")
    )
}

fn files(summary: &Summary) -> String {
    let statements = summary.received.iter().filter(|name| name.starts_with("releve")).count();
    let answers = summary.received.len().saturating_sub(statements);
    let mut text = format!("Fichiers, dans {} :\n", summary.dir.display());
    let mut row = |place: &str, what: String| {
        let _ = writeln!(text, "  {place:<26}{what}");
    };
    row("quitus.db", "la base de données".to_owned());
    row("dossiers/", "7 fichiers CSV importés".to_owned());
    row(
        "banque/recus/",
        format!("{} (camt.053), {} (pain.002)", count(statements, "relevé", "relevés"), count(answers, "réponse", "réponses")),
    );
    row("banque/envoyes/", count(summary.sent.len(), "fichier de virements (pain.001)", "fichiers de virements (pain.001)"));
    if summary.statements.issued > 0 {
        row("releves/", many(summary.statements.issued, "relevé mensuel (PDF)", "relevés mensuels (PDF), un dossier par mois"));
    }
    if summary.statements.refused > 0 {
        row(
            "",
            format!(
                "{} : « quitus statement issue » dit pourquoi",
                many(summary.statements.refused, "relevé non émis", "relevés non émis")
            ),
        );
    }
    text
}

fn left(summary: &Summary) -> String {
    let mut text = format!("Il reste à décider (depuis {}) :\n", summary.dir.display());
    let left = &summary.left;
    waiting(&mut text, left);
    orders(&mut text, left, summary.months.last().copied());
    if !left.debits.is_empty() {
        head(&mut text, left.debits.len(), "débit sans explication", "débits sans explication", "quitus debits");
        for debit in left.debits.iter().take(SHOWN) {
            detail(
                &mut text,
                debit.cents,
                &format!("{}, le {}", debit.name.as_deref().unwrap_or("?"), day_in_french(debit.booked_on)),
            );
        }
    }
    let short = &summary.rents.short;
    if !short.is_empty() {
        head(&mut text, short.len(), "loyer incomplet", "loyers incomplets", "quitus month prepare MOIS --by Camille");
        for rent in short.iter().rev().take(SHOWN) {
            detail(&mut text, rent.missing, &format!("manquent à la personne {}, loyer de {}", rent.person, rent.month));
        }
        rest(&mut text, short.len());
    }
    text
}

fn waiting(text: &mut String, left: &Left) {
    if left.receipts.is_empty() {
        return;
    }
    head(text, left.receipts.len(), "encaissement en attente", "encaissements en attente", "quitus receipts --waiting");
    for receipt in left.receipts.iter().take(SHOWN) {
        let payer = receipt.payer.as_deref().unwrap_or("?");
        detail(text, receipt.cents, &format!("{payer}, le {}", day_in_french(receipt.received_on)));
    }
    rest(text, left.receipts.len());
}

fn orders(text: &mut String, left: &Left, month: Option<Month>) {
    if !left.proposed.is_empty() {
        let month = month.map_or_else(String::new, |month| month.to_string());
        let command = format!("quitus order approve --month {month} --by Sacha");
        head(text, left.proposed.len(), "paiement à approuver", "paiements à approuver", &command);
        for order in left.proposed.iter().take(SHOWN) {
            detail(text, order.cents, &format!("à {} : {}", order.creditor_name, order.remittance));
        }
        rest(text, left.proposed.len());
    }
    if let Some(first) = left.failed.first() {
        let command = format!("quitus order again {} --by Camille", first.id);
        head(text, left.failed.len(), "paiement rejeté ou revenu", "paiements rejetés ou revenus", &command);
        for order in left.failed.iter().take(SHOWN) {
            let reason = order.reason.as_deref().unwrap_or("sans motif");
            detail(text, order.cents, &format!("à {} ({reason}) : {}", order.creditor_name, order.remittance));
        }
        rest(text, left.failed.len());
    }
}

fn head(text: &mut String, count: usize, one: &str, many: &str, command: &str) {
    let _ = writeln!(text, "  {:<35}{command}", format!("{} {}", grouped(count), if count == 1 { one } else { many }));
}

fn detail(text: &mut String, cents: Cents, words: &str) {
    let _ = writeln!(text, "  {:>15}  {words}", cents.to_string());
}

fn rest(text: &mut String, count: usize) {
    if let Some(more) = count.checked_sub(SHOWN).filter(|more| *more > 0) {
        let _ = writeln!(text, "  {:>15}  et {}", "", many(more, "autre", "autres"));
    }
}

/// A column per month, and one for what is done once.
fn times(stages: &[Stage], months: &[Month]) -> String {
    let mut text = format!("  {:<32}{:>9}", "Secondes", "une fois");
    for month in months {
        let _ = write!(text, "{:>10}", month.to_string());
    }
    text.push('\n');
    let mut names: Vec<&str> = Vec::new();
    for stage in stages {
        if !names.contains(&stage.name) {
            names.push(stage.name);
        }
    }
    let columns = || std::iter::once(None).chain(months.iter().copied().map(Some));
    for name in names {
        let _ = write!(text, "  {name:<31}");
        for column in columns() {
            let took = stages.iter().find(|stage| stage.name == name && stage.month == column).map(|stage| stage.took);
            let _ = write!(text, "{:>10}", took.map_or_else(String::new, seconds));
        }
        text.push('\n');
    }
    let _ = write!(text, "  {:<31}", "Total");
    for column in columns() {
        let took = stages.iter().filter(|stage| stage.month == column).map(|stage| stage.took).sum();
        let _ = write!(text, "{:>10}", seconds(took));
    }
    text
}

/// Seconds with one decimal and a French comma.
fn seconds(took: Duration) -> String {
    let tenths = took.saturating_add(Duration::from_millis(50)).as_millis() / 100;
    format!("{},{}", tenths / 10, tenths % 10)
}

/// A number in groups of three digits, and its noun.
fn many(number: usize, one: &str, several: &str) -> String {
    shown(number, grouped(number), one, several)
}

/// A number in groups of three digits.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push('\u{a0}');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_at_a_glance() {
        assert_eq!(grouped(999), "999");
        assert_eq!(grouped(1_234_567), "1\u{a0}234\u{a0}567");
        assert_eq!(seconds(Duration::from_millis(1_249)), "1,2");
        assert_eq!(seconds(Duration::from_millis(1_250)), "1,3");
    }

    #[test]
    fn stages_stand_under_their_month() {
        let november: Month = "2026-11".parse().unwrap();
        let stage = |month, name, millis| Stage { month, name, took: Duration::from_millis(millis) };
        let text = times(&[stage(None, "Bilan", 100), stage(Some(november), "Relevés importés", 2_000)], &[november]);
        let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
        assert_eq!(lines[1].split_whitespace().last(), Some("0,1"));
        assert_eq!(lines[2].split_whitespace().last(), Some("2,0"));
        assert_eq!(lines[3].split_whitespace().collect::<Vec<_>>(), ["Total", "0,1", "2,0"]);
    }
}
