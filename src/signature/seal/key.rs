//! The organisation's key and its certificate: made here, or brought in a PKCS#12 file.

use chrono::{DateTime, Datelike, Utc};
use der::asn1::{Null, ObjectIdentifier};
use der::{Any, Decode};
use p12_keystore::{KeyStore, Pkcs12ImportPolicy};
use rcgen::{CertificateParams, DistinguishedName, DnType, KeyPair, KeyUsagePurpose, PKCS_ECDSA_P256_SHA256, date_time_ymd};
use ring::rand::SystemRandom;
use ring::signature::{
    ECDSA_P256_SHA256_ASN1, ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256,
    RsaKeyPair, UnparsedPublicKey,
};
use x509_cert::Certificate;
use x509_cert::spki::AlgorithmIdentifierOwned;

const EC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const P_256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const ECDSA_WITH_SHA_256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.2");

/// For how long a certificate made here is said to be good: longer than what it seals is kept.
const YEARS: i32 = 20;

/// What a key is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// ECDSA on the curve P-256, with SHA-256.
    P256,
    /// RSA of 2048 bits or more, PKCS #1 1.5, with SHA-256.
    Rsa,
}

impl Kind {
    /// That of a certificate's key; nothing for one that Quitus does not use.
    #[must_use]
    pub fn of(certificate: &Certificate) -> Option<Self> {
        let algorithm = &certificate.tbs_certificate.subject_public_key_info.algorithm;
        if algorithm.oid == RSA {
            return Some(Self::Rsa);
        }
        let curve: ObjectIdentifier = algorithm.parameters.as_ref()?.decode_as().ok()?;
        (algorithm.oid == EC && curve == P_256).then_some(Self::P256)
    }

    /// How a signature by such a key is named.
    #[must_use]
    pub fn algorithm(self) -> AlgorithmIdentifierOwned {
        match self {
            Self::P256 => AlgorithmIdentifierOwned { oid: ECDSA_WITH_SHA_256, parameters: None },
            Self::Rsa => AlgorithmIdentifierOwned { oid: RSA, parameters: Any::encode_from(&Null).ok() },
        }
    }

    /// True when a certificate's key made this signature of these bytes.
    #[must_use]
    pub fn verifies(self, certificate: &Certificate, message: &[u8], signature: &[u8]) -> bool {
        let Some(key) = certificate.tbs_certificate.subject_public_key_info.subject_public_key.as_bytes() else { return false };
        match self {
            Self::P256 => UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, key).verify(message, signature).is_ok(),
            Self::Rsa => UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, key).verify(message, signature).is_ok(),
        }
    }
}

/// A certificate with its key, as they are kept.
pub struct Pair {
    /// X.509, DER.
    pub certificate: Vec<u8>,
    /// PKCS#8, DER.
    pub key: Vec<u8>,
}

/// Why a key cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unusable {
    /// No PKCS#12 file, or not by this password.
    NotOpened,
    /// It holds no key with its certificate, or several.
    NotOne,
    /// Of a kind that Quitus does not use.
    Kind,
    /// The certificate is that of another key.
    Mismatch,
}

/// The key that seals, ready.
pub struct Signer {
    certificate: Vec<u8>,
    kind: Kind,
    key: Key,
}

enum Key {
    P256(EcdsaKeyPair),
    Rsa(RsaKeyPair),
}

impl Signer {
    /// Makes a pair ready.
    ///
    /// # Errors
    /// [`Unusable`].
    pub fn of(pair: &Pair) -> Result<Self, Unusable> {
        let certificate = Certificate::from_der(&pair.certificate).map_err(|_| Unusable::NotOne)?;
        let kind = Kind::of(&certificate).ok_or(Unusable::Kind)?;
        let key = match kind {
            Kind::P256 => {
                EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &pair.key, &SystemRandom::new()).map(Key::P256)
            }
            Kind::Rsa => RsaKeyPair::from_pkcs8(&pair.key).map(Key::Rsa),
        };
        let signer = Self { certificate: pair.certificate.clone(), kind, key: key.map_err(|_| Unusable::Kind)? };
        let signature = signer.sign(b"own").ok_or(Unusable::Kind)?;
        if kind.verifies(&certificate, b"own", &signature) { Ok(signer) } else { Err(Unusable::Mismatch) }
    }

    /// Its certificate (X.509, DER).
    #[must_use]
    pub fn certificate(&self) -> &[u8] {
        &self.certificate
    }

    /// What its key is.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// Signs bytes; nothing when the system has no random numbers.
    #[must_use]
    pub fn sign(&self, message: &[u8]) -> Option<Vec<u8>> {
        let random = SystemRandom::new();
        match &self.key {
            Key::P256(key) => Some(key.sign(&random, message).ok()?.as_ref().to_vec()),
            Key::Rsa(key) => {
                let mut signature = vec![0; key.public().modulus_len()];
                key.sign(&RSA_PKCS1_SHA256, &random, message, &mut signature).ok()?;
                Some(signature)
            }
        }
    }
}

/// A new pair, ECDSA on the curve P-256, with a certificate in the organisation's name, signed by itself; nothing when the system
/// has no random numbers.
#[must_use]
pub fn make(name: &str, at: DateTime<Utc>) -> Option<Pair> {
    let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).ok()?;
    let mut params = CertificateParams::default();
    let mut subject = DistinguishedName::new();
    subject.push(DnType::CommonName, name);
    subject.push(DnType::CountryName, "FR");
    params.distinguished_name = subject;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature, KeyUsagePurpose::ContentCommitment];
    let day = |years: i32| {
        Some(date_time_ymd(at.year().checked_add(years)?, u8::try_from(at.month()).ok()?, u8::try_from(at.day().min(28)).ok()?))
    };
    params.not_before = day(0)?;
    params.not_after = day(YEARS)?;
    let certificate = params.self_signed(&key).ok()?;
    Some(Pair { certificate: certificate.der().to_vec(), key: key.serialize_der() })
}

/// The pair that a PKCS#12 file holds (RFC 7292), ready to seal.
///
/// # Errors
/// [`Unusable`].
pub fn bring(file: &[u8], password: &str) -> Result<Pair, Unusable> {
    let store = KeyStore::from_pkcs12(file, password, Pkcs12ImportPolicy::Strict).map_err(|_| Unusable::NotOpened)?;
    let (_, chain) = store.private_key_chain().ok_or(Unusable::NotOne)?;
    let mut last = Unusable::NotOne;
    for certificate in chain.certs() {
        let pair = Pair { certificate: certificate.as_der().to_vec(), key: chain.key().as_der().to_vec() };
        match Signer::of(&pair) {
            Ok(_) => return Ok(pair),
            Err(wrong) => last = wrong,
        }
    }
    Err(last)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;

    #[test]
    fn a_key_made_here_signs_and_its_certificate_verifies() {
        let pair = make("UDAF de l’Essai", Utc.with_ymd_and_hms(2028, 2, 29, 12, 0, 0).unwrap()).unwrap();
        let signer = Signer::of(&pair).unwrap();
        let certificate = Certificate::from_der(signer.certificate()).unwrap();
        let signature = signer.sign(b"un relev\xc3\xa9").unwrap();
        assert_eq!(signer.kind(), Kind::P256);
        assert!(Kind::P256.verifies(&certificate, b"un relev\xc3\xa9", &signature));
        assert!(!Kind::P256.verifies(&certificate, b"un autre", &signature));
        assert!(certificate.tbs_certificate.subject.to_string().contains("UDAF de l’Essai"));
    }

    #[test]
    fn a_certificate_of_another_key_is_refused() {
        let at = Utc.with_ymd_and_hms(2026, 12, 1, 0, 0, 0).unwrap();
        let (one, other) = (make("A", at).unwrap(), make("B", at).unwrap());
        let mixed = Pair { certificate: one.certificate, key: other.key };
        assert_eq!(Signer::of(&mixed).err(), Some(Unusable::Mismatch));
    }

    #[test]
    fn what_is_no_pkcs_12_file_is_refused() {
        for bytes in [b"".as_slice(), b"0", b"-----BEGIN PRIVATE KEY-----", &[0x30, 0x82, 0xff, 0xff]] {
            assert_eq!(bring(bytes, "").err(), Some(Unusable::NotOpened));
        }
    }
}
