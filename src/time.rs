//! Instants, local dates, and the offsets that tie them together.
//!
//! Nothing here knows what time it is, nor any time-zone rule: the compiler writes down the
//! [offset transitions](Zone) that matter within the horizon, and the rest is integer arithmetic.

mod text;

pub use text::{Rfc3339, push_digits};

use serde::{Deserialize, Serialize};

/// Seconds of a local day.
pub const DAY_S: i64 = 86_400;
/// Minutes of a local day.
pub const DAY_MIN: u16 = 1_440;

/// An instant: seconds since 1970-01-01T00:00:00Z, leap seconds not counted.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct UtcSeconds(pub i64);

impl UtcSeconds {
    /// From RFC 3339 text with an offset; fractions of a second are cut off.
    pub fn parse(text: &str) -> Option<Self> {
        let instant: jiff::Timestamp = text.parse().ok()?;
        Some(Self(instant.as_nanosecond().div_euclid(1_000_000_000).try_into().ok()?))
    }

    /// This instant, `seconds` later (or earlier), stopping at the ends of time.
    #[must_use]
    pub const fn plus(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds))
    }

    /// The start of the minute that this instant is in.
    #[must_use]
    pub const fn floor_minute(self) -> Self {
        Self(self.0 - self.0.rem_euclid(60))
    }
}

/// A local date: days since 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Day(pub i32);

impl Day {
    /// The date `days` later.
    #[must_use]
    pub const fn plus(self, days: i32) -> Self {
        Self(self.0.saturating_add(days))
    }

    /// 0 is Monday, 6 is Sunday.
    #[expect(clippy::cast_possible_truncation, reason = "below seven")]
    pub const fn weekday(self) -> usize {
        // 1970-01-01 was a Thursday.
        (self.0 as i64 + 3).rem_euclid(7) as usize
    }

    /// Year, month and date of the proleptic Gregorian calendar.
    ///
    /// Howard Hinnant's `civil_from_days`: <https://howardhinnant.github.io/date_algorithms.html>.
    fn civil(self) -> (i64, i64, i64) {
        let shifted = i64::from(self.0) + 719_468;
        let (era, day_of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let from_march = (5 * day_of_year + 2) / 153;
        let date = day_of_year - (153 * from_march + 2) / 5 + 1;
        let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
        (era * 400 + year_of_era + i64::from(month <= 2), month, date)
    }

    /// The civil date, if it is within the years −9999…9999.
    pub fn date(self) -> Option<jiff::civil::Date> {
        let epoch = jiff::civil::date(1970, 1, 1);
        epoch.checked_add(jiff::Span::new().try_days(self.0).ok()?).ok()
    }

    /// From a civil date.
    pub fn of(date: jiff::civil::Date) -> Self {
        let epoch = jiff::civil::date(1970, 1, 1);
        Self((date - epoch).get_days())
    }

    /// From `2026-11-21`.
    pub fn parse(text: &str) -> Option<Self> {
        text.parse::<jiff::civil::Date>().ok().map(Self::of)
    }
}

impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (year, month, date) = self.civil();
        if !(0..=9_999).contains(&year) {
            return write!(f, "day {}", self.0);
        }
        let mut text = String::with_capacity(10);
        for (before, number, digits) in [("", year, 4), ("-", month, 2), ("-", date, 2)] {
            text.push_str(before);
            push_digits(&mut text, number, digits);
        }
        f.write_str(&text)
    }
}

/// What a clock on the wall shows: a date and the seconds since its midnight (0…86,399).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Local {
    /// The date.
    pub day: Day,
    /// Seconds since midnight, by the clock's labels.
    pub second: i64,
}

impl Local {
    /// The label as one number: seconds since 1970-01-01 00:00 *by this clock*.
    pub const fn label_s(self) -> i64 {
        self.day.0 as i64 * DAY_S + self.second
    }
}

/// From this instant on, local time is UTC plus this offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Transition {
    /// When it begins.
    pub at: UtcSeconds,
    /// Seconds east of UTC.
    pub offset_s: i32,
}

/// A time zone as a snapshot keeps it: its name, and its offsets within the horizon.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Zone {
    /// The IANA name.
    pub name: String,
    /// The offset before the first transition, in seconds east of UTC.
    pub first_offset_s: i32,
    /// Changes of the offset, in order.
    pub transitions: Vec<Transition>,
}

impl Zone {
    /// Seconds east of UTC at `at`.
    pub fn offset_s(&self, at: UtcSeconds) -> i32 {
        let past = self.transitions.partition_point(|t| t.at <= at);
        match past.checked_sub(1).and_then(|i| self.transitions.get(i)) {
            Some(transition) => transition.offset_s,
            None => self.first_offset_s,
        }
    }

    /// When the offset next changes, after `at`.
    pub fn next_transition(&self, at: UtcSeconds) -> Option<UtcSeconds> {
        let past = self.transitions.partition_point(|t| t.at <= at);
        self.transitions.get(past).map(|t| t.at)
    }

    /// What the clock on the wall shows at `at`.
    #[expect(clippy::cast_possible_truncation, reason = "days of a 64-bit second count, clamped")]
    pub fn local(&self, at: UtcSeconds) -> Local {
        let label = at.0.saturating_add(i64::from(self.offset_s(at)));
        let day = label.div_euclid(DAY_S).clamp(i64::from(i32::MIN), i64::from(i32::MAX));
        Local { day: Day(day as i32), second: label.rem_euclid(DAY_S) }
    }

    /// `at` in RFC 3339 with this zone's offset.
    pub fn rfc3339(&self, at: UtcSeconds) -> Rfc3339 {
        at.to_rfc3339_at(self.offset_s(at))
    }
}

/// The dates that a snapshot knows the hours of, first and last included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Horizon {
    /// First date.
    pub from: Day,
    /// Last date.
    pub through: Day,
}

impl Horizon {
    /// From the first day of the quarter of `built_at` to the last day of the quarter that is at
    /// least `days` ahead: both move four times a year, so that a nightly snapshot repeats itself.
    pub fn around(built_at: UtcSeconds, days: u32) -> Option<Self> {
        let today = Day(i32::try_from(built_at.0.div_euclid(DAY_S)).ok()?);
        let last = today.plus(i32::try_from(days).ok()?).date()?;
        Some(Self { from: quarter_start(today.date()?)?, through: quarter_end(last)? })
    }

    /// The instants that may be asked about: from the first midnight to the last, in UTC.
    pub fn instants(self) -> std::ops::Range<UtcSeconds> {
        UtcSeconds(i64::from(self.from.0) * DAY_S)
            ..UtcSeconds((i64::from(self.through.0) + 1) * DAY_S)
    }

    /// Whether it is one: from some date through another, at most a century later.
    pub const fn is_sound(self) -> bool {
        let days = self.through.0 as i64 - self.from.0 as i64;
        0 <= days && days <= 36_525
    }

    /// The dates for which hours are written down: the clocks of the world are up to 14 hours
    /// ahead of UTC and 12 behind it, and a question looks a little further.
    pub fn dates(self) -> impl Iterator<Item = Day> {
        (self.from.0 - 2..=self.through.0 + 2).map(Day)
    }
}

fn quarter_start(date: jiff::civil::Date) -> Option<Day> {
    let month = (date.month() - 1) / 3 * 3 + 1;
    jiff::civil::Date::new(date.year(), month, 1).ok().map(Day::of)
}

fn quarter_end(date: jiff::civil::Date) -> Option<Day> {
    let start = quarter_start(date)?.date()?;
    let next = start.checked_add(jiff::Span::new().try_months(3).ok()?).ok()?;
    Some(Day::of(next).plus(-1))
}
