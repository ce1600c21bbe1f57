//! The server: what it listens on, what every answer bears, and how it ends.

use super::daily;
use super::notes::Notes;
use super::provider::Gateway;
use super::routes::Map;
use super::{assets, backoffice, portal};
use crate::access::{self, ProviderSettings, business_day, last_days};
use crate::caseload::draft;
use crate::demo::play::LivingBank;
use crate::refusal::{Failure, LISTEN_IMPOSSIBLE, ORIGIN_UNREADABLE};
use crate::store::{Db, Memory, Tx};
use axum::Router;
use axum::http::{HeaderName, HeaderValue, Uri, header};
use axum::middleware::map_response;
use axum::response::Response;
use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Europe::Paris;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::net::TcpListener;
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;

/// How browsers reach the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// Scheme, host and port, as browsers send it: `https://quitus.example`.
    pub origin: String,
    /// The host alone.
    pub host: String,
    /// What passkeys belong to; none where the host is a bare address, for which browsers make none.
    pub passkeys: Option<access::Site>,
}

impl Site {
    /// The site at an origin.
    ///
    /// # Errors
    /// `origin_unreadable` for anything but `https://HOST` or `http://localhost…`: browsers keep no session otherwise.
    pub fn at(origin: &str) -> Result<Self, Failure> {
        let unreadable = || ORIGIN_UNREADABLE.because(format!("(« {origin} »)"));
        let origin = origin.trim_end_matches('/');
        let uri: Uri = origin.parse().map_err(|_| unreadable())?;
        let host = uri.host().ok_or_else(unreadable)?.to_owned();
        let near = matches!(host.as_str(), "localhost" | "127.0.0.1" | "[::1]");
        let plain = uri.path_and_query().is_none_or(|path| path.as_str() == "/");
        let secure = match uri.scheme_str() {
            Some("https") => true,
            Some("http") => near,
            _ => false,
        };
        if !plain || !secure {
            return Err(unreadable().into());
        }
        Ok(Self { origin: origin.to_owned(), host, passkeys: access::Site::at(origin).ok() })
    }
}

/// One organisation's server.
#[derive(Debug)]
pub struct Office {
    /// Its database.
    pub db: Db,
    /// Its address.
    pub site: Site,
    /// What opens the secrets of telephones.
    pub keys: access::KeyRing,
    /// The business day that is worked on, when it is not the clock's: late files of a past day, demonstrations, tests.
    pub today: Option<NaiveDate>,
    /// Where pages that only read leave their traces.
    pub notes: Notes,
    /// What its pages remember of the last state of the database.
    pub memory: Memory,
    /// The identity provider, in a house that has one.
    pub provider: Option<Gateway>,
    /// The simulated bank, while a demonstration is served.
    pub demonstration: Option<Arc<LivingBank>>,
}

impl Office {
    /// The business day that is worked on, when it is not the clock's.
    #[must_use]
    pub fn today(&self) -> Option<NaiveDate> {
        self.demonstration.as_ref().map(|bank| bank.today()).or(self.today)
    }

    /// The day in Paris at an instant, or the day that the server was told to work on.
    #[must_use]
    pub fn clock(&self, now: DateTime<Utc>) -> NaiveDate {
        self.today().unwrap_or_else(|| now.with_timezone(&Paris).date_naive())
    }

    /// The business day of the books at an instant.
    ///
    /// # Errors
    /// `business_day_out_of_range`; unavailable when the engine does not answer.
    pub async fn business_day(&self, tx: &mut Tx, now: DateTime<Utc>) -> Result<NaiveDate, Failure> {
        let (last_decision, last_entry) = last_days(tx).await?;
        Ok(business_day(self.today(), self.clock(now), last_decision, last_entry)?)
    }
}

/// A server that listens.
#[derive(Debug)]
pub struct Listening {
    listener: TcpListener,
    /// Where browsers find it.
    pub site: Site,
    provider: Option<Gateway>,
}

impl Listening {
    /// The same for a house that has an identity provider.
    ///
    /// # Errors
    /// `provider_settings`.
    pub fn with_provider(mut self, settings: ProviderSettings) -> Result<Self, Failure> {
        self.provider = Some(Gateway::new(settings, &self.site.origin)?);
        Ok(self)
    }
}

/// Takes an address; port 0 is any free one. Without an origin, browsers on this machine find the site at `http://localhost:PORT`.
///
/// # Errors
/// `listen_impossible`, `origin_unreadable`.
pub async fn listen(address: SocketAddr, origin: Option<&str>) -> Result<Listening, Failure> {
    let impossible = |error: std::io::Error| Failure::from(LISTEN_IMPOSSIBLE.because(format!("({address} : {error})")));
    let listener = TcpListener::bind(address).await.map_err(impossible)?;
    let port = listener.local_addr().map_err(impossible)?.port();
    let site = Site::at(&origin.map_or_else(|| format!("http://localhost:{port}"), str::to_owned))?;
    Ok(Listening { listener, site, provider: None })
}

/// Answers until `stop` is done; requests that have begun are answered to their end. A demonstration brings its bank, which says what
/// day it is.
///
/// # Errors
/// `listen_impossible` when the system stops listening.
pub async fn serve(
    listening: Listening,
    db: Db,
    keys: access::KeyRing,
    today: Option<NaiveDate>,
    demonstration: Option<LivingBank>,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), Failure> {
    forget_old_drafts(&db).await;
    let (notes, writer) = Notes::begin(db.clone());
    let by_itself = tokio::spawn(daily::work(db.clone(), keys.clone()));
    let Listening { listener, site, provider } = listening;
    let demonstration = demonstration.map(Arc::new);
    let office =
        Arc::new(Office { db, site, keys, today, notes: notes.clone(), memory: Memory::default(), provider, demonstration });
    let ready = tokio::spawn(make_ready(Arc::clone(&office)));
    let served = axum::serve(listener, router(&office).into_make_service_with_connect_info::<SocketAddr>())
        .with_graceful_shutdown(stop)
        .await;
    by_itself.abort();
    ready.abort();
    // What was shown is written down before the process ends.
    notes.end(writer).await;
    served.map_err(|error| LISTEN_IMPOSSIBLE.because(format!("({error})")).into())
}

/// How often the server looks whether something was written.
const LOOK: Duration = Duration::from_millis(500);

/// Keeps what pages ask of the whole house answered, each day from what everybody opens first. It works a third of the time at most.
async fn make_ready(office: Arc<Office>) {
    let mut of_day = None;
    loop {
        let began = Instant::now();
        let today = office.clock(Utc::now());
        let pass = tokio::spawn(ready(Arc::clone(&office), of_day != Some(today), began));
        match pass.await {
            Ok(Ok(())) => of_day = Some(today),
            Ok(Err(failure)) => tracing::warn!("pages are not made ready for now: {failure}"),
            // A fault of ours stops one pass, as it stops one page.
            Err(fault) => tracing::error!("pages are not made ready for now: {fault}"),
        }
        tokio::time::sleep(LOOK.max(began.elapsed() * 2)).await;
    }
}

async fn ready(office: Arc<Office>, first: bool, now: Instant) -> Result<(), Failure> {
    if first {
        backoffice::want_first(&office).await?;
    }
    office.memory.make_ready(&office.db, now).await
}

/// How long the server waits for the database before it answers.
const PURGE: Duration = Duration::from_secs(5);

/// Files that somebody sent and came back to no more leave the database before its next backup; the import of a bank file passes too.
async fn forget_old_drafts(db: &Db) {
    let purged = async {
        let mut tx = db.write().await?;
        draft::purge(&mut tx, Utc::now()).await?;
        tx.commit().await
    };
    match tokio::time::timeout(PURGE, purged).await {
        Ok(Ok(())) => {}
        Ok(Err(failure)) => tracing::warn!("old drafts of a caseload stay for now: {failure}"),
        Err(_) => tracing::warn!("old drafts of a caseload stay for now: the database is busy"),
    }
}

/// Every address of the site, with its gate.
#[must_use]
pub fn map(office: &Arc<Office>) -> Map {
    let map = portal::add(backoffice::add(assets::add(Map::new(Arc::clone(office)))));
    let map = if office.provider.is_some() { backoffice::add_provider(map) } else { map };
    if office.demonstration.is_some() { backoffice::add_demonstration(map) } else { map }
}

fn router(office: &Arc<Office>) -> Router {
    map(office)
        .into_router()
        .fallback(unknown)
        .method_not_allowed_fallback(unknown)
        .layer(map_response(protect))
        .layer(CatchPanicLayer::custom(panicked))
        // Pages are read at once, over the house's own network: the best ratio would cost more time than it spares.
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest))
        .with_state(Arc::clone(office))
}

/// An address that is not in the map: whoever asked finds the way back to where they were.
async fn unknown(asked: Uri) -> Response {
    if portal::is_in_the_space(asked.path()) { portal::unknown() } else { backoffice::unknown() }
}

/// A fault of ours stops one answer, never the server.
fn panicked(_: Box<dyn std::any::Any + Send>) -> Response {
    tracing::error!("a handler panicked");
    super::answer::problem(None, &Failure::Broken("a handler panicked".into()).into())
}

/// Nothing runs in a page but our own script file, nothing of it is framed, kept or sent elsewhere.
const PROTECTIONS: [(HeaderName, &str); 7] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; \
         form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "same-origin"),
    (header::STRICT_TRANSPORT_SECURITY, "max-age=31536000"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=()"),
];

async fn protect(mut response: Response) -> Response {
    let headers = response.headers_mut();
    for (name, value) in PROTECTIONS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    // Pages show people's money: no copy stays on a shared desk.
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_secure_or_on_this_machine() {
        assert_eq!(Site::at("https://quitus.example/").unwrap().host, "quitus.example");
        assert_eq!(Site::at("http://localhost:8080").unwrap().origin, "http://localhost:8080");
        assert!(Site::at("http://localhost:8080").unwrap().passkeys.is_some());
        assert_eq!(Site::at("http://127.0.0.1:8080").unwrap().passkeys, None);
        for wrong in ["http://quitus.example", "quitus.example", "https://quitus.example/chemin", ""] {
            assert_eq!(Site::at(wrong).unwrap_err().code(), Some("origin_unreadable"), "{wrong}");
        }
    }
}
