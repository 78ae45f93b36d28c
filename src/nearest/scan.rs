//! One leaf against the terms: every store that may still enter the answer, nearest first.

use super::best::{Best, Hit};
use super::search::Tally;
use super::{Key, Leaf, Offer, OpenFilter, PageKey, Served, Stock, Taken, Terms, Tile, Wait};
use crate::place::{Direction, MIN_RADIUS_M, chord2_beyond_m};
use crate::schedule::{Kind, Span};
use crate::time::UtcSeconds;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::rc::Rc;

/// What a timetable says at the instant of the question, worked out once for all stores that
/// share it: for most of them the answer at arrival follows without another look.
#[derive(Clone, Copy, Debug)]
pub(super) struct Outlook {
    /// The phase at the instant.
    pub now: Span,
    /// The first instant at which it serves, from now on.
    pub first: Option<UtcSeconds>,
    /// Whether some of its intervals are unknown.
    has_unknown: bool,
}

impl Outlook {
    /// Of a timetable; `None` where the leaf has no such.
    pub(super) fn of(leaf: &Leaf, timetable: u16, terms: &Terms) -> Option<Self> {
        let (schedule, zone) = leaf.almanac.timetable(timetable)?;
        let (at, end) = (terms.at, terms.horizon_end);
        Some(Self {
            now: schedule.span(zone, at, end),
            first: schedule.next_open_for(zone, at, terms.open_for_min, end),
            has_unknown: schedule.has_kind(Kind::Unknown),
        })
    }

    /// When a person who arrives then is served.
    fn served(self, leaf: &Leaf, timetable: u16, terms: &Terms, arrival: UtcSeconds) -> Served {
        let Some(first) = self.first else { return self.never() };
        if arrival <= first {
            return Served::At(first);
        }
        let leaves = arrival.plus(i64::from(terms.open_for_min) * 60);
        if first == terms.at
            && self.now.until.is_some_and(|until| leaves <= until && arrival < until)
        {
            return Served::At(arrival);
        }
        let Some((schedule, zone)) = leaf.almanac.timetable(timetable) else {
            return Served::Unknown;
        };
        schedule
            .next_open_for(zone, arrival, terms.open_for_min, terms.horizon_end)
            .map_or_else(|| self.never(), Served::At)
    }

    const fn never(self) -> Served {
        if self.has_unknown { Served::Unknown } else { Served::Never }
    }

    /// Whether it is open at the instant, and for as long as required.
    fn open_now(self, terms: &Terms) -> bool {
        self.first == Some(terms.at)
    }
}

/// What the stores of a leaf have.
#[derive(Clone, Copy)]
pub(super) struct Wares<'a> {
    pub stock: &'a dyn Stock,
    /// What it costs at least.
    pub least_price: Option<u64>,
}

/// How a store stands against the terms.
struct Standing {
    key: Key,
    served: Served,
    taken: Vec<Taken>,
}

/// A leaf under examination.
pub(super) struct Scan<'a> {
    terms: &'a Terms,
    leaf: &'a Rc<Leaf>,
    page: PageKey,
    /// The tile of the region that the leaf is of.
    region: Option<Tile>,
    wares: Option<Wares<'a>>,
    /// By timetable, filled as stores ask.
    outlooks: Vec<Option<Outlook>>,
    /// By set of amenities: whether it has all that are required.
    has_amenities: Vec<bool>,
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
            leaf,
            page,
            region,
            wares,
            outlooks: vec![None; leaf.almanac.timetables.len()],
            has_amenities,
        }
    }

    /// Offers every store of the leaf that may belong to `best`.
    pub(super) fn run(mut self, origin: Direction, best: &mut Best, tally: &mut Tally) {
        let mut by_distance = self.within_radius(origin, tally);
        while let Some(Reverse((chord2_bits, row))) = by_distance.pop() {
            // A chord is shorter than its arc; a millimetre pays for the rounding.
            let lower_m = (f64::from_bits(chord2_bits).sqrt() * MIN_RADIUS_M - 1e-3).max(0.0);
            let served = Served::At(self.terms.arrival(lower_m));
            let reached = Key::new(self.terms.rank, served, lower_m)
                .costing(self.terms.rank, self.wares.and_then(|wares| wares.least_price));
            if best.is_beyond(&reached) {
                best.dropped = true;
                return;
            }
            self.offer(row, lower_m, best, tally);
        }
    }

    /// Rows that may be inside the radius, as a heap by their chords' squares (as bits: floats
    /// that are not negative sort as their bits do).
    fn within_radius(
        &self,
        origin: Direction,
        tally: &mut Tally,
    ) -> BinaryHeap<Reverse<(u64, u16)>> {
        let beyond = chord2_beyond_m(self.terms.radius_m);
        let mut rows = Vec::with_capacity(self.leaf.pins.len());
        for (row, pin) in (0_u16..).zip(&self.leaf.pins) {
            let Some((_, direction)) = pin.place else { continue };
            let chord2 = direction.chord2(origin);
            if chord2 <= beyond {
                rows.push(Reverse((chord2.to_bits(), row)));
            } else {
                tally.outside_radius += 1;
            }
        }
        BinaryHeap::from(rows)
    }

    fn offer(&mut self, row: u16, lower_m: f64, best: &mut Best, tally: &mut Tally) {
        let Some(pin) = self.leaf.pins.get(usize::from(row)) else { return };
        if !self.has_amenities.get(usize::from(pin.amenities)).copied().unwrap_or(true) {
            tally.without_amenity += 1;
            return;
        }
        let offers = self.wares.map(|wares| wares.stock.offers(self.region, self.leaf.id(row)));
        if offers.as_ref().is_some_and(Vec::is_empty) {
            tally.without_stock += 1;
            return;
        }
        let offers = offers.unwrap_or_default();
        if best.is_beyond(&self.standing(pin.timetable, lower_m, &offers).key) {
            best.dropped = true;
            return;
        }
        let Some((point, _)) = pin.place else { return };
        let distance_m = self.terms.origin.distance_m(point);
        if distance_m > self.terms.radius_m || distance_m < self.terms.min_radius_m {
            tally.outside_radius += 1;
            return;
        }
        if !self.passes_hours(pin.timetable, self.terms.arrival(distance_m)) {
            tally.not_open += 1;
            return;
        }
        let Standing { key, served, taken } = self.standing(pin.timetable, distance_m, &offers);
        let (page, region, leaf) = (self.page, self.region, Rc::clone(self.leaf));
        let hit = Hit { key, page, region, leaf, row, distance_m, served, taken };
        if self.terms.after.as_ref().is_some_and(|after| !hit.comes_after(after)) {
            tally.on_earlier_pages += 1;
            return;
        }
        best.push(hit);
    }

    fn outlook(&mut self, timetable: u16) -> Option<Outlook> {
        let slot = self.outlooks.get_mut(usize::from(timetable))?;
        if slot.is_none() {
            *slot = Outlook::of(self.leaf, timetable, self.terms);
        }
        *slot
    }

    fn served(&mut self, timetable: Option<u16>, arrival: UtcSeconds) -> Served {
        let Some(timetable) = timetable else { return Served::Unknown };
        match self.outlook(timetable) {
            Some(outlook) => outlook.served(self.leaf, timetable, self.terms, arrival),
            None => Served::Unknown,
        }
    }

    /// How a store stands that is so far away, and what it has: of a single need all offers, of
    /// several the best of each.
    fn standing(
        &mut self,
        timetable: Option<u16>,
        distance_m: f64,
        offers: &[Vec<Offer>],
    ) -> Standing {
        let (rank, arrival) = (self.terms.rank, self.terms.arrival(distance_m));
        let by_need: Vec<Vec<Taken>> =
            offers.iter().map(|offers| self.in_order(timetable, arrival, offers)).collect();
        let taken: Vec<Taken> = match <[_; 1]>::try_from(by_need) {
            Ok([only]) => only,
            Err(several) => several.iter().filter_map(|of_need| of_need.first()).copied().collect(),
        };
        let relied_on = taken.get(..offers.len()).unwrap_or_default();
        let served = relied_on.iter().map(|taken| taken.served).max();
        let served = served.unwrap_or_else(|| self.served(timetable, arrival));
        let price = relied_on.iter().try_fold(0_u64, |sum, t| sum.checked_add(t.offer.price?));
        Standing { key: Key::new(rank, served, distance_m).costing(rank, price), served, taken }
    }

    /// Offers of one need, the best first; of those that are as good the more relevant.
    fn in_order(
        &mut self,
        timetable: Option<u16>,
        arrival: UtcSeconds,
        offers: &[Offer],
    ) -> Vec<Taken> {
        let rank = self.terms.rank;
        let mut taken: Vec<Taken> = offers
            .iter()
            .map(|&offer| Taken { offer, served: self.ready(timetable, arrival, offer.wait) })
            .collect();
        taken.sort_by_key(|taken| {
            Key::new(rank, taken.served, 0.0).costing(rank, taken.offer.price)
        });
        taken
    }

    /// When a person who arrives then is served what has to be made ready first.
    fn ready(&mut self, timetable: Option<u16>, arrival: UtcSeconds, wait: Wait) -> Served {
        if wait.is_none() {
            return self.served(timetable, arrival);
        }
        let hours = timetable.and_then(|timetable| self.leaf.almanac.timetable(timetable));
        let Some((schedule, zone)) = hours else { return Served::Unknown };
        match wait.ready(schedule, zone, self.terms.at, self.terms.horizon_end) {
            Some(ready) => self.served(timetable, arrival.max(ready)),
            None if schedule.has_kind(Kind::Unknown) => Served::Unknown,
            None => Served::Never,
        }
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
