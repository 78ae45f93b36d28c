//! How much a word weighs in an item, and what a match is worth.

use super::Reach;

/// Where an item has a word; the first that does counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Field {
    Title,
    Brand,
    ProductType,
    Category,
}

impl Field {
    pub(super) const ALL: [Self; 4] = [Self::Title, Self::Brand, Self::ProductType, Self::Category];

    /// The weight of its words; of a title's, the least.
    pub(super) const fn weight(self) -> u8 {
        match self {
            Self::Title => 3,
            Self::Brand => 2,
            Self::ProductType => 1,
            Self::Category => 0,
        }
    }
}

/// No weight is more.
const MAX_WEIGHT: usize = 31;

/// The weight of a title's word, by its place (from 0) and the title's number of words: what an
/// item is comes first, and the fewer other words there are, the more it is just that. Towards
/// the end of long titles both matter less.
pub(super) fn in_title(place: usize, words: usize) -> u8 {
    let late = match place {
        0..=3 => place * 2,
        4..=6 => place + 3,
        _ => 10,
    };
    let long = match words {
        0..=2 => 0,
        3..=7 => words * 2 - 4,
        8..=13 => words.div_ceil(2) + 7,
        _ => 14,
    };
    u8::try_from(MAX_WEIGHT - late - long).unwrap_or(Field::Title.weight())
}

/// What a match adds to an item's score, by the word's weight in it.
pub(super) const fn worth(weight: u8, closeness: u8) -> u8 {
    weight * 4 + closeness
}

/// The closest that a word is.
pub(super) const CLOSEST: u8 = 3;

/// How close a word is among those of the same reach, 0 to [`CLOSEST`]: a typo in the first letter is rare,
/// and so is one that changes the length.
pub(super) fn closeness(reach: Reach, word: &str, term: &str) -> u8 {
    match reach {
        Reach::Exact => CLOSEST,
        Reach::Prefix => 0,
        Reach::OneTypo | Reach::TwoTypos => {
            let same_start = word.chars().next() == term.chars().next();
            let same_length = word.chars().count() == term.chars().count();
            u8::from(same_start) * 2 + u8::from(same_length)
        }
    }
}
