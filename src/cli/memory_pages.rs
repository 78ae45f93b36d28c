//! Pages in memory.

use crate::nearest::PageKey;
use crate::query::PageSource;
use crate::snapshot::{Page, PageError, Snapshot, page_key};
use std::collections::BTreeMap;

/// The values of a snapshot, by KV key.
#[derive(Clone, Debug, Default)]
pub struct MemoryPages(pub BTreeMap<String, Vec<u8>>);

impl From<&Snapshot> for MemoryPages {
    fn from(snapshot: &Snapshot) -> Self {
        Self(snapshot.values.clone())
    }
}

impl PageSource for MemoryPages {
    async fn read(&self, page: PageKey) -> Result<Page, PageError> {
        let bytes = self.0.get(&page_key(page)).ok_or(PageError::Missing)?;
        Page::decode(page, bytes)
    }
}
