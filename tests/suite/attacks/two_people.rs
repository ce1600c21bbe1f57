//! Against four eyes: one human behind two users, an account paid before anybody confirmed it or before it has cooled (RULE 35).

use super::door_state::LATER;
use super::forge::Forged;
use super::hands::alix_a_head;
use super::state::{AT, DOUBTED_ORDER, IN_TRANSIT, PROPOSED_ORDER, SHORT_ORDER, bank_account, bytes};
use super::{Attack, forged, only, plain, pot};
use crate::engine::Engine;
use quitus::ledger::Pot::Libre;

/// An order that was not there.
pub const ORDER: &str = "ORDER000000000000000000DEUXYEUX1";

pub fn attacks() -> Vec<Attack> {
    [let_in(), confirmed(), money(), accounts(), cooling()].into_iter().flatten().collect()
}

/// A new user, added by somebody.
pub fn user(id: &str, role: &str, by: &str) -> String {
    format!("INSERT INTO app_user (id, name, role, created_at, added_by) VALUES ('{id}', '{id}', '{role}', {AT}, {by});")
}

/// A change confirmed by somebody.
pub fn confirm(change: &str, by: &str) -> String {
    format!("INSERT INTO access_confirmation (access_change, confirmed_at, confirmed_by) VALUES ({change}, {LATER}, '{by}');")
}

/// The confirmation of an account.
pub fn validation(table: &str, version: &str, by: &str, on: &str, from: &str) -> String {
    format!(
        "INSERT INTO {table}_validation ({table}, version, validated_at, validated_by, validated_on, payable_from)
         VALUES ({version}, {AT}, '{by}', '{on}', '{from}');"
    )
}

/// The proposal of another author, in the place of Marie's.
pub fn prepared_by(author: &str) -> String {
    let kept = "kind, bank_account, person, month, due_on, rank, category, budget_line, payee, creditor_name, creditor_iban, cents, wanted";
    format!(
        "UPDATE payment_order SET state = 'cancelled' WHERE id = '{PROPOSED_ORDER}';
         INSERT INTO payment_order (id, {kept}, remittance, state, prepared_at, prepared_by)
            SELECT '{ORDER}', {kept}, remittance, 'proposed', {AT}, '{author}' FROM payment_order WHERE id = '{PROPOSED_ORDER}';"
    )
}

/// An order approved by somebody.
pub fn approved(order: &str, by: &str) -> String {
    format!("UPDATE payment_order SET state = 'approved', approved_at = {AT}, approved_by = '{by}' WHERE id = '{order}';")
}

fn let_in() -> Vec<Attack> {
    let link = |user: &'static str, by: &'static str, used: &'static str| {
        move |engine| {
            format!(
                "INSERT INTO invitation (secret_hash, app_user, invited_at, invited_by, expires_at, used_at)
                 VALUES ({}, '{user}', {AT}, '{by}', {LATER}, {used});",
                bytes(engine, &"97".repeat(32))
            )
        }
    };
    let each = |name: &'static str, code: &'static str, sql: &dyn Fn(Engine) -> String| {
        Engine::ALL.map(|engine| only(engine, name, code, sql(engine)))
    };
    let mut all = vec![
        plain("user_without_author", "user_add_needs_author", user("UNE", "comptable", "NULL")),
        plain("user_of_the_programme", "user_add_needs_author", user("UNE", "admin", "'PROGRAMME'")),
        plain("user_by_an_accountant", "role_not_allowed", user("UNE", "comptable", "'CAMILLE'")),
        plain("user_by_who_still_waits", "access_not_confirmed", user("UNE", "comptable", "'RIO'")),
        plain("money_by_a_new_user", "access_not_confirmed", user("UNE", "comptable", "'PAUL'") + &prepared_by("UNE")),
        plain(
            "money_after_a_link",
            "access_not_confirmed",
            format!("UPDATE invitation SET used_at = {AT} WHERE app_user = 'LUC';") + &prepared_by("LUC"),
        ),
        plain(
            "money_after_another_role",
            "access_not_confirmed",
            format!(
                "INSERT INTO user_version (app_user, version, role, active, reason, recorded_at, recorded_by)
                 VALUES ('ADA', 1, 'comptable', TRUE, 'Renfort', {AT}, 'ALIX');"
            ) + &prepared_by("ADA"),
        ),
        plain("change_forgotten", "append_only", "DELETE FROM access_change"),
        plain("change_of_another", "append_only", "UPDATE access_change SET made_by = 'ALIX' WHERE app_user = 'NEO'"),
    ];
    all.extend(each("money_after_a_used_link", "access_not_confirmed", &|engine| {
        link("MARIE", "PAUL", AT)(engine) + &prepared_by("MARIE")
    }));
    all.extend(each("link_by_a_manager_of_cases", "role_not_allowed", &link("CAMILLE", "MARIE", "NULL")));
    all.extend(each("link_by_who_still_waits", "access_not_confirmed", &link("CAMILLE", "RIO", "NULL")));
    all
}

/// Changes 1 and 2 let Isa and Éli in, 3 and 4 Néo and Rio.
fn confirmed() -> Vec<Attack> {
    vec![
        plain("access_confirmed_by_its_giver", "access_four_eyes", confirm("3", "PAUL")),
        plain("access_confirmed_by_an_auditor", "role_not_allowed", confirm("3", "ADA")),
        plain("access_confirmed_by_who_waits", "access_not_confirmed", confirm("3", "RIO")),
        plain("access_confirmed_by_oneself", "not_oneself", confirm("2", "ELI")),
        plain(
            "access_confirmed_alone_a_second_time",
            "access_four_eyes",
            user("UNE", "responsable", "'ALIX'") + &confirm("(SELECT MAX(seq) FROM access_change)", "ALIX"),
        ),
        plain("access_confirmation_edit", "append_only", "UPDATE access_confirmation SET confirmed_by = 'PAUL'"),
        plain("access_confirmation_delete", "append_only", "DELETE FROM access_confirmation"),
    ]
}

fn money() -> Vec<Attack> {
    let derogation = |id: &str, by: &str| {
        format!(
            "INSERT INTO derogation (id, rent, month, person, cents, reason, asked_at, asked_by)
             VALUES ('{id}', 'R4', '2026-11', 4, 100, 'Urgence', {AT}, '{by}');"
        )
    };
    let granted =
        |id: &str, by: &str| format!("UPDATE derogation SET approved_at = {AT}, approved_by = '{by}' WHERE id = '{id}';");
    let mut all = vec![
        plain("order_prepared_by_who_waits", "access_not_confirmed", prepared_by("NEO")),
        plain("order_approved_by_who_waits", "access_not_confirmed", approved(PROPOSED_ORDER, "NEO")),
        plain(
            "order_of_who_let_the_approver_in",
            "access_same_hand",
            alix_a_head() + &prepared_by("ALIX") + &approved(ORDER, "ISA"),
        ),
        plain(
            "order_approved_by_who_let_the_preparer_in",
            "access_same_hand",
            alix_a_head() + &prepared_by("ISA") + &approved(ORDER, "ALIX"),
        ),
        plain(
            "order_of_whose_link_the_approver_confirmed",
            "access_same_hand",
            format!(
                "UPDATE linked_identity SET linked_at = {AT} WHERE id = 'LI2';
                 INSERT INTO identity_confirmation (identity, confirmed_at, confirmed_by) VALUES ('LI2', {AT}, 'ISA');"
            ) + &prepared_by("PAUL")
                + &approved(ORDER, "ISA"),
        ),
        plain("derogation_asked_by_who_waits", "access_not_confirmed", derogation("D9", "NEO")),
        plain("derogation_granted_by_who_waits", "access_not_confirmed", granted("D1", "NEO")),
        plain("derogation_by_one_hand", "access_same_hand", alix_a_head() + &derogation("D9", "ALIX") + &granted("D9", "ISA")),
        plain(
            "doubt_lifted_by_who_waits",
            "access_not_confirmed",
            format!("INSERT INTO doubt_check (payment_order, checked_at, checked_by) VALUES ('{DOUBTED_ORDER}', {AT}, 'NEO')"),
        ),
        forged(
            "entry_by_who_waits",
            "access_not_confirmed",
            "",
            Forged {
                by: "NEO",
                lines: vec![(pot(2, Libre), "100", None), (pot(2, quitus::ledger::Pot::Loyer), "-100", None)],
                ..Forged::default()
            },
        ),
    ];
    all.extend(Engine::ALL.map(|engine| {
        let sql = format!(
            "INSERT INTO batch (id, message_id, execution_on, orders, cents, sealed_at, sealed_by, sha256, bytes)
             VALUES ('BT9', 'MSG9', '2026-11-12', 1, 100, {AT}, 'NEO', '{}', {})",
            "d".repeat(64),
            bytes(engine, "3c2f3e")
        );
        only(engine, "batch_by_who_waits", "access_not_confirmed", sql)
    }));
    all
}

/// A payee who came after the books began, recorded by Alix.
pub fn newcomer() -> String {
    format!(
        "INSERT INTO payee (reference) VALUES ('NEUF');
         INSERT INTO payee_version (payee, version, name, iban, known_at_start, recorded_at, recorded_by)
         VALUES ('NEUF', 1, 'Nouveau', 'FR7610107001011234567890129', FALSE, {AT}, 'ALIX');"
    )
}

/// The same payee with another account, which is in force from then on.
fn newcomer_moves() -> String {
    format!(
        "INSERT INTO payee_version (payee, version, name, iban, known_at_start, recorded_at, recorded_by)
         VALUES ('NEUF', 2, 'Nouveau', 'FR7630001007941234567890185', FALSE, {AT}, 'ALIX');"
    )
}

/// An own account of person 2, recorded by Alix.
pub fn own_account() -> String {
    format!(
        "INSERT INTO person_version (person, version, family_name, given_name, own_iban, known_at_start, recorded_at, recorded_by)
         VALUES (2, 2, 'Noël', 'Luc', 'FR7610107001011234567890129', FALSE, {AT}, 'ALIX');"
    )
}

fn accounts() -> Vec<Attack> {
    let payee = |by: &str, on: &str, from: &str| newcomer() + &validation("payee", "'NEUF', 1", by, on, from);
    let own = |by: &str, on: &str, from: &str| own_account() + &validation("person", "2, 2", by, on, from);
    vec![
        plain("account_confirmed_by_an_auditor", "role_not_allowed", payee("ADA", "2026-11-12", "2026-11-14")),
        plain("account_confirmed_by_who_waits", "access_not_confirmed", payee("NEO", "2026-11-12", "2026-11-14")),
        plain("account_confirmed_by_one_hand", "access_same_hand", payee("ISA", "2026-11-12", "2026-11-14")),
        plain("account_confirmed_before_a_decision", "validation_back_in_time", payee("PAUL", "2026-11-09", "2026-11-14")),
        plain("account_that_hardly_cools", "payable_too_soon", payee("PAUL", "2026-11-12", "2026-11-13")),
        plain(
            "account_confirmed_without_a_day",
            "validation_back_in_time",
            newcomer()
                + &format!(
                    "INSERT INTO payee_validation (payee, version, validated_at, validated_by) VALUES ('NEUF', 1, {AT}, 'PAUL')"
                ),
        ),
        plain("own_account_confirmed_by_an_auditor", "role_not_allowed", own("ADA", "2026-11-12", "2026-11-14")),
        plain("own_account_confirmed_by_who_waits", "access_not_confirmed", own("NEO", "2026-11-12", "2026-11-14")),
        plain("own_account_confirmed_by_one_hand", "access_same_hand", own("ISA", "2026-11-12", "2026-11-14")),
        plain("own_account_confirmed_before_a_decision", "validation_back_in_time", own("PAUL", "2026-11-09", "2026-11-14")),
        plain("own_account_that_hardly_cools", "payable_too_soon", own("PAUL", "2026-11-12", "2026-11-13")),
        plain("payee_known_all_along", "account_known_at_start", newcomer().replace("FALSE", "TRUE")),
        plain("own_account_known_all_along", "account_known_at_start", own_account().replace("FALSE", "TRUE")),
    ]
}

fn cooling() -> Vec<Attack> {
    let kept = "kind, bank_account, person, month, due_on, rank, category, budget_line";
    let order = |from: &str, payee: &str| {
        format!(
            "UPDATE payment_order SET state = 'cancelled' WHERE id = '{from}';
             INSERT INTO payment_order (id, {kept}, payee, creditor_name, creditor_iban, cents, wanted, remittance, state, prepared_at, prepared_by)
                SELECT '{ORDER}', {kept}, {payee}, 'Nouveau', 'FR7610107001011234567890129', 100, 100, remittance, 'proposed', {AT}, 'MARIE'
                FROM payment_order WHERE id = '{from}';
             INSERT INTO order_funding (payment_order, pot, cents) VALUES ('{ORDER}', 'libre', 100);"
        ) + &approved(ORDER, "PAUL")
    };
    let paid = |person: i64, category: &'static str| Forged {
        movement: "order_approved",
        journal: "PA",
        source: ORDER,
        lines: vec![(pot(person, Libre), "100", Some(category)), (bank_account(1, IN_TRANSIT), "-100", None)],
        ..Forged::default()
    };
    let period = |version: i64, days: i64, by: &str| {
        format!(
            "INSERT INTO cooling_period (version, days, reason, in_force_from, recorded_at, recorded_by)
             VALUES ({version}, {days}, 'Essai', '2026-12-10', {AT}, '{by}')"
        )
    };
    let own = own_account().replace("(2, 2, 'Noël', 'Luc'", "(1, 2, 'Lefèvre', 'Anne'");
    vec![
        forged(
            "payee_paid_while_it_cools",
            "payee_cooling",
            newcomer() + &validation("payee", "'NEUF', 1", "PAUL", "2026-11-12", "2026-11-14") + &order(SHORT_ORDER, "'NEUF'"),
            paid(4, "energie"),
        ),
        forged(
            "own_account_paid_while_it_cools",
            "payee_cooling",
            own.clone() + &validation("person", "1, 2", "PAUL", "2026-11-12", "2026-11-14") + &order(PROPOSED_ORDER, "NULL"),
            paid(1, "argent_de_vie"),
        ),
        forged(
            "payee_paid_while_another_account_hides_it",
            "payee_cooling",
            newcomer()
                + &validation("payee", "'NEUF', 1", "PAUL", "2026-11-12", "2026-11-14")
                + &order(SHORT_ORDER, "'NEUF'")
                + &newcomer_moves(),
            paid(4, "energie"),
        ),
        forged(
            "own_account_paid_while_another_hides_it",
            "payee_cooling",
            own.clone()
                + &validation("person", "1, 2", "PAUL", "2026-11-12", "2026-11-14")
                + &order(PROPOSED_ORDER, "NULL")
                + &own.replace("(1, 2,", "(1, 3,").replace("FR7610107001011234567890129", "FR7630001007941234567890185"),
            paid(1, "argent_de_vie"),
        ),
        plain("cooling_period_by_an_accountant", "role_not_allowed", period(2, 0, "CAMILLE")),
        plain("cooling_period_by_who_waits", "access_not_confirmed", period(2, 0, "RIO")),
        plain("cooling_period_ahead", "cooling_period_in_order", period(5, 0, "PAUL")),
        plain("cooling_period_of_months", "cooling_period_days_range", period(2, 31, "PAUL")),
        plain("cooling_period_below_nothing", "cooling_period_days_range", period(2, -1, "PAUL")),
        plain("cooling_period_edit", "append_only", "UPDATE cooling_period SET days = 0"),
    ]
}
