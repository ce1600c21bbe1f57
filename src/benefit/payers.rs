//! Who pays a benefit: the institutions of the catalogue, and the names under which people and banks write them (CASF D271-2).

use deunicode::deunicode;

/// An institution of the catalogue and the words that name it, in capitals without accents. A department is also known by the public
/// accountant who pays for it, and the régime général by any of its funds.
const INSTITUTIONS: &[(&str, &[&str])] = &[
    ("CAF", &["CAF", "ALLOCATIONS FAMILIALES"]),
    ("MSA", &["MSA", "MUTUALITE SOCIALE AGRICOLE"]),
    ("CARSAT", &["CARSAT", "CRAV", "CNAV", "CGSS", "ASSURANCE RETRAITE"]),
    ("CNAV", &["CARSAT", "CRAV", "CNAV", "CGSS", "ASSURANCE RETRAITE"]),
    ("CDC", &["CDC", "CAISSE DES DEPOTS", "SASPA"]),
    ("CPAM", &["CPAM", "CGSS", "ASSURANCE MALADIE"]),
    ("DEPARTEMENT", DEPARTMENT),
    ("AIDE SOCIALE", DEPARTMENT),
];

const DEPARTMENT: &[&str] = &[
    "DEPARTEMENT",
    "DEPARTEMENTAL",
    "DEPARTEMENTALE",
    "METROPOLE",
    "COLLECTIVITE",
    "VILLE DE PARIS",
    "AIDE SOCIALE",
    "PAIERIE",
    "TRESORERIE",
    "TRESOR PUBLIC",
    "DGFIP",
    "DRFIP",
    "DDFIP",
];

/// Capitals without accents, one space around each word.
fn words(text: &str) -> String {
    let plain: String =
        deunicode(text).chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { ' ' }).collect();
    format!(" {} ", plain.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn names(text: &str, institution: &[&str]) -> bool {
    let text = words(text);
    let numbered = |word: &str| {
        word.strip_prefix("CD").is_some_and(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
    };
    institution.iter().any(|name| text.contains(&format!(" {name} ")))
        || (institution == DEPARTMENT && text.split(' ').any(numbered))
}

/// True when `payer`, as somebody wrote it, names one of the institutions that pay a benefit (`payers` of the catalogue).
#[must_use]
pub fn can_pay(payers: &str, payer: &str) -> bool {
    payers.split(',').any(|one| {
        let one = words(one);
        let listed = INSTITUTIONS.iter().find(|(name, _)| *name == one.trim());
        listed.is_some_and(|(_, institution)| names(payer, institution))
    })
}

/// True when the text names an institution of the catalogue, whichever it is.
#[must_use]
pub fn names_an_institution(text: &str) -> bool {
    INSTITUTIONS.iter().any(|(_, institution)| names(text, institution))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_institution_is_known_under_its_usual_names() {
        for name in ["CAF", "caf du loiret", "CAISSE D'ALLOCATIONS FAMILIALES DU VAL", "VIR CAF 45", "Msa Beauce"] {
            assert!(can_pay("CAF, MSA", name), "{name}");
        }
        for name in ["Département", "Conseil départemental du Val", "CD45", "PAIERIE DEPARTEMENTALE", "Métropole de Lyon"] {
            assert!(can_pay("Département", name) && can_pay("Aide sociale", name), "{name}");
        }
        assert!(can_pay("CARSAT, MSA, CDC", "Caisse d'assurance retraite et de la santé au travail"));
        assert!(can_pay("CPAM, MSA", "CPAM DU VAL") && can_pay("CARSAT, CNAV", "CNAV"));
    }

    #[test]
    fn another_payer_cannot_pay() {
        for name in ["", "CARSAT", "CPAM DU VAL", "Département", "BOULANGERIE CAFETIERE", "CDISCOUNT", "CD"] {
            assert!(!can_pay("CAF, MSA", name), "{name}");
        }
        assert!(!can_pay("Département", "CDISCOUNT") && !can_pay("Département", "CD") && !can_pay("Inconnu", "CAF"));
        assert!(names_an_institution("CPAM") && !names_an_institution("LES PRIMEURS DU VAL"));
    }

    /// Every payer of the shipped catalogue is an institution that has its names here.
    #[test]
    fn every_payer_of_the_catalogue_can_pay() {
        let rows = include_str!("../../migrations/sqlite/0002_catalogue.sql").lines().filter(|line| line.contains("CASF D271-2"));
        let payers = rows.filter_map(|row| {
            let cells: Vec<&str> = row.split('\'').map(str::trim).collect();
            let tier = cells.iter().position(|cell| matches!(*cell, "A" | "B"))?;
            cells.get(tier.checked_sub(2)?).copied()
        });
        let mut known = 0;
        for list in payers {
            for one in list.split(',') {
                assert!(can_pay(list, one), "« {one} » of « {list} »");
                known += 1;
            }
        }
        assert!(known > 40, "the catalogue is not read any more: {known}");
    }

    proptest! {
        #[test]
        fn a_name_is_found_wherever_it_stands_and_never_inside_a_word(before in "[A-Z]{0,6}", after in "[A-Z]{1,6}") {
            let apart = format!("{before} caf {after}");
            let inside = format!("{before}CAF{after}");
            prop_assert!(can_pay("CAF", &apart));
            prop_assert!(!can_pay("CAF", &inside));
        }
    }
}
