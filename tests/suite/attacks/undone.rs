//! Against what undoes an earlier line: refunds, reversals, fees repaid, orders executed although rejected, arrears.

use super::forge::Forged;
use super::state::{APPROVED_ORDER, AT, IN_TRANSIT, RENT_ORDER, UNIDENTIFIED, bank_account};
use super::{Attack, forged, plain, pot};
use quitus::ledger::Pot::{Libre, Logement, Loyer};

const UNEXPLAINED: i64 = 4;
const FEES: i64 = 6;

/// What somebody says that undoes what; `debit` is an SQL expression.
fn pair(credit: &str, debit: &str, kind: &str) -> String {
    format!(
        "INSERT INTO bank_reversal (credit, debit, kind, evidence, decided_at, decided_by)
         VALUES ('{credit}', {debit}, '{kind}', 'Avis', {AT}, 'MARIE');"
    )
}

pub fn attacks() -> Vec<Attack> {
    let mut all = pairs();
    all.extend(entries());
    all.extend(taken_again());
    all.extend(arrears());
    all
}

fn pairs() -> Vec<Attack> {
    let split = format!(
        "INSERT INTO receipt_split (id, receipt, kind, person, benefit, authorisation, pot, month, gross, recovery, net, evidence, decided_at, decided_by)
         VALUES ('SX', 'L15', 'benefit', 2, 17, 'A2', 'libre', '2026-11', 700, 0, 700, 'Avis', {AT}, 'MARIE');
         UPDATE receipt SET state = 'decided' WHERE line = 'L15'"
    );
    let not_its = "reversal_not_its_lines";
    vec![
        plain("refund_of_more_than_the_debit", not_its, pair("L3", "'L14'", "refund")),
        plain("refund_of_a_debit_that_no_pot_paid", not_its, pair("L15", "'L6'", "refund")),
        plain("refund_by_a_decided_receipt", not_its, pair("L8", "'L14'", "refund")),
        plain("refund_by_a_debit", not_its, pair("L9", "'L14'", "refund")),
        plain("refund_across_bank_accounts", not_its, pair("L11", "'L4'", "refund")),
        plain("reversal_of_another_amount", not_its, pair("L3", "'L6'", "reversal")),
        plain("reversal_of_an_explained_debit", not_its, pair("L15", "'L14'", "reversal")),
        plain("refund_without_its_debit", not_its, pair("L15", "NULL", "refund")),
        plain("refund_edit", "append_only", "UPDATE bank_reversal SET debit = 'L14'"),
        plain("refund_delete", "append_only", "DELETE FROM bank_reversal"),
        plain("receipt_decided_after_its_refund", "receipt_not_fully_split", pair("L15", "'L14'", "refund") + &split),
        plain(
            "receipt_returned_by_nothing",
            "receipt_not_fully_split",
            "UPDATE receipt SET state = 'returned' WHERE line = 'L15'",
        ),
        plain("refund_that_waits_again", "receipt_not_fully_split", "UPDATE receipt SET state = 'waiting' WHERE line = 'L13'"),
    ]
}

fn entries() -> Vec<Attack> {
    let unidentified = bank_account(1, UNIDENTIFIED);
    let given = |movement, source, to, cents, back| Forged {
        movement,
        journal: "RE",
        source,
        lines: vec![(unidentified, cents, None), (to, back, None)],
        ..Forged::default()
    };
    let explained = Forged {
        movement: "debit_explained",
        journal: "OD",
        source: "L6",
        lines: vec![(unidentified, "2500", None), (bank_account(1, UNEXPLAINED), "-2500", None)],
        ..Forged::default()
    };
    let fees = bank_account(1, FEES);
    vec![
        forged(
            "refund_without_decision",
            "reversal_without_decision",
            "",
            given("debit_refunded", "L15", pot(1, Libre), "700", "-700"),
        ),
        forged(
            "refund_twice",
            "entry_movement_source_unique",
            "",
            given("debit_refunded", "L13", pot(1, Libre), "1000", "-1000"),
        ),
        forged(
            "refund_of_a_part_only",
            "reversal_without_decision",
            pair("L15", "'L14'", "refund"),
            given("debit_refunded", "L15", pot(1, Libre), "600", "-600"),
        ),
        forged(
            "refund_to_housing_aid",
            "refund_to_another_pot",
            pair("L15", "'L14'", "refund"),
            given("debit_refunded", "L15", pot(1, Logement), "700", "-700"),
        ),
        forged(
            "refund_to_another_person",
            "refund_to_another_pot",
            pair("L15", "'L14'", "refund"),
            given("debit_refunded", "L15", pot(2, Libre), "700", "-700"),
        ),
        forged("reversal_without_decision", "reversal_without_decision", "", explained),
        forged(
            "fees_repaid_without_decision",
            "reversal_without_decision",
            "",
            given("fee_refunded", "L15", fees, "700", "-700"),
        ),
        forged(
            "fees_repaid_beyond_what_is_owed",
            "balance_below_zero",
            pair("L3", "NULL", "fee"),
            given("fee_refunded", "L3", fees, "12000", "-12000"),
        ),
        forged(
            "fees_repaid_into_a_pot",
            "entry_wrong_account",
            pair("L15", "NULL", "fee"),
            given("fee_refunded", "L15", pot(1, Libre), "700", "-700"),
        ),
    ]
}

fn taken_again() -> Vec<Attack> {
    let taken = |source, lines| Forged { movement: "order_taken_again", journal: "OD", source, lines, ..Forged::default() };
    let in_transit = bank_account(1, IN_TRANSIT);
    let energy = |from| vec![(from, "4000", None), (in_transit, "-4000", None)];
    let rejected = format!("UPDATE payment_order SET state = 'rejected', reason = 'MS03' WHERE id = '{APPROVED_ORDER}';");
    vec![
        forged("order_taken_twice", "order_not_executed", "", taken(APPROVED_ORDER, energy(pot(1, Libre)))),
        forged(
            "rejected_order_taken_without_a_debit",
            "order_not_executed",
            rejected.clone(),
            taken(APPROVED_ORDER, energy(pot(1, Libre))),
        ),
        forged(
            "settled_order_taken_again",
            "order_not_executed",
            "",
            taken(RENT_ORDER, vec![(pot(1, Loyer), "45000", None), (in_transit, "-45000", None)]),
        ),
        plain(
            "order_settled_without_a_file",
            "payment_order_in_a_file",
            format!("{rejected} UPDATE payment_order SET state = 'settled', settled_line = 'L6' WHERE id = '{APPROVED_ORDER}'"),
        ),
    ]
}

fn arrears() -> Vec<Attack> {
    let settled = |source: &str, rent: &str, person: i64, cents: i64| {
        format!(
            "INSERT INTO arrears_settlement (source, rent, month, person, cents) VALUES ('{source}', '{rent}', '2026-11', {person}, {cents})"
        )
    };
    let not_its = "arrears_not_its_payment";
    vec![
        plain("arrears_paid_by_another_category", not_its, settled(APPROVED_ORDER, "R1", 1, 100)),
        plain("arrears_paid_by_nothing", not_its, settled("RIEN", "R4", 4, 100)),
        plain("arrears_beyond_their_payment", not_its, settled("L16", "R4", 4, 1)),
        plain("arrears_of_another_person", not_its, settled("L16", "R1", 1, 100)),
        plain("arrears_taken_back_by_their_payment", not_its, settled("L16", "R4", 4, -1)),
        plain("arrears_edit", "append_only", "UPDATE arrears_settlement SET cents = 30000"),
        plain("arrears_delete", "append_only", "DELETE FROM arrears_settlement"),
    ]
}
