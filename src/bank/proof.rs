//! The daily proof of each bank account (RULE 22), figure by figure: what the bank says, what the books say, and whose money it is.

use crate::access::Files;
use crate::money::Cents;
use crate::refusal::Failure;
use crate::store::{Question, Tx, failure, on};
use chrono::{DateTime, NaiveDate, Utc};
use sqlx::AssertSqlSafe;

/// One account: 512 = Σ pots + 471 + 4673 + 4672 − 4718 − 4687, and 512 = the bank's closing balance.
#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Proof {
    /// Key.
    pub bank_account: i64,
    /// Its reference, for people.
    pub reference: String,
    /// Its IBAN.
    pub iban: String,
    /// `personne` or `organisation`.
    pub holder: String,
    /// The person whose account it is, when it is a person's.
    pub person: Option<i64>,
    /// 512: money at the bank, as the books say.
    pub bank: Cents,
    /// The pots of its people.
    pub pots: Cents,
    /// 471: received and not yet identified.
    pub unidentified: Cents,
    /// 4673: refused, to be given back.
    pub to_return: Cents,
    /// 4672: payments approved or sent, not yet debited.
    pub in_transit: Cents,
    /// 4718: debited and not explained.
    pub unexplained: Cents,
    /// 4687: fees that the organisation owes the account.
    pub fees: Cents,
    /// The bank's last closing balance.
    pub closing: Option<Cents>,
    /// Its day.
    pub closed_on: Option<NaiveDate>,
    /// The statement that says it.
    pub statement: Option<String>,
}

impl Proof {
    /// What the accounts of the equation make together.
    #[must_use]
    pub fn explained(&self) -> Option<Cents> {
        let held = Cents::total([self.pots, self.unidentified, self.to_return, self.in_transit])?;
        held.minus(self.unexplained)?.minus(self.fees)
    }

    /// The books' money at the bank less what explains it: zero when the books are right.
    #[must_use]
    pub fn gap_inside(&self) -> Option<Cents> {
        self.bank.minus(self.explained()?)
    }

    /// The bank's balance less the books': zero when they agree; none before the first statement.
    #[must_use]
    pub fn gap_with_bank(&self) -> Option<Cents> {
        self.closing?.minus(self.bank)
    }

    /// True when both hold to the cent.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.gap_inside() == Some(Cents::ZERO) && (self.closing.is_none() || self.gap_with_bank() == Some(Cents::ZERO))
    }
}

/// The proof of every account of the organisation, and of the people whose file is visible; `visible` is the SQL condition on the
/// column `p.number`. Only that of one account when it is given.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn proofs(tx: &mut Tx, only: Option<i64>, visible: &str) -> Result<Vec<Proof>, Failure> {
    let sum = |kind: &str, sign: &str| {
        format!("CAST(COALESCE(SUM(CASE WHEN a.kind = '{kind}' THEN {sign}b.cents ELSE 0 END), 0) AS BIGINT)")
    };
    let sql = format!(
        "SELECT k.id AS bank_account, k.reference, k.iban, k.holder, (SELECT MIN(p.number) FROM person p
                WHERE p.bank_account = k.id AND k.holder = 'personne') AS person, x.bank, x.pots, x.unidentified, x.to_return, x.in_transit,
            x.unexplained, x.fees, s.closing, s.closed_on, s.reference AS statement
         FROM bank_account k JOIN (SELECT a.bank_account, {} AS bank, {} AS pots, {} AS unidentified, {} AS to_return,
                {} AS in_transit, {} AS unexplained, {} AS fees
            FROM account a JOIN balance b ON b.account = a.id WHERE $1 = 0 OR a.bank_account = $1 GROUP BY a.bank_account) x
                ON x.bank_account = k.id
            LEFT JOIN bank_statement s ON s.bank_account = k.id
                AND s.position = (SELECT MAX(l.position) FROM bank_statement l WHERE l.bank_account = k.id)
         WHERE k.holder = 'organisation' OR EXISTS (SELECT 1 FROM person p WHERE p.bank_account = k.id AND {visible})
         ORDER BY k.id",
        sum("bank", ""),
        sum("pot", "-"),
        sum("unidentified", "-"),
        sum("to_return", "-"),
        sum("in_transit", "-"),
        sum("unexplained", ""),
        sum("fees", "")
    );
    on!(tx, c => sqlx::query_as(AssertSqlSafe(sql)).bind(only.unwrap_or(0)).fetch_all(c).await.map_err(failure))
}

/// Every proof of the house.
#[derive(Clone, Copy, Debug)]
pub struct Proofs;

impl Question for Proofs {
    type Answer = Vec<Proof>;

    async fn ask(&self, tx: &mut Tx) -> Result<Vec<Proof>, Failure> {
        proofs(tx, None, "TRUE").await
    }
}

/// Those of accounts of the organisation, and of people whose file is among these.
#[must_use]
pub fn proofs_among<'p>(proofs: &'p [Proof], files: &Files) -> Vec<&'p Proof> {
    proofs
        .iter()
        .filter(|proof| proof.holder == "organisation" || proof.person.is_some_and(|person| files.hold(person)))
        .collect()
}

/// A movement that explains why the bank and the books differ.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Odd {
    /// Its day.
    pub day: NaiveDate,
    /// Its amount: credit positive.
    pub cents: Cents,
    /// The bank's words, or the entry's.
    pub words: Option<String>,
}

/// Lines of the bank that no entry books.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn lines_without_entry(tx: &mut Tx, bank_account: i64) -> Result<Vec<Odd>, Failure> {
    on!(tx, c => sqlx::query_as(
        "SELECT b.booked_on AS day, b.cents, COALESCE(b.counterparty_name, b.remittance) AS words FROM bank_line b
         WHERE b.bank_account = $1 AND NOT EXISTS (SELECT 1 FROM entry e WHERE e.source = b.id AND e.journal = 'BQ')
         ORDER BY b.booked_on, b.id").bind(bank_account).fetch_all(c).await.map_err(failure))
}

/// Entries of the account at the bank that no line of the bank says: money brought in at the beginning, or a fault.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn entries_without_line(tx: &mut Tx, bank_account: i64) -> Result<Vec<Odd>, Failure> {
    on!(tx, c => sqlx::query_as(
        "SELECT e.occurred_on AS day, l.cents, m.label AS words
         FROM account a JOIN line l ON l.account = a.id JOIN entry e ON e.seq = l.entry JOIN movement m ON m.code = e.movement
         WHERE a.kind = 'bank' AND a.bank_account = $1 AND NOT EXISTS (SELECT 1 FROM bank_line b WHERE b.id = e.source)
            AND e.journal <> 'BQ' ORDER BY e.seq").bind(bank_account).fetch_all(c).await.map_err(failure))
}

/// A statement that was imported.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Read {
    /// Its reference.
    pub reference: String,
    /// First day.
    pub opened_on: NaiveDate,
    /// Last day.
    pub closed_on: NaiveDate,
    /// Opening balance.
    pub opening: Cents,
    /// Closing balance.
    pub closing: Cents,
    /// The lines that were new.
    pub lines: i64,
    /// The file.
    pub file: String,
}

/// The last statements of an account, the newest first.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn last_statements(tx: &mut Tx, bank_account: i64, most: i64) -> Result<Vec<Read>, Failure> {
    on!(tx, c => sqlx::query_as(
        "SELECT s.reference, s.opened_on, s.closed_on, s.opening, s.closing, f.name AS file,
            (SELECT COUNT(*) FROM bank_line b WHERE b.statement = s.id) AS lines
         FROM bank_statement s JOIN bank_file f ON f.id = s.file WHERE s.bank_account = $1 ORDER BY s.position DESC LIMIT $2")
        .bind(bank_account).bind(most).fetch_all(c).await.map_err(failure))
}

/// A file that was imported.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct ImportedFile {
    /// Its name.
    pub name: String,
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: String,
    /// Its statements.
    pub statements: i64,
    /// The lines that were new.
    pub lines: i64,
}

/// The last files, the newest first.
#[derive(Clone, Copy, Debug)]
pub struct LastFiles {
    /// How many at most.
    pub most: i64,
}

impl Question for LastFiles {
    type Answer = Vec<ImportedFile>;

    async fn ask(&self, tx: &mut Tx) -> Result<Vec<ImportedFile>, Failure> {
        on!(tx, c => sqlx::query_as(
            "SELECT f.name, f.imported_at AS at, u.name AS by, (SELECT COUNT(*) FROM bank_statement s WHERE s.file = f.id) AS statements,
                (SELECT COUNT(*) FROM bank_line b JOIN bank_statement s ON s.id = b.statement WHERE s.file = f.id) AS lines
             FROM bank_file f JOIN app_user u ON u.id = f.imported_by ORDER BY f.imported_at DESC, f.id DESC LIMIT $1")
            .bind(self.most).fetch_all(c).await.map_err(failure))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_proof_holds_to_the_cent_only(parts in prop::array::uniform6(0_i64..1_000_000), off in -3_i64..4, bank_off in prop::option::of(-3_i64..4)) {
            let [pots, unidentified, to_return, in_transit, unexplained, fees] = parts.map(Cents);
            let bank = Cents(parts[0] + parts[1] + parts[2] + parts[3] - parts[4] - parts[5] + off);
            let closing = bank_off.map(|more| Cents(bank.0 + more));
            let proof = Proof { bank, pots, unidentified, to_return, in_transit, unexplained, fees, closing, ..Proof::default() };
            prop_assert_eq!(proof.gap_inside(), Some(Cents(off)));
            prop_assert_eq!(proof.gap_with_bank(), bank_off.map(Cents));
            prop_assert_eq!(proof.holds(), off == 0 && bank_off.unwrap_or(0) == 0);
        }
    }
}
