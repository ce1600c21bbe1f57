//! The person's own space on a telephone of 360 pixels without scripts: opened by a user, entered with the link, read, left, closed.

use super::accessible::widen;
use super::chromium::Visitor;
use super::pages::{TODAY, played};
use super::server::Server;
use super::staff::Staff;
use crate::engine::{TestDb, both_engines_from};
use libtest_mimic::Trial;
use quitus::access::Role;

pub fn tests() -> Vec<Trial> {
    [
        both_engines_from("browser::space_is_entered_with_the_link_and_read", played, read),
        both_engines_from("browser::space_is_where_the_person_answers", played, answer),
        both_engines_from("browser::space_waits_after_wrong_codes_and_closes", played, locked),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Six digits that nobody guesses.
const CODE: &str = "739164";

/// A telephone that runs no script.
async fn telephone(server: &Server) -> Visitor {
    let visitor = Visitor::at(&server.origin, false).await;
    widen(&visitor, 360, 800).await;
    visitor
}

/// Opens the space of a person, and gives the address of the link.
pub async fn open_space(office: &Visitor, person: i64) -> String {
    office.open(&format!("/dossiers/{person}/code")).await;
    office.click("espace personnel").await;
    office.reads("Cet espace n’a jamais été ouvert.").await;
    office.fill("vu", "document").await;
    office.click("Ouvrir son espace").await;
    office.reads("Votre espace personnel").await;
    let address = office.see("main .secret").await.text().await.unwrap();
    address[address.find("/espace/lien/").unwrap()..].to_owned()
}

/// Chooses a code with the link.
pub async fn choose(visitor: &Visitor, link: &str) {
    visitor.open(link).await;
    visitor.reads("Choisissez un code").await;
    for (first, second, said) in [
        ("123456", "123456", "Ce code se devine trop facilement."),
        (CODE, "739165", "Les deux codes ne sont pas les mêmes."),
        (CODE, CODE, "Mon argent aujourd’hui"),
    ] {
        visitor.fill("code_personnel", first).await;
        visitor.fill("code_personnel_encore", second).await;
        visitor.click("Garder ce code").await;
        visitor.reads(said).await;
    }
}

async fn enter(visitor: &Visitor, number: &str, code: &str) {
    visitor.open("/espace/entrer").await;
    visitor.fill("dossier", number).await;
    visitor.fill("code_personnel", code).await;
    visitor.click("J’entre").await;
}

async fn read(test: TestDb) {
    let staff = Staff::of(&test).await;
    let server = Server::over(&test.url, TODAY);
    let office = staff.visitor(&server.origin, &staff.with(Role::Responsable)).await;
    let link = open_space(&office, 1).await;
    let phone = telephone(&server).await;
    // Nothing is read before the code is chosen.
    phone.open("/espace").await;
    phone.reads("Votre numéro de dossier").await;
    choose(&phone, &link).await;
    assert!(!phone.has("script").await && !phone.has(".menu").await, "no script, and nothing of the back-office");
    phone.reads("vous avez en tout").await;
    phone.reads("Reçu depuis le début du mois").await;
    phone.reads("loyer").await;
    phone.reads("Qui appeler").await;
    phone.click("Je regarde le détail").await;
    phone.reads("Argent reçu").await;
    phone.click("Mes relevés").await;
    phone.reads("Un relevé dit ce qui est arrivé à votre argent.").await;
    phone.see("main ul.statements a").await.click().await.unwrap();
    phone.reads("En bref").await;
    let at = phone.path().await;
    assert_eq!(phone.status(&format!("{at}/fichier")).await, 200);
    phone.click("Je regarde le détail").await;
    phone.reads("Argent reçu").await;
    phone.open("/espace/releves/2019-01").await;
    phone.reads("Page introuvable").await;
    // The back-office is as closed as to anybody.
    phone.open("/dossiers/1").await;
    phone.reads("Connexion").await;
    phone.open("/espace").await;
    phone.click("Je quitte mon espace").await;
    phone.reads("Votre numéro de dossier").await;
    phone.open("/espace").await;
    phone.reads("Votre numéro de dossier").await;
    // Later: the number and the code, or the link and the code.
    enter(&phone, "1", CODE).await;
    phone.reads("Mon argent aujourd’hui").await;
    phone.click("Je quitte mon espace").await;
    phone.reads("Votre numéro de dossier").await;
    phone.open(&link).await;
    phone.reads("Votre code personnel").await;
    assert!(!phone.has("input[name=dossier]").await, "the link says whose it is");
    phone.fill("code_personnel", CODE).await;
    phone.click("J’entre").await;
    phone.reads("Mon argent aujourd’hui").await;
    assert_eq!(test.count("SELECT COUNT(*) FROM audit WHERE action = 'portal_enter'").await, 3);
    phone.leave().await;
    office.leave().await;
}

async fn locked(test: TestDb) {
    let staff = Staff::of(&test).await;
    let server = Server::over(&test.url, TODAY);
    let office = staff.visitor(&server.origin, &staff.with(Role::Responsable)).await;
    let link = open_space(&office, 1).await;
    let inside = telephone(&server).await;
    choose(&inside, &link).await;
    let other = telephone(&server).await;
    for _ in 0..5 {
        enter(&other, "1", "111222").await;
        other.reads("Le numéro de dossier ou le code n’est pas le bon.").await;
    }
    enter(&other, "1", CODE).await;
    other.reads("Il y a eu trop d’essais.").await;
    assert!(!other.client().source().await.unwrap().contains(CODE), "a code is never shown again");
    other.leave().await;
    // Closed by the user: who was in is out, and the link opens nothing.
    office.open("/dossiers/1/espace").await;
    office.reads("Espace ouvert.").await;
    office.click("Fermer son espace").await;
    office.reads("Le lien ne sert plus.").await;
    inside.open("/espace/releves").await;
    inside.reads("Votre numéro de dossier").await;
    inside.open(&link).await;
    inside.reads("Ce lien ne sert plus.").await;
    inside.leave().await;
    office.leave().await;
}

/// Begins to read the statement of the last month.
async fn begin_reading(phone: &Visitor) {
    phone.open("/espace/releves").await;
    phone.see("main ul.statements a").await.click().await.unwrap();
    phone.click("Je lis et je réponds").await;
    // Both pages tell the statement; only that of a reading leads to the answers.
    phone.reads("Je réponds").await;
}

/// Chooses an answer and types a code.
async fn send(phone: &Visitor, said: &str, words: &str, code: &str) {
    phone.see(&format!("main input[name=reponse][value={said}]")).await.click().await.unwrap();
    phone.see("main input[name=copie][value=had]").await.click().await.unwrap();
    phone.fill("mots", words).await;
    if !code.is_empty() {
        phone.fill("code_personnel", code).await;
    }
    phone.click("Envoyer ma réponse").await;
}

async fn answer(test: TestDb) {
    let staff = Staff::of(&test).await;
    let server = Server::over(&test.url, TODAY);
    let office = staff.visitor(&server.origin, &staff.with(Role::Responsable)).await;
    let phone = telephone(&server).await;
    let link = open_space(&office, 1).await;
    choose(&phone, &link).await;
    begin_reading(&phone).await;
    phone.click("Je regarde le détail").await;
    phone.reads("Argent reçu").await;
    phone.click("Je réponds").await;
    phone.reads("Votre réponse ne bloque ni votre argent ni votre loyer.").await;
    send(&phone, "agree", "Des mots qui restent", "111222").await;
    phone.reads("pas le bon code.").await;
    assert_eq!(phone.value("mots").await, "Des mots qui restent");
    assert!(!phone.client().source().await.unwrap().contains("111222"), "a code is never shown again");
    send(&phone, "agree", "", "").await;
    phone.reads("demande le code personnel").await;
    send(&phone, "agree", "", CODE).await;
    phone.reads("Votre réponse est enregistrée").await;
    phone.open("/espace/releves").await;
    phone.reads("Vous êtes d’accord.").await;
    // They change their mind: the words are needed, and the worker reads them.
    begin_reading(&phone).await;
    phone.click("Je réponds").await;
    assert!(!phone.has("main input[value=not_signed]").await, "who has signed has not refused");
    send(&phone, "disagree", "", CODE).await;
    phone.reads("Il manque les mots de la réponse.").await;
    send(&phone, "disagree", "Ce paiement n’est pas à moi", CODE).await;
    phone.reads("Sa référence").await;
    let at = phone.path().await;
    phone.open("/espace/releves").await;
    phone.reads("Vous n’êtes pas d’accord.").await;
    let month = at.split('/').nth(3).unwrap().to_owned();
    office.open(&format!("/dossiers/1/releves/{month}")).await;
    office.reads("contesté").await;
    office.reads("Ce paiement n’est pas à moi").await;
    office.reads("Dans son espace personnel, avec son code").await;
    super::interview::proven(&test, &office, 2).await;
    phone.open(&format!("/espace/releves/{month}")).await;
    let copy = phone.see("main a[href$='/copie']").await.attr("href").await.unwrap().unwrap();
    assert_eq!(phone.status(&copy).await, 200);
    // The reading is the person's: a user opens it by no address.
    office.open(&format!("/dossiers/1{}", at.trim_start_matches("/espace").trim_end_matches("/fin"))).await;
    office.reads("Cette présentation est celle").await;
    // Another person does not wish to sign, without a code; and what was begun before they left is given back.
    phone.open("/espace").await;
    phone.click("Je quitte mon espace").await;
    let link = open_space(&office, 2).await;
    choose(&phone, &link).await;
    begin_reading(&phone).await;
    phone.click("Je réponds").await;
    send(&phone, "not_signed", "", "").await;
    phone.reads("Je ne veux pas signer.").await;
    phone.open("/espace/releves").await;
    phone.reads("Vous n’avez pas voulu signer.").await;
    assert_eq!(test.count("SELECT COUNT(*) FROM statement_answer WHERE channel = 'portal'").await, 3);
    let wrong = "SELECT COUNT(*) FROM person_code_use WHERE NOT opened AND presenter = 'PROGRAMME'";
    assert_eq!(test.count(wrong).await, 1);
    phone.leave().await;
    office.leave().await;
}

/// Each page of the space of somebody who has no code yet, looked at by who asks.
pub async fn states(server: &Server, office: &Visitor, each: &mut impl AsyncFnMut(&Visitor, &str)) {
    office.open("/dossiers/5/espace").await;
    office.reads("Espace personnel").await;
    each(office, "espace-a-ouvrir").await;
    let link = open_space(office, 5).await;
    each(office, "espace-lien-a-remettre").await;
    let phone = Visitor::at(&server.origin, true).await;
    phone.open("/espace/entrer").await;
    each(&phone, "espace-entrer").await;
    enter(&phone, "5", "111222").await;
    phone.reads("n’est pas le bon").await;
    each(&phone, "espace-code-faux").await;
    phone.open("/espace/lien/inconnu").await;
    each(&phone, "espace-lien-inconnu").await;
    phone.open(&link).await;
    each(&phone, "espace-choisir").await;
    phone.fill("code_personnel", "123456").await;
    phone.fill("code_personnel_encore", "123456").await;
    phone.click("Garder ce code").await;
    phone.reads("trop facilement").await;
    each(&phone, "espace-choisir-refuse").await;
    choose(&phone, &link).await;
    each(&phone, "espace").await;
    for (path, name) in
        [("/espace/mois", "espace-mois"), ("/espace/releves", "espace-releves"), ("/espace/nulle", "espace-inconnu")]
    {
        phone.open(path).await;
        phone.see("main h1").await;
        assert!(!phone.text().await.contains("tableau de bord"), "{path} leads to the back-office");
        each(&phone, name).await;
    }
    phone.open("/espace/releves").await;
    phone.see("main ul.statements a").await.click().await.unwrap();
    phone.reads("En bref").await;
    each(&phone, "espace-releve").await;
    phone.click("Je regarde le détail").await;
    phone.reads("Argent reçu").await;
    each(&phone, "espace-releve-detail").await;
    begin_reading(&phone).await;
    each(&phone, "espace-lecture").await;
    phone.click("Je regarde le détail").await;
    phone.reads("Je reviens à la page en bref").await;
    each(&phone, "espace-lecture-detail").await;
    phone.click("Je réponds").await;
    phone.reads("Votre réponse").await;
    each(&phone, "espace-reponse").await;
    send(&phone, "reserve", "Mon forfait est plus cher", "111222").await;
    phone.reads("pas le bon code.").await;
    each(&phone, "espace-reponse-refusee").await;
    send(&phone, "reserve", "Mon forfait est plus cher", CODE).await;
    phone.reads("Sa référence").await;
    each(&phone, "espace-reponse-enregistree").await;
    phone.leave().await;
    office.open("/dossiers/5/espace").await;
    office.reads("Espace ouvert.").await;
    each(office, "espace-ouvert").await;
}
