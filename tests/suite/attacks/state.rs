//! The month that is attacked: receipts posted, income refused, rent set aside, orders in every state.
//!
//! Everyone banks on account 1 but person 3. Marie prepares, Paul approves; today is 10 November 2026.
//! Alix, alone at the start, let Isa in and confirmed her; Éli was let in by Paul and confirmed by Isa, Néo and Rio wait.
//! Person 1 has an RSA, a refused pension, an APL and a paid rent; 2 has free money; 4 is short of rent.

use super::super::engine::{Engine, TestDb};
use chrono::{DateTime, NaiveDate, Utc};
use quitus::access::{Act, Role, User};
use quitus::ledger::movement::{Event, Funding, bank_fee, correction, credit_imported, debit_unexplained, opening_balance};
use quitus::ledger::movement::{debit_refunded, direct_debit, order_approved, order_settled, split_accepted, split_refused};
use quitus::ledger::{AccountCode, Chart, Draft, Line, Pot, post};
use quitus::money::Cents;
use quitus::rent::hold_rent;
use std::fmt::Write;

/// The instant of everything recorded, as SQL.
pub const AT: &str = "'2026-11-10T09:00:00.000000+00:00'";

/// The order of Marie that is settled: the rent of person 1.
pub const RENT_ORDER: &str = "ORDER0000000000000000000000RENT1";
/// Approved and posted, not yet in a file: energy of person 1.
pub const APPROVED_ORDER: &str = "ORDER0000000000000000000ENERGIE1";
/// A proposal: living money of person 1.
pub const PROPOSED_ORDER: &str = "ORDER000000000000000000000VIVRE1";
/// A proposal: energy of person 4, whose rent is short.
pub const SHORT_ORDER: &str = "ORDER0000000000000000000ENERGIE4";

/// A proposal: the refused pension of person 1 goes back.
pub const GIVE_BACK_ORDER: &str = "ORDER00000000000000000000RETOUR1";

/// Rejected: the account was closed, and Paul has looked at it again.
pub const DOUBTED_ORDER: &str = "ORDER0000000000000000000000CLOS1";
/// Rejected: its holder died; Paul and Camille have looked at the account again.
pub const LIFTED_ORDER: &str = "ORDER000000000000000000000DECES1";
/// Rejected because there was no money: nothing is wrong with its account.
pub const UNFUNDED_ORDER: &str = "ORDER000000000000000000000VIDE01";

/// Bytes as each engine writes them, from hexadecimal text.
pub fn bytes(engine: Engine, hexadecimal: &str) -> String {
    match engine {
        Engine::Sqlite => format!("x'{hexadecimal}'"),
        Engine::Postgres => format!("'\\x{hexadecimal}'::bytea"),
    }
}

/// The identifier of an account: of a bank account `b*100 + kind`, of a person `p*1000 + pot`.
pub const fn bank_account(number: i64, kind: i64) -> i64 {
    number * 100 + kind
}

/// `512`.
pub const BANK: i64 = 1;
/// `4672`.
pub const IN_TRANSIT: i64 = 2;
/// `471`.
pub const UNIDENTIFIED: i64 = 3;
/// `4673`.
pub const TO_RETURN: i64 = 5;

/// The account of a person's pot.
pub fn pot(person: i64, pot: Pot) -> i64 {
    let place = Pot::ALL.iter().position(|one| *one == pot).unwrap();
    person * 1_000 + i64::try_from(place).unwrap()
}

/// Builds the month on a fresh database, through the program's own posting wherever money moves.
pub async fn build(test: &TestDb) {
    let run = async |sql: String| test.plain_sql(&sql).await.unwrap_or_else(|error| panic!("{error}\n{sql}"));
    run(users_and_accounts()).await;
    run(caseload()).await;
    run(bank_lines()).await;
    posted(
        test,
        &[credit("L1", 101_605), credit("L2", 60_000), credit("L3", 12_000), credit("L8", 20_000), credit("L10", 20_000)],
    )
    .await;
    run(decisions()).await;
    receipts(test).await;
    run("INSERT INTO receipt_correction (split, reason, recorded_at, recorded_by) VALUES ('S5', 'Mauvaise personne', @AT, 'MARIE');
         UPDATE receipt SET state = 'waiting' WHERE line = 'L3';"
        .replace("@AT", AT))
    .await;
    corrected(test).await;
    run(orders(test.engine)).await;
    payments(test).await;
    run(after(test.engine)).await;
    undone(test).await;
    run(super::door_state::sql(test.engine)).await;
    run(super::signature::sql(test.engine)).await;
    run(super::portal::sql(test.engine)).await;
    run(super::seal::sql(test.engine)).await;
    run(super::print::sql()).await;
    run(LIST_AMENDED.replace("@AT", AT)).await;
}

/// A benefit that leaves the list.
const LIST_AMENDED: &str = "INSERT INTO benefit_amendment (number, from_on, ends, reason, recorded_at, recorded_by)
        VALUES (29, '2030-01-01', TRUE, 'Décret inventé', @AT, 'ALIX');
    UPDATE benefit SET to_on = '2029-12-31' WHERE number = 29;";

fn users_and_accounts() -> String {
    let mut sql = "INSERT INTO app_user (id, name, role, created_at) VALUES
            ('MARIE', 'Marie', 'gestionnaire', @AT), ('PAUL', 'Paul', 'responsable', @AT),
            ('CAMILLE', 'Camille', 'comptable', @AT), ('ADA', 'Ada', 'auditeur', @AT), ('ALIX', 'Alix', 'admin', @AT),
            ('BO', 'Bo', 'admin', @AT), ('SAM', 'Sam', 'comptable', @AT), ('LUC', 'Luc', 'gestionnaire', @AT), ('OLD', 'Ancien', 'comptable', @AT);
        INSERT INTO app_user (id, name, role, created_at, added_by) VALUES ('ISA', 'Isa', 'responsable', @AT, 'ALIX');
        INSERT INTO access_change (seq, app_user, kind, made_at, made_by) VALUES (1, 'ISA', 'user', @AT, 'ALIX');
        INSERT INTO access_confirmation (access_change, confirmed_at, confirmed_by) VALUES (1, @AT, 'ALIX');
        INSERT INTO app_user (id, name, role, created_at, added_by) VALUES ('ELI', 'Éli', 'comptable', @AT, 'PAUL');
        INSERT INTO access_change (seq, app_user, kind, made_at, made_by) VALUES (2, 'ELI', 'user', @AT, 'PAUL');
        INSERT INTO access_confirmation (access_change, confirmed_at, confirmed_by) VALUES (2, @AT, 'ISA');
        INSERT INTO app_user (id, name, role, created_at, added_by) VALUES ('NEO', 'Néo', 'comptable', @AT, 'PAUL');
        INSERT INTO app_user (id, name, role, created_at, added_by) VALUES ('RIO', 'Rio', 'responsable', @AT, 'PAUL');
        INSERT INTO access_change (seq, app_user, kind, made_at, made_by) VALUES (3, 'NEO', 'user', @AT, 'PAUL'), (4, 'RIO', 'user', @AT, 'PAUL');
        INSERT INTO cooling_period (version, days, reason, in_force_from, recorded_at, recorded_by) VALUES (1, 2, 'Essai', '2026-11-10', @AT, 'PAUL');
        INSERT INTO organisation (version, name, address, phone, recorded_at, recorded_by) VALUES (1, 'UDAF', '', '', @AT, 'MARIE');
        INSERT INTO bank_account (id, reference, iban, holder) VALUES
            (1, 'POOL', 'FR7630001007941234567890185', 'organisation'), (2, 'P3', 'FR7630004000031234567890143', 'personne');
        INSERT INTO bank_account_version (bank_account, version, label, recorded_at, recorded_by) VALUES
            (1, 1, 'Compte des personnes', @AT, 'MARIE'), (2, 1, 'Compte de la personne 3', @AT, 'MARIE');
        INSERT INTO bank_profile (bank_account, version, settings, recorded_at, recorded_by) VALUES (1, 1, '{\"instant\":\"yes\",\"version\":\"09\"}', @AT, 'PAUL');
        INSERT INTO person (number, bank_account) VALUES (1, 1), (2, 1), (3, 2), (4, 1);
        INSERT INTO person_version (person, version, family_name, given_name, own_iban, search_key, recorded_at, recorded_by) VALUES
            (1, 1, 'Lefèvre', 'Anne', 'FR7630004000031234567890143', 'lefevre anne', @AT, 'MARIE'), (2, 1, 'Noël', 'Luc', NULL, 'noel luc', @AT, 'MARIE'),
            (3, 1, 'Petit', 'Zoé', 'FR7630001007941234567890185', 'petit zoe', @AT, 'MARIE'),
            (3, 2, 'Petit', 'Zoé', 'FR7610107001011234567890129', 'petit zoe', @AT, 'MARIE'), (4, 1, 'Roux', 'Éric', NULL, 'roux eric', @AT, 'MARIE');
        INSERT INTO person_validation (person, version, validated_at, validated_by, validated_on, payable_from) VALUES
            (1, 1, '2026-11-01T09:00:00.000000+00:00', 'PAUL', '2026-11-01', '2026-11-03');\n"
        .replace("@AT", AT);
    let kinds = [("bank", "512", "any"), ("in_transit", "4672", "credit"), ("unidentified", "471", "credit")];
    let kinds =
        kinds.into_iter().chain([("unexplained", "4718", "debit"), ("to_return", "4673", "credit"), ("fees", "4687", "debit")]);
    for (place, (kind, number, side)) in (1..).zip(kinds) {
        for bank in [1, 2] {
            let id = bank_account(bank, place);
            writeln!(sql, "INSERT INTO account (id, code, kind, bank_account, side) VALUES ({id}, '{number}.{bank}', '{kind}', {bank}, '{side}');")
                .unwrap();
        }
    }
    for person in 1..=4 {
        for one in Pot::ALL {
            let (id, code) = (pot(person, one), one.code());
            writeln!(
                sql,
                "INSERT INTO account (id, code, kind, bank_account, person, pot, side)
                 SELECT {id}, '4671.{person}.{code}', 'pot', bank_account, number, '{code}', 'credit' FROM person WHERE number = {person};"
            )
            .unwrap();
        }
    }
    sql
}

/// `A1` to `A4` are RSA; `A1L` is an APL, `A1T` an ALS that goes to the landlord, `A1X` an ASPA that ended in March.
fn caseload() -> String {
    let mut sql = String::new();
    for person in 1..=4 {
        write!(
            sql,
            "INSERT INTO contract (reference, person) VALUES ('C{person}', {person});
             INSERT INTO contract_version (contract, version, starts_on, ends_on, signed_by_person_on, signed_by_department_on, received_on, convention,
                living_floor, recorded_at, recorded_by) VALUES ('C{person}', 1, '2026-01-01', '2026-12-31', '2025-12-15', '2025-12-20', '2025-12-22',
                'Convention 2026', 0, @AT, 'MARIE');"
        )
        .unwrap();
    }
    let authorisations = [("A1", 1, 17, false), ("A2", 2, 17, false), ("A3", 3, 17, false), ("A4", 4, 17, false)];
    let others = [("A1L", 1, 1, false), ("A1T", 1, 2, true), ("A1X", 1, 4, false)];
    for (id, person, benefit, tiers_payant) in authorisations.into_iter().chain(others) {
        let to_on = if id == "A1X" { "2026-03-31" } else { "2026-12-31" };
        write!(
            sql,
            "INSERT INTO authorisation (id, contract, benefit, from_on) VALUES ('{id}', 'C{person}', {benefit}, '2026-01-01');
             INSERT INTO authorisation_version (authorisation, version, to_on, payer, file_number, tiers_payant, mjagbf, holder_signed,
                recorded_at, recorded_by) VALUES ('{id}', 1, '{to_on}', 'CAF', '123456{person}', {tiers_payant}, FALSE, TRUE, @AT, 'MARIE');"
        )
        .unwrap();
    }
    sql.push_str(
        "INSERT INTO authorisation (id, contract, benefit, from_on) VALUES ('A1B', 'C1', 19, '2026-01-01');
         INSERT INTO payee (reference) VALUES ('BAILLEUR'), ('VAL'), ('EDF');
         INSERT INTO payee_version (payee, version, name, iban, recorded_at, recorded_by) VALUES
            ('BAILLEUR', 1, 'Office HLM', 'FR7630001007941234567890185', @AT, 'MARIE'),
            ('VAL', 1, 'Énergie du Val', 'FR7630004000031234567890143', @AT, 'MARIE'),
            ('EDF', 1, 'EDF', 'FR7630004000031234567890143', @AT, 'MARIE'), ('EDF', 2, 'EDF', 'FR7610107001011234567890129', @AT, 'CAMILLE');
         INSERT INTO payee_validation (payee, version, validated_at, validated_by, validated_on, payable_from) VALUES
            ('BAILLEUR', 1, '2026-11-01T09:00:00.000000+00:00', 'PAUL', '2026-11-01', '2026-11-03');
         INSERT INTO rent (id, person, lease, from_on) VALUES ('R1', 1, 'BAIL-1', '2026-01-01'), ('R4', 4, 'BAIL-4', '2026-01-01');
         INSERT INTO rent_version (rent, version, payee, rent_amount, charges, tiers_payant, rebate, due_day, recorded_at, recorded_by) VALUES
            ('R1', 1, 'BAILLEUR', 40000, 5000, 0, 0, 10, @AT, 'MARIE'), ('R4', 1, 'BAILLEUR', 30000, 0, 0, 0, 10, @AT, 'MARIE');
         INSERT INTO rent_term (rent, month, version, person, due_on, payable, recorded_at, recorded_by) VALUES
            ('R1', '2026-11', 1, 1, '2026-11-10', 45000, @AT, 'MARIE'), ('R4', '2026-11', 1, 4, '2026-11-10', 30000, @AT, 'MARIE');
         INSERT INTO budget_line (id, person, reference) VALUES ('B1', 1, 'ENERGIE'), ('B2', 1, 'VIVRE'), ('B4', 4, 'ENERGIE'),
            ('B5', 4, 'ARRIERES');
         INSERT INTO budget_line_version (budget_line, version, rank, category, payee, amount, period, day, from_on, label, recorded_at, recorded_by) VALUES
            ('B1', 1, 2, 'energie', 'EDF', 4000, 'mensuel', 15, '2026-01-01', 'Électricité', @AT, 'MARIE'),
            ('B2', 1, 3, 'argent_de_vie', NULL, 10000, 'mensuel', 5, '2026-01-01', 'Argent de vie', @AT, 'MARIE'),
            ('B4', 1, 2, 'energie', 'EDF', 4000, 'mensuel', 15, '2026-01-01', 'Électricité', @AT, 'MARIE'),
            ('B5', 1, 4, 'arrieres_loyer', 'BAILLEUR', 100, 'mensuel', 15, '2026-01-01', 'Anciens loyers', @AT, 'MARIE');
         INSERT INTO closed_month (month, closed_at, closed_by) VALUES ('2026-10', @AT, 'PAUL');
         INSERT INTO audit (seq, at, by_user, action, subject, detail) VALUES (1, @AT, 'MARIE', 'import', 'dossiers', '');
         INSERT INTO payer_iban (iban, payer, confirmed_at, confirmed_by) VALUES ('FR7630004000031234567890143', 'CAF', @AT, 'MARIE');
         INSERT INTO opening_balance (id, person, pot, cents, occurred_on, proof, recorded_at, recorded_by) VALUES
            ('OB3', 3, 'libre', 10000, '2026-11-10', 'Relevé', @AT, 'MARIE'), ('OB4', 4, 'libre', 5000, '2026-11-10', 'Relevé', @AT, 'MARIE');",
    );
    sql.replace("@AT", AT)
}

/// `L9` (a direct debit), `L11` and `L20` (interest, decided and corrected) are not yet in the ledger.
fn bank_lines() -> String {
    let mut sql = format!(
        "INSERT INTO bank_file (id, sha256, name, imported_at, imported_by) VALUES ('F1', '{}', 'novembre.xml', @AT, 'MARIE');
         INSERT INTO bank_statement (id, file, bank_account, position, reference, opened_on, closed_on, opening, closing) VALUES
            ('ST1', 'F1', 1, 1, '11', '2026-11-05', '2026-11-10', 0, 100000), ('ST2', 'F1', 2, 1, '11', '2026-11-05', '2026-11-10', 0, 5000);",
        "f".repeat(64)
    );
    let credits = [
        ("L1", 1, 101_605),
        ("L2", 1, 60_000),
        ("L3", 1, 12_000),
        ("L8", 1, 20_000),
        ("L10", 1, 20_000),
        ("L11", 2, 5_000),
        ("L20", 2, 41),
    ];
    let debits = [("L4", 1, -45_000), ("L5", 1, -900), ("L6", 1, -2_500), ("L9", 1, -3_000)];
    // Two direct debits with their refunds, and one of arrears.
    let undone = [("L12", 1, -1_000), ("L13", 1, 1_000), ("L14", 1, -700), ("L15", 1, 700), ("L16", 1, -100)];
    for (position, (id, bank, cents)) in (1..).zip(credits.into_iter().chain(debits).chain(undone)) {
        write!(
            sql,
            "INSERT INTO bank_line (id, statement, bank_account, position, fingerprint, occurrence, booked_on, value_on, cents, code, counterparty_name)
             VALUES ('{id}', 'ST{bank}', {bank}, {position}, '{position:064}', 1, '2026-11-10', '2026-11-10', {cents}, 'PMNT', 'CAF');"
        )
        .unwrap();
        if cents > 0 {
            write!(sql, "INSERT INTO receipt (line, bank_account, cents, received_on, state) VALUES ('{id}', {bank}, {cents}, '2026-11-10', 'waiting');")
                .unwrap();
        }
    }
    sql.push_str(
        "INSERT INTO receipt_proposal (receipt, no, person, reason, splits, words) VALUES ('L1', 1, 1, 'file_number', '[]', '');",
    );
    sql.replace("@AT", AT)
}

/// `S1` to `S5`: RSA, refused pension, RSA of 2, APL, an RSA of 2 that was wrong; `S6`: RSA of 4.
fn decisions() -> String {
    let benefits = [("S1", "L1", 1, 17, "A1", "libre", 60_775), ("S3", "L2", 2, 17, "A2", "libre", 60_000)];
    let others = [("S4", "L8", 1, 1, "A1L", "logement", 20_000), ("S5", "L3", 2, 17, "A2", "libre", 12_000)];
    let last = [("S6", "L10", 4, 17, "A4", "libre", 20_000)];
    let mut sql = String::new();
    for (id, line, person, benefit, authorisation, pot, net) in benefits.into_iter().chain(others).chain(last) {
        write!(
            sql,
            "INSERT INTO receipt_split (id, receipt, kind, person, benefit, authorisation, pot, month, gross, recovery, net, evidence, decided_at, decided_by)
             VALUES ('{id}', '{line}', 'benefit', {person}, {benefit}, '{authorisation}', '{pot}', '2026-11', {net}, 0, {net}, 'Avis CAF', @AT, 'MARIE');"
        )
        .unwrap();
    }
    sql.push_str(
        "INSERT INTO receipt_split (id, receipt, kind, person, outside, month, gross, recovery, net, reason, article, evidence, decided_at, decided_by)
            VALUES ('S2', 'L1', 'refused', 1, 'retraite', '2026-11', 40830, 0, 40830, 'Pension', 'D271-2', 'Avis CARSAT', @AT, 'MARIE');
         UPDATE receipt SET state = 'decided' WHERE line IN ('L1', 'L2', 'L3', 'L8', 'L10');",
    );
    sql.replace("@AT", AT)
}

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 10).unwrap()
}

fn act(name: &str, role: Role) -> Act {
    let at: DateTime<Utc> = AT.trim_matches('\'').parse().unwrap();
    Act { user: User { id: name.to_uppercase(), name: name.to_owned(), role }, at, today: today() }
}

fn event(source: &str, bank_account: i64, cents: i64) -> Event {
    Event {
        bank_account,
        cents: Cents(cents),
        occurred_on: today(),
        value_on: today(),
        source: source.to_owned(),
        text: format!("Écriture de {source}"),
    }
}

type Make = Box<dyn Fn(&Chart) -> Draft>;

fn credit(line: &'static str, cents: i64) -> Make {
    Box::new(move |chart| credit_imported(chart, &event(line, 1, cents)).unwrap())
}

async fn posted(test: &TestDb, makes: &[Make]) {
    let mut tx = test.db.write().await.unwrap();
    let chart = Chart::of_bank_accounts(&mut tx, &[1, 2]).await.unwrap();
    let drafts: Vec<Draft> = makes.iter().map(|make| make(&chart)).collect();
    post(&mut tx, &act("Paul", Role::Responsable), &drafts).await.unwrap();
    tx.commit().await.unwrap();
}

async fn receipts(test: &TestDb) {
    let accepted = |source: &'static str, cents, person, pot| -> Make {
        Box::new(move |chart| split_accepted(chart, &event(source, 1, cents), person, pot).unwrap())
    };
    let refused: Make = Box::new(|chart| split_refused(chart, &event("S2", 1, 40_830)).unwrap());
    let all = [
        accepted("S1", 60_775, 1, Pot::Libre),
        refused,
        accepted("S3", 60_000, 2, Pot::Libre),
        accepted("S4", 20_000, 1, Pot::Logement),
        accepted("S5", 12_000, 2, Pot::Libre),
        accepted("S6", 20_000, 4, Pot::Libre),
    ];
    posted(test, &all).await;
    let mut tx = test.db.write().await.unwrap();
    hold_rent(&mut tx, &act("Marie", Role::Gestionnaire), &[1, 2, 3, 4], today(), "S1").await.unwrap();
    tx.commit().await.unwrap();
}

async fn corrected(test: &TestDb) {
    let wrong: Make = Box::new(|chart| {
        let unidentified = chart.account(AccountCode::Unidentified(1)).unwrap();
        let libre = chart.account(AccountCode::Pot(2, Pot::Libre)).unwrap();
        let lines = [Line::debit(unidentified, Cents(12_000)), Line::credit(libre, Cents(12_000))];
        // After five credits and four splits comes the fifth.
        correction(&event("S5", 1, 12_000), 10, &lines)
    });
    posted(test, &[wrong]).await;
}

fn orders(engine: Engine) -> String {
    let order = |id: &str, person: i64, rank: i64, category: &str, source: &str, cents: i64| {
        let (kind, rent, line) = if rank == 1 { ("rent", source, "NULL") } else { ("budget", "NULL", source) };
        let (payee, iban) = match rank {
            1 => ("'BAILLEUR'", "FR7630001007941234567890185"),
            2 => ("'VAL'", "FR7630004000031234567890143"),
            _ => ("NULL", "FR7630004000031234567890143"),
        };
        format!(
            "INSERT INTO payment_order (id, kind, bank_account, person, month, due_on, rank, category, rent, budget_line, payee, creditor_name,
                creditor_iban, cents, wanted, remittance, state, prepared_at, prepared_by) VALUES ('{id}', '{kind}', 1, {person}, '2026-11', '2026-11-10', {rank},
                '{category}', {rent}, {line}, {payee}, 'EDF', '{iban}', {cents}, {cents}, 'Novembre', 'proposed', @AT, 'MARIE');"
        )
    };
    let mut sql = order(RENT_ORDER, 1, 1, "loyer", "'R1'", 45_000);
    sql += &order(APPROVED_ORDER, 1, 2, "energie", "'B1'", 4_000);
    sql += &order(PROPOSED_ORDER, 1, 3, "argent_de_vie", "'B2'", 10_000);
    sql += &order(SHORT_ORDER, 4, 2, "energie", "'B4'", 4_000);
    write!(
        sql,
        "INSERT INTO payment_order (id, kind, bank_account, person, month, due_on, rank, split, creditor_name, creditor_iban, cents, wanted,
            remittance, state, prepared_at, prepared_by) VALUES ('{GIVE_BACK_ORDER}', 'give_back', 1, 1, '2026-11', '2026-11-10', 0, 'S2',
            'CARSAT', 'FR7630004000031234567890143', 40830, 40830, 'Retour', 'proposed', @AT, 'MARIE');
         INSERT INTO order_funding (payment_order, pot, cents) VALUES ('{RENT_ORDER}', 'logement', 20000), ('{RENT_ORDER}', 'loyer', 25000),
            ('{APPROVED_ORDER}', 'libre', 4000), ('{SHORT_ORDER}', 'libre', 4000);
         UPDATE payment_order SET state = 'approved', approved_at = @AT, approved_by = 'PAUL' WHERE id IN ('{RENT_ORDER}', '{APPROVED_ORDER}');
         INSERT INTO batch (id, message_id, execution_on, orders, cents, sealed_at, sealed_by, sha256, bytes) VALUES
            ('BT1', 'MSG1', '2026-11-10', 1, 45000, @AT, 'MARIE', '{}', {});
         INSERT INTO batch_block (batch, bank_account, payment_id, orders, cents) VALUES ('BT1', 1, 'PMT1', 1, 45000);
         INSERT INTO batch_export (batch, no, exported_at, exported_by) VALUES ('BT1', 1, @AT, 'MARIE');
         INSERT INTO derogation (id, rent, month, person, cents, reason, asked_at, asked_by) VALUES
            ('D1', 'R4', '2026-11', 4, 10000, 'Réparation urgente', @AT, 'MARIE');",
        "e".repeat(64),
        bytes(engine, "3c2f3e"),
    )
    .unwrap();
    sql.replace("@AT", AT)
}

async fn payments(test: &TestDb) {
    let rent = [Funding { pot: Pot::Logement, cents: Cents(20_000) }, Funding { pot: Pot::Loyer, cents: Cents(25_000) }];
    let energy = [Funding { pot: Pot::Libre, cents: Cents(4_000) }];
    let approvals: [Make; 5] = [
        Box::new(move |chart| order_approved(chart, &event(RENT_ORDER, 1, 45_000), 1, "loyer", &rent).unwrap()),
        Box::new(move |chart| order_approved(chart, &event(APPROVED_ORDER, 1, 4_000), 1, "energie", &energy).unwrap()),
        Box::new(|chart| opening_balance(chart, &event("OB3", 2, 10_000), 3, Pot::Libre).unwrap()),
        Box::new(|chart| opening_balance(chart, &event("OB4", 1, 5_000), 4, Pot::Libre).unwrap()),
        Box::new(|chart| bank_fee(chart, &event("L5", 1, 900)).unwrap()),
    ];
    posted(test, &approvals).await;
    let settle = format!(
        "UPDATE payment_order SET state = 'sealed', batch = 'BT1' WHERE id = '{RENT_ORDER}';
         UPDATE payment_order SET state = 'settled', settled_line = 'L4' WHERE id = '{RENT_ORDER}';"
    );
    test.plain_sql(&settle).await.unwrap();
    let debits: [Make; 2] = [
        Box::new(|chart| order_settled(chart, &event("L4", 1, 45_000)).unwrap()),
        Box::new(|chart| debit_unexplained(chart, &event("L6", 1, 2_500)).unwrap()),
    ];
    posted(test, &debits).await;
}

/// Orders that failed, to a payee of their own.
fn doubts() -> String {
    let iban = "FR7614707000201234567890120";
    let mut sql = format!(
        "INSERT INTO payee (reference) VALUES ('CLINIQUE');
         INSERT INTO payee_version (payee, version, name, iban, known_at_start, recorded_at, recorded_by) VALUES
            ('CLINIQUE', 1, 'Clinique', '{iban}', FALSE, @AT, 'MARIE');
         INSERT INTO payee_validation (payee, version, validated_at, validated_by, validated_on, payable_from) VALUES
            ('CLINIQUE', 1, @AT, 'PAUL', '2026-11-10', '2026-11-12');"
    );
    let mut failed = String::new();
    for (due, id, reason) in [(1, DOUBTED_ORDER, "AC04"), (2, LIFTED_ORDER, "MD07"), (3, UNFUNDED_ORDER, "AM04")] {
        write!(
            sql,
            "INSERT INTO payment_order (id, kind, bank_account, person, month, due_on, rank, category, budget_line, payee, creditor_name, creditor_iban,
                cents, wanted, remittance, state, prepared_at, prepared_by) VALUES ('{id}', 'budget', 1, 1, '2026-12', '2026-12-0{due}', 2, 'energie', 'B1',
                'CLINIQUE', 'Clinique', '{iban}', 100, 100, 'Décembre', 'proposed', @AT, 'MARIE');
             UPDATE payment_order SET state = 'approved', approved_at = @AT, approved_by = 'PAUL' WHERE id = '{id}';"
        )
        .unwrap();
        write!(failed, "UPDATE payment_order SET state = 'rejected', reason = '{reason}' WHERE id = '{id}';").unwrap();
    }
    // The first failure blocks the account that they share.
    sql += &failed;
    write!(
        sql,
        "INSERT INTO doubt_check (payment_order, checked_at, checked_by) VALUES
            ('{DOUBTED_ORDER}', @AT, 'PAUL'), ('{LIFTED_ORDER}', @AT, 'PAUL'), ('{LIFTED_ORDER}', @AT, 'CAMILLE');"
    )
    .unwrap();
    sql
}

/// A credit shared as interest.
pub fn interest(receipt: &str, days: (&str, &str), by: &str, shares: &[(i64, i64)]) -> String {
    let (from, to) = days;
    let mut sql = format!(
        "INSERT INTO interest (id, receipt, from_on, to_on, evidence, decided_at, decided_by)
         VALUES ('D{receipt}', '{receipt}', '{from}', '{to}', 'Relevé', {AT}, '{by}');"
    );
    for (person, cents) in shares {
        write!(
            sql,
            "INSERT INTO interest_share (id, interest, person, weight, cents) VALUES ('I{receipt}{person}', 'D{receipt}', {person}, 1, {cents});"
        )
        .unwrap();
    }
    sql
}

/// `L13` gave `L12` back; `L15` waits, and may give `L14` back.
async fn undone(test: &TestDb) {
    let direct = "INSERT INTO direct_debit (line, person, budget_line, category, cents, decided_at, decided_by) VALUES
            ('L12', 1, 'B1', 'energie', 1000, @AT, 'MARIE'), ('L14', 1, 'B1', 'energie', 700, @AT, 'MARIE'),
            ('L16', 4, 'B5', 'arrieres_loyer', 100, @AT, 'MARIE');
        INSERT INTO arrears_settlement (source, rent, month, person, cents) VALUES ('L16', 'R4', '2026-11', 4, 100);";
    test.plain_sql(&direct.replace("@AT", AT)).await.unwrap();
    let libre = |cents| [Funding { pot: Pot::Libre, cents: Cents(cents) }];
    let debit = |line: &'static str, cents| -> Make {
        Box::new(move |chart| direct_debit(chart, &event(line, 1, cents), 1, "energie", &libre(cents)).unwrap())
    };
    posted(test, &[debit("L12", 1_000), debit("L14", 700), credit("L13", 1_000), credit("L15", 700)]).await;
    let decided = "INSERT INTO bank_reversal (credit, debit, kind, evidence, decided_at, decided_by)
            VALUES ('L13', 'L12', 'refund', 'Avis de la banque', @AT, 'MARIE');
        UPDATE receipt SET state = 'returned' WHERE line = 'L13';";
    test.plain_sql(&decided.replace("@AT", AT)).await.unwrap();
    posted(test, &[Box::new(move |chart| debit_refunded(chart, &event("L13", 1, 1_000), 1, &libre(1_000)).unwrap())]).await;
}

fn after(engine: Engine) -> String {
    format!(
        "INSERT INTO direct_debit (line, person, budget_line, category, cents, decided_at, decided_by)
            VALUES ('L9', 1, 'B1', 'energie', 3000, @AT, 'MARIE');
         INSERT INTO instant_order (payment_order, asked_at, asked_by) VALUES ('{SHORT_ORDER}', @AT, 'MARIE');
         INSERT INTO order_evidence (payment_order, decision, evidence, recorded_at, recorded_by)
            VALUES ('{APPROVED_ORDER}', 'reject', 'Avis de la banque', @AT, 'MARIE');
         {} UPDATE receipt SET state = 'decided' WHERE line = 'L20';
         INSERT INTO interest_correction (interest, reason, recorded_at, recorded_by) VALUES ('DL20', 'Période fausse', @AT, 'MARIE');
         INSERT INTO idempotency (key, content, outcome, recorded_at) VALUES ('K1', {}, 'fait', @AT);
         INSERT INTO bank_upload (upload, no, name, sha256, bytes, uploaded_at, uploaded_by)
            VALUES ('U1', 1, 'releve.xml', '{}', {}, @AT, 'MARIE');
         INSERT INTO evidence_file (id, receipt, name, kind, size, sha256, bytes, added_at, added_by)
            VALUES ('E1', 'L1', 'avis.pdf', 'pdf', 8, '{}', {}, @AT, 'MARIE');
         INSERT INTO payer_iban_version (iban, payer, version, active, reason, recorded_at, recorded_by)
            VALUES ('FR7630004000031234567890143', 'CAF', 1, FALSE, 'Compte fermé', @AT, 'PAUL');
         INSERT INTO caseload_draft (id, sent_at, sent_by) VALUES ('D1', @AT, 'MARIE');
         INSERT INTO caseload_draft_file (draft, no, name, sha256, bytes) VALUES ('D1', 1, 'people.csv', '{}', {});
         INSERT INTO caseload_draft_row (draft, file, line, cells, mended_at) VALUES ('D1', 'people.csv', 2, NULL, @AT);
         INSERT INTO statement (number, person, month, model, pdf_sha256, chain_seq, chain_seal, issued_on, issued_at, issued_by) VALUES
            ('2026-11-1', 1, '2026-11', '{{}}', '{}', 1, '{}', '2026-11-10', @AT, 'MARIE');",
        doubts() + &interest("L20", ("2026-10-01", "2026-10-31"), "MARIE", &[(3, 41)]),
        bytes(engine, &"0".repeat(64)),
        "2".repeat(64),
        bytes(engine, "00"),
        "3".repeat(64),
        bytes(engine, "255044462d312e37"),
        "2".repeat(64),
        bytes(engine, "00"),
        "0".repeat(64),
        "1".repeat(64),
    )
    .replace("@AT", AT)
}
