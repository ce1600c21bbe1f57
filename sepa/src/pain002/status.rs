//! Codes of statuses (external payment status lists of ISO 20022).

/// Status of a file, a block or a transfer. Only a bank statement tells that money moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PaymentStatus {
    /// `RCVD`: received.
    Received,
    /// `ACTC`: technically accepted.
    TechnicallyAccepted,
    /// `ACCP`: accepted after the customer checks.
    CustomerAccepted,
    /// `ACFC`: accepted, funds checked.
    FundsChecked,
    /// `ACSP`: accepted, being settled.
    InSettlement,
    /// `ACSC`: settled on the debtor's account.
    SettledDebtor,
    /// `ACCC`: settled on the creditor's account.
    SettledCreditor,
    /// `ACWC`: accepted with a change, such as another day (reason `DT06`).
    AcceptedWithChange,
    /// `PDNG`: pending.
    Pending,
    /// `PART`: partly accepted, look at the lower levels.
    Partial,
    /// `RJCT`: rejected.
    Rejected,
    /// `CANC`: cancelled.
    Cancelled,
    /// Any other code, kept as written: the state of the order does not change, and a person looks.
    Other(String),
}

impl PaymentStatus {
    pub(super) fn of(code: &str) -> Self {
        match code {
            "RCVD" => Self::Received,
            "ACTC" => Self::TechnicallyAccepted,
            "ACCP" => Self::CustomerAccepted,
            "ACFC" => Self::FundsChecked,
            "ACSP" => Self::InSettlement,
            "ACSC" => Self::SettledDebtor,
            "ACCC" => Self::SettledCreditor,
            "ACWC" => Self::AcceptedWithChange,
            "PDNG" => Self::Pending,
            "PART" => Self::Partial,
            "RJCT" => Self::Rejected,
            "CANC" => Self::Cancelled,
            other => Self::Other(other.to_owned()),
        }
    }

    /// Code as the bank writes it.
    #[must_use]
    pub const fn code(&self) -> &str {
        match self {
            Self::Received => "RCVD",
            Self::TechnicallyAccepted => "ACTC",
            Self::CustomerAccepted => "ACCP",
            Self::FundsChecked => "ACFC",
            Self::InSettlement => "ACSP",
            Self::SettledDebtor => "ACSC",
            Self::SettledCreditor => "ACCC",
            Self::AcceptedWithChange => "ACWC",
            Self::Pending => "PDNG",
            Self::Partial => "PART",
            Self::Rejected => "RJCT",
            Self::Cancelled => "CANC",
            Self::Other(code) => code.as_str(),
        }
    }
}

/// Result of the verification of payee (Regulation (EU) 2024/886).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verification {
    /// `RCVC`: the name matches; for a file, every name matches.
    Match,
    /// `RVCM`: some names of the file do not match.
    Mismatches,
    /// `RVMC`: the name almost matches.
    CloseMatch,
    /// `RVNM`: the name does not match.
    NoMatch,
    /// `RVNA`: the verification was not possible or does not apply.
    NotPossible,
    /// `RVNC`: the verification of the file was not completed.
    NotCompleted,
}

impl Verification {
    pub(super) fn of(code: &str) -> Option<Self> {
        match code {
            "RCVC" => Some(Self::Match),
            "RVCM" => Some(Self::Mismatches),
            "RVMC" => Some(Self::CloseMatch),
            "RVNM" => Some(Self::NoMatch),
            "RVNA" => Some(Self::NotPossible),
            "RVNC" => Some(Self::NotCompleted),
            _ => None,
        }
    }
}
