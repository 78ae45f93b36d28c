//! Goods for the tests: invented ones for any stores, and those of feeds.

use nigh::feed::report::Report;
use nigh::feed::stock::StockFeeds;
use nigh::feed::{self, Options, Source};
use nigh::item::{Quantities, Stocked};
use nigh::nearest::{Branch, PageKey, Tile};
use nigh::snapshot::{
    Goods, Limits, Manifest, Page, Snapshot, StockPage, StockRow, build, fingerprint, item_guesses,
    page_key, stock_guesses,
};
use nigh::store::Listing;
use nigh::time::{Horizon, UtcSeconds};
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::rc::Rc;

use crate::chain;

/// Stores and what they have, ready to be compiled.
pub struct Shelves {
    pub listings: Vec<Listing>,
    pub stocked: Stocked,
    pub as_of: Vec<UtcSeconds>,
}

pub const PRODUCTS: &str = "id\ttitle\tlink\timage_link\tbrand\tgtin\tproduct_type\tprice\n";
pub const INVENTORY: &str = "store_code\tid\tquantity\tprice\tpickup_method\tpickup_sla\tinstore_product_location\tavailability\n";

impl Shelves {
    /// Joins feeds with stores.
    pub fn of(mut listings: Vec<Listing>, products: &str, inventories: &[&str]) -> Self {
        listings.sort_by(|a, b| a.store.id.cmp(&b.store.id));
        Self::joined(listings, Report::default(), products, inventories)
    }

    fn joined(
        listings: Vec<Listing>,
        report: Report,
        products: &str,
        inventories: &[&str],
    ) -> Self {
        let mut progress = |_| {};
        let mut feeds = StockFeeds::new(report, &mut progress);
        feeds.products("products", products.as_bytes());
        for text in inventories {
            feeds.inventory("inventory", text.as_bytes());
        }
        let (stocked, report) = feeds.join(&listings, 0);
        assert_eq!((report.refused(), report.broken().count()), (0, 0), "{:?}", report.lines());
        let as_of = (0..inventories.len()).map(|i| chain::BUILT_AT.plus(-3_600 * as_i64(i)));
        let as_of = as_of.collect();
        Self { listings, stocked, as_of }
    }

    /// From feeds alone.
    pub fn read(stores: &str, products: &str, inventories: &[&str]) -> Self {
        let options = Options {
            namespace: "com.example".parse().unwrap(),
            horizon: Horizon::around(chain::BUILT_AT, 400).unwrap(),
            built_at: chain::BUILT_AT,
            format: None,
            country: None,
        };
        let source = Source { label: "stores", bytes: stores.as_bytes() };
        let (listings, report) = feed::read(&[source], &options, &mut |_| {});
        Self::joined(listings, report, products, inventories)
    }

    /// `items` invented items, of which each store has about so many in a hundred.
    pub fn invented(listings: Vec<Listing>, items: u32, percent: u32) -> Self {
        let mut inventory = INVENTORY.to_owned();
        for listing in &listings {
            let id = listing.store.id.as_str();
            for item in (0..items).filter(|item| mix(id, *item) % 100 < percent) {
                row(&mut inventory, id, item, mix(id, item) / 100);
            }
        }
        Self::of(listings, &products(items), &[&inventory])
    }

    pub fn goods(&self, quantities: Quantities) -> Goods<'_> {
        Goods { stocked: &self.stocked, as_of: &self.as_of, quantities }
    }

    pub fn compile(&self, page_bytes: usize) -> Snapshot {
        let usual = Limits::default();
        let regions = if page_bytes < usual.page_bytes { 1 } else { usual.regions };
        self.compile_within(Limits { page_bytes, regions }, Quantities::Exact)
    }

    pub fn compile_within(&self, limits: Limits, quantities: Quantities) -> Snapshot {
        let horizon = Horizon::around(chain::BUILT_AT, 400).unwrap();
        let zones = chain::zones(&self.listings);
        let goods = Some(self.goods(quantities));
        build(&self.listings, &zones, chain::BUILT_AT, horizon, limits, goods).unwrap()
    }
}

fn as_i64(number: usize) -> i64 {
    i64::try_from(number).unwrap()
}

/// A number that follows from a store and an item, and from nothing else.
pub fn mix(store: &str, item: u32) -> u32 {
    fingerprint(&format!("{store}/{item}"))
}

pub fn item_id(item: u32) -> String {
    format!("item-{item:05}")
}

/// So many items; every fifth shares its trade item number with the one before, every seventh has
/// none.
pub fn products(items: u32) -> String {
    (0..items).fold(PRODUCTS.to_owned(), |mut text, item| {
        let id = item_id(item);
        let gtin = if item % 7 == 6 { String::new() } else { gtin(item - u32::from(item % 5 == 4)) };
        let brand = item % 11;
        let link = format!("https://shop.example/{id}");
        let _ = writeln!(
            text,
            "{id}\tThing {item}, \"best\"\t{link}\t{link}.jpg\tBrand {brand}\t{gtin}\tthings\t9.99 USD"
        );
        text
    })
}

pub fn gtin(item: u32) -> String {
    let digits = 200_000_000_000_u64 + u64::from(item) * 137;
    let text = digits.to_string();
    let weighed = text.bytes().rev().zip([3, 1].into_iter().cycle());
    let sum: u32 = weighed.map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    format!("{digits}{}", (10 - sum % 10) % 10)
}

/// Appends a row whose terms follow from `seed`.
pub fn row(inventory: &mut String, store: &str, item: u32, seed: u32) {
    let id = item_id(item);
    let cents = 100 + item * 7 % 900 + seed % 3 * 100;
    let quantity = if seed % 9 == 8 { String::new() } else { (seed % 8).to_string() };
    let price = if seed % 13 == 12 {
        String::new()
    } else {
        format!("{}.{:02} USD", cents / 100, cents % 100)
    };
    let [method, lead] = match seed % 4 {
        0 => ["", ""],
        1 => ["buy", "same day"],
        2 => ["reserve", "next day"],
        _ => ["ship to store", "multi-week"],
    };
    let aisle = if seed % 5 == 4 { String::new() } else { format!("Aisle {}", item % 30) };
    let availability = ["in_stock", "limited_availability", "out_of_stock"];
    let availability = availability[usize::from(seed % 6 > 3) + usize::from(seed % 6 > 4)];
    let _ = writeln!(
        inventory,
        "{store}\t{id}\t{quantity}\t{price}\t{method}\t{lead}\t{aisle}\t{availability}"
    );
}

/// What a reader finds of every item in every store, by their ids: manifest → stock, items, and the
/// leaves of the regions. And that what it guesses to be there is what the manifest gives.
pub fn walk(snapshot: &Snapshot, mut found: impl FnMut(&str, &str, StockRow<'_>)) {
    let manifest = Manifest::decode(snapshot.id, &snapshot.manifest).unwrap();
    let mut stores = Stores::new(snapshot, &manifest);
    for (prefix, page) in manifest.catalogue.items_by_prefix() {
        let Page::Items(items) = page_of(snapshot, page) else { panic!("not items") };
        for item in items.items() {
            let item = item.unwrap();
            assert_eq!(items.find(item.id), Some(item));
            assert_eq!(items.item(item.code), Some(item));
            let guesses = item_guesses(fingerprint(item.id));
            assert_guessed(snapshot, &guesses, prefix.bits() <= 6, page);
            for district in &manifest.catalogue.districts {
                let page = district.page_of(item.code).unwrap();
                assert_eq!(district.page_of(fingerprint(item.id)), Some(page));
                let guesses = stock_guesses(fingerprint(item.id));
                let depth = district.by_prefix().find(|(prefix, _)| prefix.begins(item.code));
                let is_named = depth.unwrap().0.bits() <= 8;
                if district.is_earth() {
                    assert_guessed(snapshot, &guesses, is_named, page);
                } else if district.tile.is_some() {
                    assert!(guesses.iter().all(|guess| !snapshot.values.contains_key(guess)));
                }
                let Page::Stock(stock) = page_of(snapshot, page) else { panic!("not stock") };
                let regions = stock.regions(item.code).inspect(|region| {
                    assert!(district.holds(*region));
                    assert_eq!(manifest.catalogue.district_of(*region), Some(district));
                });
                let rows = regions.flat_map(|region| {
                    assert!(stock.rows_in(item.code, region).len() > 0);
                    stock.rows_in(item.code, region).map(move |row| (region, row))
                });
                let rows: Vec<_> = rows.collect();
                assert!(stock.rows(item.code).eq(rows.iter().map(|(_, row)| *row)));
                for (region, row) in rows {
                    assert_eq!(stock.row_of(item.code, region, row.store), Some(row));
                    found(stores.id((page, region), &stock, row.store), item.id, row);
                }
            }
        }
    }
}

/// Of all guesses just one is there, and is the page, where the page is named at all.
fn assert_guessed(snapshot: &Snapshot, guesses: &[String], is_named: bool, page: PageKey) {
    let there: Vec<_> = guesses.iter().filter_map(|guess| snapshot.values.get(guess)).collect();
    if is_named {
        assert!(there == [&snapshot.values[&page_key(page)]], "{guesses:?}");
    } else {
        assert_eq!(there.len(), 0, "{guesses:?}");
    }
}

/// The ids of all stores, and by the numbers that a page of stock gives them.
struct Stores {
    of_region: HashMap<Option<Tile>, Vec<String>>,
    by_code: HashMap<(PageKey, Option<Tile>), HashMap<u32, Vec<String>>>,
}

impl Stores {
    fn new(snapshot: &Snapshot, manifest: &Manifest) -> Self {
        let stores = |region: &Branch| (region.tile, stores_of(snapshot, region.page));
        let of_region = manifest.regions.iter().map(stores).collect();
        Self { of_region, by_code: HashMap::new() }
    }

    /// The one store of a region that a reader takes for the one of a row.
    fn id(&mut self, place: (PageKey, Option<Tile>), stock: &StockPage, code: u32) -> &str {
        let by_code = self.by_code.entry(place).or_insert_with(|| {
            let mut by_code = HashMap::<u32, Vec<String>>::new();
            for id in &self.of_region[&place.1] {
                by_code.entry(stock.store_code(id)).or_default().push(id.clone());
            }
            by_code
        });
        let ids = &by_code[&code];
        assert_eq!(ids.len(), 1, "{ids:?} are taken for one another");
        &ids[0]
    }
}

thread_local! {
    static PAGES: std::cell::RefCell<BTreeMap<PageKey, Page>> = const { std::cell::RefCell::new(BTreeMap::new()) };
}

/// A page, decoded once.
pub fn page_of(snapshot: &Snapshot, page: PageKey) -> Page {
    PAGES.with_borrow_mut(|pages| {
        let decode = || Page::decode(page, &snapshot.values[&page_key(page)]).unwrap();
        pages.entry(page).or_insert_with(decode).clone()
    })
}

fn stores_of(snapshot: &Snapshot, region: PageKey) -> Vec<String> {
    let ids = |leaf: Rc<nigh::nearest::Leaf>| -> Vec<String> {
        leaf.rows().map(|row| leaf.id(row).to_owned()).collect()
    };
    match page_of(snapshot, region) {
        Page::Leaf(leaf) => ids(leaf),
        Page::Region(region) => {
            region.leaves.iter().flat_map(|leaf| stores_of(snapshot, leaf.page)).collect()
        }
        other => panic!("{} among regions", other.kind()),
    }
}
