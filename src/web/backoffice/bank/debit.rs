//! One debit: explained by a budget line or as a fee, or as what the bank undid.

use super::debits::advice;
use super::face::here;
use super::receipt::choices;
use crate::access::sees;
use crate::bank::labels::{named, names};
use crate::calendar::day_in_french;
use crate::intake::debit::{Explanation, Unexplained, explain};
use crate::intake::look::{AgreedLine, agreed_lines, credits_taken_back, explained, orders_executed, person_of_mandate};
use crate::intake::undone::{Alarm, alarms, executed, reversed};
use crate::refusal::{Failure, PAGE_UNKNOWN, Refusal, VALUE_MISSING};
use crate::store::Tx;
use crate::web::answer::Answer;
use crate::web::form::{Field, Form, Hidden, Kind, Refusals};
use crate::web::gate::MONEY;
use crate::web::sent::Sent;
use crate::web::visit::{Begun, Done, Ended, Visit};
use crate::web::words::instant;
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::IntoResponse;

/// A way to explain, with its form.
struct Panel {
    title: &'static str,
    help: String,
    form: Option<Form>,
    open: bool,
}

#[derive(Template)]
#[template(path = "backoffice/bank/debit.html")]
struct Page<'a> {
    debit: Unexplained,
    day: String,
    advice: String,
    may: bool,
    person: String,
    name: String,
    lines: Vec<(AgreedLine, bool)>,
    chosen: String,
    nobody: bool,
    several: Vec<(i64, String)>,
    evidence: String,
    hidden: Hidden,
    refused: Refusals<'a>,
    panels: Vec<Panel>,
}

#[derive(Template)]
#[template(path = "backoffice/bank/debit_done.html")]
struct DonePage<'a> {
    sentence: String,
    refused: Refusals<'a>,
    typed: Vec<(&'static str, String)>,
}

/// What was sent and refused.
#[derive(Default)]
struct Tried<'a> {
    key: &'static str,
    sent: Option<&'a Sent>,
    refusals: Vec<Refusal>,
}

/// The page.
pub async fn show(visit: Visit, Path(line): Path<String>) -> Answer {
    page(&visit, &line, Tried::default()).await
}

async fn page(visit: &Visit, line: &str, tried: Tried<'_>) -> Answer {
    let mut tx = visit.read().await?;
    let status = if tried.refusals.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let Some(alarm) = alarms(&mut tx).await?.into_iter().find(|alarm| alarm.debit.line == line) else {
        let done = explained(&mut tx, line).await?.ok_or_else(|| PAGE_UNKNOWN.because(""))?;
        let sentence = format!("{} a expliqué ce débit le {}.", done.by, instant(done.at));
        let page = DonePage { sentence, refused: Refusals { refusals: &tried.refusals }, typed: typed(tried.sent) };
        return Ok((status, visit.page("Débit expliqué", &page)?).into_response());
    };
    let sent = |name: &str| tried.sent.map(|sent| sent.fields.get(name).to_owned()).unwrap_or_default();
    let asked = if tried.key == "expliquer" { sent("personne") } else { visit.query.get("personne").to_owned() };
    let found = person(&mut tx, &alarm.debit, &asked).await?;
    let found = within(visit, &mut tx, found).await?;
    let name = match found.number {
        Some(number) => names(&mut tx, &[number]).await?.remove(&number).unwrap_or_default(),
        None => String::new(),
    };
    let lines = match found.number {
        Some(number) => agreed_lines(&mut tx, number).await?,
        None => Vec::new(),
    };
    let may = MONEY.lets(visit.role());
    let on_top: &[Refusal] = if matches!(tried.key, "" | "expliquer") { &tried.refusals } else { &[] };
    let content = Page {
        day: day_in_french(alarm.debit.booked_on),
        advice: advice(&alarm),
        may,
        person: found.number.map_or(asked.clone(), |number| number.to_string()),
        name,
        chosen: sent("budget"),
        lines: lines.into_iter().map(|line| (fits(&line, &alarm.debit), line)).map(|(fits, line)| (line, fits)).collect(),
        nobody: found.nobody,
        several: found.several,
        evidence: sent("piece"),
        hidden: Hidden::new(visit, tried.sent.filter(|_| tried.key == "expliquer")),
        refused: Refusals { refusals: on_top },
        panels: if may { panels(visit, &mut tx, &alarm, &tried).await? } else { Vec::new() },
        debit: alarm.debit,
    };
    drop(tx);
    if let Some(number) = found.number {
        visit.open_file(number, "budget").await?;
    }
    Ok((status, visit.page("Débit à expliquer", &content)?).into_response())
}

/// Whose budget is asked.
#[derive(Default)]
struct Asked {
    number: Option<i64>,
    several: Vec<(i64, String)>,
    nobody: bool,
}

/// The budget of somebody else's file is not shown: the debit itself is everybody's.
async fn within(visit: &Visit, tx: &mut Tx, asked: Asked) -> Result<Asked, Failure> {
    match asked.number {
        Some(number) if !sees(tx, &visit.session.user, number, visit.clock()).await? => {
            Ok(Asked { nobody: true, ..Asked::default() })
        }
        _ => Ok(asked),
    }
}

/// A number, or a name of somebody whose money is on this account.
async fn person(tx: &mut Tx, debit: &Unexplained, asked: &str) -> Result<Asked, Failure> {
    if asked.is_empty() {
        let number = match &debit.mandate {
            Some(mandate) => person_of_mandate(tx, debit.bank_account, mandate).await?,
            None => None,
        };
        return Ok(Asked { number, ..Asked::default() });
    }
    if let Ok(number) = asked.parse::<i64>() {
        return Ok(Asked { number: Some(number), ..Asked::default() });
    }
    let found = named(tx, debit.bank_account, asked, 12).await?;
    Ok(match found.as_slice() {
        [] => Asked { nobody: true, ..Asked::default() },
        [only] => Asked { number: Some(only.person), ..Asked::default() },
        _ => Asked { several: found.into_iter().map(|one| (one.person, one.name)).collect(), ..Asked::default() },
    })
}

/// True when the line agreed to this very debit.
fn fits(line: &AgreedLine, debit: &Unexplained) -> bool {
    line.mandate.is_some() && line.mandate == debit.mandate && debit.cents <= line.amount
}

async fn panels(visit: &Visit, tx: &mut Tx, alarm: &Alarm, tried: &Tried<'_>) -> Result<Vec<Panel>, Failure> {
    let debit = &alarm.debit;
    let form = |key: &str, submit: &str| Form::new(visit, format!("/banque/debits/{}/{key}", debit.line), submit);
    let evidence = |name| Field::new(name, "Pièce justificative", Kind::Text).hint("Référence du document qui le dit.");
    let fee = form("frais", "C’est un frais de la banque").field(evidence("piece_frais"));
    let credits = credits_taken_back(tx, debit.bank_account, debit.cents).await?;
    let reversal = form("reprise", "La banque reprend ce crédit")
        .field(
            Field::new("encaissement", "Crédit repris", Kind::Choice(choices(&credits)))
                .with(alarm.takes_back.clone().unwrap_or_default()),
        )
        .field(evidence("piece_reprise"));
    let orders = orders_executed(tx, debit.bank_account, debit.cents).await?;
    let execution = form("execution", "La banque a exécuté ce paiement")
        .field(
            Field::new("paiement", "Paiement noté rejeté", Kind::Choice(choices(&orders)))
                .with(alarm.executes.clone().unwrap_or_default()),
        )
        .field(evidence("piece_execution"));
    let panels = [
        (
            "frais",
            "Un frais de la banque",
            "L’organisme le doit au compte : aucune réserve ne le paie.",
            Some(fee),
            tried.key == "frais",
        ),
        (
            "reprise",
            "La banque reprend un crédit reçu",
            if credits.is_empty() {
                "Aucun crédit de ce compte n’a ce montant."
            } else {
                "Ce qui en avait été décidé est défait. C’est refusé si l’argent est déjà dépensé."
            },
            (!credits.is_empty()).then_some(reversal),
            tried.key == "reprise" || alarm.takes_back.is_some(),
        ),
        (
            "execution",
            "Un paiement noté rejeté, que la banque a exécuté",
            if orders.is_empty() {
                "Aucun paiement de ce compte n’est noté rejeté pour ce montant."
            } else {
                "L’argent ressort des mêmes réserves ; il ne sera pas payé de nouveau."
            },
            (!orders.is_empty()).then_some(execution),
            tried.key == "execution" || alarm.executes.is_some(),
        ),
    ];
    let shown = |(key, title, help, form, open): (&str, &'static str, &str, Option<Form>, bool)| {
        let form = match (form, tried.sent) {
            (Some(form), Some(sent)) if tried.key == key => Some(form.again(sent, &tried.refusals, place(key))),
            (form, _) => form,
        };
        Panel { title, help: help.to_owned(), form, open }
    };
    Ok(panels.into_iter().map(shown).collect())
}

/// The field of a refusal's code, in each form.
fn place(key: &str) -> fn(&str) -> &'static str {
    match key {
        "frais" => |_| "piece_frais",
        "reprise" => |code| if code == "evidence_missing" { "piece_reprise" } else { "encaissement" },
        _ => |code| if code == "evidence_missing" { "piece_execution" } else { "paiement" },
    }
}

/// What was typed, for who came second.
fn typed(sent: Option<&Sent>) -> Vec<(&'static str, String)> {
    let words = [
        ("personne", "Personne"),
        ("budget", "Ligne de budget"),
        ("piece", "Pièce justificative"),
        ("piece_frais", "Pièce justificative"),
        ("piece_reprise", "Pièce justificative"),
        ("piece_execution", "Pièce justificative"),
    ];
    let Some(sent) = sent else { return Vec::new() };
    words.into_iter().filter_map(|(name, words)| Some((words, sent.fields.filled(name)?.to_owned()))).collect()
}

/// Explains by a budget line; or reads the lines of the person that was typed.
pub async fn by_budget(visit: Visit, Path(line): Path<String>, sent: Sent) -> Answer {
    if sent.fields.get("faire") == "chercher" {
        return page(&visit, &line, Tried { key: "expliquer", sent: Some(&sent), refusals: Vec::new() }).await;
    }
    act(&visit, &line, &sent, "expliquer", async |tx, act, line, sent| {
        let (person, reference) = (sent.fields.get("personne").parse().ok(), sent.fields.filled("budget"));
        let (Some(person), Some(reference)) = (person, reference) else {
            return Err(VALUE_MISSING.because("(la personne et sa ligne de budget)").into());
        };
        let explanation = Explanation::Budget { person, reference: reference.to_owned() };
        explain(tx, act, line, &explanation, sent.fields.get("piece")).await?;
        Ok(format!("La ligne de budget {reference} de la personne {person} l’a payé."))
    })
    .await
}

/// A fee of the bank.
pub async fn fee(visit: Visit, Path(line): Path<String>, sent: Sent) -> Answer {
    act(&visit, &line, &sent, "frais", async |tx, act, line, sent| {
        explain(tx, act, line, &Explanation::Fee, sent.fields.get("piece_frais")).await?;
        Ok("C’est un frais de la banque : l’organisme le doit au compte.".to_owned())
    })
    .await
}

/// A credit that the bank takes back.
pub async fn reversal(visit: Visit, Path(line): Path<String>, sent: Sent) -> Answer {
    act(&visit, &line, &sent, "reprise", async |tx, act, line, sent| {
        reversed(tx, act, line, sent.fields.get("encaissement"), sent.fields.get("piece_reprise")).await?;
        Ok("Le crédit repris par la banque est sorti des réserves.".to_owned())
    })
    .await
}

/// An order that the bank executed after all.
pub async fn execution(visit: Visit, Path(line): Path<String>, sent: Sent) -> Answer {
    act(&visit, &line, &sent, "execution", async |tx, act, line, sent| {
        let orders: Vec<String> = sent.fields.all("paiement").map(str::to_owned).collect();
        executed(tx, act, line, &orders, sent.fields.get("piece_execution")).await?;
        Ok("La banque a exécuté ce paiement : l’argent est ressorti des mêmes réserves, il ne sera pas payé de nouveau."
            .to_owned())
    })
    .await
}

async fn act(
    visit: &Visit,
    line: &str,
    sent: &Sent,
    key: &'static str,
    does: impl AsyncFnOnce(&mut Tx, &crate::access::Act, &str, &Sent) -> Result<String, Failure>,
) -> Answer {
    let mut writing = match visit.begin(sent).await? {
        Begun::New(writing) => writing,
        Begun::Before(answer) => return Ok(answer),
    };
    let act = writing.act.clone();
    let outcome = does(&mut writing.tx, &act, line, sent).await.map(|sentence| Done {
        title: "Débit expliqué".to_owned(),
        sentences: vec![sentence],
        links: vec![
            ("Débits à expliquer".to_owned(), "/banque/debits".to_owned()),
            ("Contrôle du jour".to_owned(), "/banque/controle".to_owned()),
        ],
    });
    match writing.end(outcome).await? {
        Ended::Done(answer) => Ok(answer),
        Ended::Refused(refusals) => page(visit, line, Tried { key, sent: Some(sent), refusals: here(refusals, line) }).await,
    }
}
