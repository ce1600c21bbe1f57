//! Whose file a user sees (RULE 81): a manager their own people and those of a colleague they replace; accountant, head and auditor
//! everyone; an administrator nobody.

use super::Role;
use chrono::NaiveDate;

/// A person in the hands of a manager, both days included. An end before the beginning voids it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assigned {
    /// The person's number.
    pub person: i64,
    /// The manager's identifier.
    pub user: String,
    /// First day.
    pub from_on: NaiveDate,
    /// Last day; none while nobody took over.
    pub to_on: Option<NaiveDate>,
}

/// A manager who stands in for another, both days included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replaced {
    /// The manager who is away.
    pub absent: String,
    /// Who stands in.
    pub by_user: String,
    /// First day.
    pub from_on: NaiveDate,
    /// Last day.
    pub to_on: NaiveDate,
    /// First day on which it holds no more, when it was cut short.
    pub ended_on: Option<NaiveDate>,
}

/// Whether a user in service sees a person's file on a day.
#[must_use]
pub fn sees(role: Role, user: &str, person: i64, today: NaiveDate, assigned: &[Assigned], replaced: &[Replaced]) -> bool {
    match role {
        Role::Comptable | Role::Responsable | Role::Auditeur => true,
        Role::Admin | Role::Programme => false,
        Role::Gestionnaire => assigned.iter().any(|one| {
            one.person == person
                && one.from_on <= today
                && one.to_on.is_none_or(|last| today <= last)
                && (one.user == user || replaced.iter().any(|other| stands_in(other, user, &one.user, today)))
        }),
    }
}

fn stands_in(replaced: &Replaced, user: &str, absent: &str, today: NaiveDate) -> bool {
    replaced.by_user == user
        && replaced.absent == absent
        && replaced.from_on <= today
        && today <= replaced.to_on
        && replaced.ended_on.is_none_or(|day| today < day)
}

/// SQL that is true where `person` (a column) is visible to the user in service whose identifier is bound as `user`, on the day bound
/// as `today`: [`sees`] for lists.
#[must_use]
pub fn visible_people_condition(person: &str, user: &str, today: &str) -> String {
    format!(
        "(EXISTS (SELECT 1 FROM app_user viewer WHERE viewer.id = {user} AND viewer.active AND viewer.role IN ('comptable', 'responsable', 'auditeur'))
          OR {person} IN (SELECT held.person FROM assignment held
            WHERE EXISTS (SELECT 1 FROM app_user viewer WHERE viewer.id = {user} AND viewer.active AND viewer.role = 'gestionnaire')
              AND held.from_on <= {today} AND (held.to_on IS NULL OR held.to_on >= {today})
              AND held.app_user IN (SELECT {user} UNION ALL SELECT away.absent FROM replacement away
                WHERE away.by_user = {user} AND away.from_on <= {today} AND away.to_on >= {today}
                  AND (away.ended_on IS NULL OR away.ended_on > {today}))))"
    )
}

/// The same condition for one user and one day, for queries that list many things: nothing is bound.
#[must_use]
pub fn visible(user: &super::User, person: &str, today: NaiveDate) -> String {
    visible_people_condition(person, &format!("'{}'", user.id.replace('\'', "''")), &format!("'{today}'"))
}

/// Whose files a signed-in user sees on a day: the same for all who see everyone's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Everyone's.
    Everyone,
    /// Those that this user sees on that day.
    Of(super::User, NaiveDate),
}

impl Reach {
    /// Of a user on a day.
    #[must_use]
    pub fn of(user: &super::User, today: NaiveDate) -> Self {
        match user.role {
            Role::Comptable | Role::Responsable | Role::Auditeur => Self::Everyone,
            Role::Gestionnaire | Role::Admin | Role::Programme => Self::Of(user.clone(), today),
        }
    }

    /// SQL that is true where `person` (a column) is within it.
    #[must_use]
    pub fn condition(&self, person: &str) -> String {
        match self {
            Self::Everyone => "TRUE".to_owned(),
            Self::Of(user, today) => visible(user, person, *today),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(offset: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 1).unwrap() + chrono::Days::new(offset.into())
    }

    fn own() -> Vec<Assigned> {
        vec![Assigned { person: 1, user: "MARIE".into(), from_on: day(5), to_on: None }]
    }

    #[test]
    fn a_manager_sees_their_own_from_the_first_day() {
        let marie = |person, today| sees(Role::Gestionnaire, "MARIE", person, today, &own(), &[]);
        assert_eq!([marie(1, day(4)), marie(1, day(5)), marie(1, day(9)), marie(2, day(9))], [false, true, true, false]);
        let nobody_yet = sees(Role::Gestionnaire, "PAUL", 1, day(9), &own(), &[]);
        assert!(!nobody_yet);
    }

    #[test]
    fn a_replacement_lends_for_its_days_and_goes_no_further() {
        let lend = |absent: &str, by_user: &str, ended_on| Replaced {
            absent: absent.into(),
            by_user: by_user.into(),
            from_on: day(7),
            to_on: day(9),
            ended_on,
        };
        let replaced = [lend("MARIE", "PAUL", None), lend("PAUL", "ANA", None)];
        let paul = |today| sees(Role::Gestionnaire, "PAUL", 1, today, &own(), &replaced);
        assert_eq!([6, 7, 9, 10].map(|at| paul(day(at))), [false, true, true, false]);
        assert!(!sees(Role::Gestionnaire, "ANA", 1, day(8), &own(), &replaced));
        let cut = [lend("MARIE", "PAUL", Some(day(8)))];
        let paul = |today| sees(Role::Gestionnaire, "PAUL", 1, today, &own(), &cut);
        assert_eq!([7, 8].map(|at| paul(day(at))), [true, false]);
    }

    proptest! {
        #[test]
        fn the_role_decides_for_everyone_but_managers(person in 0_i64..5, today in 0_u32..20) {
            for role in [Role::Comptable, Role::Responsable, Role::Auditeur] {
                prop_assert!(sees(role, "X", person, day(today), &[], &[]));
            }
            for role in [Role::Admin, Role::Programme, Role::Gestionnaire] {
                prop_assert!(!sees(role, "X", person, day(today), &[], &[]));
            }
            prop_assert!(!sees(Role::Admin, "MARIE", person, day(today), &own(), &[]));
        }
    }
}
