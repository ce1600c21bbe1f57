//! The people who use Quitus: the list, and one more.

use crate::access::{Account, Factors, Role, accounts, add_user, audit, factors_of, sessions_of};
use crate::plural::count;
use crate::refusal::{Refusal, USER_ROLE_UNKNOWN};
use crate::web::answer::Answer;
use crate::web::form::{Field, Form, Kind};
use crate::web::list::{Cell, Column, List, Tone, numbers, words};
use crate::web::sent::Sent;
use crate::web::visit::{Begun, Done, Ended, Visit};
use crate::web::words::instant;
use askama::Template;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use chrono_tz::Europe::Paris;

pub(super) const HERE: &str = "/administration/utilisateurs";
pub(super) const ADD: &str = "/administration/utilisateurs/ajouter";

const COLUMNS: &[Column] = &[
    words("nom", "Nom"),
    words("role", "Rôle"),
    words("etat", "État"),
    words("etape", "Deuxième étape"),
    words("vu", "Vu le"),
    numbers("sessions", "Sessions"),
];

#[derive(Template)]
#[template(path = "backoffice/house/users.html")]
struct Page {
    list: String,
}

#[derive(Template)]
#[template(path = "backoffice/house/user_add.html")]
struct Add {
    form: Form,
}

/// The state of a user, in words.
pub(super) fn state(account: &Account) -> (String, Tone) {
    match (account.active, account.has_password, account.invited_until) {
        (false, ..) => ("Désactivé".into(), Tone::Bad),
        (true, true, _) if account.awaits => ("Accès à confirmer".into(), Tone::Waiting),
        (true, true, None) => ("En service".into(), Tone::Good),
        (true, _, Some(until)) => (format!("Lien valable jusqu’au {}", instant(until)), Tone::Waiting),
        (true, false, None) => ("Attend son premier lien".into(), Tone::Waiting),
    }
}

/// The means of a user beside the password, in words.
pub(super) fn means(factors: &Factors) -> String {
    let keys = factors.passkeys.len();
    let telephone = factors.totp.map(|_| "téléphone".to_owned());
    let keys = (keys > 0).then(|| count(i64::try_from(keys).unwrap_or(i64::MAX), "clé d’accès", "clés d’accès"));
    let said: Vec<String> = [telephone, keys].into_iter().flatten().collect();
    if said.is_empty() { "aucune".into() } else { said.join(", ") }
}

/// Everyone.
pub(super) async fn list(visit: Visit) -> Answer {
    let mut tx = visit.read().await?;
    let mut list = List::new(&visit, "Utilisateurs", COLUMNS, "Personne encore. Ajoutez les personnes qui travaillent ici.");
    for account in accounts(&mut tx, visit.now).await? {
        let factors = factors_of(&mut tx, &account.user).await?;
        let open = sessions_of(&mut tx, &account.user, visit.now).await?.len();
        let (told, tone) = state(&account);
        list.push(vec![
            Cell::Link(account.user.name.clone(), format!("{HERE}/{}", account.user.id)),
            Cell::text(account.user.role.word()),
            Cell::State(told, tone),
            Cell::text(means(&factors)),
            Cell::day(account.seen_at.map(|at| at.with_timezone(&Paris).date_naive())),
            Cell::Number(i64::try_from(open).unwrap_or(i64::MAX)),
        ]);
    }
    if list.is_csv() {
        return Ok(list.csv("utilisateurs")?);
    }
    let list = list.html()?;
    visit.page("Utilisateurs", &Page { list })
}

/// What a role may do, in a few words.
pub(super) const fn role_words(role: Role) -> &'static str {
    match role {
        Role::Gestionnaire => "Gestionnaire : ses propres dossiers, prépare les paiements",
        Role::Comptable => "Comptable : l’argent de tous, approuve les paiements",
        Role::Responsable => "Responsable : approuve, accorde les dérogations, répartit les dossiers",
        Role::Auditeur => "Auditeur : lit tout, n’écrit rien",
        Role::Admin => "Administrateur : les accès et les réglages, pas l’argent",
        Role::Programme => "Quitus lui-même",
    }
}

/// The roles to choose from.
pub(super) fn role_choice() -> Kind {
    let first = (String::new(), "Choisir…".to_owned());
    let roles = Role::PEOPLE.map(|role| (role.word().to_owned(), role_words(role).to_owned()));
    Kind::Choice([first].into_iter().chain(roles).collect())
}

fn add_page(visit: &Visit, refused: Option<(&Sent, &[Refusal])>) -> Answer {
    let mut form = Form::new(visit, ADD, "Ajouter")
        .field(
            Field::new("nom", "Nom d’utilisateur", Kind::Text)
                .hint("Celui que la personne saisira pour se connecter, et qui signera ce qu’elle fait. Il ne changera plus."),
        )
        .field(Field::new("role", "Rôle", role_choice()));
    if let Some((sent, refusals)) = refused {
        form = form.again(sent, refusals, |code| match code {
            code if code == USER_ROLE_UNKNOWN.name => "role",
            code if code.starts_with("app_user_name") => "nom",
            _ => "",
        });
    }
    visit.page("Ajouter un utilisateur", &Add { form })
}

/// Asks for the name and the role.
pub(super) async fn ask(visit: Visit) -> Answer {
    add_page(&visit, None)
}

/// The role that was chosen.
pub(super) fn chosen_role(sent: &Sent) -> Result<Role, Refusal> {
    sent.fields.get("role").parse().map_err(|_| USER_ROLE_UNKNOWN.because(""))
}

/// Adds the user; the first link comes next.
pub(super) async fn add(visit: Visit, sent: Sent) -> Answer {
    let mut writing = match visit.begin(&sent).await? {
        Begun::New(writing) => writing,
        Begun::Before(answer) => return Ok(answer),
    };
    let added = match chosen_role(&sent) {
        Ok(role) => add_user(&mut writing.tx, Some(&writing.act), sent.fields.get("nom"), role, visit.now).await,
        Err(refusal) => Err(refusal.into()),
    };
    if let Ok(user) = &added {
        audit(&mut writing.tx, &writing.act, "user_add", &user.name, user.role.word()).await?;
    }
    let outcome = added.map(|user| Done {
        title: "Utilisateur ajouté".into(),
        sentences: vec!["Il ne peut pas encore se connecter : faites-lui son premier lien.".into()],
        links: vec![
            ("Faire le premier lien".into(), format!("{HERE}/{}/lien", user.id)),
            ("Revenir aux utilisateurs".into(), HERE.into()),
        ],
    });
    match writing.end(outcome).await? {
        Ended::Done(answer) => Ok(answer),
        Ended::Refused(refusals) => {
            Ok((StatusCode::UNPROCESSABLE_ENTITY, add_page(&visit, Some((&sent, &refusals)))?).into_response())
        }
    }
}
