//! What a cold isolate asks for before it has seen a manifest: the names of the pages that the
//! question makes likely.
//!
//! How finely regions and items are cut only the manifest knows. So the guesses about stores are
//! the tiles at the position, of the depths by which regions are named: a region of another depth is
//! named by the tiles of the next inside it. Who asks for an item guesses its stock, the item, and
//! the stores by the coarser depths alone: a chain that is dense in one country takes a second round.
//! A wrong guess costs a read in the same round, a missed one the round that every question had
//! anyway.

use super::{Question, What};
use crate::nearest::{PageKey, Tile};
use crate::snapshot::{
    Manifest, NAMED_DEPTHS, fingerprint, item_guesses, item_names, region_name, region_tiles,
    stock_guesses, stock_names,
};

/// Guesses beside the head itself, at most. Workers begin six reads at once: the seventh and the
/// eighth begin when one is answered. So what is largest and always wanted goes first.
pub const GUESSES: usize = 7;
/// Depths of regions, the coarsest first, that are guessed for who asks for an item.
const DEPTHS_TO_BUY: usize = 3;

/// A page that may be wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Guess {
    /// Of the region named by a tile.
    Region(Tile),
    /// Of an item, by the fingerprint of its id and the name.
    Item(u32, String),
    /// Of the stock of an item, by the same.
    Stock(u32, String),
}

/// The pages that a question is likely to want.
pub fn guesses(question: &Question) -> Vec<Guess> {
    let origin = question.origin.point();
    let regions = NAMED_DEPTHS.map(|depth| Guess::Region(Tile::at(origin, depth)));
    let item = match question.wish.as_ref().map(|wish| &wish.what) {
        Some(What::Basket(wanted)) => wanted.first(),
        Some(What::Words(_)) | None => None,
    };
    let Some(item) = item else { return regions.to_vec() };
    let print = fingerprint(&item.name);
    let items = item_guesses(print).map(|name| Guess::Item(print, name));
    let stock = stock_guesses(print).map(|name| Guess::Stock(print, name));
    let regions = regions.into_iter().take(DEPTHS_TO_BUY);
    stock.into_iter().chain(items).chain(regions).collect()
}

impl Guess {
    /// The KV key.
    pub fn name(&self) -> String {
        match self {
            Self::Region(tile) => region_name(*tile),
            Self::Item(_, name) | Self::Stock(_, name) => name.clone(),
        }
    }

    /// The page that has this name in a snapshot; `None` if none has.
    pub fn page(&self, manifest: &Manifest) -> Option<PageKey> {
        let catalogue = &manifest.catalogue;
        match self {
            Self::Region(tile) => {
                let is_named =
                    |of: Tile| of.contains(*tile) && region_tiles(of).any(|named| named == *tile);
                let mut regions = manifest.regions.iter();
                regions.find(|region| region.tile.is_some_and(is_named)).map(|region| region.page)
            }
            Self::Item(print, name) => {
                let (prefix, page) = catalogue.items_by_prefix().find(|(p, _)| p.begins(*print))?;
                let mut names = item_names(prefix.bits(), prefix.place());
                names.any(|known| known == *name).then_some(page)
            }
            Self::Stock(print, name) => {
                let earth = catalogue.districts.iter().find(|district| district.is_earth())?;
                let (prefix, page) = earth.by_prefix().find(|(p, _)| p.begins(*print))?;
                stock_names(prefix).any(|known| known == *name).then_some(page)
            }
        }
    }
}
