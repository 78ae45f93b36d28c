//! Stores by what is written of them: the words of a name, an address, a category.
//!
//! A word is a run of letters and digits, folded. Every word that is asked for must begin one of
//! the store's, or, of five letters or more, be one typo away from what one begins with.

use crate::gazetteer::key;
use crate::nearest::{Leaf, Sieve};
use crate::snapshot::Written;
use crate::words::{Pattern, folded};

/// More words than this narrow nothing.
const MAX_WORDS: usize = 16;
/// From so many letters on a word may have a typo.
const TYPO_LETTERS: u32 = 5;

/// Words that are asked for.
pub(super) struct StoreWords(Vec<Word>);

struct Word {
    text: String,
    /// Of a word that may have a typo.
    pattern: Option<Pattern>,
}

impl StoreWords {
    /// `None` where there is no word.
    pub(super) fn new(text: &str) -> Option<Self> {
        let word = |text: String| {
            let is_of_letters = text.chars().all(char::is_alphabetic);
            let pattern =
                Pattern::new(&text).filter(|p| is_of_letters && p.length() >= TYPO_LETTERS);
            Word { text, pattern }
        };
        let words: Vec<Word> = parts(text).take(MAX_WORDS).map(word).collect();
        (!words.is_empty()).then_some(Self(words))
    }

    /// Whether all of them are written of a store, or in other texts.
    pub(super) fn are_in<'a>(
        &self,
        leaf: &'a Leaf,
        marks: &[u32],
        row: u16,
        more: impl Iterator<Item = &'a str>,
    ) -> bool {
        let all = (1_u32 << self.0.len()) - 1;
        let Ok(written) = Written::of(leaf, row) else { return false };
        let shared = written.shared.iter().filter_map(|word| marks.get(usize::from(*word)));
        let known = shared.fold(0, |all, marks| all | marks);
        // Mostly the name or the town has it: the rest is folded only where it may matter.
        let own = written.own.iter().copied();
        known == all || own.chain(more).fold(known, |known, text| known | self.marks(text)) == all
    }

    /// Which of the words a text has, as bits.
    fn marks(&self, text: &str) -> u32 {
        parts(text).fold(0, |marks, part| {
            let bits = self.0.iter().enumerate().filter(|(_, word)| word.begins(&part));
            bits.fold(marks, |marks, (bit, _)| marks | 1 << bit)
        })
    }
}

impl Word {
    fn begins(&self, part: &str) -> bool {
        part.starts_with(&self.text)
            || self.text.chars().all(is_unspaced) && part.contains(&self.text)
            || self.pattern.as_ref().is_some_and(|word| word.distance_to_beginning(part) <= 1)
    }
}

/// Whether a character is of a script that writes no spaces between words: Thai, Lao, Khmer, kana,
/// ideographs.
const fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}')
        || matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// The words of a text, folded. What an apostrophe is in is one.
pub(super) fn parts(text: &str) -> impl Iterator<Item = String> + use<> {
    let is_apostrophe = |c| matches!(c, '\'' | '\u{2019}' | '\u{2bc}');
    let text: String = folded(text).chars().filter(|c| !is_apostrophe(*c)).collect();
    let parts: Vec<String> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect();
    parts.into_iter()
}

/// Whether there is anything in a text that can be asked for.
pub fn has_words(text: &str) -> bool {
    !key(text).is_empty()
}

impl Sieve for StoreWords {
    fn marks(&self, leaf: &Leaf) -> Vec<u32> {
        leaf.words.iter().map(|text| Self::marks(self, text)).collect()
    }

    fn passes(&self, leaf: &Leaf, marks: &[u32], row: u16) -> bool {
        self.are_in(leaf, marks, row, std::iter::empty())
    }
}

#[cfg(test)]
mod tests {
    use super::StoreWords;

    #[test]
    fn words_in_a_text() {
        for (asked, text, has) in [
            ("market", "North Market", true),
            ("ket", "North Market", false),
            ("McDonald's", "McDonalds", true),
            // Without spaces, a word begins anywhere.
            ("渋谷", "ニッグ渋谷店", true),
            ("渋谷店", "ニッグ渋谷店", true),
            ("新宿", "ニッグ渋谷店", false),
            ("สยาม", "ร้านสยาม", true),
        ] {
            let words = StoreWords::new(asked).expect("words");
            assert_eq!(words.marks(text) == 1, has, "{asked} in {text}");
        }
    }
}
