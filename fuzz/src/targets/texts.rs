//! Short texts: numbers, prices, instants, keys, cells. What is parsed prints and parses again.

use super::feeds;
use super::world::example;
use nigh::cli::key::{Key, parse_hash};
use nigh::edge::Format;
use nigh::feed::{Namespace, amenity, zones};
use nigh::item::{Currency, Gtin, ItemId, Money, Quantities};
use nigh::nearest::Tile;
use nigh::query::Origin;
use nigh::snapshot::{Prefix, item_name, manifest_key, page_key, region_name, stock_name};
use nigh::store::StoreId;
use nigh::time::{Day, UtcSeconds};

/// A byte that says which parser, and its text.
pub fn run(data: &[u8]) {
    let Some((kind, text)) = data.split_first() else { return };
    let text = &*String::from_utf8_lossy(text);
    match kind % 8 {
        0 => numbers(text),
        1 => amounts(text),
        2 => times(text),
        3 => keys(text),
        4 => names(text),
        5 => product(text),
        6 => inventory(text),
        _ => cells(text),
    }
}

fn numbers(text: &str) {
    if let Ok(gtin) = Gtin::new(text) {
        assert_eq!(Gtin::new(&gtin.to_string()), Ok(gtin));
        assert_eq!(Gtin::from_number(gtin.number()), Ok(gtin));
    }
    if let Ok(Quantities::UpTo(most)) = text.parse() {
        assert_eq!(format!("cap:{most}").parse(), Ok(Quantities::UpTo(most)));
    }
}

/// `USD 12.34`
fn amounts(text: &str) {
    let Some((code, amount)) = text.split_at_checked(3) else { return };
    let Some(currency) = Currency::new(code) else { return };
    assert_eq!(Currency::new(currency.as_str()), Some(currency));
    if let Some(money) = Money::parse(amount.trim_start(), currency) {
        assert!(money.minor <= Money::MAX_MINOR);
        assert_eq!(Money::parse(&money.amount(), currency), Some(money));
    }
}

fn times(text: &str) {
    if let Some(instant) = UtcSeconds::parse(text) {
        assert_eq!(UtcSeconds::parse(&instant.to_rfc3339()), Some(instant));
        assert!(instant.floor_minute() <= instant);
        for offset_s in [-43_200, 0, 20_700] {
            let local = instant.to_rfc3339_at(offset_s);
            assert!(local.is_empty() || UtcSeconds::parse(&local) == Some(instant), "{local}");
        }
    }
    if let Some(day) = Day::parse(text) {
        assert_eq!(Day::parse(&day.to_string()), Some(day));
    }
    if let Some(zone) = zones::zone(text, feeds::SIX_WEEKS) {
        assert_eq!(zones::zone(&zone.name, feeds::SIX_WEEKS), Some(zone));
    }
}

fn keys(text: &str) {
    if let Some(key) = Key::parse(text) {
        let printed = match key {
            Key::Head => "head".to_owned(),
            Key::Manifest(id) => manifest_key(id),
            Key::Page(id) => page_key(id),
            Key::Name(tile) => region_name(tile),
            Key::Items(prefix) => item_name(prefix),
            Key::Stock(prefix) => stock_name(prefix),
        };
        assert_eq!(Key::parse(&printed), Some(key));
    }
    if let Some(hash) = parse_hash(text) {
        assert_eq!(parse_hash(&hash.to_string()), Some(hash));
    }
    if let Ok(tile) = text.parse::<Tile>() {
        assert_eq!(tile.to_string(), text);
        assert_eq!(Tile::from_after(tile.depth(), tile.after(None), None), Some(tile));
        let _ = (tile.bounds(), nigh::snapshot::region_names(tile).count());
    }
    if let Ok(prefix) = text.parse::<Prefix>() {
        assert_eq!(prefix.to_string(), text);
        assert_eq!(Prefix::nth(prefix.place(), prefix.bits()), Some(prefix));
    }
}

fn names(text: &str) {
    if let Some(id) = StoreId::new(text) {
        assert_eq!(StoreId::new(id.as_str()), Some(id));
    }
    if let Some(id) = ItemId::new(text) {
        assert_eq!(ItemId::new(id.as_str()), Some(id));
    }
    if let Ok(namespace) = text.parse::<Namespace>() {
        assert_eq!(namespace.as_str().parse(), Ok(namespace.clone()));
    }
    if let Some(slug) = amenity::slug(text) {
        let is_plain = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || b"_-".contains(&c);
        assert!(slug.bytes().all(is_plain), "{text:?} is {slug}");
    }
}

/// Cells of one product: prices, the time of a sale, links, a trade item number.
fn product(text: &str) {
    let header = "id\ttitle\tprice\tsale_price\tsale_price_effective_date\tlink\tgtin";
    let feed = format!("{header}\nA\tLamp\t{}\n", text.replace('\n', "\t"));
    let (stocked, _) = feeds::read_goods(&[feed.as_bytes()], &[], &[]);
    if let Some(price) = stocked.items().first().and_then(|item| item.price) {
        let again = format!("{header}\nA\tLamp\t{price}\t\t\t\t\n");
        let (again, report) = feeds::read_goods(&[again.as_bytes()], &[], &[]);
        assert_eq!(again.items().first().and_then(|item| item.price), Some(price));
        assert_eq!(report.repaired(), 0, "{price} is plain");
    }
}

/// Cells of one row of stock.
fn inventory(text: &str) {
    const PRODUCT: &[u8] = b"id\ttitle\tprice\nA\tLamp\t9.99 USD\n";
    let header = "store_code\tid\tquantity\tavailability\tprice\tsale_price\
        \tsale_price_effective_date\tpickup_method\tpickup_sla\tinstore_product_location";
    let feed = format!("{header}\n1001\tA\t{}\n", text.replace('\n', "\t"));
    let listings = example().listings.iter().filter(|of| of.store.id.as_str() == "1001").cloned();
    let listings: Vec<_> = listings.collect();
    let (stocked, _) = feeds::read_goods(&[PRODUCT], &[feed.as_bytes()], &listings);
    assert!(stocked.len() <= 1);
}

fn cells(text: &str) {
    if let Some(Origin::Cell { index, reach_m, .. }) = Origin::cell(text) {
        assert!(reach_m.is_finite() && reach_m > 0.0);
        assert!(Origin::cell(&index.to_string()).is_some());
    }
    let format = Format::accepted(text);
    assert_eq!(format, Format::accepted(text));
    if let Some(format) = Format::named(text) {
        assert_eq!(Format::accepted(format.content_type()), Some(format));
    }
}
