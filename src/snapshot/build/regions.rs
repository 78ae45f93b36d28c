//! Stores, by place and by id.

use super::Limits;
use super::districts::Place;
use super::grain::Grain;
use super::values::Values;
use crate::nearest::{
    AmenityBits, Bounds, Branch, Envelope, PageKey, Piece, Summary, Tile, cut, part,
};
use crate::place::Point;
use crate::schedule::Schedule;
use crate::snapshot::page::encode_region;
use crate::snapshot::seal::unpacked_bytes;
use crate::snapshot::{IdBucket, bucket_of, encode_leaf, fingerprint, region_names};
use crate::store::Listing;
use crate::time::{Horizon, Zone};
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

/// Ids to a bucket, of some 14 bytes each: a bucket is a page of some 57 KB, and a million ids
/// take 256 buckets, 4 KB of the manifest.
const IDS_PER_BUCKET: usize = 4_096;
/// Buckets of ids at most, 16 bytes of the manifest each: beyond a million ids they grow instead,
/// so that the manifest stays under 64 KB at any size.
const MAX_ID_BUCKETS: usize = 256;
/// Leaves are cut down to the finest tiles.
const LEAF_DEPTHS: Range<u8> = 0..Tile::FINEST + 1;
/// No page unpacks to more than so many times the bytes that a page may have: stores that share
/// a long word pack well, but an isolate holds them unpacked.
pub(super) const PACKED: usize = 4;
/// No page has more stores than this: rows, and the six words that each may add, are numbered in
/// 16 bits.
const MAX_ROWS: usize = 10_000;

/// Stores in the order of their tiles.
pub(super) struct Regions<'a> {
    zones: &'a BTreeMap<String, Zone>,
    horizon: Horizon,
    /// By finest tile, then by the fingerprint of the id.
    placed: Vec<&'a Listing>,
    tiles: Vec<Tile>,
    /// By the fingerprint of the id.
    unplaced: Vec<&'a Listing>,
    /// The place of each among the stores that were given: of the placed, then of the others.
    given_at: Vec<usize>,
    /// A lower bound on the unpacked bytes of the first so many placed stores.
    least_bytes: Vec<usize>,
    /// What the pages of runs cost that were encoded to see whether they fit.
    run_bytes: RefCell<HashMap<(usize, usize), usize>>,
    envelopes: RefCell<HashMap<(&'a Schedule, &'a str), Envelope>>,
}

/// A region, and which stores it has: a run of the placed ones, then of the others.
#[derive(Clone)]
pub(super) struct Region {
    pub branch: Branch,
    stores: Range<usize>,
}

impl<'a> Regions<'a> {
    pub(super) fn new(
        stores: &'a [Listing],
        zones: &'a BTreeMap<String, Zone>,
        horizon: Horizon,
    ) -> Self {
        let mut placed: Vec<(Tile, &Listing, usize)> = Vec::with_capacity(stores.len());
        let mut unplaced: Vec<(&Listing, usize)> = Vec::new();
        for (at, listing) in stores.iter().enumerate() {
            match listing.store.point.map(Tile::finest) {
                Some(tile) => placed.push((tile, listing, at)),
                None => unplaced.push((listing, at)),
            }
        }
        placed
            .sort_unstable_by_key(|(tile, listing, _)| (*tile, print(listing), &listing.store.id));
        unplaced.sort_unstable_by_key(|(listing, _)| (print(listing), &listing.store.id));
        let given_at = placed.iter().map(|(.., at)| *at).chain(unplaced.iter().map(|(_, at)| *at));
        let given_at = given_at.collect();
        let tiles = placed.iter().map(|(tile, ..)| *tile).collect();
        let placed: Vec<&Listing> = placed.into_iter().map(|(_, listing, _)| listing).collect();
        let unplaced = unplaced.into_iter().map(|(listing, _)| listing).collect();
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
            given_at,
            run_bytes: RefCell::default(),
            envelopes: RefCell::default(),
        }
    }

    /// Cuts the placed stores into regions; `None` where there are more than there may be.
    pub(super) fn placed(
        &self,
        grain: &Grain,
        limits: Limits,
        values: &mut Values,
    ) -> Option<Vec<Region>> {
        let fits = |run: Range<usize>| self.fits(run, grain.page_bytes);
        let pieces = cut(&self.tiles, grain.depths.clone(), &fits);
        let is_coarsest = grain.depths.len() == 1;
        if pieces.len() > limits.regions && !is_coarsest {
            return None;
        }
        Some(pieces.iter().map(|piece| self.region(piece, grain, limits, values)).collect())
    }

    /// The stores of regions: where they were given, and their ids.
    pub(super) fn stores_of(&self, regions: &[Region]) -> Vec<Place<'a>> {
        let all = self.placed.iter().chain(&self.unplaced).map(|listing| listing.store.id.as_str());
        let all: Vec<(usize, &'a str)> = self.given_at.iter().copied().zip(all).collect();
        let place = |Region { branch, stores }: &Region| {
            let stores = all.get(stores.clone()).unwrap_or_default().to_vec();
            Place { tile: branch.tile, stores }
        };
        regions.iter().map(place).collect()
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

    /// Writes a region under its hash and under its names.
    fn region(&self, piece: &Piece, grain: &Grain, limits: Limits, values: &mut Values) -> Region {
        let Piece { tile, stores, fits } = piece;
        let branch = if *fits {
            let bytes = self.encode(self.run(stores.clone()));
            debug_assert!(bytes.len() <= grain.page_bytes, "a piece that fits is a page");
            self.branch(Some(*tile), stores.clone(), bytes, values)
        } else {
            let leaves = self.leaves(piece, limits.page_bytes, values);
            crowded(Some(*tile), &leaves, values)
        };
        region_names(*tile).for_each(|name| values.name(name, branch.page));
        Region { branch, stores: stores.clone() }
    }

    fn leaves(&self, region: &Piece, page_bytes: usize, values: &mut Values) -> Vec<Branch> {
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
                self.branch(Some(tile), run, bytes, values)
            })
            .collect()
    }

    /// Writes a leaf and describes it.
    fn branch(
        &self,
        tile: Option<Tile>,
        run: Range<usize>,
        bytes: Vec<u8>,
        values: &mut Values,
    ) -> Branch {
        let summary = self.summary(self.run(run));
        Branch { page: values.write(bytes), tile, summary }
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

    /// The region of stores without a place.
    pub(super) fn unplaced(&self, limits: Limits, values: &mut Values) -> Option<Region> {
        if self.unplaced.is_empty() {
            return None;
        }
        let some = |run: Range<usize>| self.unplaced.get(run).unwrap_or_default();
        let fits = |run: Range<usize>| {
            run.len() <= MAX_ROWS && page_cost(&self.encode(some(run))) <= limits.page_bytes
        };
        let print = |i: usize| self.unplaced.get(i).map_or(0, |listing| print(listing));
        let mut leaves = Vec::new();
        for run in part(&print, 0..self.unplaced.len(), &fits) {
            let summary = self.summary(some(run.clone()));
            leaves.push(Branch { page: values.write(self.encode(some(run))), tile: None, summary });
        }
        let branch = match leaves.as_slice() {
            [only] => *only,
            _ => crowded(None, &leaves, values),
        };
        Some(Region { branch, stores: self.placed.len()..self.given_at.len() })
    }

    pub(super) fn id_buckets(&self, values: &mut Values) -> Vec<PageKey> {
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
        entries.into_iter().map(|bucket| values.write(IdBucket::new(bucket).encode())).collect()
    }
}

/// Writes the page of a crowded region and describes it by its leaves.
fn crowded(tile: Option<Tile>, leaves: &[Branch], values: &mut Values) -> Branch {
    let stores = leaves.iter().map(|leaf| leaf.summary.stores).sum();
    let hours = leaves.iter().fold(Envelope::default(), |e, l| e.with(l.summary.hours));
    let amenities =
        leaves.iter().fold(AmenityBits::default(), |bits, l| bits.with(l.summary.amenities));
    let bounds = leaves.iter().filter_map(|leaf| leaf.summary.bounds).reduce(Bounds::with);
    let summary = Summary { bounds, hours, amenities, stores };
    Branch { page: values.write(encode_region(leaves)), tile, summary }
}

fn id_bucket_count(ids: usize) -> usize {
    ids.div_ceil(IDS_PER_BUCKET).next_power_of_two().min(MAX_ID_BUCKETS)
}

fn print(listing: &Listing) -> u32 {
    fingerprint(listing.store.id.as_str())
}

/// Bytes of a page, or more where it unpacks to many times as many.
pub(super) fn page_cost(page: &[u8]) -> usize {
    page.len().max(unpacked_bytes(page) / PACKED)
}

fn points(stores: &[&Listing]) -> impl Iterator<Item = Point> {
    stores.iter().filter_map(|listing| listing.store.point)
}

/// Bytes that a store takes in any leaf: its own words, and a few for its columns.
fn least_bytes_of(listing: &Listing) -> usize {
    let store = &listing.store;
    let own = [&store.address.street_address, &store.address.postal_code, &store.phone, &store.url];
    store.id.as_str().len() + own.iter().map(|text| text.len()).sum::<usize>() + 18
}
