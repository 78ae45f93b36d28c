//! Whom stores serve: by a point, by an address, and never more than they say.

use crate::ucp_town::agency;
use serde_json::{Value, json};

fn served(target: &Value) -> Result<Vec<String>, String> {
    let agency = agency();
    let (status, found) = agency.rest("search", &json!({"serves": target}).to_string());
    if status != 200 {
        return Err(found["code"].as_str().unwrap().to_owned());
    }
    let mut ids: Vec<String> = found["locations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|location| location["id"].as_str().unwrap().to_owned())
        .collect();
    ids.sort_unstable();
    Ok(ids)
}

#[test]
fn at_a_point() {
    for (lat, lng, expected) in [
        // Inside the polygon of the store without a place, and within 3 km of Broadway.
        (40.7127, -74.0059, &["store-18", "store-22"][..]),
        (40.75, -73.95, &["store-22"]),
        // On its boundary, and at a corner.
        (40.6, -74.0, &["store-22"]),
        (40.8, -73.9, &["store-22"]),
        // In its hole, on the boundary of that, and outside.
        (40.695, -74.01, &["store-18"]),
        (40.69, -74.01, &["store-18", "store-22"]),
        (40.81, -74.0, &[]),
        // On both sides of the antimeridian, and on it, however it is written.
        (-17.0, 179.5, &["store-23"]),
        (-17.0, -179.5, &["store-23"]),
        (-17.0, 180.0, &["store-23"]),
        (-17.0, -180.0, &["store-23"]),
        (-17.0, 0.0, &[]),
        (40.0, 180.0, &[]),
    ] {
        let target = json!({"point": {"latitude": lat, "longitude": lng}});
        let expected: Vec<String> = expected.iter().map(ToString::to_string).collect();
        assert_eq!(served(&target), Ok(expected), "{target}");
    }
}

#[test]
fn at_the_edge_of_a_radius() {
    let broadway = nigh::place::Point::new(40.7127, -74.0059).unwrap();
    let (mut near, mut far) = (-74.0059, -73.9);
    // The longitude at which three kilometres end, to the last bit.
    for _ in 0..100 {
        let middle = f64::midpoint(near, far);
        let there = nigh::place::Point::new(40.7127, middle).unwrap();
        if broadway.distance_m(there) <= 3_000.0 { near = middle } else { far = middle }
    }
    let of = |lng: f64| served(&json!({"point": {"latitude": 40.7127, "longitude": lng}})).unwrap();
    assert!(of(near).contains(&"store-18".to_owned()));
    assert!(!of(far).contains(&"store-18".to_owned()));
}

#[test]
fn at_an_address() {
    let none: &[&str] = &[];
    for (target, expected) in [
        (json!({"address_country": "US", "postal_code": "10005"}), Ok(&["store-17"][..])),
        (json!({"address_country": "us", "postal_code": " 100 06 "}), Ok(&["store-17"])),
        (json!({"address_country": "US", "postal_code": "10005-1234"}), Ok(&["store-17"])),
        (json!({"address_country": "US", "postal_code": "10007"}), Ok(none)),
        (
            json!({"address_country": "US", "postal_code": "10005", "address_region": "NY"}),
            Ok(&["store-17", "store-19"]),
        ),
        (json!({"address_country": "US", "address_region": "ny"}), Ok(&["store-19"])),
        (json!({"address_country": "US", "address_region": "US-NJ"}), Ok(&["store-19"])),
        (
            json!({"address_country": "US", "address_region": "NJ", "city": "Hoboken"}),
            Ok(&["store-19"]),
        ),
        (json!({"address_country": "US", "address_region": "N"}), Ok(none)),
        (json!({"address_country": "DE", "address_region": "BERLIN"}), Ok(&["store-20"])),
        // All of Canada is all of it.
        (json!({"address_country": "CA"}), Ok(&["store-21"])),
        (
            json!({"address_country": "CA", "postal_code": "V5K 0A1", "address_region": "BC"}),
            Ok(&["store-21"]),
        ),
        // A part of a country is not the country, nor a region its postcodes.
        (json!({"address_country": "US"}), Err("serves_not_evaluable")),
        (json!({"address_country": "DE", "postal_code": "10178"}), Err("serves_not_evaluable")),
        (
            json!({"address_country": "FJ", "address_region": "Northern"}),
            Err("serves_not_evaluable"),
        ),
        (
            json!({"address_country": "United States", "postal_code": "10005"}),
            Err("serves_not_evaluable"),
        ),
        (json!({"address_region": "NY"}), Err("serves_not_evaluable")),
    ] {
        let expected = expected
            .map(|ids| ids.iter().map(ToString::to_string).collect::<Vec<_>>())
            .map_err(str::to_owned);
        assert_eq!(served(&json!({"address": target})), expected, "{target}");
    }
}

/// Both must hold, each by itself.
#[test]
fn with_other_conditions() {
    let agency = agency();
    let ids = |asked: Value| -> Vec<String> {
        let found = agency.all(&asked);
        found.iter().map(|location| location["id"].as_str().unwrap().to_owned()).collect()
    };
    let here = json!({"latitude": 40.7127, "longitude": -74.0059});
    let within = |max: f64| json!({"center": here, "max": max});
    let serves = json!({"point": here});
    // The store without a place is near nothing.
    assert_eq!(ids(json!({"serves": serves, "distance": within(500_000.0)})), ["store-18"]);
    assert_eq!(
        ids(json!({"serves": serves, "filters": {"items": ["sku-1001"]}})),
        ["store-18", "store-22"]
    );
    assert_eq!(ids(json!({"serves": serves, "filters": {"items": ["sku-2002"]}})), [""; 0]);
    assert_eq!(ids(json!({"filters": {"items": ["sku-2002"]}})).len(), 2);
    // No area is told to anybody.
    let found = agency.all(&json!({"serves": serves}));
    assert!(found.iter().all(|location| location.get("delivery").is_none()));
}

/// Distances are compared as they are: to the last bit, and across the antimeridian.
#[test]
fn distances_are_unrounded_and_inclusive() {
    let agency = agency();
    let from = nigh::place::Point::new(-16.8, 179.99).unwrap();
    let metres = from.distance_m(nigh::place::Point::new(-16.8, -179.99).unwrap());
    assert!((2_000.0..2_300.0).contains(&metres));
    for (max, expected) in [(metres, 2), (metres.next_down(), 1), (metres.next_up(), 2), (0.0, 1)] {
        let centre = json!({"latitude": -16.8, "longitude": 179.99});
        // As a shortest text that reads as the same number.
        let body = format!(r#"{{"distance":{{"center":{centre},"max":{max:?}}}}}"#);
        let (_, found) = agency.rest("search", &body);
        assert_eq!(found["locations"].as_array().unwrap().len(), expected, "{max}");
    }
}

/// Open beyond doubt: half-open, by hours that are told, in the store's own zone.
#[test]
fn open_at_an_instant() {
    let agency = agency();
    let open = |at: &str| -> Vec<String> {
        let found = agency.all(&json!({"filters": {"hours": {"open_at": at}}}));
        let mut ids: Vec<String> =
            found.iter().map(|location| location["id"].as_str().unwrap().to_owned()).collect();
        ids.sort_unstable();
        ids.retain(|id| ["store-17", "store-18", "store-19", "store-20"].contains(&id.as_str()));
        ids
    };
    for (at, expected) in [
        ("2026-11-23T08:59:59.999-05:00", &["store-20"][..]),
        ("2026-11-23T09:00:00-05:00", &["store-17", "store-20"]),
        ("2026-11-23T12:29:59-05:00", &["store-17", "store-20"]),
        ("2026-11-23T12:30:00-05:00", &["store-20"]),
        ("2026-11-23T18:59:59Z", &["store-17", "store-20"]),
        // Past midnight, and into a Saturday that is open all day, to its last second.
        ("2026-11-28T00:00:00-05:00", &["store-17", "store-18"]),
        ("2026-11-28T23:59:59.5-05:00", &["store-17", "store-18"]),
        ("2026-11-29T00:00:00-05:00", &["store-18"]),
        // An exception cuts its date, not the night before another one.
        ("2026-11-26T19:00:00-05:00", &["store-18"]),
        ("2026-12-24T13:00:00-05:00", &["store-20"]),
        ("2026-12-24T16:59:59-05:00", &["store-17"]),
        // An open end is not beyond doubt.
        ("2026-11-24T18:30:00-05:00", &["store-18"]),
        // Beyond what is known.
        ("2031-01-06T10:00:00-05:00", &[]),
        ("2020-01-06T10:00:00-05:00", &[]),
    ] {
        assert_eq!(open(at), expected, "{at}");
    }
}
