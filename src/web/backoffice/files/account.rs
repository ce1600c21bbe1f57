//! *Compte*: what each pot holds, the year, and every movement with its explanation.

use super::chart::{Bars, Layout, Series, draw};
use super::file::File;
use crate::books::dossier::Labels;
use crate::books::dossier::account::{LedgerLine, MonthEnd, lines, pots, year};
use crate::calendar::Month;
use crate::money::Cents;
use crate::refusal::{AMOUNT_TOO_LARGE, Failure};
use crate::web::answer::Answer;
use crate::web::list::{Cell, Column, List, numbers, words};
use crate::web::visit::Visit;
use askama::Template;
use axum::extract::Path;
use std::collections::BTreeSet;

const COLUMNS: &[Column] = &[
    words("date", "Date"),
    words("operation", "Opération"),
    words("reserve", "Réserve"),
    numbers("montant", "Montant"),
    numbers("", "Solde de la réserve"),
    words("piece", "Pièce"),
];

const SERIES: [Series; 3] = [
    Series { words: "Argent libre", class: "free" },
    Series { words: "Loyer et aide au logement", class: "dwelling" },
    Series { words: "Autres réserves", class: "other" },
];

struct PotRow {
    words: String,
    cents: Cents,
    href: String,
}

/// A choice of a list to unroll.
struct Pick {
    value: String,
    words: String,
    here: bool,
}

struct YearRow {
    month: String,
    end: MonthEnd,
    total: Cents,
}

#[derive(Template)]
#[template(path = "backoffice/files/account.html")]
struct Page {
    top: String,
    pots: Vec<PotRow>,
    total: Cents,
    chart: String,
    year: Vec<YearRow>,
    path: String,
    months: Vec<Pick>,
    reserves: Vec<Pick>,
    list: String,
}

/// The account of a person.
pub async fn account(visit: Visit, Path(number): Path<String>) -> Answer {
    let mut file = File::open(&visit, &number, "compte").await?;
    let labels = Labels::of_pots(&mut file.tx).await?;
    let pots = pots(&mut file.tx, file.number).await?;
    let lines = lines(&mut file.tx, file.number).await?;
    let (month, pot) = (visit.query.get("mois"), visit.query.get("reserve"));
    let empty = if lines.is_empty() {
        "Aucun mouvement : l’argent de cette personne apparaît ici dès le premier relevé de banque importé."
    } else {
        "Aucun mouvement ne correspond à ce mois et à cette réserve."
    };
    let mut list = List::new(&visit, "Mouvements, les plus récents d’abord", COLUMNS, empty);
    let wanted = |line: &&LedgerLine| {
        (pot.is_empty() || line.pot == pot) && (month.is_empty() || Month::of(line.occurred_on).to_string() == month)
    };
    for line in lines.iter().rev().filter(wanted) {
        list.push(cells(&file, line, &labels));
    }
    if list.is_csv() {
        return Ok(list.csv(&format!("compte-{}", file.number))?);
    }
    let known: BTreeSet<Month> = lines.iter().map(|line| Month::of(line.occurred_on)).collect();
    let months = known.iter().rev().map(|m| option(m.to_string(), m.in_french(), month)).collect();
    let year = year(&lines, file.today());
    let page = Page {
        top: file.top("compte")?,
        total: total(pots.iter().map(|(.., cents)| *cents))?,
        reserves: pots.iter().map(|(p, words, _)| option(p.code().to_owned(), words.clone(), pot)).collect(),
        pots: pots
            .into_iter()
            .map(|(pot, words, cents)| PotRow { words, cents, href: file.at(&format!("?reserve={}#mouvements", pot.code())) })
            .collect(),
        chart: chart(&year)?,
        year: year.iter().rev().map(year_row).collect::<Result<_, _>>()?,
        path: file.at(""),
        months,
        list: list.html()?,
    };
    file.page(&visit, "compte", &page)
}

fn option(value: String, words: String, here: &str) -> Pick {
    Pick { here: value == here, value, words }
}

fn total(amounts: impl IntoIterator<Item = Cents>) -> Result<Cents, Failure> {
    Cents::total(amounts).ok_or_else(|| AMOUNT_TOO_LARGE.because("").into())
}

fn cells(file: &File, line: &LedgerLine, labels: &Labels) -> Vec<Cell> {
    let words = line.words.as_deref().filter(|words| !words.trim().is_empty()).unwrap_or(&line.kind);
    let words = words.replace('\'', "’");
    let words = if line.corrected { format!("{words} (corrigé ensuite)") } else { words };
    vec![
        Cell::Day(line.occurred_on),
        Cell::Link(words, file.entry(line.seq)),
        Cell::text(labels.of(&line.pot)),
        Cell::Amount(line.cents),
        Cell::Amount(line.after),
        Cell::text(line.piece()),
    ]
}

fn year_row(end: &MonthEnd) -> Result<YearRow, Failure> {
    Ok(YearRow { month: end.month.in_french(), end: *end, total: total([end.free, end.dwelling, end.other])? })
}

fn chart(year: &[MonthEnd]) -> Result<String, Failure> {
    if year.len() < 2 {
        return Ok(String::new());
    }
    let bars: Vec<Bars> =
        year.iter().map(|end| Bars { month: end.month, amounts: vec![end.free, end.dwelling, end.other] }).collect();
    let words = (
        "L’argent à la fin de chaque mois",
        "Une barre par mois : argent libre, argent du logement, autres réserves. \
        Les montants sont dans le tableau qui suit.",
    );
    draw("annee", words, &SERIES, &bars, Layout::Stacked)
}
