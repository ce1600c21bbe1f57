//! Numbers of cells as exact decimal text: no cent comes from a binary fraction.

/// Digits that a spreadsheet keeps of a number that is typed.
const DIGITS: usize = 15;
/// Zeros that may stand before or after them: beyond is no amount, no number and no day.
const MOST_ZEROS: i32 = 15;

/// The number as it was typed: `640.60000000000002`, the nearest that a computer's fraction comes to 640.6, is 640.6 again once it
/// is rounded to the fifteen digits that a spreadsheet keeps. None for what is no such number.
pub(super) fn decimal(written: &str) -> Option<String> {
    let (mantissa, exponent) = match written.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.strip_prefix('+').unwrap_or(exponent).parse::<i32>().ok()?),
        None => (written, 0),
    };
    let (sign, mantissa) = mantissa.strip_prefix('-').map_or(("", mantissa), |rest| ("-", rest));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all = format!("{whole}{fraction}");
    if all.is_empty() || all.len() > 400 || !all.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    // The point stands after that many of the digits.
    let point = i32::try_from(whole.len()).ok()?.checked_add(exponent)?;
    let leading = all.len() - all.trim_start_matches('0').len();
    let (digits, carried) = rounded(all.get(leading..)?);
    if digits.is_empty() {
        return Some("0".to_owned());
    }
    let point = point.checked_sub(i32::try_from(leading).ok()?)?.checked_add(i32::from(carried))?;
    Some(format!("{sign}{}", placed(&digits, point)?))
}

/// The first digits, rounded half away from zero, without the zeros at the end; true when one more digit came in front.
fn rounded(digits: &str) -> (String, bool) {
    let mut kept: Vec<u8> = digits.bytes().take(DIGITS).collect();
    let mut carried = false;
    if digits.as_bytes().get(DIGITS).is_some_and(|next| *next >= b'5') {
        let mut carry = true;
        for digit in kept.iter_mut().rev() {
            if !carry {
                break;
            }
            carry = *digit == b'9';
            *digit = if carry { b'0' } else { digit.saturating_add(1) };
        }
        if carry {
            kept.insert(0, b'1');
            carried = true;
        }
    }
    let text: String = kept.iter().map(|digit| char::from(*digit)).collect();
    (text.trim_end_matches('0').to_owned(), carried)
}

/// Digits with their point.
fn placed(digits: &str, point: i32) -> Option<String> {
    let length = i32::try_from(digits.len()).ok()?;
    let zeros = |count: i32| usize::try_from(count).ok().filter(|_| count <= MOST_ZEROS).map(|count| "0".repeat(count));
    if point <= 0 {
        return Some(format!("0.{}{digits}", zeros(point.checked_neg()?)?));
    }
    if point >= length {
        return Some(format!("{digits}{}", zeros(point.checked_sub(length)?)?));
    }
    let (whole, fraction) = digits.split_at_checked(usize::try_from(point).ok()?)?;
    Some(format!("{whole}.{fraction}"))
}

/// True when a spreadsheet cannot have kept every digit of a whole number that was typed.
pub(super) fn lost_digits(decimal: &str) -> bool {
    decimal.trim_start_matches('-').split('.').next().is_some_and(|whole| whole.len() > DIGITS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Cents;
    use proptest::prelude::*;

    #[test]
    fn what_was_typed_comes_back() {
        for (written, typed) in [
            ("640.60000000000002", "640.6"),
            ("1041.5899999999999", "1041.59"),
            ("0.30000000000000004", "0.3"),
            ("1001", "1001"),
            ("1.5E3", "1500"),
            ("7.0000000000000007E-2", "0.07"),
            ("1E-2", "0.01"),
            ("-12.50", "-12.5"),
            ("0", "0"),
            ("-0.0", "0"),
            ("999999999999999.9", "1000000000000000"),
            ("46022", "46022"),
            ("12.345", "12.345"),
        ] {
            assert_eq!(decimal(written).as_deref(), Some(typed), "{written}");
        }
        assert!(lost_digits(&decimal("1.23456789012345E+16").unwrap()) && !lost_digits("123456789012345"));
        for bad in ["", ".", "-", "1e", "e5", "1.2.3", "NaN", "INF", "1E400", "1E-400", "1 000", "+1", "1E99999999999"] {
            assert_eq!(decimal(bad), None, "{bad}");
        }
    }

    proptest! {
        /// Every amount that a spreadsheet can keep, written with the seventeen digits of its binary fraction.
        #[test]
        fn no_amount_moves(cents in 0_i64..100_000_000_000) {
            let binary = format!("{:.17e}", Cents(cents).plain().parse::<f64>().unwrap());
            let text = decimal(&binary).unwrap();
            prop_assert_eq!(Cents::parse(&text).unwrap(), Cents(cents));
        }

        #[test]
        fn no_text_panics(any in "[-+0-9eE.]{0,40}") {
            let _ = decimal(&any).map(|text| lost_digits(&text));
        }
    }
}
