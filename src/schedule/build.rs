//! From weeks and dates in the words of a feed to a [`Schedule`], each distinct day kept once.

use super::{DayPlan, IndexedWeek, Schedule};
use crate::time::Day;
use std::collections::BTreeMap;

/// A week that holds from a date on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Season {
    /// Monday first.
    pub week: [DayPlan; 7],
}

/// What a feed says of a store's hours, before days are shared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// Weeks by their first date. The first also rules the dates before it.
    pub seasons: BTreeMap<Day, Season>,
    /// What a date has in place of its week.
    pub exceptions: BTreeMap<Day, DayPlan>,
}

/// Why a draft is no schedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScheduleError {
    /// It has no week.
    NoWeek,
    /// It has more than 65,535 distinct days.
    TooManyDays,
}

impl std::fmt::Display for ScheduleError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::NoWeek => "no weekly hours",
            Self::TooManyDays => "more than 65,535 distinct days",
        })
    }
}

impl Draft {
    /// One week for ever.
    pub fn weekly(week: [DayPlan; 7]) -> Self {
        let season = Season { week };
        Self { seasons: BTreeMap::from([(Day(0), season)]), exceptions: BTreeMap::new() }
    }

    /// Shares equal days, drops seasons that change nothing, and sorts each day's intervals.
    /// An exception that says what its week says is kept: it still cuts what was carried in.
    pub fn build(self) -> Result<Schedule, ScheduleError> {
        let mut plans = Plans::default();
        let mut seasons: Vec<IndexedWeek> = Vec::new();
        for (from, season) in self.seasons {
            let mut days = [0; 7];
            for (slot, plan) in days.iter_mut().zip(season.week) {
                *slot = plans.index(plan)?;
            }
            if seasons.last().is_none_or(|last| last.days != days) {
                seasons.push(IndexedWeek { from, days });
            }
        }
        if seasons.is_empty() {
            return Err(ScheduleError::NoWeek);
        }
        let mut exceptions = Vec::with_capacity(self.exceptions.len());
        for (day, plan) in self.exceptions {
            exceptions.push((day, plans.index(plan)?));
        }
        Ok(Schedule { plans: plans.in_order, seasons, exceptions })
    }
}

#[derive(Default)]
struct Plans {
    in_order: Vec<DayPlan>,
    known: BTreeMap<DayPlan, u16>,
}

impl Plans {
    fn index(&mut self, mut plan: DayPlan) -> Result<u16, ScheduleError> {
        plan.sort_unstable();
        plan.dedup();
        if let Some(&index) = self.known.get(&plan) {
            return Ok(index);
        }
        let index = u16::try_from(self.in_order.len())
            .ok()
            .filter(|&i| i < u16::MAX)
            .ok_or(ScheduleError::TooManyDays)?;
        self.known.insert(plan.clone(), index);
        self.in_order.push(plan);
        Ok(index)
    }
}
