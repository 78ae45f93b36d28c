//! Where pages come from, and the search driven over them.

use crate::nearest::{Content, Forest, Found, PageKey, Search, Stock, Terms};
use crate::snapshot::{Page, PageError};
use futures_util::future::join_all;
use rustc_hash::FxHashMap;
use std::cell::{Cell, RefCell};
use std::future::Future;

/// A place that pages can be read from: KV, a folder, memory.
pub trait PageSource {
    /// Reads and verifies one page.
    fn read(&self, page: PageKey) -> impl Future<Output = Result<Page, PageError>>;

    /// Whether a page is there without waiting.
    fn is_at_hand(&self, _page: PageKey) -> bool {
        false
    }
}

/// Pages for one question: read a round at a time, and counted.
pub struct Pages<'a, S> {
    source: &'a S,
    /// Read before they were asked for.
    ahead: RefCell<FxHashMap<PageKey, Result<Page, PageError>>>,
    rounds: Cell<u32>,
    reads: Cell<u32>,
}

impl<'a, S: PageSource> Pages<'a, S> {
    /// None read yet.
    pub fn new(source: &'a S) -> Self {
        let ahead = RefCell::default();
        Self { source, ahead, rounds: Cell::default(), reads: Cell::default() }
    }

    /// Reads pages together that will be asked for; those that have been are not read again.
    pub async fn read_ahead(&self, keys: &[PageKey]) {
        let missing = self.missing(keys);
        let read = self.fetch(&missing).await;
        self.ahead.borrow_mut().extend(missing.into_iter().zip(read));
    }

    /// Takes a page that was read ahead.
    pub fn take(&self, key: PageKey) -> Option<Result<Page, PageError>> {
        self.ahead.borrow_mut().remove(&key)
    }

    /// Whether a page is there without waiting.
    pub fn is_at_hand(&self, page: PageKey) -> bool {
        self.source.is_at_hand(page)
    }

    /// How many rounds were waited for, and how many pages were read.
    pub fn counts(&self) -> (u32, u32) {
        (self.rounds.get(), self.reads.get())
    }

    /// Reads pages together, in the order given.
    pub(super) async fn read(&self, keys: &[PageKey]) -> Vec<Result<Page, PageError>> {
        if self.ahead.borrow().is_empty() {
            return self.fetch(keys).await;
        }
        self.read_ahead(keys).await;
        keys.iter().map(|key| self.take(*key).unwrap_or(Err(PageError::Missing))).collect()
    }

    /// Those of some pages that have not been read ahead, each once.
    fn missing(&self, keys: &[PageKey]) -> Vec<PageKey> {
        let ahead = self.ahead.borrow();
        let mut missing: Vec<PageKey> = Vec::new();
        for key in keys {
            if !ahead.contains_key(key) && !missing.contains(key) {
                missing.push(*key);
            }
        }
        missing
    }

    async fn fetch(&self, keys: &[PageKey]) -> Vec<Result<Page, PageError>> {
        let waits = keys.iter().any(|key| !self.source.is_at_hand(*key));
        self.rounds.set(self.rounds.get() + u32::from(waits));
        self.reads.set(self.reads.get() + u32::try_from(keys.len()).unwrap_or(u32::MAX));
        join_all(keys.iter().map(|key| self.source.read(*key))).await
    }

    /// Runs a search to its end. With `stock`, only stores count that have some.
    pub async fn search(&self, terms: Terms, top: &Forest, stock: Option<&dyn Stock>) -> Found {
        self.finish(Search::new(terms, top, stock)).await
    }

    /// Runs a search that has begun to its end.
    pub async fn finish(&self, mut search: Search<'_>) -> Found {
        loop {
            let wanted = search.wanted();
            if wanted.is_empty() {
                return search.done();
            }
            let pages = self.read(&wanted).await;
            for (page, read) in wanted.into_iter().zip(pages) {
                let content = read.map_or(Content::Lost, |page| page.content());
                search.offer(page, &content);
            }
        }
    }
}

/// Runs a search to its end: each round of pages is read together.
pub async fn run(terms: Terms, top: &Forest, source: &impl PageSource) -> Found {
    Pages::new(source).search(terms, top, None).await
}
