//! What the rules that match a date make of it.

use super::place::{HolidayPlace, day_of};
use super::select::{Match, Rule};
use crate::schedule::{DayPlan, Interval, Kind};
use crate::time::{DAY_MIN, Day};
use chrono::NaiveDate;
use opening_hours_syntax::rules::time::{Time, TimeSpan};
use opening_hours_syntax::rules::{RuleKind, RuleOperator};
use std::collections::HashMap;
use std::rc::Rc;

/// A date: what begins on it, and what becomes of what the date before carries in.
#[derive(Debug)]
pub(super) struct Dated {
    pub(super) day: Day,
    pub(super) plan: DayPlan,
    pub(super) carried: Carried,
}

/// What becomes of an interval that began on the date before, at local midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Carried {
    /// It goes on.
    Kept,
    /// It may go on: the date may be a holiday.
    Doubted,
    /// A dated exception cuts it.
    Cut,
}

/// What the rules say of a date that they meet in one way.
#[derive(Debug)]
struct Reading {
    plan: DayPlan,
    /// The rule that the date's plan comes from, and how it meets the date: if a date that may be
    /// a holiday is none, and if it is one.
    decided_by: [DecidedBy; 2],
}

/// Every date, in order.
pub(super) fn evaluate(rules: &[Rule], dates: &[NaiveDate], place: &HolidayPlace) -> Vec<Dated> {
    let follows_the_sun = rules.iter().any(Rule::names_the_sun);
    let mut known: HashMap<Vec<Match>, Rc<Reading>> = HashMap::new();
    let mut before = [None; 2];
    let mut days = Vec::with_capacity(dates.len());
    for &date in dates {
        let meets: Vec<Match> = rules.iter().map(|rule| rule.meets(date, place)).collect();
        let reading = match known.get(&meets) {
            Some(known) if !follows_the_sun => Rc::clone(known),
            _ => Rc::new(read(rules, &meets, date, place)),
        };
        let carried = carried(before, reading.decided_by);
        days.push(Dated { day: day_of(date), plan: reading.plan.clone(), carried });
        before = reading.decided_by;
        known.entry(meets).or_insert(reading);
    }
    days
}

fn read(rules: &[Rule], meets: &[Match], date: NaiveDate, place: &HolidayPlace) -> Reading {
    let [(one, one_by), (other, other_by)] = [false, true].map(|if_holiday| {
        let (mut plan, mut decided_by) = (DayPlan::new(), None);
        for (i, (rule, &how)) in rules.iter().zip(meets).enumerate() {
            if how == Match::No || (how == Match::Maybe && !if_holiday) {
                continue;
            }
            plan = apply(plan, rule, date, place);
            if rule.replaces_the_day() {
                // The first rule of a text has nothing to replace, even where it names holidays.
                decided_by = Some((i, if i == 0 { Match::Weekly } else { how }));
            }
        }
        (joined(plan), decided_by)
    });
    Reading { plan: either(one, &other), decided_by: [one_by, other_by] }
}

type DecidedBy = Option<(usize, Match)>;

fn carried(before: [DecidedBy; 2], now: [DecidedBy; 2]) -> Carried {
    match (cuts(before[0], now[0]), cuts(before[1], now[1])) {
        (true, true) => Carried::Cut,
        (false, false) => Carried::Kept,
        _ => Carried::Doubted,
    }
}

/// A dated exception cuts what was carried in, unless the same rule made it.
fn cuts(before: DecidedBy, now: DecidedBy) -> bool {
    match (now, before) {
        (Some((_, Match::Weekly)) | None, _) => false,
        (Some((rule, _)), Some((other, _))) => rule != other,
        (Some(_), None) => true,
    }
}

impl Rule {
    /// A normal rule does, and a whole day `off`; not `12:00-13:00 off`, which takes these hours
    /// out of a day.
    fn replaces_the_day(&self) -> bool {
        match (self.operator, self.kind) {
            (RuleOperator::Fallback, _) => false,
            (_, RuleKind::Closed) => self.is_all_day(),
            (operator, _) => operator == RuleOperator::Normal,
        }
    }

    fn is_all_day(&self) -> bool {
        self.spans.iter().all(|span| fixed(span.range.start) == Some(0) && ends_at_24(span))
    }
}

fn ends_at_24(span: &TimeSpan) -> bool {
    matches!(fixed(span.range.end), Some(1_439 | DAY_MIN)) && !span.open_end
}

fn fixed(time: Time) -> Option<u16> {
    match time {
        Time::Fixed(time) => Some(time.mins_from_midnight()),
        Time::Variable(_) => None,
    }
}

/// A date's plan after one more rule.
fn apply(mut plan: DayPlan, rule: &Rule, date: NaiveDate, place: &HolidayPlace) -> DayPlan {
    let own = rule.intervals(date, place);
    match (rule.operator, rule.kind) {
        _ if rule.replaces_the_day() => plan.clear(),
        (RuleOperator::Fallback, RuleKind::Closed) => return plan,
        (RuleOperator::Fallback, _) => return beneath(plan, &own),
        // Open hours need no room made for them: where hours overlap, the surer ones count.
        (_, RuleKind::Closed | RuleKind::Unknown) => plan = without(&plan, &own),
        _ => {}
    }
    if rule.kind != RuleKind::Closed {
        plan.extend(own);
    }
    plan
}

/// A fallback fills what is neither open nor unknown.
fn beneath(mut plan: DayPlan, own: &[Interval]) -> DayPlan {
    let added = without(own, &plan);
    plan.extend(added);
    plan
}

impl Rule {
    /// What begins on `date` by this rule. Where the date opens again after an open end, it has
    /// closed in between: `12:00+, 18:00-22:00` is closed at 23:00, and between the stated close
    /// and the next opening of `11:30-15:00+, 17:30-21:30` nobody can say.
    fn intervals(&self, date: NaiveDate, place: &HolidayPlace) -> DayPlan {
        let mut plan: DayPlan = self.spans.iter().flat_map(|s| self.span(s, date, place)).collect();
        plan.sort_unstable();
        let edges: Vec<(u16, u16)> = plan.iter().map(|i| (i.opens(), i.closes())).collect();
        for interval in plan.iter_mut().filter(|i| i.kind() == Kind::OpenEnd) {
            let opens = interval.opens();
            let Some(next) = edges.iter().map(|e| e.0).find(|&next| next > opens) else { continue };
            let is_tail = edges.iter().any(|e| e.1 == opens);
            let kind = if is_tail { Kind::Unknown } else { Kind::OpenEnd };
            *interval = Interval::new(opens, next, kind).unwrap_or(*interval);
        }
        plan
    }

    fn span(&self, span: &TimeSpan, date: NaiveDate, place: &HolidayPlace) -> DayPlan {
        let minutes = |time: Time| match time {
            Time::Fixed(time) => Some(i32::from(time.mins_from_midnight())),
            Time::Variable(sun) => Some(place.sun_min(sun.event, date)? + i32::from(sun.offset)),
        };
        let (Some(opens), Some(closes)) = (minutes(span.range.start), minutes(span.range.end))
        else {
            // The sun does not rise or set.
            return Interval::new(0, DAY_MIN, Kind::Unknown).into_iter().collect();
        };
        self.stretches(opens, closes, span.open_end)
    }

    fn stretches(&self, opens: i32, closes: i32, open_end: bool) -> DayPlan {
        let day = i32::from(DAY_MIN);
        let kind = |kind| if self.kind == RuleKind::Unknown { Kind::Unknown } else { kind };
        let opens = opens.clamp(0, day - 1);
        let closes = match closes {
            _ if opens == 0 && closes == day - 1 => day,
            closes if closes <= opens => closes + day,
            closes => closes.min(2 * day),
        };
        let at = |opens: i32, closes: i32, how| {
            Interval::new(u16::try_from(opens).ok()?, u16::try_from(closes).ok()?, kind(how))
        };
        let stretches = match (open_end, closes == day) {
            (false, _) => [at(opens, closes, Kind::Open), None],
            (true, true) => [at(opens, day, Kind::OpenEnd), None],
            (true, false) => [at(opens, closes, Kind::Open), at(closes, day, Kind::OpenEnd)],
        };
        stretches.into_iter().flatten().collect()
    }
}

/// `plan` less what `taken` covers. (Of an overnight interval, a remainder that would begin after
/// 24:00 is lost: only `off` hours in the middle of its night leave one.)
fn without(plan: &[Interval], taken: &[Interval]) -> DayPlan {
    taken.iter().fold(plan.to_vec(), |left, cut| {
        let pieces = left.iter().flat_map(|i| {
            let before = Interval::new(i.opens(), i.closes().min(cut.opens()), i.kind());
            let after = Interval::new(i.opens().max(cut.closes()), i.closes(), i.kind());
            [before, after].into_iter().flatten()
        });
        pieces.collect()
    })
}

/// In order, and neighbours of one kind made one.
fn joined(mut plan: DayPlan) -> DayPlan {
    plan.sort_unstable_by_key(|i| (i.kind(), i.opens()));
    let mut joined: DayPlan = Vec::with_capacity(plan.len());
    for interval in plan {
        match joined.last_mut() {
            Some(last) if last.kind() == interval.kind() && last.closes() >= interval.opens() => {
                let closes = last.closes().max(interval.closes());
                *last = Interval::new(last.opens(), closes, last.kind()).unwrap_or(*last);
            }
            _ => joined.push(interval),
        }
    }
    joined.sort_unstable();
    joined
}

/// Where two readings of a date agree, that; elsewhere unknown.
fn either(one: DayPlan, other: &[Interval]) -> DayPlan {
    if one == other {
        return one;
    }
    let doubted = |i: &Interval| Interval::new(i.opens(), i.closes(), Kind::Unknown);
    let agreed = one.iter().flat_map(|ours| {
        let same_kind = other.iter().filter(|theirs| theirs.kind() == ours.kind());
        same_kind.filter_map(|theirs| {
            let closes = ours.closes().min(theirs.closes());
            Interval::new(ours.opens().max(theirs.opens()), closes, ours.kind())
        })
    });
    let all = one.iter().chain(other).filter_map(doubted);
    joined(agreed.chain(all).collect())
}
