//! A store in memory that fails as the real one does.

use super::kv::{Entry, Kv, KvError};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;

/// Values by key, and what is to go wrong.
#[derive(Clone, Debug, Default)]
pub struct MemoryKv {
    /// What readers see.
    pub values: BTreeMap<String, Vec<u8>>,
    /// Keys written or deleted, in order.
    pub changed: Vec<String>,
    /// Changes of single keys, and reads, until everything fails; `None` is never.
    pub fails_after: Option<usize>,
    /// The changes, by number, that are lost without a word.
    pub lost: BTreeSet<usize>,
    /// Waits until a write is seen. Until then its key has its old value, or none.
    pub delay: usize,
    /// Writes not seen yet, and the waits they are still hidden for.
    hidden: VecDeque<(usize, String, Option<Vec<u8>>)>,
}

impl MemoryKv {
    /// Distinct keys written or deleted since the beginning.
    pub fn distinct_changes(&self) -> BTreeSet<&str> {
        self.changed.iter().map(String::as_str).collect()
    }

    /// Forgets what was counted and what was to go wrong; writes come to be seen.
    #[must_use]
    pub fn recovered(mut self) -> Self {
        self.settle(usize::MAX);
        Self { values: self.values, ..Self::default() }
    }

    fn count_operation(&mut self, what: &str) -> Result<(), KvError> {
        match &mut self.fails_after {
            Some(0) => Err(KvError { what: what.to_owned(), why: "killed".to_owned() }),
            Some(left) => {
                *left -= 1;
                Ok(())
            }
            None => Ok(()),
        }
    }

    fn change(&mut self, key: &str, value: Option<&[u8]>) -> Result<(), KvError> {
        self.count_operation("change a key")?;
        self.changed.push(key.to_owned());
        if !self.lost.contains(&(self.changed.len() - 1)) {
            self.hidden.push_back((self.delay, key.to_owned(), value.map(<[u8]>::to_vec)));
            self.settle(0);
        }
        Ok(())
    }

    /// Lets writes be seen that are hidden for at most `waits` more.
    fn settle(&mut self, waits: usize) {
        for _ in 0..self.hidden.len() {
            match self.hidden.pop_front() {
                Some((left, key, value)) if left <= waits => {
                    match value {
                        Some(value) => self.values.insert(key, value),
                        None => self.values.remove(&key),
                    };
                }
                Some((left, key, value)) => self.hidden.push_back((left - waits, key, value)),
                None => {}
            }
        }
    }
}

impl Kv for MemoryKv {
    fn get(&mut self, keys: &[String]) -> Result<Vec<Option<Vec<u8>>>, KvError> {
        self.count_operation("read")?;
        Ok(keys.iter().map(|key| self.values.get(key).cloned()).collect())
    }

    fn skim(&mut self, keys: &[String]) -> Result<Vec<Option<String>>, KvError> {
        let text = |value: Vec<u8>| String::from_utf8_lossy(&value).into_owned();
        Ok(self.get(keys)?.into_iter().map(|value| value.map(text)).collect())
    }

    fn put(&mut self, entries: &[Entry<'_>]) -> Result<(), KvError> {
        entries.iter().try_for_each(|(key, value)| self.change(key, Some(value)))
    }

    fn delete(&mut self, keys: &[String]) -> Result<(), KvError> {
        keys.iter().try_for_each(|key| self.change(key, None))
    }

    fn wait(&mut self, _: Duration) {
        self.settle(1);
    }
}
