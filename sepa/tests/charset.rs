//! The character set: our documented choices, the published table where we follow it, and its laws.

use proptest::prelude::*;
use quitus_sepa::charset::{IdentifierError, check_identifier, is_sepa, is_sepa_char, to_sepa};
use sepa::charset::{Transliteration, transliterate};

#[test]
fn readable_french_is_kept_readable() {
    let cases = [
        ("SCI D’Août — « Les Tilleuls »", "SCI D'Aout - Les Tilleuls"),
        ("Mme Œdipe & fils, n° 12", "Mme OEdipe + fils, n. 12"),
        ("cœur naïf façade où Noël", "coeur naif facade ou Noel"),
        ("Loyer\u{a0}décembre\u{202f}2026…", "Loyer decembre 2026..."),
        ("eﬀet oﬃce ﬁn ﬂot", "effet office fin flot"),
        ("  deux   espaces \t et fin \n", "deux espaces et fin"),
        ("e\u{301}te\u{301} x\u{305}", "ete x"),
        ("Société[A]{B}|C\\D;E@F#G_H~I", "Societe(A)(B)/C/D,E.F.G-H-I"),
        ("12 € m² ½", "12 E m2 1/2"),
        ("Łódź Ørsted Þór Straße", "Lodz Orsted Tor Strase"),
        ("Θεσσαλονίκη Жуковский", "THessaloniki ZHukovskiy"),
        ("山田", ".."),
        ("co\u{ad}opé\u{200b}ratif", "cooperatif"),
    ];
    for (written, sent) in cases {
        assert_eq!(to_sepa(written), sent, "{written}");
    }
}

/// Where the published table (EPC217-08) and our documented choices differ.
fn chosen_otherwise(c: char) -> bool {
    let compatibility = unicode_compatibility(c);
    "œŒæÆǼǽǢǣ’‘‚‛‐‑‒–—―“”„‟«»\"…‹›\u{ad}".contains(c) || c.is_whitespace() || c.is_control() || compatibility
}

fn unicode_compatibility(c: char) -> bool {
    use unicode_normalization::UnicodeNormalization;
    c.to_string().nfkd().ne(c.to_string().nfd()) || unicode_normalization::char::is_combining_mark(c)
}

#[test]
fn every_other_character_follows_the_published_table() {
    let ranges = ['!'..='\u{17f}', '\u{384}'..='\u{3ce}', '\u{400}'..='\u{45f}', '\u{1e00}'..='\u{1ef9}', '€'..='€'];
    let differing: Vec<String> = ranges
        .into_iter()
        .flatten()
        .filter(|c| !chosen_otherwise(*c))
        .filter_map(|c| {
            let ours = to_sepa(&c.to_string());
            let table = transliterate(&c.to_string(), Transliteration::Epc).into_owned();
            // Letters that the table loses (Vietnamese, for instance) keep their base letter here.
            let kept = table == "." && c.is_alphabetic();
            (ours != table && !kept).then(|| format!("{c} U+{:04X}: {ours} / {table}", u32::from(c)))
        })
        .collect();
    assert!(differing.is_empty(), "{} differ:\n{}", differing.len(), differing.join("\n"));
}

#[test]
fn identifiers_are_judged_and_never_rewritten() {
    assert_eq!(check_identifier("QUITUS-2026-12-000001"), Ok(()));
    assert_eq!(check_identifier("A/B C+(1).,'?:-"), Ok(()));
    assert_eq!(check_identifier(""), Err(IdentifierError::Empty));
    assert_eq!(check_identifier("   "), Err(IdentifierError::Empty));
    assert_eq!(check_identifier("Été"), Err(IdentifierError::Character('É')));
    assert_eq!(check_identifier(&"A".repeat(35)), Ok(()));
    assert_eq!(check_identifier(&"A".repeat(36)), Err(IdentifierError::Length(36)));
    for slashed in ["/A", "A/", "A//B", "/"] {
        assert_eq!(check_identifier(slashed), Err(IdentifierError::Slash), "{slashed}");
    }
}

proptest! {
    #[test]
    fn the_output_is_in_the_set_and_final(text in any::<String>()) {
        let sent = to_sepa(&text);
        prop_assert!(is_sepa(&sent), "{sent:?}");
        prop_assert!(!sent.contains("  ") && sent.trim() == sent);
        prop_assert_eq!(to_sepa(&sent), sent);
    }

    #[test]
    fn accents_typed_apart_give_the_same(text in "[A-Za-zéèêëàâçîïôùûüñÅåŽžЙйЁёΰώ ’-]{0,40}") {
        use unicode_normalization::UnicodeNormalization;
        let apart: String = text.nfd().collect();
        prop_assert_eq!(to_sepa(&apart), to_sepa(&text));
    }

    #[test]
    fn text_in_the_set_only_loses_spaces(text in "[A-Za-z0-9/?:().,'+ -]{0,80}") {
        let words: Vec<&str> = text.split(' ').filter(|word| !word.is_empty()).collect();
        prop_assert_eq!(to_sepa(&text), words.join(" "));
    }

    #[test]
    fn an_identifier_accepted_is_in_the_set(text in any::<String>()) {
        if check_identifier(&text).is_ok() {
            prop_assert!(text.chars().all(is_sepa_char) && text.len() <= 35);
        }
    }
}
