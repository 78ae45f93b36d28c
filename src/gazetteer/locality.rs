//! A town or a postcode, as a feed gives it.

use crate::place::Point;
use serde::{Deserialize, Serialize};

/// What a place is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A town.
    Town,
    /// A postcode, or the first part of one.
    Postcode,
}

/// A country.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Country {
    /// ISO 3166-1 alpha-2, upper case.
    pub code: String,
    /// What else it is called: its name, three letters.
    pub names: Vec<String>,
}

/// A state or province.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Region {
    /// The letters by which people know it (`TX`); empty where there are none.
    pub code: String,
    /// Its name; empty where unknown.
    pub name: String,
}

/// A town or a postcode.
#[derive(Clone, Debug, PartialEq)]
pub struct Locality {
    /// The name that is shown, or the code.
    pub name: String,
    /// What else it is called.
    pub other_names: Vec<String>,
    /// What it is.
    pub kind: Kind,
    /// Where it belongs.
    pub region: Region,
    /// ISO 3166-1 alpha-2, upper case.
    pub country: String,
    /// Where it is; a page keeps ten-thousandths of a degree.
    pub point: Point,
    /// How many people live there; 0 where unknown.
    pub population: u32,
}

impl Region {
    /// What a label says of it: the letters, else the name.
    pub(super) fn label(&self) -> &str {
        if self.code.is_empty() { &self.name } else { &self.code }
    }
}
