//! A change of the law put into the list of benefits.

use crate::benefit::amendment::{Amendment, POTS, amend};
use crate::benefit::{Benefit, Tier, catalogue as list_of_benefits};
use crate::calendar::parse_day;
use crate::refusal::{Failure, NOT_A_NUMBER, Refusal, VALUE_MALFORMED};
use crate::web::answer::Answer;
use crate::web::form::{Field, Form, Kind};
use crate::web::sent::Sent;
use crate::web::visit::{Begun, Done, Ended, Visit};
use askama::Template;
use axum::http::StatusCode;
use axum::response::IntoResponse;

/// The page; `numero` names the benefit that is changed.
pub(super) const HERE: &str = "/administration/catalogue/modifier";
const LIST: &str = "/administration/catalogue";

#[derive(Template)]
#[template(path = "backoffice/house/amendment.html")]
struct Page {
    form: Form,
}

fn choice<const N: usize>(all: [(&str, &str); N]) -> Kind {
    Kind::Choice(all.map(|(code, words)| (code.to_owned(), words.to_owned())).into())
}

async fn page(visit: &Visit, refused: Option<(&Sent, &[Refusal])>) -> Answer {
    let mut tx = visit.read().await?;
    let today = visit.act(&mut tx).await?.today;
    let list = list_of_benefits(&mut tx).await?;
    let pots = crate::benefit::labels::pots(&mut tx).await?;
    let number = visit.query.get("numero").parse::<i64>().ok();
    let known: Option<&Benefit> = number.and_then(|number| list.all().iter().rfind(|benefit| benefit.number == number));
    let text = |of: fn(&Benefit) -> &str| known.map(of).unwrap_or_default().to_owned();
    let pots = POTS.map(|code| (code.to_owned(), pots.of(code))).into();
    let tier = if known.is_some_and(|known| known.tier == Tier::B) { "B" } else { "A" };
    let mut form = Form::new(visit, HERE, "Enregistrer cette modification")
        .field(
            Field::new("numero", "Numéro dans D271-2", Kind::Code).with(number.map_or_else(String::new, |one| one.to_string())),
        )
        .field(
            Field::new(
                "quoi",
                "Ce qui change",
                choice([
                    ("redaction", "La prestation entre dans la liste, ou y est réécrite"),
                    ("sortie", "La prestation sort de la liste"),
                ]),
            )
            .with("redaction"),
        )
        .field(
            Field::new("du", "À partir du", Kind::Day)
                .with(today.to_string())
                .hint("Aujourd’hui ou plus tard : ce qui a été reçu avant reste jugé comme avant."),
        )
        .field(Field::new("code", "Nom court", Kind::Text).with(text(|one| &one.code)).optional())
        .field(Field::new("nom", "Prestation", Kind::Text).with(text(|one| &one.name)).optional())
        .field(Field::new("article", "Article", Kind::Text).with(text(|one| &one.legal_reference)).optional())
        .field(
            Field::new("payeurs", "Payeurs", Kind::Text)
                .with(text(|one| &one.payers))
                .hint("Séparés par des virgules.")
                .optional(),
        )
        .field(
            Field::new(
                "palier",
                "Autorisation",
                choice([("A", "avec le contrat (n° 1 à 17)"), ("B", "avec une justification (n° 18 à 29)")]),
            )
            .with(tier),
        )
        .field(Field::new("reserve", "Réserve", Kind::Choice(pots)).with(known.map_or("libre", |one| one.pot.as_str())))
        .field(
            Field::new("tiers_payant", "Peut être versée directement au bailleur ou au service", Kind::Check)
                .with(if known.is_some_and(|one| one.tiers_payant) { "oui" } else { "" }),
        )
        .field(Field::new("motif", "Texte et motif", Kind::Area).hint("Le décret ou la loi, avec sa date."));
    if let Some((sent, refusals)) = refused {
        form = form.again(sent, refusals, |code| match code {
            "not_a_number" | "benefit_amendment_number_lawful" => "numero",
            "catalogue_amendment_dates" | "value_malformed" => "du",
            "benefit_amendment_reason_filled" => "motif",
            "catalogue_code_taken" => "code",
            "reference_unknown" => "reserve",
            _ => "",
        });
    }
    visit.page("Modifier la liste des prestations", &Page { form })
}

fn read(sent: &Sent) -> Result<Amendment, Refusal> {
    let fields = &sent.fields;
    let number = fields.get("numero").parse().map_err(|_| NOT_A_NUMBER.because(format!("(« {} »)", fields.get("numero"))))?;
    let day = fields.get("du");
    let from_on =
        parse_day(day).ok_or_else(|| VALUE_MALFORMED.because(format!("« {day} » ; attendu : une date comme 31/12/2026.")))?;
    let text = |name: &str| fields.get(name).to_owned();
    Ok(Amendment {
        row: Benefit {
            number,
            code: text("code"),
            name: text("nom"),
            legal_reference: text("article"),
            payers: text("payeurs"),
            tier: if fields.get("palier") == "B" { Tier::B } else { Tier::A },
            pot: text("reserve"),
            tiers_payant: fields.filled("tiers_payant").is_some(),
            from_on,
            to_on: None,
        },
        ends: fields.get("quoi") == "sortie",
        reason: text("motif"),
    })
}

/// Asks for the change.
pub(super) async fn ask(visit: Visit) -> Answer {
    page(&visit, None).await
}

/// Records it.
pub(super) async fn record(visit: Visit, sent: Sent) -> Answer {
    let mut writing = match visit.begin(&sent).await? {
        Begun::New(writing) => writing,
        Begun::Before(answer) => return Ok(answer),
    };
    let outcome = match read(&sent) {
        Ok(amendment) => amend(&mut writing.tx, &writing.act, &amendment).await,
        Err(refusal) => Err(Failure::from(refusal)),
    };
    let outcome = outcome.map(|()| Done {
        title: "Liste des prestations modifiée".into(),
        sentences: vec!["Ce qui a été reçu avant ce jour reste jugé par la liste d’avant.".into()],
        links: vec![("Revenir aux prestations".into(), LIST.into())],
    });
    match writing.end(outcome).await? {
        Ended::Done(answer) => Ok(answer),
        Ended::Refused(refusals) => {
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&visit, Some((&sent, &refusals))).await?).into_response())
        }
    }
}
