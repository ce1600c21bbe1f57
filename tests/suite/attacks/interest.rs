//! Against interest shared otherwise than decided, doubts lifted by the wrong hands, and transfers made instant behind the approver.

use super::forge::Forged;
use super::state::{
    APPROVED_ORDER, AT, DOUBTED_ORDER, LIFTED_ORDER, PROPOSED_ORDER, SHORT_ORDER, UNFUNDED_ORDER, UNIDENTIFIED, bank_account,
    interest,
};
use super::{Attack, forged, plain, pot};
use quitus::ledger::Pot::{Apa, Libre};

/// October: over when the bank pays on 10 November.
const OCTOBER: (&str, &str) = ("2026-10-01", "2026-10-31");
const DECIDED: &str = "UPDATE receipt SET state = 'decided' WHERE line = 'L3';";

pub fn attacks() -> Vec<Attack> {
    let mut all = records();
    all.extend(entries());
    all.extend(corrections());
    all.extend(doubts());
    all.extend(instant());
    all
}

fn records() -> Vec<Attack> {
    let whole = [(1, 6_000), (2, 6_000)];
    let shared = |shares: &[(i64, i64)]| interest("L3", OCTOBER, "MARIE", shares);
    vec![
        plain("interest_backwards", "interest_dates_ordered", interest("L3", ("2026-10-31", "2026-10-01"), "MARIE", &whole)),
        plain(
            "interest_of_days_to_come",
            "interest_not_its_receipt",
            interest("L3", ("2026-10-01", "2026-11-11"), "MARIE", &whole),
        ),
        plain("interest_of_a_decided_receipt", "interest_not_its_receipt", interest("L1", OCTOBER, "MARIE", &[])),
        plain("interest_by_an_auditor", "role_not_allowed", interest("L3", OCTOBER, "ADA", &whole)),
        plain("interest_without_a_document", "constraint_violated", shared(&[]).replace("'Relevé'", "' '")),
        plain("interest_for_someone_who_banks_elsewhere", "interest_not_its_receipt", shared(&[(3, 12_000)])),
        plain("interest_beyond_the_credit", "interest_not_its_receipt", shared(&[(1, 6_000), (2, 6_001)])),
        plain("interest_less_than_the_credit", "receipt_not_fully_split", shared(&[(1, 6_000), (2, 5_999)]) + DECIDED),
        plain("interest_of_nothing", "constraint_violated", shared(&[(1, 0)])),
        plain(
            "interest_taken_back",
            "receipt_not_fully_split",
            shared(&whole) + DECIDED + &DECIDED.replace("'decided'", "'waiting'"),
        ),
        plain("interest_shared_again", "append_only", shared(&whole) + "UPDATE interest_share SET cents = 5999 WHERE person = 2"),
        plain("interest_share_delete", "append_only", shared(&whole) + "DELETE FROM interest_share"),
        plain("interest_for_other_days", "append_only", shared(&whole) + "UPDATE interest SET to_on = '2026-10-15'"),
        plain("interest_delete", "append_only", shared(&[]) + "DELETE FROM interest"),
    ]
}

fn entries() -> Vec<Attack> {
    let unidentified = bank_account(1, UNIDENTIFIED);
    let post = |source, lines| Forged { movement: "interest_shared", journal: "RE", source, lines, ..Forged::default() };
    let to = |account| vec![(unidentified, "6000", None), (account, "-6000", None)];
    let decided = interest("L3", OCTOBER, "MARIE", &[(1, 6_000), (2, 6_000)]) + DECIDED;
    let waiting = interest("L3", OCTOBER, "MARIE", &[(1, 6_000), (2, 6_000)]);
    let other_sum = vec![(unidentified, "6001", None), (pot(1, Libre), "-6001", None)];
    let in_two = vec![
        (unidentified, "6000", None),
        (pot(1, Libre), "-6000", None),
        (pot(1, Libre), "-1", None),
        (unidentified, "1", None),
    ];
    vec![
        forged("interest_of_nobody", "interest_without_share", "", post("L3", to(pot(1, Libre)))),
        forged("interest_before_all_is_shared", "interest_without_share", waiting, post("IL31", to(pot(1, Libre)))),
        forged("interest_for_another_person", "interest_without_share", decided.clone(), post("IL32", to(pot(1, Libre)))),
        forged("interest_into_an_earmarked_pot", "interest_without_share", decided.clone(), post("IL31", to(pot(1, Apa)))),
        forged("interest_of_another_sum", "interest_without_share", decided.clone(), post("IL31", other_sum)),
        forged("interest_in_more_lines", "interest_without_share", decided, post("IL31", in_two)),
    ]
}

fn corrections() -> Vec<Attack> {
    let correct = |decision: &str, by: &str, reason: &str| {
        format!(
            "INSERT INTO interest_correction (interest, reason, recorded_at, recorded_by) VALUES ('{decision}', '{reason}', {AT}, '{by}');"
        )
    };
    let whole = [(1, 6_000), (2, 6_000)];
    let waiting = interest("L3", OCTOBER, "MARIE", &whole);
    let decided = waiting.clone() + DECIDED;
    let corrected = decided.clone() + &correct("DL3", "MARIE", "Période fausse");
    let unidentified = bank_account(1, UNIDENTIFIED);
    let back = |source, account| Forged {
        movement: "interest_taken_back",
        journal: "OD",
        source,
        lines: vec![(account, "6000", None), (unidentified, "-6000", None)],
        ..Forged::default()
    };
    vec![
        plain(
            "interest_correction_by_an_auditor",
            "role_not_allowed",
            decided.clone() + &correct("DL3", "ADA", "Période fausse"),
        ),
        plain("interest_correction_without_a_reason", "constraint_violated", decided.clone() + &correct("DL3", "MARIE", " ")),
        plain(
            "interest_correction_before_it_is_decided",
            "interest_not_its_receipt",
            waiting.clone() + &correct("DL3", "MARIE", "Période fausse"),
        ),
        plain("interest_correction_of_nothing", "interest_not_its_receipt", correct("L1", "MARIE", "Période fausse")),
        plain(
            "interest_correction_by_another",
            "append_only",
            corrected.clone() + "UPDATE interest_correction SET recorded_by = 'PAUL'",
        ),
        plain("interest_correction_delete", "append_only", corrected.clone() + "DELETE FROM interest_correction"),
        plain(
            "interest_decided_twice",
            "interest_not_its_receipt",
            waiting.clone() + &waiting.replace("'DL3', 'L3'", "'DL3B', 'L3'"),
        ),
        plain(
            "interest_share_of_a_corrected_decision",
            "interest_not_its_receipt",
            corrected.clone()
                + "UPDATE receipt SET state = 'waiting' WHERE line = 'L3';
                   INSERT INTO interest_share (id, interest, person, weight, cents) VALUES ('IL33', 'DL3', 1, 1, 1);",
        ),
        forged("interest_taken_back_without_a_correction", "correction_not_allowed", decided, back("IL31", pot(1, Libre))),
        forged("interest_taken_back_that_was_never_posted", "correction_not_allowed", corrected, back("IL31", pot(1, Libre))),
    ]
}

fn doubts() -> Vec<Attack> {
    let check = |order: &str, by: &str| {
        format!("INSERT INTO doubt_check (payment_order, checked_at, checked_by) VALUES ('{order}', {AT}, '{by}')")
    };
    vec![
        plain("doubt_lifted_before_anything_failed", "doubt_not_open", check(APPROVED_ORDER, "PAUL")),
        plain("doubt_lifted_of_a_failure_for_another_reason", "doubt_not_open", check(UNFUNDED_ORDER, "PAUL")),
        plain("doubt_lifted_by_a_manager_of_cases", "role_not_allowed", check(DOUBTED_ORDER, "MARIE")),
        plain("doubt_lifted_by_an_auditor", "role_not_allowed", check(DOUBTED_ORDER, "ADA")),
        plain("doubt_lifted_twice_by_one_person", "doubt_check_payment_order_checked_by_unique", check(DOUBTED_ORDER, "PAUL")),
        plain("doubt_lifted_again", "doubt_not_open", check(LIFTED_ORDER, "ISA")),
        plain("doubt_check_by_another", "append_only", "UPDATE doubt_check SET checked_by = 'CAMILLE'"),
        plain("doubt_check_delete", "append_only", "DELETE FROM doubt_check"),
    ]
}

fn instant() -> Vec<Attack> {
    let ask = |order: &str, by: &str| {
        format!("INSERT INTO instant_order (payment_order, asked_at, asked_by) VALUES ('{order}', {AT}, '{by}')")
    };
    let ordinary = format!(
        "INSERT INTO bank_profile (bank_account, version, settings, recorded_at, recorded_by)
         VALUES (1, 2, '{{\"instant\":\"no\",\"version\":\"09\"}}', {AT}, 'PAUL'); {}",
        ask(PROPOSED_ORDER, "MARIE")
    );
    let kept = |sql: &str| format!("{sql} WHERE payment_order = '{SHORT_ORDER}'");
    vec![
        plain("instant_after_the_approval", "order_not_proposed", ask(APPROVED_ORDER, "MARIE")),
        plain("instant_by_an_auditor", "role_not_allowed", ask(PROPOSED_ORDER, "ADA")),
        plain("instant_where_the_bank_takes_none", "instant_not_taken", ordinary),
        plain("instant_by_someone_else", "append_only", kept("UPDATE instant_order SET asked_by = 'PAUL'")),
        plain("instant_no_more", "append_only", kept("DELETE FROM instant_order")),
    ]
}
