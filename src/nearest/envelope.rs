//! When any of a page's stores may be open: hours of the UTC day, times days of the UTC week.
//!
//! The product of two sets is coarse (it forgets which hours belong to which day), but it holds
//! the whole horizon, exceptions and both halves of the year included, in four bytes.

use crate::schedule::{Interval, Kind, Schedule};
use crate::time::{DAY_S, Day, UtcSeconds, Zone};
use serde::{Deserialize, Serialize};

const HOUR_S: i64 = 3_600;
const DAY_SHIFT: u32 = 24;
const UNKNOWN: u32 = 1 << 31;

/// Bits 0–23: hours of the UTC day with somebody open; 24–30: days of the UTC week, Monday first;
/// 31: somebody's hours are unknown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Envelope(#[serde(with = "postcard::fixint::le")] u32);

impl Envelope {
    /// Of a store whose hours are unknown.
    pub const HOURS_UNKNOWN: Self = Self(UNKNOWN);

    /// Of one store, over `dates`.
    pub fn of(schedule: &Schedule, zone: &Zone, dates: impl Iterator<Item = Day>) -> Self {
        // An unknown interval makes a store unknown whatever its date, the past included.
        let unknown = if schedule.has_kind(Kind::Unknown) { UNKNOWN } else { 0 };
        let mut envelope = Self(unknown);
        // UTC weeks repeat: what a day adds is the same for all of one weekday, plan and offsets.
        let mut seen = Vec::new();
        for day in dates {
            let (intervals, _) = schedule.plan(day);
            let offsets = offsets_around(zone, day);
            let share = (day.weekday(), intervals, offsets);
            if !seen.contains(&share) {
                for offset_s in offsets {
                    envelope.cover_day(day, intervals, offset_s);
                }
                seen.push(share);
            }
        }
        envelope
    }

    fn cover_day(&mut self, day: Day, intervals: &[Interval], offset_s: i32) {
        let midnight_s = i64::from(day.0) * DAY_S - i64::from(offset_s);
        for interval in intervals.iter().filter(|interval| interval.kind() != Kind::Unknown) {
            let from_s = midnight_s + i64::from(interval.opens()) * 60;
            let to_s = midnight_s + i64::from(interval.closes()) * 60;
            self.cover(from_s, to_s);
        }
    }

    fn cover(&mut self, from_s: i64, to_s: i64) {
        let mut hour = from_s.div_euclid(HOUR_S);
        while hour * HOUR_S < to_s {
            let slot = UtcSeconds(hour * HOUR_S);
            self.0 |= hour_bit(slot) | day_bit(slot);
            hour += 1;
        }
    }

    /// Open whenever either is.
    #[must_use]
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether the hours of any store are unknown, at least at times.
    pub const fn has_unknown(self) -> bool {
        self.0 & UNKNOWN != 0
    }

    /// Whether any store is ever known to be open.
    pub const fn ever_open(self) -> bool {
        self.0 & !UNKNOWN != 0
    }

    /// Whether any store may be open at `at`.
    pub fn may_be_open(self, at: UtcSeconds) -> bool {
        self.0 & hour_bit(at) != 0 && self.0 & day_bit(at) != 0
    }

    /// The first instant at or after `at` at which any store may be open.
    pub fn first_open(self, at: UtcSeconds) -> Option<UtcSeconds> {
        if self.may_be_open(at) {
            return Some(at);
        }
        let hour = at.0.div_euclid(HOUR_S);
        (1..=8 * 24)
            .map(|ahead| UtcSeconds((hour + ahead) * HOUR_S))
            .find(|&slot| self.may_be_open(slot))
    }

    /// Whether any store may be open at some instant of `from..=to`.
    pub fn may_open_within(self, from: UtcSeconds, to: UtcSeconds) -> bool {
        self.first_open(from).is_some_and(|first| first <= to)
    }
}

/// The offsets in force around the labels of a day: two at most, on the night of a change. Labels
/// run to 48:00, and clocks are up to 14 hours from UTC.
fn offsets_around(zone: &Zone, day: Day) -> [i32; 2] {
    let midnight_label = i64::from(day.0) * DAY_S;
    [midnight_label - DAY_S, midnight_label + 3 * DAY_S]
        .map(|probe| zone.offset_s(UtcSeconds(probe)))
}

fn hour_bit(at: UtcSeconds) -> u32 {
    1 << (at.0.rem_euclid(DAY_S) / HOUR_S)
}

fn day_bit(at: UtcSeconds) -> u32 {
    // 1970-01-01 was a Thursday.
    1 << (DAY_SHIFT + u32::try_from((at.0.div_euclid(DAY_S) + 3).rem_euclid(7)).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schedule::{Draft, Interval};
    use crate::time::Transition;

    const MONDAY: Day = Day(20_773);

    fn zone(first_offset_h: i32, change: Option<(i64, i32)>) -> Zone {
        let transition = |(hour, offset_h): (i64, i32)| Transition {
            at: UtcSeconds(i64::from(MONDAY.0) * DAY_S + hour * HOUR_S),
            offset_s: offset_h * 3_600,
        };
        Zone {
            name: "Test/Zone".into(),
            first_offset_s: first_offset_h * 3_600,
            transitions: change.map(transition).into_iter().collect(),
        }
    }

    /// Open on Mondays from one minute to another.
    fn mondays(opens: u16, closes: u16, kind: Kind) -> Schedule {
        let mut week: [Vec<Interval>; 7] = Default::default();
        week[0] = vec![Interval::new(opens, closes, kind).unwrap()];
        Draft::weekly(week).build().unwrap()
    }

    #[test]
    fn nobody_is_open_outside() {
        let cases = [
            ("a plain day", zone(1, None), 540, 1_020),
            ("past midnight", zone(-8, None), 1_200, 1_560),
            ("a clock that goes forward", zone(1, Some((25, 2))), 0, 1_440),
            ("a clock that goes back", zone(2, Some((1, 1))), 0, 240),
            ("far east", zone(14, None), 0, 60),
            ("far west, two days long", zone(-12, None), 0, 2_880),
            ("a change 50 hours after midnight", zone(-10, Some((50, -11))), 1_080, 2_880),
            ("a change 58 hours after midnight", zone(-12, Some((58, -9))), 1_080, 2_880),
        ];
        for (name, zone, opens, closes) in cases {
            let schedule = mondays(opens, closes, Kind::Open);
            let dates = (MONDAY.0 - 2..=MONDAY.0 + 4).map(Day);
            let envelope = Envelope::of(&schedule, &zone, dates);
            let start = i64::from(MONDAY.0 - 1) * DAY_S;
            for t in (start..start + 5 * DAY_S).step_by(60).map(UtcSeconds) {
                let open = schedule.phase(&zone, t).is_open();
                assert!(!open || envelope.may_be_open(t), "{name}: {}", t.to_rfc3339());
                let next = schedule.next_open(&zone, t, t.plus(3 * DAY_S));
                let first = envelope.first_open(t);
                assert!(next.is_none() || first <= next, "{name}: {}", t.to_rfc3339());
            }
        }
    }

    #[test]
    fn unknown_on_a_date_that_is_past_is_unknown() {
        let mut draft = Draft::weekly(Default::default());
        let appointment = Interval::new(600, 660, Kind::Unknown).unwrap();
        draft.exceptions.insert(MONDAY.plus(-400), vec![appointment]);
        let schedule = draft.build().unwrap();
        let envelope = Envelope::of(&schedule, &zone(0, None), std::iter::once(MONDAY));
        assert!(envelope.has_unknown() && !envelope.ever_open());
    }
}
