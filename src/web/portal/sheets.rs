//! What the books hold of a person, for themself: sheets that any spreadsheet opens (RULE 83). They say what the pages of their file say; the
//! only other names in them are those of who pays them and of whom they pay.

use crate::benefit::rules::Reason;
use crate::books::dossier::{Labels, account, budget, contract, money_in, money_out};
use crate::calendar::day_in_french;
use crate::payment::State;
use crate::refusal::Failure;
use crate::signature::view::{Told, lives_of, told_of};
use crate::signature::{Answer, wording};
use crate::store::{Tx, failure, on};
use crate::web::list::{Cell, sheet_of};
use crate::web::words::{instant, typed_amount};
use chrono::NaiveDate;

/// A file: its name, and its bytes.
pub(super) type Named = (String, Vec<u8>);
type Rows = Vec<Vec<Cell>>;

const SITUATION: &[&str] = &["Information", "Valeur", "Du", "Au"];
const MOVES: &[&str] = &["Date", "Opération", "Réserve", "Montant", "Solde de la réserve"];
const RECEIVED: &[&str] =
    &["Reçu le", "De", "Quoi", "Pour le mois", "Montant brut", "Retenue du payeur", "Montant net", "Gardé ou rendu", "Pourquoi"];
const PAID: &[&str] = &["Pour le", "À", "Quoi", "Montant", "Demandé", "État", "Débité le", "Raison"];
const ANSWERS: &[&str] = &["Relevé", "Réponse", "Mes mots", "Le", "Comment", "Aide reçue"];

/// The sheets of a person.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub(super) async fn sheets(tx: &mut Tx, person: i64, today: NaiveDate) -> Result<Vec<Named>, Failure> {
    let all = [
        ("ma-situation.csv", SITUATION, situation(tx, person, today).await?),
        ("mes-mouvements.csv", MOVES, moves(tx, person).await?),
        ("ce-que-j-ai-recu.csv", RECEIVED, received(tx, person).await?),
        ("mes-paiements.csv", PAID, paid(tx, person).await?),
        ("mes-reponses.csv", ANSWERS, answers(tx, person).await?),
    ];
    all.into_iter().map(|(name, titles, rows)| Ok((name.to_owned(), sheet_of(titles, &rows)?))).collect()
}

fn text(words: Option<String>) -> Cell {
    Cell::text(words.unwrap_or_default())
}

type Known = (Option<String>, Option<String>, Option<NaiveDate>, Option<String>);

async fn situation(tx: &mut Tx, person: i64, today: NaiveDate) -> Result<Rows, Failure> {
    let (family, given, born_on, iban): Known = on!(tx, c => sqlx::query_as(
        "SELECT family_name, given_name, born_on, own_iban FROM person_current WHERE number = $1")
        .bind(person).fetch_one(c).await.map_err(failure))?;
    let plain = |what: &str, value: Cell| vec![Cell::text(what), value, Cell::Empty, Cell::Empty];
    let mut rows = vec![
        plain("Numéro de dossier", Cell::Number(person)),
        plain("Nom", text(family)),
        plain("Prénom", text(given)),
        plain("Date de naissance", Cell::day(born_on)),
        plain("Mon compte bancaire", text(iban)),
    ];
    for contract in contract::contracts(tx, person).await? {
        for one in std::iter::once(contract.current).chain(contract.earlier) {
            let what = format!("Contrat {}, version {}", one.reference, one.version);
            let signed = format!("signé le {}", day_in_french(one.signed_by_person_on));
            rows.push(vec![Cell::text(what), Cell::text(signed), Cell::Day(one.starts_on), Cell::Day(one.ends_on)]);
        }
    }
    for one in contract::authorised(tx, person, today).await? {
        let what = Cell::text("Prestation que l’association reçoit");
        rows.push(vec![what, Cell::text(one.name), Cell::Day(one.from_on), Cell::Day(one.to_on)]);
    }
    for lease in budget::leases(tx, person).await? {
        let period = lease.period;
        let monthly = format!("{} à {}, charges {}", typed_amount(period.rent), lease.landlord, typed_amount(period.charges));
        rows.push(vec![Cell::text("Loyer"), Cell::text(monthly), Cell::Day(period.from_on), Cell::day(period.to_on)]);
    }
    for line in budget::lines(tx, person, today).await? {
        let planned = format!("{} : {} ({})", line.label, typed_amount(line.amount), line.frequency.word());
        rows.push(vec![Cell::text("Budget"), Cell::text(planned), Cell::Day(line.from_on), Cell::day(line.to_on)]);
    }
    Ok(rows)
}

async fn moves(tx: &mut Tx, person: i64) -> Result<Rows, Failure> {
    let labels = Labels::of_pots(tx).await?;
    let row = |line: account::LedgerLine| {
        let words = line.words.filter(|words| !words.trim().is_empty()).unwrap_or(line.kind);
        let words = if line.corrected { format!("{words} (corrigé ensuite)") } else { words };
        let pot = Cell::text(labels.of(&line.pot));
        vec![Cell::Day(line.occurred_on), Cell::text(words), pot, Cell::Amount(line.cents), Cell::Amount(line.after)]
    };
    Ok(account::lines(tx, person).await?.into_iter().map(row).collect())
}

async fn received(tx: &mut Tx, person: i64) -> Result<Rows, Failure> {
    let row = |part: money_in::Part| {
        let kept = match (part.taken_back.is_some(), part.kind.as_str()) {
            (true, _) => "décision corrigée ensuite",
            (false, "refused") => "refusé, à rendre à qui l’a versé",
            _ => "gardé pour moi",
        };
        let why = part.reason.as_deref().and_then(Reason::of).map_or("", Reason::words);
        let why = part.article.map_or_else(|| why.to_owned(), |article| format!("{why} ({article})"));
        let [gross, recovery, net] = [part.gross, part.recovery, part.net].map(Cell::Amount);
        let (month, kept, why) = (Cell::text(part.month), Cell::text(kept), Cell::text(why));
        vec![Cell::Day(part.received_on), text(part.payer), text(part.what), month, gross, recovery, net, kept, why]
    };
    Ok(money_in::parts(tx, person).await?.into_iter().map(row).collect())
}

async fn paid(tx: &mut Tx, person: i64) -> Result<Rows, Failure> {
    let row = |one: money_out::Payment| {
        let state = Cell::text(State::of(&one.state).map_or("rendu par la banque", State::in_french));
        let (due, settled) = (Cell::Day(one.due_on), Cell::day(one.settled_on));
        let (cents, wanted) = (Cell::Amount(one.cents), Cell::Amount(one.wanted));
        vec![due, Cell::text(one.payee), text(one.category), cents, wanted, state, settled, text(one.reason)]
    };
    Ok(money_out::payments(tx, person).await?.into_iter().map(row).collect())
}

async fn answers(tx: &mut Tx, person: i64) -> Result<Rows, Failure> {
    let mut rows = Vec::new();
    for life in lives_of(tx, person).await? {
        for told in told_of(tx, &life).await? {
            rows.push(answered(&life.number, told)?);
        }
    }
    Ok(rows)
}

fn answered(number: &str, told: Told) -> Result<Vec<Cell>, Failure> {
    let how = match told.channel.as_str() {
        "portal" => "dans mon espace",
        "paper" => "sur papier",
        _ => "à l’entretien",
    };
    let said = wording::choice(Answer::read(&told.answer)?);
    let help: Vec<String> = [told.helper, told.help].into_iter().flatten().collect();
    let when = Cell::text(instant(told.answered_at));
    Ok(vec![Cell::text(number), Cell::text(said), text(told.comment), when, Cell::text(how), Cell::text(help.join(" : "))])
}
