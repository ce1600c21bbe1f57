//! Documents behind the decision of a credit, kept with it: what they are is read from their first bytes, and they never change.

use crate::access::{Act, Right, audit};
use crate::ids::new_id;
use crate::refusal::{
    EVIDENCE_EMPTY, EVIDENCE_KIND_UNKNOWN, EVIDENCE_TOO_LARGE, EVIDENCE_TOO_MANY, Failure, PAGE_UNKNOWN, RECEIPT_UNKNOWN, Refusal,
};
use crate::store::{Tx, failure, on};
use chrono::{DateTime, Utc};
use serde::Serialize;
use sha2::{Digest, Sha256};

/// The largest document, in bytes.
pub const LARGEST: usize = 8 << 20;
/// Documents of one credit.
pub const MOST: usize = 20;
/// Letters of a name that are kept.
const LONGEST_NAME: usize = 120;

/// What a document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// PDF.
    Pdf,
    /// PNG.
    Png,
    /// JPEG.
    Jpeg,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Pdf, Self::Png, Self::Jpeg];

    /// Reads what a document is from its first bytes, whatever its name says.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| bytes.starts_with(kind.first_bytes()))
    }

    const fn first_bytes(self) -> &'static [u8] {
        match self {
            Self::Pdf => b"%PDF-",
            Self::Png => b"\x89PNG\r\n\x1a\n",
            Self::Jpeg => b"\xff\xd8\xff",
        }
    }

    /// Its word in the database.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Png => "png",
            Self::Jpeg => "jpeg",
        }
    }

    /// Its media type.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
        }
    }
}

/// A document of a credit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct Evidence {
    /// Its identifier.
    pub id: String,
    /// Its name, as it was sent.
    pub name: String,
    /// `pdf`, `png` or `jpeg`.
    pub kind: String,
    /// Its size, in bytes.
    pub size: i64,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// When it was added.
    pub added_at: DateTime<Utc>,
    /// By whom.
    pub author: String,
}

const COLUMNS: &str = "SELECT f.id, f.name, f.kind, f.size, f.sha256, f.added_at, u.name AS author
    FROM evidence_file f JOIN app_user u ON u.id = f.added_by";

/// What a document must be to be kept.
///
/// # Errors
/// `evidence_empty`, `evidence_file_too_large`, `evidence_kind_unknown`.
pub fn judged(name: &str, bytes: &[u8]) -> Result<Kind, Refusal> {
    if bytes.is_empty() {
        return Err(EVIDENCE_EMPTY.because("").at(kept_name(name)));
    }
    if bytes.len() > LARGEST {
        return Err(EVIDENCE_TOO_LARGE.because(format!("({} Mo au plus)", LARGEST >> 20)).at(kept_name(name)));
    }
    Kind::of(bytes).ok_or_else(|| EVIDENCE_KIND_UNKNOWN.because("").at(kept_name(name)))
}

/// A name without folder, line break or excess.
#[must_use]
pub fn kept_name(name: &str) -> String {
    let own = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept: String = own.chars().filter(|c| !c.is_control()).take(LONGEST_NAME).collect();
    if kept.trim().is_empty() { "document".to_owned() } else { kept.trim().to_owned() }
}

/// Keeps documents of a credit; one that is kept already is not kept twice.
///
/// # Errors
/// `role_not_allowed`, `receipt_unknown`, `evidence_too_many`, and those of [`judged`].
pub async fn add(tx: &mut Tx, act: &Act, receipt: &str, files: &[(String, Vec<u8>)]) -> Result<usize, Failure> {
    act.with(Right::Money)?;
    let known: Option<(String,)> = on!(tx, c => sqlx::query_as("SELECT line FROM receipt WHERE line = $1")
        .bind(receipt).fetch_optional(c).await.map_err(failure))?;
    if known.is_none() {
        return Err(RECEIPT_UNKNOWN.because("").into());
    }
    let mut sums: Vec<String> = of(tx, receipt).await?.into_iter().map(|one| one.sha256).collect();
    let mut added = 0;
    for (name, bytes) in files {
        let kind = judged(name, bytes)?;
        let sha256 = hex::encode(Sha256::digest(bytes));
        if sums.contains(&sha256) {
            continue;
        }
        if sums.len() >= MOST {
            return Err(EVIDENCE_TOO_MANY.because(format!("({MOST} au plus)")).into());
        }
        let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
        on!(tx, c => sqlx::query(
            "INSERT INTO evidence_file (id, receipt, name, kind, size, sha256, bytes, added_at, added_by)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)")
            .bind(new_id()).bind(receipt).bind(kept_name(name)).bind(kind.word()).bind(size).bind(&sha256).bind(bytes.as_slice())
            .bind(act.at).bind(&act.user.id).execute(c).await.map(|_| ()).map_err(failure))?;
        audit(tx, act, "evidence_add", receipt, &sha256).await?;
        sums.push(sha256);
        added += 1;
    }
    Ok(added)
}

/// The documents of a credit, the first added first.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn of(tx: &mut Tx, receipt: &str) -> Result<Vec<Evidence>, Failure> {
    let sql = format!("{COLUMNS} WHERE f.receipt = $1 ORDER BY f.added_at, f.id");
    on!(tx, c => sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(receipt).fetch_all(c).await.map_err(failure))
}

/// A document with its bytes, for who opens it; who did stays in the audit (RULE 81).
///
/// # Errors
/// `page_unknown`; broken when its bytes are not those that were added.
pub async fn open(tx: &mut Tx, act: &Act, receipt: &str, id: &str) -> Result<(Evidence, Kind, Vec<u8>), Failure> {
    let sql = format!("{COLUMNS} WHERE f.receipt = $1 AND f.id = $2");
    let found: Option<Evidence> = on!(tx, c => sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(receipt).bind(id).fetch_optional(c).await.map_err(failure))?;
    let one = found.ok_or_else(|| PAGE_UNKNOWN.because(""))?;
    let (bytes,): (Vec<u8>,) = on!(tx, c => sqlx::query_as("SELECT bytes FROM evidence_file WHERE id = $1")
        .bind(id).fetch_one(c).await.map_err(failure))?;
    let kind = Kind::of(&bytes).filter(|kind| kind.word() == one.kind);
    let whole = hex::encode(Sha256::digest(&bytes)) == one.sha256;
    let (Some(kind), true) = (kind, whole) else {
        return Err(Failure::Broken(format!("la pièce {id} n'est plus celle qui a été jointe.")));
    };
    audit(tx, act, "evidence_open", receipt, &one.sha256).await?;
    Ok((one, kind, bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_document_is_what_its_bytes_say() {
        let of = |bytes: &[u8]| judged("piece.pdf", bytes).map_err(|refusal| refusal.code.name);
        assert_eq!(of(b"%PDF-1.7\n"), Ok(Kind::Pdf));
        assert_eq!(of(b"\x89PNG\r\n\x1a\n0"), Ok(Kind::Png));
        assert_eq!(of(b"\xff\xd8\xff\xe0"), Ok(Kind::Jpeg));
        assert_eq!(of(b"<html><script>"), Err("evidence_kind_unknown"));
        assert_eq!(of(b"MZ"), Err("evidence_kind_unknown"));
        assert_eq!(of(b""), Err("evidence_empty"));
        assert_eq!(of(&vec![b'%'; LARGEST + 1]), Err("evidence_file_too_large"));
    }

    #[test]
    fn names_keep_no_folder_and_no_line_break() {
        assert_eq!(kept_name("C:\\dossiers\\avis.pdf"), "avis.pdf");
        assert_eq!(kept_name("../../etc/passwd"), "passwd");
        assert_eq!(kept_name("a\r\nb.pdf"), "ab.pdf");
        assert_eq!(kept_name(" / "), "document");
    }

    proptest! {
        #[test]
        fn no_name_or_bytes_panic(name in "\\PC{0,300}", bytes in prop::collection::vec(any::<u8>(), 0..64)) {
            let _ = judged(&name, &bytes);
            prop_assert!((1..=LONGEST_NAME).contains(&kept_name(&name).chars().count()));
        }
    }
}
