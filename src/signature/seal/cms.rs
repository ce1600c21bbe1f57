//! A seal: a detached CMS signature (RFC 5652) over the SHA-256 of a file, with the certificate that it is checked by. Its signed attributes
//! are those that CAdES and PAdES ask at the least (ETSI EN 319 122-1, 319 142-1, baseline B): content type, digest, and which certificate.
//!
//! There is one way only to write the seal of a digest by a certificate, but for the signature's own bytes. So a seal is read strictly: what
//! was read is written again and must give the same bytes. No byte of a seal can change without being seen.

use super::key::{Kind, Signer};
use cms::cert::{CertificateChoices, IssuerAndSerialNumber};
use cms::content_info::{CmsVersion, ContentInfo};
use cms::signed_data::{CertificateSet, EncapsulatedContentInfo, SignedData, SignerIdentifier, SignerInfo, SignerInfos};
use der::asn1::{ObjectIdentifier, OctetString, SetOfVec};
use der::{Any, Decode, Encode, Sequence};
use sha2::{Digest, Sha256};
use x509_cert::Certificate;
use x509_cert::attr::{Attribute, Attributes};
use x509_cert::spki::AlgorithmIdentifierOwned;

const DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.1");
const SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");
const CONTENT_TYPE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.3");
const MESSAGE_DIGEST: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.4");
const SIGNING_CERTIFICATE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.47");
const SHA_256: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1");

/// `SigningCertificateV2` (RFC 5035) of one certificate, by its SHA-256.
#[derive(Sequence)]
struct SigningCertificate {
    certificates: Vec<CertificateHash>,
}

#[derive(Sequence)]
struct CertificateHash {
    hash: OctetString,
}

/// What an intact seal says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// Who sealed: a certificate (X.509, DER).
    pub certificate: Vec<u8>,
    /// What was sealed: the SHA-256 of a file.
    pub digest: [u8; 32],
}

/// Seals a file by its SHA-256; nothing when the system has no random numbers.
#[must_use]
pub fn seal(signer: &Signer, digest: &[u8; 32]) -> Option<Vec<u8>> {
    let certificate = Certificate::from_der(signer.certificate()).ok()?;
    let attributes = attributes(signer.certificate(), digest).ok()?;
    let signature = signer.sign(&attributes.to_der().ok()?)?;
    written(certificate, attributes, signer.kind(), &signature).ok()
}

/// Reads a seal; nothing when a byte of it is not as it was written, whatever it seals.
#[must_use]
pub fn open(seal: &[u8]) -> Option<Opened> {
    let content = ContentInfo::from_der(seal).ok()?;
    let data: SignedData = content.content.decode_as().ok()?;
    let [CertificateChoices::Certificate(certificate)] = data.certificates.as_ref()?.0.as_slice() else { return None };
    let [signed] = data.signer_infos.0.as_slice() else { return None };
    let said = signed.signed_attrs.as_ref()?.iter().find(|one| one.oid == MESSAGE_DIGEST)?;
    let [said] = said.values.as_slice() else { return None };
    let digest: [u8; 32] = said.decode_as::<OctetString>().ok()?.as_bytes().try_into().ok()?;
    let der = certificate.to_der().ok()?;
    let attributes = attributes(&der, &digest).ok()?;
    let kind = Kind::of(certificate)?;
    let message = attributes.to_der().ok()?;
    let again = written(certificate.clone(), attributes, kind, signed.signature.as_bytes()).ok()?;
    let intact = again == seal && kind.verifies(certificate, &message, signed.signature.as_bytes());
    intact.then_some(Opened { certificate: der, digest })
}

/// The SHA-256 of a file's bytes.
#[must_use]
pub fn digest(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

fn attributes(certificate: &[u8], digest: &[u8; 32]) -> der::Result<Attributes> {
    let hash = OctetString::new(Sha256::digest(certificate).to_vec())?;
    let which = SigningCertificate { certificates: vec![CertificateHash { hash }] };
    let attribute = |oid, value| -> der::Result<Attribute> { Ok(Attribute { oid, values: SetOfVec::try_from(vec![value])? }) };
    SetOfVec::try_from(vec![
        attribute(CONTENT_TYPE, Any::encode_from(&DATA)?)?,
        attribute(MESSAGE_DIGEST, Any::encode_from(&OctetString::new(digest.as_slice())?)?)?,
        attribute(SIGNING_CERTIFICATE, Any::encode_from(&which)?)?,
    ])
}

fn written(certificate: Certificate, attributes: Attributes, kind: Kind, signature: &[u8]) -> der::Result<Vec<u8>> {
    let sha_256 = AlgorithmIdentifierOwned { oid: SHA_256, parameters: None };
    let issuer = certificate.tbs_certificate.issuer.clone();
    let serial_number = certificate.tbs_certificate.serial_number.clone();
    let signed = SignerInfo {
        version: CmsVersion::V1,
        sid: SignerIdentifier::IssuerAndSerialNumber(IssuerAndSerialNumber { issuer, serial_number }),
        digest_alg: sha_256.clone(),
        signed_attrs: Some(attributes),
        signature_algorithm: kind.algorithm(),
        signature: OctetString::new(signature)?,
        unsigned_attrs: None,
    };
    let data = SignedData {
        version: CmsVersion::V1,
        digest_algorithms: SetOfVec::try_from(vec![sha_256])?,
        encap_content_info: EncapsulatedContentInfo { econtent_type: DATA, econtent: None },
        certificates: Some(CertificateSet(SetOfVec::try_from(vec![CertificateChoices::Certificate(certificate)])?)),
        crls: None,
        signer_infos: SignerInfos(SetOfVec::try_from(vec![signed])?),
    };
    ContentInfo { content_type: SIGNED_DATA, content: Any::encode_from(&data)? }.to_der()
}

#[cfg(test)]
mod tests {
    use super::super::key::make;
    use super::*;
    use chrono::{TimeZone, Utc};
    use proptest::prelude::*;
    use std::sync::LazyLock;

    static SIGNER: LazyLock<Signer> = LazyLock::new(|| {
        let at = Utc.with_ymd_and_hms(2026, 12, 1, 0, 0, 0).unwrap();
        Signer::of(&make("UDAF de l’Essai", at).unwrap()).unwrap()
    });

    proptest! {
        #[test]
        fn a_seal_says_what_was_sealed_and_by_whom(hash: [u8; 32]) {
            let seal = seal(&SIGNER, &hash).unwrap();
            prop_assert_eq!(open(&seal), Some(Opened { certificate: SIGNER.certificate().to_vec(), digest: hash }));
        }

        #[test]
        fn a_seal_cut_or_longer_is_none(hash: [u8; 32], cut in 1_usize..600, more in 1_usize..9) {
            let seal = seal(&SIGNER, &hash).unwrap();
            prop_assert_eq!(open(&seal[..seal.len() - cut]), None);
            prop_assert_eq!(open(&[seal, vec![0; more]].concat()), None);
        }

        #[test]
        fn any_bytes_are_no_seal(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            prop_assert_eq!(open(&bytes), None);
        }
    }

    #[test]
    fn a_bit_changed_anywhere_is_seen() {
        let seal = seal(&SIGNER, &digest(b"un relev\xc3\xa9")).unwrap();
        for (at, bit) in (0..seal.len()).flat_map(|at| (0..8).map(move |bit| (at, bit))) {
            let mut changed = seal.clone();
            changed[at] ^= 1 << bit;
            assert_eq!(open(&changed), None, "bit {bit} of byte {at}");
        }
    }
}
