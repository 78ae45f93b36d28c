//! From stores to pages: sort, cut, encode, name.
//!
//! | module | what it knows |
//! |---|---|
//! | `grain` | how finely stores are cut into regions |
//! | `regions` | stores, by place and by id |
//! | `goods` | items, and what the stores have of them |
//! | `districts` | where stock is cut |
//! | `pack`, `trie` | cutting by the first bits of numbers, evenly and as it is crowded |
//! | `values` | what has been written |

mod districts;
mod goods;
mod grain;
mod pack;
mod regions;
mod trie;
mod values;

pub use goods::Goods;

use super::branches::Branches;
use super::manifest::Wire;
use super::places::{Places, encode_places};
use super::{Catalogue, MANIFEST_BYTES, hash};
use crate::gazetteer::Index;
use crate::nearest::{Branch, PageKey};
use crate::store::{DeliveryWords, Listing};
use crate::time::{Horizon, UtcSeconds, Zone};
use districts::{BYTES_PER_PAGE, MAX_PAGES};
use goods::Shelves;
use grain::grains;
use regions::{Region, Regions};
use std::collections::BTreeMap;
use values::Values;

/// How large things may grow.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of a page. One read of 64 KB costs a Worker about 0.25 ms of CPU.
    pub page_bytes: usize,
    /// Regions of a snapshot: one takes some 25 bytes of a manifest that must stay under 64 KB.
    pub regions: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { page_bytes: 64 * 1024, regions: 2_600 }
    }
}

/// A compiled snapshot: the manifest, and every other value by its KV key.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// The hash of the manifest.
    pub id: PageKey,
    /// The bytes of the manifest.
    pub manifest: Vec<u8>,
    /// Pages and names, by KV key. Manifest and head are not among them.
    pub values: BTreeMap<String, Vec<u8>>,
}

/// Why stores make no snapshot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BuildError {
    /// There is none.
    NoStores,
    /// There are more than can be counted.
    TooManyStores(usize),
    /// A store names a zone that is not among those given.
    Zone(String),
    /// The stock was joined with so many stores, which are not these.
    OtherStores(usize),
    /// A row is of an inventory feed beyond those whose instants are given.
    Source(u16),
}

impl std::fmt::Display for BuildError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NoStores => f.write_str("there is no store to publish"),
            Self::TooManyStores(count) => {
                write!(f, "{count} stores are more than a snapshot holds")
            }
            Self::Zone(name) => write!(f, "no offsets are known for the zone {name:?}"),
            Self::OtherStores(count) => {
                write!(f, "the stock is of {count} stores, which are not those to be compiled")
            }
            Self::Source(source) => {
                write!(f, "nothing says when inventory feed number {source} was made")
            }
        }
    }
}

/// Compiles stores, and what they have, to pages. The same input gives the same bytes; without
/// goods, stores may come in any order.
pub fn build(
    stores: &[Listing],
    zones: &BTreeMap<String, Zone>,
    built_at: UtcSeconds,
    horizon: Horizon,
    limits: Limits,
    goods: Option<Goods<'_>>,
) -> Result<Snapshot, BuildError> {
    build_with_places(stores, zones, built_at, horizon, limits, goods, &Index::default())
}

/// The same, with towns and postcodes.
pub fn build_with_places(
    stores: &[Listing],
    zones: &BTreeMap<String, Zone>,
    built_at: UtcSeconds,
    horizon: Horizon,
    limits: Limits,
    goods: Option<Goods<'_>>,
    gazetteer: &Index,
) -> Result<Snapshot, BuildError> {
    check(stores, zones, goods)?;
    let count = u32::try_from(stores.len()).map_err(|_| BuildError::TooManyStores(stores.len()))?;
    let mut fixed = Values::default();
    let regions = Regions::new(stores, zones, horizon);
    let unplaced = regions.unplaced(limits, &mut fixed);
    let ids = regions.id_buckets(&mut fixed);
    let places = places(gazetteer, &mut fixed);
    let shelves = goods.map(|goods| Shelves::new(goods, limits, &mut fixed));
    let delivery = DeliveryWords::of(stores.iter().flat_map(|listing| &listing.store.delivery));
    let wire = |regions: &[Region], catalogue: Catalogue| {
        let branches: Vec<Branch> = regions.iter().map(|region| region.branch).collect();
        let regions = Branches::of(&branches);
        let (ids, places, delivery) = (ids.clone(), places.clone(), delivery.clone());
        Wire { built_at, horizon, stores: count, regions, ids, catalogue, places, delivery }
    };
    let (manifest, mut values) = fitting(&|reserve| {
        let mut catalogue =
            shelves.as_ref().map(|shelves| shelves.catalogue.clone()).unwrap_or_default();
        let bytes = |all: &[Region]| wire(all, catalogue.clone()).encode().len();
        let fits = |all: &[Region]| bytes(all) + reserve <= MANIFEST_BYTES;
        let (all, mut values) = cut(&regions, unplaced.as_ref(), limits, &fits);
        if let Some(shelves) = &shelves {
            catalogue = shelves.stock(&regions.stores_of(&all), &mut values);
        }
        (wire(&all, catalogue), values)
    });
    values.extend(fixed);
    for (name, page) in manifest.catalogue.names() {
        values.name(name, page);
    }
    let manifest = manifest.encode();
    debug_assert!(manifest.len() <= MANIFEST_BYTES, "the coarsest grain is one region");
    Ok(Snapshot { id: hash(&manifest), manifest, values: values.into_map() })
}

fn places(gazetteer: &Index, values: &mut Values) -> Places {
    let pages = gazetteer.pages.iter().map(|page| values.write(encode_places(page)));
    Places { layout: gazetteer.layout.clone(), pages: pages.collect() }
}

/// The first manifest that is small. How many pages stock takes is known only when it is cut, and
/// it is cut by regions: so these are cut as if there were no stock; then, if that is too much, with
/// room for as much as there was and an eighth; then for as much as there can be.
fn fitting(compile: &dyn Fn(usize) -> (Wire, Values)) -> (Wire, Values) {
    let most = MAX_PAGES * BYTES_PER_PAGE * 257 / 256 + 64;
    let mut reserve = 0;
    loop {
        let (manifest, values) = compile(reserve);
        if reserve >= most || manifest.encode().len() <= MANIFEST_BYTES {
            return (manifest, values);
        }
        let pages = manifest.catalogue.stock_pages().count();
        let likely = pages * BYTES_PER_PAGE * 9 / 8;
        reserve = if reserve == 0 { likely.clamp(1, most) } else { most };
    }
}

/// The regions, with those of stores without a place first, as finely cut as the manifest can list.
fn cut(
    regions: &Regions<'_>,
    unplaced: Option<&Region>,
    limits: Limits,
    fits: &dyn Fn(&[Region]) -> bool,
) -> (Vec<Region>, Values) {
    let mut coarsest = (Vec::new(), Values::default());
    for grain in grains(limits) {
        let mut values = Values::default();
        let Some(placed) = regions.placed(&grain, limits, &mut values) else { continue };
        let all: Vec<Region> = unplaced.cloned().into_iter().chain(placed).collect();
        let fit = fits(&all);
        coarsest = (all, values);
        if fit {
            break;
        }
    }
    coarsest
}

fn check(
    stores: &[Listing],
    zones: &BTreeMap<String, Zone>,
    goods: Option<Goods<'_>>,
) -> Result<(), BuildError> {
    if stores.is_empty() {
        return Err(BuildError::NoStores);
    }
    let unknown = |name: &&String| !zones.contains_key(*name);
    let mut named = stores.iter().filter_map(|listing| listing.store.timezone.as_ref());
    if let Some(name) = named.find(unknown) {
        return Err(BuildError::Zone(name.clone()));
    }
    let Some(Goods { stocked, as_of, .. }) = goods else { return Ok(()) };
    if stocked.stores() != stores.len() {
        return Err(BuildError::OtherStores(stocked.stores()));
    }
    let shelves = (0..stores.len()).flat_map(|store| stocked.shelves(store));
    match shelves.map(|shelf| shelf.source).max() {
        Some(source) if usize::from(source) >= as_of.len() => Err(BuildError::Source(source)),
        _ => Ok(()),
    }
}
