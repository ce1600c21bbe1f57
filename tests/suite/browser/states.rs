//! The states that no link leads to: what a refused form, a confirmation, an empty list, an error or a first visit looks like.

use super::chromium::Visitor;
use super::server::Server;
use super::space;
use super::staff::Staff;
use crate::office::{Office, statements_of_another_house};
use crate::workbook::workbook;
use quitus::access::Role;
use quitus::caseload::template_files;
use quitus::demo::keys::PASSWORD;
use std::path::PathBuf;

/// Walks through them, and hands each over under a name.
pub async fn states(server: &Server, staff: &Staff, mut each: impl AsyncFnMut(&Visitor, &str)) {
    outside(server, staff, &mut each).await;
    wrong_ways(server, staff, &mut each).await;
    house(server, staff, &mut each).await;
    bank(server, staff, &mut each).await;
    payments(server, staff, &mut each).await;
    caseload(server, staff, &mut each).await;
    signature(server, staff, &mut each).await;
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

/// A statement on the screen that is handed to its person: read, answered, signed on paper.
async fn signature(server: &Server, staff: &Staff, each: &mut impl AsyncFnMut(&Visitor, &str)) {
    let name = staff.with(Role::Responsable);
    let visitor = staff.visitor(&server.origin, &name).await;
    visitor.open("/releves").await;
    visitor.see("main tbody a").await.click().await.unwrap();
    visitor.reads("Réponse de la personne").await;
    let statement = visitor.path().await;
    visitor.click("Présenter").await;
    visitor.reads("En bref").await;
    each(&visitor, "releve-lecture").await;
    visitor.click("Je regarde le détail").await;
    visitor.reads("Je reviens à la page en bref").await;
    each(&visitor, "releve-lecture-detail").await;
    visitor.click("Je réponds").await;
    visitor.reads("Vous n’avez pas encore de code personnel.").await;
    each(&visitor, "releve-reponse-sans-code").await;
    visitor.click(&format!("Choisir un code avec {name}")).await;
    visitor.reads("Comment savez-vous").await;
    each(&visitor, "code-personnel").await;
    visitor.click("Donner l’écran à la personne").await;
    visitor.reads("Ce code prouve que c’est vous.").await;
    each(&visitor, "code-personnel-a-choisir").await;
    for (code, words) in [("123456", "Ce code se devine trop facilement."), ("739164", "Votre réponse")] {
        visitor.fill("code_personnel", code).await;
        visitor.fill("code_personnel_encore", code).await;
        visitor.click("Garder ce code").await;
        visitor.reads(words).await;
        each(&visitor, if words.starts_with("Votre") { "releve-reponse" } else { "code-personnel-refuse" }).await;
    }
    for (code, words, state) in [("111222", "pas le bon code.", "refusee"), ("739164", "Sa référence", "enregistree")] {
        visitor.see("main input[value=reserve]").await.click().await.unwrap();
        visitor.see("main input[value=given]").await.click().await.unwrap();
        visitor.fill("mots", "Mon forfait est plus cher").await;
        visitor.fill("code_personnel", code).await;
        visitor.click("Envoyer ma réponse").await;
        visitor.reads(words).await;
        each(&visitor, &format!("releve-reponse-{state}")).await;
    }
    visitor.open(&statement).await;
    visitor.reads("signé avec réserve").await;
    each(&visitor, "releve-avec-reserve").await;
    visitor.open("/releves?etat=conteste").await;
    each(&visitor, "releves-aucun-conteste").await;
    paper(&visitor, each).await;
    space::states(server, &visitor, each).await;
    visitor.leave().await;
}

/// The same on paper: refused, joined, looked at by who joined it and by another, verified.
async fn paper(visitor: &Visitor, each: &mut impl AsyncFnMut(&Visitor, &str)) {
    let folder = tempfile::tempdir().unwrap();
    let (scan, text) = (folder.path().join("feuille.png"), folder.path().join("notes.txt"));
    visitor.open("/releves").await;
    visitor.see("main tbody tr:nth-child(2) a").await.click().await.unwrap();
    visitor.reads("Réponse de la personne").await;
    let statement = visitor.path().await;
    visitor.click("Signé sur papier").await;
    std::fs::write(&text, "rien").unwrap();
    std::fs::write(&scan, visitor.client().screenshot().await.unwrap()).unwrap();
    visitor.attach("fichier", &[text.as_path()]).await;
    visitor.click("Joindre cette feuille").await;
    visitor.reads("Rien n’a été enregistré.").await;
    each(visitor, "papier-refuse").await;
    visitor.attach("fichier", &[scan.as_path()]).await;
    visitor.click("Joindre cette feuille").await;
    visitor.reads("Feuille signée jointe").await;
    visitor.click("Voir la feuille").await;
    visitor.reads("une autre personne la vérifie").await;
    visitor.see("main details summary").await.click().await.unwrap();
    each(visitor, "papier-a-verifier").await;
    visitor.open(&statement).await;
    visitor.reads("elle ne compte pas").await;
    each(visitor, "releve-feuille-en-attente").await;
    visitor.open("/releves?etat=feuille").await;
    each(visitor, "releves-feuilles").await;
}

/// The files of a caseload in a folder of their own, each as `change` leaves it.
fn caseload_files(folder: &std::path::Path, change: impl Fn(&str, String) -> String) -> Vec<PathBuf> {
    let files = template_files().into_iter().filter(|(name, _)| name.ends_with(".csv"));
    files
        .map(|(name, text)| {
            let path = folder.join(name);
            std::fs::write(&path, change(name, text)).unwrap();
            path
        })
        .collect()
}

/// Sends files of a caseload, to a page that says these words.
async fn sends(visitor: &Visitor, files: &[PathBuf], words: &str) {
    visitor.open("/administration/import").await;
    visitor.attach("fichiers", &files.iter().map(PathBuf::as_path).collect::<Vec<_>>()).await;
    visitor.click("Voir ce qui va se passer").await;
    visitor.reads(words).await;
}

/// Files of a caseload: refused, mended on screen in several goes and on several pages, ready, given up.
async fn caseload(server: &Server, staff: &Staff, each: &mut impl AsyncFnMut(&Visitor, &str)) {
    let folder = tempfile::tempdir().unwrap();
    let visitor = staff.visitor(&server.origin, &staff.with(Role::Comptable)).await;
    let strange = folder.path().join("notes.csv");
    std::fs::write(&strange, "rien\n").unwrap();
    sends(&visitor, &[strange], "Corriger avant d’importer").await;
    each(&visitor, "dossiers-incomplets").await;
    // A date and an amount that are none, a number that is no number; a cell cut in two by a line break.
    let broken = caseload_files(folder.path(), |name, text| match name {
        "people.csv" => text.replace("14/03/1961", "14/13/1961").replace("1003;", "abc;"),
        "rents.csv" => text.replace("365,20", "\"36\n5,20\""),
        _ => text,
    });
    sends(&visitor, &broken, "Corriger avant d’importer").await;
    each(&visitor, "dossiers-a-corriger").await;
    visitor.fill("c-people-2-naissance", "14/03/1961").await;
    visitor.see("input[name=x-people-4]").await.click().await.unwrap();
    visitor.click("Enregistrer ces corrections et revoir").await;
    visitor.reads("lignes reprises à l’écran").await;
    visitor.see("main summary").await.click().await.unwrap();
    each(&visitor, "dossiers-repris").await;
    let many: String = (0..25).map(|at| format!("{};Nom;Prénom;jamais;BQ-UDAF;\n", 2_000 + at)).collect();
    let long = caseload_files(folder.path(), |name, text| if name == "people.csv" { text + &many } else { text });
    sends(&visitor, &long, "Page 1 sur 3").await;
    visitor.click("Page suivante").await;
    visitor.reads("Page 2 sur 3").await;
    each(&visitor, "dossiers-page-suivante").await;
    let formula = folder.path().join("classeur.xlsx");
    let bytes = workbook(|file, sheet| {
        if file == "people.csv" {
            sheet.write_formula(1, 2, "=\"Jea\"&\"nne\"").unwrap();
        }
    });
    std::fs::write(&formula, bytes).unwrap();
    sends(&visitor, &[formula], "Prendre ces valeurs telles qu’elles sont écrites ici").await;
    each(&visitor, "dossiers-formule").await;
    sends(&visitor, &caseload_files(folder.path(), |_, text| text), "Tout peut être importé").await;
    each(&visitor, "dossiers-prets").await;
    visitor.click("Effacer et recommencer").await;
    visitor.reads("Import abandonné").await;
    each(&visitor, "dossiers-abandonnes").await;
    visitor.leave().await;
}
