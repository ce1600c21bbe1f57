//! An amount, explained: the entry with both its sides, who decided and on which document, and what the bank wrote.

use super::file::File;
use crate::benefit::rules::Reason;
use crate::books::dossier::Labels;
use crate::books::dossier::entry::{BankLine, Explained, OrderDecision, Other, Side, Split, explain};
use crate::calendar::{Month, day_in_french};
use crate::money::Cents;
use crate::payment::State;
use crate::refusal::PAGE_UNKNOWN;
use crate::statement::query::came_back;
use crate::web::answer::Answer;
use crate::web::visit::Visit;
use crate::web::words::{iban, instant};
use askama::Template;
use axum::extract::Path;

/// A list of facts, each with its name.
type Facts = Vec<(&'static str, String)>;

struct SideRow {
    code: String,
    words: String,
    debit: String,
    credit: String,
}

struct Piece {
    href: String,
    words: String,
}

/// A decision: what, and the facts about it; with the page that tells more.
struct Decision {
    title: String,
    facts: Facts,
    href: String,
}

struct Bank {
    title: String,
    facts: Facts,
}

#[derive(Template)]
#[template(path = "backoffice/files/entry.html")]
struct Page {
    back: String,
    person: String,
    number: i64,
    title: String,
    amount: Cents,
    day: String,
    piece: String,
    facts: Facts,
    sides: Vec<SideRow>,
    total: Cents,
    corrects: Option<Piece>,
    corrected_by: Option<Piece>,
    why: Vec<String>,
    decisions: Vec<Decision>,
    bank: Vec<Bank>,
    same_money: Vec<Piece>,
    seal: String,
}

/// The explanation of an entry.
pub async fn entry(visit: Visit, Path((number, seq)): Path<(String, String)>) -> Answer {
    let mut file = File::open(&visit, &number, "ecriture").await?;
    let unknown = || PAGE_UNKNOWN.because(format!("(écriture « {seq} »)"));
    let seq: i64 = seq.parse().map_err(|_| unknown())?;
    let explained = explain(&mut file.tx, file.number, seq).await?.ok_or_else(unknown)?;
    let pots = Labels::of_pots(&mut file.tx).await?;
    let page = page(&file, &explained, &pots);
    visit.page(&format!("{} · {}", page.title, file.name), &page)
}

fn page(file: &File, explained: &Explained, pots: &Labels) -> Page {
    let entry = &explained.entry;
    let total = Cents::total(explained.lines.iter().map(|line| line.cents.at_least_zero())).unwrap_or_default();
    let piece = |other: &Other| Piece {
        href: file.entry(other.seq),
        words: format!("{}, {}, le {}", typographic(&other.kind), other.piece(), day_in_french(other.occurred_on)),
    };
    let mut facts: Facts = vec![("Date", day_in_french(entry.occurred_on)), ("Date de valeur", day_in_french(entry.value_on))];
    if let Some(words) = entry.words.as_deref().filter(|words| !words.trim().is_empty()) {
        facts.push(("Libellé", typographic(words)));
    }
    facts.push(("Numéro", format!("{} ({})", entry.piece(), journal(&entry.journal))));
    facts.push(("Enregistrée", format!("le {} par {}", instant(entry.recorded_at), by(&entry.recorded_by))));
    Page {
        back: file.at("#mouvements"),
        person: file.name.clone(),
        number: file.number,
        title: typographic(&entry.kind),
        amount: total,
        day: day_in_french(entry.occurred_on),
        piece: entry.piece(),
        facts,
        sides: explained.lines.iter().map(|side| side_row(side, pots)).collect(),
        total,
        corrects: explained.corrects.as_ref().map(piece),
        corrected_by: explained.corrected_by.as_ref().map(piece),
        why: why(&entry.movement, &entry.source),
        decisions: decisions(explained),
        bank: explained.bank.iter().map(bank).collect(),
        same_money: explained.same_money.iter().map(piece).collect(),
        seal: hex::encode(&entry.seal),
    }
}

fn typographic(text: &str) -> String {
    text.replace('\'', "’")
}

/// Quitus itself is told by its name.
fn by(name: &str) -> String {
    if name == "quitus" { "Quitus, sans décision à prendre".to_owned() } else { name.to_owned() }
}

fn journal(code: &str) -> &'static str {
    match code {
        "BQ" => "journal de banque",
        "RE" => "journal des encaissements",
        "LO" => "journal du loyer mis de côté",
        "PA" => "journal des paiements",
        _ => "journal des opérations diverses",
    }
}

fn side_row(side: &Side, pots: &Labels) -> SideRow {
    let (debit, credit) = if side.cents.is_positive() {
        (side.cents.to_string(), String::new())
    } else {
        (String::new(), side.cents.opposite().unwrap_or_default().to_string())
    };
    SideRow { code: side.code.clone(), words: side.words(pots), debit, credit }
}

/// What the rule says, for movements that nobody decides one by one.
fn why(movement: &str, source: &str) -> Vec<String> {
    let rule = match movement {
        "rent_set_aside" => {
            "Le loyer passe en premier (CASF L271-2) : dès que de l’argent arrive ou qu’un loyer change, Quitus met de côté ce qui \
             manque pour les loyers courants, avant toute autre dépense."
        }
        "rent_released" => {
            "L’argent mis de côté dépassait ce que les loyers courants demandent encore (loyer payé, aide au logement arrivée ou \
             loyer modifié) : le surplus redevient de l’argent libre."
        }
        "credit_imported" => "La banque a crédité le compte. L’argent attend ici que quelqu’un dise à qui il est, et pourquoi.",
        "debit_unexplained" => "La banque a débité le compte sans que Quitus connaisse la raison : c’est une alerte.",
        "bank_fee" => "Les frais de la banque ne sont jamais payés par la personne : l’organisation les doit au compte.",
        _ => return Vec::new(),
    };
    let cause = match source.split(' ').next().unwrap_or_default() {
        "encaissement" => "Cause : un encaissement accepté.",
        "préparation" => "Cause : la préparation des paiements du mois.",
        "approbation" => "Cause : l’approbation de paiements.",
        "dossiers" => "Cause : un changement du loyer dans le dossier.",
        "retour" => "Cause : un paiement revenu de la banque.",
        "prélèvement" => "Cause : un prélèvement de la banque.",
        _ => "",
    };
    [rule, cause].into_iter().filter(|words| !words.is_empty()).map(str::to_owned).collect()
}

fn decisions(explained: &Explained) -> Vec<Decision> {
    let mut all: Vec<Decision> = explained.split.iter().map(split).collect();
    all.extend(explained.orders.iter().map(order));
    all.extend(explained.debit.iter().map(|debit| Decision {
        title: format!("Prélèvement prévu au budget : {}", typographic(&debit.label)),
        facts: vec![
            ("Dépense", typographic(&debit.category)),
            ("Mandat", debit.mandate.clone().unwrap_or_else(|| "aucun".to_owned())),
            ("Reconnu", format!("le {} par {}", instant(debit.decided_at), by(&debit.decided_by))),
        ],
        href: String::new(),
    }));
    all.extend(explained.other.iter().map(|other| Decision {
        title: typographic(&other.what),
        facts: vec![
            ("Preuve ou raison", typographic(&other.evidence)),
            ("Décidé", format!("le {} par {}", instant(other.decided_at), by(&other.decided_by))),
        ],
        href: String::new(),
    }));
    all
}

fn split(split: &Split) -> Decision {
    let refused = split.kind == "refused";
    let what = split.what.as_deref().map_or_else(|| "Revenu".to_owned(), typographic);
    let month = split.month.parse::<Month>().map_or_else(|_| split.month.clone(), Month::in_french);
    let mut facts: Facts = vec![("Mois concerné", month)];
    if split.recovery.is_positive() {
        facts.push(("Montant", format!("{} − {} repris par le payeur = {}", split.gross, split.recovery, split.net)));
    } else {
        facts.push(("Montant", split.net.to_string()));
    }
    if let Some(code) = &split.reason {
        facts.push(("Motif", typographic(Reason::of(code).map_or(code.as_str(), |reason| reason.words()))));
    }
    facts.extend(split.article.iter().map(|article| ("Article", article.clone())));
    facts.push(("Preuve", typographic(&split.evidence)));
    facts.push(("Décidé", format!("le {} par {}", instant(split.decided_at), by(&split.decided_by))));
    facts.extend(split.taken_back.iter().map(|reason| ("Corrigé", typographic(reason))));
    Decision {
        title: if refused { format!("Revenu refusé : {what}") } else { format!("Prestation acceptée : {what}") },
        facts,
        href: format!("/banque/encaissements/{}", split.receipt),
    }
}

fn order(order: &OrderDecision) -> Decision {
    let state = State::of(&order.state).map_or(order.state.as_str(), |state| state.in_french());
    let mut facts: Facts = vec![
        ("Montant", order.cents.to_string()),
        ("Compte payé", iban(&order.creditor_iban)),
        ("Libellé", typographic(&order.remittance)),
        ("Préparé", format!("le {} par {}", instant(order.prepared_at), by(&order.prepared_by))),
    ];
    if let (Some(at), Some(name)) = (order.approved_at, &order.approved_by) {
        facts.push(("Approuvé", format!("le {} par {}", instant(at), by(name))));
    }
    facts.push(("État", typographic(state)));
    facts.extend(order.reason.iter().filter(|reason| !reason.is_empty()).map(|reason| {
        let words = came_back(Some(reason));
        ("Motif", typographic(&if words == *reason { words } else { format!("{words} ({reason})") }))
    }));
    let title = format!("Paiement à {}", typographic(&order.creditor_name));
    Decision { title, facts, href: format!("/paiements/ordres/{}", order.id) }
}

fn bank(line: &BankLine) -> Bank {
    let title = match line.cents.opposite().filter(|_| line.cents.is_negative()) {
        Some(debit) => format!("Débit de {debit}, le {}", day_in_french(line.booked_on)),
        None => format!("Crédit de {}, le {}", line.cents, day_in_french(line.booked_on)),
    };
    let other = if line.cents.is_negative() { "Payé à" } else { "Payé par" };
    let mut facts: Facts = Vec::new();
    facts.extend(line.name.iter().map(|name| (other, name.clone())));
    facts.extend(line.iban.iter().map(|number| ("Son compte", iban(number))));
    facts.extend(line.remittance.iter().map(|words| ("Ce qui est écrit", words.clone())));
    facts.push(("Date de valeur", day_in_french(line.value_on)));
    facts.push(("Relevé de banque", format!("{}, compte {}", line.statement, line.account)));
    facts.push(("Fichier", format!("{}, importé le {} par {}", line.file, instant(line.imported_at), by(&line.imported_by))));
    Bank { title, facts }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reserve_says_its_rule_and_its_cause() {
        assert_eq!(why("rent_set_aside", "préparation 2026-11").len(), 2);
        assert_eq!(why("rent_released", "01A2055C69D470D388").len(), 1);
        assert!(why("order_approved", "x").is_empty());
    }
}
