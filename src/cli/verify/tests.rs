//! Snapshots whose every hash is right, and which are wrong all the same.

use super::*;
use crate::feed::stock::StockFeeds;
use crate::feed::{self, Options, Source};
use crate::item::{Currency, Quantities};
use crate::nearest::Tile;
use crate::snapshot::{District, Goods, Limits, Snapshot, build, hash};
use crate::time::{Horizon, UtcSeconds};
use std::fmt::Write as _;

/// Forty stores in two regions or more, each with some of ninety items.
fn compiled(page_bytes: usize) -> Snapshot {
    let built_at = UtcSeconds(1_780_000_000);
    let horizon = Horizon::around(built_at, 400).unwrap();
    let options = Options {
        namespace: "com.example".parse().unwrap(),
        horizon,
        built_at,
        format: None,
        country: None,
    };
    let mut stores = "id,lat,lng\n".to_owned();
    let mut products = "id\ttitle\tgtin\n".to_owned();
    let mut inventory = "store_code\tid\tquantity\tavailability\n".to_owned();
    for store in 0..40 {
        let lng = if store < 20 { -100 } else { 100 };
        let _ = writeln!(stores, "{store},{},{lng}", 10 + store % 20);
        for item in (0..90).filter(|item| (item * 7 + store) % 3 == 0 && item + store != 60) {
            let _ = writeln!(inventory, "{store}\t{item}\t{}\tin_stock", item % 5);
        }
    }
    for (item, gtin) in (0..90).zip(["4006381333931", "036000291452", ""].iter().cycle()) {
        let _ = writeln!(products, "{item}\tItem {item}\t{gtin}");
    }
    let source = Source { label: "stores", bytes: stores.as_bytes() };
    let (listings, report) = feed::read(&[source], &options, &mut |_| {});
    let mut progress = |_| {};
    let mut feeds = StockFeeds::new(report, &mut progress);
    feeds.products("products", products.as_bytes());
    feeds.inventory("inventory", inventory.as_bytes());
    let (stocked, _) = feeds.join(&listings, 0);
    let quantities = Quantities::Exact;
    let goods = Goods { stocked: &stocked, as_of: &[built_at], quantities };
    let zones = listings.iter().filter_map(|l| l.store.timezone.clone());
    let zones = zones.filter_map(|name| Some((name.clone(), feed::zones::zone(&name, horizon)?)));
    let limits = Limits { page_bytes, regions: 2_600 };
    build(&listings, &zones.collect(), built_at, horizon, limits, Some(goods)).unwrap()
}

/// What `nigh verify` says of a snapshot whose manifest was changed.
fn defects(snapshot: &Snapshot, forge: impl Fn(&mut Manifest, &mut Snapshot)) -> Vec<String> {
    let mut manifest = Manifest::decode(snapshot.id, &snapshot.manifest).unwrap();
    let mut forged = snapshot.clone();
    forge(&mut manifest, &mut forged);
    forged.manifest = manifest.forge();
    forged.id = hash(&forged.manifest);
    let dir = tempfile::TempDir::new().unwrap();
    let folder = Folder::new(dir.path());
    folder.write(&forged, &mut || {}).unwrap();
    verify(&folder).unwrap().defects.into_iter().map(|defect| defect.what).collect()
}

#[test]
fn nothing_is_wrong_with_it() {
    for (page_bytes, districts) in [(360, 1), (60, 2)] {
        let snapshot = compiled(page_bytes);
        let manifest = Manifest::decode(snapshot.id, &snapshot.manifest).unwrap();
        let catalogue = &manifest.catalogue;
        let cut = [catalogue.items.len(), catalogue.stock_pages().count(), manifest.regions.len()];
        assert!(cut.iter().all(|pages| *pages > 1), "{cut:?}");
        assert!(catalogue.districts.len() >= districts, "{}", catalogue.districts.len());
        assert_eq!(defects(&snapshot, |_, _| {}), [""; 0]);
    }
}

#[test]
fn lies_of_the_manifest_are_found() {
    let snapshot = compiled(360);
    let says = |what: &str, forge: &dyn Fn(&mut Manifest, &mut Snapshot)| {
        let found = defects(&snapshot, forge);
        assert!(found.iter().any(|defect| defect.contains(what)), "{what}: {found:?}");
    };
    let usd = Currency::new("USD").unwrap();
    says("rows of stock, but pages have", &|m, _| m.catalogue.rows += 1);
    says("91 items, but pages have 90", &|m, _| m.catalogue.item_count += 1);
    says("a row of no feed", &|m, _| m.catalogue.as_of.clear());
    says("belongs to another page", &|m, _| m.catalogue.items.swap(0, 1));
    says("do not lead to their items", &|m, _| m.catalogue.gtins = vec![m.catalogue.gtins[0]; 2]);
    says("or pages without", &|m, _| m.catalogue.gtins.clear());
    says("not items", &|m, _| m.catalogue.items[0] = m.ids[0]);
    says("not the bytes of its page", &|m, _| m.regions[0].page = m.regions[1].page);
    says("other currencies", &|m, _| m.catalogue.currencies.push(usd));
    says("to be told so exactly", &|m, _| m.catalogue.quantities = Quantities::UpTo(2));
}

#[test]
fn lies_of_districts_are_found() {
    let (one, several) = (compiled(360), compiled(60));
    let says = |snapshot: &Snapshot, what: &str, forge: &dyn Fn(&mut Vec<District>)| {
        let found = defects(snapshot, |m, _| forge(&mut m.catalogue.districts));
        assert!(found.iter().any(|defect| defect.contains(what)), "{what}: {found:?}");
    };
    says(&one, "nothing leads to it", &|d| d.clear());
    says(&one, "rows of stock, but pages have", &|d| drop(d.pop()));
    says(&one, "belongs to another page", &|d| d[0].pages.swap(0, 1));
    says(&one, "not the bytes of its page", &|d| d[0].pages.reverse());
    says(&one, "rows of no store", &|d| d[0].tile = d[0].tile.map(|tile| half(tile, 0)));
    says(&one, "nothing leads to it", &|d| d[0].tile = d[0].tile.map(|tile| half(tile, 1)));
    says(&several, "rows of no store", &|d| {
        let [first, second, ..] = d.as_mut_slice() else { panic!("not several") };
        std::mem::swap(&mut first.depths, &mut second.depths);
        std::mem::swap(&mut first.pages, &mut second.pages);
    });
    let ids = Manifest::decode(one.id, &one.manifest).unwrap().ids[0];
    says(&one, "not stock", &|d| d[0].pages[0] = ids);
}

fn half(tile: Tile, which: u64) -> Tile {
    Tile::from_after(tile.depth() + 1, which, Some(tile)).unwrap()
}

/// Contradictions that keep a manifest from being opened at all.
#[test]
fn districts_that_are_none_are_refused() {
    let snapshot = compiled(60);
    let refuses = |forge: &dyn Fn(&mut Vec<District>)| {
        let found = defects(&snapshot, |m, _| forge(&mut m.catalogue.districts));
        assert!(found.iter().any(|d| d.contains("contradict themselves")), "{found:?}");
    };
    refuses(&|d| d[0].pages.truncate(1));
    refuses(&|d| d[0].depths[0] += 1);
    refuses(&|d| d[0].depths.iter_mut().for_each(|depth| *depth = 255));
    refuses(&|d| d.swap(0, 1));
    refuses(&|d| d[1].tile = d[0].tile);
    refuses(&|d| d[1].tile = None);
    refuses(&|d| d[0].tile = d[0].tile.map(|tile| tile.parent(0)));
}
