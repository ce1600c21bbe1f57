//! What people do in a scenario: each row is one service call in one transaction.

use super::text::{Row, Table};
use super::world::{World, cents, day, iban_of, order, slug, texts};
use super::{bank, given, undone};
use quitus::access::Act;
use quitus::bank::decision::{Wanted, What};
use quitus::bank::recognition::entitlement_month;
use quitus::benefit::catalogue;
use quitus::calendar::Month;
use quitus::intake::close::close_month;
use quitus::intake::debit::{Explanation, explain, unexplained};
use quitus::intake::interest::{Interest, share_interest};
use quitus::intake::opening::bring_in;
use quitus::intake::receipt::{self, list_receipts};
use quitus::intake::split;
use quitus::payment::give_back::{Destination, again, give_back};
use quitus::payment::instant::ask_instant;
use quitus::payment::profile::set_profile;
use quitus::payment::returned::returned_by;
use quitus::payment::{OrderFilter, State, answer, approval, batch, derogation, list_orders, prepare};
use quitus::person::{validate_own_iban, validate_payee};
use quitus::refusal::Failure;
use quitus::store::Tx;

/// Runs the rows of a table in order, each against the result that it announces.
pub async fn run(world: &mut World, table: &Table) {
    assert!(table.caption.is_empty(), "{}: cette table ne s'annonce pas", table.place);
    table.columns(&["qui", "action", "sur"], &["détail", "résultat"]);
    for row in &table.rows {
        let today = day(&row.place, &row.first);
        let act = world.act(&row.place, row.cell("qui"), today);
        let mut tx = world.db.write().await.unwrap();
        let answer = match one(world, &mut tx, &act, row).await {
            Ok(()) => tx.commit().await,
            Err(failure) => Err(failure),
        };
        expect(&row.place, row.cell("résultat").strip_prefix("refus "), row.cell("résultat"), answer);
    }
}

/// Compares an answer with the refusal that was announced, if any.
pub fn expect(place: &str, refused: Option<&str>, announced: &str, answer: Result<(), Failure>) {
    match (refused, answer) {
        (None, Ok(())) => assert!(announced.is_empty(), "{place}: le résultat « {announced} » n'a pas de sens"),
        (None, Err(failure)) => panic!("{place}: refusé : {:?} {failure}", failure.code()),
        (Some(code), Ok(())) => panic!("{place}: accepté, alors que « {code} » était attendu"),
        (Some(code), Err(failure)) => assert_eq!(failure.code(), Some(code), "{place}: {failure}"),
    }
}

async fn one(world: &mut World, tx: &mut Tx, act: &Act, row: &Row) -> Result<(), Failure> {
    let (subject, detail) = (row.cell("sur"), row.cell("détail"));
    match row.cell("action") {
        "choisir un code"
        | "émettre le relevé"
        | "présenter le relevé"
        | "faire répondre"
        | "joindre la feuille"
        | "vérifier la feuille"
        | "écarter la feuille"
        | "noter un essai" => super::signature::act(world, tx, act, row).await,
        "reprendre le solde" => opening(world, tx, act, row).await,
        "répartir" | "répartir les intérêts" | "refuser" | "rendre" | "corriger" => on_receipt(world, tx, act, row).await,
        "dire revenu" => {
            let order = order(tx, &row.place, detail, &[State::Settled]).await?;
            let waiting = list_receipts(tx, true).await?;
            let credit = waiting.into_iter().find(|own| own.cents == cents(&row.place, subject));
            let credit = credit.unwrap_or_else(|| panic!("{}: rien n'attend de ce montant", row.place));
            returned_by(tx, act, &credit.id, &order.id).await.map(|_| ())
        }
        "expliquer le débit" => on_debit(world, tx, act, row).await,
        "dire remboursé" | "dire frais remboursés" | "dire repris" | "dire exécuté" => undone::run(tx, act, row).await,
        "changer l'IBAN" => {
            given::change_iban(world, subject);
            let nothing = super::text::Part { kind: super::text::Kind::Given, note: String::new(), tables: Vec::new() };
            given::import(world, tx, act, &nothing).await
        }
        "confirmer l'IBAN" => match world.people().find(|(name, _)| subject.starts_with(&format!("{name} "))) {
            Some((_, person)) => validate_own_iban(tx, act, person).await.map(|_| ()),
            None => validate_payee(tx, act, &slug(subject)).await.map(|_| ()),
        },
        "régler le profil" => {
            let settings: Vec<String> = detail.split(' ').map(str::to_owned).collect();
            set_profile(tx, act, subject, &settings).await.map(|_| ())
        }
        "clore" => close_month(tx, act, month(row)).await,
        "relire le fichier" => bank::again(world, tx, &row.place, subject, act.today).await,
        "demander une dérogation" => {
            let (name, lease) = subject.split_once(", ").unwrap_or_else(|| panic!("{}: personne, bail", row.place));
            let (amount, reason) = detail.split_once(" : ").unwrap_or_else(|| panic!("{}: montant : motif", row.place));
            let asked = derogation::Asked {
                person: world.number(&row.place, name),
                lease: lease.to_owned(),
                month: Month::of(act.today),
                cents: cents(&row.place, amount),
                reason: reason.to_owned(),
            };
            derogation::ask(tx, act, &asked).await.map(|_| ())
        }
        "accorder la dérogation" => {
            let person = world.number(&row.place, subject);
            let ids = texts(tx, &format!("SELECT id FROM derogation WHERE person = {person} ORDER BY id DESC")).await;
            derogation::approve(tx, act, &ids[0]).await
        }
        _ => on_orders(world, tx, act, row).await,
    }
}

fn month(row: &Row) -> Month {
    row.cell("sur").parse().unwrap_or_else(|error| panic!("{}: {error}", row.place))
}

async fn on_orders(world: &mut World, tx: &mut Tx, act: &Act, row: &Row) -> Result<(), Failure> {
    let (place, subject, detail) = (&row.place, row.cell("sur"), row.cell("détail"));
    match row.cell("action") {
        "préparer" => {
            world.prepared = Some(prepare::prepare(tx, act, month(row)).await?);
            Ok(())
        }
        "approuver" if subject == "tout" => {
            let filter = OrderFilter { state: Some(State::Proposed), ..OrderFilter::default() };
            let ids: Vec<String> = list_orders(tx, &filter).await?.into_iter().map(|order| order.id).collect();
            assert!(!ids.is_empty(), "{place}: rien n'est à approuver");
            approval::approve(tx, act, &ids).await.map(|_| ())
        }
        "approuver" => {
            let order = order(tx, place, subject, &[State::Proposed]).await?;
            approval::approve(tx, act, &[order.id]).await.map(|_| ())
        }
        "rendre instantané" => {
            let states = [State::Proposed, State::Approved];
            let order = order(tx, place, subject, &states).await?;
            ask_instant(tx, act, &[order.id]).await
        }
        "annuler" => {
            let order = order(tx, place, subject, &[State::Proposed]).await?;
            approval::cancel(tx, act, &[order.id], detail).await
        }
        "sceller" => {
            assert_eq!(subject, "tout", "{place}: on scelle tout");
            seal(world, tx, act, place, detail).await
        }
        "noter le rejet" => {
            let order = order(tx, place, subject, &[State::Approved, State::Sealed, State::Settled]).await?;
            let (reason, evidence) = evidence(detail, "avis de la banque");
            answer::reject_by_hand(tx, act, &order.id, reason, evidence).await
        }
        "préparer de nouveau" => {
            let order = order(tx, place, subject, &[State::Rejected, State::Returned]).await?;
            again(tx, act, &order.id).await.map(|_| ())
        }
        other => panic!("{place}: « {other} » n'est pas une action"),
    }
}

/// `09/11/2026`, or `08/11/2026, instantanés`: seals everything that is approved for that day, and exports each file twice.
async fn seal(world: &mut World, tx: &mut Tx, act: &Act, place: &str, detail: &str) -> Result<(), Failure> {
    let (instant, detail) = detail.strip_suffix(", instantanés").map_or((false, detail), |day| (true, day));
    let batch::Sealed { batches, left_out } = batch::seal(tx, act, &[], day(place, detail), instant).await?;
    world.left_out = left_out;
    world.sent.clear();
    for file in batches {
        let once = batch::export(tx, act, &file.batch.id).await?;
        let again = batch::export(tx, act, &file.batch.message_id).await?;
        assert_eq!(once, again, "{place}: le fichier change d'un export à l'autre");
        world.sent.push((file, String::from_utf8(once).unwrap()));
    }
    Ok(())
}

/// The document behind an act: there is one, unless the detail ends with `sans pièce`.
pub fn evidence<'a>(detail: &'a str, document: &'static str) -> (&'a str, &'static str) {
    match detail.strip_suffix("sans pièce") {
        Some(rest) => (rest.trim_end_matches(", "), "  "),
        None => (detail, document),
    }
}

/// `Anne, libre` and `300,00 : relevé du 31 octobre`
async fn opening(world: &World, tx: &mut Tx, act: &Act, row: &Row) -> Result<(), Failure> {
    let (name, pot) = row.cell("sur").split_once(", ").unwrap_or_else(|| panic!("{}: personne, réserve", row.place));
    let (amount, proof) = row.cell("détail").split_once(" : ").unwrap_or_else(|| panic!("{}: montant : preuve", row.place));
    let person = world.number(&row.place, name);
    bring_in(tx, act, person, pot.parse()?, cents(&row.place, amount), proof).await
}

async fn on_receipt(world: &World, tx: &mut Tx, act: &Act, row: &Row) -> Result<(), Failure> {
    let (place, detail) = (&row.place, row.cell("détail"));
    let wanted = cents(place, row.cell("sur"));
    let waits = matches!(row.cell("action"), "répartir" | "répartir les intérêts" | "refuser");
    let receipts = list_receipts(tx, waits && row.cell("résultat") != "refus receipt_decided").await?;
    let found: Vec<_> = receipts.iter().filter(|receipt| receipt.cents == wanted).collect();
    assert_eq!(found.len(), 1, "{place}: encaissements de ce montant : {receipts:?}");
    let id = &found[0].id;
    match row.cell("action") {
        "répartir" => {
            let parts = parts(world, tx, act, row).await?;
            split::split(tx, act, id, parts, "notification").await.map(|_| ())
        }
        "répartir les intérêts" => {
            let (days, evidence) = evidence(detail, "relevé de la banque");
            let days = days.strip_prefix("du ").and_then(|rest| rest.split_once(" au "));
            let (from, to) = days.unwrap_or_else(|| panic!("{place}: du JJ/MM/AAAA au JJ/MM/AAAA"));
            let (from_on, to_on) = (day(place, from), day(place, to));
            let interest = Interest { receipt: id.clone(), from_on, to_on, evidence: evidence.to_owned() };
            share_interest(tx, act, &interest).await.map(|_| ())
        }
        "refuser" => {
            let (income, person) = detail.split_once(" de ").map_or((detail, None), |(a, b)| (a, Some(world.number(place, b))));
            split::refuse(tx, act, id, income, person, "libellé").await.map(|_| ())
        }
        "rendre" => {
            let (to, evidence) = evidence(detail, "demande écrite");
            let iban = |name| iban_of(name, world.changed_ibans.get(name).copied().unwrap_or(0));
            let to = (!to.is_empty()).then(|| Destination { name: to.to_owned(), iban: iban(to) });
            give_back(tx, act, id, to.as_ref(), evidence).await.map(|_| ())
        }
        _ => receipt::correct(tx, act, id, detail).await,
    }
}

/// `RSA de Anne 573,49 ; retraite de Anne 312,30` and `RSA de Anne 600,00 moins 26,51`
async fn parts(world: &World, tx: &mut Tx, act: &Act, row: &Row) -> Result<Vec<Wanted>, Failure> {
    let place = &row.place;
    let list = catalogue(tx).await?;
    let read = |text: &str| {
        let (what, rest) = text.split_once(" de ").unwrap_or_else(|| panic!("{place}: « {text} » : quoi de qui combien"));
        let (name, amounts) = rest.split_once(' ').unwrap_or_else(|| panic!("{place}: « {text} » : quoi de qui combien"));
        let (gross, recovery) = amounts.split_once(" moins ").unwrap_or((amounts, "0,00"));
        Wanted {
            person: Some(world.number(place, name)),
            what: list
                .find(what, act.today)
                .map_or_else(|| What::Outside(what.to_owned()), |benefit| What::Benefit(benefit.number)),
            month: entitlement_month(act.today),
            gross: cents(place, gross),
            recovery: cents(place, recovery),
        }
    };
    Ok(row.cell("détail").split(" ; ").map(read).collect())
}

async fn on_debit(world: &World, tx: &mut Tx, act: &Act, row: &Row) -> Result<(), Failure> {
    let wanted = cents(&row.place, row.cell("sur"));
    let debits = unexplained(tx).await?;
    let found: Vec<_> = debits.iter().filter(|debit| debit.cents == wanted).collect();
    assert_eq!(found.len(), 1, "{}: débits de ce montant : {debits:?}", row.place);
    let explanation = match row.cell("détail") {
        "frais" => Explanation::Fee,
        words => {
            let (label, name) = words.split_once(" de ").unwrap_or_else(|| panic!("{}: dépense de qui", row.place));
            Explanation::Budget { person: world.number(&row.place, name), reference: slug(label) }
        }
    };
    explain(tx, act, &found[0].line, &explanation, "Facture").await
}
