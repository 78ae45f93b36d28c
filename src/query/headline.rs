//! One line of English: `9 min drive · open till 9:30 pm`.

use super::question::Units;
use crate::place::Mode;
use crate::schedule::Phase;
use crate::time::{DAY_S, Local, UtcSeconds, Zone};
use std::fmt::Write;

/// Countries whose road signs are in miles.
const MILES: [&str; 4] = ["GB", "LR", "MM", "US"];
/// Countries that tell the time in two halves of twelve hours.
const TWELVE_HOURS: [&str; 9] = ["AU", "CA", "GB", "IE", "IN", "NZ", "PH", "US", "ZA"];

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
        let mut line = String::with_capacity(64);
        match self.travel {
            Some((mode, minutes)) => {
                let _ = write!(line, "{minutes} min {}", words(mode));
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
                self.write_clock(line, until);
            }
            (Phase::Open | Phase::OpenEnd, _, _) => line.push_str("open"),
            (Phase::Closed, _, Some(next)) => {
                line.push_str("closed, opens ");
                self.write_clock(line, next);
            }
            (Phase::Closed, _, None) => line.push_str("closed"),
        }
    }

    /// `9:30 pm`, `21:30`; on another date, after the day of the week or the date.
    fn write_clock(&self, line: &mut String, at: UtcSeconds) {
        let Some(zone) = self.zone else { return };
        let (then, now) = (zone.local(at), zone.local(self.now));
        // The small hours of tomorrow belong to tonight.
        let ahead_s = at.0 - self.now.0;
        if then.day != now.day && !(ahead_s < DAY_S / 2 && then.second < 5 * 3_600) {
            write_day(line, then, then.day.0 - now.day.0);
        }
        let (hour, minute) = (then.second / 3_600, then.second / 60 % 60);
        if !TWELVE_HOURS.contains(&self.country) {
            let _ = write!(line, "{hour:02}:{minute:02}");
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

fn write_day(line: &mut String, then: Local, days_ahead: i32) {
    const NAMES: [&str; 7] = ["Mon ", "Tue ", "Wed ", "Thu ", "Fri ", "Sat ", "Sun "];
    match days_ahead {
        1 => line.push_str("tomorrow "),
        2..=6 => line.push_str(NAMES.get(then.day.weekday()).copied().unwrap_or_default()),
        _ => {
            let _ = write!(line, "{} ", then.day);
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
