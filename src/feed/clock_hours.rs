//! Hours as Google's bulk sheet writes them: a cell a weekday, and special hours.
//!
//! | cell | meaning |
//! |---|---|
//! | `09:00-17:00`, `9:00AM-5:00PM`, `9am – 5pm` | one interval |
//! | `11:30-14:00, 17:00-22:00` | several |
//! | `18:00-02:00`, `18:00-26:00` | into the next date |
//! | `00:00-24:00`, `00:00-00:00`, `12:00AM-12:00AM`, `24 hours` | the whole date |
//! | `x`, `closed` | closed |
//! | empty | closed if any other weekday is given, else the whole week is unknown |
//!
//! A bare hour (`10-9`) is not guessed at, nor is `9-5pm`, nor two equal times but midnight.
//!
//! Special hours are `date: cell` pairs, `2026-12-25: x, 2026-12-24: 09:00-13:00`; several
//! intervals of one date repeat the date, or just follow it. What cannot be read makes that date
//! unknown, and where the date itself cannot be read, the whole store.

use crate::schedule::{DayPlan, Draft, Interval, Kind, Schedule, Season};
use crate::time::{DAY_MIN, Day, Horizon};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// The cells that a store's hours are made of.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Cells<'a> {
    /// Monday first.
    pub week: [&'a str; 7],
    /// Special hours.
    pub special: &'a str,
    /// The date on which the store opens for the first time, if that is still to come.
    pub opening: Option<Day>,
}

/// A cell that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unreadable {
    /// Which: 0 (Monday) … 6 (Sunday), 7 for special hours.
    pub cell: usize,
    /// The part that cannot be read.
    pub value: String,
    /// Whether only one date is lost, not the whole of the hours.
    pub only_date: bool,
    /// Why.
    pub why: &'static str,
}

/// What the cells say.
#[derive(Clone, Debug, Default)]
pub(super) struct Read {
    /// `None`: unknown, or not given.
    pub hours: Option<Arc<Schedule>>,
    /// Whether any cell says anything.
    pub is_given: bool,
    /// What could not be read.
    pub problems: Vec<Unreadable>,
}

/// Reads each distinct set of cells once.
#[derive(Debug)]
pub(super) struct Reader {
    horizon: Horizon,
    known: HashMap<String, Arc<Read>>,
    key: String,
}

impl Reader {
    pub(super) fn new(horizon: Horizon) -> Self {
        Self { horizon, known: HashMap::new(), key: String::new() }
    }

    pub(super) fn read(&mut self, cells: Cells<'_>) -> Arc<Read> {
        self.key.clear();
        for cell in cells.week.iter().chain([&cells.special]) {
            self.key.push_str(cell);
            self.key.push('\n');
        }
        if let Some(day) = cells.opening {
            self.key.push_str(&day.0.to_string());
        }
        if let Some(read) = self.known.get(&self.key) {
            return Arc::clone(read);
        }
        let read = Arc::new(read(cells, self.horizon));
        self.known.insert(self.key.clone(), Arc::clone(&read));
        read
    }
}

fn read(cells: Cells<'_>, horizon: Horizon) -> Read {
    let mut problems = Vec::new();
    let week = week(cells.week, &mut problems);
    let special = special(cells.special, &mut problems);
    let is_given = week.is_some() || !special.is_empty() || !problems.is_empty();
    let is_lost = problems.iter().any(|p| !p.only_date);
    let hours =
        if is_lost || !is_given { None } else { schedule(week, cells.opening, special, horizon) };
    Read { hours, is_given, problems }
}

/// A week that says nothing is unknown on every date that has no special hours.
fn schedule(
    week: Option<[DayPlan; 7]>,
    opening: Option<Day>,
    special: BTreeMap<Day, DayPlan>,
    horizon: Horizon,
) -> Option<Arc<Schedule>> {
    let season = Season { week: week.unwrap_or_else(|| std::array::from_fn(|_| unknown_day())) };
    let mut seasons = BTreeMap::new();
    if let Some(opening) = opening {
        seasons.insert(Day(0), Season::default());
        seasons.insert(opening, season);
    } else {
        seasons.insert(Day(0), season);
    }
    let dates = horizon.from.plus(-2)..=horizon.through.plus(2);
    let exceptions = special.into_iter().filter(|(day, _)| dates.contains(day)).collect();
    Draft { seasons, exceptions }.build().ok().map(Arc::new)
}

fn unknown_day() -> DayPlan {
    Interval::new(0, DAY_MIN, Kind::Unknown).into_iter().collect()
}

/// `None` if every day is empty; else an empty day is a closed one.
fn week(cells: [&str; 7], problems: &mut Vec<Unreadable>) -> Option<[DayPlan; 7]> {
    if cells.iter().all(|cell| cell.trim().is_empty()) {
        return None;
    }
    let mut index = 0..;
    Some(cells.map(|text| {
        let cell = index.next().unwrap_or_default();
        day(text).unwrap_or_else(|(value, why)| {
            problems.push(Unreadable { cell, value: value.to_owned(), only_date: false, why });
            DayPlan::new()
        })
    }))
}

/// The intervals of one cell.
fn day(cell: &str) -> Result<DayPlan, (&str, &'static str)> {
    if is_closed(cell.trim()) {
        return Ok(DayPlan::new());
    }
    parts(cell).map(|part| interval(part).map_err(|why| (part, why))).collect()
}

fn is_closed(text: &str) -> bool {
    text.is_empty() || text.eq_ignore_ascii_case("x") || text.eq_ignore_ascii_case("closed")
}

fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', ';']).map(str::trim).filter(|part| !part.is_empty())
}

fn special(cell: &str, problems: &mut Vec<Unreadable>) -> BTreeMap<Day, DayPlan> {
    let mut days: BTreeMap<Day, DayPlan> = BTreeMap::new();
    let mut current = None;
    for part in parts(cell) {
        let (date, hours) = split_date(part);
        if let Some(date) = date {
            current = Day::parse(date);
        }
        let lost = |only_date, why| Unreadable { cell: 7, value: part.to_owned(), only_date, why };
        let Some(day) = current else {
            problems.push(lost(false, "it does not begin with a date, such as 2026-12-24"));
            continue;
        };
        if let Err(why) = add_special(days.entry(day), hours) {
            days.insert(day, unknown_day());
            problems.push(lost(true, why));
        }
    }
    days
}

type DayEntry<'a> = std::collections::btree_map::Entry<'a, Day, DayPlan>;

fn add_special(entry: DayEntry<'_>, hours: &str) -> Result<(), &'static str> {
    use std::collections::btree_map::Entry::{Occupied, Vacant};
    let interval = if is_closed(hours) { None } else { Some(interval(hours)?) };
    match (entry, interval) {
        (Vacant(slot), interval) => {
            slot.insert(interval.into_iter().collect());
        }
        (Occupied(slot), None) if slot.get().is_empty() => {}
        (Occupied(slot), Some(interval)) if !slot.get().is_empty() => {
            // A date that is already unknown stays so: the surer interval must not hide it.
            if slot.get() != &unknown_day() {
                slot.into_mut().push(interval);
            }
        }
        (Occupied(_), _) => return Err("the date is said to be both closed and open"),
    }
    Ok(())
}

/// `2026-12-24: 09:00-13:00` → the date and the rest; hours without a date → the whole.
fn split_date(part: &str) -> (Option<&str>, &str) {
    let is_hours = is_closed(part) || interval(part).is_ok();
    match part.split_once(':') {
        Some((date, rest)) if !is_hours => (Some(date.trim()), rest.trim()),
        _ => (None, part),
    }
}

/// One interval, or why it is none.
fn interval(text: &str) -> Result<Interval, &'static str> {
    let plain = text.to_ascii_lowercase().replace(['–', '—', '−', '‒'], "-").replace(" to ", "-");
    if matches!(plain.as_str(), "24 hours" | "open 24 hours" | "24h") {
        return Ok(Interval::ALL_DAY);
    }
    let (opens, closes) = plain.split_once('-').ok_or("it is not two times with a dash between")?;
    let (opens, closes) = (time(opens)?, time(closes)?);
    if opens.is_12_hour != closes.is_12_hour {
        return Err("only one of the two times says am or pm");
    }
    let (opens, closes) = (opens.minutes, closes.minutes);
    if opens >= DAY_MIN {
        return Err("it opens after 23:59");
    }
    match (opens, closes) {
        (0, 0) => Ok(Interval::ALL_DAY),
        (o, c) if c > DAY_MIN => Interval::new(o, c, Kind::Open).ok_or("it closes after 48:00"),
        (o, c) => Interval::between(o, c, Kind::Open).ok_or("it opens and closes at one time"),
    }
}

struct Time {
    minutes: u16,
    is_12_hour: bool,
}

/// `9:30`, `09.30`, `9am`, `9:30 p.m.`; hours run to 48.
fn time(text: &str) -> Result<Time, &'static str> {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let (digits, half) = half_of_day(&text);
    let (hour, minute) = match digits.split_once([':', '.']) {
        Some((hour, minute)) if minute.len() == 2 => (number(hour)?, number(minute)?),
        Some(_) => return Err("minutes have two digits"),
        None if half.is_some() => (number(digits)?, 0),
        None => return Err("an hour without minutes needs am or pm"),
    };
    if minute > 59 {
        return Err("there are 60 minutes in an hour");
    }
    let hour = match half {
        Some(after_noon) if (1..=12).contains(&hour) => hour % 12 + 12 * u16::from(after_noon),
        Some(_) => return Err("with am or pm, hours run from 1 to 12"),
        None if hour <= 48 => hour,
        None => return Err("hours run from 0 to 24"),
    };
    Ok(Time { minutes: hour * 60 + minute, is_12_hour: half.is_some() })
}

/// The digits, and whether it is after noon, where the text says.
fn half_of_day(text: &str) -> (&str, Option<bool>) {
    for (suffix, after_noon) in
        [("am", false), ("pm", true), ("a.m.", false), ("p.m.", true), ("a", false), ("p", true)]
    {
        if let Some(digits) = text.strip_suffix(suffix) {
            return (digits, Some(after_noon));
        }
    }
    (text, None)
}

fn number(text: &str) -> Result<u16, &'static str> {
    let is_plain = (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    if is_plain { text.parse().map_err(|_| "not a time") } else { Err("not a time") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::UtcSeconds;

    fn shown(cell: &str) -> String {
        match day(cell) {
            Ok(plan) if plan.is_empty() => "closed".into(),
            Ok(plan) => {
                let of = |m: u16| format!("{:02}:{:02}", m / 60, m % 60);
                let one = |i: &Interval| format!("{}-{}", of(i.opens()), of(i.closes()));
                plan.iter().map(one).collect::<Vec<_>>().join(" ")
            }
            Err((value, why)) => format!("{value}: {why}"),
        }
    }

    #[test]
    fn a_cell_is_read_as_people_write_it() {
        for (cell, expected) in [
            ("09:00-17:00", "09:00-17:00"),
            ("9:00-17:00", "09:00-17:00"),
            ("9.30-17.00", "09:30-17:00"),
            ("11:30-14:00, 17:00-22:00", "11:30-14:00 17:00-22:00"),
            ("11:30-14:00;17:00-22:00", "11:30-14:00 17:00-22:00"),
            ("18:00-02:00", "18:00-26:00"),
            ("18:00-26:00", "18:00-26:00"),
            ("00:00-24:00", "00:00-24:00"),
            ("00:00-23:59", "00:00-24:00"),
            ("00:00-00:00", "00:00-24:00"),
            ("12:00AM-12:00AM", "00:00-24:00"),
            ("24 hours", "00:00-24:00"),
            ("Open 24 Hours", "00:00-24:00"),
            ("9:00AM-5:00PM", "09:00-17:00"),
            ("9am-5pm", "09:00-17:00"),
            ("9 a.m. – 5:30 p.m.", "09:00-17:30"),
            ("12pm-12am", "12:00-24:00"),
            ("12:30am-9am", "00:30-09:00"),
            ("09:00—17:00", "09:00-17:00"),
            ("9:00 AM to 5:00 PM", "09:00-17:00"),
            ("x", "closed"),
            ("X", "closed"),
            ("Closed", "closed"),
        ] {
            assert_eq!(shown(cell), expected, "{cell}");
        }
    }

    #[test]
    fn what_could_mean_two_things_is_not_guessed_at() {
        for cell in [
            "10-9",
            "9-5pm",
            "9:00-5:00PM",
            "09:00",
            "09:00-",
            "25:00-26:00",
            "09:60-10:00",
            "09:00-09:00",
            "9:5-17:00",
            "13pm-2pm",
            "0am-2am",
            "09:00-49:00",
            "ask",
            "-",
            "1e1:00-17:00",
            "09:00-17:00, maybe",
        ] {
            assert!(day(cell).is_err(), "{cell}: {}", shown(cell));
        }
    }

    fn horizon() -> Horizon {
        Horizon::around(UtcSeconds(1_767_225_600), 400).unwrap()
    }

    fn with_special(special: &str) -> Read {
        let cells = Cells { week: ["09:00-17:00"; 7], special, opening: None };
        read(cells, horizon())
    }

    fn plan(read: &Read, date: &str) -> String {
        let (plan, is_exception) = read.hours.as_ref().unwrap().plan(Day::parse(date).unwrap());
        format!("{} {plan:?}", if is_exception { "special" } else { "weekly" })
            .replace("Interval { opens: ", "(")
    }

    #[test]
    fn special_hours_replace_the_week_on_their_dates() {
        let read = with_special(
            "2026-12-25: x, 2026-12-24: 09:00-13:00, 2026-12-31: 09:00-12:00, 2026-12-31: 13:00-15:00",
        );
        assert!(read.problems.is_empty());
        assert_eq!(plan(&read, "2026-12-25"), "special []");
        assert!(plan(&read, "2026-12-24").starts_with("special [(540, closes: 780"));
        assert_eq!(plan(&read, "2026-12-31").matches("opens").count(), 0);
        assert_eq!(plan(&read, "2026-12-31").matches("closes").count(), 2);
        assert!(plan(&read, "2026-12-26").starts_with("weekly [(540"));
    }

    #[test]
    fn an_unreadable_special_hour_makes_its_date_unknown_and_a_date_the_store() {
        let read = with_special("2026-12-24: nine, 2026-12-25: x");
        assert!(plan(&read, "2026-12-24").contains("Unknown"));
        assert_eq!(plan(&read, "2026-12-25"), "special []");
        assert!(read.problems.iter().all(|p| p.only_date));
        for special in ["24.12.: 09:00-13:00", "Christmas: x", "x", "2026-02-30: x"] {
            let read = with_special(special);
            assert!(read.hours.is_none() && !read.problems.is_empty(), "{special}");
        }
        let read = with_special("2026-12-24: x, 2026-12-24: 09:00-13:00");
        assert!(plan(&read, "2026-12-24").contains("Unknown"));
    }

    #[test]
    fn an_empty_day_is_closed_and_an_empty_week_unknown() {
        let mut week = [""; 7];
        assert!(read(Cells { week, ..Cells::default() }, horizon()).hours.is_none());
        week[4] = "09:00-17:00";
        let some = read(Cells { week, ..Cells::default() }, horizon());
        assert_eq!(plan(&some, "2026-11-21"), "weekly []");
        let only = Cells { special: "2026-12-25: x", ..Cells::default() };
        let special = read(only, horizon());
        assert_eq!(plan(&special, "2026-12-25"), "special []");
        assert!(plan(&special, "2026-12-26").contains("Unknown"));
    }

    #[test]
    fn a_store_that_is_yet_to_open_is_closed_until_then() {
        let opening = Day::parse("2026-12-01");
        let read = read(Cells { week: ["09:00-17:00"; 7], opening, special: "" }, horizon());
        assert_eq!(plan(&read, "2026-11-30"), "weekly []");
        assert!(plan(&read, "2026-12-01").starts_with("weekly [(540"));
    }
}
