//! Which page has which words: what is known before any is read.

use serde::{Deserialize, Serialize};
use std::ops::Range;

/// The pages of an index by their places: first those of the lexicon, then the shelves.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Layout {
    pub(super) lexicons: u32,
    /// The first word of each shelf. A word that fills shelves is the first of several.
    pub(super) shelves: Vec<String>,
}

impl Layout {
    /// How many pages there are.
    pub fn pages(&self) -> u32 {
        self.lexicons.saturating_add(u32::try_from(self.shelves.len()).unwrap_or(u32::MAX))
    }

    /// The pages of the lexicon.
    pub(super) fn lexicon_pages(&self) -> Range<u32> {
        0..self.lexicons
    }

    /// The shelves on which a word is, if it is anywhere.
    pub(super) fn shelves_of(&self, word: &str) -> Range<u32> {
        self.between(|first| first < word, |first| first <= word)
    }

    /// The shelves on which words are that begin so.
    pub(super) fn shelves_beginning(&self, prefix: &str) -> Range<u32> {
        self.between(|first| first < prefix, |first| first < prefix || first.starts_with(prefix))
    }

    /// From the last shelf that begins below, to the last that begins within.
    fn between(&self, below: impl Fn(&str) -> bool, within: impl Fn(&str) -> bool) -> Range<u32> {
        let start = self.shelves.partition_point(|first| below(first)).saturating_sub(1);
        let end = self.shelves.partition_point(|first| within(first));
        let page =
            |shelf: usize| self.lexicons.saturating_add(u32::try_from(shelf).unwrap_or(u32::MAX));
        page(start)..page(end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_on_shelves() {
        let shelves = ["32", "case", "dvd", "dvd", "phone"].map(str::to_owned).to_vec();
        let layout = Layout { lexicons: 2, shelves };
        assert_eq!(layout.pages(), 7);
        for (word, pages) in [
            ("1", 2..2),
            ("32", 2..3),
            ("apple", 2..3),
            ("case", 2..4),
            ("cast", 3..4),
            ("dvd", 3..6),
            ("dvds", 5..6),
            ("zz", 6..7),
        ] {
            assert_eq!(layout.shelves_of(word), pages, "{word}");
        }
        for (prefix, pages) in [("ca", 2..4), ("d", 3..6), ("dv", 3..6), ("p", 5..7), ("a", 2..3)] {
            assert_eq!(layout.shelves_beginning(prefix), pages, "{prefix}");
        }
        assert_eq!(Layout::default().shelves_of("a"), 0..0);
    }
}
