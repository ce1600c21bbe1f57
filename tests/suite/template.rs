//! Databases that are filled once for this process and copied for each test that begins from them.

use crate::engine::{Engine, TestDb, create_database, database_of, fresh_name};
use quitus::store::Db;
use std::collections::HashMap;
use std::sync::{LazyLock, Mutex};
use tempfile::TempDir;
use tokio::sync::Mutex as AsyncMutex;

/// The address of each filled database, by its builder and engine.
static FILLED: LazyLock<AsyncMutex<HashMap<(&'static str, Engine), String>>> = LazyLock::new(AsyncMutex::default);
/// The folders of the filled SQLite files.
static FOLDERS: Mutex<Vec<TempDir>> = Mutex::new(Vec::new());

/// A copy of the database that `build` fills.
pub async fn copy<B: AsyncFn(&TestDb)>(engine: Engine, build: &B) -> TestDb {
    let filled = filled(engine, build).await;
    copy_of(engine, &filled).await
}

/// A copy of a database that nobody has open.
pub async fn copy_of(engine: Engine, filled: &str) -> TestDb {
    let folder = tempfile::tempdir().unwrap();
    let url = match engine {
        Engine::Sqlite => {
            let file = folder.path().join("quitus.db");
            std::fs::copy(filled.trim_start_matches("sqlite:"), &file).unwrap();
            format!("sqlite:{}", file.display())
        }
        Engine::Postgres => create_database(&fresh_name(), database_of(filled)).await,
    };
    let db = Db::open(&url).await.unwrap();
    TestDb::opened(db, engine, url, folder)
}

async fn filled<B: AsyncFn(&TestDb)>(engine: Engine, build: &B) -> String {
    let mut all = FILLED.lock().await;
    let key = (std::any::type_name::<B>(), engine);
    if let Some(url) = all.get(&key) {
        return url.clone();
    }
    let test = TestDb::fresh(engine).await;
    build(&test).await;
    test.db.close().await;
    let (url, folder) = test.keep();
    FOLDERS.lock().unwrap().push(folder);
    all.insert(key, url.clone());
    url
}

/// Removes the filled SQLite files.
pub fn remove_folders() {
    FOLDERS.lock().unwrap().clear();
}
