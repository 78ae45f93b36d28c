//! A schedule in the Universal Commerce Protocol's words: `hours` and `exception_hours`.
//!
//! Their rules are stricter than what feeds know. A schedule that they cannot express (an unknown
//! close, twenty-four hours from six to six) is left out rather than bent.

use crate::schedule::{Interval, Kind, Schedule};
use crate::time::{DAY_MIN, Day};
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
    let mut runs: Vec<(Day, Day, &[Interval])> = Vec::new();
    let mut day = today;
    while day <= through {
        let (plan, is_exception) = schedule.plan(day);
        let usual = week.get(day.weekday()).copied().unwrap_or_default();
        if is_exception || plan != usual {
            if !is_exception && carries_over(schedule, day) {
                return None;
            }
            match runs.last_mut() {
                Some((_, last, same)) if last.plus(1) == day && *same == plan => *last = day,
                _ => runs.push((day, day, plan)),
            }
        }
        day = day.plus(1);
    }
    for (from, last, plan) in runs {
        push_exception(&mut shown.exceptions, from, last, plan)?;
    }
    Some(shown)
}

/// Whether the night before, or of, a date of another season runs past midnight: an exception
/// would cut what the season carries on.
fn carries_over(schedule: &Schedule, day: Day) -> bool {
    let past_midnight = |day: Day| schedule.plan(day).0.iter().any(|i| i.closes() > DAY_MIN);
    past_midnight(day.plus(-1)) || past_midnight(day)
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
    let label = closes % DAY_MIN;
    let wraps = closes >= DAY_MIN;
    // A close at or past the same label a day later would read as another interval.
    if (wraps && label >= opens) || (opens, label) == (0, 1_439) {
        return None;
    }
    Some((clock(opens), clock(label)))
}

fn clock(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}
