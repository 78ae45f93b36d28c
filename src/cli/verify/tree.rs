//! From the manifest down to every leaf, and along the ids.

use super::leaf::{Measures, check_rows};
use super::{Findings, Folder, read};
use crate::cli::progress::Progress;
use crate::nearest::{Branch, Leaf, PageKey, Tile};
use crate::snapshot::{IdBucket, Manifest, Page, Region, bucket_of, fingerprint, page_key};
use std::collections::HashSet;

/// A walk over all pages of a manifest.
pub(super) struct Walk<'a> {
    folder: &'a Folder,
    manifest: &'a Manifest,
    findings: &'a mut Findings,
    measures: Measures,
    ids: HashSet<String>,
    /// The ids of the stores of each region that has been walked.
    stores_of: Vec<Vec<String>>,
    /// What each bucket of ids should hold.
    buckets: Vec<Vec<(u32, Option<Tile>)>>,
}

impl<'a> Walk<'a> {
    pub(super) fn new(
        folder: &'a Folder,
        manifest: &'a Manifest,
        findings: &'a mut Findings,
    ) -> Self {
        let buckets = vec![Vec::new(); manifest.ids.len()];
        let measures = Measures::new(manifest.horizon);
        let (ids, stores_of) = (HashSet::new(), Vec::new());
        Self { folder, manifest, findings, measures, ids, stores_of, buckets }
    }

    /// Checks everything; the ids of the stores of each region.
    pub(super) fn run(mut self, progress: &Progress) -> miette::Result<Vec<Vec<String>>> {
        let key = crate::snapshot::manifest_key(self.manifest.id);
        self.check_order(&self.manifest.regions, &key);
        for region in &self.manifest.regions {
            self.stores_of.push(Vec::new());
            self.region(region)?;
            progress.step();
        }
        let (found, said) = (self.ids.len(), self.manifest.stores);
        let agree = u32::try_from(found) == Ok(said);
        self.findings.expect(agree, &key, format!("{said} stores, but pages have {found}"));
        self.check_ids()?;
        Ok(self.stores_of)
    }

    /// Tiles ascend, and none contains another: each store has one place in the tree.
    fn check_order(&mut self, branches: &[Branch], key: &str) {
        for pair in branches.windows(2) {
            let [before, after] = pair else { continue };
            let disjoint = match (before.tile, after.tile) {
                (None, next) => next.is_some(),
                (Some(a), Some(b)) => {
                    let coarser = a.depth().min(b.depth());
                    a.parent(coarser) < b.parent(coarser)
                }
                (Some(_), None) => false,
            };
            let what = || format!("{} and {} overlap or are out of order", at(before), at(after));
            if !disjoint {
                self.findings.add(key, what());
            }
        }
    }

    fn region(&mut self, region: &Branch) -> miette::Result<()> {
        match self.read(region.page)? {
            Some(Page::Leaf(leaf)) => self.leaf(region, &leaf),
            Some(Page::Region(page)) => self.crowded(region, &page)?,
            Some(other) => {
                let what = format!("{}, not a region", other.kind());
                self.findings.add(&page_key(region.page), what);
            }
            None => {}
        }
        Ok(())
    }

    fn crowded(&mut self, region: &Branch, page: &Region) -> miette::Result<()> {
        let key = page_key(region.page);
        self.check_leaves_order(&page.leaves, &key);
        let finest = self.manifest.regions.iter().filter_map(|r| r.tile).map(Tile::depth).max();
        let is_finest = region.tile.is_none_or(|tile| Some(tile.depth()) == finest);
        self.findings.expect(is_finest, &key, "crowded, though there are finer regions");
        let stores: u32 = page.leaves.iter().map(|leaf| leaf.summary.stores).sum();
        let agree = stores == region.summary.stores;
        self.findings.expect(agree, &key, "its leaves have another number of stores");
        for branch in &page.leaves {
            let inside = match (region.tile, branch.tile) {
                (Some(region), Some(leaf)) => region.contains(leaf),
                (region, leaf) => region == leaf,
            };
            self.findings.expect(inside, &key, format!("the leaf {} is outside it", at(branch)));
            match self.read(branch.page)? {
                Some(Page::Leaf(leaf)) => {
                    self.leaf(branch, &leaf);
                    self.measures.check(region, &leaf, self.findings);
                }
                Some(_) => self.findings.add(&page_key(branch.page), "not a leaf"),
                None => {}
            }
        }
        Ok(())
    }

    /// As regions, but several leaves may share a tile where it could be cut no finer.
    fn check_leaves_order(&mut self, leaves: &[Branch], key: &str) {
        let mut distinct = leaves.to_vec();
        distinct.dedup_by_key(|leaf| leaf.tile);
        self.check_order(&distinct, key);
    }

    fn leaf(&mut self, branch: &Branch, leaf: &Leaf) {
        let key = page_key(branch.page);
        let rows = u32::try_from(leaf.pins.len());
        let agree = rows == Ok(branch.summary.stores);
        self.findings.expect(agree, &key, "its summary has another number of stores");
        check_rows(branch, &key, leaf, self.findings);
        self.measures.check(branch, leaf, self.findings);
        for (row, pin) in (0_u16..).zip(leaf.pins.iter()) {
            let id = leaf.id(row);
            let print = fingerprint(id);
            let tile = pin.place.map(Tile::finest);
            if let Some(bucket) = self.buckets.get_mut(bucket_of(print, self.manifest.ids.len())) {
                bucket.push((print, tile));
            }
            let is_new = self.ids.insert(id.to_owned());
            self.findings.expect(is_new, &key, format!("the store {id:?} is there twice"));
            if let Some(stores) = self.stores_of.last_mut() {
                stores.push(id.to_owned());
            }
        }
    }

    fn check_ids(&mut self) -> miette::Result<()> {
        for (bucket, page) in std::mem::take(&mut self.buckets).into_iter().zip(&self.manifest.ids)
        {
            let read = self.read(*page)?;
            let expected = IdBucket::new(bucket);
            let agree = match &read {
                Some(Page::Ids(found)) => **found == expected,
                Some(_) => false,
                None => true,
            };
            self.findings.expect(agree, &page_key(*page), "its ids do not lead to their stores");
        }
        Ok(())
    }

    fn read(&mut self, page: PageKey) -> miette::Result<Option<Page>> {
        read(self.folder, page, self.findings)
    }
}

fn at(branch: &Branch) -> String {
    branch.tile.map_or_else(|| "no place".to_owned(), |tile| tile.to_string())
}
