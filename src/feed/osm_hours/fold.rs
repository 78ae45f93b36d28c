//! Dates → few weeks and dated exceptions.

use super::day::{Carried, Dated};
use crate::schedule::{DayPlan, Draft, Interval, Kind, Season};
use crate::time::{DAY_MIN, Day};
use std::collections::HashMap;

/// What a further season costs, in exceptions: a date and seven days against a date and one.
const SEASON_COST: usize = 4;

/// The weeks and exceptions that give back every one of `days`; a season begins only at one of
/// `starts` (places in `days`), and only where that saves exceptions.
pub(super) fn draft(days: &[Dated], starts: &[usize]) -> Draft {
    let plans = Interned::of(days);
    let mut draft = Draft::default();
    for (from, to) in segments(&plans, starts) {
        let week = plans.usual_week(from, to);
        // The first week is for ever, whatever the horizon: so equal texts are equal schedules.
        let first = if from == 0 { Day(0) } else { days[from].day };
        for at in from..to {
            if let Some(plan) = exception(days, at, &week) {
                draft.exceptions.insert(days[at].day, plan);
            }
        }
        draft.seasons.insert(first, Season { week });
    }
    draft
}

/// What the date at `at` has in place of its week, if the week does not say it all.
fn exception(days: &[Dated], at: usize, week: &[DayPlan; 7]) -> Option<DayPlan> {
    let today = &days[at];
    let carried = at.checked_sub(1).map_or(vec![], |before| carried_in(&days[before].plan));
    let as_usual = today.plan == week[today.day.weekday()];
    if as_usual && (carried.is_empty() || today.carried == Carried::Kept) {
        return None;
    }
    // An exception cuts what was carried in, so what goes on is written out.
    let goes_on = carried.into_iter().filter_map(|i| match today.carried {
        Carried::Kept => Some(i),
        Carried::Doubted => Interval::new(i.opens(), i.closes(), Kind::Unknown),
        Carried::Cut => None,
    });
    Some(today.plan.iter().copied().chain(goes_on).collect())
}

/// What an earlier date's plan leaves to the next, by that date's clock.
fn carried_in(plan: &[Interval]) -> DayPlan {
    plan.iter()
        .filter_map(|i| Interval::new(0, i.closes().checked_sub(DAY_MIN)?, i.kind()))
        .collect()
}

/// Each date's plan by a number, and its weekday.
struct Interned<'a> {
    plans: Vec<&'a DayPlan>,
    dates: Vec<(usize, usize)>,
}

impl<'a> Interned<'a> {
    fn of(days: &'a [Dated]) -> Self {
        let mut known: HashMap<&DayPlan, usize> = HashMap::new();
        let mut plans = Vec::new();
        let dates = days
            .iter()
            .map(|dated| {
                let index = *known.entry(&dated.plan).or_insert_with(|| {
                    plans.push(&dated.plan);
                    plans.len() - 1
                });
                (dated.day.weekday(), index)
            })
            .collect();
        Self { plans, dates }
    }

    /// The most frequent plan of each weekday among the dates `from..to`, the first if equal.
    fn usual_week(&self, from: usize, to: usize) -> [DayPlan; 7] {
        let mut tally = Tally::new(self.plans.len());
        self.dates[from..to].iter().for_each(|&date| tally.count(date));
        tally.best.map(|(_, plan)| self.plans.get(plan).map_or(vec![], |plan| (*plan).clone()))
    }
}

/// How often each weekday has each plan, and which it has most: (count, plan).
struct Tally {
    counts: Vec<[usize; 7]>,
    best: [(usize, usize); 7],
    dates: usize,
}

impl Tally {
    fn new(plans: usize) -> Self {
        Self { counts: vec![[0; 7]; plans], best: [(0, usize::MAX); 7], dates: 0 }
    }

    fn count(&mut self, (weekday, plan): (usize, usize)) {
        self.dates += 1;
        self.counts[plan][weekday] += 1;
        let count = self.counts[plan][weekday];
        if count > self.best[weekday].0 {
            self.best[weekday] = (count, plan);
        }
    }

    /// The dates that are not as usual.
    fn exceptions(&self) -> usize {
        self.dates - self.best.iter().map(|best| best.0).sum::<usize>()
    }
}

/// The cheapest way to cut the dates at some of `starts`, as ranges `from..to`.
fn segments(plans: &Interned, starts: &[usize]) -> Vec<(usize, usize)> {
    let mut bounds = vec![0];
    bounds.extend_from_slice(starts);
    bounds.push(plans.dates.len());
    // For each bound: the least cost of all dates before it, and the bound where its season began.
    let mut least = vec![(usize::MAX, 0); bounds.len()];
    least[0].0 = 0;
    for from in 0..bounds.len() - 1 {
        let mut tally = Tally::new(plans.plans.len());
        for to in from + 1..bounds.len() {
            plans.dates[bounds[to - 1]..bounds[to]].iter().for_each(|&date| tally.count(date));
            let cost = least[from].0 + SEASON_COST + tally.exceptions();
            if cost < least[to].0 {
                least[to] = (cost, from);
            }
        }
    }
    let mut segments = Vec::new();
    let mut to = bounds.len() - 1;
    while to > 0 {
        let from = least[to].1;
        segments.push((bounds[from], bounds[to]));
        to = from;
    }
    segments.reverse();
    segments
}
