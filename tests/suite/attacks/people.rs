//! Against contracts, authorisations, payees and people.

use super::state::{AT, GIVE_BACK_ORDER, PROPOSED_ORDER, SHORT_ORDER};
use super::{Attack, only, plain};
use crate::engine::Engine;

/// An account number that nobody confirmed; also the one to which `EDF` changed.
const NEW_IBAN: &str = "FR7610107001011234567890129";
/// An order that pays it.
const NEW_ORDER: &str = "ORDER0000000000000000000NOUVEAU1";

fn approve(order: &str) -> String {
    format!("UPDATE payment_order SET state = 'approved', approved_at = {AT}, approved_by = 'PAUL' WHERE id = '{order}'")
}

/// The same order to the new account number, instead of the first.
fn again(order: &str, columns: &str) -> String {
    format!(
        "UPDATE payment_order SET state = 'cancelled' WHERE id = '{order}';
         INSERT INTO payment_order (id, {columns}, payee, creditor_name, creditor_iban, cents, wanted, state, prepared_at, prepared_by)
            SELECT '{NEW_ORDER}', {columns}, NULL, creditor_name, '{NEW_IBAN}', cents, wanted, 'proposed', {AT}, 'MARIE'
            FROM payment_order WHERE id = '{order}';"
    )
}

pub fn attacks() -> Vec<Attack> {
    let contract = |reference: &str, version: i64, from: &str, to: &str| {
        format!(
            "INSERT INTO contract_version (contract, version, starts_on, ends_on, signed_by_person_on, signed_by_department_on, received_on, convention,
                living_floor, recorded_at, recorded_by) VALUES ('{reference}', {version}, '{from}', '{to}', '{from}', '{from}', '{from}', 'C', 0, {AT}, 'MARIE');"
        )
    };
    let more = |reference: &str| format!("INSERT INTO contract (reference, person) VALUES ('{reference}', 1);");
    // Person 1 already has 12 months: 12 + 24 + 13 = 49.
    let total = more("C1B")
        + &contract("C1B", 1, "2027-01-01", "2028-12-31")
        + &more("C1C")
        + &contract("C1C", 1, "2029-01-01", "2030-01-31");
    let own_iban = format!(
        "INSERT INTO person_version (person, version, family_name, given_name, own_iban, search_key, known_at_start, recorded_at, recorded_by)
         VALUES (1, 2, 'Lefèvre', 'Anne', '{NEW_IBAN}', 'lefevre anne', FALSE, {AT}, 'CAMILLE');"
    );
    vec![
        plain("contract_of_25_months", "contract_term_too_long", contract("C1", 2, "2026-01-01", "2028-01-31")),
        plain("contract_of_five_months", "contract_term_too_short", contract("C1", 2, "2026-01-01", "2026-05-31")),
        plain("contracts_of_49_months", "contract_total_too_long", total),
        plain("contract_edit", "append_only", "UPDATE contract_version SET ends_on = '2027-12-31'"),
        plain(
            "authorisation_edit",
            "append_only",
            "UPDATE authorisation_version SET to_on = '2026-12-31' WHERE authorisation = 'A1X'",
        ),
        plain("authorisation_delete", "append_only", "DELETE FROM authorisation"),
        plain("person_renamed", "append_only", "UPDATE person_version SET family_name = 'Autre'"),
        plain("person_half_erased", "append_only", "UPDATE person_version SET family_name = NULL WHERE person = 1"),
        plain("person_moved_to_another_account", "append_only", "UPDATE person SET bank_account = 2 WHERE number = 1"),
        plain("person_delete", "append_only", "DELETE FROM person"),
        plain("payee_iban_edit", "append_only", "UPDATE payee_version SET iban = 'FR7610107001011234567890129'"),
        plain(
            "payee_iban_validated_by_its_author",
            "payee_four_eyes",
            super::two_people::validation("payee", "'EDF', 2", "CAMILLE", "2026-11-12", "2026-11-14"),
        ),
        plain(
            "own_iban_validated_by_its_author",
            "payee_four_eyes",
            own_iban.clone()
                + &super::two_people::validation("person", "1, 2", "CAMILLE", "2026-11-12", "2026-11-14"),
        ),
        plain("living_money_to_an_iban_that_was_the_persons", "payee_not_confirmed", own_iban.clone() + &approve(PROPOSED_ORDER)),
        plain(
            "living_money_to_an_own_iban_that_waits",
            "payee_not_confirmed",
            own_iban.clone()
                + &again(PROPOSED_ORDER, "kind, bank_account, person, month, due_on, rank, category, budget_line, remittance")
                + &approve(NEW_ORDER),
        ),
        plain(
            "refused_money_to_an_own_iban_that_waits",
            "payee_not_confirmed",
            own_iban
                + &again(GIVE_BACK_ORDER, "kind, bank_account, person, month, due_on, rank, split, remittance")
                + &approve(NEW_ORDER),
        ),
        plain(
            "a_bill_to_a_payees_iban_that_waits",
            "payee_not_confirmed",
            again(SHORT_ORDER, "kind, bank_account, person, month, due_on, rank, category, budget_line, remittance")
                .replace("NULL", "'EDF'")
                + &approve(NEW_ORDER),
        ),
        plain(
            "a_bill_that_waits_among_others",
            "payee_not_confirmed",
            again(SHORT_ORDER, "kind, bank_account, person, month, due_on, rank, category, budget_line, remittance")
                .replace("NULL", "'EDF'")
                + &approve(NEW_ORDER).replace("id = ", &format!("id IN ('{PROPOSED_ORDER}', ")) + ")",
        ),
        plain(
            "rsa_under_mjagbf",
            "rsa_under_mjagbf",
            format!(
                "INSERT INTO authorisation_version (authorisation, version, to_on, payer, tiers_payant, mjagbf, holder_signed, recorded_at, recorded_by)
                 VALUES ('A1', 2, '2026-12-31', 'CAF', FALSE, TRUE, TRUE, {AT}, 'MARIE')"
            ),
        ),
        plain(
            "order_evidence_blank",
            "evidence_missing",
            format!(
                "INSERT INTO order_evidence (payment_order, decision, evidence, recorded_at, recorded_by)
                 VALUES ('{PROPOSED_ORDER}', 'reject', ' ', {AT}, 'MARIE')"
            ),
        ),
        plain(
            "a_second_programme",
            "app_user_role_known",
            format!("INSERT INTO app_user (id, name, role, created_at, added_by) VALUES ('P2', 'autre', 'programme', {AT}, 'PAUL')"),
        ),
        plain(
            "a_person_becomes_the_programme",
            "app_user_role_known",
            "UPDATE app_user SET role = 'programme' WHERE id = 'MARIE'",
        ),
        plain(
            "a_name_that_becomes_anothers",
            "app_user_name_unique",
            "UPDATE app_user SET name = (SELECT upper(name) FROM app_user WHERE id = 'MARIE') WHERE id = 'PAUL'",
        ),
        plain(
            "a_name_in_capitals",
            "app_user_name_unique",
            format!(
                "INSERT INTO app_user (id, name, role, created_at, added_by) SELECT 'M2', upper(name), 'admin', {AT}, 'PAUL' FROM app_user WHERE id = 'MARIE'"
            ),
        ),
        plain("bank_account_iban", "append_only", "UPDATE bank_account SET iban = 'FR7610107001011234567890129'"),
        only(
            Engine::Sqlite,
            "bank_account_replaced_by_its_iban",
            "bank_account_iban_unique",
            "INSERT OR REPLACE INTO bank_account (id, reference, iban, holder) SELECT 9, 'NEUF', iban, holder FROM bank_account WHERE id = 1",
        ),
    ]
}
