//! 8,744 real OSM texts at 40 instants, on which `opening_hours.js` and `opening-hours` agree.
//!
//! Where our policy differs from theirs, `hours_gold_differences.tsv` lists the text, in how many
//! states and next changes (of the first four instants) it differs, and the rule that makes it.
//! `NIGH_BLESS=1 cargo test hours_gold` writes the file anew, with `?` for rules yet to be named.

use crate::data;
use nigh::feed::osm_hours::{HolidayPlace, Outcome, compile};
use nigh::feed::zones;
use nigh::place::Point;
use nigh::schedule::Schedule;
use nigh::time::{DAY_S, Horizon, UtcSeconds, Zone};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;

const LISTED: &str = include_str!("hours_gold_differences.tsv");

#[derive(Deserialize)]
struct Row {
    s: String,
    states: String,
    next: Vec<Option<String>>,
}

/// A `next` of null says that nothing changes within 30 days.
const GOLD_LOOKS_AHEAD_S: i64 = 30 * DAY_S;

/// Differing states, differing next changes.
type Counts = (usize, usize);

#[test]
fn hours_gold() {
    let Some(rows) = data::text("hours-gold.jsonl") else { return };
    let Some(instants) = data::text("hours-gold-instants.json") else { return };
    let horizon = Horizon::around(utc("2026-01-01T00:00:00Z"), 800).unwrap();
    let berlin = zones::zone("Europe/Berlin", horizon).unwrap();
    let point = Point::new(52.52, 13.405).ok();
    let place = HolidayPlace::new("DE", point, Some(berlin.clone()));
    let labels: Vec<String> = serde_json::from_str(&instants).unwrap();
    let instants: Vec<UtcSeconds> = labels.iter().map(|label| instant(&berlin, label)).collect();

    let (mut states, mut nexts, mut found) = ((0, 0), (0, 0), BTreeMap::new());
    for line in rows.lines() {
        let row: Row = serde_json::from_str(line).unwrap();
        let hours = compile(&row.s, &place, horizon).ok().and_then(Outcome::schedule);
        let counts = differences(&row, hours.as_ref(), &berlin, &instants);
        states = (states.0 + row.states.len(), states.1 + counts.0);
        nexts = (nexts.0 + row.next.len(), nexts.1 + counts.1);
        if counts != (0, 0) {
            found.insert(row.s, counts);
        }
    }
    report("states", states);
    report("next changes", nexts);
    compare_with_listed(&found);
    assert!(states.1 * 1000 <= states.0, "more than 0.1 % of the states differ");
}

fn utc(text: &str) -> UtcSeconds {
    UtcSeconds::parse(text).unwrap()
}

/// The instant at which the clock shows `2026-03-03T01:15:00`; none of the gold is in a gap.
fn instant(zone: &Zone, label: &str) -> UtcSeconds {
    let label = utc(&format!("{label}Z"));
    let at = label.plus(-i64::from(zone.offset_s(label.plus(-DAY_S / 12))));
    assert_eq!(zone.local(at).label_s(), label.0);
    at
}

fn differences(
    row: &Row,
    hours: Option<&Schedule>,
    zone: &Zone,
    instants: &[UtcSeconds],
) -> Counts {
    let is_open = |at| hours.is_some_and(|h| h.phase(zone, at).is_open());
    let states = row.states.chars().zip(instants);
    let nexts = row.next.iter().zip(instants);
    let next =
        |at: UtcSeconds| hours.and_then(|h| next_change(h, zone, at, at.plus(GOLD_LOOKS_AHEAD_S)));
    let gold_next = |label: &str| instant(zone, &format!("{label}:00"));
    (
        states.filter(|&(state, &at)| (state == '1') != is_open(at)).count(),
        nexts.filter(|&(gold, &at)| gold.as_deref().map(gold_next) != next(at)).count(),
    )
}

/// When it next opens or closes; open with and without a known close are one state.
fn next_change(
    hours: &Schedule,
    zone: &Zone,
    at: UtcSeconds,
    limit: UtcSeconds,
) -> Option<UtcSeconds> {
    let open = hours.phase(zone, at).is_open();
    let mut t = at;
    loop {
        t = hours.span(zone, t, limit).until?;
        if hours.phase(zone, t).is_open() != open {
            return Some(t);
        }
    }
}

fn report(what: &str, (of, differ): (usize, usize)) {
    let agree = of - differ;
    #[expect(clippy::cast_precision_loss, reason = "a percentage to read")]
    let percent = 100.0 * agree as f64 / of as f64;
    println!("{what}: {agree} of {of} agree ({percent:.4} %)");
}

fn compare_with_listed(found: &BTreeMap<String, Counts>) {
    let mut listed = BTreeMap::new();
    for line in LISTED.lines().filter(|line| !line.starts_with('#')) {
        let [text, states, nexts, rule] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("not four columns: {line}")
        };
        listed.insert(text.to_owned(), ((states.parse().unwrap(), nexts.parse().unwrap()), rule));
    }
    if std::env::var_os("NIGH_BLESS").is_some() {
        return bless(found, &listed);
    }
    let expected: BTreeMap<_, _> =
        listed.iter().map(|(text, (counts, _))| (text, counts)).collect();
    for (text, counts) in found {
        assert_eq!(expected.get(text), Some(&counts), "differs, and is not listed so: {text}");
    }
    for text in listed.keys() {
        assert!(found.contains_key(text), "listed, and agrees: {text}");
    }
    assert!(listed.values().all(|(_, rule)| *rule != "?"), "a difference without a rule");
}

fn bless(found: &BTreeMap<String, Counts>, listed: &BTreeMap<String, (Counts, &str)>) {
    let mut file = String::new();
    for comment in LISTED.lines().filter(|line| line.starts_with('#')) {
        writeln!(file, "{comment}").unwrap();
    }
    for (text, (states, nexts)) in found {
        let rule = listed.get(text).map_or("?", |(_, rule)| rule);
        writeln!(file, "{text}\t{states}\t{nexts}\t{rule}").unwrap();
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/suite/hours_gold_differences.tsv");
    std::fs::write(path, file).unwrap();
}
