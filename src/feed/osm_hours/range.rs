//! Years, months, dates, weeks and weekdays of the parsed text against a date.
//!
//! Written here rather than asked of the crate, whose filters are private, and whose
//! `2026 Apr-Jun` ends on the 1st of June.

use chrono::{Datelike, Days, NaiveDate, Weekday};
use opening_hours_syntax::rules::day::{
    Date, DateOffset, Month, MonthdayRange, WeekDayOffset, WeekRange, YearRange,
};
use std::ops::RangeInclusive;

pub(super) fn in_years(years: &YearRange, year: i32) -> bool {
    let (range, step) = years.into_parts();
    let since = year - range.start().0;
    year <= range.end().0 && since >= 0 && since % i32::from(step.max(1)) == 0
}

pub(super) fn in_weeks(weeks: &WeekRange, date: NaiveDate) -> bool {
    let (range, step) = weeks.into_parts();
    let week = date.iso_week().week();
    let first = u32::from(range.start().0);
    (first..=u32::from(range.end().0)).contains(&week)
        && (week - first).is_multiple_of(u32::from(step.max(1)))
}

/// `Fr-Mo` wraps.
pub(super) fn in_weekdays(range: &RangeInclusive<Weekday>, weekday: Weekday) -> bool {
    weekday.days_since(*range.start()) <= range.end().days_since(*range.start())
}

/// 0 for the first of its weekday in the month.
pub(super) fn nth_from_start(date: NaiveDate) -> usize {
    date.day0() as usize / 7
}

/// 0 for the last of its weekday in the month.
pub(super) fn nth_from_end(date: NaiveDate) -> usize {
    (u32::from(date.num_days_in_month()) - date.day()) as usize / 7
}

/// Whether `date` is in `range`: months (`Nov-Feb` wraps) or dates.
pub(super) fn in_months(range: &MonthdayRange, date: NaiveDate) -> bool {
    match range {
        MonthdayRange::Month { range, year } => {
            let (first, last) = (month_number(*range.start()), month_number(*range.end()));
            let months = (last - first).rem_euclid(12);
            let since = match year {
                Some(year) => (date.year() - year.0) * 12 + month_of(date) - first,
                None => (month_of(date) - first).rem_euclid(12),
            };
            (0..=months).contains(&since)
        }
        MonthdayRange::Date { start, end } => in_dates(*start, *end, date),
    }
}

fn month_number(month: Month) -> i32 {
    i32::from(month as u8)
}

fn month_of(date: NaiveDate) -> i32 {
    month_number(Month::from_date(date))
}

type Bound = (Date, DateOffset);

/// Between two dates, each of its own year or of any; past the year's end where the second comes
/// before the first.
fn in_dates(start: Bound, end: Bound, date: NaiveDate) -> bool {
    let year = date.year();
    match (start.0.year(), end.0.year()) {
        (Some(first), _) => contains(start, end, first.0, date),
        (None, Some(last)) => match between(start, end, last.0) {
            Some(range) => range.contains(&date),
            None => contains(start, end, last.0 - 1, date),
        },
        // An offset may reach over the year's end.
        (None, None) => (year - 2..=year + 1).any(|first| contains(start, end, first, date)),
    }
}

fn contains(start: Bound, end: Bound, first_year: i32, date: NaiveDate) -> bool {
    between(start, end, first_year).is_some_and(|range| range.contains(&date))
}

/// The dates from `start` in `first_year` to the next `end`.
fn between(start: Bound, end: Bound, first_year: i32) -> Option<RangeInclusive<NaiveDate>> {
    if start == end {
        return on_year(start, first_year, Edge::Exact).map(|date| date..=date);
    }
    let first = on_year(start, first_year, Edge::First)?;
    let last_years = match end.0.year() {
        Some(year) => year.0..=year.0,
        None => first_year..=first_year + 1,
    };
    let mut ends = last_years.filter_map(|year| on_year(end, year, Edge::Last));
    ends.find(|last| first <= *last).map(|last| first..=last)
}

/// Which way a date that a year lacks (29 February) gives.
#[derive(Clone, Copy)]
enum Edge {
    /// There is none.
    Exact,
    /// The first date after.
    First,
    /// The last date before.
    Last,
}

fn on_year((date, offset): Bound, year: i32, edge: Edge) -> Option<NaiveDate> {
    let date = match date {
        Date::Fixed { month, day, .. } => fixed(year, month, day, edge)?,
        Date::Weekday { month, wday, nth, .. } => nth_weekday(year, month, wday, nth)?,
        Date::Easter { .. } => easter(year)?,
    };
    Some(shifted(date, offset))
}

fn fixed(year: i32, month: Month, day: u8, edge: Edge) -> Option<NaiveDate> {
    let first = NaiveDate::from_ymd_opt(year, u32::from(month as u8), 1)?;
    let days = first.num_days_in_month();
    match edge {
        Edge::Exact if day > days => None,
        Edge::Last => Some(later(first, i64::from(day.min(days)) - 1)),
        Edge::Exact | Edge::First => Some(later(first, i64::from(day.min(days + 1)) - 1)),
    }
}

/// `nth` counts from 1, or from −1 backwards.
fn nth_weekday(year: i32, month: Month, weekday: Weekday, nth: i8) -> Option<NaiveDate> {
    let first = NaiveDate::from_ymd_opt(year, u32::from(month as u8), 1)?;
    let to_weekday = i64::from(weekday.days_since(first.weekday()));
    let mut found = (0..5)
        .map(|week| later(first, to_weekday + 7 * week))
        .filter(|date| date.month() == first.month());
    let index = usize::from(nth.unsigned_abs()).checked_sub(1)?;
    if nth < 0 { found.rev().nth(index) } else { found.nth(index) }
}

fn shifted(date: NaiveDate, offset: DateOffset) -> NaiveDate {
    let date = later(date, i64::from(offset.day_offset));
    match offset.wday_offset {
        WeekDayOffset::None => date,
        WeekDayOffset::Prev(to) => later(date, -i64::from(date.weekday().days_since(to))),
        WeekDayOffset::Next(to) => later(date, i64::from(to.days_since(date.weekday()))),
    }
}

/// Western Easter Sunday: the Sunday after the full moon of the Gregorian tables.
fn easter(year: i32) -> Option<NaiveDate> {
    let century = year.div_euclid(100);
    // The moon's age on 21 March, by the year of its 19 and the centuries' corrections.
    let epact = 19 * year.rem_euclid(19) + century - century / 4 - (8 * century + 13) / 25 + 15;
    let age = epact.rem_euclid(30);
    // The tables keep the full moon from falling too late.
    let late = age == 29 || (age == 28 && year.rem_euclid(19) > 10);
    let full_moon = later(NaiveDate::from_ymd_opt(year, 3, 21)?, i64::from(age - i32::from(late)));
    Some(later(full_moon, i64::from(7 - full_moon.weekday().num_days_from_sunday())))
}

/// So many days later, or earlier; the same date at the ends of time.
pub(super) fn later(date: NaiveDate, days: i64) -> NaiveDate {
    let by = Days::new(days.unsigned_abs());
    if days < 0 { date.checked_sub_days(by) } else { date.checked_add_days(by) }.unwrap_or(date)
}
