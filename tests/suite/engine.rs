//! The two engines under test: a fresh database per test, thrown away after it.

use crate::template::{copy, remove_folders};
use libtest_mimic::Trial;
use quitus::refusal::Failure;
use quitus::store::{Db, failure};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, SqliteConnection};
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::atomic::{AtomicU64, Ordering};
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::OnceCell;

/// The environment variable that holds the address of a PostgreSQL server whose databases may be made and dropped.
pub const POSTGRES_URL: &str = "QUITUS_TEST_POSTGRES";

/// An engine that Quitus runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Engine {
    /// Embedded.
    Sqlite,
    /// A server.
    Postgres,
}

impl Engine {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Sqlite, Self::Postgres];

    /// The last part of a test's name.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        }
    }
}

/// The migrated database of one test.
pub struct TestDb {
    /// The database, as the program opens it.
    pub db: Db,
    /// Its engine.
    pub engine: Engine,
    /// Its address, for a second process or a connection that goes around the program.
    pub url: String,
    /// Where the SQLite file is; removed with the test.
    folder: TempDir,
}

impl TestDb {
    /// A migrated database that nobody else uses.
    pub async fn fresh(engine: Engine) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = match engine {
            Engine::Sqlite => {
                let file: PathBuf = folder.path().join("quitus.db");
                format!("sqlite:{}", file.display())
            }
            Engine::Postgres => postgres_database().await,
        };
        let db = Db::open(&url).await.unwrap();
        Self::opened(db, engine, url, folder)
    }

    /// A database that is open already; `folder` lives as long as it.
    pub const fn opened(db: Db, engine: Engine, url: String, folder: TempDir) -> Self {
        Self { db, engine, url, folder }
    }

    /// The address, and the folder that must be kept as long as it is used.
    pub fn keep(self) -> (String, TempDir) {
        (self.url, self.folder)
    }

    /// Runs statements in one transaction of a connection that goes around the program: none of its settings, so foreign
    /// keys and recursive triggers are off in SQLite and nobody takes the writer's lock in PostgreSQL.
    ///
    /// # Errors
    /// What the database itself refuses, at once or at commit.
    pub async fn plain_sql(&self, sql: &str) -> Result<(), Failure> {
        match self.engine {
            Engine::Sqlite => {
                let options = SqliteConnectOptions::from_str(&self.url).unwrap().foreign_keys(false);
                plain_transaction(SqliteConnection::connect_with(&options).await, sql).await
            }
            Engine::Postgres => plain_transaction(PgConnection::connect(&self.url).await, sql).await,
        }
    }

    /// The number that a question answers.
    pub async fn count(&self, sql: &str) -> i64 {
        let sql = AssertSqlSafe(sql.to_owned());
        match &self.db {
            Db::Sqlite { read, .. } => sqlx::query_scalar(sql).fetch_one(read).await.unwrap(),
            Db::Postgres { pool, .. } => sqlx::query_scalar(sql).fetch_one(pool).await.unwrap(),
        }
    }
}

async fn plain_transaction<C>(connection: Result<C, sqlx::Error>, sql: &str) -> Result<(), Failure>
where
    C: Connection,
    for<'c> &'c mut C: Executor<'c, Database = C::Database>,
{
    let mut connection = connection.map_err(failure)?;
    let all = format!("BEGIN; {sql}; COMMIT");
    let answer = sqlx::raw_sql(AssertSqlSafe(all)).execute(&mut connection).await.map(|_| ()).map_err(failure);
    // Closed before anyone looks at the file again; what was not committed goes with it.
    connection.close().await.map_err(failure)?;
    answer
}

/// One test on each engine: `name::sqlite` and `name::postgres`.
pub fn both_engines<F, R>(name: &str, body: F) -> Vec<Trial>
where
    F: Fn(TestDb) -> R + Clone + Send + 'static,
    R: Future<Output = ()>,
{
    trials(name, body, TestDb::fresh)
}

/// One test on each engine, each on its own copy of a database that `build` fills once for this process.
pub fn both_engines_from<B, F, R>(name: &str, build: B, body: F) -> Vec<Trial>
where
    B: AsyncFn(&TestDb) + Clone + Send + 'static,
    F: Fn(TestDb) -> R + Clone + Send + 'static,
    R: Future<Output = ()>,
{
    trials(name, body, async move |engine| copy(engine, &build).await)
}

fn trials<F, R, O>(name: &str, body: F, open: O) -> Vec<Trial>
where
    F: Fn(TestDb) -> R + Clone + Send + 'static,
    R: Future<Output = ()>,
    O: AsyncFn(Engine) -> TestDb + Clone + Send + 'static,
{
    Engine::ALL
        .into_iter()
        .map(|engine| {
            let (body, open) = (body.clone(), open.clone());
            let run = move || {
                runtime().block_on(async {
                    let test = open(engine).await;
                    let (db, url) = (test.db.clone(), test.url.clone());
                    body(test).await;
                    db.close().await;
                    if engine == Engine::Postgres {
                        drop_database(&url).await;
                    }
                });
                Ok(())
            };
            let absent = engine == Engine::Postgres && std::env::var_os(POSTGRES_URL).is_none();
            Trial::test(format!("{name}::{}", engine.word()), run).with_ignored_flag(absent)
        })
        .collect()
}

/// Whether a program from elsewhere can be asked: it is installed, or `QUITUS_TOOLS=required` makes its absence a failure, as under
/// `tests/run`.
pub fn asked(program: &str) -> bool {
    let required = std::env::var_os("QUITUS_TOOLS").is_some_and(|value| value == "required");
    required || std::process::Command::new(program).arg("--version").output().is_ok()
}

/// A test that runs a program from elsewhere; listed as ignored where it cannot be asked.
pub fn external(name: &str, program: &str, body: fn()) -> Trial {
    let run = move || {
        body();
        Ok(())
    };
    Trial::test(name, run).with_ignored_flag(!asked(program))
}

/// The runtime of one test.
pub fn runtime() -> Runtime {
    Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
}

/// What the databases of this process begin with, so that two runs on one server do not meet.
fn prefix() -> String {
    format!("quitus_test_{}", std::process::id())
}

fn server() -> String {
    std::env::var(POSTGRES_URL).unwrap()
}

/// The address of a database of the test server.
fn address(database: &str) -> String {
    let server = server();
    let (host, _) = server.rsplit_once('/').unwrap();
    format!("{host}/{database}")
}

/// The database that an address names.
pub fn database_of(address: &str) -> &str {
    address.rsplit_once('/').unwrap().1
}

/// The name of a database that this process has not made yet.
pub fn fresh_name() -> String {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    format!("{}_{}", prefix(), NEXT.fetch_add(1, Ordering::Relaxed))
}

/// A database copied from one that was migrated once for this process.
async fn postgres_database() -> String {
    static TEMPLATE: OnceCell<String> = OnceCell::const_new();
    let template = TEMPLATE
        .get_or_init(|| async {
            let name = format!("{}_template", prefix());
            Db::open(&create_database(&name, "template1").await).await.unwrap().close().await;
            name
        })
        .await;
    create_database(&fresh_name(), template).await
}

/// Copies a database to which nobody is connected, and says where the copy is.
pub async fn create_database(name: &str, template: &str) -> String {
    let mut connection = PgConnection::connect(&server()).await.unwrap();
    // Two copies of one template at once are refused: one at a time, over every process on this server.
    sqlx::query("SELECT pg_advisory_lock(1)").execute(&mut connection).await.unwrap();
    let sql = format!("CREATE DATABASE {name} TEMPLATE {template}");
    sqlx::query(AssertSqlSafe(sql)).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    address(name)
}

/// Drops a database as soon as its test is over: a thousand copies would fill the disk.
pub async fn drop_database(url: &str) {
    let mut connection = PgConnection::connect(&server()).await.unwrap();
    let sql = format!("DROP DATABASE {} WITH (FORCE)", database_of(url));
    sqlx::query(AssertSqlSafe(sql)).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

/// Drops what is left of the databases of this process: the filled ones, and those of tests that failed.
pub fn drop_databases() {
    remove_folders();
    if std::env::var_os(POSTGRES_URL).is_none() {
        return;
    }
    runtime().block_on(async {
        let mut connection = PgConnection::connect(&server()).await.unwrap();
        let names: Vec<String> = sqlx::query_scalar("SELECT datname FROM pg_database WHERE starts_with(datname, $1)")
            .bind(format!("{}_", prefix()))
            .fetch_all(&mut connection)
            .await
            .unwrap();
        for name in names {
            let sql = format!("DROP DATABASE {name} WITH (FORCE)");
            sqlx::query(AssertSqlSafe(sql)).execute(&mut connection).await.unwrap();
        }
    });
}
