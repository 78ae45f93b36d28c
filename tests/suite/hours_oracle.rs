//! Minute by minute: an oracle that knows nothing of how a schedule is kept or evaluated.
//!
//! It asks `jiff` what the clock shows at every minute of a week, and reads the intervals where
//! they were written: in a random draft, or in the text itself, by a reader of its own for the
//! plain weekly and holiday texts that are five in six of the real ones.

use crate::data;
use jiff::tz::TimeZone;
use nigh::feed::osm_hours::{HolidayPlace, compile};
use nigh::feed::zones;
use nigh::schedule::{DayPlan, Draft, Interval, Kind, Phase, Schedule, Season};
use nigh::time::{Day, Horizon, UtcSeconds};
use std::collections::BTreeMap;
use std::sync::LazyLock;

const WEEK_MIN: i64 = 7 * 1_440;

/// Zones, and the Mondays of their weeks with a change of the clock; and one week without.
const WEEKS: [(&str, &str); 15] = [
    ("Europe/Berlin", "2026-03-23"),
    ("Europe/Berlin", "2026-10-19"),
    ("America/New_York", "2026-03-02"),
    ("America/New_York", "2026-10-26"),
    ("Australia/Lord_Howe", "2026-03-30"),
    ("Australia/Lord_Howe", "2026-09-28"),
    ("America/Santiago", "2026-03-30"),
    ("America/Santiago", "2026-08-31"),
    ("Africa/Cairo", "2026-04-20"),
    ("Africa/Cairo", "2026-10-26"),
    ("Africa/Casablanca", "2026-02-09"),
    ("Asia/Kathmandu", "2026-06-01"),
    ("Pacific/Kiritimati", "2026-06-01"),
    ("Pacific/Pago_Pago", "2026-06-01"),
    ("Europe/Berlin", "2026-04-27"),
];

/// `SplitMix64`: the same weeks every time.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % n as u64).unwrap()
    }

    fn minute(&mut self, below: usize) -> u16 {
        // Often a quarter of an hour, now and then any minute.
        let step = [15, 15, 30, 1][self.below(4)];
        u16::try_from(self.below(below / step) * step).unwrap()
    }
}

/// The minutes of a week: what the clock shows at each, as `jiff` has it.
struct Week {
    start: UtcSeconds,
    labels: Vec<(Day, i64)>,
}

impl Week {
    fn of(zone: &str, monday: &str) -> Self {
        let zone = TimeZone::get(zone).unwrap();
        let monday: jiff::civil::Date = monday.parse().unwrap();
        let start = monday.to_zoned(zone.clone()).unwrap().timestamp().as_second();
        let label = |minute: i64| {
            let at = jiff::Timestamp::from_second(start + minute * 60).unwrap();
            let clock = at.to_zoned(zone.clone()).datetime();
            (Day::of(clock.date()), i64::from(clock.hour()) * 60 + i64::from(clock.minute()))
        };
        Self { start: UtcSeconds(start), labels: (0..WEEK_MIN).map(label).collect() }
    }

    fn at(&self, minute: usize) -> UtcSeconds {
        self.start.plus(i64::try_from(minute).unwrap() * 60)
    }
}

fn horizon() -> Horizon {
    Horizon::around(UtcSeconds::parse("2026-01-01T00:00:00Z").unwrap(), 400).unwrap()
}

#[test]
fn random_drafts_minute_by_minute() {
    let mut random = Random(20_260_101);
    for (zone, monday) in WEEKS {
        let week = Week::of(zone, monday);
        for round in 0..12 {
            let draft = draft(&mut random, Day::parse(monday).unwrap());
            let expected: Vec<Phase> =
                week.labels.iter().map(|&(day, minute)| drafted(&draft, day, minute)).collect();
            let schedule = draft.clone().build().unwrap();
            let what = format!("round {round}, {zone}, {monday}, {draft:?}");
            check(&schedule, zone, &week, &expected, &mut random, &what);
        }
    }
}

/// Weeks, seasons that begin within the week, and exceptions, most of them overnight somewhere.
fn draft(random: &mut Random, monday: Day) -> Draft {
    let around = |random: &mut Random| monday.plus(i32::try_from(random.below(10)).unwrap() - 2);
    let mut draft = Draft::default();
    draft.seasons.insert(Day(0), season(random));
    for _ in 0..random.below(3) {
        draft.seasons.insert(around(random), season(random));
    }
    for _ in 0..random.below(4) {
        draft.exceptions.insert(around(random), plan(random));
    }
    draft
}

fn season(random: &mut Random) -> Season {
    Season { week: std::array::from_fn(|_| plan(random)) }
}

fn plan(random: &mut Random) -> DayPlan {
    (0..random.below(4))
        .filter_map(|_| {
            let opens = random.minute(1_440);
            let closes = opens + random.minute(1_440) + 1;
            let kind = [Kind::Open, Kind::Open, Kind::OpenEnd, Kind::Unknown][random.below(4)];
            Interval::new(opens, closes.min(2_880), kind)
        })
        .collect()
}

/// What a draft says of a minute of the clock on a date.
fn drafted(draft: &Draft, day: Day, minute: i64) -> Phase {
    let of = |day: Day| {
        let season = draft.seasons.range(..=day).next_back().unwrap().1;
        draft.exceptions.get(&day).unwrap_or(&season.week[day.weekday()])
    };
    let mut phases: Vec<Phase> = covering(of(day), minute).collect();
    if !draft.exceptions.contains_key(&day) {
        phases.extend(covering(of(day.plus(-1)), minute + 1_440));
    }
    let surest = [Phase::Open, Phase::OpenEnd, Phase::Unknown];
    surest.into_iter().find(|phase| phases.contains(phase)).unwrap_or(Phase::Closed)
}

fn covering(plan: &DayPlan, minute: i64) -> impl Iterator<Item = Phase> {
    let covers =
        move |i: &&Interval| (i64::from(i.opens())..i64::from(i.closes())).contains(&minute);
    plan.iter().filter(covers).map(|i| match i.kind() {
        Kind::Open => Phase::Open,
        Kind::OpenEnd => Phase::OpenEnd,
        Kind::Unknown => Phase::Unknown,
    })
}

/// The phase at every minute; span, stay and next opening at some instants within minutes.
fn check(
    schedule: &Schedule,
    zone: &str,
    week: &Week,
    expected: &[Phase],
    random: &mut Random,
    what: &str,
) {
    let zone = zones::zone(zone, horizon()).unwrap();
    for (i, phase) in expected.iter().enumerate() {
        let at = week.at(i);
        assert_eq!(schedule.phase(&zone, at), *phase, "{} in {what}", zone.rfc3339(at));
    }
    let days = Known { week, expected };
    for _ in 0..40 {
        let minute = random.below(expected.len());
        let at = week.at(minute).plus(i64::try_from(random.below(60)).unwrap());
        let limit_min = minute + 1 + random.below(expected.len() - minute);
        let limit = week.at(limit_min);
        let stay_min = [0, 1, 30, 60, 240][random.below(5)];
        let when = format!("{} until {} in {what}", zone.rfc3339(at), zone.rfc3339(limit));
        let until = days.end_of_phase(minute).filter(|&until| until < limit);
        assert_eq!(schedule.span(&zone, at, limit).until, until, "span at {when}");
        // Only what the oracle has seen the end of.
        if let Ok(serves) = days.serves(at, minute, stay_min) {
            let is_open = schedule.is_open_for(&zone, at, stay_min);
            assert_eq!(is_open, serves, "{stay_min} minutes at {when}");
        }
        if let Ok(next) = days.next_open_for(at, minute, stay_min, limit) {
            let found = schedule.next_open_for(&zone, at, stay_min, limit);
            assert_eq!(found, next, "open for {stay_min} minutes from {when}");
        }
    }
}

/// What was asked ends after the week that the oracle has seen.
struct Unseen;

/// A week that is known to the minute, and nothing beyond.
struct Known<'a> {
    week: &'a Week,
    expected: &'a [Phase],
}

impl Known<'_> {
    fn end_of_phase(&self, minute: usize) -> Option<UtcSeconds> {
        let phase = self.expected[minute];
        let rest = &self.expected[minute..];
        rest.iter().position(|&p| p != phase).map(|after| self.week.at(minute + after))
    }

    /// Whether a person can stay from `at` on.
    fn serves(&self, at: UtcSeconds, minute: usize, stay_min: u32) -> Result<bool, Unseen> {
        let leaves = at.plus(i64::from(stay_min) * 60);
        match (self.expected[minute], self.end_of_phase(minute)) {
            (Phase::Open, Some(until)) => Ok(leaves <= until),
            (Phase::Open, None) if leaves > self.week.at(self.expected.len()) => Err(Unseen),
            (Phase::Open, None) => Ok(true),
            (Phase::OpenEnd, _) => Ok(stay_min == 0),
            (Phase::Closed | Phase::Unknown, _) => Ok(false),
        }
    }

    fn next_open_for(
        &self,
        at: UtcSeconds,
        minute: usize,
        stay_min: u32,
        limit: UtcSeconds,
    ) -> Result<Option<UtcSeconds>, Unseen> {
        let later = (minute + 1..self.expected.len()).map(|next| (self.week.at(next), next));
        for (t, minute) in std::iter::once((at, minute)).chain(later) {
            if t >= limit {
                break;
            }
            if self.serves(t, minute, stay_min)? {
                return Ok(Some(t));
            }
        }
        Ok(None)
    }
}

/// Of the texts of the gold that the plain reader can read, many in random weeks.
#[test]
fn real_texts_minute_by_minute() {
    let Some(rows) = data::text("hours-gold.jsonl") else { return };
    let texts: Vec<String> = rows
        .lines()
        .map(|row| serde_json::from_str::<serde_json::Value>(row).unwrap())
        .map(|row| row["s"].as_str().unwrap().to_owned())
        .collect();
    let plain: BTreeMap<&str, Vec<PlainRule>> =
        texts.iter().filter_map(|text| Some((text.as_str(), plain_rules(text)?))).collect();
    println!("{} of {} texts are plain", plain.len(), texts.len());
    assert!(plain.len() * 5 > texts.len() * 4);
    let weeks: Vec<_> =
        WEEKS.iter().map(|&(zone, monday)| (zone, Week::of(zone, monday))).collect();
    let place = HolidayPlace::new("DE", None, None);
    let mut random = Random(8_744);
    for (text, rules) in plain.iter().filter(|(text, _)| text.len() % 16 == 0) {
        let schedule = compile(text, &place, horizon()).unwrap().schedule().unwrap();
        let (zone, week) = &weeks[random.below(weeks.len())];
        let expected: Vec<Phase> =
            week.labels.iter().map(|&(day, minute)| written(rules, day, minute)).collect();
        check(&schedule, zone, week, &expected, &mut random, &format!("{zone}, {text}"));
    }
}

/// `Mo-Fr,PH 10:00-12:00,14:00-16:00`, or `… off` without spans.
struct PlainRule {
    weekdays: [bool; 7],
    holidays: bool,
    spans: Vec<(i64, i64)>,
}

fn plain_rules(text: &str) -> Option<Vec<PlainRule>> {
    text.split(';').map(str::trim).filter(|rule| !rule.is_empty()).map(plain_rule).collect()
}

fn plain_rule(rule: &str) -> Option<PlainRule> {
    let starts_with_time = rule.starts_with(|c: char| c.is_ascii_digit());
    let (days, times) = if starts_with_time { ("Mo-Su", rule) } else { rule.split_once(' ')? };
    let mut weekdays = [false; 7];
    let mut holidays = false;
    for item in days.split(',') {
        if item == "PH" {
            holidays = true;
            continue;
        }
        let (first, last) = item.split_once('-').unwrap_or((item, item));
        let (first, last) = (weekday(first)?, weekday(last)?);
        (0..=(last + 7 - first) % 7).for_each(|i| weekdays[(first + i) % 7] = true);
    }
    let spans = match times {
        "off" | "closed" => vec![],
        times => times.split(',').map(|span| plain_span(span.trim())).collect::<Option<_>>()?,
    };
    Some(PlainRule { weekdays, holidays, spans })
}

fn weekday(name: &str) -> Option<usize> {
    ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"].iter().position(|&known| known == name)
}

fn plain_span(span: &str) -> Option<(i64, i64)> {
    let minutes = |time: &str| {
        let (hours, minutes) = time.split_once(':').filter(|(_, m)| m.len() == 2)?;
        Some(hours.parse::<i64>().ok()? * 60 + minutes.parse::<i64>().ok()?)
    };
    let (opens, closes) = span.split_once('-')?;
    match (minutes(opens)?, minutes(closes)?) {
        (0, 1_439) => Some((0, 1_440)),
        (opens, closes) if closes <= opens => Some((opens, closes + 1_440)),
        span => Some(span),
    }
}

/// What plain rules say of a minute of the clock on a date, by the policy in words: the last rule
/// that matches a date makes it; it goes on past midnight, unless the next date is a holiday that
/// a rule of its own replaces; and where a holiday of some regions matters, nobody can say.
fn written(rules: &[PlainRule], day: Day, minute: i64) -> Phase {
    match [false, true].map(|everywhere| is_open(rules, day, minute, everywhere)) {
        [true, true] => Phase::Open,
        [false, false] => Phase::Closed,
        _ => Phase::Unknown,
    }
}

/// Whether it is open, if the holidays of some regions are none here, or are holidays here too.
fn is_open(rules: &[PlainRule], day: Day, minute: i64, everywhere: bool) -> bool {
    let deciding = |day: Day| {
        let holiday = HOLIDAYS.contains(&day) || (everywhere && REGIONAL.contains(&day));
        rules.iter().rposition(|r| r.weekdays[day.weekday()] || (r.holidays && holiday))
    };
    let covers = |rule: Option<usize>, minute: i64| {
        rule.is_some_and(|r| rules[r].spans.iter().any(|&(o, c)| (o..c).contains(&minute)))
    };
    let (before, today) = (deciding(day.plus(-1)), deciding(day));
    let cuts = today.is_some_and(|r| r > 0 && !rules[r].weekdays[day.weekday()]) && before != today;
    covers(today, minute) || (!cuts && covers(before, minute + 1_440))
}

/// Germany's holidays in the weeks above.
static HOLIDAYS: LazyLock<Vec<Day>> =
    LazyLock::new(|| days(&["2026-04-03", "2026-04-06", "2026-05-01", "2026-10-03"]));
/// Those of some of its regions.
static REGIONAL: LazyLock<Vec<Day>> =
    LazyLock::new(|| days(&["2026-03-08", "2026-04-05", "2026-06-04", "2026-10-31", "2026-11-01"]));

fn days(dates: &[&str]) -> Vec<Day> {
    dates.iter().filter_map(|date| Day::parse(date)).collect()
}
