//! Which pages a manifest leads to, and under which names.

use super::error::PublishError;
use super::kv::Kv;
use super::target::Target;
use crate::nearest::{Branch, PageKey, Tile};
use crate::snapshot::{Manifest, Page, Prefix, page_key, region_name, stock_name};
use std::collections::{BTreeMap, BTreeSet};

/// A page that another leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Child {
    /// The page.
    pub page: PageKey,
    /// What it is called beside its hash.
    pub name: Option<String>,
}

/// The pages that have been seen of those that may lead to others: regions, to their leaves, and
/// carriers, to stock. Nothing under a page that holds its stores itself.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    children: BTreeMap<PageKey, Vec<Child>>,
    /// Pages that were looked for and could not be read: what is under them is not known.
    unread: BTreeSet<PageKey>,
}

impl Tree {
    /// Those of the snapshot to be published.
    pub fn of(target: &Target) -> Self {
        Self { children: target.children.clone(), unread: BTreeSet::new() }
    }

    /// Reads the pages of `manifests` that may lead to others and that were not seen yet. A page
    /// that is not there leads to nothing there either: it is written before its children, and
    /// deleted after them.
    pub fn explore<'a>(
        &mut self,
        kv: &mut impl Kv,
        manifests: impl Iterator<Item = &'a Manifest>,
    ) -> Result<(), PublishError> {
        let unseen: BTreeMap<PageKey, Option<Prefix>> = manifests
            .flat_map(may_be_parents)
            .filter(|(page, _)| !self.children.contains_key(page))
            .collect();
        let keys: Vec<String> = unseen.keys().map(|page| page_key(*page)).collect();
        let values = if keys.is_empty() { Vec::new() } else { kv.get(&keys)? };
        for ((page, prefix), value) in unseen.into_iter().zip(values) {
            let read = value.and_then(|value| Page::decode(page, &value).ok());
            let children = read.as_ref().map(|page| children(page, prefix)).unwrap_or_default();
            if read.is_none() {
                self.unread.insert(page);
            }
            self.children.insert(page, children);
        }
        Ok(())
    }

    /// The pages of a manifest. Children are among them only where their parent was explored.
    pub fn pages(&self, manifest: &Manifest) -> BTreeSet<PageKey> {
        let regions = manifest.regions.iter().map(|region| region.page);
        let children = self.children_of(manifest).map(|child| child.page);
        let ids = manifest.ids.iter().copied();
        regions.chain(children).chain(ids).chain(manifest.catalogue.pages()).collect()
    }

    /// A page of a manifest under which there may be others that nobody knows.
    pub fn unread(&self, manifest: &Manifest) -> Option<PageKey> {
        may_be_parents(manifest).map(|(page, _)| page).find(|page| self.unread.contains(page))
    }

    /// The names of a manifest, and the pages that they stand for. Those of stock are among them
    /// only where its carriers were explored.
    pub fn names(&self, manifest: &Manifest) -> BTreeSet<(String, PageKey)> {
        let regions = manifest.regions.iter();
        let regions = regions.filter_map(|region| Some((region_name(region.tile?), region.page)));
        let stock = self
            .children_of(manifest)
            .filter_map(|Child { page, name }| Some((name.clone()?, *page)));
        regions.chain(stock).collect()
    }

    fn children_of(&self, manifest: &Manifest) -> impl Iterator<Item = &Child> {
        let regions = manifest.regions.iter().map(|region| region.page);
        let parents = regions.chain(manifest.catalogue.carriers.iter().copied());
        parents.filter_map(|page| self.children.get(&page)).flatten()
    }

    /// Whether a page leads to others.
    pub fn is_parent(&self, page: PageKey) -> bool {
        self.children.get(&page).is_some_and(|children| !children.is_empty())
    }
}

/// What a page leads to; `prefix` is that of the items of carriers.
pub(super) fn children(page: &Page, prefix: Option<Prefix>) -> Vec<Child> {
    match (page, prefix) {
        (Page::Region(region), _) => {
            let leaf = |leaf: &Branch| Child { page: leaf.page, name: None };
            region.leaves.iter().map(leaf).collect()
        }
        (Page::Carriers(carriers), Some(prefix)) => carriers
            .pages(prefix)
            .map(|(tile, prefix, page)| {
                let name = tile.map(|tile| stock_name(tile, prefix));
                Child { page, name }
            })
            .collect(),
        _ => Vec::new(),
    }
}

/// Carriers, with the prefix of their items, and regions that may have leaves. Only where tiles
/// could be cut no finer is a region left crowded (`nigh verify` holds the compiler to it), so no
/// other need be read to know.
fn may_be_parents(manifest: &Manifest) -> impl Iterator<Item = (PageKey, Option<Prefix>)> {
    let depth = |region: &Branch| region.tile.map(Tile::depth);
    let finest = manifest.regions.iter().filter_map(depth).max();
    let may_be = move |region: &&Branch| region.tile.is_none() || depth(region) == finest;
    let regions = manifest.regions.iter().filter(may_be).map(|region| (region.page, None));
    regions.chain(carriers(manifest))
}

/// The pages of carriers, with the prefix of their items.
pub(super) fn carriers(manifest: &Manifest) -> impl Iterator<Item = (PageKey, Option<Prefix>)> {
    manifest.catalogue.carriers_by_prefix().map(|(prefix, page)| (page, Some(prefix)))
}
