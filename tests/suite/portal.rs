//! The person's own space: who comes in, who does not, and that nobody ever reaches anything of another person.

use crate::browser::Server;
use crate::browser::{DEMO_DAY as TODAY, played};
use crate::engine::{Engine, TestDb, both_engines_from};
use crate::office::RESPONSABLE;
use crate::proof::answers::{number, on_paper};
use crate::routes::{Browserless, table};
use chrono::{DateTime, Duration, Utc};
use libtest_mimic::Trial;
use quitus::access::person_code::{Seen, revoke};
use quitus::access::portal::{IDLE, SignIn, asked, end, enter, give, session, sign_in};
use quitus::access::{Act, Role, find_user, program};
use quitus::signature::code::choose_code_by_link;
use quitus::signature::proof::register::Register;
use quitus::signature::signed_file;
use quitus::store::{Db, Tx};
use reqwest::StatusCode;
use std::collections::BTreeMap;

/// Six digits that nobody guesses.
pub const CODE: &str = "739164";

pub fn tests() -> Vec<Trial> {
    [
        both_engines_from("portal::a_person_reaches_nothing_of_another_by_any_id", played, nothing_of_another),
        both_engines_from("portal::everything_of_ones_own_is_in_one_file", played, everything),
        both_engines_from("portal::a_number_that_nobody_bears_is_answered_like_a_wrong_code", crate::browser::build, alike),
        both_engines_from("portal::a_third_way_to_answer_leaves_the_table_as_it_was", crate::attacks::state, widened),
        both_engines_from("portal::what_is_closed_or_left_opens_nothing", crate::browser::build, closed),
    ]
    .into_iter()
    .flatten()
    .collect()
}

async fn act_of(tx: &mut Tx, name: Option<&str>, at: DateTime<Utc>) -> Act {
    let user = match name {
        Some(name) => find_user(tx, name).await.unwrap(),
        None => program(tx).await.unwrap(),
    };
    Act { user, at, today: at.date_naive() }
}

/// Somebody who may give a link.
async fn giver(tx: &mut Tx) -> String {
    let users = quitus::access::list_users(tx).await.unwrap();
    users.into_iter().find(|user| user.role == Role::Responsable).unwrap().name
}

/// Opens the space of a person, has them choose their code, and gives the cookie of their session.
pub async fn inside(db: &Db, person: i64) -> String {
    let mut tx = db.write().await.unwrap();
    let name = giver(&mut tx).await;
    let user = act_of(&mut tx, Some(&name), Utc::now()).await;
    let secret = give(&mut tx, &user, person, Seen::Known).await.unwrap();
    let act = act_of(&mut tx, None, Utc::now()).await;
    assert_eq!(choose_code_by_link(&mut tx, &act, &secret, CODE).await.unwrap(), person);
    let new = enter(&mut tx, &act, person).await.unwrap();
    tx.commit().await.unwrap();
    format!("__Host-quitus-espace={}", new.secret)
}

/// What tells one person from another on a page: their whole name, and the numbers of their statements.
async fn marks(test: &TestDb, person: i64) -> Vec<String> {
    let mut tx = test.db.read().await.unwrap();
    let head = quitus::books::dossier::head::head(&mut tx, person, TODAY.parse().unwrap(), &[]).await.unwrap().unwrap();
    let issued = quitus::statement::issued::issued(&mut tx, person).await.unwrap();
    assert!(!issued.is_empty(), "the demonstration issued statements to {person}");
    std::iter::once(head.name).chain(issued.into_iter().map(|one| one.number)).collect()
}

/// A payment of a person: what stands in the place of every other parameter.
async fn payment(test: &TestDb, person: i64) -> String {
    let mut tx = test.db.read().await.unwrap();
    quitus::books::dossier::money_out::payments(&mut tx, person).await.unwrap().into_iter().find_map(|one| one.order_id).unwrap()
}

/// The identifiers of what belongs to a person, by the names that parameters of addresses bear.
async fn ids(test: &TestDb, person: i64) -> Vec<(&'static str, String)> {
    let mut tx = test.db.read().await.unwrap();
    let issued = quitus::statement::issued::issued(&mut tx, person).await.unwrap().remove(0);
    let lines = quitus::books::dossier::account::lines(&mut tx, person).await.unwrap();
    vec![
        ("{number}", person.to_string()),
        ("{person}", person.to_string()),
        ("{month}", issued.month),
        ("{seq}", lines[0].seq.to_string()),
    ]
}

/// The files of an archive, by their names.
fn unpacked(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let names: Vec<String> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
    let mut read = |name: &String| {
        let mut bytes = Vec::new();
        std::io::copy(&mut archive.by_name(name).unwrap(), &mut bytes).unwrap();
        bytes
    };
    names.iter().map(|name| (name.clone(), read(name))).collect()
}

/// The cells of a sheet, row by row.
fn cells(bytes: &[u8]) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_reader(bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap());
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

fn cents(amount: &str) -> i64 {
    amount.replace(',', "").parse().unwrap()
}

async fn everything(test: TestDb) {
    on_paper(&test.db, 1).await;
    let cookie = inside(&test.db, 1).await;
    let (mine, theirs) = (marks(&test, 1).await, marks(&test, 2).await);
    let server = Server::over(&test.url, TODAY);
    let site = Browserless::of(&server);
    let answer = site.get("/espace/mes-donnees", &cookie).await;
    assert_eq!(answer.status(), StatusCode::OK);
    let files = unpacked(&answer.bytes().await.unwrap());
    let issued = &mine[1..];
    for number in issued {
        assert!(files[&format!("releves/releve-{number}.pdf")].starts_with(b"%PDF-"), "{number}");
    }
    let certificates = Register::of(&mut test.db.read().await.unwrap()).await.unwrap().certificates;
    let signed = &files[&format!("releves-signes/releve-signe-{}.pdf", number(1))];
    assert_eq!(signed_file::read(signed, &certificates).unwrap().statement.number, number(1));
    assert!(files.keys().any(|name| name.starts_with(&format!("feuilles-signees/releve-{}-", number(1)))));
    let moves = cells(&files["mes-mouvements.csv"]);
    let held = test
        .count("SELECT CAST(-SUM(b.cents) AS BIGINT) FROM balance b JOIN account a ON a.id = b.account WHERE a.person = 1")
        .await;
    assert_eq!(moves.iter().map(|row| cents(&row[3])).sum::<i64>(), held, "the moves add up to what the person holds");
    assert!(cells(&files["ma-situation.csv"]).iter().any(|row| row[0] == "Loyer"));
    assert!(cells(&files["mes-paiements.csv"]).iter().any(|row| row[5] == "débité"));
    assert!(cells(&files["ce-que-j-ai-recu.csv"]).iter().any(|row| row[7] == "gardé pour moi"));
    let texts = files.iter().filter(|(name, _)| !name.ends_with(".pdf")).map(|(_, bytes)| String::from_utf8_lossy(bytes));
    for text in texts {
        assert!(!theirs.iter().any(|mark| text.contains(mark.as_str())), "{text}");
    }
}

async fn nothing_of_another(test: TestDb) {
    let (one, other) = (1, 2);
    let cookie = inside(&test.db, one).await;
    let (mine, theirs) = (marks(&test, one).await, marks(&test, other).await);
    let (ids, order) = (ids(&test, other).await, payment(&test, other).await);
    let server = Server::over(&test.url, TODAY);
    let site = Browserless::of(&server);
    let token = site.token("/espace", &cookie).await;
    let named = format!("personne={other}&dossier={other}&person={other}&number={other}&numero={other}");
    let (mut wrong, mut own) = (Vec::new(), 0);
    for ((method, path), may) in &table() {
        if path == "/espace/sortir" {
            continue;
        }
        let filled: Vec<&str> = path
            .split('/')
            .map(|part| {
                ids.iter().find(|(name, _)| *name == part).map_or(if part.starts_with('{') { &order } else { part }, |(_, id)| id)
            })
            .collect();
        let filled = filled.join("/");
        let answer = match method.as_str() {
            "GET" => site.get(&format!("{filled}?{named}"), &cookie).await,
            _ => site.post(&filled, &cookie, &site.origin, format!("jeton={token}&{named}")).await,
        };
        let (status, text) = (answer.status(), String::from_utf8_lossy(&answer.bytes().await.unwrap()).into_owned());
        let let_in = status == StatusCode::OK;
        if let_in && !may.contains("personne") && !may.contains("tous") {
            wrong.push(format!("{method} {filled}: {status}"));
        }
        own += usize::from(let_in && may.contains("personne"));
        if let Some(mark) = theirs.iter().find(|mark| text.contains(mark.as_str())) {
            wrong.push(format!("{method} {filled} says « {mark} »"));
        }
        if path.starts_with("/espace/releves/") && let_in && !path.ends_with("/fichier") {
            assert!(mine.iter().any(|mark| text.contains(mark.as_str())), "{filled} tells whose statement it is");
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(own >= 6, "the person reads their own pages: {own}");
    // Nothing but a month, a reading and a secret stands in an address of the space: whose it is comes from the session.
    for (_, path) in table().keys() {
        let asked: Vec<&str> = path.split('/').filter(|part| part.starts_with('{')).collect();
        assert!(
            !path.starts_with("/espace") || asked.iter().all(|part| ["{month}", "{secret}", "{presentation}"].contains(part)),
            "{path}"
        );
    }
    // A reading that another person began, in their own session, by its identifier.
    let theirs = inside(&test.db, other).await;
    let token_of = site.token("/espace", &theirs).await;
    let begun = format!("/espace/releves/{}/lire", ids[2].1);
    let answer = site.post(&begun, &theirs, &site.origin, format!("jeton={token_of}")).await;
    let reading = answer.headers()["location"].to_str().unwrap().to_owned();
    assert_eq!(site.get(&reading, &theirs).await.status(), StatusCode::OK);
    for rest in ["", "/detail", "/reponse", "/fin"] {
        let status = site.get(&format!("{reading}{rest}"), &cookie).await.status();
        assert_eq!(status, StatusCode::NOT_FOUND, "{rest}");
    }
    let said = format!("jeton={token}&reponse=agree&copie=had&code_personnel={CODE}");
    assert_eq!(site.post(&format!("{reading}/reponse"), &cookie, &site.origin, said).await.status(), StatusCode::NOT_FOUND);
    assert_eq!(test.count("SELECT COUNT(*) FROM statement_answer").await, 0);
    // The file is that of the statement of the one who asks.
    let answer = site.get(&format!("/espace/releves/{}/fichier", ids[2].1), &cookie).await;
    let name = answer.headers()["content-disposition"].to_str().unwrap().to_owned();
    assert!(mine.iter().any(|mark| name.contains(mark.as_str())), "{name}");
    assert!(answer.bytes().await.unwrap().starts_with(b"%PDF-"));
    // A month that nobody told them.
    assert_eq!(site.get("/espace/releves/2019-01", &cookie).await.status(), StatusCode::NOT_FOUND);
}

async fn tried(db: &Db, number: &str, code: &str, at: DateTime<Utc>) -> Result<(), String> {
    let mut tx = db.write().await.unwrap();
    let checked = asked(&mut tx, number, "203.0.113.9", at).await.unwrap().check(code);
    let act = act_of(&mut tx, None, at).await;
    let answer = sign_in(&mut tx, &act, checked, "203.0.113.9").await.unwrap();
    tx.commit().await.unwrap();
    match answer {
        SignIn::In(new) => {
            assert_eq!(new.session.person, 1);
            Ok(())
        }
        SignIn::Refused(refusal) => Err(refusal.to_string()),
    }
}

/// Five wrong codes make the number wait, whoever bears it; the wait doubles; a right code is let in after it.
async fn alike(test: TestDb) {
    inside(&test.db, 1).await;
    let mut at = Utc::now();
    // 2 is known without a code, 99999 and « abc » are nobody's: the words are the same.
    for _ in 0..5 {
        let said: Vec<_> = [" 1 ", "2", "99999", "abc"].map(|number| (number, "111222")).to_vec();
        let mut answers = Vec::new();
        for (number, code) in said {
            answers.push(tried(&test.db, number, code, at).await.unwrap_err());
        }
        assert!(answers.iter().all(|one| *one == answers[0] && one.contains("portal_refused")), "{answers:?}");
        at += Duration::seconds(1);
    }
    for number in ["1", "2", "99999", "abc"] {
        assert!(tried(&test.db, number, CODE, at).await.unwrap_err().contains("portal_locked"), "{number}");
    }
    at += Duration::seconds(61);
    assert!(tried(&test.db, "1", "111222", at).await.unwrap_err().contains("portal_refused"));
    at += Duration::seconds(61);
    assert!(tried(&test.db, "1", CODE, at).await.unwrap_err().contains("portal_locked"), "the second wait is twice as long");
    at += Duration::seconds(60);
    tried(&test.db, "1", "739 164", at).await.unwrap();
}

/// A session ends by itself, with its link, with its code; the space that is closed lets nobody in.
async fn closed(test: TestDb) {
    let cookie = inside(&test.db, 1).await;
    let secret = cookie.split_once('=').unwrap().1;
    let lives = async |at: DateTime<Utc>| session(&mut test.db.read().await.unwrap(), secret, at).await.unwrap().is_some();
    let now = Utc::now();
    assert!(lives(now).await);
    assert!(!lives(now + IDLE).await, "nobody asked anything for a while");
    assert!(session(&mut test.db.read().await.unwrap(), "another", now).await.unwrap().is_none());
    // A code taken back.
    let mut tx = test.db.write().await.unwrap();
    let user = act_of(&mut tx, Some(RESPONSABLE), now).await;
    revoke(&mut tx, &user, 1).await.unwrap();
    tx.commit().await.unwrap();
    assert!(!lives(now).await);
    assert!(tried(&test.db, "1", CODE, now).await.unwrap_err().contains("portal_refused"));
    // A space that is closed: its link and its sessions end, and the right code of the interview does not open it.
    let cookie = inside(&test.db, 1).await;
    let secret = cookie.split_once('=').unwrap().1;
    let later = Utc::now();
    let mut tx = test.db.write().await.unwrap();
    let user = act_of(&mut tx, Some(RESPONSABLE), later).await;
    end(&mut tx, &user, 1).await.unwrap();
    tx.commit().await.unwrap();
    assert!(session(&mut test.db.read().await.unwrap(), secret, later).await.unwrap().is_none());
    assert!(tried(&test.db, "1", CODE, later).await.unwrap_err().contains("portal_refused"));
    let mut tx = test.db.write().await.unwrap();
    let user = act_of(&mut tx, Some(RESPONSABLE), later).await;
    let refused = end(&mut tx, &user, 1).await.unwrap_err();
    assert_eq!(refused.code(), Some("portal_link_ended"));
    // Who may not give one gives none.
    let mut auditor = act_of(&mut tx, Some(RESPONSABLE), later).await;
    auditor.user.role = Role::Auditeur;
    assert_eq!(give(&mut tx, &auditor, 1, Seen::Known).await.unwrap_err().code(), Some("role_not_allowed"));
    drop(tx);
}

/// Wider constraints on the table of answers: rows, keys, indexes and triggers stand, and the text of the table is read again.
async fn widened(test: TestDb) {
    let before = test.count("SELECT COUNT(*) FROM statement_answer").await;
    assert!(before > 2, "answers of the two other ways");
    test.plain_sql(&crate::attacks::answered_in_their_space(test.engine)).await.unwrap();
    assert_eq!(test.count("SELECT COUNT(*) FROM statement_answer").await, before + 1);
    assert_eq!(test.count("SELECT COUNT(*) FROM statement_answer WHERE channel = 'portal'").await, 1);
    assert_eq!(test.count("SELECT COUNT(*) FROM statement_state WHERE number = '2026-11-4' AND state = 'signed'").await, 1);
    if test.engine == Engine::Sqlite {
        assert_eq!(test.count("SELECT COUNT(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'").await, 1);
        assert_eq!(test.count("SELECT COUNT(*) FROM pragma_foreign_key_check").await, 0);
        assert_eq!(test.count("SELECT COUNT(*) FROM pragma_foreign_key_list('statement_answer')").await, 5);
        let guards = "SELECT COUNT(*) FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'statement_answer'";
        assert!(test.count(guards).await >= 7, "append-only, its rows where they are, lawful");
        let wider = "SELECT COUNT(*) FROM sqlite_schema WHERE name = 'statement_answer' AND sql LIKE '%''portal''%'
            AND sql LIKE '%(channel <> ''paper'') = (presentation IS NOT NULL)%' AND sql LIKE '%(channel <> ''paper'' OR code_use IS NULL)%'";
        assert_eq!(test.count(wider).await, 1);
        assert_eq!(
            test.count("SELECT COUNT(*) FROM sqlite_schema WHERE name LIKE 'sqlite_autoindex_statement_answer%'").await,
            4
        );
    }
}
