//! Against the letters in which statements are printed: a choice that nobody of the house recorded, or that rewrites another.

use super::state::AT;
use super::{Attack, plain};

/// Person 1 reads large letters.
pub fn sql() -> String {
    choice(1, 1, "large", "MARIE")
}

fn choice(person: i64, version: i64, print: &str, by: &str) -> String {
    format!(
        "INSERT INTO statement_print (person, version, print, chosen_at, recorded_by) VALUES ({person}, {version}, '{print}', {AT}, '{by}');"
    )
}

pub fn attacks() -> Vec<Attack> {
    vec![
        plain("print_by_an_auditor", "role_not_allowed", choice(1, 2, "normal", "ADA")),
        plain("print_by_who_awaits_confirmation", "access_not_confirmed", choice(1, 2, "normal", "RIO")),
        plain("print_ahead", "statement_print_in_order", choice(1, 3, "normal", "MARIE")),
        plain("print_before_another", "statement_print_in_order", choice(1, 2, "normal", "MARIE").replace("T09:00", "T08:59")),
        plain("print_that_does_not_exist", "statement_print_print_known", choice(1, 2, "tiny", "MARIE")),
        plain("print_twice", "statement_print_in_order", choice(1, 1, "normal", "MARIE")),
        plain("print_changed", "append_only", "UPDATE statement_print SET print = 'normal';"),
        plain("print_deleted", "append_only", "DELETE FROM statement_print;"),
    ]
}
