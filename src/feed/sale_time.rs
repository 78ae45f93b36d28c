//! The time of a sale as feeds write it: two sides with `/`, a comma or white space between.
//!
//! | a side | is |
//! |---|---|
//! | `2026-11-20T13:00-0500`, `…-05:00`, `…-05`, `…Z`, with or without seconds | that instant |
//! | `2026-11-20T13:00`, `2026-11-20 13:00` | that time by the clock of the store |
//! | `2026-11-20` | the midnight that begins the date, or, as the end, the one that ends it |
//! | `null`, `..`, nothing | open |
//!
//! A sale ends as the instant of its end begins.

use super::price_text::Said;
use super::records::Record;
use super::report::{Kind, Report};
use crate::time::{DAY_S, Day, UtcSeconds};

/// One side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Side {
    Open,
    At(UtcSeconds),
    /// Seconds since 1970-01-01 00:00 by the clock of the store.
    Local(i64),
}

/// Both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct SaleTime {
    pub from: Side,
    pub until: Side,
}

impl SaleTime {
    /// Open on both sides.
    pub(super) const ALWAYS: Self = Self { from: Side::Open, until: Side::Open };
}

/// The time in a cell.
pub(super) fn cell(record: &Record, field: usize, report: &mut Report) -> Said<SaleTime> {
    let text = record.cell(field);
    if text.is_empty() {
        return Said::Nothing;
    }
    match read(text) {
        Ok(time) => Said::This(time),
        Err(why) => {
            let (at, kind) = (record.origin(), Kind::UnreadableSaleTime);
            report.repair(at, kind, record.name(field), text, why);
            Said::Unreadable
        }
    }
}

/// Reads the time of a sale. That a store's clock has an end before its beginning shows only
/// when the store is known.
fn read(text: &str) -> Result<SaleTime, &'static str> {
    let (from, until) = sides(text.trim()).ok_or("it does not have two sides")?;
    let time = SaleTime { from: side(&from, 0)?, until: side(&until, 1)? };
    let is_empty = match (time.from, time.until) {
        (Side::At(from), Side::At(until)) => until <= from,
        (Side::Local(from), Side::Local(until)) => until <= from,
        _ => false,
    };
    if is_empty { Err("it ends before it begins") } else { Ok(time) }
}

fn sides(text: &str) -> Option<(String, String)> {
    let owned = |(from, until): (&str, &str)| (from.trim().to_owned(), until.trim().to_owned());
    for mark in ['/', ','] {
        if text.contains(mark) {
            return text.split_once(mark).filter(|(_, until)| !until.contains(mark)).map(owned);
        }
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    match *words {
        [from, until] => Some(owned((from, until))),
        [from, from_time, until, until_time] => {
            Some((format!("{from} {from_time}"), format!("{until} {until_time}")))
        }
        _ => None,
    }
}

/// `whole_days` is what a date without a time adds: an end holds through its date.
fn side(text: &str, whole_days: i32) -> Result<Side, &'static str> {
    if matches!(text, "" | "..") || text.eq_ignore_ascii_case("null") {
        return Ok(Side::Open);
    }
    let (date, rest) = text.split_at_checked(10).ok_or("a side of it is not a date")?;
    let is_date = date.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    let day = Day::parse(date).filter(|_| is_date).ok_or("a side of it is not a date")?;
    if rest.is_empty() {
        return Ok(Side::Local(midnight(day.plus(whole_days))));
    }
    let rest = rest.trim_start_matches(['T', 't', ' ']);
    let (time, offset) = rest.split_at(rest.find(['Z', 'z', '+', '-']).unwrap_or(rest.len()));
    let label = midnight(day) + seconds(time.trim()).ok_or("a time of it cannot be read")?;
    if offset.is_empty() {
        return Ok(Side::Local(label));
    }
    let offset = offset_s(offset).ok_or("an offset of it cannot be read")?;
    Ok(Side::At(UtcSeconds(label - offset)))
}

fn midnight(day: Day) -> i64 {
    i64::from(day.0) * DAY_S
}

/// `13:00`, `13:00:59`, `13:00:59.999`, `1300`, `24:00`.
fn seconds(time: &str) -> Option<i64> {
    let time = time.split_once('.').map_or(time, |(time, _)| time);
    let (hour, minute, second) = match *time.split(':').collect::<Vec<_>>() {
        [hour, minute, second] => (two(hour)?, two(minute)?, two(second)?),
        [hour, minute] => (two(hour)?, two(minute)?, 0),
        [both] => (two(both.get(..2)?)?, two(both.get(2..)?)?, 0),
        _ => return None,
    };
    let is_end = hour == 24 && minute == 0 && second == 0;
    let fits = (hour < 24 || is_end) && minute < 60 && second < 60;
    fits.then_some(hour * 3_600 + minute * 60 + second)
}

/// `Z`, `+0100`, `+01:00`, `+01`: seconds east of UTC.
fn offset_s(text: &str) -> Option<i64> {
    if text.eq_ignore_ascii_case("z") {
        return Some(0);
    }
    let (sign, digits) = text.split_at_checked(1)?;
    let (hour, minute) = match digits.len() {
        2 => (digits, "00"),
        4 => digits.split_at_checked(2)?,
        5 => digits.split_once(':')?,
        _ => return None,
    };
    let offset = two(hour)? * 3_600 + two(minute)? * 60;
    let fits = offset <= 18 * 3_600 && two(minute)? < 60;
    fits.then_some(if sign == "-" { -offset } else { offset })
}

fn two(text: &str) -> Option<i64> {
    let is_two = text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|_| is_two)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `..` is open, an instant in UTC, a label of the store's clock without an offset.
    fn shown(side: Side) -> String {
        match side {
            Side::Open => "..".to_owned(),
            Side::At(at) => at.to_rfc3339().to_string(),
            Side::Local(label) => UtcSeconds(label).to_rfc3339().replace('Z', ""),
        }
    }

    #[test]
    fn spellings_that_are_read() {
        let utc = ["2026-11-20T05:00:00Z", "2026-11-30T04:59:00Z"];
        let clock = ["2026-11-20T00:00:00", "2026-11-30T00:00:00"];
        for (what, text, expected) in [
            ("Google's", "2026-11-20T00:00-0500/2026-11-29T23:59-0500", utc),
            ("a colon in the offset", "2026-11-20T00:00-05:00/2026-11-29T23:59-05:00", utc),
            ("hours in the offset", "2026-11-20T00:00-05/2026-11-29T23:59-05", utc),
            ("Zulu", "2026-11-20T05:00Z/2026-11-30T04:59z", utc),
            ("seconds", "2026-11-20T00:00:00-0500/2026-11-29T23:59:00-0500", utc),
            ("parts of a second", "2026-11-20T05:00:00.000Z/2026-11-30T04:59:00.9Z", utc),
            ("no colon in the time", "2026-11-20T0000-0500/2026-11-29T2359-0500", utc),
            ("each its own offset", "2026-11-20T06:00+0100/2026-11-30T10:29+0530", utc),
            ("a space", "2026-11-20T00:00-0500 2026-11-29T23:59-0500", utc),
            ("a comma", "2026-11-20T00:00-0500,2026-11-29T23:59-0500", utc),
            ("a comma and a space", "2026-11-20T00:00-0500, 2026-11-29T23:59-0500", utc),
            ("spaces around the slash", "2026-11-20T00:00-0500 / 2026-11-29T23:59-0500", utc),
            ("spaces for T", "2026-11-20 00:00-0500/2026-11-29 23:59-0500", utc),
            ("spaces everywhere", "2026-11-20 00:00-0500 2026-11-29 23:59-0500", utc),
            ("a space before the offset", "2026-11-20T00:00 -0500/2026-11-29T23:59 -0500", utc),
            ("dates", "2026-11-20/2026-11-29", clock),
            ("dates with a space", "2026-11-20 2026-11-29", clock),
            ("dates with a comma", "2026-11-20,2026-11-29", clock),
            ("times by the store's clock", "2026-11-20T00:00/2026-11-30T00:00", clock),
            ("the end of a day", "2026-11-20T00:00/2026-11-29T24:00", clock),
            ("one day", "2026-11-29/2026-11-29", ["2026-11-29T00:00:00", clock[1]]),
            ("no beginning", "null/2026-11-29", ["..", clock[1]]),
            ("no end", "2026-11-20/null", [clock[0], ".."]),
            ("no end, with a space", "2026-11-20 NULL", [clock[0], ".."]),
            ("neither", "null/null", ["..", ".."]),
            ("an empty beginning", "/2026-11-29", ["..", clock[1]]),
            ("an empty end", "2026-11-20/", [clock[0], ".."]),
            ("ISO's open end", "2026-11-20/..", [clock[0], ".."]),
            ("an instant and a date", "2026-11-20T05:00Z/2026-11-29", [utc[0], clock[1]]),
        ] {
            let time = read(text).unwrap_or_else(|why| panic!("{what}: {why}"));
            assert_eq!([shown(time.from), shown(time.until)], expected, "{what}");
        }
    }

    #[test]
    fn spellings_that_are_not() {
        for (what, text) in [
            ("empty", ""),
            ("one side", "2026-11-20"),
            ("one instant", "2026-11-20T00:00-0500"),
            ("three sides", "2026-11-20/2026-11-21/2026-11-22"),
            ("a word", "soon/later"),
            ("no such date", "2026-02-30/2026-03-01"),
            ("another order", "20.11.2026/29.11.2026"),
            ("months first", "11/20/2026 11/29/2026"),
            ("no such hour", "2026-11-20T25:00Z/2026-11-29T00:00Z"),
            ("no such minute", "2026-11-20T00:60Z/2026-11-29T00:00Z"),
            ("no such offset", "2026-11-20T00:00+1900/2026-11-29T00:00Z"),
            ("a zone's name", "2026-11-20T00:00 EST/2026-11-29T00:00 EST"),
            ("a time and no minutes", "2026-11-20T00/2026-11-29T00"),
            ("the end before the beginning", "2026-11-29/2026-11-20"),
            ("no time at all", "2026-11-20T00:00Z/2026-11-20T00:00Z"),
        ] {
            assert!(read(text).is_err(), "{what}: {:?}", read(text));
        }
    }
}
