//! From stores to pages: sort, cut, encode, name.

use super::manifest::Wire;
use super::page::encode_region;
use super::{IdBucket, bucket_of, encode_leaf, fingerprint, hash, page_key, region_name};
use crate::nearest::{
    AmenityBits, Branch, Cap, Cell, Envelope, PageKey, Piece, Summary, cut, halve,
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
    /// Regions of a snapshot. One takes at most 40 bytes of a manifest that must stay under 64 KB.
    pub regions: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { page_bytes: 64 * 1024, regions: 1_500 }
    }
}

/// Ids to a bucket, at most twice over: 12 bytes each, so a bucket is at most 48 KB, and a
/// million ids take 256 buckets, 4 KB of the manifest.
const IDS_PER_BUCKET: usize = 4_096;
/// Buckets of ids at most, 16 bytes of the manifest each: beyond a million ids they grow instead,
/// so that the manifest stays under 64 KB at any size.
const MAX_ID_BUCKETS: usize = 256;
/// Regions are cells of these resolutions: at the finest, 0.7 km².
const REGION_RESOLUTIONS: Range<u8> = 0..9;
/// Leaves are cells down to the finest that H3 has, under a square metre.
const LEAF_RESOLUTIONS: Range<u8> = 0..16;
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
    let mut regions: Vec<Branch> = builder.unplaced_region(limits).into_iter().collect();
    regions.extend(builder.placed_regions(limits));
    let ids = builder.id_buckets();
    let wire = Wire { built_at, horizon, stores: count, regions, ids };
    let manifest = wire.encode();
    Ok(Snapshot { id: hash(&manifest), manifest, values: builder.values })
}

struct Builder<'a> {
    zones: &'a BTreeMap<String, Zone>,
    horizon: Horizon,
    /// By finest cell, then by id.
    placed: Vec<&'a Listing>,
    cells: Vec<Cell>,
    /// By id.
    unplaced: Vec<&'a Listing>,
    /// A lower bound on the encoded bytes of the first so many placed stores.
    least_bytes: Vec<usize>,
    /// Bytes of the pages of runs that were encoded to see whether they fit.
    run_bytes: RefCell<HashMap<(usize, usize), usize>>,
    envelopes: RefCell<HashMap<(&'a Schedule, &'a str), Envelope>>,
    values: BTreeMap<String, Vec<u8>>,
}

impl<'a> Builder<'a> {
    fn new(stores: &'a [Listing], zones: &'a BTreeMap<String, Zone>, horizon: Horizon) -> Self {
        let mut placed: Vec<(Cell, &Listing)> = Vec::with_capacity(stores.len());
        let mut unplaced: Vec<&Listing> = Vec::new();
        for listing in stores {
            match listing.store.point.and_then(as_kept).and_then(Cell::finest) {
                Some(cell) => placed.push((cell, listing)),
                None => unplaced.push(listing),
            }
        }
        placed.sort_unstable_by_key(|(cell, listing)| (*cell, &listing.store.id));
        unplaced.sort_unstable_by_key(|listing| &listing.store.id);
        let (cells, placed): (Vec<Cell>, Vec<&Listing>) = placed.into_iter().unzip();
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
            cells,
            unplaced,
            run_bytes: RefCell::default(),
            envelopes: RefCell::default(),
            values: BTreeMap::new(),
        }
    }

    /// Cuts the placed stores into regions: pages of the size wished for, or the next larger size
    /// with which the manifest stays small.
    fn placed_regions(&mut self, limits: Limits) -> Vec<Branch> {
        let (pieces, page_bytes) = self.cut_regions(limits);
        pieces.into_iter().filter_map(|piece| self.region(&piece, page_bytes, limits)).collect()
    }

    fn cut_regions(&self, limits: Limits) -> (Vec<Piece>, usize) {
        // ×1, ×1.5, ×2: beyond that, regions are left crowded and list leaves. A million stores
        // would take pages of 512 KB: one round less, at eight times the bytes.
        for halves in 2..=4 {
            let page_bytes = limits.page_bytes * halves / 2;
            let fits = |run: Range<usize>| self.fits(run, page_bytes);
            let pieces = cut(&self.cells, REGION_RESOLUTIONS, &fits);
            if pieces.len() <= limits.regions {
                return (pieces, page_bytes);
            }
        }
        // Coarser and coarser, to the base cells, of which there are 122.
        for finest in (1..REGION_RESOLUTIONS.end).rev() {
            let pieces = cut(&self.cells, 0..finest, &|run| self.fits(run, limits.page_bytes));
            if pieces.len() <= limits.regions {
                return (pieces, limits.page_bytes);
            }
        }
        (cut(&self.cells, 0..1, &|run| self.fits(run, limits.page_bytes)), limits.page_bytes)
    }

    /// Whether a run fits in a page: by a lower bound first, then by encoding it, once.
    fn fits(&self, run: Range<usize>, page_bytes: usize) -> bool {
        let bound = |i: usize| self.least_bytes.get(i).copied().unwrap_or(usize::MAX);
        run.len() <= MAX_ROWS
            && bound(run.end).saturating_sub(bound(run.start)) <= page_bytes
            && self.bytes_of(run) <= page_bytes
    }

    /// Bytes of a run's page. The same runs are asked about for every size of page.
    fn bytes_of(&self, run: Range<usize>) -> usize {
        let mut known = self.run_bytes.borrow_mut();
        *known.entry((run.start, run.end)).or_insert_with(|| self.encode(self.run(run)).len())
    }

    fn run(&self, run: Range<usize>) -> &[&'a Listing] {
        self.placed.get(run).unwrap_or_default()
    }

    fn encode(&self, stores: &[&'a Listing]) -> Vec<u8> {
        encode_leaf(stores, &|name| self.zones.get(name))
    }

    /// Writes a region under its hash and under its name.
    fn region(&mut self, piece: &Piece, page_bytes: usize, limits: Limits) -> Option<Branch> {
        let branch = if piece.fits {
            let bytes = self.encode(self.run(piece.stores.clone()));
            debug_assert!(bytes.len() <= page_bytes, "a piece that fits is a page");
            self.branch(Some(piece.cell), piece.stores.clone(), bytes)
        } else {
            let leaves = self.leaves(piece, limits.page_bytes);
            self.crowded(Some(piece.cell), &leaves)?
        };
        let bytes = self.values.get(&page_key(branch.page)).cloned().unwrap_or_default();
        self.values.insert(region_name(piece.cell), bytes);
        Some(branch)
    }

    fn leaves(&mut self, region: &Piece, page_bytes: usize) -> Vec<Branch> {
        let start = region.stores.start;
        let cells = self.cells.get(region.stores.clone()).unwrap_or_default();
        let shift = |run: Range<usize>| run.start + start..run.end + start;
        let fits = |run: Range<usize>| self.fits(run, page_bytes);
        let pieces = cut(cells, LEAF_RESOLUTIONS, &|run| fits(shift(run)));
        let runs: Vec<(Cell, Range<usize>)> = pieces
            .into_iter()
            .flat_map(|piece| {
                let run = shift(piece.stores);
                let parts = if piece.fits { vec![run] } else { halve(run, &fits) };
                parts.into_iter().map(move |part| (piece.cell, part))
            })
            .collect();
        runs.into_iter()
            .map(|(cell, run)| {
                let bytes = self.encode(self.run(run.clone()));
                self.branch(Some(cell), run, bytes)
            })
            .collect()
    }

    /// Writes a leaf and describes it.
    fn branch(&mut self, cell: Option<Cell>, run: Range<usize>, bytes: Vec<u8>) -> Branch {
        let summary = self.summary(self.run(run));
        Branch { page: self.write(bytes), cell, summary }
    }

    /// Writes the page of a crowded region and describes it by its leaves.
    fn crowded(&mut self, cell: Option<Cell>, leaves: &[Branch]) -> Option<Branch> {
        let stores = leaves.iter().map(|leaf| leaf.summary.stores).sum();
        let hours = leaves.iter().fold(Envelope::default(), |e, l| e.with(l.summary.hours));
        let amenities =
            leaves.iter().fold(AmenityBits::default(), |bits, l| bits.with(l.summary.amenities));
        let cap = match cell {
            Some(cell) => Some(self.cap_of(cell)?),
            None => None,
        };
        let summary = Summary { cap, hours, amenities, stores };
        Some(Branch { page: self.write(encode_region(leaves)), cell, summary })
    }

    fn cap_of(&self, cell: Cell) -> Option<Cap> {
        let start = self.cells.partition_point(|c| c.parent(cell.resolution()) < cell);
        let rest = self.cells.get(start..)?;
        let end = start + rest.partition_point(|c| cell.contains(*c));
        Cap::around(&points(self.run(start..end)))
    }

    fn summary(&self, stores: &[&'a Listing]) -> Summary {
        let hours = stores.iter().fold(Envelope::default(), |e, l| e.with(self.envelope(l)));
        let ids = stores.iter().flat_map(|l| &l.store.amenities).map(|amenity| &amenity.id);
        let amenities = ids.fold(AmenityBits::default(), |bits, id| bits.with(AmenityBits::of(id)));
        let stores_count = u32::try_from(stores.len()).unwrap_or(u32::MAX);
        Summary { cap: Cap::around(&points(stores)), hours, amenities, stores: stores_count }
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
        let part = |run: &Range<usize>| stores.get(run.clone()).unwrap_or_default();
        let fits = |run: Range<usize>| {
            run.len() <= MAX_ROWS && self.encode(part(&run)).len() <= limits.page_bytes
        };
        let parts = halve(0..stores.len(), &fits);
        let mut leaves = Vec::with_capacity(parts.len());
        for run in parts {
            let summary = self.summary(part(&run));
            let page = self.write(self.encode(part(&run)));
            leaves.push(Branch { page, cell: None, summary });
        }
        self.unplaced.clone_from(&stores);
        match leaves.as_slice() {
            [only] => Some(*only),
            _ => self.crowded(None, &leaves),
        }
    }

    fn id_buckets(&mut self) -> Vec<PageKey> {
        let count = self.placed.len() + self.unplaced.len();
        let buckets = id_bucket_count(count);
        let mut entries = vec![Vec::new(); buckets];
        let placed = self.placed.iter().zip(self.cells.iter().map(|&cell| Some(cell)));
        let unplaced = self.unplaced.iter().map(|listing| (listing, None));
        for (listing, cell) in placed.chain(unplaced) {
            let print = fingerprint(listing.store.id.as_str());
            if let Some(bucket) = entries.get_mut(bucket_of(print, buckets)) {
                bucket.push((print, cell));
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

/// The point as the snapshot keeps it, so that its cell is the one a reader would find.
fn as_kept(point: Point) -> Option<Point> {
    let (lat_e7, lng_e7) = point.to_e7();
    Point::from_e7(lat_e7, lng_e7).ok()
}

fn points(stores: &[&Listing]) -> Vec<Point> {
    stores.iter().filter_map(|listing| as_kept(listing.store.point?)).collect()
}

/// Bytes that a store takes in any leaf: its own words, and a few for its columns.
fn least_bytes_of(listing: &Listing) -> usize {
    let store = &listing.store;
    let own = [&store.address.street_address, &store.address.postal_code, &store.phone, &store.url];
    store.id.as_str().len() + own.iter().map(|text| text.len()).sum::<usize>() + 20
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manifest_stays_under_64_kb_at_any_size() {
        let summary = Summary {
            cap: Cap::around(&[Point::new(-89.0, 179.0).unwrap()]),
            hours: Envelope::HOURS_UNKNOWN,
            amenities: AmenityBits::default(),
            // Few regions of a snapshot can have more, and only they take another byte.
            stores: 2_000_000,
        };
        let finest = REGION_RESOLUTIONS.end - 1;
        let cell = Cell::at(Point::new(-60.0, -120.0).unwrap(), finest);
        let branch = Branch { page: PageKey([0xff; 16]), cell, summary };
        let region_bytes = postcard::to_allocvec(&branch).unwrap().len();
        for ids in [1, 1_000_000, 1_100_000, 50_000_000] {
            let bytes = Limits::default().regions * region_bytes + id_bucket_count(ids) * 16 + 64;
            assert!(bytes <= 65_536, "{bytes} bytes for {ids} stores, {region_bytes} a region");
        }
    }
}
