//! Lists and reports for people: French words, aligned amounts, and what an empty list means.

use super::naming::{Names, short_id};
use super::output::{Lean, Output, table};
use crate::bank::decision::Decided;
use crate::bank::interest::Share;
use crate::benefit::labels::Labels;
use crate::benefit::rules::Decision;
use crate::benefit::{Benefit, Catalogue};
use crate::budget::waterfall::Level;
use crate::calendar::{Month, day_in_french};
use crate::intake::import::Imported;
use crate::intake::interest::Interest;
use crate::intake::receipt::ListedReceipt;
use crate::intake::undone::Alarm;
use crate::ledger::balance::AccountBalance;
use crate::money::Cents;
use crate::payment::batch::{Batch, Sealed};
use crate::payment::prepare::{Prepared, PreparedLine};
use crate::payment::{Order, State};
use crate::plural::count;
use crate::refusal::{AMOUNT_TOO_LARGE, Failure};
use chrono::NaiveDate;
use serde_json::json;

use Lean::{Left, Right};

fn short(day: NaiveDate) -> String {
    day.format("%d/%m/%Y").to_string()
}

pub(super) fn benefits(catalogue: &Catalogue, pots: &Labels) -> Output {
    let benefits: Vec<&Benefit> = catalogue.all().iter().collect();
    let rows = benefits
        .iter()
        .map(|b| {
            let tier = if b.number >= 18 { "avec justification" } else { "libre" };
            vec![
                b.number.to_string(),
                b.code.clone(),
                b.name.clone(),
                tier.into(),
                pots.of(&b.pot),
                b.payers.clone(),
                b.legal_reference.clone(),
            ]
        })
        .collect();
    let headers = [
        ("N°", Right),
        ("Code", Left),
        ("Prestation", Left),
        ("Autorisation", Left),
        ("Réserve", Left),
        ("Payeurs", Left),
        ("Article", Left),
    ];
    Output::new(&benefits, table(&headers, rows, ""))
}

pub(super) fn receipts(receipts: &[ListedReceipt], names: &Names) -> Output {
    let rows = receipts
        .iter()
        .map(|r| {
            let proposal = r.proposals.first();
            let person = proposal.and_then(|p| p.person);
            let waits = r.state == "waiting";
            let unknown = || if waits { "Rien de connu : à identifier.".to_owned() } else { String::new() };
            vec![
                short_id(&r.id),
                short(r.received_on),
                r.cents.to_string(),
                r.payer.clone().unwrap_or_default(),
                receipt_state(&r.state).to_owned(),
                person.map_or_else(String::new, |n| n.to_string()),
                names.of(person),
                proposal.map_or_else(unknown, |p| p.words.clone()),
            ]
        })
        .collect();
    let headers = [
        ("Encaissement", Left),
        ("Date", Left),
        ("Montant", Right),
        ("Payeur", Left),
        ("État", Left),
        ("Personne", Right),
        ("Nom", Left),
        ("Proposition", Left),
    ];
    Output::new(&receipts, table(&headers, rows, "Aucun encaissement n'attend de décision."))
}

/// A receipt's state, in words.
fn receipt_state(state: &str) -> &'static str {
    match state {
        "waiting" => "à décider",
        "returned" => "annulé avec un autre mouvement",
        _ => "réparti",
    }
}

pub(super) fn debits(debits: &[Alarm]) -> Output {
    let rows = debits
        .iter()
        .map(|alarm| {
            let d = &alarm.debit;
            let words = [d.name.as_deref(), d.remittance.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" · ");
            vec![short_id(&d.line), short(d.booked_on), d.cents.to_string(), d.account.clone(), words, alarm.advice()]
        })
        .collect();
    let headers = [
        ("Ligne de banque", Left),
        ("Date", Left),
        ("Montant", Right),
        ("Compte", Left),
        ("Libellé", Left),
        ("Ce qu'on en sait", Left),
    ];
    Output::new(&debits, table(&headers, rows, "Aucun débit à expliquer."))
}

pub(super) fn orders(orders: &[Order], names: &Names) -> Output {
    let rows = orders
        .iter()
        .map(|o| {
            let state = State::of(&o.state).map_or_else(|| o.state.clone(), |state| state.in_french().to_owned());
            let state = if o.instant { format!("{state}, instantané") } else { state };
            let person = o.person.map_or_else(String::new, |n| n.to_string());
            vec![
                short_id(&o.id),
                person,
                names.of(o.person),
                o.rank.to_string(),
                short(o.due_on),
                o.cents.to_string(),
                o.creditor_name.clone(),
                o.remittance.clone(),
                state,
            ]
        })
        .collect();
    let headers = [
        ("Paiement", Left),
        ("Personne", Right),
        ("Nom", Left),
        ("Rang", Right),
        ("Échéance", Left),
        ("Montant", Right),
        ("Bénéficiaire", Left),
        ("Libellé", Left),
        ("État", Left),
    ];
    Output::new(&orders, table(&headers, rows, "Aucun paiement. « quitus month prepare AAAA-MM --by … » en propose."))
}

pub(super) fn approved(orders: &[Order]) -> Output {
    let total = Cents::total(orders.iter().map(|order| order.cents)).unwrap_or_default();
    let ids: Vec<&str> = orders.iter().map(|order| order.id.as_str()).collect();
    Output::new(
        &json!({ "approved": ids, "cents": total }),
        format!("{}, {total}.", count(orders.len(), "paiement approuvé", "paiements approuvés")),
    )
}

pub(super) fn batches(batches: &[Batch]) -> Output {
    let rows =
        batches.iter().map(|b| vec![short_id(&b.id), short(b.execution_on), b.orders.to_string(), b.cents.to_string()]).collect();
    let headers = [("Fichier", Left), ("Exécution", Left), ("Paiements", Right), ("Montant", Right)];
    Output::new(&batches, table(&headers, rows, "Aucun fichier scellé."))
}

/// Accounts that are named one by one.
const FEW: usize = 5;

pub(super) fn sealed(sealed: &Sealed) -> Output {
    let files = (1..).zip(&sealed.batches).map(|(place, file)| {
        let out = if place == 1 { "virements.xml".to_owned() } else { format!("virements-{place}.xml") };
        let batch = &file.batch;
        let accounts = match file.accounts.as_slice() {
            [one] => format!("compte {one}"),
            some if some.len() <= FEW => format!("comptes {}", some.join(", ")),
            many => count(many.len(), "compte", "comptes"),
        };
        format!(
            "Fichier scellé : {0}\n{1}, {2}, exécution le {3}, {4}, {5}.\n« quitus batch export {0} --out {6} --by … » l'écrit.",
            batch.id,
            count(batch.orders, "paiement", "paiements"),
            batch.cents,
            day_in_french(batch.execution_on),
            file.format,
            accounts,
            out,
        )
    });
    let mut text = files.collect::<Vec<_>>().join("\n");
    if !sealed.left_out.is_empty() {
        let many = count(sealed.left_out.len(), "paiement approuvé n'y est pas", "paiements approuvés n'y sont pas");
        text.push_str(&format!("\n{many} :"));
    }
    for one in &sealed.left_out {
        text.push_str(&format!("\n  {} {}, {} : {}", short_id(&one.order), one.creditor, one.cents, one.words));
    }
    Output::new(sealed, text)
}

pub(super) fn decided(id: &str, parts: &[Decided], orders: &[String], pots: &Labels) -> Output {
    let mut text = String::new();
    let mut json_parts = Vec::new();
    for part in parts {
        let (outcome, words) = match &part.decision {
            Decision::Accept { pot, .. } => ("accepted", format!("{} accepté, réserve « {} ».", part.net, pots.of(pot))),
            Decision::Refuse(reason) => ("refused", format!("{} refusé ({}) : {}", part.net, reason.article(), reason.words())),
        };
        text.push_str(&words);
        text.push('\n');
        json_parts.push(json!({ "cents": part.net, "person": part.wanted.person, "outcome": outcome, "words": words }));
    }
    if !orders.is_empty() {
        text.push_str(&format!("Restitution proposée, à approuver par une deuxième personne : {}.\n", orders.join(", ")));
    }
    Output::new(&json!({ "receipt": id, "parts": json_parts, "orders": orders }), text)
}

pub(super) fn interest(interest: &Interest, shares: &[Share]) -> Output {
    let days = interest.to_on.signed_duration_since(interest.from_on).num_days().saturating_add(1);
    let mut text = String::new();
    let mut parts = Vec::new();
    for Share { person, weight, cents } in shares {
        let mean = Cents(weight.checked_div(days).unwrap_or_default());
        text.push_str(&format!("{cents} d'intérêts pour la personne {person}, qui avait {mean} en moyenne.\n"));
        parts.push(json!({ "person": person, "cents": cents, "cent_days": weight }));
    }
    let answer = json!({ "receipt": interest.receipt, "from": interest.from_on, "to": interest.to_on, "shares": parts });
    Output::new(&answer, text)
}

const fn level_words(level: Level) -> &'static str {
    match level {
        Level::Funded => "couvert",
        Level::PartFunded => "couvert en partie",
        Level::Unfunded => "non couvert",
        Level::Kept => "gardé pour le prélèvement",
        Level::Committed => "déjà engagé",
    }
}

fn prepared_row(line: &PreparedLine, categories: &Labels) -> Vec<String> {
    vec![
        line.person.to_string(),
        line.rank.to_string(),
        categories.of(&line.category),
        line.creditor.clone(),
        short(line.due_on),
        line.wanted.to_string(),
        line.funded.to_string(),
        level_words(line.level).to_owned(),
        line.why.clone(),
    ]
}

pub(super) fn prepared(month: Month, prepared: &Prepared, categories: &Labels) -> Output {
    let headers = [
        ("Personne", Right),
        ("Rang", Right),
        ("Dépense", Left),
        ("Bénéficiaire", Left),
        ("Échéance", Left),
        ("Dû", Right),
        ("Couvert", Right),
        ("État", Left),
        ("Pourquoi", Left),
    ];
    let mut text =
        table(&headers, prepared.lines.iter().map(|line| prepared_row(line, categories)).collect(), "Rien à payer ce mois-ci.");
    let of = |level: Level| prepared.lines.iter().filter(|line| line.level == level).count();
    text.push_str(&format!(
        "\n\n{} : {}, {} en partie, {}. {}, {}.\n",
        month.in_french(),
        count(of(Level::Funded), "couvert", "couverts"),
        of(Level::PartFunded),
        count(of(Level::Unfunded), "non couvert", "non couverts"),
        count(prepared.added, "proposition nouvelle", "propositions nouvelles"),
        count(prepared.withdrawn, "retirée", "retirées")
    ));
    for alert in &prepared.rents_short {
        text.push_str(&format!("Alerte loyer : personne {}, il manque {}.\n", alert.person, alert.missing));
    }
    Output::new(prepared, text)
}

/// What an account holds, in words.
fn nature(kind: &str) -> String {
    match kind {
        "bank" => "banque",
        "in_transit" => "virements en cours",
        "unidentified" => "encaissements à identifier",
        "unexplained" => "débits à expliquer",
        "to_return" => "argent à rendre",
        "fees" => "frais de la banque",
        "pot" => "argent d'une personne",
        other => other,
    }
    .to_owned()
}

pub(super) fn balance(accounts: &[AccountBalance]) -> Result<Output, Failure> {
    let too_large = || Failure::from(AMOUNT_TOO_LARGE.because(""));
    let debit = Cents::total(accounts.iter().map(|a| a.debit)).ok_or_else(too_large)?;
    let credit = Cents::total(accounts.iter().map(|a| a.credit)).ok_or_else(too_large)?;
    let mut rows = Vec::with_capacity(accounts.len().saturating_add(1));
    let mut list = Vec::with_capacity(accounts.len());
    for account in accounts {
        let net = account.debit.minus(account.credit).ok_or_else(too_large)?;
        rows.push(vec![
            account.code.clone(),
            nature(&account.kind),
            account.debit.to_string(),
            account.credit.to_string(),
            net.to_string(),
        ]);
        list.push(json!({ "account": account.code, "kind": account.kind, "debit": account.debit, "credit": account.credit, "balance": net }));
    }
    if !rows.is_empty() {
        rows.push(vec![
            "Total".into(),
            String::new(),
            debit.to_string(),
            credit.to_string(),
            debit.minus(credit).ok_or_else(too_large)?.to_string(),
        ]);
    }
    let headers = [("Compte", Left), ("Nature", Left), ("Débit", Right), ("Crédit", Right), ("Solde", Right)];
    let text = table(&headers, rows, "Aucune écriture à cette date.");
    Ok(Output::new(&json!({ "accounts": list, "debit": debit, "credit": credit }), text))
}

pub(super) fn imported(files: &[Imported]) -> Output {
    let mut text = String::new();
    for file in files {
        if file.already {
            text.push_str(&format!("{} : déjà importé, rien n'a changé.\n", file.file));
            continue;
        }
        if let Some(words) = &file.informs {
            text.push_str(&format!("{} : {words}\n", file.file));
            text.extend(file.remarks.iter().map(|remark| format!("  Remarque : {remark}\n")));
            continue;
        }
        text.push_str(&format!(
            "{} : {}, {}, {} ; reçu {}, débité {}.\n",
            file.file,
            count(file.statements, "relevé", "relevés"),
            count(file.new_lines, "ligne nouvelle", "lignes nouvelles"),
            count(file.known_lines, "déjà connue", "déjà connues"),
            file.credits,
            file.debits
        ));
        text.push_str(&format!(
            "  Encaissements : {}, {} à décider. Paiements : {}, {}. Prélèvements prévus : {}.\n",
            count(file.receipts_posted, "réparti d'office", "répartis d'office"),
            file.receipts_waiting,
            count(file.orders_settled, "débité", "débités"),
            count(file.orders_returned, "revenu", "revenus"),
            file.direct_debits
        ));
        if file.undone > 0 {
            let undone = count(file.undone, "ligne en annule une autre", "lignes en annulent d'autres");
            text.push_str(&format!("  Remboursements et reprises : {undone}.\n"));
        }
        if file.debits_unexplained > 0 {
            text.push_str(&format!(
                "  Alerte : {} (« quitus debits »).\n",
                count(file.debits_unexplained, "débit à expliquer", "débits à expliquer")
            ));
        }
        text.extend(file.alerts.iter().map(|alert| format!("  Alerte : {alert}\n")));
        for remark in &file.remarks {
            text.push_str(&format!("  Remarque : {remark}\n"));
        }
    }
    Output::new(&files, text)
}
