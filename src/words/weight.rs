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
pub(super) const MAX_WEIGHT: u8 = 15;

/// The weight of a title's word, by its place (from 0) and the title's number of words: what an
/// item is comes first, and the fewer other words there are, the more it is just that.
pub(super) fn in_title(place: usize, words: usize) -> u8 {
    let late = match place {
        0..=3 => place,
        4..=5 => 4,
        _ => 5,
    };
    let long = match words {
        0..=2 => 0,
        3..=7 => words - 2,
        8..=10 => 6,
        _ => 7,
    };
    let lost = u8::try_from(late + long).unwrap_or(MAX_WEIGHT);
    (MAX_WEIGHT - lost.min(MAX_WEIGHT)).max(Field::Title.weight())
}

/// What a match adds to an item's score, by the word's weight in it; at most [`MAX_WORTH`].
pub(super) const fn worth(weight: u8, closeness: u8) -> u8 {
    weight * 4 + closeness
}

/// How close a word is among those of the same reach, 0 to 3: a typo in the first letter is rare,
/// and so is one that changes the length.
pub(super) fn closeness(reach: Reach, word: &str, term: &str) -> u8 {
    match reach {
        Reach::Exact => 3,
        Reach::Prefix => 0,
        Reach::OneTypo | Reach::TwoTypos => {
            let same_start = word.chars().next() == term.chars().next();
            let same_length = word.chars().count() == term.chars().count();
            u8::from(same_start) * 2 + u8::from(same_length)
        }
    }
}
