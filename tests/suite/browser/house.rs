//! People and accesses: the first link is shown once, who is taken out of service is out at once, files change hands.

use super::chromium::Visitor;
use super::server::Server;
use super::staff::{Staff, build};
use crate::engine::{TestDb, both_engines_from};
use crate::office::{COMPTABLE, GESTIONNAIRE, RESPONSABLE, TODAY};
use chrono::Utc;
use libtest_mimic::Trial;
use quitus::access::{find_user, telephone_code};
use quitus::demo::keys::PASSWORD;

pub fn tests() -> Vec<Trial> {
    [
        both_engines_from("browser::a_new_user_comes_in_by_a_link_that_is_shown_once", build, first_link),
        both_engines_from("browser::who_is_disabled_is_out_at_once", build, disabled),
        both_engines_from("browser::files_change_hands", build, change_hands),
        both_engines_from("browser::one_changes_ones_own_password_and_codes", build, own_account),
    ]
    .into_iter()
    .flatten()
    .collect()
}

async fn first_link(test: TestDb) {
    let staff = Staff::of(&test).await;
    let server = Server::over(&test.url, TODAY);
    let visitor = staff.visitor(&server.origin, RESPONSABLE).await;
    visitor.open("/administration/utilisateurs").await;
    visitor.click("Ajouter un utilisateur").await;
    visitor.fill("nom", &GESTIONNAIRE.to_uppercase()).await;
    visitor.fill("role", "auditeur").await;
    visitor.click("Ajouter").await;
    visitor.reads("est déjà pris").await;
    visitor.fill("nom", "Maëlle").await;
    visitor.fill("role", "gestionnaire").await;
    visitor.click("Ajouter").await;
    visitor.reads("Utilisateur ajouté").await;
    visitor.click("Faire le premier lien").await;
    visitor.reads("Une adresse à usage unique").await;
    visitor.click("Faire le premier lien").await;
    visitor.reads("Ce lien n’est montré que maintenant.").await;
    let link = visitor.see(".link").await.text().await.unwrap();

    // The form sent again shows the confirmation, not the link.
    visitor.client().refresh().await.unwrap();
    visitor.reads("Lien fait").await;
    assert!(!visitor.text().await.contains("/invitation/"));

    let newcomer = Visitor::at(&server.origin, true).await;
    newcomer.open(link.strip_prefix(&server.origin).unwrap()).await;
    newcomer.reads("Bienvenue Maëlle").await;
    newcomer.fill("mot_de_passe", PASSWORD).await;
    newcomer.fill("encore", PASSWORD).await;
    newcomer.click("Choisir ce mot de passe").await;
    newcomer.reads("Mot de passe choisi").await;

    // Whoever gave the link could have used it: a second person says that it was she.
    newcomer.click("Se connecter").await;
    newcomer.fill("nom", "Maëlle").await;
    newcomer.fill("mot_de_passe", PASSWORD).await;
    newcomer.click("Se connecter").await;
    let secret = newcomer.see(".qr strong").await.text().await.unwrap().replace(' ', "");
    newcomer.fill("code", &telephone_code(&secret, Utc::now()).unwrap()).await;
    newcomer.click("Activer").await;
    newcomer.click("Je les ai notés, continuer").await;
    newcomer.reads("une deuxième personne le confirme").await;
    newcomer.open("/dossiers").await;
    newcomer.reads("Accès à confirmer").await;
    newcomer.open("/compte").await;
    newcomer.reads("Mon compte").await;
    visitor.open("/administration/acces").await;
    visitor.click("C’est bien elle : confirmer l’accès de Maëlle").await;
    visitor.reads("Celui qui a donné un accès ne le confirme pas lui-même.").await;
    let second = staff.visitor(&server.origin, COMPTABLE).await;
    second.reads("Accès à confirmer").await;
    second.open("/administration/acces").await;
    second.click("C’est bien elle : confirmer l’accès de Maëlle").await;
    second.reads("Cette personne peut maintenant travailler.").await;
    newcomer.open("/").await;
    newcomer.reads("Bonjour Maëlle").await;
    for one in [newcomer, visitor, second] {
        one.leave().await;
    }
}

async fn disabled(test: TestDb) {
    let staff = Staff::of(&test).await;
    let server = Server::over(&test.url, TODAY);
    let manager = staff.visitor(&server.origin, GESTIONNAIRE).await;
    let visitor = staff.visitor(&server.origin, RESPONSABLE).await;
    visitor.open("/administration/utilisateurs").await;
    visitor.click(GESTIONNAIRE).await;
    visitor.see("a[href$=\"/desactiver\"]").await.click().await.unwrap();
    visitor.fill("raison", " ").await;
    visitor.click("Désactiver").await;
    visitor.reads("La raison de ce changement manque.").await;
    visitor.fill("raison", "Fin de mission").await;
    visitor.click("Désactiver").await;
    visitor.reads("Utilisateur désactivé").await;

    manager.open("/compte").await;
    manager.reads("Connexion").await;
    manager.fill("nom", GESTIONNAIRE).await;
    manager.fill("mot_de_passe", PASSWORD).await;
    manager.click("Se connecter").await;
    manager.reads("Le nom ou le mot de passe").await;
    manager.leave().await;

    // Nobody looks after these people any more.
    visitor.open("/administration/portefeuilles?gestionnaire=sans").await;
    visitor.reads("plus en service").await;
    // A head gives no other role: the refusal comes back to the form.
    visitor.open("/administration/utilisateurs").await;
    visitor.click(GESTIONNAIRE).await;
    visitor.reads("Fin de mission").await;
    assert!(!visitor.has("a[href$=\"/role\"]").await);
    visitor.leave().await;
}

async fn change_hands(test: TestDb) {
    let staff = Staff::of(&test).await;
    let server = Server::over(&test.url, TODAY);
    let visitor = staff.visitor(&server.origin, RESPONSABLE).await;
    let manager = {
        let mut tx = test.db.read().await.unwrap();
        find_user(&mut tx, GESTIONNAIRE).await.unwrap().id
    };
    visitor.open("/administration/portefeuilles").await;
    visitor.reads("60 dossiers").await;
    visitor.see("input[name=personne]").await.click().await.unwrap();
    visitor.fill("gestionnaire", &manager).await;
    visitor.click("Confier les personnes cochées").await;
    visitor.reads("Rien n’a changé").await;
    visitor.open("/administration/portefeuilles").await;
    visitor.fill("gestionnaire", &manager).await;
    visitor.click("Confier les personnes cochées").await;
    visitor.reads("Cochez-en au moins une").await;

    visitor.open("/administration/remplacements").await;
    visitor.fill("absent", &manager).await;
    visitor.fill("par", &manager).await;
    visitor.fill("au", "2026-12-31").await;
    visitor.fill("raison", "Congés").await;
    visitor.click("Déclarer ce remplacement").await;
    visitor.reads("On ne se remplace pas soi-même.").await;

    visitor.open("/administration/journal?action=assign").await;
    visitor.reads("Dossier confié").await;
    visitor.reads("Plus anciennes").await;
    visitor.click("Plus anciennes").await;
    visitor.reads("Revenir aux plus récentes").await;
    visitor.open("/administration/lectures?du=hier").await;
    visitor.reads("Écrivez 31/12/2026").await;
    visitor.leave().await;
}

async fn own_account(test: TestDb) {
    let staff = Staff::of(&test).await;
    let server = Server::over(&test.url, TODAY);
    let visitor = staff.visitor(&server.origin, GESTIONNAIRE).await;
    visitor.open("/compte/codes").await;
    visitor.click("Faire de nouveaux codes").await;
    visitor.reads("Vos codes de secours").await;
    let code = visitor.see(".codes li").await.text().await.unwrap();
    visitor.client().refresh().await.unwrap();
    visitor.reads("Ils ont été montrés une fois.").await;
    assert!(!visitor.text().await.contains(&code));

    let new = "deux bateaux sur la Loire";
    visitor.open("/compte/mot-de-passe").await;
    visitor.fill("actuel", new).await;
    visitor.fill("nouveau", new).await;
    visitor.fill("encore", new).await;
    visitor.click("Changer mon mot de passe").await;
    visitor.reads("Tapez de nouveau votre mot de passe actuel.").await;
    visitor.fill("actuel", PASSWORD).await;
    visitor.fill("nouveau", new).await;
    visitor.fill("encore", new).await;
    visitor.click("Changer mon mot de passe").await;
    visitor.reads("Votre mot de passe est changé.").await;

    // The new password and a new code open; the session that was there before stays the only other one.
    let elsewhere = Visitor::at(&server.origin, true).await;
    elsewhere.open("/compte").await;
    elsewhere.fill("nom", GESTIONNAIRE).await;
    elsewhere.fill("mot_de_passe", new).await;
    elsewhere.click("Se connecter").await;
    elsewhere.fill("code", &code).await;
    elsewhere.click("Continuer").await;
    elsewhere.reads("9 codes restent").await;
    elsewhere.click("Terminer toutes mes autres sessions").await;
    elsewhere.reads("1 session terminée.").await;
    visitor.open("/compte").await;
    visitor.reads("Connexion").await;
    elsewhere.leave().await;
    visitor.leave().await;
}
