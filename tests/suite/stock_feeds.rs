//! Product and inventory feeds of the data folder, read whole and held against a reader that
//! splits at tabs; and a million rows, as a stream.

use crate::data;
use nigh::feed::report::{Kind, Report};
use nigh::feed::stock::{StockFeeds, Stocked, Stocking};
use nigh::feed::{self, Options, Source};
use nigh::item::{Availability, Currency, LeadTime, Money, PickupMethod, Price, Window};
use nigh::store::Listing;
use nigh::time::{Horizon, UtcSeconds};
use std::collections::BTreeMap;
use std::io::Read;

fn stores(text: &str) -> (Vec<Listing>, Report) {
    let built_at = UtcSeconds::parse("2026-11-21T00:00:00Z").expect("an instant");
    let options = Options {
        namespace: "com.example".parse().expect("a namespace"),
        horizon: Horizon::around(built_at, 400).expect("a horizon"),
        built_at,
        format: None,
        country: None,
    };
    let source = Source { label: "stores", bytes: text.as_bytes() };
    feed::read(&[source], &options, &mut |_| {})
}

/// The rows of a table that is split at tabs and nothing else, by the names of its header.
fn table(text: &str) -> Vec<BTreeMap<&str, &str>> {
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().expect("a header").split('\t').collect();
    lines.map(|line| header.iter().copied().zip(line.split('\t')).collect()).collect()
}

/// `33.59 USD`, by another way than the feed's: digits without the point.
fn dollars(text: &str) -> Option<Money> {
    let amount = text.strip_suffix(" USD")?;
    let currency = Currency::new("USD")?;
    Some(Money { minor: amount.replace('.', "").parse().ok()?, currency })
}

/// `2026-11-20T00:00-0500/2026-11-29T23:59-0500`, by way of RFC 3339.
fn window(text: &str) -> Option<Window> {
    if text.is_empty() {
        return Some(Window::ALWAYS);
    }
    let side = |text: &str| {
        UtcSeconds::parse(&format!("{}:00{}:{}", &text[..16], &text[16..19], &text[19..]))
    };
    let (from, until) = text.split_once('/')?;
    Window::new(Some(side(from)?), Some(side(until)?))
}

/// What a row of the inventory should have become.
fn expected(row: &BTreeMap<&str, &str>, item: u32, source: u16) -> Stocking {
    let availability = match row["availability"] {
        "in_stock" => Availability::InStock,
        "limited_availability" => Availability::Limited,
        "on_display_to_order" => Availability::OnDisplayToOrder,
        "out_of_stock" => Availability::OutOfStock,
        other => panic!("{other}"),
    };
    let method = match row["pickup_method"] {
        "buy" => Some(PickupMethod::Buy),
        "reserve" => Some(PickupMethod::Reserve),
        "not supported" => None,
        other => panic!("{other}"),
    };
    let lead = match row["pickup_sla"] {
        "same day" => LeadTime::SameDay,
        _ => LeadTime::NextDay,
    };
    let price = Price::new(dollars(row["price"]).expect("a price"));
    let price = dollars(row["sale_price"]).map_or(price, |sale| {
        let window = window(row["sale_price_effective_date"]).expect("a window");
        price.with_sale(sale, window).expect("a sale")
    });
    let aisle = Some(row["instore_product_location"]).filter(|aisle| !aisle.is_empty());
    Stocking {
        item,
        source,
        stock: nigh::item::Stock {
            availability,
            quantity: row["quantity"].parse().ok(),
            price: Some(price),
            pickup: method.map(|_| nigh::item::Pickup { method, lead }),
            aisle: aisle.map(Into::into),
        },
    }
}

/// Every stock row of every store is that of the last file that has one, and no other is there.
fn assert_rows(stocked: &Stocked, listings: &[Listing], inventories: &[&str]) -> usize {
    let items = stocked.items();
    let item_at: BTreeMap<&str, u32> =
        (0..).zip(items).map(|(place, item)| (item.id.as_str(), place)).collect();
    let mut oracle = BTreeMap::new();
    for (source, text) in (0..).zip(inventories) {
        for row in table(text) {
            let item = item_at[row["id"]];
            oracle.insert((row["store_code"].to_owned(), item), expected(&row, item, source));
        }
    }
    let mut rows = 0;
    for (place, listing) in listings.iter().enumerate() {
        for stocking in stocked.at_store(place) {
            let key = (listing.store.id.as_str().to_owned(), stocking.item);
            assert_eq!(Some(stocking), oracle.remove(&key), "{key:?}");
            rows += 1;
        }
    }
    assert!(oracle.is_empty(), "{} rows are missing", oracle.len());
    assert_eq!(rows, stocked.len());
    rows
}

fn read_shared(
    inventories: &[(&str, &str)],
    products: &str,
    stores_text: &str,
) -> (Stocked, Report, Vec<Listing>) {
    let (listings, report) = stores(stores_text);
    let mut progress = |_| {};
    let mut feeds = StockFeeds::new(report, &mut progress);
    feeds.products("products-bestbuy.tsv", products.as_bytes());
    for (label, text) in inventories {
        feeds.inventory(label, text.as_bytes());
    }
    let (stocked, report) = feeds.join(&listings, 0);
    println!("{}", report.lines().join("\n"));
    assert!(report.is_balanced());
    assert_eq!((report.broken().count(), report.refused(), report.repaired()), (0, 0, 0));
    (stocked, report, listings)
}

#[test]
fn real_feeds_are_read_whole() {
    let names = [
        "stores-bestbuy.csv",
        "products-bestbuy.tsv",
        "inventory-bestbuy.tsv",
        "inventory-bestbuy-delta.tsv",
    ];
    let [Some(stores), Some(products), Some(inventory), Some(delta)] = names.map(data::text) else {
        return;
    };
    let base = (names[2], &*inventory);
    let (stocked, report, listings) = read_shared(&[base], &products, &stores);
    assert_eq!(
        (report.rows(), report.items, report.stocked),
        (1_565 + 25_371 + 37_663, 25_371, 37_663)
    );
    assert_eq!(assert_rows(&stocked, &listings, &[&inventory]), 37_663);
    assert_products(&stocked, &products);

    let (stocked, report, listings) = read_shared(&[base, (names[3], &delta)], &products, &stores);
    assert_eq!(report.rows(), 1_565 + 25_371 + 37_663 + 20_000);
    let rows = assert_rows(&stocked, &listings, &[&inventory, &delta]);
    println!("{rows} rows with the delta on top");
    let kinds: Vec<Kind> = report.kinds.keys().copied().collect();
    assert!(kinds.iter().all(|k| matches!(k, Kind::ItemsWithoutStock | Kind::StoresWithoutStock)));
}

fn assert_products(stocked: &Stocked, products: &str) {
    let mut rows = table(products);
    rows.sort_by_key(|row| row["id"]);
    assert_eq!(rows.len(), stocked.items().len());
    let mut quotes = 0;
    for (row, item) in rows.iter().zip(stocked.items()) {
        let texts = [
            ("id", item.id.as_str()),
            ("title", &item.title),
            ("description", &item.description),
            ("link", &item.link),
            ("image_link", &item.image),
            ("brand", &item.brand),
            ("google_product_category", &item.category),
            ("product_type", &item.product_type),
        ];
        for (name, text) in texts {
            assert_eq!(row[name].trim(), text, "{name} of {}", item.id);
        }
        assert_eq!(dollars(row["price"]), item.price, "{}", item.id);
        let gtin = item.gtin.map(|gtin| gtin.to_string());
        assert_eq!(gtin.as_deref(), Some(row["gtin"].trim_start_matches('0')), "{}", item.id);
        quotes += usize::from(item.title.contains('"') || item.description.contains('"'));
    }
    assert!(quotes > 1_000, "bare quotes are letters: {quotes}");
}

/// Rows of a feed that is in no file and never whole in memory.
struct Generated {
    rows: std::ops::Range<u32>,
    line: Vec<u8>,
    at: usize,
}

const STORES: u32 = 500;

impl Read for Generated {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.at == self.line.len() {
            let Some(n) = self.rows.next() else { return Ok(0) };
            let (store, item, quantity, cents) = (n % STORES, n / STORES, n % 40, 100 + n % 9_000);
            let window = if n % 10 == 0 { "2026-11-20/2026-11-29" } else { "" };
            let sale = if n % 5 == 0 { format!("0.{:02} USD", n % 100) } else { String::new() };
            self.line = format!(
                "{store:04}\titem-{item:06}\t{quantity}\t{}.{:02} USD\t{sale}\t{window}\t\tbuy\tsame day\tAisle {}\n",
                cents / 100, cents % 100, n % 37
            ).into_bytes();
            self.at = 0;
        }
        let length = buffer.len().min(self.line.len() - self.at);
        buffer[..length].copy_from_slice(&self.line[self.at..self.at + length]);
        self.at += length;
        Ok(length)
    }
}

/// A million rows in 500 stores: what is kept of them is compact, whatever they weigh as text.
#[test]
fn a_million_rows_are_read_as_a_stream() {
    let rows: u32 =
        std::env::var("NIGH_ROWS").ok().and_then(|n| n.parse().ok()).unwrap_or(1_000_000);
    let table = |header: &str, rows: u32, row: &dyn Fn(u32) -> String| {
        (0..rows).fold(header.to_owned(), |text, n| text + &row(n) + "\n")
    };
    let text = table("id,lat,lng\n", STORES, &|n| format!("{n:04},44.9,-93.2"));
    let (listings, report) = stores(&text);
    let item = |n| format!("item-{n:06}\tItem {n}\t9.00 USD");
    let items = table("id\ttitle\tprice\n", rows / STORES, &item);
    let header = b"store_code\tid\tquantity\tprice\tsale_price\tsale_price_effective_date\tavailability\tpickup_method\tpickup_sla\tinstore_product_location\n";
    let generated = Generated { rows: 0..rows, line: Vec::new(), at: 0 };
    let before = std::time::Instant::now();
    let mut told = 0;
    let mut progress = |bytes| told = bytes;
    let mut feeds = StockFeeds::new(report, &mut progress);
    feeds.products("products", items.as_bytes());
    feeds.inventory("inventory", header.chain(generated));
    let read = before.elapsed();
    let (stocked, report) = feeds.join(&listings, 1);
    println!("{rows} rows, {told} bytes: read in {read:?}, joined by {:?}", before.elapsed());
    println!("{}", status());
    assert!(report.is_balanced());
    assert_eq!(report.refused(), 0);
    assert_eq!(stocked.len(), usize::try_from(rows).expect("a count"));
    assert!(told > u64::from(rows) * 50);
    let row = stocked.at_store(7).nth(1).expect("a row").stock;
    assert_eq!((row.quantity, row.aisle.as_deref()), (Some(26), Some("Aisle 26")));
}

/// The most memory that the process has had, where the system tells.
fn status() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM"));
    line.unwrap_or_default().to_owned()
}
