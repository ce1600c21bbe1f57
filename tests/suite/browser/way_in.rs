//! The way in: the first link, the password, the telephone, the codes, the way out.

use super::chromium::Visitor;
use super::server::Server;
use super::staff::{Staff, build};
use crate::engine::{TestDb, both_engines, both_engines_from};
use crate::office::{GESTIONNAIRE, TODAY};
use chrono::Utc;
use libtest_mimic::Trial;
use quitus::access::telephone_code;

pub fn tests() -> Vec<Trial> {
    [
        both_engines("browser::the_first_administrator_comes_in_by_the_link_of_the_console", first_link),
        both_engines_from("browser::a_wrong_password_and_a_used_code_do_not_open", build, wrong_keys),
    ]
    .into_iter()
    .flatten()
    .collect()
}

const PASSWORD: &str = "trois chemins vers la mer";

async fn first_link(test: TestDb) {
    let server = Server::over(&test.url, TODAY);
    let link = server.invitation.clone().expect("nobody can sign in yet: the console shows a link");
    // Without scripts: the whole way in works so.
    let visitor = Visitor::at(&server.origin, false).await;
    let path = link.strip_prefix(&server.origin).unwrap();
    visitor.open(path).await;
    visitor.reads("Bienvenue admin").await;
    visitor.fill("mot_de_passe", "court").await;
    visitor.fill("encore", "court").await;
    visitor.click("Choisir ce mot de passe").await;
    visitor.reads("Rien n’a été enregistré.").await;
    visitor.fill("mot_de_passe", PASSWORD).await;
    visitor.fill("encore", "trois chemins vers la mère").await;
    visitor.click("Choisir ce mot de passe").await;
    visitor.reads("Les deux mots de passe ne sont pas les mêmes").await;
    visitor.fill("mot_de_passe", PASSWORD).await;
    visitor.fill("encore", PASSWORD).await;
    visitor.click("Choisir ce mot de passe").await;
    visitor.click("Se connecter").await;
    visitor.fill("nom", "ADMIN").await;
    visitor.fill("mot_de_passe", PASSWORD).await;
    visitor.click("Se connecter").await;

    visitor.reads("Protéger votre accès").await;
    visitor.open("/").await;
    visitor.reads("Protéger votre accès").await;
    let secret = visitor.see(".qr strong").await.text().await.unwrap().replace(' ', "");
    visitor.fill("code", "000000").await;
    visitor.click("Activer").await;
    visitor.reads("Rien n’a été enregistré.").await;
    visitor.fill("code", &telephone_code(&secret, Utc::now()).unwrap()).await;
    visitor.click("Activer").await;
    visitor.reads("Vos codes de secours").await;
    visitor.click("Je les ai notés, continuer").await;
    visitor.reads("Bonjour admin").await;
    assert!(!visitor.has("nav a[href=\"/dossiers\"]").await, "an administrator reads no file");
    visitor.click("Se déconnecter").await;
    visitor.reads("Mot de passe oublié").await;
    visitor.open("/administration").await;
    visitor.reads("Connexion").await;

    // The link served once.
    visitor.open(path).await;
    visitor.reads("Ce n’est pas possible ainsi").await;
    visitor.leave().await;
}

async fn wrong_keys(test: TestDb) {
    let staff = Staff::of(&test).await;
    let server = Server::over(&test.url, TODAY);
    assert_eq!(server.invitation, None, "people can sign in: the console shows no link");
    let visitor = Visitor::at(&server.origin, true).await;
    visitor.open("/comptabilite?x=1").await;
    visitor.fill("nom", GESTIONNAIRE).await;
    visitor.fill("mot_de_passe", "pas le bon mot de passe").await;
    visitor.click("Se connecter").await;
    visitor.reads("Rien n’a été enregistré.").await;
    assert_eq!(visitor.value("nom").await, GESTIONNAIRE);
    staff.sign_in(&visitor, GESTIONNAIRE).await;
    // The page asked first is the page shown: here, one that the role may not open.
    visitor.reads("Votre rôle ne donne pas accès à cette page.").await;
    assert_eq!(visitor.path().await, "/comptabilite?x=1");
    visitor.leave().await;
}
