//! Until when an answer holds: a safe lower bound on when membership, order or a state changes.
//!
//! A person who leaves later arrives later, by as much. So a store that is open on arrival
//! (*moving*) is served later and later, while one that is waited for (*fixed*) opens when it
//! opens. The order can change only when
//!
//! * a store of the answer changes its phase, now or on arrival, or no longer stays open for long
//!   enough;
//! * a moving store of the answer comes to be served after somebody nearer opens: such openings
//!   are asked of every timetable read and of every branch unread;
//! * with a filter on hours, when a store that was left out opens.
//!
//! Where something is to be bought, orders are moving too, as long as their wait is counted in open
//! hours; what waits for a date is fixed until midnight. A change of price counts where it is shown,
//! and, where prices decide, wherever the search might come.
//!
//! The hours of stores, travel and questions are whole minutes, and so is this.

use super::best::Hit;
use super::moving::{Mover, Moving};
use super::search::Search;
use super::{Almanac, Directions, Leaf, OpenFilter, Rank, Served, Taken, Wait};
use crate::place::{Direction, arc_rad, at_least_m, at_most_m};
use crate::schedule::Hours;
use crate::time::{DAY_S, UtcSeconds};
use std::rc::Rc;

impl Search<'_> {
    /// Remembers of a page that was read what may change the answer later.
    pub(super) fn keep_hours(&mut self, leaf: &Leaf) {
        if self.terms.open != OpenFilter::Any || self.terms.rank != Rank::Distance {
            self.hours.push(PageHours::new(leaf, self.origin.direction));
        }
    }

    pub(super) fn valid_until(&self, hits: &[Hit]) -> UtcSeconds {
        let mut horizon = Earliest { after: self.terms.at, found: self.terms.at.plus(DAY_S) };
        horizon.see(self.terms.horizon_end);
        self.next_edge.into_iter().for_each(|edge| horizon.see(edge));
        for hit in hits {
            self.see_own_changes(hit, &mut horizon);
        }
        if self.terms.open != OpenFilter::Any {
            self.see_newcomers(&mut horizon);
        }
        if self.terms.rank != Rank::Distance {
            self.see_overtaking(hits, &mut horizon);
        }
        horizon.found
    }

    /// A store's phase now, on arrival, as an order is ready, and at the end of a minimum stay; the
    /// local midnight at which its list of exceptions moves on, and days are counted anew; the
    /// arrival that nobody knows the hours of; and its prices.
    fn see_own_changes(&self, hit: &Hit, earliest: &mut Earliest) {
        let edges = hit.taken.iter().filter_map(|taken| taken.offer.next_edge);
        edges.for_each(|edge| earliest.see(edge));
        for pair in hit.taken.windows(2) {
            earliest.see_lead(self.lead_between(hit, pair));
        }
        let Some(hours) = hit.leaf.hours(hit.row) else { return };
        let (at, end) = (self.terms.at, self.terms.horizon_end);
        let travel_s = self.travel_s(hit);
        let stay_s = i64::from(self.terms.open_for_min) * 60;
        earliest.see(end.plus(-travel_s));
        let mut ahead = vec![0, travel_s];
        ahead.extend(hit.taken.iter().filter_map(|taken| Some(taken.ready?.0 - at.0)));
        for ahead_s in ahead {
            let span = hours.span(at.plus(ahead_s), end.plus(stay_s));
            if let Some(until) = span.until {
                earliest.see(until.plus(-ahead_s));
                earliest.see(until.plus(-ahead_s - stay_s));
            }
        }
        let by_date = hit.taken.iter().any(|taken| !taken.offer.wait.is_none());
        if by_date || hours.schedule.changes_by_date() {
            earliest.see(at.plus(DAY_S - hours.zone.local(at).second));
            // The day of a clock change may be shorter.
            hours.zone.next_transition(at).into_iter().for_each(|shift| earliest.see(shift));
        }
    }

    /// Stores that a filter on hours left out, when they open: now, or when reached.
    fn see_newcomers(&self, earliest: &mut Earliest) {
        self.next_opening.into_iter().for_each(|opening| earliest.see(opening));
        let looks_ahead = self.terms.open == OpenFilter::Arrival;
        let ahead_s = |metres: f64| {
            let minutes = self.terms.mode.minutes(metres.min(self.terms.radius_m));
            if looks_ahead { i64::from(minutes) * 60 } else { 0 }
        };
        let reach_s = ahead_s(self.terms.radius_m);
        let limit = |e: &Earliest| e.found.plus(reach_s);
        for page in &self.hours {
            page.each_that_opens(self.terms.at, earliest, &limit, |kept, earliest| {
                // Whoever is nearest comes to be in time for an opening last, so what opens before
                // that is over; whoever is farthest comes to be in time first.
                let (near_m, far_m) = if looks_ahead { kept.range_m()? } else { (0.0, 0.0) };
                let (least_s, most_s) = (ahead_s(near_m), ahead_s(far_m));
                let from = self.terms.at.plus(least_s);
                let opening = kept.hours.next_opening(from, earliest.found.plus(most_s))?;
                earliest.see(opening.plus(-most_s).max(self.terms.at));
                Some(())
            });
        }
    }

    /// Moving stores of the answer that come to be served after somebody nearer opens. Whoever is
    /// farther arrives no earlier, and so is never served before them.
    fn see_overtaking(&self, hits: &[Hit], earliest: &mut Earliest) {
        let moving = self.moving(hits);
        for (place, hit) in hits.iter().enumerate() {
            // Of two that both move neither gains on the other, and who is behind stays behind.
            if let Served::At(served_at) = hit.served
                && !self.goes_along(hit, &hit.taken, served_at)
            {
                earliest.see_lead(moving.ahead_of(place).lead_s(served_at, hit.distance_m));
            }
        }
        for unread in &self.unread {
            earliest.see_lead(moving.lead_s(unread.bound.served_at, unread.lower_m));
        }
        if moving.0.is_empty() {
            return;
        }
        let last = moving.last();
        let limit = |e: &Earliest| last.plus(e.found.0 - e.after.0);
        for page in &self.hours {
            page.each_that_opens(self.terms.at, earliest, &limit, |kept, earliest| {
                let (near_m, _) = kept.range_m()?;
                let mut seen = moving.first_beyond(near_m)?;
                while let Some(opening) = kept.hours.next_opening(seen, limit(earliest)) {
                    earliest.see_lead(moving.lead_s(opening, near_m));
                    if self.stock.is_some() {
                        let ready = kept.ready_from(opening, self.terms.horizon_end);
                        let lead_s = |ready| moving.lead_s(ready, near_m);
                        earliest.see_lead(ready.and_then(lead_s));
                    }
                    seen = opening;
                }
                Some(())
            });
        }
    }

    fn travel_s(&self, hit: &Hit) -> i64 {
        i64::from(self.terms.mode.minutes(hit.distance_m)) * 60
    }

    /// Whether an order may be ready the later, the later it is given: while the store is closed,
    /// it is not.
    fn moves(&self, hit: &Hit, wait: Wait) -> bool {
        let is_open = |hours: Hours<'_>| hours.phase(self.terms.at).is_open();
        wait.moves() && hit.leaf.hours(hit.row).is_some_and(is_open)
    }

    /// Whether what serves at an instant serves the later, the later a person leaves, by as much,
    /// until a phase changes.
    fn goes_along(&self, hit: &Hit, taken: &[Taken], served_at: UtcSeconds) -> bool {
        let is_as_ready =
            |taken: &Taken| self.moves(hit, taken.offer.wait) && taken.ready == Some(served_at);
        served_at == self.terms.arrival(hit.distance_m) || taken.iter().any(is_as_ready)
    }

    /// Seconds until the first of two offers of one store may be served no earlier than the second.
    fn lead_between(&self, hit: &Hit, pair: &[Taken]) -> Option<i64> {
        let [
            Taken { offer: a, served: Served::At(first), .. },
            Taken { offer: b, served: Served::At(then), .. },
        ] = pair
        else {
            return None;
        };
        let may_change = a.need == b.need && a.wait != b.wait && first <= then;
        let moves = *first == self.terms.arrival(hit.distance_m) || self.moves(hit, a.wait);
        let is_caught = may_change && moves && !self.goes_along(hit, pair.get(1..)?, *then);
        is_caught.then_some(then.0 - first.0)
    }

    /// Those of an answer that move.
    fn moving(&self, hits: &[Hit]) -> Moving {
        let mover = |(place, hit): (usize, &Hit)| {
            let Served::At(served) = hit.served else { return None };
            if hit.taken.iter().any(|taken| self.moves(hit, taken.offer.wait)) {
                return Some(Mover { place, served, distance_m: f64::INFINITY, yields: true });
            }
            let distance_m = hit.distance_m;
            let moves = served == self.terms.arrival(distance_m);
            moves.then_some(Mover { place, served, distance_m, yields: false })
        };
        Moving(hits.iter().enumerate().filter_map(mover).collect())
    }
}

/// When the stores of a page are open, and how far they are.
#[derive(Debug)]
pub(super) struct PageHours {
    almanac: Rc<Almanac>,
    directions: Rc<Directions>,
    origin: Direction,
}

impl PageHours {
    fn new(leaf: &Leaf, origin: Direction) -> Self {
        let Leaf { almanac, directions, .. } = leaf;
        Self { almanac: Rc::clone(almanac), directions: Rc::clone(directions), origin }
    }

    /// Looks once at each timetable that may open after `at`, in that order, as long as it does so
    /// before a limit, which comes nearer the earlier what was seen.
    fn each_that_opens(
        &self,
        at: UtcSeconds,
        earliest: &mut Earliest,
        limit: &dyn Fn(&Earliest) -> UtcSeconds,
        mut look: impl FnMut(Kept<'_>, &mut Earliest) -> Option<()>,
    ) {
        let openings = self.almanac.openings(at, limit(earliest));
        let mut seen = vec![false; self.almanac.timetables.len()];
        for (opening, timetable) in openings.after(at) {
            if opening >= limit(earliest) {
                return;
            }
            let Some(seen) = seen.get_mut(usize::from(timetable)) else { continue };
            let Some(hours) = self.almanac.timetable(timetable) else { continue };
            if !std::mem::replace(seen, true) {
                look(Kept { page: self, timetable, hours }, earliest);
            }
        }
    }
}

/// A timetable of a page.
struct Kept<'a> {
    page: &'a PageHours,
    timetable: u16,
    hours: Hours<'a>,
}

impl Kept<'_> {
    /// How near and how far the stores may be that keep it, in metres.
    fn range_m(&self) -> Option<(f64, f64)> {
        let PageHours { almanac, directions, origin } = self.page;
        let chords2 = almanac.rows_of(self.timetable).map(|row| directions.chord2(row, *origin));
        let placed = chords2.filter(|chord2| chord2.is_finite());
        let (near2, far2) = placed.fold((f64::INFINITY, 0.0_f64), |(near, far), chord2| {
            (near.min(chord2), far.max(chord2))
        });
        near2.is_finite().then(|| (at_least_m(arc_rad(near2)), at_most_m(arc_rad(far2))))
    }

    /// When an order is ready that waits for an opening.
    fn ready_from(&self, opening: UtcSeconds, end: UtcSeconds) -> Option<UtcSeconds> {
        Wait::ready_from_opening(self.hours, opening, end)
    }
}

/// The earliest instant seen after a given one.
struct Earliest {
    after: UtcSeconds,
    found: UtcSeconds,
}

impl Earliest {
    fn see_lead(&mut self, lead_s: Option<i64>) {
        if let Some(lead_s) = lead_s {
            self.see(self.after.plus(lead_s));
        }
    }

    /// What changes right after the instant itself changes by the next minute.
    fn see(&mut self, instant: UtcSeconds) {
        let instant = if instant == self.after { instant.floor_minute().plus(60) } else { instant };
        if instant > self.after && instant < self.found {
            self.found = instant;
        }
    }
}
