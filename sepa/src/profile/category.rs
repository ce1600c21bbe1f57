//! Category purposes (ExternalCategoryPurpose1Code, second quarter of 2026).

/// Why the whole block is paid, for a bank that has agreed to act on it. `RENT` is a purpose, not a category purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CategoryPurpose(&'static str);

const CODES: [&str; 49] = [
    "BONU", "CASH", "CBLK", "CCRD", "CDIS", "CGWV", "CIPC", "CONC", "CORT", "CPAY", "CRYP", "CTDF", "DCRD", "DIVI", "DVPM",
    "EPAY", "FCDT", "FCIN", "FCOL", "GOVT", "GP2P", "HEDG", "ICCP", "IDCP", "INTC", "INTE", "LBOX", "LOAN", "MP2B", "MP2P",
    "OTHR", "PENS", "RPRE", "RRCT", "RVPM", "SALA", "SAVG", "SECU", "SSBE", "SUPP", "SWEP", "TAXS", "TOPG", "TRAD", "TREA",
    "VATX", "VOST", "WHLD", "ZABA",
];

impl CategoryPurpose {
    /// The category purpose of that code, when the external code set has it.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        CODES.into_iter().find(|known| *known == code).map(Self)
    }

    /// Code in the message.
    #[must_use]
    pub const fn code(self) -> &'static str {
        self.0
    }
}
