//! The search as a plain state machine: [`Search::wanted`], [`Search::offer`], [`Search::done`].

use super::best::{Best, Hit};
use super::forest::{Forest, Stand};
use super::scan::{Scan, Wares};
use super::validity::PageHours;
use super::{
    Key, Leaf, OpenFilter, PageKey, Promise, Rank, Served, Sieve, Stock, Terms, Tile, Vantage,
};
use crate::order::in_order;
use crate::place::{MIN_RADIUS_M, at_least_m, at_most_m};
use crate::time::{DAY_S, UtcSeconds};
use std::f64::consts::PI;
use std::ops::Range;
use std::rc::Rc;

/// A runtime reads about six values at once; more only queue.
pub const READS_PER_ROUND: usize = 6;

/// How many times more stores than are wanted should be within the first reach: stores crowd
/// here and there, and a second round costs more than a page.
const AMPLE: f64 = 2.0;

/// One store in so many is taken to pass a filter.
const FILTERED: f64 = 4.0;
/// By day, when the sun stands so many seconds after its midnight, so many stores are open to one.
const BY_DAY_S: Range<i64> = 9 * 3_600..19 * 3_600;
const OPEN_BY_DAY: f64 = 1.4;

/// The first circle in which an answer is looked for, and how many, the last around the Earth.
const LEAST_CIRCLE_M: f64 = 50.0;
const CIRCLES: i32 = 60;

/// A page as it was read.
pub enum Content {
    /// Stores.
    Leaf(Rc<Leaf>),
    /// The pages of a crowded region.
    Forest(Rc<Forest>),
    /// It could not be read.
    Lost,
}

/// What was looked at, and what was left out by which rule.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Rounds of reads.
    pub rounds: u32,
    /// Pages offered, lost ones too.
    pub pages: u32,
    /// Leaves searched.
    pub leaves: u32,
    /// Branches passed by for their amenities.
    pub branches_without_amenity: u32,
    /// Branches passed by because nobody there is open.
    pub branches_not_open: u32,
    /// Branches passed by because nobody there has what is wished for.
    pub branches_without_stock: u32,
    /// Stores farther than the radius or nearer than the least, of those that were looked at.
    pub outside_radius: u32,
    /// Stores without a required amenity.
    pub without_amenity: u32,
    /// Stores of which something else is written, or that do not meet what agents ask.
    pub sifted_out: u32,
    /// Stores that are not open when they should be.
    pub not_open: u32,
    /// Stores that do not have what is wished for.
    pub without_stock: u32,
    /// Stores that an earlier page of the answer has.
    pub on_earlier_pages: u32,
}

/// A branch within reach, not read yet.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unread {
    pub page: PageKey,
    /// The tile of the region that it is of.
    region: Option<Tile>,
    /// What the region has at best.
    least_price: Option<u64>,
    pub bound: Key,
    pub lower_m: f64,
    upper_m: f64,
    stores_per_m2: f64,
    stores: u32,
}

/// The answer of a search.
#[derive(Debug)]
pub struct Found {
    /// In order.
    pub hits: Vec<Hit>,
    /// Whether there are, or may be, more after them.
    pub more: bool,
    /// Whether every page that was wanted could be read.
    pub complete: bool,
    /// What was looked at.
    pub tally: Tally,
    /// Until when the same stores come in the same order and state, arrival times apart.
    pub valid_until: UtcSeconds,
}

/// A search under way.
pub struct Search<'a> {
    pub(super) terms: Terms,
    pub(super) origin: Vantage,
    pub(super) unread: Vec<Unread>,
    /// When the stores of pages that were read are open; a page itself is not kept for it.
    pub(super) hours: Vec<PageHours>,
    /// When a branch that was passed by because nobody is open there may matter.
    pub(super) next_opening: Option<UtcSeconds>,
    /// What stores must have; `None` where nothing is wished for.
    pub(super) stock: Option<&'a dyn Stock>,
    /// What else they must be.
    sieve: Option<&'a dyn Sieve>,
    /// When what they have may change so that it matters.
    pub(super) next_edge: Option<UtcSeconds>,
    /// What was promised last, and of which region.
    promised: Option<(Option<Tile>, Promise)>,
    best: Best,
    lost: bool,
    tally: Tally,
}

impl<'a> Search<'a> {
    /// Begins at the top of the tree; with `stock`, only stores count that have some.
    pub fn new(terms: Terms, top: &Forest, stock: Option<&'a dyn Stock>) -> Self {
        let origin = Vantage::new(terms.origin);
        let best = Best::new(terms.limit);
        let mut search = Self {
            terms,
            origin,
            unread: Vec::new(),
            hours: Vec::new(),
            next_opening: None,
            stock,
            sieve: None,
            next_edge: None,
            promised: None,
            best,
            lost: false,
            tally: Tally::default(),
        };
        search.enter(top, |region| region.branch.tile);
        search
    }

    /// The same among the stores that pass.
    #[must_use]
    pub fn sifted(self, sieve: Option<&'a dyn Sieve>) -> Self {
        Self { sieve, ..self }
    }

    /// The pages to read next, together; none when the search is done.
    pub fn wanted(&mut self) -> Vec<PageKey> {
        let worst = self.best.worst();
        let may_enter = |unread: &&Unread| worst.is_none_or(|worst| unread.bound <= worst);
        let near: Vec<&Unread> = self.unread.iter().filter(may_enter).collect();
        // Once there are enough, whatever may still enter is read.
        let reach = worst.unwrap_or_else(|| self.reach(&near));
        let entry = |unread: &&Unread| (unread.bound, unread.page);
        let within = near.iter().map(entry).filter(|(bound, _)| *bound <= reach).collect();
        let mut pages: Vec<PageKey> =
            in_order(within).map(|(_, page)| page).take(READS_PER_ROUND).collect();
        if pages.is_empty() {
            pages.extend(near.iter().map(entry).min().map(|(_, page)| page));
        }
        self.tally.rounds += u32::from(!pages.is_empty());
        pages
    }

    /// Takes a page that was wanted.
    pub fn offer(&mut self, page: PageKey, content: &Content) {
        let Some(place) = self.unread.iter().position(|u| u.page == page) else { return };
        let Unread { region, least_price, .. } = self.unread.swap_remove(place);
        self.tally.pages += 1;
        match content {
            Content::Lost => self.lost = true,
            Content::Forest(forest) => self.enter(forest, |_| region),
            Content::Leaf(leaf) => {
                self.tally.leaves += 1;
                let stock = self.stock.map(|stock| stock.of_region(region));
                let wares = stock.map(|stock| Wares { stock, least_price });
                let scan = Scan::new(&self.terms, (page, region), leaf, wares).sifted(self.sieve);
                scan.run(self.origin.direction, &mut self.best, &mut self.tally);
                self.keep_hours(leaf);
            }
        }
    }

    /// The answer, once nothing is wanted.
    pub fn done(self) -> Found {
        let valid_until = self.valid_until(self.best.hits());
        Found {
            more: self.best.dropped || !self.unread.is_empty(),
            hits: self.best.into_hits(),
            complete: !self.lost,
            tally: self.tally,
            valid_until,
        }
    }

    /// Looks at branches without reading them: regions, or leaves of one.
    fn enter(&mut self, forest: &Forest, region_of: impl Fn(&Stand) -> Option<Tile>) {
        // An angle beyond which nothing is inside the radius.
        let reach_rad = self.terms.radius_m / MIN_RADIUS_M + 1e-9;
        for stand in forest.within(self.origin.window(reach_rad)) {
            self.consider(stand, region_of(stand));
        }
    }

    fn consider(&mut self, stand: &Stand, region: Option<Tile>) {
        let frame = stand.frame();
        let lower_m = at_least_m(frame.least_rad(&self.origin));
        let upper_m = at_most_m(frame.most_rad(&self.origin));
        if lower_m > self.terms.radius_m || upper_m < self.terms.min_radius_m {
            return;
        }
        let summary = &stand.branch.summary;
        if !summary.amenities.may_have(self.terms.amenity_bits()) {
            self.tally.branches_without_amenity += 1;
            return;
        }
        if !self.may_pass_hours(stand, lower_m, upper_m) {
            self.tally.branches_not_open += 1;
            return;
        }
        let Some(promise) = self.promise(region, summary.stores) else {
            self.tally.branches_without_stock += 1;
            return;
        };
        let hours = summary.hours;
        let served = match hours.first_open(self.terms.arrival(lower_m)) {
            Some(first) => Served::At(first),
            None if hours.has_unknown() => Served::Unknown,
            None => Served::Never,
        };
        let least_price = Some(promise.least_price);
        let bound =
            Key::new(self.terms.rank, served, lower_m).costing(self.terms.rank, least_price);
        let (page, stores) = (stand.branch.page, promise.stores);
        let stores_per_m2 = f64::from(stores) / frame.area_m2();
        let unread =
            Unread { page, region, least_price, bound, lower_m, upper_m, stores_per_m2, stores };
        self.unread.push(unread);
    }

    /// What those of a region have at best who are in a branch of so many stores.
    fn promise(&mut self, region: Option<Tile>, stores: u32) -> Option<Promise> {
        let Some(stock) = self.stock else {
            return Some(Promise { stores, least_price: 0, next_edge: None });
        };
        // The leaves of a crowded region come one after the other.
        let promise = match self.promised {
            Some((of, promise)) if of == region => promise,
            _ => stock.promise(region),
        };
        self.promised = Some((region, promise));
        self.next_edge = self.next_edge.into_iter().chain(promise.next_edge).min();
        let stores = promise.stores.min(stores);
        (stores > 0).then_some(Promise { stores, ..promise })
    }

    /// Whether anybody in the branch may be open when the terms ask for it; if not, remembers
    /// when that may change.
    fn may_pass_hours(&mut self, stand: &Stand, lower_m: f64, upper_m: f64) -> bool {
        let hours = stand.branch.summary.hours;
        let (from, to) = match self.terms.open {
            OpenFilter::Any => return true,
            OpenFilter::At => (self.terms.at, self.terms.at),
            OpenFilter::Arrival => (self.terms.arrival(lower_m), self.terms.arrival(upper_m)),
        };
        if hours.may_open_within(from, to) {
            return true;
        }
        if let Some(opening) = hours.first_open(from) {
            let lead_s = opening.0 - to.0;
            let matters = self.terms.at.plus(lead_s);
            self.next_opening = Some(self.next_opening.map_or(matters, |known| known.min(matters)));
        }
        false
    }

    /// The key within which the answer certainly or probably lies: the smallest distance whose
    /// wholly contained branches hold enough stores, reached on foot, by bike or by car, and no
    /// earlier than the first branch can serve.
    fn reach(&self, near: &[&Unread]) -> Key {
        if self.terms.rank == Rank::Price {
            return Key::LAST;
        }
        let seen = self.terms.after.as_ref().map_or(0, |after| after.seen);
        let whole = self.terms.limit.saturating_add(seen);
        let mut missing = whole.saturating_sub(self.best.hits().len());
        let mut reach_m = f64::INFINITY;
        // Distances are not negative, so their bits are in their order.
        let ends = near.iter().map(|unread| (unread.upper_m.to_bits(), unread.stores)).collect();
        for (end, stores) in in_order(ends) {
            missing = missing.saturating_sub(usize::try_from(stores).unwrap_or(usize::MAX));
            if missing == 0 {
                reach_m = f64::from_bits(end);
                break;
            }
        }
        let reach_m = reach_m.min(self.terms.radius_m).min(self.probable_m(near));
        let nearest =
            near.iter().min_by(|a, b| a.lower_m.total_cmp(&b.lower_m).then(a.bound.cmp(&b.bound)));
        let served = self.terms.arrival(reach_m);
        let first = nearest.map_or(served, |u| u.bound.served_at.max(served));
        let served = if self.terms.rank == Rank::Soonest { first } else { served };
        Key::new(self.terms.rank, Served::At(served), reach_m)
    }

    /// The distance within which the answer probably lies, if stores are spread evenly over the
    /// bounds of their branches: the first of ever larger circles that should hold ample of them.
    fn probable_m(&self, near: &[&Unread]) -> f64 {
        let missing = self.terms.limit.saturating_sub(self.best.hits().len());
        let seen = self.terms.after.as_ref().map_or(0, |after| after.seen);
        let wanted = u32::try_from(missing.saturating_add(seen)).map_or(f64::INFINITY, f64::from);
        let wanted = wanted * AMPLE * self.rarity();
        let circle_m = |number: i32| LEAST_CIRCLE_M * 1.25_f64.powi(number);
        let is_enough = |reach_m: f64| {
            near.iter().map(|unread| unread.probably_within(reach_m)).sum::<f64>() >= wanted
        };
        let (mut least, mut most) = (0, CIRCLES);
        while least < most {
            let middle = i32::midpoint(least, most);
            if is_enough(circle_m(middle)) { most = middle } else { least = middle + 1 }
        }
        Some(circle_m(least))
            .filter(|reach_m| *reach_m < self.terms.radius_m)
            .unwrap_or(f64::INFINITY)
    }

    /// Seconds since midnight by the sun, where the question comes from.
    #[expect(clippy::cast_possible_truncation, reason = "at most half a day")]
    fn solar_s(&self) -> i64 {
        let east_s = (self.terms.origin.lng_deg() * 240.0) as i64;
        self.terms.at.plus(east_s).0.rem_euclid(DAY_S)
    }

    /// How many stores there probably are to one that fits the terms.
    fn rarity(&self) -> f64 {
        let by_hours = match self.terms.open {
            OpenFilter::Any => 1.0,
            _ if BY_DAY_S.contains(&self.solar_s()) => OPEN_BY_DAY,
            _ => FILTERED,
        };
        let by_sieve = if self.sieve.is_some() { FILTERED } else { 1.0 };
        by_hours
            * by_sieve
            * FILTERED.powi(i32::try_from(self.terms.amenities.len().min(4)).unwrap_or(0))
    }
}

impl Unread {
    /// How many of its stores are probably that near.
    fn probably_within(&self, reach_m: f64) -> f64 {
        let depth_m = (reach_m - self.lower_m).max(0.0);
        (PI * depth_m * depth_m * self.stores_per_m2).min(f64::from(self.stores))
    }
}
