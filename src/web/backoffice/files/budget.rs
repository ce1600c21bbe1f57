//! *Budget et loyer*: leases, each term paid or not, the agreed lines, and what was planned against what was paid.

use super::chart::{Bars, Layout, Series, draw};
use super::file::File;
use crate::books::dossier::budget::{Lease, Line, Spent, leases, lines, rent_terms, spent};
use crate::calendar::{Month, day_in_french};
use crate::money::Cents;
use crate::person::Frequency;
use crate::rent::DueTerm;
use crate::web::answer::Answer;
use crate::web::list::{Cell, Column, List, Tone, numbers, words};
use crate::web::visit::Visit;
use crate::web::words::{iban, short_day};
use askama::Template;
use axum::extract::Path;
use chrono::NaiveDate;

const COLUMNS: &[Column] = &[
    words("mois", "Mois"),
    words("echeance", "Échéance"),
    numbers("du", "À payer"),
    numbers("paye", "Payé"),
    numbers("reste", "Reste"),
    words("etat", "État"),
];

const SERIES: [Series; 2] = [Series { words: "Prévu", class: "planned" }, Series { words: "Payé", class: "paid" }];

/// Months that the drawing tells.
const MONTHS: usize = 6;

struct LeaseShown {
    title: String,
    dates: String,
    over: bool,
    landlord: String,
    iban: String,
    confirmed: bool,
    steps: Vec<(&'static str, String)>,
    payable: Cents,
    day: i64,
}

struct Rank {
    title: &'static str,
    lines: Vec<LineShown>,
}

struct LineShown {
    label: String,
    category: String,
    amount: Cents,
    when: String,
    payee: String,
    note: String,
    over: bool,
}

struct SpentShown {
    month: String,
    planned: Cents,
    paid: Cents,
    difference: Cents,
}

#[derive(Template)]
#[template(path = "backoffice/files/budget.html")]
struct Page {
    top: String,
    leases: Vec<LeaseShown>,
    arrears: Cents,
    terms: String,
    ranks: Vec<Rank>,
    chart: String,
    spent: Vec<SpentShown>,
}

/// Rents and budget of a person.
pub async fn budget(visit: Visit, Path(number): Path<String>) -> Answer {
    let mut file = File::open(&visit, &number, "budget").await?;
    let (person, today) = (file.number, file.today());
    let leases = leases(&mut file.tx, person).await?;
    let terms = rent_terms(&mut file.tx, person, today).await?;
    let budget = lines(&mut file.tx, person, today).await?;
    let spent = spent(&mut file.tx, person, &terms, &budget, today, MONTHS).await?;
    let mut list =
        List::new(&visit, "Loyers, les plus récents d’abord", COLUMNS, "Aucun loyer n’est enregistré pour cette personne.");
    for term in terms.all.iter().rev().filter(|term| term.payable.is_positive() || term.paid.is_positive()) {
        list.push(term_cells(term, terms.current_from, today));
    }
    if list.is_csv() {
        return Ok(list.csv(&format!("loyers-{person}"))?);
    }
    let page = Page {
        top: file.top("budget")?,
        leases: leases.iter().map(|lease| lease_shown(lease, today)).collect(),
        arrears: terms.arrears,
        terms: list.html()?,
        ranks: ranks(&budget, today),
        chart: chart(&spent)?,
        spent: spent.iter().rev().map(spent_shown).collect(),
    };
    file.page(&visit, "budget", &page)
}

fn lease_shown(lease: &Lease, today: NaiveDate) -> LeaseShown {
    let period = &lease.period;
    let since = day_in_french(period.from_on);
    let all = [
        ("Loyer", Some(period.rent), ""),
        ("Charges", Some(period.charges).filter(|cents| cents.is_positive()), "+ "),
        ("Aide versée au bailleur", Some(period.tiers_payant).filter(|cents| cents.is_positive()), "− "),
        ("Réduction de loyer de solidarité", Some(period.rebate).filter(|cents| cents.is_positive()), "− "),
    ];
    LeaseShown {
        title: format!("Bail {}", period.lease),
        dates: match period.to_on {
            Some(end) => format!("du {since} au {}", day_in_french(end)),
            None => format!("depuis le {since}"),
        },
        over: period.to_on.is_some_and(|end| end < today),
        landlord: lease.landlord.clone(),
        iban: iban(&lease.iban),
        confirmed: lease.confirmed,
        steps: all.into_iter().filter_map(|(words, cents, sign)| Some((words, format!("{sign}{}", cents?)))).collect(),
        payable: period.payable().unwrap_or_default(),
        day: period.due_day,
    }
}

fn term_cells(term: &DueTerm, current_from: NaiveDate, today: NaiveDate) -> Vec<Cell> {
    let month = term.month.parse::<Month>().map_or_else(|_| term.month.clone(), Month::in_french);
    let state = if !term.unpaid.is_positive() {
        let words = if term.derogated.is_positive() { "Dérogation" } else { "Payé" };
        Cell::State(words.to_owned(), if term.derogated.is_positive() { Tone::Calm } else { Tone::Good })
    } else if term.due_on < current_from {
        Cell::State("Arriéré".to_owned(), Tone::Bad)
    } else if term.due_on < today {
        Cell::State("En retard".to_owned(), Tone::Bad)
    } else {
        Cell::State("À payer".to_owned(), Tone::Waiting)
    };
    vec![
        Cell::text(month),
        Cell::Day(term.due_on),
        Cell::Amount(term.payable),
        Cell::Amount(term.paid),
        Cell::Amount(term.unpaid),
        state,
    ]
}

/// The lines by rank of the waterfall; ranks without a line are left out.
fn ranks(lines: &[Line], today: NaiveDate) -> Vec<Rank> {
    let all = [
        (0, "Dépenses d’une aide réservée"),
        (2, "Rang 2 : ce qui garde le logement utilisable"),
        (3, "Rang 3 : l’argent pour vivre"),
        (4, "Rang 4 : dettes et anciens loyers"),
        (5, "Rang 5 : le reste"),
    ];
    let shown = |(rank, title)| Rank {
        title,
        lines: lines.iter().filter(|line| line.rank == rank).map(|line| line_shown(line, today)).collect(),
    };
    all.into_iter().map(shown).filter(|rank| !rank.lines.is_empty()).collect()
}

fn line_shown(line: &Line, today: NaiveDate) -> LineShown {
    let over = line.to_on.is_some_and(|end| end < today);
    let mut notes = Vec::new();
    if line.from_on > today {
        notes.push(format!("à partir du {}", short_day(line.from_on)));
    }
    if let Some(end) = line.to_on {
        notes.push(format!("{} {}", if over { "terminé le" } else { "jusqu’au" }, short_day(end)));
    }
    if let Some(mandate) = &line.mandate {
        notes.push(format!("prélevé par le créancier, mandat {mandate}"));
    }
    LineShown {
        label: line.label.replace('\'', "’"),
        category: line.category.replace('\'', "’"),
        amount: line.amount,
        when: when(line.frequency, line.day),
        payee: line.payee.clone().unwrap_or_else(|| "La personne, sur son compte".to_owned()),
        note: notes.join(" · "),
        over,
    }
}

fn when(frequency: Frequency, day: i64) -> String {
    const DAYS: [&str; 7] = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"];
    match frequency {
        Frequency::Monthly if day == 1 => "le 1er du mois".to_owned(),
        Frequency::Monthly => format!("le {day} du mois"),
        Frequency::Weekly => {
            let name = usize::try_from(day).ok().and_then(|day| DAYS.get(day.checked_sub(1)?));
            format!("chaque {}", name.copied().unwrap_or("semaine"))
        }
    }
}

fn spent_shown(row: &Spent) -> SpentShown {
    SpentShown {
        month: row.month.in_french(),
        planned: row.planned,
        paid: row.paid,
        difference: row.paid.minus(row.planned).unwrap_or_default(),
    }
}

fn chart(spent: &[Spent]) -> Result<String, crate::refusal::Failure> {
    if spent.is_empty() {
        return Ok(String::new());
    }
    let bars: Vec<Bars> = spent.iter().map(|row| Bars { month: row.month, amounts: vec![row.planned, row.paid] }).collect();
    let words = (
        "Prévu et payé, mois par mois",
        "Deux barres par mois : ce qui était prévu et ce qui a été payé. Les montants \
        sont dans le tableau qui suit.",
    );
    draw("prevu", words, &SERIES, &bars, Layout::Beside)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_said_as_people_say_them() {
        assert_eq!(when(Frequency::Monthly, 1), "le 1er du mois");
        assert_eq!(when(Frequency::Monthly, 12), "le 12 du mois");
        assert_eq!(when(Frequency::Weekly, 5), "chaque vendredi");
    }
}
