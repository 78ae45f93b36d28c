//! Pages of items and stock: every row is found again, whatever the pages are cut like; the same
//! input makes the same bytes; bytes that are not theirs do no harm.

use crate::data;
use crate::rng::Rng;
use crate::shelves::{self, INVENTORY, Shelves, item_id, page_of, walk};
use crate::town::{Town, published};
use crate::{chain, golden};
use nigh::item::{Currency, Gtin, Quantities, Stocking};
use nigh::nearest::PageKey;
use nigh::snapshot::{
    BuildError, District, Goods, Limits, MANIFEST_BYTES, Manifest, Page, Snapshot, StockRow,
    VERSION, build, codes, fingerprint, hash, page_key, probe,
};
use nigh::store::{Listing, StoreId};
use nigh::time::Horizon;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, HashMap};

const SMALL_PAGE: usize = 2_048;
const USUAL: usize = 65_536;

fn manifest(snapshot: &Snapshot) -> Manifest {
    Manifest::decode(snapshot.id, &snapshot.manifest).unwrap()
}

/// A row as the feed has it, of a quantity told as asked for.
fn same(row: StockRow<'_>, expected: &Stocking, quantities: Quantities) -> bool {
    let stock = &expected.stock;
    row.availability == stock.availability
        && row.quantity == quantities.shown(stock.quantity)
        && row.price == stock.price.as_ref()
        && row.pickup == stock.pickup
        && row.aisle == stock.aisle.as_deref().unwrap_or_default()
        && row.source == expected.source
}

/// Every row of the feeds is found by walking the pages, and no other.
fn assert_found(shelves: &Shelves, snapshot: &Snapshot, quantities: Quantities) {
    let mut expected: HashMap<(String, String), Stocking> = HashMap::new();
    for (place, listing) in shelves.listings.iter().enumerate() {
        for stocking in shelves.stocked.at_store(place) {
            let item = &shelves.stocked.items()[usize::try_from(stocking.item).unwrap()];
            expected.insert((listing.store.id.to_string(), item.id.to_string()), stocking);
        }
    }
    let rows = expected.len();
    assert_eq!(manifest(snapshot).catalogue.rows, u64::try_from(rows).unwrap());
    walk(snapshot, |store, item, row| {
        let stocking = expected.remove(&(store.to_owned(), item.to_owned()));
        let stocking =
            stocking.unwrap_or_else(|| panic!("{item} in {store} twice or from nowhere"));
        assert!(same(row, &stocking, quantities), "{item} in {store}: {row:?} for {stocking:?}");
    });
    assert!(expected.is_empty(), "{} of {rows} rows are not found", expected.len());
    assert_items(shelves, snapshot);
}

/// Every item is found by its id and by its trade item number, and shown as the feed has it.
fn assert_items(shelves: &Shelves, snapshot: &Snapshot) {
    let catalogue = manifest(snapshot).catalogue;
    assert_eq!(usize::try_from(catalogue.item_count).unwrap(), shelves.stocked.items().len());
    for item in shelves.stocked.items() {
        let id = item.id.as_str();
        let page = page_of(snapshot, catalogue.item_page(fingerprint(id)).unwrap());
        let Page::Items(page) = page else { panic!("{id}: not items") };
        let shown = page.find(id).unwrap_or_else(|| panic!("{id} is not found"));
        let words = [shown.id, shown.title, shown.brand, shown.link, shown.image];
        assert_eq!(words, [id, &item.title, &item.brand, &item.link, &item.image]);
        let words = [shown.category, shown.product_type];
        assert_eq!(words, [item.category.as_str(), &item.product_type]);
        assert_eq!((shown.gtin, shown.price), (item.gtin, item.price), "{id}");
        let Some(gtin) = item.gtin else { continue };
        let page = page_of(snapshot, catalogue.gtin_page(gtin).unwrap());
        let Page::Gtins(page) = page else { panic!("{id}: not trade item numbers") };
        assert!(page.codes(gtin).any(|code| code == shown.code), "{id}");
    }
}

#[test]
fn every_row_is_found_again() {
    let unplaced = |mut stores: Vec<Listing>| {
        stores.iter_mut().step_by(9).for_each(|listing| listing.store.point = None);
        stores
    };
    for (stores, items, percent) in [
        (chain::stores(1), 1, 100),
        (chain::stores(1), 300, 50),
        (chain::stores(300), 40, 100),
        (unplaced(chain::stores(300)), 500, 3),
        (unplaced(chain::crowded(200)), 60, 40),
    ] {
        let shelves = Shelves::invented(stores, items, percent);
        for page_bytes in [SMALL_PAGE, USUAL] {
            assert_found(&shelves, &shelves.compile(page_bytes), Quantities::Exact);
        }
        let limits = Limits { page_bytes: SMALL_PAGE, regions: 200 };
        for quantities in [Quantities::UpTo(3), Quantities::Hidden] {
            assert_found(&shelves, &shelves.compile_within(limits, quantities), quantities);
        }
    }
}

#[test]
fn the_fixtures_are_found_again() {
    let text = |file: &str| golden::text(&format!("fixtures/feeds/{file}"));
    let shelves =
        Shelves::read(&text("stores.csv"), &text("products.tsv"), &[&text("inventory.tsv")]);
    let snapshot = shelves.compile(USUAL);
    assert_found(&shelves, &snapshot, Quantities::Exact);
    assert_eq!(manifest(&snapshot).catalogue.rows, 96);
}

/// Best Buy's items, and the stock of its stores; `None` where the data is missing.
pub fn best_buy(inventories: &[&str]) -> Option<Shelves> {
    let stores = data::text("stores-bestbuy.csv")?;
    let products = data::text("products-bestbuy.tsv")?;
    let inventories: Option<Vec<String>> =
        inventories.iter().map(|file| data::text(file)).collect();
    let inventories = inventories?;
    let inventories: Vec<&str> = inventories.iter().map(String::as_str).collect();
    Some(Shelves::read(&stores, &products, &inventories))
}

#[test]
fn real_rows_are_found_again() {
    let files = ["inventory-bestbuy.tsv", "inventory-bestbuy-delta.tsv"];
    let Some(shelves) = best_buy(&files) else { return };
    let snapshot = shelves.compile_within(Limits::default(), Quantities::default());
    assert_found(&shelves, &snapshot, Quantities::default());
    for (kind, [count, sum, most]) in sizes(&snapshot) {
        println!("{kind}: {count} pages, {sum} bytes, at most {most}");
        assert!(most <= USUAL, "{kind}");
    }
    let catalogue = manifest(&snapshot).catalogue;
    println!("{} rows, manifest {} bytes", catalogue.rows, snapshot.manifest.len());
    assert_eq!((catalogue.rows, catalogue.item_count), (57_649, 25_371));
}

/// Of each kind of page: how many there are, bytes of all, bytes of the largest.
fn sizes(snapshot: &Snapshot) -> BTreeMap<&'static str, [usize; 3]> {
    let mut sizes = BTreeMap::<_, [usize; 3]>::new();
    for bytes in
        snapshot.values.iter().filter_map(|(key, bytes)| key.starts_with("p/").then_some(bytes))
    {
        let kind = Page::decode(hash(bytes), bytes).unwrap().kind();
        let [count, sum, most] = sizes.entry(kind).or_default();
        (*count, *sum, *most) = (*count + 1, *sum + bytes.len(), bytes.len().max(*most));
    }
    sizes
}

fn shuffled(table: &str, rng: &mut Rng) -> String {
    let mut lines: Vec<&str> = table.lines().collect();
    for i in (2..lines.len()).rev() {
        lines.swap(i, 1 + rng.below(i));
    }
    lines.join("\n") + "\n"
}

#[test]
fn the_same_rows_in_any_order_make_the_same_bytes() {
    let mut rng = Rng::new(5);
    let stores = (0..400).fold("id,lat,lng\n".to_owned(), |text, n| {
        let (lat, lng) = (rng.between(-60.0, 60.0), rng.between(-170.0, 170.0));
        text + &format!("{n},{lat:.5},{lng:.5}\n")
    });
    let products = shelves::products(300);
    let mut inventory = INVENTORY.to_owned();
    for store in 0..400 {
        for item in (0..300).step_by(7) {
            let item = (item + store) % 300;
            shelves::row(&mut inventory, &store.to_string(), item, store * 31 + item);
        }
    }
    let limits = Limits { page_bytes: 4_096, regions: 50 };
    let compile = |stores: &str, products: &str, inventory: &str| {
        Shelves::read(stores, products, &[inventory]).compile_within(limits, Quantities::Exact)
    };
    let first = compile(&stores, &products, &inventory);
    for _ in 0..3 {
        let [stores, products, inventory] =
            [&stores, &products, &inventory].map(|table| shuffled(table, &mut rng));
        let again = compile(&stores, &products, &inventory);
        assert!(again.id == first.id && again.values == first.values);
    }
}

/// Ids with one fingerprint.
fn colliding(prefix: &str) -> [String; 2] {
    let mut known = HashMap::new();
    let ids = (0_u32..).map(|n| format!("{prefix}{n}"));
    let mut pair = ids.filter_map(|id| Some([known.insert(fingerprint(&id), id.clone())?, id]));
    let mut pair = pair.next().unwrap();
    pair.sort();
    pair
}

#[test]
fn ids_with_one_fingerprint_are_told_apart() {
    let (items, stores) = (colliding("item "), colliding("store "));
    let mut listings = chain::stores(60);
    for (listing, id) in listings.iter_mut().zip(&stores) {
        listing.store.id = StoreId::new(id).unwrap();
    }
    let products = items.iter().fold(shelves::PRODUCTS.to_owned(), |text, id| {
        text + &format!("{id}\tThe title of {id}\t\t\t\t\t\t1.00 USD\n")
    });
    let row = |store: &str, item: &str, quantity: u32| {
        format!("{store}\t{item}\t{quantity}\t2.00 USD\t\t\t\tin_stock\n")
    };
    // The second of the stores has both items, the first the second of the items only.
    let rows = [
        row(&stores[1], &items[0], 1),
        row(&stores[1], &items[1], 2),
        row(&stores[0], &items[1], 3),
    ];
    let inventory = INVENTORY.to_owned() + &rows.concat();
    for page_bytes in [SMALL_PAGE, USUAL] {
        let shelves = Shelves::of(listings.clone(), &products, &[&inventory]);
        let snapshot = shelves.compile(page_bytes);
        assert_found(&shelves, &snapshot, Quantities::Exact);
        let mut numbers = BTreeSet::new();
        for page in pages(&snapshot) {
            match page {
                Page::Items(page) => numbers.extend(page.codes().iter().copied()),
                Page::Stock(page) => assert_eq!(page.displaced().len(), 1),
                _ => {}
            }
        }
        let print = fingerprint(&items[0]);
        assert_eq!(numbers, codes(items.iter().map(String::as_str)).into_iter().collect());
        assert_eq!(numbers, probe(print).take(2).collect());
    }
}

/// Where few have an item, the rest are told apart by the last bits of their numbers: those of an
/// id that is displaced are not its fingerprint's.
#[test]
fn a_displaced_store_is_asked_for_what_is_rare() {
    let ids = colliding("store ");
    let mut listings = chain::crowded(20);
    for (listing, id) in listings.iter_mut().step_by(2).zip(&ids) {
        listing.store.id = StoreId::new(id).unwrap();
    }
    let products = shelves::PRODUCTS.to_owned() + "rare\tRare\t\t\t\t\t\t1.00 USD\n";
    let products = products + "common\tCommon\t\t\t\t\t\t1.00 USD\n";
    let row = |store: &str, item| format!("{store}\t{item}\t9\t2.00 USD\t\t\t\tin_stock\n");
    let common = listings.iter().map(|listing| row(listing.store.id.as_str(), "common"));
    for id in &ids {
        let inventory: String = std::iter::once(INVENTORY.to_owned())
            .chain(common.clone())
            .chain([row(id, "rare")])
            .collect();
        let shelves = Shelves::of(listings.clone(), &products, &[&inventory]);
        let town = Town::of(published(shelves.compile(USUAL)));
        let target = "/v1/buy?lat=52.5&lng=13.4&item=rare&open=any&radius=50000&explain=1";
        let reply: Value = serde_json::from_slice(&town.get(target).body).unwrap();
        let results = reply["results"].as_array().unwrap_or_else(|| panic!("{reply}"));
        let found: Vec<&str> =
            results.iter().filter_map(|r| r["location"]["id"].as_str()).collect();
        assert_eq!(found, [id]);
        assert!(reply["explain"]["stores_left_out"]["stock"].as_u64() >= Some(15), "{reply}");
    }
}

fn pages(snapshot: &Snapshot) -> Vec<Page> {
    let pages = snapshot.values.iter().filter(|(key, _)| key.starts_with("p/"));
    pages.map(|(_, bytes)| Page::decode(hash(bytes), bytes).unwrap()).collect()
}

#[test]
fn without_goods_there_is_nothing_of_them() {
    let stores = chain::stores(50);
    let catalogue = manifest(&chain::compile(&stores, USUAL)).catalogue;
    assert_eq!(catalogue, nigh::snapshot::Catalogue::default());
    assert_eq!(catalogue.item_page(7), None);

    let shelves = Shelves::of(stores.clone(), &shelves::products(20), &[]);
    let snapshot = shelves.compile(USUAL);
    let catalogue = manifest(&snapshot).catalogue;
    assert_eq!((catalogue.item_count, catalogue.rows, catalogue.districts.len()), (20, 0, 0));
    assert_items(&shelves, &snapshot);

    let shelves = Shelves::of(stores, shelves::PRODUCTS, &[INVENTORY]);
    let catalogue = manifest(&shelves.compile(USUAL)).catalogue;
    assert_eq!((catalogue.item_count, catalogue.items.len(), catalogue.gtins.len()), (0, 0, 0));
    assert_eq!(catalogue.as_of, shelves.as_of);
}

#[test]
fn goods_of_other_stores_are_refused() {
    let shelves = Shelves::invented(chain::stores(20), 10, 50);
    let horizon = Horizon::around(chain::BUILT_AT, 400).unwrap();
    let zones = chain::zones(&shelves.listings);
    let compile = |listings: &[Listing], goods: Goods<'_>| {
        let limits = Limits::default();
        build(listings, &zones, chain::BUILT_AT, horizon, limits, Some(goods)).unwrap_err()
    };
    let goods = shelves.goods(Quantities::Exact);
    assert_eq!(compile(&shelves.listings[1..], goods), BuildError::OtherStores(20));
    let timeless = Goods { as_of: &[], ..goods };
    assert_eq!(compile(&shelves.listings, timeless), BuildError::Source(0));
}

/// What is said of the stock of a snapshot, in a line.
fn told(snapshot: &Snapshot) -> String {
    let catalogue = manifest(snapshot).catalogue;
    let depths = |of: &[u8]| [of.iter().min().copied(), of.iter().max().copied()];
    let districts = catalogue.districts.iter().map(|d| (d.tile.map(|t| t.to_string()), d));
    let districts = districts.map(|(tile, d)| (tile, d.pages.len(), depths(&d.depths)));
    format!(
        "manifest {} bytes, {} regions; {} pages of items, {} of numbers, {} of stock in {} \
         districts: {:?}",
        snapshot.manifest.len(),
        manifest(snapshot).regions.len(),
        catalogue.items.len(),
        catalogue.gtins.len(),
        catalogue.stock_pages().count(),
        catalogue.districts.len(),
        districts.take(6).collect::<Vec<_>>(),
    )
}

/// The largest page of stock, in bytes.
fn largest(snapshot: &Snapshot) -> usize {
    let pages = manifest(snapshot).catalogue.districts;
    let pages = pages.iter().flat_map(|district| &district.pages);
    pages.map(|page| snapshot.values[&page_key(*page)].len()).max().unwrap_or_default()
}

#[test]
fn the_manifest_is_small_with_goods_too() {
    let shelves = Shelves::invented(chain::stores(5_000), 400, 10);
    let limits = Limits { page_bytes: 160, ..Limits::default() };
    let snapshot = shelves.compile_within(limits, Quantities::default());
    println!("{}", told(&snapshot));
    assert!(snapshot.manifest.len() <= MANIFEST_BYTES, "{}", snapshot.manifest.len());
    assert_found(&shelves, &snapshot, Quantities::default());
}

#[test]
fn pages_of_stock_are_at_most_so_many() {
    let shelves = Shelves::invented(chain::stores(600), 3_000, 10);
    let limits = Limits { page_bytes: 512, regions: 60 };
    let snapshot = shelves.compile_within(limits, Quantities::Exact);
    println!("{}; at most {} bytes", told(&snapshot), largest(&snapshot));
    let pages = manifest(&snapshot).catalogue.stock_pages().count();
    assert!((257..=1_024).contains(&pages), "{pages} pages");
    // Not the 512 bytes that were asked for, but up to three times a power of two of them.
    assert!((513..=4_096).contains(&largest(&snapshot)), "{} bytes", largest(&snapshot));
    assert_found(&shelves, &snapshot, Quantities::Exact);
}

/// The stock of one item in many stores is cut by place: items' numbers cannot.
#[test]
fn many_stores_of_few_items_are_cut_into_districts() {
    let mut stores = chain::stores(2_000);
    stores.iter_mut().step_by(100).for_each(|listing| listing.store.point = None);
    for items in [1, 3] {
        let shelves = Shelves::invented(stores.clone(), items, 90);
        let limits = Limits { page_bytes: 2_048, regions: 400 };
        let snapshot = shelves.compile_within(limits, Quantities::Exact);
        println!("{items} items: {}; at most {} bytes", told(&snapshot), largest(&snapshot));
        let catalogue = manifest(&snapshot).catalogue;
        let tiles: Vec<_> = catalogue.districts.iter().map(|district| district.tile).collect();
        assert!(tiles.len() > 3 && tiles[0].is_none(), "{tiles:?}");
        assert!(tiles[1..].iter().flatten().all(|tile| tile.depth() > 0), "{tiles:?}");
        // A district is halved where a page would be three times as large as it should be.
        assert!(largest(&snapshot) <= 3 * 2_048, "{} bytes", largest(&snapshot));
        assert!(snapshot.values.keys().all(|key| !key.starts_with("s/")), "no district is all");
        assert_found(&shelves, &snapshot, Quantities::Exact);
    }
}

/// Halves of the Earth have no names, and a page without a name takes a second round.
#[test]
fn an_item_is_found_by_one_name_until_its_page_is_three_times_too_large() {
    let shelves = Shelves::invented(chain::stores(1_000), 1, 90);
    let within =
        |page_bytes| shelves.compile_within(Limits { page_bytes, regions: 100 }, Quantities::Exact);
    let whole = largest(&within(1 << 20));
    for (page_bytes, is_whole) in [(whole * 2 / 5, true), (whole / 4, false)] {
        let snapshot = within(page_bytes);
        let earth = manifest(&snapshot)
            .catalogue
            .districts
            .iter()
            .all(|d| d.tile.is_some_and(|tile| tile.depth() == 0));
        let has_names = snapshot.values.keys().any(|key| key.starts_with("s/"));
        assert_eq!((earth, has_names), (is_whole, is_whole), "{}", told(&snapshot));
        let least = if is_whole { 2 * page_bytes } else { 0 };
        assert!((least..=3 * page_bytes).contains(&largest(&snapshot)), "{}", told(&snapshot));
        assert_found(&shelves, &snapshot, Quantities::Exact);
    }
}

#[test]
fn there_is_one_district_where_one_will_do() {
    let mut stores = chain::stores(300);
    for unplaced in [0, 40] {
        stores.iter_mut().take(unplaced).for_each(|listing| listing.store.point = None);
        let shelves = Shelves::invented(stores.clone(), 400, 20);
        let snapshot =
            shelves.compile_within(Limits { page_bytes: 4_096, regions: 40 }, Quantities::Exact);
        let districts = manifest(&snapshot).catalogue.districts;
        let tiles: Vec<_> =
            districts.iter().map(|d| d.tile.map(nigh::nearest::Tile::depth)).collect();
        let expected = if unplaced > 0 { vec![None, Some(0)] } else { vec![Some(0)] };
        assert_eq!(tiles, expected);
        assert!(districts.last().unwrap().pages.len() > 4, "{}", told(&snapshot));
        assert!(largest(&snapshot) <= 4_096);
        let pages = districts.last().unwrap().by_prefix();
        let depths: BTreeSet<u8> = pages.map(|(prefix, _)| prefix.bits()).collect();
        println!("{} {depths:?}", told(&snapshot));
    }
}

#[test]
fn the_manifest_says_currencies_and_how_exactly_quantities_are_told() {
    let row =
        |item: u32, price: &str| format!("0\t{}\t9\t{price}\t\t\t\tin_stock\n", item_id(item));
    let mut stores = chain::stores(1);
    stores[0].store.id = StoreId::new("0").unwrap();
    let inventory = [row(0, "2.00 USD"), row(1, "3.00 CHF"), row(2, ""), row(3, "1.00 USD")];
    let night = INVENTORY.to_owned() + &inventory.concat();
    // What was in pounds is no longer.
    let before = INVENTORY.to_owned() + &row(0, "1.00 GBP");
    let shelves = Shelves::of(stores, &shelves::products(5), &[&before, &night]);
    for quantities in [Quantities::Exact, Quantities::UpTo(3), Quantities::Hidden] {
        let snapshot = shelves.compile_within(Limits::default(), quantities);
        let catalogue = manifest(&snapshot).catalogue;
        let currencies: Vec<&str> = catalogue.currencies.iter().map(Currency::as_str).collect();
        assert_eq!((currencies, catalogue.quantities), (vec!["CHF", "USD"], quantities));
        assert_found(&shelves, &snapshot, quantities);
    }
}

#[test]
fn a_price_changes_one_page_of_stock() {
    let stores = chain::stores(400);
    let store = stores[7].store.id.as_str().to_owned();
    let shelves = Shelves::invented(stores.clone(), 200, 30);
    let limits = Limits { page_bytes: 4_096, regions: 40 };
    let before = shelves.compile_within(limits, Quantities::Exact);
    // A delta with another price for one row.
    let item = (0..200).find(|item| shelves::mix(&store, *item) % 100 < 30).unwrap();
    let mut inventory = INVENTORY.to_owned();
    for listing in &stores {
        let id = listing.store.id.as_str();
        for item in (0..200).filter(|item| shelves::mix(id, *item) % 100 < 30) {
            shelves::row(&mut inventory, id, item, shelves::mix(id, item) / 100);
        }
    }
    let delta = format!("{INVENTORY}{store}\t{}\t1\t0.07 USD\t\t\t\n", item_id(item));
    let after = Shelves::of(stores, &shelves::products(200), &[&inventory, &delta]);
    let after = after.compile_within(limits, Quantities::Exact);
    let changed = |key: &&String| before.values.get(*key) != after.values.get(*key);
    let changed: Vec<&String> = after.values.keys().filter(changed).collect();
    let pages: Vec<&&String> = changed.iter().filter(|key| key.starts_with("p/")).collect();
    assert_eq!(pages.len(), 1, "{changed:?}");
    let bytes = &after.values[*pages[0]];
    assert_eq!(Page::decode(hash(bytes), bytes).unwrap().kind(), "stock");
    assert!(changed.iter().all(|key| key.starts_with("s/") || *key == *pages[0]), "{changed:?}");
    let [cut, cut_before] = [&after, &before].map(|of| manifest(of).catalogue.districts);
    let depths =
        |of: &[District]| of.iter().map(|d| (d.tile, d.depths.clone())).collect::<Vec<_>>();
    assert_eq!(depths(&cut), depths(&cut_before));
}

/// Asks a page everything that can be asked of it.
fn use_page(page: &Page) {
    let item = 0x1234_5678;
    match page {
        Page::Items(page) => {
            page.items().for_each(drop);
            let _ = (page.find("x"), page.item(item));
        }
        Page::Gtins(page) => {
            let gtin = Gtin::new("036000291452").unwrap();
            let _ = (page.codes(gtin).count(), page.entries().count(), page.is_empty());
        }
        Page::Stock(page) => {
            let _ = (page.stores().count(), page.is_empty());
            for item in page.items().iter().copied().chain([item]) {
                let rows = page.rows(item);
                let by_region = page.regions(item).flat_map(|region| page.rows_in(item, region));
                assert!(by_region.eq(rows));
                for region in page.regions(item).chain([None]) {
                    let _ = page.row_of(item, region, page.store_code("x"));
                    let found = |row: &StockRow<'_>| page.row_of(item, region, row.store).is_some();
                    assert!(page.rows_in(item, region).all(|row| found(&row)));
                }
            }
        }
        _ => {}
    }
    let _ = page.weight();
}

/// Whether bytes are still a page, by a hash that agrees with them.
fn is_page(bytes: &[u8]) -> bool {
    let page = Page::decode(hash(bytes), bytes);
    page.iter().for_each(use_page);
    page.is_ok()
}

/// One page of each kind, with its letter.
fn one_of_each() -> BTreeMap<u8, Vec<u8>> {
    let mut stores = chain::stores(40);
    stores[3].store.point = None;
    let snapshot = Shelves::invented(stores, 60, 40).compile(USUAL);
    let catalogue = manifest(&snapshot).catalogue;
    let stock = snapshot.values.iter().find(|(key, _)| key.starts_with("s/")).unwrap().1;
    let of = |page: PageKey| snapshot.values[&page_key(page)].clone();
    BTreeMap::from([
        (b'P', of(catalogue.items[0])),
        (b'G', of(catalogue.gtins[0])),
        (b'S', stock.clone()),
    ])
}

fn sealed(kind: u8, body: &[u8]) -> Vec<u8> {
    let packed = lz4_flex::block::compress_prepend_size(body);
    [&b"nigh"[..], &[kind, VERSION], &packed].concat()
}

#[test]
fn pages_cut_short_or_changed_do_no_harm() {
    let mut rng = Rng::new(11);
    for (kind, bytes) in one_of_each() {
        assert_eq!(bytes[4], kind);
        assert!(is_page(&bytes));
        let body = lz4_flex::block::decompress_size_prepended(&bytes[6..]).unwrap();
        assert!(is_page(&sealed(kind, &body)));
        for length in 0..body.len() {
            assert!(!is_page(&sealed(kind, &body[..length])), "{length} of {}", body.len());
        }
        assert!(!is_page(&sealed(kind, &[&body[..], &[0]].concat())), "a byte too many");
        for place in 0..body.len() {
            for byte in [0, 0x7f, 0x80, 0xff, body[place] ^ 1] {
                let mut body = body.clone();
                body[place] = byte;
                is_page(&sealed(kind, &body));
            }
        }
        for _ in 0..3_000 {
            let body: Vec<u8> =
                (0..rng.below(200)).map(|_| u8::try_from(rng.below(256)).unwrap()).collect();
            is_page(&sealed(kind, &body));
        }
    }
}

/// Asks a manifest everything that can be asked of its goods.
fn use_manifest(bytes: &[u8]) {
    let Ok(manifest) = Manifest::decode(hash(bytes), bytes) else { return };
    assert!(manifest.names().count() <= 64 * (1 + manifest.catalogue.pages().count()) + 4 * 40);
    for district in &manifest.catalogue.districts {
        for (prefix, page) in district.by_prefix() {
            let (first, last) = (*prefix.range().start(), *prefix.range().end());
            assert_eq!([first, last].map(|code| district.page_of(code)), [Some(page); 2]);
        }
        assert_eq!(manifest.catalogue.district_of(district.tile), Some(district));
    }
}

#[test]
fn manifests_cut_short_or_changed_do_no_harm() {
    let mut stores = chain::stores(40);
    stores[3].store.point = None;
    let limits = Limits { page_bytes: 300, regions: 20 };
    let snapshot = Shelves::invented(stores, 60, 40).compile_within(limits, Quantities::Exact);
    assert!(manifest(&snapshot).catalogue.districts.len() > 1, "{}", told(&snapshot));
    use_manifest(&snapshot.manifest);
    let body = lz4_flex::block::decompress_size_prepended(&snapshot.manifest[6..]).unwrap();
    for place in 0..body.len() {
        use_manifest(&sealed(b'M', &body[..place]));
        for byte in [0, 1, 12, 0x7f, 0x80, 0xff, body[place] ^ 1] {
            let mut body = body.clone();
            body[place] = byte;
            use_manifest(&sealed(b'M', &body));
        }
    }
}

#[test]
fn what_is_announced_and_not_there_takes_no_memory() {
    // As long as numbers of 32 and of 64 bits can say, in any column.
    let most = [&[0xff, 0xff, 0xff, 0xff, 0x0f][..], &[0xff; 9]].map(<[u8]>::to_vec);
    for kind in *b"PGS" {
        for most in &most {
            for zeros in 0..24 {
                let body = [&vec![0; zeros][..], most, &[1]].concat();
                is_page(&sealed(kind, &body));
            }
        }
    }
}

/// Columns whose parts do not fit together, by what is wrong with them.
#[test]
fn columns_that_do_not_fit_are_refused() {
    // A page of stock in postcard: 16 columns, the numbers as varints or, where they are of many
    // rows, all the same (0), or in one byte, in two, in four (1, 2, 3).
    let stock = |columns: [&[u8]; 16]| is_page(&sealed(b'S', &columns.concat()));
    let term: &[u8] = &[1, 0, 0];
    let price: &[u8] = &[1, 5, b'U', b'S', b'D', 0];
    let good: [&[u8]; 16] = [
        &[0],              // displaced
        &[2, 7, 1],        // items 7 and 8
        &[2, 1, 2],        // of one row and of two
        &[1, 2],           // regions: nowhere, and one of two halvings
        &[1, 3],           // the last of these
        &[2, 1, 2],        // of one store and of two
        &[1, 3, 9, 3, 12], // store 9; stores 3 and 12
        &[1, 3, 2, 0, 2],  // the third; the first and the third
        &[1, 3, 0, 1, 6],  // unknown, none, five
        term,
        &[0, 0],
        price,
        &[1, 3, 0, 1, 1],
        &[1, 1, b'A'],
        &[1, 3, 1, 0, 0],
        &[0, 0],
    ];
    assert!(stock(good));
    let large = [2, 0xff, 0xff, 0xff, 0xff, 0x0f, 1];
    let cases: [(&str, usize, &[u8]); 33] = [
        ("items that do not ascend", 1, &[2, 7, 0]),
        ("items beyond 32 bits", 1, &large),
        ("more items than counts", 1, &[3, 7, 1, 1]),
        ("an item without rows", 2, &[2, 0, 3]),
        ("more rows than there are", 2, &[2, 2, 2]),
        ("fewer rows than there are", 2, &[2, 1, 1]),
        ("more depths than tiles", 3, &[2, 2, 2]),
        ("depths below the finest", 3, &[1, 57]),
        ("two regions that are nowhere", 3, &[0]),
        ("tiles beyond their depth", 4, &[1, 4]),
        ("more tiles than depths", 4, &[2, 1, 1]),
        ("a region without stores", 5, &[2, 0, 3]),
        ("more stores than there are", 5, &[2, 1, 3]),
        ("fewer stores than there are", 5, &[2, 1, 1]),
        ("more regions than tiles", 5, &[3, 1, 1, 1]),
        ("stores that do not ascend", 6, &[1, 3, 9, 3, 3]),
        ("half a store", 6, &[2, 7, 9, 0, 3, 0, 12, 0, 0]),
        ("stores of any number", 6, &[0, 9]),
        ("rows of any number", 7, &[0, 1]),
        ("a store twice in an item", 7, &[1, 3, 1, 1, 0]),
        ("a store that is not there", 7, &[1, 3, 3, 0, 1]),
        ("a column of no width", 8, &[4, 3, 0, 1, 6]),
        ("quantities for two", 8, &[1, 2, 0, 1]),
        ("terms for two", 10, &[1, 2, 0, 1]),
        ("terms that are not there", 10, &[1, 3, 0, 0, 1]),
        ("a term that is not there", 10, &[0, 1]),
        ("a sale above its price", 11, &[1, 5, b'U', b'S', b'D', 1, 6, 0, 0]),
        ("prices for two", 12, &[1, 2, 0, 1]),
        ("a price that is not there", 12, &[1, 3, 0, 1, 2]),
        ("aisles for two", 14, &[1, 2, 1, 0]),
        ("an aisle that is not there", 14, &[1, 3, 2, 0, 0]),
        ("sources for two", 15, &[1, 2, 0, 1]),
        ("a source beyond 16 bits", 15, &[0, 0x80, 0x80, 4]),
    ];
    for (what, column, bytes) in cases {
        let mut columns = good;
        columns[column] = bytes;
        assert!(!stock(columns), "{what}");
    }
}

/// What pages of items and stock weigh at a million rows and at ten, and that they stay small.
/// Asked for with `NIGH_HEAVY=1` and, better, `--profile tool`.
#[test]
fn ten_million_rows() {
    if std::env::var_os("NIGH_HEAVY").is_none() {
        println!("skipped: ten million rows (NIGH_HEAVY=1 asks for them)");
        return;
    }
    for percent in [2, 20] {
        let shelves = Shelves::invented(chain::stores(5_000), 10_000, percent);
        let start = std::time::Instant::now();
        let snapshot = shelves.compile(USUAL);
        let catalogue = manifest(&snapshot).catalogue;
        println!("{} rows: compiled in {:.1?}", catalogue.rows, start.elapsed());
        for (kind, [count, sum, most]) in sizes(&snapshot) {
            println!("  {kind}: {count} pages, {sum} bytes, at most {most}");
            // Pages of stock grow rather than be more than the manifest can list.
            assert!(most <= if kind == "stock" { 3 * USUAL } else { USUAL }, "{kind}");
        }
        println!("  {}", told(&snapshot));
        println!("  manifest {} bytes", snapshot.manifest.len());
        assert!(snapshot.manifest.len() <= MANIFEST_BYTES);
        let weights = pages(&snapshot).iter().map(Page::weight).max();
        println!("  at most {} bytes of memory a page", weights.unwrap_or_default());
    }
}
