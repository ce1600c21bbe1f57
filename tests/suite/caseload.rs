//! The caseload on both engines: imported, imported again, changed, refused.

use crate::engine::{TestDb, both_engines};
use chrono::{Days, NaiveDate, Utc};
use libtest_mimic::Trial;
use quitus::access::{Act, Role, add_user};
use quitus::caseload::{self, Report};
use quitus::demo::caseload::Caseload;
use quitus::person::payees::{Hand, hand_on_payee, payee};
use quitus::person::rules::{started_months, whole_months};
use quitus::person::{validate_own_iban, validate_payee};
use quitus::refusal::{Failure, Refusal};
use quitus::store::Tx;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// The tests of this module.
pub fn tests() -> Vec<Trial> {
    [
        both_engines("caseload::the_template_is_imported_once", the_template_is_imported_once),
        both_engines(
            "caseload::a_changed_row_is_a_new_version_of_that_row_only",
            a_changed_row_is_a_new_version_of_that_row_only,
        ),
        both_engines("caseload::a_new_account_number_waits_for_a_second_person", a_new_account_number_waits_for_a_second_person),
        both_engines(
            "caseload::every_fault_is_told_with_its_place_and_writes_nothing",
            every_fault_is_told_with_its_place_and_writes_nothing,
        ),
        both_engines("caseload::faults_of_all_files_are_told_at_once", faults_of_all_files_are_told_at_once),
        both_engines("caseload::a_new_own_account_waits_for_a_second_person", a_new_own_account_waits_for_a_second_person),
        both_engines("caseload::what_is_recorded_limits_what_may_change", what_is_recorded_limits_what_may_change),
        both_engines(
            "caseload::separators_and_dates_may_be_foreign_and_files_partial",
            separators_and_dates_may_be_foreign_and_files_partial,
        ),
        both_engines("caseload::the_demo_is_imported", the_demo_is_imported),
        both_engines(
            "caseload::an_old_folder_does_not_bring_back_an_erased_name",
            an_old_folder_does_not_bring_back_an_erased_name,
        ),
        both_engines("caseload::the_database_counts_months_as_the_rules_do", the_database_counts_months_as_the_rules_do),
        both_engines(
            "caseload::months_freed_by_a_shorter_contract_serve_in_the_same_import",
            months_freed_by_a_shorter_contract_serve_in_the_same_import,
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// A database, and a folder that holds the template.
struct Office {
    test: TestDb,
    folder: PathBuf,
    _dir: TempDir,
}

impl Office {
    fn of(test: TestDb) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("dossier");
        caseload::template(&folder).unwrap();
        Self { test, folder, _dir: dir }
    }

    async fn act(&self, name: &str) -> Act {
        let mut tx = self.test.db.write().await.unwrap();
        let user = add_user(&mut tx, None, name, Role::Responsable, Utc::now()).await.unwrap();
        tx.commit().await.unwrap();
        Act { user, at: Utc::now(), today: "2026-10-01".parse().unwrap() }
    }

    async fn import(&self, act: &Act) -> Result<Report, Failure> {
        let folder = caseload::read(&self.folder).map_err(Failure::Refused)?;
        let mut tx = self.test.db.write().await?;
        let report = caseload::import(&mut tx, act, &folder).await?;
        tx.commit().await?;
        Ok(report)
    }

    /// Replaces text in a file of the folder, which must be there.
    fn edit(&self, file: &str, from: &str, to: &str) {
        edit(&self.folder, file, from, to);
    }

    async fn run(&self, sql: &'static str) {
        let mut tx = self.test.db.write().await.unwrap();
        match &mut tx {
            Tx::Sqlite(tx) => assert!(sqlx::query(sql).execute(&mut **tx).await.unwrap().rows_affected() > 0),
            Tx::Postgres(tx) => assert!(sqlx::query(sql).execute(&mut **tx).await.unwrap().rows_affected() > 0),
        }
        tx.commit().await.unwrap();
    }

    async fn number(&self, sql: &'static str) -> i64 {
        match self.test.db.read().await.unwrap() {
            Tx::Sqlite(mut tx) => sqlx::query_scalar(sql).fetch_one(&mut *tx).await.unwrap(),
            Tx::Postgres(mut tx) => sqlx::query_scalar(sql).fetch_one(&mut *tx).await.unwrap(),
        }
    }
}

fn edit(folder: &Path, file: &str, from: &str, to: &str) {
    let path = folder.join(file);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{file} has no {from}");
    fs::write(path, text.replacen(from, to, 1)).unwrap();
}

fn told(refusals: &[Refusal]) -> Vec<String> {
    refusals.iter().map(|refusal| format!("{} @ {}", refusal.code.name, refusal.place)).collect()
}

fn refused(outcome: Result<Report, Failure>) -> Vec<String> {
    match outcome {
        Err(Failure::Refused(refusals)) => told(&refusals),
        Err(other) => vec![format!("{other:?}")],
        Ok(report) => vec![format!("imported {report}")],
    }
}

async fn the_template_is_imported_once(test: TestDb) {
    let office = Office::of(test);
    let act = office.act("Ana").await;
    let first = office.import(&act).await.unwrap();
    assert_eq!((first.changes(), first.people_with_changed_terms.clone()), (27, vec![1001, 1002, 1003]));
    assert_eq!(office.number("SELECT COUNT(*) FROM account").await, 2 * 6 + 3 * 8);
    assert_eq!(office.number("SELECT COUNT(*) FROM account a JOIN balance b ON b.account = a.id AND b.side = a.side").await, 36);
    assert_eq!(office.number("SELECT COUNT(*) FROM rent_term").await, 12 + 12 + 6);
    assert_eq!(office.number("SELECT payable FROM rent_term WHERE person = 1002 AND month = '2026-10'").await, 20_800);
    assert_eq!(office.number("SELECT COUNT(*) FROM payee_current WHERE confirmed").await, 4);
    let again = office.import(&act).await.unwrap();
    assert_eq!((again.changes(), again.people_with_changed_terms.len()), (0, 0));
    assert!(again.files.iter().all(|(_, counts)| counts.unchanged > 0));
    assert_eq!(office.number("SELECT COUNT(*) FROM contract_version").await, 4);
    assert_eq!(office.number("SELECT COUNT(*) FROM audit WHERE action = 'caseload_import'").await, 2);
}

async fn a_changed_row_is_a_new_version_of_that_row_only(test: TestDb) {
    let office = Office::of(test);
    let act = office.act("Ana").await;
    office.import(&act).await.unwrap();
    office.edit("people.csv", "Le Goff;", "Le Goff-Morin;");
    office.edit(
        "rents.csv",
        "1002;BAIL-1002;PROPRIETAIRE-1;01/10/2026;;480,00",
        "1002;BAIL-1002;PROPRIETAIRE-1;01/10/2026;31/03/2027;480,00",
    );
    // A line under a mandate needs no account of the person.
    office.edit("budget.csv", "arrieres_loyer;PROPRIETAIRE-1;30,00", "arrieres_loyer;personne;30,00");
    office.edit("budget.csv", "Plan d'apurement du loyer;", "Plan d'apurement du loyer;RUM-1003");
    let report = office.import(&act).await.unwrap();
    assert_eq!((report.changes(), report.people_with_changed_terms), (3, vec![1002]));
    assert_eq!(office.number("SELECT COUNT(*) FROM person_version").await, 4);
    assert_eq!(office.number("SELECT version FROM person_current WHERE number = 1003").await, 2);
    // Six terms stay as they were; the six after March are no longer owed.
    assert_eq!(office.number("SELECT COUNT(*) FROM rent_term WHERE person = 1002").await, 12 + 6);
    assert_eq!(office.number("SELECT COUNT(*) FROM rent_term_current WHERE person = 1002 AND payable > 0").await, 6);
    // A row that leaves the folder stays in force.
    office.edit(
        "budget.csv",
        "1003;BUD-1;4;arrieres_loyer;personne;30,00;mensuel;15;01/10/2026;31/03/2027;Plan d'apurement du loyer;RUM-1003\n",
        "",
    );
    assert_eq!(office.import(&act).await.unwrap().changes(), 0);
    assert_eq!(office.number("SELECT COUNT(*) FROM budget_line_current").await, 5);
}

async fn a_new_account_number_waits_for_a_second_person(test: TestDb) {
    let office = Office::of(test);
    let (ana, bob) = (office.act("Ana").await, office.act("Bob").await);
    office.import(&ana).await.unwrap();
    let payees = fs::read_to_string(office.folder.join("payees.csv")).unwrap();
    let old = payees.lines().find(|line| line.starts_with("ENERGIE-1")).unwrap().split(';').nth(2).unwrap();
    office.edit("payees.csv", old, "FR14 2004 1010 0505 0001 3M02 606");
    assert_eq!(office.import(&ana).await.unwrap().payees_to_confirm, ["ENERGIE-1"]);
    // Another name, by someone else, leaves the question open and the first author out.
    office.edit("payees.csv", "Lumière Énergie", "Lumière Énergie SA");
    assert!(office.import(&bob).await.unwrap().payees_to_confirm.is_empty());
    assert_eq!(office.number("SELECT COUNT(*) FROM payee_current WHERE confirmed").await, 3);
    let mut tx = office.test.db.read().await.unwrap();
    let energy = payee(&mut tx, "ENERGIE-1").await.unwrap();
    let hands = [&ana, &bob].map(|act| act.user.id.clone());
    assert_eq!(hand_on_payee(&mut tx, &hands[0], &energy).await.unwrap(), Hand::Own);
    assert_eq!(hand_on_payee(&mut tx, &hands[1], &energy).await.unwrap(), Hand::Free);
    drop(tx);
    for (act, reference, expected) in [
        (&ana, "ENERGIE-1", Some("payee_four_eyes")),
        (&bob, "INCONNU", Some("reference_unknown")),
        (&bob, "ASSURANCE-1", Some("payee_nothing_to_validate")),
        (&bob, "ENERGIE-1", None),
        (&bob, "ENERGIE-1", Some("payee_nothing_to_validate")),
    ] {
        let mut tx = office.test.db.write().await.unwrap();
        let outcome = validate_payee(&mut tx, act, reference).await;
        assert_eq!(outcome.as_ref().err().and_then(Failure::code), expected, "{outcome:?}");
        if outcome.is_ok() {
            tx.commit().await.unwrap();
        }
    }
    assert_eq!(office.number("SELECT COUNT(*) FROM payee_current WHERE confirmed").await, 4);
}

/// As for payees; an account where there was none is the first known, and one that was ever confirmed stays so.
async fn a_new_own_account_waits_for_a_second_person(test: TestDb) {
    let office = Office::of(test);
    let (ana, bob) = (office.act("Ana").await, office.act("Bob").await);
    office.import(&ana).await.unwrap();
    let (first, other) = ("FR7699200000100000000100773", "FR14 2004 1010 0505 0001 3M02 606");
    office.edit("people.csv", first, other);
    office.edit("people.csv", "BQ-UDAF;\n", "BQ-UDAF;FR7699200000100000000103586\n");
    let report = office.import(&ana).await.unwrap();
    assert_eq!(report.people_to_confirm, [1002]);
    assert!(report.to_string().contains("personne 1002"), "{report}");
    office.edit("people.csv", "Lopez", "Lopès");
    assert!(office.import(&bob).await.unwrap().people_to_confirm.is_empty());
    for (act, person, expected) in [
        (&ana, 1002, Some("payee_four_eyes")),
        (&bob, 9, Some("reference_unknown")),
        (&bob, 1003, Some("payee_nothing_to_validate")),
        (&bob, 1002, None),
        (&bob, 1002, Some("payee_nothing_to_validate")),
    ] {
        let mut tx = office.test.db.write().await.unwrap();
        let outcome = validate_own_iban(&mut tx, act, person).await;
        assert_eq!(outcome.as_ref().err().and_then(Failure::code), expected, "{outcome:?}");
        if outcome.is_ok() {
            tx.commit().await.unwrap();
        }
    }
    office.edit("people.csv", other, first);
    assert!(office.import(&ana).await.unwrap().people_to_confirm.is_empty());
    assert_eq!(office.number("SELECT COUNT(*) FROM person_current WHERE confirmed").await, 3);
}

/// File, text, its replacement, what is told.
type Fault = (&'static str, &'static str, &'static str, &'static [&'static str]);

#[rustfmt::skip]
const FAULTS: &[Fault] = &[
    ("people.csv", "14/03/1961", "31/02/1961", &["value_malformed @ people.csv, ligne 2, colonne naissance"]),
    ("people.csv", "naissance;", "ne_le;", &["column_unknown @ people.csv, ligne 1, colonne ne_le", "column_missing @ people.csv, ligne 1, colonne naissance"]),
    ("people.csv", "1002;Lopez", "1001;Lopez", &["row_duplicated @ people.csv, ligne 3, colonne numero"]),
    ("people.csv", "BQ-UDAF", "BQ-X", &["reference_unknown @ people.csv, ligne 3, colonne compte"]),
    ("people.csv", "1984;BQ-UDAF", "1984;BQ-1001", &["bank_account_holder_mismatch @ people.csv, ligne 3, colonne compte"]),
    ("people.csv", "Martin;Jeanne", "Martin", &["row_cells @ people.csv, ligne 2"]),
    ("bank_accounts.csv", "personne;1001", "personne;1002", &["bank_account_holder_mismatch @ bank_accounts.csv, ligne 3, colonne numero_personne", "bank_account_holder_mismatch @ people.csv, ligne 2, colonne compte"]),
    ("bank_accounts.csv", "personne;1001", "personne;", &["value_malformed @ bank_accounts.csv, ligne 3, colonne numero_personne"]),
    ("bank_accounts.csv", ";;UDAF", ";ABC;UDAF", &["bic_invalid @ bank_accounts.csv, ligne 2, colonne bic"]),
    ("contracts.csv", "01/10/2026;31/03/2027", "01/10/2026;30/03/2027", &["contract_term_too_short @ contracts.csv, ligne 5, colonne fin"]),
    ("contracts.csv", "01/10/2026;30/09/2027", "01/10/2026;01/10/2028", &["contract_term_too_long @ contracts.csv, ligne 4, colonne fin"]),
    ("contracts.csv", "01/09/2025;31/08/2026", "01/09/2025;01/09/2026", &["contracts_overlap @ contracts.csv, ligne 3, colonne debut"]),
    ("contracts.csv", "MASP-1001-A;06/08/2026", "MASP-1001-A;", &["contract_renewal_without_evaluation @ contracts.csv, ligne 3, colonne evaluation"]),
    ("contracts.csv", "MASP-1001-A;06/08/2026", "MASP-1002-A;06/08/2026", &["reference_unknown @ contracts.csv, ligne 3, colonne renouvelle"]),
    ("contracts.csv", "14/09/2026;21/09/2026", "14/09/2026;", &["contract_not_signed @ contracts.csv, ligne 4, colonne signature_departement"]),
    ("contracts.csv", "14/09/2026;21/09/2026", "14/09/2026;02/10/2026", &["contract_signed_later @ contracts.csv, ligne 4, colonne signature_departement"]),
    ("contracts.csv", "14/09/2026;21/09/2026", "02/10/2026;01/10/2026", &["contract_signed_later @ contracts.csv, ligne 4, colonne signature_personne"]),
    ("contracts.csv", "24/09/2026;CONV-2023-04", "24/09/2026;", &["contract_convention_filled @ contracts.csv, ligne 4, colonne convention"]),
    ("contracts.csv", "MASP-1003-A;1003", "MASP-1003-A;1009", &["reference_unknown @ contracts.csv, ligne 5, colonne numero_personne"]),
    ("authorisations.csv", "RSA;01/10/2026;30/09/2027", "RSA;01/10/2026;01/10/2027", &["authorisation_outside_contract @ authorisations.csv, ligne 4, colonne fin"]),
    ("authorisations.csv", ";RSA;", ";SALAIRE;", &["benefit_not_listed @ authorisations.csv, ligne 4, colonne prestation"]),
    ("authorisations.csv", "MASP-1002-A;RSA;01/10/2026;30/09/2027;CAF;3100200;573,49;5;non;;non", "MASP-1002-A;RSA;01/10/2026;30/09/2027;CAF;3100200;573,49;5;non;;oui", &["rsa_under_mjagbf @ authorisations.csv, ligne 4, colonne mjagbf"]),
    ("authorisations.csv", "MASP-1003-A;AAH;01/10/2026;31/03/2027", "MASP-1003-A;AAH;31/12/2026;31/03/2027;MSA;1;10,00;5;non;;non;;oui;\nMASP-1003-A;AAH;01/10/2026;31/12/2026", &["authorisations_overlap @ authorisations.csv, ligne 6, colonne debut"]),
    ("authorisations.csv", ";RSA;", ";19;", &["row_duplicated @ authorisations.csv, ligne 5, colonne contrat", "tier_b_unjustified @ authorisations.csv, ligne 4, colonne justification"]),
    ("authorisations.csv", "Deux enfants à charge, accord du 14/09/2026;non", ";oui", &["tier_b_unjustified @ authorisations.csv, ligne 5, colonne justification", "tier_b_under_mjagbf @ authorisations.csv, ligne 5, colonne mjagbf"]),
    ("authorisations.csv", ";CAF;3100300", ";CPAM du Val;3100300", &["payer_cannot_pay @ authorisations.csv, ligne 6, colonne payeur"]),
    ("authorisations.csv", "MASP-1003-A;AAH", "MASP-X;AAH", &["reference_unknown @ authorisations.csv, ligne 6, colonne contrat"]),
    ("payees.csv", "Dubois Henri", "", &["payee_without_name @ payees.csv, ligne 3, colonne nom"]),
    ("payees.csv", "Dubois Henri;FR", "Dubois Henri;DE", &["iban_invalid @ payees.csv, ligne 3, colonne iban"]),
    ("rents.csv", "BAIL-1003", "", &["rent_without_lease @ rents.csv, ligne 5, colonne bail"]),
    ("rents.csv", "31/12/2026", "", &["rents_overlap @ rents.csv, ligne 3, colonne debut"]),
    ("rents.csv", "31/12/2026;365,20;72,50;0;31,58;10\n1001;BAIL-1001;BAILLEUR-1;01/01/2027;;371,77;72,50;0;31,58;10", "14/12/2026;365,20;72,50;0;31,58;20\n1001;BAIL-1001;BAILLEUR-1;15/12/2026;;371,77;72,50;0;31,58;5", &["rent_month_lost @ rents.csv, ligne 3, colonne jour_echeance"]),
    ("rents.csv", "40,00;312,00;0;", "40,00;500,00;20,01;", &["rent_reduced_below_zero @ rents.csv, ligne 4, colonne tiers_payant"]),
    ("rents.csv", "480,00;40,00", "480,00;-40,00", &["value_malformed @ rents.csv, ligne 4, colonne charges"]),
    ("rents.csv", "1003;BAIL-1003;PROPRIETAIRE-1", "1003;BAIL-1003;X", &["reference_unknown @ rents.csv, ligne 5, colonne bailleur"]),
    ("budget.csv", "1001;BUD-1;2", "1001;BUD-1;1", &["value_malformed @ budget.csv, ligne 2, colonne rang"]),
    ("budget.csv", "4;arrieres_loyer", "4;loyer", &["value_malformed @ budget.csv, ligne 6, colonne categorie"]),
    ("budget.csv", "4;arrieres_loyer", "4;dettes", &["reference_unknown @ budget.csv, ligne 6, colonne categorie"]),
    ("budget.csv", "arrieres_loyer;PROPRIETAIRE-1", "arrieres_loyer;PERSONNE", &["budget_without_account @ budget.csv, ligne 6, colonne beneficiaire"]),
    ("budget.csv", "hebdomadaire;5", "hebdomadaire;8", &["value_malformed @ budget.csv, ligne 3, colonne jour"]),
    ("budget.csv", "1003;BUD-1", "1009;BUD-1", &["reference_unknown @ budget.csv, ligne 6, colonne numero_personne"]),
];

async fn every_fault_is_told_with_its_place_and_writes_nothing(test: TestDb) {
    let office = Office::of(test);
    let act = office.act("Ana").await;
    for (file, from, to, expected) in FAULTS {
        let whole = fs::read(office.folder.join(file)).unwrap();
        office.edit(file, from, to);
        assert_eq!(refused(office.import(&act).await), **expected, "{file}: {from} → {to}");
        fs::write(office.folder.join(file), whole).unwrap();
    }
    fs::remove_file(office.folder.join("rents.csv")).unwrap();
    assert_eq!(refused(office.import(&act).await), ["file_missing @ rents.csv"]);
    assert_eq!(office.number("SELECT COUNT(*) FROM person").await, 0);
}

/// One fault in each file, of every kind: a row that cannot be read does not hide the faults of the rows that name it, and is not
/// blamed on them.
async fn faults_of_all_files_are_told_at_once(test: TestDb) {
    let office = Office::of(test);
    let act = office.act("Ana").await;
    let told = [
        ("bank_accounts.csv", ";;UDAF", ";ABC;UDAF", "bic_invalid @ bank_accounts.csv, ligne 2, colonne bic"),
        ("people.csv", "14/03/1961", "31/02/1961", "value_malformed @ people.csv, ligne 2, colonne naissance"),
        ("contracts.csv", "21/09/2026", "", "contract_not_signed @ contracts.csv, ligne 4, colonne signature_departement"),
        ("payees.csv", "Mutuelle du Logis", "", "payee_without_name @ payees.csv, ligne 5, colonne nom"),
        (
            "contracts.csv",
            "MASP-1003-A;1003",
            "MASP-1003-A;1009",
            "reference_unknown @ contracts.csv, ligne 5, colonne numero_personne",
        ),
        (
            "authorisations.csv",
            "MASP-1002-A;RSA",
            "MASP-1002-A;SALAIRE",
            "benefit_not_listed @ authorisations.csv, ligne 4, colonne prestation",
        ),
        (
            "rents.csv",
            "1003;BAIL-1003;PROPRIETAIRE-1",
            "1003;BAIL-1003;X",
            "reference_unknown @ rents.csv, ligne 5, colonne bailleur",
        ),
        ("budget.csv", "4;arrieres_loyer", "4;dettes", "reference_unknown @ budget.csv, ligne 6, colonne categorie"),
    ];
    for (file, from, to, _) in told {
        office.edit(file, from, to);
    }
    let mut expected = told.map(|(.., refusal)| refusal.to_owned()).to_vec();
    let mut found = refused(office.import(&act).await);
    expected.sort();
    found.sort();
    assert_eq!(found, expected);
}

#[rustfmt::skip]
const FAULTS_OF_CHANGES: &[Fault] = &[
    ("people.csv", "1984;BQ-UDAF", "1984;BQ-1001", &["person_bank_account_fixed @ people.csv, ligne 3, colonne compte"]),
    ("bank_accounts.csv", "organisation;;", "personne;1002;", &["bank_account_fixed @ bank_accounts.csv, ligne 2, colonne titulaire", "bank_account_holder_mismatch @ people.csv, ligne 4, colonne compte"]),
    ("contracts.csv", "MASP-1003-A;1003", "MASP-1003-A;1002", &["contract_person_fixed @ contracts.csv, ligne 5, colonne numero_personne", "contracts_overlap @ contracts.csv, ligne 5, colonne debut"]),
    ("contracts.csv", "MASP-1001-A;1001;01/09/2025", "MASP-0;1001;01/09/2022;31/08/2024;18/08/2025;25/08/2025;28/08/2025;CONV-2023-04;;;280,00\nMASP-00;1001;01/09/2024;31/08/2025;18/08/2025;25/08/2025;28/08/2025;CONV-2023-04;;;280,00\nMASP-1001-A;1001;01/09/2025", &["contract_total_too_long @ contracts.csv, ligne 5, colonne fin"]),
];

async fn what_is_recorded_limits_what_may_change(test: TestDb) {
    let office = Office::of(test);
    let act = office.act("Ana").await;
    office.import(&act).await.unwrap();
    for (file, from, to, expected) in FAULTS_OF_CHANGES {
        let whole = fs::read(office.folder.join(file)).unwrap();
        office.edit(file, from, to);
        assert_eq!(refused(office.import(&act).await), **expected, "{file}: {from} → {to}");
        fs::write(office.folder.join(file), whole).unwrap();
    }
}

async fn separators_and_dates_may_be_foreign_and_files_partial(test: TestDb) {
    let office = Office::of(test);
    let act = office.act("Ana").await;
    office.import(&act).await.unwrap();
    for file in ["bank_accounts.csv", "contracts.csv", "authorisations.csv", "rents.csv", "budget.csv"] {
        let text = fs::read_to_string(office.folder.join(file)).unwrap();
        fs::write(office.folder.join(file), text.lines().next().unwrap()).unwrap();
    }
    fs::write(
        office.folder.join("people.csv"),
        "Prénom,Nom,NUMERO,compte,naissance,IBAN personnel\r\nKarim,Lopez,1002,BQ-UDAF,1984-11-02,\r\n",
    )
    .unwrap();
    // The living money of a recorded budget line goes to the account that this row forgets.
    assert_eq!(refused(office.import(&act).await), ["budget_without_account @ people.csv, ligne 2, colonne iban_personnel"]);
    fs::write(office.folder.join("people.csv"), "Prénom,Nom,NUMERO,compte,naissance,IBAN personnel\r\nKarim,Lopès,1002,BQ-UDAF,1984-11-02,FR14 2004 1010 0505 0001 3M02 606\r\n").unwrap();
    fs::write(office.folder.join("rents.csv"), "numero_personne,bail,bailleur,debut,fin,loyer,charges,tiers_payant,rls,jour_echeance\n1003,BAIL-1003,PROPRIETAIRE-1,2026-10-01,,\"395,00\",30.00,,0,8\n").unwrap();
    let report = office.import(&act).await.unwrap();
    assert_eq!((report.changes(), report.people_with_changed_terms.len()), (1, 0));
}

async fn the_demo_is_imported(test: TestDb) {
    let office = Office::of(test);
    let act = office.act("Ana").await;
    fs::remove_dir_all(&office.folder).unwrap();
    Caseload::invent(7, 40).write(&office.folder).unwrap();
    let report = office.import(&act).await.unwrap();
    assert_eq!(report.people_with_changed_terms.len(), 40);
    assert_eq!(office.number("SELECT COUNT(*) FROM account WHERE kind = 'pot'").await, 40 * 8);
    assert_eq!(office.import(&act).await.unwrap().changes(), 0);
}

async fn an_old_folder_does_not_bring_back_an_erased_name(test: TestDb) {
    let office = Office::of(test);
    let act = office.act("Ana").await;
    office.import(&act).await.unwrap();
    office
        .run(
            "UPDATE person_version SET family_name = NULL, given_name = NULL, born_on = NULL, own_iban = NULL, search_key = NULL
             WHERE person = 1003",
        )
        .await;
    assert_eq!(refused(office.import(&act).await), ["person_erased @ people.csv, ligne 4, colonne numero"]);
}

async fn the_database_counts_months_as_the_rules_do(test: TestDb) {
    let office = Office::of(test);
    let first: NaiveDate = "2027-01-01".parse().unwrap();
    let act = office.act("Ana").await;
    let account = "BQ-UDAF";
    let mut people = String::from("numero;nom;prenom;naissance;compte;iban_personnel\n");
    let header = fs::read_to_string(office.folder.join("contracts.csv")).unwrap().lines().next().unwrap().to_owned();
    let mut contracts = header + "\n";
    for (number, start) in (2_001u64..).zip(first.iter_days().take(500)) {
        // 184 to 730 days, each length once and a bit: every way to end inside a month is met.
        let end = start + Days::new(184 + (number * 37) % 546);
        writeln!(people, "{number};Nom{number};Prénom;01/01/1970;{account};").unwrap();
        writeln!(contracts, "C{number};{number};{start};{end};2026-09-01;2026-09-01;2026-09-01;CONV;;;0").unwrap();
    }
    fs::write(office.folder.join("people.csv"), people).unwrap();
    fs::write(office.folder.join("contracts.csv"), contracts).unwrap();
    for file in ["bank_accounts.csv", "authorisations.csv", "rents.csv", "budget.csv"] {
        let text = fs::read_to_string(office.folder.join(file)).unwrap();
        let kept = text.lines().take(if file.starts_with("bank") { 2 } else { 1 }).collect::<Vec<_>>();
        fs::write(office.folder.join(file), kept.join("\n")).unwrap();
    }
    assert_eq!(office.import(&act).await.unwrap().changes(), 500 + 500 + 1 + 4);
    let sql = "SELECT starts_on, ends_on, term_floor, term_ceiling FROM contract_version";
    let rows: Vec<(NaiveDate, NaiveDate, i64, i64)> = match office.test.db.read().await.unwrap() {
        Tx::Sqlite(mut tx) => sqlx::query_as(sql).fetch_all(&mut *tx).await.unwrap(),
        Tx::Postgres(mut tx) => sqlx::query_as(sql).fetch_all(&mut *tx).await.unwrap(),
    };
    for (start, end, floor, ceiling) in rows {
        assert_eq!((whole_months(start, end), started_months(start, end)), (floor, ceiling), "{start} {end}");
    }
}

async fn months_freed_by_a_shorter_contract_serve_in_the_same_import(test: TestDb) {
    let rest = "18/08/2025;25/08/2025;28/08/2025;CONV-2023-04;;;280,00\n";
    let office = Office::of(test);
    let act = office.act("Ana").await;
    office.edit("contracts.csv", "MASP-1001-A;", &format!("MASP-1001-0;1001;01/09/2023;31/08/2025;{rest}MASP-1001-A;"));
    office.import(&act).await.unwrap();
    office.edit("contracts.csv", "MASP-1001-0;", &format!("MASP-1001-00;1001;01/09/2025;28/02/2026;{rest}MASP-1001-0;"));
    office.edit("contracts.csv", "MASP-1001-A;1001;01/09/2025", "MASP-1001-A;1001;01/03/2026");
    assert_eq!(office.import(&act).await.unwrap().changes(), 2);
    assert_eq!(office.number("SELECT CAST(SUM(term_ceiling) AS BIGINT) FROM contract_current WHERE person = 1001").await, 48);
}
