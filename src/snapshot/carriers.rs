//! Which regions have an item, and the pages of their stock: how a rare item is found without
//! reading the regions that lack it.

use super::codes::{Prefix, SHARED_BITS};
use super::columns::{Interned, bytes, climb, steps, to_u32, to_usize};
use super::seal::{FormatError, Kind, decode, seal};
use crate::nearest::{PageKey, Tile};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The items whose numbers share a prefix, and the regions that have stock of any of them.
///
/// A region is said to have an item if it has any row of it, in stock or not: so that prices and
/// quantities change every night, and this does not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Carriers {
    prefix_bits: u8,
    regions: Vec<Carrier>,
    /// Ascending.
    codes: Vec<u32>,
    /// Distinct sets of regions, a bit each, as many bytes as that takes.
    sets: Vec<u8>,
    /// By item: which of the sets.
    set_of: Vec<u32>,
}

/// A region that has stock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carrier {
    /// Its tile; `None` for stores without a place.
    pub tile: Option<Tile>,
    /// By how many bits of items' numbers its stock is cut into pages.
    pub bits: u8,
    /// Those of its pages that may have items of the prefix, in order.
    pub pages: Vec<PageKey>,
}

/// The encoded form. Tiles as [differences](Tile::after), numbers as steps.
#[derive(Serialize, Deserialize)]
struct Wire {
    prefix_bits: u8,
    bits: Vec<u8>,
    depths: Vec<u8>,
    tiles: Vec<u64>,
    pages: Vec<PageKey>,
    codes: Vec<u32>,
    #[serde(with = "bytes")]
    sets: Vec<u8>,
    set_of: Vec<u32>,
}

impl Carrier {
    /// The page that has the region's rows of an item.
    pub fn page_of(&self, item: u32) -> Option<PageKey> {
        let place = Prefix::of(item, self.bits).place();
        self.pages.get(place & self.pages.len().checked_sub(1)?).copied()
    }
}

impl Carriers {
    /// From the regions that have stock of the items of a prefix, in the order of their tiles, and
    /// for each the numbers of those items.
    pub fn new(prefix_bits: u8, regions: Vec<(Carrier, &[u32])>) -> Self {
        let width = regions.len().div_ceil(8);
        let mut sets_of: BTreeMap<u32, Vec<u8>> = BTreeMap::new();
        for (place, (_, codes)) in regions.iter().enumerate() {
            for code in *codes {
                let set = sets_of.entry(*code).or_insert_with(|| vec![0; width]);
                if let Some(byte) = set.get_mut(place / 8) {
                    *byte |= 1 << (place % 8);
                }
            }
        }
        let mut sets = Interned::default();
        let (codes, set_of) =
            sets_of.into_iter().map(|(code, set)| (code, to_u32(sets.place(set)))).unzip();
        let regions = regions.into_iter().map(|(region, _)| region).collect();
        Self { prefix_bits, regions, codes, sets: sets.in_order.concat(), set_of }
    }

    /// The regions that have stock of items of this prefix, in the order of their tiles.
    pub fn regions(&self) -> &[Carrier] {
        &self.regions
    }

    /// The numbers of the items that any of them has, ascending.
    pub fn items(&self) -> &[u32] {
        &self.codes
    }

    /// The regions that have an item.
    pub fn of(&self, item: u32) -> impl Iterator<Item = &Carrier> {
        let row = self.codes.binary_search(&item).ok();
        let set = row.and_then(|row| self.set_of.get(row)).map(|set| to_usize(*set));
        let width = self.width();
        let set = set.and_then(|set| self.sets.get(set * width..(set + 1) * width));
        let set = set.unwrap_or_default();
        let has =
            |place: usize| set.get(place / 8).is_some_and(|byte| byte >> (place % 8) & 1 == 1);
        self.regions.iter().enumerate().filter(move |(place, _)| has(*place)).map(|(_, r)| r)
    }

    /// The pages of stock that this leads to where it stands for `prefix`, by region, each with
    /// the prefix that its items share.
    pub fn pages(&self, prefix: Prefix) -> impl Iterator<Item = (Option<Tile>, Prefix, PageKey)> {
        self.regions.iter().flat_map(move |Carrier { tile, bits, pages }| {
            prefix.with_bits(*bits).zip(pages).map(|(prefix, page)| (*tile, prefix, *page))
        })
    }

    fn width(&self) -> usize {
        self.regions.len().div_ceil(8)
    }

    /// Bytes that this takes in memory, roughly.
    pub fn weight(&self) -> usize {
        let regions = self.regions.iter().map(|r| size_of::<Carrier>() + 16 * r.pages.len());
        regions.sum::<usize>() + self.codes.len() * 8 + self.sets.len()
    }

    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut wire = Wire {
            prefix_bits: self.prefix_bits,
            bits: Vec::new(),
            depths: Vec::new(),
            tiles: Vec::new(),
            pages: Vec::new(),
            codes: steps(self.codes.iter().copied()),
            sets: self.sets.clone(),
            set_of: self.set_of.clone(),
        };
        let mut before = None;
        for Carrier { tile, bits, pages } in &self.regions {
            wire.bits.push(*bits);
            wire.pages.extend(pages);
            if let Some(tile) = tile {
                wire.depths.push(tile.depth());
                wire.tiles.push(tile.after(before));
                before = Some(*tile);
            }
        }
        seal(Kind::Carriers, &wire)
    }

    pub(super) fn decode(body: &[u8]) -> Result<Self, FormatError> {
        let mut wire: Wire = decode(body)?;
        climb(&mut wire.codes)?;
        let regions = wire.regions()?;
        let carriers = Self {
            prefix_bits: wire.prefix_bits,
            regions,
            codes: wire.codes,
            sets: wire.sets,
            set_of: wire.set_of,
        };
        let width = carriers.width();
        let sets = carriers.sets.len().checked_div(width).unwrap_or_default();
        let is_whole = carriers.sets.len() == sets * width
            && carriers.codes.len() == carriers.set_of.len()
            && carriers.set_of.iter().all(|set| to_usize(*set) < sets);
        is_whole.then_some(carriers).ok_or(FormatError::Body("columns do not fit"))
    }
}

impl Wire {
    fn regions(&self) -> Result<Vec<Carrier>, FormatError> {
        let error = FormatError::Body("regions that are none");
        // At most the first region has no tile.
        let without = self.bits.len().checked_sub(self.depths.len()).filter(|n| *n <= 1);
        let without = without.filter(|_| self.tiles.len() == self.depths.len());
        let mut tiles = vec![None; without.ok_or_else(|| error.clone())?];
        let mut before = None;
        for (depth, after) in self.depths.iter().zip(&self.tiles) {
            before = Tile::from_after(*depth, *after, before);
            tiles.push(Some(before.ok_or_else(|| error.clone())?));
        }
        let mut rest = self.pages.as_slice();
        let mut regions = Vec::with_capacity(tiles.len());
        for (tile, bits) in tiles.into_iter().zip(&self.bits) {
            let pages = 1_usize << bits.min(&SHARED_BITS).saturating_sub(self.prefix_bits);
            let split = rest.split_at_checked(pages).filter(|_| *bits <= SHARED_BITS);
            let (pages, after) = split.ok_or_else(|| error.clone())?;
            regions.push(Carrier { tile, bits: *bits, pages: pages.to_vec() });
            rest = after;
        }
        if rest.is_empty() { Ok(regions) } else { Err(error) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::place::Point;

    fn key(byte: u8) -> PageKey {
        PageKey([byte; 16])
    }

    fn carrier(tile: Option<Tile>, bits: u8, pages: &[u8]) -> Carrier {
        Carrier { tile, bits, pages: pages.iter().map(|page| key(*page)).collect() }
    }

    /// Under the second half of all numbers: one page for all, one for this half, four.
    fn carriers() -> Carriers {
        let tile = |depth| Some(Tile::at(Point::new(45.0, -93.0).unwrap(), depth));
        let regions: Vec<(Carrier, &[u32])> = vec![
            (carrier(None, 0, &[1]), &[0x8000_0000, 0x9000_0000]),
            (carrier(tile(3), 1, &[2]), &[0x9000_0000]),
            (carrier(tile(4), 3, &[3, 4, 5, 6]), &[0x9000_0000, 0xf000_0000]),
        ];
        Carriers::new(1, regions)
    }

    #[test]
    fn regions_and_pages_of_an_item() {
        let carriers = carriers();
        for (item, pages) in [
            (0x8000_0000, &[1][..]),
            (0x9000_0000, &[1, 2, 3]),
            (0xf000_0000, &[6]),
            (0xf000_0001, &[]),
            (0, &[]),
        ] {
            let found: Vec<_> = carriers.of(item).map(|region| region.page_of(item)).collect();
            let pages: Vec<_> = pages.iter().map(|page| Some(key(*page))).collect();
            assert_eq!(found, pages, "{item:x}");
        }
        let prefix = Prefix::of(u32::MAX, 1);
        let pages: Vec<_> =
            carriers.pages(prefix).map(|(_, p, key)| (p.to_string(), key)).collect();
        let expected = [("1", 1), ("3", 2), ("c", 3), ("d", 4), ("e", 5), ("f", 6)];
        assert_eq!(pages, expected.map(|(prefix, page)| (prefix.to_owned(), key(page))));
    }

    #[test]
    fn bytes_lead_back() {
        for carriers in [carriers(), Carriers::new(0, Vec::new())] {
            let bytes = carriers.encode();
            let (_, body) = super::super::seal::unseal(&bytes).unwrap();
            assert_eq!(Carriers::decode(&body), Ok(carriers));
        }
    }
}
