//! `nigh verify` and `nigh inspect`, and the folder that they read.

use crate::chain;
use crate::shelves::Shelves;
use nigh::cli::folder::Folder;
use nigh::cli::inspect::{show_item, show_store, show_value};
use nigh::cli::verify::verify;
use nigh::snapshot::Snapshot;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// Small enough that towns are crowded.
const SMALL_PAGE: usize = 4_096;

fn folder_of(snapshot: &Snapshot) -> (TempDir, Folder) {
    let dir = TempDir::new().unwrap();
    let folder = Folder::new(dir.path());
    folder.write(snapshot, &mut || {}).unwrap();
    (dir, folder)
}

#[test]
fn what_the_compiler_writes_is_sound() {
    let unplaced = |mut stores: Vec<_>| {
        stores.iter_mut().step_by(50).for_each(|s: &mut nigh::store::Listing| s.store.point = None);
        stores
    };
    for stores in [chain::stores(1), chain::stores(1_500), unplaced(chain::crowded(700))] {
        for page_bytes in [SMALL_PAGE, 65_536] {
            let (_dir, folder) = folder_of(&chain::compile(&stores, page_bytes));
            let verdict = verify(&folder).unwrap();
            assert_eq!(verdict.defects, [], "{} stores, {page_bytes} bytes", stores.len());
            assert_eq!(verdict.stores, stores.len());
        }
    }
}

#[test]
fn a_second_compilation_leaves_no_stale_file() {
    let dir = TempDir::new().unwrap();
    let folder = Folder::new(dir.path());
    folder.write(&chain::compile(&chain::crowded(600), SMALL_PAGE), &mut || {}).unwrap();
    let snapshot = chain::compile(&chain::stores(500), SMALL_PAGE);
    folder.write(&snapshot, &mut || {}).unwrap();
    assert_eq!(folder.keys().unwrap().len(), snapshot.values.len() + 2);
    assert_eq!(verify(&folder).unwrap().defects, []);
}

#[test]
fn every_damaged_value_is_found() {
    let snapshot = chain::compile(&chain::crowded(60), SMALL_PAGE);
    let (dir, folder) = folder_of(&snapshot);
    for key in folder.keys().unwrap() {
        let path = dir.path().join("kv").join(&key);
        let bytes = fs::read(&path).unwrap();
        for damage in [flipped(&bytes), bytes[..bytes.len() - 1].to_vec(), Vec::new()] {
            fs::write(&path, damage).unwrap();
            assert_ne!(verify(&folder).unwrap().defects, [], "damaged {key}");
        }
        fs::write(&path, &bytes).unwrap();
    }
    assert_eq!(verify(&folder).unwrap().defects, []);
}

fn flipped(bytes: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    bytes
}

#[test]
fn missing_and_unreachable_values_are_named() {
    let (dir, folder) = folder_of(&chain::compile(&chain::stores(200), SMALL_PAGE));
    let page = folder.keys().unwrap().into_iter().find(|key| key.starts_with("p/")).unwrap();
    fs::remove_file(dir.path().join("kv").join(&page)).unwrap();
    fs::write(dir.path().join("kv/p/stray"), b"?").unwrap();
    let defects = verify(&folder).unwrap().defects;
    assert!(defects.iter().any(|d| d.key == page && d.what == "missing"), "{defects:?}");
    assert!(defects.iter().any(|d| d.key == "p/stray"), "{defects:?}");
}

#[test]
fn a_folder_without_a_snapshot_says_what_to_do() {
    let error = verify(&Folder::new(Path::new("/nowhere"))).unwrap_err();
    assert!(error.help().unwrap().to_string().contains("nigh compile"), "{error:?}");
}

#[test]
fn every_store_and_every_value_can_be_shown() {
    let stores = chain::crowded(300);
    let snapshot = chain::compile(&stores, SMALL_PAGE);
    let (_dir, folder) = folder_of(&snapshot);
    for listing in &stores {
        let shown = show_store(&folder, listing.store.id.as_str()).unwrap();
        assert_eq!(shown["details"]["name"], listing.store.name.as_str());
    }
    for key in folder.keys().unwrap() {
        assert!(show_value(&folder, &key).is_ok(), "{key}");
    }
    assert_eq!(show_value(&folder, "manifest").unwrap()["stores"], stores.len());
    assert!(show_store(&folder, "no such store").is_err());
    assert!(show_value(&folder, "nonsense").is_err());
}

#[test]
fn more_stores_without_a_place_than_rows_of_a_page_are_parted() {
    let like = chain::stores(1).remove(0);
    let unplaced = |number: u32| {
        let mut listing = like.clone();
        listing.store.id = nigh::store::StoreId::new(&number.to_string()).unwrap();
        listing.store.point = None;
        listing
    };
    let stores: Vec<_> = (0..70_000).map(unplaced).collect();
    let (_dir, folder) = folder_of(&chain::compile(&stores, 65_536));
    let verdict = verify(&folder).unwrap();
    assert_eq!((verdict.defects, verdict.stores), (vec![], stores.len()));
}

/// Goods of stores some of which have no place, cut small and as usual.
fn shelves() -> Shelves {
    let mut stores = chain::crowded(60);
    stores.iter_mut().step_by(10).for_each(|listing| listing.store.point = None);
    Shelves::invented(stores, 150, 30)
}

#[test]
fn goods_are_sound() {
    let shelves = shelves();
    for page_bytes in [SMALL_PAGE, 65_536] {
        let (_dir, folder) = folder_of(&shelves.compile(page_bytes));
        let verdict = verify(&folder).unwrap();
        assert_eq!(verdict.defects, [], "{page_bytes} bytes");
        let found = (verdict.stores, verdict.items, verdict.rows);
        assert_eq!(found, (120, 150, shelves.stocked.len()));
    }
}

#[test]
fn every_damaged_value_of_goods_is_found() {
    let (dir, folder) = folder_of(&shelves().compile(SMALL_PAGE));
    let keys = folder.keys().unwrap();
    assert!(keys.iter().any(|key| key.starts_with("s/")));
    for key in keys {
        let path = dir.path().join("kv").join(&key);
        let bytes = fs::read(&path).unwrap();
        fs::write(&path, flipped(&bytes)).unwrap();
        assert_ne!(verify(&folder).unwrap().defects, [], "damaged {key}");
        fs::remove_file(&path).unwrap();
        if key != "head" {
            assert_ne!(verify(&folder).unwrap().defects, [], "without {key}");
        }
        fs::write(&path, &bytes).unwrap();
    }
    assert_eq!(verify(&folder).unwrap().defects, []);
}

#[test]
fn every_item_can_be_shown_with_its_stores() {
    let shelves = shelves();
    let (_dir, folder) = folder_of(&shelves.compile(SMALL_PAGE));
    for (place, item) in shelves.stocked.items().iter().enumerate().step_by(7) {
        let shown = show_item(&folder, item.id.as_str()).unwrap();
        assert_eq!(shown["title"], item.title.as_str());
        let has = |store: &usize| {
            let mut rows = shelves.stocked.at_store(*store);
            rows.any(|row| usize::try_from(row.item) == Ok(place))
        };
        let stores = (0..shelves.listings.len()).filter(has);
        let mut stores: Vec<&str> = stores.map(|i| shelves.listings[i].store.id.as_str()).collect();
        stores.sort_unstable();
        let shown: Vec<&String> = shown["stores"].as_object().unwrap().keys().collect();
        assert_eq!(shown, stores, "{}", item.id);
        if let Some(gtin) = item.gtin {
            assert_eq!(show_item(&folder, &format!("0{gtin}")).unwrap()["gtin"], gtin.to_string());
        }
    }
    for key in folder.keys().unwrap() {
        assert!(show_value(&folder, &key).is_ok(), "{key}");
    }
    assert_eq!(show_value(&folder, "manifest").unwrap()["catalogue"]["item_count"], 150);
    for none in ["no such item", "4006381333931"] {
        assert!(show_item(&folder, none).is_err());
    }
}
