//! What differs from what is recorded, as rows to insert.

use crate::access::Act;
use crate::caseload::Counts;
use crate::caseload::store::Known;
use crate::caseload::table::Line;
use crate::refusal::Failure;
use crate::store::{Column, Tx, insert_many};
use chrono::SecondsFormat;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::hash::Hash;

/// A value to record, under its anchor.
pub(super) struct Change<'a, T, I> {
    pub(super) id: I,
    pub(super) version: i64,
    pub(super) value: &'a T,
}

/// What differs from what is recorded.
pub(super) struct Changes<'a, T, I> {
    pub(super) counts: Counts,
    pub(super) list: Vec<Change<'a, T, I>>,
}

/// Compares values with what is recorded under the same key; `id` names the anchor of a new one.
pub(super) fn changes<'a, T: PartialEq + 'a, K: Hash + Eq, I: Clone>(
    values: impl Iterator<Item = &'a T>,
    known: &HashMap<K, Known<T, I>>,
    key: impl Fn(&T) -> K,
    mut id: impl FnMut(&T) -> I,
) -> Changes<'a, T, I> {
    let mut changes = Changes { counts: Counts::default(), list: Vec::new() };
    for value in values {
        match known.get(&key(value)) {
            Some(known) if known.value == *value => changes.counts.unchanged += 1,
            Some(known) => {
                changes.counts.changed += 1;
                changes.list.push(Change { id: known.id.clone(), version: known.version + 1, value });
            }
            None => {
                changes.counts.added += 1;
                changes.list.push(Change { id: id(value), version: 1, value });
            }
        }
    }
    changes
}

/// The values without their lines.
pub(super) fn values<T>(lines: &[Line<T>]) -> impl Iterator<Item = &T> {
    lines.iter().map(|line| &line.value)
}

impl<T, I> Changes<'_, T, I> {
    /// The changes that open an anchor.
    pub(super) fn added(&self) -> impl Iterator<Item = &Change<'_, T, I>> {
        self.list.iter().filter(|one| one.version == 1)
    }

    /// A row per new anchor.
    pub(super) fn anchors(&self, row: impl Fn(&Change<T, I>) -> Vec<Value>) -> Vec<Value> {
        self.added().map(|one| Value::from(row(one))).collect()
    }

    /// A row per new version, with who recorded it and when.
    pub(super) fn versions(&self, act: &Act, row: impl Fn(&Change<T, I>) -> Vec<Value>) -> Vec<Value> {
        let stamp = [json!(act.at.to_rfc3339_opts(SecondsFormat::AutoSi, false)), json!(act.user.id)];
        self.list.iter().map(|one| row(one).into_iter().chain(stamp.clone()).collect()).collect()
    }
}

/// Inserts versions: the columns given, then who recorded them and when.
pub(super) async fn insert_versions(
    tx: &mut Tx,
    table: &'static str,
    columns: &[Column],
    rows: Vec<Value>,
) -> Result<(), Failure> {
    let stamp = [Column::Instant("recorded_at"), Column::Text("recorded_by")];
    let columns: Vec<Column> = columns.iter().copied().chain(stamp).collect();
    insert_many(tx, table, &columns, &rows).await
}

/// A row as JSON values.
macro_rules! row {
    ($($value:expr),* $(,)?) => { vec![$(serde_json::json!($value)),*] };
}
pub(super) use row;
