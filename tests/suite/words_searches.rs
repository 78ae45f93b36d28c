//! What people type, and what they mean by it: `words_searches.tsv`, over the real titles.
//!
//! An item is named by its id; any item of the same title is as good. The searches whose item
//! does not come first are listed with the reason in `words_misses.tsv`, which
//! `NIGH_BLESS=1 cargo test words_searches` writes anew, with `?` for reasons yet to be given.

use crate::golden;
use crate::words_world::{Library, code, real_items};
use nigh::words::Query;
use std::collections::HashMap;
use std::fmt::Write;

const SEARCHES: &str = include_str!("words_searches.tsv");
const MISSES: &str = include_str!("words_misses.tsv");

fn rows<const N: usize>(table: &'static str) -> Vec<[&'static str; N]> {
    let lines = table.lines().filter(|line| !line.starts_with('#'));
    let row = |line: &'static str| line.split('\t').collect::<Vec<_>>().try_into();
    lines.map(|line| row(line).unwrap_or_else(|_| panic!("not {N} columns: {line}"))).collect()
}

#[test]
fn what_people_type() {
    let Some(items) = real_items() else { return };
    let searches = rows::<3>(SEARCHES);
    assert!(searches.len() >= 150, "{} searches", searches.len());
    let library = Library::of(&items);
    let titles: HashMap<u32, &str> = items.iter().map(|i| (code(i), i.title.as_str())).collect();
    let by_id: HashMap<&str, &str> =
        items.iter().map(|item| (item.id.as_str(), item.title.as_str())).collect();
    let mut places = Vec::new();
    for [query, id, what] in &searches {
        let title = by_id.get(id).unwrap_or_else(|| panic!("{query}: there is no item {id}"));
        let found = library.find(&Query::new(query).expect("words"));
        let mut hits = found.tiers.iter().flat_map(|tier| &tier.hits);
        let first = hits.clone().next().map(|hit| titles[&hit.code]);
        let place = hits.position(|hit| titles[&hit.code] == *title);
        if place != Some(0) {
            println!("{query:?} ({what}): {place:?}\n  wants {title}\n  finds {first:?}");
        }
        places.push(place.map(|place| place + 1));
    }
    report(&places);
    let missed = searches.iter().zip(&places).filter(|(_, place)| **place != Some(1));
    compare_with_listed(missed.map(|([query, ..], place)| (*query, *place)));
}

fn report(places: &[Option<usize>]) {
    let within = |most: usize| {
        let count = places.iter().filter(|place| place.is_some_and(|place| place <= most)).count();
        println!("within {most}: {count} of {}", places.len());
        count * 100 / places.len()
    };
    let (first, five) = (within(1), within(5));
    assert!(first >= 85, "first in {first} % of searches");
    assert!(five >= 95, "among the first five in {five} % of searches");
}

fn compare_with_listed(missed: impl Iterator<Item = (&'static str, Option<usize>)>) {
    let reasons: HashMap<&str, &str> =
        rows::<3>(MISSES).into_iter().map(|[query, _, reason]| (query, reason)).collect();
    let mut file = String::new();
    for comment in MISSES.lines().filter(|line| line.starts_with('#')) {
        writeln!(file, "{comment}").expect("a text");
    }
    for (query, place) in missed {
        let place = place.map_or_else(|| "-".to_owned(), |place| place.to_string());
        let reason = reasons.get(query).unwrap_or(&"?");
        writeln!(file, "{query}\t{place}\t{reason}").expect("a text");
    }
    golden::assert_same("tests/suite/words_misses.tsv", &file);
    assert!(!file.contains("\t?"), "a miss without a reason");
}
