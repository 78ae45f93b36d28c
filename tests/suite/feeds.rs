//! The store lists of the data folder, read whole: every row accounted for, and the zones that
//! coordinates give held against those that the lists name.

use crate::data;
use nigh::feed::report::Kind;
use nigh::feed::{self, Namespace, Options, Report, Source};
use nigh::store::{Listing, StoreId};
use nigh::time::{Horizon, UtcSeconds};
use std::collections::HashMap;

fn options() -> Options {
    let built_at = UtcSeconds::parse("2026-01-01T00:00:00Z").expect("an instant");
    Options {
        namespace: "com.example".parse::<Namespace>().expect("a namespace"),
        horizon: Horizon::around(built_at, 800).expect("a horizon"),
        built_at,
        format: None,
        country: None,
    }
}

fn read(label: &str, text: &str) -> (Vec<Listing>, Report) {
    let source = Source { label, bytes: text.as_bytes() };
    let (listings, report) = feed::read(&[source], &options(), &mut |_| {});
    println!("{}", report.lines().join("\n"));
    assert!(report.is_balanced());
    assert_eq!(report.broken().count(), 0);
    assert!(listings.is_sorted_by(|a, b| a.store.id < b.store.id), "each id once, in order");
    (listings, report)
}

fn counts(report: &Report) -> [u64; 4] {
    [report.rows(), report.used(), report.repaired(), report.refused()]
}

#[test]
fn googles_sheet_is_read_whole() {
    let Some(text) = data::text("stores-bestbuy.csv") else { return };
    let (listings, report) = read("stores-bestbuy.csv", &text);
    assert_eq!(counts(&report), [1565, 1565, 0, 0]);
    assert!(listings.iter().all(|l| l.hours.is_some() && l.store.point.is_some()));
}

/// Hours beyond OSM's grammar and web addresses that are none; nothing else.
#[test]
fn openstreetmaps_places_are_read_whole() {
    let Some(text) = data::text("stores-osm-world.geojson") else { return };
    let (_, report) = read("stores-osm-world.geojson", &text);
    assert_eq!((report.rows(), report.refused()), (20981, 0));
    assert!(report.repaired() <= 240, "{}", report.repaired());
    let urls = [Kind::InvalidUrl, Kind::SeveralUrls, Kind::UrlWithoutScheme];
    let known: usize =
        urls.into_iter().chain([Kind::UnreadableHours]).map(|k| report.count(k)).sum();
    assert_eq!(known, report.notes.len());
}

/// 139 of them have their coordinates in quotes.
#[test]
fn markets_are_read_whole() {
    let Some(text) = data::text("stores-german-markets.geojson") else { return };
    let (listings, report) = read("stores-german-markets.geojson", &text);
    assert_eq!((report.rows(), report.refused()), (917, 0));
    assert_eq!(report.count(Kind::TextCoordinates), 139);
    assert!(report.count(Kind::UnreadableHours) <= 4);
    assert!(listings.iter().all(|l| l.store.point.is_some()));
}

/// The oracle is another boundary data set.
#[test]
fn zones_of_coordinates_agree_with_the_oracle() {
    let (Some(stores), Some(zones)) =
        (data::text("stores-bestbuy.csv"), data::text("stores-bestbuy-zones.csv"))
    else {
        return;
    };
    let (listings, _) = read("stores-bestbuy.csv", &stores);
    let derived: HashMap<&str, &Listing> =
        listings.iter().map(|l| (l.store.id.as_str(), l)).collect();
    let mut oracle = csv::Reader::from_reader(zones.as_bytes());
    let rows: Vec<_> = oracle.records().map(|row| row.expect("a row")).collect();
    let rows = rows.iter().map(|row| (&row[3], derived[&row[0]]));
    assert_agreement(rows);
}

#[test]
fn zones_of_coordinates_agree_around_the_world() {
    let Some(text) = data::text("stores-osm-world.geojson") else { return };
    let text = text.replace(r#""opening_hours":"#, r#""hours":"#);
    let named: HashMap<StoreId, String> = read("as given", &text)
        .0
        .into_iter()
        .filter_map(|l| Some((l.store.id, l.store.timezone?)))
        .collect();
    let (listings, _) = read("without zones", &text.replace(r#""timezone":"#, r#""was":"#));
    assert_agreement(listings.iter().map(|l| (&*named[&l.store.id], l)));
}

/// At least 99.5 %; prints each difference.
fn assert_agreement<'a>(rows: impl Iterator<Item = (&'a str, &'a Listing)>) {
    let (mut rows_in, mut differences) = (0, 0);
    for (zone, listing) in rows {
        rows_in += 1;
        let derived = listing.store.timezone.as_deref().unwrap_or("none");
        if zone != derived {
            differences += 1;
            println!("{}: {derived}, not {zone}: {:?}", listing.store.id, listing.store.point);
        }
    }
    println!("zones: {differences} differences in {rows_in}");
    assert!(differences * 200 <= rows_in, "{differences} of {rows_in}");
}
