//! What the stores have of what is wished for: rows of stock against a question.

use super::region::{InRegion, OpenRegion};
use super::wish::{Amount, Wish};
use crate::item::Currency;
use crate::nearest::{Hit, Offer, Promise, Rank, RegionStock, Stock, Taken, Tile, Wait};
use crate::snapshot::{StockPage, StockRow};
use crate::time::UtcSeconds;
use rustc_hash::FxHashMap;
use std::cell::RefCell;
use std::rc::Rc;

/// Items of one wish that are told of a store.
const MAX_TOLD: usize = 3;

/// Rows of a region from which it follows how many are likely to do.
const SAMPLE: f64 = 16.0;

/// An item that must be had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// How many pieces.
    pub pieces: u32,
    /// The numbers of the items that will do, the most relevant first.
    pub codes: Vec<u32>,
}

/// How needs are to be met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meeting {
    /// A store must meet all of them.
    Whole,
    /// A store that meets any of them counts.
    Part,
}

/// Stock of a district: pages by the numbers of the items asked for.
#[derive(Clone, Debug)]
pub struct Shelf {
    /// Its tile; `None` for stores without a place.
    pub tile: Option<Tile>,
    /// The pages.
    pub pages: FxHashMap<u32, Rc<StockPage>>,
}

/// What the stores have of what is wished for.
#[derive(Clone, Debug)]
pub struct Wares {
    /// What must be had.
    pub needs: Vec<Need>,
    /// By one store, or by several.
    pub meeting: Meeting,
    /// By district, as far as they have been read.
    pub shelves: Vec<Shelf>,
    /// When prices are looked at.
    pub at: UtcSeconds,
    /// Whether a store counts that has run out of it.
    pub any_stock: bool,
    /// What one piece may cost.
    pub max_price: Option<Amount>,
    /// The currency that counts; `None` where prices are not compared.
    pub currency: Option<Currency>,
    /// Whether the answer depends on prices.
    pub compares_prices: bool,
    /// The region that was last asked about: a search asks about its pages one after the other.
    pub(super) open: RefCell<Option<Rc<OpenRegion>>>,
}

/// What a store of an answer has of one need.
#[derive(Clone, Copy, Debug)]
pub struct Had<'a> {
    /// The number of the item.
    pub code: u32,
    /// The row.
    pub row: StockRow<'a>,
    /// When an order that is given now is ready.
    pub ready: Option<UtcSeconds>,
}

impl Wares {
    /// Nothing known of any store yet.
    pub fn new(needs: Vec<Need>, wish: &Wish, at: UtcSeconds, rank: Rank) -> Self {
        Self {
            needs,
            meeting: Meeting::Whole,
            shelves: Vec::new(),
            at,
            any_stock: wish.any_stock,
            max_price: wish.max_price,
            currency: wish.currency,
            compares_prices: rank == Rank::Price || wish.max_price.is_some(),
            open: RefCell::default(),
        }
    }

    /// The same at any price, as long as there is one.
    #[must_use]
    pub fn priced(&self) -> Self {
        Self { max_price: Some(Amount::MOST), currency: None, ..self.clone() }
    }

    /// Whether there is a row for each of the needs, as far as shelves have been read.
    pub fn has_rows_for_all(&self) -> bool {
        let has_row = |code: &u32| {
            let mut shelves = self.shelves.iter().filter_map(|shelf| shelf.pages.get(code));
            shelves.any(|page| page.rows(*code).len() > 0)
        };
        self.needs.iter().all(|need| need.codes.iter().any(has_row))
    }

    /// What a store of an answer has, in the order in which it is told.
    pub fn had<'a>(&'a self, hit: &'a Hit) -> Vec<Had<'a>> {
        let most = if self.needs.len() == 1 { MAX_TOLD } else { hit.taken.len() };
        let had = |taken: &Taken| {
            let code = taken.offer.item;
            let row = self.page(hit.region, code)?.nth(taken.offer.row)?;
            Some(Had { code, row, ready: taken.ready })
        };
        hit.taken.iter().take(most).filter_map(had).collect()
    }

    /// Adds a shelf that has been read.
    pub fn stock_up(&mut self, read: Shelf) {
        self.shelves.push(read);
        self.open.take();
    }

    /// The page with the rows of an item in a region, if it has been read.
    pub(super) fn page(&self, region: Option<Tile>, code: u32) -> Option<&Rc<StockPage>> {
        let mut shelves = self.shelves.iter();
        shelves.find(|shelf| Tile::holds(shelf.tile, region))?.pages.get(&code)
    }

    /// Whether a row meets a need, but for its price.
    fn is_there(&self, need: &Need, row: &StockRow<'_>) -> bool {
        let enough = row.quantity.map_or(need.pieces == 1, |quantity| quantity >= need.pieces);
        self.any_stock || row.availability.is_available() && enough
    }

    /// What a row offers that meets a need, at a price that will do.
    pub(super) fn offer(&self, place: usize, item: u32, row: &StockRow<'_>) -> Option<Offer> {
        let need = self.needs.get(place)?;
        if !self.is_there(need, row) {
            return None;
        }
        let price = row.price.map(|price| price.at(self.at));
        if let (Some(price), Some(currency)) = (price, self.currency)
            && price.currency != currency
        {
            return None;
        }
        if let Some(most) = self.max_price
            && price.is_none_or(|price| price.minor > most.minor(price.currency))
        {
            return None;
        }
        Some(Offer {
            wait: Wait::of(row.pickup.map(|pickup| pickup.lead)),
            price: price.map(|price| price.minor.saturating_mul(need.pieces.into())),
            need: u32::try_from(place).unwrap_or(u32::MAX),
            item,
            row: row.place,
            next_edge: row.price.and_then(|price| price.next_edge(self.at)),
        })
    }

    /// What the stores of a region have at best of one need.
    fn promise_of(&self, place: usize, need: &Need, region: Option<Tile>) -> Promise {
        let mut promise = Promise { stores: 0, least_price: u64::MAX, next_edge: None };
        for code in &need.codes {
            let Some(page) = self.page(region, *code) else { continue };
            let rows = page.rows_in(*code, region);
            let (all, mut looked_at, before) = (rows.len(), 0.0, promise.stores);
            for row in rows {
                looked_at += 1.0;
                if let Some(offer) = self.offer(place, *code, &row) {
                    promise.stores += 1;
                    promise.least_price = promise.least_price.min(offer.price.unwrap_or(u64::MAX));
                }
                let edge = row.price.and_then(|price| price.next_edge(self.at));
                let edge = edge.filter(|_| self.compares_prices && self.is_there(need, &row));
                promise.next_edge = promise.next_edge.into_iter().chain(edge).min();
                if !self.compares_prices && looked_at >= SAMPLE && promise.stores > before {
                    break;
                }
            }
            // Where no price matters, the rest is likely to be as those looked at.
            let share = f64::from(promise.stores - before) / looked_at.max(1.0);
            promise.stores = before + share_of(all, share);
        }
        if !self.compares_prices && promise.stores > 0 {
            promise.least_price = 0;
        }
        promise
    }
}

/// A share of some rows, rounded up.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most so many rows")]
fn share_of(rows: usize, share: f64) -> u32 {
    let rows = u32::try_from(rows).unwrap_or(u32::MAX);
    (f64::from(rows) * share).ceil() as u32
}

impl Stock for Wares {
    fn promise(&self, region: Option<Tile>) -> Promise {
        let needs = self.needs.iter().enumerate();
        let promises = needs.map(|(place, need)| self.promise_of(place, need, region));
        let both = |a: Promise, b: Promise| {
            let (stores, least_price) = match self.meeting {
                Meeting::Whole => {
                    (a.stores.min(b.stores), a.least_price.saturating_add(b.least_price))
                }
                Meeting::Part => {
                    (a.stores.saturating_add(b.stores), a.least_price.min(b.least_price))
                }
            };
            let next_edge = a.next_edge.into_iter().chain(b.next_edge).min();
            Promise { stores, least_price, next_edge }
        };
        promises.reduce(both).unwrap_or_default()
    }

    fn of_region(&self, region: Option<Tile>) -> Box<dyn RegionStock + '_> {
        let mut last = self.open.borrow_mut();
        let open = match &*last {
            Some(open) if open.is_of(self, region) => open,
            _ => last.insert(Rc::new(OpenRegion::new(self, region))),
        };
        Box::new(InRegion { wares: self, open: Rc::clone(open) })
    }
}
