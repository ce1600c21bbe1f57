//! A house with one user per role, and what a browser does at its door.

use crate::engine::TestDb;
use crate::ring::RING;
use chrono::{DateTime, Duration, NaiveDate, Utc};
use quitus::access::{
    Act, Enrolled, Given, NewSession, Role, Session, SignIn, User, accept_invitation, add_user, find_user, first_administrator,
    invite, second_factor, session, sign_in, totp_begin, totp_confirm,
};
use quitus::refusal::{Failure, Refusal};
use quitus::store::Tx;
use totp_rs::{Builder, Secret};

/// A password that nobody would guess.
pub const PASSWORD: &str = "la pluie tombe sur le lac";

/// The browser of everyone here.
pub const AGENT: &str = "Navigateur";

/// Monday 2 November 2026, nine o'clock in Paris, and minutes later.
pub fn at(minutes: i64) -> DateTime<Utc> {
    let nine: DateTime<Utc> = "2026-11-02T08:00:00Z".parse().unwrap();
    nine + Duration::minutes(minutes)
}

/// That day.
pub fn today() -> NaiveDate {
    at(0).date_naive()
}

/// An act at that instant.
pub fn act(user: &User, minutes: i64) -> Act {
    Act { user: user.clone(), at: at(minutes), today: today() }
}

/// One user per role, named after it with a capital; none can sign in yet.
pub async fn staff(test: &TestDb) -> [User; 5] {
    let mut tx = test.db.write().await.unwrap();
    let names = ["Gaëlle", "Camille", "Paul", "Ada", "Alix"];
    let mut users = Vec::new();
    for (name, role) in names.into_iter().zip(Role::PEOPLE) {
        users.push(add_user(&mut tx, None, name, role, at(-60)).await.unwrap());
    }
    tx.commit().await.unwrap();
    users.try_into().unwrap()
}

/// Gives a user a password through a link.
pub async fn with_password(tx: &mut Tx, admin: &User, user: &User) {
    let link = match first_administrator(tx, at(-30)).await.unwrap() {
        Some((first, link)) if first.id == user.id => link,
        _ => invite(tx, Some(&act(admin, -30)), &user.id, at(-30)).await.unwrap(),
    };
    accept_invitation(tx, &link.secret, PASSWORD, at(-30)).await.unwrap();
}

/// Types a name and a password from one address.
pub async fn typed(tx: &mut Tx, name: &str, password: &str, minutes: i64) -> SignIn {
    sign_in(tx, name, password, at(minutes), AGENT, "192.0.2.1").await.unwrap()
}

/// The session of somebody who must enrol.
pub fn must_enrol(answer: SignIn) -> NewSession {
    match answer {
        SignIn::MustEnrol(new) => new,
        other => panic!("{other:?}"),
    }
}

/// The session of somebody whose second factor is awaited.
pub fn awaits_factor(answer: SignIn) -> NewSession {
    match answer {
        SignIn::SecondFactor(new) => new,
        other => panic!("{other:?}"),
    }
}

/// The session of somebody who is in.
pub fn signed_in(answer: SignIn) -> NewSession {
    match answer {
        SignIn::SignedIn(new) => new,
        other => panic!("{other:?}"),
    }
}

/// The refusal of somebody who is not.
pub fn refused(answer: SignIn) -> Refusal {
    match answer {
        SignIn::Refused(refusal) => refusal,
        other => panic!("{other:?}"),
    }
}

/// The code of a failure.
pub fn code<T: std::fmt::Debug>(answer: Result<T, Failure>) -> &'static str {
    answer.unwrap_err().code().unwrap()
}

/// A telephone with a secret.
pub struct Telephone([u8; 20]);

impl Telephone {
    /// Types the secret of an enrolment in.
    pub fn reads(secret_base32: &str) -> Self {
        let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        let bits: String = secret_base32.chars().map(|c| format!("{:05b}", alphabet.find(c).unwrap())).collect();
        let bytes: Vec<u8> = (0..20).map(|at| u8::from_str_radix(&bits[at * 8..at * 8 + 8], 2).unwrap()).collect();
        Self(bytes.try_into().unwrap())
    }

    /// What it knows.
    pub const fn secret(&self) -> &[u8; 20] {
        &self.0
    }

    /// The code that it shows.
    pub fn shows(&self, at: DateTime<Utc>) -> String {
        let generator = Builder::new().with_secret(Secret::new_stack(self.0)).build_noncompliant();
        generator.generate(u64::try_from(at.timestamp()).unwrap()).to_string()
    }
}

/// Enrols a telephone in a session.
pub async fn enrol(tx: &mut Tx, session: &Session, minutes: i64) -> (Telephone, Enrolled) {
    let enrolment = totp_begin(tx, &RING, session, at(minutes)).await.unwrap();
    let telephone = Telephone::reads(&enrolment.secret_base32);
    let enrolled = totp_confirm(tx, &RING, session, &telephone.shows(at(minutes)), at(minutes)).await.unwrap();
    (telephone, enrolled)
}

/// Everybody has a password; the named one is in, with a telephone, since this minute.
pub async fn someone_in(test: &TestDb, name: &str, minutes: i64) -> (Telephone, NewSession, Vec<String>) {
    let [.., admin] = staff(test).await;
    let mut tx = test.db.write().await.unwrap();
    with_password(&mut tx, &admin, &admin).await;
    let user = find_user(&mut tx, name).await.unwrap();
    if user.id != admin.id {
        with_password(&mut tx, &admin, &user).await;
    }
    let pending = must_enrol(typed(&mut tx, name, PASSWORD, minutes).await);
    let (telephone, enrolled) = enrol(&mut tx, &pending.session, minutes).await;
    tx.commit().await.unwrap();
    (telephone, enrolled.session, enrolled.recovery_codes)
}

/// Gives a code for a session.
pub async fn gives(tx: &mut Tx, session: &NewSession, given: Given<'_>, minutes: i64) -> SignIn {
    second_factor(tx, &session.secret, given, at(minutes)).await.unwrap()
}

/// The session that a secret opens.
pub async fn opened(tx: &mut Tx, secret: &str, minutes: i64) -> Option<Session> {
    session(tx, secret, at(minutes)).await.unwrap()
}
