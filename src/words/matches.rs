//! Which words of the index the words of a query match.

use super::Reach;
use super::distance::Pattern;
use super::lexicon::Lexicon;
use super::query::{Query, Word};
use super::weight::{CLOSEST, closeness};
use std::collections::BTreeMap;
use std::rc::Rc;

/// Words of the index that a word of a query matches, by their numbers in the lexicon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Match {
    /// One word; or two that stand together for it, each of which an item must have.
    pub words: [Option<u32>; 2],
    pub reach: Reach,
    /// Among those of the same reach.
    pub closeness: u8,
}

type Singles = BTreeMap<u32, (Reach, u8)>;

/// What each word of a query matches.
pub(super) fn matches(query: &Query, lexicons: &[Rc<Lexicon>]) -> Vec<Vec<Match>> {
    let find = |word: &str| lexicons.iter().find_map(|lexicon| lexicon.find(word));
    let mut found: Vec<Singles> = query.words.iter().map(|word| near(word, lexicons)).collect();
    for whole in &query.wholes {
        let Some(number) = find(&whole.term) else { continue };
        for word in &whole.words {
            if let Some(singles) = found.get_mut(*word) {
                note(singles, number, whole.reach, CLOSEST);
            }
        }
    }
    let list = |(word, singles): (&Word, Singles)| -> Vec<Match> {
        let is_known = singles.values().any(|(reach, _)| *reach == Reach::Exact);
        let single =
            |(number, (reach, closeness))| Match { words: [Some(number), None], reach, closeness };
        let halves = word.halves.iter().filter(|_| !is_known);
        let pairs = halves.filter_map(|[before, after]| {
            let words = [Some(find(before)?), Some(find(after)?)];
            Some(Match { words, reach: Reach::OneTypo, closeness: CLOSEST })
        });
        singles.into_iter().map(single).chain(pairs).collect()
    };
    query.words.iter().zip(found).map(list).collect()
}

/// The nearest reach counts.
fn note(singles: &mut Singles, number: u32, reach: Reach, closeness: u8) {
    let known = singles.entry(number).or_insert((reach, closeness));
    if reach < known.0 {
        *known = (reach, closeness);
    }
}

/// The words that one word matches by itself.
fn near(word: &Word, lexicons: &[Rc<Lexicon>]) -> Singles {
    let mut found = Singles::new();
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
