//! IANA names → zones as a snapshot keeps them, from the time-zone database bundled with `jiff`.

use crate::time::{DAY_S, Horizon, Transition, UtcSeconds, Zone};
use jiff::tz::{TimeZone, TimeZoneDatabase};
use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

/// The zone of an IANA name (`America/Chicago`; a link such as `US/Central` stays as given), with
/// its transitions from two days before the horizon to two days after. `None` if the database has
/// no such name: `EST5EDT2`, `Pacific Time`, an empty text.
pub fn zone(name: &str, horizon: Horizon) -> Option<Zone> {
    type Known = HashMap<(String, Horizon), Option<Zone>>;
    static KNOWN: LazyLock<Mutex<Known>> = LazyLock::new(Mutex::default);
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    let key = (name.to_owned(), horizon);
    known.entry(key).or_insert_with(|| read(name, horizon)).clone()
}

fn read(name: &str, horizon: Horizon) -> Option<Zone> {
    static DATABASE: LazyLock<TimeZoneDatabase> = LazyLock::new(TimeZoneDatabase::bundled);
    let rules = DATABASE.get(name).ok().filter(|found| !found.is_unknown())?;
    let name = rules.iana_name()?.to_owned();
    let asked = horizon.instants();
    let (from, to) = (asked.start.plus(-2 * DAY_S), asked.end.plus(2 * DAY_S));
    let start = jiff::Timestamp::from_second(from.0).ok()?;
    let first_offset_s = rules.to_offset(start).seconds();
    Some(Zone { name, first_offset_s, transitions: transitions(&rules, start, to, first_offset_s) })
}

/// Changes of the offset; those of the abbreviation only are passed over.
fn transitions(
    rules: &TimeZone,
    start: jiff::Timestamp,
    to: UtcSeconds,
    first_offset_s: i32,
) -> Vec<Transition> {
    let mut offset_s = first_offset_s;
    rules
        .following(start)
        .map(|change| Transition {
            at: UtcSeconds(change.timestamp().as_second()),
            offset_s: change.offset().seconds(),
        })
        .take_while(|change| change.at < to)
        .filter(|change| std::mem::replace(&mut offset_s, change.offset_s) != change.offset_s)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Day;

    fn year_2026() -> Horizon {
        Horizon {
            from: Day::parse("2026-01-01").unwrap(),
            through: Day::parse("2026-12-31").unwrap(),
        }
    }

    #[test]
    fn names() {
        let given = |name| zone(name, year_2026()).map(|z| z.name);
        for name in ["Europe/Berlin", "US/Central", "UTC", "Asia/Kathmandu", "EST5EDT"] {
            assert_eq!(given(name).as_deref(), Some(name));
        }
        assert_eq!(given("america/new_york").as_deref(), Some("America/New_York"));
        for name in ["", "EST5EDT2", "Pacific Time", "America", "Etc/Unknown", "../UTC"] {
            assert_eq!(given(name), None, "{name}");
        }
    }

    #[test]
    fn offsets_and_their_changes() {
        let changes = |name| {
            let zone = zone(name, year_2026()).unwrap();
            let shift = |t: &Transition| format!("{} {}", t.at.to_rfc3339(), t.offset_s);
            (zone.first_offset_s, zone.transitions.iter().map(shift).collect::<Vec<_>>())
        };
        assert_eq!(
            changes("Europe/Berlin"),
            (3600, vec!["2026-03-29T01:00:00Z 7200".into(), "2026-10-25T01:00:00Z 3600".into()])
        );
        assert_eq!(changes("Asia/Kathmandu"), (20_700, vec![]));
        assert_eq!(
            changes("Australia/Lord_Howe"),
            (
                39_600,
                vec!["2026-04-04T15:00:00Z 37800".into(), "2026-10-03T15:30:00Z 39600".into()]
            )
        );
    }
}
