//! Product and inventory feeds of the data folder, read whole and held against a reader that
//! splits at tabs; and a million rows, as a stream.

use crate::data;
use nigh::feed::report::{Kind, Report};
use nigh::feed::stock::StockFeeds;
use nigh::feed::{self, Options, Source};
use nigh::item::{
    Availability, Currency, LeadTime, Money, PickupMethod, Price, Stocked, Stocking, Window,
};
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

const STORES: u32 = 500;

/// Rows of a feed that is in no file and never whole in memory.
struct Generated {
    rows: std::ops::Range<u32>,
    write: fn([String; 8]) -> String,
    text: Vec<u8>,
    at: usize,
}

impl Generated {
    fn new(rows: u32, write: fn([String; 8]) -> String) -> Self {
        Self { rows: 0..rows, write, text: Vec::new(), at: 0 }
    }

    /// Store, item, quantity, price, sale, its time, lead time, aisle.
    fn row(n: u32) -> [String; 8] {
        let cents = 100 + n % 9_000;
        let when = |is: bool, text: String| if is { text } else { String::new() };
        [
            format!("{:04}", n % STORES),
            format!("item-{:06}", n / STORES),
            (n % 40).to_string(),
            format!("{}.{:02} USD", cents / 100, cents % 100),
            when(n.is_multiple_of(5), format!("0.{:02} USD", n % 100)),
            when(n.is_multiple_of(10), "2026-11-20/2026-11-29".to_owned()),
            "same day".to_owned(),
            format!("Aisle {}", n % 37),
        ]
    }
}

impl Read for Generated {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.at == self.text.len() {
            let Some(n) = self.rows.next() else { return Ok(0) };
            (self.text, self.at) = ((self.write)(Self::row(n)).into_bytes(), 0);
        }
        let length = buffer.len().min(self.text.len() - self.at);
        buffer[..length].copy_from_slice(&self.text[self.at..self.at + length]);
        self.at += length;
        Ok(length)
    }
}

const HEADER: [&str; 8] = [
    "store_code",
    "id",
    "quantity",
    "price",
    "sale_price",
    "sale_price_effective_date",
    "pickup_sla",
    "instore_product_location",
];

fn entry(row: [String; 8]) -> String {
    let element = |(name, text): (&str, String)| format!("<g:{name}>{text}</g:{name}>");
    let inside: Vec<String> = HEADER.into_iter().zip(row).map(element).collect();
    format!("<entry>\n  {}\n</entry>\n", inside.join("\n  "))
}

/// A million rows in 500 stores: what is kept of them is compact, whatever they weigh as text.
#[test]
fn a_million_rows_are_read_as_a_stream() {
    let rows = std::env::var("NIGH_ROWS").ok().and_then(|n| n.parse().ok()).unwrap_or(1_000_000);
    let header = HEADER.join("\t") + "\n";
    let table = Generated::new(rows, |row| row.join("\t") + "\n");
    assert_generated(rows, header.as_bytes().chain(table));
}

#[test]
fn xml_is_read_as_a_stream_too() {
    let rows = std::env::var("NIGH_ROWS").ok().and_then(|n| n.parse().ok()).unwrap_or(100_000);
    let feed = b"<?xml version='1.0'?>\n<feed>\n".chain(Generated::new(rows, entry));
    assert_generated(rows, feed.chain(&b"</feed>"[..]));
}

fn assert_generated(rows: u32, inventory: impl Read) {
    let table = |header: &str, rows: u32, row: &dyn Fn(u32) -> String| {
        (0..rows).fold(header.to_owned(), |text, n| text + &row(n) + "\n")
    };
    let text = table("id,lat,lng\n", STORES, &|n| format!("{n:04},44.9,-93.2"));
    let (listings, report) = stores(&text);
    let item = |n| format!("item-{n:06}\tItem {n}\t9.00 USD");
    let items = table("id\ttitle\tprice\n", rows / STORES, &item);
    let before = std::time::Instant::now();
    let mut told = 0;
    let mut progress = |bytes| told = bytes;
    let mut feeds = StockFeeds::new(report, &mut progress);
    feeds.products("products", items.as_bytes());
    feeds.inventory("inventory", inventory);
    let read = before.elapsed();
    let (stocked, report) = feeds.join(&listings, 1);
    println!("{rows} rows, {told} bytes: read in {read:?}, joined by {:?}", before.elapsed());
    println!("{}", status());
    assert!(report.is_balanced());
    assert_eq!((report.refused(), report.repaired()), (0, 0));
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
