//! KV with a clock of its own: everything that is asked for at once answers together, one tick
//! later. How many ticks a response took is how many rounds of reads it waited for.

use futures_util::task::noop_waker_ref;
use nigh::edge::http::Response;
use nigh::edge::memory::Memory;
use nigh::edge::{Values, handle};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::{Context, Poll};

use crate::town::request;

pub struct Clocked<'a> {
    values: &'a BTreeMap<String, Vec<u8>>,
    /// Whether pages have names.
    has_names: bool,
    now: Cell<usize>,
    asked_for: RefCell<Vec<String>>,
    bytes: Cell<usize>,
}

/// What a response took.
#[derive(Clone, Debug, Default)]
pub struct Cost {
    pub rounds: usize,
    /// Pages by their hashes, the manifest not among them.
    pub pages: usize,
    /// All keys: head, pages and names.
    pub keys: usize,
    pub bytes: usize,
}

impl<'a> Clocked<'a> {
    pub fn new(values: &'a BTreeMap<String, Vec<u8>>, has_names: bool) -> Self {
        let (now, bytes) = (Cell::new(0), Cell::new(0));
        Self { values, has_names, now, asked_for: RefCell::default(), bytes }
    }

    /// Answers, from what an isolate remembers.
    pub fn get(&self, target: &str, memory: &Memory) -> (Response, Cost) {
        self.now.set(0);
        self.bytes.set(0);
        self.asked_for.borrow_mut().clear();
        let request = request(target);
        let mut response = pin!(handle(&request, memory, self));
        let mut context = Context::from_waker(noop_waker_ref());
        let response = loop {
            match response.as_mut().poll(&mut context) {
                Poll::Ready(response) => break response,
                Poll::Pending => self.now.set(self.now.get() + 1),
            }
            assert!(self.now.get() < 100, "{target} never ends");
        };
        let asked_for = self.asked_for.borrow();
        let pages = asked_for.iter().filter(|key| key.starts_with("p/")).count();
        let (rounds, keys, bytes) = (self.now.get(), asked_for.len(), self.bytes.get());
        (response, Cost { rounds, pages, keys, bytes })
    }
}

impl Values for Clocked<'_> {
    async fn get(&self, key: &str, _: u64) -> Result<Option<Vec<u8>>, String> {
        self.asked_for.borrow_mut().push(key.to_owned());
        let since = self.now.get();
        poll_fn(|_| if self.now.get() > since { Poll::Ready(()) } else { Poll::Pending }).await;
        let is_name = !key.starts_with("p/") && !key.starts_with("m/") && key != "head";
        let value = self.values.get(key).filter(|_| self.has_names || !is_name).cloned();
        self.bytes.set(self.bytes.get() + value.as_ref().map_or(0, Vec::len));
        Ok(value)
    }
}
