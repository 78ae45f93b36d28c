//! A page: places, and the keys that lead to them, in order.

use super::label::{E4, Precision, is_within, label};
use super::locality::{Country, Kind, Region};
use super::sought::Within;
use crate::place::Point;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// The encoded form: places in columns, and keys each after what it shares with the one before.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Wire {
    /// Countries, each with what a postcode of it weighs.
    pub(super) countries: Vec<(Country, u32)>,
    /// Regions, each with the place of its country among them.
    pub(super) regions: Vec<(Region, u8)>,
    /// The names of all places, one after the other.
    pub(super) names: String,
    /// Bytes of each name.
    pub(super) name_bytes: Vec<u8>,
    /// Of each place: 4 if it is a postcode, and the place of its precision.
    pub(super) traits: Vec<u8>,
    /// The region of each place.
    pub(super) regions_of: Vec<u16>,
    /// Ten-thousandths of a degree, as differences from the place before.
    pub(super) lats_e4: Vec<i32>,
    /// The same.
    pub(super) lngs_e4: Vec<i32>,
    /// How many people live in each town; none for postcodes.
    pub(super) populations: Vec<u32>,
    /// Bytes that each key shares with the one before.
    pub(super) shared: Vec<u8>,
    /// The rest of all keys, one after the other.
    pub(super) rests: String,
    /// Bytes of each rest.
    pub(super) rest_bytes: Vec<u8>,
    /// Twice the place that a key leads to; and one more if that is called so first of all.
    pub(super) leads_to: Vec<u16>,
}

/// The bit of a postcode among the traits.
pub(super) const POSTCODE: u8 = 4;

/// A page, decoded.
#[derive(Debug, Default)]
pub struct Page {
    countries: Vec<(Country, u32)>,
    regions: Vec<(Region, u8)>,
    names: String,
    rows: Vec<Row>,
    /// All keys in order, one after the other.
    keys: String,
    ends: Vec<u32>,
    leads_to: Vec<u16>,
}

/// A place, but for its texts.
#[derive(Clone, Copy, Debug)]
struct Row {
    name_end: u32,
    region: u16,
    at: E4,
    population: u32,
    kind: Kind,
    precision: Precision,
}

/// A place as a page has it.
#[derive(Clone, Copy, Debug)]
pub struct Listed<'a> {
    /// The name that is shown, or the code.
    pub name: &'a str,
    /// Where it belongs.
    pub region: &'a Region,
    /// Where that belongs.
    pub country: &'a Country,
    /// What it is.
    pub kind: Kind,
    /// Where it is.
    pub point: Point,
    /// How many people live there; 0 where unknown, and for postcodes.
    pub population: u32,
    pub(super) at: E4,
    precision: Precision,
    weight: u32,
}

impl Listed<'_> {
    /// What resolves to it and to nothing else.
    pub fn label(&self) -> String {
        label(self.name, self.region, &self.country.code, self.at, self.precision)
    }

    /// Whether it is within all that is said; of the last, names may be typed in part.
    pub(super) fn is_within(&self, said: &[Within], begins: bool) -> bool {
        said.iter().enumerate().all(|(i, within)| {
            let is_last = i + 1 == said.len();
            is_within(within, self.region, self.country, begins && is_last)
        })
    }

    /// What it weighs under a key.
    pub(super) fn weight(&self, is_first: bool) -> u64 {
        weight(self.weight, is_first)
    }
}

/// What a place weighs for so many people, if a key is what it is called first of all, or not.
pub(super) fn weight(people: u32, is_first: bool) -> u64 {
    u64::from(people.max(1)) * if is_first { 4 } else { 1 }
}

/// A key, and where it leads.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lead<'a> {
    pub key: &'a str,
    /// The place, by its number on the page.
    pub place: u16,
    /// Whether it is called so first of all.
    pub is_first: bool,
}

impl Page {
    /// A place by its number.
    pub(super) fn listed(&self, number: u16) -> Option<Listed<'_>> {
        let place = usize::from(number);
        let row = self.rows.get(place)?;
        let before = place.checked_sub(1).and_then(|before| self.rows.get(before));
        let start = usize::try_from(before.map_or(0, |before| before.name_end)).ok()?;
        let (region, country) = self.regions.get(usize::from(row.region))?;
        let (country, people) = self.countries.get(usize::from(*country))?;
        Some(Listed {
            name: self.names.get(start..usize::try_from(row.name_end).ok()?)?,
            region,
            country,
            kind: row.kind,
            point: point(row.at)?,
            population: row.population,
            at: row.at,
            precision: row.precision,
            weight: if row.kind == Kind::Postcode { *people } else { row.population },
        })
    }

    /// All places.
    pub fn places(&self) -> impl Iterator<Item = Listed<'_>> {
        (0..self.rows.len()).filter_map(|n| self.listed(u16::try_from(n).ok()?))
    }

    /// A key by its number.
    pub(super) fn lead(&self, number: usize) -> Option<Lead<'_>> {
        let leads_to = *self.leads_to.get(number)?;
        let key = self.key(number)?;
        Some(Lead { key, place: leads_to >> 1, is_first: leads_to & 1 == 1 })
    }

    fn key(&self, number: usize) -> Option<&str> {
        let before = number.checked_sub(1).and_then(|before| self.ends.get(before));
        let start = usize::try_from(before.copied().unwrap_or(0)).ok()?;
        self.keys.get(start..usize::try_from(*self.ends.get(number)?).ok()?)
    }

    /// How many keys there are.
    pub fn len(&self) -> usize {
        self.leads_to.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.leads_to.is_empty()
    }

    /// The numbers of keys that begin so.
    pub(super) fn beginning(&self, prefix: &str) -> Range<usize> {
        let start = self.partition(|key| key < prefix);
        start..self.partition(|key| key < prefix || key.starts_with(prefix))
    }

    fn partition(&self, below: impl Fn(&str) -> bool) -> usize {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low.midpoint(high);
            if self.key(middle).is_some_and(&below) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }

    /// Bytes that this takes in memory, roughly: what a cache counts.
    pub fn weight(&self) -> usize {
        let names = self.countries.iter().flat_map(|(country, _)| &country.names);
        let countries =
            self.countries.len() * 56 + names.map(|name| 24 + name.len()).sum::<usize>();
        let regions: usize =
            self.regions.iter().map(|(r, _)| 50 + r.name.len() + r.code.len()).sum();
        countries
            + regions
            + self.names.len()
            + self.rows.len() * size_of::<Row>()
            + self.keys.len()
            + self.leads_to.len() * (size_of::<u32>() + size_of::<u16>())
    }
}

fn point((lat_e4, lng_e4): E4) -> Option<Point> {
    Point::new(f64::from(lat_e4) / 1e4, f64::from(lng_e4) / 1e4).ok()
}

/// Why a page cannot be used.
type Damage = &'static str;

impl Wire {
    /// Reads what the columns say, and believes none of it.
    pub fn open(self) -> Result<Page, Damage> {
        let rows = self.rows()?;
        let (keys, ends) = self.keys()?;
        let known = |leads_to: &u16| usize::from(leads_to >> 1) < rows.len();
        if ends.len() != self.leads_to.len() || !self.leads_to.iter().all(known) {
            return Err("keys that lead nowhere");
        }
        let is_known = |(_, country): &(Region, u8)| usize::from(*country) < self.countries.len();
        if !self.regions.iter().all(is_known) {
            return Err("regions of no country");
        }
        let Self { countries, regions, names, leads_to, .. } = self;
        Ok(Page { countries, regions, names, rows, keys, ends, leads_to })
    }

    fn rows(&self) -> Result<Vec<Row>, Damage> {
        let count = self.name_bytes.len();
        let columns = [self.traits.len(), self.regions_of.len(), self.lats_e4.len()];
        if columns.iter().chain([&self.lngs_e4.len()]).any(|length| *length != count) {
            return Err("columns of different lengths");
        }
        let mut rows = Vec::with_capacity(count);
        let (mut name_end, mut at) = (0_u32, (0_i32, 0_i32));
        let mut populations = self.populations.iter();
        let columns = self.name_bytes.iter().zip(&self.traits).zip(&self.regions_of);
        let degrees = self.lats_e4.iter().zip(&self.lngs_e4);
        for (((bytes, traits), region), (lat, lng)) in columns.zip(degrees) {
            name_end = name_end.checked_add(u32::from(*bytes)).ok_or("names beyond 4 GiB")?;
            at = (at.0.wrapping_add(*lat), at.1.wrapping_add(*lng));
            let is_code = traits & POSTCODE != 0;
            let kind = if is_code { Kind::Postcode } else { Kind::Town };
            let precision = Precision::ALL.get(usize::from(traits & !POSTCODE));
            let row = Row {
                name_end,
                region: *region,
                at,
                population: if is_code { 0 } else { *populations.next().ok_or("no population")? },
                kind,
                precision: *precision.ok_or("a label of no kind")?,
            };
            let is_text =
                usize::try_from(name_end).is_ok_and(|end| self.names.is_char_boundary(end));
            if point(at).is_none() || !is_text || usize::from(*region) >= self.regions.len() {
                return Err("a place that is none");
            }
            rows.push(row);
        }
        let is_whole = usize::try_from(name_end) == Ok(self.names.len());
        if is_whole && populations.next().is_none() { Ok(rows) } else { Err("what is left over") }
    }

    fn keys(&self) -> Result<(String, Vec<u32>), Damage> {
        let (mut keys, mut ends) = (String::new(), Vec::with_capacity(self.rest_bytes.len()));
        let (mut before, mut key) = (String::new(), String::new());
        let mut rests = self.rests.as_str();
        if self.shared.len() != self.rest_bytes.len() {
            return Err("columns of different lengths");
        }
        for (shared, more) in self.shared.iter().zip(&self.rest_bytes) {
            key.clear();
            key.push_str(before.get(..usize::from(*shared)).ok_or("a key that shares too much")?);
            let (rest, after) =
                rests.split_at_checked(usize::from(*more)).ok_or("a key cut off")?;
            rests = after;
            key.push_str(rest);
            if key < before {
                return Err("keys that are not in order");
            }
            keys.push_str(&key);
            ends.push(u32::try_from(keys.len()).map_err(|_| "keys beyond 4 GiB")?);
            std::mem::swap(&mut key, &mut before);
        }
        if rests.is_empty() { Ok((keys, ends)) } else { Err("what is left over") }
    }
}
