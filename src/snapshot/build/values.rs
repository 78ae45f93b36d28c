//! What has been written: pages and names by KV key.

use crate::nearest::PageKey;
use crate::snapshot::{hash, page_key};
use std::collections::BTreeMap;

/// Values by KV key.
#[derive(Default)]
pub(super) struct Values(BTreeMap<String, Vec<u8>>);

impl Values {
    /// Writes a page under its hash.
    pub(super) fn write(&mut self, bytes: Vec<u8>) -> PageKey {
        let key = hash(&bytes);
        self.0.insert(page_key(key), bytes);
        key
    }

    /// Writes a page that is there under a name as well.
    pub(super) fn name(&mut self, name: String, page: PageKey) {
        let bytes = self.0.get(&page_key(page)).cloned().unwrap_or_default();
        self.0.insert(name, bytes);
    }

    /// Adds those of another.
    pub(super) fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    pub(super) fn into_map(self) -> BTreeMap<String, Vec<u8>> {
        self.0
    }
}
