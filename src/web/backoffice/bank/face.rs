//! Refusals as these pages say them.

use crate::refusal::Refusal;

/// The refusals; the page's own identifier is no place.
pub(super) fn here(refusals: Vec<Refusal>, own: &str) -> Vec<Refusal> {
    let here = |refusal: Refusal| if refusal.place == own { refusal.at("") } else { refusal };
    refusals.into_iter().map(here).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_does_not_name_itself() {
        let refusal = here(vec![crate::refusal::EVIDENCE_MISSING.because("").at("L1")], "L1").remove(0);
        assert_eq!((refusal.code.name, refusal.place.as_str()), ("evidence_missing", ""));
    }
}
