//! By way of a real identity provider, on another site as everywhere: linked by its owner, then enough in the place of the password.

use super::chromium::Visitor;
use super::pages::TODAY;
use super::staff::{Staff, build};
use crate::engine::{TestDb, both_engines_from};
use crate::office::{COMPTABLE, RESPONSABLE};
use crate::provider::{BUTTON, RealProvider, is_there, server, server_on};
use libtest_mimic::Trial;
use quitus::access::Role;
use quitus::demo::keys::PASSWORD;
use serde_json::json;

pub fn tests() -> Vec<Trial> {
    let absent = !is_there();
    if absent {
        eprintln!("The tests that need oidc-provider are left out: tests/run installs it.");
    }
    [
        both_engines_from("browser::an_account_of_the_house_is_linked_and_opens", build, linked),
        both_engines_from("browser::an_account_of_the_house_that_is_not_linked_opens_nothing", build, not_linked),
        both_engines_from("browser::two_factors_of_a_trusted_provider_are_enough", build, trusted),
    ]
    .into_iter()
    .flatten()
    .map(|trial| if absent { trial.with_ignored_flag(true) } else { trial })
    .collect()
}

fn provider() -> RealProvider {
    RealProvider::knowing(
        &json!({ "m1": { "name": "Marie Durand", "preferred_username": "m.durand" }, "p1": { "email": "paul@udaf.example" } }),
    )
}

/// Says who one is at the provider.
async fn identify(visitor: &Visitor, account: &str, words: &str) {
    visitor.fill("compte", account).await;
    visitor.click(words).await;
}

/// Links an account to the user who is signed in.
async fn link(visitor: &Visitor, account: &str, called: &str) {
    visitor.open("/compte").await;
    visitor.reads("Aucun compte lié").await;
    visitor.click("Lier mon compte").await;
    visitor.reads("rien ne sera lié sans votre accord").await;
    visitor.click("Continuer").await;
    identify(visitor, account, "Continuer").await;
    visitor.reads("Compte reconnu").await;
    visitor.reads(called).await;
    says_yes(visitor).await;
}

/// Says that the account is theirs, with the password that it may stand for from now on.
async fn says_yes(visitor: &Visitor) {
    visitor.fill("mot_de_passe", PASSWORD).await;
    visitor.click("Lier ce compte").await;
    visitor.reads("Votre compte de l’organisation est lié.").await;
}

/// The states that a provider adds, handed over under a name; none where there is no provider to start.
pub async fn states(url: &str, staff: &Staff, mut each: impl AsyncFnMut(&Visitor, &str)) {
    if !is_there() {
        return;
    }
    let provider = provider();
    let server = server_on(TODAY, url, &provider.issuer, &[]);
    let name = staff.with(Role::Responsable);
    let visitor = Visitor::at(&server.origin, true).await;
    visitor.open("/").await;
    each(&visitor, "connexion-organisation").await;
    visitor.click(BUTTON).await;
    identify(&visitor, "p1", "Continuer").await;
    visitor.reads("identity_not_linked").await;
    each(&visitor, "connexion-organisation-non-liee").await;
    staff.sign_in(&visitor, &name).await;
    visitor.reads(&format!("Bonjour {name}")).await;
    visitor.open("/compte").await;
    visitor.reads("Aucun compte lié").await;
    each(&visitor, "compte-organisation-aucun").await;
    visitor.click("Lier mon compte").await;
    visitor.reads("rien ne sera lié sans votre accord").await;
    each(&visitor, "compte-organisation").await;
    visitor.click("Continuer").await;
    visitor.reads("Compte reconnu").await;
    each(&visitor, "compte-organisation-est-ce-vous").await;
    says_yes(&visitor).await;
    visitor.reads("Il remplace le mot de passe à la connexion.").await;
    each(&visitor, "compte-organisation-lie").await;
    visitor.open("/compte/organisation/inconnu").await;
    visitor.reads("identity_not_proved").await;
    each(&visitor, "compte-organisation-perdu").await;
    visitor.click("Se déconnecter").await;
    visitor.reads("Ou avec votre mot de passe").await;
    visitor.click(BUTTON).await;
    visitor.reads("Votre compte de l’organisation est reconnu").await;
    each(&visitor, "connexion-organisation-code").await;
    visitor.leave().await;
    let administrator = staff.visitor(&server.origin, &staff.with(Role::Admin)).await;
    administrator.open("/administration/utilisateurs").await;
    administrator.click(&name).await;
    administrator.reads("paul@udaf.example, lié le").await;
    each(&administrator, "utilisateur-organisation").await;
    administrator.see("a[href$=\"/organisation\"]").await.click().await.unwrap();
    administrator.reads("Ce compte n’ouvrira plus Quitus").await;
    each(&administrator, "utilisateur-organisation-retirer").await;
    administrator.leave().await;
}

async fn linked(test: TestDb) {
    let provider = provider();
    let staff = Staff::of(&test).await;
    let server = server(&test.url, &provider.issuer, &[]);
    let visitor = staff.visitor(&server.origin, COMPTABLE).await;
    link(&visitor, "m1", "Marie Durand (m.durand)").await;
    visitor.open("/compte").await;
    visitor.reads("Il remplace le mot de passe à la connexion.").await;
    visitor.reads("par le mot de passe").await;
    visitor.leave().await;

    // Another browser, without scripts: from a page that was asked, by the other site, to that page.
    let visitor = Visitor::at(&server.origin, false).await;
    visitor.open("/comptabilite").await;
    visitor.click(BUTTON).await;
    identify(&visitor, "m1", "Continuer").await;
    visitor.reads("Votre compte de l’organisation est reconnu").await;
    visitor.fill("code", &staff.code(COMPTABLE)).await;
    visitor.click("Continuer").await;
    visitor.reads("Balance").await;
    assert_eq!(visitor.path().await, "/comptabilite", "the page asked first is the page shown");
    visitor.open("/compte").await;
    visitor.reads("par le compte de l’organisation").await;

    // Taken away: the provider still knows the browser, Quitus knows nobody any more.
    visitor.see("form[action=\"/compte/organisation/retirer\"] button").await.click().await.unwrap();
    visitor.reads("Le lien est retiré.").await;
    visitor.reads("Ou avec votre mot de passe").await;
    visitor.click(BUTTON).await;
    visitor.reads("identity_not_linked").await;
    staff.sign_in(&visitor, COMPTABLE).await;
    visitor.reads("Aucun compte lié").await;
    visitor.leave().await;
}

async fn not_linked(test: TestDb) {
    let mut provider = provider();
    let staff = Staff::of(&test).await;
    let server = server(&test.url, &provider.issuer, &[]);
    let visitor = Visitor::at(&server.origin, true).await;
    visitor.open("/").await;
    visitor.click(BUTTON).await;
    identify(&visitor, "p1", "Abandonner").await;
    visitor.reads("vous avez renoncé").await;
    visitor.click(BUTTON).await;
    identify(&visitor, "p1", "Continuer").await;
    visitor.reads("identity_not_linked").await;
    visitor.reads("puis liez-le dans").await;
    staff.sign_in(&visitor, RESPONSABLE).await;
    visitor.reads(&format!("Bonjour {RESPONSABLE}")).await;
    // The provider knows this browser already, and is left as it was entered.
    visitor.open("/compte/organisation").await;
    visitor.click("Continuer").await;
    visitor.reads("paul@udaf.example").await;
    says_yes(&visitor).await;
    visitor.leave().await;

    // The administrator takes the link away, with a reason.
    let administrator = staff.visitor(&server.origin, &staff.with(Role::Admin)).await;
    administrator.open("/administration/utilisateurs").await;
    administrator.click(RESPONSABLE).await;
    administrator.reads("paul@udaf.example, lié le").await;
    administrator.see("a[href$=\"/organisation\"]").await.click().await.unwrap();
    administrator.reads("Ce compte n’ouvrira plus Quitus").await;
    administrator.fill("raison", "Compte partagé").await;
    administrator.click("Retirer le lien avec son compte de l’organisation").await;
    administrator.reads("Lien avec le compte de l’organisation retiré").await;
    administrator.leave().await;

    let visitor = Visitor::at(&server.origin, true).await;
    visitor.open("/").await;
    visitor.click(BUTTON).await;
    identify(&visitor, "p1", "Continuer").await;
    visitor.reads("identity_not_linked").await;
    visitor.leave().await;

    // An address that somebody sent, and a provider that is down: both are told, and the password still opens.
    provider.stop();
    let server = self::server(&test.url, &provider.issuer, &[]);
    let visitor = Visitor::at(&server.origin, true).await;
    visitor.open("/connexion/organisation/retour?code=a&state=b").await;
    visitor.reads("departure_ended").await;
    visitor.click(BUTTON).await;
    visitor.reads("provider_silent").await;
    staff.sign_in(&visitor, RESPONSABLE).await;
    visitor.reads(&format!("Bonjour {RESPONSABLE}")).await;
    visitor.leave().await;
}

async fn trusted(test: TestDb) {
    let provider = provider();
    let staff = Staff::of(&test).await;
    let server = server(&test.url, &provider.issuer, &["--oidc-trusted-mfa", "mfa", "--oidc-label", "Entrer par l’annuaire"]);
    let visitor = staff.visitor(&server.origin, COMPTABLE).await;
    link(&visitor, "m1", "Marie Durand (m.durand)").await;
    // She is told of it, in case it was somebody else at her desk.
    visitor.open("/").await;
    visitor.reads("ouvre Quitus en votre nom").await;
    visitor.leave().await;
    let visitor = Visitor::at(&server.origin, true).await;
    visitor.open("/").await;
    visitor.click("Entrer par l’annuaire").await;
    identify(&visitor, "m1", "Continuer avec deux facteurs").await;
    visitor.reads("il reste à donner un code").await;
    visitor.leave().await;
    let visitor = staff.visitor(&server.origin, RESPONSABLE).await;
    visitor.reads("Comptes de l’organisation à confirmer").await;
    visitor.open("/administration/acces").await;
    visitor.click(&format!("C’est bien son compte : confirmer celui de {COMPTABLE}")).await;
    visitor.reads(&format!("Compte de l’organisation de {COMPTABLE} confirmé")).await;
    visitor.leave().await;
    for (words, seen) in [("Continuer", "il reste à donner un code"), ("Continuer avec deux facteurs", "Bonjour")] {
        let visitor = Visitor::at(&server.origin, true).await;
        visitor.open("/").await;
        visitor.click("Entrer par l’annuaire").await;
        identify(&visitor, "m1", words).await;
        visitor.reads(seen).await;
        if seen == "Bonjour" {
            visitor.reads(&format!("Bonjour {COMPTABLE}")).await;
            visitor.open("/compte").await;
            visitor.reads("par le compte de l’organisation, sans deuxième étape").await;
            // What changes the means of signing in asks for Quitus's own second factor all the same.
            visitor.see("form[action=\"/compte/organisation/retirer\"] button").await.click().await.unwrap();
            visitor.reads("Confirmer que c’est vous").await;
            // Whoever sits down after her finds no way in by what the provider still knows of her.
            visitor.click("Se déconnecter").await;
            visitor.click("Entrer par l’annuaire").await;
            visitor.reads("Qui êtes-vous").await;
        }
        visitor.leave().await;
    }
}
