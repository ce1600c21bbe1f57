//! The page of one credit.

use super::panels::{Panel, of_decided, of_waiting};
use super::pieces;
use super::reach::{shown_proposals, within_reach};
use super::rows::{Row, Wrong, left, proposed};
use super::whose::{Whose, find};
use crate::access::seen_among;
use crate::bank::labels::{names, outside_incomes, pots};
use crate::bank::reason::Reason as Found;
use crate::bank::recognition::{Part, entitlement_month};
use crate::bank::store::authorised;
use crate::benefit::catalogue;
use crate::benefit::rules::{Authorised, Reason};
use crate::calendar::{Month, day_in_french};
use crate::intake::look::{DecidedPart, Ending, LookedReceipt, ending, look, parts, proposals};
use crate::intake::receipt::ListedProposal;
use crate::money::Cents;
use crate::refusal::{FILE_NOT_SEEN, Failure, PAGE_UNKNOWN, RECEIPT_DECIDED, Refusal};
use crate::store::Tx;
use crate::web::answer::{Answer, Problem};
use crate::web::form::{Hidden, Refusals};
use crate::web::gate::MONEY;
use crate::web::sent::Sent;
use crate::web::visit::Visit;
use crate::web::words::{iban, instant};
use askama::Template;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use chrono::NaiveDate;
use std::collections::HashMap;

/// What the user typed, and what was wrong with it.
#[derive(Default)]
pub struct Typed<'a> {
    /// The rows; none before anything is typed.
    pub rows: Option<Vec<Row>>,
    /// The document's reference.
    pub evidence: String,
    /// The form as it was sent.
    pub sent: Option<&'a Sent>,
    /// Values that cannot be read.
    pub wrong: Vec<Wrong>,
    /// What the service refused.
    pub refusals: Vec<Refusal>,
    /// The action that it refused; empty for the split.
    pub action: &'static str,
    /// True when a write was refused.
    pub refused: bool,
}

pub(super) struct RowSeen {
    /// The benefits that this person authorised on the value day, before the others of the list.
    pub authorised: Vec<(String, String)>,
    pub others: Vec<(String, String)>,
    pub place: usize,
    pub row: Row,
    pub whose: Whose,
    pub wrong: Vec<Wrong>,
}

impl RowSeen {
    /// What is wrong with a field of the row; empty when nothing is.
    fn error(&self, field: &str) -> String {
        if field == "personne"
            && let Some(words) = found(&self.whose)
        {
            return words.to_owned();
        }
        self.wrong.iter().find(|one| one.field == field).map(|one| one.words.clone()).unwrap_or_default()
    }
}

/// What the search of a name found, when it is not one person.
fn found(whose: &Whose) -> Option<&'static str> {
    match (whose.choices.is_empty(), whose.unknown) {
        (false, _) => Some("Plusieurs personnes portent ce nom : choisissez."),
        (true, true) => Some("Personne de ce nom ou de ce numéro sur ce compte."),
        (true, false) => None,
    }
}

struct ProposalSeen {
    no: usize,
    reason: &'static str,
    words: String,
    whose: String,
    parts: Vec<String>,
}

struct PartSeen {
    whose: String,
    file: Option<String>,
    what: String,
    month: String,
    cents: Cents,
    entry: Option<String>,
    fate: String,
    tone: &'static str,
    evidence: String,
}

#[derive(Template)]
#[template(path = "backoffice/bank/receipt/receipt.html")]
struct Page<'a> {
    receipt: LookedReceipt,
    facts: Vec<(&'static str, String)>,
    ended: Option<String>,
    told: bool,
    refused: Refusals<'a>,
    proposals: Vec<ProposalSeen>,
    parts: Vec<PartSeen>,
    hidden: Hidden,
    rows: Vec<RowSeen>,
    natures: Natures,
    evidence: String,
    evidence_error: String,
    wrong: bool,
    left: Cents,
    waits: bool,
    may: bool,
    typed: Vec<Row>,
    typed_action: Vec<(&'static str, String)>,
    panels: Vec<Panel>,
    pieces: String,
}

/// What was typed in the form of an action, for who came second.
fn typed_action(typed: &Typed<'_>) -> Vec<(&'static str, String)> {
    let words = [
        ("revenu", "Revenu"),
        ("personne_refus", "Personne concernée"),
        ("paiement", "Paiement"),
        ("debit", "Débit"),
        ("du", "Premier jour"),
        ("au", "Dernier jour"),
        ("motif", "Motif"),
        ("piece_refus", "Pièce justificative"),
        ("piece_remboursement", "Pièce justificative"),
        ("piece_frais", "Pièce justificative"),
        ("piece_interets", "Pièce justificative"),
    ];
    let Some(sent) = typed.sent else { return Vec::new() };
    words.into_iter().filter_map(|(name, words)| Some((words, sent.fields.filled(name)?.to_owned()))).collect()
}

/// What a part may be: benefits of the list, and incomes outside it.
pub(super) struct Natures {
    pub benefits: Vec<(String, String)>,
    pub outside: Vec<(String, String)>,
}

impl Natures {
    /// Those of a day.
    pub async fn read(tx: &mut Tx, receipt: &LookedReceipt) -> Result<Self, Failure> {
        let list = catalogue(tx).await?;
        let listed = list.all().iter().filter(|benefit| benefit.listed_on(receipt.received_on));
        let benefits =
            listed.map(|benefit| (benefit.number.to_string(), format!("{} · {}", benefit.code, benefit.name))).collect();
        Ok(Self { benefits, outside: outside_incomes(tx).await? })
    }

    /// The words of one of them.
    pub fn of(&self, code: &str) -> String {
        let known = self.benefits.iter().chain(&self.outside).find(|(own, _)| own == code);
        known.map_or_else(|| code.to_owned(), |(_, words)| words.clone())
    }
}

/// Reads everything and writes the page; 422 when a write was refused.
pub(super) async fn page(visit: &Visit, id: &str, mut typed: Typed<'_>) -> Answer {
    within_reach(visit, id).await?;
    let mut tx = visit.read().await?;
    let receipt = look(&mut tx, id).await?.ok_or_else(|| PAGE_UNKNOWN.because(""))?;
    let parts = parts(&mut tx, id).await?;
    let shown = may_see(visit, &mut tx, &parts).await?;
    let waits = receipt.state == "waiting";
    let may = MONEY.lets(visit.role());
    let ended = ending(&mut tx, id).await?;
    let natures = Natures::read(&mut tx, &receipt).await?;
    let proposals = if waits { proposals(&mut tx, id).await? } else { Vec::new() };
    let proposals = shown_proposals(visit, &mut tx, proposals).await?;
    typed.complete(receipt.cents);
    let kept = if waits { Vec::new() } else { typed.rows.clone().unwrap_or_default() };
    let mut rows = typed.rows.take().unwrap_or_else(|| first_rows(visit, &receipt, &proposals));
    let whose = find(visit, &mut tx, receipt.bank_account, &mut rows).await?;
    let own = authorised_on(visit, &mut tx, &rows, receipt.received_on).await?;
    let panels = match (may, waits) {
        (false, _) => Vec::new(),
        (true, true) => of_waiting(visit, &mut tx, &receipt, &natures, &typed).await?,
        (true, false) => of_decided(visit, &receipt, &parts, &typed),
    };
    // A panel says its own refusals; what became of the credit meanwhile is said on top.
    let in_panel = panels.iter().any(|panel| panel.key == typed.action);
    let on_top: Vec<Refusal> = if in_panel { Vec::new() } else { typed.refusals.clone() };
    let evidence_error =
        on_top.iter().find(|refusal| refusal.code.name == "evidence_missing").map(|refusal| refusal.code.sentence);
    let content = Page {
        pieces: pieces::section(visit, &mut tx, id, may).await?,
        facts: facts(&receipt),
        told: typed.refusals.iter().any(|refusal| refusal.code.name == RECEIPT_DECIDED.name),
        ended: ended.filter(|_| !waits).map(|ending| ended_words(&ending)),
        proposals: seen(&mut tx, &proposals, &natures).await?,
        parts: decided(&mut tx, parts, &shown).await?,
        hidden: Hidden::new(visit, typed.sent),
        left: left(receipt.cents, &rows),
        wrong: !typed.wrong.is_empty(),
        rows: rows_seen(rows, whose, &typed.wrong, &natures, &own),
        evidence_error: evidence_error.unwrap_or_default().to_owned(),
        refused: Refusals { refusals: &on_top },
        evidence: typed.evidence.clone(),
        receipt,
        natures,
        waits,
        may,
        typed: kept,
        typed_action: if waits { Vec::new() } else { typed_action(&typed) },
        panels,
    };
    drop(tx);
    for person in &shown {
        visit.open_file(*person, "encaissement").await?;
    }
    let status = if typed.refused { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok((status, visit.page("Encaissement", &content)?).into_response())
}

/// The people of the decided parts whose file the user may see. A credit of other people's alone is not shown.
async fn may_see(visit: &Visit, tx: &mut Tx, parts: &[DecidedPart]) -> Result<Vec<i64>, Problem> {
    let people: Vec<i64> = parts.iter().filter_map(|part| part.person).collect();
    let shown = seen_by(visit, tx, people.clone()).await?;
    match people.first() {
        Some(person) if shown.is_empty() => Err(FILE_NOT_SEEN.because(format!("(personne {person})")).into()),
        _ => Ok(shown),
    }
}

/// The rows of the proposal that is asked. Before that, those of an exact amount or of an income outside the list; what is less
/// sure gives the person alone, so that nobody decides it by habit.
fn first_rows(visit: &Visit, receipt: &LookedReceipt, proposals: &[ListedProposal]) -> Vec<Row> {
    let month = entitlement_month(receipt.received_on);
    let asked = visit.query.get("proposition").parse::<usize>().ok().and_then(|no| proposals.get(no.checked_sub(1)?));
    let sure = |proposal: &&ListedProposal| {
        matches!(Found::of(&proposal.reason), Some(Found::NameAndAmount | Found::OutsideList)) && proposal.splits != "[]"
    };
    let named: Vec<i64> = proposals.iter().filter_map(|proposal| proposal.person).collect();
    let only = if let [only] = named.as_slice() { Some(*only) } else { None };
    match asked.or_else(|| proposals.iter().find(sure)) {
        Some(proposal) => proposed(&read_parts(proposal), proposal.person.or(only), month),
        None => proposed(&[], only, month),
    }
}

fn read_parts(proposal: &ListedProposal) -> Vec<Part> {
    serde_json::from_str(&proposal.splits).unwrap_or_default()
}

fn rows_seen(
    rows: Vec<Row>,
    whose: Vec<Whose>,
    wrong: &[Wrong],
    natures: &Natures,
    authorised: &HashMap<i64, Vec<String>>,
) -> Vec<RowSeen> {
    let own = |place: usize, whose: &Whose| {
        let mut own: Vec<Wrong> = wrong.iter().filter(|one| one.row == place).cloned().collect();
        for one in own.iter_mut().filter(|one| one.field == "personne") {
            one.words = found(whose).map_or_else(|| one.words.clone(), str::to_owned);
        }
        own
    };
    let seen = |(place, (row, whose)): (usize, (Row, Whose))| {
        let codes = row.number().and_then(|person| authorised.get(&person)).cloned().unwrap_or_default();
        let (authorised, others) = natures.benefits.iter().cloned().partition(|(code, _)| codes.contains(code));
        RowSeen { authorised, others, place, row, wrong: own(place, &whose), whose }
    };
    rows.into_iter().zip(whose).enumerate().map(seen).collect()
}

/// Those of these people whose file the user may see.
pub(in crate::web::backoffice::bank) async fn seen_by(visit: &Visit, tx: &mut Tx, people: Vec<i64>) -> Result<Vec<i64>, Failure> {
    seen_among(tx, &visit.session.user, &people, visit.clock()).await
}

/// The benefits that the people of the rows authorised on a day, for who may see their files.
async fn authorised_on(visit: &Visit, tx: &mut Tx, rows: &[Row], day: NaiveDate) -> Result<HashMap<i64, Vec<String>>, Failure> {
    let people = seen_by(visit, tx, rows.iter().filter_map(Row::number).collect()).await?;
    let (authorised, _) = authorised(tx, &people).await?;
    let live = |own: &Authorised| own.from_on <= day && day <= own.to_on;
    let codes = |own: Vec<Authorised>| own.iter().filter(|own| live(own)).map(|own| own.benefit.to_string()).collect();
    Ok(authorised.into_iter().map(|(person, own)| (person, codes(own))).collect())
}

fn facts(receipt: &LookedReceipt) -> Vec<(&'static str, String)> {
    let own = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
    let days = if receipt.booked_on == receipt.received_on {
        day_in_french(receipt.received_on)
    } else {
        format!("{}, valeur au {}", day_in_french(receipt.booked_on), day_in_french(receipt.received_on))
    };
    let facts = [
        ("Payeur", Some(own(&receipt.payer).unwrap_or_else(|| "non indiqué par la banque".to_owned()))),
        ("Libellé", own(&receipt.remittance)),
        ("Compte du payeur", own(&receipt.iban).map(|text| iban(&text))),
        ("Date", Some(days)),
        ("Retour, motif", own(&receipt.return_reason)),
        ("Référence du payeur", own(&receipt.end_to_end_id)),
        ("Référence de la banque", own(&receipt.bank_reference)),
        ("Reçu sur", Some(receipt.account.clone())),
        ("Relevé", Some(format!("{}, fichier {}", receipt.statement, receipt.file))),
    ];
    facts.into_iter().filter_map(|(words, value)| Some((words, value?))).collect()
}

fn ended_words(ending: &Ending) -> String {
    let what = match ending.what.as_str() {
        "interest" => "a réparti les intérêts entre les personnes du compte",
        "returned" => "a dit que ce crédit est un de nos paiements qui revient",
        "refund" => "a dit que ce crédit rembourse un débit",
        "reversal" => "a dit que la banque a repris ce crédit",
        "fee" => "a dit que ce crédit rembourse des frais de la banque",
        _ => "a réparti cet encaissement",
    };
    format!("{} {what}, le {}.", ending.by, instant(ending.at))
}

async fn seen(tx: &mut Tx, proposals: &[ListedProposal], natures: &Natures) -> Result<Vec<ProposalSeen>, Failure> {
    let people: Vec<i64> = proposals.iter().filter_map(|proposal| proposal.person).collect();
    let names = names(tx, &people).await?;
    let part = |part: &Part| {
        let code = part.benefit.map_or_else(|| part.outside.clone().unwrap_or_default(), |number| number.to_string());
        format!("{} : {}", natures.of(&code), part.cents)
    };
    let one = |(no, proposal): (usize, &ListedProposal)| ProposalSeen {
        no,
        reason: Found::of(&proposal.reason).map_or("", Found::words),
        words: proposal.words.clone(),
        whose: proposal.person.map_or_else(String::new, |number| whose(number, &names)),
        parts: read_parts(proposal).iter().map(part).collect(),
    };
    Ok((1..).zip(proposals).map(one).collect())
}

pub(super) fn whose(person: i64, names: &HashMap<i64, String>) -> String {
    format!("{person} · {}", names.get(&person).map_or("", String::as_str))
}

/// The decided parts; people whose file the user may not see keep their number alone.
async fn decided(tx: &mut Tx, parts: Vec<DecidedPart>, shown: &[i64]) -> Result<Vec<PartSeen>, Failure> {
    let (names, pots) = (names(tx, shown).await?, pots(tx).await?);
    let seen = |part: DecidedPart| {
        let (fate, tone) = match (&part.pot, &part.reason) {
            (Some(pot), _) => (format!("Accepté, réserve « {} »", pots.get(pot).unwrap_or(pot)), "good"),
            (None, reason) => {
                let words = reason.as_deref().and_then(Reason::of).map_or("", Reason::words);
                (format!("Refusé ({}). {words}", part.article.as_deref().unwrap_or_default()), "bad")
            }
        };
        let visible = part.person.filter(|person| shown.contains(person));
        PartSeen {
            whose: match (part.person, visible) {
                (_, Some(person)) => whose(person, &names),
                (Some(person), None) => format!("personne {person}"),
                (None, None) => "personne non indiquée".to_owned(),
            },
            file: visible.map(|person| format!("/dossiers/{person}")),
            entry: visible.map(|person| format!("/dossiers/{person}/ecritures/{}", part.entry)),
            what: part.benefit.or(part.outside).unwrap_or_default(),
            month: part.month.parse().map(|month: Month| month.in_french()).unwrap_or_default(),
            cents: part.net,
            fate,
            tone,
            evidence: part.evidence,
        }
    };
    Ok(parts.into_iter().map(seen).collect())
}
