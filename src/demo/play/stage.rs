//! How long each stage takes, and the word that says which one runs.

use crate::calendar::Month;
use std::time::{Duration, Instant};

/// What is told while the demonstration runs.
pub trait Progress: Send {
    /// A stage begins, in French: `novembre 2026 : paiements approuvés`.
    fn stage(&mut self, words: &str);
}

/// Tells nothing: for a pipe or a test.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Progress for Silent {
    fn stage(&mut self, _words: &str) {}
}

/// A stage of a month, or of the whole, and the time it took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stage {
    /// The month, none for what is done once.
    pub month: Option<Month>,
    /// What was done.
    pub name: &'static str,
    /// How long, in all its passes.
    pub took: Duration,
}

/// Measures stages one after the other.
pub(super) struct Clock<'a> {
    progress: &'a mut dyn Progress,
    since: Instant,
    pub stages: Vec<Stage>,
}

impl<'a> Clock<'a> {
    pub fn start(progress: &'a mut dyn Progress) -> Self {
        Self { progress, since: Instant::now(), stages: Vec::new() }
    }

    /// Says what begins.
    pub fn tell(&mut self, month: Month, name: &str) {
        self.progress.stage(&format!("{} : {name}", month.in_french()));
    }

    /// Books the time since the last lap under a stage.
    pub fn lap(&mut self, month: Option<Month>, name: &'static str) {
        let now = Instant::now();
        let took = now.duration_since(self.since);
        self.since = now;
        match self.stages.iter_mut().find(|stage| stage.month == month && stage.name == name) {
            Some(stage) => stage.took = stage.took.saturating_add(took),
            None => self.stages.push(Stage { month, name, took }),
        }
    }
}
