//! Shapes of the compiled form, outcomes and mends. What hours mean is in
//! `tests/suite/hours_policy.rs`.

use super::*;
use crate::schedule::Draft;
use crate::time::{Day, UtcSeconds};

fn horizon(days: u32) -> Horizon {
    Horizon::around(UtcSeconds::parse("2026-01-01T00:00:00Z").unwrap(), days).unwrap()
}

fn outcome_of(text: &str) -> Outcome {
    compile(text, &HolidayPlace::new("DE", None, None), horizon(400)).unwrap()
}

/// Seasons and exceptions from 2026-01-01 to 2027-03-31.
fn shape(text: &str) -> (usize, usize) {
    let schedule = outcome_of(text).schedule().unwrap();
    (schedule.weeks().count(), schedule.exceptions().count())
}

#[test]
fn few_weeks_and_few_exceptions() {
    for (text, expected) in [
        ("24/7", (1, 0)),
        ("Mo-Fr 09:00-17:00", (1, 0)),
        ("Mo-Fr 09:00-17:00; Sa,Su off", (1, 0)),
        ("Mo-Su 18:00-02:00; Tu off", (1, 0)),
        ("Mo-Su,PH 18:00-02:00", (1, 0)),
        ("Mo-Su closed", (1, 0)),
        // Germany's 12 holidays of these 15 months, and 13 of some regions only.
        ("Mo-Su 09:00-20:00; PH off", (1, 25)),
        ("Mo-Su 09:00-20:00; 2026 Aug 03-08 off", (1, 6)),
        ("Mo-Su 09:00-20:00; 2026 Aug 03-23 off", (3, 0)),
        ("Apr-Oct 10:00-18:00; Nov-Mar 10:00-16:00", (3, 2)),
        ("Apr 15-Oct 15: Mo-Su 10:00-18:00", (3, 0)),
        ("Su[1] 13:00-18:00", (1, 15)),
    ] {
        assert_eq!(shape(text), expected, "{text}");
    }
}

/// The week of a plain text is kept like that of any other format, whatever the horizon.
#[test]
fn a_plain_text_is_its_week_for_ever() {
    let hours = |from: u16, to: u16| Interval::new(from * 60, to * 60, Kind::Open).unwrap();
    let week = [
        vec![hours(9, 12), hours(14, 18)],
        vec![hours(9, 12), hours(14, 18)],
        vec![hours(9, 12), hours(14, 18)],
        vec![hours(9, 12), hours(14, 18)],
        vec![hours(18, 26)],
        vec![],
        vec![],
    ];
    let expected = Draft::weekly(week).build().unwrap();
    let text = "Mo-Th 09:00-12:00,14:00-18:00; Fr 18:00-02:00";
    for days in [400, 800] {
        let place = HolidayPlace::new("", None, None);
        assert_eq!(compile(text, &place, horizon(days)), Ok(Outcome::Hours(expected.clone())));
    }
}

#[test]
fn outcomes() {
    let is = |text| match outcome_of(text) {
        Outcome::Hours(_) => "hours",
        Outcome::NeverOpen(_) => "never open",
        Outcome::Unknown => "unknown",
    };
    for (text, expected) in [
        ("Mo 10:00-12:00", "hours"),
        ("Mo 10:00-12:00 \"by appointment\"", "hours"),
        ("Mo-Su closed", "never open"),
        ("off", "never open"),
        ("closed \"renovation\"", "never open"),
        ("2019 Mo 10:00-12:00", "never open"),
        ("\"by appointment\"", "unknown"),
        ("unknown", "unknown"),
        ("Mo-Su \"ask\"", "unknown"),
    ] {
        assert_eq!(is(text), expected, "{text}");
    }
}

#[test]
fn errors_name_the_value_and_the_reason() {
    for (text, reason) in [
        ("", "it is empty"),
        ("Mo 10:00-16:00 / 24:00", "a period of /24:00 is not understood"),
        (" ; ", "it is empty"),
        ("Mo-Fr 9 to 5", "not in OSM's grammar from character 7 on"),
        ("Mo 10:00", "not in OSM's grammar"),
        ("sunrise-sunset", "sunrise and sunset need coordinates and a time zone"),
        ("week 40-10 Mo 10:00-12:00", "week"),
    ] {
        let error = compile(text, &HolidayPlace::default(), horizon(400)).unwrap_err();
        assert_eq!(error.value, text);
        assert!(error.reason.contains(reason), "{text}: {}", error.reason);
        assert!(!error.reason.contains('\n'), "{text}: {}", error.reason);
    }
}

#[test]
fn mends() {
    for (text, expected) in [
        ("We, Sa 08:00-13:00", "We,Sa 08:00-13:00"),
        ("Mo,PH, Su 10:00-12:00", "PH,Mo,Su 10:00-12:00"),
        ("Mo – Fr 10:00 – 12:00;; ", "Mo-Fr 10:00-12:00"),
        ("Tu-Su 12:00-14:30 , 18:30-23:00", "Tu-Su 12:00-14:30, 18:30-23:00"),
        ("Mon-Fri 10:00-12:00", "Mo-Fr 10:00-12:00"),
        ("Fr08:00-12:00", "Fr 08:00-12:00"),
        ("Sa,Su: 08:00-12:00", "Sa,Su 08:00-12:00"),
        ("Mo 08:00-12:00,Tu 09:00-12:00", "Mo 08:00-12:00, Tu 09:00-12:00"),
        ("Mo 08:00-12:00 Tu 09:00-12:00", "Mo 08:00-12:00; Tu 09:00-12:00"),
        ("Mo 08:00-12:00; Dec 24,25 off", "Mo 08:00-12:00; Dec 24,Dec 25 off"),
        ("Mo 08:00-12:00 \"ask, We\"", "Mo 08:00-12:00 unknown \"ask, We\""),
        ("\"ask", "unknown \"ask\""),
    ] {
        assert_eq!(mended(text).as_deref(), Some(expected), "{text}");
        compile(text, &HolidayPlace::default(), horizon(400)).unwrap();
    }
    for text in [
        "Mo-Fr 10:00-12:00, Sa 10:00-11:00",
        "easter -2 days off",
        "Su[-1] +1 day 10:00-12:00",
        "Mar Su[-1]-Oct Su[-1] -1 day Tu-Su 11:00-19:00",
        "Apr Fr[1]-Oct Su[1] PH,Fr-Su 10:00-18:00",
        "Mo 10:00-12:00 open \"ring\"",
        "\"terrace\":Mo 10:00-12:00",
    ] {
        assert_eq!(mended(text), None, "{text}");
    }
}

#[test]
fn easter_sundays() {
    for date in ["2024-03-31", "2025-04-20", "2026-04-05", "2027-03-28", "2038-04-25"] {
        let day = Day::parse(date).unwrap();
        let horizon = Horizon { from: day.plus(-3), through: day.plus(3) };
        let place = HolidayPlace::default();
        let schedule = compile("easter 10:00-12:00", &place, horizon).unwrap().schedule().unwrap();
        let open = horizon.dates().filter(|&day| !schedule.plan(day).0.is_empty());
        assert_eq!(open.collect::<Vec<_>>(), [day], "{date}");
    }
}
