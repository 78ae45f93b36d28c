//! Until when an answer holds: a safe lower bound on when membership, order or a state changes.
//!
//! A person who leaves later arrives later, by as much. So a store that is open on arrival
//! (*moving*) is served later and later, while one that is waited for (*fixed*) opens when it
//! opens. The order can change only when
//!
//! * a store of the answer changes its phase, now or on arrival, or no longer stays open for long
//!   enough;
//! * a moving store of the answer comes to be served after somebody opens, wherever that is: such
//!   openings are asked of every timetable read and of every branch unread;
//! * with a filter on hours, when a store that was left out opens.
//!
//! The hours of stores, travel and questions are whole minutes, and so is this.

use super::search::{Hit, Search};
use super::{OpenFilter, Rank, Served};
use crate::schedule::Schedule;
use crate::time::{DAY_S, UtcSeconds, Zone};

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

    /// A store's phase now, on arrival, and at the end of a minimum stay; the local midnight at
    /// which its list of exceptions moves on; and the arrival that nobody knows the hours of.
    fn see_own_changes(&self, hit: &Hit, earliest: &mut Earliest) {
        let Some((schedule, zone)) = hit.leaf.hours(hit.row) else { return };
        let (at, end) = (self.terms.at, self.terms.horizon_end);
        let travel_s = self.travel_s(hit);
        let stay_s = i64::from(self.terms.open_for_min) * 60;
        earliest.see(end.plus(-travel_s));
        for ahead_s in [0, travel_s] {
            let span = schedule.span(zone, at.plus(ahead_s), end.plus(stay_s));
            if let Some(until) = span.until {
                earliest.see(until.plus(-ahead_s));
                earliest.see(until.plus(-ahead_s - stay_s));
            }
        }
        if schedule.changes_by_date() {
            earliest.see(at.plus(DAY_S - zone.local(at).second));
            // The day of a clock change may be shorter.
            zone.next_transition(at).into_iter().for_each(|shift| earliest.see(shift));
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
        for (schedule, zone) in self.timetables() {
            let limit = earliest.found.plus(lead_s);
            if let Some(opening) = next_opening(schedule, zone, self.terms.at, limit) {
                // Nobody knows which store within the radius: as soon as the farthest could be in
                // time.
                earliest.see(opening.plus(-lead_s).max(self.terms.at));
            }
        }
    }

    /// Moving stores of the answer that come to be served after somebody opens.
    fn see_overtaking(&self, hits: &[Hit], earliest: &mut Earliest) {
        let mut moving = Vec::with_capacity(hits.len());
        let mut waiting = Vec::new();
        for hit in hits {
            let arrival = self.terms.at.plus(self.travel_s(hit));
            match hit.served {
                Served::At(served_at) if served_at == arrival => moving.push(arrival),
                Served::At(served_at) => waiting.push(served_at),
                Served::Unknown | Served::Never => {}
            }
        }
        moving.sort_unstable();
        let (Some(&first), Some(&last)) = (moving.first(), moving.last()) else { return };
        for opening in waiting.into_iter().chain(self.unread.iter().map(|u| u.bound.served_at)) {
            self.see_overtaken(&moving, opening, earliest);
        }
        for (schedule, zone) in self.timetables() {
            // Whoever opens before the first of them is served would be there already.
            let mut seen = first.plus(-1);
            let limit = |e: &Earliest| last.plus(e.found.0 - self.terms.at.0);
            while let Some(opening) = next_opening(schedule, zone, seen, limit(earliest)) {
                self.see_overtaken(&moving, opening, earliest);
                seen = opening;
            }
        }
    }

    /// Somebody opens then: of those who are served no later, the last is the first to be passed.
    fn see_overtaken(&self, moving: &[UtcSeconds], opening: UtcSeconds, earliest: &mut Earliest) {
        let behind = moving.partition_point(|arrival| *arrival <= opening);
        if let Some(arrival) = behind.checked_sub(1).and_then(|i| moving.get(i)) {
            earliest.see(self.terms.at.plus(opening.0.saturating_sub(arrival.0)));
        }
    }

    /// Every timetable read.
    fn timetables(&self) -> impl Iterator<Item = (&Schedule, &Zone)> {
        self.leaves.iter().flat_map(|leaf| {
            let zone = |index: u16| leaf.zones.get(usize::from(index));
            leaf.timetables.iter().filter_map(move |t| Some((&t.schedule, zone(t.zone)?)))
        })
    }

    fn travel_s(&self, hit: &Hit) -> i64 {
        i64::from(self.terms.mode.minutes(hit.distance_m)) * 60
    }
}

/// The first instant after `after`, before `limit`, at which an open phase begins.
fn next_opening(
    schedule: &Schedule,
    zone: &Zone,
    after: UtcSeconds,
    limit: UtcSeconds,
) -> Option<UtcSeconds> {
    let mut t = after;
    loop {
        t = schedule.span(zone, t, limit).until?;
        if schedule.phase(zone, t).is_open() {
            return Some(t);
        }
    }
}

/// The earliest instant seen after a given one.
struct Earliest {
    after: UtcSeconds,
    found: UtcSeconds,
}

impl Earliest {
    /// What changes right after the instant itself changes by the next minute.
    fn see(&mut self, instant: UtcSeconds) {
        let instant = if instant == self.after { instant.floor_minute().plus(60) } else { instant };
        if instant > self.after && instant < self.found {
            self.found = instant;
        }
    }
}
