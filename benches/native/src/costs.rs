//! What a question reads: each asked of an isolate that knows nothing.

use crate::requests;
use crate::snapshot::Bytes;
use nigh::edge::Values;
use nigh::edge::memory::Memory;
use serde_json::json;
use std::cell::Cell;

/// Counts what is read.
struct Counted<'a> {
    values: &'a Bytes,
    keys: Cell<usize>,
    bytes: Cell<usize>,
}

impl Values for Counted<'_> {
    async fn get(&self, key: &str, ttl_s: u64) -> Result<Option<Vec<u8>>, String> {
        let value = self.values.get(key, ttl_s).await?;
        if let Some(bytes) = &value {
            self.keys.set(self.keys.get() + 1);
            self.bytes.set(self.bytes.get() + bytes.len());
        }
        Ok(value)
    }
}

/// Prints one line of JSON: values that were there, and their bytes, of each line of a file.
pub fn run(snapshot: &str, questions: &str) {
    let values = Bytes::read(snapshot);
    let manifest = values.manifest();
    let text = std::fs::read_to_string(questions).expect("a file of questions");
    let (mut keys, mut bytes) = (Vec::new(), Vec::new());
    for line in text.lines() {
        let counted = Counted { values: &values, keys: Cell::new(0), bytes: Cell::new(0) };
        requests::answer(line, &Memory::default(), &counted, requests::noon(&manifest));
        keys.push(counted.keys.get());
        bytes.push(counted.bytes.get());
    }
    println!("{}", json!({ "stores": manifest.stores, "keys": keys, "bytes": bytes }));
}
