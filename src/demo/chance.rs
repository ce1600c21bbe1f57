//! A small seeded generator (SplitMix64): the same seed gives the same demo on every machine.

/// A source of repeatable choices. Not for secrets.
#[derive(Clone, Debug)]
pub struct Chance {
    state: u64,
}

impl Chance {
    /// The choices of one subject (a person, a payee) under a seed: they do not depend on how many others there are.
    #[must_use]
    pub fn of(seed: u64, subject: u64) -> Self {
        let mut chance = Self { state: seed ^ subject.wrapping_mul(0xD6E8_FEB8_6659_FD93) };
        chance.next();
        chance
    }

    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.state ^ (self.state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number from `low` to `high`, both included; `low` when the range is empty.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        let Some(size) = high.checked_sub(low).and_then(|gap| u64::try_from(gap).ok()).and_then(|gap| gap.checked_add(1)) else {
            return low;
        };
        i64::try_from(self.next() % size).ok().and_then(|step| low.checked_add(step)).unwrap_or(low)
    }

    /// A multiple of `step` from `low` up to `high`.
    pub fn stepped(&mut self, low: i64, high: i64, step: i64) -> i64 {
        low + step * self.between(0, (high - low) / step.max(1))
    }

    /// True `percent` times out of a hundred.
    pub fn percent(&mut self, percent: i64) -> bool {
        self.between(1, 100) <= percent
    }

    /// One of the words, or the empty text when there is none.
    pub fn word(&mut self, words: &[&'static str]) -> &'static str {
        let last = i64::try_from(words.len()).unwrap_or(0) - 1;
        usize::try_from(self.between(0, last)).ok().and_then(|at| words.get(at)).copied().unwrap_or("")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_repeats_itself_and_subjects_differ() {
        let draw = |seed, subject| {
            let mut chance = Chance::of(seed, subject);
            [chance.between(0, 1_000_000), chance.between(0, 1_000_000)]
        };
        assert_eq!(draw(7, 1), draw(7, 1));
        assert_ne!(draw(7, 1), draw(7, 2));
        assert_ne!(draw(7, 1), draw(8, 1));
    }

    #[test]
    fn choices_stay_in_their_range() {
        let mut chance = Chance::of(1, 1);
        let mut seen = [false; 4];
        for _ in 0..200 {
            let drawn = chance.between(-1, 2);
            seen[usize::try_from(drawn + 1).unwrap()] = true;
            assert_eq!(chance.stepped(1_000, 3_000, 500) % 500, 0);
        }
        assert_eq!(seen, [true; 4]);
        assert_eq!(chance.between(5, 4), 5);
        assert_eq!(chance.word(&[]), "");
    }
}
