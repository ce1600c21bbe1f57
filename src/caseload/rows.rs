//! The seven files: their columns, and what each row says by itself.

use super::cell::{amount, day, malformed, number, positive_amount, reference, text, whole, yes_no};
use super::table::{Cells, Layout};
use crate::money::Cents;
use crate::person::rules;
use crate::person::{Authorisation, BankAccount, BudgetLine, Contract, Frequency, Holder, Payee, Person};
use crate::refusal::{
    CONTRACT_CONVENTION_FILLED, CONTRACT_NOT_SIGNED, CONTRACT_RENEWAL_WITHOUT_EVALUATION, PAYEE_WITHOUT_NAME,
    RENT_REDUCED_BELOW_ZERO, RENT_WITHOUT_LEASE, Refusal,
};
use crate::rent::terms::Period;

/// The word that names the person's own account as the payee of a budget line.
pub(super) const OWN_ACCOUNT: &str = "PERSONNE";

pub(super) static PEOPLE: Layout =
    Layout { file: "people.csv", columns: &["numero", "nom", "prenom", "naissance", "compte", "iban_personnel"] };
pub(super) static BANK_ACCOUNTS: Layout = Layout {
    file: "bank_accounts.csv",
    columns: &["reference", "libelle", "titulaire", "numero_personne", "iban", "bic", "nom_titulaire"],
};
pub(super) static CONTRACTS: Layout = Layout {
    file: "contracts.csv",
    columns: &[
        "reference",
        "numero_personne",
        "debut",
        "fin",
        "signature_personne",
        "signature_departement",
        "reception",
        "convention",
        "renouvelle",
        "evaluation",
        "plancher_vie",
    ],
};
pub(super) static AUTHORISATIONS: Layout = Layout {
    file: "authorisations.csv",
    columns: &[
        "contrat",
        "prestation",
        "debut",
        "fin",
        "payeur",
        "numero_allocataire",
        "montant_attendu",
        "jour_attendu",
        "tiers_payant",
        "justification",
        "mjagbf",
        "titulaire",
        "signataire",
        "document",
    ],
};
pub(super) static PAYEES: Layout = Layout { file: "payees.csv", columns: &["reference", "nom", "iban", "bic"] };
pub(super) static RENTS: Layout = Layout {
    file: "rents.csv",
    columns: &["numero_personne", "bail", "bailleur", "debut", "fin", "loyer", "charges", "tiers_payant", "rls", "jour_echeance"],
};
pub(super) static BUDGET: Layout = Layout {
    file: "budget.csv",
    columns: &[
        "numero_personne",
        "reference",
        "rang",
        "categorie",
        "beneficiaire",
        "montant",
        "periodicite",
        "jour",
        "debut",
        "fin",
        "libelle",
        "mandat",
    ],
};

/// A bank account and, if it is in a person's name, that person's number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountRow {
    /// The account.
    pub account: BankAccount,
    /// The person in whose name it is.
    pub person: Option<i64>,
}

/// An authorisation whose benefit is still a text: the catalogue is in the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthorisationRow {
    /// The benefit, by number or code.
    pub asked: String,
    /// The authorisation; its benefit is 0 until the catalogue has been read.
    pub authorisation: Authorisation,
}

pub(super) fn person(cells: &mut Cells) -> Option<Person> {
    let row_number = cells.filled("numero", number);
    let (family_name, given_name) = (cells.filled("nom", text), cells.filled("prenom", text));
    let (born_on, account) = (cells.filled("naissance", day), cells.filled("compte", reference));
    let own_iban = cells.optional("iban_personnel", rules::iban);
    Some(Person {
        number: row_number?,
        family_name: family_name?,
        given_name: given_name?,
        born_on: born_on?,
        account: account?,
        own_iban: own_iban?,
    })
}

pub(super) fn bank_account(cells: &mut Cells) -> Option<AccountRow> {
    let (row_reference, label) = (cells.filled("reference", reference), cells.filled("libelle", text));
    let holder = cells.filled("titulaire", |word| {
        Holder::of_word(&word.to_lowercase()).ok_or_else(|| malformed(word, "personne ou organisation"))
    });
    let person = match holder {
        Some(Holder::Person) => cells.filled("numero_personne", number).map(Some),
        _ => cells.optional("numero_personne", |word| Err(malformed(word, "rien, car le titulaire est l'organisation"))),
    };
    let (iban, bic) = (cells.filled("iban", rules::iban), cells.optional("bic", rules::bic));
    let holder_name = cells.filled("nom_titulaire", text);
    let account = BankAccount {
        reference: row_reference?,
        label: label?,
        holder: holder?,
        iban: iban?,
        bic: bic?,
        holder_name: Some(holder_name?),
    };
    Some(AccountRow { account, person: person? })
}

pub(super) fn contract(cells: &mut Cells) -> Option<Contract> {
    let signed = |word: &str| if word.is_empty() { Err(CONTRACT_NOT_SIGNED.because("")) } else { day(word) };
    let filled = |word: &str| if word.is_empty() { Err(CONTRACT_CONVENTION_FILLED.because("")) } else { text(word) };
    let (row_reference, person) = (cells.filled("reference", reference), cells.filled("numero_personne", number));
    let (starts_on, ends_on) = (cells.filled("debut", day), cells.filled("fin", day));
    let by_person = cells.filled("signature_personne", signed);
    let by_department = cells.filled("signature_departement", signed);
    let (received_on, convention) = (cells.filled("reception", day), cells.filled("convention", filled));
    let (renews, evaluated_on) = (cells.optional("renouvelle", reference), cells.optional("evaluation", day));
    let living_floor = cells.filled("plancher_vie", amount);
    let contract = Contract {
        reference: row_reference?,
        person: person?,
        starts_on: starts_on?,
        ends_on: ends_on?,
        signed_by_person_on: by_person?,
        signed_by_department_on: by_department?,
        received_on: received_on?,
        convention: convention?,
        renews: renews?,
        evaluated_on: evaluated_on?,
        living_floor: living_floor?,
    };
    for refusal in rules::contract(&contract) {
        let column = if refusal.code == &CONTRACT_RENEWAL_WITHOUT_EVALUATION { "evaluation" } else { "fin" };
        cells.refuse(column, refusal);
    }
    Some(contract)
}

pub(super) fn authorisation(cells: &mut Cells) -> Option<AuthorisationRow> {
    let (contract, asked) = (cells.filled("contrat", reference), cells.filled("prestation", reference));
    let (from_on, to_on) = (cells.filled("debut", day), cells.filled("fin", day));
    let (payer, file_number) = (cells.filled("payeur", text), cells.optional("numero_allocataire", reference));
    let expected = cells.optional("montant_attendu", positive_amount);
    let expected_day = cells.optional("jour_attendu", |word| whole(word, 1..=31));
    let (tiers_payant, mjagbf) = (cells.filled("tiers_payant", yes_no), cells.filled("mjagbf", yes_no));
    let (justification, holder) = (cells.optional("justification", text), cells.optional("titulaire", text));
    let (holder_signed, document) = (cells.filled("signataire", yes_no), cells.optional("document", text));
    let authorisation = Authorisation {
        contract: contract?,
        benefit: 0,
        from_on: from_on?,
        to_on: to_on?,
        payer: payer?,
        file_number: file_number?,
        expected: expected?,
        expected_day: expected_day?,
        tiers_payant: tiers_payant?,
        justification: justification?,
        mjagbf: mjagbf?,
        holder: holder?,
        holder_signed: holder_signed?,
        document: document?,
    };
    Some(AuthorisationRow { asked: asked?, authorisation })
}

pub(super) fn payee(cells: &mut Cells) -> Option<Payee> {
    let named = |word: &str| if word.is_empty() { Err(PAYEE_WITHOUT_NAME.because("")) } else { text(word) };
    let (row_reference, name) = (cells.filled("reference", payee_reference), cells.filled("nom", named));
    let (iban, bic) = (cells.filled("iban", rules::iban), cells.optional("bic", rules::bic));
    Some(Payee { reference: row_reference?, name: name?, iban: iban?, bic: bic? })
}

/// A reference that is not the word for the person's own account.
fn payee_reference(word: &str) -> Result<String, Refusal> {
    if word.eq_ignore_ascii_case(OWN_ACCOUNT) {
        return Err(malformed(word, "une autre référence : ce mot désigne le compte de la personne"));
    }
    reference(word)
}

pub(super) fn rent(cells: &mut Cells) -> Option<Period> {
    let leased = |word: &str| if word.is_empty() { Err(RENT_WITHOUT_LEASE.because("")) } else { reference(word) };
    let (person, lease) = (cells.filled("numero_personne", number), cells.filled("bail", leased));
    let payee = cells.filled("bailleur", reference);
    let (from_on, to_on) = (cells.filled("debut", day), cells.optional("fin", day));
    let (rent, charges) = (cells.filled("loyer", positive_amount), or_zero(cells, "charges"));
    let (tiers_payant, rebate) = (or_zero(cells, "tiers_payant"), or_zero(cells, "rls"));
    let due_day = cells.filled("jour_echeance", |word| whole(word, 1..=31));
    let period = Period {
        person: person?,
        lease: lease?,
        payee: payee?,
        from_on: from_on?,
        to_on: to_on?,
        rent: rent?,
        charges: charges?,
        tiers_payant: tiers_payant?,
        rebate: rebate?,
        due_day: due_day?,
    };
    ends_after_its_start(cells, period.to_on.is_none_or(|last| last >= period.from_on));
    let (owed, less) = (period.rent.plus(period.charges), period.tiers_payant.plus(period.rebate));
    if owed.is_none() || less.is_none() || less > owed {
        cells.refuse("tiers_payant", RENT_REDUCED_BELOW_ZERO.because(""));
    }
    Some(period)
}

pub(super) fn budget_line(cells: &mut Cells) -> Option<BudgetLine> {
    let (person, row_reference) = (cells.filled("numero_personne", number), cells.filled("reference", reference));
    let rank = cells.filled("rang", |word| match whole(word, 0..=5) {
        Ok(rank) if rank != 1 => Ok(rank),
        _ => Err(malformed(word, "0, 2, 3, 4 ou 5 ; le rang 1 est le loyer, déclaré dans rents.csv")),
    });
    let category = cells.filled("categorie", |word| reference(&word.to_lowercase()));
    let (payee, amount) = (cells.filled("beneficiaire", reference), cells.filled("montant", positive_amount));
    let frequency = cells.filled("periodicite", |word| {
        Frequency::of_word(&word.to_lowercase()).ok_or_else(|| malformed(word, "mensuel ou hebdomadaire"))
    });
    let last = frequency.map_or(31, Frequency::last_day);
    let line_day = cells.filled("jour", |word| whole(word, 1..=last));
    let (from_on, to_on) = (cells.filled("debut", day), cells.optional("fin", day));
    let (label, mandate) = (cells.filled("libelle", text), cells.optional("mandat", reference));
    let line = BudgetLine {
        person: person?,
        reference: row_reference?,
        rank: rank?,
        category: category?,
        payee: Some(payee?).filter(|payee| !payee.eq_ignore_ascii_case(OWN_ACCOUNT)),
        amount: amount?,
        frequency: frequency?,
        day: line_day?,
        from_on: from_on?,
        to_on: to_on?,
        label: label?,
        mandate: mandate?,
    };
    ends_after_its_start(cells, line.to_on.is_none_or(|last| last >= line.from_on));
    Some(line)
}

/// An amount whose empty cell means none.
fn or_zero(cells: &mut Cells, column: &str) -> Option<Cents> {
    cells.optional(column, amount).map(Option::unwrap_or_default)
}

fn ends_after_its_start(cells: &mut Cells, ordered: bool) {
    if !ordered {
        let refusal = malformed(cells.raw("fin"), "une date qui n'est pas avant le début");
        cells.refuse("fin", refusal);
    }
}
