//! Everything that the books hold of a person, for themself: sheets that any spreadsheet opens (RULE 83). What it says is what the pages of
//! their file say; other people's names are only those whom they are paid by or pay.

use super::Labels;
use super::{account, budget, contract, money_in, money_out};
use crate::benefit::rules::Reason;
use crate::calendar::day_in_french;
use crate::money::Cents;
use crate::payment::State;
use crate::refusal::Failure;
use crate::signature::view::{Told, lives_of, told_of};
use crate::signature::{Answer, wording};
use crate::store::{Tx, failure, on};
use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Europe::Paris;

/// A sheet: the name of its file, and its bytes.
pub type Sheet = (String, Vec<u8>);

/// The sheets of a person.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn own_data(tx: &mut Tx, person: i64, today: NaiveDate) -> Result<Vec<Sheet>, Failure> {
    Ok(vec![
        sheet("ma-situation.csv", &["Information", "Valeur", "Du", "Au"], situation(tx, person, today).await?)?,
        sheet(
            "mes-mouvements.csv",
            &["Date", "Opération", "Réserve", "Montant", "Solde de la réserve"],
            moves(tx, person).await?,
        )?,
        sheet(
            "ce-que-j-ai-recu.csv",
            &[
                "Reçu le",
                "De",
                "Quoi",
                "Pour le mois",
                "Montant brut",
                "Retenue du payeur",
                "Montant net",
                "Gardé ou rendu",
                "Pourquoi",
            ],
            received(tx, person).await?,
        )?,
        sheet(
            "mes-paiements.csv",
            &["Pour le", "À", "Quoi", "Montant", "Demandé", "État", "Débité le", "Raison"],
            paid(tx, person).await?,
        )?,
        sheet("mes-reponses.csv", &["Relevé", "Réponse", "Mes mots", "Le", "Comment", "Aide reçue"], answers(tx, person).await?)?,
    ])
}

/// A sheet in the form that French spreadsheets open: semicolons, a mark of UTF-8, no cell that would be run.
fn sheet(name: &str, columns: &[&str], rows: Vec<Vec<String>>) -> Result<Sheet, Failure> {
    let broken = |error: csv::Error| Failure::Broken(format!("{error}."));
    let mut writer = csv::WriterBuilder::new().delimiter(b';').terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(columns).map_err(broken)?;
    for row in rows {
        writer.write_record(row.iter().map(|cell| harmless(cell))).map_err(broken)?;
    }
    let body = writer.into_inner().map_err(|error| Failure::Broken(format!("{error}.")))?;
    Ok((name.to_owned(), [b"\xEF\xBB\xBF".as_slice(), &body].concat()))
}

/// An amount below zero is one; any other text that a spreadsheet would run is shown as text.
fn harmless(cell: &str) -> String {
    let amount = cell.strip_prefix('-').is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit() || byte == b','));
    if !amount && cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell.to_owned() }
}

/// An amount as a spreadsheet adds it up.
fn amount(cents: Cents) -> String {
    let sign = if cents.0 < 0 { "-" } else { "" };
    let (euros, rest) = (cents.0.unsigned_abs() / 100, cents.0.unsigned_abs() % 100);
    format!("{sign}{euros},{rest:02}")
}

fn day(day: NaiveDate) -> String {
    day.format("%d/%m/%Y").to_string()
}

fn instant(at: DateTime<Utc>) -> String {
    at.with_timezone(&Paris).format("%d/%m/%Y à %H:%M").to_string()
}

type Known = (Option<String>, Option<String>, Option<NaiveDate>, Option<String>);

async fn situation(tx: &mut Tx, person: i64, today: NaiveDate) -> Result<Vec<Vec<String>>, Failure> {
    let (family, given, born_on, iban): Known = on!(tx, c => sqlx::query_as(
        "SELECT family_name, given_name, born_on, own_iban FROM person_current WHERE number = $1").bind(person).fetch_one(c).await.map_err(failure))?;
    let plain = |what: &str, value: String| vec![what.to_owned(), value, String::new(), String::new()];
    let mut rows = vec![
        plain("Numéro de dossier", person.to_string()),
        plain("Nom", family.unwrap_or_default()),
        plain("Prénom", given.unwrap_or_default()),
        plain("Date de naissance", born_on.map(day_in_french).unwrap_or_default()),
        plain("Mon compte bancaire", iban.unwrap_or_default()),
    ];
    for contract in contract::contracts(tx, person).await? {
        let one = contract.current;
        rows.push(vec![
            format!("Contrat {}", one.reference),
            format!("signé le {}", day(one.signed_by_person_on)),
            day(one.starts_on),
            day(one.ends_on),
        ]);
    }
    for one in contract::authorised(tx, person, today).await? {
        rows.push(vec!["Prestation que l’association reçoit".to_owned(), one.name, day(one.from_on), day(one.to_on)]);
    }
    for lease in budget::leases(tx, person).await? {
        let period = lease.period;
        let monthly = format!("{} à {}, charges {}", amount(period.rent), lease.landlord, amount(period.charges));
        rows.push(vec!["Loyer".to_owned(), monthly, day(period.from_on), period.to_on.map(day).unwrap_or_default()]);
    }
    for line in budget::lines(tx, person, today).await? {
        let planned = format!("{} : {} ({})", line.label, amount(line.amount), line.frequency.word());
        rows.push(vec!["Budget".to_owned(), planned, day(line.from_on), line.to_on.map(day).unwrap_or_default()]);
    }
    Ok(rows)
}

async fn moves(tx: &mut Tx, person: i64) -> Result<Vec<Vec<String>>, Failure> {
    let labels = Labels::of_pots(tx).await?;
    let row = |line: account::LedgerLine| {
        let words = line.words.filter(|words| !words.trim().is_empty()).unwrap_or(line.kind);
        let words = if line.corrected { format!("{words} (corrigé ensuite)") } else { words };
        vec![day(line.occurred_on), words, labels.of(&line.pot), amount(line.cents), amount(line.after)]
    };
    Ok(account::lines(tx, person).await?.into_iter().map(row).collect())
}

async fn received(tx: &mut Tx, person: i64) -> Result<Vec<Vec<String>>, Failure> {
    let row = |part: money_in::Part| {
        let kept = match (part.taken_back.is_some(), part.kind.as_str()) {
            (true, _) => "décision corrigée ensuite",
            (false, "refused") => "rendu à qui l’a versé",
            _ => "gardé pour moi",
        };
        let why = part.reason.as_deref().and_then(Reason::of).map_or("", Reason::words);
        let why = part.article.map_or_else(|| why.to_owned(), |article| format!("{why} ({article})"));
        let amounts = [part.gross, part.recovery, part.net].map(amount);
        let [gross, recovery, net] = amounts;
        let (from, what) = (part.payer.unwrap_or_default(), part.what.unwrap_or_default());
        vec![day(part.received_on), from, what, part.month, gross, recovery, net, kept.to_owned(), why]
    };
    Ok(money_in::parts(tx, person).await?.into_iter().map(row).collect())
}

async fn paid(tx: &mut Tx, person: i64) -> Result<Vec<Vec<String>>, Failure> {
    let row = |one: money_out::Payment| {
        let state = State::of(&one.state).map_or("rendu par la banque", State::in_french);
        let (what, settled) = (one.category.unwrap_or_default(), one.settled_on.map(day).unwrap_or_default());
        let (cents, wanted) = (amount(one.cents), amount(one.wanted));
        vec![day(one.due_on), one.payee, what, cents, wanted, state.to_owned(), settled, one.reason.unwrap_or_default()]
    };
    Ok(money_out::payments(tx, person).await?.into_iter().map(row).collect())
}

async fn answers(tx: &mut Tx, person: i64) -> Result<Vec<Vec<String>>, Failure> {
    let mut rows = Vec::new();
    for life in lives_of(tx, person).await? {
        for told in told_of(tx, &life).await? {
            rows.push(answered(&life.number, &told)?);
        }
    }
    Ok(rows)
}

fn answered(number: &str, told: &Told) -> Result<Vec<String>, Failure> {
    let how = match told.channel.as_str() {
        "portal" => "dans mon espace",
        "paper" => "sur papier",
        _ => "à l’entretien",
    };
    let help: Vec<&str> = [&told.helper, &told.help].into_iter().flatten().map(String::as_str).collect();
    let said = wording::choice(Answer::read(&told.answer)?).to_owned();
    let words = told.comment.clone().unwrap_or_default();
    Ok(vec![number.to_owned(), said, words, instant(told.answered_at), how.to_owned(), help.join(" : ")])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn amounts_are_numbers_and_no_text_is_run() {
        assert_eq!([Cents(-5), Cents(123_456), Cents(0)].map(amount), ["-0,05", "1234,56", "0,00"]);
        assert_eq!(["-12,30", "-1+1", "=A1", "@x", "Loyer"].map(harmless), ["-12,30", "'-1+1", "'=A1", "'@x", "Loyer"]);
    }

    proptest! {
        #[test]
        fn every_cell_is_read_as_it_was_written(cells in prop::collection::vec("[^=+@\\t\\r-]\\PC{0,20}", 3)) {
            let (_, bytes) = sheet("x.csv", &["a", "b", "c"], vec![cells.clone()]).unwrap();
            let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_reader(&bytes[3..]);
            let read: Vec<String> = reader.records().next().unwrap().unwrap().iter().map(str::to_owned).collect();
            prop_assert_eq!(read, cells);
        }
    }
}
