//! The gazetteer, made from towns and postcodes.

use super::Layout;
use super::cut::{Cut, Cutter};
use super::key::key;
use super::label::{E4, Precision, is_within};
use super::locality::{Country, Kind, Locality, Region};
use super::page::{POSTCODE, Wire, weight};
use super::sought::Within;
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

/// A gazetteer: which page has which keys, and the pages by their numbers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Index {
    /// What is known before any page is read.
    pub layout: Layout,
    /// The pages; [`Wire::open`] reads them.
    pub pages: Vec<Wire>,
}

/// A key, and where it leads.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Entry {
    pub key: String,
    /// Whether the place is called otherwise first of all.
    pub is_other: bool,
    pub place: u32,
}

/// A place, ready to be written.
#[derive(Debug)]
pub(super) struct Place<'a> {
    pub locality: &'a Locality,
    pub name: String,
    pub region: u32,
    pub at: E4,
    precision: Precision,
}

/// What all pages are written from.
#[derive(Debug, Default)]
pub(super) struct Material<'a> {
    pub places: Vec<Place<'a>>,
    pub entries: Vec<Entry>,
    /// Each with the place of its country.
    regions: Vec<(Region, u32)>,
    /// Each with the people of all its towns.
    countries: Vec<(Country, u32)>,
}

impl Index {
    /// From places in any order, and what their countries are called. `page_bytes` is what a page
    /// aims at, packed. Of places that are called alike in one country and lie on one point, the
    /// one where most people live is kept.
    pub fn build(localities: &[Locality], countries: &[Country], page_bytes: usize) -> Self {
        let material = Material::new(localities, countries);
        let Cut { layout, pages } = Cutter::new(&material, page_bytes).cut();
        let pages = pages.iter().map(|entries| material.page(entries)).collect();
        Self { layout, pages }
    }
}

impl<'a> Material<'a> {
    fn new(localities: &'a [Locality], known: &[Country]) -> Self {
        let mut material = Self::default();
        let mut region_of: HashMap<(Region, &str), u32> = HashMap::new();
        let mut country_of: HashMap<&str, u32> = HashMap::new();
        let is_called = |locality: &&Locality| !key(&locality.name).is_empty();
        let mut order: Vec<(String, &Locality)> = localities
            .iter()
            .filter(is_called)
            .map(|locality| (key(&locality.name), locality))
            .collect();
        order.sort_by(|(a_key, a), (b_key, b)| {
            let people = b.population.cmp(&a.population);
            let rest = || (a.kind, &a.region, &a.name).cmp(&(b.kind, &b.region, &b.name));
            let spot = || same_spot(a).cmp(&same_spot(b));
            a_key.cmp(b_key).then_with(spot).then(people).then_with(rest)
        });
        order.dedup_by(|(a_key, a), (b_key, b)| a_key == b_key && same_spot(a) == same_spot(b));
        for (_, locality) in order {
            let code = locality.country.as_str();
            let country = *country_of.entry(code).or_insert_with(|| {
                let named = known.iter().find(|country| country.code == code).cloned();
                let bare = || Country { code: code.to_owned(), names: Vec::new() };
                material.countries.push((named.unwrap_or_else(bare), 0));
                number(material.countries.len() - 1)
            });
            let region =
                Region { code: plain(&locality.region.code), name: plain(&locality.region.name) };
            let region = *region_of.entry((region.clone(), code)).or_insert_with(|| {
                material.regions.push((region, country));
                number(material.regions.len() - 1)
            });
            if let Some((_, people)) = material.countries.get_mut(index(country)) {
                *people = people.saturating_add(locality.population);
            }
            let (name, at) = (plain(&locality.name), e4(locality));
            material.places.push(Place {
                locality,
                name,
                region,
                at,
                precision: Precision::Country,
            });
        }
        material.entries = entries(&material.places);
        material.tell_apart();
        material
    }

    /// Of every place the least precise label that means it, and not another one.
    fn tell_apart(&mut self) {
        let mut precisions = Vec::new();
        for group in self.entries.chunk_by(|a, b| a.key == b.key) {
            let mut meant: HashMap<Vec<Within>, Option<u32>> = HashMap::new();
            for entry in group.iter().filter(|entry| !entry.is_other) {
                let Some((region, country)) = self.within(entry.place) else { continue };
                let region = Within::new(region.label());
                let country = Within::new(&country.code);
                let mut means_it = |said: Vec<Within>| {
                    let heaviest = |said: &Vec<Within>| self.heaviest(group, said);
                    *meant.entry(said).or_insert_with_key(heaviest) == Some(entry.place)
                };
                let least = if means_it(country.iter().cloned().collect()) {
                    Precision::Country
                } else if region.is_some() && means_it(region.into_iter().chain(country).collect())
                {
                    Precision::Region
                } else {
                    Precision::Point
                };
                precisions.push((entry.place, least));
            }
        }
        for (place, precision) in precisions {
            if let Some(place) = self.places.get_mut(index(place)) {
                place.precision = precision;
            }
        }
    }

    /// The heaviest of those of one key that are within all that is said.
    fn heaviest(&self, group: &[Entry], said: &[Within]) -> Option<u32> {
        let is_meant = |entry: &&Entry| {
            self.within(entry.place).is_some_and(|(region, country)| {
                said.iter().all(|within| is_within(within, region, country, false))
            })
        };
        let order = |entry: &&Entry| {
            let within = self.within(entry.place).map(|(region, c)| (&c.code, &region.name));
            let at = self.places.get(index(entry.place)).map(|place| place.at);
            (Reverse(self.weight(entry)), within, at)
        };
        group.iter().filter(is_meant).min_by_key(order).map(|best| best.place)
    }

    fn within(&self, place: u32) -> Option<(&Region, &Country)> {
        let place = self.places.get(index(place))?;
        let (region, country) = self.regions.get(index(place.region))?;
        Some((region, &self.countries.get(index(*country))?.0))
    }

    /// What a place weighs under a key.
    pub(super) fn weight(&self, entry: &Entry) -> u64 {
        let Some(place) = self.places.get(index(entry.place)) else { return 0 };
        let of_country = || {
            let (_, country) = self.regions.get(index(place.region))?;
            Some(self.countries.get(index(*country))?.1)
        };
        let people = match place.locality.kind {
            Kind::Town => place.locality.population,
            Kind::Postcode => of_country().unwrap_or(0),
        };
        weight(people, !entry.is_other)
    }

    /// The page of some entries, in order.
    fn page(&self, entries: &[u32]) -> Wire {
        let entries = entries.iter().filter_map(|n| self.entries.get(index(*n)));
        let mut writer = Writer::new(self);
        entries.for_each(|entry| writer.push(entry));
        writer.wire
    }
}

fn entries(places: &[Place<'_>]) -> Vec<Entry> {
    let mut entries = Vec::new();
    for (number, place) in (0..).zip(places) {
        let first = key(&place.name);
        let others = place.locality.other_names.iter().map(|name| key(name));
        entries.extend(others.filter(|key| !key.is_empty() && *key != first).map(|key| Entry {
            key,
            is_other: true,
            place: number,
        }));
        entries.push(Entry { key: first, is_other: false, place: number });
    }
    entries.sort_unstable();
    entries.dedup();
    entries
}

/// A text without commas, which are what parts of a label are told apart by; at most 255 bytes.
fn plain(text: &str) -> String {
    let text = text.replace(',', " ");
    let mut plain = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let end = plain.floor_char_boundary(usize::from(u8::MAX));
    plain.truncate(end);
    plain
}

#[expect(clippy::cast_possible_truncation, reason = "180e4 fits in 31 bits")]
fn e4(locality: &Locality) -> E4 {
    let e4 = |degrees: f64| (degrees * 1e4).round() as i32;
    (e4(locality.point.lat_deg()), e4(locality.point.lng_deg()))
}

/// What places have in common that are one.
fn same_spot(locality: &Locality) -> (&str, E4) {
    (&locality.country, e4(locality))
}

pub(super) fn number(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

pub(super) fn index(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// Writes a page.
struct Writer<'a> {
    material: &'a Material<'a>,
    wire: Wire,
    places: BTreeMap<u32, u16>,
    regions: BTreeMap<u32, u16>,
    countries: BTreeMap<u32, u8>,
    at: E4,
    before: &'a str,
}

impl<'a> Writer<'a> {
    fn new(material: &'a Material<'a>) -> Self {
        let wire = Wire::default();
        let (places, regions) = (BTreeMap::new(), BTreeMap::new());
        let countries = BTreeMap::new();
        Self { material, wire, places, regions, countries, at: (0, 0), before: "" }
    }

    fn push(&mut self, entry: &'a Entry) {
        let Some(place) = self.place(entry.place) else { return };
        let same = self.before.bytes().zip(entry.key.bytes()).take_while(|(a, b)| a == b).count();
        let shared = entry.key.floor_char_boundary(same.min(usize::from(u8::MAX)));
        let (_, rest) = entry.key.split_at_checked(shared).unwrap_or_default();
        self.wire.shared.push(byte(shared));
        self.wire.rest_bytes.push(byte(rest.len()));
        self.wire.rests.push_str(rest);
        self.wire.leads_to.push(place << 1 | u16::from(!entry.is_other));
        self.before = &entry.key;
    }

    fn place(&mut self, number: u32) -> Option<u16> {
        if let Some(known) = self.places.get(&number) {
            return Some(*known);
        }
        let material = self.material;
        let place = material.places.get(index(number))?;
        let region = self.region(place.region)?;
        let next = u16::try_from(self.places.len()).ok()?;
        let is_code = place.locality.kind == Kind::Postcode;
        self.wire.names.push_str(&place.name);
        self.wire.name_bytes.push(byte(place.name.len()));
        self.wire.traits.push(place.precision as u8 | if is_code { POSTCODE } else { 0 });
        self.wire.regions_of.push(region);
        self.wire.lats_e4.push(place.at.0 - self.at.0);
        self.wire.lngs_e4.push(place.at.1 - self.at.1);
        if !is_code {
            self.wire.populations.push(place.locality.population);
        }
        self.at = place.at;
        self.places.insert(number, next);
        Some(next)
    }

    fn region(&mut self, number: u32) -> Option<u16> {
        if let Some(known) = self.regions.get(&number) {
            return Some(*known);
        }
        let (region, country) = self.material.regions.get(index(number))?;
        let country = if let Some(known) = self.countries.get(country) {
            *known
        } else {
            let next = u8::try_from(self.countries.len()).ok()?;
            self.wire.countries.push(self.material.countries.get(index(*country))?.clone());
            self.countries.insert(*country, next);
            next
        };
        let next = u16::try_from(self.regions.len()).ok()?;
        self.wire.regions.push((region.clone(), country));
        self.regions.insert(number, next);
        Some(next)
    }
}

/// Of what is no longer than a byte says.
fn byte(length: usize) -> u8 {
    u8::try_from(length).unwrap_or(u8::MAX)
}
