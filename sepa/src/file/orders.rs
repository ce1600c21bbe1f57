//! A file of transfer orders (pain.001, any version) as it stands, to be recognised rather than judged: for what such a file is held
//! to, see [`crate::pain001::check`].

use crate::camt::amount_of;
use crate::diagnostic::{Diagnostic, Place, Remark};
use crate::tree::{self, Element, Fault, FaultKind};

/// A file of transfer orders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Orders {
    /// `MsgId`.
    pub message_id: Option<String>,
    /// `CreDtTm` as written.
    pub created: Option<String>,
    /// `PmtInf`, in the order of the file.
    pub blocks: Vec<OrderBlock>,
}

/// Transfers from one account on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderBlock {
    /// `PmtInfId`.
    pub id: Option<String>,
    /// `ReqdExctnDt` as written.
    pub execution: Option<String>,
    /// Account to be debited, without spaces.
    pub debtor_iban: Option<String>,
    /// The transfers.
    pub transfers: Vec<Order>,
}

/// One transfer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// `EndToEndId`.
    pub end_to_end_id: Option<String>,
    /// `InstdAmt` in hundredths; nothing when the amount is given otherwise (`EqvtAmt`).
    pub cents: Option<i64>,
    /// Its currency.
    pub currency: Option<String>,
    /// Name of the payee.
    pub creditor_name: Option<String>,
    /// Account of the payee, without spaces.
    pub creditor_iban: Option<String>,
}

/// Reads such a file.
pub(super) fn read(bytes: &[u8]) -> Result<Orders, Diagnostic> {
    let document = tree::read(bytes).map_err(|fault| unreadable(&fault, bytes))?;
    let root = &document.root;
    let orders = if root.name == "CstmrCdtTrfInitn" { Some(root) } else { root.child("CstmrCdtTrfInitn") };
    let orders = orders.ok_or_else(|| {
        Remark::fatal(
            "orders_missing",
            "Le fichier n'a pas d'élément CstmrCdtTrfInitn à sa racine.",
            "Un ordre de virement pain.001 est attendu : vérifiez le fichier choisi.",
        )
        .at(place(bytes, root.offset, root.name.to_owned()))
    })?;
    let blocks = orders.all("PmtInf").map(|one| block(one, bytes)).collect::<Result<_, _>>()?;
    Ok(Orders { message_id: text(orders, "GrpHdr/MsgId"), created: text(orders, "GrpHdr/CreDtTm"), blocks })
}

fn block(block: &Element<'_>, bytes: &[u8]) -> Result<OrderBlock, Diagnostic> {
    Ok(OrderBlock {
        id: text(block, "PmtInfId"),
        execution: text(block, "ReqdExctnDt")
            .or_else(|| text(block, "ReqdExctnDt/Dt"))
            .or_else(|| text(block, "ReqdExctnDt/DtTm")),
        debtor_iban: iban(block, "DbtrAcct/Id/IBAN"),
        transfers: block.all("CdtTrfTxInf").map(|one| order(one, bytes)).collect::<Result<_, _>>()?,
    })
}

fn order(order: &Element<'_>, bytes: &[u8]) -> Result<Order, Diagnostic> {
    let amount = order.at("Amt/InstdAmt");
    let cents = amount.map(|amount| {
        amount_of(&amount.text).map_err(|remark| {
            remark.at(place(bytes, amount.offset, "CstmrCdtTrfInitn/PmtInf/CdtTrfTxInf/Amt/InstdAmt".to_owned()))
        })
    });
    Ok(Order {
        end_to_end_id: text(order, "PmtId/EndToEndId"),
        cents: cents.transpose()?,
        currency: amount.and_then(|amount| amount.attribute("Ccy")).map(str::to_owned),
        creditor_name: text(order, "Cdtr/Nm"),
        creditor_iban: iban(order, "CdtrAcct/Id/IBAN"),
    })
}

fn text(parent: &Element<'_>, path: &str) -> Option<String> {
    parent.text_at(path).map(str::to_owned)
}

fn iban(parent: &Element<'_>, path: &str) -> Option<String> {
    parent.text_at(path).map(|text| text.split_whitespace().collect())
}

/// A place from an offset.
pub(crate) fn place(bytes: &[u8], offset: usize, path: String) -> Place {
    let before = bytes.get(..offset).unwrap_or(bytes);
    let line = u64::try_from(memchr::memchr_iter(b'\n', before).count()).unwrap_or(u64::MAX);
    Place { line: line.saturating_add(1), byte: u64::try_from(offset).unwrap_or(u64::MAX), path }
}

fn unreadable(fault: &Fault, bytes: &[u8]) -> Diagnostic {
    let (code, what) = match fault.kind {
        FaultKind::TooLarge => ("orders_too_large", "L'ordre dépasse 64 Mio ou un million d'éléments."),
        FaultKind::Encoding => ("encoding_invalid", "L'ordre contient des octets qui ne sont pas de l'UTF-8."),
        FaultKind::Dtd => ("dtd_refused", "L'ordre contient une déclaration DOCTYPE, refusée par sécurité."),
        FaultKind::TooDeep => ("nesting_too_deep", "L'ordre imbrique trop d'éléments."),
        FaultKind::Malformed => ("xml_malformed", "L'ordre n'est pas un XML bien formé, ou il est coupé."),
    };
    Remark::fatal(code, what, "Un ordre de virement pain.001 complet est attendu : vérifiez le fichier choisi.").at(place(
        bytes,
        fault.offset,
        fault.path.clone(),
    ))
}
