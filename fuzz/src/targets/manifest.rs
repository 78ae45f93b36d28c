//! Manifests: decoded, walked, and answered from, with every page lost.

use super::page::search;
use super::question::{ask, get};
use super::sealed::sealed;
use super::world::Kv;
use nigh::edge::memory::Memory;
use nigh::item::Gtin;
use nigh::nearest::{Content, Tile};
use nigh::place::Point;
use nigh::snapshot::{HEAD, Head, Manifest, hash};
use std::collections::BTreeMap;

/// Questions that go down every branch of a manifest.
const QUESTIONS: [&str; 4] = [
    "/v1/go?lat=44.98&lng=-93.27&radius=500000",
    "/v1/buy?lat=44.98&lng=-93.27&item=LL-1001&split=1",
    "/v1/buy?lat=44.98&lng=-93.27&q=lamp",
    "/v1/stores/1001",
];
/// A region may have four names, a page of items eight, of stock sixteen.
const NAMES_PER_BYTE: usize = 16;

/// The body of a manifest, or a value as it is.
pub fn run(data: &[u8]) {
    let value = if data.starts_with(b"nigh") { data.to_vec() } else { sealed(b'M', data) };
    let Ok(manifest) = Manifest::decode(hash(&value), &value) else { return };
    walk(&manifest, &value);
    let again = Manifest::decode(manifest.id, &value).expect("the same again");
    assert_eq!(manifest.catalogue, again.catalogue);
    assert_eq!((manifest.regions, manifest.ids), (again.regions, again.ids));
    let head = Head::new(value, Vec::new()).encode();
    let kv = Kv(BTreeMap::from([(HEAD.to_owned(), head)]));
    let memory = Memory::default();
    for url in QUESTIONS {
        ask(&get(url), &memory, &kv);
    }
    ask(&get("/v1/health"), &memory, &kv);
}

fn walk(manifest: &Manifest, value: &[u8]) {
    let names = manifest.names().inspect(|(name, _)| assert!(name.len() < 32)).count();
    assert!(names <= value.len() * 255 * NAMES_PER_BYTE, "{names} names");
    let catalogue = &manifest.catalogue;
    let _ = (catalogue.pages().count(), catalogue.words.page(0), manifest.horizon.instants());
    let here = Tile::finest(Point::new(44.98, -93.27).expect("a point"));
    for finest in [None, Some(here)] {
        let region = manifest.region_of(finest).and_then(|region| region.tile);
        let district = catalogue.district_of(region);
        for code in [0, 0x1234_5678, u32::MAX] {
            let _ = (catalogue.item_page(code), district.and_then(|of| of.page_of(code)));
        }
    }
    let _ = Gtin::new("2000000000015").map(|gtin| catalogue.gtin_page(gtin));
    search(&manifest.top, &Content::Lost);
    assert!(manifest.horizon.instants().start < manifest.horizon.instants().end);
}
