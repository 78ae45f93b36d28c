//! Gazetteers → towns and postcodes: `GeoNames`' own tables, and the JSON that packages make of
//! them.
//!
//! | file | told by | what comes of it |
//! |---|---|---|
//! | `cities500.txt` | 19 columns, the first a number | towns |
//! | `allCountries.txt` of `export/zip` | 12 columns | postcodes |
//! | `admin1CodesASCII.txt` | 4 columns | the names of regions |
//! | `countryInfo.txt` | 19 columns, the first two letters | the names of countries |
//! | JSON: an object or an array of objects, or an object a line | its members | any of these |
//!
//! A code that stands on several rows is one place, that of the row which is known most exactly.
//! Names that begin with a small Latin letter are left out beside the first one: they are other
//! scripts spelt out letter by letter (`mywnykh`), which nobody types.

mod json;
mod rows;
mod table;

use super::Source;
use super::report::{FileFormat, Kind, Origin, Report};
use super::text;
use crate::gazetteer::{Country, Locality};
use rows::Rows;
use serde::Serialize;

/// The formats of gazetteers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PlacesFormat {
    /// A table of `GeoNames`.
    GeonamesTable,
    /// JSON made of one.
    GeonamesJson,
}

impl From<PlacesFormat> for FileFormat {
    fn from(format: PlacesFormat) -> Self {
        Self::Places(format)
    }
}

/// What came out of gazetteers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Gazetteer {
    /// Towns and postcodes.
    pub localities: Vec<Locality>,
    /// Their countries.
    pub countries: Vec<Country>,
}

/// A row, whatever it stands in; a text is empty and a number absent where nothing is said.
#[derive(Debug)]
enum Row<'a> {
    Town(Town<'a>),
    Postcode(Postcode<'a>),
    /// `US.TX`, `Texas`.
    Region(&'a str, &'a str),
    /// `US`, `USA`, `United States`.
    Country(&'a str, &'a str, &'a str),
}

#[derive(Debug, Default)]
struct Town<'a> {
    name: &'a str,
    other_names: Vec<&'a str>,
    country: &'a str,
    region_code: &'a str,
    lat: &'a str,
    lng: &'a str,
    population: &'a str,
}

#[derive(Debug, Default)]
struct Postcode<'a> {
    code: &'a str,
    country: &'a str,
    region: &'a str,
    lat: &'a str,
    lng: &'a str,
    accuracy: &'a str,
}

/// Reads gazetteers, in any order, and goes on with the report. `progress` is told how many bytes
/// have been read, of all of them together.
pub fn read(
    sources: &[Source<'_>],
    report: Report,
    progress: &mut dyn FnMut(u64),
) -> (Gazetteer, Report) {
    let mut rows = Rows::new(report);
    let mut done = 0;
    for source in sources {
        let file = rows.report.open(source.label);
        read_source(source.bytes, file, &mut rows);
        done += source.bytes.len() as u64;
        progress(done);
    }
    rows.finish()
}

fn read_source(bytes: &[u8], file: u16, rows: &mut Rows) {
    let bytes = text::without_bom(bytes);
    let first = bytes.trim_ascii_start().first();
    match first {
        None => rows.report.remark(file, 0, Kind::EmptyFile, "", "", "the file is empty"),
        Some(b'{' | b'[') => {
            rows.report.set_format(file, PlacesFormat::GeonamesJson.into());
            json::read(&bytes, file, rows);
        }
        Some(_) => {
            rows.report.set_format(file, PlacesFormat::GeonamesTable.into());
            table::read(&bytes, file, rows);
        }
    }
}

/// A row cannot be used as it stands in its file.
fn refuse(
    rows: &mut Rows,
    at: Origin,
    value: &str,
    why: impl Into<std::borrow::Cow<'static, str>>,
) {
    rows.report.refuse(at, Kind::InvalidPlace, "", value, why);
}

#[cfg(test)]
mod tests;
