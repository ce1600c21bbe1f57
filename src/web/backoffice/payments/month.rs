//! *Le mois*: where the payments of a month stand, step by step.

use super::shared::{Months, Tabs, lets, month_of, months, tabs};
use crate::calendar::Month;
use crate::money::Cents;
use crate::payment::view::month::{At, LastProposal, Step, Steps, steps};
use crate::web::answer::Answer;
use crate::web::gate::MONEY;
use crate::web::visit::Visit;
use crate::web::words::instant;
use askama::Template;

struct Card {
    words: &'static str,
    help: &'static str,
    href: String,
    count: i64,
    cents: Cents,
    tone: &'static str,
}

#[derive(Template)]
#[template(path = "backoffice/payments/month.html")]
struct Page {
    tabs: Tabs,
    months: Months,
    title: String,
    month: Month,
    prepared: Option<(String, String)>,
    steps: Vec<Card>,
    nothing: bool,
    prepares: bool,
}

/// A step's words, where it is treated, and how it looks while something waits there.
const fn told(step: Step) -> (&'static str, &'static str, &'static str, &'static str) {
    match step {
        Step::ToPrepare => ("À préparer", "prévus, sans paiement", "/paiements/preparer", "waiting"),
        Step::ToApprove => ("À approuver", "par une autre personne", "/paiements/approuver", "waiting"),
        Step::ToSeal => ("À mettre en fichier", "approuvés", "/paiements/fichiers", "waiting"),
        Step::ToSend => ("À envoyer", "fichier jamais téléchargé", "/paiements/fichiers", "bad"),
        Step::AtTheBank => ("En attente de la banque", "envoyés, pas encore débités", "/paiements/fichiers", "calm"),
        Step::Settled => ("Débités", "vus sur le relevé", "/paiements/fichiers", "good"),
        Step::Failed => ("Rejetés ou revenus", "à corriger", "/paiements/retours", "bad"),
    }
}

fn card(at: &At, month: Month, prepares: bool) -> Card {
    let (words, help, path, tone) = told(at.step);
    let href = match at.step {
        Step::ToPrepare if !prepares => String::new(),
        Step::ToPrepare | Step::ToApprove => format!("{path}?mois={month}"),
        _ => path.to_owned(),
    };
    Card { words, help, href, count: at.count, cents: at.cents, tone: if at.count == 0 { "none" } else { tone } }
}

/// Where a month stands.
pub async fn month(visit: Visit) -> Answer {
    let mut tx = visit.read().await?;
    let today = visit.act(&mut tx).await?.today;
    let month = month_of(&visit.query, today);
    let of_people = visit.recall(&mut tx, &Steps { month }).await?;
    let steps = steps(&of_people, &visit.files(&mut tx).await?)?;
    let prepared = visit.recall(&mut tx, &LastProposal { month }).await?;
    let prepares = lets(&visit, MONEY);
    let page = Page {
        tabs: tabs(&visit),
        months: months(&visit, month),
        title: month.of_in_french().replace('\'', "’"),
        month,
        prepared: prepared.as_ref().as_ref().map(|(at, by)| (instant(*at), by.clone())),
        nothing: steps.iter().all(|at| at.count == 0),
        steps: steps.iter().map(|at| card(at, month, prepares)).collect(),
        prepares,
    };
    visit.page("Paiements", &page)
}
