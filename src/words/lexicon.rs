//! A lexicon page: words in order, each after what it shares with the one before.
//!
//! ```text
//! ┌─────┬───────────┬───────┬──────────────────────────────────────────────┐
//! │ 'T' │ first u32 │ n u32 │ n × (shared 5 bits, more γ, letters 5 bits …) │
//! └─────┴───────────┴───────┴──────────────────────────────────────────────┘
//! ```
//!
//! A letter is 0 to 25; 26 comes before a digit of 4 bits, 27 before any character of 21. A word's
//! number is its place among the words of all lexicon pages: `first` is that of the first here.

use super::bits::{BitReader, BitWriter};
use super::distance::{Pattern, letter_set};
use super::page::{LEXICON, PageError, header, numbers};
use super::tokens::MAX_LETTERS;
use std::ops::Range;

const DIGIT: u32 = 26;
const OTHER: u32 = 27;
/// Bits of the number of letters that a word shares with the one before.
const SHARED_BITS: u32 = 5;

/// Words of a range, in order.
#[derive(Debug, Default)]
pub struct Lexicon {
    first: u32,
    text: String,
    ends: Vec<u32>,
    /// What is asked of every word before it is compared: its letters, and how many.
    sets: Vec<u32>,
    lengths: Vec<u8>,
}

impl Lexicon {
    /// A word by its number.
    pub(super) fn word(&self, number: u32) -> Option<&str> {
        self.at(usize::try_from(number.checked_sub(self.first)?).ok()?)
    }

    fn at(&self, place: usize) -> Option<&str> {
        let end = usize::try_from(*self.ends.get(place)?).ok()?;
        let before = place.checked_sub(1).and_then(|before| self.ends.get(before));
        self.text.get(usize::try_from(before.copied().unwrap_or(0)).ok()?..end)
    }

    /// The first place whose word is not below what `below` knows.
    fn partition(&self, below: impl Fn(&str) -> bool) -> usize {
        let (mut low, mut high) = (0, self.ends.len());
        while low < high {
            let middle = low.midpoint(high);
            if self.at(middle).is_some_and(&below) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }

    fn number(&self, place: usize) -> u32 {
        self.first.saturating_add(u32::try_from(place).unwrap_or(u32::MAX))
    }

    /// The number of a word.
    pub(super) fn find(&self, word: &str) -> Option<u32> {
        let place = self.partition(|known| known < word);
        (self.at(place)? == word).then(|| self.number(place))
    }

    /// The numbers of words that begin so.
    pub(super) fn beginning(&self, prefix: &str) -> Range<u32> {
        let start = self.partition(|known| known < prefix);
        let end = self.partition(|known| known < prefix || known.starts_with(prefix));
        self.number(start)..self.number(end)
    }

    /// Words at most so many typos away, with their distances; the word itself too.
    pub(super) fn near(&self, word: &Pattern, typos: u32) -> impl Iterator<Item = (u32, u32)> {
        let may_be = move |(set, length): (&u32, &u8)| {
            word.length().abs_diff(u32::from(*length)) <= typos
                && (set ^ word.set).count_ones() <= 2 * typos
        };
        let asked = self.sets.iter().zip(&self.lengths).enumerate();
        asked.filter(move |(_, entry)| may_be(*entry)).filter_map(move |(place, _)| {
            let distance = word.distance(self.at(place)?);
            (distance <= typos).then(|| (self.number(place), distance))
        })
    }

    fn push(&mut self, word: &str) -> Option<()> {
        self.text.push_str(word);
        self.ends.push(u32::try_from(self.text.len()).ok()?);
        self.sets.push(letter_set(word));
        self.lengths.push(u8::try_from(word.chars().count()).ok()?);
        Some(())
    }

    /// Bytes that this takes in memory, roughly.
    pub(super) fn weight(&self) -> usize {
        self.text.len() + self.ends.len() * (size_of::<u32>() * 2 + 1)
    }

    /// Decodes what [`LexiconWriter`] has written, after the letter of its kind.
    pub(super) fn decode(body: &[u8]) -> Result<Self, PageError> {
        let ([first, count], words) = numbers(body)?;
        let mut reader = BitReader::new(words);
        let mut lexicon = Self { first, ..Self::default() };
        let (mut word, mut before) = (String::new(), String::new());
        for _ in 0..count {
            read_word(&mut reader, &before, &mut word).ok_or(PageError::Damaged("a word"))?;
            if word <= before {
                return Err(PageError::Damaged("words that are not in order"));
            }
            lexicon.push(&word).ok_or(PageError::Damaged("a word's length"))?;
            std::mem::swap(&mut word, &mut before);
        }
        Ok(lexicon)
    }
}

fn read_word(reader: &mut BitReader<'_>, before: &str, word: &mut String) -> Option<()> {
    let shared = usize::try_from(reader.bits(SHARED_BITS)?).ok()?;
    let more = usize::try_from(reader.gamma()?).ok()?;
    if shared + more > MAX_LETTERS {
        return None;
    }
    word.clear();
    word.extend(before.chars().take(shared));
    for _ in 0..more {
        word.push(match reader.bits(5)? {
            letter @ 0..DIGIT => char::from_u32(u32::from('a') + letter)?,
            DIGIT => char::from_digit(reader.bits(4)?, 10)?,
            OTHER => char::from_u32(reader.bits(21)?)?,
            _ => return None,
        });
    }
    Some(())
}

/// Writes lexicon pages.
pub(super) struct LexiconWriter {
    first: u32,
    count: u32,
    before: String,
    bits: BitWriter,
}

impl LexiconWriter {
    /// A page whose first word has this number.
    pub(super) fn new(first: u32) -> Self {
        Self { first, count: 0, before: String::new(), bits: BitWriter::default() }
    }

    /// Its bytes so far.
    pub(super) fn len(&self) -> usize {
        self.bits.len().div_ceil(8)
    }

    /// The number of the word that would be next.
    pub(super) const fn next(&self) -> u32 {
        self.first + self.count
    }

    /// Adds the next word.
    pub(super) fn push(&mut self, word: &str) {
        let same = self.before.chars().zip(word.chars()).take_while(|(a, b)| a == b).count();
        let shared = u32::try_from(same).unwrap_or(0).min((1 << SHARED_BITS) - 1);
        self.bits.bits(shared, SHARED_BITS);
        let rest = word.chars().skip(usize::try_from(shared).unwrap_or(0));
        self.bits.gamma(u32::try_from(rest.clone().count()).unwrap_or(0));
        rest.for_each(|c| self.letter(c));
        word.clone_into(&mut self.before);
        self.count += 1;
    }

    fn letter(&mut self, c: char) {
        match (c, c.to_digit(10)) {
            ('a'..='z', _) => self.bits.bits(u32::from(c) - u32::from('a'), 5),
            (_, Some(digit)) => {
                self.bits.bits(DIGIT, 5);
                self.bits.bits(digit, 4);
            }
            _ => {
                self.bits.bits(OTHER, 5);
                self.bits.bits(u32::from(c), 21);
            }
        }
    }

    /// The page.
    pub(super) fn finish(self) -> Vec<u8> {
        header(LEXICON, [self.first, self.count], self.bits.finish())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lexicon(words: &[&str]) -> Result<Lexicon, PageError> {
        let mut writer = LexiconWriter::new(7);
        for word in words {
            writer.push(word);
        }
        Lexicon::decode(&writer.finish()[1..])
    }

    #[test]
    fn words_are_found() {
        let words = ["1080", "32", "case", "cast", "castle", "tech", "touch", "éa", "東"];
        let lexicon = lexicon(&words).unwrap();
        for (number, word) in (7..).zip(words) {
            assert_eq!(lexicon.find(word), Some(number), "{word}");
            assert_eq!(lexicon.word(number), Some(word));
        }
        assert_eq!(lexicon.find("cas"), None);
        assert_eq!(lexicon.find("zzz"), None);
        assert_eq!(lexicon.beginning("cas"), 9..12);
        assert_eq!(lexicon.beginning("cast"), 10..12);
        assert_eq!(lexicon.beginning("x"), 14..14);
        let near =
            |word, typos| -> Vec<_> { lexicon.near(&Pattern::new(word).unwrap(), typos).collect() };
        assert_eq!(near("tuch", 1), [(12, 1), (13, 1)]);
        assert_eq!(near("tocuh", 1), [(13, 1)]);
        assert_eq!(near("case", 1), [(9, 0), (10, 1)]);
        assert_eq!((lexicon.word(6), lexicon.word(16)), (None, None));
    }

    #[test]
    fn damage_is_told() {
        assert!(lexicon(&["b", "a"]).is_err());
        assert!(lexicon(&["a", "a"]).is_err());
        assert!(lexicon(&[&"x".repeat(MAX_LETTERS)]).is_ok());
        assert!(lexicon(&[&"x".repeat(MAX_LETTERS + 1)]).is_err());
        assert!(Lexicon::decode(&[0; 7]).is_err());
        assert!(Lexicon::decode(&[0, 0, 0, 0, 9, 0, 0, 0, 1]).is_err());
    }
}
