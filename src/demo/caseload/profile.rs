//! Who the persons are: twenty typical situations, their dwelling and their resources, at the amounts of 2026.

use crate::calendar::Month;
use crate::demo::chance::Chance;

/// The main resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Base {
    Rsa,
    Aah,
    Aspa,
    Asi,
    Family,
}

/// The housing aid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Aid {
    Apl,
    Als,
    /// APL paid to the landlord: not receivable under MASP 2 (D271-2, 1°).
    TiersPayant,
}

/// What comes on top.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Extra {
    Nothing,
    Salary,
    FranceTravail,
    Pch,
    Apa,
    HomeHelp,
    /// More bills than resources.
    Short,
}

/// A typical situation.
#[derive(Clone, Copy, Debug)]
pub(super) struct Profile {
    pub base: Base,
    pub aid: Aid,
    pub social_landlord: bool,
    pub extra: Extra,
}

const fn case(base: Base, aid: Aid, social_landlord: bool, extra: Extra) -> Profile {
    Profile { base, aid, social_landlord, extra }
}

/// The twenty situations; a person's place in the table turns by one every twenty persons.
const CASES: [Profile; 20] = [
    case(Base::Rsa, Aid::Apl, true, Extra::Nothing),
    case(Base::Rsa, Aid::Apl, true, Extra::Nothing),
    case(Base::Aah, Aid::Als, false, Extra::Nothing),
    case(Base::Aspa, Aid::Als, false, Extra::Nothing),
    case(Base::Rsa, Aid::TiersPayant, true, Extra::Nothing),
    case(Base::Aah, Aid::Apl, true, Extra::Pch),
    case(Base::Family, Aid::Apl, true, Extra::Nothing),
    case(Base::Asi, Aid::Als, false, Extra::Nothing),
    case(Base::Rsa, Aid::Apl, true, Extra::Nothing),
    case(Base::Aah, Aid::TiersPayant, true, Extra::Nothing),
    case(Base::Rsa, Aid::Apl, true, Extra::Salary),
    case(Base::Aspa, Aid::Apl, true, Extra::Apa),
    case(Base::Rsa, Aid::Als, false, Extra::Nothing),
    case(Base::Aah, Aid::Als, false, Extra::Nothing),
    case(Base::Family, Aid::TiersPayant, true, Extra::Nothing),
    case(Base::Rsa, Aid::Apl, true, Extra::FranceTravail),
    case(Base::Rsa, Aid::Apl, true, Extra::Nothing),
    case(Base::Aspa, Aid::Apl, true, Extra::Nothing),
    case(Base::Aah, Aid::Apl, true, Extra::HomeHelp),
    case(Base::Rsa, Aid::Apl, true, Extra::Short),
];

/// A person's place: which of the twenty situations, in which block of twenty persons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub slot: u32,
    pub block: u32,
}

impl Place {
    pub(super) const fn of(number: u32) -> Self {
        let block = number / 20;
        Self { slot: (number + block) % 20, block }
    }

    /// True for one block in ten.
    pub(super) const fn is(self, slot: u32, block: u32) -> bool {
        self.slot == slot && self.block % 10 == block
    }

    pub(super) fn profile(self) -> Profile {
        usize::try_from(self.slot).ok().and_then(|slot| CASES.get(slot)).copied().unwrap_or(case(
            Base::Rsa,
            Aid::Apl,
            true,
            Extra::Nothing,
        ))
    }
}

/// Who pays a benefit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Payer {
    Caf,
    Carsat,
    Cpam,
    Department,
}

/// A benefit of the list (D271-2), net per month.
#[derive(Clone, Debug)]
pub(super) struct Benefit {
    pub number: u8,
    pub payer: Payer,
    pub cents: i64,
    /// Last month in which the person receives it, when it moves to the landlord afterwards.
    pub last: Option<Month>,
}

/// The dwelling, in cents per month.
#[derive(Clone, Debug)]
pub(super) struct Dwelling {
    pub rent: i64,
    pub charges: i64,
    pub rebate: i64,
    pub aid: i64,
    pub due_day: u32,
    /// Last month before the aid moves to the landlord.
    pub last: Option<Month>,
}

impl Dwelling {
    /// What the tenant owes while the aid is paid to them.
    pub(super) const fn owed(&self) -> i64 {
        self.rent + self.charges - self.rebate
    }

    pub(super) fn of(number: u32, chance: &mut Chance) -> Self {
        if number == 1 {
            return Self { rent: 36_500, charges: 7_000, rebate: 0, aid: 27_000, due_day: 10, last: None };
        }
        let place = Place::of(number);
        let profile = place.profile();
        let family = profile.base == Base::Family;
        let (rent, charges) = match (family, profile.social_landlord) {
            (true, _) => (chance.stepped(45_000, 56_000, 100) + 37, chance.stepped(7_000, 11_000, 250)),
            (_, true) => (chance.stepped(31_000, 42_000, 100) + chance.between(0, 99), chance.stepped(5_000, 10_000, 250)),
            _ => (chance.stepped(38_000, 46_000, 500), chance.stepped(2_000, 5_000, 500)),
        };
        let rebate = if profile.social_landlord { 3_158 } else { 0 };
        let share = match (family, profile.aid) {
            (true, _) => chance.between(62, 68),
            (_, Aid::Als) => chance.between(36, 44),
            _ => chance.between(58, 66),
        };
        // Landlords of pensioners wait for the pension, paid on the 9th and identified some days later.
        let early = chance.percent(40);
        let due_day = match profile.base {
            Base::Aspa | Base::Asi => 15,
            _ if early => 10,
            _ => 12,
        };
        Self { rent, charges, rebate, aid: (rent + charges - rebate) * share / 100, due_day, last: place.leaves_after() }
    }
}

impl Place {
    /// The last month before the APL moves to the landlord, for the few whom it concerns.
    fn leaves_after(self) -> Option<Month> {
        let month = match (self.slot, self.block % 10) {
            (8, 0) => "2026-09",
            (8, 1) => "2026-10",
            _ => return None,
        };
        month.parse().ok()
    }
}

/// The benefits of the list, and the pension that comes with ASPA or ASI in one credit (outside the list).
pub(super) fn benefits(profile: Profile, dwelling: &Dwelling, chance: &mut Chance) -> (Vec<Benefit>, i64) {
    let of = |number, payer, cents| Benefit { number, payer, cents, last: None };
    let mut pension = 0;
    let mut all = match (profile.base, profile.extra) {
        (Base::Rsa, Extra::Salary) => vec![of(17, Payer::Caf, chance.stepped(22_000, 30_000, 500) + 12)],
        (Base::Rsa, Extra::FranceTravail) => vec![of(17, Payer::Caf, chance.stepped(24_000, 32_000, 500) + 41)],
        (Base::Rsa, _) => vec![of(17, Payer::Caf, 57_349)],
        (Base::Aah, _) => vec![of(13, Payer::Caf, 104_159)],
        (Base::Aspa, _) => {
            pension = chance.stepped(28_000, 46_000, 100) + chance.between(0, 99);
            vec![of(4, Payer::Carsat, 104_360 - pension)]
        }
        (Base::Asi, _) => {
            pension = chance.stepped(25_000, 38_000, 100) + chance.between(0, 99);
            vec![of(12, Payer::Cpam, 91_486 - pension)]
        }
        (Base::Family, _) => vec![of(17, Payer::Caf, 82_113), of(19, Payer::Caf, 15_225)],
    };
    match profile.aid {
        Aid::Apl => all.push(Benefit { last: dwelling.last, ..of(1, Payer::Caf, dwelling.aid) }),
        Aid::Als => all.push(of(2, Payer::Caf, dwelling.aid)),
        Aid::TiersPayant => {}
    }
    match profile.extra {
        Extra::Pch => all.push(of(15, Payer::Department, chance.stepped(38_000, 62_000, 500) + 60)),
        Extra::Apa => all.push(of(3, Payer::Department, chance.stepped(24_000, 48_000, 500) + 84)),
        Extra::HomeHelp => all.push(of(27, Payer::Department, chance.stepped(12_000, 24_000, 500))),
        Extra::Nothing | Extra::Salary | Extra::FranceTravail | Extra::Short => {}
    }
    (all, pension)
}

/// True for a benefit of the second list, which needs a written justification (R271-3).
pub(super) const fn needs_justification(number: u8) -> bool {
    number >= 18
}

/// True for money that can only serve its own object, other than housing aid (R271-4).
pub(super) const fn is_earmarked_service(number: u8) -> bool {
    matches!(number, 3 | 15 | 27)
}
