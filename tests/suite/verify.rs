//! `nigh verify` and `nigh inspect`, and the folder that they read.

use crate::chain;
use nigh::cli::folder::Folder;
use nigh::cli::inspect::{show_store, show_value};
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
