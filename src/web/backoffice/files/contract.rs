//! *Contrat et autorisations*: contracts with their amendments, the 48 months, and what the person authorises.

use super::file::File;
use crate::books::dossier::Labels;
use crate::books::dossier::contract::{Authorised, Contract, MOST_MONTHS, Version, authorised, contracts, months};
use crate::calendar::day_in_french;
use crate::plural::count;
use crate::web::answer::Answer;
use crate::web::visit::Visit;
use crate::web::words::{instant, short_day};
use askama::Template;
use axum::extract::Path;
use chrono::NaiveDate;

struct ContractShown {
    reference: String,
    state: &'static str,
    tone: &'static str,
    facts: Vec<(&'static str, String)>,
    versions: Vec<VersionShown>,
}

struct VersionShown {
    what: String,
    dates: String,
    signed: String,
    recorded: String,
}

struct AuthorisedShown {
    title: String,
    over: bool,
    article: String,
    facts: Vec<(&'static str, String)>,
    warnings: Vec<String>,
}

#[derive(Template)]
#[template(path = "backoffice/files/contract.html")]
struct Page {
    top: String,
    contracts: Vec<ContractShown>,
    months: i64,
    most: i64,
    left: String,
    authorised: Vec<AuthorisedShown>,
}

/// Contracts and authorisations of a person.
pub async fn contract(visit: Visit, Path(number): Path<String>) -> Answer {
    let mut file = File::open(&visit, &number, "contrat").await?;
    let (person, today) = (file.number, file.today());
    let pots = Labels::of_pots(&mut file.tx).await?;
    let contracts = contracts(&mut file.tx, person).await?;
    let benefits = authorised(&mut file.tx, person, today).await?;
    let months = months(&contracts);
    let page = Page {
        top: file.top("contrat")?,
        contracts: contracts.iter().map(|contract| contract_shown(contract, today)).collect(),
        months,
        most: MOST_MONTHS,
        left: match MOST_MONTHS.saturating_sub(months) {
            left if left > 0 => format!("Encore {}.", count(left, "mois possible", "mois possibles")),
            _ => "Aucun autre contrat n’est possible.".to_owned(),
        },
        authorised: benefits.iter().map(|one| authorised_shown(one, &pots, today)).collect(),
    };
    file.page(&visit, "contrat", &page)
}

fn contract_shown(contract: &Contract, today: NaiveDate) -> ContractShown {
    let now = &contract.current;
    let (state, tone) = if now.ends_on < today {
        ("terminé", "")
    } else if now.starts_on > today {
        ("à venir", "waiting")
    } else {
        ("en cours", "good")
    };
    let mut facts = vec![
        ("Durée", format!("du {} au {}, {} mois", day_in_french(now.starts_on), day_in_french(now.ends_on), now.months)),
        ("Signé par la personne", day_in_french(now.signed_by_person_on)),
        ("Signé par le Département", day_in_french(now.signed_by_department_on)),
        ("Reçu signé par tous", day_in_french(now.received_on)),
        ("Convention", now.convention.clone()),
        ("Argent pour vivre garanti", format!("{} par mois", now.living_floor)),
    ];
    facts.extend(now.renews.iter().map(|reference| ("Renouvelle le contrat", reference.clone())));
    facts.extend(now.evaluated_on.iter().map(|day| ("Évaluation", day_in_french(*day))));
    let all = std::iter::once(now).chain(&contract.earlier);
    ContractShown {
        reference: now.reference.clone(),
        state,
        tone,
        facts,
        versions: if contract.earlier.is_empty() { Vec::new() } else { all.map(version_shown).collect() },
    }
}

fn version_shown(version: &Version) -> VersionShown {
    VersionShown {
        what: match version.version {
            1 => "Contrat d’origine".to_owned(),
            later => format!("Avenant {}", later.saturating_sub(1)),
        },
        dates: format!("{} au {}", short_day(version.starts_on), short_day(version.ends_on)),
        signed: short_day(version.signed_by_person_on),
        recorded: format!("le {} par {}", instant(version.recorded_at), version.recorded_by),
    }
}

fn authorised_shown(one: &Authorised, pots: &Labels, today: NaiveDate) -> AuthorisedShown {
    let receivable = !one.tiers_payant;
    let tier = match one.tier.as_str() {
        "B" => "avec une justification écrite (CASF R271-3)",
        _ => "par le contrat seul (CASF D271-3)",
    };
    let earmark = match (receivable, one.pot.as_str()) {
        (false, _) => "Versée directement au bailleur ou au service : elle n’arrive jamais ici.".to_owned(),
        (true, "libre") => "Argent libre, le loyer d’abord".to_owned(),
        (true, pot) => format!("Réservée : {} (CASF R271-4)", pots.of(pot)),
    };
    let mut facts = vec![
        ("Autorisée", tier.to_owned()),
        ("Où va l’argent", earmark),
        ("Du", format!("{} au {}", day_in_french(one.from_on), day_in_french(one.to_on))),
        ("Payeur", one.payer.clone()),
    ];
    facts.extend(one.file_number.iter().map(|number| ("N° chez le payeur", number.clone())));
    if let Some(expected) = one.expected {
        let day = one.expected_day.map_or_else(String::new, |day| format!(", vers le {day} du mois"));
        facts.push(("Attendue", format!("{expected} par mois{day}")));
    }
    facts.extend(one.justification.iter().map(|words| ("Justification", words.clone())));
    facts.extend(one.holder.iter().map(|name| ("Titulaire du droit", name.clone())));
    facts.extend(one.document.iter().map(|name| ("Document", name.clone())));
    facts.push(("Contrat", one.contract.clone()));
    let mut warnings = Vec::new();
    if one.mjagbf {
        warnings.push("Une mesure judiciaire (MJAGBF) couvre cette prestation.".to_owned());
    }
    if !one.holder_signed {
        warnings.push("Le titulaire du droit n’a pas signé : la prestation est refusée.".to_owned());
    }
    AuthorisedShown {
        title: format!("{} ({})", one.name.replace('\'', "’"), one.code),
        over: one.to_on < today,
        article: one.legal_reference.clone(),
        facts,
        warnings,
    }
}
