//! Retailers' formats → records, one file a format. Native only.
//!
//! Every row in is a row out, used, repaired or refused: [`Report`]. A row that cannot be used is
//! reported, and the rest goes on.
//!
//! Several files join on the store id. Files are taken in order, and a field that a later file
//! gives wins over that of an earlier one, field by field; what it leaves empty stays. Lists
//! (amenities, delivery areas) are replaced whole. Hours that a later file gives and that cannot
//! be read are unknown, not those of the earlier file. Within one file an id counts once: the
//! first is kept.
//!
//! | module | what it knows |
//! |---|---|
//! | [`google_stores`] | Google Business Profile's bulk sheet |
//! | [`all_the_places`] | AllThePlaces' GeoJSON |
//! | [`plain_csv`] | nigh's own columns |
//! | [`osm_hours`] | OpenStreetMap's `opening_hours` |
//! | `clock_hours` | `09:00-17:00`, `x`, special hours |
//! | [`amenity`] | labels → reverse-DNS ids: the slug rule |
//! | `locate` | coordinates, and the country and zone of a point |
//! | [`zones`] | IANA names → offsets |
//! | `delivery` | radius, polygons, postcodes, regions |
//! | `intake` | drafts, the join, and what can only be told after it |
//! | [`stock`] | what the stores have: Google's product and local inventory feeds, joined |
//! | `google_products`, `google_inventory` | a row of each |
//! | [`places`] | gazetteers: towns and postcodes |
//! | `records` | rows of tables and XML, as a stream |
//! | `price_text`, `sale_time`, `web_address` | prices, the times of sales, links |
//! | [`report`] | what became of every row |
//!
//! Nothing here touches a file or a clock.

pub mod all_the_places;
pub mod amenity;
mod clock_hours;
mod delivery;
mod google_inventory;
mod google_products;
pub mod google_stores;
mod intake;
mod locate;
mod osm_cache;
pub mod osm_hours;
pub mod places;
pub mod plain_csv;
mod price_text;
mod records;
pub mod report;
mod sale_time;
pub mod stock;
mod table;
mod text;
mod web_address;
pub mod zones;

pub use amenity::Namespace;
pub use report::Report;

use crate::store::Listing;
use crate::time::{Horizon, UtcSeconds};
use intake::Intake;
use report::Kind;
use serde::Serialize;

/// A feed: a label for the report, such as its path, and its bytes.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// How the report names it.
    pub label: &'a str,
    /// All of it.
    pub bytes: &'a [u8],
}

/// The formats of store lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// Google Business Profile's bulk sheet.
    Google,
    /// AllThePlaces' GeoJSON, whole or a feature a line.
    AllThePlaces,
    /// nigh's own columns.
    Csv,
}

impl std::str::FromStr for Format {
    type Err = String;

    /// `google`, `alltheplaces`, `csv`.
    fn from_str(name: &str) -> Result<Self, String> {
        match name {
            "google" => Ok(Self::Google),
            "alltheplaces" => Ok(Self::AllThePlaces),
            "csv" => Ok(Self::Csv),
            _ => Err(format!("{name:?} is no format: use google, alltheplaces or csv")),
        }
    }
}

/// How feeds are read.
#[derive(Clone, Debug)]
pub struct Options {
    /// What the ids of amenities begin with.
    pub namespace: Namespace,
    /// The dates that hours are written down for.
    pub horizon: Horizon,
    /// When the snapshot is built: places whose end is not after it are closed for good.
    pub built_at: UtcSeconds,
    /// The format of every file; `None` recognises each from its content.
    pub format: Option<Format>,
    /// ISO 3166-1 alpha-2 of the stores whose row names no country.
    pub country: Option<String>,
}

/// Reads and joins `sources`: the stores by id, each once, and the account of every row.
/// `progress` is told from time to time how many bytes have been read, of all sources together.
pub fn read(
    sources: &[Source<'_>],
    options: &Options,
    progress: &mut dyn FnMut(u64),
) -> (Vec<Listing>, Report) {
    let mut intake = Intake::new(options, progress);
    for source in sources {
        intake.begin(source);
        read_source(source, options.format, &mut intake);
        intake.end(source);
    }
    intake.finish()
}

fn read_source(source: &Source<'_>, named: Option<Format>, intake: &mut Intake<'_>) {
    let bytes = text::without_bom(source.bytes);
    if bytes.trim_ascii().is_empty() {
        intake.remark(0, Kind::EmptyFile, "", "", "the file is empty");
        return;
    }
    let Some(format) = named.or_else(|| recognise(&bytes)) else {
        let value = table::header(&bytes).join(",");
        let why = "neither JSON, nor a header with \"Store code\" or \"id\"";
        intake.remark(1, Kind::UnknownFormat, "", &value, why);
        return;
    };
    intake.set_format(format);
    match format {
        Format::Google => google_stores::read(&bytes, intake),
        Format::AllThePlaces => all_the_places::read(&bytes, intake),
        Format::Csv => plain_csv::read(&bytes, intake),
    }
}

/// The format of a file, from its first byte or its header.
fn recognise(bytes: &[u8]) -> Option<Format> {
    if bytes.trim_ascii_start().starts_with(b"{") {
        return Some(Format::AllThePlaces);
    }
    let header = table::header(bytes);
    if google_stores::recognises(&header) {
        Some(Format::Google)
    } else if plain_csv::recognises(&header) {
        Some(Format::Csv)
    } else {
        None
    }
}

#[cfg(test)]
mod tests;
