//! A passkey of the browser's own device: registered once, then enough at the door and before what asks for it again.

use super::chromium::Visitor;
use super::server::Server;
use super::staff::{Staff, build};
use crate::engine::{TestDb, both_engines_from};
use crate::office::{COMPTABLE, TODAY};
use libtest_mimic::Trial;
use quitus::demo::keys::PASSWORD;
use serde_json::json;

pub fn tests() -> Vec<Trial> {
    [
        both_engines_from("browser::a_passkey_is_registered_and_opens", build, registered),
        both_engines_from("browser::without_scripts_no_passkey_is_offered", build, without_scripts),
    ]
    .into_iter()
    .flatten()
    .collect()
}

const KEY: &str = "Utiliser ma clé d’accès";

/// Gives the browser a device that holds passkeys, and whose user always agrees.
async fn give_device(visitor: &Visitor) -> String {
    visitor.chromium("WebAuthn.enable", json!({})).await;
    let device = json!({ "options": {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": true, "hasUserVerification": true,
        "isUserVerified": true, "automaticPresenceSimulation": true,
    } });
    let made = visitor.chromium("WebAuthn.addVirtualAuthenticator", device).await;
    made["authenticatorId"].as_str().unwrap().to_owned()
}

async fn register(visitor: &Visitor) {
    visitor.open("/compte").await;
    visitor.click("Ajouter une clé d’accès").await;
    visitor.fill("nom", "Ordinateur du bureau").await;
    visitor.click("Ajouter cette clé").await;
    visitor.reads("Clé d’accès enregistrée").await;
}

async fn registered(test: TestDb) {
    let staff = Staff::of(&test).await;
    let server = Server::over(&test.url, TODAY);
    let visitor = staff.visitor(&server.origin, COMPTABLE).await;
    let device = give_device(&visitor).await;
    register(&visitor).await;
    visitor.open("/compte").await;
    visitor.reads("Clé d’accès « Ordinateur du bureau »").await;
    visitor.reads("jamais utilisée").await;

    // The same device is not registered twice.
    visitor.click("Ajouter une clé d’accès").await;
    visitor.fill("nom", "La même").await;
    visitor.click("Ajouter cette clé").await;
    visitor.reads("La clé d’accès n’a pas répondu.").await;

    visitor.click("Se déconnecter").await;
    visitor.reads("Mot de passe oublié").await;
    visitor.open("/comptabilite").await;
    visitor.fill("nom", COMPTABLE).await;
    visitor.fill("mot_de_passe", PASSWORD).await;
    visitor.click("Se connecter").await;
    visitor.click(KEY).await;
    visitor.reads("Balance").await;
    assert_eq!(visitor.path().await, "/comptabilite", "the page asked first is the page shown");

    // Another device knows nothing of that key.
    visitor.click("Se déconnecter").await;
    visitor.reads("Mot de passe oublié").await;
    visitor.chromium("WebAuthn.removeVirtualAuthenticator", json!({ "authenticatorId": device })).await;
    give_device(&visitor).await;
    visitor.open("/").await;
    visitor.fill("nom", COMPTABLE).await;
    visitor.fill("mot_de_passe", PASSWORD).await;
    visitor.click("Se connecter").await;
    visitor.click(KEY).await;
    visitor.reads("La clé d’accès n’a pas répondu.").await;
    visitor.leave().await;
}

async fn without_scripts(test: TestDb) {
    let staff = Staff::of(&test).await;
    let server = Server::over(&test.url, TODAY);
    let visitor = staff.visitor(&server.origin, COMPTABLE).await;
    give_device(&visitor).await;
    register(&visitor).await;
    visitor.leave().await;

    let visitor = Visitor::at(&server.origin, false).await;
    visitor.open("/").await;
    visitor.fill("nom", COMPTABLE).await;
    visitor.fill("mot_de_passe", PASSWORD).await;
    visitor.click("Se connecter").await;
    visitor.reads("il reste à donner un code").await;
    assert!(!visitor.text().await.contains(KEY));
    visitor.leave().await;
}
