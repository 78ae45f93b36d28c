//! Places by name: what a name means, and what may be meant by the beginning of one.

use super::PageLost;
use super::reply::Geo;
use super::source::PageSource;
use crate::gazetteer::{self, Listed, Sought, complete, resolve, spellings};
use crate::nearest::PageKey;
use crate::place::Point;
use crate::snapshot::{Manifest, Page};
use serde::Serialize;
use std::rc::Rc;

/// Completions, or less of them where a page could not be read.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct PlacesReply {
    /// The likeliest first.
    pub places: Vec<PlaceShown>,
    /// Whether the page that they are on could be read.
    pub complete: bool,
}

/// A place.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct PlaceShown {
    /// What means this place and no other, as the parameter `place`.
    pub place: String,
    /// Its name, or the postcode.
    pub name: String,
    /// What it is.
    pub kind: gazetteer::Kind,
    /// The state or province, where known.
    pub region: Option<String>,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// Where it is.
    pub geo: Geo,
    /// How many people live there, where known.
    pub population: Option<u32>,
}

impl From<&Listed<'_>> for PlaceShown {
    fn from(listed: &Listed<'_>) -> Self {
        let region = &listed.region.name;
        Self {
            place: listed.label(),
            name: listed.name.to_owned(),
            kind: listed.kind,
            region: (!region.is_empty()).then(|| region.clone()),
            country: listed.country.code.clone(),
            geo: listed.point.into(),
            population: (listed.population > 0).then_some(listed.population),
        }
    }
}

/// What a name means.
#[derive(Clone, Debug, PartialEq)]
pub enum Meant {
    /// A place: where it is, and what it is called.
    Place(Point, String),
    /// None; what may have been meant.
    Nothing(Vec<String>),
}

/// Names that are told to who asked for one that is none.
const SPELLINGS: usize = 3;

/// The place that is meant. The same to every caller.
pub async fn meant(
    sought: &Sought,
    manifest: &Manifest,
    source: &impl PageSource,
) -> Result<Meant, PageLost> {
    let page = match manifest.places.leaf(sought.key()) {
        Some(key) => read(key, source).await?,
        None => Rc::default(),
    };
    Ok(match resolve(&page, sought) {
        Some(listed) => Meant::Place(listed.point, listed.label()),
        None => Meant::Nothing(spellings(&page, sought, SPELLINGS)),
    })
}

/// Places whose name begins so, or is a typo or two away, those near the caller before others.
pub async fn completions(
    sought: &Sought,
    near: Option<Point>,
    limit: usize,
    manifest: &Manifest,
    source: &impl PageSource,
) -> Result<Vec<PlaceShown>, PageLost> {
    let (places, typed) = (&manifest.places, sought.key());
    let key = if sought.is_whole() { places.leaf(typed) } else { places.completing(typed) };
    let Some(key) = key else { return Ok(Vec::new()) };
    let page = read(key, source).await?;
    Ok(complete(&page, sought, near, limit).iter().map(PlaceShown::from).collect())
}

async fn read(key: PageKey, source: &impl PageSource) -> Result<Rc<gazetteer::Page>, PageLost> {
    match source.read(key).await {
        Ok(Page::Places(page)) => Ok(page),
        _ => Err(PageLost),
    }
}
