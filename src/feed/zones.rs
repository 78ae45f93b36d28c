//! IANA names → zones as a snapshot keeps them, from the time-zone database bundled with `jiff`.

use crate::time::{DAY_S, Horizon, Transition, UtcSeconds, Zone};
use jiff::tz::{TimeZone, TimeZoneDatabase};
use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

/// The zone of an IANA name (`America/Chicago`; a link such as `US/Central` stays as given), with
/// its transitions from two days before the horizon to two days after. `None` if the database has
/// no such name: `EST5EDT2`, `Pacific Time`, an empty text.
pub fn zone(name: &str, horizon: Horizon) -> Option<Zone> {
    // What is no name is not kept: there is no end of those.
    type Known = HashMap<(String, Horizon), Zone>;
    static KNOWN: LazyLock<Mutex<Known>> = LazyLock::new(Mutex::default);
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    let key = (name.to_owned(), horizon);
    if let Some(zone) = known.get(&key) {
        return Some(zone.clone());
    }
    let zone = read(name, horizon)?;
    known.insert(key, zone.clone());
    Some(zone)
}

/// The instant at which the clocks of a zone show so many seconds since 1970-01-01 00:00. Of two,
/// the first; where clocks leap over the label, the one at which they would have shown it without.
pub(super) fn instant(name: &str, label_s: i64) -> Option<UtcSeconds> {
    let label = jiff::Timestamp::from_second(label_s).ok()?;
    let label = jiff::tz::Offset::UTC.to_datetime(label);
    let instant = rules(name)?.to_ambiguous_timestamp(label).compatible().ok()?;
    Some(UtcSeconds(instant.as_second()))
}

fn rules(name: &str) -> Option<TimeZone> {
    static DATABASE: LazyLock<TimeZoneDatabase> = LazyLock::new(TimeZoneDatabase::bundled);
    DATABASE.get(name).ok().filter(|found| !found.is_unknown())
}

fn read(name: &str, horizon: Horizon) -> Option<Zone> {
    let rules = rules(name)?;
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
    fn labels_of_clocks() {
        for (what, zone, label, expected) in [
            ("winter", "Europe/Berlin", "2026-11-30T00:00:00Z", "2026-11-29T23:00:00Z"),
            ("summer", "Europe/Berlin", "2026-07-01T00:00:00Z", "2026-06-30T22:00:00Z"),
            (
                "far beyond any horizon",
                "America/Chicago",
                "2061-01-01T00:00:00Z",
                "2061-01-01T06:00:00Z",
            ),
            ("twice: the first", "Europe/Berlin", "2026-10-25T02:30:00Z", "2026-10-25T00:30:00Z"),
            (
                "a midnight leapt over",
                "Asia/Beirut",
                "2026-03-29T00:00:00Z",
                "2026-03-28T22:00:00Z",
            ),
        ] {
            let label = UtcSeconds::parse(label).unwrap().0;
            let found = instant(zone, label).map(UtcSeconds::to_rfc3339);
            assert_eq!(found.as_deref(), Some(expected), "{what}");
        }
        assert_eq!(instant("Pacific Time", 0), None);
        assert_eq!(instant("UTC", i64::MAX), None);
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
