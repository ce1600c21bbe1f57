//! Charges: flat and repeated up to version 02 (`Chrgs/Amt`), in records from version 04 on (`Chrgs/Rcrd/Amt`).

use super::tag::Tag;
use super::value::{Leaf, Money, boolean, credit, currency_text, once};
use crate::diagnostic::Remark;
use crate::statement::Charge;

/// Charges being read. A charge is information: one that cannot be read is left out with a remark, the entry stands.
#[derive(Default)]
pub(crate) struct ChargesDraft {
    amount: Option<Money>,
    credit: Option<bool>,
    included: Option<bool>,
    spoilt: bool,
}

impl ChargesDraft {
    /// An element under `Chrgs` ends; an empty path is `Chrgs` itself.
    pub(crate) fn close(&mut self, path: &[Tag], leaf: Option<Leaf<'_>>, into: &mut Vec<Charge>, notes: &mut Vec<Remark>) {
        let outcome = match (path, leaf) {
            ([] | [Tag::Rcrd], _) => {
                self.finish(into);
                Ok(())
            }
            ([Tag::Amt] | [Tag::Rcrd, Tag::Amt], Some(leaf)) => leaf.money().and_then(|money| once(&mut self.amount, money)),
            ([Tag::CdtDbtInd] | [Tag::Rcrd, Tag::CdtDbtInd], Some(leaf)) => {
                credit(leaf.text).and_then(|credit| once(&mut self.credit, credit))
            }
            ([Tag::Rcrd, Tag::ChrgInclInd], Some(leaf)) => {
                boolean(leaf.text).and_then(|included| once(&mut self.included, included))
            }
            _ => Ok(()),
        };
        if let Err(remark) = outcome {
            self.spoilt = true;
            notes.push(Remark::repaired(
                "charge_unreadable",
                remark.what,
                "Ces frais ne sont pas repris dans le détail ; le montant de l'écriture n'est pas touché.",
            ));
        }
    }

    fn finish(&mut self, into: &mut Vec<Charge>) {
        let read = std::mem::take(self);
        if let Some(money) = read.amount.filter(|_| !read.spoilt) {
            let currency = money.currency.map(currency_text);
            into.push(Charge { cents: money.cents, currency, credit: read.credit, included: read.included });
        }
    }
}
