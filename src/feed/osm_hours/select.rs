//! Which rules of a text match a date, and why.

use super::place::{Holiday, HolidayPlace};
use super::range;
use super::text::Joint;
use chrono::{Datelike, NaiveDate};
use opening_hours_syntax::rules::day::{DaySelector, MonthdayRange, WeekDayRange};
use opening_hours_syntax::rules::time::{Time, TimeSpan};
use opening_hours_syntax::rules::{OpeningHoursExpression, RuleKind, RuleOperator};

/// One rule: on which dates, at which times, in which state.
pub(super) struct Rule {
    days: DaySelector,
    joint: Joint,
    pub(super) spans: Vec<TimeSpan>,
    pub(super) kind: RuleKind,
    pub(super) operator: RuleOperator,
}

/// How a rule meets a date; later ones are surer or closer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Match {
    /// It does not.
    No,
    /// If the date is a holiday here, which nobody can say.
    Maybe,
    /// It names the date, or a holiday that the date is: a dated exception.
    Dated,
    /// By its months, weeks or weekdays: part of the week.
    Weekly,
}

/// The rules of a parsed text; `joints` belong to those with both weekdays and holidays, in order.
pub(super) fn rules(parsed: OpeningHoursExpression, joints: &[Joint]) -> Vec<Rule> {
    let mut joints = joints.iter().copied();
    parsed
        .rules
        .into_iter()
        .map(|rule| {
            let days = rule.day_selector;
            let holidays = days.weekday.iter().filter(|w| is_holiday(w)).count();
            let both = holidays > 0 && holidays < days.weekday.len();
            Rule {
                joint: both.then(|| joints.next()).flatten().unwrap_or(Joint::Or),
                days,
                spans: rule.time_selector.spans,
                kind: rule.kind,
                operator: rule.operator,
            }
        })
        .collect()
}

const fn is_holiday(range: &WeekDayRange) -> bool {
    matches!(range, WeekDayRange::Holiday { .. })
}

impl Rule {
    /// Whether any of its times is that of a sunrise or sunset.
    pub(super) fn names_the_sun(&self) -> bool {
        let varies = |time: &Time| matches!(time, Time::Variable(_));
        self.spans.iter().any(|span| varies(&span.range.start) || varies(&span.range.end))
    }

    /// How it meets `date` at `place`.
    pub(super) fn meets(&self, date: NaiveDate, place: &HolidayPlace) -> Match {
        if !self.in_season(date) {
            return Match::No;
        }
        let names_dates =
            self.days.monthday.iter().any(|range| matches!(range, MonthdayRange::Date { .. }));
        match self.meets_weekday(date, place) {
            Match::Weekly if names_dates => Match::Dated,
            other => other,
        }
    }

    fn is_seasonal(&self) -> bool {
        let DaySelector { year, monthday, week, .. } = &self.days;
        !(year.is_empty() && monthday.is_empty() && week.is_empty())
    }

    /// Whether `date` is in its years, months and weeks.
    pub(super) fn in_season(&self, date: NaiveDate) -> bool {
        let DaySelector { year, monthday, week, .. } = &self.days;
        (year.is_empty() || year.iter().any(|range| range::in_years(range, date.year())))
            && (monthday.is_empty() || monthday.iter().any(|r| range::in_months(r, date)))
            && (week.is_empty() || week.iter().any(|range| range::in_weeks(range, date)))
    }

    fn meets_weekday(&self, date: NaiveDate, place: &HolidayPlace) -> Match {
        if self.days.weekday.is_empty() {
            return Match::Weekly;
        }
        let best = |holidays: bool| {
            let of_kind = self.days.weekday.iter().filter(|range| is_holiday(range) == holidays);
            of_kind.map(|range| meets_range(range, date, place)).max().unwrap_or(Match::No)
        };
        match self.joint {
            Joint::Or => best(false).max(best(true)),
            Joint::And => best(false).min(best(true)),
        }
    }
}

fn meets_range(range: &WeekDayRange, date: NaiveDate, place: &HolidayPlace) -> Match {
    match range {
        WeekDayRange::Fixed { range, offset, nth_from_start, nth_from_end } => {
            let date = earlier(date, *offset);
            let nth = nth_from_start.get(range::nth_from_start(date)) == Some(&true)
                || nth_from_end.get(range::nth_from_end(date)) == Some(&true);
            let on_weekday = range::in_weekdays(range, date.weekday());
            if nth && on_weekday { Match::Weekly } else { Match::No }
        }
        WeekDayRange::Holiday { kind, offset } => {
            match place.holiday(*kind, earlier(date, *offset)) {
                Holiday::No => Match::No,
                Holiday::Maybe => Match::Maybe,
                Holiday::Yes => Match::Dated,
            }
        }
    }
}

/// `date`, so many days before: `Su[1] +1 day` is met on the day after the first Sunday.
fn earlier(date: NaiveDate, days: i16) -> NaiveDate {
    range::later(date, -i64::from(days))
}

/// The places in `dates` at which a rule's years, months or weeks begin or end: where a new week
/// of hours may begin.
pub(super) fn season_starts(rules: &[Rule], dates: &[NaiveDate]) -> Vec<usize> {
    let seasonal: Vec<&Rule> = rules.iter().filter(|rule| rule.is_seasonal()).collect();
    let mut starts = Vec::new();
    let mut before: Option<Vec<bool>> = None;
    for (i, &date) in dates.iter().enumerate() {
        let now: Vec<bool> = seasonal.iter().map(|rule| rule.in_season(date)).collect();
        if before.as_ref().is_some_and(|before| *before != now) {
            starts.push(i);
        }
        before = Some(now);
    }
    starts
}
