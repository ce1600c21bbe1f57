//! A walk over the site from link to link, as one role: each address of the table with real values in it.

use super::chromium::Visitor;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// How many pages of one address are walked: the same address shows different things.
const OF_EACH: usize = 2;

/// The addresses that are read, with who may read them.
pub fn addresses() -> Vec<(&'static str, Vec<&'static str>)> {
    let rows = include_str!("../routes.txt").lines().filter_map(|line| line.strip_prefix("GET "));
    rows.map(|row| {
        let mut words = row.split_whitespace();
        (words.next().unwrap(), words.collect())
    })
    .collect()
}

/// The address of the table that a path fills in.
pub fn pattern_of(path: &str) -> Option<&'static str> {
    let path = path.split(['?', '#']).next().unwrap();
    let parts: Vec<&str> = path.split('/').collect();
    let fits = |pattern: &str| {
        let wanted: Vec<&str> = pattern.split('/').collect();
        wanted.len() == parts.len() && wanted.iter().zip(&parts).all(|(want, part)| want.starts_with('{') || want == part)
    };
    let mut fitting: Vec<&str> = addresses().into_iter().map(|(pattern, _)| pattern).filter(|pattern| fits(pattern)).collect();
    fitting.sort_by_key(|pattern| pattern.matches('{').count());
    fitting.first().copied()
}

/// An address that gives a file instead of a page.
pub fn is_file(path: &str) -> bool {
    path.contains("format=")
        || path.contains(".pdf")
        || path.contains("pdf=")
        || path.contains("/modele/")
        || path.starts_with("/statique")
}

/// What makes two paths of one address worth a visit each: the page itself, not where a list begins or which month is shown.
fn kind(path: &str) -> String {
    let (_, query) = path.split_once('?').unwrap_or((path, ""));
    let turned = ["page", "tri", "mois", "q", "avant", "jour"];
    let kept: BTreeSet<&str> = query.split('&').filter(|pair| !turned.contains(&pair.split('=').next().unwrap())).collect();
    kept.into_iter().collect::<Vec<_>>().join("&")
}

/// What a walk met.
#[derive(Debug, Default)]
pub struct Met {
    /// The pages, by address.
    pub pages: BTreeMap<&'static str, Vec<String>>,
    /// The files.
    pub files: BTreeSet<String>,
    /// Links that lead to no address of the table.
    pub stray: BTreeSet<String>,
}

/// Opens every page that links lead to, and hands each over.
pub async fn walk(visitor: &Visitor, mut each: impl AsyncFnMut(&Visitor, &'static str, &str)) -> Met {
    let mut met = Met::default();
    let mut kinds: BTreeMap<(&str, String), usize> = BTreeMap::new();
    let mut known: BTreeSet<String> = BTreeSet::new();
    let mut ahead = VecDeque::from(["/".to_owned()]);
    while let Some(path) = ahead.pop_front() {
        if is_file(&path) {
            met.files.insert(path);
            continue;
        }
        let Some(pattern) = pattern_of(&path) else {
            met.stray.insert(path);
            continue;
        };
        // Each page of the guide is a page of its own, and so is each change of a user.
        let own = if pattern == "/aide/{page}" || pattern.ends_with("/{change}") { path.rsplit('/').next().unwrap() } else { "" };
        let times = kinds.entry((pattern, format!("{own}{}", kind(&path)))).or_default();
        *times += 1;
        if *times > if own.is_empty() { OF_EACH } else { 1 }
            || met.pages.get(pattern).is_some_and(|paths| paths.len() >= 3 && own.is_empty())
        {
            continue;
        }
        visitor.open(&path).await;
        met.pages.entry(pattern).or_default().push(path.clone());
        let links = visitor.links().await;
        ahead.extend(links.into_iter().filter(|link| known.insert(link.clone())));
        each(visitor, pattern, &path).await;
    }
    met
}
