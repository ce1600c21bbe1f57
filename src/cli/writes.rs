//! Commands that write: each is one service call in one transaction.

use super::args::{
    BankCommand, BankProfileCommand, BatchCommand, CaseloadCommand, Command, DebitCommand, DerogationCommand, MonthCommand,
    OrderCommand, PayeeCommand, ReceiptCommand, RetentionCommand, SettingsCommand, UserCommand,
};
use super::lists;
use super::naming::{Named, whole_id, whole_ids};
use super::output::Output;
use super::{profiles, retention, undone, users};
use crate::access::{Act, Organisation, Right, audit, set_organisation};
use crate::bank::decision::{Wanted, What};
use crate::bank::recognition::entitlement_month;
use crate::benefit::{catalogue, labels};
use crate::calendar::{Month, day_in_french};
use crate::intake::close::close_month;
use crate::intake::interest::{Interest, share_interest};
use crate::intake::opening::bring_in;
use crate::intake::{receipt, split};
use crate::money::Cents;
use crate::payment::give_back::{Destination, again, give_back, propose_refused};
use crate::payment::instant::ask_instant;
use crate::payment::returned::returned_by;
use crate::payment::{OrderFilter, State, answer, approval, batch, derogation, list_orders, prepare};
use crate::person::cooling::set_cooling_period;
use crate::person::{validate_own_iban, validate_payee};
use crate::plural::count;
use crate::refusal::{Failure, ORDER_NONE_PROPOSED, SPLIT_MALFORMED};
use crate::rent::hold_rent;
use crate::store::Tx;
use chrono::NaiveDate;
use serde_json::json;

/// The author that a writing command names; `None` for a command that only reads, `Some(None)` for the very first user.
#[must_use]
pub fn author(command: &Command) -> Option<Option<&str>> {
    let by = match command {
        Command::User(UserCommand::Add { by, .. }) => return Some(by.as_deref()),
        Command::User(UserCommand::Rescue { .. }) => return Some(None),
        Command::User(
            UserCommand::Invite { by, .. }
            | UserCommand::Confirm { by, .. }
            | UserCommand::Assign { by, .. }
            | UserCommand::Disable { by, .. }
            | UserCommand::Enable { by, .. },
        ) => by,
        Command::Organisation(args) => &args.by,
        Command::Opening(args) => &args.by,
        Command::Caseload(CaseloadCommand::Import { by, .. })
        | Command::Payee(PayeeCommand::Validate { by, .. } | PayeeCommand::Delay { by, .. })
        | Command::Bank(BankCommand::Profile(BankProfileCommand::Set { by, .. }))
        | Command::Receipt(
            ReceiptCommand::Split { by, .. }
            | ReceiptCommand::Refuse { by, .. }
            | ReceiptCommand::Return { by, .. }
            | ReceiptCommand::Returned { by, .. }
            | ReceiptCommand::Interest { by, .. }
            | ReceiptCommand::Refunded { by, .. }
            | ReceiptCommand::Fees { by, .. }
            | ReceiptCommand::Correct { by, .. },
        )
        | Command::Debit(
            DebitCommand::Explain { by, .. } | DebitCommand::Reversed { by, .. } | DebitCommand::Executed { by, .. },
        )
        | Command::Month(MonthCommand::Prepare { by, .. } | MonthCommand::Close { by, .. })
        | Command::Order(
            OrderCommand::Approve { by, .. }
            | OrderCommand::Instant { by, .. }
            | OrderCommand::Cancel { by, .. }
            | OrderCommand::Reject { by, .. }
            | OrderCommand::Again { by, .. },
        )
        | Command::Derogation(DerogationCommand::Ask { by, .. } | DerogationCommand::Approve { by, .. })
        | Command::Batch(BatchCommand::Seal { by, .. } | BatchCommand::Export { by, .. })
        | Command::Settings(SettingsCommand::Set { by, .. })
        | Command::Retention(
            RetentionCommand::Apply { by, .. } | RetentionCommand::Hold { by, .. } | RetentionCommand::Lift { by, .. },
        ) => by,
        _ => return None,
    };
    Some(Some(by.by.as_str()))
}

/// True for a command that may make a new database: those that write. The others would leave an empty one behind a typing error.
#[must_use]
pub fn may_begin(command: &Command) -> bool {
    (author(command).is_some() && !matches!(command, Command::User(UserCommand::Rescue { .. }) | Command::Retention(_)))
        || matches!(command, Command::Serve(_) | Command::Bank(BankCommand::Import { .. } | BankCommand::Answer { .. }))
}

/// Does what a writing command says.
///
/// # Errors
/// What the service refuses.
pub async fn write(tx: &mut Tx, act: &Act, command: &Command) -> Result<Output, Failure> {
    match command {
        Command::User(command) => users::write(tx, act, command).await,
        Command::Organisation(args) => {
            let organisation =
                Organisation { name: args.name.clone(), address: args.address.join("\n"), phone: args.phone.clone() };
            set_organisation(tx, act, &organisation).await?;
            Ok(Output::new(&organisation, format!("{} enregistrée.", organisation.name)))
        }
        Command::Opening(args) => {
            let cents = amount(&args.amount)?;
            bring_in(tx, act, args.person, args.pot.parse()?, cents, &args.proof).await?;
            let text = format!("{cents} repris dans la réserve {} de la personne {}.", args.pot, args.person);
            Ok(Output::new(&json!({ "person": args.person, "pot": args.pot, "cents": cents }), text))
        }
        Command::Caseload(CaseloadCommand::Import { dir, .. }) => caseload_import(tx, act, dir).await,
        Command::Payee(PayeeCommand::Validate { reference, person, .. }) => {
            write_validation(tx, act, reference.as_deref(), *person).await
        }
        Command::Payee(PayeeCommand::Delay { days, reason, .. }) => {
            let from = set_cooling_period(tx, act, *days, reason).await?;
            let text = format!(
                "Délai avant un premier paiement : {}, pour les IBAN confirmés à partir du {}.",
                count(*days, "jour", "jours"),
                day_in_french(from)
            );
            Ok(Output::new(&json!({ "days": days, "from": from }), text))
        }
        Command::Bank(BankCommand::Profile(BankProfileCommand::Set { account, settings, .. })) => {
            profiles::write(tx, act, account, settings).await
        }
        Command::Settings(SettingsCommand::Set { settings, from, reason, .. }) => {
            super::settings::set(tx, act, settings, *from, reason).await
        }
        Command::Retention(command) => retention::write(tx, act, command).await,
        Command::Receipt(command) => write_receipt(tx, act, command).await,
        Command::Debit(command) => undone::write_debit(tx, act, command).await,
        Command::Month(MonthCommand::Prepare { month, .. }) => {
            let prepared = prepare::prepare(tx, act, *month).await?;
            Ok(lists::prepared(*month, &prepared, &labels::categories(tx).await?))
        }
        Command::Month(MonthCommand::Close { month, .. }) => {
            act.with(Right::Approve)?;
            close_month(tx, act, *month).await?;
            audit(tx, act, "month_close", &month.to_string(), "").await?;
            Ok(Output::new(&json!({ "month": month }), format!("{} est clos : plus rien ne s'y écrit.", month.in_french())))
        }
        Command::Order(command) => write_order(tx, act, command).await,
        Command::Derogation(command) => write_derogation(tx, act, command).await,
        Command::Batch(command) => write_batch(tx, act, command).await,
        _ => Err(Failure::Broken("cette commande n'écrit rien.".into())),
    }
}

async fn write_validation(tx: &mut Tx, act: &Act, payee: Option<&str>, person: Option<i64>) -> Result<Output, Failure> {
    if let Some(person) = person {
        let from = validate_own_iban(tx, act, person).await?;
        let text = format!("IBAN de la personne {person} confirmé{}.", first_payment(from));
        return Ok(Output::new(&json!({ "person": person, "payable_from": from }), text));
    }
    let reference = payee.unwrap_or_default();
    let from = validate_payee(tx, act, reference).await?;
    let text = format!("IBAN de {reference} confirmé{}.", first_payment(from));
    Ok(Output::new(&json!({ "payee": reference, "payable_from": from }), text))
}

fn first_payment(from: Option<NaiveDate>) -> String {
    from.map_or_else(String::new, |from| format!(" ; premier paiement possible à partir du {}", day_in_french(from)))
}

async fn caseload_import(tx: &mut Tx, act: &Act, dir: &std::path::Path) -> Result<Output, Failure> {
    let folder = crate::caseload::read(dir).map_err(Failure::Refused)?;
    let report = crate::caseload::import(tx, act, &folder).await?;
    hold_rent(tx, act, &report.people_with_changed_terms, act.today, "dossiers").await?;
    Ok(Output::new(&report, report.to_string()))
}

async fn write_receipt(tx: &mut Tx, act: &Act, command: &ReceiptCommand) -> Result<Output, Failure> {
    match command {
        ReceiptCommand::Split { id, parts, person, month, evidence, .. } => {
            let id = whole_id(tx, Named::Receipt, id).await?;
            let wanted = wanted(tx, act, parts, *person, *month).await?;
            let decided = split::split(tx, act, &id, wanted, evidence).await?;
            let orders = propose_refused(tx, act, &id, &decided, evidence).await?;
            Ok(lists::decided(&id, &decided, &orders, &labels::pots(tx).await?))
        }
        ReceiptCommand::Refuse { id, reason, person, evidence, .. } => {
            let id = whole_id(tx, Named::Receipt, id).await?;
            let decided = split::refuse(tx, act, &id, reason, *person, evidence).await?;
            let orders = propose_refused(tx, act, &id, &decided, evidence).await?;
            Ok(lists::decided(&id, &decided, &orders, &labels::pots(tx).await?))
        }
        ReceiptCommand::Return { id, to, name, evidence, .. } => {
            let destination = match (to, name) {
                (Some(iban), Some(name)) => Some(Destination { name: name.clone(), iban: iban.clone() }),
                _ => None,
            };
            let id = whole_id(tx, Named::Receipt, id).await?;
            let orders = give_back(tx, act, &id, destination.as_ref(), evidence).await?;
            let text = format!("Restitution proposée, à approuver par une deuxième personne : {}.", orders.join(", "));
            Ok(Output::new(&json!({ "receipt": id, "orders": orders }), text))
        }
        ReceiptCommand::Returned { id, order, .. } => {
            let id = whole_id(tx, Named::Receipt, id).await?;
            let order = whole_id(tx, Named::Order, order).await?;
            let fee = returned_by(tx, act, &id, &order).await?;
            let kept =
                if fee.is_positive() { format!(" La banque a gardé {fee}, dus par l'organisation.") } else { String::new() };
            let text = format!("Paiement revenu : l'argent est rendu à la personne.{kept}");
            Ok(Output::new(&json!({ "receipt": id, "order": order, "fee": fee }), text))
        }
        ReceiptCommand::Interest { id, from, to, evidence, .. } => {
            let receipt = whole_id(tx, Named::Receipt, id).await?;
            let interest = Interest { receipt, from_on: *from, to_on: *to, evidence: evidence.clone() };
            let shares = share_interest(tx, act, &interest).await?;
            Ok(lists::interest(&interest, &shares))
        }
        ReceiptCommand::Refunded { .. } | ReceiptCommand::Fees { .. } => undone::write_receipt(tx, act, command).await,
        ReceiptCommand::Correct { id, reason, .. } => {
            let id = whole_id(tx, Named::Receipt, id).await?;
            receipt::correct(tx, act, &id, reason).await?;
            Ok(Output::new(&json!({ "receipt": id }), format!("Décision reprise : l'encaissement {id} attend de nouveau.")))
        }
    }
}

/// Reads `RSA=573,49`, `17=600,00-26,51`, `retraite=512,30`.
async fn wanted(
    tx: &mut Tx,
    act: &Act,
    parts: &[String],
    person: Option<i64>,
    month: Option<Month>,
) -> Result<Vec<Wanted>, Failure> {
    let list = catalogue(tx).await?;
    let month = month.unwrap_or_else(|| entitlement_month(act.today));
    parts
        .iter()
        .map(|text| {
            let malformed = || SPLIT_MALFORMED.because(format!("(« {text} »)"));
            let (word, amounts) = text.split_once('=').ok_or_else(malformed)?;
            let (gross, recovery) = amounts.split_once('-').unwrap_or((amounts, "0"));
            let benefit = list.find(word.trim(), act.today).map(|benefit| benefit.number);
            let what = benefit.map_or_else(|| What::Outside(word.trim().to_lowercase()), What::Benefit);
            let gross = Cents::parse(gross).map_err(|_| malformed())?;
            let recovery = Cents::parse(recovery).map_err(|_| malformed())?;
            Ok(Wanted { person, what, month, gross, recovery })
        })
        .collect()
}

async fn write_order(tx: &mut Tx, act: &Act, command: &OrderCommand) -> Result<Output, Failure> {
    match command {
        OrderCommand::Approve { ids, month, .. } => {
            let filter = OrderFilter { state: Some(State::Proposed), month: *month, person: None };
            let ids: Vec<String> = match month {
                Some(_) => list_orders(tx, &filter).await?.into_iter().map(|order| order.id).collect(),
                None => whole_ids(tx, Named::Order, ids).await?,
            };
            if let (true, Some(month)) = (ids.is_empty(), month) {
                return Err(ORDER_NONE_PROPOSED.because(format!("({})", month.in_french())).into());
            }
            let orders = approval::approve(tx, act, &ids).await?;
            Ok(lists::approved(&orders))
        }
        OrderCommand::Instant { ids, .. } => {
            let ids = whole_ids(tx, Named::Order, ids).await?;
            ask_instant(tx, act, &ids).await?;
            let text = format!("{}.", count(ids.len(), "virement instantané demandé", "virements instantanés demandés"));
            Ok(Output::new(&json!({ "instant": ids }), text))
        }
        OrderCommand::Cancel { ids, reason, .. } => {
            let ids = whole_ids(tx, Named::Order, ids).await?;
            approval::cancel(tx, act, &ids, reason).await?;
            let text = format!("{}.", count(ids.len(), "paiement annulé", "paiements annulés"));
            Ok(Output::new(&json!({ "cancelled": ids }), text))
        }
        OrderCommand::Reject { id, reason, evidence, .. } => {
            let id = whole_id(tx, Named::Order, id).await?;
            answer::reject_by_hand(tx, act, &id, reason, evidence).await?;
            Ok(Output::new(
                &json!({ "rejected": id }),
                format!("Rejet enregistré ({reason}) : l'argent est revenu à la personne."),
            ))
        }
        OrderCommand::Again { id, .. } => {
            let id = whole_id(tx, Named::Order, id).await?;
            let new = again(tx, act, &id).await?;
            Ok(Output::new(&json!({ "order": new }), format!("Paiement préparé de nouveau : {new}.")))
        }
    }
}

async fn write_derogation(tx: &mut Tx, act: &Act, command: &DerogationCommand) -> Result<Output, Failure> {
    match command {
        DerogationCommand::Ask { person, lease, month, amount: text, reason, .. } => {
            let asked = derogation::Asked {
                person: *person,
                lease: lease.clone(),
                month: *month,
                cents: amount(text)?,
                reason: reason.clone(),
            };
            let id = derogation::ask(tx, act, &asked).await?;
            Ok(Output::new(&json!({ "derogation": id }), format!("Dérogation demandée, à approuver par un responsable : {id}.")))
        }
        DerogationCommand::Approve { id, .. } => {
            let id = whole_id(tx, Named::Derogation, id).await?;
            derogation::approve(tx, act, &id).await?;
            Ok(Output::new(&json!({ "derogation": id }), "Dérogation approuvée ; elle figurera sur le relevé de la personne."))
        }
    }
}

async fn write_batch(tx: &mut Tx, act: &Act, command: &BatchCommand) -> Result<Output, Failure> {
    match command {
        BatchCommand::Seal { bank_accounts, execution, instant, .. } => {
            let sealed = batch::seal(tx, act, bank_accounts, *execution, *instant).await?;
            Ok(lists::sealed(&sealed))
        }
        BatchCommand::Export { .. } | BatchCommand::List => Err(Failure::Broken("cette commande n'écrit rien.".into())),
    }
}

fn amount(text: &str) -> Result<Cents, Failure> {
    let malformed = |why: &str| crate::refusal::VALUE_MALFORMED.because(format!("(« {text} » : {why})"));
    match Cents::parse(text) {
        Ok(cents) if cents.is_positive() => Ok(cents),
        Ok(_) => Err(malformed("un montant au-dessus de zéro est attendu").into()),
        Err(error) => Err(malformed(&error.to_string()).into()),
    }
}
