//! What an isolate remembers: manifests, and decoded pages within a bound.
//!
//! Nothing of a request stays here, and no request waits for another's reads: each reads what it
//! misses and stores what it read; of two that read the same, the later one is dropped.

use crate::nearest::PageKey;
use crate::query::{Card, CardKey, Cards};
use crate::snapshot::{Manifest, Page};
use crate::time::UtcSeconds;
use rustc_hash::FxHashMap;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

/// Bytes of decoded pages that an isolate keeps: a quarter of the 128 MB that it may have.
pub const PAGE_BYTES: usize = 32 * 1024 * 1024;
/// Bytes of cards that an isolate keeps: what it wrote of stores, to write it again.
pub const CARD_BYTES: usize = 8 * 1024 * 1024;
/// A manifest older than this is refreshed behind a response, in seconds.
pub const REFRESH_S: i64 = 45;
/// A manifest older than this is refreshed before a response, in seconds.
pub const STALE_S: i64 = 300;
/// After a refresh that came to nothing nobody waits for another one for so many seconds: what is
/// remembered is answered from at once.
const RETRY_S: i64 = 15;
/// Manifests of cursors, beside the current one and the one before.
const CURSOR_MANIFESTS: usize = 2;

/// The memory of an isolate.
#[derive(Debug)]
pub struct Memory {
    inner: RefCell<Inner>,
}

#[derive(Debug)]
struct Inner {
    current: Option<(Rc<Manifest>, UtcSeconds)>,
    /// The one that was current before.
    previous: Option<Rc<Manifest>>,
    /// Those that cursors named, the latest first.
    of_cursors: Vec<Rc<Manifest>>,
    pages: PageCache,
    cards: CardCache,
    /// When a refresh was last begun, so that a crowd of requests begins one.
    refreshing_since: Option<UtcSeconds>,
    /// When a refresh that a request waited for last came to nothing.
    failed_at: Option<UtcSeconds>,
}

impl Default for Memory {
    fn default() -> Self {
        Self::with_page_bytes(PAGE_BYTES)
    }
}

impl Memory {
    /// With another bound.
    pub fn with_page_bytes(page_bytes: usize) -> Self {
        Self {
            inner: RefCell::new(Inner {
                current: None,
                previous: None,
                of_cursors: Vec::new(),
                pages: PageCache::new(page_bytes),
                cards: CardCache::default(),
                refreshing_since: None,
                failed_at: None,
            }),
        }
    }

    /// The current manifest, and its age in seconds since it was last confirmed.
    pub fn current(&self, now: UtcSeconds) -> Option<(Rc<Manifest>, i64)> {
        let inner = self.inner.borrow();
        inner
            .current
            .as_ref()
            .map(|(manifest, seen)| (Rc::clone(manifest), now.0.saturating_sub(seen.0)))
    }

    /// The manifest before the current one, if this isolate saw it.
    pub fn previous(&self) -> Option<Rc<Manifest>> {
        self.inner.borrow().previous.clone()
    }

    /// A manifest by its id.
    pub fn manifest(&self, id: PageKey) -> Option<Rc<Manifest>> {
        let inner = self.inner.borrow();
        let current = inner.current.iter().map(|(manifest, _)| manifest);
        let mut known = current.chain(&inner.previous).chain(&inner.of_cursors);
        known.find(|manifest| manifest.id == id).cloned()
    }

    /// Makes a manifest the current one, seen `now`.
    pub fn install(&self, manifest: &Rc<Manifest>, now: UtcSeconds) {
        let mut inner = self.inner.borrow_mut();
        inner.refreshing_since = None;
        if let Some((current, _)) = inner.current.replace((Rc::clone(manifest), now))
            && current.id != manifest.id
        {
            inner.previous = Some(current);
        }
    }

    /// Keeps a manifest that a cursor named: for other cursors, never to step back to.
    pub fn keep(&self, manifest: Rc<Manifest>) {
        let mut inner = self.inner.borrow_mut();
        inner.of_cursors.retain(|known| known.id != manifest.id);
        inner.of_cursors.insert(0, manifest);
        inner.of_cursors.truncate(CURSOR_MANIFESTS);
    }

    /// Whether a refresh should begin now.
    pub fn is_refresh_due(&self, now: UtcSeconds) -> bool {
        let inner = self.inner.borrow();
        let due = inner.current.as_ref().is_some_and(|(_, seen)| now.0 - seen.0 >= REFRESH_S);
        due && inner.refreshing_since.is_none_or(|since| now.0 - since.0 >= REFRESH_S / 3)
    }

    /// As [`Self::is_refresh_due`]; says so once in a while, not to every request.
    pub fn begin_refresh(&self, now: UtcSeconds) -> bool {
        let due = self.is_refresh_due(now);
        if due {
            self.inner.borrow_mut().refreshing_since = Some(now);
        }
        due
    }

    /// Whether a request may wait for a refresh: not right after one came to nothing.
    pub fn may_wait(&self, now: UtcSeconds) -> bool {
        let failed_at = self.inner.borrow().failed_at;
        failed_at.is_none_or(|failed| now.0 - failed.0 >= RETRY_S)
    }

    /// Says that a refresh came to nothing.
    pub fn refresh_failed(&self, now: UtcSeconds) {
        self.inner.borrow_mut().failed_at = Some(now);
    }

    /// A page that is remembered.
    pub fn page(&self, key: PageKey) -> Option<Page> {
        self.inner.borrow_mut().pages.get(key)
    }

    /// Whether a page is remembered.
    pub fn has(&self, key: PageKey) -> bool {
        self.inner.borrow().pages.has(key)
    }

    /// Remembers a page.
    pub fn remember(&self, key: PageKey, page: Page) {
        self.inner.borrow_mut().pages.put(key, page);
    }

    /// Bytes of the pages that are remembered.
    pub fn page_bytes(&self) -> usize {
        self.inner.borrow().pages.bytes
    }
}

impl Cards for Memory {
    fn get(&self, key: &CardKey) -> Option<Rc<Card>> {
        self.inner.borrow_mut().cards.get(key)
    }

    fn put(&self, key: CardKey, card: &Rc<Card>) {
        self.inner.borrow_mut().cards.put(key, card);
    }
}

/// Cards in two generations: those that were asked for since the last turn, and those before it,
/// which leave at the next one unless they are asked for.
#[derive(Debug, Default)]
struct CardCache {
    young: FxHashMap<CardKey, Rc<Card>>,
    old: FxHashMap<CardKey, Rc<Card>>,
    /// Of the young.
    bytes: usize,
}

impl CardCache {
    fn get(&mut self, key: &CardKey) -> Option<Rc<Card>> {
        if let Some(card) = self.young.get(key) {
            return Some(Rc::clone(card));
        }
        let card = self.old.remove(key)?;
        self.put(*key, &card);
        Some(card)
    }

    fn put(&mut self, key: CardKey, card: &Rc<Card>) {
        if self.bytes >= CARD_BYTES / 2 {
            self.old = std::mem::take(&mut self.young);
            self.bytes = 0;
        }
        self.bytes += size_of::<CardKey>() + card.weight();
        self.young.insert(key, Rc::clone(card));
    }
}

/// Pages by key, the least recently used leaving first.
#[derive(Debug)]
struct PageCache {
    bound: usize,
    bytes: usize,
    clock: u64,
    pages: FxHashMap<PageKey, (Page, u64)>,
    by_use: BTreeMap<u64, PageKey>,
}

impl PageCache {
    fn new(bound: usize) -> Self {
        Self { bound, bytes: 0, clock: 0, pages: FxHashMap::default(), by_use: BTreeMap::new() }
    }

    fn has(&self, key: PageKey) -> bool {
        self.pages.contains_key(&key)
    }

    fn get(&mut self, key: PageKey) -> Option<Page> {
        let (page, used) = self.pages.get_mut(&key)?;
        self.clock += 1;
        self.by_use.remove(used);
        self.by_use.insert(self.clock, key);
        *used = self.clock;
        Some(page.clone())
    }

    /// A page larger than the bound is not kept at all.
    fn put(&mut self, key: PageKey, page: Page) {
        let weight = page.weight();
        if weight > self.bound || self.pages.contains_key(&key) {
            return;
        }
        while self.bytes + weight > self.bound && self.evict_one() {}
        self.clock += 1;
        self.bytes += weight;
        self.by_use.insert(self.clock, key);
        self.pages.insert(key, (page, self.clock));
    }

    fn evict_one(&mut self) -> bool {
        let Some((_, key)) = self.by_use.pop_first() else { return false };
        if let Some((page, _)) = self.pages.remove(&key) {
            self.bytes = self.bytes.saturating_sub(page.weight());
        }
        true
    }
}
