//! The snapshot that is to be published, whole and verified.

use super::error::PublishError;
use super::kv::Entry;
use crate::nearest::{PageKey, Tile};
use crate::snapshot::{Manifest, Page, PageError, hash, manifest_key, page_key, region_name};
use std::collections::BTreeMap;
use std::fmt::Display;

/// A manifest and every page that it leads to.
#[derive(Clone, Debug)]
pub struct Target {
    /// The manifest.
    pub manifest: Manifest,
    manifest_bytes: Vec<u8>,
    pages: BTreeMap<PageKey, Vec<u8>>,
    /// The pages of regions, with their leaves; none under one that holds its stores itself.
    pub(super) regions: BTreeMap<PageKey, Vec<PageKey>>,
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
        let (pages, regions) = (BTreeMap::new(), BTreeMap::new());
        let mut target = Self { manifest, manifest_bytes, pages, regions };
        let tops: Vec<PageKey> = target.manifest.regions.iter().map(|r| r.page).collect();
        for region in tops {
            let leaves: Vec<PageKey> = match target.take(region, read)? {
                Page::Region(page) => page.leaves.iter().map(|leaf| leaf.page).collect(),
                _ => Vec::new(),
            };
            for leaf in &leaves {
                target.take(*leaf, read)?;
            }
            target.regions.insert(region, leaves);
        }
        for ids in target.manifest.ids.clone() {
            target.take(ids, read)?;
        }
        Ok(target)
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

    /// Whether a page is that of a crowded region.
    pub(super) fn is_crowded(&self, page: PageKey) -> bool {
        self.regions.get(&page).is_some_and(|leaves| !leaves.is_empty())
    }

    /// The manifest as it is written.
    pub(super) fn manifest_entry(&self) -> Entry<'_> {
        (manifest_key(self.id()), &self.manifest_bytes)
    }

    /// A page as it is written.
    pub(super) fn page_entry(&self, page: PageKey) -> Entry<'_> {
        (page_key(page), self.bytes(page))
    }

    /// The page of a region under its name.
    pub(super) fn name_entry(&self, tile: Tile, page: PageKey) -> Entry<'_> {
        (region_name(tile), self.bytes(page))
    }

    fn bytes(&self, page: PageKey) -> &[u8] {
        self.pages.get(&page).map(Vec::as_slice).unwrap_or_default()
    }
}

fn damaged(key: &str, error: &dyn Display) -> PublishError {
    PublishError::Damaged { key: key.to_owned(), why: error.to_string() }
}
