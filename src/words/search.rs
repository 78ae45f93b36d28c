//! The search for items by words as a plain state machine: [`Search::wanted`],
//! [`Search::offer`], [`Search::done`].

use super::evaluate::{Run, Tier, tiers};
use super::lexicon::Lexicon;
use super::matches::{Match, matches};
use super::page::Page;
use super::shelf::{Items, Shelf};
use super::{Layout, Query, Reach};
use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;

/// A runtime reads about six values at once; more only queue.
pub const READS_PER_ROUND: usize = 6;

/// A search over the pages of one index.
pub struct Search<'a> {
    query: &'a Query,
    layout: &'a Layout,
    farthest: Reach,
    /// Pages by their numbers; `None` for those that were lost.
    lexicons: BTreeMap<u32, Option<Rc<Lexicon>>>,
    shelves: BTreeMap<u32, Option<Rc<Shelf>>>,
    /// What the words match, once the lexicon is read.
    matches: Option<Vec<Vec<Match>>>,
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The tiers that have items, from the nearest reach to the farthest.
    pub tiers: Vec<Tier>,
    /// Whether every page that was wanted could be read.
    pub complete: bool,
}

impl<'a> Search<'a> {
    /// For a query, in the index of this layout, as far as the tier of `farthest`. Words that are
    /// spelled right need no more than [`Reach::Prefix`], and no second round.
    pub fn new(query: &'a Query, layout: &'a Layout, farthest: Reach) -> Self {
        let (lexicons, shelves) = (BTreeMap::new(), BTreeMap::new());
        let mut search = Self { query, layout, farthest, lexicons, shelves, matches: None };
        search.look_up();
        search
    }

    /// Goes farther: what is read already is read, more may be wanted.
    pub fn go_on(&mut self, farthest: Reach) {
        self.farthest = farthest;
    }

    /// The numbers of the pages to read next, together; none: [`Search::done`].
    ///
    /// First come the lexicon and where the words lie as they are spelled, then where what they
    /// match does. An index of so few pages that they are a round is read whole.
    pub fn wanted(&self) -> Vec<u32> {
        let mut wanted = Vec::new();
        for page in self.in_order().filter(|page| !self.is_read(*page)) {
            if wanted.len() < READS_PER_ROUND && !wanted.contains(&page) {
                wanted.push(page);
            }
        }
        wanted
    }

    fn is_read(&self, page: u32) -> bool {
        self.lexicons.contains_key(&page) || self.shelves.contains_key(&page)
    }

    /// Pages that the answer needs as far as is known, the most needed first.
    fn in_order(&self) -> Box<dyn Iterator<Item = u32> + '_> {
        match &self.matches {
            Some(words) => Box::new(self.shelves_for(words)),
            None if self.is_small() => Box::new(0..self.layout.pages()),
            None => Box::new(self.layout.lexicon_pages().chain(self.as_spelled())),
        }
    }

    fn is_small(&self) -> bool {
        usize::try_from(self.layout.pages()).is_ok_and(|pages| pages <= READS_PER_ROUND)
    }

    /// Shelves of the words themselves, and of what the last one may begin.
    fn as_spelled(&self) -> impl Iterator<Item = u32> {
        let words = &self.query.words;
        let exact = words.iter().flat_map(|word| self.layout.shelves_of(&word.term));
        let prefixes = words.iter().flat_map(|word| &word.prefixes);
        exact.chain(prefixes.flat_map(|prefix| self.layout.shelves_beginning(prefix)))
    }

    /// Shelves of what matches; none if a word matches nothing, and so no item can.
    fn shelves_for<'b>(&'b self, words: &'b [Vec<Match>]) -> impl Iterator<Item = u32> {
        let reaches = Reach::ALL.into_iter().filter(|reach| *reach <= self.farthest);
        let is_possible =
            words.iter().all(|matches| matches.iter().any(|found| found.reach <= self.farthest));
        let words = if is_possible { words } else { &[] };
        let matches = reaches.flat_map(move |reach| {
            words.iter().flatten().filter(move |found| found.reach == reach)
        });
        let numbers = matches.flat_map(|found| found.words).flatten();
        numbers.flat_map(|number| self.shelves_of(number))
    }

    fn shelves_of(&self, number: u32) -> Range<u32> {
        let word = self.lexicons.values().flatten().find_map(|lexicon| lexicon.word(number));
        word.map_or(0..0, |word| self.layout.shelves_of(word))
    }

    /// Takes a page; `None` if it could not be read.
    pub fn offer(&mut self, number: u32, content: Option<&Page>) {
        if self.layout.lexicon_pages().contains(&number) {
            let page = match content {
                Some(Page::Lexicon(page)) => Some(Rc::clone(page)),
                _ => None,
            };
            self.lexicons.insert(number, page);
            self.look_up();
        } else {
            let page = match content {
                Some(Page::Shelf(page)) => Some(Rc::clone(page)),
                _ => None,
            };
            self.shelves.insert(number, page);
        }
    }

    /// Finds out what the words match, as soon as the lexicon is read.
    fn look_up(&mut self) {
        if self.matches.is_none() && self.lexicons.len() == self.layout.lexicon_pages().len() {
            let lexicons: Vec<_> = self.lexicons.values().flatten().cloned().collect();
            self.matches = Some(matches(self.query, &lexicons));
        }
    }

    /// What was found; not complete as long as pages are wanted.
    pub fn done(&self) -> Found {
        let is_lost = self.lexicons.values().any(Option::is_none)
            || self.shelves.values().any(Option::is_none);
        let words = self.matches.as_deref().unwrap_or_default();
        let runs = |matches: &Vec<Match>| {
            let near = matches.iter().filter(|found| found.reach <= self.farthest);
            near.flat_map(|found| self.runs(found)).collect()
        };
        let tiers = tiers(words.iter().map(runs).collect());
        Found { tiers, complete: !is_lost && self.wanted().is_empty() }
    }

    /// The items of a match, as far as they are read.
    fn runs(&self, found: &Match) -> Vec<Run<'_>> {
        let Match { words, reach, closeness } = *found;
        match words {
            [Some(before), Some(after)] => {
                let words = [before, after].map(|word| self.items(word));
                vec![Run::of_both(words, reach, closeness)]
            }
            words => {
                let items = words.into_iter().flatten().flat_map(|word| self.items(word));
                items.map(|items| Run::new(items, reach, closeness)).collect()
            }
        }
    }

    fn items(&self, word: u32) -> impl Iterator<Item = Items<'_>> {
        let shelves = self.shelves_of(word).filter_map(|page| self.shelves.get(&page)?.as_deref());
        shelves.flat_map(move |shelf| shelf.items(word))
    }
}
