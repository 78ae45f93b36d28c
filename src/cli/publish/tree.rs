//! Which pages a manifest leads to.

use super::error::PublishError;
use super::kv::Kv;
use super::target::Target;
use crate::nearest::{Branch, PageKey, Tile};
use crate::snapshot::{Manifest, Page, page_key};
use std::collections::{BTreeMap, BTreeSet};

/// The pages of regions that have been seen, with their leaves: none under a page that holds its
/// stores itself.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    regions: BTreeMap<PageKey, Vec<PageKey>>,
    /// Pages that were looked for and could not be read: what is under them is not known.
    unread: BTreeSet<PageKey>,
}

impl Tree {
    /// Those of the snapshot to be published.
    pub fn of(target: &Target) -> Self {
        Self { regions: target.regions.clone(), unread: BTreeSet::new() }
    }

    /// Reads the pages that `manifests` may have leaves under and that were not seen yet. A page
    /// that is not there has no leaves there either: it is written before them and deleted after.
    pub fn explore<'a>(
        &mut self,
        kv: &mut impl Kv,
        manifests: impl Iterator<Item = &'a Manifest>,
    ) -> Result<(), PublishError> {
        let unseen: BTreeSet<PageKey> = manifests
            .flat_map(may_be_crowded)
            .filter(|page| !self.regions.contains_key(page))
            .collect();
        let keys: Vec<String> = unseen.iter().map(|page| page_key(*page)).collect();
        let values = if keys.is_empty() { Vec::new() } else { kv.get(&keys)? };
        for (page, value) in unseen.into_iter().zip(values) {
            let leaves = match value.map(|value| Page::decode(page, &value)) {
                Some(Ok(Page::Region(region))) => region.leaves.iter().map(|l| l.page).collect(),
                Some(Ok(_)) => Vec::new(),
                None | Some(Err(_)) => {
                    self.unread.insert(page);
                    Vec::new()
                }
            };
            self.regions.insert(page, leaves);
        }
        Ok(())
    }

    /// The pages of a manifest. Leaves are among them only where their region was explored.
    pub fn pages(&self, manifest: &Manifest) -> BTreeSet<PageKey> {
        let regions = manifest.regions.iter().map(|region| region.page);
        let leaves = regions.clone().filter_map(|page| self.regions.get(&page)).flatten().copied();
        regions.chain(leaves).chain(manifest.ids.iter().copied()).collect()
    }

    /// A page of a manifest under which there may be leaves that nobody knows.
    pub fn unread(&self, manifest: &Manifest) -> Option<PageKey> {
        may_be_crowded(manifest).find(|page| self.unread.contains(page))
    }

    /// Whether a page has leaves under it.
    pub fn is_crowded(&self, page: PageKey) -> bool {
        self.regions.get(&page).is_some_and(|leaves| !leaves.is_empty())
    }
}

/// Regions that may have leaves. Only where tiles could be cut no finer is a region left crowded
/// (`nigh verify` holds the compiler to it), so no other need be read to know.
fn may_be_crowded(manifest: &Manifest) -> impl Iterator<Item = PageKey> {
    let depth = |region: &Branch| region.tile.map(Tile::depth);
    let finest = manifest.regions.iter().filter_map(depth).max();
    let may_be = move |region: &&Branch| region.tile.is_none() || depth(region) == finest;
    manifest.regions.iter().filter(may_be).map(|region| region.page)
}
