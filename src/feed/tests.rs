//! Whole files: the fixtures read without a fault, every defect has its outcome, files join.

use super::report::Kind;
use super::*;
use crate::store::DeliveryArea;

fn options() -> Options {
    let built_at = UtcSeconds::parse("2026-11-21T00:00:00Z").unwrap();
    Options {
        namespace: "com.example".parse().unwrap(),
        horizon: Horizon::around(built_at, 400).unwrap(),
        built_at,
        format: None,
        country: None,
    }
}

fn read_all(sources: &[(&str, &[u8])]) -> (Vec<Listing>, Report) {
    let sources: Vec<_> = sources.iter().map(|&(label, bytes)| Source { label, bytes }).collect();
    let mut done = 0;
    let (listings, report) = read(&sources, &options(), &mut |bytes| {
        assert!(bytes >= done, "progress never goes back");
        done = bytes;
    });
    assert_eq!(done, sources.iter().map(|s| s.bytes.len() as u64).sum::<u64>());
    assert!(report.is_balanced(), "{:?}", report.files);
    assert!(listings.is_sorted_by(|a, b| a.store.id < b.store.id));
    assert_eq!(report.stores, listings.len() as u64);
    (listings, report)
}

fn read_one(text: &str) -> (Vec<Listing>, Report) {
    read_all(&[("feed", text.as_bytes())])
}

/// `line column kind`, a line a note.
fn notes(report: &Report) -> Vec<String> {
    let kind = |kind: Kind| format!("{kind:?}");
    report.notes.iter().map(|n| format!("{} {} {}", n.line, n.column, kind(n.kind))).collect()
}

fn counts(report: &Report) -> [u64; 4] {
    [report.rows(), report.used(), report.repaired(), report.refused()]
}

fn find<'a>(listings: &'a [Listing], id: &str) -> &'a Listing {
    listings.iter().find(|l| l.store.id.as_str() == id).unwrap_or_else(|| panic!("no store {id}"))
}

const STORES: &[u8] = include_bytes!("../../fixtures/feeds/stores.csv");
const MARKETS: &[u8] = include_bytes!("../../fixtures/feeds/markets.geojson");

#[test]
fn the_fixtures_and_the_example_read_without_a_note() {
    for (label, bytes, format, rows) in [
        ("stores.csv", STORES, Format::Google, 40),
        ("markets.geojson", MARKETS, Format::AllThePlaces, 12),
        ("example.csv", plain_csv::EXAMPLE.as_bytes(), Format::Csv, 4),
    ] {
        let (_, report) = read_all(&[(label, bytes)]);
        assert_eq!(notes(&report), [""; 0], "{label}");
        assert_eq!(counts(&report), [rows, rows, 0, 0], "{label}");
        assert_eq!(report.files[0].format, Some(format.into()), "{label}");
    }
}

#[test]
fn every_field_of_googles_sheet_arrives() {
    let (listings, _) = read_all(&[("stores.csv", STORES)]);
    let Listing { store, hours } = find(&listings, "1001");
    let address = &store.address;
    assert_eq!(store.name, "Lumen & Lark Nicollet");
    assert_eq!(address.street_address, "700 Example Mall");
    assert_eq!(address.extended_address, "Floor 2");
    assert_eq!(address.address_locality, "Minneapolis");
    assert_eq!((&*address.address_region, &*address.address_country), ("MN", "US"));
    assert_eq!(address.postal_code, "55402");
    assert_eq!(store.category, "Electronics store");
    assert_eq!(store.timezone.as_deref(), Some("America/Chicago"));
    let ids: Vec<&str> = store.amenities.iter().map(|a| &*a.id).collect();
    assert_eq!(
        ids,
        [
            "com.example.amenity.hablamos_espanol",
            "com.example.amenity.repair_bench",
            "com.example.amenity.trade_in_counter",
            "com.example.amenity.wheelchair_accessible_entrance",
            "dev.ucp.amenity.shopping.curbside_pickup",
            "dev.ucp.amenity.shopping.in_store_pickup",
            "dev.ucp.amenity.wi_fi",
        ]
    );
    assert_eq!(store.amenities[0].description, "Hablamos Español");
    let christmas = hours.as_ref().unwrap().plan(crate::time::Day::parse("2026-12-25").unwrap());
    assert_eq!(christmas, (&[][..], true));
    assert!(find(&listings, "1011").hours.is_none(), "a week of empty cells is unknown");
    assert!(find(&listings, "9001").store.point.is_none());
    assert_eq!(find(&listings, "6003").store.timezone.as_deref(), Some("Pacific/Fiji"));
    assert_eq!(find(&listings, "4005").store.timezone.as_deref(), Some("Australia/Lord_Howe"));
    let shared = |id| find(&listings, id).hours.as_ref().unwrap();
    assert!(std::sync::Arc::ptr_eq(shared("1001"), shared("1002")), "hours are read once");
}

#[test]
fn every_member_of_a_place_arrives() {
    let (listings, _) = read_all(&[("markets.geojson", MARKETS)]);
    let store = &find(&listings, "mill-city").store;
    assert_eq!(store.address.street_address, "750 Example Pkwy");
    assert_eq!(store.category, "marketplace");
    let ids: Vec<&str> = store.amenities.iter().map(|a| &*a.id).collect();
    assert_eq!(ids, ["org.openstreetmap.amenity.toilets", "org.openstreetmap.amenity.wheelchair"]);
    assert_eq!(find(&listings, "trodel-ufer").store.address.extended_address, "Uferhalle");
    assert_eq!(find(&listings, "inaquito").store.amenities[0].id, "dev.ucp.amenity.parking");
    let sheds = find(&listings, "carriage-sheds");
    assert_eq!(sheds.store.timezone.as_deref(), Some("Australia/Sydney"));
    let ids: Vec<&str> = sheds.store.amenities.iter().map(|a| &*a.id).collect();
    assert_eq!(ids, ["dev.ucp.amenity.wi_fi", "org.openstreetmap.amenity.atm"]);
    let never = find(&listings, "harbour-closed").hours.as_ref().unwrap();
    assert!(options().horizon.dates().all(|day| never.plan(day).0.is_empty()));
    let pop_up = find(&listings, "pop-up");
    assert!(pop_up.store.point.is_none() && pop_up.hours.is_none());
    let sun = find(&listings, "suva-roadside").hours.as_ref().unwrap();
    let (plan, _) = sun.plan(crate::time::Day::parse("2026-12-21").unwrap());
    assert!((320..345).contains(&plan[0].opens()), "sunrise in Suva: {plan:?}");
}

#[test]
fn delivery_areas_arrive_with_their_country() {
    let (listings, _) = read_one(plain_csv::EXAMPLE);
    let of = |id| &*find(&listings, id).store.delivery;
    assert!(
        matches!(of("101"), [DeliveryArea::RadiusM(8000.0), DeliveryArea::Postcodes { country, codes }]
        if country == "US" && codes.len() == 3)
    );
    assert!(matches!(of("102"), [DeliveryArea::Regions { country, regions }]
        if country == "DE" && regions.len() == 2));
    assert!(matches!(of("103"), [DeliveryArea::Polygons(polygons)] if polygons[0][0].len() == 5));
    assert!(of("104").is_empty());
}

#[test]
fn delivery_areas_are_properties_too() {
    let collection = r#"{"type":"FeatureCollection","features":[
        {"type":"Feature","properties":{"ref":"a","addr:country":"US","delivery_radius_m":5000,
         "delivery_postcodes":["55401","55402"],"delivery_regions":"*","delivery_area":
         {"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}},"geometry":null},
        {"type":"Feature","properties":{"ref":"b","delivery_radius_m":"far","delivery_area":"here",
         "delivery_postcodes":"1010"},"geometry":null}]}"#;
    let (listings, report) = read_one(collection);
    let country = || "US".to_owned();
    let codes = ["55401", "55402"].map(str::to_owned).to_vec();
    let expected = [
        DeliveryArea::RadiusM(5000.0),
        DeliveryArea::Postcodes { country: country(), codes },
        DeliveryArea::Regions { country: country(), regions: Vec::new() },
        DeliveryArea::Polygons(vec![vec![vec![(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 0.0)]]]),
    ];
    assert_eq!(find(&listings, "a").store.delivery, expected);
    assert!(find(&listings, "b").store.delivery.is_empty());
    assert_eq!(report.repaired(), 1, "one row with three areas that cannot be used");
}

/// What a file reads as: rows, used, repaired and refused; and its notes.
type Account = ([u64; 4], &'static [&'static str]);

const BAD_GOOGLE: Account = (
    [25, 3, 17, 5],
    &[
        "1 Shelf life UnknownColumn",
        "5  DuplicateId",
        "6 Shop code MissingId",
        "7 Latitude NullIsland",
        "8 Latitude InvalidCoordinate",
        "9 Latitude InvalidCoordinate",
        "10 Longitude InvalidCoordinate",
        "11 Latitude SwappedCoordinates",
        "12 Latitude SwappedCoordinates",
        "13 Latitude DecimalComma",
        "13 Longitude DecimalComma",
        "14 Tuesday hours UnreadableHours",
        "15 Special hours UnreadableSpecialHours",
        "16 Special hours UnreadableHours",
        "17 Opening date UnreadableDate",
        "18 Country/Region UnknownCountry",
        "19 Website InvalidUrl",
        "20 Website UrlWithoutScheme",
        "21 Labels UnusableAmenity",
        "22  TooFewCells",
        "23  TooManyCells",
        "24 Shop code InvalidId",
        "26 Business name NotUtf8",
        "27 Shop code NotUtf8",
        "27 Shop code InvalidId",
    ],
);

const BAD_PLAIN: Account = (
    [15, 1, 10, 4],
    &[
        "1 colour UnknownColumn",
        "3  DuplicateId",
        "4 id MissingId",
        "5 lat NullIsland",
        "6 lat InvalidCoordinate",
        "7 lng InvalidCoordinate",
        "8 lat SwappedCoordinates",
        "9 opening_hours UnreadableHours",
        "10 timezone UnknownZone",
        "11 delivery_radius_m InvalidDeliveryArea",
        "12 delivery_area InvalidDeliveryArea",
        "13 delivery_postcodes InvalidDeliveryArea",
        "14 amenities UnusableAmenity",
        "15  TooManyCells",
        "16  OpenQuote",
    ],
);

const BAD_PLACES: Account = (
    [22, 4, 12, 6],
    &[
        "3  DuplicateId",
        "4 ref MissingId",
        "5 geometry NullIsland",
        "6 geometry InvalidCoordinate",
        "7 geometry SwappedCoordinates",
        "8 geometry TextCoordinates",
        "9 geometry NotAPoint",
        "10 geometry InvalidCoordinate",
        "12 opening_hours UnreadableHours",
        "13 end_date ClosedForGood",
        "14 end_date ClosedForGood",
        "16 end_date UnreadableDate",
        "17 timezone UnknownZone",
        "18  InvalidFeature",
        "19  InvalidFeature",
        "20 ref SharedRef",
        "21 ref SharedRef",
        "23 geometry InvalidCoordinate",
    ],
);

#[test]
fn every_defect_has_its_outcome_and_its_line() {
    for (label, bytes, (expected_counts, expected), broken) in [
        ("google.csv", &include_bytes!("../../fixtures/bad/google.csv")[..], BAD_GOOGLE, 0),
        ("plain.csv", include_bytes!("../../fixtures/bad/plain.csv"), BAD_PLAIN, 1),
        ("places.geojson", include_bytes!("../../fixtures/bad/places.geojson"), BAD_PLACES, 0),
        (
            "truncated.geojson",
            include_bytes!("../../fixtures/bad/truncated.geojson"),
            ([0; 4], &["3  InvalidJson"]),
            1,
        ),
    ] {
        let (_, report) = read_all(&[(label, bytes)]);
        assert_eq!(notes(&report), expected, "{label}");
        assert_eq!(counts(&report), expected_counts, "{label}");
        assert_eq!(report.broken().count(), broken, "{label}");
    }
}

#[test]
fn repaired_stores_are_kept_as_the_report_says() {
    let google = include_bytes!("../../fixtures/bad/google.csv");
    let (listings, report) = read_all(&[("google.csv", google)]);
    let point = |id| find(&listings, id).store.point.map(|p| (p.lat_deg(), p.lng_deg()));
    for id in ["null-island", "lat95", "text-lat", "half"] {
        assert_eq!(point(id), None, "{id}");
    }
    for id in ["swapped", "comma"] {
        assert_eq!(point(id), Some((44.98, -93.27)), "{id}");
    }
    assert_eq!(point("swapped-de"), Some((52.52, 13.40)));
    assert_eq!(find(&listings, "good").store.name, "Shop", "the first is kept");
    assert_eq!(find(&listings, "latin").store.name, "Café");
    assert_eq!(
        find(&listings, "quoted").store.address.street_address,
        "1 Sample St\r\nRear entrance"
    );
    assert!(find(&listings, "bad-hours").hours.is_none());
    let christmas_eve = crate::time::Day::parse("2026-12-24").unwrap();
    let (plan, _) = find(&listings, "bad-special").hours.as_ref().unwrap().plan(christmas_eve);
    assert_eq!(plan[0].kind(), crate::schedule::Kind::Unknown);
    assert_eq!(
        report.notes[3].to_string(),
        "google.csv:7: Latitude: \"0, 0\": (0, 0) stands for \"missing\"; kept without a position: \
         found by id, never near anything: leave both empty where they are not known"
    );
    let last = report.lines().pop().unwrap();
    assert_eq!(last, "google.csv: 25 rows: 3 used, 17 repaired, 5 refused");
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["notes"][3]["kind"], "null_island");
    assert_eq!(json["files"][0]["format"], "google");
}

#[test]
fn refs_that_spiders_share_are_parted_whatever_the_order() {
    let feature = |spider: &str, name: &str| {
        format!(
            r#"{{"type":"Feature","properties":{{"ref":"7","@spider":"{spider}","name":"{name}"}},"geometry":null}}"#
        )
    };
    let (one, two, three) = (feature("a", "A"), feature("b", "B"), feature("c", "C"));
    for order in [[&one, &two, &three], [&three, &one, &two], [&two, &three, &one]] {
        let lines = order.map(String::as_str).join("\n");
        let (listings, report) = read_one(&lines);
        let ids: Vec<_> = listings.iter().map(|l| (l.store.id.as_str(), &*l.store.name)).collect();
        assert_eq!(ids, [("a:7", "A"), ("b:7", "B"), ("c:7", "C")]);
        assert_eq!(counts(&report), [3, 0, 3, 0]);
    }
    let (listings, report) = read_all(&[("a", one.as_bytes()), ("b", two.as_bytes())]);
    assert_eq!((listings.len(), report.count(Kind::SharedRef)), (2, 2));
    let long = "7".repeat(200);
    let lines =
        [&one, &two].map(|line| line.replace(r#""ref":"7""#, &format!(r#""ref":"{long}""#)));
    let (listings, report) = read_one(&lines.join("\n"));
    assert_eq!((listings.len(), counts(&report)), (1, [2, 0, 1, 1]), "too long to be parted");
}

#[test]
fn later_files_fill_and_override() {
    let first = "id,name,lat,lng,country,opening_hours,amenities,phone\n\
                 1,One,44.98,-93.27,US,Mo-Su 09:00-17:00,Repairs,1\n\
                 2,Two,52.5,13.4,,Mo-Sa 10:00-20:00; PH off,Repairs,2\n\
                 3,Three,,,,Mo-Su 09:00-17:00,,3\n";
    let second = "id,name,lat,lng,opening_hours,amenities\n\
                  1,Uno,,,,Café;Bar\n\
                  3,,52.5,13.4,whenever,\n\
                  4,Four,95,13.4,,\n";
    let (listings, report) = read_all(&[("a.csv", first.as_bytes()), ("b.csv", second.as_bytes())]);
    let one = find(&listings, "1");
    assert_eq!((&*one.store.name, &*one.store.phone), ("Uno", "1"));
    assert!(one.store.point.is_some() && one.hours.is_some());
    let ids: Vec<&str> = one.store.amenities.iter().map(|a| &*a.id).collect();
    assert_eq!(ids, ["com.example.amenity.bar", "com.example.amenity.cafe"]);
    let three = find(&listings, "3");
    assert_eq!(three.store.timezone.as_deref(), Some("Europe/Berlin"), "from the later position");
    assert_eq!(three.store.address.address_country, "DE", "from the later position");
    assert!(three.hours.is_none(), "hours that cannot be read are unknown");
    let unity_day = crate::time::Day::parse("2027-10-03").unwrap();
    let two = find(&listings, "2").hours.as_ref().unwrap();
    assert!(two.plan(unity_day).0.is_empty(), "holidays of the country of the position");
    assert_eq!(notes(&report), ["3 opening_hours UnreadableHours", "4 lat InvalidCoordinate"]);
    assert_eq!((report.files[0].used, report.files[1].used), (3, 1));
}

#[test]
fn files_of_no_use_say_why() {
    for (text, expected, broken) in [
        ("", "0  EmptyFile", true),
        (" \r\n ", "0  EmptyFile", true),
        ("\u{feff}", "0  EmptyFile", true),
        ("Store code,Business name\r\n", "0  NoRows", false),
        ("id", "0  NoRows", false),
        ("a,b\n1,2\n", "1  UnknownFormat", true),
        ("{\"type\":\"Topology\"}", "1 type UnknownFormat", true),
        ("{\"type\":\"FeatureCollection\",\"features\":[]}", "0  NoRows", false),
        ("{\"type\":\"FeatureCollection\",\"features\":[", "1  InvalidJson", true),
        ("{}", "1 type UnknownFormat", true),
        ("<html>", "1  UnknownFormat", true),
    ] {
        let (listings, report) = read_one(text);
        assert!(listings.is_empty());
        assert_eq!(notes(&report), [expected], "{text:?}");
        assert_eq!(report.broken().count() == 1, broken, "{text:?}");
    }
}

#[test]
fn tables_are_read_however_they_are_saved() {
    let plain = "id;name;lat;lng\r\n1;Zwei Türen;52,5;13,4\r\n\r\n2;\"a;b\";;\r\n";
    let utf16: Vec<u8> =
        "\u{feff}id\tname\n1\tTüren\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let (listings, report) = read_all(&[("a.csv", plain.as_bytes()), ("b.csv", &utf16)]);
    assert_eq!(find(&listings, "1").store.name, "Türen");
    assert_eq!(find(&listings, "2").store.name, "a;b");
    assert_eq!(notes(&report), ["2 lat DecimalComma", "2 lng DecimalComma"]);
    let (listings, report) = read_one("id,name\r1,One\r,none\r2,Two");
    assert_eq!((listings.len(), notes(&report)), (2, vec!["3 id MissingId".to_owned()]));
}

#[test]
fn a_store_that_opens_later_is_closed_until_then() {
    let (listings, _) = read_one(
        "Store code,Opening date,Monday hours,Tuesday hours,Wednesday hours,Thursday hours,Friday hours,Saturday hours,Sunday hours\n\
         new,2026-12-01,09:00-17:00,09:00-17:00,09:00-17:00,09:00-17:00,09:00-17:00,09:00-17:00,09:00-17:00\n\
         old,1999-12-01,09:00-17:00,09:00-17:00,09:00-17:00,09:00-17:00,09:00-17:00,09:00-17:00,09:00-17:00\n",
    );
    let is_open = |id, day| {
        let day = crate::time::Day::parse(day).unwrap();
        !find(&listings, id).hours.as_ref().unwrap().plan(day).0.is_empty()
    };
    assert!(!is_open("new", "2026-11-30") && is_open("new", "2026-12-01"));
    assert!(is_open("old", "2026-11-30"));
}

proptest::proptest! {
    #[test]
    fn no_bytes_panic_and_every_row_is_accounted_for(
        head in proptest::sample::select(vec!["", "id,name,lat,lng,opening_hours,delivery_area\n", "Store code,Monday hours,Special hours,Latitude,Longitude,Website,Labels\n", "{\"type\":\"FeatureCollection\",\"features\":[", "{\"type\":\"Feature\",\"properties\":{\"ref\":\"1\",\"opening_hours\":\"", "\u{feff}"]),
        body in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..200),
        text in "[0-9a-z:,;\"\n\r \\-{}\\[\\]éдx.+]{0,120}",
    ) {
        let bytes = [head.as_bytes(), text.as_bytes(), &body].concat();
        read_all(&[("any", &bytes), ("text", [head, &text].concat().as_bytes())]);
    }
}
