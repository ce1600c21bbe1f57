//! What a scenario has built so far, and how its words are found again in the books.

use super::bank::Held;
use super::given::Caseload;
use crate::engine::TestDb;
use chrono::{DateTime, Duration, NaiveDate, Utc};
use quitus::access::{Act, Role, User, add_user};
use quitus::calendar::parse_day;
use quitus::money::Cents;
use quitus::payment::batch::SealedFile;
use quitus::payment::left_out::LeftOut;
use quitus::payment::prepare::Prepared;
use quitus::payment::{Order, OrderFilter, State, list_orders};
use quitus::refusal::Failure;
use quitus::store::{Db, Tx};
use sqlx::AssertSqlSafe;
use std::collections::{BTreeMap, HashMap};

/// The people who work: everything that moves money, a second person, and one who may only read.
const USERS: [(&str, Role); 5] = [
    ("Marie", Role::Gestionnaire),
    ("Camille", Role::Comptable),
    ("Paul", Role::Responsable),
    ("Ada", Role::Auditeur),
    ("Denis", Role::Admin),
];

/// The state of one run.
pub struct World {
    /// The database.
    pub db: Db,
    /// What the scenario said of its people.
    pub caseload: Caseload,
    /// How often a payee's account number changed.
    pub changed_ibans: HashMap<String, u64>,
    /// Bank files by name.
    pub files: HashMap<String, Vec<u8>>,
    /// Bank files that wait for the next one.
    pub held: Vec<Held>,
    /// What the last preparation answered.
    pub prepared: Option<Prepared>,
    /// What the last sealing left out.
    pub left_out: Vec<LeftOut>,
    /// The files of the last sealing, with their text.
    pub sent: Vec<(SealedFile, String)>,
    /// The bank's balance of each account, as the last file that it gave says.
    pub balances: HashMap<String, i64>,
    users: HashMap<String, User>,
    numbers: BTreeMap<String, i64>,
    acts: i64,
}

impl World {
    /// A database with its users and nothing else.
    pub async fn new(test: &TestDb) -> Self {
        let mut users = HashMap::new();
        let mut tx = test.db.write().await.unwrap();
        for (name, role) in USERS {
            users.insert(name.to_owned(), add_user(&mut tx, None, name, role, midnight(day("", "01/10/2026"))).await.unwrap());
        }
        tx.commit().await.unwrap();
        Self {
            db: test.db.clone(),
            caseload: Caseload::default(),
            changed_ibans: HashMap::new(),
            files: HashMap::new(),
            held: Vec::new(),
            prepared: None,
            left_out: Vec::new(),
            sent: Vec::new(),
            balances: HashMap::new(),
            users,
            numbers: BTreeMap::new(),
            acts: 0,
        }
    }

    /// What that user does on that day, each act a second after the last.
    pub fn act(&mut self, place: &str, user: &str, today: NaiveDate) -> Act {
        self.acts += 1;
        let user = self.users.get(user).unwrap_or_else(|| panic!("{place}: « {user} » ne travaille pas ici")).clone();
        Act { user, at: midnight(today) + Duration::hours(9) + Duration::seconds(self.acts), today }
    }

    /// Who only reads, on that day.
    pub fn reader(&self, today: NaiveDate) -> Act {
        Act { user: self.users["Camille"].clone(), at: midnight(today), today }
    }

    /// The number of the person of that given name.
    pub fn number(&self, place: &str, name: &str) -> i64 {
        *self.numbers.get(name).unwrap_or_else(|| panic!("{place}: « {name} » n'est pas une personne du scénario"))
    }

    /// The same, a new one if the scenario just met that person.
    pub fn number_or_new(&mut self, name: &str) -> i64 {
        let next = 1_001 + i64::try_from(self.numbers.len()).unwrap();
        *self.numbers.entry(name.to_owned()).or_insert(next)
    }

    /// The given name behind a number.
    pub fn name(&self, number: Option<i64>) -> String {
        self.numbers.iter().find(|(_, one)| Some(**one) == number).map_or_else(String::new, |(name, _)| name.clone())
    }

    /// Every person met.
    pub fn people(&self) -> impl Iterator<Item = (&String, i64)> {
        self.numbers.iter().map(|(name, number)| (name, *number))
    }
}

fn midnight(day: NaiveDate) -> DateTime<Utc> {
    day.and_hms_opt(0, 0, 0).unwrap().and_utc()
}

/// A day as scenarios write it.
pub fn day(place: &str, text: &str) -> NaiveDate {
    parse_day(text).unwrap_or_else(|| panic!("{place}: « {text} » n'est pas un jour"))
}

/// An amount as scenarios write it: two decimals, always.
pub fn cents(place: &str, text: &str) -> Cents {
    let whole = text.split_once(',').is_some_and(|(_, cents)| cents.len() == 2);
    assert!(whole, "{place}: « {text} » n'est pas un montant au centime");
    Cents::parse(text).unwrap_or_else(|error| panic!("{place}: « {text} » : {error}"))
}

/// An amount as scenarios write it.
pub fn amount(cents: Cents) -> String {
    cents.to_string().trim_end_matches(['€', '\u{a0}']).replace('\u{a0}', " ")
}

/// A name as a reference.
pub fn slug(name: &str) -> String {
    deunicode::deunicode(name).to_uppercase().replace(|c: char| !c.is_ascii_alphanumeric(), "-")
}

/// The account number that a name has in every scenario; `version` counts its changes.
pub fn iban_of(name: &str, version: u64) -> String {
    let hash = name.bytes().fold(7_u64, |hash, byte| (hash * 31 + u64::from(byte)) % 99_999_989);
    quitus::demo::iban::french(99_992, 1, hash * 10 + version)
}

/// The one order of that payee in one of these states; the scenario is unclear when there are several.
///
/// # Errors
/// What the database refuses.
pub async fn order(tx: &mut Tx, place: &str, payee: &str, states: &[State]) -> Result<Order, Failure> {
    let orders = list_orders(tx, &OrderFilter::default()).await?;
    let stands = |order: &&Order| order.creditor_name == payee && states.iter().any(|state| state.code() == order.state);
    let found: Vec<&Order> = orders.iter().filter(stands).collect();
    assert_eq!(found.len(), 1, "{place}: paiements à « {payee} » : {:?}", orders);
    Ok(found[0].clone())
}

/// The rows of a query with one column of text.
pub async fn texts(tx: &mut Tx, sql: &str) -> Vec<String> {
    let sql = sql.to_owned();
    match tx {
        Tx::Sqlite(c) => sqlx::query_scalar(AssertSqlSafe(sql)).fetch_all(&mut **c).await.unwrap(),
        Tx::Postgres(c) => sqlx::query_scalar(AssertSqlSafe(sql)).fetch_all(&mut **c).await.unwrap(),
    }
}

/// Runs a statement within a transaction of the program.
pub async fn run(tx: &mut Tx, sql: &str) {
    let sql = AssertSqlSafe(sql.to_owned());
    match tx {
        Tx::Sqlite(c) => sqlx::query(sql).execute(&mut **c).await.map(|_| ()).unwrap(),
        Tx::Postgres(c) => sqlx::query(sql).execute(&mut **c).await.map(|_| ()).unwrap(),
    }
}
