//! The elements that the reader looks at, by local name.

/// A known element; all others are [`Tag::Other`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tag {
    Acct,
    AcctSvcrRef,
    AddtlInf,
    AddtlNtryInf,
    AddtlRmtInf,
    Agt,
    Amt,
    AmtDtls,
    Bal,
    Bic,
    BicFi,
    BkToCstmrAcctRpt,
    BkToCstmrDbtCdtNtfctn,
    BkToCstmrStmt,
    BkTxCd,
    BookgDt,
    Btch,
    Ccy,
    Cd,
    CdOrPrtry,
    Cdtr,
    CdtrAcct,
    CdtrAgt,
    CdtrRefInf,
    CdtDbtInd,
    ChrgInclInd,
    Chrgs,
    CpyDplctInd,
    CreDtTm,
    Dbtr,
    DbtrAcct,
    DbtrAgt,
    Domn,
    Dt,
    DtTm,
    ElctrncSeqNb,
    EndToEndId,
    FinInstnId,
    Fmly,
    GrpHdr,
    Iban,
    Id,
    InstrId,
    Issr,
    LastPgInd,
    LglSeqNb,
    MndtId,
    MsgId,
    MsgPgntn,
    NbOfTxs,
    Nm,
    Ntfctn,
    Ntry,
    NtryDtls,
    NtryRef,
    OrgId,
    Othr,
    Pgntn,
    PgNb,
    PmtInfId,
    PrvtId,
    Prtry,
    Pty,
    Purp,
    Rcrd,
    Ref,
    Refs,
    RltdAgts,
    RltdPties,
    RmtInf,
    Rpt,
    Rsn,
    RtrInf,
    RvslInd,
    SchmeNm,
    Stmt,
    Strd,
    Sts,
    SubFmlyCd,
    Tp,
    TtlAmt,
    TxAmt,
    TxDtls,
    UltmtCdtr,
    UltmtDbtr,
    Ustrd,
    ValDt,
    Other,
}

impl Tag {
    /// The element of a local name. Split by length, for this runs for every element of a file.
    pub(crate) fn of(name: &str) -> Self {
        match name.len() {
            2 => two(name),
            3 => three(name),
            4 => four(name),
            5 => five(name),
            6 => six(name),
            7 => seven(name),
            8 => eight(name),
            9 => nine(name),
            10 => ten(name),
            _ => long(name),
        }
    }
}

fn two(name: &str) -> Tag {
    match name {
        "Id" => Tag::Id,
        "Cd" => Tag::Cd,
        "Nm" => Tag::Nm,
        "Dt" => Tag::Dt,
        "Tp" => Tag::Tp,
        _ => Tag::Other,
    }
}

fn three(name: &str) -> Tag {
    match name {
        "Amt" => Tag::Amt,
        "Sts" => Tag::Sts,
        "Ref" => Tag::Ref,
        "Bal" => Tag::Bal,
        "Ccy" => Tag::Ccy,
        "Pty" => Tag::Pty,
        "Agt" => Tag::Agt,
        "BIC" => Tag::Bic,
        "Rsn" => Tag::Rsn,
        "Rpt" => Tag::Rpt,
        _ => Tag::Other,
    }
}

fn four(name: &str) -> Tag {
    match name {
        "Ntry" => Tag::Ntry,
        "Refs" => Tag::Refs,
        "IBAN" => Tag::Iban,
        "Dbtr" => Tag::Dbtr,
        "Cdtr" => Tag::Cdtr,
        "Domn" => Tag::Domn,
        "Fmly" => Tag::Fmly,
        "DtTm" => Tag::DtTm,
        "Strd" => Tag::Strd,
        "Btch" => Tag::Btch,
        "Othr" => Tag::Othr,
        "Issr" => Tag::Issr,
        "Stmt" => Tag::Stmt,
        "Acct" => Tag::Acct,
        "PgNb" => Tag::PgNb,
        "Rcrd" => Tag::Rcrd,
        "Purp" => Tag::Purp,
        _ => Tag::Other,
    }
}

fn five(name: &str) -> Tag {
    match name {
        "ValDt" => Tag::ValDt,
        "TxAmt" => Tag::TxAmt,
        "Ustrd" => Tag::Ustrd,
        "BICFI" => Tag::BicFi,
        "MsgId" => Tag::MsgId,
        "Prtry" => Tag::Prtry,
        "OrgId" => Tag::OrgId,
        "Chrgs" => Tag::Chrgs,
        _ => Tag::Other,
    }
}

fn six(name: &str) -> Tag {
    match name {
        "BkTxCd" => Tag::BkTxCd,
        "TxDtls" => Tag::TxDtls,
        "RmtInf" => Tag::RmtInf,
        "MndtId" => Tag::MndtId,
        "RtrInf" => Tag::RtrInf,
        "PrvtId" => Tag::PrvtId,
        "TtlAmt" => Tag::TtlAmt,
        "GrpHdr" => Tag::GrpHdr,
        "Ntfctn" => Tag::Ntfctn,
        _ => Tag::Other,
    }
}

fn seven(name: &str) -> Tag {
    match name {
        "BookgDt" => Tag::BookgDt,
        "AmtDtls" => Tag::AmtDtls,
        "DbtrAgt" => Tag::DbtrAgt,
        "CdtrAgt" => Tag::CdtrAgt,
        "InstrId" => Tag::InstrId,
        "RvslInd" => Tag::RvslInd,
        "NbOfTxs" => Tag::NbOfTxs,
        "NtryRef" => Tag::NtryRef,
        "CreDtTm" => Tag::CreDtTm,
        "SchmeNm" => Tag::SchmeNm,
        _ => Tag::Other,
    }
}

fn eight(name: &str) -> Tag {
    match name {
        "NtryDtls" => Tag::NtryDtls,
        "DbtrAcct" => Tag::DbtrAcct,
        "CdtrAcct" => Tag::CdtrAcct,
        "RltdAgts" => Tag::RltdAgts,
        "PmtInfId" => Tag::PmtInfId,
        "AddtlInf" => Tag::AddtlInf,
        "LglSeqNb" => Tag::LglSeqNb,
        "MsgPgntn" => Tag::MsgPgntn,
        "RptPgntn" => Tag::Pgntn,
        _ => Tag::Other,
    }
}

fn nine(name: &str) -> Tag {
    match name {
        "CdtDbtInd" => Tag::CdtDbtInd,
        "RltdPties" => Tag::RltdPties,
        "SubFmlyCd" => Tag::SubFmlyCd,
        "UltmtDbtr" => Tag::UltmtDbtr,
        "UltmtCdtr" => Tag::UltmtCdtr,
        "CdOrPrtry" => Tag::CdOrPrtry,
        "LastPgInd" => Tag::LastPgInd,
        "StmtPgntn" => Tag::Pgntn,
        _ => Tag::Other,
    }
}

fn ten(name: &str) -> Tag {
    match name {
        "EndToEndId" => Tag::EndToEndId,
        "FinInstnId" => Tag::FinInstnId,
        "CdtrRefInf" => Tag::CdtrRefInf,
        _ => Tag::Other,
    }
}

fn long(name: &str) -> Tag {
    match name {
        "AcctSvcrRef" => Tag::AcctSvcrRef,
        "AddtlNtryInf" => Tag::AddtlNtryInf,
        "AddtlRmtInf" => Tag::AddtlRmtInf,
        "ChrgInclInd" => Tag::ChrgInclInd,
        "ElctrncSeqNb" => Tag::ElctrncSeqNb,
        "CpyDplctInd" => Tag::CpyDplctInd,
        "NtfctnPgntn" => Tag::Pgntn,
        "BkToCstmrStmt" => Tag::BkToCstmrStmt,
        "BkToCstmrAcctRpt" => Tag::BkToCstmrAcctRpt,
        "BkToCstmrDbtCdtNtfctn" => Tag::BkToCstmrDbtCdtNtfctn,
        _ => Tag::Other,
    }
}
