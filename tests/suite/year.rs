//! The clock stepped through a year, in every zone of the data: from answer to answer, each asked
//! when the one before says that it ends. Until the minute before that it is the same, arrival
//! times apart: questions, like the Worker's clock, are of whole minutes.

use crate::rng::Rng;
use crate::year_world::{Season, Year};
use nigh::time::UtcSeconds;
use serde_json::Value;
use std::collections::BTreeMap;

/// What is asked, by intent.
const QUESTIONS: [(&str, &str); 14] = [
    ("go", "/v1/go?limit=5"),
    ("go", "/v1/go?limit=10&mode=walk"),
    ("go", "/v1/go?limit=1&mode=bike"),
    ("go by distance", "/v1/go?rank=distance&limit=10"),
    ("go, open", "/v1/go?open=at&limit=5"),
    ("go, open", "/v1/go?open=at&open_for=45&limit=3&rank=distance"),
    ("go, open on arrival", "/v1/go?open=arrival&limit=5"),
    ("go, open on arrival", "/v1/go?open=arrival&open_for=30&limit=5&mode=walk"),
    ("buy", "/v1/buy?item=blue-lamp&limit=5"),
    ("buy", "/v1/buy?item=red-mug&open=arrival&limit=5"),
    ("buy", "/v1/buy?q=kettle&limit=5"),
    ("buy a basket", "/v1/buy?item=blue-tent&item=small-rope&item=red-bowl*2&split=1"),
    ("buy by price", "/v1/buy?item=folding-chair&rank=price&limit=5"),
    ("buy by price", "/v1/buy?q=radio&rank=price&max_price=40&limit=5"),
];

/// Instants of the year at which each question is asked in each zone, wherever its answers end.
const AT_RANDOM: usize = 120;

/// Of so many steps one is looked beyond.
const LOOKED_BEYOND: usize = 4;

/// What was measured from any instant, the median in minutes, of the fixtures' stores in eight zones,
/// and of the world's in 207: 171 and 195 to go, 195 and 191 by distance, 45 and 14 of those open, 23
/// and 10 of those open on arrival, 112 and 68 to buy, 166 and 348 for a basket, 294 and 244 by price.
/// By intent, of the fixtures' stores and of the world's: the least median, and of a hundred answers the
/// most that may end within five minutes.
const FLOORS: [(&str, [(i64, usize); 2]); 7] = [
    ("go", [(60, 15), (100, 10)]),
    ("go by distance", [(80, 15), (100, 10)]),
    ("go, open", [(20, 15), (10, 20)]),
    ("go, open on arrival", [(10, 30), (8, 30)]),
    ("buy", [(50, 15), (50, 15)]),
    ("buy a basket", [(60, 15), (150, 10)]),
    ("buy by price", [(80, 20), (120, 10)]),
];
/// The fixtures' stores are in fewer zones.
const ZONES_OF_THE_WORLD: usize = 100;

/// What was found of an intent.
#[derive(Default)]
struct Leads {
    /// From one answer to the next.
    steps: Vec<i64>,
    /// From any instant.
    any: Vec<i64>,
    /// Steps beyond whose end was looked, and those after which something was another.
    beyond: usize,
    changed: usize,
    /// Steps before whose end a headline was another: `opens tomorrow` is `opens` after midnight.
    headlines: usize,
}

/// A place in one season.
struct Walk<'a> {
    season: &'a Season,
    place: (f64, f64),
    rng: Rng,
}

impl Walk<'_> {
    fn reply(&self, question: &str, at: UtcSeconds) -> Value {
        let ((lat, lng), at) = (self.place, at.to_rfc3339());
        let url = format!("{question}&lat={lat:.5}&lng={lng:.5}&at={at}");
        let response = self.season.town.get(&url);
        let body = String::from_utf8_lossy(&response.body);
        assert_eq!(response.status, 200, "{url}: {body}");
        serde_json::from_str(&body).unwrap()
    }

    /// Until when an answer holds; fails if it does not.
    fn step(&mut self, question: &str, at: UtcSeconds, leads: &mut Leads) -> UtcSeconds {
        let first = self.reply(question, at);
        let until = valid_until(&first);
        assert!(until > at, "{question} at {}", at.to_rfc3339());
        let (holds, headlines) = (lasting(first.clone()), headlines(&first));
        let minutes = usize::try_from((until.0 - at.0 + 59) / 60).unwrap();
        for ahead in [self.rng.below(minutes), minutes - 1] {
            let then = at.plus(60 * i64::try_from(ahead).unwrap());
            let later = self.reply(question, then);
            if ahead == minutes - 1 {
                leads.headlines += usize::from(self::headlines(&later) != headlines);
            }
            let (place, from, then) = (self.place, at.to_rfc3339(), then.to_rfc3339());
            let until = until.to_rfc3339();
            assert_eq!(
                lasting(later),
                holds,
                "{question} at {place:?}: from {from} until {until}, but at {then}"
            );
        }
        leads.steps.push((until.0 - at.0) / 60);
        if leads.steps.len().is_multiple_of(LOOKED_BEYOND) && until < self.season.asked.end {
            leads.beyond += 1;
            leads.changed += usize::from(lasting(self.reply(question, until)) != holds);
        }
        until
    }

    /// From answer to answer.
    fn through(&mut self, leads: &mut BTreeMap<&'static str, Leads>) {
        let (mut at, mut turn) = (self.season.asked.start, 0);
        while at < self.season.asked.end {
            let (intent, question) = QUESTIONS[turn % QUESTIONS.len()];
            at = self.step(question, at, leads.entry(intent).or_default());
            turn += 1;
        }
    }

    /// At any minutes.
    fn anywhere(&mut self, times: usize, leads: &mut BTreeMap<&'static str, Leads>) {
        let asked = &self.season.asked;
        let minutes = usize::try_from((asked.end.0 - asked.start.0) / 60).unwrap();
        for (intent, question) in QUESTIONS {
            for _ in 0..times {
                let ahead = i64::try_from(self.rng.below(minutes)).unwrap();
                let at = self.season.asked.start.plus(60 * ahead);
                let until = valid_until(&self.reply(question, at));
                leads.entry(intent).or_default().any.push((until.0 - at.0) / 60);
            }
        }
    }
}

fn valid_until(reply: &Value) -> UtcSeconds {
    reply["valid_until"].as_str().and_then(UtcSeconds::parse).expect("an instant")
}

/// All that is said, but for the instants of asking, arriving and being served, and the words for
/// a day as it is called from today.
fn lasting(mut reply: Value) -> Value {
    let top = reply.as_object_mut().expect("a reply");
    for name in ["at", "valid_until", "next_cursor"] {
        top.remove(name);
    }
    let mut outside = top.remove("nearest_outside").unwrap_or_default();
    let results = top.get_mut("results").and_then(Value::as_array_mut).expect("results");
    for result in results.iter_mut().chain(Some(&mut outside).filter(|o| o.is_object())) {
        result["open"].as_object_mut().map(|open| open.remove("served_at"));
        result.as_object_mut().map(|result| result.remove("headline"));
        for row in result["stock"].as_array_mut().into_iter().flatten() {
            row["pickup"].as_object_mut().map(|pickup| pickup.remove("ready_at"));
        }
    }
    top.insert("nearest_outside".to_owned(), outside);
    reply
}

fn headlines(reply: &Value) -> Vec<Value> {
    let results = reply["results"].as_array().expect("results").iter();
    results.chain([&reply["nearest_outside"]]).map(|result| result["headline"].clone()).collect()
}

#[test]
fn answers_hold_through_a_year_in_every_zone() {
    let year = Year::new();
    let mut leads: BTreeMap<&str, Leads> = BTreeMap::new();
    for (seed, (zone, place)) in (0..).zip(&year.zones) {
        for season in &year.seasons {
            let mut walk = Walk { season, place: *place, rng: Rng::new(seed) };
            walk.through(&mut leads);
            walk.anywhere(AT_RANDOM / year.seasons.len(), &mut leads);
        }
        let steps: usize = leads.values().map(|found| found.steps.len()).sum();
        println!("{zone}: {steps} answers so far");
    }
    report(&year, &mut leads);
    let stores = usize::from(year.zones.len() > ZONES_OF_THE_WORLD);
    for (intent, floors) in FLOORS {
        let (median, percent) = floors[stores];
        let minutes = &leads[intent].any;
        let near = minutes.iter().filter(|m| **m < 5).count() * 100 / minutes.len();
        assert!(minutes[minutes.len() / 2] >= median, "{intent}: {median} minutes at least");
        assert!(near <= percent, "{intent}: {near} % end within five minutes");
    }
}

fn report(year: &Year, leads: &mut BTreeMap<&str, Leads>) {
    println!(
        "{} zones, {} snapshots; minutes that answers hold",
        year.zones.len(),
        year.seasons.len()
    );
    println!("{:<20} {:>38} {:>38}", "", "from one to the next", "from any instant");
    let names = "count   5 %  25 %  50 %  75 %  < 5 min";
    println!("{:<20} {names:>38} {names:>38}        changed headlines", "");
    for (intent, found) in leads.iter_mut() {
        let (steps, any) = (shares(&mut found.steps), shares(&mut found.any));
        let changed = format!("{} of {}", found.changed, found.beyond);
        println!("{intent:<20} {steps} {any} {changed:>14} {:>9}", found.headlines);
    }
}

fn shares(minutes: &mut [i64]) -> String {
    minutes.sort_unstable();
    let share = |percent: usize| minutes[minutes.len() * percent / 100];
    let near = minutes.iter().filter(|m| **m < 5).count() * 1_000 / minutes.len();
    format!(
        "{:>7} {:>5} {:>5} {:>5} {:>5}  {:>2}.{} %",
        minutes.len(),
        share(5),
        share(25),
        share(50),
        share(75),
        near / 10,
        near % 10
    )
}
