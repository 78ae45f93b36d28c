//! A KV that loses, delays, truncates, swaps and lags.

use crate::rng::Rng;
use crate::virtual_clock::VirtualClock;
use nigh::edge::{Clock, Values};
use nigh::snapshot::{HEAD, Head, Snapshot, manifest_key};
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

/// What may go wrong with a read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fault {
    /// There is nothing under the key, or KV still remembers that there was not.
    Absent,
    /// The read fails.
    Unreadable,
    /// Only the beginning comes.
    Truncated,
    /// One bit is wrong.
    Flipped,
    /// It is the value of another key.
    Swapped,
    /// Nothing comes, and that is taken for the value.
    Empty,
    /// It takes up to nine seconds.
    Late,
    /// It never comes.
    Never,
    /// What was under the key before: an old head, another page under a name.
    Old,
    /// The head of a snapshot whose pages are not there yet, or no longer; a page that is as new
    /// as the head is not there.
    Early,
}

/// Those that spoil what is read.
pub const DAMAGES: [Fault; 6] = [
    Fault::Absent,
    Fault::Unreadable,
    Fault::Truncated,
    Fault::Flipped,
    Fault::Swapped,
    Fault::Empty,
];

/// Longer than anybody waits.
const FOR_EVER_MS: u64 = 3_600_000;

/// A KV: values, a head that moves, and faults at a rate or on chosen keys.
pub struct Kv {
    pub clock: VirtualClock,
    pub values: BTreeMap<String, Vec<u8>>,
    pub head: RefCell<Vec<u8>>,
    /// Keys whose values are not written yet, or are pruned.
    pub hidden: RefCell<BTreeSet<String>>,
    /// Keys that came with the head.
    pub new: RefCell<BTreeSet<String>>,
    /// Heads that a lagging region may still give, and how often it does.
    pub old_heads: RefCell<Vec<Vec<u8>>>,
    pub lag_percent: usize,
    /// The head that comes next.
    pub next_head: RefCell<Option<Vec<u8>>>,
    /// What names stand for, where it changes, and stood for before.
    pub names: RefCell<BTreeMap<String, Vec<u8>>>,
    pub old_names: RefCell<BTreeMap<String, Vec<u8>>>,
    /// What happens by chance, and how often.
    pub faults: Vec<Fault>,
    pub percent: usize,
    pub chosen: BTreeMap<String, Fault>,
    /// Milliseconds that a sound read may take.
    pub delay_ms: usize,
    pub rng: RefCell<Rng>,
    pub heads_read: Cell<usize>,
}

impl Kv {
    /// With the values of some snapshots; the first is the current one.
    pub fn of(snapshots: &[&Snapshot]) -> Self {
        let mut values = BTreeMap::new();
        for snapshot in snapshots.iter().rev() {
            values.extend(keyed(snapshot));
        }
        Self {
            clock: VirtualClock::default(),
            values,
            head: RefCell::new(head(snapshots[0])),
            hidden: RefCell::default(),
            new: RefCell::default(),
            old_heads: RefCell::default(),
            lag_percent: 0,
            next_head: RefCell::default(),
            names: RefCell::default(),
            old_names: RefCell::default(),
            faults: DAMAGES.to_vec(),
            percent: 0,
            chosen: BTreeMap::new(),
            delay_ms: 0,
            rng: RefCell::new(Rng::new(7)),
            heads_read: Cell::new(0),
        }
    }

    pub fn publish(&self, snapshot: &Snapshot) {
        *self.head.borrow_mut() = head(snapshot);
    }

    fn fault(&self, key: &str) -> Option<Fault> {
        let mut rng = self.rng.borrow_mut();
        let by_chance = rng.percent(self.percent).then(|| *rng.pick(&self.faults));
        self.chosen.get(key).copied().or(by_chance)
    }

    fn value(&self, key: &str) -> Option<Vec<u8>> {
        if key != HEAD {
            let is_there = !self.hidden.borrow().contains(key);
            let names = self.names.borrow();
            return names.get(key).or(self.values.get(key).filter(|_| is_there)).cloned();
        }
        self.heads_read.set(self.heads_read.get() + 1);
        let lags = self.rng.borrow_mut().percent(self.lag_percent);
        Some(if lags { self.old_head() } else { self.head.borrow().clone() })
    }

    fn old_head(&self) -> Vec<u8> {
        let heads = self.old_heads.borrow();
        let any = (!heads.is_empty()).then(|| self.rng.borrow_mut().pick(&heads).clone());
        any.unwrap_or_else(|| self.head.borrow().clone())
    }

    /// What was there before.
    fn old(&self, key: &str) -> Option<Vec<u8>> {
        match self.old_names.borrow().get(key) {
            Some(name) => Some(name.clone()),
            None if key == HEAD => Some(self.old_head()),
            None => self.value(key),
        }
    }

    fn early(&self, key: &str) -> Option<Vec<u8>> {
        match &*self.next_head.borrow() {
            Some(next) if key == HEAD => Some(next.clone()),
            _ if self.new.borrow().contains(key) => None,
            _ => self.value(key),
        }
    }

    fn spoilt(&self, key: &str, fault: Fault) -> Result<Option<Vec<u8>>, String> {
        let Some(mut bytes) = self.value(key) else { return Ok(None) };
        let mut rng = self.rng.borrow_mut();
        match fault {
            Fault::Absent => return Ok(None),
            Fault::Truncated => bytes.truncate(rng.below(bytes.len())),
            Fault::Flipped => {
                let place = rng.below(bytes.len());
                bytes[place] ^= 1 << rng.below(8);
            }
            Fault::Swapped => {
                let other = rng.below(self.values.len());
                let others = self.values.iter().cycle().skip(other);
                let other = others.map(|(_, value)| value).find(|value| **value != bytes);
                bytes.clone_from(other.expect("another value"));
            }
            Fault::Empty => bytes.clear(),
            _ => return Err("not to be read".to_owned()),
        }
        Ok(Some(bytes))
    }

    async fn wait(&self, fault: Option<Fault>) {
        let up_to = |ms: usize| u64::try_from(self.rng.borrow_mut().below(ms)).unwrap();
        let ms = match fault {
            Some(Fault::Late) => up_to(9_000),
            Some(Fault::Never) => FOR_EVER_MS,
            _ if self.delay_ms == 0 => return,
            _ => up_to(self.delay_ms),
        };
        (&self.clock).wait_ms(ms).await;
    }
}

/// Values and the manifest, by their keys.
pub fn keyed(snapshot: &Snapshot) -> BTreeMap<String, Vec<u8>> {
    let mut values = snapshot.values.clone();
    values.insert(manifest_key(snapshot.id), snapshot.manifest.clone());
    values
}

pub fn head(snapshot: &Snapshot) -> Vec<u8> {
    Head::new(snapshot.manifest.clone(), Vec::new()).encode()
}

impl Values for Kv {
    async fn get(&self, key: &str, _: u64) -> Result<Option<Vec<u8>>, String> {
        let fault = self.fault(key);
        self.wait(fault).await;
        match fault {
            None | Some(Fault::Late) => Ok(self.value(key)),
            Some(Fault::Never) => Err("after an hour".to_owned()),
            Some(Fault::Old) => Ok(self.old(key)),
            Some(Fault::Early) => Ok(self.early(key)),
            Some(fault) => self.spoilt(key, fault),
        }
    }
}
