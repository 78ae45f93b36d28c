//! From stores to pages: sort, cut, encode, name.

use super::branches::Branches;
use super::manifest::Wire;
use super::page::encode_region;
use super::seal::unpacked_bytes;
use super::{
    IdBucket, MANIFEST_BYTES, bucket_of, encode_leaf, fingerprint, hash, page_key, region_name,
};
use crate::nearest::{
    AmenityBits, Bounds, Branch, Envelope, PageKey, Piece, Summary, Tile, cut, part,
};
use crate::place::Point;
use crate::schedule::Schedule;
use crate::store::Listing;
use crate::time::{Horizon, UtcSeconds, Zone};
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

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

/// Ids to a bucket, of some 14 bytes each: a bucket is a page of some 57 KB, and a million ids
/// take 256 buckets, 4 KB of the manifest.
const IDS_PER_BUCKET: usize = 4_096;
/// Buckets of ids at most, 16 bytes of the manifest each: beyond a million ids they grow instead,
/// so that the manifest stays under 64 KB at any size.
const MAX_ID_BUCKETS: usize = 256;
/// Regions are tiles of these depths: at the finest, some hundreds of metres wide.
const REGION_DEPTHS: Range<u8> = 0..33;
/// Leaves are cut down to the finest tiles.
const LEAF_DEPTHS: Range<u8> = 0..Tile::FINEST + 1;
/// No page unpacks to more than so many times the bytes that a page may have: stores that share
/// a long word pack well, but an isolate holds them unpacked.
const PACKED: usize = 4;
/// No page has more stores than this: rows, and the six words that each may add, are numbered in
/// 16 bits.
const MAX_ROWS: usize = 10_000;

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
}

impl std::fmt::Display for BuildError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NoStores => f.write_str("there is no store to publish"),
            Self::TooManyStores(count) => {
                write!(f, "{count} stores are more than a snapshot holds")
            }
            Self::Zone(name) => write!(f, "no offsets are known for the zone {name:?}"),
        }
    }
}

/// Compiles stores to pages. The same stores, in any order, give the same bytes.
pub fn build(
    stores: &[Listing],
    zones: &BTreeMap<String, Zone>,
    built_at: UtcSeconds,
    horizon: Horizon,
    limits: Limits,
) -> Result<Snapshot, BuildError> {
    let count = u32::try_from(stores.len()).map_err(|_| BuildError::TooManyStores(stores.len()))?;
    if count == 0 {
        return Err(BuildError::NoStores);
    }
    let unknown = |listing: &&Listing| {
        listing.store.timezone.as_ref().is_some_and(|name| !zones.contains_key(name))
    };
    if let Some(listing) = stores.iter().find(unknown) {
        return Err(BuildError::Zone(listing.store.timezone.clone().unwrap_or_default()));
    }
    let mut builder = Builder::new(stores, zones, horizon);
    let unplaced = builder.unplaced_region(limits);
    let ids = builder.id_buckets();
    let fixed = std::mem::take(&mut builder.values);
    let mut manifest = Vec::new();
    for grain in grains(limits) {
        let Some(placed) = builder.placed_regions(&grain, limits) else { continue };
        let regions: Vec<Branch> = unplaced.into_iter().chain(placed).collect();
        let regions = Branches::of(&regions);
        let wire = Wire { built_at, horizon, stores: count, regions, ids: ids.clone() };
        manifest = wire.encode();
        if manifest.len() <= MANIFEST_BYTES {
            break;
        }
        builder.values.clear();
    }
    let mut values = builder.values;
    values.extend(fixed);
    Ok(Snapshot { id: hash(&manifest), manifest, values })
}

/// How finely stores are cut into regions.
struct Grain {
    /// Bytes of a region's page.
    page_bytes: usize,
    depths: Range<u8>,
}

/// From the finest to the coarsest: with the first at which the manifest is small, a snapshot is
/// made. First pages grow, to twice the size wished for. Beyond that regions are left crowded and
/// list leaves, in ever larger tiles: one larger page costs less than two in a row, but some
/// millions of stores in regions of a page each would take pages of a quarter of a megabyte.
fn grains(limits: Limits) -> impl Iterator<Item = Grain> {
    let grown = (8..=16).map(move |eighths| Grain {
        page_bytes: limits.page_bytes * eighths / 8,
        depths: REGION_DEPTHS,
    });
    let coarser = (1..REGION_DEPTHS.end)
        .rev()
        .map(move |end| Grain { page_bytes: limits.page_bytes, depths: 0..end });
    grown.chain(coarser)
}

struct Builder<'a> {
    zones: &'a BTreeMap<String, Zone>,
    horizon: Horizon,
    /// By finest tile, then by the fingerprint of the id.
    placed: Vec<&'a Listing>,
    tiles: Vec<Tile>,
    /// By the fingerprint of the id.
    unplaced: Vec<&'a Listing>,
    /// A lower bound on the unpacked bytes of the first so many placed stores.
    least_bytes: Vec<usize>,
    /// What the pages of runs cost that were encoded to see whether they fit.
    run_bytes: RefCell<HashMap<(usize, usize), usize>>,
    envelopes: RefCell<HashMap<(&'a Schedule, &'a str), Envelope>>,
    values: BTreeMap<String, Vec<u8>>,
}

impl<'a> Builder<'a> {
    fn new(stores: &'a [Listing], zones: &'a BTreeMap<String, Zone>, horizon: Horizon) -> Self {
        let mut placed: Vec<(Tile, &Listing)> = Vec::with_capacity(stores.len());
        let mut unplaced: Vec<&Listing> = Vec::new();
        for listing in stores {
            match listing.store.point.map(Tile::finest) {
                Some(tile) => placed.push((tile, listing)),
                None => unplaced.push(listing),
            }
        }
        placed.sort_unstable_by_key(|(tile, listing)| (*tile, print(listing), &listing.store.id));
        unplaced.sort_unstable_by_key(|listing| (print(listing), &listing.store.id));
        let (tiles, placed): (Vec<Tile>, Vec<&Listing>) = placed.into_iter().unzip();
        let mut total = 0;
        let least_bytes = std::iter::once(0).chain(placed.iter().map(|listing| {
            total += least_bytes_of(listing);
            total
        }));
        Self {
            zones,
            horizon,
            least_bytes: least_bytes.collect(),
            placed,
            tiles,
            unplaced,
            run_bytes: RefCell::default(),
            envelopes: RefCell::default(),
            values: BTreeMap::new(),
        }
    }

    /// Cuts the placed stores into regions; `None` where there are more than there may be.
    fn placed_regions(&mut self, grain: &Grain, limits: Limits) -> Option<Vec<Branch>> {
        let fits = |run: Range<usize>| self.fits(run, grain.page_bytes);
        let pieces = cut(&self.tiles, grain.depths.clone(), &fits);
        let is_coarsest = grain.depths.len() == 1;
        if pieces.len() > limits.regions && !is_coarsest {
            return None;
        }
        Some(pieces.into_iter().map(|piece| self.region(&piece, grain, limits)).collect())
    }

    /// Whether a run fits in a page: by a lower bound first, then by encoding it, once.
    fn fits(&self, run: Range<usize>, page_bytes: usize) -> bool {
        let bound = |i: usize| self.least_bytes.get(i).copied().unwrap_or(usize::MAX);
        run.len() <= MAX_ROWS
            && bound(run.end).saturating_sub(bound(run.start)) <= PACKED * page_bytes
            && self.bytes_of(run) <= page_bytes
    }

    /// What a run's page costs. The same runs are asked about for every size of page.
    fn bytes_of(&self, run: Range<usize>) -> usize {
        let mut known = self.run_bytes.borrow_mut();
        *known.entry((run.start, run.end)).or_insert_with(|| page_cost(&self.encode(self.run(run))))
    }

    fn run(&self, run: Range<usize>) -> &[&'a Listing] {
        self.placed.get(run).unwrap_or_default()
    }

    fn encode(&self, stores: &[&'a Listing]) -> Vec<u8> {
        encode_leaf(stores, &|name| self.zones.get(name))
    }

    /// Writes a region under its hash and under its name.
    fn region(&mut self, piece: &Piece, grain: &Grain, limits: Limits) -> Branch {
        let branch = if piece.fits {
            let bytes = self.encode(self.run(piece.stores.clone()));
            debug_assert!(bytes.len() <= grain.page_bytes, "a piece that fits is a page");
            self.branch(Some(piece.tile), piece.stores.clone(), bytes)
        } else {
            let leaves = self.leaves(piece, limits.page_bytes);
            self.crowded(Some(piece.tile), &leaves)
        };
        let bytes = self.values.get(&page_key(branch.page)).cloned().unwrap_or_default();
        self.values.insert(region_name(piece.tile), bytes);
        branch
    }

    fn leaves(&mut self, region: &Piece, page_bytes: usize) -> Vec<Branch> {
        let start = region.stores.start;
        let tiles = self.tiles.get(region.stores.clone()).unwrap_or_default();
        let shift = |run: Range<usize>| run.start + start..run.end + start;
        let fits = |run: Range<usize>| self.fits(run, page_bytes);
        let pieces = cut(tiles, LEAF_DEPTHS, &|run| fits(shift(run)));
        let runs: Vec<(Tile, Range<usize>)> = pieces
            .into_iter()
            .flat_map(|piece| {
                let run = shift(piece.stores);
                let print = |i: usize| self.placed.get(i).map_or(0, |listing| print(listing));
                let parts = if piece.fits { vec![run] } else { part(&print, run, &fits) };
                parts.into_iter().map(move |part| (piece.tile, part))
            })
            .collect();
        runs.into_iter()
            .map(|(tile, run)| {
                let bytes = self.encode(self.run(run.clone()));
                self.branch(Some(tile), run, bytes)
            })
            .collect()
    }

    /// Writes a leaf and describes it.
    fn branch(&mut self, tile: Option<Tile>, run: Range<usize>, bytes: Vec<u8>) -> Branch {
        let summary = self.summary(self.run(run));
        Branch { page: self.write(bytes), tile, summary }
    }

    /// Writes the page of a crowded region and describes it by its leaves.
    fn crowded(&mut self, tile: Option<Tile>, leaves: &[Branch]) -> Branch {
        let stores = leaves.iter().map(|leaf| leaf.summary.stores).sum();
        let hours = leaves.iter().fold(Envelope::default(), |e, l| e.with(l.summary.hours));
        let amenities =
            leaves.iter().fold(AmenityBits::default(), |bits, l| bits.with(l.summary.amenities));
        let bounds = leaves.iter().filter_map(|leaf| leaf.summary.bounds).reduce(Bounds::with);
        let summary = Summary { bounds, hours, amenities, stores };
        Branch { page: self.write(encode_region(leaves)), tile, summary }
    }

    fn summary(&self, stores: &[&'a Listing]) -> Summary {
        let hours = stores.iter().fold(Envelope::default(), |e, l| e.with(self.envelope(l)));
        let ids = stores.iter().flat_map(|l| &l.store.amenities).map(|amenity| &amenity.id);
        let amenities = ids.fold(AmenityBits::default(), |bits, id| bits.with(AmenityBits::of(id)));
        let stores_count = u32::try_from(stores.len()).unwrap_or(u32::MAX);
        Summary { bounds: Bounds::around(points(stores)), hours, amenities, stores: stores_count }
    }

    fn envelope(&self, listing: &'a Listing) -> Envelope {
        let zone = listing.store.timezone.as_ref().and_then(|name| self.zones.get(name));
        let (Some(schedule), Some(zone)) = (&listing.hours, zone) else {
            return Envelope::HOURS_UNKNOWN;
        };
        let mut known = self.envelopes.borrow_mut();
        *known
            .entry((schedule.as_ref(), &zone.name))
            .or_insert_with(|| Envelope::of(schedule, zone, self.horizon.dates()))
    }

    /// The region of stores without a place, by order.
    fn unplaced_region(&mut self, limits: Limits) -> Option<Branch> {
        if self.unplaced.is_empty() {
            return None;
        }
        let stores = std::mem::take(&mut self.unplaced);
        let some = |run: &Range<usize>| stores.get(run.clone()).unwrap_or_default();
        let fits = |run: Range<usize>| {
            run.len() <= MAX_ROWS && page_cost(&self.encode(some(&run))) <= limits.page_bytes
        };
        let print = |i: usize| stores.get(i).map_or(0, |listing| print(listing));
        let parts = part(&print, 0..stores.len(), &fits);
        let mut leaves = Vec::with_capacity(parts.len());
        for run in parts {
            let summary = self.summary(some(&run));
            let page = self.write(self.encode(some(&run)));
            leaves.push(Branch { page, tile: None, summary });
        }
        self.unplaced.clone_from(&stores);
        match leaves.as_slice() {
            [only] => Some(*only),
            _ => Some(self.crowded(None, &leaves)),
        }
    }

    fn id_buckets(&mut self) -> Vec<PageKey> {
        let count = self.placed.len() + self.unplaced.len();
        let buckets = id_bucket_count(count);
        let mut entries = vec![Vec::new(); buckets];
        let placed = self.placed.iter().zip(self.tiles.iter().map(|&tile| Some(tile)));
        let unplaced = self.unplaced.iter().map(|listing| (listing, None));
        for (listing, tile) in placed.chain(unplaced) {
            let print = fingerprint(listing.store.id.as_str());
            if let Some(bucket) = entries.get_mut(bucket_of(print, buckets)) {
                bucket.push((print, tile));
            }
        }
        entries.into_iter().map(|bucket| self.write(IdBucket::new(bucket).encode())).collect()
    }

    fn write(&mut self, bytes: Vec<u8>) -> PageKey {
        let key = hash(&bytes);
        self.values.insert(page_key(key), bytes);
        key
    }
}

fn id_bucket_count(ids: usize) -> usize {
    ids.div_ceil(IDS_PER_BUCKET).next_power_of_two().min(MAX_ID_BUCKETS)
}

fn print(listing: &Listing) -> u32 {
    fingerprint(listing.store.id.as_str())
}

fn points(stores: &[&Listing]) -> impl Iterator<Item = Point> {
    stores.iter().filter_map(|listing| listing.store.point)
}

/// Bytes of a page, or more where it unpacks to many times as many.
fn page_cost(page: &[u8]) -> usize {
    page.len().max(unpacked_bytes(page) / PACKED)
}

/// Bytes that a store takes in any leaf: its own words, and a few for its columns.
fn least_bytes_of(listing: &Listing) -> usize {
    let store = &listing.store;
    let own = [&store.address.street_address, &store.address.postal_code, &store.phone, &store.url];
    store.id.as_str().len() + own.iter().map(|text| text.len()).sum::<usize>() + 18
}
