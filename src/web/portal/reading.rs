//! A statement that its person reads to answer it: the same screens as at the interview, each noted when it is first shown (RULE 90).

use super::visit::PersonVisit;
use crate::access::Act;
use crate::calendar::Month;
use crate::ids::new_id;
use crate::refusal::{Failure, PAGE_UNKNOWN};
use crate::signature::Screen;
use crate::signature::presentation::{On, Presentation, open, present, show};
use crate::signature::view::{Life, life_of};
use crate::statement::document::Document;
use crate::statement::issued::stored;
use crate::store::{Tx, first_answer, keep_answer};
use crate::web::answer::{Answer, Problem};
use crate::web::form::KEY;
use crate::web::sent::Sent;
use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};

#[derive(Template)]
#[template(path = "portal/read_plain.html")]
struct Plain {
    document: Document,
    at: String,
    answered: bool,
}

#[derive(Template)]
#[template(path = "portal/read_detail.html")]
struct Detail {
    document: Document,
    at: String,
    answered: bool,
}

/// The month and the reading that an address names: whose they are, the session says.
pub(super) type Names = (String, String);

/// A reading that is open, in the session that began it.
pub(super) struct Reading {
    pub(super) month: Month,
    pub(super) tx: Tx,
    pub(super) act: Act,
    pub(super) life: Life,
    pub(super) presentation: Presentation,
}

/// The month of an address.
pub(super) fn month_of(asked: &str) -> Result<Month, Problem> {
    Ok(asked.parse().map_err(|_| PAGE_UNKNOWN.because(format!("(relevé « {asked} »)")))?)
}

impl Reading {
    /// The reading, while it is open.
    ///
    /// # Errors
    /// `page_unknown`, `presentation_of_another`, `presentation_over`.
    pub(super) async fn open(visit: &PersonVisit, (month, id): &Names) -> Result<Self, Problem> {
        let month = month_of(month)?;
        let tx = visit.read().await?;
        Self::over(visit, tx, month, id).await
    }

    async fn over(visit: &PersonVisit, mut tx: Tx, month: Month, id: &str) -> Result<Self, Problem> {
        let act = visit.act(&mut tx).await?;
        let life = life_of(&mut tx, visit.person(), month).await.map_err(|_| PAGE_UNKNOWN.because(""))?;
        let presentation = open(&mut tx, &act, On::Portal(&visit.session.id), &life, id).await?;
        Ok(Self { month, tx, act, life, presentation })
    }

    /// The same, once the screen is noted as shown.
    pub(super) async fn showing(self, visit: &PersonVisit, screen: Screen) -> Result<Self, Problem> {
        if self.presentation.answered || self.presentation.has_shown(screen) {
            return Ok(self);
        }
        let (month, id) = (self.month, self.presentation.id);
        drop(self.tx);
        let mut written = Self::over(visit, visit.office.db.write().await?, month, &id).await?;
        show(&mut written.tx, &written.act, &written.presentation, screen).await?;
        written.tx.commit().await?;
        Self::over(visit, visit.read().await?, month, &id).await
    }

    pub(super) fn at(&self) -> String {
        format!("/espace/releves/{}/lecture/{}", self.month, self.presentation.id)
    }

    async fn document(&mut self, visit: &PersonVisit) -> Result<Document, Problem> {
        let kept = stored(&mut self.tx, visit.person(), self.month).await?.ok_or_else(|| PAGE_UNKNOWN.because(""))?;
        Ok(kept.document()?)
    }
}

/// Begins a reading; the same form sent again leads to the same one.
pub(super) async fn begin(visit: PersonVisit, Path(asked): Path<String>, sent: Sent) -> Answer {
    let month = month_of(&asked)?;
    let nonce = sent.fields.filled(KEY).map_or_else(new_id, str::to_owned);
    let key = format!("portal:{}:{nonce}", visit.session.id);
    let content = sent.content(&visit.path);
    let mut tx = visit.office.db.write().await?;
    if let Some(at) = first_answer(&mut tx, &key, &content).await? {
        return Ok(Redirect::to(&at).into_response());
    }
    let act = visit.act(&mut tx).await?;
    let id = match present(&mut tx, &act, On::Portal(&visit.session.id), visit.person(), month).await {
        Err(Failure::Refused(why)) if why.iter().any(|one| one.code == &crate::refusal::STATEMENT_NOT_ISSUED) => {
            return Err(PAGE_UNKNOWN.because("").into());
        }
        other => other?,
    };
    let at = format!("/espace/releves/{month}/lecture/{id}");
    keep_answer(&mut tx, &key, &content, &at, act.at).await?;
    tx.commit().await?;
    Ok(Redirect::to(&at).into_response())
}

/// The plain layer.
pub(super) async fn plain(visit: PersonVisit, Path(names): Path<Names>) -> Answer {
    let mut reading = Reading::open(&visit, &names).await?.showing(&visit, Screen::Plain).await?;
    let document = reading.document(&visit).await?;
    let page = Plain { document, at: reading.at(), answered: reading.presentation.answered };
    drop(reading);
    visit.page(&page.document.title.clone(), &page).await
}

/// The detail.
pub(super) async fn detail(visit: PersonVisit, Path(names): Path<Names>) -> Answer {
    let reading = Reading::open(&visit, &names).await?;
    if reading.presentation.plain_at.is_none() {
        return Ok(Redirect::to(&reading.at()).into_response());
    }
    let mut reading = reading.showing(&visit, Screen::Detail).await?;
    let document = reading.document(&visit).await?;
    let page = Detail { document, at: reading.at(), answered: reading.presentation.answered };
    drop(reading);
    visit.page(&page.document.title.clone(), &page).await
}
