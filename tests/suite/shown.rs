//! Hours in the protocol's words mean what the schedule means.
//!
//! [`is_open`] evaluates `hours` and `exception_hours` by the Universal Commerce Protocol's rules
//! alone. It shares no code with the schedule, and agrees with it on every minute of the dates
//! shown, of every schedule that the words can express.

use nigh::query::{DailyHours, ExceptionHours, ShownHours, shown};
use nigh::schedule::{DayPlan, Draft, Interval, Kind, Schedule, Season};
use nigh::time::{DAY_MIN, DAY_S, Day, Transition, UtcSeconds, Zone};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// 2026-03-23, a Monday: six days before clocks go forward in Europe.
const MONDAY: Day = Day(20_535);
const DAYS: [&str; 7] =
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// By the protocol's rules: the date's exceptions replace the week and cut what was carried in.
fn is_open(hours: &ShownHours, date: Day, minute: u16) -> bool {
    let (own, is_exception) = begins_on(hours, date);
    if own.iter().any(|&(opens, closes)| covers(opens, closes, minute)) {
        return true;
    }
    let (before, _) = begins_on(hours, date.plus(-1));
    !is_exception && before.iter().any(|&(opens, closes)| closes < opens && minute < closes)
}

fn covers(opens: u16, closes: u16, minute: u16) -> bool {
    let whole_date = (opens, closes) == (0, 1_439);
    whole_date || opens <= minute && (closes < opens || minute < closes)
}

fn begins_on(hours: &ShownHours, date: Day) -> (Vec<(u16, u16)>, bool) {
    let rules = |e: &&ExceptionHours| e.valid_from <= text(date) && text(date) <= e.valid_through;
    let exceptions: Vec<_> = hours.exceptions.iter().filter(rules).collect();
    if !exceptions.is_empty() {
        let times = exceptions.iter().filter_map(|e| {
            Some((minute_of(e.opens.as_deref()?), minute_of(e.closes.as_deref()?)))
        });
        return (times.collect(), true);
    }
    let name = DAYS[date.weekday()];
    let today = hours.week.iter().filter(|d| d.day == name);
    (today.map(|d| (minute_of(&d.opens), minute_of(&d.closes))).collect(), false)
}

fn minute_of(label: &str) -> u16 {
    let (hour, minute) = label.split_once(':').expect("HH:MM");
    let (hour, minute): (u16, u16) = (hour.parse().unwrap(), minute.parse().unwrap());
    assert!(label.len() == 5 && hour < 24 && minute < 60, "{label} is no time of day");
    hour * 60 + minute
}

fn text(date: Day) -> String {
    date.to_string()
}

/// What the protocol calls a valid schedule.
fn assert_valid(hours: &ShownHours) {
    for DailyHours { opens, closes, .. } in &hours.week {
        assert_ne!(minute_of(opens), minute_of(closes), "equal labels");
    }
    for e in &hours.exceptions {
        assert!(e.valid_from <= e.valid_through);
        assert_eq!(e.opens.is_some(), e.closes.is_some(), "times come in pairs");
        assert!(e.opens.is_none() || e.opens != e.closes, "equal labels");
        for other in &hours.exceptions {
            let same =
                (&e.valid_from, &e.valid_through) == (&other.valid_from, &other.valid_through);
            let apart = e.valid_through < other.valid_from || other.valid_through < e.valid_from;
            assert!(same || apart, "dates that intersect: {hours:?}");
            assert!(
                !same || e == other || e.opens.is_some(),
                "a closure that does not stand alone"
            );
        }
    }
}

fn assert_agrees(schedule: &Schedule, zone: &Zone, today: Day, through: Day, hours: &ShownHours) {
    assert_valid(hours);
    let from = i64::from(today.0) * DAY_S - 14 * 3_600;
    let to = i64::from(through.0 + 1) * DAY_S + 14 * 3_600;
    for at in (from..to).step_by(60).map(UtcSeconds) {
        let local = zone.local(at);
        if !(today..=through).contains(&local.day) {
            continue;
        }
        let minute = u16::try_from(local.second / 60).unwrap();
        let (words, truth) =
            (is_open(hours, local.day, minute), schedule.phase(zone, at).is_open());
        assert_eq!(words, truth, "{} {:02}:{:02}: {hours:?}", local.day, minute / 60, minute % 60);
    }
}

/// Berlin: forward on 2026-03-29; and back a week later, which is no year's rule but a fold.
fn zone() -> Zone {
    let at = |day: i32, hour: i64| UtcSeconds(i64::from(MONDAY.0 + day) * DAY_S + hour * 3_600);
    let transitions = vec![
        Transition { at: at(6, 1), offset_s: 7_200 },
        Transition { at: at(13, 1), offset_s: 3_600 },
    ];
    Zone { name: "Europe/Berlin".into(), first_offset_s: 3_600, transitions }
}

fn open(opens: u16, closes: u16) -> Interval {
    Interval::new(opens, closes, Kind::Open).unwrap()
}

fn schedule(week: [DayPlan; 7], exceptions: &[(i32, DayPlan)]) -> Schedule {
    let mut draft = Draft::weekly(week);
    draft.exceptions = exceptions.iter().map(|(d, plan)| (MONDAY.plus(*d), plan.clone())).collect();
    draft.build().unwrap()
}

fn nightly() -> [DayPlan; 7] {
    std::array::from_fn(|_| vec![open(18 * 60, 26 * 60)])
}

#[test]
fn the_night_of_an_exception_that_is_over_still_shows() {
    // Yesterday was closed, so nothing is carried into today; a reader of the week would think so.
    let schedule = schedule(nightly(), &[(-1, vec![])]);
    let hours = shown(&schedule, MONDAY, MONDAY.plus(7)).unwrap();
    assert_eq!(hours.exceptions.len(), 1);
    assert_eq!(hours.exceptions[0].valid_through, text(MONDAY.plus(-1)));
    assert_agrees(&schedule, &zone(), MONDAY, MONDAY.plus(7), &hours);
}

#[test]
fn an_exception_that_is_over_and_carries_nothing_does_not_show() {
    let week = std::array::from_fn(|_| vec![open(540, 1_080)]);
    let hours = shown(&schedule(week, &[(-1, vec![])]), MONDAY, MONDAY.plus(7)).unwrap();
    assert_eq!(hours.exceptions, []);
}

#[test]
fn nights_of_neighbouring_exceptions_stay_apart() {
    // Within one entry of two dates, the night between them could be read as open or as cut.
    let late = vec![open(20 * 60, 28 * 60)];
    let schedule = schedule(nightly(), &[(2, late.clone()), (3, late)]);
    let hours = shown(&schedule, MONDAY, MONDAY.plus(7)).unwrap();
    assert_eq!(hours.exceptions.len(), 2);
    assert_agrees(&schedule, &zone(), MONDAY, MONDAY.plus(7), &hours);
}

#[test]
fn a_night_at_the_turn_of_a_season_shows() {
    let mut draft = Draft::weekly(nightly());
    let summer = Season { week: std::array::from_fn(|_| vec![open(17 * 60, 27 * 60)]) };
    draft.seasons.insert(MONDAY.plus(3), summer);
    let schedule = draft.build().unwrap();
    for first in 0..6 {
        let (today, through) = (MONDAY.plus(first), MONDAY.plus(first + 7));
        let hours = shown(&schedule, today, through).expect("these words can say it");
        assert_agrees(&schedule, &zone(), today, through, &hours);
    }
}

#[test]
fn what_the_words_cannot_say_is_left_out() {
    let one =
        |interval| shown(&schedule(std::array::from_fn(|_| vec![interval]), &[]), MONDAY, MONDAY);
    assert!(one(Interval::new(18 * 60, 24 * 60, Kind::OpenEnd).unwrap()).is_none());
    assert!(one(Interval::new(600, 660, Kind::Unknown).unwrap()).is_none());
    // From six to six on the next date, to the midnight after the next, and a whole date but for
    // its last minute.
    assert!(one(open(360, 360 + DAY_MIN)).is_none());
    assert!(one(open(1_410, 2 * DAY_MIN)).is_none());
    assert!(one(open(0, 1_439)).is_none());
    let always = one(Interval::ALL_DAY).unwrap();
    assert_eq!((&*always.week[0].opens, &*always.week[0].closes), ("00:00", "23:59"));
    let late = one(open(18 * 60, 24 * 60)).unwrap();
    assert_eq!((&*late.week[0].opens, &*late.week[0].closes), ("18:00", "00:00"));
}

fn interval() -> impl Strategy<Value = Interval> {
    let whole = Just(Interval::ALL_DAY);
    // Half hours meet each other often, which is where mistakes are.
    let halves = (0_u16..48, 1_u16..60).prop_filter_map("ends by 48:00", |(opens, long)| {
        Interval::new(opens * 30, (opens + long) * 30, Kind::Open)
    });
    let odd = (0_u16..DAY_MIN, 1_u16..DAY_MIN)
        .prop_filter_map("is one", |(opens, long)| Interval::new(opens, opens + long, Kind::Open));
    prop_oneof![1 => whole, 8 => halves, 3 => odd]
}

fn plan() -> impl Strategy<Value = DayPlan> {
    prop::collection::vec(interval(), 0..3)
}

fn week() -> impl Strategy<Value = [DayPlan; 7]> {
    prop::array::uniform7(plan())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn words_and_schedule_agree_on_every_minute(
        first in week(),
        seasons in prop::collection::btree_map(-3..14_i32, week(), 0..3),
        exceptions in prop::collection::btree_map(-3..14_i32, plan(), 0..6),
        today in 0..4_i32,
        ahead in 0..11_i32,
    ) {
        let mut draft = Draft::weekly(first);
        let day = |(d, week): (i32, _)| (MONDAY.plus(d), Season { week });
        draft.seasons.extend(seasons.into_iter().map(day));
        draft.exceptions =
            exceptions.into_iter().map(|(d, plan)| (MONDAY.plus(d), plan)).collect::<BTreeMap<_, _>>();
        let schedule = draft.build().unwrap();
        let (today, through) = (MONDAY.plus(today), MONDAY.plus(today + ahead));
        if let Some(hours) = shown(&schedule, today, through) {
            assert_agrees(&schedule, &zone(), today, through, &hours);
        }
    }
}
