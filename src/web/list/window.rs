//! Lists that are too long to be read whole: the database finds, sorts and cuts, the page shows what it is given.

use super::List;

/// How many rows there are, when the rows given are one page that the database found and sorted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cut {
    pub(super) all: usize,
    pub(super) found: usize,
}

impl List {
    /// Says above the field what can be searched.
    #[must_use]
    pub const fn searching(mut self, words: &'static str) -> Self {
        self.searching = words;
        self
    }

    /// The rows given are those that the page must show: the database found `found` of `all`, and sorted them.
    #[must_use]
    pub const fn cut(mut self, all: usize, found: usize) -> Self {
        self.cut = Some(Cut { all, found });
        self
    }

    /// Which of the `found` rows the page asked shows: how many before it, and how many at most. The file has them all.
    #[must_use]
    pub fn window(&self, found: usize) -> (usize, usize) {
        if self.is_csv() {
            return (0, found);
        }
        let pages = found.div_ceil(self.rows_of_page).max(1);
        let page = self.query.get("page").parse::<usize>().unwrap_or(1).clamp(1, pages);
        (page.saturating_sub(1).saturating_mul(self.rows_of_page), self.rows_of_page)
    }

    /// Those of these things whose rows it needs: those of the page asked, or all of them where something is searched among them or
    /// they are sorted by a column.
    pub fn part_of<'t, T>(&mut self, things: &'t [T]) -> &'t [T] {
        let (text, key, _) = self.asked();
        if self.is_csv() || !text.trim().is_empty() || !key.is_empty() {
            return things;
        }
        let (skipped, most) = self.window(things.len());
        self.cut = Some(Cut { all: things.len(), found: things.len() });
        things.get(skipped..skipped.saturating_add(most).min(things.len())).unwrap_or_default()
    }

    /// What is asked for: the text, the column and whether it goes down.
    #[must_use]
    pub fn asked(&self) -> (&str, &str, bool) {
        let (key, down) = self.order();
        (self.query.get("q"), key, down)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{list, names};

    #[test]
    fn only_the_rows_of_the_page_are_made_unless_something_is_asked_of_all() {
        let things: Vec<usize> = (0..120).collect();
        let part = |query: &[(&str, &str)]| list(query).part_of(&things).to_vec();
        assert_eq!(part(&[]), things[..50]);
        assert_eq!(part(&[("page", "3"), ("q", " ")]), things[100..]);
        for of_all in [("q", "elo"), ("tri", "nom"), ("format", "csv")] {
            assert_eq!(part(&[("page", "2"), of_all]), things);
        }
        assert_eq!(list(&[]).part_of::<usize>(&[]), [0_usize; 0]);
    }

    #[test]
    fn rows_that_the_database_cut_are_shown_as_they_come() {
        let cut = list(&[("q", "elo"), ("tri", "nom"), ("page", "9")]).cut(500, 120);
        assert_eq!(names(&cut), ["Zoé", "=1+1", "Élodie"]);
        assert_eq!(cut.window(120), (100, 50), "the last page there is");
        assert_eq!(list(&[("format", "csv"), ("page", "2")]).window(120), (0, 120));
        assert!(cut.html().unwrap().contains("101 à 103 sur 120 trouvés parmi 500"));
    }
}
