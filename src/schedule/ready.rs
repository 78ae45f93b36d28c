//! When an order is ready for pickup: after so much time that the store is open, or when it opens
//! on a later date.

use super::{Hours, Interval, Kind, Schedule, Timeline};
use crate::time::{DAY_MIN, UtcSeconds, Zone};

impl Schedule {
    /// As [`Hours::after_open_time`].
    pub fn after_open_time(
        &self,
        zone: &Zone,
        at: UtcSeconds,
        open_s: i64,
        limit: UtcSeconds,
    ) -> Option<UtcSeconds> {
        Hours::new(self, zone, &Timeline::default()).after_open_time(at, open_s, limit)
    }

    /// The opening, before `limit`, of the `n`-th date after that of `at` on which hours begin: what
    /// is still open from the day before does not count, nor do hours that nobody knows.
    pub fn opening_of_date(
        &self,
        zone: &Zone,
        at: UtcSeconds,
        n: u8,
        limit: UtcSeconds,
    ) -> Option<UtcSeconds> {
        let mut counted = zone.local(at).day;
        let mut left = n;
        let mut t = at;
        while t < limit {
            let local = zone.local(t);
            // Where a clock goes back over midnight, a date comes twice: it counts once.
            if local.day > counted && self.begins(local.day, local.second / 60) {
                counted = local.day;
                left = left.saturating_sub(1);
                if left == 0 {
                    return Some(t);
                }
            }
            t = self.next_edge(zone, t);
        }
        None
    }

    /// Whether hours of this very date hold at a minute of it.
    fn begins(&self, day: crate::time::Day, minute: i64) -> bool {
        let (plan, _) = self.plan(day);
        let holds = |interval: &Interval| {
            let until = interval.closes().min(DAY_MIN);
            interval.kind() != Kind::Unknown
                && (i64::from(interval.opens())..i64::from(until)).contains(&minute)
        };
        plan.iter().any(holds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schedule::Draft;
    use crate::time::{DAY_S, Day, Transition};

    /// 2026-11-16.
    const MONDAY: Day = Day(20_773);

    fn interval(opens: u16, closes: u16) -> Interval {
        Interval::new(opens, closes, Kind::Open).unwrap()
    }

    fn weekly(days: [&[Interval]; 7]) -> Schedule {
        Draft::weekly(days.map(<[Interval]>::to_vec)).build().unwrap()
    }

    /// 10:00–20:00, shorter on Saturday, closed on Sunday.
    fn shop() -> Schedule {
        let (day, saturday) = ([interval(600, 1_200)], [interval(600, 840)]);
        weekly([&day, &day, &day, &day, &day, &saturday, &[]])
    }

    fn utc() -> Zone {
        Zone { name: "UTC".into(), first_offset_s: 0, transitions: Vec::new() }
    }

    /// One hour back on Thursday at 02:00, over midnight: 00:30 UTC is 23:30 of the day before.
    fn shifting() -> Zone {
        let at = instant(3, 30);
        let transitions = vec![Transition { at, offset_s: -3_600 }];
        Zone { name: "Test/Shift".into(), first_offset_s: 0, transitions }
    }

    /// Days after Monday, and minutes.
    fn instant(days: i32, minutes: i64) -> UtcSeconds {
        UtcSeconds(i64::from(MONDAY.plus(days).0) * DAY_S + minutes * 60)
    }

    const LIMIT_DAYS: i32 = 30;

    #[test]
    fn two_open_hours() {
        let cases = [
            ("in the morning", instant(0, 660), Some(instant(0, 780))),
            ("before it opens", instant(0, 0), Some(instant(0, 720))),
            ("an hour before it closes", instant(0, 1_140), Some(instant(1, 660))),
            ("exactly two hours before it closes", instant(0, 1_080), Some(instant(0, 1_200))),
            ("on Saturday, when it closes early", instant(5, 780), Some(instant(7, 660))),
            ("on Sunday", instant(6, 700), Some(instant(7, 720))),
        ];
        for (name, at, expected) in cases {
            let limit = instant(LIMIT_DAYS, 0);
            let ready = shop().after_open_time(&utc(), at, 7_200, limit);
            assert_eq!(ready, expected, "{name}");
        }
        let never = weekly([&[]; 7]);
        assert_eq!(never.after_open_time(&utc(), instant(0, 0), 60, instant(9, 0)), None);
        let late = shop().after_open_time(&utc(), instant(0, 660), 7_200, instant(0, 780));
        assert_eq!(late, None, "not before the limit");
    }

    #[test]
    fn the_next_dates() {
        let night = [interval(1_320, 1_560)];
        let nights = weekly([&night; 7]);
        let always = weekly([&[Interval::ALL_DAY]; 7]);
        let cases = [
            ("the next day", shop(), instant(0, 660), 1, Some(instant(1, 600))),
            (
                "before it opens is still the same date",
                shop(),
                instant(0, 10),
                1,
                Some(instant(1, 600)),
            ),
            ("a Sunday is not one", shop(), instant(5, 660), 1, Some(instant(7, 600))),
            ("the second, over a Sunday", shop(), instant(4, 660), 2, Some(instant(7, 600))),
            (
                "what is open from the night before",
                nights,
                instant(0, 1_400),
                1,
                Some(instant(1, 1_320)),
            ),
            ("always open: at midnight", always, instant(0, 60), 3, Some(instant(3, 0))),
        ];
        for (name, schedule, at, n, expected) in cases {
            let limit = instant(LIMIT_DAYS, 0);
            assert_eq!(schedule.opening_of_date(&utc(), at, n, limit), expected, "{name}");
        }
        let never = weekly([&[]; 7]);
        assert_eq!(never.opening_of_date(&utc(), instant(0, 0), 1, instant(9, 0)), None);
    }

    #[test]
    fn minute_by_minute() {
        let odd = [interval(0, 45), interval(15, 90), interval(1_380, 1_500)];
        for zone in [utc(), shifting()] {
            for schedule in
                [shop(), weekly([&odd; 7]), weekly([&odd, &[], &odd, &odd, &[], &[], &odd])]
            {
                for at in (0..5 * 1_440).step_by(37).map(|minute| instant(0, minute)) {
                    let limit = instant(12, 0);
                    let minutes = || (0..).map(|m| at.plus(60 * m)).take_while(|t| *t < limit);
                    let open = minutes().filter(|t| schedule.phase(&zone, *t).is_open());
                    let slow = open.clone().nth(119).map(|t| t.plus(60)).filter(|t| *t < limit);
                    assert_eq!(schedule.after_open_time(&zone, at, 7_200, limit), slow, "{at:?}");
                    let today = zone.local(at).day;
                    let mut dates = Vec::new();
                    let opening = minutes().find(|t| {
                        let local = zone.local(*t);
                        let begins = schedule.plan(local.day).0.iter().any(|i| {
                            let minute = local.second / 60;
                            i64::from(i.opens()) <= minute && minute < i64::from(i.closes())
                        });
                        if begins && local.day > *dates.last().unwrap_or(&today) {
                            dates.push(local.day);
                        }
                        dates.len() == 2
                    });
                    assert_eq!(schedule.opening_of_date(&zone, at, 2, limit), opening, "{at:?}");
                }
            }
        }
    }
}
