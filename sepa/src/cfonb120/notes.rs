//! Remarks of a file, the same one told once: a habit of a bank would otherwise be repeated on each of its lines.

use std::collections::HashMap;

use crate::diagnostic::{Diagnostic, Place, Remark};

/// Most remarks that are kept for one file.
const LIMIT: usize = 1000;

/// Remarks so far, in the order of the file.
#[derive(Debug, Default)]
pub(super) struct Notes {
    kept: Vec<(Diagnostic, u64)>,
    known: HashMap<(&'static str, String), usize>,
}

impl Notes {
    /// Adds a remark, or counts it when it was made before.
    pub(super) fn add(&mut self, remark: Remark, place: &Place) {
        let key = (remark.code, remark.what.clone());
        if let Some((_, count)) = self.known.get(&key).and_then(|at| self.kept.get_mut(*at)) {
            *count = count.saturating_add(1);
        } else if self.kept.len() < LIMIT {
            self.known.insert(key, self.kept.len());
            self.kept.push((remark.at(place.clone()), 1));
        }
    }

    /// All of them; one that was made several times says how often, and stands where it was made first.
    pub(super) fn finish(self) -> Vec<Diagnostic> {
        let told = |(mut diagnostic, count): (Diagnostic, u64)| {
            if count > 1 {
                diagnostic.what.push_str(&format!(" ({count} fois dans le fichier, la première ici.)"));
            }
            diagnostic
        };
        self.kept.into_iter().map(told).collect()
    }
}
