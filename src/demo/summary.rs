//! The French summary.
