//! The elements that the reader looks at, by local name.

/// A known element; all others are [`Tag::Other`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tag {
    Acct,
    AcctSvcrRef,
    AddtlInf,
    AddtlNtryInf,
    AddtlRmtInf,
    AddtlTxInf,
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
    InstdAmt,
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
    /// The element of a local name. Split by length, so that names are compared as numbers: this runs for every element of a file.
    pub(crate) fn of(name: &str) -> Self {
        let name = name.as_bytes();
        match name.len() {
            2 => of_length(name, two),
            3 => of_length(name, three),
            4 => of_length(name, four),
            5 => of_length(name, five),
            6 => of_length(name, six),
            7 => of_length(name, seven),
            8 => of_length(name, eight),
            9 => of_length(name, nine),
            10 => of_length(name, ten),
            _ => long(name),
        }
    }
}

fn of_length<const N: usize>(name: &[u8], of: fn(&[u8; N]) -> Tag) -> Tag {
    name.try_into().map_or(Tag::Other, of)
}

fn two(name: &[u8; 2]) -> Tag {
    match name {
        b"Id" => Tag::Id,
        b"Cd" => Tag::Cd,
        b"Nm" => Tag::Nm,
        b"Dt" => Tag::Dt,
        b"Tp" => Tag::Tp,
        _ => Tag::Other,
    }
}

fn three(name: &[u8; 3]) -> Tag {
    match name {
        b"Amt" => Tag::Amt,
        b"Sts" => Tag::Sts,
        b"Ref" => Tag::Ref,
        b"Bal" => Tag::Bal,
        b"Ccy" => Tag::Ccy,
        b"Pty" => Tag::Pty,
        b"Agt" => Tag::Agt,
        b"BIC" => Tag::Bic,
        b"Rsn" => Tag::Rsn,
        b"Rpt" => Tag::Rpt,
        _ => Tag::Other,
    }
}

fn four(name: &[u8; 4]) -> Tag {
    match name {
        b"Ntry" => Tag::Ntry,
        b"Refs" => Tag::Refs,
        b"IBAN" => Tag::Iban,
        b"Dbtr" => Tag::Dbtr,
        b"Cdtr" => Tag::Cdtr,
        b"Domn" => Tag::Domn,
        b"Fmly" => Tag::Fmly,
        b"DtTm" => Tag::DtTm,
        b"Strd" => Tag::Strd,
        b"Btch" => Tag::Btch,
        b"Othr" => Tag::Othr,
        b"Issr" => Tag::Issr,
        b"Stmt" => Tag::Stmt,
        b"Acct" => Tag::Acct,
        b"PgNb" => Tag::PgNb,
        b"Rcrd" => Tag::Rcrd,
        b"Purp" => Tag::Purp,
        _ => Tag::Other,
    }
}

fn five(name: &[u8; 5]) -> Tag {
    match name {
        b"ValDt" => Tag::ValDt,
        b"TxAmt" => Tag::TxAmt,
        b"Ustrd" => Tag::Ustrd,
        b"BICFI" => Tag::BicFi,
        b"MsgId" => Tag::MsgId,
        b"Prtry" => Tag::Prtry,
        b"OrgId" => Tag::OrgId,
        b"Chrgs" => Tag::Chrgs,
        _ => Tag::Other,
    }
}

fn six(name: &[u8; 6]) -> Tag {
    match name {
        b"BkTxCd" => Tag::BkTxCd,
        b"TxDtls" => Tag::TxDtls,
        b"RmtInf" => Tag::RmtInf,
        b"MndtId" => Tag::MndtId,
        b"RtrInf" => Tag::RtrInf,
        b"PrvtId" => Tag::PrvtId,
        b"TtlAmt" => Tag::TtlAmt,
        b"GrpHdr" => Tag::GrpHdr,
        b"Ntfctn" => Tag::Ntfctn,
        _ => Tag::Other,
    }
}

fn seven(name: &[u8; 7]) -> Tag {
    match name {
        b"BookgDt" => Tag::BookgDt,
        b"AmtDtls" => Tag::AmtDtls,
        b"DbtrAgt" => Tag::DbtrAgt,
        b"CdtrAgt" => Tag::CdtrAgt,
        b"InstrId" => Tag::InstrId,
        b"RvslInd" => Tag::RvslInd,
        b"NbOfTxs" => Tag::NbOfTxs,
        b"NtryRef" => Tag::NtryRef,
        b"CreDtTm" => Tag::CreDtTm,
        b"SchmeNm" => Tag::SchmeNm,
        _ => Tag::Other,
    }
}

fn eight(name: &[u8; 8]) -> Tag {
    match name {
        b"NtryDtls" => Tag::NtryDtls,
        b"InstdAmt" => Tag::InstdAmt,
        b"DbtrAcct" => Tag::DbtrAcct,
        b"CdtrAcct" => Tag::CdtrAcct,
        b"RltdAgts" => Tag::RltdAgts,
        b"PmtInfId" => Tag::PmtInfId,
        b"AddtlInf" => Tag::AddtlInf,
        b"LglSeqNb" => Tag::LglSeqNb,
        b"MsgPgntn" => Tag::MsgPgntn,
        b"RptPgntn" => Tag::Pgntn,
        _ => Tag::Other,
    }
}

fn nine(name: &[u8; 9]) -> Tag {
    match name {
        b"CdtDbtInd" => Tag::CdtDbtInd,
        b"RltdPties" => Tag::RltdPties,
        b"SubFmlyCd" => Tag::SubFmlyCd,
        b"UltmtDbtr" => Tag::UltmtDbtr,
        b"UltmtCdtr" => Tag::UltmtCdtr,
        b"CdOrPrtry" => Tag::CdOrPrtry,
        b"LastPgInd" => Tag::LastPgInd,
        b"StmtPgntn" => Tag::Pgntn,
        _ => Tag::Other,
    }
}

fn ten(name: &[u8; 10]) -> Tag {
    match name {
        b"EndToEndId" => Tag::EndToEndId,
        b"AddtlTxInf" => Tag::AddtlTxInf,
        b"FinInstnId" => Tag::FinInstnId,
        b"CdtrRefInf" => Tag::CdtrRefInf,
        _ => Tag::Other,
    }
}

fn long(name: &[u8]) -> Tag {
    match name {
        b"AcctSvcrRef" => Tag::AcctSvcrRef,
        b"AddtlNtryInf" => Tag::AddtlNtryInf,
        b"AddtlRmtInf" => Tag::AddtlRmtInf,
        b"ChrgInclInd" => Tag::ChrgInclInd,
        b"ElctrncSeqNb" => Tag::ElctrncSeqNb,
        b"CpyDplctInd" => Tag::CpyDplctInd,
        b"NtfctnPgntn" => Tag::Pgntn,
        b"BkToCstmrStmt" => Tag::BkToCstmrStmt,
        b"BkToCstmrAcctRpt" => Tag::BkToCstmrAcctRpt,
        b"BkToCstmrDbtCdtNtfctn" => Tag::BkToCstmrDbtCdtNtfctn,
        _ => Tag::Other,
    }
}
