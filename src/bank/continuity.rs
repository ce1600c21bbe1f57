//! Which lines of a statement are new: the same file, a copy, or an overlapping file must not count twice, and two equal
//! movements of one day must both count. The sums decide, never a date window.

use super::gap::refuse;
use super::line::BankLine;
use crate::money::Cents;
use crate::refusal::{Refusal, STATEMENT_NOT_BALANCED};
use chrono::NaiveDate;
use quitus_sepa::calendar::Calendar;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// A statement's figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figures {
    /// The bank's identifier of the statement.
    pub reference: String,
    /// Day of the opening balance.
    pub opened_on: NaiveDate,
    /// Day of the closing balance.
    pub closed_on: NaiveDate,
    /// Opening balance.
    pub opening: Cents,
    /// Closing balance.
    pub closing: Cents,
}

/// The days and balances of a statement, which a copy of it repeats whatever its reference: opened on, closed on, opening, closing.
pub type Span = (NaiveDate, NaiveDate, Cents, Cents);

impl Figures {
    const fn span(&self) -> Span {
        (self.opened_on, self.closed_on, self.opening, self.closing)
    }
}

/// What is known of the account before this statement.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// How many of its statements are kept: the place of the last one.
    pub statements: i64,
    /// Closing balance of the last statement, or the books' balance before the first.
    pub balance: Cents,
    /// Day of that closing balance; none before the first statement.
    pub closed_on: Option<NaiveDate>,
    /// Its statements that this one could be a copy of.
    pub spans: HashSet<Span>,
    /// Times that each fingerprint was seen on the account, from the first day of the statement on.
    pub seen: HashMap<String, i64>,
    /// Credits and debits of each booking day, from the first day of the statement on.
    pub days: BTreeMap<NaiveDate, Moved>,
    /// The days on which the account's bank is open.
    pub calendar: Calendar,
}

impl Known {
    /// True when a statement with these very days and balances was kept.
    fn replayed(&self, figures: &Figures) -> bool {
        self.spans.contains(&figures.span())
    }

    /// True when a statement without movements says something new: it follows the last one, and is not a copy.
    #[must_use]
    pub fn is_followed_by_empty(&self, figures: &Figures) -> bool {
        !self.replayed(figures) && figures.opening == self.balance
    }

    /// Becomes what is known once this statement and its new lines are kept.
    ///
    /// # Errors
    /// `statement_not_balanced` when the sums of a day do not fit.
    pub fn keep(&mut self, figures: &Figures, new: &[NewLine]) -> Result<(), Refusal> {
        for NewLine { line, fingerprint, occurrence } in new {
            let seen = self.seen.entry(fingerprint.clone()).or_insert(0);
            *seen = (*seen).max(*occurrence);
            let day = self.days.entry(line.booked_on).or_default();
            *day = day.with(line.cents).ok_or_else(too_large)?;
        }
        self.statements = self.statements.saturating_add(1);
        self.balance = figures.closing;
        self.closed_on = Some(figures.closed_on);
        self.spans.insert(figures.span());
        Ok(())
    }
}

fn too_large() -> Refusal {
    STATEMENT_NOT_BALANCED.because("Un montant dépasse la capacité.")
}

/// Credits and debits of one day, both as positive amounts: what every format says alike, whatever its words and however it groups
/// payments.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moved {
    /// Sum of the credits.
    pub credits: Cents,
    /// Sum of the debits.
    pub debits: Cents,
}

impl Moved {
    /// With one more amount; nothing when the sum does not fit.
    fn with(self, cents: Cents) -> Option<Self> {
        if cents.is_negative() {
            return Some(Self { debits: self.debits.plus(cents.opposite()?)?, ..self });
        }
        Some(Self { credits: self.credits.plus(cents)?, ..self })
    }

    fn net(self) -> Option<Cents> {
        self.credits.minus(self.debits)
    }
}

/// A new line and its place among equal ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewLine {
    /// The line.
    pub line: BankLine,
    /// Its fingerprint.
    pub fingerprint: String,
    /// 1 for the first line of the account that says this, 2 for the next…
    pub occurrence: i64,
}

/// The new lines of a statement, in its order; empty when it was imported before.
///
/// # Errors
/// `statement_not_balanced` with the difference, or `statement_gap` with the missing days and amount when the statement does not follow the last one.
pub fn new_lines(figures: &Figures, lines: Vec<BankLine>, known: &Known) -> Result<Vec<NewLine>, Refusal> {
    let booked = Cents::total(lines.iter().map(|line| line.cents)).ok_or_else(too_large)?;
    let reached = figures.opening.plus(booked).ok_or_else(too_large)?;
    if reached != figures.closing {
        let difference = figures.closing.minus(reached).ok_or_else(too_large)?;
        return Err(STATEMENT_NOT_BALANCED.because(format!(
            "(ouverture {} + mouvements {booked} = {reached}, clôture annoncée {} ; écart {difference})",
            figures.opening, figures.closing
        )));
    }
    let first_line = lines.iter().map(|line| line.booked_on).min();
    let follows = figures.opening == known.balance;
    let again = told_again(figures, &lines, known);
    let (mut old, new) = sort(lines, &known.seen);
    let (told, new): (Vec<Ranked>, Vec<Ranked>) = new.into_iter().partition(|(_, line)| again.contains(&line.line.booked_on));
    let in_other_words = !told.is_empty();
    old.extend(told);
    let overlap = Cents::total(old.iter().map(|(_, new)| new.line.cents)).ok_or_else(too_large)?;
    if new.is_empty() && (known.replayed(figures) || !old.is_empty() && is_copy(figures, known, overlap)) {
        return Ok(Vec::new());
    }
    // Known lines that sum to zero leave the opening where it was: the statement follows and overlaps at once.
    if follows && !in_other_words && (old.is_empty() || overlap != Cents::ZERO) {
        return Ok(renumber(old, new, &known.seen));
    }
    if !old.is_empty() && figures.opening.plus(overlap) == Some(known.balance) {
        return Ok(new.into_iter().map(|(_, line)| line).collect());
    }
    Err(refuse(figures, first_line, known))
}

/// The days that the statement tells again, in other words: in another format, or grouped otherwise. It must open where the account
/// stood before its first day, and a day counts only if all its credits and all its debits are the known ones.
fn told_again(figures: &Figures, lines: &[BankLine], known: &Known) -> BTreeSet<NaiveDate> {
    let Some(first) = lines.iter().map(|line| line.booked_on).min() else { return BTreeSet::new() };
    let since = known.days.range(first..).map(|(_, moved)| moved.net());
    let before = since.collect::<Option<Vec<Cents>>>().and_then(Cents::total).and_then(|since| known.balance.minus(since));
    if before != Some(figures.opening) {
        return BTreeSet::new();
    }
    let mut told: BTreeMap<NaiveDate, Option<Moved>> = BTreeMap::new();
    for line in lines {
        let day = told.entry(line.booked_on).or_insert_with(|| Some(Moved::default()));
        *day = day.and_then(|day| day.with(line.cents));
    }
    told.into_iter().filter(|(day, moved)| moved.is_some() && known.days.get(day) == moved.as_ref()).map(|(day, _)| day).collect()
}

/// A statement whose lines are all known says nothing new, unless the account could really have moved again: it follows the last
/// balance, does not end before it, and its lines change it.
fn is_copy(figures: &Figures, known: &Known, overlap: Cents) -> bool {
    let ends_before = known.closed_on.is_some_and(|last| figures.closed_on < last);
    figures.opening != known.balance || ends_before || overlap == Cents::ZERO
}

type Ranked = (usize, NewLine);

/// Sorts lines into those that the account already has (same words, same place among equals of this statement) and new ones.
fn sort(lines: Vec<BankLine>, seen: &HashMap<String, i64>) -> (Vec<Ranked>, Vec<Ranked>) {
    let mut met: HashMap<String, i64> = HashMap::new();
    let mut old = Vec::new();
    let mut new = Vec::new();
    for (rank, line) in lines.into_iter().enumerate() {
        let fingerprint = line.fingerprint();
        let met = met.entry(fingerprint.clone()).or_insert(0);
        *met = met.saturating_add(1);
        let known = *met <= seen.get(&fingerprint).copied().unwrap_or(0);
        let occurrence = *met;
        let line = NewLine { line, fingerprint, occurrence };
        if known { old.push((rank, line)) } else { new.push((rank, line)) }
    }
    (old, new)
}

/// The statement follows the last one: all its lines are new, also those that say what an earlier line said.
fn renumber(old: Vec<Ranked>, new: Vec<Ranked>, seen: &HashMap<String, i64>) -> Vec<NewLine> {
    let mut all: Vec<Ranked> = old.into_iter().chain(new).collect();
    all.sort_unstable_by_key(|(rank, _)| *rank);
    all.into_iter()
        .map(|(_, line)| {
            let before = seen.get(&line.fingerprint).copied().unwrap_or(0);
            NewLine { occurrence: line.occurrence.saturating_add(before), ..line }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::parse_day;
    use proptest::prelude::*;

    fn line(day: u32, cents: i64, words: &str) -> BankLine {
        let day = NaiveDate::from_ymd_opt(2026, 11, day).unwrap();
        BankLine {
            booked_on: day,
            value_on: day,
            cents: Cents(cents),
            code: "PMNT-RCDT-ESCT".into(),
            bank_reference: None,
            end_to_end_id: None,
            payment_id: None,
            mandate: None,
            counterparty_name: None,
            counterparty_iban: None,
            remittance: Some(words.into()),
            return_reason: None,
        }
    }

    fn figures(opening: i64, lines: &[BankLine]) -> Figures {
        let closing = opening + lines.iter().map(|l| l.cents.0).sum::<i64>();
        let day = |text| parse_day(text).unwrap();
        Figures {
            reference: "S".into(),
            opened_on: day("2026-11-01"),
            closed_on: day("2026-11-30"),
            opening: Cents(opening),
            closing: Cents(closing),
        }
    }

    fn take(known: &mut Known, figures: &Figures, lines: Vec<BankLine>) -> Result<usize, &'static str> {
        let new = new_lines(figures, lines, known).map_err(|refusal| refusal.code.name)?;
        let mut places = known.seen.clone();
        for line in &new {
            let place = places.entry(line.fingerprint.clone()).or_insert(0);
            *place += 1;
            assert_eq!(line.occurrence, *place, "places among equals follow each other");
        }
        if !new.is_empty() {
            known.keep(figures, &new).unwrap();
            assert_eq!(known.seen, places);
        }
        Ok(new.len())
    }

    #[test]
    fn two_equal_movements_of_one_day_both_count() {
        let lines = vec![line(5, 2_650, "CPAM"), line(5, 2_650, "CPAM")];
        assert_eq!(take(&mut Known::default(), &figures(0, &lines), lines), Ok(2));
    }

    #[test]
    fn an_overlapping_statement_adds_only_what_is_new() {
        let first = vec![line(5, 100, "A"), line(6, 200, "B")];
        let mut known = Known::default();
        assert_eq!(take(&mut known, &figures(0, &first), first), Ok(2));
        let overlap = vec![line(6, 200, "B"), line(7, 50, "C")];
        assert_eq!(take(&mut known, &figures(100, &overlap), overlap.clone()), Ok(1));
        assert_eq!(take(&mut known, &figures(100, &overlap), overlap), Ok(0));
    }

    #[test]
    fn the_same_days_in_the_words_of_another_format_count_once() {
        let camt = vec![line(5, 57_349, "CAF"), line(5, -7_000, "A"), line(5, -349, "B"), line(6, 100, "C")];
        let mut known = Known::default();
        assert_eq!(take(&mut known, &figures(0, &camt), camt.clone()), Ok(4));
        // One debit where the other format gives two, and a day more.
        let cfonb = vec![line(5, 57_349, "VIR CAF"), line(5, -7_349, "LOT"), line(6, 100, "VIR C"), line(9, 50, "VIR D")];
        assert_eq!(take(&mut known, &figures(0, &cfonb), cfonb.clone()), Ok(1));
        assert_eq!(take(&mut known, &figures(0, &cfonb), cfonb), Ok(0));
        let gap = vec![line(9, 50, "VIR E")];
        assert_eq!(take(&mut known, &figures(99, &gap), gap), Err("statement_gap"), "the same day does not hide a gap");
    }

    #[test]
    fn a_day_that_sums_to_zero_in_the_words_of_another_format_counts_once() {
        let camt = vec![line(5, 500, "A"), line(5, -500, "B")];
        let mut known = Known::default();
        assert_eq!(take(&mut known, &figures(0, &camt), camt), Ok(2));
        let cfonb = vec![line(5, 500, "VIR A"), line(5, -200, "B1"), line(5, -300, "B2")];
        assert_eq!(take(&mut known, &figures(0, &cfonb), cfonb), Ok(0));
        let more = vec![line(5, 500, "VIR A"), line(5, -500, "VIR B"), line(6, 70, "C")];
        assert_eq!(take(&mut known, &figures(0, &more), more), Ok(1));
        assert_eq!(known.balance, Cents(70));
    }

    #[test]
    fn a_gap_is_refused_with_the_amount() {
        let mut known = Known { balance: Cents(1_000), closed_on: parse_day("2026-10-31"), ..Known::default() };
        let lines = vec![line(5, 100, "A")];
        assert_eq!(take(&mut known, &figures(1_500, &lines), lines.clone()), Err("statement_gap"));
        let refusal = new_lines(&figures(1_500, &lines), lines, &known).unwrap_err();
        assert!(refusal.facts.contains("montant manquant 5,00"), "{refusal}");
    }

    #[test]
    fn a_statement_that_does_not_add_up_is_refused() {
        let lines = vec![line(5, 100, "A")];
        let mut wrong = figures(0, &lines);
        wrong.closing = Cents(101);
        assert_eq!(take(&mut Known::default(), &wrong, lines.clone()), Err("statement_not_balanced"));
        let refusal = new_lines(&wrong, lines, &Known::default()).unwrap_err();
        assert!(refusal.facts.contains("écart 0,01"), "{refusal}");
    }

    #[test]
    fn an_overlap_that_sums_to_zero_counts_once() {
        let first = vec![line(5, 64_060, "A"), line(5, -64_060, "B")];
        let mut known = Known::default();
        assert_eq!(take(&mut known, &figures(0, &first), first.clone()), Ok(2));
        let longer = [first.clone(), vec![line(6, 100, "C")]].concat();
        assert_eq!(take(&mut known, &figures(0, &longer), longer), Ok(1));
        assert_eq!(known.balance, Cents(100));
        let mut known = Known { balance: Cents(0), seen: known.seen, ..known };
        assert_eq!(take(&mut known, &figures(0, &first), first), Ok(0), "another copy, other days");
    }

    #[test]
    fn the_same_words_again_the_same_day_in_a_statement_that_follows_are_new() {
        let lines = vec![line(5, 100, "A")];
        let mut known = Known::default();
        assert_eq!(take(&mut known, &figures(0, &lines), lines.clone()), Ok(1));
        assert_eq!(take(&mut known, &figures(100, &lines), lines), Ok(1));
        assert_eq!(known.balance, Cents(200));
    }

    #[test]
    fn an_older_statement_sent_again_is_harmless_even_when_it_opens_at_the_present_balance() {
        let lines = vec![line(5, 100, "A")];
        let mut known = Known::default();
        assert_eq!(take(&mut known, &figures(0, &lines), lines.clone()), Ok(1));
        known.balance = Cents(0);
        assert_eq!(take(&mut known, &figures(0, &lines), lines.clone()), Ok(0), "the same days and balances");
        known.spans.clear();
        known.closed_on = parse_day("2026-12-01");
        assert_eq!(take(&mut known, &figures(0, &lines), lines), Ok(0), "ends before the last closing day");
    }

    proptest! {
        #[test]
        fn whatever_the_cut_every_movement_counts_once(
            amounts in prop::collection::vec(1_i64..4, 1..12), cut in 0_usize..12, back in 0_usize..12,
        ) {
            let all: Vec<BankLine> = amounts.iter().enumerate()
                .map(|(i, cents)| line(u32::try_from(i / 3).unwrap() + 1, *cents * 100, "X")).collect();
            let cut = cut.min(all.len());
            let from = cut.saturating_sub(back);
            let before = |n: usize| all[..n].iter().map(|l| l.cents.0).sum::<i64>();
            let mut known = Known::default();
            let first = all[..cut].to_vec();
            let counted = take(&mut known, &figures(0, &first), first).unwrap();
            // A file that starts again some lines earlier: only whole days overlap in real files.
            let from = (0..=from).rev().find(|&i| i == 0 || all.get(i).is_none_or(|l| l.booked_on != all[i - 1].booked_on)).unwrap_or(0);
            let second = all[from..].to_vec();
            let sums = figures(before(from), &second);
            let more = take(&mut known, &sums, second).unwrap_or(usize::MAX);
            prop_assert_eq!(counted + more, all.len());
            prop_assert_eq!(known.balance, Cents(before(all.len())));
        }
    }
}
