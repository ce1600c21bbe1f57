//! Against the questions themselves: put by another trigger, to the shadow of a table, too early, or twice to the same pot.

use super::forge::{COLUMNS, Forged, NEXT};
use super::state::{APPROVED_ORDER, AT, BANK, IN_TRANSIT, UNIDENTIFIED, bank_account, bytes};
use super::{Attack, only, pot, steps, together_after};
use crate::engine::{Engine, TestDb};
use quitus::ledger::Pot::{Libre, Loyer, Provision};

/// Energy of person 1, half from free money and half from the provision.
const HALVES: &str = "ORDER0000000000000000000ENERGIE2";
/// An old rent of person 1, paid from the reserve.
const OLD_RENT: &str = "ORDER0000000000000000000000RENT2";

pub fn attacks() -> Vec<Attack> {
    let mut all = strangers();
    all.extend(halves());
    all.extend(executed());
    all
}

fn strangers() -> Vec<Attack> {
    let header = |place: &str, previous: &str, seal: &str| {
        Forged {
            seq: Some(place),
            number: Some(&format!(
                "(SELECT MAX(number) FROM entry WHERE journal = 'LO' AND year = 2026) + {place} - (SELECT MAX(seq) FROM entry)"
            )),
            previous: Some(previous),
            seal: Some(&bytes(Engine::Postgres, &seal.repeat(32))),
            ..super::ledger::set_aside()
        }
        .header(Engine::Postgres)
    };
    let lines = |place: i64| {
        format!(
            "INSERT INTO line (entry, no, account, occurred_on, cents) SELECT MAX(seq) + {place}, 1, {}, DATE '2026-11-12', 100 FROM entry;
             INSERT INTO line (entry, no, account, occurred_on, cents) SELECT MAX(seq) + {place}, 2, {}, DATE '2026-11-12', -100 FROM entry;",
            pot(2, Libre),
            pot(2, Loyer)
        )
    };
    // The second row of the outer statement posts an entry of its own before it comes.
    let within = format!(
        "{}{}{}
         CREATE FUNCTION pg_temp.posts() RETURNS bytea LANGUAGE plpgsql AS $$ BEGIN INSERT INTO entry ({COLUMNS}) VALUES {}; RETURN {}; END $$;
         INSERT INTO entry ({COLUMNS}) VALUES {}, {}",
        lines(1),
        lines(2),
        lines(3),
        header("(SELECT MAX(seq) + 1 FROM entry)", "(SELECT seal FROM entry ORDER BY seq DESC LIMIT 1)", "22"),
        bytes(Engine::Postgres, &"22".repeat(32)),
        header("(SELECT MAX(seq) + 1 FROM entry)", "(SELECT seal FROM entry ORDER BY seq DESC LIMIT 1)", "11"),
        header("(SELECT MAX(seq) + 3 FROM entry)", "pg_temp.posts()", "33"),
    );
    let update = format!(
        "UPDATE balance SET last_entry = (SELECT MAX(seq) FROM entry), cents = cents - 100 WHERE account = {}",
        pot(2, Libre)
    );
    vec![
        only(
            Engine::Postgres,
            "balance_moved_by_another_trigger",
            "balance_not_from_entries",
            format!(
                "CREATE TEMP TABLE stranger (x BIGINT);
                 CREATE FUNCTION pg_temp.moves() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {update}; RETURN NULL; END $$;
                 CREATE TRIGGER moves AFTER INSERT ON stranger FOR EACH ROW EXECUTE FUNCTION pg_temp.moves();
                 INSERT INTO stranger VALUES (1)"
            ),
        ),
        only(
            Engine::Sqlite,
            "balance_moved_by_a_passing_trigger",
            "balance_not_from_entries",
            format!(
                "CREATE TEMP TABLE stranger (x BIGINT);
                 CREATE TEMP TRIGGER moves AFTER INSERT ON stranger BEGIN {update}; END;
                 INSERT INTO stranger VALUES (1)"
            ),
        ),
        only(Engine::Postgres, "entry_posted_from_within_another", "balance_not_from_entries", within),
        only(
            Engine::Postgres,
            "closed_month_shadowed",
            "month_closed",
            format!(
                "CREATE TEMP TABLE closed_month (month TEXT); {}",
                Forged { day: "'2026-10-31'", ..super::ledger::set_aside() }.sql(Engine::Postgres)
            ),
        ),
        only(
            Engine::Postgres,
            "lines_and_header_at_once",
            "entry_sealed",
            format!(
                "WITH own AS (INSERT INTO line (entry, no, account, occurred_on, cents) VALUES ({NEXT}, 1, {}, '2026-11-12', 100),
                    ({NEXT}, 2, {}, '2026-11-12', -100)) {}",
                pot(2, Libre),
                pot(2, Loyer),
                Forged { lines: vec![], ..super::ledger::set_aside() }.sql(Engine::Postgres)
            ),
        ),
    ]
}

fn entry(
    movement: &'static str,
    journal: &'static str,
    source: &'static str,
    lines: Vec<(i64, &'static str, Option<&'static str>)>,
) -> Forged<'static> {
    Forged { movement, journal, source, by: "PAUL", lines, ..Forged::default() }
}

/// The provision of person 1, then an order that free money and the provision pay by halves.
fn paid_by_halves() -> Vec<(String, Forged<'static>)> {
    let opening = format!(
        "INSERT INTO opening_balance (id, person, pot, cents, occurred_on, proof, recorded_at, recorded_by)
         VALUES ('OB1', 1, 'provision', 5000, '2026-11-12', 'Relevé', {AT}, 'MARIE');"
    );
    let order = format!(
        "INSERT INTO payment_order (id, kind, bank_account, person, month, due_on, rank, category, budget_line, payee, creditor_name,
            creditor_iban, cents, wanted, remittance, state, prepared_at, prepared_by)
         VALUES ('{HALVES}', 'budget', 1, 1, '2026-11', '2026-11-25', 2, 'energie', 'B1', 'VAL', 'EDF', 'FR7630004000031234567890143', 4000, 4000,
            'Novembre', 'proposed', {AT}, 'MARIE');
         INSERT INTO order_funding (payment_order, pot, cents) VALUES ('{HALVES}', 'libre', 2000), ('{HALVES}', 'provision', 2000);
         UPDATE payment_order SET state = 'approved', approved_at = {AT}, approved_by = 'PAUL' WHERE id = '{HALVES}';"
    );
    let half = |account| (account, "2000", Some("energie"));
    vec![
        (
            opening,
            entry(
                "opening_balance",
                "OD",
                "OB1",
                vec![(bank_account(1, BANK), "5000", None), (pot(1, Provision), "-5000", None)],
            ),
        ),
        (
            order,
            entry(
                "order_approved",
                "PA",
                HALVES,
                vec![half(pot(1, Libre)), half(pot(1, Provision)), (bank_account(1, IN_TRANSIT), "-4000", None)],
            ),
        ),
    ]
}

fn rejected(order: &str) -> String {
    format!(
        "UPDATE payment_order SET state = 'sealed', batch = 'BT1' WHERE id = '{order}';
         UPDATE payment_order SET state = 'rejected', reason = 'MS03' WHERE id = '{order}';"
    )
}

fn executed_by(order: &str, line: &str) -> String {
    format!("UPDATE payment_order SET state = 'settled', settled_line = '{line}' WHERE id = '{order}';")
}

/// A line of the statement that nobody has booked yet.
fn bank_line(id: &str, position: i64, cents: i64) -> String {
    format!(
        "INSERT INTO bank_line (id, statement, bank_account, position, fingerprint, occurrence, booked_on, value_on, cents, code, counterparty_name)
         SELECT '{id}', statement, bank_account, {position}, '{position:064}', occurrence, booked_on, value_on, {cents}, code, counterparty_name
         FROM bank_line WHERE id = 'L9';"
    )
}

/// What two pots paid by equal parts goes back to both and leaves both: the provision is not free money.
fn halves() -> Vec<Attack> {
    let back = |to: [i64; 2]| {
        let [first, second] = to.map(|account| (account, "-2000", Some("energie")));
        entry("order_rejected", "PA", HALVES, vec![(bank_account(1, IN_TRANSIT), "4000", None), first, second])
    };
    let again = entry(
        "order_taken_again",
        "OD",
        HALVES,
        vec![(pot(1, Provision), "2000", None), (pot(1, Provision), "2000", None), (bank_account(1, IN_TRANSIT), "-4000", None)],
    );
    let mut given_back = paid_by_halves();
    given_back.push((rejected(HALVES), back([pot(1, Libre), pot(1, Libre)])));
    let mut taken = paid_by_halves();
    taken.push((rejected(HALVES), back([pot(1, Libre), pot(1, Provision)])));
    taken.push((bank_line("LX", 901, -4_000) + &executed_by(HALVES, "LX"), again));

    let decided = format!(
        "{}{}INSERT INTO direct_debit (line, person, budget_line, category, cents, decided_at, decided_by)
            VALUES ('LX', 1, 'B1', 'energie', 700, {AT}, 'MARIE');",
        bank_line("LX", 901, -700),
        bank_line("LY", 902, 700),
    );
    let half = |account| (account, "350", Some("energie"));
    let mut refunded = paid_by_halves();
    refunded.push((
        decided,
        entry(
            "direct_debit",
            "BQ",
            "LX",
            vec![half(pot(1, Libre)), half(pot(1, Provision)), (bank_account(1, BANK), "-700", None)],
        ),
    ));
    refunded.push((
        String::new(),
        entry(
            "credit_imported",
            "BQ",
            "LY",
            vec![(bank_account(1, BANK), "700", None), (bank_account(1, UNIDENTIFIED), "-700", None)],
        ),
    ));
    refunded.push((
        format!(
            "INSERT INTO bank_reversal (credit, debit, kind, evidence, decided_at, decided_by) VALUES ('LY', 'LX', 'refund', 'Avis', {AT}, 'MARIE');"
        ),
        entry(
            "debit_refunded",
            "RE",
            "LY",
            vec![(bank_account(1, UNIDENTIFIED), "700", None), (pot(1, Libre), "-350", None), (pot(1, Libre), "-350", None)],
        ),
    ));
    vec![
        steps("rejection_given_back_to_one_of_two_pots", "order_funding_mismatch", given_back),
        steps("order_taken_again_from_one_of_two_pots", "order_funding_mismatch", taken),
        steps("refund_twice_to_one_of_two_pots", "refund_to_another_pot", refunded),
    ]
}

/// Rejected orders that the bank executed: each leaves its own pots again, and current rent still comes first.
fn executed() -> Vec<Attack> {
    let energy_back = entry(
        "order_rejected",
        "PA",
        APPROVED_ORDER,
        vec![(bank_account(1, IN_TRANSIT), "4000", None), (pot(1, Libre), "-4000", Some("energie"))],
    );
    let mut with_the_money_of_another = paid_by_halves();
    with_the_money_of_another.push((rejected(APPROVED_ORDER), energy_back.clone()));
    with_the_money_of_another.push((
        bank_line("LX", 901, -4_000) + &executed_by(APPROVED_ORDER, "LX"),
        entry(
            "order_settled",
            "BQ",
            "LX",
            vec![(bank_account(1, IN_TRANSIT), "4000", None), (bank_account(1, BANK), "-4000", None)],
        ),
    ));

    let next_rent = format!(
        "INSERT INTO rent_term (rent, month, version, person, due_on, payable, recorded_at, recorded_by)
         VALUES ('R1', '2026-12', 1, 1, '2026-12-10', 1000, {AT}, 'MARIE');"
    );
    let old_rent = format!(
        "INSERT INTO payment_order (id, kind, bank_account, person, month, due_on, rank, category, rent, payee, creditor_name,
            creditor_iban, cents, wanted, remittance, state, prepared_at, prepared_by)
         VALUES ('{OLD_RENT}', 'rent', 1, 1, '2026-09', '2026-09-10', 1, 'loyer', 'R1', 'BAILLEUR', 'Bailleur', 'FR7630001007941234567890185', 1000,
            1000, 'Septembre', 'proposed', {AT}, 'MARIE');
         INSERT INTO order_funding (payment_order, pot, cents) VALUES ('{OLD_RENT}', 'loyer', 1000);
         UPDATE payment_order SET state = 'approved', approved_at = {AT}, approved_by = 'PAUL' WHERE id = '{OLD_RENT}';"
    );
    let rent = |movement, journal, cents, back, category| {
        entry(movement, journal, OLD_RENT, vec![(pot(1, Loyer), cents, category), (bank_account(1, IN_TRANSIT), back, None)])
    };
    let before = vec![
        (next_rent, Forged { lines: vec![(pot(1, Libre), "1000", None), (pot(1, Loyer), "-1000", None)], ..Forged::default() }),
        (old_rent, rent("order_approved", "PA", "1000", "-1000", Some("loyer"))),
        (rejected(OLD_RENT), rent("order_rejected", "PA", "-1000", "1000", Some("loyer"))),
        (rejected(APPROVED_ORDER), energy_back),
    ];
    let both = executed_by(OLD_RENT, "L9") + &executed_by(APPROVED_ORDER, "L6");
    let energy = entry(
        "order_taken_again",
        "OD",
        APPROVED_ORDER,
        vec![(pot(1, Libre), "4000", None), (bank_account(1, IN_TRANSIT), "-4000", None)],
    );
    vec![
        steps("rejected_order_settled_with_the_money_of_another", "settlement_mismatch", with_the_money_of_another),
        together_after(
            "rent_taken_again_then_free_money",
            "rent_first",
            before,
            both,
            rent("order_taken_again", "OD", "1000", "-1000", None),
            energy,
        ),
    ]
}

/// A function of a later migration is held to it too.
pub async fn keep_to_their_schema(test: TestDb) {
    let free = "DO $$ BEGIN IF EXISTS (SELECT 1 FROM pg_proc WHERE pronamespace = current_schema()::regnamespace
            AND NOT EXISTS (SELECT 1 FROM unnest(proconfig) set WHERE set LIKE 'search_path=%'))
        THEN RAISE 'a function looks for its tables in the schemas of its caller'; END IF; END $$";
    test.plain_sql(free).await.unwrap();
}
