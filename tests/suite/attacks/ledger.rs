//! Against entries, lines, balances and the chain.

use super::forge::{Forged, NEXT};
use super::state::{APPROVED_ORDER, BANK, TO_RETURN, UNIDENTIFIED, bank_account};
use super::{Attack, both, forged, only, plain, pot};
use crate::engine::Engine;
use quitus::ledger::Pot::{Apa, Libre, Logement, Loyer, Provision};

const UPSERT: &str = "INSERT INTO entry SELECT * FROM entry WHERE seq = 1 ON CONFLICT (seq) DO UPDATE SET number = 99";

/// Lawful: one euro of person 2, who owes no rent, from free money to rent.
pub fn set_aside() -> Forged<'static> {
    Forged { lines: vec![(pot(2, Libre), "100", None), (pot(2, Loyer), "-100", None)], ..Forged::default() }
}

fn moved(from: i64, to: i64, cents: &'static str, back: &'static str) -> Forged<'static> {
    Forged { lines: vec![(from, cents, None), (to, back, None)], ..Forged::default() }
}

pub fn attacks() -> Vec<Attack> {
    let mut all = entries();
    all.extend(lines());
    all.extend(chain());
    all.extend(balances());
    all.extend(corrections());
    all.extend(in_one_statement());
    all
}

/// What an entry may do depends on those before it, in the same statement too.
fn in_one_statement() -> Vec<Attack> {
    let released =
        |person, cents, back| Forged { movement: "rent_released", ..moved(pot(person, Loyer), pot(person, Libre), cents, back) };
    vec![
        both(
            "pot_overdrawn_until_the_next_entry",
            "balance_below_zero",
            released(2, "900000", "-900000"),
            moved(pot(2, Libre), pot(2, Loyer), "900000", "-900000"),
        ),
        both(
            "rent_reserve_filled_and_emptied",
            "rent_first",
            moved(pot(4, Libre), pot(4, Loyer), "100", "-100"),
            released(4, "100", "-100"),
        ),
        both(
            "chain_forked",
            "entry_chain_broken",
            set_aside(),
            Forged { previous: Some("(SELECT seal FROM entry WHERE seq = (SELECT MAX(entry) - 2 FROM line))"), ..set_aside() },
        ),
        both("second_of_two_unbalanced", "entry_unbalanced", set_aside(), moved(pot(2, Libre), pot(2, Loyer), "100", "-99")),
        both(
            "second_of_two_another_person",
            "entry_mixes_people",
            set_aside(),
            moved(pot(2, Libre), pot(1, Loyer), "100", "-100"),
        ),
    ]
}

fn entries() -> Vec<Attack> {
    vec![
        plain("entry_update", "append_only", "UPDATE entry SET source = 'AUTRE' WHERE seq = 1"),
        plain("entry_renumbered", "append_only", "UPDATE entry SET number = number + 1"),
        plain("entry_delete", "append_only", "DELETE FROM entry WHERE seq = (SELECT MAX(seq) FROM entry)"),
        only(Engine::Sqlite, "entry_upsert", "entry_seq_gap", UPSERT),
        only(Engine::Postgres, "entry_upsert", "append_only", UPSERT),
        only(Engine::Sqlite, "entry_replace", "entry_seq_gap", "INSERT OR REPLACE INTO entry SELECT * FROM entry WHERE seq = 3"),
        only(Engine::Postgres, "entry_truncate", "append_only", "TRUNCATE entry CASCADE"),
        only(Engine::Postgres, "line_truncate", "append_only", "TRUNCATE line"),
        only(Engine::Postgres, "balance_truncate", "append_only", "TRUNCATE balance"),
        forged("second_header", "entry_seq_gap", "", Forged { seq: Some("2"), lines: vec![], ..set_aside() })
            .on_postgres("entry_seq_unique"),
        forged("closed_month", "month_closed", "", Forged { day: "'2026-10-31'", ..set_aside() }),
        forged("wrong_year", "entry_date_mismatch", "", Forged { year: "2025", ..set_aside() }),
        forged("wrong_journal", "entry_journal_mismatch", "", Forged { journal: "OD", ..set_aside() }),
        forged("unknown_movement", "entry_journal_mismatch", "", Forged { movement: "cadeau", ..set_aside() })
            .on_postgres("reference_missing"),
        forged("number_gap", "entry_number_gap", "", Forged { number: Some("99"), ..set_aside() }),
        forged("number_taken", "entry_number_gap", "", Forged { number: Some("1"), ..set_aside() })
            .on_postgres("entry_journal_year_number_unique"),
        only(
            Engine::Sqlite,
            "instant_of_another_form",
            "entry_recorded_backwards",
            Forged { at: "'demain'", ..set_aside() }.sql(Engine::Sqlite),
        ),
        // A day that is no day escapes every comparison of days in SQLite, where a date is text.
        only(
            Engine::Sqlite,
            "day_that_is_no_day",
            "entry_date_mismatch",
            Forged { day: "'2026-10-31 '", ..set_aside() }.sql(Engine::Sqlite),
        ),
        only(
            Engine::Sqlite,
            "day_that_never_was",
            "entry_date_mismatch",
            Forged { day: "'2026-02-30'", ..set_aside() }.sql(Engine::Sqlite),
        ),
    ]
}

fn lines() -> Vec<Attack> {
    let one = Forged { lines: vec![(pot(2, Libre), "100", None)], ..Forged::default() };
    let unidentified = bank_account(1, UNIDENTIFIED);
    vec![
        plain("line_update", "append_only", "UPDATE line SET cents = cents * 2"),
        plain("line_delete", "append_only", "DELETE FROM line WHERE entry = 1"),
        plain(
            "late_line",
            "entry_sealed",
            format!(
                "INSERT INTO line (entry, no, account, occurred_on, cents) VALUES (1, 9, {}, '2026-11-10', 5)",
                pot(1, Libre)
            ),
        ),
        only(Engine::Sqlite, "line_replace", "entry_sealed", "INSERT OR REPLACE INTO line SELECT * FROM line WHERE entry = 1"),
        forged("unbalanced", "entry_unbalanced", "", moved(pot(2, Libre), pot(2, Loyer), "100", "-99")),
        forged("one_line", "entry_needs_two_lines", "", one),
        forged("line_of_zero", "line_not_zero", "", moved(pot(2, Libre), pot(2, Loyer), "0", "0")),
        forged("no_line", "entry_needs_two_lines", "", Forged::default()),
        forged("negative_pot", "balance_below_zero", "", moved(pot(2, Libre), pot(2, Loyer), "90000000", "-90000000")),
        forged("mixed_people", "entry_mixes_people", "", moved(pot(2, Libre), pot(1, Loyer), "100", "-100")),
        forged(
            "mixed_bank_accounts",
            "entry_mixes_people",
            "",
            Forged {
                movement: "split_refused",
                journal: "RE",
                source: "S2X",
                ..moved(unidentified, bank_account(2, TO_RETURN), "100", "-100")
            },
        ),
        forged("reserve_into_another_pot", "rent_move_wrong_pots", "", moved(pot(2, Libre), pot(2, Provision), "100", "-100")),
        forged(
            "earmark_made_free",
            "rent_move_wrong_pots",
            "",
            Forged { movement: "rent_released", ..moved(pot(2, Apa), pot(2, Libre), "1", "-1") },
        ),
        forged("pot_straight_to_the_bank", "entry_wrong_account", "", moved(pot(2, Libre), bank_account(1, BANK), "100", "-100")),
        forged(
            "category_on_a_reserve",
            "wrong_pot_for_category",
            "",
            Forged { lines: vec![(pot(2, Libre), "100", Some("loyer")), (pot(2, Loyer), "-100", None)], ..Forged::default() },
        ),
        // Without foreign keys a line may name an account that does not exist: its money would vanish.
        forged("account_that_does_not_exist", "reference_missing", "", moved(pot(2, Libre), 999_999, "100", "-100")),
        only(
            Engine::Sqlite,
            "half_a_cent",
            "entry_unbalanced",
            moved(pot(2, Libre), pot(2, Loyer), "0.5", "-0.5").sql(Engine::Sqlite),
        ),
        only(
            Engine::Sqlite,
            "words_for_cents",
            "entry_unbalanced",
            moved(pot(2, Libre), pot(2, Loyer), "'a'", "'b'").sql(Engine::Sqlite),
        ),
        only(
            Engine::Sqlite,
            "account_replaced_by_its_number",
            "append_only",
            "INSERT OR REPLACE INTO account (id, code, kind, bank_account, person, pot, side) VALUES (77777, '4671.2.libre', 'pot', 1, 2, 'libre', 'credit')",
        ),
    ]
}

fn chain() -> Vec<Attack> {
    vec![
        forged("seq_gap", "entry_seq_gap", "", Forged { seq: Some("9999"), ..set_aside() }),
        forged(
            "broken_previous_seal",
            "entry_chain_broken",
            "",
            Forged { previous: Some("(SELECT seal FROM entry WHERE seq = 1)"), ..set_aside() },
        ),
        forged(
            "seal_duplicate",
            "entry_seal_unique",
            "",
            Forged { seal: Some("(SELECT seal FROM entry WHERE seq = 1)"), ..set_aside() },
        ),
        forged(
            "backdated_recording",
            "entry_recorded_backwards",
            "",
            Forged { at: "'2026-11-01T09:00:00.000000+00:00'", ..set_aside() },
        ),
        plain("words_rewritten", "append_only", "UPDATE entry_text SET text = 'Autre chose' WHERE entry = 1"),
        plain("words_without_their_salt", "append_only", "UPDATE entry_text SET salt = NULL WHERE entry = 1"),
        plain("words_deleted", "append_only", "DELETE FROM entry_text"),
    ]
}

fn balances() -> Vec<Attack> {
    let libre = pot(2, Libre);
    let stray = format!(
        "INSERT INTO line (entry, no, account, occurred_on, cents) VALUES ({NEXT}, 1, {libre}, '2026-11-12', 100), ({NEXT}, 2, {}, '2026-11-12', -100);
         UPDATE balance SET last_entry = {NEXT}, cents = cents + 100 WHERE account = {libre}",
        pot(2, Loyer)
    );
    vec![
        plain(
            "balance_update",
            "balance_not_from_entries",
            format!("UPDATE balance SET cents = cents - 100 WHERE account = {libre}"),
        ),
        plain("balance_for_an_entry_that_is_not", "balance_not_from_entries", stray),
        plain("balance_delete", "append_only", "DELETE FROM balance"),
        plain(
            "balance_insert",
            "balance_not_from_entries",
            "INSERT INTO balance (account, side, cents, last_entry) VALUES (888888, 'credit', -500, 0)",
        ),
        only(
            Engine::Sqlite,
            "balance_replace",
            "balance_not_from_entries",
            format!("INSERT OR REPLACE INTO balance (account, side, cents, last_entry) VALUES ({libre}, 'credit', 0, 0)"),
        ),
        plain("account_update", "append_only", "UPDATE account SET side = 'any'"),
        plain("account_delete", "append_only", format!("DELETE FROM account WHERE id = {}", pot(2, Apa))),
    ]
}

fn corrections() -> Vec<Attack> {
    let reverse = |cents, back| Forged {
        movement: "correction",
        journal: "OD",
        source: "S3",
        corrects: "(SELECT seq FROM entry WHERE source = 'S3' AND movement = 'split_accepted')",
        lines: vec![(pot(2, Libre), cents, None), (bank_account(1, UNIDENTIFIED), back, None)],
        ..Forged::default()
    };
    let declared = "INSERT INTO receipt_correction (split, reason, recorded_at, recorded_by)
        VALUES ('S3', 'Erreur', '2026-11-12T09:00:00.000000+00:00', 'MARIE');";
    let again = Forged {
        source: "S5",
        corrects: "(SELECT seq FROM entry WHERE source = 'S5' AND movement = 'split_accepted')",
        ..reverse("12000", "-12000")
    };
    let payment = Forged {
        movement: "correction",
        journal: "OD",
        source: APPROVED_ORDER,
        corrects: "(SELECT seq FROM entry WHERE movement = 'order_approved' ORDER BY seq DESC LIMIT 1)",
        lines: vec![(pot(1, Libre), "-4000", Some("energie")), (bank_account(1, super::state::IN_TRANSIT), "4000", None)],
        ..Forged::default()
    };
    vec![
        forged("correction_not_mirror", "correction_not_mirror", declared, reverse("59999", "-59999")),
        forged("correction_without_its_decision", "correction_not_allowed", "", reverse("60000", "-60000")),
        forged("correction_twice", "entry_corrects_unique", "", again),
        forged("correction_of_nothing", "correction_not_mirror", "", Forged { corrects: "NULL", ..reverse("60000", "-60000") })
            .on_postgres("entry_correction_names_its_entry"),
        forged("payment_undone_by_correction", "correction_not_allowed", "", payment),
        forged(
            "housing_aid_made_free",
            "rent_move_wrong_pots",
            "",
            Forged { movement: "rent_released", ..moved(pot(1, Logement), pot(1, Libre), "1", "-1") },
        ),
    ]
}
