//! Traces of access go away when they are past their term, and nothing else does (RULE 82).

use crate::access::house::staff;
use crate::engine::{Engine, TestDb, both_engines};
use crate::process::{Answer, quitus, start};
use chrono::{DateTime, Days, Duration, Months, NaiveDate, Utc};
use libtest_mimic::Trial;
use quitus::access::retention::{holds_of, last_removal, lift_hold, past_term, place_hold, remove_past_term};
use quitus::access::{Act, AuditFilter, User, audit_page};
use quitus::web::daily::forget_past_term;

/// The tests of this module.
pub fn tests() -> Vec<Trial> {
    [
        both_engines("retention::only_what_is_past_its_term_goes", only_what_is_past_goes),
        both_engines("retention::the_server_does_it_by_itself", the_server_does_it),
        both_engines("retention::the_command_counts_then_removes", the_command),
        both_engines("retention::a_longer_term_is_kept", a_longer_term_is_kept),
        both_engines("retention::who_may_and_when", who_may_and_when),
        both_engines("retention::a_longer_term_outlives_what_was_announced", outlives_what_was_announced),
        both_engines("retention::nothing_of_a_file_in_litigation_goes", nothing_in_litigation_goes),
        both_engines("retention::a_litigation_is_told_by_the_command", litigation_by_the_command),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// An instant as both engines keep it.
fn kept(at: DateTime<Utc>) -> String {
    format!("'{}'", at.format("%Y-%m-%dT%H:%M:%S%.6f+00:00"))
}

/// The first instant that is kept today, as the database's clock sees it too.
fn edge() -> DateTime<Utc> {
    first_kept().and_hms_opt(0, 0, 0).unwrap().and_utc()
}

fn first_kept() -> NaiveDate {
    Utc::now().date_naive() - Months::new(12)
}

fn act(user: &User) -> Act {
    Act { user: user.clone(), at: Utc::now(), today: Utc::now().date_naive() }
}

/// 32 bytes, all alike.
fn bytes(engine: Engine, pair: &str) -> String {
    match engine {
        Engine::Sqlite => format!("x'{}'", pair.repeat(32)),
        Engine::Postgres => format!("'\\x{}'::bytea", pair.repeat(32)),
    }
}

/// A departure to link from a session, back at once; the identity that it proved.
fn proved(engine: Engine, pair: &str, session: &str, asked: DateTime<Utc>, expires: DateTime<Utc>) -> String {
    let (hash, at, expires) = (bytes(engine, pair), kept(asked), kept(expires));
    format!(
        "INSERT INTO provider_departure (secret_hash, session, asked_at, expires_at) VALUES ({hash}, '{session}', {at}, {expires});
         UPDATE provider_departure SET used_at = {at} WHERE secret_hash = {hash};
         INSERT INTO linked_identity (id, app_user, departure, issuer, subject, called, proved_at, expires_at)
             SELECT 'I{pair}', id, {hash}, 'https://connexion', '{pair}', '', {at}, {expires} FROM app_user WHERE name = 'Ada';"
    )
}

/// One trace of each kind, around an instant; the identifiers bear a letter.
fn traces(engine: Engine, letter: char, no: i64, at: DateTime<Utc>) -> String {
    let proved = proved(engine, &format!("5{no:x}"), &format!("S{letter}"), at - Duration::minutes(10), at);
    let (at, hash) = (kept(at), |kind: u8| bytes(engine, &format!("{kind:x}{no:x}")));
    format!(
        "INSERT INTO file_read (seq, at, app_user, person, what) SELECT {no}, {at}, id, 1, 'compte' FROM app_user WHERE name = 'Gaëlle';
         INSERT INTO sign_in_attempt (seq, at, name_hash, address, outcome) VALUES ({no}, {at}, {}, '', 'password');
         INSERT INTO session (id, app_user, secret_hash, stage, signed_in_at, seen_at, agent, address)
             SELECT 'S{letter}', id, {}, 'full', {at}, {at}, '', '' FROM app_user WHERE name = 'Ada';
         INSERT INTO factor_challenge (id, session, kind, state, expires_at) VALUES ('C{letter}', 'S{letter}', 'passkey_sign_in', '', {at});
         {proved}
         INSERT INTO invitation (secret_hash, app_user, invited_at, invited_by, expires_at, used_at)
             SELECT {}, u.id, {at}, a.id, {at}, {at} FROM app_user u, app_user a WHERE u.name = 'Gaëlle' AND a.name = 'Alix';
         INSERT INTO recovery_code (code_hash, app_user, made_at, used_at) SELECT {}, id, {at}, {at} FROM app_user WHERE name = 'Gaëlle';
         INSERT INTO audit (seq, at, by_user, action, subject, detail) SELECT {no}, {at}, id, 'sign_in', 'Gaëlle', '192.0.2.1' FROM app_user WHERE name = 'Gaëlle';
         INSERT INTO audit (seq, at, by_user, action, subject, detail) SELECT 100 + {no}, {at}, id, 'order_approve', 'P1', '' FROM app_user WHERE name = 'Gaëlle';",
        hash(1),
        hash(2),
        hash(3),
        hash(4),
    )
}

/// A house with a person, and traces of two days: the last that goes and the first that stays.
async fn house(test: &TestDb) -> [User; 5] {
    let users = staff(test).await;
    let last = edge() - Days::new(1);
    let sql = format!(
        "INSERT INTO bank_account (id, reference, iban, holder) VALUES (1, 'B1', 'FR7630001007941234567890185', 'organisation');
         INSERT INTO person (number, bank_account) VALUES (1, 1);
         INSERT INTO recovery_code (code_hash, app_user, made_at) SELECT {}, id, '2001-01-01T00:00:00.000000+00:00' FROM app_user WHERE name = 'Gaëlle';
         {}{}{}{}
         UPDATE linked_identity SET linked_at = proved_at WHERE id = 'Iee';",
        bytes(test.engine, "ee"),
        traces(test.engine, 'A', 1, last),
        traces(test.engine, 'B', 2, edge()),
        // An identity of long ago that was linked, and a session of before that somebody left from, back a little after.
        proved(test.engine, "ee", "SB", last - Days::new(300), last - Days::new(300) + Duration::minutes(10)),
        format_args!(
            "INSERT INTO session (id, app_user, secret_hash, stage, signed_in_at, seen_at, agent, address)
                 SELECT 'SC', id, {0}, 'full', {1}, {1}, '', '' FROM app_user WHERE name = 'Ada';
             INSERT INTO provider_departure (secret_hash, session, asked_at, expires_at) VALUES ({2}, 'SC', {1}, {3});",
            bytes(test.engine, "cc"),
            kept(edge() - Duration::minutes(1)),
            bytes(test.engine, "dd"),
            kept(edge() + Duration::minutes(9)),
        ),
    );
    test.plain_sql(&sql).await.unwrap();
    users
}

/// How many rows each table of traces holds, then the audit's lines about money.
async fn left(test: &TestDb) -> Vec<i64> {
    let tables = [
        "file_read",
        "sign_in_attempt",
        "factor_challenge",
        "provider_departure",
        "linked_identity",
        "session",
        "invitation",
        "recovery_code",
    ];
    let mut asked: Vec<String> = tables.iter().map(|table| format!("SELECT COUNT(*) FROM {table}")).collect();
    asked.push("SELECT COUNT(*) FROM audit WHERE action = 'sign_in'".to_owned());
    asked.push("SELECT COUNT(*) FROM audit WHERE action = 'order_approve'".to_owned());
    let mut numbers = Vec::new();
    for sql in asked {
        numbers.push(test.count(&sql).await);
    }
    numbers
}

/// Every kind before; an unused recovery code and an identity that was linked stay for ever, the latter without its departure.
const BEFORE: [i64; 10] = [2, 2, 2, 4, 3, 3, 2, 3, 2, 2];
const AFTER: [i64; 10] = [1, 1, 1, 2, 2, 2, 1, 2, 1, 2];

async fn only_what_is_past_goes(test: TestDb) {
    let [.., admin] = house(&test).await;
    assert_eq!(left(&test).await, BEFORE);
    let mut tx = test.db.write().await.unwrap();
    let past = past_term(&mut tx, Utc::now(), 12).await.unwrap();
    assert!(past.counts.iter().all(|one| one.number == if one.name == "departures" { 2 } else { 1 }), "{past:?}");
    assert_eq!(last_removal(&mut tx).await.unwrap(), None);
    assert_eq!(remove_past_term(&mut tx, &act(&admin), 12).await.unwrap(), past);
    let last = last_removal(&mut tx).await.unwrap().unwrap();
    assert_eq!((last.past.kept_from, last.author.as_str()), (first_kept(), "Alix"));
    assert_eq!(last.past, past);
    tx.commit().await.unwrap();
    assert_eq!(left(&test).await, AFTER);
    // Again the same day: nothing to do, and nothing is said twice.
    let mut tx = test.db.write().await.unwrap();
    assert!(remove_past_term(&mut tx, &act(&admin), 12).await.unwrap().is_empty());
    let auditor = quitus::access::find_user(&mut tx, "Ada").await.unwrap();
    let filter = AuditFilter { action: Some("retention_apply".into()), ..AuditFilter::default() };
    let lines = audit_page(&mut tx, &auditor, &filter, None, 9).await.unwrap().lines;
    assert_eq!(lines.len(), 1);
    assert!(lines[0].detail.starts_with("1 lecture de dossier, 1 essai de connexion"), "{}", lines[0].detail);
}

async fn the_server_does_it(test: TestDb) {
    house(&test).await;
    assert!(!forget_past_term(&test.db, Utc::now()).await.unwrap().is_empty());
    assert_eq!(left(&test).await, AFTER);
    assert!(forget_past_term(&test.db, Utc::now()).await.unwrap().is_empty());
    let mut tx = test.db.read().await.unwrap();
    assert_eq!(last_removal(&mut tx).await.unwrap().unwrap().author, "quitus");
    drop(tx);
    // A program whose clock runs a year ahead is refused by the database's own.
    let ahead = forget_past_term(&test.db, Utc::now() + Months::new(12)).await.unwrap_err();
    assert_eq!(ahead.code(), Some("retention_too_early"));
    assert_eq!(left(&test).await, AFTER);
}

fn run(test: &TestDb, arguments: &[&str]) -> Answer {
    start(&mut quitus(&[&["--db", &test.url, "--json"], arguments].concat())).finish()
}

async fn the_command(test: TestDb) {
    house(&test).await;
    let shown = run(&test, &["retention", "apply", "--dry-run", "--by", "Alix"]).done().json();
    assert_eq!((shown["dry_run"].as_bool(), shown["counts"]["file_reads"].as_i64()), (Some(true), Some(1)));
    assert_eq!(left(&test).await, BEFORE);
    let done = run(&test, &["retention", "apply", "--by", "Alix"]).done().json();
    assert_eq!(done["counts"], shown["counts"]);
    assert_eq!(done["kept_from"], first_kept().to_string());
    assert_eq!(left(&test).await, AFTER);
    assert_eq!(run(&test, &["retention", "apply", "--by", "Camille"]).refusal(), "role_not_allowed");
    assert_eq!(run(&test, &["retention", "apply", "--dry-run", "--by", "Ada"]).refusal(), "role_not_allowed");
}

async fn a_longer_term_is_kept(test: TestDb) {
    let [_, _, head, ..] = house(&test).await;
    let today = Utc::now().date_naive();
    let mut tx = test.db.write().await.unwrap();
    let changes = [("traces_mois".to_owned(), "24".to_owned())];
    quitus::settings::set_settings(&mut tx, &act(&head), today, &changes, "Contrôle interne des accès", None).await.unwrap();
    tx.commit().await.unwrap();
    assert!(forget_past_term(&test.db, Utc::now()).await.unwrap().is_empty());
    // Whoever forgets the setting is reminded of it by the database.
    let mut tx = test.db.write().await.unwrap();
    let refused = remove_past_term(&mut tx, &act(&head), 12).await.unwrap_err();
    assert_eq!(refused.code(), Some("retention_too_early"));
    drop(tx);
    assert_eq!(left(&test).await, BEFORE);
    let mut tx = test.db.write().await.unwrap();
    for value in ["11", "37"] {
        let changes = [("traces_mois".to_owned(), value.to_owned())];
        let refused = quitus::settings::set_settings(&mut tx, &act(&head), today, &changes, "Essai", None).await.unwrap_err();
        assert_eq!(refused.code(), Some("setting_out_of_bounds"), "{value}");
    }
}

/// Something else announced for today, before a longer term was chosen, does not undo it: for the program and for the database.
async fn outlives_what_was_announced(test: TestDb) {
    let [_, _, head, ..] = house(&test).await;
    let today = Utc::now().date_naive();
    let version = |no: i64, from: NaiveDate, months: i64| {
        format!(
            "INSERT INTO setting (version, in_force_from, shortest_term, longest_term, warning_month, living_floor, suspense_orange,
                suspense_red, receipt_early, receipt_late, preparation_months, execution_days, ending_months, trace_months, reason,
                recorded_at, recorded_by)
             SELECT {no}, '{from}', 6, 24, 42, 0, 5, 30, 1, 4, 2, 30, 2, {months}, 'Essai', {}, id FROM app_user WHERE name = '{}';",
            kept(Utc::now()),
            head.name
        )
    };
    // Announced for today; then, before that day, 24 months at once.
    test.plain_sql(&(version(2, today, 12) + &version(3, today - Days::new(9), 24))).await.unwrap();
    assert!(forget_past_term(&test.db, Utc::now()).await.unwrap().is_empty());
    let mut tx = test.db.write().await.unwrap();
    let refused = remove_past_term(&mut tx, &act(&head), 12).await.unwrap_err();
    assert_eq!(refused.code(), Some("retention_too_early"));
    drop(tx);
    assert_eq!(left(&test).await, BEFORE);
    // What is chosen after it shortens it.
    test.plain_sql(&version(4, today, 12)).await.unwrap();
    assert!(!forget_past_term(&test.db, Utc::now()).await.unwrap().is_empty());
}

async fn nothing_in_litigation_goes(test: TestDb) {
    let [manager, _, head, _, admin] = house(&test).await;
    let today = Utc::now().date_naive();
    let mut tx = test.db.write().await.unwrap();
    for user in [&manager, &admin] {
        let refused = place_hold(&mut tx, &act(user), 1, today, "Recours").await.unwrap_err();
        assert_eq!(refused.code(), Some("role_not_allowed"), "{}", user.name);
    }
    let late = place_hold(&mut tx, &act(&head), 1, today + Days::new(1), "Recours").await.unwrap_err();
    assert_eq!(late.code(), Some("litigation_hold_dates_in_order"));
    assert_eq!(place_hold(&mut tx, &act(&head), 1, today, " ").await.unwrap_err().code(), Some("litigation_hold_reason_filled"));
    assert_eq!(lift_hold(&mut tx, &act(&head), 1, today, "Jugé").await.unwrap_err().code(), Some("litigation_hold_none"));
    place_hold(&mut tx, &act(&head), 1, today - Days::new(3), "Recours de la famille").await.unwrap();
    let twice = place_hold(&mut tx, &act(&head), 1, today, "Encore").await.unwrap_err();
    assert_eq!(twice.code(), Some("litigation_hold_person_unique"));
    tx.commit().await.unwrap();
    // All else goes; the reading of the file stays, and is not counted among what is past its term.
    let past = forget_past_term(&test.db, Utc::now()).await.unwrap();
    assert_eq!(past.counts.iter().find(|one| one.name == "file_reads").unwrap().number, 0);
    let mut held = AFTER;
    held[0] = BEFORE[0];
    assert_eq!(left(&test).await, held);
    let mut tx = test.db.write().await.unwrap();
    let early = lift_hold(&mut tx, &act(&head), 1, today - Days::new(4), "Jugé").await.unwrap_err();
    assert_eq!(early.code(), Some("litigation_hold_dates_in_order"));
    lift_hold(&mut tx, &act(&head), 1, today, "Jugé").await.unwrap();
    let holds = holds_of(&mut tx, 1).await.unwrap();
    assert_eq!((holds.len(), holds[0].reason.as_str()), (1, "Recours de la famille"));
    assert_eq!((holds[0].held_from, holds[0].lifted_on), (today - Days::new(3), Some(today)));
    tx.commit().await.unwrap();
    forget_past_term(&test.db, Utc::now()).await.unwrap();
    assert_eq!(left(&test).await, AFTER);
}

async fn litigation_by_the_command(test: TestDb) {
    let [_, _, head, ..] = house(&test).await;
    let hold = ["retention", "hold", "--person", "1", "--reason", "Recours", "--by"];
    assert_eq!(run(&test, &[&hold[..], &["Alix"]].concat()).refusal(), "role_not_allowed");
    assert_eq!(run(&test, &[&hold[..], &[&head.name]].concat()).done().json()["person"], 1);
    let lift = ["retention", "lift", "--person", "1", "--reason", "Jugé", "--by", &head.name];
    assert_eq!(run(&test, &lift).done().json()["person"], 1);
    assert_eq!(run(&test, &lift).refusal(), "litigation_hold_none");
}

async fn who_may_and_when(test: TestDb) {
    let [manager, accountant, head, auditor, admin] = house(&test).await;
    for user in [&manager, &accountant, &auditor] {
        let mut tx = test.db.write().await.unwrap();
        let refused = remove_past_term(&mut tx, &act(user), 12).await.unwrap_err();
        assert_eq!(refused.code(), Some("role_not_allowed"), "{}", user.name);
    }
    for user in [&head, &admin] {
        let mut tx = test.db.write().await.unwrap();
        assert!(!remove_past_term(&mut tx, &act(user), 12).await.unwrap().is_empty());
    }
    assert_eq!(left(&test).await, BEFORE, "what was dropped removed nothing");
}
