//! One user, as those who look after accesses see them.

use super::user_change::Change;
use super::users::{HERE, means, role_words, state};
use crate::access::{Account, UserChange, accounts, factors_of, identity_of, sessions_of, user_changes};
use crate::plural::count;
use crate::refusal::{Failure, PAGE_UNKNOWN};
use crate::store::Tx;
use crate::web::answer::{Answer, Problem};
use crate::web::visit::Visit;
use crate::web::words::instant;
use askama::Template;
use axum::extract::Path;

/// A link to one of the changes.
struct Way {
    words: &'static str,
    help: &'static str,
    href: String,
}

/// One line of the history.
struct Line {
    at: String,
    by_name: String,
    role: String,
    words: &'static str,
    reason: String,
}

#[derive(Template)]
#[template(path = "backoffice/house/user.html")]
struct Page {
    name: String,
    role: &'static str,
    state: String,
    tone: &'static str,
    password: &'static str,
    means: String,
    codes: String,
    identity: Option<String>,
    seen: String,
    sessions: String,
    oneself: bool,
    awaits: bool,
    ways: Vec<Way>,
    history: Vec<Line>,
}

/// The account of that identifier.
///
/// # Errors
/// `page_unknown`.
pub(super) async fn account(tx: &mut Tx, visit: &Visit, id: &str) -> Result<Account, Problem> {
    let found = accounts(tx, visit.now).await?.into_iter().find(|account| account.user.id == id);
    found.ok_or_else(|| PAGE_UNKNOWN.because("").into())
}

fn line(change: UserChange) -> Line {
    Line {
        at: instant(change.recorded_at),
        by_name: change.by_name,
        role: change.role,
        words: if change.active { "en service" } else { "désactivé" },
        reason: change.reason,
    }
}

/// Everything about one user.
pub(super) async fn show(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.read().await?;
    let account = account(&mut tx, &visit, &id).await?;
    let user = account.user.clone();
    let factors = factors_of(&mut tx, &user).await?;
    let open = sessions_of(&mut tx, &user, visit.now).await?.len();
    let identity = match &visit.office.provider {
        Some(gateway) => Some(identity_of(&mut tx, &user, gateway.provider.issuer()).await?),
        None => None,
    };
    let linked = matches!(identity, Some(Some(_)));
    let history = user_changes(&mut tx, &id).await?.into_iter().map(line).collect();
    let oneself = user.id == visit.session.user.id;
    let useful = |change: Change| {
        change.concerns(&account)
            && match change {
                Change::Sessions => open > 0,
                Change::Identity => linked,
                _ => true,
            }
    };
    let may = |change: &Change| useful(*change) && visit.role().may(change.right(&account)) && !oneself;
    let ways = Change::ALL.into_iter().filter(may).map(|change| Way {
        words: change.words(&account),
        help: change.help(),
        href: format!("{HERE}/{}/{}", user.id, change.path()),
    });
    let (state, tone) = state(&account);
    let page = Page {
        role: role_words(user.role),
        state,
        tone: match tone {
            crate::web::list::Tone::Good => "good",
            crate::web::list::Tone::Bad => "bad",
            _ => "waiting",
        },
        password: if account.has_password { "choisi" } else { "pas encore choisi" },
        means: means(&factors),
        codes: match factors.recovery_codes {
            0 => String::new(),
            some => count(some, "code de secours reste", "codes de secours restent"),
        },
        identity: identity.map(|one| {
            one.map_or_else(|| "non lié".to_owned(), |one| format!("{}, lié le {}", one.called, instant(one.linked_at)))
        }),
        seen: account.seen_at.map_or_else(|| "jamais vu".into(), |at| format!("vu le {}", instant(at))),
        sessions: count(i64::try_from(open).map_err(|error| Failure::Broken(error.to_string()))?, "ouverte", "ouvertes"),
        oneself,
        awaits: account.awaits,
        ways: ways.collect(),
        history,
        name: user.name.clone(),
    };
    visit.page(&user.name, &page)
}
