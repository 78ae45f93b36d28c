//! The snapshot that is to be published, whole and verified.

use super::error::PublishError;
use super::kv::Entry;
use super::tree::leaves;
use crate::nearest::PageKey;
use crate::snapshot::{Manifest, Page, PageError, hash, manifest_key, page_key};
use std::collections::BTreeMap;
use std::fmt::Display;

/// A manifest and every page that it leads to.
#[derive(Clone, Debug)]
pub struct Target {
    /// The manifest.
    pub manifest: Manifest,
    manifest_bytes: Vec<u8>,
    pages: BTreeMap<PageKey, Vec<u8>>,
    /// What regions lead to; nothing under a page that holds its stores itself.
    pub(super) leaves: BTreeMap<PageKey, Vec<PageKey>>,
}

impl Target {
    /// Reads every page that the manifest of `manifest_bytes` leads to; `read` takes a KV key.
    pub fn load(
        manifest_bytes: Vec<u8>,
        read: &dyn Fn(&str) -> Option<Vec<u8>>,
    ) -> Result<Self, PublishError> {
        let id = hash(&manifest_bytes);
        let manifest = Manifest::decode(id, &manifest_bytes)
            .map_err(|error| damaged(&manifest_key(id), &error))?;
        let (pages, leaves) = (BTreeMap::new(), BTreeMap::new());
        let mut target = Self { manifest, manifest_bytes, pages, leaves };
        let regions: Vec<PageKey> = target.manifest.regions.iter().map(|r| r.page).collect();
        for page in regions {
            target.take_with_leaves(page, read)?;
        }
        let ids = target.manifest.ids.iter().copied();
        for page in ids.chain(target.manifest.pages()).collect::<Vec<_>>() {
            target.take(page, read)?;
        }
        Ok(target)
    }

    fn take_with_leaves(
        &mut self,
        page: PageKey,
        read: &dyn Fn(&str) -> Option<Vec<u8>>,
    ) -> Result<(), PublishError> {
        let leaves = leaves(&self.take(page, read)?);
        for leaf in &leaves {
            self.take(*leaf, read)?;
        }
        self.leaves.insert(page, leaves);
        Ok(())
    }

    fn take(
        &mut self,
        page: PageKey,
        read: &dyn Fn(&str) -> Option<Vec<u8>>,
    ) -> Result<Page, PublishError> {
        let key = page_key(page);
        let bytes = read(&key).ok_or_else(|| damaged(&key, &PageError::Missing))?;
        let decoded = Page::decode(page, &bytes).map_err(|error| damaged(&key, &error))?;
        self.pages.insert(page, bytes);
        Ok(decoded)
    }

    /// The hash of the manifest.
    pub fn id(&self) -> PageKey {
        self.manifest.id
    }

    /// The bytes of the manifest.
    pub fn manifest_bytes(&self) -> &[u8] {
        &self.manifest_bytes
    }

    /// All pages.
    pub fn pages(&self) -> impl Iterator<Item = PageKey> {
        self.pages.keys().copied()
    }

    /// Whether a page leads to others.
    pub(super) fn is_parent(&self, page: PageKey) -> bool {
        self.leaves.get(&page).is_some_and(|leaves| !leaves.is_empty())
    }

    /// The manifest as it is written.
    pub(super) fn manifest_entry(&self) -> Entry<'_> {
        (manifest_key(self.id()), &self.manifest_bytes)
    }

    /// A page as it is written.
    pub(super) fn page_entry(&self, page: PageKey) -> Entry<'_> {
        (page_key(page), self.bytes(page))
    }

    /// A page under its name.
    pub(super) fn name_entry(&self, name: &str, page: PageKey) -> Entry<'_> {
        (name.to_owned(), self.bytes(page))
    }

    fn bytes(&self, page: PageKey) -> &[u8] {
        self.pages.get(&page).map(Vec::as_slice).unwrap_or_default()
    }
}

fn damaged(key: &str, error: &dyn Display) -> PublishError {
    PublishError::Damaged { key: key.to_owned(), why: error.to_string() }
}
