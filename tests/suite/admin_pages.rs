//! Pages of the house beside the import: settings, rules that recognition learnt, documents of credits, the list of benefits, and what
//! a manager does not see.

use crate::browser::{Server, Staff, build};
use crate::engine::{TestDb, both_engines_from};
use crate::import_pages::{User, leads_to};
use crate::office::{self, COMPTABLE, GESTIONNAIRE, RESPONSABLE, TODAY};
use chrono::Utc;
use libtest_mimic::Trial;
use quitus::access::{Act, Reach, Role, add_user, assign, find_user};
use quitus::bank::learnt::{changes, learnt, set_active};
use quitus::bank::line::BankLine;
use quitus::bank::recognition::recognise;
use quitus::bank::store::directory;
use quitus::benefit::catalogue;
use quitus::intake::evidence;
use quitus::intake::look::parts;
use quitus::intake::receipt::{WaitingReceipts, list_receipts};
use quitus::money::Cents;
use quitus::person::payees::{list_payees, payees_of};
use quitus::settings::settings_on;
use quitus::store::{Question, Tx};
use reqwest::StatusCode;
use reqwest::header::{CONTENT_DISPOSITION, CONTENT_TYPE};

/// The tests of this module.
pub fn tests() -> Vec<Trial> {
    [
        both_engines_from("admin_pages::settings_are_changed_with_their_history", build, settings_are_changed),
        both_engines_from("admin_pages::the_wait_before_a_first_payment_is_among_them", build, the_wait_is_among_them),
        both_engines_from("admin_pages::a_rule_taken_back_proposes_nothing", build, a_rule_taken_back_proposes_nothing),
        both_engines_from("admin_pages::documents_are_kept_and_served_safely", build, documents_are_kept_and_served_safely),
        both_engines_from("admin_pages::a_manager_sees_no_credit_of_others", build, a_manager_sees_no_credit_of_others),
        both_engines_from("admin_pages::the_list_is_amended_by_an_administrator", build, the_list_is_amended),
    ]
    .into_iter()
    .flatten()
    .collect()
}

async fn count(test: &TestDb, sql: &'static str) -> i64 {
    match test.db.read().await.unwrap() {
        Tx::Sqlite(mut tx) => sqlx::query_scalar(sql).fetch_one(&mut *tx).await.unwrap(),
        Tx::Postgres(mut tx) => sqlx::query_scalar(sql).fetch_one(&mut *tx).await.unwrap(),
    }
}

async fn act(tx: &mut Tx, name: &str) -> Act {
    Act { user: find_user(tx, name).await.unwrap(), at: Utc::now(), today: TODAY.parse().unwrap() }
}

async fn settings_are_changed(test: TestDb) {
    let staff = Staff::of(&test).await;
    let server = Server::over(&test.url, TODAY);
    let user = User::of(&server, &staff, RESPONSABLE).await;
    let here = "/administration/reglages";
    let refused = user.post(here, &[("cle", "REGLAGESTROP01"), ("duree_minimale", "5"), ("du", TODAY), ("motif", "")]).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let page = refused.text().await.unwrap();
    assert!(page.contains("setting_reason_filled") && page.contains("value=\"5\""), "{page}");
    let fields = [("cle", "REGLAGESNEUF01"), ("duree_minimale", "9"), ("du", "2026-12-01"), ("motif", "Convention 2027")];
    leads_to(&user.post(here, &fields).await);
    let (_, page) = user.page(here).await;
    assert!(page.contains("Convention 2027") && page.contains("à venir"), "{page}");
    assert!(
        page.contains("name=\"version\" value=\"2\"") && page.contains("name=\"avant_duree_minimale\" value=\"6\""),
        "{page}"
    );
    // A page that is no longer the last is refused; what was not touched on it is not sent back for another day.
    let form = |key: &'static str, version: &'static str| {
        [
            ("cle", key),
            ("version", version),
            ("duree_minimale", "6"),
            ("avant_duree_minimale", "6"),
            ("plancher_vie", "100,00"),
            ("avant_plancher_vie", "0,00"),
            ("du", "2027-02-01"),
            ("motif", "Plancher"),
        ]
    };
    let stale = user.post(here, &form("REGLAGESVIEUX1", "1")).await;
    assert!(stale.text().await.unwrap().contains("setting_in_order"));
    leads_to(&user.post(here, &form("REGLAGESNEUF02", "2")).await);
    let mut tx = test.db.read().await.unwrap();
    let february = settings_on(&mut tx, "2027-02-01".parse().unwrap()).await.unwrap();
    drop(tx);
    assert_eq!((february.shortest_term, february.living_floor), (9, Cents(10_000)));
    let reader = User::of(&server, &staff, GESTIONNAIRE).await;
    let (status, page) = reader.page(here).await;
    assert!(status == StatusCode::OK && !page.contains("<button>Enregistrer</button>"));
}

async fn the_wait_is_among_them(test: TestDb) {
    let staff = Staff::of(&test).await;
    let server = Server::over(&test.url, TODAY);
    let user = User::of(&server, &staff, RESPONSABLE).await;
    let (settings, delay) = ("/administration/reglages", "/administration/delais");
    let (_, page) = user.page(settings).await;
    assert!(page.contains("duree_minimale") && page.contains("name=\"jours\""), "both are on one page: {page}");
    assert_eq!(page.matches("id=\"motif\"").count(), 1, "each field has a name of its own");
    let refused = user.post(delay, &[("cle", "DELAITROPLONG1"), ("jours", "31"), ("motif_delai", "Prudence")]).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let page = refused.text().await.unwrap();
    assert!(page.contains("cooling_period_days_range") && page.contains("value=\"31\"") && page.contains("Prudence"), "{page}");
    leads_to(&user.post(delay, &[("cle", "DELAIPLUSLONG1"), ("jours", "5"), ("motif_delai", "Prudence")]).await);
    leads_to(&user.post(delay, &[("cle", "DELAIPLUSCOURT"), ("jours", "3"), ("motif_delai", "Habitude")]).await);
    // The one in force, the one that is announced, and both in the one history.
    let (_, page) = user.page(settings).await;
    let history = page.split("id=\"historique\"").nth(1).unwrap();
    for (words, times) in [("5 jours au lieu de 2", 1), ("3 jours au lieu de 5", 1), ("Réglages d’origine", 1), ("à venir", 1)]
    {
        assert_eq!(history.matches(words).count(), times, "{words}: {history}");
    }
    assert!(page.contains("5 jours, choisi par") && page.contains("Des changements sont déjà annoncés"), "{page}");
    let reader = User::of(&server, &staff, GESTIONNAIRE).await;
    let (_, page) = reader.page(settings).await;
    assert!(page.contains("5 jours, choisi par") && !page.contains("name=\"jours\""), "{page}");
    assert_eq!(reader.post(delay, &[("cle", "DELAIDUNAUTRE1"), ("jours", "9")]).await.status(), StatusCode::FORBIDDEN);
}

/// A credit of a payer's account that names a person of the account.
fn credit(iban: &str, words: &str) -> BankLine {
    BankLine {
        booked_on: TODAY.parse().unwrap(),
        value_on: TODAY.parse().unwrap(),
        cents: Cents(100),
        code: String::new(),
        bank_reference: None,
        end_to_end_id: None,
        payment_id: None,
        mandate: None,
        counterparty_name: None,
        counterparty_iban: Some(iban.into()),
        remittance: Some(words.into()),
        return_reason: None,
    }
}

async fn a_rule_taken_back_proposes_nothing(test: TestDb) {
    let staff = Staff::of(&test).await;
    let iban = "FR7610278022000002045650132";
    let learn = format!(
        "INSERT INTO payer_iban (iban, payer, confirmed_at, confirmed_by)
         SELECT '{iban}', 'CAF', '2026-09-01T08:00:00+00:00', id FROM app_user WHERE name = '{COMPTABLE}'"
    );
    test.plain_sql(&learn).await.unwrap();
    let mut tx = test.db.write().await.unwrap();
    let sql = "SELECT q.bank_account, q.family_name || ' ' || q.given_name FROM person_current q JOIN bank_account k
        ON k.id = q.bank_account WHERE k.holder = 'organisation' ORDER BY q.number LIMIT 1";
    let (account, name): (i64, String) = match &mut tx {
        Tx::Sqlite(tx) => sqlx::query_as(sql).fetch_one(&mut **tx).await.unwrap(),
        Tx::Postgres(tx) => sqlx::query_as(sql).fetch_one(&mut **tx).await.unwrap(),
    };
    let reason = async |tx: &mut Tx| {
        let directory = directory(tx, &[account]).await.unwrap();
        recognise(&credit(iban, &name), account, &directory).first().map(|one| one.reason.code())
    };
    assert_eq!(reason(&mut tx).await, Some("payer_iban"));
    let accountant = act(&mut tx, COMPTABLE).await;
    let code = |outcome: Result<(), quitus::refusal::Failure>| outcome.unwrap_err().code();
    assert_eq!(code(set_active(&mut tx, &accountant, iban, "CAF", false, " ").await), Some("recognition_reason_filled"));
    assert_eq!(code(set_active(&mut tx, &accountant, iban, "CAF", true, "Déjà").await), Some("recognition_rule_state"));
    assert_eq!(code(set_active(&mut tx, &accountant, iban, "MSA", false, "Rien").await), Some("recognition_rule_unknown"));
    let manager = act(&mut tx, GESTIONNAIRE).await;
    assert_eq!(code(set_active(&mut tx, &manager, iban, "CAF", false, "Non").await), Some("role_not_allowed"));
    tx.commit().await.unwrap();

    let server = Server::over(&test.url, TODAY);
    let user = User::of(&server, &staff, COMPTABLE).await;
    let one = format!("/administration/reconnaissance/fiche?iban={iban}&payeur=CAF");
    assert!(user.page("/administration/reconnaissance").await.1.contains("FR76 1027 8022"));
    assert!(user.page(&one).await.1.contains("Retirer cette règle"));
    let fields = [("cle", "REGLERETIREE01"), ("iban", iban), ("payeur", "CAF"), ("active", "non"), ("motif", "Compte fermé")];
    leads_to(&user.post("/administration/reconnaissance/fiche", &fields).await);
    let page = user.page(&one).await.1;
    assert!(page.contains("Remettre cette règle en service") && page.contains("Compte fermé"), "{page}");

    let mut tx = test.db.write().await.unwrap();
    assert_ne!(reason(&mut tx).await, Some("payer_iban"), "a rule that was taken back proposes nothing");
    set_active(&mut tx, &accountant, iban, "CAF", true, "Rouvert").await.unwrap();
    assert_eq!(reason(&mut tx).await, Some("payer_iban"));
    assert_eq!(changes(&mut tx, iban, "CAF").await.unwrap().len(), 2);
    assert!(learnt(&mut tx).await.unwrap().iter().any(|rule| rule.iban == iban && rule.active && rule.hits == 0));
}

async fn documents_are_kept_and_served_safely(test: TestDb) {
    let staff = Staff::of(&test).await;
    office::Office::at(&test.url).import();
    let mut tx = test.db.read().await.unwrap();
    let receipt = list_receipts(&mut tx, true).await.unwrap().remove(0).id;
    drop(tx);
    let server = Server::over(&test.url, TODAY);
    let user = User::of(&server, &staff, COMPTABLE).await;
    let here = format!("/banque/encaissements/{receipt}");
    let pdf = b"%PDF-1.7\nnotification".to_vec();
    // With the rows of a split: they stay as they were typed, and the document gives its name as the reference.
    let rows = [
        ("faire", "ajouter"),
        ("personne", "2"),
        ("nature", "17"),
        ("mois", "2026-08"),
        ("brut", "12,34"),
        ("retenue", ""),
        ("piece", ""),
    ];
    let page = user.send_to(&here, &rows, "fichier", &[("Notification CAF.pdf", pdf.clone())]).await.text().await.unwrap();
    assert!(page.contains("value=\"12,34\"") && page.contains("value=\"Notification CAF.pdf\""), "{page}");
    assert!(page.contains(&format!("{here}/pieces/")), "{page}");
    // What is no document is refused, whatever its name says.
    let web =
        user.send_to(&format!("{here}/pieces"), &[("cle", "PIECEFAUSSE001")], "fichier", &[("a.pdf", b"<html>".to_vec())]).await;
    assert_eq!(web.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(web.text().await.unwrap().contains("evidence_kind_unknown"));
    // Twice is once.
    let again = user.send_to(&format!("{here}/pieces"), &[("cle", "PIECEDOUBLE001")], "fichier", &[("b.pdf", pdf.clone())]).await;
    leads_to(&again);
    let mut tx = test.db.read().await.unwrap();
    let kept = evidence::of(&mut tx, &receipt).await.unwrap();
    drop(tx);
    assert_eq!(kept.len(), 1);
    let answer = user.site.get(&format!("{here}/pieces/{}", kept[0].id), &user.cookie).await;
    assert_eq!(answer.headers()[CONTENT_TYPE], "application/pdf");
    assert_eq!(answer.headers()[CONTENT_DISPOSITION], "attachment; filename=\"Notification_CAF.pdf\"");
    assert_eq!(answer.headers()["x-content-type-options"], "nosniff");
    assert_eq!(answer.bytes().await.unwrap().as_ref(), pdf);
    assert_eq!(count(&test, "SELECT COUNT(*) FROM audit WHERE action = 'evidence_open'").await, 1, "each opening leaves a trace");
    assert_eq!(user.page(&format!("{here}/pieces/AUTRE")).await.0, StatusCode::NOT_FOUND);
}

async fn a_manager_sees_no_credit_of_others(test: TestDb) {
    let staff = Staff::of(&test).await;
    office::Office::at(&test.url).import();
    let mut tx = test.db.write().await.unwrap();
    let author = act(&mut tx, RESPONSABLE).await;
    let all = list_receipts(&mut tx, true).await.unwrap();
    let of_others = all.iter().find(|one| one.proposals.iter().all(|p| p.person.is_some()) && !one.proposals.is_empty()).unwrap();
    let people: Vec<i64> = of_others.proposals.iter().filter_map(|one| one.person).collect();
    let other = add_user(&mut tx, Some(&author), "Loïs", Role::Gestionnaire, author.at).await.unwrap();
    assign(&mut tx, &author, &people, &other, author.today).await.unwrap();
    let everyone = WaitingReceipts { reach: Reach::Everyone }.ask(&mut tx).await.unwrap();
    let before = Reach::of(&other, "2020-01-01".parse().unwrap());
    let nobody = WaitingReceipts { reach: before }.ask(&mut tx).await.unwrap();
    assert_eq!(everyone.len(), all.len());
    assert!(nobody.iter().all(|one| one.proposals.iter().all(|proposal| proposal.person.is_none())));
    assert!(nobody.len() < all.len());
    assert!(payees_of(&mut tx, "FALSE").await.unwrap().is_empty());
    assert_eq!(payees_of(&mut tx, "TRUE").await.unwrap().len(), list_payees(&mut tx).await.unwrap().len());
    tx.commit().await.unwrap();

    let server = Server::over(&test.url, TODAY);
    let manager = User::of(&server, &staff, GESTIONNAIRE).await;
    let here = format!("/banque/encaissements/{}", of_others.id);
    assert!(!manager.page("/banque/encaissements").await.1.contains(&of_others.id));
    assert_eq!(manager.page(&here).await.0, StatusCode::FORBIDDEN);
    for action in ["", "/decider", "/refuser", "/pieces"] {
        assert_eq!(manager.post(&format!("{here}{action}"), &[]).await.status(), StatusCode::FORBIDDEN, "{action}");
    }
    let accountant = User::of(&server, &staff, COMPTABLE).await;
    assert_eq!(accountant.page(&here).await.0, StatusCode::OK);

    // A list that leaves as a file leaves the trace of who took it.
    let exported = "SELECT COUNT(*) FROM audit WHERE action = 'list_export' AND subject = '/dossiers'";
    assert_eq!(count(&test, exported).await, 0);
    accountant.page("/dossiers").await;
    assert_eq!(count(&test, exported).await, 0);
    assert_eq!(accountant.page("/dossiers?format=csv&q=martin").await.0, StatusCode::OK);
    assert_eq!(count(&test, exported).await, 1);
    assert_eq!(count(&test, "SELECT COUNT(*) FROM audit WHERE detail LIKE '%martin%'").await, 0, "what was searched is not kept");
}

/// What the parts of credits call the seventeenth benefit.
async fn codes_of_the_rsa(test: &TestDb) -> Vec<String> {
    let mut tx = test.db.read().await.unwrap();
    let mut codes = std::collections::BTreeSet::new();
    for receipt in list_receipts(&mut tx, false).await.unwrap() {
        codes.extend(parts(&mut tx, &receipt.id).await.unwrap().into_iter().filter_map(|part| part.benefit));
    }
    codes.into_iter().filter(|code| code.starts_with("RS")).collect()
}

async fn the_list_is_amended(test: TestDb) {
    let staff = Staff::of(&test).await;
    let server = Server::over(&test.url, TODAY);
    let user = User::of(&server, &staff, &staff.with(Role::Admin)).await;
    let here = "/administration/catalogue/modifier";
    office::Office::at(&test.url).import();
    assert!(user.page(&format!("{here}?numero=17")).await.1.contains("value=\"RSA\""));
    let row = |key: &'static str, du: &'static str, code: &'static str| {
        [
            ("cle", key),
            ("numero", "17"),
            ("quoi", "redaction"),
            ("du", du),
            ("code", code),
            ("nom", "Revenu de solidarité active"),
            ("article", "CASF D271-2 17°, décret 2026-1"),
            ("payeurs", "CAF, MSA"),
            ("palier", "A"),
            ("reserve", "libre"),
            ("motif", "Décret 2026-1"),
        ]
    };
    let refused = user.post(here, &row("LISTEPASSEE001", "2026-09-01", "RSA")).await;
    assert!(refused.text().await.unwrap().contains("catalogue_amendment_dates"));
    leads_to(&user.post(here, &row("LISTENEUVE0001", "2027-01-01", "RSZ")).await);
    assert_eq!(codes_of_the_rsa(&test).await, ["RSA"], "a credit keeps the words of its day");
    let mut tx = test.db.read().await.unwrap();
    let list = catalogue(&mut tx).await.unwrap();
    let on = |day: &str| list.number(17, day.parse().unwrap()).unwrap().legal_reference.clone();
    assert_eq!(on("2026-12-31"), "CASF D271-2 17°, L262-2");
    assert_eq!(on("2027-01-01"), "CASF D271-2 17°, décret 2026-1");
    drop(tx);
    assert!(user.page("/administration/catalogue").await.1.contains("Décret 2026-1"));
    let accountant = User::of(&server, &staff, COMPTABLE).await;
    assert_eq!(accountant.page(here).await.0, StatusCode::FORBIDDEN);
}
