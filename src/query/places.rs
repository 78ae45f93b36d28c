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
/// Most pages that are looked at for one name.
const MAX_LEAVES: usize = 4;

/// The place that is meant. The same to every caller.
pub async fn meant(
    sought: &Sought,
    manifest: &Manifest,
    source: &impl PageSource,
) -> Result<Meant, PageLost> {
    let mut near = Vec::new();
    for key in leaves(sought, manifest) {
        let page = read(key, source).await?;
        if let Some(listed) = resolve(&page, sought) {
            return Ok(Meant::Place(listed.point, listed.label()));
        }
        if near.is_empty() {
            near = spellings(&page, sought, SPELLINGS);
        }
    }
    Ok(Meant::Nothing(near))
}

/// The pages of what may be meant, each once: mostly one.
fn leaves(sought: &Sought, manifest: &Manifest) -> Vec<PageKey> {
    let mut leaves: Vec<PageKey> = Vec::new();
    for key in sought.keys().filter_map(|key| manifest.places.leaf(key)) {
        if leaves.len() < MAX_LEAVES && !leaves.contains(&key) {
            leaves.push(key);
        }
    }
    leaves
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
    let first = if sought.is_whole() { places.leaf(typed) } else { places.completing(typed) };
    let others = leaves(sought, manifest).into_iter().filter(|leaf| Some(*leaf) != first);
    for key in first.into_iter().chain(others) {
        let page = read(key, source).await?;
        let found = complete(&page, sought, near, limit);
        if !found.is_empty() {
            return Ok(found.iter().map(PlaceShown::from).collect());
        }
    }
    Ok(Vec::new())
}

async fn read(key: PageKey, source: &impl PageSource) -> Result<Rc<gazetteer::Page>, PageLost> {
    match source.read(key).await {
        Ok(Page::Places(page)) => Ok(page),
        _ => Err(PageLost),
    }
}
