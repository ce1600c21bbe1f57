//! Secrets of telephones at rest: sealed by keys outside the database, and what is left when a key is not there.

use crate::access::house::{PASSWORD, at, awaits_factor, gives, refused, signed_in, someone_in, typed};
use crate::browser::Server;
use crate::engine::{Engine, TestDb, both_engines};
use crate::process::{Answer, quitus, start};
use crate::ring::{RING, ring_file};
use libtest_mimic::Trial;
use quitus::access::{AuditFilter, Given, KeyRing, SealedWith, audit_page, find_user, seal_secrets, sealed_secrets};
use quitus::store::Db;
use sqlx::AssertSqlSafe;

const TODAY: &str = "2026-11-02";

/// The tests of this module.
pub fn tests() -> Vec<Trial> {
    [
        both_engines("secrets::no_secret_is_in_the_database", no_secret_is_in_the_database),
        both_engines("secrets::old_secrets_are_sealed_at_the_first_start", old_secrets_are_sealed),
        both_engines("secrets::an_upgrade_forgets_what_was_asked", an_upgrade_forgets_what_was_asked),
        both_engines("secrets::a_lost_key_leaves_the_other_ways_in", a_lost_key_leaves_the_other_ways_in),
        both_engines("secrets::a_secret_moved_to_another_user_does_not_open", a_moved_secret_does_not_open),
        both_engines("secrets::a_missing_file_of_keys_is_told", a_missing_file_is_told),
        both_engines("secrets::keys_are_renewed", keys_are_renewed),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Bytes of the database, as text and numbers.
async fn kept(test: &TestDb, sql: &str) -> Vec<Vec<u8>> {
    let sql = AssertSqlSafe(sql.to_owned());
    match &test.db {
        Db::Sqlite { read, .. } => sqlx::query_scalar(sql).fetch_all(read).await.unwrap(),
        Db::Postgres { pool, .. } => sqlx::query_scalar(sql).fetch_all(pool).await.unwrap(),
    }
}

/// Puts a secret as it was kept before there were keys.
async fn in_clear(test: &TestDb, secret: &[u8; 20]) {
    let (bytes, dropped) = match test.engine {
        Engine::Sqlite => (format!("x'{}'", hex::encode(secret)), "DROP TRIGGER totp_secret_only_marked;"),
        Engine::Postgres => {
            (format!("'\\x{}'::bytea", hex::encode(secret)), "DROP TRIGGER totp_secret_only_marked ON totp_secret;")
        }
    };
    test.plain_sql(&format!("{dropped} UPDATE totp_secret SET secret = {bytes}")).await.unwrap();
}

async fn in_use(test: &TestDb) -> Vec<SealedWith> {
    sealed_secrets(&mut test.db.read().await.unwrap()).await.unwrap()
}

async fn no_secret_is_in_the_database(test: TestDb) {
    let (telephone, ..) = someone_in(&test, "Camille", 0).await;
    let (raw, text) = (telephone.secret().to_vec(), hex::encode(telephone.secret()));
    if test.engine == Engine::Sqlite {
        test.db.close().await;
        let path = test.url.trim_start_matches("sqlite:");
        let bytes: Vec<u8> =
            [path.to_owned(), format!("{path}-wal")].iter().flat_map(|path| std::fs::read(path).unwrap_or_default()).collect();
        let holds = |what: &[u8]| bytes.windows(what.len()).any(|window| window == what);
        assert!(holds(b"Camille"), "the file is read");
        assert!(!holds(&raw) && !holds(text.as_bytes()) && !holds(text.to_uppercase().as_bytes()));
    } else {
        let secrets = kept(&test, "SELECT secret FROM totp_secret").await;
        let asked = kept(&test, "SELECT convert_to(state, 'UTF8') FROM factor_challenge").await;
        assert_eq!((secrets.len(), asked.len()), (1, 1));
        assert!(secrets.iter().all(|kept| kept.len() == 57 && !kept.windows(20).any(|window| window == raw)));
        assert!(asked.iter().all(|kept| kept.len() == 114 && !String::from_utf8_lossy(kept).contains(&text)));
    }
}

async fn old_secrets_are_sealed(test: TestDb) {
    let (telephone, ..) = someone_in(&test, "Camille", 0).await;
    in_clear(&test, telephone.secret()).await;
    assert_eq!(in_use(&test).await, [SealedWith { key: None, secrets: 1 }]);
    drop(Server::over(&test.url, TODAY));
    assert_eq!(in_use(&test).await, [SealedWith { key: RING.ids().last(), secrets: 1 }]);
    let mut tx = test.db.write().await.unwrap();
    let done = seal_secrets(&mut tx, &RING, at(0)).await.unwrap();
    assert_eq!((done.first, done.again, done.lost), (0, 0, 0), "a second start finds nothing to do");
    let filter = AuditFilter { action: Some("secrets_sealed".into()), ..AuditFilter::default() };
    let auditor = find_user(&mut tx, "Ada").await.unwrap();
    let lines = audit_page(&mut tx, &auditor, &filter, None, 9).await.unwrap().lines;
    assert_eq!(lines.len(), 1);
    assert!(lines[0].detail.ends_with("en clair 1, d'une autre clé 0"), "{}", lines[0].detail);
    let pending = awaits_factor(typed(&mut tx, "Camille", PASSWORD, 1).await);
    signed_in(gives(&mut tx, &pending, Given::Totp(&RING, &telephone.shows(at(1))), 1).await);
}

/// The migration itself, over what an earlier version left: nothing of a secret stays in what was asked.
async fn an_upgrade_forgets_what_was_asked(test: TestDb) {
    let (telephone, ..) = someone_in(&test, "Camille", 0).await;
    let clear = hex::encode(telephone.secret());
    let on = if test.engine == Engine::Sqlite { "" } else { " ON factor_challenge" };
    let before =
        format!("DROP TRIGGER factor_challenge_only_marked{on}; UPDATE factor_challenge SET state = '{clear}', used_at = NULL");
    test.plain_sql(&before).await.unwrap();
    let folder = if test.engine == Engine::Sqlite { "sqlite" } else { "postgres" };
    let path = crate::sources::root().join(format!("migrations/{folder}/0031_sealed_secrets.sql"));
    let migration = std::fs::read_to_string(path).unwrap();
    let update = migration.lines().find(|line| line.starts_with("UPDATE factor_challenge")).unwrap();
    test.plain_sql(update.trim_end_matches(';')).await.unwrap();
    let asked = match test.engine {
        Engine::Sqlite => kept(&test, "SELECT CAST(state AS BLOB) FROM factor_challenge WHERE used_at IS NOT NULL").await,
        Engine::Postgres => kept(&test, "SELECT convert_to(state, 'UTF8') FROM factor_challenge WHERE used_at IS NOT NULL").await,
    };
    assert_eq!(asked, [Vec::<u8>::new()]);
}

async fn a_lost_key_leaves_the_other_ways_in(test: TestDb) {
    let (telephone, _, codes) = someone_in(&test, "Camille", 0).await;
    let other = KeyRing::fresh().unwrap();
    let mut tx = test.db.write().await.unwrap();
    assert_eq!(seal_secrets(&mut tx, &other, at(1)).await.unwrap().lost, 1);
    let pending = awaits_factor(typed(&mut tx, "Camille", PASSWORD, 1).await);
    let code = telephone.shows(at(1));
    for _ in 0..9 {
        let refusal = refused(gives(&mut tx, &pending, Given::Totp(&other, &code), 1).await);
        assert_eq!(refusal.code.name, "sealing_key_unknown");
    }
    // Nothing was guessed, so nobody is locked out; the paper opens, and the telephone is enrolled anew.
    let new = signed_in(gives(&mut tx, &pending, Given::Recovery(&codes[0]), 1).await);
    let session = new.session.clone();
    let enrolment = quitus::access::totp_begin(&mut tx, &other, &session, at(2)).await.unwrap();
    let code = quitus::access::telephone_code(&enrolment.secret_base32, at(2)).unwrap();
    quitus::access::totp_confirm(&mut tx, &other, &session, &code, at(2)).await.unwrap();
    let pending = awaits_factor(typed(&mut tx, "Camille", PASSWORD, 3).await);
    let code = quitus::access::telephone_code(&enrolment.secret_base32, at(3)).unwrap();
    signed_in(gives(&mut tx, &pending, Given::Totp(&other, &code), 3).await);
}

async fn a_moved_secret_does_not_open(test: TestDb) {
    let (telephone, new, _) = someone_in(&test, "Camille", 0).await;
    // Who writes in the database puts a secret that they know in the place of another: here Camille's own, in another row.
    let sql = "UPDATE totp_secret SET ended_at = added_at;
        INSERT INTO totp_secret (id, app_user, secret, added_at, last_step) SELECT 'COPIE', app_user, secret, added_at, 0 FROM totp_secret";
    test.plain_sql(sql).await.unwrap();
    let mut tx = test.db.write().await.unwrap();
    let refusal = refused(gives(&mut tx, &new, Given::Totp(&RING, &telephone.shows(at(1))), 1).await);
    assert_eq!(refusal.code.name, "sealed_secret_altered");
}

fn run(test: &TestDb, arguments: &[&str]) -> Answer {
    start(&mut quitus(&[&["--db", &test.url, "--json"], arguments].concat())).finish()
}

async fn a_missing_file_is_told(test: TestDb) {
    someone_in(&test, "Camille", 0).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cles");
    let path = path.to_str().unwrap();
    let serve = ["serve", "--listen", "127.0.0.1:0", "--key-file", path];
    for arguments in [&serve[..], &["secrets", "renew", "--key-file", path]] {
        let answer = run(&test, arguments);
        assert_eq!((answer.code, answer.refusal().as_str()), (Some(2), "key_file_missing"), "{answer:?}");
        assert!(answer.err.contains("Remettez-le depuis sa sauvegarde"), "{answer:?}");
        assert!(!std::path::Path::new(path).exists(), "no new key hides the loss of the old one");
    }
    let shown = run(&test, &["secrets", "show", "--key-file", path]).done().json();
    assert_eq!(shown["keys"][0]["state"], "absente du fichier");
    std::fs::write(path, "rien").unwrap();
    std::fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    assert_eq!(run(&test, &serve).refusal(), "key_file_malformed");
    std::fs::remove_file(path).unwrap();
    run(&test, &["secrets", "renew", "--lost", "--key-file", path]).done();
    let shown = run(&test, &["secrets", "show", "--key-file", path]).done().json();
    let states: Vec<_> = shown["keys"].as_array().unwrap().iter().map(|key| key["state"].as_str().unwrap()).collect();
    assert_eq!(states, ["dans le fichier, chiffre", "absente du fichier"]);
    let nowhere = run(&test, &["serve", "--listen", "127.0.0.1:0"]);
    // Beside a SQLite file none is made either, for it is not the one that sealed.
    let expected = if test.engine == Engine::Sqlite { "key_file_missing" } else { "key_file_needed" };
    assert_eq!((nowhere.code, nowhere.refusal().as_str()), (Some(2), expected), "{nowhere:?}");
}

async fn keys_are_renewed(test: TestDb) {
    let (telephone, ..) = someone_in(&test, "Camille", 0).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cles");
    std::fs::copy(ring_file(), &path).unwrap();
    let path = path.to_str().unwrap();
    let renewed = run(&test, &["secrets", "renew", "--key-file", path]).done().json();
    assert_eq!(renewed["keys"], 2);
    assert!(!renewed.to_string().contains(RING.text().lines().last().unwrap()), "no key is shown");
    let ring = KeyRing::read(&std::fs::read_to_string(path).unwrap()).unwrap();
    drop(Server::start(quitus(&["--db", &test.url, "serve", "--listen", "127.0.0.1:0", "--key-file", path])));
    assert_eq!(in_use(&test).await, [SealedWith { key: ring.ids().last(), secrets: 1 }]);
    let shown = run(&test, &["secrets", "show", "--key-file", path]).done().json();
    let counts: Vec<_> = shown["keys"].as_array().unwrap().iter().map(|key| key["secrets"].as_u64().unwrap()).collect();
    assert_eq!(counts, [0, 1], "the first key protects nothing any more");
    let mut tx = test.db.write().await.unwrap();
    let pending = awaits_factor(typed(&mut tx, "Camille", PASSWORD, 1).await);
    signed_in(gives(&mut tx, &pending, Given::Totp(&ring, &telephone.shows(at(1))), 1).await);
}
