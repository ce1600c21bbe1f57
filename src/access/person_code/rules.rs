//! What a code of a person may be: six digits at least, and not what anybody would try first.

use crate::refusal::{PERSON_CODE_OBVIOUS, PERSON_CODE_SHAPE, Refusal};
use chrono::NaiveDate;

/// Digits at least.
pub const SHORTEST: usize = 6;
/// Digits at most.
pub const LONGEST: usize = 12;

/// What is known of the person, and therefore tried first.
#[derive(Clone, Copy, Debug)]
pub struct Known {
    /// The file's number.
    pub number: i64,
    /// The day of birth, unless it was erased.
    pub born_on: Option<NaiveDate>,
}

/// The code as it is compared: without the spaces between its digits.
pub(in crate::access) fn plain(typed: &str) -> String {
    typed.chars().filter(|c| !c.is_whitespace()).collect()
}

/// The code without its spaces, if the person may choose it.
///
/// # Errors
/// `person_code_shape`, `person_code_obvious`.
pub fn acceptable(typed: &str, known: Known) -> Result<String, Refusal> {
    let code = plain(typed);
    if !(SHORTEST..=LONGEST).contains(&code.len()) || !code.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(PERSON_CODE_SHAPE.because(""));
    }
    if is_a_run(&code) || repeats(&code) || is_known(&code, known) {
        return Err(PERSON_CODE_OBVIOUS.because(""));
    }
    Ok(code)
}

/// Every digit follows the one before by the same step, up, down or none: 123456, 987654, 000000.
fn is_a_run(code: &str) -> bool {
    let steps = |step: u8| code.bytes().zip(code.bytes().skip(1)).all(|(a, b)| (a - b'0' + step) % 10 == b - b'0');
    [0, 1, 9, 2, 8].into_iter().any(steps)
}

/// The same few digits again and again: 121212, 123123, 112233.
fn repeats(code: &str) -> bool {
    let halves = (1..=code.len().div_euclid(2))
        .any(|part| code.len().is_multiple_of(part) && code.bytes().zip(code.bytes().skip(part)).all(|(a, b)| a == b));
    let mut digits: Vec<u8> = code.bytes().collect();
    digits.sort_unstable();
    digits.dedup();
    let doubled: Vec<u8> = code.bytes().step_by(2).collect();
    let in_pairs = code.len().is_multiple_of(2)
        && code.bytes().step_by(2).eq(code.bytes().skip(1).step_by(2))
        && std::str::from_utf8(&doubled).is_ok_and(is_a_run);
    halves || in_pairs || digits.len() < 3
}

/// The day of birth however it is written, or the file's own number.
fn is_known(code: &str, known: Known) -> bool {
    let formats = ["%d%m%y", "%d%m%Y", "%y%m%d", "%Y%m%d", "%m%d%y", "%m%d%Y"];
    let birth = known.born_on.is_some_and(|day| formats.iter().any(|format| day.format(format).to_string() == code));
    birth || code.parse() == Ok(known.number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn judged(code: &str) -> Result<String, &'static str> {
        let known = Known { number: 408_117, born_on: NaiveDate::from_ymd_opt(1961, 3, 14) };
        acceptable(code, known).map_err(|refusal| refusal.code.name)
    }

    #[test]
    fn six_digits_that_nobody_guesses() {
        for code in ["739164", "50 82 17", "280517936402"] {
            assert_eq!(judged(code), Ok(plain(code)), "{code}");
        }
        for code in ["12345", "1234567890123", "7391a4", "", "٧٣٩١٦٤"] {
            assert_eq!(judged(code), Err("person_code_shape"), "{code}");
        }
        let guessed = [
            "123456",
            "654321",
            "000000",
            "901234",
            "135791",
            "121212",
            "123123",
            "112233",
            "998877",
            "447744",
            "140361",
            "14031961",
            "19610314",
            "610314",
            "031461",
            "408117",
            "1234567890",
        ];
        for code in guessed {
            assert_eq!(judged(code), Err("person_code_obvious"), "{code}");
        }
    }

    proptest! {
        #[test]
        fn nothing_typed_panics_and_what_is_kept_is_digits(typed in "\\PC{0,20}", digits in "[0-9 ]{0,16}") {
            for text in [typed, digits] {
                if let Ok(code) = judged(&text) {
                    prop_assert!((SHORTEST..=LONGEST).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_digit()));
                    prop_assert_eq!(judged(&code), Ok(code.clone()));
                }
            }
        }

        #[test]
        fn most_codes_may_be_chosen(number in 0_u32..1_000_000) {
            // One in a hundred at most is refused: who chooses is not sent back again and again.
            let refused = (0..100).filter(|more| judged(&format!("{:06}", (number + more * 7_919) % 1_000_000)).is_err()).count();
            prop_assert!(refused <= 6, "{}", refused);
        }
    }
}
