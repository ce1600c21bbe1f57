//! The states that no link leads to: what a refused form, a confirmation, an empty list, an error or a first visit looks like.

use super::chromium::Visitor;
use super::server::Server;
use super::staff::Staff;
use crate::office::{Office, statements_of_another_house};
use quitus::access::Role;
use quitus::demo::keys::PASSWORD;

/// Walks through them, and hands each over under a name.
pub async fn states(server: &Server, staff: &Staff, mut each: impl AsyncFnMut(&Visitor, &str)) {
    outside(server, staff, &mut each).await;
    wrong_ways(server, staff, &mut each).await;
    house(server, staff, &mut each).await;
    bank(server, staff, &mut each).await;
    payments(server, staff, &mut each).await;
}

/// At the door.
async fn outside(server: &Server, staff: &Staff, each: &mut impl AsyncFnMut(&Visitor, &str)) {
    let visitor = Visitor::at(&server.origin, true).await;
    visitor.open("/").await;
    visitor.reads("Connexion").await;
    each(&visitor, "connexion").await;
    let name = staff.with(Role::Responsable);
    visitor.fill("nom", &name).await;
    visitor.fill("mot_de_passe", "pas le bon mot de passe").await;
    visitor.click("Se connecter").await;
    visitor.reads("Rien n’a été enregistré.").await;
    each(&visitor, "connexion-refusee").await;
    visitor.fill("nom", &name).await;
    visitor.fill("mot_de_passe", PASSWORD).await;
    visitor.click("Se connecter").await;
    visitor.reads("il reste à donner un code").await;
    each(&visitor, "connexion-code").await;
    visitor.fill("code", "000000").await;
    visitor.click("Continuer").await;
    visitor.reads("Rien n’a été enregistré.").await;
    each(&visitor, "connexion-code-refuse").await;
    visitor.open("/invitation/inconnue").await;
    visitor.see("main h1").await;
    each(&visitor, "invitation-inconnue").await;
    visitor.open("/nulle/part").await;
    visitor.see("main h1").await;
    each(&visitor, "page-introuvable-dehors").await;
    visitor.leave().await;
}

/// Pages that are not there, or not for this role; lists where nothing is found.
async fn wrong_ways(server: &Server, staff: &Staff, each: &mut impl AsyncFnMut(&Visitor, &str)) {
    let visitor = staff.visitor(&server.origin, &staff.with(Role::Gestionnaire)).await;
    for (path, name) in [
        ("/comptabilite", "acces-refuse"),
        ("/dossiers/99999", "dossier-inconnu"),
        ("/aide/nulle-part", "page-introuvable"),
        ("/dossiers?q=zzzzz", "rien-de-trouve"),
        ("/dossiers?etat=fin", "liste-vide"),
    ] {
        visitor.open(path).await;
        visitor.see("main h1").await;
        each(&visitor, name).await;
    }
    visitor.leave().await;
}

/// Users, portfolios, replacements.
async fn house(server: &Server, staff: &Staff, each: &mut impl AsyncFnMut(&Visitor, &str)) {
    let visitor = staff.visitor(&server.origin, &staff.with(Role::Responsable)).await;
    visitor.open("/administration/utilisateurs/ajouter").await;
    visitor.fill("nom", &staff.with(Role::Gestionnaire)).await;
    visitor.fill("role", "gestionnaire").await;
    visitor.click("Ajouter").await;
    visitor.reads("Rien n’a été enregistré.").await;
    each(&visitor, "formulaire-refuse").await;
    visitor.fill("nom", "Maëlle").await;
    visitor.click("Ajouter").await;
    visitor.reads("Utilisateur ajouté").await;
    each(&visitor, "confirmation").await;
    visitor.click("Faire le premier lien").await;
    visitor.see("main form.form button").await.click().await.unwrap();
    visitor.reads("Ce lien n’est montré que maintenant.").await;
    each(&visitor, "premier-lien").await;
    let link = visitor.see(".link").await.text().await.unwrap();

    visitor.open("/administration/portefeuilles").await;
    let manager = visitor.see("main select option:nth-child(2)").await.prop("value").await.unwrap().unwrap();
    visitor.fill("gestionnaire", &manager).await;
    visitor.click("Confier les personnes cochées").await;
    visitor.reads("Cochez-en au moins une").await;
    each(&visitor, "portefeuilles-refuse").await;
    visitor.open("/administration/remplacements").await;
    visitor.see("main form.form").await;
    let manager = visitor.see("main select[name=absent] option:nth-child(2)").await.prop("value").await.unwrap().unwrap();
    let other = visitor.see("main select[name=par] option:nth-child(3)").await.prop("value").await.unwrap().unwrap();
    visitor.fill("absent", &manager).await;
    visitor.fill("par", if manager == other { &manager } else { &other }).await;
    visitor.fill("au", "2026-12-31").await;
    visitor.fill("raison", "Congés").await;
    visitor.click("Déclarer ce remplacement").await;
    visitor.see("main .notice").await;
    visitor.open("/administration/remplacements").await;
    each(&visitor, "remplacements").await;
    if visitor.has("main tbody a[href*=remplacements]").await {
        visitor.see("main tbody a[href*=remplacements]").await.click().await.unwrap();
        visitor.reads("Terminer un remplacement").await;
        each(&visitor, "remplacement-a-terminer").await;
    }
    visitor.open("/administration/lectures?du=hier").await;
    visitor.reads("Écrivez 31/12/2026").await;
    each(&visitor, "filtre-refuse").await;
    visitor.open("/administration/organisme").await;
    visitor.fill("nom", " ").await;
    visitor.click("Enregistrer").await;
    visitor.see("main .notice.bad").await;
    each(&visitor, "organisme-refuse").await;
    visitor.leave().await;

    let newcomer = Visitor::at(&server.origin, true).await;
    newcomer.open(link.strip_prefix(&server.origin).unwrap()).await;
    newcomer.reads("Bienvenue Maëlle").await;
    each(&newcomer, "invitation").await;
    newcomer.fill("mot_de_passe", PASSWORD).await;
    newcomer.fill("encore", "autre chose encore").await;
    newcomer.click("Choisir ce mot de passe").await;
    newcomer.reads("Les deux mots de passe ne sont pas les mêmes").await;
    each(&newcomer, "invitation-refusee").await;
    newcomer.fill("mot_de_passe", PASSWORD).await;
    newcomer.fill("encore", PASSWORD).await;
    newcomer.click("Choisir ce mot de passe").await;
    newcomer.reads("Mot de passe choisi").await;
    each(&newcomer, "mot-de-passe-choisi").await;
    newcomer.click("Se connecter").await;
    newcomer.fill("nom", "Maëlle").await;
    newcomer.fill("mot_de_passe", PASSWORD).await;
    newcomer.click("Se connecter").await;
    newcomer.reads("Protéger votre accès").await;
    each(&newcomer, "telephone-a-proteger").await;
    newcomer.leave().await;
}

/// Files of the bank that are refused, receipts before and after their decision.
async fn bank(server: &Server, staff: &Staff, each: &mut impl AsyncFnMut(&Visitor, &str)) {
    let visitor = staff.visitor(&server.origin, &staff.with(Role::Comptable)).await;
    let office = Office::at("");
    let files: Vec<_> = statements_of_another_house().iter().map(|file| office.put(file)).collect();
    visitor.open("/banque/importer").await;
    visitor.attach("fichiers", &[std::path::Path::new(&files[0])]).await;
    visitor.click("Voir ce qui va se passer").await;
    visitor.reads("Avant d’importer").await;
    each(&visitor, "import-refuse").await;
    visitor.click("Effacer et recommencer").await;
    visitor.reads("Import abandonné").await;
    visitor.open("/banque/lire").await;
    visitor.attach("fichiers", &[std::path::Path::new(&files[0])]).await;
    visitor.see("main form.form button").await.click().await.unwrap();
    visitor.reads("Le relevé tombe juste").await;
    each(&visitor, "fichier-lu").await;

    visitor.open("/banque/encaissements").await;
    visitor.see("main tbody a").await.click().await.unwrap();
    visitor.reads("Identifier et répartir").await;
    visitor.fill("personne", "").await;
    visitor.see("#repartir p.actions button").await.click().await.unwrap();
    visitor.see("main .notice.bad").await;
    each(&visitor, "encaissement-incomplet").await;
    for folded in visitor.client().find_all(fantoccini::Locator::Css("details:not([open]) > summary")).await.unwrap() {
        folded.click().await.unwrap();
    }
    each(&visitor, "encaissement-tout-ouvert").await;
    visitor.fill("piece_refus", "Avis de virement").await;
    visitor.click("Refuser tout l’encaissement").await;
    visitor.reads("Référence de l’opération").await;
    each(&visitor, "encaissement-refuse").await;
    visitor.click("Revoir cet encaissement").await;
    visitor.reads("Ce qui a été décidé").await;
    each(&visitor, "encaissement-decide").await;
    visitor.leave().await;
}

/// Payments that are not chosen, a month too far.
async fn payments(server: &Server, staff: &Staff, each: &mut impl AsyncFnMut(&Visitor, &str)) {
    let visitor = staff.visitor(&server.origin, &staff.with(Role::Responsable)).await;
    visitor.open("/paiements/approuver").await;
    visitor.see("main summary").await.click().await.unwrap();
    visitor.click("Annuler les paiements cochés").await;
    visitor.see("main .notice.bad").await;
    each(&visitor, "approbation-refusee").await;
    visitor.open("/paiements/preparer?mois=2030-01").await;
    visitor.see("main h1").await;
    each(&visitor, "preparation-trop-loin").await;
    visitor.leave().await;
}
