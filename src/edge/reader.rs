//! Reading through an isolate's memory: pages, manifests, and the guesses of a cold start.

use super::memory::{Memory, STALE_S};
use super::values::{TTL_HEAD_S, TTL_NAME_S, TTL_PAGE_S, Values};
use crate::nearest::PageKey;
use crate::query::{Guess, PageSource, Question, guesses};
use crate::snapshot::{HEAD, Head, Manifest, Page, PageError, manifest_key, page_key};
use crate::time::UtcSeconds;
use futures_util::future::maybe_done;
use std::cell::Cell as Counter;
use std::future::poll_fn;
use std::pin::pin;
use std::rc::Rc;

/// How pages were come by: what `Server-Timing` says.
#[derive(Debug, Default)]
pub struct Reads {
    /// From the isolate's memory.
    pub memory: Counter<u32>,
    /// From KV, by hash; the head and manifests too.
    pub kv: Counter<u32>,
    /// From KV, by name, guessed.
    pub guessed: Counter<u32>,
    /// Pages that are not in KV.
    pub missing: Counter<u32>,
    /// Bytes from KV.
    pub bytes: Counter<usize>,
}

fn count(counter: &Counter<u32>) {
    counter.set(counter.get() + 1);
}

/// An isolate's memory, and what stands behind it.
pub struct Reader<'a, V> {
    /// What is remembered.
    pub memory: &'a Memory,
    /// What stands behind.
    pub values: &'a V,
    /// What was read.
    pub reads: Reads,
}

impl<V: Values> PageSource for Reader<'_, V> {
    fn is_at_hand(&self, key: PageKey) -> bool {
        self.memory.has(key)
    }

    async fn read(&self, key: PageKey) -> Result<Page, PageError> {
        if let Some(page) = self.memory.page(key) {
            count(&self.reads.memory);
            return Ok(page);
        }
        let bytes = self.fetch(&page_key(key), TTL_PAGE_S).await.map_err(PageError::Unreadable)?;
        let Some(bytes) = bytes else {
            count(&self.reads.missing);
            return Err(PageError::Missing);
        };
        let page = Page::decode(key, &bytes)?;
        self.memory.remember(key, page.clone());
        Ok(page)
    }
}

impl<'a, V: Values> Reader<'a, V> {
    /// Over a memory and what stands behind it.
    pub fn new(memory: &'a Memory, values: &'a V) -> Self {
        Self { memory, values, reads: Reads::default() }
    }

    async fn fetch(&self, key: &str, ttl_s: u64) -> Result<Option<Vec<u8>>, String> {
        count(&self.reads.kv);
        let bytes = self.values.get(key, ttl_s).await?;
        self.reads.bytes.set(self.reads.bytes.get() + bytes.as_ref().map_or(0, Vec::len));
        Ok(bytes)
    }

    /// The manifest to answer from. A cold isolate asks for what the question makes likely in the
    /// same round.
    pub async fn manifest(
        &self,
        now: UtcSeconds,
        question: Option<&Question>,
    ) -> Option<Rc<Manifest>> {
        match self.memory.current(now) {
            Some((manifest, age_s)) if age_s < STALE_S => Some(manifest),
            // An old snapshot that answers is better than none.
            Some((manifest, _)) if !self.memory.may_wait(now) => Some(manifest),
            Some((manifest, _)) => {
                let refreshed = self.refresh(now).await;
                if refreshed.is_none() {
                    self.memory.refresh_failed(now);
                }
                Some(refreshed.unwrap_or(manifest))
            }
            None => self.cold_start(now, question).await,
        }
    }

    /// Reads the head again.
    pub async fn refresh(&self, now: UtcSeconds) -> Option<Rc<Manifest>> {
        let bytes = self.fetch(HEAD, TTL_HEAD_S).await.ok()??;
        self.install(&bytes, now)
    }

    fn install(&self, head: &[u8], now: UtcSeconds) -> Option<Rc<Manifest>> {
        let head = Head::decode(head).ok()?;
        let manifest = match self.memory.manifest(head.id) {
            Some(known) => known,
            None => Rc::new(head.open_manifest().ok()?),
        };
        self.memory.install(&manifest, now);
        Some(manifest)
    }

    /// Asks for the head and, in the same round, for likely pages by name. Of these it waits only
    /// for those that there are: what KV does not have takes it the longest to say.
    async fn cold_start(
        &self,
        now: UtcSeconds,
        question: Option<&Question>,
    ) -> Option<Rc<Manifest>> {
        let likely = question.map(guesses).unwrap_or_default();
        let read = |guess: Guess| {
            let name = guess.name();
            (guess, Box::pin(maybe_done(self.guess(name))))
        };
        let mut guesses: Vec<_> = likely.into_iter().map(read).collect();
        let mut head = pin!(self.fetch(HEAD, TTL_HEAD_S));
        let head = poll_fn(|context| {
            // First, so that it never waits: only six reads are under way at once.
            let head = head.as_mut().poll(context);
            for (_, read) in &mut guesses {
                // Whether it is ready is asked below.
                let _ = read.as_mut().poll(context);
            }
            head
        });
        let manifest = self.install(&head.await.ok()??, now)?;
        for (guess, mut read) in guesses {
            let Some(key) = guess.page(&manifest) else { continue };
            read.as_mut().await;
            let bytes = read.as_mut().take_output().flatten().unwrap_or_default();
            // Named bytes count only if they are the bytes that the manifest means.
            if let Ok(page) = Page::decode(key, &bytes) {
                self.memory.remember(key, page);
            }
        }
        Some(manifest)
    }

    async fn guess(&self, name: String) -> Option<Vec<u8>> {
        count(&self.reads.guessed);
        let bytes = self.values.get(&name, TTL_NAME_S).await.ok()??;
        self.reads.bytes.set(self.reads.bytes.get() + bytes.len());
        Some(bytes)
    }

    /// The manifest that a cursor names.
    pub async fn manifest_of(&self, id: PageKey) -> Result<Option<Rc<Manifest>>, String> {
        if let Some(known) = self.memory.manifest(id) {
            return Ok(Some(known));
        }
        let Some(bytes) = self.fetch(&manifest_key(id), TTL_PAGE_S).await? else { return Ok(None) };
        let manifest = Rc::new(Manifest::decode(id, &bytes).map_err(|error| error.to_string())?);
        self.memory.keep(Rc::clone(&manifest));
        Ok(Some(manifest))
    }
}
