//! Branches as a manifest or a region keeps them: in columns, so that what neighbours share is
//! shared, and tiles as differences from the one before.

use super::seal::FormatError;
use crate::nearest::{AmenityBits, Bounds, Branch, Envelope, PageKey, Summary, Tile};
use serde::{Deserialize, Serialize};

/// The encoded form of branches in the order of their tiles. Those without a place come first, and
/// have neither tile nor bounds.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Branches {
    pages: Vec<PageKey>,
    depths: Vec<u8>,
    tiles: Vec<u64>,
    /// Of the bounds within the tile: south, west, north, east.
    margins: Vec<[u8; 4]>,
    hours: Vec<Envelope>,
    amenities: Vec<AmenityBits>,
    stores: Vec<u32>,
}

impl Branches {
    pub(super) fn of(branches: &[Branch]) -> Self {
        let mut columns = Self::default();
        let mut before = None;
        for Branch { page, tile, summary } in branches {
            columns.pages.push(*page);
            columns.hours.push(summary.hours);
            columns.amenities.push(summary.amenities);
            columns.stores.push(summary.stores);
            if let (Some(tile), Some(bounds)) = (tile, summary.bounds) {
                columns.depths.push(tile.depth());
                columns.tiles.push(tile.after(before));
                columns.margins.push(bounds.margins(tile.bounds()));
                before = Some(*tile);
            }
        }
        columns
    }

    pub(super) fn open(self) -> Result<Vec<Branch>, FormatError> {
        let rows = self.pages.len();
        let with_place = self.depths.len();
        let is_whole = [self.hours.len(), self.amenities.len(), self.stores.len()] == [rows; 3]
            && [self.tiles.len(), self.margins.len()] == [with_place; 2];
        let without_place = rows.checked_sub(with_place).filter(|_| is_whole);
        let without_place = without_place.ok_or(FormatError::Body("columns do not fit"))?;
        let places = Self::places(&self.depths, &self.tiles, self.margins)?;
        let places = std::iter::repeat_n(None, without_place).chain(places.into_iter().map(Some));
        let shared = self.hours.into_iter().zip(self.amenities).zip(self.stores);
        let branch = |((page, place), ((hours, amenities), stores))| {
            let (tile, bounds) = Option::<(Tile, Bounds)>::unzip(place);
            Branch { page, tile, summary: Summary { bounds, hours, amenities, stores } }
        };
        Ok(self.pages.into_iter().zip(places).zip(shared).map(branch).collect())
    }

    fn places(
        depths: &[u8],
        tiles: &[u64],
        margins: Vec<[u8; 4]>,
    ) -> Result<Vec<(Tile, Bounds)>, FormatError> {
        let mut before = None;
        let columns = depths.iter().zip(tiles).zip(margins);
        let place = |((depth, after), margins): ((&u8, &u64), [u8; 4])| {
            before = Tile::from_after(*depth, *after, before);
            before
                .map(|tile| (tile, tile.bounds().inset(margins)))
                .ok_or(FormatError::Body("a tile that is none"))
        };
        columns.map(place).collect()
    }
}
