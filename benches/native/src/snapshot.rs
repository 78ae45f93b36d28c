//! A snapshot's folder in memory: as bytes, as a KV has them, or as pages, as a warm isolate has them.

use nigh::edge::Values;
use nigh::nearest::PageKey;
use nigh::query::PageSource;
use nigh::snapshot::{Head, Manifest, Page, PageError, page_key};
use std::cell::RefCell;
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

/// Pages of stores, each decoded when it is first asked for.
pub struct Pages<'a> {
    bytes: &'a Bytes,
    known: RefCell<HashMap<PageKey, Page>>,
}

impl<'a> Pages<'a> {
    pub fn new(bytes: &'a Bytes) -> Self {
        Self { bytes, known: RefCell::default() }
    }

    fn page(&self, key: PageKey) -> Page {
        let mut known = self.known.borrow_mut();
        known.entry(key).or_insert_with(|| decoded(self.bytes, key)).clone()
    }

    /// Where all stores are, in degrees north and east.
    pub fn all_places(&self, manifest: &Manifest) -> Vec<(f64, f64)> {
        let regions = manifest.regions.iter().map(|region| self.page(region.page));
        let leaves = regions.flat_map(|page| match page {
            Page::Region(crowded) => {
                crowded.leaves.iter().map(|leaf| self.page(leaf.page)).collect()
            }
            page => vec![page],
        });
        let places = |page: Page| match page {
            Page::Leaf(leaf) => leaf.pins.iter().filter_map(|pin| pin.place).collect(),
            _ => Vec::new(),
        };
        leaves.flat_map(places).map(|point| (point.lat_deg(), point.lng_deg())).collect()
    }
}

fn decoded(bytes: &Bytes, key: PageKey) -> Page {
    Page::decode(key, &bytes.0[&page_key(key)]).expect("a sound page")
}

impl PageSource for Pages<'_> {
    fn is_at_hand(&self, _: PageKey) -> bool {
        true
    }

    async fn read(&self, key: PageKey) -> Result<Page, PageError> {
        Ok(self.page(key))
    }
}
