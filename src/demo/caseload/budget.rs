//! Budgets agreed with the person: what keeps the dwelling usable, living money, arrears, then the rest.

use super::payees;
use super::profile::{Base, Benefit, Dwelling, Extra, Profile, is_earmarked_service};
use super::rows::{BudgetRow, Day, Euros};
use crate::demo::chance::Chance;
use chrono::{Months, NaiveDate};

/// A budget under construction: what is left after each line.
struct Draft {
    person: u32,
    starts_on: NaiveDate,
    pensioner: bool,
    left: i64,
    lines: Vec<BudgetRow>,
}

impl Draft {
    fn line(
        &mut self,
        rank: u8,
        category: &'static str,
        payee: String,
        cents: i64,
        day: u32,
        label: &'static str,
    ) -> Option<&mut BudgetRow> {
        self.left -= cents;
        self.lines.push(BudgetRow {
            person: self.person,
            reference: format!("BUD-{:05}-{:02}", self.person, self.lines.len() + 1),
            rank,
            category,
            payee,
            amount: Euros(cents),
            period: "mensuel",
            day,
            starts_on: Day(self.starts_on),
            ends_on: None,
            label,
            mandate: String::new(),
        });
        self.lines.last_mut()
    }

    /// A bill, taken by direct debit for some.
    fn bill(
        &mut self,
        rank: u8,
        (category, kind, label): (&'static str, &str, &'static str),
        cents: i64,
        debited: i64,
        chance: &mut Chance,
    ) {
        let person = self.person;
        let payee = payees::one_of(kind, chance);
        // A creditor takes its money once the CAF has paid; pensions come too late for that.
        let by_mandate = chance.percent(debited) && person != 1 && !self.pensioner;
        let day = if by_mandate { 8 + person % 2 } else { 12 };
        if let Some(row) = self.line(rank, category, payee, cents, day, label)
            && by_mandate
        {
            row.mandate = format!("RUM-{kind}-{person:06}");
        }
    }
}

/// The lines of a person's budget and the living money that it gives per month.
pub(super) fn budget(
    person: u32,
    profile: Profile,
    (dwelling, landlord): (&Dwelling, &str),
    benefits: &[Benefit],
    starts_on: NaiveDate,
    chance: &mut Chance,
) -> (Vec<BudgetRow>, i64) {
    let free: i64 = benefits.iter().filter(|benefit| !is_earmarked_service(benefit.number)).map(|benefit| benefit.cents).sum();
    let aid_elsewhere = if benefits.iter().any(|benefit| benefit.number <= 2) { 0 } else { dwelling.aid };
    let left = free + aid_elsewhere - dwelling.owed();
    let pensioner = matches!(profile.base, Base::Aspa | Base::Asi);
    let mut draft = Draft { person, starts_on, pensioner, left, lines: Vec::new() };
    services(&mut draft, benefits, chance);
    if person == 1 {
        return persona(draft, landlord);
    }
    let large = if profile.base == Base::Family { 2 } else { 1 };
    draft.bill(2, ("assurance", "ASSURANCE", "Assurance habitation"), chance.stepped(850, 1_500, 10), 0, chance);
    draft.bill(2, ("energie", "ENERGIE", "Électricité et gaz"), chance.stepped(4_500, 7_500, 50) * large, 35, chance);
    if chance.percent(50) {
        draft.bill(2, ("eau", "EAU", "Eau"), chance.stepped(2_000, 3_500, 50), 0, chance);
    }
    let short = profile.extra == Extra::Short;
    let modest = 20_000 * large;
    if (chance.percent(40) && draft.left > modest + 5_000) || short {
        let ends_on = starts_on.checked_add_months(Months::new(30)).map(Day);
        if let Some(row) = draft.line(
            4,
            "arrieres_loyer",
            landlord.to_owned(),
            chance.stepped(2_000, 4_500, 500),
            15,
            "Plan d'apurement du loyer",
        ) {
            row.ends_on = ends_on;
        }
    }
    if chance.percent(12) && draft.left > modest + 8_000 {
        let payee = payees::one_of("CREDIT", chance);
        draft.line(4, "plan_dettes", payee, chance.stepped(3_000, 6_000, 500), 15, "Plan de surendettement");
    }
    if (chance.percent(70) && draft.left > modest + 3_000) || short {
        draft.bill(
            5,
            ("telephone", "TELEPHONE", "Téléphone et internet"),
            chance.stepped(1_000, 2_500, 1) / 10 * 10 + 9,
            50,
            chance,
        );
    }
    if chance.percent(25) && draft.left > modest + 6_000 {
        draft.bill(5, ("sante", "SANTE", "Complémentaire santé"), chance.stepped(2_000, 4_500, 50), 0, chance);
    }
    if chance.percent(20) && draft.left > modest + 4_000 {
        draft.bill(5, ("transport", "TRANSPORT", "Abonnement de transport"), chance.stepped(1_500, 3_000, 50), 0, chance);
    }
    if (profile.base == Base::Family && draft.left > modest) || chance.percent(5) {
        draft.bill(5, ("autre", "AUTRE", "Activités et garde-meubles"), chance.stepped(1_500, 3_500, 50), 0, chance);
    }
    let monthly = living_money(&mut draft, large, short);
    (draft.lines, monthly)
}

/// Weekly for two persons in three (on a Tuesday or a Friday), else monthly; from what is left, between a floor and a ceiling.
fn living_money(draft: &mut Draft, large: i64, short: bool) -> i64 {
    let person = draft.person;
    let floor = if short { 8_000 } else { 4_500 } * large;
    let weekly = (draft.left / 5 / 500 * 500).clamp(floor, 11_000 * large);
    if person.is_multiple_of(3) {
        draft.line(3, "argent_de_vie", "PERSONNE".to_owned(), weekly * 4, 12, "Argent de vie du mois");
    } else if let Some(row) = draft.line(
        3,
        "argent_de_vie",
        "PERSONNE".to_owned(),
        weekly,
        if person.is_multiple_of(2) { 2 } else { 5 },
        "Argent de vie de la semaine",
    ) {
        row.period = "hebdomadaire";
    }
    weekly * 4
}

/// What care and compensation allowances pay: their own object only (R271-4).
fn services(draft: &mut Draft, benefits: &[Benefit], chance: &mut Chance) {
    for benefit in benefits.iter().filter(|benefit| is_earmarked_service(benefit.number)) {
        let (category, kind, label) = match benefit.number {
            3 => ("apa", "APA", "Plan d'aide APA"),
            15 => ("compensation", "HANDICAP", "Aide humaine (PCH)"),
            _ => ("aide_menagere", "APA", "Aide ménagère"),
        };
        let payee = payees::one_of(kind, chance);
        draft.line(0, category, payee, benefit.cents, 20, label);
        draft.left += benefit.cents;
    }
}

/// The first person's budget: the worked example of the guide.
fn persona(mut draft: Draft, landlord: &str) -> (Vec<BudgetRow>, i64) {
    draft.line(2, "energie", "ENERGIE-1".to_owned(), 5_200, 12, "Électricité");
    draft.line(2, "assurance", "ASSURANCE-1".to_owned(), 1_150, 12, "Assurance habitation");
    if let Some(row) = draft.line(3, "argent_de_vie", "PERSONNE".to_owned(), 7_000, 5, "Argent de vie de la semaine") {
        row.period = "hebdomadaire";
    }
    draft.line(4, "arrieres_loyer", landlord.to_owned(), 3_000, 15, "Plan d'apurement du loyer");
    (draft.lines, 28_000)
}
