//! How many typos apart two words are.

/// A word, ready to be compared with many: which of its letters are which character, as bits.
///
/// The distance counts letters put in, left out, changed, and neighbours swapped, no letter of
/// which is touched again (optimal string alignment). All letters of the word are looked at at
/// once, a bit each: Hyyrö, *A bit-vector algorithm for computing Levenshtein and Damerau edit
/// distances*, 2003.
pub struct Pattern {
    letters: Vec<(char, u64)>,
    length: u32,
    /// The set of its letters; see [`letter_set`].
    pub(super) set: u32,
}

/// The longest word that fits: a bit a letter.
const MAX_LETTERS: usize = 64;

impl Pattern {
    /// `None` for an empty word, and for one of more than 64 letters.
    pub fn new(word: &str) -> Option<Self> {
        let mut letters: Vec<(char, u64)> = Vec::new();
        for (at, c) in word.chars().enumerate() {
            let bit = 1_u64.checked_shl(u32::try_from(at).ok()?)?;
            match letters.iter_mut().find(|(known, _)| *known == c) {
                Some((_, bits)) => *bits |= bit,
                None => letters.push((c, bit)),
            }
        }
        let length = word.chars().count();
        let fits = (1..=MAX_LETTERS).contains(&length);
        fits.then(|| Self {
            letters,
            length: u32::try_from(length).unwrap_or(0),
            set: letter_set(word),
        })
    }

    /// Its number of letters.
    pub const fn length(&self) -> u32 {
        self.length
    }

    fn bits(&self, c: char) -> u64 {
        self.letters.iter().find(|(known, _)| *known == c).map_or(0, |(_, bits)| *bits)
    }

    /// The distance to another word.
    pub fn distance(&self, word: &str) -> u32 {
        self.distances(word).last().unwrap_or(self.length)
    }

    /// The distance to the nearest of all beginnings of another word, the whole included.
    pub fn distance_to_beginning(&self, word: &str) -> u32 {
        self.distances(word).min().unwrap_or(self.length).min(self.length)
    }

    /// The distances to the beginnings of another word: of one letter, two, and so on.
    fn distances(&self, word: &str) -> impl Iterator<Item = u32> {
        let last = 1_u64 << (self.length - 1);
        let (mut positive, mut negative) = (u64::MAX, 0_u64);
        let (mut diagonal, mut before) = (0_u64, 0_u64);
        let mut distance = self.length;
        word.chars().map(move |c| {
            let here = self.bits(c);
            let swapped = ((!diagonal & here) << 1) & before;
            diagonal =
                ((here & positive).wrapping_add(positive) ^ positive) | here | negative | swapped;
            let up = negative | !(diagonal | positive);
            let down = diagonal & positive;
            distance = distance + u32::from(up & last != 0) - u32::from(down & last != 0);
            let (up, down) = (up << 1 | 1, down << 1);
            positive = down | !(diagonal | up);
            negative = diagonal & up;
            before = here;
            distance
        })
    }
}

/// The set of a word's letters, in 32 bits. A typo puts one in and takes one out at most, so words
/// that are `n` typos apart differ in at most `2 n` bits.
pub(super) fn letter_set(word: &str) -> u32 {
    word.chars().fold(0, |set, c| {
        let bit = match c {
            'a'..='z' => u32::from(c) - u32::from('a'),
            _ => 26 + u32::from(c) % 6,
        };
        set | 1 << bit
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances() {
        for (a, b, distance) in [
            ("touch", "touch", 0),
            ("tuch", "touch", 1),
            ("tocuh", "touch", 1),
            ("touhc", "touch", 1),
            ("xtouch", "touch", 1),
            ("tpuch", "touch", 1),
            ("tuhc", "touch", 2),
            ("ca", "abc", 3),
            ("headphone", "haedphnoe", 2),
            ("a", "", 1),
            ("é", "è", 1),
        ] {
            let pattern = Pattern::new(a).unwrap();
            assert_eq!(pattern.distance(b), distance, "{a} {b}");
            assert!((letter_set(a) ^ letter_set(b)).count_ones() <= 2 * distance, "{a} {b}");
        }
        assert!(Pattern::new("").is_none());
        assert!(Pattern::new(&"x".repeat(65)).is_none());
        assert_eq!(Pattern::new(&"x".repeat(64)).unwrap().distance("x"), 63);
    }
}
