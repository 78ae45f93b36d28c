//! Answers to who wants to buy hold until they say: stores, order, states, stock and prices.

use crate::buy_asker::Asker;
use crate::buy_exact::{horizon, reply, url};
use crate::buy_shops::{Shop, shops};
use crate::buy_terms::Ask;
use crate::town::Town;
use nigh::time::UtcSeconds;
use serde_json::{Value, json};

const QUESTIONS: usize = 700;

/// What must not change: all that is said, but for when people arrive and when orders that are
/// given later are ready.
fn states(reply: &Value) -> Value {
    let row = |row: &Value| {
        let mut row = row.clone();
        row["pickup"].as_object_mut().map(|pickup| pickup.remove("ready_at"));
        row
    };
    let store = |result: &Value| {
        json!({
            "id": result["location"]["id"],
            "state": result["open"]["state"],
            "on_arrival": result["open"]["on_arrival"],
            "stock": result["stock"].as_array().map(|rows| rows.iter().map(row).collect::<Value>()),
        })
    };
    let results = reply["results"].as_array().expect("results");
    let outside = &reply["nearest_outside"];
    let outside = if outside.is_null() { Value::Null } else { store(outside) };
    json!([results.iter().map(store).collect::<Value>(), outside])
}

/// How many minutes an answer holds; fails if it does not.
fn held(shop: &Shop, ask: &Ask) -> i64 {
    let first = reply(shop, ask).expect("a reply");
    let until = first["valid_until"].as_str().and_then(UtcSeconds::parse).expect("an instant").0;
    assert!(until > ask.at, "{}", url(ask));
    let minutes = (until - ask.at + 59) / 60;
    for ahead in [1, minutes / 3, minutes / 2, minutes - 2, minutes - 1] {
        let ahead = ahead.clamp(0, minutes - 1);
        let later = Ask { at: ask.at + ahead * 60, ..ask.clone() };
        let then = reply(shop, &later).expect("a reply");
        let (first, then) = (states(&first), states(&then));
        assert_eq!(first, then, "{minutes} minutes, but not {ahead}: {}", url(ask));
    }
    minutes
}

#[test]
fn answers_hold_until_they_say() {
    let Some(shops) = shops() else { return };
    for (seed, shop) in (70..).zip(shops.as_flattened()) {
        let mut asker = Asker::new(&shop.oracle, horizon().instants(), seed);
        let mut minutes: Vec<i64> = (0..QUESTIONS).map(|_| held(shop, &asker.ask())).collect();
        minutes.sort_unstable();
        let share = |percent: usize| minutes[minutes.len() * percent / 100];
        println!("{}: minutes: {} {} {}", shop.name, share(25), share(50), share(75));
    }
}

/// An order of the same day is ready the later, the later it is given: that ended its own answer
/// within a minute, by day and, where it is ready no later, by night.
#[test]
fn an_order_does_not_overtake_itself() {
    let town = Town::new();
    for (at, least) in [("2026-11-21T18:00:00Z", 30), ("2026-11-21T09:00:00Z", 30)] {
        let url = format!("/v1/buy?lat=44.98&lng=-93.27&at={at}&item=lamp-7&radius=3000");
        let reply: Value = serde_json::from_slice(&town.get(&url).body).expect("JSON");
        let instant = |text: &Value| UtcSeconds::parse(text.as_str().expect("text")).expect("one");
        let minutes = (instant(&reply["valid_until"]).0 - instant(&reply["at"]).0) / 60;
        assert!(reply["results"].as_array().is_some_and(|stores| stores.len() == 1), "{reply}");
        assert!(minutes >= least, "{minutes} minutes at {at}");
    }
}
