//! Against who decides and when: another role, a disabled user, a confirmation written ahead of what it confirms, an account judged by
//! one of its versions, days that are no day or long past (RULE 35, 81).

use super::door_state::LATER;
use super::forge::Forged;
use super::state::{APPROVED_ORDER, AT, DOUBTED_ORDER, PROPOSED_ORDER, bytes};
use super::two_people::{approved, confirm, newcomer, own_account, prepared_by, user, validation};
use super::{Attack, forged, only, plain, pot};
use crate::engine::{Engine, TestDb};
use quitus::ledger::Pot::{Libre, Loyer};
use quitus::person::payees::own_accounts_to_confirm;

pub fn attacks() -> Vec<Attack> {
    [roles(), ahead(), days(), ibans(), waits(), rules(), caseload()].into_iter().flatten().collect()
}

/// Alix, who let Isa in alone, becomes a manager, as a third person confirms: both handle money now.
pub fn alix_a_head() -> String {
    let version = |who: &str, no: i64, role: &str, by: &str| {
        format!(
            "INSERT INTO user_version (app_user, version, role, active, reason, recorded_at, recorded_by)
             VALUES ('{who}', {no}, '{role}', TRUE, 'Essai', {AT}, '{by}');"
        )
    };
    version("BO", 2, "admin", "PAUL")
        + &version("ALIX", 1, "responsable", "BO")
        + &confirm("(SELECT MAX(seq) FROM access_change)", "CAMILLE")
}

fn roles() -> Vec<Attack> {
    let refused = |name, sql: String| plain(name, "role_not_allowed", sql);
    let derogation = |by: &str| {
        format!(
            "INSERT INTO derogation (id, rent, month, person, cents, reason, asked_at, asked_by)
             VALUES ('D9', 'R4', '2026-11', 4, 100, 'Urgence', {AT}, '{by}');"
        )
    };
    let granted = |by: &str| format!("UPDATE derogation SET approved_at = {AT}, approved_by = '{by}' WHERE id = 'D1';");
    let doubt = format!("UPDATE payment_order SET state = 'rejected', reason = 'AC01' WHERE id = '{APPROVED_ORDER}';");
    let check = |by: &str, order: &str| {
        format!("INSERT INTO doubt_check (payment_order, checked_at, checked_by) VALUES ('{order}', {AT}, '{by}');")
    };
    let entry = |by: &'static str| Forged {
        by,
        lines: vec![(pot(2, Libre), "100", None), (pot(2, Loyer), "-100", None)],
        ..Forged::default()
    };
    let mut all = vec![
        refused("order_approved_by_an_auditor", approved(PROPOSED_ORDER, "ADA")),
        refused("order_approved_by_a_manager_of_cases", approved(PROPOSED_ORDER, "LUC")),
        refused("order_approved_by_an_administrator", approved(PROPOSED_ORDER, "ALIX")),
        refused("order_approved_by_the_disabled", approved(PROPOSED_ORDER, "OLD")),
        refused("order_approved_by_the_programme", approved(PROPOSED_ORDER, "PROGRAMME")),
        refused("order_approved_by_nobody", approved(PROPOSED_ORDER, "PERSONNE")),
        refused("order_prepared_by_an_auditor", prepared_by("ADA")),
        refused("order_prepared_by_an_administrator", prepared_by("ALIX")),
        refused("order_prepared_by_the_disabled", prepared_by("OLD")),
        refused("order_prepared_by_nobody", prepared_by("PERSONNE")),
        refused("derogation_asked_by_an_auditor", derogation("ADA")),
        refused("derogation_asked_by_the_disabled", derogation("OLD")),
        refused("derogation_granted_by_an_accountant", granted("CAMILLE")),
        refused("derogation_granted_by_an_auditor", granted("ADA")),
        refused("doubt_lifted_by_the_disabled", check("OLD", DOUBTED_ORDER)),
        plain(
            "doubt_lifted_by_one_hand",
            "access_same_hand",
            alix_a_head() + &doubt + &check("ISA", APPROVED_ORDER) + &check("ALIX", APPROVED_ORDER),
        ),
        forged("entry_by_an_auditor", "role_not_allowed", "", entry("ADA")),
        forged("entry_by_the_disabled", "role_not_allowed", "", entry("OLD")),
        forged(
            "entry_of_money_by_an_administrator",
            "role_not_allowed",
            "",
            Forged {
                movement: "correction",
                journal: "OD",
                corrects: "(SELECT seq FROM entry WHERE source = 'S3' AND movement = 'split_accepted')",
                ..entry("ALIX")
            },
        ),
    ];
    for (name, by) in [("batch_by_an_auditor", "ADA"), ("batch_by_the_disabled", "OLD"), ("batch_by_an_administrator", "ALIX")] {
        all.extend(Engine::ALL.map(|engine| {
            let sql = format!(
                "INSERT INTO batch (id, message_id, execution_on, orders, cents, sealed_at, sealed_by, sha256, bytes)
                 VALUES ('BT9', 'MSG9', '2026-11-12', 1, 100, {AT}, '{by}', '{}', {})",
                "d".repeat(64),
                bytes(engine, "3c2f3e")
            );
            only(engine, name, "role_not_allowed", sql)
        }));
    }
    all
}

/// What is confirmed before it is there.
fn ahead() -> Vec<Attack> {
    let next = "(SELECT MAX(seq) + 1 FROM access_change)";
    let missing = |name, sql: String| plain(name, "reference_missing", sql);
    vec![
        missing("access_confirmed_ahead", confirm(next, "ALIX") + &user("UNE", "responsable", "'ALIX'")),
        missing("access_confirmed_ahead_by_another", confirm(next, "CAMILLE")),
        missing("account_confirmed_ahead", validation("payee", "'EDF', 3", "CAMILLE", "2026-11-12", "2026-11-14")),
        missing("own_account_confirmed_ahead", validation("person", "2, 2", "CAMILLE", "2026-11-12", "2026-11-14")),
    ]
}

fn days() -> Vec<Attack> {
    let (no_day, long_past) = ("9999-99-99", "2000-01-01");
    let payee = |by: &str, on: &str, from: &str| newcomer() + &validation("payee", "'NEUF', 1", by, on, from);
    let own = |by: &str, on: &str, from: &str| own_account() + &validation("person", "2, 2", by, on, from);
    let sqlite = |name, code, sql: String| only(Engine::Sqlite, name, code, sql);
    vec![
        sqlite("account_confirmed_on_no_day", "validation_back_in_time", payee("PAUL", no_day, long_past)),
        sqlite("own_account_confirmed_on_no_day", "validation_back_in_time", own("PAUL", no_day, long_past)),
        sqlite("account_payable_from_no_day", "payable_too_soon", payee("PAUL", "2026-11-12", "jamais")),
        sqlite("own_account_payable_from_no_day", "payable_too_soon", own("PAUL", "2026-11-12", "jamais")),
        sqlite("setting_from_no_day", "setting_backdated", setting("PAUL", no_day)),
        sqlite(
            "account_confirmed_at_no_instant",
            "validation_back_in_time",
            payee("PAUL", "2026-11-12", "2026-11-14").replace(AT, "'jamais'"),
        ),
        plain(
            "account_confirmed_weeks_ago",
            "validation_back_in_time",
            payee("PAUL", "2026-11-12", "2026-11-14").replace(AT, "'2026-12-20T09:00:00.000000+00:00'"),
        ),
        plain(
            "own_account_confirmed_weeks_ago",
            "validation_back_in_time",
            own("PAUL", "2026-11-12", "2026-11-14").replace(AT, "'2026-12-20T09:00:00.000000+00:00'"),
        ),
        plain("account_confirmed_by_the_disabled", "role_not_allowed", payee("OLD", "2026-11-12", "2026-11-14")),
        plain("own_account_confirmed_by_the_disabled", "role_not_allowed", own("OLD", "2026-11-12", "2026-11-14")),
        plain(
            "access_confirmed_before_it_was_given",
            "access_confirmed_too_early",
            confirm("3", "CAMILLE").replace(LATER, "'2001-01-01T09:00:00.000000+00:00'"),
        ),
        plain("access_confirmed_by_the_console", "access_somebody_else_confirms", confirm("3", "PROGRAMME")),
    ]
}

/// Versions that bear an account: by whom, whether another account stands between, the name.
fn ibans() -> Vec<Attack> {
    let iban = "'FR7610107001011234567890129'";
    let edf = |version: i64, name: &str, iban: &str, by: &str| {
        format!(
            "INSERT INTO payee_version (payee, version, name, iban, known_at_start, recorded_at, recorded_by)
             VALUES ('EDF', {version}, '{name}', {iban}, FALSE, {AT}, '{by}');"
        )
    };
    let own = |version: i64, name: &str, iban: &str, by: &str| {
        format!(
            "INSERT INTO person_version (person, version, family_name, given_name, own_iban, known_at_start, recorded_at, recorded_by)
             VALUES (2, {version}, '{name}', 'Luc', {iban}, FALSE, {AT}, '{by}');"
        )
    };
    let payee = |version: &str, by: &str| validation("payee", version, by, "2026-11-12", "2026-11-14");
    let person = |version: &str, by: &str| validation("person", version, by, "2026-11-12", "2026-11-14");
    let between = "'FR7630004000031234567890143'";
    vec![
        plain(
            "account_brought_in_again_by_who_confirms",
            "payee_four_eyes",
            edf(3, "EDF", between, "LUC") + &edf(4, "EDF", iban, "PAUL") + &payee("'EDF', 4", "PAUL"),
        ),
        plain(
            "account_brought_in_once_by_who_confirms",
            "payee_four_eyes",
            edf(3, "EDF", between, "LUC") + &edf(4, "EDF", iban, "PAUL") + &payee("'EDF', 4", "CAMILLE"),
        ),
        plain("account_renamed_by_another", "payee_four_eyes", edf(3, "EDF SA", iban, "PAUL") + &payee("'EDF', 3", "CAMILLE")),
        plain(
            "own_account_brought_in_again_by_who_confirms",
            "payee_four_eyes",
            own(2, "Noël", iban, "CAMILLE")
                + &own(3, "Noël", "NULL", "LUC")
                + &own(4, "Noël", iban, "PAUL")
                + &person("2, 4", "PAUL"),
        ),
        plain(
            "account_of_one_hand_renamed",
            "access_same_hand",
            newcomer() + &edf(2, "Nouveau SA", iban, "CAMILLE").replace("'EDF'", "'NEUF'") + &payee("'NEUF', 2", "ISA"),
        ),
        plain(
            "own_account_of_one_hand_renamed",
            "access_same_hand",
            own_account() + &own(3, "Noel", iban, "CAMILLE") + &person("2, 3", "ISA"),
        ),
    ]
}

fn waits() -> Vec<Attack> {
    let period = |days: i64, reason: &str, from: &str| {
        format!(
            "INSERT INTO cooling_period (version, days, reason, in_force_from, recorded_at, recorded_by)
             VALUES (2, {days}, '{reason}', '{from}', {AT}, 'PAUL');"
        )
    };
    vec![
        plain("cooling_period_of_nothing", "cooling_period_days_range", period(0, "Essai", "2026-12-10")),
        plain("cooling_period_without_reason", "cooling_period_reason_filled", period(3, "  ", "2026-11-10")),
        plain("cooling_period_shorter_at_once", "cooling_period_too_soon", period(1, "Essai", "2026-11-10")),
        plain("cooling_period_in_the_past", "cooling_period_too_soon", period(3, "Essai", "2026-10-10")),
        plain(
            "account_that_cools_as_announced_only",
            "payable_too_soon",
            period(1, "Essai", "2026-11-13")
                + &newcomer()
                + &validation("payee", "'NEUF', 1", "PAUL", "2026-11-12", "2026-11-13"),
        ),
        plain(
            "own_account_that_cools_as_announced_only",
            "payable_too_soon",
            period(1, "Essai", "2026-11-13") + &own_account() + &validation("person", "2, 2", "PAUL", "2026-11-12", "2026-11-13"),
        ),
    ]
}

/// The settings that follow, from a day.
fn setting(author: &str, from: &str) -> String {
    format!(
        "INSERT INTO setting (version, in_force_from, shortest_term, longest_term, warning_month, living_floor, suspense_orange,
            suspense_red, receipt_early, receipt_late, preparation_months, execution_days, ending_months, reason, recorded_at, recorded_by)
         VALUES (2, '{from}', 9, 24, 42, 0, 5, 30, 1, 4, 2, 30, 2, 'Convention', {AT}, '{author}');"
    )
}

/// What changes rules and users: waiting authors, disabled ones, days that are over.
fn rules() -> Vec<Attack> {
    let amendment = |number: i64, from: &str, ends: bool, author: &str| {
        format!(
            "INSERT INTO benefit_amendment (number, from_on, ends, reason, recorded_at, recorded_by)
             VALUES ({number}, '{from}', {ends}, 'Décret', {AT}, '{author}');"
        )
    };
    let rule = |author: &str| {
        format!(
            "INSERT INTO payer_iban_version (iban, payer, version, active, reason, recorded_at, recorded_by)
             VALUES ('FR7630004000031234567890143', 'CAF', 2, TRUE, 'Encore', {AT}, '{author}');"
        )
    };
    let service = format!(
        "INSERT INTO user_version (app_user, version, role, active, reason, recorded_at, recorded_by)
         VALUES ('LUC', 1, 'gestionnaire', FALSE, 'Essai', {AT}, 'RIO');"
    );
    let waiting = |name, sql: String| plain(name, "access_not_confirmed", sql);
    let disabled = |name, sql: String| plain(name, "role_not_allowed", sql);
    let mut all = vec![
        waiting("setting_by_who_waits", setting("RIO", "2027-01-01")),
        disabled("setting_by_the_disabled", setting("BO", "2027-01-01")),
        plain("setting_for_days_past", "setting_backdated", setting("PAUL", "1950-01-01")),
        waiting("amendment_by_who_waits", user("UNE", "admin", "'PAUL'") + &amendment(30, "2031-01-01", false, "UNE")),
        disabled("amendment_by_the_disabled", amendment(30, "2031-01-01", false, "BO")),
        plain("amendment_of_what_has_ended", "catalogue_amendment_dates", amendment(29, "2031-01-01", true, "ALIX")),
        plain("amendment_for_days_past", "catalogue_amendment_dates", amendment(17, "2020-01-01", true, "ALIX")),
        waiting("rule_by_who_waits", rule("NEO")),
        disabled("rule_by_the_disabled", rule("OLD")),
        waiting("service_by_who_waits", service),
        waiting(
            "assignment_by_who_waits",
            format!(
                "INSERT INTO assignment (id, person, app_user, from_on, recorded_at, recorded_by) VALUES ('AS9', 3, 'LUC', '2026-11-15', {AT}, 'RIO')"
            ),
        ),
        waiting(
            "replacement_by_who_waits",
            format!(
                "INSERT INTO replacement (id, absent, by_user, from_on, to_on, reason, recorded_at, recorded_by)
                 VALUES ('RE9', 'MARIE', 'LUC', '2026-12-01', '2026-12-02', 'Congés', {AT}, 'RIO')"
            ),
        ),
        plain(
            "link_without_author_used_late",
            "invitation_needs_author",
            format!("UPDATE invitation SET used_at = {AT} WHERE app_user = 'ALIX'"),
        ),
        plain("user_answered_for_by_another", "append_only", "UPDATE app_user SET added_by = 'CAMILLE' WHERE id = 'NEO'"),
        plain("user_added_at_another_time", "append_only", format!("UPDATE app_user SET created_at = {LATER} WHERE id = 'NEO'")),
    ];
    for (name, by, code) in
        [("evidence_by_who_waits", "NEO", "access_not_confirmed"), ("evidence_by_the_disabled", "OLD", "role_not_allowed")]
    {
        all.extend(Engine::ALL.map(|engine| {
            let sql = format!(
                "INSERT INTO evidence_file (id, receipt, name, kind, size, sha256, bytes, added_at, added_by)
                 VALUES ('E9', 'L1', 'page.pdf', 'pdf', 6, '{}', {}, {AT}, '{by}')",
                "4".repeat(64),
                bytes(engine, "255044462d31")
            );
            only(engine, name, code, sql)
        }));
    }
    all
}

/// The caseload under the name of who waits.
fn caseload() -> Vec<Attack> {
    let versions = [
        ("organisation_by_who_waits", "organisation (version, name, address, phone, ", "2, 'UDAF', '', '', "),
        ("bank_account_by_who_waits", "bank_account_version (bank_account, version, label, ", "1, 2, 'Autre', "),
        ("bank_profile_by_who_waits", "bank_profile (bank_account, version, settings, ", "1, 2, '{\"version\":\"03\"}', "),
        (
            "person_by_who_waits",
            "person_version (person, version, family_name, given_name, known_at_start, ",
            "2, 2, 'Noël', 'Luc', FALSE, ",
        ),
        (
            "contract_by_who_waits",
            "contract_version (contract, version, starts_on, ends_on, signed_by_person_on, signed_by_department_on, received_on, convention, living_floor, ",
            "'C1', 2, '2026-01-01', '2026-12-31', '2026-01-01', '2026-01-01', '2026-01-01', 'C', 0, ",
        ),
        (
            "authorisation_by_who_waits",
            "authorisation_version (authorisation, version, to_on, payer, tiers_payant, mjagbf, holder_signed, ",
            "'A1', 2, '2026-12-31', 'CAF', FALSE, FALSE, TRUE, ",
        ),
        (
            "payee_by_who_waits",
            "payee_version (payee, version, name, iban, known_at_start, ",
            "'EDF', 3, 'EDF', 'FR7630004000031234567890143', FALSE, ",
        ),
        (
            "rent_by_who_waits",
            "rent_version (rent, version, payee, rent_amount, charges, tiers_payant, rebate, due_day, ",
            "'R1', 2, 'BAILLEUR', 1, 0, 0, 0, 10, ",
        ),
        (
            "budget_by_who_waits",
            "budget_line_version (budget_line, version, rank, category, payee, amount, period, day, from_on, label, ",
            "'B1', 2, 2, 'energie', 'EDF', 1, 'mensuel', 15, '2026-01-01', 'Électricité', ",
        ),
    ];
    let written = |(name, columns, values): (&'static str, &str, &str)| {
        plain(
            name,
            "access_not_confirmed",
            format!("INSERT INTO {columns}recorded_at, recorded_by) VALUES ({values}{AT}, 'NEO');"),
        )
    };
    versions.into_iter().map(written).collect()
}

/// A version that is erased leaves those after it as they were: the own account of person 3 changed before the first entry.
pub async fn erasing_confirms_nothing(test: TestDb) {
    let erase =
        "UPDATE person_version SET family_name = NULL, given_name = NULL, born_on = NULL, own_iban = NULL, search_key = NULL
        WHERE person = 3 AND version = 1;";
    test.plain_sql(erase).await.unwrap();
    let mut tx = test.db.read().await.unwrap();
    let waiting = own_accounts_to_confirm(&mut tx, "p.number = 3").await.unwrap();
    assert_eq!(waiting.len(), 1, "nobody confirmed the second account");
}
