//! What publishing asks of a key-value store.

use std::time::Duration;

/// A key and its value.
pub type Entry<'a> = (String, &'a [u8]);

/// A store such as Workers KV: no transaction, no compare-and-set, no word on when a write is
/// seen. Every operation may be repeated. Retries are the transport's own: an error is final.
pub trait Kv {
    /// Exact values, one for each key; `None` where there is none, or none that can be seen yet.
    fn get(&mut self, keys: &[String]) -> Result<Vec<Option<Vec<u8>>>, KvError>;

    /// As [`Kv::get`], as text: what is not UTF-8 is U+FFFD. Cheap for many keys.
    fn skim(&mut self, keys: &[String]) -> Result<Vec<Option<String>>, KvError>;

    /// Writes values in this order. Some may be lost without an error.
    fn put(&mut self, entries: &[Entry<'_>]) -> Result<(), KvError>;

    /// Deletes values in this order; a key that has none is no error.
    fn delete(&mut self, keys: &[String]) -> Result<(), KvError>;

    /// Lets time pass, before a value is looked for again.
    fn wait(&mut self, pause: Duration);
}

/// Why an operation failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KvError {
    /// What was tried: `read head`.
    pub what: String,
    /// What came of it.
    pub why: String,
}

impl std::fmt::Display for KvError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "cannot {}: {}", self.what, self.why)
    }
}

/// Runs of at most so many entries, and at most so many bytes of values; a value that is larger by
/// itself is alone.
pub fn together<'e, 'v>(
    entries: &'e [Entry<'v>],
    (most, most_bytes): (usize, usize),
) -> Vec<&'e [Entry<'v>]> {
    let mut runs = Vec::new();
    let (mut start, mut bytes) = (0, 0);
    for (i, (_, value)) in entries.iter().enumerate() {
        if i > start && (i - start >= most || bytes + value.len() > most_bytes) {
            runs.extend(entries.get(start..i));
            (start, bytes) = (i, 0);
        }
        bytes += value.len();
    }
    runs.extend(entries.get(start..).filter(|rest| !rest.is_empty()));
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_neither_too_long_nor_too_large() {
        let value = vec![0; 300];
        let entries: Vec<Entry<'_>> =
            (0..10).map(|i| (format!("p/{i}"), value.as_slice())).collect();
        let lengths =
            |limits| together(&entries, limits).iter().map(|c| c.len()).collect::<Vec<_>>();
        assert_eq!(lengths((4, usize::MAX)), [4, 4, 2]);
        assert_eq!(lengths((10, 600)), [2, 2, 2, 2, 2]);
        assert_eq!(lengths((10, 1)), [1; 10]);
        assert!(together(&[], (1, 1)).is_empty());
    }
}
