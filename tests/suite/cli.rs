//! The command line as a person and a program meet it: exit codes, French, JSON, pipes, help.

use crate::engine::{Engine, TestDb, both_engines_from};
use crate::office::{COMPTABLE, GESTIONNAIRE, Office, RESPONSABLE, build, text};
use crate::process::{Answer, quitus, start};
use libtest_mimic::Trial;
use quitus::books::prove;
use quitus::store::Tx;
use serde_json::Value;

/// The tests of this module.
pub fn tests() -> Vec<Trial> {
    let mut tests: Vec<Trial> = [
        both_engines_from("cli::done_and_refused", build, done_and_refused),
        both_engines_from("cli::users_come_and_go", build, users_come_and_go),
        both_engines_from("cli::a_refused_file_stops_the_others", build, a_refused_file_stops_the_others),
        both_engines_from("cli::unavailable_after_its_patience", build, unavailable_after_its_patience),
        both_engines_from("cli::tampered_books_are_found", build, tampered_books_are_found),
        both_engines_from("cli::what_waits_is_proven", build, what_waits_is_proven),
        both_engines_from("cli::every_list_is_json", build, every_list_is_json),
        both_engines_from("cli::an_export_is_whole_and_the_same", build, an_export_is_whole_and_the_same),
        both_engines_from("cli::an_end_that_names_two_is_ambiguous", build, an_end_that_names_two_is_ambiguous),
        both_engines_from("cli::orders_are_listed_by_the_words_of_the_list", build, orders_are_listed_by_the_words_of_the_list),
    ]
    .into_iter()
    .flatten()
    .collect();
    let alone: [(&str, fn()); 5] = [
        ("cli::a_demonstration_makes_its_own_database", a_demonstration_makes_its_own_database),
        ("cli::usage_and_bad_files", usage_and_bad_files),
        ("cli::help_is_complete_and_french", help_is_complete_and_french),
        ("cli::a_closed_pipe_is_no_panic", a_closed_pipe_is_no_panic),
        ("cli::a_new_database_is_explained", a_new_database_is_explained),
    ];
    tests.extend(alone.into_iter().map(|(name, body)| {
        Trial::test(name, move || {
            body();
            Ok(())
        })
    }));
    tests
}

/// Words that only English has: none reaches the screen.
const ENGLISH: &[&str] = &[
    "error",
    "usage:",
    "failed",
    "invalid ",
    "unable",
    "no such",
    " the ",
    " is ",
    " not ",
    "possible values",
    "[default",
    "required",
    "unexpected",
    "argument '",
    "panicked",
    "thread '",
];

fn assert_french(screen: &str) {
    let lower = screen.to_lowercase();
    let found: Vec<_> = ENGLISH.iter().filter(|word| lower.contains(**word)).collect();
    assert!(found.is_empty(), "{found:?} in: {screen}");
}

fn on_screen(url: &str, arguments: &[&str]) -> Answer {
    let answer = start(&mut quitus(&[&["--db", url], arguments].concat())).finish();
    assert_french(&answer.out);
    assert_french(&answer.err);
    answer
}

async fn done_and_refused(test: TestDb) {
    let office = Office::at(&test.url);
    let files = office.statements();
    let import = ["--today", "2026-09-14", "bank", "import", &files[0], &files[1], "--by", COMPTABLE];
    let imported = on_screen(&test.url, &import);
    assert_eq!((imported.code, imported.err.as_str()), (Some(0), ""), "no progress bar in a pipe");
    assert!(on_screen(&test.url, &import).out.contains("déjà importé"));
    for list in LISTS {
        assert_eq!(on_screen(&test.url, list).code, Some(0), "{list:?}");
    }
    let unknown = on_screen(&test.url, &["order", "approve", "PAS-UN-PAIEMENT", "--by", RESPONSABLE]);
    assert_eq!(unknown.code, Some(1));
    assert!(unknown.err.contains("[order_unknown]") && unknown.out.is_empty(), "{unknown:?}");
    let waiting = office.run(&["receipts", "--waiting"]).done().json();
    let id = waiting[0]["id"].as_str().unwrap();
    let shown = on_screen(&test.url, &["receipts", "--waiting"]).out;
    assert!(shown.contains(&id[24..]) && !shown.contains(id) && shown.contains("à décider"), "{shown}");
    let refuse = ["receipt", "refuse", &id[24..].to_lowercase(), "--reason", "autre", "--evidence", "P1", "--by", COMPTABLE];
    let refused = office.run(&refuse).done().json();
    assert_eq!(refused["receipt"].as_str(), Some(id), "the end of an identifier is enough");
    let undone: [(&[&str], &str); 4] = [
        (&["debit", "reversed", "PAS-UN-DEBIT", "--receipt", id, "--evidence", "P"], "debit_unknown"),
        (&["debit", "executed", "PAS-UN-DEBIT", "--order", "PAS-UN-PAIEMENT", "--evidence", "P"], "debit_unknown"),
        (&["receipt", "refunded", id, "--debit", "PAS-UN-DEBIT", "--evidence", "P"], "receipt_decided"),
        (&["receipt", "fees", "PAS-UN-ENCAISSEMENT", "--evidence", "P"], "receipt_unknown"),
    ];
    for (command, code) in undone {
        let answer = on_screen(&test.url, &[command, &["--by", COMPTABLE]].concat());
        assert!(answer.code == Some(1) && answer.err.contains(&format!("[{code}]")), "{command:?}: {answer:?}");
    }
    let stranger = on_screen(&test.url, &["month", "prepare", "2026-09", "--by", "Personne"]);
    assert_eq!((stranger.code, stranger.err.contains("[user_unknown]")), (Some(1), true));
    let auditor = on_screen(&test.url, &["month", "prepare", "2026-09", "--by", "Ange"]);
    assert!(auditor.err.contains("il faut : gestionnaire, comptable, responsable)"), "{auditor:?}");
    assert_eq!((auditor.code, auditor.err.contains("[role_not_allowed]")), (Some(1), true));
    let alone = on_screen(&test.url, &["user", "add", "Intrus", "--role", "responsable"]);
    assert_eq!((alone.code, alone.err.contains("[user_add_needs_author]")), (Some(1), true), "books are kept: {alone:?}");
    for (name, code) in
        [("", "app_user_name_filled"), (&"x".repeat(71), "app_user_name_filled"), ("SACHA", "app_user_name_unique")]
    {
        let refused = on_screen(&test.url, &["user", "add", name, "--role", "admin", "--by", RESPONSABLE]);
        assert_eq!((refused.code, refused.err.contains(code)), (Some(1), true), "{refused:?}");
    }
}

/// Invited, given people to manage, disabled and back; a link is never kept, even under a key.
async fn users_come_and_go(test: TestDb) {
    let office = Office::at(&test.url);
    let invite = ["--key", "K1", "user", "invite", GESTIONNAIRE, "--by", RESPONSABLE];
    let link = office.run(&invite).done().json();
    let path = link["path"].as_str().unwrap();
    assert!(path.starts_with("/invitation/") && path.len() == 12 + 64, "{path}");
    assert_ne!(office.run(&invite).done().json()["path"], path, "each link is a new one");
    let kept = "SELECT CAST(COUNT(*) AS BIGINT) FROM idempotency WHERE outcome LIKE '%/invitation/%'";
    let mut tx = test.db.read().await.unwrap();
    let (kept,): (i64,) = match &mut tx {
        Tx::Sqlite(c) => sqlx::query_as(kept).fetch_one(&mut **c).await.unwrap(),
        Tx::Postgres(c) => sqlx::query_as(kept).fetch_one(&mut **c).await.unwrap(),
    };
    assert_eq!(kept, 0);
    drop(tx);
    let assign = ["user", "assign", "1", "2", "3", "--to", GESTIONNAIRE, "--from", "01/10/2026", "--by", RESPONSABLE];
    let told = on_screen(&test.url, &assign).out;
    assert_eq!(told.trim(), "3 personnes confiées à Camille à partir du 1er octobre 2026.");
    let other = on_screen(&test.url, &["user", "assign", "1", "--to", COMPTABLE, "--from", "2026-10-01", "--by", RESPONSABLE]);
    assert_eq!((other.code, other.err.contains("[assignment_to_manager]")), (Some(1), true), "{other:?}");
    let leave = ["user", "disable", COMPTABLE, "--reason", "Départ", "--by", RESPONSABLE];
    assert!(on_screen(&test.url, &leave).out.contains("Dominique désactivé"));
    let gone = on_screen(&test.url, &["month", "prepare", "2026-09", "--by", COMPTABLE]);
    assert_eq!((gone.code, gone.err.contains("[user_disabled]")), (Some(1), true), "{gone:?}");
    let back = ["user", "enable", COMPTABLE, "--reason", "Retour", "--by", RESPONSABLE];
    assert_eq!(on_screen(&test.url, &back).out.trim(), "Dominique réactivé, rôle comptable.");
    assert_eq!(on_screen(&test.url, &["--today", "2026-09-14", "month", "prepare", "2026-09", "--by", COMPTABLE]).code, Some(0));
}

/// What was done before the refused file is told, and so is what was not read after it.
async fn a_refused_file_stops_the_others(test: TestDb) {
    let office = Office::at(&test.url);
    let files = office.statements();
    let bad = office.path("mauvais.xml");
    std::fs::write(&bad, "<Document/>").unwrap();
    let import = ["bank", "import", &files[0], &text(&bad), &files[1], "--by", COMPTABLE];
    let answer = office.run(&import);
    assert_eq!((answer.code, answer.json().as_array().unwrap().len()), (Some(2), 1), "{answer:?}");
    let complaint: Value = serde_json::from_str(&answer.err).unwrap();
    let last = complaint["refusals"].as_array().unwrap().last().unwrap().clone();
    assert_eq!((last["code"].as_str(), last["place"].as_str()), (Some("file_not_read"), Some(files[1].as_str())));
    let screen = on_screen(&test.url, &import);
    assert!(screen.out.contains("déjà importé") && screen.err.contains("n'a pas été lu"), "{screen:?}");
    let empty = on_screen(&test.url, &["order", "approve", "--month", "2026-08", "--by", RESPONSABLE]);
    assert_eq!((empty.code, empty.err.contains("[order_none_proposed]")), (Some(1), true), "{empty:?}");
    let out = text(&office.path("releves"));
    let issue = |more: &[&str]| {
        let words = [&["--today", "2026-09-30", "statement", "issue", "--out", &out, "--by", COMPTABLE], more].concat();
        on_screen(&test.url, &words)
    };
    let unknown = issue(&["--month", "2026-09", "--person", "1", "--person", "99999"]);
    assert_eq!((unknown.code, unknown.out.contains("1 émis"), unknown.err.contains("Personne 99999")), (Some(1), true, true));
    let nobody = issue(&["--month", "1990-01"]);
    assert_eq!((nobody.code, nobody.err.contains("[statement_none]")), (Some(1), true), "{nobody:?}");
}

/// While a write is held, a write of another process gives up after its patience; a read does not wait.
async fn unavailable_after_its_patience(test: TestDb) {
    let held = test.db.write().await.unwrap();
    let hurried = format!("{}?patience=1", test.url);
    let write = on_screen(&hurried, &["user", "add", "Marie", "--role", "admin", "--by", RESPONSABLE]);
    assert_eq!(write.code, Some(3), "{write:?}");
    assert!(write.err.contains("Réessayez"), "{write:?}");
    assert_eq!(on_screen(&hurried, &["user", "list"]).code, Some(0));
    drop(held);
    let again = on_screen(&test.url, &["user", "add", "Marie", "--role", "admin", "--by", RESPONSABLE]);
    assert_eq!(again.code, Some(0), "{again:?}");
}

async fn tampered_books_are_found(test: TestDb) {
    let office = Office::at(&test.url);
    office.import();
    assert_eq!(on_screen(&test.url, &["verify"]).code, Some(0));
    let drop_trigger = match test.engine {
        Engine::Sqlite => "DROP TRIGGER entry_no_update",
        Engine::Postgres => "DROP TRIGGER entry_append_only ON entry",
    };
    test.plain_sql(&format!("{drop_trigger}; UPDATE entry SET source = 'AUTRE' WHERE seq = 3")).await.unwrap();
    let found = on_screen(&test.url, &["verify"]);
    assert_eq!(found.code, Some(4), "{found:?}");
    assert!(found.err.contains("écriture 3 "), "the first place that differs is named: {found:?}");
    assert_eq!(office.run(&["verify"]).code, Some(4));
}

/// A record that says otherwise than its account: each is found, with the account and both figures. Rolled back each time.
async fn what_waits_is_proven(test: TestDb) {
    let office = Office::at(&test.url);
    office.import();
    office.prepare();
    office.approve();
    let waiting = office.run(&["receipts", "--waiting"]).done().json();
    let refused = waiting[0]["id"].as_str().unwrap();
    office.run(&["receipt", "refuse", refused, "--reason", "salaire", "--evidence", "bulletin", "--by", COMPTABLE]).done();
    assert_eq!(office.run(&["verify"]).code, Some(0));
    let tampered = [
        (
            "471",
            (&["receipt_decided_by_splits"][..], "receipt"),
            "UPDATE receipt SET state = 'decided' WHERE line = (SELECT MIN(line) FROM receipt WHERE state = 'waiting')",
        ),
        (
            "4672",
            (&["payment_order_follows_states", "payment_order_steps"], "payment_order"),
            "UPDATE payment_order SET state = 'cancelled' WHERE id = (SELECT MIN(id) FROM payment_order WHERE state = 'approved')",
        ),
        (
            "4673",
            (&["receipt_correction_before_giving_back"], "receipt_correction"),
            "INSERT INTO receipt_correction (split, reason, recorded_at, recorded_by)
             SELECT id, 'essai', decided_at, decided_by FROM receipt_split WHERE kind = 'refused'",
        ),
    ];
    for (account, (triggers, table), change) in tampered {
        let of = if test.engine == Engine::Postgres { format!(" ON {table}") } else { String::new() };
        let dropped: String = triggers.iter().map(|trigger| format!("DROP TRIGGER IF EXISTS {trigger}{of}; ")).collect();
        let sql = sqlx::AssertSqlSafe(dropped + change);
        let mut tx = test.db.write().await.unwrap();
        match &mut tx {
            Tx::Sqlite(c) => sqlx::raw_sql(sql).execute(&mut **c).await.map(|_| ()).unwrap(),
            Tx::Postgres(c) => sqlx::raw_sql(sql).execute(&mut **c).await.map(|_| ()).unwrap(),
        }
        let found = prove(&mut tx).await.unwrap_err().to_string();
        assert!(found.contains(&format!("compte {account} du compte bancaire")), "{account} : {found}");
        assert!(found.contains("les écritures disent") && found.contains(" font "), "{found}");
    }
}

/// Commands that list or report.
const LISTS: &[&[&str]] = &[
    &["user", "list"],
    &["benefits"],
    &["receipts"],
    &["receipts", "--waiting"],
    &["debits"],
    &["orders"],
    &["orders", "--state", "proposed", "--month", "2026-09", "--person", "1"],
    &["batch", "list"],
    &["verify"],
    &["trial-balance"],
    &["trial-balance", "--as-of", "12/09/2026"],
    &["trial-balance", "--recorded-at", "2026-09-12T08:00:00Z"],
];

async fn every_list_is_json(test: TestDb) {
    let office = Office::at(&test.url);
    let all = || {
        for list in LISTS {
            let json = office.run(list).done().json();
            assert!(json.is_array() || json.is_object(), "{list:?}: {json}");
        }
    };
    all();
    assert!(office.import().json().is_array());
    assert!(office.prepare().json().is_object());
    assert!(office.approve().json().is_object());
    assert!(office.seal().json().is_object());
    all();
    let refused = office.run(&["order", "approve", "X", "--by", RESPONSABLE]);
    let json: Value = serde_json::from_str(&refused.err).unwrap();
    assert_eq!((json["exit"].as_i64(), json["refusals"][0]["code"].as_str()), (Some(1), Some("order_unknown")));
}

async fn an_export_is_whole_and_the_same(test: TestDb) {
    let office = Office::at(&test.url);
    office.import();
    office.prepare();
    office.approve();
    let id = office.seal().json()["batches"][0]["id"].as_str().unwrap().to_owned();
    let out = office.path("virements.xml");
    std::fs::write(&out, "un fichier plus ancien").unwrap();
    let export = |to: &str| office.run(&["batch", "export", &id, "--out", to, "--by", COMPTABLE]);
    export(&text(&out)).done();
    let first = std::fs::read(&out).unwrap();
    export(&text(&out)).done();
    assert_eq!(std::fs::read(&out).unwrap(), first);
    let nowhere = export(&text(&office.path("absent/virements.xml")));
    assert_eq!((nowhere.code, nowhere.refusal().as_str()), (Some(2), "file_unreadable"));
}

/// A second order with the same last characters: nobody guesses which one is meant, and the whole identifier still names it.
async fn an_end_that_names_two_is_ambiguous(test: TestDb) {
    let office = Office::at(&test.url);
    office.import();
    office.prepare();
    let orders = office.run(&["orders"]).done().json();
    let id = orders[0]["id"].as_str().unwrap();
    let (start, end) = id.split_at(24);
    let columns =
        "kind, bank_account, person, month, rank, category, rent, budget_line, split, payee, creditor_name, creditor_iban,
        creditor_bic, cents, wanted, remittance, state, prepared_at, prepared_by";
    let twin = format!("{}{end}", start.chars().rev().collect::<String>());
    let copy = format!(
        "UPDATE payment_order SET state = 'cancelled' WHERE id = '{id}';
         INSERT INTO payment_order (id, due_on, {columns}) SELECT '{twin}', due_on, {} FROM payment_order WHERE id = '{id}'",
        columns.replace("state", "'proposed'")
    );
    test.plain_sql(&copy).await.unwrap();
    let cancel = |order: &str| office.run(&["order", "cancel", order, "--reason", "Essai", "--by", COMPTABLE]);
    let refused = cancel(end);
    assert_eq!((refused.code, refused.refusal().as_str()), (Some(1), "reference_ambiguous"));
    assert!(refused.err.contains(id) && refused.err.contains(&twin), "{}", refused.err);
    cancel(&twin).done();
}

async fn orders_are_listed_by_the_words_of_the_list(test: TestDb) {
    let office = Office::at(&test.url);
    office.import();
    office.prepare();
    let listed = |state: &str| office.run(&["orders", "--state", state]).done().json().as_array().unwrap().len();
    assert!(listed("à approuver") > 0);
    assert_eq!(listed("à approuver"), listed("proposed"));
    assert_eq!(listed("débité"), 0);
}

fn usage_and_bad_files() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("q.db").display());
    let not_a_database = folder.path().join("texte");
    std::fs::write(&not_a_database, "ceci n'est pas une base ".repeat(200)).unwrap();
    let usages: &[&[&str]] = &[
        &[],
        &["--json"],
        &["inconnue"],
        &["--inconnue"],
        &["user", "add"],
        &["user", "add", "A", "--role", "roi"],
        &["user", "add", "A", "--role", "programme"],
        &["orders", "--state", "perdu"],
        &["orders", "--month", "2026-13"],
        &["trial-balance", "--as-of", "hier"],
        &["debit", "explain", "L"],
        &["debit", "reversed", "L", "--evidence", "P", "--by", "A"],
        &["debit", "executed", "L", "--evidence", "P", "--by", "A"],
        &["receipt", "refunded", "R", "--evidence", "P", "--by", "A"],
        &["receipt", "fees", "R", "--by", "A"],
        &["order", "approve", "--by", "A"],
        &["bank", "import", "--by", "A"],
        &["bank", "import", "/absent/releve.xml", "--by", "A"],
    ];
    for usage in usages {
        let answer = on_screen(&url, usage);
        assert_eq!((answer.code, answer.out.as_str()), (Some(2), ""), "{usage:?}: {answer:?}");
        assert!(!answer.err.is_empty());
    }
    for url in ["mysql:x", "sqlite:/absent/q.db", &format!("sqlite:{}", not_a_database.display()), "sqlite:x?patience=peu"] {
        assert_eq!(on_screen(url, &["verify"]).code, Some(2), "{url}");
    }
    on_screen(&url, &["user", "add", "A", "--role", "comptable"]);
    let answer = on_screen(&url, &["bank", "import", &text(&not_a_database), "--by", "A"]);
    assert_eq!(answer.code, Some(2), "{answer:?}");
}

/// A database named on the very command is refused; that of the house, in the environment, is left alone and the screen says so.
fn a_demonstration_makes_its_own_database() {
    let folder = tempfile::tempdir().unwrap();
    let house = folder.path().join("maison.db");
    let url = format!("sqlite:{}", house.display());
    let made = folder.path().join("demo");
    let dir = text(&made);
    let demo = ["demo", "--dir", &dir, "--people", "1", "--no-serve"];
    for words in [[&["--db", &url], &demo[..]].concat(), [&demo[..], &["--db", &url]].concat()] {
        let refused = start(&mut quitus(&words)).finish();
        assert_french(&refused.err);
        assert_eq!((refused.code, refused.err.contains("[demo_own_database]")), (Some(2), true), "{refused:?}");
        assert!(!made.exists() && !house.exists());
    }
    let nobody = start(&mut quitus(&["demo", "--dir", "/absent/demo", "--people", "0"])).finish();
    assert_eq!((nobody.code, nobody.out.as_str(), nobody.err.contains("[demo_people]")), (Some(2), "", true), "{nobody:?}");
    let played = start(quitus(&demo).env("QUITUS_DB", &url)).finish().done();
    assert_french(&played.out);
    let said: Vec<&str> = played.out.lines().take(2).collect();
    let own = format!("La démonstration fait sa propre base, {}.", text(&made.join("quitus.db")));
    assert_eq!(said, [&format!("{own} La base de la variable QUITUS_DB n'est pas touchée."), ""]);
    assert!(made.join("quitus.db").exists() && !house.exists());
    let again = start(&mut quitus(&[&demo[..], &["--force", "--json"]].concat())).finish().done().json();
    assert_eq!(again["database"], text(&made.join("quitus.db")));
}

/// Every command answers `--help` in French, and names its commands and common options.
fn help_is_complete_and_french() {
    let mut waiting: Vec<Vec<String>> = vec![Vec::new()];
    let mut seen = 0;
    while let Some(path) = waiting.pop() {
        let words: Vec<&str> = path.iter().map(String::as_str).chain(["--help"]).collect();
        let help = start(&mut quitus(&words)).finish().done().out;
        assert_french(&help);
        for option in ["--db", "--json", "--today", "--key", "--help"] {
            assert!(help.contains(option), "{option} in {words:?}: {help}");
        }
        let commands = help.split("Commandes:").nth(1).unwrap_or_default().split("\n\n").next().unwrap_or_default();
        for line in commands.lines().filter(|line| line.starts_with("  ") && !line.starts_with("   ")) {
            let name = line.split_whitespace().next().unwrap().to_owned();
            waiting.push(path.iter().cloned().chain([name]).collect());
        }
        seen += 1;
    }
    assert!(seen > 35, "{seen} commands");
}

fn a_closed_pipe_is_no_panic() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("q.db").display());
    on_screen(&url, &["user", "add", "A", "--role", "comptable"]);
    for arguments in [&["benefits"][..], &["benefits", "--json"], &["--help"]] {
        let mut command = quitus(&[&["--db", &url], arguments].concat());
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        command.stdout(writer);
        let answer = start(&mut command).finish();
        assert_eq!((answer.code, answer.err.as_str()), (Some(0), ""), "{arguments:?}");
    }
}

fn a_new_database_is_explained() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("q.db").display());
    for list in LISTS {
        let answer = on_screen(&url, list);
        assert_eq!((answer.code, answer.err.contains("[database_missing]")), (Some(2), true), "{list:?}: {answer:?}");
    }
    assert!(!folder.path().join("q.db").exists(), "reading makes no database");
    let unreachable = on_screen("postgres://q@127.0.0.1:1/q?patience=1", &["user", "list"]);
    assert_eq!(
        (unreachable.code, unreachable.err.contains("127.0.0.1:1 ne peut pas être joint")),
        (Some(3), true),
        "{unreachable:?}"
    );
    on_screen(&url, &["user", "add", "A", "--role", "responsable"]);
    for (list, sentence) in [
        (&["user", "list"][..], "responsable"),
        (&["receipts"], "Aucun encaissement"),
        (&["orders"], "Aucun paiement."),
        (&["debits"], "Aucun débit"),
        (&["batch", "list"], "Aucun fichier"),
        (&["trial-balance"], "Aucune écriture"),
    ] {
        let answer = on_screen(&url, list);
        assert!(answer.code == Some(0) && answer.out.contains(sentence), "{list:?}: {answer:?}");
    }
}
