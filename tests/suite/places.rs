//! Towns and postcodes: completions, what a name means, and the pages that they take.

use crate::places_oracle::{Known, Places, Typed, plain};
use crate::places_world::{World, fixture, real};
use crate::town::{Town, request};
use nigh::edge::http::Network;
use nigh::gazetteer::{Kind, MAX_COMPLETIONS, key};
use nigh::place::Point;
use nigh::snapshot::{Page, page_key};
use serde_json::Value;
use std::collections::BTreeSet;

const SEARCHES: &str = include_str!("places_searches.tsv");
/// Small enough that the fixture's places take many pages.
const SMALL_PAGE: usize = 400;
const USUAL: usize = 65_536;

fn searches() -> Vec<[&'static str; 3]> {
    let lines = SEARCHES.lines().filter(|line| !line.starts_with('#'));
    let row = |line: &'static str| line.split('\t').collect::<Vec<_>>().try_into();
    lines.map(|line| row(line).unwrap_or_else(|_| panic!("not 3 columns: {line}"))).collect()
}

/// How many of some searches find what is meant first; the others are printed.
fn found_first(world: &World, searches: &[[&str; 3]]) -> usize {
    let first = |[typed, label, what]: &&[&str; 3]| {
        let found: Vec<String> =
            world.complete(typed, None, 5).iter().map(nigh::gazetteer::Listed::label).collect();
        let is_first = found.first().is_some_and(|first| first == label);
        if !is_first {
            println!("{typed:?} ({what}): wants {label}, finds {found:?}");
        }
        is_first
    };
    let count = searches.iter().filter(first).count();
    println!("first: {count} of {}", searches.len());
    count
}

#[test]
fn what_people_type() {
    let searches = searches();
    assert!(searches.len() >= 200, "{} searches", searches.len());
    for page_bytes in [SMALL_PAGE, USUAL] {
        let world = World::fixture(page_bytes);
        let is_here = |[_, label, _]: &&[&str; 3]| {
            world.resolve(label).is_some_and(|place| place.label() == *label)
        };
        let here: Vec<[&str; 3]> = searches.iter().filter(is_here).copied().collect();
        assert!(here.len() >= 100, "{} searches of the fixture", here.len());
        let first = found_first(&world, &here);
        assert!(first * 100 >= here.len() * 95, "{first} of {}", here.len());
    }
}

#[test]
fn what_people_type_in_the_real_gazetteer() {
    let Some(gazetteer) = real() else { return };
    let started = std::time::Instant::now();
    let world = World::of(gazetteer, USUAL);
    println!(
        "{} places on {} pages in {:?}",
        world.gazetteer.localities.len(),
        world.index.pages.len(),
        started.elapsed()
    );
    assert!(world.gazetteer.localities.len() > 200_000);
    let searches = searches();
    let first = found_first(&world, &searches);
    assert!(first * 100 >= searches.len() * 95, "{first} of {}", searches.len());
    assert_heads_are_true(&world);
}

/// Pages of a letter or two have no more than the heaviest: what is shown must be among them.
fn assert_heads_are_true(world: &World) {
    let oracle = Places::new(&world.gazetteer.localities);
    let typed = [
        "s", "sa", "san", "sant", "santa", "p", "pa", "par", "paris", "m", "mü", "н", "東", "x",
        "qu", "new", "new y",
    ];
    for text in typed {
        let expected = oracle.beginning(&Typed { text, near: None });
        let found = world.complete(text, None, 8);
        assert_eq!(found.len(), expected.len().min(8), "{text}");
        for (place, (weight, known)) in found.iter().zip(&expected) {
            let is_alike = |(other, of): &&(f64, &Known<'_>)| {
                let apart_m = of.locality.point.distance_m(place.point);
                apart_m < 20.0 && (other / weight - 1.0).abs() < 1e-4
            };
            let (label, name) = (place.label(), &known.locality.name);
            assert!(expected.iter().any(|of| is_alike(&of)), "{text}: {label}, not {name}");
        }
    }
    println!("{} beginnings: the heaviest of all that begin so", typed.len());
}

/// Every label, passed as `place`, is that place; and nothing else has it.
#[test]
fn a_label_means_its_place() {
    for page_bytes in [SMALL_PAGE, USUAL] {
        let world = World::fixture(page_bytes);
        let mut labels = BTreeSet::new();
        for locality in &world.gazetteer.localities {
            let all = world.complete(&locality.name, Some(locality.point), MAX_COMPLETIONS);
            let here = |place: &&nigh::gazetteer::Listed<'_>| {
                place.kind == locality.kind && place.point.distance_m(locality.point) < 20.0
            };
            let place = all.iter().find(here).unwrap_or_else(|| panic!("{locality:?}"));
            let label = place.label();
            let meant = world.resolve(&label).unwrap_or_else(|| panic!("{label}"));
            assert_eq!((meant.label(), meant.point), (label.clone(), place.point));
            let typed = world.complete(&label, None, 3);
            assert_eq!(typed.first().map(nigh::gazetteer::Listed::label), Some(label.clone()));
            assert!(labels.insert(label.clone()), "{label} twice");
        }
        assert_eq!(labels.len(), world.gazetteer.localities.len());
    }
}

/// Every beginning of every name, with and without a caller, against all names of all places.
#[test]
fn completions_are_the_heaviest_of_all_that_begin_so() {
    let gazetteer = fixture();
    let oracle = Places::new(&gazetteer.localities);
    for page_bytes in [SMALL_PAGE, USUAL] {
        let world = World::fixture(page_bytes);
        let mut asked = BTreeSet::new();
        for locality in &gazetteer.localities {
            for name in std::iter::once(&locality.name).chain(&locality.other_names) {
                let name = plain(name);
                asked.extend(
                    name.char_indices().map(|(at, c)| name[..at + c.len_utf8()].to_owned()),
                );
            }
        }
        assert!(asked.len() > 800, "{}", asked.len());
        for text in &asked {
            for near in [None, Some((44.98, -93.27)), Some((35.68, 139.76))] {
                let expected = oracle.beginning(&Typed { text, near });
                let point = near.map(|(lat, lng)| Point::new(lat, lng).unwrap());
                let found = world.complete(text, point, 5);
                let begin: Vec<_> = expected
                    .iter()
                    .take(5)
                    .map(|(weight, known)| (*weight, known.locality))
                    .collect();
                assert!(found.len() >= begin.len(), "{text}: {} of {}", found.len(), begin.len());
                for (place, (weight, locality)) in found.iter().zip(&begin) {
                    let is_it = |other: &&(f64, &nigh::gazetteer::Locality)| {
                        other.1.point.distance_m(place.point) < 20.0
                            && (other.0 / weight - 1.0).abs() < 1e-4
                    };
                    let alike = expected.iter().map(|(w, k)| (*w, k.locality)).collect::<Vec<_>>();
                    assert!(
                        alike.iter().any(|other| is_it(&other)),
                        "{text} near {near:?}: {} where {} belongs",
                        place.label(),
                        locality.name
                    );
                }
            }
        }
    }
}

#[test]
fn who_is_near_comes_first() {
    let world = World::fixture(USUAL);
    let first = |text: &str, near: Option<(f64, f64)>| {
        let near = near.map(|(lat, lng)| Point::new(lat, lng).unwrap());
        world.complete(text, near, 1)[0].label()
    };
    for (text, near, expected) in [
        ("paris", None, "Paris, FR"),
        ("paris", Some((32.78, -96.8)), "Paris, US"),
        ("paris", Some((51.5, -0.1)), "Paris, FR"),
        ("london", Some((43.65, -79.38)), "London, CA"),
        ("10115", Some((52.5, 13.4)), "10115, DE"),
        ("10115", Some((40.7, -74.0)), "10115, US"),
        ("roch", Some((43.0, -78.0)), "Rochester, US"),
    ] {
        assert_eq!(first(text, near), expected, "{text} near {near:?}");
    }
}

#[test]
fn the_same_places_make_the_same_pages_in_any_order() {
    let mut gazetteer = fixture();
    // One of them twice, in two regions.
    let mut twin = gazetteer.localities[0].clone();
    twin.region.name = "Elsewhere".to_owned();
    gazetteer.localities.push(twin);
    let before = World::of(gazetteer.clone(), SMALL_PAGE).index;
    gazetteer.localities.reverse();
    gazetteer.countries.reverse();
    assert!(World::of(gazetteer, SMALL_PAGE).index == before);
    assert!(before.layout.pages() > 10, "{}", before.layout.pages());
    assert!(before.layout.is_sound());
}

fn body(town: &Town, target: &str) -> (u16, Value, String) {
    let response = town.get(target);
    let control = response.header("cache-control").unwrap_or_default().to_owned();
    (response.status, serde_json::from_slice(&response.body).unwrap(), control)
}

#[test]
fn completions_over_http() {
    let town = Town::with_places();
    let (status, reply, control) = body(&town, "/v1/places?q=paris&lat=48.8&lng=2.3&limit=2");
    assert_eq!((status, control.as_str()), (200, "private, max-age=300"));
    let first = &reply["places"][0];
    assert_eq!(first["place"], "Paris, FR");
    assert_eq!(first["kind"], "town");
    assert_eq!(first["region"], "Île-de-France");
    assert_eq!(first["population"], 2_138_000);
    assert_eq!(first["geo"]["latitude"], 48.8534);
    assert_eq!(reply["places"].as_array().unwrap().len(), 2);
    assert_eq!(reply["complete"], true);
    // The network is in Minneapolis.
    let (_, reply, control) = body(&town, "/v1/places?q=bloom");
    assert_eq!(
        (&*control, &reply["places"][0]["region"]),
        ("private, max-age=300", &"Minnesota".into())
    );
    let mut nowhere = request("/v1/places?q=bloom");
    nowhere.network = None;
    let response = town.ask(&nowhere);
    assert_eq!(response.header("cache-control"), Some("public, max-age=300"));
    nowhere.network = Some(Network::default());
    assert_eq!(town.ask(&nowhere).header("cache-control"), Some("public, max-age=300"));
}

#[test]
fn bad_input() {
    let town = Town::with_places();
    for (query, parameter) in [
        ("", "q"),
        ("q=", "q"),
        ("q=%20,%20", "q"),
        ("q=a&q=b", "q"),
        ("q=a&lat=1", "lng"),
        ("q=a&lat=91&lng=0", "lat"),
        ("q=a&limit=0", "limit"),
        ("q=a&limit=21", "limit"),
        ("q=a&radius=5", "radius"),
    ] {
        let (status, reply, _) = body(&town, &format!("/v1/places?{query}"));
        assert_eq!((status, &reply["errors"][0]["parameter"]), (400, &parameter.into()), "{query}");
    }
    let long = format!("/v1/places?q={}", "x".repeat(201));
    assert_eq!(body(&town, &long).0, 400);
    for query in ["q=xqzw", "q=%F0%9F%A6%80a", "q=99999999"] {
        let (status, reply, _) = body(&town, &format!("/v1/places?{query}"));
        assert_eq!((status, &reply["complete"]), (200, &true.into()), "{query}");
    }
}

#[test]
fn where_a_place_is() {
    let town = Town::with_places();
    let (status, reply, control) = body(&town, "/v1/go?place=55401&at=2026-11-21T17:40:00Z");
    assert_eq!((status, &*control), (200, "public, max-age=60"));
    assert_eq!(reply["origin"]["source"], "place");
    assert_eq!(reply["origin"]["label"], "55401, US");
    assert_eq!(reply["results"][0]["location"]["id"], "100");
    let (_, same, _) = body(&town, "/v1/go?lat=44.984&lng=-93.27&at=2026-11-21T17:40:00Z");
    assert_eq!(reply["results"], same["results"]);
    // The most populous, whoever asks.
    let (_, reply, _) = body(&town, "/v1/go?place=bloomington");
    assert_eq!(reply["origin"]["label"], "Bloomington, US");
    let (status, reply, control) = body(&town, "/v1/go?place=Minneaplis");
    assert_eq!((status, &*control), (400, "no-store"));
    let detail = reply["errors"][0]["detail"].as_str().unwrap();
    assert!(detail.contains("Minneapolis, US"), "{detail}");
    for query in ["place=Berlin&lat=1&lng=1", "place=Berlin&cell=872624caeffffff", "place=!"] {
        let (status, reply, _) = body(&town, &format!("/v1/go?{query}"));
        assert_eq!((status, &reply["errors"][0]["parameter"]), (400, &"place".into()), "{query}");
    }
    for (query, label) in [
        ("place=55401+Minnesota", "55401, US"),
        ("place=55401,+MN", "55401, US"),
        ("place=75001+Paris", "Paris, FR"),
        ("place=Minneapolis,+MN+55401", "Minneapolis, US"),
        ("place=Minneapolis+MN,+USA", "Minneapolis, US"),
        ("place=London,+United+Kingdom", "London, GB"),
        ("place=Amsterdam,+Netherlands", "Amsterdam, NL"),
    ] {
        let (status, reply, _) = body(&town, &format!("/v1/go?{query}"));
        assert_eq!((status, &reply["origin"]["label"]), (200, &label.into()), "{query}: {reply}");
    }
    for query in ["place=55401+Street+of+Nowhere", "place=55401+XX"] {
        assert_eq!(body(&town, &format!("/v1/go?{query}")).0, 400, "{query}");
    }
    let (status, reply, control) = body(&Town::new(), "/v1/places?q=berlin");
    assert_eq!((status, &*control), (404, "no-store"));
    assert_eq!(reply["type"], "urn:nigh:problem:no-places");
    let (status, reply, _) = body(&Town::new(), "/v1/go?place=Berlin");
    let detail = reply["errors"][0]["detail"].as_str().unwrap();
    assert!(status == 400 && detail.contains("knows no places"), "{detail}");
}

#[test]
fn a_cursor_from_a_place_goes_on() {
    let town = Town::with_places();
    let (_, first, _) = body(&town, "/v1/go?place=Minneapolis&limit=2");
    let cursor = first["next_cursor"].as_str().expect("more");
    let (status, second, _) =
        body(&town, &format!("/v1/go?place=Minneapolis&limit=2&cursor={cursor}"));
    assert_eq!(status, 200);
    assert_ne!(first["results"][0]["location"]["id"], second["results"][0]["location"]["id"]);
    let (status, ..) = body(&town, &format!("/v1/go?place=Berlin&limit=2&cursor={cursor}"));
    assert_eq!(status, 400);
    let (status, ..) =
        body(&town, &format!("/v1/go?place=Minneapolis&q=bar&limit=2&cursor={cursor}"));
    assert_eq!(status, 400);
}

/// How many values were read from KV, by the header.
fn reads(town: &Town, target: &str) -> u32 {
    let response = town.get(target);
    assert_eq!(response.status, 200, "{target}");
    let timing = response.header("server-timing").unwrap_or_default().to_owned();
    let count = timing.split("kv;desc=\"").nth(1).and_then(|rest| rest.split('"').next());
    count.expect("a count").parse().unwrap()
}

#[test]
fn a_completion_reads_one_page_beside_the_head() {
    for typed in ["m", "mi", "minneapolis", "mnuich", "paris, tx", "94103", "%E6%9D%B1"] {
        let town = Town::with_places();
        let target = format!("/v1/places?q={typed}");
        assert_eq!(reads(&town, &target), 2, "{typed}: the head, and a page");
        assert_eq!(reads(&town, &target), 0, "{typed}: warm");
    }
    let town = Town::with_places();
    assert_eq!(reads(&town, "/v1/health"), 1);
    for typed in ["m", "mi", "min", "minn", "minne"] {
        assert!(reads(&town, &format!("/v1/places?q={typed}")) <= 1, "{typed}");
    }
}

/// Whatever page is lost, what is said is true.
#[test]
fn lost_pages() {
    let whole = Town::with_places();
    let places: Vec<String> = whole.places().iter().map(|page| page_key(*page)).collect();
    assert!(places.len() > 3);
    let mut lost = 0;
    for key in &places {
        let mut values = whole.values().clone();
        values.remove(key);
        for text in ["minneapolis", "m", "94103", "東", "san j"] {
            let target = format!("/v1/places?q={text}");
            let (status, reply, control) = body(&Town::of(values.clone()), &target);
            assert_eq!(status, 200);
            if reply["complete"] == true {
                assert_eq!(reply, body(&whole, &target).1, "{text}");
            } else {
                lost += 1;
                assert_eq!((&*control, reply["places"].as_array().unwrap().len()), ("no-store", 0));
            }
            let target = format!("/v1/go?place={text}&at=2026-11-21T17:40:00Z");
            let (status, reply, _) = body(&Town::of(values.clone()), &target);
            assert!(status == 503 || reply == body(&whole, &target).1, "{text}: {status}");
        }
    }
    assert!(lost > 3, "{lost}");
}

/// Bytes that are not what was written do no harm.
#[test]
fn damaged_pages() {
    let whole = Town::with_places();
    for page in whole.places() {
        let bytes = &whole.values()[&page_key(page)];
        for cut in 0..bytes.len().min(200) {
            let mut damaged = bytes.clone();
            damaged[cut] ^= 0x55;
            assert!(Page::decode(page, &damaged).is_err());
            // With a hash of its own it may be a page, and must not be more than that.
            let _ =
                Page::decode(nigh::snapshot::hash(&damaged), &damaged).map(|page| page.weight());
        }
        assert!(Page::decode(page, &bytes[..bytes.len() / 2]).is_err());
    }
}

#[test]
fn words_of_stores() {
    let town = Town::with_places();
    let ids = |query: &str| -> Vec<String> {
        let target =
            format!("/v1/go?lat=44.98&lng=-93.27&at=2026-11-21T17:40:00Z&limit=100&{query}");
        let (status, reply, _) = body(&town, &target);
        assert_eq!(status, 200, "{reply}");
        let mut ids: Vec<String> = reply["results"]
            .as_array()
            .unwrap()
            .iter()
            .map(|result| result["location"]["id"].as_str().unwrap().to_owned())
            .collect();
        ids.sort();
        ids
    };
    let all = ids("");
    for (query, expected) in [
        ("q=market", &["100"][..]),
        ("q=NORTH+mark", &["100"]),
        ("q=nicollet", &["100"]),
        ("q=nicolet", &["100"]),
        ("q=niccollet+mall", &["100"]),
        ("q=mall+bar", &[]),
        ("q=night", &["200 & co/ü"]),
        ("q=nigth", &["200 & co/ü"]),
        ("q=baar", &[]),
        ("q=somewhere", &["400"]),
    ] {
        assert_eq!(ids(query), expected, "{query}");
    }
    assert!(all.len() > ids("q=minneapolis").len() && ids("q=minneapolis").len() > 2);
    let (_, reply, _) = body(&town, "/v1/go?lat=44.98&lng=-93.27&q=market&explain=1");
    assert!(reply["explain"]["stores_left_out"]["words"].as_u64().unwrap() > 0);
    let (_, reply, _) = body(&town, "/v1/go?lat=44.98&lng=-93.27&q=backerei&explain=1");
    assert_eq!(reply["results"].as_array().unwrap().len(), 0, "Berlin is far");
    for bad in ["q=!", "q=a&q=b"] {
        let (status, reply, _) = body(&town, &format!("/v1/go?lat=44.98&lng=-93.27&{bad}"));
        assert_eq!((status, &reply["errors"][0]["parameter"]), (400, &"q".into()), "{bad}");
    }
}

#[test]
fn keys_are_what_the_oracle_folds() {
    for locality in fixture().localities {
        for name in std::iter::once(&locality.name).chain(&locality.other_names) {
            assert_eq!(key(name), plain(name), "{name}");
        }
        assert!(matches!(locality.kind, Kind::Town | Kind::Postcode));
    }
}
