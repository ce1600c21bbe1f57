//! A device with one passkey: what a browser and its authenticator answer (WebAuthn 5.1, 6.1), without either.

use p256::ecdsa::signature::Signer;
use p256::ecdsa::{DerSignature, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// User present and verified.
const PRESENT_AND_VERIFIED: u8 = 0x05;
/// A new key follows.
const NEW_KEY: u8 = 0x40;

/// The device.
#[derive(Clone)]
pub struct Device {
    key: SigningKey,
    credential_id: [u8; 16],
    /// Where its browser stands.
    pub origin: String,
    /// How often it has signed.
    pub counter: u32,
}

impl Device {
    /// A device whose browser stands at this origin.
    pub fn at(origin: &str, seed: u8) -> Self {
        let key = SigningKey::from_slice(&[seed; 32]).unwrap();
        Self { key, credential_id: [seed; 16], origin: origin.to_owned(), counter: 0 }
    }

    /// What `navigator.credentials.create` gives for these options.
    pub fn creates(&mut self, options: &str) -> String {
        let options: Value = serde_json::from_str(options).unwrap();
        let options = &options["publicKey"];
        let client = self.client("webauthn.create", options);
        let mut data = self.data(options["rp"]["id"].as_str().unwrap(), PRESENT_AND_VERIFIED | NEW_KEY);
        // No model; the identifier; the public key as COSE: EC2, ES256, P-256, x, y (RFC 9052).
        data.extend([0; 16]);
        data.extend([0, 16]);
        data.extend(self.credential_id);
        let point = self.key.verifying_key().to_sec1_point(false);
        data.extend([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20]);
        data.extend(point.x().unwrap());
        data.extend([0x22, 0x58, 0x20]);
        data.extend(point.y().unwrap());
        // {"fmt": "none", "attStmt": {}, "authData": …} as CBOR.
        let mut attestation = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58".to_vec();
        attestation.push(u8::try_from(data.len()).unwrap());
        attestation.extend(data);
        self.answer(&json!({ "attestationObject": encoded(&attestation), "clientDataJSON": encoded(client.as_bytes()) }))
    }

    /// What `navigator.credentials.get` gives for these options.
    pub fn gets(&mut self, options: &str) -> String {
        let options: Value = serde_json::from_str(options).unwrap();
        let options = &options["publicKey"];
        let client = self.client("webauthn.get", options);
        let data = self.data(options["rpId"].as_str().unwrap(), PRESENT_AND_VERIFIED);
        let signed = [data.as_slice(), Sha256::digest(client.as_bytes()).as_slice()].concat();
        let signature: DerSignature = self.key.sign(&signed);
        self.answer(&json!({
            "authenticatorData": encoded(&data),
            "clientDataJSON": encoded(client.as_bytes()),
            "signature": encoded(signature.as_bytes()),
            "userHandle": null,
        }))
    }

    fn client(&self, kind: &str, options: &Value) -> String {
        json!({ "type": kind, "challenge": options["challenge"], "origin": self.origin, "crossOrigin": false }).to_string()
    }

    fn data(&mut self, rp_id: &str, flags: u8) -> Vec<u8> {
        self.counter += 1;
        [Sha256::digest(rp_id).as_slice(), &[flags], &self.counter.to_be_bytes()].concat()
    }

    fn answer(&self, response: &Value) -> String {
        let id = encoded(&self.credential_id);
        json!({ "id": id, "rawId": id, "type": "public-key", "response": response, "extensions": {} }).to_string()
    }
}

/// Base 64 for addresses, without padding (RFC 4648).
pub fn encoded(bytes: &[u8]) -> String {
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let bits: String = bytes.iter().map(|byte| format!("{byte:08b}")).collect();
    let letter = |six: &[u8]| {
        let text = format!("{:0<6}", std::str::from_utf8(six).unwrap());
        char::from(alphabet[usize::from_str_radix(&text, 2).unwrap()])
    };
    bits.as_bytes().chunks(6).map(letter).collect()
}
