//! A statement shown to its person and answered: at the interview on a telephone without scripts, on paper with a second look, or by tries.

use super::accessible::widen;
use super::chromium::Visitor;
use super::pages::{TODAY, played};
use super::server::Server;
use super::staff::Staff;
use crate::engine::{TestDb, both_engines_from};
use crate::office::Office;
use libtest_mimic::Trial;
use quitus::access::Role;
use quitus::books::prove;
use quitus::statement::issued::stored;
use quitus::statement::workers::Pool;

pub fn tests() -> Vec<Trial> {
    [
        both_engines_from("browser::interview_is_answered_by_the_person_with_their_own_code", played, interview),
        both_engines_from("browser::interview_waits_after_wrong_codes", played, locked),
        both_engines_from("browser::interview_that_is_over_gives_the_words_back", played, over),
        both_engines_from("browser::interview_on_paper_counts_after_its_second_look", played, paper),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Six digits that nobody guesses.
const CODE: &str = "739164";

/// A user at a telephone's screen that runs no script.
async fn at_a_telephone(server: &Server, staff: &Staff, name: &str) -> Visitor {
    let visitor = Visitor::at(&server.origin, false).await;
    widen(&visitor, 360, 800).await;
    visitor.open("/").await;
    staff.sign_in(&visitor, name).await;
    visitor.reads(&format!("Bonjour {name}")).await;
    visitor
}

/// Opens the statement at a place of the list of those that wait.
async fn waiting(visitor: &Visitor, place: usize) -> String {
    visitor.open("/releves").await;
    visitor.see(&format!("main tbody tr:nth-child({place}) a")).await.click().await.unwrap();
    visitor.reads("Réponse de la personne").await;
    visitor.path().await
}

/// Has the person choose their code from the page of the answers, where they have none.
async fn choose_a_code(visitor: &Visitor, name: &str) {
    visitor.click(&format!("Choisir un code avec {name}")).await;
    visitor.reads("Comment savez-vous que c’est bien").await;
    visitor.fill("vu", "document").await;
    visitor.click("Donner l’écran à la personne").await;
    visitor.reads("Ce code prouve que c’est vous.").await;
    for (first, second, said) in [
        ("123456", "123456", "Ce code se devine trop facilement."),
        ("73916", "73916", "Un code personnel a de 6 à 12 chiffres"),
        (CODE, "739165", "Les deux codes ne sont pas les mêmes."),
    ] {
        visitor.fill("code_personnel", first).await;
        visitor.fill("code_personnel_encore", second).await;
        visitor.click("Garder ce code").await;
        visitor.reads(said).await;
    }
    visitor.fill("code_personnel", CODE).await;
    visitor.fill("code_personnel_encore", CODE).await;
    visitor.click("Garder ce code").await;
    visitor.reads("Votre réponse").await;
}

/// Chooses an answer and types a code.
async fn answer(visitor: &Visitor, said: &str, words: &str, code: &str) {
    visitor.see(&format!("main input[name=reponse][value={said}]")).await.click().await.unwrap();
    visitor.see("main input[name=copie][value=given]").await.click().await.unwrap();
    visitor.fill("mots", words).await;
    if !code.is_empty() {
        visitor.fill("code_personnel", code).await;
    }
    visitor.click("Envoyer ma réponse").await;
}

async fn interview(test: TestDb) {
    let staff = Staff::of(&test).await;
    let server = Server::over(&test.url, TODAY);
    let name = staff.with(Role::Responsable);
    let visitor = at_a_telephone(&server, &staff, &name).await;
    let statement = waiting(&visitor, 1).await;
    visitor.click("Présenter").await;
    visitor.reads("En bref").await;
    assert!(!visitor.has("nav").await && !visitor.has("form[action='/deconnexion']").await, "nothing leads elsewhere by itself");
    visitor.click("Je regarde le détail").await;
    visitor.reads("Argent reçu").await;
    visitor.click("Je réponds").await;
    visitor.reads("Vous n’avez pas encore de code personnel.").await;
    assert!(!visitor.has("main input[value=agree]").await, "without a code nothing is signed");
    choose_a_code(&visitor, &name).await;
    answer(&visitor, "agree", "Des mots qui restent", "111222").await;
    visitor.reads("pas le bon code.").await;
    assert_eq!(visitor.value("mots").await, "Des mots qui restent");
    assert!(!visitor.client().source().await.unwrap().contains("111222"), "a code is never shown again");
    answer(&visitor, "not_signed", "", "222111").await;
    visitor.reads("pas le bon code.").await;
    answer(&visitor, "agree", "", "").await;
    visitor.reads("demande le code personnel").await;
    answer(&visitor, "reserve", "", CODE).await;
    visitor.reads("Il manque les mots de la réponse.").await;
    answer(&visitor, "reserve", "Mon forfait est plus cher", CODE).await;
    visitor.reads("Votre réponse est enregistrée").await;
    visitor.reads("Sa référence").await;
    visitor.click(&format!("Je rends l’écran à {name}")).await;
    visitor.reads("signé avec réserve").await;
    visitor.reads("Mon forfait est plus cher").await;

    // What was answered stays until another answer; an answer that cannot follow is not offered.
    visitor.click("Présenter de nouveau").await;
    visitor.click("Je réponds").await;
    visitor.see("main input[value=agree]").await;
    visitor.see("main input[value=reserve]").await;
    assert!(!visitor.has("main input[value=not_signed]").await);
    let answers = visitor.path().await;
    answer(&visitor, "disagree", "Ce paiement n’est pas à moi", CODE).await;
    visitor.reads("Vous pouvez changer d’avis.").await;
    visitor.open(&statement).await;
    visitor.reads("contesté").await;
    visitor.reads("Ce paiement n’est pas à moi").await;
    proven(&test, &visitor, 2).await;

    // The presentation is of who began it; the code stands in no answer that is kept.
    let other = staff.visitor(&server.origin, &staff.with(Role::Comptable)).await;
    other.open(&answers).await;
    other.reads("Cette présentation est celle").await;
    other.leave().await;
    let kept = format!("SELECT COUNT(*) FROM idempotency WHERE outcome LIKE '%{CODE}%'");
    assert_eq!(test.count(&kept).await, 0);
    let uses = "SELECT COUNT(*) FROM audit WHERE action IN ('person_code_use', 'person_code_wrong')";
    assert_eq!(
        test.count(uses).await,
        4,
        "two right codes and two wrong ones, typed for whatever answer: an answer that needs more words uses none"
    );
    visitor.leave().await;
}

/// Each of these answers has its proof, and the page that is open gives its signed copy.
pub async fn proven(test: &TestDb, visitor: &Visitor, answers: i64) {
    assert_eq!(test.count("SELECT COUNT(*) FROM statement_proof").await, answers, "each answer that counts is proven at once");
    let copy = visitor.see("main a[href$='/copie.pdf']").await.attr("href").await.unwrap().unwrap();
    assert_eq!(visitor.status(&copy).await, 200);
    assert_eq!(prove(&mut test.db.read().await.unwrap()).await.unwrap().proofs, usize::try_from(answers).unwrap());
}

async fn locked(test: TestDb) {
    let staff = Staff::of(&test).await;
    let server = Server::over(&test.url, TODAY);
    let name = staff.with(Role::Responsable);
    let visitor = at_a_telephone(&server, &staff, &name).await;
    let statement = waiting(&visitor, 2).await;
    visitor.click("Présenter").await;
    visitor.click("Je réponds").await;
    choose_a_code(&visitor, &name).await;
    for _ in 0..5 {
        answer(&visitor, "agree", "", "111222").await;
        visitor.reads("pas le bon code.").await;
    }
    answer(&visitor, "agree", "", CODE).await;
    visitor.reads("Trop de codes faux").await;
    // Who does not wish to sign is asked for no code.
    answer(&visitor, "not_signed", "", "").await;
    visitor.reads("Je ne veux pas signer.").await;
    visitor.open(&statement).await;
    visitor.reads("non signé, à sa demande").await;
    visitor.reads("sans code").await;
    visitor.click("Code personnel").await;
    visitor.reads("pièce d’identité vue").await;
    visitor.click("Retirer ce code").await;
    visitor.reads("Il ne sert plus.").await;
    visitor.leave().await;
}

async fn paper(test: TestDb) {
    let staff = Staff::of(&test).await;
    let server = Server::over(&test.url, TODAY);
    let folder = tempfile::tempdir().unwrap();
    let (pdf, text) = (folder.path().join("releve signé.pdf"), folder.path().join("notes.txt"));
    std::fs::write(&pdf, b"%PDF-1.7\nfeuille").unwrap();
    std::fs::write(&text, b"rien").unwrap();
    let visitor = at_a_telephone(&server, &staff, &staff.with(Role::Responsable)).await;
    let statement = waiting(&visitor, 3).await;
    let number = visitor.text().await;
    assert!(number.contains("Le présenter"));
    visitor.click("Signé sur papier").await;
    visitor.fill("reponse", "agree").await;
    visitor.attach("fichier", &[&text]).await;
    visitor.click("Joindre cette feuille").await;
    visitor.reads("Rien n’a été enregistré.").await;
    visitor.attach("fichier", &[&pdf]).await;
    visitor.click("Joindre cette feuille").await;
    visitor.reads("Feuille signée jointe").await;
    visitor.click("Voir la feuille").await;
    visitor.reads("une autre personne la vérifie").await;
    assert!(!visitor.text().await.contains("C’est bien la réponse à ce relevé"));
    visitor.open(&statement).await;
    visitor.reads("elle ne compte pas").await;
    visitor.reads("à présenter").await;
    assert!(!visitor.has("main a[href$='/copie.pdf']").await, "what does not count is not proven");

    let second = at_a_telephone(&server, &staff, &staff.with(Role::Comptable)).await;
    second.reads("Relevés signés sur papier à vérifier").await;
    second.open("/releves?etat=feuille").await;
    second.click("Feuille signée à vérifier").await;
    second.reads("Le nom, le mois et le numéro sont-ils les mêmes ?").await;
    second.reads("Son carré ne se lit pas").await;
    let sheet = second.see("main a[href$='/feuille']").await.attr("href").await.unwrap().unwrap();
    assert_eq!(second.status(&sheet).await, 200);
    second.click("C’est bien la réponse à ce relevé").await;
    second.reads("Feuille signée vérifiée").await;
    second.leave().await;
    visitor.open(&statement).await;
    visitor.reads("Vérifiée par").await;
    proven(&test, &visitor, 1).await;

    // The real sheet of this statement joined to another one is refused; large letters are for the next ones.
    let (month, person) = (statement.rsplit('/').next().unwrap().to_owned(), statement.split('/').nth(2).unwrap().to_owned());
    let kept =
        stored(&mut test.db.read().await.unwrap(), person.parse().unwrap(), month.parse().unwrap()).await.unwrap().unwrap();
    std::fs::write(&pdf, kept.pdf(&Pool::of_this_program().unwrap()).await.unwrap()).unwrap();
    waiting(&visitor, 4).await;
    visitor.click("Signé sur papier").await;
    visitor.fill("reponse", "agree").await;
    visitor.attach("fichier", &[&pdf]).await;
    visitor.click("Joindre cette feuille").await;
    visitor.reads(&format!("Cette feuille répond à un autre relevé. (son carré dit : relevé n° {}", kept.number())).await;
    visitor.open(&format!("/dossiers/{person}/releves")).await;
    visitor.fill("lettres", "large").await;
    visitor.click("Enregistrer").await;
    visitor.reads("grandes lettres").await;
    visitor.click("Revenir aux relevés").await;
    assert_eq!(visitor.value("lettres").await, "large");

    // Somebody who is never there: the third try says so.
    let statement = waiting(&visitor, 4).await;
    for said in ["essai n° 1 sur 3", "essai n° 2 sur 3", "« personne non jointe »"] {
        visitor.open(&statement).await;
        visitor.see("main details summary").await.click().await.unwrap();
        visitor.fill("moyen", "visit").await;
        visitor.click("Noter cet essai").await;
        visitor.reads(said).await;
    }
    visitor.open(&statement).await;
    visitor.reads("personne non jointe").await;
    let told =
        Office::at(&test.url).run(&["statement", "states", "--month", statement.rsplit('/').next().unwrap()]).done().json();
    let states: Vec<&str> = told.as_array().unwrap().iter().map(|one| one["state"].as_str().unwrap()).collect();
    assert!(["signed", "not_reached", "to_present"].iter().all(|state| states.contains(state)), "{states:?}");
    visitor.see("main details summary").await.click().await.unwrap();
    visitor.fill("jour", "2030-01-01").await;
    visitor.click("Noter cet essai").await;
    visitor.reads("Rien n’a été enregistré.").await;
    visitor.leave().await;
}

/// Two hours later nothing more is recorded: the words are given back, and the screen leads nowhere else.
async fn over(test: TestDb) {
    let staff = Staff::of(&test).await;
    let server = Server::over(&test.url, TODAY);
    let name = staff.with(Role::Responsable);
    let visitor = Visitor::at(&server.origin, true).await;
    visitor.open("/").await;
    staff.sign_in(&visitor, &name).await;
    visitor.reads(&format!("Bonjour {name}")).await;
    let statement = waiting(&visitor, 1).await;
    visitor.click("Présenter").await;
    visitor.click("Je réponds").await;
    visitor.see("main input[value=not_signed]").await.click().await.unwrap();
    visitor.see("main input[name=copie][value=given]").await.click().await.unwrap();
    visitor.fill("mots", "Mon gaz est trop cher").await;
    // As if the screen had been kept for two hours: the form goes to a presentation of before.
    let number = statement.rsplit('/').take(3).collect::<Vec<_>>();
    let old = format!(
        "INSERT INTO statement_presentation (id, statement, presented_at, presenter)
            SELECT 'KEPT', s.number, '2026-01-01T08:00:00.000000+00:00', u.id FROM statement s, app_user u
            WHERE s.person = {} AND s.month = '{}' AND u.name = '{name}'",
        number[2], number[0]
    );
    test.plain_sql(&old).await.unwrap();
    let kept = format!("document.forms[0].action = '{statement}/lecture/KEPT/reponse'");
    visitor.client().execute(&kept, Vec::new()).await.unwrap();
    visitor.click("Envoyer ma réponse").await;
    visitor.reads("La lecture est terminée").await;
    visitor.reads("Mon gaz est trop cher").await;
    assert!(!visitor.has("nav").await, "the person still holds the screen");
    visitor.open(&format!("{statement}/lecture/KEPT")).await;
    visitor.reads("Ce n’est pas possible ainsi").await;
    assert!(!visitor.has("nav").await && !visitor.has("form[action='/deconnexion']").await);
    assert_eq!(test.count("SELECT COUNT(*) FROM statement_answer").await, 0);
    visitor.leave().await;
}
