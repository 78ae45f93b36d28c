//! A schedule in the Universal Commerce Protocol's words: `hours` and `exception_hours`.
//!
//! Their rules are stricter than what feeds know. A schedule that they cannot express (an unknown
//! close, twenty-four hours from six to six) is left out rather than bent.

use crate::order::each_once;
use crate::schedule::{Interval, Kind, Schedule};
use crate::time::{DAY_MIN, Day, push_digits};
use serde::Serialize;

/// Monday first.
const DAYS: [&str; 7] =
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// Hours that begin on a day of the week. `closes` before `opens` is on the next date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct DailyHours {
    /// `monday` … `sunday`.
    pub day: &'static str,
    /// `HH:MM`.
    pub opens: String,
    /// `HH:MM`.
    pub closes: String,
}

/// Hours that replace the week on the dates given, both included; without times, closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct ExceptionHours {
    /// First date.
    pub valid_from: String,
    /// Last date.
    pub valid_through: String,
    /// `HH:MM`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opens: Option<String>,
    /// `HH:MM`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closes: Option<String>,
}

/// A schedule, as far as it is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ShownHours {
    /// The week that rules today.
    pub week: Vec<DailyHours>,
    /// What differs from it on the dates shown.
    pub exceptions: Vec<ExceptionHours>,
}

/// The week of `today`, and what differs from it up to `through`; `None` if the protocol's rules
/// cannot express it.
///
/// A reader of these words looks at a date's exception, else at the week, and outside exceptions
/// at what the date before carries in. So yesterday counts too where its night is not the week's.
pub fn shown(schedule: &Schedule, today: Day, through: Day) -> Option<ShownHours> {
    let (_, week) = schedule
        .weeks()
        .take_while(|(from, _)| *from <= today)
        .last()
        .or_else(|| schedule.weeks().next())?;
    let mut shown = ShownHours::default();
    for (name, plan) in DAYS.iter().zip(week) {
        for interval in plan {
            let (opens, closes) = labels(*interval)?;
            shown.week.push(DailyHours { day: name, opens, closes });
        }
    }
    let mut runs: Vec<(Day, Day, Vec<Interval>)> = Vec::new();
    let first = if night_differs(schedule, week, today.plus(-1)) { -1 } else { 0 };
    for day in (today.0.saturating_add(first)..=through.0).map(Day) {
        let Some(plan) = exception(schedule, week, day) else { continue };
        match runs.last_mut() {
            // A night that runs into a date of the same entry could be read either way.
            Some((_, last, same))
                if last.plus(1) == day && *same == plan && carried(&plan).next().is_none() =>
            {
                *last = day;
            }
            _ => runs.push((day, day, plan)),
        }
    }
    for (from, last, plan) in runs {
        push_exception(&mut shown.exceptions, from, last, &plan)?;
    }
    Some(shown)
}

/// Whether `yesterday` carries into today what its weekday does not, or fails to, and today has
/// no exception that says so.
fn night_differs(schedule: &Schedule, week: [&[Interval]; 7], yesterday: Day) -> bool {
    let usual = week.get(yesterday.weekday()).copied().unwrap_or_default();
    exception(schedule, week, yesterday.plus(1)).is_none()
        && !carried(schedule.plan(yesterday).0).eq(carried(usual))
}

/// What a date has in place of the week shown: its dated exception, or its day of another season
/// with what the night before carries in, since an exception would cut it.
fn exception(schedule: &Schedule, week: [&[Interval]; 7], day: Day) -> Option<Vec<Interval>> {
    let (plan, is_exception) = schedule.plan(day);
    let usual = week.get(day.weekday()).copied().unwrap_or_default();
    if !is_exception && plan == usual {
        return None;
    }
    let mut whole = plan.to_vec();
    if !is_exception {
        whole.extend(carried(schedule.plan(day.plus(-1)).0));
        whole = each_once(whole);
    }
    Some(whole)
}

/// What a plan carries into the next date.
fn carried(plan: &[Interval]) -> impl Iterator<Item = Interval> {
    let rest = |i: &Interval| Interval::new(0, i.closes().checked_sub(DAY_MIN)?, i.kind());
    plan.iter().filter_map(rest)
}

fn push_exception(
    exceptions: &mut Vec<ExceptionHours>,
    from: Day,
    last: Day,
    plan: &[Interval],
) -> Option<()> {
    let entry = |opens: Option<String>, closes: Option<String>| ExceptionHours {
        valid_from: from.to_string(),
        valid_through: last.to_string(),
        opens,
        closes,
    };
    if plan.is_empty() {
        exceptions.push(entry(None, None));
    }
    for interval in plan {
        let (opens, closes) = labels(*interval)?;
        exceptions.push(entry(Some(opens), Some(closes)));
    }
    Some(())
}

/// `HH:MM` twice, by the protocol's rules; `None` for what they cannot say.
fn labels(interval: Interval) -> Option<(String, String)> {
    let (opens, closes) = (interval.opens(), interval.closes());
    if interval.kind() != Kind::Open {
        return None;
    }
    if interval == Interval::ALL_DAY {
        return Some((clock(0), clock(1_439)));
    }
    // From 24 hours on, the close would read as one of a day earlier. And 00:00–23:59 is taken.
    if closes - opens >= DAY_MIN || (opens, closes) == (0, 1_439) {
        return None;
    }
    let label = closes % DAY_MIN;
    Some((clock(opens), clock(label)))
}

fn clock(minute: u16) -> String {
    let mut text = String::with_capacity(5);
    push_digits(&mut text, i64::from(minute / 60), 2);
    text.push(':');
    push_digits(&mut text, i64::from(minute % 60), 2);
    text
}
