//! Against receipts, orders, files for the bank and rent first.

use super::forge::Forged;
use super::state::{
    APPROVED_ORDER, AT, BANK, IN_TRANSIT, PROPOSED_ORDER, RENT_ORDER, SHORT_ORDER, TO_RETURN, UNIDENTIFIED, bank_account,
};
use super::two_people::{ORDER, approved, prepared_by};
use super::{Attack, forged, only, plain, pot};
use crate::engine::Engine;
use quitus::ledger::Pot::{Apa, Libre, Logement, Loyer};

const UPSERT: &str = "INSERT INTO batch SELECT * FROM batch WHERE id = 'BT1' ON CONFLICT (id) DO UPDATE SET cents = 1";

pub fn attacks() -> Vec<Attack> {
    let mut all = bank();
    all.extend(splits());
    all.extend(pots());
    all.extend(orders());
    all.extend(approvals());
    all.extend(rent());
    all
}

fn bank() -> Vec<Attack> {
    let book = |source, movement, lines| Forged { movement, journal: "BQ", source, lines, ..Forged::default() };
    let (bank, unidentified) = (bank_account(1, BANK), bank_account(1, UNIDENTIFIED));
    let credit = |cents, back| vec![(bank, cents, None), (unidentified, back, None)];
    let unexplained = vec![(bank_account(1, 4), "45000", None), (bank, "-45000", None)];
    vec![
        forged(
            "bank_line_booked_twice",
            "entry_movement_source_unique",
            "",
            book("L1", "credit_imported", credit("101605", "-101605")),
        ),
        forged("bank_line_booked_another_way", "entry_source_unique", "", book("L4", "debit_unexplained", unexplained)),
        forged("bank_line_that_is_not", "entry_not_its_bank_line", "", book("RIEN", "credit_imported", credit("500", "-500"))),
        forged(
            "bank_line_of_another_amount",
            "entry_not_its_bank_line",
            "",
            book("L9", "credit_imported", credit("500", "-500")),
        ),
        plain("bank_line_amount", "append_only", "UPDATE bank_line SET cents = cents + 1 WHERE id = 'L9'"),
        plain("bank_line_delete", "append_only", "DELETE FROM bank_line WHERE id = 'L9'"),
        plain("bank_statement_edit", "append_only", "UPDATE bank_statement SET closing = 0"),
        forged(
            "settlement_of_nothing",
            "settlement_mismatch",
            "",
            book("L9", "order_settled", vec![(bank_account(1, IN_TRANSIT), "3000", None), (bank, "-3000", None)]),
        ),
        forged(
            "direct_debit_from_housing_aid",
            "wrong_pot_for_category",
            "",
            book("L9", "direct_debit", vec![(pot(1, Apa), "3000", Some("energie")), (bank, "-3000", None)]),
        ),
        plain(
            "direct_debit_of_another_amount",
            "direct_debit_not_its_line",
            format!(
                "INSERT INTO direct_debit (line, person, budget_line, category, cents, decided_at, decided_by)
                 VALUES ('L6', 1, 'B1', 'energie', 100, {AT}, 'MARIE')"
            ),
        ),
        forged(
            "direct_debit_from_another_person",
            "direct_debit_without_decision",
            "",
            book("L9", "direct_debit", vec![(pot(2, Libre), "3000", Some("energie")), (bank, "-3000", None)]),
        ),
    ]
}

/// A split of the waiting credit `L3` (120,00 €).
fn split(person: i64, benefit: i64, authorisation: &str, pot: &str, net: &str) -> String {
    format!(
        "INSERT INTO receipt_split (id, receipt, kind, person, benefit, authorisation, pot, month, gross, recovery, net, evidence, decided_at, decided_by)
         VALUES ('SX', 'L3', 'benefit', {person}, {benefit}, '{authorisation}', '{pot}', '2026-11', {net}, 0, {net}, 'Avis', {AT}, 'MARIE');"
    )
}

fn splits() -> Vec<Attack> {
    let authorised = |to: &str, justification: &str, mjagbf: &str| {
        format!(
            "INSERT INTO authorisation_version (authorisation, version, to_on, payer, tiers_payant, justification, mjagbf, holder_signed, recorded_at, recorded_by)
             VALUES ('A1B', 1, '{to}', 'CAF', FALSE, {justification}, {mjagbf}, TRUE, {AT}, 'MARIE')"
        )
    };
    vec![
        plain("split_of_another_persons_benefit", "split_not_authorised", split(1, 17, "A2", "libre", "12000")),
        plain("split_of_another_benefit", "split_not_authorised", split(1, 13, "A1", "libre", "12000")),
        plain("split_outside_its_dates", "split_not_authorised", split(1, 4, "A1X", "libre", "12000")),
        plain("split_of_tiers_payant", "split_not_authorised", split(1, 2, "A1T", "logement", "12000")),
        plain("split_into_the_wrong_pot", "split_wrong_pot", split(1, 1, "A1L", "libre", "12000")),
        plain("split_across_bank_accounts", "split_other_account", split(3, 17, "A3", "libre", "12000")),
        plain("split_of_too_much", "split_exceeds_receipt", split(1, 17, "A1", "libre", "12001")),
        plain("splits_of_too_much_together", "split_exceeds_receipt", {
            let half = |id: &str| {
                format!("'{id}', 'L3', 'benefit', 1, 17, 'A1', 'libre', '2026-11', 6001, 0, 6001, 'Avis', {AT}, 'MARIE'")
            };
            format!(
                "INSERT INTO receipt_split (id, receipt, kind, person, benefit, authorisation, pot, month, gross, recovery, net, evidence, decided_at,
                    decided_by) VALUES ({}), ({})",
                half("SX"),
                half("SY")
            )
        }),
        plain("split_of_a_decided_receipt", "split_exceeds_receipt", split(1, 17, "A1", "libre", "100").replace("'L3'", "'L1'")),
        plain("split_update", "append_only", "UPDATE receipt_split SET kind = 'benefit' WHERE id = 'S2'"),
        plain(
            "refused_made_benefit",
            "append_only",
            "UPDATE receipt_split SET pot = 'libre', kind = 'benefit', benefit = 17 WHERE id = 'S2'",
        ),
        plain("split_delete", "append_only", "DELETE FROM receipt_split"),
        plain(
            "refusal_taken_back_while_it_is_given_back",
            "refusal_given_back",
            format!(
                "INSERT INTO receipt_correction (split, reason, recorded_at, recorded_by) VALUES ('S2', 'Erreur', {AT}, 'MARIE')"
            ),
        ),
        plain(
            "receipt_decided_without_splits",
            "receipt_not_fully_split",
            "UPDATE receipt SET state = 'decided' WHERE line = 'L3'",
        ),
        plain("receipt_waiting_again", "receipt_not_fully_split", "UPDATE receipt SET state = 'waiting' WHERE line = 'L1'"),
        plain("receipt_amount", "receipt_not_fully_split", "UPDATE receipt SET cents = 1 WHERE line = 'L3'"),
        plain(
            "receipt_of_a_debit",
            "receipt_not_its_line",
            "INSERT INTO receipt (line, bank_account, cents, received_on, state) VALUES ('L9', 1, 3000, '2026-11-10', 'waiting')",
        ),
        plain("tier_b_without_justification", "tier_b_unjustified", authorised("2026-12-31", "NULL", "FALSE")),
        plain("tier_b_under_mjagbf", "tier_b_under_mjagbf", authorised("2026-12-31", "'Enfants au foyer'", "TRUE")),
        plain(
            "authorisation_outside_its_contract",
            "authorisation_outside_contract",
            authorised("2027-06-30", "'Enfants'", "FALSE"),
        ),
    ]
}

fn pots() -> Vec<Attack> {
    let unidentified = bank_account(1, UNIDENTIFIED);
    let enter = |movement, journal, source, from, to| Forged {
        movement,
        journal,
        source,
        lines: vec![(from, "12000", None), (to, "-12000", None)],
        ..Forged::default()
    };
    let refused = enter("split_accepted", "RE", "S2", unidentified, pot(1, Libre));
    let refused = Forged { lines: vec![(unidentified, "1", None), (pot(1, Libre), "-1", None)], ..refused };
    vec![
        forged(
            "pot_credited_without_a_split",
            "pot_credit_without_split",
            "",
            enter("split_accepted", "RE", "L3", unidentified, pot(1, Libre)),
        ),
        forged("pot_credited_with_a_refused_split", "pot_credit_without_split", "", refused),
        forged(
            "pot_credited_with_an_undecided_split",
            "pot_credit_without_split",
            split(1, 17, "A1", "libre", "12000").replace("12000", "11999"),
            Forged {
                lines: vec![(unidentified, "11999", None), (pot(1, Libre), "-11999", None)],
                ..enter("split_accepted", "RE", "SX", 0, 0)
            },
        ),
        forged(
            "refusal_without_a_split",
            "refusal_without_split",
            "",
            enter("split_refused", "RE", "L3", unidentified, bank_account(1, TO_RETURN)),
        ),
        forged(
            "return_of_no_order",
            "order_not_given_back",
            "",
            enter("order_returned", "RE", "L3", unidentified, pot(1, Libre)),
        ),
        forged(
            "opening_without_proof",
            "opening_without_proof",
            "",
            enter("opening_balance", "OD", "RIEN", bank_account(1, BANK), pot(1, Libre)),
        ),
    ]
}

fn orders() -> Vec<Attack> {
    let order = |state: &str, approved: &str, kind: &str, line: &str| {
        format!(
            "INSERT INTO payment_order (id, kind, bank_account, person, month, due_on, rank, category, budget_line, creditor_name, creditor_iban, cents, wanted,
                remittance, state, prepared_at, prepared_by, approved_at, approved_by) VALUES ('ORDER00000000000000000000000FAUX', '{kind}', 1, 1, '2026-12',
                '2026-12-05', 3, 'argent_de_vie', '{line}', 'X', 'FR7630004000031234567890143', 100, 100, '', '{state}', {AT}, 'MARIE', {approved})"
        )
    };
    let set = |what: &str| format!("UPDATE payment_order SET {what} WHERE id = '{PROPOSED_ORDER}'");
    let approve = format!("state = 'approved', approved_at = {AT}, approved_by = ");
    let batch = "INSERT INTO batch (id, message_id, execution_on, orders, cents, sealed_at, sealed_by, sha256, bytes)
        SELECT 'BT2', message_id, execution_on, orders, cents, sealed_at, sealed_by, sha256, bytes FROM batch";
    vec![
        plain("order_born_approved", "order_not_proposed", order("approved", &format!("{AT}, 'PAUL'"), "budget", "B2")),
        plain(
            "order_born_self_approved",
            "payment_order_four_eyes",
            order("proposed", &format!("{AT}, 'MARIE'"), "budget", "B2"),
        ),
        plain("order_of_another_persons_budget", "order_not_its_source", order("proposed", "NULL, NULL", "budget", "B4")),
        plain("order_self_approved", "payment_order_four_eyes", prepared_by("CAMILLE") + &approved(ORDER, "CAMILLE")),
        plain("order_preparer_changed", "order_changed", set(&format!("prepared_by = 'LUC', {approve} 'PAUL'"))),
        plain("order_amount", "order_changed", set(&format!("cents = 99, {approve} 'PAUL'"))),
        plain("order_iban", "order_changed", set(&format!("creditor_iban = 'FR7610107001011234567890129', {approve} 'PAUL'"))),
        plain("order_jumps_to_settled", "order_transition_unknown", set("state = 'settled'")),
        plain(
            "order_unapproved",
            "order_transition_unknown",
            format!("UPDATE payment_order SET approved_by = NULL WHERE id = '{APPROVED_ORDER}'"),
        ),
        plain("order_sealed_without_posting", "order_not_posted", {
            set(&format!("{approve} 'PAUL'")) + "; " + &set("state = 'sealed', batch = 'BT1'")
        }),
        plain(
            "order_settled_again",
            "order_transition_unknown",
            format!("UPDATE payment_order SET state = 'sealed' WHERE id = '{RENT_ORDER}'"),
        ),
        plain(
            "order_taken_out_of_its_file",
            "order_changed",
            format!(
                "UPDATE payment_order SET state = 'sealed', batch = 'BT1' WHERE id = '{APPROVED_ORDER}';
                 UPDATE payment_order SET state = 'rejected', reason = 'AM04', batch = NULL WHERE id = '{APPROVED_ORDER}'"
            ),
        ),
        plain("order_delete", "append_only", format!("DELETE FROM payment_order WHERE id = '{PROPOSED_ORDER}'")),
        plain("batch_twice", "batch_message_id_unique", batch),
        plain("batch_bytes", "append_only", "UPDATE batch SET bytes = bytes, cents = 1"),
        plain("batch_delete", "append_only", "DELETE FROM batch"),
        only(Engine::Sqlite, "batch_upsert", "batch_message_id_unique", UPSERT),
        only(Engine::Postgres, "batch_upsert", "append_only", UPSERT),
        only(
            Engine::Sqlite,
            "batch_replaced_by_its_message",
            "batch_message_id_unique",
            batch.replace("INSERT INTO", "INSERT OR REPLACE INTO"),
        ),
        plain("batch_export_edit", "append_only", "UPDATE batch_export SET no = 2"),
    ]
}

fn approvals() -> Vec<Attack> {
    let pay = |source, by, from, cents, back| Forged {
        movement: "order_approved",
        journal: "PA",
        source,
        by,
        lines: vec![(from, cents, Some("argent_de_vie")), (bank_account(1, IN_TRANSIT), back, None)],
        ..Forged::default()
    };
    let approved = format!(
        "UPDATE payment_order SET state = 'approved', approved_at = {AT}, approved_by = 'PAUL' WHERE id = '{PROPOSED_ORDER}';"
    );
    let other = "ORDER0000000000000000000ENERGIE9";
    let twice_funded = format!(
        "INSERT INTO payment_order (id, kind, bank_account, person, month, due_on, rank, category, budget_line, creditor_name, creditor_iban, cents, wanted,
            remittance, state, prepared_at, prepared_by) SELECT '{other}', kind, bank_account, person, month, '2026-11-30', rank, category, budget_line,
            creditor_name, creditor_iban, 1000, 1000, remittance, 'proposed', prepared_at, prepared_by FROM payment_order WHERE id = '{APPROVED_ORDER}';
         INSERT INTO order_funding (payment_order, pot, cents) VALUES ('{other}', 'libre', 1000), ('{other}', 'provision', 1000);
         UPDATE payment_order SET state = 'approved', approved_at = {AT}, approved_by = 'PAUL' WHERE id = '{other}';"
    );
    let once_paid = Forged {
        lines: vec![(pot(1, Libre), "1000", Some("energie")), (bank_account(1, IN_TRANSIT), "-1000", None)],
        ..pay(other, "PAUL", 0, "0", "0")
    };
    let fund =
        |pot: &str| format!("INSERT INTO order_funding (payment_order, pot, cents) VALUES ('{PROPOSED_ORDER}', '{pot}', 10000);");
    vec![
        forged("payment_of_a_proposal", "order_not_approved", "", pay(PROPOSED_ORDER, "PAUL", pot(1, Libre), "10000", "-10000")),
        forged(
            "payment_by_another_than_its_approver",
            "order_not_approved",
            fund("libre") + &approved,
            pay(PROPOSED_ORDER, "MARIE", pot(1, Libre), "10000", "-10000"),
        ),
        forged(
            "payment_without_funding",
            "order_funding_mismatch",
            &approved,
            pay(PROPOSED_ORDER, "PAUL", pot(1, Libre), "10000", "-10000"),
        ),
        forged(
            "payment_of_another_amount",
            "order_funding_mismatch",
            fund("libre") + &approved,
            pay(PROPOSED_ORDER, "PAUL", pot(1, Libre), "9999", "-9999"),
        ),
        // What comes back could then enter a pot that did not pay.
        forged("funding_beyond_what_is_paid", "order_funding_mismatch", twice_funded, once_paid),
        plain("funding_from_the_rent", "wrong_pot_for_category", fund("loyer")),
        plain("funding_from_an_earmark", "wrong_pot_for_category", fund("apa")),
        plain("funding_after_approval", "order_funding_late", fund("loyer").replace(PROPOSED_ORDER, APPROVED_ORDER)),
        plain("funding_update", "append_only", "UPDATE order_funding SET pot = 'libre'"),
    ]
}

fn rent() -> Vec<Attack> {
    let release = Forged {
        movement: "rent_released",
        source: "S6",
        lines: vec![(pot(4, Loyer), "5000", None), (pot(4, Libre), "-5000", None)],
        ..Forged::default()
    };
    let approved = format!(
        "UPDATE payment_order SET state = 'approved', approved_at = {AT}, approved_by = 'PAUL' WHERE id = '{SHORT_ORDER}';"
    );
    let bypass = Forged {
        movement: "order_approved",
        journal: "PA",
        source: SHORT_ORDER,
        lines: vec![(pot(4, Libre), "4000", Some("energie")), (bank_account(1, IN_TRANSIT), "-4000", None)],
        ..Forged::default()
    };
    let again = "ORDER0000000000000000000000RENT9";
    let second = format!(
        "INSERT INTO payment_order (id, kind, bank_account, person, month, due_on, rank, category, rent, payee, creditor_name, creditor_iban, cents, wanted, remittance,
            state, prepared_at, prepared_by) SELECT '{again}', kind, bank_account, person, month, due_on, rank, category, rent, payee, creditor_name, creditor_iban,
            cents, wanted, remittance, 'proposed', prepared_at, prepared_by FROM payment_order WHERE id = '{RENT_ORDER}';
         INSERT INTO order_funding (payment_order, pot, cents) VALUES ('{again}', 'logement', 45000);
         UPDATE payment_order SET state = 'approved', approved_at = {AT}, approved_by = 'PAUL' WHERE id = '{again}';"
    );
    let twice = Forged {
        movement: "order_approved",
        journal: "PA",
        source: again,
        lines: vec![(pot(1, Logement), "45000", Some("loyer")), (bank_account(1, IN_TRANSIT), "-45000", None)],
        ..Forged::default()
    };
    vec![
        forged("rent_released_while_unpaid", "rent_first", "", release),
        forged("rent_first_bypassed", "rent_first", approved, bypass),
        forged("rent_paid_twice", "rent_paid_twice", second, twice),
        plain("rent_term_update", "append_only", "UPDATE rent_term SET payable = 0"),
        plain(
            "derogation_self_approved",
            "derogation_four_eyes",
            format!(
                "INSERT INTO derogation (id, rent, month, person, cents, reason, asked_at, asked_by)
                    VALUES ('D9', 'R4', '2026-11', 4, 100, 'Urgence', {AT}, 'PAUL');
                 UPDATE derogation SET approved_by = 'PAUL', approved_at = {AT} WHERE id = 'D9';"
            ),
        ),
        plain(
            "derogation_born_approved",
            "derogation_four_eyes",
            format!(
                "INSERT INTO derogation (id, rent, month, person, cents, reason, asked_at, asked_by, approved_at, approved_by)
                 VALUES ('D2', 'R4', '2026-11', 4, 100, 'Urgence', {AT}, 'MARIE', {AT}, 'PAUL')"
            ),
        ),
        plain(
            "derogation_amount",
            "append_only",
            format!("UPDATE derogation SET cents = 1, approved_by = 'PAUL', approved_at = {AT}"),
        ),
    ]
}
