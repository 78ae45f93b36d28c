//! Pages, manifests and heads of small snapshots; pages of words; stores as bytes.

use super::Seeds;
use lz4_flex::block::decompress_size_prepended;
use nigh::item::{Item, Quantities};
use nigh::snapshot::{Goods, Head, Limits, Snapshot, build};
use nigh::store::Listing;
use nigh::words::Index;
use nigh_fuzz::targets::feeds::{self, NOW, SIX_WEEKS};
use nigh_fuzz::targets::world::{INVENTORY, PRODUCTS, STORES};

pub fn add(seeds: &mut Seeds) {
    let (listings, _) = feeds::read(&STORES, None);
    let (stocked, _) = feeds::read_goods(&[PRODUCTS], &[INVENTORY], &listings[..4]);
    let goods = Goods { stocked: &stocked, as_of: &[NOW], quantities: Quantities::Exact };
    let whole = feeds::build(&listings[..4], Some(goods));
    let crowded = crowded(&listings[..12]);
    for snapshot in [&whole, &crowded] {
        let values = snapshot.values.iter().filter(|(key, _)| key.starts_with("p/"));
        for (_, value) in values.filter(|(_, value)| value.len() < 4_096) {
            seeds.entry("page").or_default().extend([unpacked(value), value.clone()]);
        }
        seeds.entry("manifest").or_default().push(unpacked(&snapshot.manifest)[1..].to_vec());
        seeds.entry("manifest").or_default().push(snapshot.manifest.clone());
        let head = Head::new(snapshot.manifest.clone(), Vec::new()).encode();
        seeds.entry("head").or_default().extend([unpacked(&head)[1..].to_vec(), head]);
    }
    words(seeds, stocked.items());
    let ascending: Vec<u8> = (0..=255).collect();
    for start in [0, 16, 64, 130, 200] {
        seeds.entry("compiled").or_default().push(ascending[start..].repeat(2));
    }
}

/// Pages so small that regions have leaves.
fn crowded(listings: &[Listing]) -> Snapshot {
    let names = listings.iter().filter_map(|listing| listing.store.timezone.clone());
    let zone = |name: String| Some((name.clone(), nigh::feed::zones::zone(&name, SIX_WEEKS)?));
    let limits = Limits { page_bytes: 256, regions: 2 };
    build(listings, &names.filter_map(zone).collect(), NOW, SIX_WEEKS, limits, None)
        .expect("a snapshot")
}

/// The letter of a value, and its body.
fn unpacked(value: &[u8]) -> Vec<u8> {
    let body = decompress_size_prepended(&value[6..]).expect("a value of ours");
    [&value[4..5], &body].concat()
}

/// Titles, and the pages that they make.
fn words(seeds: &mut Seeds, items: &[Item]) {
    let words = seeds.entry("words").or_default();
    let titles: Vec<&str> = items.iter().map(|item| item.title.as_str()).collect();
    for query in ["radio", "studio headphnes", "lark deskl", "12 lamp wi-fi", "чай"] {
        for some in titles.chunks(6).take(3) {
            words.push(format!("t{query}\n{}", some.join("\n")).into_bytes());
        }
    }
    for some in items.chunks(5).take(4) {
        let index =
            Index::build((1..).zip(some).map(|(number, item)| (number * 0x0100_0001, item)));
        let [lexicon, shelf, ..] = index.pages.as_slice() else { continue };
        let length = u16::try_from(lexicon.len() - 1).expect("a short lexicon").to_le_bytes();
        words.push([b"plark\n".as_slice(), &length, &lexicon[1..], &shelf[1..]].concat());
    }
}
