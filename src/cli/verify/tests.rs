//! Snapshots whose every hash is right, and which are wrong all the same.

use super::*;
use crate::feed::stock::StockFeeds;
use crate::feed::{self, Options, Source};
use crate::item::Quantities;
use crate::snapshot::{Carrier, Carriers, Goods, Limits, Snapshot, build, hash};
use crate::time::{Horizon, UtcSeconds};
use std::fmt::Write as _;

/// Forty stores in two regions, each with some of ninety items.
fn compiled() -> Snapshot {
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
    let limits = Limits { page_bytes: 360, regions: 2_600 };
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

/// Regions, each with its items.
type Carried = Vec<(Carrier, Vec<u32>)>;

/// Replaces the first page of carriers by one with other regions and items.
fn recarry(manifest: &mut Manifest, snapshot: &mut Snapshot, change: impl Fn(&mut Carried)) {
    let catalogue = &mut manifest.catalogue;
    let page = catalogue.carriers[0];
    let read = Page::decode(page, &snapshot.values[&page_key(page)]).unwrap();
    let Page::Carriers(carriers) = read else { panic!("not carriers") };
    let items = |carrier: &Carrier| {
        let has = |item: &&u32| carriers.of(**item).any(|of| of == carrier);
        carriers.items().iter().filter(has).copied().collect()
    };
    let regions = carriers.regions().iter();
    let mut regions: Vec<_> = regions.map(|carrier| (carrier.clone(), items(carrier))).collect();
    change(&mut regions);
    let (prefix, _) = catalogue.carriers_by_prefix().next().unwrap();
    let regions = regions.iter().map(|(carrier, items)| (carrier.clone(), items.as_slice()));
    let bytes = Carriers::new(prefix.bits(), regions.collect()).encode();
    catalogue.carriers[0] = hash(&bytes);
    snapshot.values.insert(page_key(hash(&bytes)), bytes);
    snapshot.values.remove(&page_key(page));
}

#[test]
fn nothing_is_wrong_with_it() {
    let snapshot = compiled();
    let manifest = Manifest::decode(snapshot.id, &snapshot.manifest).unwrap();
    let catalogue = &manifest.catalogue;
    let cut = [catalogue.items.len(), catalogue.carriers.len(), manifest.regions.len()];
    assert!(cut.iter().all(|pages| *pages > 1), "{cut:?}");
    let bits: Vec<_> = (0..cut[2]).map(|region| catalogue.stock_bits(region)).collect();
    assert!(bits[0].is_some_and(|bits| 1 << bits > cut[1]), "{cut:?}, {bits:?}");
    assert_eq!(defects(&snapshot, |_, _| {}), [""; 0]);
}

#[test]
fn lies_of_the_manifest_are_found() {
    let snapshot = compiled();
    let says = |what: &str, forge: &dyn Fn(&mut Manifest, &mut Snapshot)| {
        let found = defects(&snapshot, forge);
        assert!(found.iter().any(|defect| defect.contains(what)), "{what}: {found:?}");
    };
    says("rows of stock, but pages have", &|m, _| m.catalogue.rows += 1);
    says("91 items, but pages have 90", &|m, _| m.catalogue.item_count += 1);
    says("a row of no feed", &|m, _| m.catalogue.as_of.clear());
    says("belongs to another page", &|m, _| m.catalogue.items.swap(0, 1));
    says("do not lead to their items", &|m, _| m.catalogue.gtins = vec![m.catalogue.gtins[0]; 2]);
    says("or pages without", &|m, _| m.catalogue.gtins.clear());
    says("not items", &|m, _| m.catalogue.items[0] = m.ids[0]);
    says("not carriers", &|m, _| m.catalogue.carriers[0] = m.ids[0]);
    says("no region is cut as", &|m, _| m.catalogue.bits[0] += 1);
    says("no region is cut as", &|m, _| m.catalogue.bits[1] = 0);
    says("it says of a region what its rows do not", &|m, _| m.catalogue.carriers.swap(0, 1));
}

#[test]
fn lies_of_carriers_are_found() {
    let snapshot = compiled();
    let says = |what: &str, change: &dyn Fn(&mut Carried)| {
        let found = defects(&snapshot, |m, s| recarry(m, s, change));
        assert!(found.iter().any(|defect| defect.contains(what)), "{what}: {found:?}");
    };
    let disagree = "it says of a region what its rows do not";
    says(disagree, &|regions| regions[0].1.truncate(1));
    says(disagree, &|regions| {
        let more = (0..u32::MAX).find(|code| !regions[0].1.contains(code)).unwrap();
        regions[0].1.insert(0, more);
    });
    says(disagree, &|regions| regions[1].1.clear());
    says("a row of no store", &|regions| {
        let pages = regions[1].0.pages.clone();
        regions[0].0.pages.iter_mut().zip(pages).for_each(|(page, other)| *page = other);
    });
    says("not the bytes of its page of stock", &|regions| regions[0].0.pages.reverse());
    says("belongs to another page", &|regions| regions[0].0.pages.reverse());
    says("nothing leads to it", &|regions| drop(regions.pop()));
    says("no region is cut as", &|regions| {
        regions[0].0.tile = regions[0].0.tile.map(|t| t.parent(0));
    });
}
