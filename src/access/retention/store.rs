//! Traces past their term in the database: counted, removed in one transaction, and what was removed written down.

use super::rules::{begins, kept_from};
use super::{Counted, PastTerm};
use crate::access::{Act, Right, audit};
use crate::calendar::day_in_french;
use crate::refusal::Failure;
use crate::store::{Tx, failure, on};
use chrono::{DateTime, NaiveDate, Utc};

/// A kind of trace: its words, and how what is older than `$1` is counted and removed.
struct Kind {
    name: &'static str,
    one: &'static str,
    many: &'static str,
    count: &'static str,
    delete: &'static str,
}

macro_rules! kind {
    ($name:literal, $one:literal, $many:literal, $table:literal, $past:literal) => {
        Kind {
            name: $name,
            one: $one,
            many: $many,
            count: concat!("SELECT COUNT(*) FROM ", $table, " WHERE ", $past),
            delete: concat!("DELETE FROM ", $table, " WHERE ", $past),
        }
    };
}

/// Every kind, in the columns of `retention_run`; a session after what was asked in it and after who left from it.
const KINDS: [Kind; 9] = [
    kind!(
        "file_reads",
        "lecture de dossier",
        "lectures de dossiers",
        "file_read",
        "at < $1
            AND NOT EXISTS (SELECT 1 FROM litigation_hold h WHERE h.person = file_read.person AND h.lifted_on IS NULL)"
    ),
    kind!("attempts", "essai de connexion", "essais de connexion", "sign_in_attempt", "at < $1"),
    kind!("challenges", "demande de code ou de clé", "demandes de code ou de clé", "factor_challenge", "expires_at < $1"),
    kind!(
        "departures",
        "départ vers le service de connexion",
        "départs vers le service de connexion",
        "provider_departure",
        "expires_at < $1"
    ),
    kind!(
        "identities",
        "compte de l’organisation reconnu sans être lié",
        "comptes de l’organisation reconnus sans être liés",
        "linked_identity",
        "linked_at IS NULL AND expires_at < $1"
    ),
    kind!(
        "sessions",
        "session",
        "sessions",
        "session",
        "seen_at < $1 AND COALESCE(ended_at, seen_at) < $1
            AND NOT EXISTS (SELECT 1 FROM factor_challenge c WHERE c.session = session.id AND c.expires_at >= $1)
            AND NOT EXISTS (SELECT 1 FROM provider_departure d WHERE d.session = session.id AND d.expires_at >= $1)"
    ),
    kind!(
        "invitations",
        "lien d’invitation",
        "liens d’invitation",
        "invitation",
        "expires_at < $1 AND COALESCE(used_at, ended_at, expires_at) < $1"
    ),
    kind!(
        "recovery_codes",
        "code de secours utilisé ou remplacé",
        "codes de secours utilisés ou remplacés",
        "recovery_code",
        "made_at < $1 AND COALESCE(used_at, ended_at) < $1"
    ),
    kind!(
        "audit_lines",
        "ligne du journal (connexions, listes et pièces ouvertes)",
        "lignes du journal (connexions, listes et pièces ouvertes)",
        "audit",
        "at < $1 AND action IN (SELECT action FROM trace_action) AND seq NOT IN (
            SELECT l.seq FROM audit_in_litigation l)"
    ),
];

fn counted(numbers: [i64; 9]) -> Vec<Counted> {
    let with = |(kind, number): (&Kind, i64)| Counted { name: kind.name, one: kind.one, many: kind.many, number };
    KINDS.iter().zip(numbers).map(with).collect()
}

/// What is past a term of so many months, on the day of an instant.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn past_term(tx: &mut Tx, at: DateTime<Utc>, months: i64) -> Result<PastTerm, Failure> {
    let kept_from = kept_from(at.date_naive(), months);
    let mut numbers = [0; 9];
    for (number, kind) in numbers.iter_mut().zip(&KINDS) {
        let (found,): (i64,) =
            on!(tx, c => sqlx::query_as(kind.count).bind(begins(kept_from)).fetch_one(c).await.map_err(failure))?;
        *number = found;
    }
    Ok(PastTerm { kept_from, counts: counted(numbers) })
}

/// Removes what is past a term of so many months, and writes down what it was. Nothing is written when nothing is past it.
///
/// # Errors
/// `role_not_allowed`, `access_not_confirmed`; `retention_too_early` when the database's clock or the settings in force say otherwise.
pub async fn remove_past_term(tx: &mut Tx, act: &Act, months: i64) -> Result<PastTerm, Failure> {
    act.with(Right::Retention)?;
    let past = past_term(tx, act.at, months).await?;
    if past.is_empty() {
        return Ok(past);
    }
    let before = begins(past.kept_from);
    insert(tx, act, before, &past.counts).await?;
    // First, so that no line ever takes the place of one that goes away.
    let subject = format!("traces d’avant le {}", day_in_french(past.kept_from));
    audit(tx, act, "retention_apply", &subject, &past.words()).await?;
    for kind in &KINDS {
        on!(tx, c => sqlx::query(kind.delete).bind(before).execute(c).await.map(|_| ()).map_err(failure))?;
    }
    Ok(past)
}

async fn insert(tx: &mut Tx, act: &Act, before: DateTime<Utc>, counts: &[Counted]) -> Result<(), Failure> {
    let number = |name: &str| counts.iter().find(|one| one.name == name).map_or(0, |one| one.number);
    let [reads, attempts, challenges, departures, identities, sessions, invitations, codes, lines] =
        KINDS.map(|kind| number(kind.name));
    on!(tx, c => sqlx::query(
        "INSERT INTO retention_run (seq, before_at, file_reads, attempts, challenges, departures, identities, sessions, invitations,
             recovery_codes, audit_lines, applied_at, applied_by)
         VALUES ((SELECT COALESCE(MAX(seq), 0) + 1 FROM retention_run), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)")
        .bind(before).bind(reads).bind(attempts).bind(challenges).bind(departures).bind(identities).bind(sessions).bind(invitations).bind(codes).bind(lines)
        .bind(act.at).bind(&act.user.id).execute(c).await.map(|_| ()).map_err(failure))
}

/// A removal that was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Removal {
    /// What was removed.
    pub past: PastTerm,
    /// When.
    pub applied_at: DateTime<Utc>,
    /// By whom: the name.
    pub author: String,
}

#[derive(sqlx::FromRow)]
struct Run {
    before_at: DateTime<Utc>,
    file_reads: i64,
    attempts: i64,
    challenges: i64,
    departures: i64,
    identities: i64,
    sessions: i64,
    invitations: i64,
    recovery_codes: i64,
    audit_lines: i64,
    applied_at: DateTime<Utc>,
    author: String,
}

/// The last removal that removed something.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn last_removal(tx: &mut Tx) -> Result<Option<Removal>, Failure> {
    let run: Option<Run> = on!(tx, c => sqlx::query_as(
        "SELECT r.before_at, r.file_reads, r.attempts, r.challenges, r.departures, r.identities, r.sessions, r.invitations,
             r.recovery_codes, r.audit_lines, r.applied_at, u.name AS author
         FROM retention_run r JOIN app_user u ON u.id = r.applied_by ORDER BY r.seq DESC LIMIT 1")
        .fetch_optional(c).await.map_err(failure))?;
    Ok(run.map(|run| {
        let numbers = [
            run.file_reads,
            run.attempts,
            run.challenges,
            run.departures,
            run.identities,
            run.sessions,
            run.invitations,
            run.recovery_codes,
            run.audit_lines,
        ];
        let kept_from: NaiveDate = run.before_at.date_naive();
        Removal { past: PastTerm { kept_from, counts: counted(numbers) }, applied_at: run.applied_at, author: run.author }
    }))
}
