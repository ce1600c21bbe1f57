//! Fifty people at work at once on the back-office of 8 000 files: the real server in a process, the real pages, their own sessions.
//!
//! `cargo bench --bench load` on SQLite; with `QUITUS_BENCH_POSTGRES=postgres://…/postgres` on that server. Each user opens a page,
//! reads it for `QUITUS_BENCH_THINK` milliseconds (1 000: a page a second, much faster than people read; 0 finds the most that the
//! server gives), then opens the next, over one connection kept alive, compressed as browsers ask for it. Every file that is read
//! leaves its trace. The first pages after the server starts are told apart (`QUITUS_BENCH_WARM` seconds: 10): it remembers nothing yet. With
//! `QUITUS_BENCH_WRITES` somebody writes every so many milliseconds, after which nothing that was remembered holds. `QUITUS_BENCH_PEOPLE`, `QUITUS_BENCH_SECONDS`, `QUITUS_BENCH_USERS` for other sizes; `QUITUS_BENCH_KEEP=FOLDER`
//! plays the house once and keeps it there (SQLite); `QUITUS_BENCH_SERVER=PROGRAM` measures another build. Told: the median and the 99th percentile of each page, errors, and the most
//! memory that the server took. A page is measured from the first byte sent to the last byte received.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a measure stops at the first error")]

#[path = "support/client.rs"]
mod client;
#[expect(dead_code, reason = "each bench uses a part of the support")]
mod support;

use chrono::Utc;
use client::{Client, Seen, sign_in};
use quitus::access::{
    Act, KeyRing, Organisation, Role, add_user, assign, confirm_access, find_user, list_users, set_organisation,
};
use quitus::demo::keys::{cut, invited_key};
use quitus::demo::play::{Options, Silent, first_day, play_on};
use quitus::store::Db;
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The day after the last file that the play reads.
const TODAY: &str = "2026-12-01";

fn main() {
    tokio::runtime::Runtime::new().unwrap().block_on(measure());
}

fn asked(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |text| text.parse().unwrap())
}

/// The house, played once, with as many users as will come.
async fn house(people: u32, users: u64) -> (String, PathBuf, Option<tempfile::TempDir>) {
    let kept = std::env::var_os("QUITUS_BENCH_KEEP").map(PathBuf::from);
    let dir = tempfile::tempdir().unwrap();
    let folder = kept.clone().unwrap_or_else(|| dir.path().to_owned());
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("load.db");
    let keys = folder.join("load.key");
    let url = match std::env::var("QUITUS_BENCH_POSTGRES") {
        Ok(server) => support::fresh_postgres(&server).await,
        Err(_) => format!("sqlite:{}", file.display()),
    };
    let began = Instant::now();
    let played = file.exists();
    let db = Db::open(&url).await.unwrap();
    if !played {
        let options = Options { dir: folder.clone(), people, seed: 2026, statements: false };
        play_on(&db, &options, &mut Silent).await.unwrap();
    }
    if !column::<String>(&db, "SELECT name FROM app_user").await.contains(&name(0)) {
        let people: Vec<i64> = column(&db, "SELECT number FROM person").await;
        staff(&db, &ring(&keys), users, i64::try_from(people.len()).unwrap()).await;
    }
    db.close().await;
    println!("{people} people played in {:.0?}", began.elapsed());
    (url, keys, kept.is_none().then_some(dir))
}

/// The keys that seal the secrets of telephones, in the file that the server reads.
fn ring(file: &Path) -> KeyRing {
    if let Ok(text) = std::fs::read_to_string(file) {
        return KeyRing::read(&text).unwrap();
    }
    let ring = KeyRing::fresh().unwrap();
    std::fs::write(file, ring.text()).unwrap();
    std::fs::set_permissions(file, PermissionsExt::from_mode(0o600)).unwrap();
    ring
}

/// One role in ten reads only, four are managers of their own files, three keep the accounts, two approve.
const ROLES: [Role; 10] = [
    Role::Gestionnaire,
    Role::Comptable,
    Role::Gestionnaire,
    Role::Responsable,
    Role::Gestionnaire,
    Role::Comptable,
    Role::Gestionnaire,
    Role::Responsable,
    Role::Auditeur,
    Role::Comptable,
];

fn name(user: u64) -> String {
    format!("Poste {user}")
}

fn role(user: u64) -> Role {
    ROLES[usize::try_from(user % 10).unwrap()]
}

async fn staff(db: &Db, ring: &KeyRing, users: u64, people: i64) {
    let at = Utc::now();
    // Those of the play first: one of them adds the others, and another confirms them.
    let mut keys = cut(db, ring, at, first_day()).await.unwrap();
    let mut tx = db.write().await.unwrap();
    let all = list_users(&mut tx).await.unwrap();
    let act = |role| Act { user: all.iter().find(|user| user.role == role).unwrap().clone(), at, today: first_day() };
    let (head, administrator) = (act(Role::Responsable), act(Role::Admin));
    let mut managers = Vec::new();
    for user in 0..users {
        let added = add_user(&mut tx, Some(&administrator), &name(user), role(user), at).await.unwrap();
        keys.push(invited_key(&mut tx, ring, &administrator, &added, at).await.unwrap());
        confirm_access(&mut tx, &head, &added.id, None).await.unwrap();
        if role(user) == Role::Gestionnaire {
            managers.push(added);
        }
    }
    let share = people / i64::try_from(managers.len()).unwrap().max(1) + 1;
    for (manager, first) in managers.iter().zip((1..=people).step_by(usize::try_from(share).unwrap())) {
        let own: Vec<i64> = (first..(first + share).min(people + 1)).collect();
        assign(&mut tx, &head, &own, manager, first_day()).await.unwrap();
    }
    // The secrets of the telephones stay beside the database: the bench signs in like people do.
    for key in keys {
        support::execute(&mut tx, "CREATE TABLE IF NOT EXISTS bench_key (name TEXT, secret TEXT)".to_owned()).await;
        support::execute(&mut tx, format!("INSERT INTO bench_key VALUES ('{}', '{}')", key.name, key.secret)).await;
    }
    tx.commit().await.unwrap();
}

/// The server at work.
struct Server {
    child: Child,
    origin: String,
}

impl Server {
    fn over(url: &str, keys: &Path) -> Self {
        let program = std::env::var("QUITUS_BENCH_SERVER").unwrap_or_else(|_| env!("CARGO_BIN_EXE_quitus").to_owned());
        let mut command = Command::new(program);
        command
            .args(["--db", url, "--today", TODAY, "serve", "--listen", "127.0.0.1:0"])
            .env_remove("QUITUS_DB")
            .env("QUITUS_KEY_FILE", keys);
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        let origin = lines.find_map(|line| line.split_whitespace().find(|word| word.starts_with("http://")).map(str::to_owned));
        Self { child, origin: origin.unwrap() }
    }

    /// The most memory that the process has taken, in MiB.
    fn most_memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() / 1_024
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What there is to open.
#[derive(Clone)]
struct Things {
    receipts: Vec<String>,
    orders: Vec<String>,
    batches: Vec<String>,
    /// Entries, with their person.
    entries: Vec<(i64, i64)>,
    people: Vec<i64>,
}

async fn column<T>(db: &Db, sql: &'static str) -> Vec<T>
where
    T: Send + Unpin,
    (T,): for<'r> sqlx::FromRow<'r, sqlx::sqlite::SqliteRow> + for<'r> sqlx::FromRow<'r, sqlx::postgres::PgRow> + Send + Unpin,
{
    let rows: Vec<(T,)> = match db {
        Db::Sqlite { read, .. } => sqlx::query_as(sql).fetch_all(read).await.unwrap(),
        Db::Postgres { pool, .. } => sqlx::query_as(sql).fetch_all(pool).await.unwrap(),
    };
    rows.into_iter().map(|(one,)| one).collect()
}

async fn measure() {
    let people = u32::try_from(asked("QUITUS_BENCH_PEOPLE", 8_000)).unwrap();
    let users = asked("QUITUS_BENCH_USERS", 50);
    let seconds = asked("QUITUS_BENCH_SECONDS", 60);
    let think = Duration::from_millis(asked("QUITUS_BENCH_THINK", 1_000));
    let (url, keys, _dir) = house(people, users).await;
    let db = Db::open(&url).await.unwrap();
    let server = Server::over(&url, &keys);
    let mut clients = Vec::new();
    for user in 0..users {
        clients.push(sign_in(&db, &server.origin, &name(user)).await);
    }
    println!("{users} users signed in; {} MiB", server.most_memory());
    let things = things(&db).await;
    let warm = Duration::from_secs(asked("QUITUS_BENCH_WARM", 10));
    let since = Instant::now() + warm;
    let until = since + Duration::from_secs(seconds);
    let writer = tokio::spawn(write(db.clone(), Duration::from_millis(asked("QUITUS_BENCH_WRITES", 0))));
    let visits = clients.into_iter().zip(0..).map(|(client, user)| {
        let things = things.clone();
        tokio::spawn(async move { visit(client, user, role(user), &things, (since, until), think).await })
    });
    let (mut first, mut all) = (Vec::new(), Vec::new());
    for visit in visits.collect::<Vec<_>>() {
        let (before, after) = visit.await.unwrap();
        first.extend(before);
        all.extend(after);
    }
    writer.abort();
    row(&format!("first {} s", warm.as_secs()), first.iter().map(|seen| seen.took).collect());
    tell(&all, seconds, &server);
    db.close().await;
}

/// Somebody who writes now and then what no page shows: every write makes the server ask everything again.
async fn write(db: Db, every: Duration) {
    if every.is_zero() {
        return;
    }
    let house =
        Organisation { name: "Maison".to_owned(), address: "1 rue du Marché".to_owned(), phone: "01 02 03 04 05".to_owned() };
    loop {
        tokio::time::sleep(every).await;
        let mut tx = db.write().await.unwrap();
        let user = find_user(&mut tx, "Sacha").await.unwrap();
        set_organisation(&mut tx, &Act { user, at: Utc::now(), today: first_day() }, &house).await.unwrap();
        tx.commit().await.unwrap();
    }
}

async fn things(db: &Db) -> Things {
    let people: Vec<i64> = column(db, "SELECT number FROM person ORDER BY number").await;
    let sql = "SELECT a.person * 100000000 + MAX(l.entry) FROM line l JOIN account a ON a.id = l.account WHERE a.person IS NOT NULL GROUP BY a.person";
    let entries: Vec<i64> = column(db, sql).await;
    Things {
        receipts: column(db, "SELECT line FROM receipt ORDER BY line DESC LIMIT 500").await,
        orders: column(db, "SELECT id FROM payment_order ORDER BY id DESC LIMIT 500").await,
        batches: column(db, "SELECT id FROM batch ORDER BY id DESC LIMIT 20").await,
        entries: entries.into_iter().map(|both| (both / 100_000_000, both % 100_000_000)).collect(),
        people,
    }
}

/// A repeatable choice.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % u64::try_from(sides.max(1)).unwrap()).unwrap()
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        let place = self.roll(from.len());
        &from[place]
    }
}

/// A page and where it is, as this user opens it next.
fn next(dice: &mut Dice, user: u64, role: Role, things: &Things) -> (&'static str, String) {
    let person = match role {
        Role::Gestionnaire => own(dice, user, things),
        _ => Some(*dice.pick(&things.people)),
    };
    // More managers than people: this one has no file.
    let Some(person) = person else { return ("dashboard", "/".to_owned()) };
    let books = matches!(role, Role::Comptable | Role::Responsable | Role::Auditeur);
    let money = role != Role::Auditeur;
    match dice.roll(40) {
        0..=2 => ("dashboard", "/".to_owned()),
        3..=4 => ("files", "/dossiers".to_owned()),
        5..=7 => ("files, by name", format!("/dossiers?q={}", dice.pick(&["mar", "dupont", "le", "rou", "bernard", "sci"]))),
        8 => ("files, rents at risk", "/dossiers?etat=loyer".to_owned()),
        9 => ("files, by next rent", "/dossiers?tri=loyer".to_owned()),
        10 => ("files, by end of IBAN", format!("/dossiers?q={:04}", dice.roll(10_000))),
        11..=16 => ("file: account", format!("/dossiers/{person}")),
        17..=19 => ("file: budget", format!("/dossiers/{person}/budget")),
        20 => ("file: contract", format!("/dossiers/{person}/contrat")),
        21 => ("file: received", format!("/dossiers/{person}/encaissements")),
        22 => ("file: paid", format!("/dossiers/{person}/paiements")),
        23 => ("file: journal", format!("/dossiers/{person}/journal")),
        24 if books => {
            let (person, entry) = dice.pick(&things.entries);
            ("file: entry", format!("/dossiers/{person}/ecritures/{entry}"))
        }
        25 => ("bank", "/banque".to_owned()),
        26..=27 => ("receipts", "/banque/encaissements".to_owned()),
        28..=29 if books => ("receipt", format!("/banque/encaissements/{}", dice.pick(&things.receipts))),
        30 => ("daily proof", "/banque/controle".to_owned()),
        31 => ("month", "/paiements".to_owned()),
        32 if money => ("month foreseen", "/paiements/preparer?etat=a-voir".to_owned()),
        33..=34 => ("approval", "/paiements/approuver".to_owned()),
        35 => ("files for the bank", "/paiements/fichiers".to_owned()),
        36 => ("file for the bank", format!("/paiements/fichiers/{}", dice.pick(&things.batches))),
        37 if books => ("order", format!("/paiements/ordres/{}", dice.pick(&things.orders))),
        38 if books => ("trial balance", "/comptabilite/balance".to_owned()),
        39 => ("guide", "/aide/paiements".to_owned()),
        _ => ("dashboard", "/".to_owned()),
    }
}

/// A person of this manager's portfolio: see [`staff`].
fn own(dice: &mut Dice, user: u64, things: &Things) -> Option<i64> {
    let managers = (0..50).filter(|user| role(*user) == Role::Gestionnaire).count();
    let place = (0..user).filter(|user| role(*user) == Role::Gestionnaire).count();
    let share = things.people.len() / managers + 1;
    let own = things.people.chunks(share).nth(place)?;
    Some(*dice.pick(own))
}

/// The pages opened before the first instant, and those until the last.
async fn visit(
    mut client: Client,
    user: u64,
    role: Role,
    things: &Things,
    (since, until): (Instant, Instant),
    think: Duration,
) -> (Vec<Seen>, Vec<Seen>) {
    let mut dice = Dice(user * 7_919 + 17);
    // People do not all begin at the same instant.
    tokio::time::sleep(think * u32::try_from(user).unwrap() / 50).await;
    let (mut first, mut all) = (Vec::new(), Vec::new());
    while Instant::now() < until {
        let (page, path) = next(&mut dice, user, role, things);
        let seen = if Instant::now() < since { &mut first } else { &mut all };
        seen.push(client.open(page, &path).await);
        if !think.is_zero() {
            // Between a half and one and a half of it.
            tokio::time::sleep(think / 2 + think * u32::try_from(dice.roll(1_000)).unwrap() / 1_000).await;
        }
    }
    (first, all)
}

fn at(took: &[Duration], percent: usize) -> Duration {
    took[(took.len() * percent / 100).min(took.len() - 1)]
}

fn row(name: &str, mut took: Vec<Duration>) {
    if took.is_empty() {
        return;
    }
    took.sort_unstable();
    let most = took[took.len() - 1];
    println!("{name:>24}  {:>7}  {:>9.1?}  {:>9.1?}  {most:>9.1?}", took.len(), at(&took, 50), at(&took, 99));
}

fn tell(all: &[Seen], seconds: u64, server: &Server) {
    let mut pages: BTreeMap<&str, Vec<Duration>> = BTreeMap::new();
    for seen in all {
        pages.entry(seen.page).or_default().push(seen.took);
    }
    println!("{:>24}  {:>7}  {:>9}  {:>9}  {:>9}", "page", "times", "p50", "p99", "most");
    for (page, took) in pages {
        row(page, took);
    }
    row("every page", all.iter().map(|seen| seen.took).collect());
    let wrong: Vec<&Seen> = all.iter().filter(|seen| seen.status != 200).collect();
    for seen in wrong.iter().take(5) {
        println!("error: {} {}", seen.status, seen.page);
    }
    println!("{} pages in {seconds} s, {} errors, at most {} MiB", all.len(), wrong.len(), server.most_memory());
}
