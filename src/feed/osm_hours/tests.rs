//! Shapes of the compiled form, and outcomes; what it means is in `tests/suite/hours_policy.rs`.
use super::*;
use crate::time::UtcSeconds;

#[test]
fn smoke() {
    let h = Horizon::around(UtcSeconds::parse("2026-01-01T00:00:00Z").unwrap(), 800).unwrap();
    let place = HolidayPlace::new("DE", None, None);
    for text in [
        "Mo-Fr 09:00-17:00",
        "Mo-Sa 09:00-20:00; PH off",
        "Apr-Oct Mo-Su 10:00-18:00; Nov-Mar Sa-Su 10:00-16:00",
    ] {
        let Outcome::Hours(s) = compile(text, &place, h).unwrap() else { panic!() };
        eprintln!("{text}: {} seasons {} exc", s.weeks().count(), s.exceptions().count());
    }
}

#[test]
#[ignore]
fn speed() {
    let h = Horizon::around(UtcSeconds::parse("2026-01-01T00:00:00Z").unwrap(), 400).unwrap();
    let place = HolidayPlace::new("DE", None, None);
    let rows = std::fs::read_to_string("/work/shared/data/hours-gold.jsonl").unwrap();
    let texts: Vec<String> = rows
        .lines()
        .map(|l| {
            let v: serde_json::Value = serde_json::from_str(l).unwrap();
            v["s"].as_str().unwrap().to_owned()
        })
        .collect();
    let t = std::time::Instant::now();
    for x in &texts {
        let _ = parse(x);
    }
    eprintln!("parse {:?}", t.elapsed());
    let t = std::time::Instant::now();
    for x in &texts {
        let _ = compile(x, &place, h);
    }
    eprintln!("compile {:?}", t.elapsed());
}
#[test]
#[ignore]
fn world() {
    let h = Horizon::around(UtcSeconds::parse("2026-01-01T00:00:00Z").unwrap(), 400).unwrap();
    for f in ["stores-osm-world.geojson", "stores-german-markets.geojson"] {
        let v: serde_json::Value = serde_json::from_str(
            &std::fs::read_to_string(format!("/work/shared/data/{f}")).unwrap(),
        )
        .unwrap();
        let (mut ok, mut err, mut none, mut unk, mut never) = (0, 0, 0, 0, 0);
        let t = std::time::Instant::now();
        for f in v["features"].as_array().unwrap() {
            let p = &f["properties"];
            let Some(x) = p["opening_hours"].as_str() else {
                none += 1;
                continue;
            };
            let c = &f["geometry"]["coordinates"];
            let point =
                c[1].as_f64().and_then(|lat| crate::place::Point::new(lat, c[0].as_f64()?).ok());
            let zone = p["timezone"].as_str().and_then(|z| crate::feed::zones::zone(z, h));
            match compile(x, &HolidayPlace::new("", point, zone), h) {
                Ok(Outcome::Hours(s)) => {
                    ok += 1;
                    if s.weeks().count() > 9 || s.exceptions().count() > 60 {
                        eprintln!("BIG {} {} {x}", s.weeks().count(), s.exceptions().count());
                    }
                }
                Ok(Outcome::Unknown) => unk += 1,
                Ok(Outcome::NeverOpen(_)) => never += 1,
                Err(e) => {
                    err += 1;
                    eprintln!("ERR {e}");
                }
            }
        }
        eprintln!(
            "{f}: ok {ok} err {err} none {none} unknown {unk} never {never} {:?}",
            t.elapsed()
        );
    }
}
