//! The state at an instant and the next change, by integer arithmetic on labels.

use super::{Hours, Interval, Kind, Schedule, Timeline};
use crate::time::{DAY_MIN, DAY_S, Day, Local, UtcSeconds, Zone};
use std::ops::Range;

/// What is known of a store at an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Closed.
    Closed,
    /// Nobody can say.
    Unknown,
    /// Open; when it closes is not known.
    OpenEnd,
    /// Open; when it closes is known.
    Open,
}

impl Phase {
    /// Open, whether or not the close is known.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Open | Self::OpenEnd)
    }

    const fn of(kind: Kind) -> Self {
        match kind {
            Kind::Unknown => Self::Unknown,
            Kind::OpenEnd => Self::OpenEnd,
            Kind::Open => Self::Open,
        }
    }

    /// Where intervals overlap, the surer one counts.
    const fn rank(self) -> u8 {
        match self {
            Self::Closed => 0,
            Self::Unknown => 1,
            Self::OpenEnd => 2,
            Self::Open => 3,
        }
    }

    const fn surer(self, other: Self) -> Self {
        if other.rank() > self.rank() { other } else { self }
    }
}

/// One phase, from the instant asked about to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The phase at the instant.
    pub phase: Phase,
    /// The first instant of another phase; `None` if there is none before the limit.
    pub until: Option<UtcSeconds>,
}

impl Span {
    /// Whether a person who is there at `at`, which is in it, can stay for `stay_min` minutes.
    pub(super) fn serves(self, at: UtcSeconds, stay_min: u32) -> bool {
        match self.phase {
            Phase::Open => {
                self.until.is_none_or(|until| at.plus(i64::from(stay_min) * 60) <= until)
            }
            Phase::OpenEnd => stay_min == 0,
            Phase::Closed | Phase::Unknown => false,
        }
    }
}

impl Schedule {
    /// The phase at `at`.
    pub fn phase(&self, zone: &Zone, at: UtcSeconds) -> Phase {
        self.phase_at_label(zone.local(at))
    }

    /// The phase at `at` and when it ends, looking no further than `limit`.
    pub fn span(&self, zone: &Zone, at: UtcSeconds, limit: UtcSeconds) -> Span {
        Hours::new(self, zone, &Timeline::default()).span(at, limit)
    }

    /// The first instant at or after `at`, before `limit`, at which it is open.
    pub fn next_open(&self, zone: &Zone, at: UtcSeconds, limit: UtcSeconds) -> Option<UtcSeconds> {
        self.next_open_for(zone, at, 0, limit)
    }

    /// As [`Schedule::next_open`], and open for `stay_min` minutes more, beyond `limit` if need be.
    /// An interval whose close is unknown meets no minimum stay.
    pub fn next_open_for(
        &self,
        zone: &Zone,
        at: UtcSeconds,
        stay_min: u32,
        limit: UtcSeconds,
    ) -> Option<UtcSeconds> {
        Hours::new(self, zone, &Timeline::default()).next_open_for(at, stay_min, limit)
    }

    /// Whether a person who is there at `at` can stay for `stay_min` minutes.
    pub fn is_open_for(&self, zone: &Zone, at: UtcSeconds, stay_min: u32) -> bool {
        if stay_min == 0 {
            return self.phase(zone, at).is_open();
        }
        let enough = at.plus(i64::from(stay_min) * 60 + 1);
        self.span(zone, at, enough).serves(at, stay_min)
    }

    /// The first change from `phase`, which holds at `at`: when, and to what. Looks no further than
    /// `limit`; without one, the instant up to which there is none.
    pub(super) fn next_change(
        &self,
        zone: &Zone,
        phase: Phase,
        at: UtcSeconds,
        limit: UtcSeconds,
    ) -> Result<(UtcSeconds, Phase), UtcSeconds> {
        if self.never_changes() {
            return Err(limit);
        }
        let mut t = at;
        loop {
            t = self.next_edge(zone, t);
            if t >= limit {
                return Err(t);
            }
            let then = self.phase(zone, t);
            if then != phase {
                return Ok((t, then));
            }
        }
    }

    fn phase_at_label(&self, local: Local) -> Phase {
        let minute = local.second / 60;
        let (today, is_exception) = self.plan(local.day);
        let own = today
            .iter()
            .filter(|i| covers(**i, minute))
            .fold(Phase::Closed, |phase, i| phase.surer(Phase::of(i.kind())));
        if is_exception {
            return own;
        }
        let (yesterday, _) = self.plan(local.day.plus(-1));
        yesterday
            .iter()
            .filter(|i| covers(**i, minute + i64::from(DAY_MIN)))
            .fold(own, |phase, i| phase.surer(Phase::of(i.kind())))
    }

    /// The next instant at which the phase may change: an edge of an interval, midnight, or a
    /// change of the zone's offset.
    pub(super) fn next_edge(&self, zone: &Zone, at: UtcSeconds) -> UtcSeconds {
        let local = zone.local(at);
        let day_min = i64::from(DAY_MIN);
        let (today, _) = self.plan(local.day);
        let (yesterday, _) = self.plan(local.day.plus(-1));
        let own = today.iter().flat_map(|i| [i64::from(i.opens()), i64::from(i.closes())]);
        let carried = yesterday.iter().map(|i| i64::from(i.closes()) - day_min);
        let edge_s = own
            .chain(carried)
            .map(|minute| minute * 60)
            .filter(|&s| s > local.second)
            .fold(DAY_S, i64::min);
        let by_label = at.plus(edge_s - local.second);
        zone.next_transition(at).map_or(by_label, |shift| by_label.min(shift))
    }

    /// Tells of every instant of a range at which an open phase begins, and perhaps of others: of
    /// all at which an interval begins, and of the zone's changes. Hours without a known close may
    /// go on where an interval ends.
    pub fn may_open(
        &self,
        zone: &Zone,
        within: &Range<UtcSeconds>,
        tell: &mut dyn FnMut(UtcSeconds),
    ) {
        if self.never_changes() {
            return;
        }
        let by_close = self.has_kind(Kind::OpenEnd);
        let mut since = within.start;
        loop {
            let offset_s = i64::from(zone.offset_s(since));
            let shift = zone.next_transition(since).filter(|shift| *shift < within.end);
            let until = shift.unwrap_or(within.end);
            // Intervals close by the end of the next date.
            let (first, last) = (zone.local(since).day.plus(-2), zone.local(until).day);
            for day in (first.0..=last.0).map(Day) {
                let opens = |i: &Interval| [Some(i.opens()), by_close.then_some(i.closes())];
                for minute in self.plan(day).0.iter().flat_map(opens).flatten() {
                    let label_s = i64::from(day.0) * DAY_S + i64::from(minute) * 60;
                    let t = UtcSeconds(label_s - offset_s);
                    if since <= t && t < until {
                        tell(t);
                    }
                }
            }
            let Some(shift) = shift else { return };
            tell(shift);
            since = shift;
        }
    }

    /// Whether one phase holds for ever: no exceptions, one week, and seven days that are all
    /// empty or all whole.
    fn never_changes(&self) -> bool {
        let [week] = self.seasons.as_slice() else { return false };
        let [first, ..] = week.days;
        self.exceptions.is_empty()
            && week.days.iter().all(|&index| index == first)
            && match self.plan_at(first) {
                [] => true,
                [only] => *only == Interval::ALL_DAY,
                _ => false,
            }
    }
}

fn covers(interval: Interval, minute: i64) -> bool {
    i64::from(interval.opens()) <= minute && minute < i64::from(interval.closes())
}
