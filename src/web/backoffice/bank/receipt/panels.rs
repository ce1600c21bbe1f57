//! What else a credit may be, each with its own form: refused whole, one of our payments, a refund, fees, interest; and the
//! correction of a decided one.

use super::page::{Natures, Typed};
use crate::intake::look::{Candidate, DecidedPart, LookedReceipt, Refundable, debits_given_back, orders_come_back};
use crate::refusal::Failure;
use crate::store::Tx;
use crate::web::form::{Field, Form, Kind};
use crate::web::visit::Visit;
use crate::web::words::short_day;

/// An action with its form.
pub(super) struct Panel {
    /// Its word in the address.
    pub key: &'static str,
    pub title: &'static str,
    pub help: String,
    pub form: Option<Form>,
    pub open: bool,
}

const EVIDENCE: &str = "Référence du document qui le dit.";

/// Those of a credit that waits.
pub(super) async fn of_waiting(
    visit: &Visit,
    tx: &mut Tx,
    receipt: &LookedReceipt,
    natures: &Natures,
    typed: &Typed<'_>,
) -> Result<Vec<Panel>, Failure> {
    let at = |key: &str| format!("/banque/encaissements/{}/{key}", receipt.id);
    let form = |key: &'static str, submit: &str| Form::new(visit, at(key), submit);
    let refuse = form("refuser", "Refuser tout l’encaissement")
        .grave()
        .field(Field::new("revenu", "Quel revenu est-ce ?", Kind::Choice(natures.outside.clone())).with("autre"))
        .field(
            Field::new("personne_refus", "Personne concernée", Kind::Code).hint("Son numéro, si vous le connaissez.").optional(),
        )
        .field(Field::new("piece_refus", "Pièce justificative", Kind::Text).hint(EVIDENCE));
    let orders = orders_come_back(tx, receipt).await?;
    let returned =
        form("retour", "C’est ce paiement qui revient").field(Field::new("paiement", "Paiement", Kind::Choice(choices(&orders))));
    let refundable = visit.recall(tx, &Refundable { bank_account: receipt.bank_account }).await?;
    let debits = debits_given_back(&refundable, receipt.cents, receipt.booked_on);
    let refunded = form("remboursement", "Ce crédit rembourse ce débit")
        .field(Field::new("debit", "Débit", Kind::Choice(choices(&debits))))
        .field(Field::new("piece_remboursement", "Pièce justificative", Kind::Text).hint(EVIDENCE));
    let fees = form("frais", "Ce sont des frais remboursés")
        .field(Field::new("piece_frais", "Pièce justificative", Kind::Text).hint(EVIDENCE));
    let interest = form("interets", "Répartir les intérêts")
        .field(Field::new("du", "Premier jour de la période", Kind::Day))
        .field(Field::new("au", "Dernier jour de la période", Kind::Day))
        .field(Field::new("piece_interets", "Pièce justificative", Kind::Text).hint(EVIDENCE));
    let some = |form: Form, candidates: &[Candidate]| (!candidates.is_empty()).then_some(form);
    let panels = [
        ("refuser", "Refuser tout l’encaissement", "Ce revenu n’est pas dans la liste des prestations (CASF D271-2) : il est rendu au payeur par un paiement qu’une deuxième personne approuve.".to_owned(), Some(refuse)),
        ("retour", "Un de nos paiements qui revient", found(&orders, "L’argent revient aux réserves qui avaient payé ; ce que la banque a gardé est dû par l’organisme.", "Aucun paiement débité sur ce compte ne correspond à ce montant."), some(returned, &orders)),
        ("remboursement", "Le remboursement d’un débit", found(&debits, "L’argent revient aux réserves qui avaient payé le débit.", "Aucun débit de ce compte ne correspond à ce montant depuis treize mois."), some(refunded, &debits)),
        ("frais", "Des frais de la banque remboursés", "L’organisme les doit en moins ; aucune réserve ne change.".to_owned(), Some(fees)),
        ("interets", "Les intérêts du compte", "Ils sont répartis entre les personnes du compte, selon l’argent que chacune avait chaque jour de la période.".to_owned(), Some(interest)),
    ];
    Ok(panels.into_iter().map(|(key, title, help, form)| panel(key, title, help, form, typed)).collect())
}

/// That of a decided credit.
pub(super) fn of_decided(visit: &Visit, receipt: &LookedReceipt, parts: &[DecidedPart], typed: &Typed<'_>) -> Vec<Panel> {
    if receipt.state != "decided" || parts.is_empty() {
        return Vec::new();
    }
    let form = Form::new(visit, format!("/banque/encaissements/{}/corriger", receipt.id), "Reprendre la décision")
        .grave()
        .field(Field::new("motif", "Pourquoi cette décision est-elle fausse ?", Kind::Text));
    let help = "L’écriture n’est pas effacée : son contraire est passé, et l’encaissement attend de nouveau. C’est refusé si l’argent est déjà dépensé ou rendu.";
    vec![panel("corriger", "Corriger", help.to_owned(), Some(form), typed)]
}

fn panel(key: &'static str, title: &'static str, help: String, form: Option<Form>, typed: &Typed<'_>) -> Panel {
    let open = typed.action == key;
    let form = match (form, typed.sent) {
        (Some(form), Some(sent)) if open => Some(form.again(sent, &typed.refusals, place(key))),
        (form, _) => form,
    };
    Panel { key, title, help, form, open }
}

/// The field of a refusal's code, in each form.
fn place(key: &str) -> fn(&str) -> &'static str {
    match key {
        "refuser" => |code| match code {
            "evidence_missing" => "piece_refus",
            "split_other_account" | "reference_missing" => "personne_refus",
            _ => "",
        },
        "retour" => |_| "paiement",
        "remboursement" => |code| if code == "evidence_missing" { "piece_remboursement" } else { "debit" },
        "frais" => |_| "piece_frais",
        "interets" => |code| if code == "evidence_missing" { "piece_interets" } else { "du" },
        _ => |_| "motif",
    }
}

fn found(candidates: &[Candidate], some: &str, none: &str) -> String {
    if candidates.is_empty() { none.to_owned() } else { some.to_owned() }
}

/// Candidates as choices.
pub(in crate::web::backoffice::bank) fn choices(candidates: &[Candidate]) -> Vec<(String, String)> {
    let words = |one: &Candidate| {
        let own = [one.name.as_deref(), one.words.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" · ");
        format!("{} · {} · {own}", short_day(one.day), one.cents)
    };
    candidates.iter().map(|one| (one.id.clone(), words(one))).collect()
}
