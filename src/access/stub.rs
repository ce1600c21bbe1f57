//! TEMPORARY: replaced by the real sign-in.
use super::*;
use crate::refusal::Failure;
use crate::store::Tx;
/// Stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// a
    Password,
    /// a
    Enrolling,
    /// a
    Full,
}
/// Session.
#[derive(Clone, Debug)]
pub struct Session {
    /// a
    pub id: String,
    /// a
    pub user: User,
    /// a
    pub stage: Stage,
    /// a
    pub csrf: String,
    /// a
    pub seen_at: DateTime<Utc>,
}
/// The secret is the name.
pub async fn session(tx: &mut Tx, secret: &str, at: DateTime<Utc>) -> Result<Option<Session>, Failure> {
    let user = find_user(tx, secret).await.ok();
    Ok(user.map(|user| Session { id: "x".into(), csrf: "jeton-".to_owned() + &user.id, user, stage: Stage::Full, seen_at: at }))
}
/// a
pub async fn touch(_tx: &mut Tx, _session: &Session, _at: DateTime<Utc>) -> Result<(), Failure> {
    Ok(())
}
/// a
pub async fn sees(_tx: &mut Tx, user: &User, _person: i64, _today: NaiveDate) -> Result<bool, Failure> {
    Ok(user.role != Role::Admin)
}
/// a
pub async fn read_file(_tx: &mut Tx, _user: &User, _person: i64, _what: &str, _at: DateTime<Utc>) -> Result<(), Failure> {
    Ok(())
}
/// a
pub fn visible(_user: &User, column: &str, _today: NaiveDate) -> String {
    format!("{column} = {column}")
}
