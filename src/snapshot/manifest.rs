//! The manifest: the top of the tree.

use super::branches::Branches;
use super::catalogue::Catalogue;
use super::names::region_names;
use super::places::Places;
use super::seal::{FormatError, Kind, hash, open, seal};
use crate::nearest::{Branch, Forest, PageKey, Tile};
use crate::store::DeliveryWords;
use crate::time::{Horizon, UtcSeconds};
use serde::{Deserialize, Serialize};

/// A manifest, decoded and verified.
#[derive(Clone, Debug)]
pub struct Manifest {
    /// The hash of its bytes: what the snapshot is called.
    pub id: PageKey,
    /// When it was compiled.
    pub built_at: UtcSeconds,
    /// The dates whose hours it knows.
    pub horizon: Horizon,
    /// How many stores there are, with and without a place.
    pub stores: u32,
    /// Regions in the order of their tiles; those without a place first.
    pub regions: Vec<Branch>,
    /// Buckets of ids, a power of two of them.
    pub ids: Vec<PageKey>,
    /// Items and stock.
    pub catalogue: Catalogue,
    /// Towns and postcodes.
    pub places: Places,
    /// How stores say where they deliver.
    pub delivery: DeliveryWords,
    /// The regions, ready to be searched.
    pub top: Forest,
}

/// The encoded form.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Wire {
    pub built_at: UtcSeconds,
    pub horizon: Horizon,
    pub stores: u32,
    pub regions: Branches,
    pub ids: Vec<PageKey>,
    pub catalogue: Catalogue,
    pub places: Places,
    pub delivery: DeliveryWords,
}

/// Most bytes of a manifest, which is one read of every cold start.
pub const MANIFEST_BYTES: usize = 64 * 1024;

/// Why bytes are not the manifest that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ManifestError {
    /// Their hash is another.
    Hash {
        /// The hash asked for.
        expected: PageKey,
        /// The hash found.
        found: PageKey,
    },
    /// They are not a manifest.
    Format(FormatError),
}

impl std::fmt::Display for ManifestError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Hash { expected, found } => {
                write!(f, "manifest {expected} has the hash {found}: damaged, or another one")
            }
            Self::Format(error) => error.fmt(f),
        }
    }
}

impl Manifest {
    /// Decodes the bytes of the manifest called `id`.
    pub fn decode(id: PageKey, bytes: &[u8]) -> Result<Self, ManifestError> {
        let found = hash(bytes);
        if found != id {
            return Err(ManifestError::Hash { expected: id, found });
        }
        let wire: Wire = open(Kind::Manifest, bytes).map_err(ManifestError::Format)?;
        if !wire.ids.len().is_power_of_two() {
            let why = FormatError::Body("buckets of ids are not a power of two");
            return Err(ManifestError::Format(why));
        }
        if !wire.horizon.is_sound() {
            let why = FormatError::Body("a horizon that ends before it begins, or never");
            return Err(ManifestError::Format(why));
        }
        let regions = wire.regions.open().map_err(ManifestError::Format)?;
        if !wire.catalogue.is_sound() {
            let why = FormatError::Body("items or stock that contradict themselves");
            return Err(ManifestError::Format(why));
        }
        if !wire.places.is_sound() {
            let why = FormatError::Body("places that contradict themselves");
            return Err(ManifestError::Format(why));
        }
        Ok(Self {
            id,
            built_at: wire.built_at,
            horizon: wire.horizon,
            stores: wire.stores,
            top: Forest::new(&regions),
            regions,
            ids: wire.ids,
            catalogue: wire.catalogue,
            places: wire.places,
            delivery: wire.delivery,
        })
    }

    /// The region that holds the stores of a finest tile; `None` stands for stores without a place.
    pub fn region_of(&self, finest: Option<Tile>) -> Option<&Branch> {
        self.regions.iter().find(|region| region.may_hold(finest))
    }

    /// All pages that it names for itself, regions and ids apart.
    pub fn pages(&self) -> impl Iterator<Item = PageKey> {
        self.catalogue.pages().chain(self.places.pages.iter().copied())
    }

    /// What its pages are called beside their hashes.
    pub fn names(&self) -> impl Iterator<Item = (String, PageKey)> {
        let placed = self.regions.iter().filter_map(|region| Some((region.tile?, region.page)));
        let regions =
            placed.flat_map(|(tile, page)| region_names(tile).map(move |name| (name, page)));
        regions.chain(self.catalogue.names())
    }
}

impl Wire {
    pub(super) fn encode(&self) -> Vec<u8> {
        seal(Kind::Manifest, self)
    }
}

#[cfg(test)]
impl Manifest {
    /// The bytes of a manifest that says this: for those who doubt manifests.
    pub(crate) fn forge(&self) -> Vec<u8> {
        let wire = Wire {
            built_at: self.built_at,
            horizon: self.horizon,
            stores: self.stores,
            regions: Branches::of(&self.regions),
            ids: self.ids.clone(),
            catalogue: self.catalogue.clone(),
            places: self.places.clone(),
            delivery: self.delivery.clone(),
        };
        wire.encode()
    }
}
