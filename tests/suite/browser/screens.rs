//! Pictures of every page and state, as wide as a desk and as a telephone: `tests/screenshots` takes them into `screenshots/`, for
//! eyes only, and those of the guide into its own folder.

use super::accessible::{widen, widen_back};
use super::by_provider;
use super::chromium::Visitor;
use super::pages::{TODAY, played};
use super::server::Server;
use super::staff::Staff;
use super::states::states;
use super::walk::walk;
use crate::engine::{Engine, TestDb};
use quitus::access::Role;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// A desk and a telephone, in pixels of style sheets.
const WIDTHS: [u32; 2] = [1280, 360];
/// The tallest picture: a longer page is cut.
const TALLEST: u64 = 4_000;

/// Takes them all. `only` keeps those whose name holds it.
pub async fn take(only: &str) {
    let test = TestDb::fresh(Engine::Sqlite).await;
    played(&test).await;
    let staff = Staff::of(&test).await;
    let server = Server::over(&test.url, TODAY);
    let mut seen: BTreeSet<String> = BTreeSet::new();
    for role in [Role::Responsable, Role::Comptable, Role::Gestionnaire, Role::Auditeur, Role::Admin] {
        let visitor = staff.visitor(&server.origin, &staff.with(role)).await;
        walk(&visitor, async |visitor, pattern, path| {
            // The first role that sees a page shows it; everyone shows what differs most by role.
            let own = ["/", "/banque", "/paiements", "/administration", "/paiements/approuver"].contains(&pattern);
            let name = if own { format!("{}-{}", role.word(), slug(path)) } else { slug(path) };
            if seen.insert(name.clone()) && name.contains(only) {
                shoot(visitor, &name).await;
            }
        })
        .await;
        visitor.leave().await;
    }
    let mut look = async |visitor: &Visitor, name: &str| {
        if name.contains(only) {
            shoot(visitor, &format!("etat-{name}")).await;
        }
    };
    states(&server, &staff, &mut look).await;
    by_provider::states(&test.url, &staff, &mut look).await;
}

/// A path as the name of a file: identifiers only by their place in the walk's own order.
fn slug(path: &str) -> String {
    let plain = path.trim_start_matches('/');
    let part = |part: &str| {
        let long = part.len() > 24 && part.contains('-');
        if long { part.chars().rev().take(4).collect::<String>().chars().rev().collect() } else { part.to_owned() }
    };
    let name = plain.split('/').map(part).collect::<Vec<_>>().join("-");
    let name: String = name.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' }).collect();
    if name.is_empty() { "accueil".to_owned() } else { name }
}

fn folder(width: u32) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("screenshots").join(width.to_string());
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

async fn shoot(visitor: &Visitor, name: &str) {
    for width in WIDTHS {
        widen(visitor, width, 800).await;
        let tall = visitor.client().execute("return document.scrollingElement.scrollHeight", vec![]).await.unwrap();
        let tall = u32::try_from(tall.as_u64().unwrap().clamp(600, TALLEST)).unwrap();
        widen(visitor, width, tall).await;
        let picture = visitor.client().screenshot().await.unwrap();
        std::fs::write(folder(width).join(format!("{name}.png")), picture).unwrap();
    }
    widen_back(visitor).await;
}
