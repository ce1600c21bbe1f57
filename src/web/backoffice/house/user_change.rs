//! What may be changed of another user, each on a page of its own.

use super::user::account;
use super::users::{HERE, chosen_role, role_choice};
use crate::access::{
    Account, INVITATION, Right, disable_user, enable_user, end_sessions_of, invite, reset_second_factor, set_role,
    unlink_identity,
};
use crate::plural::count;
use crate::refusal::{Failure, LAST_ADMINISTRATOR, PAGE_UNKNOWN, Refusal, USER_ALREADY_SO, USER_REASON, USER_ROLE_UNKNOWN};
use crate::web::answer::{Answer, Problem};
use crate::web::backoffice::sign_in::gateway;
use crate::web::form::{Field, Form, Kind};
use crate::web::sent::Sent;
use crate::web::visit::{Begun, Done, Visit, Writing};
use crate::web::words::instant;
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

/// One change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Change {
    /// A link by which a password is chosen.
    Link,
    /// Another role.
    Role,
    /// Every session ends.
    Sessions,
    /// Every second factor is taken away.
    Factors,
    /// The account at the house's identity provider opens nothing any more.
    Identity,
    /// Out of service.
    Disable,
    /// Back into service.
    Enable,
}

impl Change {
    pub(super) const ALL: [Self; 7] =
        [Self::Link, Self::Role, Self::Sessions, Self::Factors, Self::Identity, Self::Enable, Self::Disable];

    /// The end of its address.
    pub(super) const fn path(self) -> &'static str {
        match self {
            Self::Link => "lien",
            Self::Role => "role",
            Self::Sessions => "sessions",
            Self::Factors => "deuxieme-etape",
            Self::Identity => "organisation",
            Self::Disable => "desactiver",
            Self::Enable => "reactiver",
        }
    }

    fn at(visit: &Visit, path: &str) -> Result<Self, Problem> {
        let there = |change: &Self| *change != Self::Identity || visit.office.provider.is_some();
        let found = Self::ALL.into_iter().find(|change| change.path() == path).filter(there);
        found.ok_or_else(|| PAGE_UNKNOWN.because("").into())
    }

    /// The right that its service asks for.
    pub(super) const fn right(self, account: &Account) -> Right {
        match self {
            Self::Link if !account.has_password => Right::Users,
            Self::Link | Self::Role | Self::Factors => Right::Accounts,
            Self::Sessions | Self::Identity | Self::Disable | Self::Enable => Right::Users,
        }
    }

    /// True when it would change something.
    pub(super) const fn concerns(self, account: &Account) -> bool {
        match self {
            Self::Link | Self::Role | Self::Disable | Self::Sessions => account.active,
            Self::Factors => account.has_second_factor,
            Self::Identity => true,
            Self::Enable => !account.active,
        }
    }

    /// What it is called.
    pub(super) const fn words(self, account: &Account) -> &'static str {
        match self {
            Self::Link if account.has_password => "Faire un nouveau lien",
            Self::Link => "Faire le premier lien",
            Self::Role => "Changer le rôle",
            Self::Sessions => "Terminer ses sessions",
            Self::Factors => "Retirer sa deuxième étape",
            Self::Identity => "Retirer le lien avec son compte de l’organisation",
            Self::Disable => "Désactiver",
            Self::Enable => "Réactiver",
        }
    }

    /// What it does.
    pub(super) const fn help(self) -> &'static str {
        match self {
            Self::Link => "Une adresse à usage unique, par laquelle la personne choisit son mot de passe.",
            Self::Role => "Ce que la personne pourra faire. Ses sessions se terminent.",
            Self::Sessions => "Partout où la personne est connectée, tout de suite.",
            Self::Factors => "Téléphone et papier perdus : elle en enregistrera d’autres à sa prochaine connexion.",
            Self::Identity => "Ce compte n’ouvrira plus Quitus ; le mot de passe reste valable. Ses sessions se terminent.",
            Self::Disable => "Plus de connexion ni d’écriture, tout de suite. Ce qui est fait reste signé de son nom.",
            Self::Enable => "Avec le rôle et les moyens de connexion d’avant.",
        }
    }

    const fn is_grave(self) -> bool {
        matches!(self, Self::Factors | Self::Identity | Self::Disable)
    }

    const fn has_reason(self) -> bool {
        !matches!(self, Self::Link | Self::Sessions)
    }

    fn done(self, id: &str, facts: String) -> Done {
        let title = match self {
            Self::Link => "Lien fait",
            Self::Role => "Rôle changé",
            Self::Sessions => "Sessions terminées",
            Self::Factors => "Deuxième étape retirée",
            Self::Identity => "Lien avec le compte de l’organisation retiré",
            Self::Disable => "Utilisateur désactivé",
            Self::Enable => "Utilisateur réactivé",
        };
        let links = vec![
            ("Revenir à cet utilisateur".into(), format!("{HERE}/{id}")),
            ("Voir tous les utilisateurs".into(), HERE.into()),
        ];
        Done { title: title.into(), sentences: vec![facts], links }
    }
}

#[derive(Template)]
#[template(path = "backoffice/house/user_change.html")]
struct Page {
    title: String,
    help: &'static str,
    form: Form,
    back: String,
}

#[derive(Template)]
#[template(path = "backoffice/house/user_link.html")]
struct Link {
    name: String,
    address: String,
    until: String,
    hours: i64,
    back: String,
}

fn place(code: &str) -> &'static str {
    if code == USER_REASON.name { "raison" } else { "" }
}

fn place_of_role(code: &str) -> &'static str {
    let of_role = [USER_ROLE_UNKNOWN.name, LAST_ADMINISTRATOR.name, USER_ALREADY_SO.name];
    if of_role.contains(&code) { "role" } else { place(code) }
}

fn page(visit: &Visit, account: &Account, change: Change, refused: Option<(&Sent, &[Refusal])>) -> Result<Response, Problem> {
    let back = format!("{HERE}/{}", account.user.id);
    let mut form = Form::new(visit, format!("{back}/{}", change.path()), change.words(account));
    if change == Change::Role {
        form = form.field(Field::new("role", "Nouveau rôle", role_choice()));
    }
    if change.has_reason() {
        let hint = "En quelques mots ; elle reste dans le journal.";
        form = form.field(Field::new("raison", "Raison", Kind::Text).hint(hint));
    }
    if change.is_grave() {
        form = form.grave();
    }
    if let Some((sent, refusals)) = refused {
        let place = if change == Change::Role { place_of_role } else { place };
        form = form.again(sent, refusals, place);
    }
    let title = format!("{} : {}", account.user.name, change.words(account).to_lowercase());
    visit.page(&title.clone(), &Page { title, help: change.help(), form, back })
}

/// Asks for what the change needs.
pub(super) async fn ask(visit: Visit, Path((id, change)): Path<(String, String)>) -> Answer {
    let change = Change::at(&visit, &change)?;
    let mut tx = visit.read().await?;
    let account = account(&mut tx, &visit, &id).await?;
    page(&visit, &account, change, None)
}

/// The service behind the change; says what happened.
async fn make(visit: &Visit, writing: &mut Writing, account: &Account, change: Change, sent: &Sent) -> Result<String, Failure> {
    let (tx, act, id) = (&mut writing.tx, &writing.act, account.user.id.as_str());
    let reason = sent.fields.get("raison");
    Ok(match change {
        Change::Link => String::new(),
        Change::Role => {
            let user = set_role(tx, act, id, chosen_role(sent)?, reason).await?;
            format!("Son rôle est maintenant {}. Ses sessions sont terminées.", user.role)
        }
        Change::Sessions => {
            let ended = end_sessions_of(tx, &act.user, &account.user, None, visit.now).await?;
            count(i64::try_from(ended).unwrap_or(i64::MAX), "session terminée.", "sessions terminées.")
        }
        Change::Factors => {
            reset_second_factor(tx, act, id, reason).await?;
            "À sa prochaine connexion, la personne en enregistrera une autre.".into()
        }
        Change::Identity => {
            let issuer = gateway(&visit.office).map_err(|problem| problem.0)?.provider.issuer();
            unlink_identity(tx, act, id, issuer, reason).await?;
            "La personne se connecte par son mot de passe\u{a0}; elle pourra lier un compte de nouveau depuis le sien.".into()
        }
        Change::Disable => {
            disable_user(tx, act, id, reason).await?;
            "Ses sessions sont terminées. Confiez ses dossiers à quelqu’un d’autre s’il y a lieu.".into()
        }
        Change::Enable => {
            enable_user(tx, act, id, reason).await?;
            "Son mot de passe et sa deuxième étape sont ceux d’avant.".into()
        }
    })
}

/// Makes the link, and shows it on the answer itself: sent again, the form gets a confirmation without it.
async fn link(visit: &Visit, mut writing: Box<Writing>, account: &Account) -> Result<Response, Failure> {
    let invitation = invite(&mut writing.tx, Some(&writing.act), &account.user.id, visit.now).await?;
    let facts = "Il a été montré une fois. S’il n’a pas été transmis, faites-en un autre : le premier ne servira plus.";
    writing.keep(&Change::Link.done(&account.user.id, facts.into())).await?;
    let page = Link {
        name: account.user.name.clone(),
        address: format!("{}{}", visit.office.site.origin, invitation.path()),
        until: instant(invitation.expires_at),
        hours: INVITATION.num_hours(),
        back: format!("{HERE}/{}", account.user.id),
    };
    visit.page("Lien à transmettre", &page).map_err(|problem| problem.0)
}

/// Makes the change.
pub(super) async fn change(visit: Visit, Path((id, change)): Path<(String, String)>, sent: Sent) -> Answer {
    let change = Change::at(&visit, &change)?;
    let mut writing = match visit.begin(&sent).await? {
        Begun::New(writing) => writing,
        Begun::Before(answer) => return Ok(answer),
    };
    let account = account(&mut writing.tx, &visit, &id).await?;
    let made = match change {
        Change::Link => link(&visit, writing, &account).await,
        other => match make(&visit, &mut writing, &account, other, &sent).await {
            Ok(facts) => writing.done(&other.done(&id, facts)).await,
            Err(failure) => {
                drop(writing);
                Err(failure)
            }
        },
    };
    match made {
        Ok(response) => Ok(response),
        Err(Failure::Refused(refusals)) => {
            let again = page(&visit, &account, change, Some((&sent, &refusals)))?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, again).into_response())
        }
        Err(other) => Err(other.into()),
    }
}
