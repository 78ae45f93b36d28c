//! Until when an answer holds: a safe lower bound on when membership, order or a state changes.
//!
//! A person who leaves later arrives later, by as much. So a store that is open on arrival
//! (*moving*) is served later and later, while one that is waited for (*fixed*) opens when it
//! opens. The order can change only when
//!
//! * a store of the answer changes its phase, now or on arrival;
//! * a moving store of the answer comes to be served after somebody opens, wherever that is: the
//!   earliest such opening is asked of every timetable read and of every branch unread;
//! * with a filter on hours, when a store that was left out opens.

use super::search::{Hit, Search};
use super::{OpenFilter, Rank, Served};
use crate::schedule::Phase;
use crate::time::{DAY_S, UtcSeconds};

impl Search {
    pub(super) fn valid_until(&self, hits: &[Hit]) -> UtcSeconds {
        let mut horizon = Earliest { after: self.terms.at, found: self.terms.at.plus(DAY_S) };
        horizon.see(self.terms.horizon_end);
        for hit in hits {
            self.see_own_changes(hit, &mut horizon);
        }
        if self.terms.open != OpenFilter::Any {
            self.see_newcomers(&mut horizon);
        }
        if self.terms.rank == Rank::Soonest {
            self.see_overtaking(hits, &mut horizon);
        }
        horizon.found
    }

    /// A store's phase now, on arrival, and at the end of a minimum stay; and the local midnight
    /// at which its list of exceptions moves on.
    fn see_own_changes(&self, hit: &Hit, earliest: &mut Earliest) {
        let Some((schedule, zone)) = hit.leaf.hours(hit.row) else { return };
        let end = self.terms.horizon_end;
        let travel_s = self.travel_s(hit);
        let stay_s = i64::from(self.terms.open_for_min) * 60;
        for ahead_s in [0, travel_s] {
            let probe = self.terms.at.plus(ahead_s);
            let span = schedule.span(zone, probe, end);
            if let Some(until) = span.until {
                earliest.see(until.plus(-ahead_s));
                earliest.see(until.plus(-ahead_s - stay_s));
            }
        }
        if schedule.changes_by_date() {
            let local = zone.local(self.terms.at);
            earliest.see(self.terms.at.plus(DAY_S - local.second));
        }
    }

    /// Stores that a filter on hours left out, when they open: now, or on arrival from as far as
    /// the radius.
    fn see_newcomers(&self, earliest: &mut Earliest) {
        self.next_opening.into_iter().for_each(|opening| earliest.see(opening));
        let lead_s = match self.terms.open {
            OpenFilter::Arrival => i64::from(self.terms.mode.minutes(self.terms.radius_m)) * 60,
            _ => 0,
        };
        for opening in self.openings() {
            // Nobody knows which store within the radius: as soon as the farthest could be in time.
            earliest.see(opening.plus(-lead_s).max(self.terms.at.plus(60)));
        }
    }

    /// Moving stores of the answer that come to be served after somebody opens.
    fn see_overtaking(&self, hits: &[Hit], earliest: &mut Earliest) {
        let moving: Vec<i64> = hits
            .iter()
            .map(|hit| (hit, self.travel_s(hit)))
            .filter(|(hit, travel_s)| hit.served == Served::At(self.terms.at.plus(*travel_s)))
            .map(|(_, travel_s)| travel_s)
            .collect();
        if moving.is_empty() {
            return;
        }
        let waiting = hits.iter().filter_map(|hit| match hit.served {
            Served::At(served_at) => Some(served_at),
            Served::Unknown | Served::Never => None,
        });
        let unread = self.unread.iter().map(|u| u.bound.served_at);
        let openings: Vec<UtcSeconds> = self.openings().chain(waiting).chain(unread).collect();
        for travel_s in moving {
            for opening in &openings {
                earliest.see(opening.plus(-travel_s));
            }
        }
    }

    /// The next opening of every timetable read.
    fn openings(&self) -> impl Iterator<Item = UtcSeconds> {
        let (at, end) = (self.terms.at, self.terms.horizon_end);
        self.leaves.iter().flat_map(|leaf| &leaf.timetables).zip(self.zones()).filter_map(
            move |(timetable, zone)| {
                let span = timetable.schedule.span(zone?, at, end);
                let from = if matches!(span.phase, Phase::Open | Phase::OpenEnd) {
                    span.until?
                } else {
                    at
                };
                timetable.schedule.next_open(zone?, from, end)
            },
        )
    }

    fn zones(&self) -> impl Iterator<Item = Option<&crate::time::Zone>> {
        self.leaves.iter().flat_map(|leaf| {
            leaf.timetables.iter().map(|timetable| leaf.zones.get(usize::from(timetable.zone)))
        })
    }

    fn travel_s(&self, hit: &Hit) -> i64 {
        i64::from(self.terms.mode.minutes(hit.distance_m)) * 60
    }
}

/// The earliest instant seen after a given one.
struct Earliest {
    after: UtcSeconds,
    found: UtcSeconds,
}

impl Earliest {
    fn see(&mut self, instant: UtcSeconds) {
        if instant > self.after && instant < self.found {
            self.found = instant;
        }
    }
}
