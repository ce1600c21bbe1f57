//! What the bank of each account wants in the transfer files.

use crate::payment::profile::{AccountProfile, list_profiles, set_profile};
use crate::refusal::Refusal;
use crate::web::answer::Answer;
use crate::web::form::Hidden;
use crate::web::form::Refusals;
use crate::web::list::{Cell, Column, List, numbers, words};
use crate::web::sent::Sent;
use crate::web::visit::{Begun, Done, Ended, Visit};
use crate::web::words::{iban, instant};
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::IntoResponse;

const COLUMNS: &[Column] = &[
    words("compte", "Compte"),
    words("iban", "IBAN"),
    numbers("version", "Réglages enregistrés"),
    words("quand", "Dernier réglage"),
];

#[derive(Template)]
#[template(path = "backoffice/house/profiles.html")]
struct Accounts {
    list: String,
}

struct Setting {
    key: &'static str,
    value: String,
    default: String,
    meaning: &'static str,
    values: String,
}

#[derive(Template)]
#[template(path = "backoffice/house/profile.html")]
struct Page<'a> {
    account: String,
    iban: String,
    hidden: Hidden,
    refusals: Refusals<'a>,
    settings: Vec<Setting>,
}

/// Every account.
pub(super) async fn list(visit: Visit) -> Answer {
    let mut tx = visit.read().await?;
    let mut list = List::new(&visit, "Comptes bancaires", COLUMNS, "Aucun compte bancaire. Importez d’abord les dossiers.");
    for profile in list_profiles(&mut tx, &[]).await? {
        let when = profile.recorded_at.map_or_else(|| "réglages d’origine".to_owned(), instant);
        list.push(vec![
            Cell::Link(profile.account.clone(), format!("/administration/comptes/{}", profile.account)),
            Cell::text(iban(&profile.iban)),
            Cell::Number(profile.version),
            Cell::text(when),
        ]);
    }
    if list.is_csv() {
        return Ok(list.csv("comptes-bancaires")?);
    }
    let list = list.html()?;
    visit.page("Comptes bancaires", &Accounts { list })
}

async fn page(visit: &Visit, account: &str, refused: Option<(&Sent, &[Refusal])>) -> Answer {
    let mut tx = visit.read().await?;
    let found: Option<AccountProfile> = list_profiles(&mut tx, &[account.to_owned()]).await?.pop();
    let profile = found.ok_or_else(|| crate::refusal::PAGE_UNKNOWN.because(""))?;
    let keys = crate::payment::profile::keys();
    let values = |key: &str| keys.iter().find(|known| known.key == key).map(|known| known.values.clone()).unwrap_or_default();
    let typed = |key: &str, value: String| refused.map_or(value, |(sent, _)| sent.fields.get(key).to_owned());
    let settings = profile.settings.into_iter().map(|one| Setting {
        key: one.key,
        value: typed(one.key, one.value),
        default: one.default,
        meaning: one.meaning,
        values: values(one.key),
    });
    let page = Page {
        account: profile.account,
        iban: iban(&profile.iban),
        hidden: Hidden::new(visit, refused.map(|(sent, _)| sent)),
        refusals: Refusals { refusals: refused.map(|(_, refusals)| refusals).unwrap_or_default() },
        settings: settings.collect(),
    };
    visit.page(&format!("Compte {account}"), &page)
}

/// The settings of one account.
pub(super) async fn show(visit: Visit, Path(account): Path<String>) -> Answer {
    page(&visit, &account, None).await
}

/// Records those that changed.
pub(super) async fn record(visit: Visit, Path(account): Path<String>, sent: Sent) -> Answer {
    let mut writing = match visit.begin(&sent).await? {
        Begun::New(writing) => writing,
        Begun::Before(answer) => return Ok(answer),
    };
    let known = list_profiles(&mut writing.tx, std::slice::from_ref(&account)).await?.pop();
    let settings = known.map(|profile| profile.settings).unwrap_or_default();
    let changed = settings.iter().filter(|one| sent.fields.get(one.key) != one.value);
    let changes: Vec<String> = changed.map(|one| format!("{}={}", one.key, sent.fields.get(one.key))).collect();
    let sentence = |new| if new { "Les prochains fichiers de ce compte suivront ces réglages." } else { "Rien n’a changé." };
    let outcome = set_profile(&mut writing.tx, &writing.act, &account, &changes).await.map(|(_, new)| Done {
        title: format!("Réglages du compte {account} enregistrés"),
        sentences: vec![sentence(new).into()],
        links: vec![("Revenir aux comptes bancaires".into(), "/administration/comptes".into())],
    });
    match writing.end(outcome).await? {
        Ended::Done(answer) => Ok(answer),
        Ended::Refused(refusals) => {
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&visit, &account, Some((&sent, &refusals))).await?).into_response())
        }
    }
}
