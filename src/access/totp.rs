//! One-time codes of a telephone (RFC 6238): six digits, thirty seconds, SHA-1, as every application reads them.

use super::secret::{base32, percent_encoded};
use chrono::{DateTime, Utc};
use totp_rs::{Builder, Secret, Totp};

/// Bytes of a secret: 160 bits (RFC 4226).
pub(super) const SECRET_BYTES: usize = 20;

/// What a telephone needs to make codes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TotpEnrolment {
    /// The secret, to type by hand.
    pub secret_base32: String,
    /// The same with its names, for the picture to scan.
    pub otpauth_url: String,
}

/// What a telephone that knows this secret shows at an instant; none when the text is no secret.
#[must_use]
pub fn telephone_code(secret_base32: &str, at: DateTime<Utc>) -> Option<String> {
    let secret = Secret::try_from_base32(secret_base32).ok()?;
    let seconds = u64::try_from(at.timestamp()).ok()?;
    Some(Builder::new().with_secret(secret).build_noncompliant().generate(seconds).to_string())
}

/// The enrolment of a secret.
#[must_use]
pub(super) fn enrolment(secret: &[u8; SECRET_BYTES], issuer: &str, user: &str) -> TotpEnrolment {
    let secret_base32 = base32(secret);
    let (issuer, user) = (percent_encoded(issuer), percent_encoded(user));
    let otpauth_url =
        format!("otpauth://totp/{issuer}:{user}?secret={secret_base32}&issuer={issuer}&algorithm=SHA1&digits=6&period=30");
    TotpEnrolment { secret_base32, otpauth_url }
}

/// The step of thirty seconds that a code opens: the present one, or one before or after it, later than the last that opened.
#[must_use]
pub(super) fn opened_step(secret: &[u8; SECRET_BYTES], code: &str, at: DateTime<Utc>, last_step: i64) -> Option<i64> {
    let digits: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let seconds = u64::try_from(at.timestamp()).ok()?;
    let step = generator(secret).check(&digits, seconds).and_then(|step| i64::try_from(step).ok())?;
    (step > last_step).then_some(step)
}

fn generator(secret: &[u8; SECRET_BYTES]) -> Totp {
    Builder::new().with_secret(Secret::new_stack(*secret)).build_noncompliant()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Duration;
    use proptest::prelude::*;

    /// RFC 6238, appendix B; the last six of its eight digits.
    const RFC: &[u8; 20] = b"12345678901234567890";

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).unwrap()
    }

    #[test]
    fn codes_are_those_of_the_rfc() {
        for (seconds, code) in [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (20_000_000_000, "353130")]
        {
            assert_eq!(opened_step(RFC, code, at(seconds), 0), Some(seconds / 30), "{code}");
        }
        assert_eq!(opened_step(RFC, "287 082", at(59), 0), Some(1));
        for wrong in ["", "287083", "28708", "2870822", "²87082", "abcdef"] {
            assert_eq!(opened_step(RFC, wrong, at(59), 0), None, "{wrong}");
        }
    }

    #[test]
    fn the_address_names_issuer_and_user() {
        let enrolment = enrolment(RFC, "UDAF d'Ici", "Élise");
        assert_eq!(
            enrolment.otpauth_url,
            "otpauth://totp/UDAF%20d%27Ici:%C3%89lise?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=UDAF%20d%27Ici&algorithm=SHA1&digits=6&period=30"
        );
    }

    proptest! {
        #[test]
        fn a_step_opens_once_and_near_its_time(secret: [u8; 20], seconds in 100_i64..4_000_000_000, off in -120_i64..120) {
            let code = generator(&secret).generate(u64::try_from(seconds).unwrap()).to_string();
            let now = at(seconds) + Duration::seconds(off);
            if let Some(step) = opened_step(&secret, &code, now, 0) {
                prop_assert!((step - now.timestamp() / 30).abs() <= 1);
                prop_assert_eq!(opened_step(&secret, &code, now, step), None);
            } else {
                prop_assert!((seconds / 30 - now.timestamp() / 30).abs() > 1);
            }
        }
    }
}
