//! The written policy of opening hours, as a table: what a store writes, where, a date, and what
//! a clock on its wall then shows. `open+` is open with a close that nobody knows.

use nigh::feed::osm_hours::{HolidayPlace, compile};
use nigh::feed::zones;
use nigh::place::Point;
use nigh::schedule::{Phase, Schedule};
use nigh::time::{DAY_S, Day, Horizon, UtcSeconds, Zone};

const CLOSED: &str = "";

/// Hours; country and zone; date; the date's timeline by the clock on the wall.
type Row = (&'static str, &'static str, &'static str, &'static str);

const DE: &str = "DE Europe/Berlin";
const US: &str = "US America/New_York";
const HOWE: &str = "AU Australia/Lord_Howe";
const CHILE: &str = "CL America/Santiago";
const EGYPT: &str = "EG Africa/Cairo";
const NEPAL: &str = "NP Asia/Kathmandu";

#[rustfmt::skip]
const WEEKS: &[Row] = &[
    ("Mo-Fr 10:00-12:00,14:00-16:00", DE, "Mo 2026-03-02", "10:00 open 12:00 | 14:00 open 16:00"),
    ("Mo-Fr 10:00-12:00,14:00-16:00", DE, "Su 2026-03-01", CLOSED),
    ("Mo-Fr 10:00-12:00,14:00-16:00", NEPAL, "Mo 2026-03-02", "10:00 open 12:00 | 14:00 open 16:00"),
    ("Mo-Fr 10:00-14:00,12:00-16:00", DE, "Mo 2026-03-02", "10:00 open 16:00"),
    ("Mo-Fr 10:00-16:00,11:00-12:00", DE, "Mo 2026-03-02", "10:00 open 16:00"),
    ("We, Sa 08:00-13:00", DE, "We 2026-03-04", "08:00 open 13:00"),
    ("We, Sa 08:00-13:00", DE, "Th 2026-03-05", CLOSED),
    ("We, Sa 08:00-13:00", DE, "Sa 2026-03-07", "08:00 open 13:00"),
    ("Mo-Fr 09:00-18:00; Fr 09:00-14:00", DE, "Fr 2026-03-06", "09:00 open 14:00"),
    ("Mo-Fr 09:00-18:00, Fr 19:00-21:00", DE, "Fr 2026-03-06", "09:00 open 18:00 | 19:00 open 21:00"),
    ("Mo-Fr 09:00-18:00; Mo-Fr 12:00-13:00 off", DE, "Fr 2026-03-06", "09:00 open 12:00 | 13:00 open 18:00"),
    ("Mo-Fr 09:00-18:00; Sa-Su closed", DE, "Sa 2026-03-07", CLOSED),
    ("Mo-Su closed", DE, "Mo 2026-03-02", CLOSED),
    ("off", DE, "Mo 2026-03-02", CLOSED),
    // The whole date.
    ("24/7", DE, "Mo 2026-03-02", "00:00 open 24:00"),
    ("Mo-Su 00:00-24:00", DE, "Mo 2026-03-02", "00:00 open 24:00"),
    ("Mo-Su 00:00-23:59", DE, "Mo 2026-03-02", "00:00 open 24:00"),
    ("Mo-Su 08:00-23:59", DE, "Mo 2026-03-02", "08:00 open 23:59"),
    // First and last of a month, even weeks, seasons.
    ("Su[1] 13:00-18:00", DE, "Su 2026-03-01", "13:00 open 18:00"),
    ("Su[1] 13:00-18:00", DE, "Su 2026-03-08", CLOSED),
    ("Mo-Fr 09:00-17:00; Fr[-1] off", DE, "Fr 2026-03-27", CLOSED),
    ("Su[1] +1 day 10:00-12:00", DE, "Mo 2026-03-02", "10:00 open 12:00"),
    ("week 01-53/2 Mo 10:00-12:00", DE, "Mo 2026-01-12", "10:00 open 12:00"),
    ("week 01-53/2 Mo 10:00-12:00", DE, "Mo 2026-01-05", CLOSED),
    ("Apr-Oct 10:00-18:00; Nov-Mar 10:00-16:00", DE, "Tu 2026-03-31", "10:00 open 16:00"),
    ("Apr-Oct 10:00-18:00; Nov-Mar 10:00-16:00", DE, "We 2026-04-01", "10:00 open 18:00"),
    ("Apr-Oct 10:00-18:00; Nov-Mar 10:00-16:00", DE, "Su 2026-11-01", "10:00 open 16:00"),
    ("2026 Apr-Jun 10:00-18:00", DE, "Mo 2026-06-15", "10:00 open 18:00"),
    ("2026 Apr-Jun 10:00-18:00", DE, "Tu 2027-06-15", CLOSED),
    ("Dec 24-Jan 06 off; 10:00-18:00", DE, "Fr 2027-01-01", "10:00 open 18:00"),
    ("10:00-18:00; Dec 24-Jan 06 off", DE, "Fr 2027-01-01", CLOSED),
    ("10:00-18:00; Dec 24-Jan 06 off", DE, "Th 2027-01-07", "10:00 open 18:00"),
    ("Feb 29 10:00-12:00", DE, "Su 2026-03-01", CLOSED),
    ("Feb 20-Feb 29 10:00-12:00", DE, "Sa 2026-02-28", "10:00 open 12:00"),
    // Past midnight, whatever the next date has of its own.
    ("Fr 18:00-02:00", DE, "Fr 2026-03-06", "18:00 open 24:00"),
    ("Fr 18:00-02:00", DE, "Sa 2026-03-07", "00:00 open 02:00"),
    ("Fr 18:00-26:00", DE, "Sa 2026-03-07", "00:00 open 02:00"),
    ("Fr 18:00-02:00; Sa 20:00-23:00", DE, "Sa 2026-03-07", "00:00 open 02:00 | 20:00 open 23:00"),
    ("Su-Th 11:00-24:00; Fr-Sa 11:00-01:00", DE, "Su 2026-03-08", "00:00 open 01:00 | 11:00 open 24:00"),
    ("Mo-Su 18:00-02:00; Tu off", DE, "Tu 2026-03-03", "00:00 open 02:00"),
    ("Mo-Su 18:00-02:00; Tu off", DE, "We 2026-03-04", "18:00 open 24:00"),
    ("Apr-Oct Mo-Su 18:00-02:00; Nov-Mar off", DE, "Su 2026-11-01", "00:00 open 02:00"),
    ("Mo-Sa 18:00-02:00; Su[1] 10:00-12:00", DE, "Su 2026-03-01", "00:00 open 02:00 | 10:00 open 12:00"),
    ("Mo 22:30-22:30", DE, "Tu 2026-03-03", "00:00 open 22:30"),
];

#[rustfmt::skip]
const EXCEPTIONS: &[Row] = &[
    ("Mo-Su 10:00-18:00; 2026 Mar 03 off", DE, "Tu 2026-03-03", CLOSED),
    ("Mo-Su 10:00-18:00; 2026 Mar 03 off", DE, "We 2027-03-03", "10:00 open 18:00"),
    ("Mo-Su 10:00-18:00; Dec 24,31 10:00-14:00", DE, "Th 2026-12-31", "10:00 open 14:00"),
    ("Mo-Su 10:00-18:00; easter -2 days off", DE, "Fr 2026-04-03", CLOSED),
    // A dated exception cuts what yesterday carried in, at midnight.
    ("Mo-Su 18:00-02:00; Mar 03 off", DE, "Tu 2026-03-03", CLOSED),
    ("Mo-Su 18:00-02:00; Mar 03 off", DE, "We 2026-03-04", "18:00 open 24:00"),
    ("Mo-Su 18:00-02:00; Mar 03 20:00-23:00", DE, "Tu 2026-03-03", "20:00 open 23:00"),
    ("Mo-Su 18:00-02:00; Mar 03 18:00-02:00", DE, "Tu 2026-03-03", "18:00 open 24:00"),
    ("Mo-Su 18:00-02:00; Mar 03 18:00-02:00", DE, "We 2026-03-04", "00:00 open 02:00 | 18:00 open 24:00"),
    ("Mo-Su 18:00-02:00; Mar 03-05 20:00-04:00", DE, "We 2026-03-04", "00:00 open 04:00 | 20:00 open 24:00"),
    // Public holidays, by country.
    ("Mo-Su, PH 12:00-14:30", DE, "Tu 2026-03-03", "12:00 open 14:30"),
    ("Mo-Su, PH 12:00-14:30", DE, "Fr 2026-05-01", "12:00 open 14:30"),
    ("Mo-Su 12:00-14:30; PH off", DE, "Fr 2026-05-01", CLOSED),
    ("Mo-Su 12:00-14:30; PH off", US, "Fr 2026-05-01", "12:00 open 14:30"),
    ("Mo-Su 12:00-14:30; PH off", US, "Th 2026-11-26", CLOSED),
    ("Mo-Fr 08:00-18:00; Su,PH 10:00-12:00", DE, "Fr 2026-12-25", "10:00 open 12:00"),
    ("Mo-Fr 08:00-18:00; PH -1 day 08:00-12:00", DE, "Th 2026-12-24", "08:00 open 12:00"),
    ("PH 10:00-12:00", DE, "Th 2026-12-24", CLOSED),
    ("Mo-Su 18:00-02:00; PH off", DE, "Fr 2026-05-01", CLOSED),
    ("Mo-Su,PH 18:00-02:00", DE, "Fr 2026-05-01", "00:00 open 02:00 | 18:00 open 24:00"),
    // In some regions only: unknown, where it matters.
    ("Mo-Sa 09:00-20:00; PH off", DE, "Sa 2026-10-31", "09:00 unknown 20:00"),
    ("Mo-Sa 09:00-20:00; PH 12:00-16:00", DE, "Sa 2026-10-31", "09:00 unknown 12:00 | 12:00 open 16:00 | 16:00 unknown 20:00"),
    ("Mo-Sa 18:00-02:00; PH off", DE, "Sa 2026-10-31", "00:00 unknown 02:00 | 18:00 unknown 24:00"),
    // School holidays: no calendar tells them.
    ("Mo-Fr 09:00-17:00; SH off", DE, "Tu 2026-03-03", "09:00 unknown 17:00"),
    ("Mo-Fr 09:00-17:00; SH off", DE, "Sa 2026-03-07", CLOSED),
    ("Mo-Fr 14:00-18:00; SH Mo-Fr 10:00-18:00", DE, "Tu 2026-03-03", "10:00 unknown 14:00 | 14:00 open 18:00"),
    ("Mo-Fr 14:00-18:00; SH Mo-Fr 10:00-18:00", DE, "Sa 2026-03-07", CLOSED),
    ("SH,Mo-Fr 10:00-18:00", DE, "Sa 2026-03-07", "10:00 unknown 18:00"),
];

#[rustfmt::skip]
const UNKNOWN: &[Row] = &[
    ("\"by appointment\"", DE, "Tu 2026-03-03", "00:00 unknown 24:00"),
    ("unknown", DE, "Tu 2026-03-03", "00:00 unknown 24:00"),
    ("Mo-Fr 09:00-12:00 \"by appointment\"", DE, "Tu 2026-03-03", "09:00 unknown 12:00"),
    ("Mo-Fr 09:00-12:00 \"by appointment\"", DE, "Sa 2026-03-07", CLOSED),
    ("Mo-Fr 09:00-12:00 open \"ring twice\"", DE, "Tu 2026-03-03", "09:00 open 12:00"),
    ("\"terrace\": Mo-Fr 09:00-12:00", DE, "Tu 2026-03-03", "09:00 open 12:00"),
    ("Mo-Fr 09:00-12:00 || \"by appointment\"", DE, "Tu 2026-03-03", "00:00 unknown 09:00 | 09:00 open 12:00 | 12:00 unknown 24:00"),
    ("Mo-Fr 09:00-18:00; Tu 12:00-13:00 unknown", DE, "Tu 2026-03-03", "12:00 unknown 13:00"),
    ("Mo-Fr 09:00-18:00, Tu 12:00-13:00 unknown", DE, "Tu 2026-03-03", "09:00 open 12:00 | 12:00 unknown 13:00 | 13:00 open 18:00"),
    // An open end.
    ("Mo 18:00+", DE, "Mo 2026-03-02", "18:00 open+ 24:00"),
    ("Mo 18:00+", DE, "Tu 2026-03-03", CLOSED),
    ("Mo 11:00-23:00+", DE, "Mo 2026-03-02", "11:00 open 23:00 | 23:00 open+ 24:00"),
    ("Mo 18:00-02:00+", DE, "Tu 2026-03-03", "00:00 open 02:00"),
    ("Mo 12:00+,18:00-22:00", DE, "Mo 2026-03-02", "12:00 open+ 18:00 | 18:00 open 22:00"),
    ("Mo 11:30-15:00+, 17:30-21:30", DE, "Mo 2026-03-02", "11:30 open 15:00 | 15:00 unknown 17:30 | 17:30 open 21:30"),
];

/// A label inside a gap is no instant; one inside a fold is two.
#[rustfmt::skip]
const CLOCK_CHANGES: &[Row] = &[
    // Berlin: 02:00 becomes 03:00, and in October 03:00 becomes 02:00.
    ("02:00-02:30", DE, "Su 2026-03-29", CLOSED),
    ("01:00-02:30", DE, "Su 2026-03-29", "01:00 open 03:00"),
    ("02:30-04:00", DE, "Su 2026-03-29", "03:00 open 04:00"),
    ("Sa 22:00-02:30", DE, "Su 2026-03-29", "00:00 open 03:00"),
    ("24/7", DE, "Su 2026-03-29", "00:00 open 24:00"),
    ("02:15-02:45", DE, "Su 2026-10-25", "02:15 open 02:45 | 02:15 open 02:45"),
    ("01:30-02:30", DE, "Su 2026-10-25", "01:30 open 02:30 | 02:00 open 02:30"),
    ("02:30-03:30", DE, "Su 2026-10-25", "02:30 open 02:00 | 02:30 open 03:30"),
    ("02:00-03:00", DE, "Su 2026-10-25", "02:00 open 03:00"),
    ("Sa 22:00-02:30", DE, "Su 2026-10-25", "00:00 open 02:30 | 02:00 open 02:30"),
    ("02:30+", DE, "Su 2026-10-25", "02:30 open+ 02:00 | 02:30 open+ 24:00"),
    // New York: 02:00 becomes 03:00, and in November 02:00 becomes 01:00.
    ("02:15-02:45", US, "Su 2026-03-08", CLOSED),
    ("01:15-01:45", US, "Su 2026-11-01", "01:15 open 01:45 | 01:15 open 01:45"),
    // Lord Howe Island: by half an hour.
    ("02:10-02:20", HOWE, "Su 2026-10-04", CLOSED),
    ("02:00-03:00", HOWE, "Su 2026-10-04", "02:30 open 03:00"),
    ("01:00-01:45", HOWE, "Su 2026-04-05", "01:00 open 01:45 | 01:30 open 01:45"),
    ("01:30-02:00", HOWE, "Su 2026-04-05", "01:30 open 02:00"),
    // Santiago and Cairo: at midnight. The date begins at 01:00, or its last hour comes twice.
    ("00:00-00:30", CHILE, "Su 2026-09-06", CLOSED),
    ("00:00-24:00", CHILE, "Su 2026-09-06", "01:00 open 24:00"),
    ("Sa 22:00-02:00", CHILE, "Sa 2026-09-05", "22:00 open 24:00"),
    ("Sa 22:00-02:00", CHILE, "Su 2026-09-06", "01:00 open 02:00"),
    ("23:15-23:45", CHILE, "Sa 2026-04-04", "23:15 open 23:45 | 23:15 open 23:45"),
    ("Sa 23:30-00:30", CHILE, "Sa 2026-04-04", "23:30 open 23:00 | 23:30 open 24:00"),
    ("Sa 22:00-02:00; Apr 05 off", CHILE, "Su 2026-04-05", CLOSED),
    ("Th 22:00-02:00", EGYPT, "Fr 2026-04-24", "01:00 open 02:00"),
    ("Th 22:00-02:00", EGYPT, "Th 2026-10-29", "22:00 open 24:00"),
];

#[test]
fn weeks() {
    check(WEEKS);
}

#[test]
fn exceptions() {
    check(EXCEPTIONS);
}

#[test]
fn unknown_and_open_ends() {
    check(UNKNOWN);
}

#[test]
fn clock_changes() {
    check(CLOCK_CHANGES);
}

/// Samoa had no 30 December 2011. What its Friday would have carried in still goes on: only the
/// labels of the clock count.
#[test]
fn a_date_that_never_was() {
    let horizon = Horizon { from: day("2011-10-01"), through: day("2012-03-31") };
    let zone = zones::zone("Pacific/Apia", horizon).unwrap();
    let hours = hours("Th 20:00-22:00; Fr 18:00-02:00; Sa 10:00-12:00", "WS", &zone, horizon);
    let shown = |date| timeline(hours.as_ref(), &zone, day(date));
    assert_eq!(shown("2011-12-29"), "20:00 open 22:00");
    assert_eq!(shown("2011-12-30"), "");
    assert_eq!(shown("2011-12-31"), "00:00 open 02:00 | 10:00 open 12:00");
}

#[test]
fn the_sun_is_that_of_the_coordinates() {
    let rows = [
        ((52.52, 13.405), "Europe/Berlin", "2026-06-21", "04:43 open 21:33"),
        ((52.52, 13.405), "Europe/Berlin", "2026-12-21", "08:15 open 15:54"),
        ((-36.85, 174.76), "Pacific/Auckland", "2026-12-21", "05:58 open 20:39"),
        ((21.31, -157.86), "Pacific/Honolulu", "2026-12-21", "07:05 open 17:55"),
        ((69.65, 18.96), "Europe/Oslo", "2026-06-21", "00:00 unknown 24:00"),
    ];
    for ((lat, lng), name, date, expected) in rows {
        let zone = zones::zone(name, horizon()).unwrap();
        let place = HolidayPlace::new("", Point::new(lat, lng).ok(), Some(zone.clone()));
        let hours = compile("sunrise-sunset", &place, horizon()).unwrap().schedule();
        assert_eq!(timeline(hours.as_ref(), &zone, day(date)), expected, "{name} {date}");
    }
    let error = compile("sunrise-sunset", &HolidayPlace::new("DE", None, None), horizon());
    assert!(error.unwrap_err().to_string().contains("need coordinates"));
}

#[test]
fn the_country_is_that_of_the_coordinates_where_the_address_has_none() {
    let lyon = Point::new(45.76, 4.84).ok();
    for (country, point, expected) in [
        ("", lyon, ""),
        ("fr", None, ""),
        ("DE", lyon, "10:00 open 12:00"),
        ("", None, "10:00 open 12:00"),
    ] {
        let place = HolidayPlace::new(country, point, None);
        let hours = compile("Mo-Su 10:00-12:00; PH off", &place, horizon()).unwrap().schedule();
        let zone = zones::zone("Europe/Paris", horizon()).unwrap();
        let bastille = timeline(hours.as_ref(), &zone, day("2026-07-14"));
        assert_eq!(bastille, expected, "{country:?} {point:?}");
    }
}

/// Where the close is unknown, no minimum stay is promised; otherwise to the minute.
#[test]
fn a_minimum_stay() {
    let zone = zones::zone("Asia/Kathmandu", horizon()).unwrap();
    let limit = horizon().instants().end;
    let at = UtcSeconds::parse("2026-03-02T16:00:00+05:45").unwrap();
    for (text, stay_min, expected) in [
        ("Mo 10:00-18:00", 120, true),
        ("Mo 10:00-18:00", 121, false),
        ("Mo 10:00+", 0, true),
        ("Mo 10:00+", 1, false),
        ("Mo 10:00-17:00+", 60, true),
        ("Mo 10:00-17:00+", 61, false),
        ("Mo 10:00-02:00", 600, true),
        ("Mo 10:00-18:00 \"ask\"", 0, false),
    ] {
        let hours = hours(text, "NP", &zone, horizon()).unwrap();
        assert_eq!(hours.is_open_for(&zone, at, stay_min), expected, "{text} for {stay_min}");
        let next = hours.next_open_for(&zone, at, stay_min, limit);
        assert_eq!(next == Some(at), expected, "{text} for {stay_min}: {next:?}");
    }
}

/// The end of a stay that lies beyond the limit was taken for granted.
#[test]
fn a_stay_past_the_limit_is_looked_at_to_its_end() {
    let zone = zones::zone("Europe/Berlin", horizon()).unwrap();
    let hours = hours("Mo 10:00-12:00", "DE", &zone, horizon()).unwrap();
    let at = UtcSeconds::parse("2026-03-02T11:30:00+01:00").unwrap();
    let limit = at.plus(600);
    assert_eq!(hours.next_open_for(&zone, at, 30, limit), Some(at));
    assert_eq!(hours.next_open_for(&zone, at, 31, limit), None);
}

fn check(rows: &[Row]) {
    for &(text, place, date, expected) in rows {
        let (country, name) = place.split_once(' ').unwrap();
        let (weekday, date) = date.split_once(' ').unwrap();
        let zone = zones::zone(name, horizon()).unwrap();
        let hours = hours(text, country, &zone, horizon());
        let day = day(date);
        assert_eq!(weekday, ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"][day.weekday()], "{date}");
        assert_eq!(timeline(hours.as_ref(), &zone, day), expected, "{text} in {name} on {date}");
    }
}

fn horizon() -> Horizon {
    Horizon::around(UtcSeconds::parse("2026-01-01T00:00:00Z").unwrap(), 400).unwrap()
}

fn day(date: &str) -> Day {
    Day::parse(date).unwrap()
}

fn hours(text: &str, country: &str, zone: &Zone, horizon: Horizon) -> Option<Schedule> {
    let place = HolidayPlace::new(country, None, Some(zone.clone()));
    compile(text, &place, horizon).unwrap().schedule()
}

/// What the clock shows on `day` whenever the store opens, closes or becomes unknown.
fn timeline(hours: Option<&Schedule>, zone: &Zone, day: Day) -> String {
    let Some(hours) = hours else { return "00:00 unknown 24:00".into() };
    let label_s = i64::from(day.0) * DAY_S;
    let nearby = (label_s - DAY_S..label_s + 2 * DAY_S).step_by(60).map(UtcSeconds);
    let minutes: Vec<UtcSeconds> = nearby.filter(|&t| zone.local(t).day == day).collect();
    let (Some(&first), Some(&last)) = (minutes.first(), minutes.last()) else {
        return String::new();
    };
    let (mut at, end) = (first, last.plus(60));
    let mut shown = Vec::new();
    while at < end {
        let span = hours.span(zone, at, end);
        let until = span.until.unwrap_or(end);
        let word = match span.phase {
            Phase::Closed => None,
            Phase::Open => Some("open"),
            Phase::OpenEnd => Some("open+"),
            Phase::Unknown => Some("unknown"),
        };
        let closes = if until == end { "24:00".into() } else { clock(zone, until) };
        shown.extend(word.map(|word| format!("{} {word} {closes}", clock(zone, at))));
        at = until;
    }
    shown.join(" | ")
}

fn clock(zone: &Zone, at: UtcSeconds) -> String {
    let minute = zone.local(at).second / 60;
    format!("{:02}:{:02}", minute / 60, minute % 60)
}
