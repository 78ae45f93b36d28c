//! Values that are lost or damaged, one after the other: an answer to buy is then the same, or says
//! that it is not complete; it never names another item, and the isolate gets over it.

use crate::town::Town;
use serde_json::Value;
use std::collections::BTreeSet;

/// Each with the items that it may be answered with.
const QUESTIONS: [(&str, &[&str]); 6] = [
    ("item=lamp-7", &["lamp-7"]),
    ("item=bread&item=milk&split=1", &["bread", "milk"]),
    ("item=kettle&rank=price&stock=any", &["kettle"]),
    ("q=mug", &["mug-blue", "mug-red"]),
    ("q=ketle", &["kettle"]),
    // An id, and not a number: without its page it is nothing else.
    ("item=9521234000037", &["9521234000037"]),
];

fn reply(town: &Town, what: &str) -> Value {
    let url = format!("/v1/buy?lat=44.98&lng=-93.27&at=2026-11-21T18:00:00Z&limit=5&{what}");
    let response = town.get(&url);
    assert_eq!(response.status, 200, "{url}: {}", String::from_utf8_lossy(&response.body));
    serde_json::from_slice(&response.body).expect("JSON")
}

fn items(reply: &Value) -> BTreeSet<String> {
    let outside = reply["nearest_outside"].as_object().map(|_| &reply["nearest_outside"]);
    let stores = reply["results"].as_array().expect("results").iter().chain(outside);
    let rows = stores.flat_map(|store| store["stock"].as_array().expect("stock"));
    rows.map(|row| row["item"].as_str().expect("an item").to_owned()).collect()
}

#[test]
fn lost_and_damaged_pages() {
    let whole = Town::new();
    let (mut same, mut incomplete) = (0, 0);
    for (what, allowed) in QUESTIONS {
        let right = reply(&whole, what);
        assert_eq!(right["complete"], true, "{what}");
        for key in whole.values().keys().filter(|key| key.starts_with("p/")) {
            for damage in [None, Some(b"damaged".to_vec())] {
                let mut values = whole.values().clone();
                values.remove(key);
                values.extend(damage.map(|bytes| (key.clone(), bytes)));
                let found = reply(&Town::of(values), what);
                if found["complete"] == true {
                    assert_eq!(found, right, "{what} without {key}");
                    same += 1;
                    continue;
                }
                incomplete += 1;
                let shown = items(&found);
                let is_allowed = |item: &String| allowed.contains(&item.as_str());
                assert!(shown.iter().all(is_allowed), "{what} without {key}: {shown:?}");
            }
        }
    }
    println!("{same} answers are the same, {incomplete} say that they are not complete");
    assert!(same > 0 && incomplete > 0);
}
