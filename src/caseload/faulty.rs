//! Rows that could not be read: the rows that name them are not blamed for it, and everything else is still judged.

use super::table::Layout;
use std::collections::HashSet;

/// The rows that could not be read, by their first cell, which is how other rows name them; and the files that could not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Faulty {
    files: HashSet<&'static str>,
    rows: HashSet<(&'static str, String)>,
}

impl Faulty {
    /// A file, or a row of it that nobody can name, could not be read.
    pub(super) fn file(&mut self, layout: &Layout) {
        self.files.insert(layout.file);
    }

    /// A row could not be read.
    pub(super) fn row(&mut self, layout: &Layout, first_cell: &str) {
        self.rows.insert((layout.file, first_cell.to_owned()));
    }

    /// True when a row of that name may be one that could not be read.
    pub(super) fn holds(&self, layout: &Layout, name: &str) -> bool {
        self.files.contains(layout.file) || self.rows.contains(&(layout.file, name.to_owned()))
    }
}
