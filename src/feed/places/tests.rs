//! Rows in, places out.

use super::*;
use crate::gazetteer::Kind as Place;

fn read_all(files: &[(&str, &str)]) -> (Gazetteer, Report) {
    let sources: Vec<Source<'_>> =
        files.iter().map(|(label, text)| Source { label, bytes: text.as_bytes() }).collect();
    let (gazetteer, report) = read(&sources, Report::default(), &mut |_| {});
    assert!(report.is_balanced());
    (gazetteer, report)
}

/// A row of a table of towns.
fn town(name: &str, others: &str, lat: &str, country: &str, region: &str, people: &str) -> String {
    format!(
        "1\t{name}\t\t{others}\t{lat}\t2.5\tP\tPPL\t{country}\t\t{region}\t\t\t\t{people}\t\t\tEtc/UTC\t2026-01-01\n"
    )
}

#[test]
fn tables() {
    let towns = town("München", "Munich,mywnykh,ミュンヘン", "48.1", "DE", "02", "1505005")
        + &town("Toronto", "", "43.7", "CA", "08", "2794356");
    let countries = "#ISO\tISO3\nDE\tDEU\t276\tGM\tGermany".to_owned() + &"\t".repeat(14) + "\n";
    let codes = "CA\tM5V\tToronto\tOntario\tON\t\t\t\t\t43.64\t-79.4\t1\n\
                 CA\tM5V\tToronto\tOntario\tON\t\t\t\t\t43.65\t-79.4\t6\n";
    let regions = "DE.02\tBavaria\tBavaria\t1\nCA.08\tOntario\tOntario\t2\n";
    let files = [("t", &*towns), ("c", &*countries), ("p", codes), ("r", regions)];
    let (gazetteer, report) = read_all(&files);
    assert_eq!((report.rows(), report.used(), report.places), (7, 7, 3), "{:?}", report.notes);
    let [munich, toronto, m5v] = gazetteer.localities.as_slice() else { panic!("three places") };
    assert_eq!(munich.other_names, ["Munich", "ミュンヘン"]);
    assert_eq!((munich.region.code.as_str(), munich.region.name.as_str()), ("", "Bavaria"));
    assert_eq!((toronto.region.code.as_str(), toronto.region.name.as_str()), ("ON", "Ontario"));
    assert_eq!((m5v.kind, m5v.point.lat_deg()), (Place::Postcode, 43.65));
    let names: Vec<_> = gazetteer.countries.iter().map(|c| c.names.join("|")).collect();
    assert_eq!(names, ["Canada|CAN", "Germany|DEU"]);
}

#[test]
fn json() {
    let towns = r#"{"7": {"geonameid": 7, "name": "Paris", "latitude": 33.66, "longitude": -95.56,
        "countrycode": "US", "population": 24476, "admin1code": "TX", "alternatenames": ["Pari\u015f"]}}"#;
    let regions = r#"[{"code": "US.TX", "name": "Texas"}]"#;
    let countries = r#"{"US": {"iso": "US", "iso3": "USA", "name": "United States"}}"#;
    let codes = "{\"country_code\": \"GB\", \"postal_code\": \"SW1A\", \"state\": \"England\", \
                 \"latitude\": 51.5, \"longitude\": -0.13, \"accuracy\": 4.0}\n";
    let files = [("t", towns), ("r", regions), ("c", countries), ("p", codes)];
    let (gazetteer, report) = read_all(&files);
    assert_eq!((report.rows(), report.used(), report.places), (4, 4, 2), "{:?}", report.notes);
    let [paris, sw1a] = gazetteer.localities.as_slice() else { panic!("two places") };
    assert_eq!((paris.region.name.as_str(), paris.other_names.len()), ("Texas", 1));
    assert_eq!((sw1a.name.as_str(), sw1a.region.name.as_str()), ("SW1A", "England"));
    let gb = &gazetteer.countries[0];
    assert!(gb.names.iter().any(|name| name == "UK"), "{gb:?}");
}

#[test]
fn what_cannot_be_used() {
    let bad = [
        (town("…", "", "1", "DE", "", "1"), Kind::UnnamedPlace),
        (town("A", "", "1", "Germany", "", "1"), Kind::StatelessPlace),
        (town("A", "", "", "DE", "", "1"), Kind::PlaceNowhere),
        (town("A", "", "91", "DE", "", "1"), Kind::PlaceNowhere),
        ("a\tb\n".to_owned(), Kind::InvalidPlace),
        ("{\"postal_code\": 7}\n{}\n".to_owned(), Kind::InvalidPlace),
    ];
    for (text, kind) in bad {
        let (gazetteer, report) = read_all(&[("f", &text)]);
        assert_eq!(gazetteer.localities, [], "{text}");
        assert!(report.count(kind) > 0 && report.refused() == report.rows(), "{text}");
    }
    let (gazetteer, report) = read_all(&[("f", &town("A", "", "1", "DE", "", "many"))]);
    assert_eq!((gazetteer.localities[0].population, report.repaired()), (0, 1));
    for broken in ["{\"a\": {", "[1,", "{\"a\": 1} x"] {
        let (_, report) = read_all(&[("f", broken)]);
        assert!(report.broken().next().is_some() || report.refused() > 0, "{broken}");
    }
}
