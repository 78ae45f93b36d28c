//! What a person types.

use super::Reach;
use super::plural::singular;
use super::tokens::{Token, joined, linked, tokens};
use std::ops::Range;

/// More words than this are refused: no title that is pasted whole has as many.
pub const MAX_WORDS: usize = 32;

/// Typos are forgiven in words of so many letters: one, two.
const LETTERS_FOR_TYPOS: [usize; 2] = [4, 8];
/// Words that are written as one have so many letters each.
const LETTERS_OF_HALF: usize = 3;
/// So many letters or digits say how a word begins.
const LETTERS_OF_PREFIX: usize = 2;

/// Words that must all match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    pub(super) words: Vec<Word>,
    pub(super) wholes: Vec<Whole>,
}

/// A word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    /// As the index has it.
    pub term: String,
    /// Two words that it may be where no item has it: `toystory`.
    pub halves: Vec<[String; 2]>,
    /// How many typos are forgiven.
    pub typos: u32,
    /// What the words begin with that it may be the beginning of.
    pub prefixes: Vec<String>,
}

/// Words that may be one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Whole {
    /// As the index has it.
    pub term: String,
    /// The words that it stands for, by their places.
    pub words: Vec<usize>,
    /// What links them is as good as nothing, a space is a typo.
    pub reach: Reach,
}

/// Why a text is no query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QueryError {
    /// There is no letter and no digit in it.
    NoWords,
    /// There are too many words.
    TooManyWords {
        /// How many different ones.
        found: usize,
    },
}

impl std::fmt::Display for QueryError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NoWords => f.write_str("no letter and no digit"),
            Self::TooManyWords { found } => {
                write!(f, "{found} different words; at most {MAX_WORDS}")
            }
        }
    }
}

impl std::error::Error for QueryError {}

impl Query {
    /// Reads a query. Words that come twice count once.
    pub fn new(text: &str) -> Result<Self, QueryError> {
        let tokens = tokens(text);
        let mut words: Vec<Word> = Vec::new();
        let mut places = Vec::with_capacity(tokens.len());
        for (at, token) in tokens.iter().enumerate() {
            let word = Word::new(token, at + 1 == tokens.len());
            let known = words.iter().position(|known| known.term == word.term);
            places.push(known.unwrap_or(words.len()));
            if known.is_none() {
                words.push(word);
            }
        }
        match words.len() {
            0 => Err(QueryError::NoWords),
            1..=MAX_WORDS => Ok(Self { words, wholes: wholes(&tokens, &places) }),
            found => Err(QueryError::TooManyWords { found }),
        }
    }
}

impl Word {
    fn new(token: &Token, is_last: bool) -> Self {
        let letters = token.raw.chars().count();
        let is_forgiven = |least: &&usize| token.is_letters && letters >= **least;
        let typos = LETTERS_FOR_TYPOS.iter().filter(is_forgiven).count();
        let is_prefix = is_last && letters >= LETTERS_OF_PREFIX;
        Self {
            term: token.term(),
            halves: halves(token),
            typos: u32::try_from(typos).unwrap_or(0),
            prefixes: if is_prefix { prefixes(&token.raw) } else { Vec::new() },
        }
    }
}

/// Every cut of a word into two.
fn halves(token: &Token) -> Vec<[String; 2]> {
    let places = token.raw.char_indices().enumerate();
    let cuts = places.filter_map(|(letters, (at, _))| {
        let (before, after) = token.raw.split_at_checked(at)?;
        let fits = letters >= LETTERS_OF_HALF && after.chars().count() >= LETTERS_OF_HALF;
        (fits && token.is_letters).then(|| [singular(before), singular(after)])
    });
    cuts.collect()
}

/// Words are in the index as their singulars: `batteri` begins `batteries`, which is `battery`.
fn prefixes(raw: &str) -> Vec<String> {
    let singular = raw.strip_suffix('i').map(|start| format!("{start}y"));
    std::iter::once(raw.to_owned()).chain(singular).collect()
}

/// What hyphens and thousands link, and every two neighbours: `blue tooth` may be `bluetooth`.
fn wholes(tokens: &[Token], places: &[usize]) -> Vec<Whole> {
    let whole = |range: Range<usize>, reach| {
        let term = joined(tokens.get(range.clone())?)?;
        Some(Whole { term, words: places.get(range)?.to_vec(), reach })
    };
    let by_links = linked(tokens).filter_map(|range| whole(range, Reach::Exact));
    let pairs = tokens.windows(2).enumerate().filter(
        |(_, pair)| matches!(pair, [a, b] if a.is_letters && b.is_letters && !b.goes_on(a)),
    );
    let by_spaces = pairs.filter_map(|(at, _)| whole(at..at + 2, Reach::OneTypo));
    by_links.chain(by_spaces).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(text: &str) -> Query {
        Query::new(text).unwrap()
    }

    #[test]
    fn words_and_what_is_forgiven() {
        let query = query("iPods Headphones 1080p TVs TV batteri");
        let words: Vec<(&str, u32)> = query.words.iter().map(|w| (&*w.term, w.typos)).collect();
        let expected =
            [("ipod", 1), ("headphone", 2), ("1080", 0), ("p", 0), ("tv", 0), ("batteri", 1)];
        assert_eq!(words, expected);
        let last = query.words.last().unwrap();
        assert_eq!(last.prefixes, ["batteri", "battery"]);
        assert!(query.words[..5].iter().all(|word| word.prefixes.is_empty()));
        assert!(Query::new("x").unwrap().words[0].prefixes.is_empty());
    }

    #[test]
    fn a_word_that_may_be_two() {
        let halves = |text| -> Vec<String> {
            query(text).words[0].halves.iter().map(|pair| pair.join(" ")).collect()
        };
        assert_eq!(halves("toystory"), ["toy story", "toy tory", "toyst ory"]);
        assert_eq!(halves("gamepads"), ["gam epad", "game pad", "gamep ads"]);
        assert!(halves("123456").is_empty() && halves("today's").len() == 1);
        assert!(halves("dvds").is_empty());
    }

    #[test]
    fn words_that_may_be_one() {
        let found = query("wi-fi blue tooth 3 d").wholes;
        let found: Vec<(&str, &[usize], Reach)> =
            found.iter().map(|whole| (&*whole.term, &*whole.words, whole.reach)).collect();
        let expected: [(&str, &[usize], Reach); 3] = [
            ("wifi", &[0, 1], Reach::Exact),
            ("fiblue", &[1, 2], Reach::OneTypo),
            ("bluetooth", &[2, 3], Reach::OneTypo),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn what_is_no_query() {
        assert_eq!(Query::new(" - ™ "), Err(QueryError::NoWords));
        let many: Vec<String> = (0..40).map(|n| n.to_string()).collect();
        assert_eq!(Query::new(&many.join(" ")), Err(QueryError::TooManyWords { found: 40 }));
        assert!(Query::new(&"go ".repeat(100)).is_ok());
    }
}
