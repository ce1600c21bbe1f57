//! The statements of the months that are over, printed into the folder by workers of the program that runs.

use super::days::visits;
use super::house::Staff;
use super::{Play, months};
use crate::refusal::Failure;
use crate::statement::issue::issue;
use std::path::Path;

const ISSUED: &str = "Relevés émis";

/// What was printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Statements {
    /// Statements issued.
    pub issued: usize,
    /// People and months without one.
    pub refused: usize,
}

impl Play<'_> {
    /// Issues the statements of every month but the last, which is left unfinished.
    pub(super) async fn issue_statements(&mut self, out: &Path) -> Result<Statements, Failure> {
        let mut statements = Statements::default();
        let Some((last, over)) = months().split_last().map(|(last, over)| (*last, over.to_vec())) else {
            return Ok(statements);
        };
        let today = visits(last).last().map_or_else(|| last.last_day(), |visit| visit.today);
        let act = Staff::act(&self.staff.comptable, today);
        for month in over {
            self.clock.tell(month, ISSUED);
            let clock = &mut self.clock;
            let mut told = |done: usize, total: usize| clock.tell(month, &format!("relevés {done}/{total}"));
            let report = issue(self.db, &act, month, None, &out.join(month.to_string()), &mut told).await?;
            statements.issued = statements.issued.saturating_add(report.issued);
            statements.refused = statements.refused.saturating_add(report.refused.len());
            self.clock.lap(Some(month), ISSUED);
        }
        Ok(statements)
    }
}
