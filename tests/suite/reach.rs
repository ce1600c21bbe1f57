//! What a manager reaches of credits: those that may be of their people, by whichever address they come (RULE 81).

use crate::browser::{Server, Staff, build};
use crate::engine::{TestDb, both_engines_from};
use crate::import_pages::{User, hidden, leads_to};
use crate::office::{COMPTABLE, GESTIONNAIRE, Office, RESPONSABLE, TODAY};
use chrono::Utc;
use libtest_mimic::Trial;
use quitus::access::{Act, Role, add_user, assign, find_user};
use quitus::bank::decision::{Wanted, What};
use quitus::bank::labels::names;
use quitus::bank::learnt::{learnt, set_active};
use quitus::intake::evidence;
use quitus::intake::look::{look, proposals};
use quitus::intake::receipt::{ListedReceipt, list_receipts};
use quitus::intake::split::split;
use quitus::money::Cents;
use quitus::store::Tx;
use reqwest::StatusCode;

/// The tests of this module.
pub fn tests() -> Vec<Trial> {
    [
        both_engines_from("reach::documents_of_a_decided_credit_stay_with_its_people", build, documents_of_a_decided_credit),
        both_engines_from("reach::several_at_once_are_those_of_the_portfolio", build, several_at_once),
        both_engines_from("reach::a_preview_names_nobody_of_others", build, a_preview_names_nobody_of_others),
        both_engines_from("reach::what_is_offered_does_not_depend_on_who_looks", build, what_is_offered),
        both_engines_from("reach::several_are_decided_as_they_were_shown", build, several_are_decided_as_shown),
        both_engines_from("reach::a_rule_taken_back_hides_nobody", build, a_rule_taken_back_hides_nobody),
        both_engines_from("reach::what_waits_is_told_beside_what_is_missing", build, what_waits_is_told),
    ]
    .into_iter()
    .flatten()
    .collect()
}

const LIST: &str = "/banque/encaissements";
const TOGETHER: &str = "/banque/encaissements/ensemble";

/// The house after its first bank files.
struct House {
    staff: Staff,
    waiting: Vec<ListedReceipt>,
}

async fn act(tx: &mut Tx, name: &str) -> Act {
    Act { user: find_user(tx, name).await.unwrap(), at: Utc::now(), today: TODAY.parse().unwrap() }
}

impl House {
    async fn of(test: &TestDb) -> Self {
        let staff = Staff::of(test).await;
        Office::at(&test.url).import();
        let mut tx = test.db.read().await.unwrap();
        let waiting = list_receipts(&mut tx, true).await.unwrap();
        Self { staff, waiting }
    }

    /// A waiting credit of one known person.
    fn of_one(&self) -> (&ListedReceipt, i64) {
        let one = self.waiting.iter().find_map(|one| match one.proposals.as_slice() {
            [only] => Some((one, only.person?)),
            _ => None,
        });
        one.unwrap()
    }

    /// A waiting credit that nobody is known for: its words are those of an income outside the list.
    fn of_nobody(&self, place: usize) -> &ListedReceipt {
        self.waiting.iter().filter(|one| one.proposals.iter().all(|proposal| proposal.person.is_none())).nth(place).unwrap()
    }
}

/// Gives people to another manager.
async fn give_away(test: &TestDb, people: &[i64]) {
    let mut tx = test.db.write().await.unwrap();
    let author = act(&mut tx, RESPONSABLE).await;
    let other = add_user(&mut tx, Some(&author), "Loïs", Role::Gestionnaire, author.at).await.unwrap();
    assign(&mut tx, &author, people, &other, author.today).await.unwrap();
    tx.commit().await.unwrap();
}

async fn name_of(test: &TestDb, person: i64) -> String {
    let mut tx = test.db.read().await.unwrap();
    names(&mut tx, &[person]).await.unwrap().remove(&person).unwrap()
}

async fn documents_of_a_decided_credit(test: TestDb) {
    let house = House::of(&test).await;
    let (credit, person) = house.of_one();
    let server = Server::over(&test.url, TODAY);
    let manager = User::of(&server, &house.staff, GESTIONNAIRE).await;
    let here = format!("{LIST}/{}", credit.id);
    let pdf = b"%PDF-1.7\nnotification".to_vec();
    let fields = [("cle", "PIECEAVANT0001")];
    leads_to(&manager.send_to(&format!("{here}/pieces"), &fields, "fichier", &[("a.pdf", pdf.clone())]).await);
    let mut tx = test.db.write().await.unwrap();
    let piece = evidence::of(&mut tx, &credit.id).await.unwrap().remove(0).id;
    let accountant = act(&mut tx, COMPTABLE).await;
    let whole = Wanted {
        person: Some(person),
        what: What::Outside("salaire".into()),
        month: "2026-08".parse().unwrap(),
        gross: credit.cents,
        recovery: Cents::ZERO,
    };
    split(&mut tx, &accountant, &credit.id, vec![whole], "Bulletin").await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(manager.page(&format!("{here}/pieces/{piece}")).await.0, StatusCode::OK);

    give_away(&test, &[person]).await;
    assert_eq!(manager.page(&here).await.0, StatusCode::FORBIDDEN);
    assert_eq!(manager.page(&format!("{here}/pieces/{piece}")).await.0, StatusCode::FORBIDDEN);
    let other = [("b.pdf", b"%PDF-1.7\nautre".to_vec())];
    for (path, key) in [(format!("{here}/pieces"), "PIECEAPRES0001"), (here.clone(), "PIECEAPRES0002")] {
        let answer = manager.send_to(&path, &[("cle", key)], "fichier", &other).await;
        assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{path}");
    }
    let mut tx = test.db.read().await.unwrap();
    assert_eq!(evidence::of(&mut tx, &credit.id).await.unwrap().len(), 1);
}

async fn several_at_once(test: TestDb) {
    let house = House::of(&test).await;
    let (_, person) = house.of_one();
    let credit = house.of_nobody(0);
    propose(&test, credit, 2, person, "name").await;
    give_away(&test, &[person]).await;
    let server = Server::over(&test.url, TODAY);
    let manager = User::of(&server, &house.staff, GESTIONNAIRE).await;
    for path in [TOGETHER.to_owned(), format!("{TOGETHER}/decider")] {
        let fields = [("cle", "ENSEMBLEAUTRUI"), ("encaissement", credit.id.as_str()), ("piece", "x")];
        assert_eq!(manager.post(&path, &fields).await.status(), StatusCode::FORBIDDEN, "{path}");
    }
    // What comes after a decision is a credit that the manager may open.
    let others: Vec<i64> = house.waiting.iter().flat_map(|one| &one.proposals).filter_map(|one| one.person).collect();
    let mut tx = test.db.write().await.unwrap();
    let (author, lois) = (act(&mut tx, RESPONSABLE).await, find_user(&mut tx, "Loïs").await.unwrap());
    assign(&mut tx, &author, &others, &lois, author.today).await.unwrap();
    tx.commit().await.unwrap();
    let own = format!("{LIST}/{}", house.of_nobody(1).id);
    let fields = [("cle", "REFUSERLESIEN1"), ("revenu", "autre"), ("personne_refus", ""), ("piece_refus", "Courrier")];
    let done = leads_to(&manager.post(&format!("{own}/refuser"), &fields).await);
    let (_, page) = manager.page(&done).await;
    for link in page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
        if link.starts_with(&format!("{LIST}/")) {
            assert_eq!(manager.page(link).await.0, StatusCode::OK, "{link}");
        }
    }
}

async fn a_preview_names_nobody_of_others(test: TestDb) {
    let house = House::of(&test).await;
    let (_, person) = house.of_one();
    let credit = house.of_nobody(0);
    give_away(&test, &[person]).await;
    let server = Server::over(&test.url, TODAY);
    let manager = User::of(&server, &house.staff, GESTIONNAIRE).await;
    let (person_typed, amount) = (person.to_string(), credit.cents.plain());
    let fields = [
        ("faire", "apercu"),
        ("personne", person_typed.as_str()),
        ("nature", "17"),
        ("mois", "2026-08"),
        ("brut", amount.as_str()),
        ("retenue", ""),
        ("piece", "x"),
    ];
    let answer = manager.post(&format!("{LIST}/{}", credit.id), &fields).await;
    assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let page = answer.text().await.unwrap();
    assert!(page.contains("Personne de ce nom ou de ce numéro sur ce compte."), "{page}");
    assert!(!page.contains(&name_of(&test, person).await), "{page}");
    assert!(!page.contains("Avant de décider"), "{page}");
}

/// A proposal of recognition, put there by hand.
async fn propose(test: &TestDb, credit: &ListedReceipt, no: usize, person: i64, reason: &str) {
    let sql = format!(
        "INSERT INTO receipt_proposal (receipt, no, person, reason, splits, words)
         VALUES ('{}', {no}, {person}, '{reason}', '[{{\"benefit\":17,\"outside\":null,\"cents\":{}}}]', 'Essai.')",
        credit.id, credit.cents.0
    );
    test.plain_sql(&sql).await.unwrap();
}

async fn what_is_offered(test: TestDb) {
    let house = House::of(&test).await;
    let known: Vec<i64> = house.waiting.iter().flat_map(|one| &one.proposals).filter_map(|one| one.person).collect();
    let (mine, theirs) = (known[0], *known.iter().find(|one| **one != known[0]).unwrap());
    let credit = house.of_nobody(0);
    propose(&test, credit, 2, mine, "name").await;
    let server = Server::over(&test.url, TODAY);
    let manager = User::of(&server, &house.staff, GESTIONNAIRE).await;
    let boxed = format!("name=\"encaissement\" value=\"{}\"", credit.id);
    assert!(manager.page(LIST).await.1.contains(&boxed), "one person is offered");
    propose(&test, credit, 3, theirs, "name").await;
    give_away(&test, &[theirs]).await;
    let page = manager.page(LIST).await.1;
    assert!(page.contains(&credit.id) && !page.contains(&boxed), "between two people, also unseen ones, somebody chooses");
}

async fn several_are_decided_as_shown(test: TestDb) {
    let house = House::of(&test).await;
    let credit = house.of_nobody(0);
    let server = Server::over(&test.url, TODAY);
    let user = User::of(&server, &house.staff, COMPTABLE).await;
    let decide = format!("{TOGETHER}/decider");
    let fields = [("cle", "ENSEMBLENONVU1"), ("encaissement", credit.id.as_str()), ("piece", "Bordereau")];
    let answer = user.post(&decide, &fields).await;
    assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY, "what was not shown is not decided");
    let again = answer.text().await.unwrap();
    assert!(again.contains("shown_has_changed") && again.contains("Avant de décider"), "{again}");
    // What was ticked on a page of the list comes back on that page.
    let searched = [("q", "zzzz"), ("encaissement", credit.id.as_str()), ("piece", "")];
    let refused = user.post(TOGETHER, &searched).await.text().await.unwrap();
    assert!(refused.contains("evidence_missing") || refused.contains("pièce"), "{refused}");
    assert!(refused.contains("value=\"zzzz\""), "{refused}");
    let page = user.post(TOGETHER, &fields).await.text().await.unwrap();
    assert_eq!(hidden(&page, "vu"), hidden(&again, "vu"));
    let fields = [("cle", "ENSEMBLEVU0001"), fields[1], fields[2], ("vu", hidden(&page, "vu"))];
    leads_to(&user.post(&decide, &fields).await);
    let mut tx = test.db.read().await.unwrap();
    assert!(!list_receipts(&mut tx, true).await.unwrap().iter().any(|one| one.id == credit.id));
}

async fn a_rule_taken_back_hides_nobody(test: TestDb) {
    let house = House::of(&test).await;
    let (_, person) = house.of_one();
    let credit = house.of_nobody(0);
    let mut tx = test.db.read().await.unwrap();
    let iban = look(&mut tx, &credit.id).await.unwrap().unwrap().iban.unwrap();
    drop(tx);
    let learn = format!(
        "INSERT INTO payer_iban (iban, payer, confirmed_at, confirmed_by)
         SELECT '{iban}', 'ESSAI', '2026-09-01T08:00:00+00:00', id FROM app_user WHERE name = '{COMPTABLE}'"
    );
    test.plain_sql(&learn).await.unwrap();
    propose(&test, credit, 2, person, "payer_iban").await;
    give_away(&test, &[person]).await;
    let server = Server::over(&test.url, TODAY);
    let manager = User::of(&server, &house.staff, GESTIONNAIRE).await;
    let here = format!("{LIST}/{}", credit.id);
    assert_eq!(manager.page(&here).await.0, StatusCode::FORBIDDEN);
    let mut tx = test.db.write().await.unwrap();
    let accountant = act(&mut tx, COMPTABLE).await;
    for rule in learnt(&mut tx).await.unwrap().iter().filter(|rule| rule.iban == iban) {
        set_active(&mut tx, &accountant, &iban, &rule.payer, false, "Compte fermé").await.unwrap();
    }
    let proposals = proposals(&mut tx, &credit.id).await.unwrap();
    tx.commit().await.unwrap();
    let known: Vec<_> = proposals.iter().skip(1).map(|one| (one.person, one.reason.as_str(), one.splits.as_str())).collect();
    assert_eq!(known, [(Some(person), "name", "[]")], "whose it may be stays known, and nothing of what the rule said");
    assert_eq!(manager.page(&here).await.0, StatusCode::FORBIDDEN, "it is still the money of somebody else");
    assert!(!manager.page(LIST).await.1.contains(&credit.id));
}

/// Nobody calls a payer for money that lies in the list of credits to identify.
async fn what_waits_is_told(test: TestDb) {
    let house = House::of(&test).await;
    let server = Server::over(&test.url, "2026-10-01");
    let user = User::of(&server, &house.staff, COMPTABLE).await;
    let csv = user.page("/banque/attendus?format=csv").await.1;
    let waiting: Vec<i64> = house.waiting.iter().flat_map(|one| &one.proposals).filter_map(|one| one.person).collect();
    let mut told = 0;
    for line in csv.lines().skip(1) {
        let person: i64 = line.split(';').nth(1).unwrap().trim_matches('"').split(' ').next().unwrap().parse().unwrap();
        let says = line.contains("à identifier");
        assert_eq!(says, waiting.contains(&person), "{line}");
        told += usize::from(says);
    }
    assert!(told > 0, "{csv}");
}
