//! The index, made from items.

use super::Layout;
use super::lexicon::LexiconWriter;
use super::page::{HEADER_BYTES, PAGE_BYTES};
use super::shelf::{ENTRY_ITEMS, Posting, ShelfWriter};
use super::tokens::{MAX_LETTERS, Token, joined, linked, tokens};
use super::weight::{Field, in_title};
use crate::item::Item;
use std::collections::BTreeMap;

/// The index of a catalogue.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Index {
    /// Which page has which words.
    pub layout: Layout,
    /// The pages by their numbers, of at most 64 KB; [`super::Page::decode`] reads them.
    pub pages: Vec<Vec<u8>>,
}

/// Of a word: the items of each field.
type Entry = [Vec<Posting>; Field::ALL.len()];

/// Bytes that a word of a lexicon takes at most.
const LONGEST_WORD: usize = (5 + 16 + MAX_LETTERS * 26).div_ceil(8);

impl Index {
    /// From items, each with the number that the snapshot gives it: no number twice, in any order.
    ///
    /// A word counts once an item: in its title, else its brand, its product type, its category.
    /// Of the two taxonomies the last step of a path counts: those before it are for narrowing.
    /// Descriptions are not looked at.
    pub fn build<'a>(items: impl IntoIterator<Item = (u32, &'a Item)>) -> Self {
        let mut words: BTreeMap<String, Entry> = BTreeMap::new();
        for (code, item) in items {
            for (word, (field, weight)) in words_of(item) {
                let [title, brand, product_type, category] = words.entry(word).or_default();
                let items = match field {
                    Field::Title => title,
                    Field::Brand => brand,
                    Field::ProductType => product_type,
                    Field::Category => category,
                };
                items.push((code, weight));
            }
        }
        for items in words.values_mut().flatten() {
            items.sort_unstable();
        }
        let mut pages = lexicons(&words);
        let lexicons = u32::try_from(pages.len()).unwrap_or(u32::MAX);
        let (shelves, firsts) = shelves(&words);
        pages.extend(shelves);
        Self { layout: Layout { lexicons, shelves: firsts }, pages }
    }
}

/// The words of an item, each where it weighs most.
fn words_of(item: &Item) -> BTreeMap<String, (Field, u8)> {
    let mut words = BTreeMap::new();
    for (field, text) in [
        (Field::Title, item.title.as_str()),
        (Field::Brand, &item.brand),
        (Field::ProductType, last_step(&item.product_type)),
        (Field::Category, last_step(&item.category)),
    ] {
        let tokens = tokens(text);
        let weight = |place| match field {
            Field::Title => in_title(place, tokens.len()),
            other => other.weight(),
        };
        let plain = tokens.iter().map(Token::term).enumerate();
        let joined =
            linked(&tokens).filter_map(|range| Some((range.start, joined(tokens.get(range)?)?)));
        for (place, word) in plain.chain(joined) {
            let known = words.entry(word).or_insert((field, weight(place)));
            if known.0 == field {
                known.1 = known.1.max(weight(place));
            }
        }
    }
    words
}

/// The last step of a taxonomy's path; nothing for a number of Google's.
fn last_step(path: &str) -> &str {
    let step = path.rsplit('>').next().unwrap_or_default().trim();
    if step.bytes().all(|b| b.is_ascii_digit()) { "" } else { step }
}

fn lexicons(words: &BTreeMap<String, Entry>) -> Vec<Vec<u8>> {
    let mut pages = Vec::new();
    let mut page = LexiconWriter::new(0);
    for word in words.keys() {
        if HEADER_BYTES + page.len() + LONGEST_WORD > PAGE_BYTES {
            let next = LexiconWriter::new(page.next());
            pages.push(std::mem::replace(&mut page, next).finish());
        }
        page.push(word);
    }
    if !words.is_empty() {
        pages.push(page.finish());
    }
    pages
}

/// Shelves, each with its first word.
fn shelves(words: &BTreeMap<String, Entry>) -> (Vec<Vec<u8>>, Vec<String>) {
    let (mut pages, mut firsts): (Vec<Vec<u8>>, Vec<String>) = (Vec::new(), Vec::new());
    let mut page = ShelfWriter::new(0);
    for (number, (word, entry)) in (0..).zip(words) {
        for part in parts(entry) {
            if !page.has_room() {
                pages.push(std::mem::replace(&mut page, ShelfWriter::new(number)).finish());
            }
            if firsts.len() == pages.len() {
                firsts.push(word.clone());
            }
            page.push(number, &part);
        }
    }
    if !words.is_empty() {
        pages.push(page.finish());
    }
    (pages, firsts)
}

/// Parts of a word's items that are no larger than a shelf takes at once.
fn parts(entry: &Entry) -> Vec<[&[Posting]; Field::ALL.len()]> {
    let most = ENTRY_ITEMS / Field::ALL.len();
    let longest = entry.iter().map(Vec::len).max().unwrap_or(0);
    if entry.iter().map(Vec::len).sum::<usize>() <= ENTRY_ITEMS {
        return vec![entry.each_ref().map(Vec::as_slice)];
    }
    let part = |at: usize| {
        entry.each_ref().map(|items| {
            let end = items.len().min(at + most);
            items.get(at.min(end)..end).unwrap_or_default()
        })
    };
    (0..longest).step_by(most).map(part).collect()
}
