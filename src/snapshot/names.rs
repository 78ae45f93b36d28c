//! KV keys: what values are called. Pages and manifests by their hash; those that a cold isolate
//! may guess by a name as well.
//!
//! A name must follow from the question alone, so names have one of few depths: tiles of one of five
//! numbers of halvings, first bits of numbers in one of two lengths. What is cut more coarsely is
//! there under every name that it answers to; what is cut more finely has none.

use super::codes::Prefix;
use crate::nearest::{PageKey, Tile};

/// The one key whose value changes.
pub const HEAD: &str = "head";

/// Regions are named by tiles of so many halvings. A change of a small chain is written under few
/// names; where regions are many, the next depth is farther.
pub const NAMED_DEPTHS: [u8; 5] = [2, 5, 8, 12, 16];
/// By so many bits of items' numbers pages of items are named.
const ITEM_BITS: [u8; 2] = [3, 6];
/// The same of pages of stock.
const STOCK_BITS: [u8; 2] = [4, STOCK_BITS_MOST];
/// Stock that is cut by more bits has no name.
pub(super) const STOCK_BITS_MOST: u8 = 8;

/// The KV key of a page.
pub fn page_key(page: PageKey) -> String {
    format!("p/{page}")
}

/// The KV key of a manifest.
pub fn manifest_key(manifest: PageKey) -> String {
    format!("m/{manifest}")
}

/// The KV key of the region that is named by a tile.
pub fn region_name(tile: Tile) -> String {
    format!("n/{tile}")
}

/// The tiles by which a region is named: its own, or those inside it of the next depth that names
/// have; none beyond the last.
pub fn region_tiles(tile: Tile) -> impl Iterator<Item = Tile> {
    let depth = NAMED_DEPTHS.into_iter().find(|depth| tile.depth() <= *depth);
    depth.into_iter().flat_map(move |depth| {
        (0..1_u64 << (depth - tile.depth()))
            .filter_map(move |after| Tile::from_after(depth, after, Some(tile)))
    })
}

/// The KV keys of a region by its tile.
pub fn region_names(tile: Tile) -> impl Iterator<Item = String> {
    region_tiles(tile).map(region_name)
}

/// The KV key of the page of items whose numbers begin so.
pub fn item_name(prefix: Prefix) -> String {
    format!("i/{prefix}")
}

/// The KV keys of a page of items by its place among those that are cut by so many bits.
pub fn item_names(bits: u8, place: usize) -> impl Iterator<Item = String> {
    Prefix::nth(place, bits)
        .into_iter()
        .flat_map(|prefix| extensions(prefix, ITEM_BITS))
        .map(item_name)
}

/// The KV keys under which the page of an item may be, by its number or the fingerprint of its id.
pub fn item_guesses(code: u32) -> [String; 2] {
    ITEM_BITS.map(|bits| item_name(Prefix::of(code, bits)))
}

/// The KV key of the page of stock, of all stores, of items whose numbers begin so.
pub fn stock_name(prefix: Prefix) -> String {
    format!("s/{prefix}")
}

/// The KV keys of a page of stock, of all stores, by what its items' numbers begin with.
pub fn stock_names(prefix: Prefix) -> impl Iterator<Item = String> {
    extensions(prefix, STOCK_BITS).map(stock_name)
}

/// The KV keys under which the stock of an item may be, by its number or the fingerprint of its
/// id.
pub fn stock_guesses(code: u32) -> [String; 2] {
    STOCK_BITS.map(|bits| stock_name(Prefix::of(code, bits)))
}

/// What begins with `prefix` and has the fewest bits that a name may have; none where it has more.
fn extensions(prefix: Prefix, bits: [u8; 2]) -> impl Iterator<Item = Prefix> {
    let bits = bits.into_iter().find(|bits| prefix.bits() <= *bits);
    bits.into_iter().flat_map(move |bits| prefix.with_bits(bits))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::place::Point;

    #[test]
    fn large_regions_are_named_by_the_tiles_inside() {
        let point = Point::new(45.0, -93.0).unwrap();
        for (depth, names) in [
            (0, &["n/4", "n/5", "n/6", "n/7"][..]),
            (1, &["n/4", "n/5"]),
            (2, &["n/4"]),
            (3, &["n/24", "n/25", "n/26", "n/27"]),
            (5, &["n/25"]),
            (17, &[]),
        ] {
            let tile = Tile::at(point, depth);
            assert_eq!(region_names(tile).collect::<Vec<_>>(), names, "{tile}");
        }
        let mut named = Vec::new();
        for depth in NAMED_DEPTHS {
            let tile = Tile::at(point, depth);
            let is_name = |region: &u8| region_tiles(Tile::at(point, *region)).any(|of| of == tile);
            named.extend((0..Tile::FINEST).filter(is_name));
        }
        assert!(named.into_iter().eq(0..=16), "every region down to the last has one guess");
    }

    #[test]
    fn every_code_finds_its_page_by_one_of_two_guesses() {
        for code in [0, 0x1234_5678, 0x8000_0000, 0xabcd_ef01, u32::MAX] {
            for bits in 0..=super::super::SHARED_BITS {
                let prefix = Prefix::of(code, bits);
                let is_in = |guesses: [String; 2], names: Vec<String>| {
                    guesses.iter().filter(|guess| names.contains(guess)).count()
                };
                let items = item_names(bits, prefix.place()).collect();
                assert_eq!(is_in(item_guesses(code), items), usize::from(bits <= 6));
                let stock = stock_names(prefix).collect();
                assert_eq!(is_in(stock_guesses(code), stock), usize::from(bits <= 8));
            }
        }
        let names = |text: &str| stock_names(text.parse().unwrap()).collect::<Vec<_>>();
        assert_eq!(names("1").len(), 16);
        assert_eq!(names("7"), ["s/1c", "s/1d", "s/1e", "s/1f"]);
        assert_eq!(names("e"), ["s/1c", "s/1d"]);
        assert_eq!(names("ff"), ["s/1fe", "s/1ff"]);
        assert_eq!(names("2ff"), [""; 0]);
        assert_eq!(item_names(2, 3).collect::<Vec<_>>(), ["i/e", "i/f"]);
    }
}
