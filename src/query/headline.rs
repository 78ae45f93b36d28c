//! One line of English: `9 min drive · open till 9:30 pm`.

use super::question::Units;
use crate::place::Mode;
use crate::schedule::Phase;
use crate::time::{DAY_S, Day, Local, UtcSeconds, Zone, push_digits};
use std::fmt::Write;

/// Countries whose road signs are in miles.
const MILES: [&str; 4] = ["GB", "LR", "MM", "US"];
/// Countries that tell the time in two halves of twelve hours.
const TWELVE_HOURS: [&str; 9] = ["AU", "CA", "GB", "IE", "IN", "NZ", "PH", "US", "ZA"];

/// Most lines are shorter, what is said of goods with them.
const LINE_BYTES: usize = 80;

/// Until five in the morning it is still last night.
const SMALL_HOURS_S: i64 = 5 * 3_600;

/// What a headline is made of.
pub struct Facts<'a> {
    /// How far, in metres.
    pub distance_m: f64,
    /// Minutes; `None` where the origin is too vague for them.
    pub travel: Option<(Mode, u32)>,
    /// The phase now.
    pub phase: Phase,
    /// While open with a known close, when it closes.
    pub until: Option<UtcSeconds>,
    /// While closed, when it opens.
    pub next: Option<UtcSeconds>,
    /// The instant of the question, and the store's zone, if it is known.
    pub now: UtcSeconds,
    /// The store's zone.
    pub zone: Option<&'a Zone>,
    /// ISO 3166-1 alpha-2 of the store; empty where unknown.
    pub country: &'a str,
    /// The caller's wish.
    pub units: Option<Units>,
}

impl Facts<'_> {
    /// The line.
    pub fn line(&self) -> String {
        let mut line = String::with_capacity(LINE_BYTES);
        match self.travel {
            Some((mode, minutes)) => {
                let (hours, minutes) = (minutes / 60, minutes % 60);
                if hours > 0 {
                    let _ = write!(line, "{hours} h ");
                }
                if minutes > 0 || hours == 0 {
                    let _ = write!(line, "{minutes} min ");
                }
                line.push_str(words(mode));
            }
            None => self.write_distance(&mut line),
        }
        line.push_str(" · ");
        self.write_state(&mut line);
        line
    }

    fn write_distance(&self, line: &mut String) {
        let by_country =
            if MILES.contains(&self.country) { Units::Imperial } else { Units::Metric };
        let (length, unit) = match self.units.unwrap_or(by_country) {
            Units::Metric => (self.distance_m / 1_000.0, "km"),
            Units::Imperial => (self.distance_m / 1_609.344, "mi"),
        };
        let _ = write!(line, "about {} {unit}", length.ceil());
    }

    fn write_state(&self, line: &mut String) {
        match (self.phase, self.until, self.next) {
            (Phase::Unknown, _, _) => line.push_str("hours unknown"),
            (Phase::Open, Some(until), _) => {
                line.push_str("open till ");
                self.write_close(line, until);
            }
            (Phase::Open | Phase::OpenEnd, _, _) => line.push_str("open"),
            (Phase::Closed, _, Some(next)) => {
                line.push_str("closed, opens ");
                self.write_open(line, next);
            }
            (Phase::Closed, _, None) => line.push_str("closed"),
        }
    }

    /// When it closes. The small hours belong to the night before: at eight in the morning,
    /// `till 2 am` and `till midnight` are tonight.
    fn write_close(&self, line: &mut String, at: UtcSeconds) {
        let Some(zone) = self.zone else { return };
        let (then, now) = (zone.local(at), zone.local(self.now));
        let days_ahead = then.day.0 - now.day.0;
        if then.second == 0 {
            write_day(line, then.day.plus(-1), days_ahead - 1);
            line.push_str("midnight");
            return;
        }
        if days_ahead != 1 || then.second >= SMALL_HOURS_S {
            write_day(line, then.day, days_ahead);
        }
        self.write_clock(line, then);
    }

    /// When it opens.
    fn write_open(&self, line: &mut String, at: UtcSeconds) {
        let Some(zone) = self.zone else { return };
        let (then, now) = (zone.local(at), zone.local(self.now));
        let is_tonight = at.0 - self.now.0 < DAY_S / 2 && then.second < SMALL_HOURS_S;
        if !is_tonight {
            write_day(line, then.day, then.day.0 - now.day.0);
        }
        self.write_clock(line, then);
    }

    /// `9:30 pm`, `21:30`.
    fn write_clock(&self, line: &mut String, Local { second, .. }: Local) {
        let (hour, minute) = (second / 3_600, second / 60 % 60);
        if !TWELVE_HOURS.contains(&self.country) {
            push_digits(line, hour, 2);
            line.push(':');
            push_digits(line, minute, 2);
            return;
        }
        let half = if hour < 12 { "am" } else { "pm" };
        let hour = if hour % 12 == 0 { 12 } else { hour % 12 };
        let _ = match minute {
            0 => write!(line, "{hour} {half}"),
            _ => write!(line, "{hour}:{minute:02} {half}"),
        };
    }
}

/// Nothing for today, then `tomorrow`, then the day of the week, then the date.
fn write_day(line: &mut String, day: Day, days_ahead: i32) {
    const NAMES: [&str; 7] = ["Mon ", "Tue ", "Wed ", "Thu ", "Fri ", "Sat ", "Sun "];
    match days_ahead {
        0 => {}
        1 => line.push_str("tomorrow "),
        2..=6 => line.push_str(NAMES.get(day.weekday()).copied().unwrap_or_default()),
        _ => {
            let _ = write!(line, "{day} ");
        }
    }
}

const fn words(mode: Mode) -> &'static str {
    match mode {
        Mode::Walk => "walk",
        Mode::Bike => "bike ride",
        Mode::Drive => "drive",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-16, a Monday.
    const MONDAY: i64 = 20_773 * DAY_S;

    /// At `now`, open till or closed and opening at the other instant: hours after Monday 00:00.
    fn state(country: &str, phase: Phase, now: f64, other: f64) -> String {
        let zone = Zone { name: "UTC".into(), first_offset_s: 0, transitions: Vec::new() };
        #[expect(clippy::cast_possible_truncation, reason = "some days")]
        let at = |hours: f64| UtcSeconds(MONDAY + (hours * 3_600.0) as i64);
        let mut facts = Facts {
            distance_m: 1.0,
            travel: Some((Mode::Walk, 1)),
            phase,
            until: None,
            next: None,
            now: at(now),
            zone: Some(&zone),
            country,
            units: None,
        };
        match phase {
            Phase::Open => facts.until = Some(at(other)),
            _ => facts.next = Some(at(other)),
        }
        facts.line().replace("1 min walk · ", "")
    }

    #[test]
    fn how_long_it_takes() {
        for (minutes, words) in [
            (0, "0 min walk"),
            (9, "9 min walk"),
            (60, "1 h walk"),
            (278, "4 h 38 min walk"),
            (4_000, "66 h 40 min walk"),
        ] {
            let facts = Facts {
                distance_m: 1.0,
                travel: Some((Mode::Walk, minutes)),
                phase: Phase::Unknown,
                until: None,
                next: None,
                now: UtcSeconds(0),
                zone: None,
                country: "",
                units: None,
            };
            assert_eq!(facts.line(), format!("{words} · hours unknown"));
        }
    }

    #[test]
    fn when_it_closes() {
        for (now, until, us, de) in [
            (9.0, 21.5, "open till 9:30 pm", "open till 21:30"),
            (23.0, 26.0, "open till 2 am", "open till 02:00"),
            (25.0, 26.0, "open till 2 am", "open till 02:00"),
            // At eight in the morning this was "tomorrow 2 am", which people read as a day later.
            (8.0, 26.0, "open till 2 am", "open till 02:00"),
            (8.0, 24.0, "open till midnight", "open till midnight"),
            (23.5, 24.0, "open till midnight", "open till midnight"),
            (8.0, 48.0, "open till tomorrow midnight", "open till tomorrow midnight"),
            (8.0, 72.0, "open till Wed midnight", "open till Wed midnight"),
            (8.0, 33.0, "open till tomorrow 9 am", "open till tomorrow 09:00"),
            (8.0, 60.0, "open till Wed 12 pm", "open till Wed 12:00"),
        ] {
            assert_eq!(state("US", Phase::Open, now, until), us);
            assert_eq!(state("DE", Phase::Open, now, until), de);
        }
    }

    #[test]
    fn when_it_opens() {
        for (now, next, us, de) in [
            (7.0, 9.0, "closed, opens 9 am", "closed, opens 09:00"),
            (22.0, 28.0, "closed, opens 4 am", "closed, opens 04:00"),
            (8.0, 24.0, "closed, opens tomorrow 12 am", "closed, opens tomorrow 00:00"),
            (22.0, 33.0, "closed, opens tomorrow 9 am", "closed, opens tomorrow 09:00"),
            (22.0, 57.5, "closed, opens Wed 9:30 am", "closed, opens Wed 09:30"),
            (
                8.0,
                8.0 + 24.0 * 7.0,
                "closed, opens 2026-11-23 8 am",
                "closed, opens 2026-11-23 08:00",
            ),
        ] {
            assert_eq!(state("US", Phase::Closed, now, next), us);
            assert_eq!(state("DE", Phase::Closed, now, next), de);
        }
    }
}
