//! A month that does not add up is never printed; one that does says the same everywhere.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

#[path = "support/statement_samples.rs"]
mod samples;

use proptest::prelude::*;
use quitus::money::Cents;
use quitus::statement::document::Document;
use quitus::statement::model::*;
use quitus::statement::rules::{Inconsistent, check, figures};
use samples::{balanced, day, hard, persona};

const POTS: [Pot; 4] = [Pot::Libre, Pot::Loyer, Pot::Logement, Pot::Apa];

/// A payment of a random month: pot, second share, purpose, day, state.
fn any_payment() -> impl Strategy<Value = Payment> {
    (0..4_usize, 1..90_000_i64, 0..9_000_i64, 0..3_u8, 1..28_u32, 0..5_u8).prop_map(|(pot, first, second, purpose, on, state)| {
        let mut from = vec![PotShare { pot: POTS[pot], amount: Cents(first) }];
        if second > 0 {
            from.push(PotShare { pot: POTS[(pot + 1) % 4], amount: Cents(second) });
        }
        let later = day(on + 1);
        let (booked_on, state) = match state {
            0 => (day(on), PaymentState::Paid { on: later }),
            1 => (day(on), PaymentState::InTransit),
            2 => (day(on), PaymentState::Rejected { on: later, reason: "compte fermé".into() }),
            3 => ("2026-10-28".parse().unwrap(), PaymentState::Returned { on: later, reason: "compte fermé".into() }),
            _ => ("2026-10-30".parse().unwrap(), PaymentState::Paid { on: later }),
        };
        Payment {
            booked_on,
            payee: "Régie du Port".into(),
            reason: "facture".into(),
            category: "eau".into(),
            purpose: [Purpose::Rent, Purpose::LivingMoney, Purpose::Other][usize::from(purpose)],
            amount: Cents(first + second),
            from,
            state,
        }
    })
}

fn any_receipt() -> impl Strategy<Value = Receipt> {
    (prop::collection::vec((0..4_usize, 0..150_000_i64, 0..5_000_i64), 1..4), 0..60_000_i64, 1..30_u32).prop_map(
        |(lines, outside, on)| {
            let mut sample = persona().receipts.remove(0);
            let model = sample.lines.remove(0);
            let line = |(pot, net, recovery): (usize, i64, i64)| ReceiptLine {
                gross: Cents(net + recovery),
                recovery: Cents(recovery),
                net: Cents(net),
                pot: POTS[pot],
                ..model.clone()
            };
            sample.lines = lines.into_iter().map(line).collect();
            sample.credit = Cents(outside + sample.lines.iter().map(|line| line.net.0).sum::<i64>());
            Receipt { booked_on: day(on), outside: Cents(outside), ..sample }
        },
    )
}

/// A month that adds up: opening balances are large enough for everything that leaves.
fn any_month() -> impl Strategy<Value = Statement> {
    let movements = prop::collection::vec((0..4_usize, 1..4_usize, 1..20_000_i64, 1..30_u32), 0..5);
    let corrections = prop::collection::vec((0..4_usize, -9_000..9_000_i64, 1..30_u32), 0..3);
    (
        prop::collection::vec(any_receipt(), 0..5),
        prop::collection::vec(any_payment(), 0..12),
        movements,
        corrections,
        prop::array::uniform4(2_000_000..9_000_000_i64),
    )
        .prop_map(|(receipts, payments, moves, corrections, openings)| {
            let moves = moves.into_iter().map(|(from, step, amount, on)| Move {
                booked_on: day(on),
                from: POTS[from],
                to: POTS[(from + step) % 4],
                amount: Cents(amount),
                reason: "réserve".into(),
            });
            let others = corrections.into_iter().map(|(pot, amount, on)| OtherMovement {
                booked_on: day(on),
                kind: OtherKind::Correction,
                pot: POTS[pot],
                amount: Cents(amount),
                about: None,
                reason: "erreur".into(),
            });
            let moves = moves.collect();
            let others = others.collect();
            let openings: Vec<_> = POTS.into_iter().zip(openings).collect();
            balanced(Statement { receipts, payments, moves, others, bank: None, ..persona() }, &openings)
        })
}

/// Every amount of a month that has a counterpart, one by one.
fn amounts(month: &mut Statement) -> Vec<&mut Cents> {
    let mut all = vec![&mut month.opening, &mut month.closing];
    all.extend(month.pots.iter_mut().flat_map(|p| [&mut p.opening, &mut p.incoming, &mut p.outgoing, &mut p.closing]));
    for receipt in &mut month.receipts {
        all.extend([&mut receipt.credit, &mut receipt.outside]);
        all.extend(receipt.lines.iter_mut().flat_map(|line| [&mut line.gross, &mut line.recovery, &mut line.net]));
    }
    for payment in &mut month.payments {
        all.push(&mut payment.amount);
        all.extend(payment.from.iter_mut().map(|share| &mut share.amount));
    }
    all.extend(month.moves.iter_mut().map(|moved| &mut moved.amount));
    all.extend(month.others.iter_mut().map(|other| &mut other.amount));
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn the_figures_make_the_closing_total(month in any_month()) {
        let f = check(&month).unwrap();
        let made = f.opening.0 + f.received.0 + f.came_back.0 + f.adjusted.0 - f.rent.0 - f.other_payments.0;
        prop_assert_eq!(made, f.closing.0);
        prop_assert_eq!(f.closing.0, month.pots.iter().map(|pot| pot.closing.0).sum::<i64>());
    }

    #[test]
    fn one_cent_anywhere_is_refused(month in any_month(), place in any::<prop::sample::Index>(), more in any::<bool>()) {
        let mut wrong = month;
        let mut all = amounts(&mut wrong);
        let chosen = place.index(all.len());
        all[chosen].0 += if more { 1 } else { -1 };
        prop_assert!(check(&wrong).is_err());
        prop_assert!(Document::of(&wrong).is_err());
    }

    #[test]
    fn huge_amounts_are_refused_without_panic(month in any_month(), place in any::<prop::sample::Index>(), cents in any::<i64>()) {
        let mut wrong = month;
        let mut all = amounts(&mut wrong);
        let chosen = place.index(all.len());
        let same = all[chosen].0 == cents;
        all[chosen].0 = cents;
        prop_assert_eq!(check(&wrong).is_ok(), same);
    }

    #[test]
    fn the_plain_page_never_overflows(month in any_month()) {
        let page = Document::of(&month).unwrap().plain;
        prop_assert!(page.sentences.len() <= 5 && page.ahead.len() <= 4);
        prop_assert!(page.figures.iter().all(|figure| figure.bar <= 1000));
    }
}

#[test]
fn a_quiet_month_has_the_figures_of_its_story() {
    let f = figures(&persona()).unwrap();
    assert_eq!((f.received, f.rent, f.other_payments, f.closing), (Cents(84_349), Cents(43_500), Cents(37_350), Cents(3_499)));
    let page = Document::of(&persona()).unwrap().plain;
    assert_eq!(page.sentences[0], "Votre loyer de novembre 2026 est payé.");
    assert_eq!(page.figures[3].amount, "34,99\u{a0}€");
}

#[test]
fn a_hard_month_says_what_matters_first() {
    let page = Document::of(&hard()).unwrap().plain;
    assert_eq!(page.sentences[1], "Nous n'avons pas gardé 755,18\u{a0}€.");
    assert_eq!(page.sentences[4], "La suite est dans les pages de détail.");
    assert_eq!(page.figures[2].note, "La banque doit encore payer 312,50\u{a0}€.");
}

#[test]
fn money_that_waits_is_told_and_counted_nowhere() {
    let mut month = persona();
    let before = figures(&month).unwrap();
    month.waiting.push(Waiting { booked_on: day(27), payer: "Mutuelle du Centre".into(), amount: Cents(4_215) });
    assert_eq!(check(&month).unwrap(), before);
    let document = Document::of(&month).unwrap();
    assert!(document.plain.sentences.contains(&"42,15\u{a0}€ sont arrivés pour vous : nous vérifions cet argent.".to_owned()));
    let section = document.sections.iter().find(|section| section.title == "Argent arrivé que nous vérifions").unwrap();
    assert_eq!(section.rows[0][..2], ["27/11/2026", "Mutuelle du Centre"]);
    assert!(section.rows[0][2].contains("n'est pas encore compté") && section.rows[0][3] == "42,15\u{a0}€");
    assert!(
        !Document::of(&persona()).unwrap().sections.iter().any(|section| section.title == "Argent arrivé que nous vérifions")
    );
    assert_eq!(
        refusal(|m| m.waiting = vec![Waiting { amount: Cents(-1), ..month.waiting[0].clone() }]).code(),
        "statement_negative_amount"
    );
    let late = "2026-12-01".parse().unwrap();
    assert_eq!(
        refusal(|m| m.waiting = vec![Waiting { booked_on: late, ..month.waiting[0].clone() }]).code(),
        "statement_wrong_date"
    );
}

fn refusal(change: impl FnOnce(&mut Statement)) -> Inconsistent {
    let mut month = persona();
    change(&mut month);
    check(&month).unwrap_err()
}

#[test]
fn each_refusal_has_its_code() {
    let late = "2026-12-01".parse().unwrap();
    assert_eq!(refusal(|m| m.head.seal.truncate(63)).code(), "statement_bad_seal");
    assert_eq!(refusal(|m| m.closing = Cents(3_500)).code(), "statement_does_not_add_up");
    assert_eq!(refusal(|m| m.receipts[0].booked_on = late).code(), "statement_wrong_date");
    assert_eq!(refusal(|m| m.payments[0].state = PaymentState::Paid { on: late }).code(), "statement_wrong_date");
    assert_eq!(refusal(|m| m.moves[0].to = Pot::Libre).code(), "statement_pot_twice");
    assert_eq!(refusal(|m| m.pots.push(m.pots[0])).code(), "statement_pot_twice");
    assert_eq!(refusal(|m| m.bank_fees_borne = Cents(-1)).code(), "statement_negative_amount");
    assert_eq!(refusal(|m| m.payments[0].amount = Cents(i64::MIN)).code(), "statement_negative_amount");
    assert_eq!(refusal(|m| m.rent.as_mut().unwrap().terms[0].paid = Cents(43_501)).code(), "statement_negative_amount");
    assert_eq!(refusal(|m| m.bank.as_mut().unwrap().balance = Cents(1)).code(), "statement_does_not_add_up");
    let sentence = refusal(|m| m.closing = Cents(3_500)).to_string();
    assert!(sentence.contains("35,00\u{a0}€") && sentence.contains("34,99\u{a0}€"), "{sentence}");
}

#[test]
fn a_pot_that_lost_money_without_a_line_is_refused() {
    // The totals follow: only the lines of the month can tell.
    let lost = refusal(|m| {
        let free = m.pots.iter_mut().find(|pot| pot.pot == Pot::Libre).unwrap();
        (free.outgoing.0, free.closing.0) = (free.outgoing.0 + 1_000, free.closing.0 - 1_000);
        m.closing.0 -= 1_000;
        m.bank = None;
    });
    assert!(lost.to_string().starts_with("Argent libre, sorties"), "{lost}");
    let found = refusal(|m| m.pots.retain(|pot| pot.pot != Pot::Loyer));
    assert!(found.to_string().starts_with("Gardé pour le loyer"), "{found}");
}

#[test]
fn unpaid_rent_of_earlier_terms_cannot_hide() {
    let mut month = persona();
    let rent = month.rent.as_mut().unwrap();
    let late = RentTerm { month: samples::month("2026-10"), paid: Cents(40_000), ..rent.terms[0] };
    rent.terms.insert(0, late);
    assert_eq!(check(&month).unwrap_err().code(), "statement_does_not_add_up");
    month.rent.as_mut().unwrap().arrears = Cents(3_500);
    let page = Document::of(&month).unwrap().plain;
    assert_eq!(page.sentences[1], "Vous avez 35,00\u{a0}€ de loyers en retard.");
}

#[test]
fn the_model_survives_json() {
    for month in [persona(), hard()] {
        let json = serde_json::to_string(&month).unwrap();
        assert_eq!(serde_json::from_str::<Statement>(&json).unwrap(), month);
    }
}
