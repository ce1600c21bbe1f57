//! The caseload of a scenario: its tables become the seven CSV files, imported by the program's own reader.

use super::text::{Part, Row, Table};
use super::world::{World, iban_of, slug};
use quitus::access::Act;
use quitus::caseload;
use quitus::refusal::Failure;
use quitus::rent::hold_rent;
use quitus::store::Tx;
use std::collections::BTreeMap;
use std::fs::write;
use std::path::Path;

/// The account that several people share.
pub const POOL: &str = "commun";
/// First and last day of a contract, unless the scenario says otherwise.
const CONTRACT: (&str, &str) = ("01/10/2026", "30/09/2027");
/// First day of rents and budget lines, unless the scenario says otherwise.
const SINCE: &str = "01/11/2026";

const FILES: [(&str, &str); 7] = [
    ("people.csv", "numero;nom;prenom;naissance;compte;iban_personnel"),
    ("bank_accounts.csv", "reference;libelle;titulaire;numero_personne;iban;bic;nom_titulaire"),
    (
        "contracts.csv",
        "reference;numero_personne;debut;fin;signature_personne;signature_departement;reception;convention;renouvelle;evaluation;plancher_vie",
    ),
    (
        "authorisations.csv",
        "contrat;prestation;debut;fin;payeur;numero_allocataire;montant_attendu;jour_attendu;tiers_payant;justification;mjagbf;titulaire;signataire;document",
    ),
    ("payees.csv", "reference;nom;iban;bic"),
    ("rents.csv", "numero_personne;bail;bailleur;debut;fin;loyer;charges;tiers_payant;rls;jour_echeance"),
    ("budget.csv", "numero_personne;reference;rang;categorie;beneficiaire;montant;periodicite;jour;debut;fin;libelle;mandat"),
];

/// The rows of the seven files, by file and key; a row that comes again replaces the one before.
#[derive(Default)]
pub struct Caseload {
    rows: BTreeMap<(&'static str, String), String>,
    /// First and last day of each person's contract.
    contracts: BTreeMap<i64, (String, String)>,
}

impl Caseload {
    fn set(&mut self, file: &'static str, key: impl Into<String>, cells: &[&str]) {
        self.rows.insert((file, key.into()), cells.join(";"));
    }

    /// Writes the seven files.
    fn write(&self, folder: &Path) {
        for (file, titles) in FILES {
            let rows = self.rows.iter().filter(|((own, _), _)| *own == file).map(|(_, row)| row.as_str());
            write(folder.join(file), [titles].into_iter().chain(rows).collect::<Vec<_>>().join("\n")).unwrap();
        }
    }
}

/// Notes the tables of a part and imports the whole caseload.
///
/// # Errors
/// What the import refuses.
pub async fn import(world: &mut World, tx: &mut Tx, act: &Act, part: &Part) -> Result<(), Failure> {
    account(world, POOL, None);
    for table in &part.tables {
        assert!(table.caption.is_empty(), "{}: cette table ne s'annonce pas", table.place);
        note(world, table);
    }
    let folder = tempfile::tempdir().unwrap();
    world.caseload.write(folder.path());
    let folder = caseload::read(folder.path()).map_err(Failure::Refused)?;
    let report = caseload::import(tx, act, &folder).await?;
    hold_rent(tx, act, &report.people_with_changed_terms, act.today, "dossiers").await
}

fn note(world: &mut World, table: &Table) {
    let row: fn(&mut World, &Row) = match table.subject.as_str() {
        "personne" => {
            table.columns(&[], &["compte", "plancher", "début", "fin"]);
            person
        }
        "prestation" => {
            let more = ["dossier", "attendu", "début", "fin", "tiers payant", "signataire", "mjagbf", "justification"];
            table.columns(&["de", "payeur"], &more);
            benefit
        }
        "bail" => {
            table.columns(&["de", "bailleur", "loyer"], &["charges", "tiers payant", "rls", "échéance", "début", "fin"]);
            rent
        }
        "dépense" => {
            let more = ["bénéficiaire", "jour", "périodicité", "mandat", "début", "fin"];
            table.columns(&["de", "rang", "catégorie", "montant"], &more);
            expense
        }
        other => panic!("{}: la table « {other} » est inconnue", table.place),
    };
    table.rows.iter().for_each(|one| row(world, one));
}

fn account(world: &mut World, name: &str, person: Option<&str>) {
    let (holder, number) = person.map_or(("organisation", ""), |number| ("personne", number));
    let iban = iban_of(&format!("compte {name}"), 0);
    world.caseload.set("bank_accounts.csv", name, &[name, name, holder, number, &iban, "", &name.to_uppercase()]);
}

fn person(world: &mut World, row: &Row) {
    let (given, family) = row.first.split_once(' ').unwrap_or_else(|| panic!("{}: prénom et nom", row.place));
    let number = world.number_or_new(given).to_string();
    let own = match row.cell_or("compte", POOL) {
        POOL => POOL,
        "personnel" => given,
        other => panic!("{}: un compte est « commun » ou « personnel », pas « {other} »", row.place),
    };
    if own == given {
        account(world, given, Some(&number));
    }
    note_person(world, given, family, &number, own);
    let (from, to) = (row.cell_or("début", CONTRACT.0), row.cell_or("fin", CONTRACT.1));
    let signed = "01/09/2026";
    let floor = row.cell_or("plancher", "0,00");
    let contract = format!("C-{number}");
    world.caseload.set("contracts.csv", given, &[&contract, &number, from, to, signed, signed, signed, "CONV-1", "", "", floor]);
    world.caseload.contracts.insert(number.parse().unwrap(), (from.to_owned(), to.to_owned()));
}

/// A person of that name, with the own account number that the name gives.
fn note_person(world: &mut World, given: &str, family: &str, number: &str, account: &str) {
    let name = format!("{given} {family}");
    let iban = iban_of(&name, world.changed_ibans.get(&name).copied().unwrap_or(0));
    world.caseload.set("people.csv", given, &[number, family, given, "14/03/1961", account, &iban]);
}

fn benefit(world: &mut World, row: &Row) {
    let number = world.number(&row.place, row.cell("de"));
    let contract = format!("C-{number}");
    let whole = world.caseload.contracts.get(&number).cloned().unwrap_or_else(|| panic!("{}: sans contrat", row.place));
    let (from, to) = (row.cell_or("début", &whole.0), row.cell_or("fin", &whole.1));
    let cells = [
        contract.as_str(),
        &row.first,
        from,
        to,
        row.cell("payeur"),
        row.cell("dossier"),
        row.cell("attendu"),
        "5",
        row.cell_or("tiers payant", "non"),
        row.cell("justification"),
        row.cell_or("mjagbf", "non"),
        "",
        row.cell_or("signataire", "oui"),
        "",
    ];
    world.caseload.set("authorisations.csv", format!("{number} {} {from}", row.first), &cells);
}

/// A payee of that name, with the account number that the name gives.
fn payee(world: &mut World, name: &str) -> String {
    let reference = slug(name);
    let iban = iban_of(name, world.changed_ibans.get(name).copied().unwrap_or(0));
    world.caseload.set("payees.csv", &reference, &[&reference, name, &iban, ""]);
    reference
}

/// Gives a payee, or a person who banks on the common account, the next account number.
pub fn change_iban(world: &mut World, name: &str) {
    *world.changed_ibans.entry(name.to_owned()).or_insert(0) += 1;
    let person = world.people().find(|(given, _)| name.starts_with(&format!("{given} "))).map(|(given, n)| (given.clone(), n));
    match person {
        Some((given, number)) => {
            let family = name.strip_prefix(&format!("{given} ")).unwrap();
            note_person(world, &given, family, &number.to_string(), POOL);
        }
        None => {
            payee(world, name);
        }
    }
}

fn rent(world: &mut World, row: &Row) {
    let number = world.number(&row.place, row.cell("de")).to_string();
    let landlord = payee(world, row.cell("bailleur"));
    let from = row.cell_or("début", SINCE);
    let cells = [
        number.as_str(),
        &row.first,
        &landlord,
        from,
        row.cell("fin"),
        row.cell("loyer"),
        row.cell("charges"),
        row.cell("tiers payant"),
        row.cell("rls"),
        row.cell_or("échéance", "10"),
    ];
    world.caseload.set("rents.csv", format!("{} {from}", row.first), &cells);
}

fn expense(world: &mut World, row: &Row) {
    let number = world.number(&row.place, row.cell("de")).to_string();
    let creditor = match row.cell("bénéficiaire") {
        "" => "PERSONNE".to_owned(),
        name => payee(world, name),
    };
    let reference = slug(&row.first);
    let cells = [
        number.as_str(),
        &reference,
        row.cell("rang"),
        row.cell("catégorie"),
        &creditor,
        row.cell("montant"),
        row.cell_or("périodicité", "mensuel"),
        row.cell_or("jour", "12"),
        row.cell_or("début", SINCE),
        row.cell("fin"),
        &row.first,
        row.cell("mandat"),
    ];
    world.caseload.set("budget.csv", format!("{number} {reference}"), &cells);
}
