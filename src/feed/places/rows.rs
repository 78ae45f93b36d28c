//! From rows to places: what can be told only when all files are read comes at the end.

use super::super::report::{Kind, Origin, Report};
use super::{Gazetteer, Postcode, Row, Town};
use crate::gazetteer::{self, Country, Locality, Region, key};
use crate::place::Point;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Letters by which people know regions that `GeoNames` gives numbers.
const LETTERS: [(&str, &[(&str, &str)]); 2] = [
    (
        "CA",
        &[
            ("01", "AB"),
            ("02", "BC"),
            ("03", "MB"),
            ("04", "NB"),
            ("05", "NL"),
            ("07", "NS"),
            ("08", "ON"),
            ("09", "PE"),
            ("10", "QC"),
            ("11", "SK"),
            ("12", "YT"),
            ("13", "NT"),
            ("14", "NU"),
        ],
    ),
    (
        "AU",
        &[
            ("01", "ACT"),
            ("02", "NSW"),
            ("03", "NT"),
            ("04", "QLD"),
            ("05", "SA"),
            ("06", "TAS"),
            ("07", "VIC"),
            ("08", "WA"),
        ],
    ),
];
/// What people call countries beside their names and codes.
const CALLED: [(&str, &[&str]); 3] = [
    ("GB", &["UK", "Great Britain", "Britain"]),
    ("AE", &["UAE"]),
    ("US", &["United States of America", "America"]),
];
/// Bytes of a name; nothing is called by more.
const NAME_BYTES: usize = 200;

/// Takes the rows of all files.
#[derive(Debug)]
pub(super) struct Rows {
    pub report: Report,
    places: Vec<Locality>,
    /// By country and code: the place, and how exactly it is known.
    codes: HashMap<(String, String), (usize, u8)>,
    /// By `US.TX`.
    regions: HashMap<String, String>,
    countries: HashMap<String, Vec<String>>,
}

impl Rows {
    pub(super) fn new(report: Report) -> Self {
        let (places, codes) = (Vec::new(), HashMap::new());
        Self { report, places, codes, regions: HashMap::new(), countries: HashMap::new() }
    }

    pub(super) fn take(&mut self, at: Origin, row: Row<'_>) {
        let taken = match row {
            Row::Town(town) => self.town(at, &town),
            Row::Postcode(postcode) => self.postcode(at, &postcode),
            Row::Region(code, name) => {
                self.regions.insert(code.to_owned(), name.to_owned());
                Some(())
            }
            Row::Country(code, letters, name) => {
                let names = [name, letters].into_iter().filter(|name| !name.is_empty());
                self.countries.insert(code.to_owned(), names.map(str::to_owned).collect());
                Some(())
            }
        };
        if taken.is_some() {
            self.report.accept(at);
        }
    }

    fn town(&mut self, at: Origin, town: &Town<'_>) -> Option<()> {
        let point = self.place(at, town.name, town.country, [town.lat, town.lng])?;
        let population = self.population(at, town.population);
        let letters = letters(town.country, town.region_code).to_owned();
        // The name is put in its place at the end.
        let region = Region { code: letters, name: town.region_code.to_owned() };
        self.places.push(Locality {
            name: town.name.to_owned(),
            other_names: others(town),
            kind: gazetteer::Kind::Town,
            region,
            country: town.country.to_owned(),
            point,
            population,
        });
        Some(())
    }

    fn postcode(&mut self, at: Origin, postcode: &Postcode<'_>) -> Option<()> {
        let Postcode { code, country, region, lat, lng, accuracy } = postcode;
        let point = self.place(at, code, country, [lat, lng])?;
        // 1 is an estimate, 6 the middle of all addresses.
        let accuracy = accuracy.bytes().next().map_or(0, |digit| digit.saturating_sub(b'0'));
        let place = Locality {
            name: (*code).to_owned(),
            other_names: Vec::new(),
            kind: gazetteer::Kind::Postcode,
            region: Region { code: String::new(), name: (*region).to_owned() },
            country: (*country).to_owned(),
            point,
            population: 0,
        };
        let next = self.places.len();
        let known =
            self.codes.entry(((*country).to_owned(), key(code))).or_insert((next, accuracy));
        match self.places.get_mut(known.0) {
            None => self.places.push(place),
            Some(kept) if accuracy > known.1 => {
                *known = (known.0, accuracy);
                *kept = place;
            }
            Some(_) => {}
        }
        Some(())
    }

    /// Whether a row can be a place at all; and where it is.
    fn place(
        &mut self,
        at: Origin,
        name: &str,
        country: &str,
        degrees: [&str; 2],
    ) -> Option<Point> {
        let report = &mut self.report;
        if key(name).is_empty() || name.len() > NAME_BYTES {
            report.refuse(at, Kind::UnnamedPlace, "name", name, "no name that can be looked for");
            return None;
        }
        let is_code = country.len() == 2 && country.bytes().all(|b| b.is_ascii_uppercase());
        if !is_code {
            report.refuse(at, Kind::StatelessPlace, "country", country, "not two capitals");
            return None;
        }
        let [lat, lng] = degrees;
        let (Ok(lat_deg), Ok(lng_deg)) = (lat.parse(), lng.parse()) else {
            let (value, why) = (format!("{lat}, {lng}"), "not two numbers");
            report.refuse(at, Kind::PlaceNowhere, "latitude, longitude", &value, why);
            return None;
        };
        match Point::new(lat_deg, lng_deg) {
            Ok(point) => Some(point),
            Err(off) => {
                let value = format!("{lat}, {lng}");
                let column = "latitude, longitude";
                report.refuse(at, Kind::PlaceNowhere, column, &value, off.to_string());
                None
            }
        }
    }

    fn population(&mut self, at: Origin, text: &str) -> u32 {
        let people = if text.is_empty() { Ok(0) } else { text.parse() };
        people.unwrap_or_else(|_| {
            let why = "not a whole number";
            self.report.repair(at, Kind::UnreadablePopulation, "population", text, why);
            0
        })
    }

    /// Gives regions their names, and countries theirs.
    pub(super) fn finish(mut self) -> (Gazetteer, Report) {
        let mut lettered: HashMap<(String, String), String> = HashMap::new();
        for place in self.places.iter_mut().filter(|of| of.kind == gazetteer::Kind::Town) {
            let code = format!("{}.{}", place.country, place.region.name);
            place.region.name = self.regions.get(&code).cloned().unwrap_or_default();
            let named = (place.country.clone(), key(&place.region.name));
            lettered.entry(named).or_insert_with(|| place.region.code.clone());
        }
        // Postcodes' tables name their regions, and do not say their letters.
        for place in self.places.iter_mut().filter(|of| of.kind == gazetteer::Kind::Postcode) {
            let named = (place.country.clone(), key(&place.region.name));
            place.region.code = lettered.get(&named).cloned().unwrap_or_default();
        }
        let codes: HashSet<&str> = self.places.iter().map(|place| place.country.as_str()).collect();
        let countries: BTreeMap<&str, Country> =
            codes.into_iter().map(|code| (code, country(code, self.countries.get(code)))).collect();
        let countries = countries.into_values().collect();
        self.report.finish_places(self.places.len());
        (Gazetteer { localities: self.places, countries }, self.report)
    }
}

/// What a town is called beside its first name.
fn others(town: &Town<'_>) -> Vec<String> {
    let is_typed = |name: &&&str| {
        let is_spelt_out = name.starts_with(|c: char| c.is_ascii_lowercase());
        !is_spelt_out && name.len() <= NAME_BYTES && !name.trim().is_empty()
    };
    town.other_names.iter().filter(is_typed).map(|name| name.trim().to_owned()).collect()
}

fn letters<'a>(country: &str, code: &'a str) -> &'a str {
    let known = LETTERS.iter().find(|(of, _)| *of == country);
    let known = known.and_then(|(_, letters)| letters.iter().find(|(number, _)| *number == code));
    match known {
        Some((_, letters)) => letters,
        None if code.bytes().all(|b| b.is_ascii_alphabetic()) => code,
        None => "",
    }
}

fn country(code: &str, given: Option<&Vec<String>>) -> Country {
    let mut names = given.cloned().unwrap_or_else(|| {
        let known = celes::Country::from_alpha2(code).ok();
        known.map(|of| vec![of.long_name.to_owned(), of.alpha3.to_owned()]).unwrap_or_default()
    });
    let called = CALLED.iter().filter(|(of, _)| *of == code).flat_map(|(_, called)| *called);
    names.extend(called.map(|name| (*name).to_owned()));
    // `The Netherlands`, `The United Kingdom`, …
    let bare = names.iter().filter_map(|name| name.strip_prefix("The ")).map(str::to_owned);
    names.extend(bare.collect::<Vec<_>>());
    Country { code: code.to_owned(), names }
}
