//! How long small answers hold: at 10:00 on a Monday, on foot, in UTC.

use super::*;
use crate::place::{Mode, Point};
use crate::schedule::{Draft, Interval, Kind, Schedule, Timeline};
use crate::time::{DAY_S, Day, UtcSeconds, Zone};
use std::rc::Rc;

const MONDAY: Day = Day(20_773);

/// Minutes away on foot, and open from one hour and minute to another, every day.
type Row = (u32, &'static [(u16, u16)]);

/// What it shows; stores, filter, minimum stay, limit; the minutes that the answer holds.
type Case<'a> = (&'a str, &'a [Row], OpenFilter, u32, usize, i64);

const ALWAYS: &[(u16, u16)] = &[(0, 2_400)];

fn schedule(hours: &[(u16, u16)]) -> Schedule {
    let minute = |clock: u16| clock / 100 * 60 + clock % 100;
    let interval =
        |&(from, to): &(u16, u16)| Interval::new(minute(from), minute(to), Kind::Open).unwrap();
    let day: Vec<Interval> = hours.iter().map(interval).collect();
    Draft::weekly(std::array::from_fn(|_| day.clone())).build().unwrap()
}

/// On the equator, a little less than so many minutes of 67 metres to the east.
fn away(minutes: u32) -> Point {
    Point::new(0.0, (f64::from(minutes) * 67.0 - 30.0) / 111_319.5).unwrap()
}

fn leaf(rows: &[Row]) -> Leaf {
    let zone = Zone { name: "UTC".into(), first_offset_s: 0, transitions: Vec::new() };
    let mut leaf = Leaf::default();
    let mut almanac = Almanac { zones: vec![zone], ..Almanac::default() };
    for (row, (minutes, hours)) in (0_u16..).zip(rows) {
        let point = away(*minutes);
        leaf.pins.push(Pin { place: Some(point), amenities: 0 });
        almanac.of_rows.push(Some(row));
        let (schedule, timeline) = (schedule(hours), Timeline::default());
        almanac.timetables.push(Timetable { schedule, zone: 0, timeline });
        leaf.ids.push_str(&row.to_string());
        leaf.id_ends.push(u32::try_from(leaf.ids.len()).unwrap());
    }
    leaf.almanac = Rc::new(almanac);
    leaf.directions = Rc::new(Directions::new(leaf.pins.iter().map(|pin| pin.place)));
    leaf
}

fn ask(rows: &[Row], open: OpenFilter, open_for_min: u32, limit: usize) -> Found {
    let (points, hours): (Vec<Point>, Vec<_>) =
        rows.iter().map(|(minutes, hours)| (away(*minutes), schedule(hours))).unzip();
    let leaf = Rc::new(leaf(rows));
    let dates = || (MONDAY.0 - 2..MONDAY.0 + 9).map(Day);
    let zone = &leaf.almanac.zones[0];
    let envelopes = hours.iter().map(|schedule| Envelope::of(schedule, zone, dates()));
    let summary = Summary {
        bounds: Bounds::around(points.iter().copied()),
        hours: envelopes.fold(Envelope::default(), Envelope::with),
        amenities: AmenityBits::default(),
        stores: u32::try_from(rows.len()).unwrap(),
    };
    let branch = Branch { page: PageKey([1; 16]), tile: None, summary };
    let at = UtcSeconds(i64::from(MONDAY.0) * DAY_S + 10 * 3_600);
    let terms = Terms {
        origin: Point::new(0.0, 0.0).unwrap(),
        at,
        horizon_end: at.plus(7 * DAY_S),
        mode: Mode::Walk,
        radius_m: 50_000.0,
        min_radius_m: 0.0,
        open,
        open_for_min,
        amenities: Vec::new(),
        rank: Rank::Soonest,
        limit,
        after: None,
    };
    let mut search = Search::new(terms, &Forest::new(&[branch]), None);
    for page in search.wanted() {
        search.offer(page, &Content::Leaf(Rc::clone(&leaf)));
    }
    search.done()
}

#[test]
fn minutes_that_an_answer_holds() {
    use OpenFilter::{Any, Arrival, At};
    let at = UtcSeconds(i64::from(MONDAY.0) * DAY_S + 10 * 3_600);
    let cases: &[Case] = &[
        ("nothing ever changes: a day", &[(5, ALWAYS)], Any, 0, 1, 1_440),
        ("it closes before a later arrival", &[(5, &[(900, 1_020)])], Any, 0, 1, 15),
        ("it opens: arrivals will be open", &[(5, &[(1_030, 1_700)])], Any, 0, 1, 25),
        ("a stay that just fits fits no longer", &[(5, &[(900, 1_020)])], Any, 15, 1, 1),
        ("a nearer one opens", &[(10, ALWAYS), (5, &[(1_030, 1_700)])], Any, 0, 1, 20),
        (
            "a farther one opens: never first",
            &[(5, ALWAYS), (10, &[(1_030, 1_700)])],
            Any,
            0,
            1,
            1_440,
        ),
        (
            "a nearer one opens for the second time",
            &[(30, ALWAYS), (5, &[(1_010, 1_015), (1_040, 1_700)])],
            Any,
            0,
            1,
            5,
        ),
        (
            "its first opening is over before the other is reached",
            &[(95, ALWAYS), (90, &[(1_030, 1_045), (1_150, 1_700)])],
            Any,
            0,
            1,
            15,
        ),
        ("a filter: one opens", &[(5, ALWAYS), (9, &[(1_030, 1_700)])], At, 0, 10, 30),
        ("a filter: nobody yet", &[(9, &[(1_030, 1_700)])], At, 0, 10, 30),
        ("a filter: open when reached", &[(9, &[(1_030, 1_700)])], Arrival, 0, 10, 21),
    ];
    for (name, rows, open, stay, limit, minutes) in cases {
        let found = ask(rows, *open, *stay, *limit);
        assert_eq!((found.valid_until.0 - at.0) / 60, *minutes, "{name}: {:?}", found.hits);
    }
}
