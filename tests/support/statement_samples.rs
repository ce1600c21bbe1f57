//! Months for tests and measures: a quiet one, and one where everything happens.

use chrono::NaiveDate;
use quitus::calendar::Month;
use quitus::money::Cents;
use quitus::statement::model::*;
use std::collections::BTreeMap;

/// A day of November 2026.
pub fn day(number: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, number).unwrap()
}

fn december(number: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 12, number).unwrap()
}

pub fn month(text: &str) -> Month {
    text.parse().unwrap()
}

fn benefit(number: u8, name: &str, acronym: &str) -> Benefit {
    Benefit { number, name: name.into(), acronym: (!acronym.is_empty()).then(|| acronym.into()) }
}

fn line(benefit: Benefit, gross: i64, recovery: i64, pot: Pot) -> ReceiptLine {
    let entitlement = month("2026-10");
    ReceiptLine { benefit, entitlement, gross: Cents(gross), recovery: Cents(recovery), net: Cents(gross - recovery), pot }
}

fn pay(on: u32, payee: &str, reason: &str, category: &str, purpose: Purpose, from: &[(Pot, i64)]) -> Payment {
    Payment {
        booked_on: day(on),
        payee: payee.into(),
        reason: reason.into(),
        category: category.into(),
        purpose,
        amount: Cents(from.iter().map(|(_, amount)| amount).sum()),
        from: from.iter().map(|&(pot, amount)| PotShare { pot, amount: Cents(amount) }).collect(),
        state: PaymentState::Paid { on: day((on + 1).min(30)) },
    }
}

fn expected(on: NaiveDate, what: &str, amount: i64) -> Expected {
    Expected { on, what: what.into(), amount: Some(Cents(amount)) }
}

fn moved(on: u32, from: Pot, to: Pot, amount: i64, reason: &str) -> Move {
    Move { booked_on: day(on), from, to, amount: Cents(amount), reason: reason.into() }
}

/// Gives every pot the sums of the month's lines, from the given opening balances.
pub fn balanced(mut statement: Statement, openings: &[(Pot, i64)]) -> Statement {
    let mut rows: BTreeMap<Pot, (i64, i64, i64)> = openings.iter().map(|&(pot, cents)| (pot, (cents, 0, 0))).collect();
    let mut credit = |pot: Pot, cents: i64| {
        let row = rows.entry(pot).or_default();
        if cents < 0 { row.2 -= cents } else { row.1 += cents }
    };
    for l in statement.receipts.iter().flat_map(|r| &r.lines) {
        credit(l.pot, l.net.0);
    }
    for payment in &statement.payments {
        let back = matches!(payment.state, PaymentState::Rejected { .. } | PaymentState::Returned { .. });
        for share in &payment.from {
            if statement.month.holds(payment.booked_on) {
                credit(share.pot, -share.amount.0);
            }
            if back {
                credit(share.pot, share.amount.0);
            }
        }
    }
    for m in &statement.moves {
        credit(m.from, -m.amount.0);
        credit(m.to, m.amount.0);
    }
    for other in &statement.others {
        credit(other.pot, other.amount.0);
    }
    statement.pots = rows
        .into_iter()
        .map(|(pot, (opening, incoming, outgoing))| PotMonth {
            pot,
            opening: Cents(opening),
            incoming: Cents(incoming),
            outgoing: Cents(outgoing),
            closing: Cents(opening + incoming - outgoing),
        })
        .collect();
    statement.opening = Cents(statement.pots.iter().map(|pot| pot.opening.0).sum());
    statement.closing = Cents(statement.pots.iter().map(|pot| pot.closing.0).sum());
    statement
}

fn empty() -> Statement {
    Statement {
        number: "2026-11-0042".into(),
        month: month("2026-11"),
        issued_on: december(1),
        print: Print::Normal,
        packed: true,
        organisation: Organisation {
            name: "Union départementale des associations familiales".into(),
            address: vec!["12 rue des Tilleuls".into(), "22000 Saint-Brieuc".into()],
            phone: "02 00 00 00 00".into(),
        },
        person: Person { number: "0042".into(), name: "Camille Le Goff".into() },
        manager: Manager { name: "Nadia Kerbrat".into(), phone: "02 00 00 00 12".into() },
        opening: Cents::ZERO,
        closing: Cents::ZERO,
        pots: vec![],
        receipts: vec![],
        refused: vec![],
        waiting: vec![],
        payments: vec![],
        moves: vec![],
        others: vec![],
        derogations: vec![],
        rent: None,
        bank: None,
        next_receipts: vec![],
        next_payments: vec![],
        bank_fees_borne: Cents::ZERO,
        worker_comment: None,
        head: ChainHead { number: 18_204, seal: "9f2c".repeat(16) },
        fingerprint: Some("0a1b2c3d".repeat(8)),
    }
}

/// One person on minimum income with housing aid: rent first, then energy, insurance, living money and a debt plan.
pub fn persona() -> Statement {
    let caf = "Caisse d'allocations familiales";
    let lines = vec![
        line(benefit(17, "revenu de solidarité active", "RSA"), 57_349, 0, Pot::Libre),
        line(benefit(1, "aide personnalisée au logement", "APL"), 27_000, 0, Pot::Logement),
    ];
    let living =
        |on| pay(on, "Camille Le Goff", "argent de la semaine", "argent de vie", Purpose::LivingMoney, &[(Pot::Libre, 7_000)]);
    let statement = Statement {
        receipts: vec![Receipt { booked_on: day(5), payer: caf.into(), credit: Cents(84_349), outside: Cents::ZERO, lines }],
        moves: vec![moved(5, Pot::Libre, Pot::Loyer, 16_500, "reste du loyer, après l'aide au logement")],
        payments: vec![
            pay(
                6,
                "Habitat des Rives",
                "loyer et charges de novembre",
                "loyer",
                Purpose::Rent,
                &[(Pot::Logement, 27_000), (Pot::Loyer, 16_500)],
            ),
            pay(9, "Électricité de l'Ouest", "facture de novembre", "énergie", Purpose::Other, &[(Pot::Libre, 5_200)]),
            pay(9, "Assurances du Bourg", "assurance du logement", "assurance", Purpose::Other, &[(Pot::Libre, 1_150)]),
            living(6),
            living(13),
            living(20),
            living(27),
            pay(16, "Habitat des Rives", "plan pour l'ancienne dette", "dette", Purpose::Other, &[(Pot::Libre, 3_000)]),
        ],
        rent: Some(RentPosition {
            landlord: "Habitat des Rives".into(),
            terms: vec![RentTerm {
                month: month("2026-11"),
                due_on: day(10),
                rent: Cents(36_500),
                charges: Cents(7_000),
                direct_aid: Cents::ZERO,
                rebate: Cents::ZERO,
                paid: Cents(43_500),
            }],
            paid_up_to: Some(day(30)),
            arrears: Cents::ZERO,
        }),
        bank: Some(BankPosition { balance: Cents(3_499), in_transit: Cents::ZERO, held: Cents::ZERO }),
        next_receipts: vec![expected(december(4), "prestations de la Caisse d'allocations familiales", 84_349)],
        next_payments: vec![
            expected(december(4), "argent de la semaine", 7_000),
            expected(december(7), "loyer de décembre", 43_500),
            expected(december(9), "électricité", 5_200),
        ],
        worker_comment: Some("Nous avons vu ensemble la facture d'électricité.\nLe nouveau contrat commence en décembre.".into()),
        ..empty()
    };
    balanced(statement, &[(Pot::Libre, 0), (Pot::Loyer, 0), (Pot::Logement, 0)])
}

/// A month where everything happens: a mixed pension, refusals, returns, no rent paid here, sixty payments, long names.
pub fn hard() -> Statement {
    let retirement = "Caisse d'assurance retraite et de la santé au travail de Bretagne";
    let mut payments: Vec<Payment> = (0..60_i64)
        .map(|rank| {
            let on = u32::try_from(rank % 28).unwrap() + 1;
            let reason =
                if rank % 7 == 0 { "achats de nourriture et de produits pour la maison, semaine complète" } else { "courses" };
            pay(
                on,
                "Supermarché de la place du Général-de-Gaulle",
                reason,
                "vie courante",
                Purpose::Other,
                &[(Pot::Libre, 300 + rank)],
            )
        })
        .collect();
    payments.sort_by_key(|payment| payment.booked_on);
    let mut returned = pay(
        12,
        "Société des eaux",
        "facture du semestre",
        "eau",
        Purpose::Other,
        &[(Pot::Libre, 8_640), (Pot::Provision, 4_000)],
    );
    returned.state = PaymentState::Returned { on: day(16), reason: "le compte du créancier est fermé".into() };
    let mut late = pay(3, "Mutuelle des Marins", "cotisation d'octobre", "santé", Purpose::Other, &[(Pot::Libre, 4_125)]);
    late.booked_on = NaiveDate::from_ymd_opt(2026, 10, 29).unwrap();
    late.state = PaymentState::Rejected { on: day(3), reason: "le numéro de compte est faux".into() };
    let mut moving =
        pay(30, "Service d'aide à domicile", "heures de novembre", "aide à domicile", Purpose::Other, &[(Pot::Apa, 31_250)]);
    moving.state = PaymentState::InTransit;
    payments.extend([returned, late, moving]);
    let statement = Statement {
        number: "2026-11-1187".into(),
        person: Person {
            number: "MASP-2025-001187".into(),
            name: "Marie-Antoinette de La Rochefoucauld-Montbazon épouse Kervella-Quéméneur".into(),
        },
        receipts: vec![
            Receipt {
                booked_on: day(9),
                payer: retirement.into(),
                credit: Cents(104_360),
                outside: Cents(61_218),
                lines: vec![line(benefit(4, "allocation de solidarité aux personnes âgées", "ASPA"), 45_142, 2_000, Pot::Libre)],
            },
            Receipt {
                booked_on: day(12),
                payer: "Département des Côtes-d'Armor".into(),
                credit: Cents(62_500),
                outside: Cents::ZERO,
                lines: vec![line(benefit(3, "allocation personnalisée d'autonomie", "APA"), 62_500, 0, Pot::Apa)],
            },
        ],
        refused: vec![
            refused(9, retirement, "pension de retraite", 61_218, Some(day(13))),
            refused(20, "Impôts", "remboursement d'impôt", 14_300, None),
        ],
        waiting: vec![Waiting { booked_on: day(27), payer: "Mutuelle du Centre".into(), amount: Cents(4_215) }],
        payments,
        moves: vec![moved(9, Pot::Libre, Pot::Provision, 2_500, "part du mois pour la taxe d'ordures ménagères")],
        others: vec![OtherMovement {
            booked_on: day(17),
            kind: OtherKind::Correction,
            pot: Pot::Libre,
            amount: Cents(-1_200),
            about: Some(month("2026-08")),
            reason: "un paiement d'août avait été compté sur un autre dossier".into(),
        }],
        derogations: vec![Derogation {
            decided_on: day(18),
            amount: Cents(4_000),
            reason: "achat urgent d'un chauffage d'appoint pendant la panne".into(),
            asked_by: "Nadia Kerbrat, gestionnaire".into(),
            approved_by: "Yann Le Bihan, responsable".into(),
        }],
        bank: Some(BankPosition { balance: Cents(0), in_transit: Cents(31_250), held: Cents(14_300) }),
        next_receipts: vec![
            Expected { on: december(9), what: "allocation de solidarité aux personnes âgées (ASPA)".into(), amount: None },
            expected(december(14), "allocation personnalisée d'autonomie (APA)", 62_500),
        ],
        next_payments: vec![expected(december(15), "heures d'aide à domicile", 31_250), expected(december(18), "taxe d'ordures ménagères", 19_900), expected(december(21), "cotisation de la mutuelle", 4_125)],
        bank_fees_borne: Cents(890),
        worker_comment: Some("La pension de retraite arrive encore avec l'allocation. Nous avons écrit à la caisse pour qu'elle verse la pension sur votre compte personnel.".into()),
        ..empty()
    };
    let mut statement = balanced(statement, &[(Pot::Libre, 38_417), (Pot::Apa, 0), (Pot::Provision, 17_400)]);
    statement.bank = statement.bank.map(|bank| BankPosition { balance: Cents(statement.closing.0 + 31_250 + 14_300), ..bank });
    statement
}

fn refused(on: u32, payer: &str, kind: &str, amount: i64, given_back_on: Option<NaiveDate>) -> RefusedIncome {
    RefusedIncome {
        booked_on: day(on),
        payer: payer.into(),
        kind: kind.into(),
        amount: Cents(amount),
        reason: "cette somme n'est pas dans la liste des prestations de la mesure".into(),
        article: "code de l'action sociale, article D271-2".into(),
        to: "votre compte personnel".into(),
        given_back_on,
    }
}
