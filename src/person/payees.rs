//! Payees as pages show them: the account in force, whether it may be paid, and every version there was (RULE 35).

use crate::refusal::{Failure, REFERENCE_UNKNOWN};
use crate::store::{Tx, failure, on};
use chrono::{DateTime, NaiveDate, Utc};
use sqlx::AssertSqlSafe;

/// Whether an account may be paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Yes.
    Confirmed,
    /// It changed: a second person must confirm it.
    ToConfirm,
    /// The bank refused it: two people must confirm it.
    Doubted,
}

/// A payee with its account in force.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct ListedPayee {
    /// Reference.
    pub reference: String,
    /// Name of the account's holder.
    pub name: String,
    /// The account.
    pub iban: String,
    /// Its bank.
    pub bic: Option<String>,
    /// How many versions there were.
    pub version: i64,
    /// It may be paid.
    pub confirmed: bool,
    /// From this day on, when it was confirmed lately.
    pub payable_from: Option<NaiveDate>,
    /// A bank refused the account.
    pub doubted: bool,
    /// When this version was recorded.
    pub recorded_at: DateTime<Utc>,
    /// Who recorded it, by identifier.
    pub recorded_by: String,
    /// Who recorded it, by name.
    pub recorder: String,
    /// Orders that wait for its confirmation.
    pub waiting: i64,
}

impl ListedPayee {
    /// Whether its account may be paid.
    #[must_use]
    pub const fn standing(&self) -> Standing {
        standing(self.confirmed, self.doubted)
    }

    /// The first day on which its account may be paid, when that day is still to come.
    #[must_use]
    pub fn cools_until(&self, today: NaiveDate) -> Option<NaiveDate> {
        self.payable_from.filter(|from| self.confirmed && *from > today)
    }
}

const fn standing(confirmed: bool, doubted: bool) -> Standing {
    match (confirmed, doubted) {
        (_, true) => Standing::Doubted,
        (true, false) => Standing::Confirmed,
        (false, false) => Standing::ToConfirm,
    }
}

const PAYEE: &str = "SELECT p.reference, p.name, p.iban, p.bic, p.version, p.confirmed, p.payable_from,
        EXISTS (SELECT 1 FROM doubted_account d WHERE d.iban = p.iban) AS doubted,
        v.recorded_at, v.recorded_by, u.name AS recorder,
        (SELECT COUNT(*) FROM payment_order o WHERE o.state IN ('proposed', 'approved') AND o.payee = p.reference) AS waiting
    FROM payee_current p JOIN payee_version v ON v.payee = p.reference AND v.version = p.version JOIN app_user u ON u.id = v.recorded_by";

/// Every payee, by name.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn list_payees(tx: &mut Tx) -> Result<Vec<ListedPayee>, Failure> {
    let sql = format!("{PAYEE} ORDER BY p.name, p.reference");
    on!(tx, c => sqlx::query_as(AssertSqlSafe(sql)).fetch_all(c).await.map_err(failure))
}

/// The payees of the rents and budgets of the people whom the condition `visible` on `x.person` lets through, by name (RULE 81).
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn payees_of(tx: &mut Tx, visible: &str) -> Result<Vec<ListedPayee>, Failure> {
    let sql = format!(
        "{PAYEE} WHERE p.reference IN (SELECT x.payee FROM rent_current x WHERE {visible}
            UNION SELECT x.payee FROM budget_line_current x WHERE x.payee IS NOT NULL AND {visible}) ORDER BY p.name, p.reference"
    );
    on!(tx, c => sqlx::query_as(AssertSqlSafe(sql)).fetch_all(c).await.map_err(failure))
}

/// The payee of that reference.
///
/// # Errors
/// `reference_unknown`.
pub async fn payee(tx: &mut Tx, reference: &str) -> Result<ListedPayee, Failure> {
    let sql = format!("{PAYEE} WHERE p.reference = $1");
    let found: Option<ListedPayee> =
        on!(tx, c => sqlx::query_as(AssertSqlSafe(sql)).bind(reference).fetch_optional(c).await.map_err(failure))?;
    found.ok_or_else(|| REFERENCE_UNKNOWN.because(format!("(« {reference} »)")).into())
}

/// One version of a payee.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct PayeeVersion {
    /// 1 for the first.
    pub version: i64,
    /// Name of the account's holder.
    pub name: String,
    /// The account.
    pub iban: String,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// By whom.
    pub recorder: String,
    /// It came with the first caseload, before any entry.
    pub known_at_start: bool,
    /// When a second person confirmed it.
    pub validated_at: Option<DateTime<Utc>>,
    /// Who.
    pub validator: Option<String>,
}

/// Every version of a payee, the last first.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn payee_versions(tx: &mut Tx, reference: &str) -> Result<Vec<PayeeVersion>, Failure> {
    on!(tx, c => sqlx::query_as(
        "SELECT v.version, v.name, v.iban, v.recorded_at, v.known_at_start, u.name AS recorder, x.validated_at, w.name AS validator
         FROM payee_version v JOIN app_user u ON u.id = v.recorded_by
            LEFT JOIN payee_validation x ON x.payee = v.payee AND x.version = v.version LEFT JOIN app_user w ON w.id = x.validated_by
         WHERE v.payee = $1 ORDER BY v.version DESC").bind(reference).fetch_all(c).await.map_err(failure))
}

/// A failed order that puts an account in doubt, with those who have looked at it again.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Doubt {
    /// The order.
    pub payment_order: String,
    /// The bank's reason.
    pub reason: Option<String>,
    /// Who confirmed the account since, if one person did.
    pub checker: Option<String>,
    /// Their identifier.
    pub checked_by: Option<String>,
    /// When.
    pub checked_at: Option<DateTime<Utc>>,
}

/// What puts an account in doubt.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn doubts(tx: &mut Tx, iban: &str) -> Result<Vec<Doubt>, Failure> {
    on!(tx, c => sqlx::query_as(
        "SELECT d.payment_order, d.reason, u.name AS checker, x.checked_by, x.checked_at FROM doubted_account d
            LEFT JOIN doubt_check x ON x.payment_order = d.payment_order LEFT JOIN app_user u ON u.id = x.checked_by
         WHERE d.iban = $1 ORDER BY d.payment_order").bind(iban).fetch_all(c).await.map_err(failure))
}

/// What stands between a user and the confirmation of an account, as the database asks it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hand {
    /// Nothing.
    Free,
    /// They brought the account in, now or once.
    Own,
    /// They let in who brought it in, or who looked at it before them, or the other way round, and no third person confirmed it.
    Same,
}

const OF_PAYEE: &str =
    "SELECT b.recorded_by FROM payee_current p JOIN payee_iban_brought b ON b.payee = p.reference AND b.iban = p.iban
    WHERE p.reference = $2";
const OF_PERSON: &str =
    "SELECT b.recorded_by FROM person_current p JOIN own_iban_brought b ON b.person = p.number AND b.own_iban = p.own_iban
    WHERE CAST(p.number AS TEXT) = $2";
const OF_DOUBT: &str =
    "SELECT x.checked_by AS recorded_by FROM doubted_account d JOIN doubt_check x ON x.payment_order = d.payment_order
    WHERE d.iban = $2";

/// The same questions that a confirmation of this payee's account puts.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn hand_on_payee(tx: &mut Tx, user: &str, payee: &ListedPayee) -> Result<Hand, Failure> {
    match payee.standing() {
        Standing::Doubted => hand(tx, OF_DOUBT, user, &payee.iban).await,
        _ => hand(tx, OF_PAYEE, user, &payee.reference).await,
    }
}

/// The same of a person's own account.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn hand_on_person(tx: &mut Tx, user: &str, account: &OwnAccount) -> Result<Hand, Failure> {
    match account.standing() {
        Standing::Doubted => hand(tx, OF_DOUBT, user, &account.iban).await,
        _ => hand(tx, OF_PERSON, user, &account.number.to_string()).await,
    }
}

async fn hand(tx: &mut Tx, brought: &str, user: &str, subject: &str) -> Result<Hand, Failure> {
    let sql = format!(
        "SELECT CAST(COALESCE(MAX(CASE WHEN b.recorded_by = $1 THEN 2 WHEN EXISTS (SELECT 1 FROM access_same_hand h
            WHERE (h.one = $1 AND h.other = b.recorded_by) OR (h.one = b.recorded_by AND h.other = $1)) THEN 1 ELSE 0 END), 0) AS BIGINT)
         FROM ({brought}) b"
    );
    let (found,): (i64,) =
        on!(tx, c => sqlx::query_as(AssertSqlSafe(sql)).bind(user).bind(subject).fetch_one(c).await.map_err(failure))?;
    Ok(match found {
        0 => Hand::Free,
        1 => Hand::Same,
        _ => Hand::Own,
    })
}

/// A person whose own account waits to be confirmed.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct OwnAccount {
    /// Number of the person.
    pub number: i64,
    /// Name.
    pub name: String,
    /// The account.
    pub iban: String,
    /// A bank refused it.
    pub doubted: bool,
    /// Who recorded it, by identifier.
    pub recorded_by: String,
    /// Who recorded it, by name.
    pub recorder: String,
    /// When.
    pub recorded_at: DateTime<Utc>,
    /// Who confirmed it as the first of two, by identifier.
    pub checked_by: Option<String>,
}

impl OwnAccount {
    /// Whether it may be paid.
    #[must_use]
    pub const fn standing(&self) -> Standing {
        standing(false, self.doubted)
    }
}

/// People's own accounts that wait to be confirmed, in the files that `visible` (a condition on `p.number`) lets the user see.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn own_accounts_to_confirm(tx: &mut Tx, visible: &str) -> Result<Vec<OwnAccount>, Failure> {
    let sql = format!(
        "SELECT p.number, trim(COALESCE(p.family_name, '') || ' ' || COALESCE(p.given_name, '')) AS name, p.own_iban AS iban,
            EXISTS (SELECT 1 FROM doubted_account d WHERE d.iban = p.own_iban) AS doubted,
            v.recorded_by, u.name AS recorder, v.recorded_at,
            (SELECT MIN(x.checked_by) FROM doubted_account d JOIN doubt_check x ON x.payment_order = d.payment_order
                WHERE d.iban = p.own_iban) AS checked_by
         FROM person_current p JOIN person_version v ON v.person = p.number AND v.version = p.version
            JOIN app_user u ON u.id = v.recorded_by
         WHERE p.own_iban IS NOT NULL AND NOT p.confirmed AND {visible} ORDER BY p.number"
    );
    on!(tx, c => sqlx::query_as(AssertSqlSafe(sql)).fetch_all(c).await.map_err(failure))
}
