//! A number and its noun in French: singular below two.

use std::fmt::Display;

/// `1 ligne`, `2 lignes`; zero is singular.
#[must_use]
pub fn count<N: Copy + Display + PartialOrd + From<u8>>(number: N, one: &str, several: &str) -> String {
    shown(number, number, one, several)
}

/// The same for a number that is already written, with spaces between thousands.
#[must_use]
pub fn shown<N: PartialOrd + From<u8>>(number: N, written: impl Display, one: &str, several: &str) -> String {
    format!("{written} {}", if number < N::from(2) { one } else { several })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zero_and_one_are_singular() {
        let lines = |number: i64| count(number, "ligne", "lignes");
        assert_eq!([lines(0), lines(1), lines(2)], ["0 ligne", "1 ligne", "2 lignes"]);
        assert_eq!(shown(1_200_usize, "1 200", "autre", "autres"), "1 200 autres");
    }
}
