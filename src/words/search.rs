//! The search for items by words as a plain state machine: [`Search::wanted`],
//! [`Search::offer`], [`Search::done`].

use super::evaluate::{Run, Tier, tiers};
use super::lexicon::Lexicon;
use super::matches::{Match, matches};
use super::page::Page;
use super::shelf::Shelf;
use super::{Layout, Query, Reach};
use std::collections::BTreeMap;
use std::rc::Rc;

/// A runtime reads about six values at once; more only queue.
pub const READS_PER_ROUND: usize = 6;

/// A search over the pages of one index.
pub struct Search<'a> {
    query: &'a Query,
    layout: &'a Layout,
    /// Pages by their numbers; `None` for those that were lost.
    lexicons: BTreeMap<u32, Option<Rc<Lexicon>>>,
    shelves: BTreeMap<u32, Option<Rc<Shelf>>>,
    /// What the words match, once the lexicon is read.
    matches: Option<Vec<Vec<Match>>>,
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The tiers that have items, from the nearest reach to the farthest.
    pub tiers: Vec<Tier>,
    /// Whether every page that was wanted could be read.
    pub complete: bool,
}

impl<'a> Search<'a> {
    /// For a query, in the index of this layout.
    pub fn new(query: &'a Query, layout: &'a Layout) -> Self {
        let (lexicons, shelves) = (BTreeMap::new(), BTreeMap::new());
        let mut search = Self { query, layout, lexicons, shelves, matches: None };
        search.look_up();
        search
    }

    /// The numbers of the pages to read next, together; none: [`Search::done`].
    ///
    /// First come the lexicon and where the words lie as they are spelled, then where their
    /// misspellings do. An index of so few pages that they are a round is read whole.
    pub fn wanted(&self) -> Vec<u32> {
        let mut wanted = Vec::new();
        let unread =
            |page: &u32| !self.lexicons.contains_key(page) && !self.shelves.contains_key(page);
        for page in self.in_order().filter(unread) {
            if wanted.len() < READS_PER_ROUND && !wanted.contains(&page) {
                wanted.push(page);
            }
        }
        wanted
    }

    /// Pages that the answer needs as far as is known, the most needed first.
    fn in_order(&self) -> Box<dyn Iterator<Item = u32> + '_> {
        match &self.matches {
            Some(words) => Box::new(
                Reach::ALL.into_iter().flat_map(move |reach| self.shelves_for(words, reach)),
            ),
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

    /// Shelves of what matches so far; none if a word matches nothing, and so no item can.
    fn shelves_for<'b>(
        &'b self,
        words: &'b [Vec<Match>],
        reach: Reach,
    ) -> impl Iterator<Item = u32> {
        let is_possible = words.iter().all(|matches| !matches.is_empty());
        let words = if is_possible { words } else { &[] };
        let matches = words.iter().flatten().filter(move |found| found.reach == reach);
        matches.flat_map(|found| self.shelves_of(found.word))
    }

    fn shelves_of(&self, number: u32) -> std::ops::Range<u32> {
        let word = self.lexicons.values().flatten().find_map(|lexicon| lexicon.word(number));
        word.map_or(0..0, |word| self.layout.shelves_of(word))
    }

    /// Takes a page; `None` if it could not be read.
    pub fn offer(&mut self, number: u32, content: Option<&Page>) {
        let is_lexicon = self.layout.lexicon_pages().contains(&number);
        match content {
            Some(Page::Lexicon(page)) if is_lexicon => {
                self.lexicons.insert(number, Some(Rc::clone(page)));
            }
            Some(Page::Shelf(page)) if !is_lexicon => {
                self.shelves.insert(number, Some(Rc::clone(page)));
            }
            _ if is_lexicon => {
                self.lexicons.insert(number, None);
            }
            _ => {
                self.shelves.insert(number, None);
            }
        }
        self.look_up();
    }

    /// Finds out what the words match, as soon as the lexicon is read.
    fn look_up(&mut self) {
        let pages = self.layout.lexicon_pages();
        if self.matches.is_none() && self.lexicons.len() >= pages.len() {
            let lexicons: Vec<_> = self.lexicons.values().flatten().cloned().collect();
            self.matches = Some(matches(self.query, &lexicons));
        }
    }

    /// What matches as it is spelled, word for word or by its beginning, as soon as that is known:
    /// no page that is still wanted changes it.
    pub fn spelled(&self) -> Option<Found> {
        self.up_to(Reach::Prefix)
    }

    /// All that was found, once nothing more is wanted.
    pub fn done(&self) -> Found {
        self.up_to(Reach::TwoTypos).unwrap_or_default()
    }

    fn up_to(&self, farthest: Reach) -> Option<Found> {
        let words = self.matches.as_ref()?;
        let mut reaches = Reach::ALL.into_iter().filter(|reach| *reach <= farthest);
        let is_read =
            |reach| self.shelves_for(words, reach).all(|page| self.shelves.contains_key(&page));
        if !reaches.all(is_read) {
            return None;
        }
        let is_lost = self.lexicons.values().any(Option::is_none)
            || self.shelves.values().any(Option::is_none);
        let runs = |matches: &Vec<Match>| {
            let near = matches.iter().filter(|found| found.reach <= farthest);
            near.flat_map(|found| self.runs(*found)).collect()
        };
        Some(Found { tiers: tiers(words.iter().map(runs).collect()), complete: !is_lost })
    }

    fn runs(&self, found: Match) -> impl Iterator<Item = Run<'_>> {
        let Match { word, reach, closeness } = found;
        let shelves = self.shelves_of(word).filter_map(|page| self.shelves.get(&page)?.as_deref());
        shelves.flat_map(move |shelf| shelf.items(word)).map(move |items| Run {
            items,
            reach,
            closeness,
        })
    }
}
