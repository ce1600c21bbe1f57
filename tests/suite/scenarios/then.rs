//! What must be true: every figure to the cent, and whatever the scenario does not name is at zero or absent.

use super::interest;
use super::text::{Part, Table};
use super::world::{World, amount, cents, texts};
use chrono::NaiveDate;
use quitus::bank::decision::{Wanted, What};
use quitus::benefit::catalogue;
use quitus::benefit::rules::Reason;
use quitus::books::prove;
use quitus::calendar::parse_day;
use quitus::intake::debit::unexplained;
use quitus::intake::proposed::offers;
use quitus::intake::receipt::list_receipts;
use quitus::ledger::Pot;
use quitus::ledger::balance::{PotBalances, trial_balance};
use quitus::money::Cents;
use quitus::payment::{OrderFilter, State, list_orders};
use quitus::rent::due_terms;
use quitus::store::Tx;
use std::collections::HashMap;

const REASONS: [Reason; 7] = [
    Reason::NotListed,
    Reason::NotAuthorised,
    Reason::OutsideDates,
    Reason::HolderDidNotSign,
    Reason::TiersPayant,
    Reason::Unjustified,
    Reason::Mjagbf,
];

/// Tables that must be complete even when the scenario leaves them out: then nothing of the kind exists.
const ALWAYS: [&str; 5] = ["réserves", "compte", "paiement", "en attente", "débit inexpliqué"];

/// Checks every table of a part, then the books themselves.
pub async fn check(world: &World, path: &str, part: &Part) {
    let mut tx = world.db.read().await.unwrap();
    for table in &part.tables {
        assert!(table.caption.is_empty(), "{}: cette table ne s'annonce pas", table.place);
        one(world, &mut tx, table).await;
    }
    for subject in ALWAYS {
        if !part.tables.iter().any(|table| table.subject == subject) {
            let place = format!("{path}, rien n'est dit de « {subject} »");
            let absent = Table::absent(subject, place);
            one(world, &mut tx, &absent).await;
        }
    }
    super::statement::adds_up(world, &mut tx, path).await;
    prove(&mut tx).await.unwrap_or_else(|failure| panic!("{path}: {failure}"));
    let rows = trial_balance(&mut tx, None).await.unwrap();
    let debit = Cents::total(rows.iter().map(|row| row.debit));
    assert_eq!(debit, Cents::total(rows.iter().map(|row| row.credit)), "{path}: la balance n'est pas équilibrée");
}

async fn one(world: &World, tx: &mut Tx, table: &Table) {
    match table.subject.as_str() {
        "réserves" => pots(world, tx, table).await,
        "compte" => accounts(tx, table).await,
        "paiement" => orders(world, tx, table).await,
        "prévu" => prepared(world, table),
        "loyer à découvert" => shortfalls(world, table),
        "part" => splits(world, tx, table).await,
        "en attente" => waiting(world, tx, table).await,
        "débit inexpliqué" => debits(tx, table).await,
        "loyer dû" => rents(world, tx, table).await,
        "trace" => traces(tx, table).await,
        "fichier" => sent(world, table),
        "laissé de côté" => left_out(world, table),
        "relevé" => super::statement::check(world, tx, table).await,
        "état du relevé" => super::signature::states(world, tx, table).await,
        "mouvement du loyer" => reserve(tx, table).await,
        "intérêts" => interest::shares(world, tx, table).await,
        other => panic!("{}: la table « {other} » est inconnue", table.place),
    }
}

/// Compares what a table says with what is, whatever the order; only the columns that the table has.
pub fn compare(table: &Table, columns: &[&str], actual: Vec<Vec<String>>) {
    table.columns(&[], columns.get(1..).unwrap());
    let shown: Vec<usize> = (0..columns.len()).filter(|&i| i == 0 || table.has(columns[i])).collect();
    let mut said: Vec<Vec<&str>> = table
        .rows
        .iter()
        .map(|row| shown.iter().map(|&i| if i == 0 { row.first.as_str() } else { row.cell(columns[i]) }).collect())
        .collect();
    let mut is: Vec<Vec<&str>> = actual.iter().map(|row| shown.iter().map(|&i| row[i].as_str()).collect()).collect();
    said.sort_unstable();
    is.sort_unstable();
    let lines = |rows: &[Vec<&str>]| rows.iter().map(|row| format!("| {} |", row.join(" | "))).collect::<Vec<_>>().join("\n");
    assert!(said == is, "{}: « {} »\nattendu :\n{}\nobtenu :\n{}", table.place, table.subject, lines(&said), lines(&is));
}

async fn pots(world: &World, tx: &mut Tx, table: &Table) {
    let known: Vec<&str> = Pot::ALL.into_iter().map(Pot::code).collect();
    table.columns(&[], &known);
    let people: Vec<i64> = world.people().map(|(_, number)| number).collect();
    let balances = PotBalances::of_people(tx, &people).await.unwrap();
    for row in &table.rows {
        world.number(&row.place, &row.first);
    }
    for (name, number) in world.people() {
        let row = table.rows.iter().find(|row| row.first == *name);
        for pot in Pot::ALL {
            let said = row.map_or("0,00", |row| row.cell_or(pot.code(), "0,00"));
            assert_eq!(
                amount(balances.of(number, pot)),
                amount(cents(&table.place, said)),
                "{}: {name}, {}",
                table.place,
                pot.code()
            );
        }
    }
}

/// The organisation's accounts, all bank accounts together; 512 only when it is named, for the daily proof holds it.
async fn accounts(tx: &mut Tx, table: &Table) {
    table.columns(&[], &["solde"]);
    let rows = trial_balance(tx, None).await.unwrap();
    let known = ["512", "4672", "471", "4718", "4673", "4687"];
    for row in &table.rows {
        assert!(known.contains(&row.first.as_str()), "{}: le compte {} est inconnu", row.place, row.first);
    }
    for code in known {
        let own = rows.iter().filter(|row| row.code.split('.').next() == Some(code));
        let debit: i64 = own.map(|row| row.debit.0 - row.credit.0).sum();
        let sign = if matches!(code, "512" | "4718" | "4687") { 1 } else { -1 };
        match table.rows.iter().find(|row| row.first == code) {
            Some(row) => assert_eq!(amount(Cents(debit * sign)), row.cell("solde"), "{}: compte {code}", row.place),
            None => assert!(code == "512" || debit == 0, "{}: compte {code} : {}", table.place, Cents(debit * sign)),
        }
    }
}

async fn orders(world: &World, tx: &mut Tx, table: &Table) {
    let all = list_orders(tx, &OrderFilter::default()).await.unwrap();
    let live = all.iter().filter(|order| order.state != State::Cancelled.code());
    let kept = texts(tx, "SELECT payment_order || ';' || evidence FROM order_evidence ORDER BY recorded_at, decision").await;
    let kept: HashMap<&str, &str> = kept.iter().filter_map(|text| text.split_once(';')).collect();
    let rows = live.map(|order| {
        let state = State::of(&order.state).unwrap().in_french().to_owned();
        let reason = order.reason.clone().unwrap_or_default();
        let new_iban = order.creditor_iban != super::world::iban_of(&order.creditor_name, 0);
        let evidence = kept.get(order.id.as_str()).copied().unwrap_or_default().to_owned();
        let iban = if new_iban { "nouveau" } else { "connu" };
        vec![order.creditor_name.clone(), world.name(order.person), amount(order.cents), state, reason, iban.to_owned(), evidence]
    });
    compare(table, &["paiement", "de", "montant", "état", "motif", "IBAN", "pièce"], rows.collect());
}

fn prepared(world: &World, table: &Table) {
    let prepared = world.prepared.as_ref().unwrap_or_else(|| panic!("{}: rien n'a été préparé", table.place));
    let rows = prepared.lines.iter().map(|line| {
        let level = serde_json::to_value(line.level).unwrap();
        let level = match level.as_str().unwrap() {
            "funded" => "couvert",
            "part_funded" => "en partie",
            "unfunded" => "non couvert",
            "kept" => "gardé",
            "committed" => "déjà payé",
            other => panic!("« {other} »"),
        };
        let why = line.why.split(" : « quitus").next().unwrap().replace('\u{a0}', " ");
        let (wanted, funded) = (amount(line.wanted), amount(line.funded));
        vec![line.creditor.clone(), world.name(Some(line.person)), line.rank.to_string(), wanted, funded, level.to_owned(), why]
    });
    compare(table, &["prévu", "de", "rang", "dû", "proposé", "état", "pourquoi"], rows.collect());
}

fn shortfalls(world: &World, table: &Table) {
    let prepared = world.prepared.as_ref().unwrap_or_else(|| panic!("{}: rien n'a été préparé", table.place));
    let rows = prepared.rents_short.iter().map(|alert| vec![world.name(Some(alert.person)), amount(alert.missing)]);
    compare(table, &["loyer à découvert", "manque"], rows.collect());
}

async fn splits(world: &World, tx: &mut Tx, table: &Table) {
    let sql = "SELECT CAST(s.net AS TEXT) || ';' || COALESCE(CAST(s.person AS TEXT), '') || ';' || COALESCE(b.code, s.outside) || ';' || COALESCE(s.pot, 'à rendre')
            || ';' || COALESCE(s.reason, '') || ';' || COALESCE(s.article, '') || ';' || CAST(s.gross AS TEXT) || ';' || CAST(s.recovery AS TEXT)
        FROM receipt_split_live s LEFT JOIN benefit b ON b.number = s.benefit";
    let rows = texts(tx, sql).await.into_iter().map(|text| {
        let cells: Vec<&str> = text.split(';').collect();
        let money = |cell: &str| amount(Cents(cell.parse().unwrap()));
        let reason = REASONS.into_iter().find(|reason| reason.code() == cells[4]).map_or("", Reason::words);
        let name = world.name(cells[1].parse().ok());
        let words = [money(cells[0]), name, cells[2].to_owned(), cells[3].to_owned(), reason.to_owned(), cells[5].to_owned()];
        words.into_iter().chain([money(cells[6]), money(cells[7])]).collect()
    });
    compare(table, &["part", "de", "revenu", "va dans", "parce que", "article", "brut", "retenue"], rows.collect());
}

/// What is offered of each is `réparti`, and `coché` says whether its box is ticked in advance.
async fn waiting(world: &World, tx: &mut Tx, table: &Table) {
    let waiting = list_receipts(tx, true).await.unwrap();
    let offers = offers(tx, &waiting).await.unwrap();
    let list = catalogue(tx).await.unwrap();
    let part = |part: &Wanted| {
        let what = match &part.what {
            What::Benefit(number) => list.all().iter().find(|one| one.number == *number).map_or("", |one| one.code.as_str()),
            What::Outside(code) => code,
        };
        let net = part.gross.minus(part.recovery).unwrap();
        format!("{what} de {} {}", world.name(part.person), amount(net))
    };
    let rows = waiting.into_iter().map(|receipt| {
        let best = receipt.proposals.first().map_or("", |proposal| proposal.words.as_str()).replace('\u{a0}', " ");
        let offer = offers.get(&receipt.id);
        let ticked = offer.map_or("", |offer| if offer.green { "oui" } else { "non" });
        let parts = offer.map_or_else(String::new, |offer| offer.wanted.iter().map(part).collect::<Vec<_>>().join(" ; "));
        vec![amount(receipt.cents), receipt.payer.unwrap_or_default(), best, ticked.to_owned(), parts]
    });
    compare(table, &["en attente", "de", "proposition", "coché", "réparti"], rows.collect());
}

async fn debits(tx: &mut Tx, table: &Table) {
    let rows = unexplained(tx).await.unwrap().into_iter().map(|debit| vec![amount(debit.cents), debit.name.unwrap_or_default()]);
    compare(table, &["débit inexpliqué", "par"], rows.collect());
}

/// Only the terms that are named: a lease has one for each month of the contract.
async fn rents(world: &World, tx: &mut Tx, table: &Table) {
    table.columns(&["mois", "dû", "payé", "reste"], &["dérogation"]);
    for row in &table.rows {
        let person = world.number(&row.place, &row.first);
        let all = due_terms(tx, &[person], NaiveDate::default(), NaiveDate::from_ymd_opt(2100, 1, 1).unwrap()).await.unwrap();
        let own: Vec<_> = all.iter().filter(|term| term.month == row.cell("mois")).collect();
        assert_eq!(own.len(), 1, "{}: loyers de ce mois : {all:?}", row.place);
        let is = [own[0].payable, own[0].paid, own[0].unpaid, own[0].derogated].map(amount);
        let said = [row.cell("dû"), row.cell("payé"), row.cell("reste"), row.cell_or("dérogation", "0,00")];
        assert_eq!(is, said, "{}", row.place);
    }
}

fn left_out(world: &World, table: &Table) {
    let rows = world.left_out.iter().map(|one| vec![one.creditor.clone(), amount(one.cents), one.words.replace('\u{a0}', " ")]);
    compare(table, &["laissé de côté", "montant", "pourquoi"], rows.collect());
}

/// The files of the last sealing; `contient` and `sans` are pieces of their text, apart by spaces.
fn sent(world: &World, table: &Table) {
    table.columns(&["comptes", "format", "paiements", "montant"], &["contient", "sans"]);
    assert_eq!(world.sent.len(), table.rows.len(), "{}: fichiers : {:?}", table.place, world.sent);
    for (place, (row, (file, text))) in (1..).zip(table.rows.iter().zip(&world.sent)) {
        let orders = file.batch.orders.to_string();
        let accounts = file.accounts.join(", ");
        let is = [format!("{place}"), accounts, file.format.to_owned(), orders, amount(file.batch.cents)];
        let said = [row.first.as_str(), row.cell("comptes"), row.cell("format"), row.cell("paiements"), row.cell("montant")];
        assert_eq!(is, said, "{}", row.place);
        for piece in row.cell_or("contient", "").split_whitespace() {
            assert!(text.contains(piece), "{}: « {piece} » n'est pas dans {text}", row.place);
        }
        for piece in row.cell_or("sans", "").split_whitespace() {
            assert!(!text.contains(piece), "{}: « {piece} » est dans {text}", row.place);
        }
    }
}

/// Every entry of the rent reserve.
async fn reserve(tx: &mut Tx, table: &Table) {
    let sql = "SELECT CAST(e.occurred_on AS TEXT) || ';' || e.movement || ';' || CAST(l.cents AS TEXT)
        FROM entry e JOIN line l ON l.entry = e.seq AND l.cents > 0 WHERE e.journal = 'LO'";
    let rows = texts(tx, sql).await.into_iter().map(|text| {
        let cells: Vec<&str> = text.split(';').collect();
        let day = parse_day(cells[0]).unwrap().format("%d/%m/%Y").to_string();
        let way = if cells[1] == "rent_set_aside" { "mis de côté" } else { "rendu" };
        vec![day, way.to_owned(), amount(Cents(cells[2].parse().unwrap()))]
    });
    compare(table, &["mouvement du loyer", "sens", "montant"], rows.collect());
}

async fn traces(tx: &mut Tx, table: &Table) {
    table.columns(&["par", "nombre"], &[]);
    for row in &table.rows {
        let sql = format!(
            "SELECT CAST(COUNT(*) AS TEXT) FROM audit a JOIN app_user u ON u.id = a.by_user WHERE a.action = '{}' AND u.name = '{}'",
            row.first,
            row.cell("par")
        );
        assert_eq!(texts(tx, &sql).await, [row.cell("nombre")], "{}: {}", row.place, row.first);
    }
}
