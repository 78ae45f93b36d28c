//! A schedule by the clock of a zone, asked again and again about much the same hours.

use super::{Kind, Phase, Schedule, Span};
use crate::time::{UtcSeconds, Zone};
use std::cell::RefCell;
use std::collections::VecDeque;

/// Changes of phase that a timeline remembers.
const REMEMBERED: usize = 8;

/// When a schedule changes its phase around the hours that it was last asked about. It belongs to
/// one schedule in one zone, and grows as it is asked.
#[derive(Clone, Debug, Default)]
pub struct Timeline(RefCell<Known>);

/// The bytes that a timeline takes, at most.
pub const TIMELINE_BYTES: usize =
    size_of::<Timeline>() + REMEMBERED * size_of::<(UtcSeconds, Phase)>();

/// Phases by when they begin, the first from where on they are known, and until when.
#[derive(Clone, Debug, Default)]
struct Known {
    phases: VecDeque<(UtcSeconds, Phase)>,
    until: Option<UtcSeconds>,
}

impl Known {
    /// The phase that holds at `at`, and when the next begins that is known.
    fn at(&self, at: UtcSeconds) -> Option<(Phase, Option<UtcSeconds>)> {
        if self.until.is_none_or(|until| at >= until) {
            return None;
        }
        let after = self.phases.partition_point(|(from, _)| *from <= at);
        let (_, phase) = self.phases.get(after.checked_sub(1)?)?;
        Some((*phase, self.phases.get(after).map(|(from, _)| *from)))
    }

    fn begin(&mut self, at: UtcSeconds, phase: Phase) {
        self.phases.clear();
        self.phases.push_back((at, phase));
        self.until = Some(at.plus(1));
    }

    fn push(&mut self, at: UtcSeconds, phase: Phase) {
        if self.phases.len() == REMEMBERED {
            self.phases.pop_front();
        }
        self.phases.push_back((at, phase));
        self.until = Some(at.plus(1));
    }
}

/// A schedule by the clock of a zone.
#[derive(Clone, Copy, Debug)]
pub struct Hours<'a> {
    /// The hours, by the clock on the wall.
    pub schedule: &'a Schedule,
    /// The clock.
    pub zone: &'a Zone,
    timeline: &'a Timeline,
}

impl<'a> Hours<'a> {
    /// With a timeline that is this schedule's in this zone, and no other's.
    pub const fn new(schedule: &'a Schedule, zone: &'a Zone, timeline: &'a Timeline) -> Self {
        Self { schedule, zone, timeline }
    }

    /// As [`Schedule::phase`].
    pub fn phase(self, at: UtcSeconds) -> Phase {
        let known = self.timeline.0.borrow().at(at);
        known.map_or_else(|| self.schedule.phase(self.zone, at), |(phase, _)| phase)
    }

    /// As [`Schedule::span`].
    pub fn span(self, at: UtcSeconds, limit: UtcSeconds) -> Span {
        let mut known = self.timeline.0.borrow_mut();
        let found = known.at(at);
        if let Some((phase, Some(next))) = found {
            return Span { phase, until: Some(next).filter(|next| *next < limit) };
        }
        let phase = if let Some((phase, _)) = found {
            phase
        } else {
            let phase = self.schedule.phase(self.zone, at);
            known.begin(at, phase);
            phase
        };
        let known_until = known.until.unwrap_or(at);
        if known_until >= limit {
            return Span { phase, until: None };
        }
        let from = known_until.plus(-1).max(at);
        let edge = self.schedule.next_change(self.zone, phase, from, limit);
        match edge {
            Ok((next, then)) => known.push(next, then),
            Err(until) => known.until = Some(until),
        }
        Span { phase, until: edge.ok().map(|(next, _)| next) }
    }

    /// The first instant after `after`, before `limit`, at which an open phase begins.
    pub fn next_opening(self, after: UtcSeconds, limit: UtcSeconds) -> Option<UtcSeconds> {
        let mut t = after;
        loop {
            t = self.span(t, limit).until?;
            if self.phase(t).is_open() {
                return Some(t);
            }
        }
    }

    /// As [`Schedule::next_open`].
    pub fn next_open(self, at: UtcSeconds, limit: UtcSeconds) -> Option<UtcSeconds> {
        self.next_open_for(at, 0, limit)
    }

    /// As [`Schedule::next_open_for`].
    pub fn next_open_for(
        self,
        at: UtcSeconds,
        stay_min: u32,
        limit: UtcSeconds,
    ) -> Option<UtcSeconds> {
        let mut t = at;
        let last_leaves = limit.plus(i64::from(stay_min) * 60);
        while t < limit {
            let span = self.span(t, last_leaves);
            if span.serves(t, stay_min) {
                return Some(t);
            }
            t = span.until?;
        }
        None
    }

    /// The instant, before `limit`, until which it has been open for `open_s` seconds from `at` on.
    /// Hours that nobody knows do not count; those whose close is unknown do, to their end.
    pub fn after_open_time(
        self,
        at: UtcSeconds,
        open_s: i64,
        limit: UtcSeconds,
    ) -> Option<UtcSeconds> {
        let (mut t, mut left_s) = (at, open_s);
        while t < limit {
            let span = self.span(t, limit);
            if span.phase.is_open() {
                let enough = t.plus(left_s);
                match span.until {
                    Some(until) if until < enough => left_s -= until.0 - t.0,
                    _ => return Some(enough).filter(|enough| *enough < limit),
                }
            }
            t = span.until?;
        }
        None
    }

    /// As [`Schedule::opening_of_date`].
    pub fn opening_of_date(self, at: UtcSeconds, n: u8, limit: UtcSeconds) -> Option<UtcSeconds> {
        self.schedule.opening_of_date(self.zone, at, n, limit)
    }

    /// Whether any interval is of this kind.
    pub fn has_kind(self, kind: Kind) -> bool {
        self.schedule.has_kind(kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schedule::{Draft, Interval};
    use crate::time::{DAY_S, Day, Transition};

    /// Nights, a siesta, a Sunday by appointment and one of which nobody knows the end.
    fn schedule() -> Schedule {
        draft().build().unwrap()
    }

    fn draft() -> Draft {
        let interval = |o, c, kind| Interval::new(o, c, kind).unwrap();
        let night = vec![interval(1_320, 1_560, Kind::Open)];
        let siesta = vec![interval(540, 780, Kind::Open), interval(960, 1_200, Kind::Open)];
        let late = vec![interval(1_080, 1_440, Kind::OpenEnd)];
        let asked = vec![interval(600, 720, Kind::Unknown)];
        let days = [siesta.clone(), night.clone(), siesta, Vec::new(), night, late, asked];
        Draft::weekly(days)
    }

    #[test]
    fn what_is_remembered_is_what_is_worked_out() {
        let schedule = schedule();
        let start = 20_773 * DAY_S;
        let at = UtcSeconds(start + 3 * DAY_S + 3_600);
        let transitions = vec![Transition { at, offset_s: -3_600 }];
        let zone = Zone { name: "Test/Shift".into(), first_offset_s: 0, transitions };
        let timeline = Timeline::default();
        let hours = Hours::new(&schedule, &zone, &timeline);
        let mut state = 7_u64;
        let mut below = |most: i64| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            i64::try_from(state >> 33).unwrap() % most
        };
        let mut at = UtcSeconds(start);
        for asked in 0..20_000 {
            // Mostly a little later, now and then anywhere.
            at = if asked % 50 == 0 {
                UtcSeconds(start + below(20 * DAY_S))
            } else {
                at.plus(below(1_800))
            };
            let limit = at.plus(below(3 * DAY_S));
            let stay_min = u32::try_from(below(90)).unwrap();
            assert_eq!(hours.span(at, limit), schedule.span(&zone, at, limit), "{asked}");
            assert_eq!(hours.phase(at), schedule.phase(&zone, at), "{asked}");
            let then = at.plus(below(DAY_S));
            assert_eq!(hours.phase(then), schedule.phase(&zone, then), "{asked}");
            let open = schedule.next_open_for(&zone, then, stay_min, limit);
            assert_eq!(hours.next_open_for(then, stay_min, limit), open, "{asked}");
        }
    }

    #[test]
    fn every_opening_is_among_those_that_may_be() {
        let start = UtcSeconds(20_773 * DAY_S);
        let day = |days: i64| start.plus(days * DAY_S);
        let shifts = [(day(3).plus(9 * 3_600), -3_600), (day(8).plus(3_600), 3_600)];
        let transitions = shifts.map(|(at, offset_s)| Transition { at, offset_s }).to_vec();
        let zone = Zone { name: "Test/Shift".into(), first_offset_s: 0, transitions };
        let except = |days: i32, plan: Vec<Interval>| (Day(20_773 + days), plan);
        let night = Interval::new(1_320, 1_700, Kind::Open).unwrap();
        let end = Interval::new(0, 300, Kind::OpenEnd).unwrap();
        let exceptions = [except(4, vec![night]), except(5, vec![end]), except(9, Vec::new())];
        let weekly = schedule();
        let draft = Draft { exceptions: exceptions.into(), ..draft() };
        for schedule in [&weekly, &draft.build().unwrap()] {
            let within = start..day(15);
            let mut may = Vec::new();
            schedule.may_open(&zone, &within, &mut |t| may.push(t));
            assert!(may.iter().all(|t| within.contains(t)) && may.len() < 60, "{}", may.len());
            let timeline = Timeline::default();
            let hours = Hours::new(schedule, &zone, &timeline);
            let (mut t, mut found) = (start, 0);
            while let Some(opening) = hours.next_opening(t, within.end) {
                assert!(may.contains(&opening), "{opening:?}");
                (t, found) = (opening, found + 1);
            }
            assert!(found > 12, "{found} openings");
        }
    }
}
