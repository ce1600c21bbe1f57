//! Every proof that is kept, found as it was sealed: a part of the verification of the books.

use super::{Proof, check};
use crate::refusal::Failure;
use crate::store::{Tx, failure, on};

/// Proofs read at a time.
const PAGE: i64 = 500;

#[derive(sqlx::FromRow)]
struct Row {
    answer: String,
    statement: String,
    pdf_sha256: String,
    file: Option<Vec<u8>>,
    sha256: String,
    seal: Vec<u8>,
    certificate: Vec<u8>,
}

/// Walks the proofs: each file is the one that was sealed, by the key that is said, about the statement that was answered. One whose file was
/// erased is found by its seal. Gives how many there are.
///
/// # Errors
/// Broken with the first that differs.
pub async fn verify_proofs(tx: &mut Tx) -> Result<usize, Failure> {
    let (mut after, mut found) = (String::new(), 0_usize);
    loop {
        let rows: Vec<Row> = on!(tx, c => sqlx::query_as(
            "SELECT p.answer, a.statement, a.pdf_sha256, p.file, p.sha256, p.seal, k.certificate
             FROM statement_proof p JOIN statement_answer a ON a.id = p.answer JOIN seal_key k ON k.no = p.seal_key
             WHERE p.answer > $1 ORDER BY p.answer LIMIT $2").bind(&after).bind(PAGE).fetch_all(c).await.map_err(failure))?;
        let Some(last) = rows.last() else { return Ok(found) };
        after.clone_from(&last.answer);
        for row in &rows {
            verify(row).ok_or_else(|| {
                Failure::Broken(format!(
                    "la preuve de la réponse {} (relevé {}) n'est plus celle qui a été scellée.",
                    row.answer, row.statement
                ))
            })?;
            found = found.saturating_add(1);
        }
    }
}

fn verify(row: &Row) -> Option<()> {
    let opened = crate::signature::seal::cms::open(&row.seal)?;
    (opened.certificate == row.certificate && hex::encode(opened.digest) == row.sha256).then_some(())?;
    let Some(file) = &row.file else { return Some(()) };
    let proof: Proof = check::proof(file, &row.seal, std::slice::from_ref(&row.certificate)).ok()?;
    (proof.statement.pdf_sha256 == row.pdf_sha256
        && proof.answer.reference == row.answer
        && proof.statement.number == row.statement)
        .then_some(())
}
