//! Stock, cut by district, then by the first bits of items' numbers.
//!
//! There are as few districts as can be: a question about an item takes a page of each that it
//! touches. A district is halved only where an item, or a few whose numbers begin alike, are in so
//! many stores that their page is far too large however items are cut.

use super::pack::run;
use super::regions::PACKED;
use super::trie::{Bounds, Leaves, Pages, Unfit, trie};
use crate::item::{Quantities, Shelf, Stocked};
use crate::nearest::{PageKey, Tile};
use crate::snapshot::codes::{Prefix, codes};
use crate::snapshot::fingerprint;
use crate::snapshot::stock_rows::{Row, Stores, encode_stock};

/// Pages of stock that a manifest lists at most: 16 KB of its 64. Where there would be more they
/// are larger instead.
pub(super) const MAX_PAGES: usize = 1_024;
/// Bytes that a page of stock adds to a manifest at most: its hash and depth, and, where it is
/// alone in its district, a tile and two lengths; hashes do not pack.
pub(super) const BYTES_PER_PAGE: usize = size_of::<PageKey>() + 1 + 11 + 2 + 2;

/// How much larger than it should be a page may be where a district would have to be halved, or be
/// cut into too many pages. What it is for is the Earth: halves of it have no names, and without a
/// name an isolate that knows nothing takes a second round.
const WIDE: usize = 3;

/// Bytes that a row is taken to have, unpacked: an isolate keeps four for its store, and one or two
/// for what else rows mostly differ in. Rows that are alike are encoded in fewer.
const ROW_BYTES: usize = 6;

/// A store: its place among those compiled, and its id.
pub(super) type StoreAt<'a> = (usize, &'a str);

/// A region, and its stores.
pub(super) struct Place<'a> {
    pub tile: Option<Tile>,
    pub stores: Vec<StoreAt<'a>>,
}

/// A district, its pages not yet written.
pub(super) struct Laid {
    pub tile: Option<Tile>,
    pub pages: Leaves,
}

/// What the stores have, and the numbers of items.
#[derive(Clone, Copy)]
pub(super) struct Stock<'a> {
    pub stocked: &'a Stocked,
    pub quantities: Quantities,
    /// The number of each item, by its place in [`Stocked::items`].
    pub item_codes: &'a [u32],
}

impl<'a> Stock<'a> {
    /// All stock, with pages of `page_bytes` or, where there would be too many, of twice as many,
    /// and so on. Regions in the manifest's order.
    pub(super) fn lay_out(self, regions: &[Place<'a>], page_bytes: usize) -> Vec<Laid> {
        let mut page_bytes = page_bytes.max(1);
        loop {
            let mut plan = Plan { stock: self, page_bytes, laid: Vec::new() };
            if plan.all(regions).is_some() {
                return plan.laid;
            }
            // In the end each district is one page: there are the Earth and nowhere.
            page_bytes = page_bytes.saturating_mul(2);
        }
    }

    fn shelves(self, (place, _): StoreAt<'a>) -> &'a [Shelf] {
        self.stocked.shelves(place)
    }

    fn is_in(self, region: &Place<'a>) -> bool {
        region.stores.iter().any(|store| !self.shelves(*store).is_empty())
    }

    fn item_code(self, row: &Shelf) -> u32 {
        let place = usize::try_from(row.item).ok();
        place.and_then(|place| self.item_codes.get(place)).copied().unwrap_or_default()
    }
}

/// Districts so far, with pages of one size. What returns `None` has found too many pages.
struct Plan<'a> {
    stock: Stock<'a>,
    page_bytes: usize,
    laid: Vec<Laid>,
}

impl<'a> Plan<'a> {
    fn all(&mut self, regions: &[Place<'a>]) -> Option<()> {
        let (unplaced, placed) =
            regions.split_at(regions.iter().take_while(|region| region.tile.is_none()).count());
        self.district(None, unplaced)?;
        let earth = placed.iter().find_map(|region| region.tile).map(|tile| tile.parent(0));
        self.district(earth, placed)
    }

    /// Lays out the stock of regions as one district, or as those of the halves of its tile.
    fn district(&mut self, tile: Option<Tile>, regions: &[Place<'a>]) -> Option<()> {
        let with_stock = regions.iter().filter(|region| self.stock.is_in(region)).count();
        if with_stock == 0 {
            return Some(());
        }
        let laid: usize = self.laid.iter().map(|district| district.pages.len()).sum();
        let pages = MAX_PAGES.saturating_sub(laid);
        let district = District::new(self.stock, regions);
        let page_bytes = self.page_bytes;
        let cut = |wide_bytes, most_bytes| {
            let bounds = Bounds { page_bytes, wide_bytes, most_bytes, pages };
            trie(&district.items, bounds, &district)
        };
        let wide = page_bytes.saturating_mul(WIDE);
        let most = if with_stock == 1 { usize::MAX } else { wide };
        match (cut(page_bytes, page_bytes).or_else(|_| cut(wide, most)), tile) {
            (Ok(pages), _) => self.laid.push(Laid { tile, pages }),
            (Err(Unfit::Page), Some(tile)) => self.halves(tile, regions)?,
            (Err(_), _) => return None,
        }
        Some(())
    }

    /// Regions that are several and inside a tile are inside its halves.
    fn halves(&mut self, tile: Tile, regions: &[Place<'a>]) -> Option<()> {
        let half = |region: &Place<'_>| region.tile.map(|of| of.parent(tile.depth() + 1));
        regions
            .chunk_by(|a, b| half(a) == half(b))
            .try_for_each(|regions| self.district(regions.first().and_then(half), regions))
    }
}

/// The rows of a district.
struct District<'a> {
    stock: Stock<'a>,
    stores: Stores,
    /// By item, then by store.
    rows: Vec<Row<'a>>,
    /// Distinct numbers of items, ascending.
    items: Vec<u32>,
}

impl<'a> District<'a> {
    fn new(stock: Stock<'a>, regions: &[Place<'a>]) -> Self {
        let (at, stores) = numbered(regions);
        let of_store = |(place, at): (u32, &StoreAt<'a>)| {
            let row = move |shelf| Row { item: stock.item_code(shelf), store: place, shelf };
            stock.shelves(*at).iter().map(row)
        };
        let mut rows: Vec<Row<'a>> = (0..).zip(&at).flat_map(of_store).collect();
        rows.sort_unstable_by_key(|row| (row.item, row.store));
        let mut items: Vec<u32> = rows.iter().map(|row| row.item).collect();
        items.dedup();
        Self { stock, stores, rows, items }
    }

    fn rows_of(&self, prefix: Prefix) -> &[Row<'a>] {
        run(&self.rows, prefix, |row| row.item)
    }
}

impl Pages for District<'_> {
    fn encode(&self, prefix: Prefix) -> Vec<u8> {
        let rows = self.rows_of(prefix);
        encode_stock(rows, &self.stores, self.stock.stocked, self.stock.quantities)
    }

    fn least_cost(&self, prefix: Prefix) -> usize {
        self.rows_of(prefix).len() * ROW_BYTES / PACKED
    }
}

/// All stores of regions with their numbers, in the order of the regions and of these.
fn numbered<'a>(regions: &[Place<'a>]) -> (Vec<StoreAt<'a>>, Stores) {
    let of_region = |(place, region): (usize, &Place<'a>)| {
        region.stores.clone().into_iter().map(move |store| (place, store))
    };
    let mut by_id: Vec<_> = regions.iter().enumerate().flat_map(of_region).collect();
    by_id.sort_unstable_by_key(|(_, (_, id))| *id);
    let codes = codes(by_id.iter().map(|(_, (_, id))| *id));
    let ids = by_id.iter().zip(&codes).map(|((_, (_, id)), code)| (*id, *code));
    let displaced = ids.filter(|(id, code)| fingerprint(id) != *code);
    let displaced = displaced.map(|(id, code)| (id.to_owned(), code)).collect();
    let mut all: Vec<_> =
        by_id.into_iter().zip(codes).map(|((region, at), code)| (region, code, at)).collect();
    all.sort_unstable_by_key(|(region, code, _)| (*region, *code));
    let tile = |region: usize| regions.get(region).and_then(|region| region.tile);
    let by_region = all.iter().map(|(region, code, _)| (tile(*region), *code)).collect();
    (all.into_iter().map(|(.., at)| at).collect(), Stores { by_region, displaced })
}
