//! One leaf against the terms: every store that may still enter the answer, nearest first.

use super::best::{Best, Hit};
use super::near::{Near, taken_until};
use super::outlook::Outlook;
use super::search::Tally;
use super::{
    Key, Leaf, Offer, OpenFilter, PageKey, Rank, RegionStock, Served, Sieve, Taken, Terms, Tile,
    Wait,
};
use crate::order::sorted_by_key;
use crate::place::{Direction, chord2_beyond_m};
use crate::time::UtcSeconds;
use std::rc::Rc;

/// What the stores of a leaf have.
pub(super) struct Wares<'a> {
    pub stock: Box<dyn RegionStock + 'a>,
    /// What it costs at least.
    pub least_price: Option<u64>,
}

/// How a store stands against the terms, for who arrives at an instant.
struct Standing {
    arrival: UtcSeconds,
    served: Served,
    price: Option<u64>,
    taken: Vec<Taken>,
}

impl Standing {
    fn key(&self, rank: Rank, distance_m: f64) -> Key {
        Key::new(rank, self.served, distance_m).costing(rank, self.price)
    }
}

/// A leaf under examination.
pub(super) struct Scan<'a> {
    terms: &'a Terms,
    /// The square of a chord beyond which is outside the radius.
    beyond: f64,
    leaf: &'a Rc<Leaf>,
    page: PageKey,
    /// The tile of the region that the leaf is of.
    region: Option<Tile>,
    wares: Option<Wares<'a>>,
    /// Whether few stores of the region have what is wished for.
    is_rare: bool,
    sieve: Option<&'a dyn Sieve>,
    /// As stores asked for them, and their places there by timetable: one more, 0 is none.
    outlooks: Vec<Outlook>,
    places: Vec<u16>,
    /// When orders are ready, by timetable and what has to pass.
    ready: Vec<(u16, Wait, Option<UtcSeconds>)>,
    /// By set of amenities: whether it has all that are required.
    has_amenities: Vec<bool>,
    /// What the texts that the page's stores share are worth to the sieve.
    marks: Vec<u32>,
}

impl<'a> Scan<'a> {
    pub(super) fn new(
        terms: &'a Terms,
        (page, region): (PageKey, Option<Tile>),
        leaf: &'a Rc<Leaf>,
        wares: Option<Wares<'a>>,
    ) -> Self {
        let required = |set: &Vec<u16>| {
            terms.amenities.iter().all(|id| {
                set.iter().any(|&i| leaf.amenities.get(usize::from(i)).is_some_and(|a| a.id == *id))
            })
        };
        let has_amenities = leaf.amenity_sets.iter().map(required).collect();
        Self {
            terms,
            beyond: chord2_beyond_m(terms.radius_m),
            leaf,
            page,
            region,
            is_rare: wares.as_ref().is_some_and(|wares| wares.stock.is_rare(leaf.pins.len())),
            wares,
            sieve: None,
            outlooks: Vec::new(),
            ready: Vec::new(),
            places: vec![0; leaf.almanac.timetables.len()],
            has_amenities,
            marks: Vec::new(),
        }
    }

    /// The same among the stores that pass.
    pub(super) fn sifted(self, sieve: Option<&'a dyn Sieve>) -> Self {
        let marks = sieve.map_or_else(Vec::new, |sieve| sieve.marks(self.leaf));
        Self { sieve, marks, ..self }
    }

    /// Offers every store of the leaf that may belong to `best`, nearest first.
    pub(super) fn run(mut self, origin: Direction, best: &mut Best, tally: &mut Tally) {
        let mut blocks = self.blocks(origin, tally).into_iter().peekable();
        // Of the blocks that were entered: rows that may be farther than those of another.
        let mut rows = Vec::new();
        while let Some(block) = blocks.next() {
            self.enter(block, origin, &mut rows, tally);
            let next = blocks.peek().copied();
            for row in taken_until(&mut rows, next) {
                if best.is_beyond(&self.reached(row.lower_m())) {
                    best.dropped = true;
                    return;
                }
                self.offer(row.index(), row.lower_m(), best, tally);
            }
            if next.is_some_and(|next| best.is_beyond(&self.reached(next.lower_m()))) {
                while rows.is_empty()
                    && let Some(block) = blocks.next()
                {
                    self.enter(block, origin, &mut rows, tally);
                }
                best.dropped |= !rows.is_empty();
                return;
            }
        }
    }

    /// Blocks of which some row may be inside the radius, nearest first.
    fn blocks(&self, origin: Direction, tally: &mut Tally) -> Vec<Near> {
        let mut near = Vec::new();
        for (block, least, placed) in self.leaf.directions.blocks(origin) {
            if least <= self.beyond {
                near.push(Near::new(least, block));
            } else {
                tally.outside_radius += placed;
            }
        }
        near.sort_unstable();
        near
    }

    /// Adds the rows of a block that may be inside the radius, with the amenities and the stock.
    fn enter(&self, block: Near, origin: Direction, rows: &mut Vec<Near>, tally: &mut Tally) {
        for (row, chord2) in self.leaf.directions.rows(block.index(), origin) {
            if chord2 > self.beyond {
                tally.outside_radius += 1;
            } else if !self.terms.amenities.is_empty() && !self.has_amenities(row) {
                tally.without_amenity += 1;
            } else if self.is_rare && !self.may_have_stock(row) {
                tally.without_stock += 1;
            } else {
                rows.push(Near::new(chord2, row));
            }
        }
    }

    fn has_amenities(&self, row: u16) -> bool {
        let pin = self.leaf.pins.get(usize::from(row));
        let of_set = |set: u16| self.has_amenities.get(usize::from(set)).copied().unwrap_or(true);
        pin.is_none_or(|pin| of_set(pin.amenities))
    }

    fn may_have_stock(&self, row: u16) -> bool {
        self.wares.as_ref().is_none_or(|wares| wares.stock.may_have(self.leaf.id(row)))
    }

    /// The key that nobody who is so far away, or farther, comes before.
    fn reached(&self, lower_m: f64) -> Key {
        let served = Served::At(self.terms.arrival(lower_m));
        Key::new(self.terms.rank, served, lower_m)
            .costing(self.terms.rank, self.wares.as_ref().and_then(|wares| wares.least_price))
    }

    fn offer(&mut self, row: u16, lower_m: f64, best: &mut Best, tally: &mut Tally) {
        let Some(pin) = self.leaf.pins.get(usize::from(row)) else { return };
        let timetable = self.leaf.almanac.of_row(row);
        let offers = self.wares.as_ref().map(|wares| wares.stock.offers(self.leaf.id(row)));
        if offers.as_ref().is_some_and(Vec::is_empty) {
            tally.without_stock += 1;
            return;
        }
        let offers = offers.unwrap_or_default();
        let rank = self.terms.rank;
        let soonest = self.standing(timetable, self.terms.arrival(lower_m), &offers);
        if best.is_beyond(&soonest.key(rank, lower_m)) {
            best.dropped = true;
            return;
        }
        if self.sieve.is_some_and(|sieve| !sieve.passes(self.leaf, &self.marks, row)) {
            tally.sifted_out += 1;
            return;
        }
        // Who is open at an instant does not depend on the way, which takes longest to work out.
        if self.terms.open == OpenFilter::At && !self.passes_hours(timetable, soonest.arrival) {
            tally.not_open += 1;
            return;
        }
        let Some(point) = pin.place else { return };
        let distance_m = self.terms.origin.distance_m(point);
        if distance_m > self.terms.radius_m || distance_m < self.terms.min_radius_m {
            tally.outside_radius += 1;
            return;
        }
        let arrival = self.terms.arrival(distance_m);
        if self.terms.open == OpenFilter::Arrival && !self.passes_hours(timetable, arrival) {
            tally.not_open += 1;
            return;
        }
        // Mostly the minute is the same.
        let standing = if arrival == soonest.arrival {
            soonest
        } else {
            self.standing(timetable, arrival, &offers)
        };
        let key = standing.key(rank, distance_m);
        let Standing { served, taken, .. } = standing;
        let (page, region, leaf) = (self.page, self.region, Rc::clone(self.leaf));
        let hit = Hit { key, page, region, leaf, row, distance_m, served, taken };
        if self.terms.after.as_ref().is_some_and(|after| !hit.comes_after(after)) {
            tally.on_earlier_pages += 1;
            return;
        }
        best.push(hit);
    }

    fn outlook(&mut self, timetable: u16) -> Option<Outlook> {
        let place = self.places.get_mut(usize::from(timetable))?;
        if *place == 0 {
            self.outlooks.push(Outlook::of(self.leaf, timetable, self.terms)?);
            *place = u16::try_from(self.outlooks.len()).ok()?;
        }
        self.outlooks.get(usize::from(*place) - 1).copied()
    }

    fn served(&mut self, timetable: Option<u16>, arrival: UtcSeconds) -> Served {
        let Some(timetable) = timetable else { return Served::Unknown };
        match self.outlook(timetable) {
            Some(outlook) => outlook.served(self.leaf, timetable, self.terms, arrival),
            None => Served::Unknown,
        }
    }

    /// How a store stands, and what it has: of a single need all offers, of several the best of
    /// each.
    fn standing(
        &mut self,
        timetable: Option<u16>,
        arrival: UtcSeconds,
        offers: &[Vec<Offer>],
    ) -> Standing {
        let taken: Vec<Taken> = if let [only] = offers {
            self.in_order(timetable, arrival, only)
        } else {
            let first =
                |of_need: &Vec<Offer>| self.in_order(timetable, arrival, of_need).first().copied();
            offers.iter().filter_map(first).collect()
        };
        let relied_on = taken.get(..offers.len()).unwrap_or_default();
        let served = relied_on.iter().map(|taken| taken.served).max();
        let served = served.unwrap_or_else(|| self.served(timetable, arrival));
        let price = relied_on.iter().try_fold(0_u64, |sum, t| sum.checked_add(t.offer.price?));
        Standing { arrival, served, price, taken }
    }

    /// Offers of one need, the best first; of those that are as good the more relevant.
    fn in_order(
        &mut self,
        timetable: Option<u16>,
        arrival: UtcSeconds,
        offers: &[Offer],
    ) -> Vec<Taken> {
        let rank = self.terms.rank;
        let taken = offers.iter().map(|offer| self.take(timetable, arrival, *offer)).collect();
        sorted_by_key(taken, |taken| {
            Key::new(rank, taken.served, 0.0).costing(rank, taken.offer.price)
        })
    }

    /// An offer, as it serves a person who arrives then.
    fn take(&mut self, timetable: Option<u16>, arrival: UtcSeconds, offer: Offer) -> Taken {
        let ready = match timetable {
            Some(index) if !offer.wait.is_none() => self.ready_at(index, offer.wait),
            _ => None,
        };
        let served = match (timetable, ready) {
            _ if offer.wait.is_none() => self.served(timetable, arrival),
            (_, Some(ready)) => self.served(timetable, arrival.max(ready)),
            (Some(index), None) => self.outlook(index).map_or(Served::Unknown, Outlook::never),
            (None, None) => Served::Unknown,
        };
        Taken { offer, ready, served }
    }

    /// When an order is ready, worked out once for a timetable.
    fn ready_at(&mut self, timetable: u16, wait: Wait) -> Option<UtcSeconds> {
        let known = self.ready.iter().find(|known| known.0 == timetable && known.1 == wait);
        if let Some((_, _, ready)) = known {
            return *ready;
        }
        let hours = self.leaf.almanac.timetable(timetable)?;
        let ready = wait.ready(hours, self.terms.at, self.terms.horizon_end);
        self.ready.push((timetable, wait, ready));
        ready
    }

    fn passes_hours(&mut self, timetable: Option<u16>, arrival: UtcSeconds) -> bool {
        match self.terms.open {
            OpenFilter::Any => true,
            OpenFilter::Arrival => self.served(timetable, arrival) == Served::At(arrival),
            OpenFilter::At => {
                let outlook = timetable.and_then(|index| self.outlook(index));
                outlook.is_some_and(|outlook| outlook.open_now(self.terms))
            }
        }
    }
}
