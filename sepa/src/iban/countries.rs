//! Form of the national part (BBAN) per country, after the ISO 13616 registry.

/// A run of characters of one kind.
#[derive(Clone, Copy)]
enum Run {
    /// Digits.
    N(usize),
    /// Capital letters.
    A(usize),
    /// Digits or capital letters.
    C(usize),
}

use Run::{A, C, N};

/// Form of the national part of one country.
pub(super) struct BbanFormat {
    country: &'static str,
    runs: &'static [Run],
}

const fn of(country: &'static str, runs: &'static [Run]) -> BbanFormat {
    BbanFormat { country, runs }
}

/// The 42 country codes of the SEPA schemes (EPC409-09 v8.0).
const SEPA: [BbanFormat; 42] = [
    of("AD", &[N(8), C(12)]),
    of("AL", &[N(8), C(16)]),
    of("AT", &[N(16)]),
    of("BE", &[N(12)]),
    of("BG", &[A(4), N(6), C(8)]),
    of("CH", &[N(5), C(12)]),
    of("CY", &[N(8), C(16)]),
    of("CZ", &[N(20)]),
    of("DE", &[N(18)]),
    of("DK", &[N(14)]),
    of("EE", &[N(16)]),
    of("ES", &[N(20)]),
    of("FI", &[N(14)]),
    of("FR", &[N(10), C(11), N(2)]),
    of("GB", &[A(4), N(14)]),
    of("GI", &[A(4), C(15)]),
    of("GR", &[N(7), C(16)]),
    of("HR", &[N(17)]),
    of("HU", &[N(24)]),
    of("IE", &[A(4), N(14)]),
    of("IS", &[N(22)]),
    of("IT", &[A(1), N(10), C(12)]),
    of("LI", &[N(5), C(12)]),
    of("LT", &[N(16)]),
    of("LU", &[N(3), C(13)]),
    of("LV", &[A(4), C(13)]),
    of("MC", &[N(10), C(11), N(2)]),
    of("MD", &[C(20)]),
    of("ME", &[N(18)]),
    of("MK", &[N(3), C(10), N(2)]),
    of("MT", &[A(4), N(5), C(18)]),
    of("NL", &[A(4), N(10)]),
    of("NO", &[N(11)]),
    of("PL", &[N(24)]),
    of("PT", &[N(21)]),
    of("RO", &[A(4), C(16)]),
    of("RS", &[N(18)]),
    of("SE", &[N(20)]),
    of("SI", &[N(15)]),
    of("SK", &[N(20)]),
    of("SM", &[A(1), N(10), C(12)]),
    of("VA", &[N(18)]),
];

/// Countries with IBANs that SEPA transfers do not reach: known by length, so that the answer to such a number is
/// "outside SEPA" and not "mistyped".
const OTHERS: [BbanFormat; 47] = [
    of("AE", &[C(19)]),
    of("AZ", &[C(24)]),
    of("BA", &[C(16)]),
    of("BH", &[C(18)]),
    of("BI", &[C(23)]),
    of("BR", &[C(25)]),
    of("BY", &[C(24)]),
    of("CR", &[C(18)]),
    of("DJ", &[C(23)]),
    of("DO", &[C(24)]),
    of("EG", &[C(25)]),
    of("FK", &[C(14)]),
    of("FO", &[C(14)]),
    of("GE", &[C(18)]),
    of("GL", &[C(14)]),
    of("GT", &[C(24)]),
    of("HN", &[C(24)]),
    of("IL", &[C(19)]),
    of("IQ", &[C(19)]),
    of("JO", &[C(26)]),
    of("KW", &[C(26)]),
    of("KZ", &[C(16)]),
    of("LB", &[C(24)]),
    of("LC", &[C(28)]),
    of("LY", &[C(21)]),
    of("MN", &[C(16)]),
    of("MR", &[C(23)]),
    of("MU", &[C(26)]),
    of("NI", &[C(24)]),
    of("OM", &[C(19)]),
    of("PK", &[C(20)]),
    of("PS", &[C(25)]),
    of("QA", &[C(25)]),
    of("RU", &[C(29)]),
    of("SA", &[C(20)]),
    of("SC", &[C(27)]),
    of("SD", &[C(14)]),
    of("SO", &[C(19)]),
    of("ST", &[C(21)]),
    of("SV", &[C(24)]),
    of("TL", &[C(19)]),
    of("TN", &[C(20)]),
    of("TR", &[C(22)]),
    of("UA", &[C(25)]),
    of("VG", &[C(20)]),
    of("XK", &[C(16)]),
    of("YE", &[C(26)]),
];

/// Form of a country's national part, when the country is in the registry.
pub(super) fn format_of(country: &str) -> Option<&'static BbanFormat> {
    SEPA.iter().chain(&OTHERS).find(|format| format.country == country)
}

/// Whether the country is in the SEPA list.
pub(super) fn in_sepa(country: &str) -> bool {
    SEPA.iter().any(|format| format.country == country)
}

impl BbanFormat {
    /// Characters of the national part.
    pub(super) fn length(&self) -> usize {
        self.runs.iter().map(|run| run.length()).sum()
    }

    /// Index of the first character that is not of the kind expected there.
    pub(super) fn first_fault(&self, bban: &str) -> Option<usize> {
        let kinds = self.runs.iter().flat_map(|run| std::iter::repeat_n(run, run.length()));
        bban.bytes().zip(kinds).position(|(byte, run)| !run.admits(byte))
    }
}

impl Run {
    const fn length(self) -> usize {
        match self {
            N(n) | A(n) | C(n) => n,
        }
    }

    const fn admits(self, byte: u8) -> bool {
        match self {
            N(_) => byte.is_ascii_digit(),
            A(_) => byte.is_ascii_uppercase(),
            C(_) => byte.is_ascii_digit() || byte.is_ascii_uppercase(),
        }
    }
}
