//! Passwords at rest: argon2id, as PHC text.

use crate::refusal::Failure;
use argon2::password_hash::PasswordVerifier;
use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, Version};

/// 19 MiB, two passes, one lane: OWASP Password Storage Cheat Sheet, argon2id.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// The hash of nobody's password, for as much work when the name is unknown.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$cXVpdHVzLXBlcnNvbm5l$ElmMz24C2CeiXQd6ZrR9z5vO4sV9JWqo8qk2bq9X8Zk";

/// The PHC text of a password with this salt.
///
/// # Errors
/// Broken when the library refuses its own parameters.
pub(super) fn phc(password: &str, salt: &[u8; 16]) -> Result<String, Failure> {
    let broken = |error: &dyn std::fmt::Display| Failure::Broken(format!("argon2 : {error}."));
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(|error| broken(&error))?;
    let hash = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let hash = hash.hash_password_with_salt(password.as_bytes(), salt).map_err(|error| broken(&error))?;
    let hash: PasswordHash = hash;
    Ok(hash.to_string())
}

/// True when the password is the one of this PHC text. Without any, the same work is done and the answer is no.
pub(super) fn matches(password: &str, phc: Option<&str>) -> bool {
    let verified = PasswordHash::new(phc.unwrap_or(NOBODY))
        .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok());
    verified && phc.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_opens_its_own_hash_alone() {
        let text = phc("la pluie tombe sur le lac", &[7; 16]).unwrap();
        assert!(text.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{text}");
        assert!(matches("la pluie tombe sur le lac", Some(&text)));
        assert!(!matches("la pluie tombe sur le toit", Some(&text)));
        assert!(!matches("la pluie tombe sur le lac", None));
        assert!(!matches("la pluie tombe sur le lac", Some("illisible")));
        assert_ne!(text, phc("la pluie tombe sur le lac", &[8; 16]).unwrap());
    }

    #[test]
    fn nobody_costs_as_much_as_somebody() {
        let somebody = phc("x", &[1; 16]).unwrap();
        let parameters = |text: &str| text.split('$').take(4).collect::<Vec<_>>().join("$");
        assert!(PasswordHash::new(NOBODY).is_ok());
        assert_eq!(parameters(NOBODY), parameters(&somebody));
    }
}
