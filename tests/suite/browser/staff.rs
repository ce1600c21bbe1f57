//! People who can sign in: the office's users with a password and codes, made by the real sign-in.

use super::chromium::Visitor;
use crate::engine::TestDb;
use crate::office;
use crate::ring::RING;
use chrono::Utc;
use quitus::access::Role;
use quitus::demo::keys::{Key, PASSWORD, cut};
use std::sync::Mutex;

/// The keys of an office's users; each code opens once.
pub struct Staff(Mutex<Vec<Key>>);

impl Staff {
    /// Gives keys to every user of a filled database, and everyone's file to the manager.
    pub async fn of(test: &TestDb) -> Self {
        let keys = cut(&test.db, &RING, Utc::now(), "2026-09-01".parse().unwrap()).await.unwrap();
        Self(Mutex::new(keys))
    }

    /// The password of everyone.
    #[expect(clippy::unused_self, reason = "it belongs to these people")]
    pub const fn password(&self) -> &'static str {
        PASSWORD
    }

    /// The name of somebody with that role.
    pub fn with(&self, role: Role) -> String {
        let keys = self.0.lock().unwrap();
        keys.iter().find(|key| key.role == role).unwrap().name.clone()
    }

    /// A code that nobody has used.
    pub fn code(&self, name: &str) -> String {
        let mut keys = self.0.lock().unwrap();
        keys.iter_mut().find(|key| key.name == name).unwrap().codes.pop().unwrap()
    }

    /// Signs somebody in, from the page where the visitor is sent.
    pub async fn sign_in(&self, visitor: &Visitor, name: &str) {
        visitor.fill("nom", name).await;
        visitor.fill("mot_de_passe", PASSWORD).await;
        visitor.click("Se connecter").await;
        visitor.fill("code", &self.code(name)).await;
        visitor.click("Continuer").await;
    }

    /// A visitor who has just signed in.
    pub async fn visitor(&self, origin: &str, name: &str) -> Visitor {
        let visitor = Visitor::at(origin, true).await;
        visitor.open("/").await;
        self.sign_in(&visitor, name).await;
        visitor.reads(&format!("Bonjour {name}")).await;
        visitor
    }
}

/// The office of the other tests, before its first bank file.
pub async fn build(test: &TestDb) {
    office::build(test).await;
}
