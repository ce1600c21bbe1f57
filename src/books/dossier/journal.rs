//! What was written about a person, by whom and when: the audit of their money, and each version of their file (RULE 81).

use crate::money::Cents;
use crate::refusal::Failure;
use crate::store::{Tx, failure, on};
use chrono::{DateTime, Utc};

/// One write.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Written {
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by_user: String,
    /// What was done, as a code.
    pub action: String,
    /// What it is about.
    pub subject: String,
    /// The reason or the evidence, when one was given.
    pub detail: String,
    /// The entry to open, if there is one.
    pub seq: Option<i64>,
    /// The payment to open, if it is one.
    pub order_id: Option<String>,
    /// The money that it is about, if it is about money.
    pub cents: Option<Cents>,
}

// Each branch starts from what belongs to the person, so that its cost is that of one file whatever the size of the house.
const WRITTEN: &str = "SELECT v.recorded_at AS at, v.recorded_by AS author, 'person_version' AS action, '' AS subject,
        CAST(v.version AS TEXT) AS detail, CAST(NULL AS BIGINT) AS seq, CAST(NULL AS TEXT) AS order_id, CAST(NULL AS BIGINT) AS cents
    FROM person_version v WHERE v.person = $1
    UNION ALL SELECT v.recorded_at, v.recorded_by, 'contract_version', c.reference, CAST(v.version AS TEXT), NULL, NULL, NULL
        FROM contract c JOIN contract_version v ON v.contract = c.reference WHERE c.person = $1
    UNION ALL SELECT v.recorded_at, v.recorded_by, 'authorisation_version', (SELECT b.code FROM benefit b WHERE b.number = a.benefit
            ORDER BY b.from_on DESC LIMIT 1), CAST(v.version AS TEXT), NULL, NULL, NULL
        FROM contract c JOIN authorisation a ON a.contract = c.reference JOIN authorisation_version v ON v.authorisation = a.id
        WHERE c.person = $1
    UNION ALL SELECT v.recorded_at, v.recorded_by, 'rent_version', r.lease, CAST(v.version AS TEXT), NULL, NULL, NULL
        FROM rent r JOIN rent_version v ON v.rent = r.id WHERE r.person = $1
    UNION ALL SELECT v.recorded_at, v.recorded_by, 'budget_line_version', v.label, CAST(v.version AS TEXT), NULL, NULL, NULL
        FROM budget_line g JOIN budget_line_version v ON v.budget_line = g.id WHERE g.person = $1
    UNION ALL SELECT s.issued_at, s.issued_by, 'statement_issue', s.month, s.number, NULL, NULL, NULL
        FROM statement s WHERE s.person = $1
    UNION ALL SELECT o.recorded_at, o.recorded_by, 'opening_bring_in', o.pot, o.proof, e.seq, NULL, o.cents
        FROM opening_balance o LEFT JOIN entry e ON e.source = o.id AND e.movement = 'opening_balance' WHERE o.person = $1
    UNION ALL SELECT s.decided_at, s.decided_by, CASE s.kind WHEN 'benefit' THEN 'split_accept' ELSE 'split_refuse' END, s.month, s.evidence,
            e.seq, NULL, s.net
        FROM receipt_split s LEFT JOIN entry e ON e.source = s.id AND e.movement IN ('split_accepted', 'split_refused')
        WHERE s.person = $1
    UNION ALL SELECT x.recorded_at, x.recorded_by, 'receipt_correct', s.month, x.reason, e.seq, NULL, s.net
        FROM receipt_split s JOIN receipt_correction x ON x.split = s.id
            LEFT JOIN entry e ON e.source = s.id AND e.movement = 'correction' WHERE s.person = $1
    UNION ALL SELECT i.decided_at, i.decided_by, 'interest_share', '', i.evidence, e.seq, NULL, h.cents
        FROM interest_share h JOIN interest i ON i.id = h.interest LEFT JOIN entry e ON e.source = h.id AND e.movement = 'interest_shared'
        WHERE h.person = $1
    UNION ALL SELECT d.decided_at, d.decided_by, 'debit_explain', g.label, '', e.seq, NULL, d.cents
        FROM direct_debit d JOIN budget_line_current g ON g.id = d.budget_line
            LEFT JOIN entry e ON e.source = d.line AND e.movement IN ('direct_debit', 'debit_explained') WHERE d.person = $1
    UNION ALL SELECT d.asked_at, d.asked_by, 'derogation_ask', d.month, d.reason, NULL, NULL, d.cents
        FROM derogation d WHERE d.person = $1
    UNION ALL SELECT d.approved_at, d.approved_by, 'derogation_approve', d.month, '', NULL, NULL, d.cents
        FROM derogation d
        WHERE d.person = $1 AND d.approved_by IS NOT NULL
    UNION ALL SELECT h.placed_at, h.placed_by, 'litigation_hold', '', h.reason, NULL, NULL, NULL
        FROM litigation_hold h WHERE h.person = $1
    UNION ALL SELECT h.lifted_at, h.lifted_by, 'litigation_lift', '', h.lifted_why, NULL, NULL, NULL
        FROM litigation_hold h WHERE h.person = $1 AND h.lifted_on IS NOT NULL
    UNION ALL SELECT o.prepared_at, o.prepared_by, 'order_prepare', o.creditor_name, '', NULL, o.id, o.cents
        FROM payment_order o WHERE o.person = $1
    UNION ALL SELECT o.approved_at, o.approved_by, 'order_approve', o.creditor_name, '', e.seq, o.id, o.cents
        FROM payment_order o LEFT JOIN entry e ON e.source = o.id AND e.movement = 'order_approved'
        WHERE o.person = $1 AND o.approved_by IS NOT NULL
    UNION ALL SELECT k.sealed_at, k.sealed_by, 'order_seal', o.creditor_name, '', NULL, o.id, o.cents
        FROM payment_order o JOIN batch k ON k.id = o.batch WHERE o.person = $1
    UNION ALL SELECT e.recorded_at, e.recorded_by, e.movement, o.creditor_name, COALESCE(o.reason, ''), e.seq, o.id, o.cents
        FROM payment_order o JOIN entry e ON e.source = o.id AND e.movement IN ('order_rejected', 'order_returned', 'order_taken_again')
        WHERE o.person = $1
    UNION ALL SELECT v.recorded_at, v.recorded_by, CASE v.decision WHEN 'reject' THEN 'order_reject' ELSE 'give_back_propose' END,
            o.creditor_name, v.evidence, NULL, o.id, o.cents
        FROM payment_order o JOIN order_evidence v ON v.payment_order = o.id WHERE o.person = $1";

/// Every write about the person, the latest first.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn written(tx: &mut Tx, person: i64) -> Result<Vec<Written>, Failure> {
    let sql = format!(
        "SELECT w.at, u.name AS by_user, w.action, w.subject, w.detail, w.seq, w.order_id, w.cents FROM ({WRITTEN}) w
         JOIN app_user u ON u.id = w.author ORDER BY w.at DESC, w.action, w.subject"
    );
    on!(tx, c => sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(person).fetch_all(c).await.map_err(failure))
}

impl Written {
    /// What was done, in words.
    #[must_use]
    pub fn words(&self) -> &'static str {
        let first = self.detail == "1";
        match self.action.as_str() {
            "person_version" if first => "Dossier ouvert",
            "person_version" => "Identité ou compte personnel modifié",
            "contract_version" if first => "Contrat enregistré",
            "contract_version" => "Contrat modifié (avenant)",
            "authorisation_version" if first => "Autorisation enregistrée",
            "authorisation_version" => "Autorisation modifiée",
            "rent_version" if first => "Loyer enregistré",
            "rent_version" => "Loyer modifié",
            "budget_line_version" if first => "Ligne de budget enregistrée",
            "budget_line_version" => "Ligne de budget modifiée",
            "statement_issue" => "Relevé émis",
            "litigation_hold" => "Dossier noté en litige",
            "litigation_lift" => "Litige clos",
            "opening_bring_in" => "Solde d’ouverture repris",
            "split_accept" => "Encaissement accepté",
            "split_refuse" => "Revenu refusé",
            "receipt_correct" => "Encaissement corrigé",
            "interest_share" => "Intérêts répartis",
            "debit_explain" => "Prélèvement reconnu",
            "derogation_ask" => "Dérogation demandée",
            "derogation_approve" => "Dérogation approuvée",
            "order_prepare" => "Paiement préparé",
            "order_approve" => "Paiement approuvé",
            "order_seal" => "Paiement mis en fichier",
            "order_rejected" => "Paiement rejeté par la banque",
            "order_returned" => "Paiement revenu de la banque",
            "order_taken_again" => "Paiement noté rejeté, fait par la banque",
            "order_reject" => "Rejet noté, avec sa preuve",
            "give_back_propose" => "Restitution proposée",
            _ => "Écriture",
        }
    }
}
