//! The keys of the invented staff: a password, a telephone's secret, and codes on paper, made by the real sign-in.

use crate::access::{
    Act, Invitation, KeyRing, Role, SignIn, User, accept_invitation, add_user, assign, awaits_confirmation, confirm_access,
    first_administrator, invite, list_users, sign_in, telephone_code, totp_begin, totp_confirm,
};
use crate::refusal::Failure;
use crate::store::{Db, Tx, failure, on};
use chrono::{DateTime, NaiveDate, Utc};

/// The password of everyone in the demonstration; the second factor is made anew each time.
pub const PASSWORD: &str = "une maison bien tenue";
/// The administrator.
pub(super) const ADMINISTRATOR: &str = "Noor";

/// How one of the staff signs in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// The user's name.
    pub name: String,
    /// The user's role.
    pub role: Role,
    /// The secret of the telephone, to type into an application of codes.
    pub secret: String,
    /// Codes that each serve once.
    pub codes: Vec<String>,
}

/// Gives every user of a database a password and a second factor, and everyone's file to the first manager: the administrator comes
/// in by the console's link and lets the others in; the manager of the house confirms them, once confirmed themself.
///
/// # Errors
/// What the sign-in refuses.
pub async fn cut(db: &Db, ring: &KeyRing, at: DateTime<Utc>, from_on: NaiveDate) -> Result<Vec<Key>, Failure> {
    let mut tx = db.write().await?;
    let users = list_users(&mut tx).await?;
    let with = |role| users.iter().find(|user| user.role == role).cloned();
    let head = with(Role::Responsable).ok_or_else(|| Failure::Broken("la démonstration a un responsable.".into()))?;
    let administrator = match with(Role::Admin) {
        Some(administrator) => administrator,
        None => add_user(&mut tx, None, ADMINISTRATOR, Role::Admin, at).await?,
    };
    let act = |user: &User| Act { user: user.clone(), at, today: from_on };
    let (by_admin, by_head) = (act(&administrator), act(&head));
    let mut keys = Vec::with_capacity(users.len().saturating_add(1));
    let (_, first) = first_administrator(&mut tx, at).await?.ok_or_else(refused)?;
    keys.push(key(&mut tx, ring, &first, at).await?);
    keys.push(invited_key(&mut tx, ring, &by_admin, &head, at).await?);
    confirm_access(&mut tx, &by_admin, &head.id, None).await?;
    for user in users.iter().filter(|user| ![&head.id, &administrator.id].contains(&&user.id)) {
        keys.push(invited_key(&mut tx, ring, &by_admin, user, at).await?);
        if awaits_confirmation(&mut tx, user).await? {
            confirm_access(&mut tx, &by_head, &user.id, None).await?;
        }
    }
    if let Some(manager) = with(Role::Gestionnaire) {
        let people = everyone(&mut tx).await?;
        assign(&mut tx, &by_head, &people, &manager, from_on).await?;
    }
    tx.commit().await?;
    keys.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(keys)
}

fn refused() -> Failure {
    Failure::Broken("la démonstration ne peut pas se connecter.".into())
}

async fn everyone(tx: &mut Tx) -> Result<Vec<i64>, Failure> {
    let people: Vec<(i64,)> =
        on!(tx, c => sqlx::query_as("SELECT number FROM person ORDER BY number").fetch_all(c).await.map_err(failure))?;
    Ok(people.into_iter().map(|(number,)| number).collect())
}

async fn invited_key(tx: &mut Tx, ring: &KeyRing, act: &Act, user: &User, at: DateTime<Utc>) -> Result<Key, Failure> {
    let invitation = invite(tx, Some(act), &user.id, at).await?;
    key(tx, ring, &invitation, at).await
}

async fn key(tx: &mut Tx, ring: &KeyRing, invitation: &Invitation, at: DateTime<Utc>) -> Result<Key, Failure> {
    let user = accept_invitation(tx, &invitation.secret, PASSWORD, at).await?;
    let new = match sign_in(tx, &user.name, PASSWORD, at, "quitus demo", "").await? {
        SignIn::MustEnrol(new) | SignIn::SignedIn(new) | SignIn::SecondFactor(new) => new,
        SignIn::Refused(refusal) => return Err(refusal.into()),
    };
    let enrolment = totp_begin(tx, ring, &new.session, at).await?;
    let code = telephone_code(&enrolment.secret_base32, at).ok_or_else(refused)?;
    let enrolled = totp_confirm(tx, ring, &new.session, &code, at).await?;
    crate::access::end_session(tx, &user, &enrolled.session.session.id, at).await?;
    Ok(Key { name: user.name, role: user.role, secret: enrolment.secret_base32, codes: enrolled.recovery_codes })
}

/// The keys as they are printed and kept beside the database.
#[must_use]
pub fn text(keys: &[Key]) -> String {
    let mut text = format!("Pour entrer dans le back-office, mot de passe de chacun : {PASSWORD}\n");
    for key in keys {
        let name = format!("{} ({})", key.name, key.role);
        text.push_str(&format!("  {name:<26} code : {}\n", key.codes.first().map_or("", String::as_str)));
    }
    text
}

/// The same with every code, for the file beside the database.
#[must_use]
pub fn whole_text(keys: &[Key]) -> String {
    let mut text = text(keys);
    text.push_str("\nChaque code sert une fois. Pour en avoir d'autres sans fin, donnez la clé à une application de codes.\n");
    for key in keys {
        text.push_str(&format!("\n{} ({})\n  clé   {}\n", key.name, key.role, key.secret));
        text.extend(key.codes.iter().map(|code| format!("  code  {code}\n")));
    }
    text
}
