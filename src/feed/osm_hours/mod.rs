//! OSM `opening_hours` text → [`Schedule`].
//!
//! The parser and the holidays are those of `opening-hours`; what a parsed text means on a date is
//! decided here, by the policy of [`crate::schedule`], where that crate decides otherwise:
//!
//! | text | what it means here |
//! |---|---|
//! | `We, Sa 08:00-13:00` | both days: a list with a space is still a list |
//! | `Su-Th 11:00-24:00; Fr-Sa 11:00-01:00` | open on Sunday at 00:15: what began on Saturday goes on |
//! | `Mo-Su 18:00-02:00; Tu off` | open on Tuesday at 01:00: nothing *begins* on Tuesday |
//! | `Mo-Su 18:00-02:00; PH off` | closed on a holiday at 01:00: a dated exception cuts |
//! | `18:00+`, `11:00-23:00+` | open end: to the end of the local date |
//! | `11:30-15:00+, 17:30-21:30` | unknown from 15:00 to 17:30: it has closed before it opens again |
//! | `Mo 10:00-12:00 "by appointment"` | unknown: only `open "…"` is open |
//! | `Mo-Fr 09:00-12:00 \|\| "ask"` | unknown at every minute that is not open |
//! | `SH Mo-Fr 09:00-12:00` | the weekdays *within* school holidays; with a comma: both |
//! | `PH off` on a holiday of some regions | unknown where it matters, unless the region is known |
//! | `SH off` | unknown where it matters: no calendar of school holidays is at hand |
//! | `sunrise-sunset` | by coordinates; unknown on a date without sunrise or sunset |
//!
//! The steps: [`text`] mends what the grammar cannot read, [`select`] says which rules match a
//! date, [`day`] what they make of it, and [`fold`] turns the dates into few weeks and exceptions.

mod day;
mod fold;
mod place;
mod range;
mod select;
mod text;

#[cfg(test)]
mod tests;

pub use place::HolidayPlace;

use crate::schedule::{DayPlan, Interval, Kind, Schedule};
use crate::time::Horizon;
use chrono::NaiveDate;
use select::Rule;

/// What a text says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Hours: some are known, or at least when nobody is there.
    Hours(Schedule),
    /// It never opens within the horizon: temporarily closed (`Mo-Su closed`, `off`).
    NeverOpen(Schedule),
    /// Nothing is known: `"by appointment"`, at any hour of any day.
    Unknown,
}

impl Outcome {
    /// The schedule to keep; `None` is unknown.
    pub fn schedule(self) -> Option<Schedule> {
        match self {
            Self::Hours(schedule) | Self::NeverOpen(schedule) => Some(schedule),
            Self::Unknown => None,
        }
    }
}

/// A text that cannot be read: the value, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HoursError {
    /// As the feed has it.
    pub value: String,
    /// In words, for a report.
    pub reason: String,
}

impl std::fmt::Display for HoursError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "opening hours {:?}: {}", self.value, self.reason)
    }
}

impl std::error::Error for HoursError {}

/// Compiles `text` over the dates of `horizon`, as it is meant at `place`.
///
/// # Errors
/// The text is empty or not in OSM's grammar, it names the sun where the place has no coordinates
/// or zone, or its dates differ in more ways than a schedule can hold.
pub fn compile(text: &str, place: &HolidayPlace, horizon: Horizon) -> Result<Outcome, HoursError> {
    compile_or_reason(text, place, horizon)
        .map_err(|reason| HoursError { value: text.to_owned(), reason })
}

/// What [`compile`] reads in place of `text`, for a report of repairs; `None` if it is the same.
pub fn mended(text: &str) -> Option<String> {
    let mended = text::mend(text).text;
    (mended != text).then_some(mended)
}

fn compile_or_reason(
    text: &str,
    place: &HolidayPlace,
    horizon: Horizon,
) -> Result<Outcome, String> {
    let rules = parse(text)?;
    if rules.iter().any(Rule::names_the_sun) && !place.knows_the_sun() {
        return Err("sunrise and sunset need coordinates and a time zone".into());
    }
    let dates: Vec<NaiveDate> = horizon.dates().filter_map(place::naive).collect();
    let days = day::evaluate(&rules, &dates, place);
    let starts = select::season_starts(&rules, &dates);
    let schedule = fold::draft(&days, &starts).build().map_err(|e| e.to_string())?;
    Ok(outcome(schedule, days.iter().map(|day| &day.plan)))
}

fn parse(text: &str) -> Result<Vec<Rule>, String> {
    let mended = text::mend(text);
    if mended.text.is_empty() {
        return Err("it is empty".into());
    }
    if text::repeats_daily(&mended.text) {
        return Err("a period of /24:00 is not understood: write times as 08:00-24:00".into());
    }
    let parsed = opening_hours_syntax::parse(&mended.text).map_err(|e| reason(&e))?;
    Ok(select::rules(parsed, &mended.joints))
}

/// The parser's message on one line: its syntax errors draw the text over five, ` --> 1:12` first.
fn reason(error: &opening_hours_syntax::Error) -> String {
    let drawn = error.to_string();
    let column = drawn.split_once("--> 1:").and_then(|(_, rest)| rest.lines().next());
    match column {
        Some(column) => format!("not in OSM's grammar from character {column} on"),
        None => drawn,
    }
}

fn outcome<'a>(schedule: Schedule, mut days: impl Iterator<Item = &'a DayPlan> + Clone) -> Outcome {
    let always_unknown = Interval::new(0, crate::time::DAY_MIN, Kind::Unknown);
    if days.clone().all(Vec::is_empty) {
        Outcome::NeverOpen(schedule)
    } else if days.all(|plan| plan.first().copied() == always_unknown && plan.len() == 1) {
        Outcome::Unknown
    } else {
        Outcome::Hours(schedule)
    }
}
