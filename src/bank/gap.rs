//! A statement that does not follow the last one: which days are missing, and how much money.

use super::continuity::{Figures, Known};
use crate::calendar::day_in_french;
use crate::plural::count;
use crate::refusal::{Refusal, STATEMENT_GAP};
use chrono::NaiveDate;
use quitus_sepa::calendar::Calendar;

/// Days named one by one; beyond, the first, the last and their number say enough.
const NAMED: usize = 5;

/// The bank's open days between the last known balance and this statement. A statement whose first movement comes after the day of
/// its opening balance opens in the evening of that day, as banks that give the balance of the day before do: that day is missing too.
#[must_use]
pub fn missing_days(last: NaiveDate, figures: &Figures, first_line: Option<NaiveDate>, calendar: Calendar) -> Vec<NaiveDate> {
    let in_the_evening = figures.opened_on < figures.closed_on && first_line.is_none_or(|day| day > figures.opened_on);
    let covered = if in_the_evening { figures.opened_on.succ_opt().unwrap_or(figures.opened_on) } else { figures.opened_on };
    last.iter_days().skip(1).take_while(|day| *day < covered).filter(|day| calendar.is_open(*day)).collect()
}

/// The refusal of a statement that does not follow: both balances with their days, every missing day, and the missing amount.
#[must_use]
pub fn refuse(figures: &Figures, first_line: Option<NaiveDate>, known: &Known) -> Refusal {
    let missing = figures.opening.minus(known.balance).map_or_else(String::new, |cents| format!(" ; montant manquant {cents}"));
    let (last, days) = match known.closed_on {
        Some(day) => {
            let days = missing_days(day, figures, first_line, known.calendar);
            let last = format!("dernier solde connu {} le {}", known.balance, day_in_french(day));
            (last, format!(" ; {}", days_in_french(&days)))
        }
        None => (format!("aucun relevé avant celui-ci, solde des comptes {}", known.balance), String::new()),
    };
    let opened_on = day_in_french(figures.opened_on);
    STATEMENT_GAP.because(format!("({last} ; ce relevé ouvre à {} le {opened_on}{days}{missing})", figures.opening))
}

fn days_in_french(days: &[NaiveDate]) -> String {
    match (days, days.first(), days.last()) {
        ([], ..) => "aucun jour ouvré entre les deux, le mouvement manquant est d'un de ces jours".to_owned(),
        (_, Some(first), Some(last)) if days.len() > NAMED => {
            let many = count(days.len(), "jour ouvré sans relevé", "jours ouvrés sans relevé");
            format!("{many}, du {} au {}", day_in_french(*first), day_in_french(*last))
        }
        _ => {
            let named: Vec<String> = days.iter().map(|day| day_in_french(*day)).collect();
            format!(
                "{} : {}",
                if days.len() == 1 { "jour ouvré sans relevé" } else { "jours ouvrés sans relevé" },
                named.join(", ")
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Cents;
    use proptest::prelude::*;

    fn november(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, day).unwrap()
    }

    fn figures(opened: u32, closed: u32) -> Figures {
        let (opened_on, closed_on) = (november(opened), november(closed));
        Figures { reference: String::new(), opened_on, closed_on, opening: Cents(12_650), closing: Cents(12_650) }
    }

    fn known(closed: u32, calendar: Calendar) -> Known {
        Known { balance: Cents(10_000), closed_on: Some(november(closed)), calendar, ..Known::default() }
    }

    fn said(opened: u32, closed: u32, first_line: Option<u32>, known: &Known) -> String {
        refuse(&figures(opened, closed), first_line.map(november), known).facts.replace('\u{a0}', " ")
    }

    #[test]
    fn every_missing_day_and_the_amount_are_named() {
        let last = known(5, Calendar::T2);
        let words = said(10, 10, Some(10), &last);
        assert!(
            words.contains("jours ouvrés sans relevé : 6 novembre 2026, 9 novembre 2026 ; montant manquant 26,50"),
            "{words}"
        );
        let words = said(6, 9, Some(9), &last);
        assert!(
            words.contains("jour ouvré sans relevé : 6 novembre 2026 ;"),
            "opens with the balance of the day before: {words}"
        );
        let words = said(6, 6, None, &last);
        assert!(words.contains("aucun jour ouvré entre les deux"), "{words}");
        let words = said(25, 25, Some(25), &last);
        assert!(words.contains("13 jours ouvrés sans relevé, du 6 novembre 2026 au 24 novembre 2026"), "{words}");
    }

    #[test]
    fn the_days_are_those_of_the_accounts_bank() {
        let of = |calendar| missing_days(november(10), &figures(12, 12), Some(november(12)), calendar);
        assert_eq!(of(Calendar::T2), [november(11)], "11 November is open for the settlement system");
        assert!(of(Calendar::French).is_empty());
    }

    proptest! {
        #[test]
        fn missing_days_are_open_and_lie_between(last in 1_u32..28, opened in 1_u32..28, more in 0_u32..3, first in prop::option::of(1_u32..28)) {
            let figures = figures(opened, opened + more);
            for day in missing_days(november(last), &figures, first.map(november), Calendar::T2) {
                prop_assert!(Calendar::T2.is_open(day) && day > november(last) && day <= figures.opened_on);
            }
        }
    }
}
