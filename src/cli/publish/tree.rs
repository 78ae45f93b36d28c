//! Which pages a manifest leads to, and under which names.

use super::error::PublishError;
use super::kv::Kv;
use super::target::Target;
use crate::nearest::{PageKey, Tile};
use crate::snapshot::{Manifest, Page, page_key};
use std::collections::{BTreeMap, BTreeSet};

/// The pages of regions that have been seen, and the leaves that they lead to; none under a page
/// that holds its stores itself. All other pages, and all names, are in the manifest.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    leaves: BTreeMap<PageKey, Vec<PageKey>>,
    /// Pages that were looked for and could not be read: what is under them is not known.
    unread: BTreeSet<PageKey>,
}

impl Tree {
    /// Those of the snapshot to be published.
    pub fn of(target: &Target) -> Self {
        Self { leaves: target.leaves.clone(), unread: BTreeSet::new() }
    }

    /// Reads the pages of `manifests` that may lead to others and that were not seen yet. A page
    /// that is not there leads to nothing there either: it is written before its leaves, and
    /// deleted after them.
    pub fn explore<'a>(
        &mut self,
        kv: &mut impl Kv,
        manifests: impl Iterator<Item = &'a Manifest>,
    ) -> Result<(), PublishError> {
        let unseen: BTreeSet<PageKey> = manifests
            .flat_map(may_be_crowded)
            .filter(|page| !self.leaves.contains_key(page))
            .collect();
        let keys: Vec<String> = unseen.iter().map(|page| page_key(*page)).collect();
        let values = if keys.is_empty() { Vec::new() } else { kv.get(&keys)? };
        for (page, value) in unseen.into_iter().zip(values) {
            let read = value.and_then(|value| Page::decode(page, &value).ok());
            if read.is_none() {
                self.unread.insert(page);
            }
            self.leaves.insert(page, read.as_ref().map(leaves).unwrap_or_default());
        }
        Ok(())
    }

    /// The pages of a manifest. Leaves of a region are among them only where it was explored.
    pub fn pages(&self, manifest: &Manifest) -> BTreeSet<PageKey> {
        let regions = manifest.regions.iter().map(|region| region.page);
        let leaves = regions.clone().filter_map(|page| self.leaves.get(&page)).flatten();
        let ids = manifest.ids.iter().chain(leaves).copied();
        regions.chain(ids).chain(manifest.pages()).collect()
    }

    /// A page of a manifest under which there may be others that nobody knows.
    pub fn unread(&self, manifest: &Manifest) -> Option<PageKey> {
        may_be_crowded(manifest).find(|page| self.unread.contains(page))
    }

    /// Whether a page leads to others.
    pub fn is_parent(&self, page: PageKey) -> bool {
        self.leaves.get(&page).is_some_and(|leaves| !leaves.is_empty())
    }
}

/// The leaves of a page of a region.
pub(super) fn leaves(page: &Page) -> Vec<PageKey> {
    match page {
        Page::Region(region) => region.leaves.iter().map(|leaf| leaf.page).collect(),
        _ => Vec::new(),
    }
}

/// Regions that may have leaves. Only where tiles could be cut no finer is a region left crowded
/// (`nigh verify` holds the compiler to it), so no other need be read to know.
fn may_be_crowded(manifest: &Manifest) -> impl Iterator<Item = PageKey> {
    let depths = manifest.regions.iter().filter_map(|region| region.tile).map(Tile::depth);
    let finest = depths.max();
    let may_be = move |tile: Option<Tile>| tile.is_none() || tile.map(Tile::depth) == finest;
    let regions = manifest.regions.iter().filter(move |region| may_be(region.tile));
    regions.map(|region| region.page)
}
