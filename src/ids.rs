//! Sortable identifiers (UUIDv7). Made at the edges, so that rules stay free of clock and randomness.

use uuid::Uuid;

/// A new identifier: 32 upper-case hexadecimal characters, ordered by time of creation.
///
/// The form fits an `EndToEndId` (35 characters) and survives a chain that upper-cases references.
#[must_use]
pub fn new_id() -> String {
    Uuid::now_v7().simple().to_string().to_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_sorted_and_fit_a_sepa_reference() {
        let ids: Vec<String> = (0..1_000).map(|_| new_id()).collect();
        assert!(ids.is_sorted());
        assert!(ids.iter().all(|id| id.len() == 32 && id.bytes().all(|b| b.is_ascii_hexdigit())));
    }
}
