//! A snapshot's folder in memory: as bytes, as a KV has them, or as pages, as a warm isolate has them.

use nigh::edge::Values;
use nigh::nearest::PageKey;
use nigh::query::PageSource;
use nigh::snapshot::{Head, Manifest, Page, PageError, page_key};
use std::collections::HashMap;
use std::fs;
use std::path::Path;

/// The values of a folder that `nigh compile` wrote.
pub struct Bytes(HashMap<String, Vec<u8>>);

impl Bytes {
    pub fn read(folder: &str) -> Self {
        let root = Path::new(folder).join("kv");
        let (mut values, mut folders) = (HashMap::new(), vec![root.clone()]);
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder).expect("a snapshot's folder").flatten() {
                let path = entry.path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let key = path.strip_prefix(&root).expect("inside").to_string_lossy().into_owned();
                values.insert(key, fs::read(&path).expect("a readable value"));
            }
        }
        Self(values)
    }

    pub fn manifest(&self) -> Manifest {
        let head = Head::decode(&self.0["head"]).expect("a head");
        head.open_manifest().expect("a manifest")
    }
}

impl Values for Bytes {
    async fn get(&self, key: &str, _: u64) -> Result<Option<Vec<u8>>, String> {
        Ok(self.0.get(key).cloned())
    }
}

/// All pages of stores, decoded.
pub struct Pages(HashMap<PageKey, Page>);

impl Pages {
    pub fn of(bytes: &Bytes, manifest: &Manifest) -> Self {
        let mut pages = HashMap::new();
        for region in &manifest.regions {
            let page = decoded(bytes, region.page);
            if let Page::Region(crowded) = &page {
                let leaves =
                    crowded.leaves.iter().map(|leaf| (leaf.page, decoded(bytes, leaf.page)));
                pages.extend(leaves);
            }
            pages.insert(region.page, page);
        }
        Self(pages)
    }

    /// Where all stores are, in degrees north and east.
    pub fn places(&self) -> Vec<(f64, f64)> {
        let leaves = self.0.values().filter_map(|page| match page {
            Page::Leaf(leaf) => Some(leaf),
            _ => None,
        });
        let points = leaves.flat_map(|leaf| &leaf.pins).filter_map(|pin| pin.place);
        points.map(|(point, _)| (point.lat_deg(), point.lng_deg())).collect()
    }
}

fn decoded(bytes: &Bytes, key: PageKey) -> Page {
    Page::decode(key, &bytes.0[&page_key(key)]).expect("a sound page")
}

impl PageSource for Pages {
    fn is_at_hand(&self, _: PageKey) -> bool {
        true
    }

    async fn read(&self, key: PageKey) -> Result<Page, PageError> {
        self.0.get(&key).cloned().ok_or(PageError::Missing)
    }
}
