//! Which words of the index the words of a query match.

use super::Reach;
use super::distance::Pattern;
use super::lexicon::Lexicon;
use super::query::{Query, Word};
use super::weight::closeness;
use std::collections::BTreeMap;
use std::rc::Rc;

/// A word of the index that a word of a query matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Match {
    /// By its number in the lexicon.
    pub word: u32,
    pub reach: Reach,
    /// Among those of the same reach.
    pub closeness: u8,
}

type Matches = BTreeMap<u32, (Reach, u8)>;

/// What each word of a query matches.
pub(super) fn matches(query: &Query, lexicons: &[Rc<Lexicon>]) -> Vec<Vec<Match>> {
    let mut found: Vec<Matches> = query.words.iter().map(|word| of_word(word, lexicons)).collect();
    for whole in &query.wholes {
        let Some(number) = lexicons.iter().find_map(|lexicon| lexicon.find(&whole.term)) else {
            continue;
        };
        let close = closeness(whole.reach, &whole.term, &whole.term);
        for word in &whole.words {
            if let Some(matches) = found.get_mut(*word) {
                note(matches, number, whole.reach, close);
            }
        }
    }
    let list = |matches: Matches| -> Vec<Match> {
        let list = matches.into_iter();
        list.map(|(word, (reach, closeness))| Match { word, reach, closeness }).collect()
    };
    found.into_iter().map(list).collect()
}

/// The nearest reach counts.
fn note(matches: &mut Matches, number: u32, reach: Reach, closeness: u8) {
    let known = matches.entry(number).or_insert((reach, closeness));
    if reach < known.0 {
        *known = (reach, closeness);
    }
}

fn of_word(word: &Word, lexicons: &[Rc<Lexicon>]) -> Matches {
    let mut found = Matches::new();
    let pattern = Pattern::new(&word.term).filter(|_| word.typos > 0);
    for lexicon in lexicons {
        let mut add = |number, reach| {
            let known = lexicon.word(number).unwrap_or_default();
            note(&mut found, number, reach, closeness(reach, &word.term, known));
        };
        lexicon.find(&word.term).into_iter().for_each(|number| add(number, Reach::Exact));
        for prefix in &word.prefixes {
            lexicon.beginning(prefix).for_each(|number| add(number, Reach::Prefix));
        }
        let Some(pattern) = &pattern else { continue };
        for (number, distance) in lexicon.near(pattern, word.typos) {
            let reach = match distance {
                0 => Reach::Exact,
                1 => Reach::OneTypo,
                _ => Reach::TwoTypos,
            };
            add(number, reach);
        }
    }
    found
}
