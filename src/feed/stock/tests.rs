//! Whole feeds: the fixtures read without a fault, every defect has its outcome, files join.
//! How they are read is in [`reading`].

mod reading;

use super::*;
use crate::feed::{self, Options, Source};
use crate::item::{Availability, ItemId, LeadTime, Pickup, PickupMethod, Stock, Stocking};
use crate::store::StoreId;
use crate::time::{Horizon, UtcSeconds};
use std::fmt::Write as _;

const STORES: &[u8] = include_bytes!("../../../fixtures/feeds/stores.csv");
const PRODUCTS: &[u8] = include_bytes!("../../../fixtures/feeds/products.tsv");
const INVENTORY: &[u8] = include_bytes!("../../../fixtures/feeds/inventory.tsv");
const PRODUCTS_XML: &[u8] = include_bytes!("../../../fixtures/feeds/products.xml");
const INVENTORY_XML: &[u8] = include_bytes!("../../../fixtures/feeds/inventory.xml");

fn stores(bytes: &[u8]) -> Vec<Listing> {
    let built_at = UtcSeconds::parse("2026-11-21T00:00:00Z").unwrap();
    let options = Options {
        namespace: "com.example".parse().unwrap(),
        horizon: Horizon::around(built_at, 400).unwrap(),
        built_at,
        format: None,
        country: None,
    };
    feed::read(&[Source { label: "stores", bytes }], &options, &mut |_| {}).0
}

/// Stores `berlin`, `chicago` and `nowhere`, whose zone is unknown.
fn three_stores() -> Vec<Listing> {
    stores(b"id,lat,lng\nberlin,52.52,13.40\nchicago,41.88,-87.63\nnowhere,,\n")
}

/// A shop: the stores, and what they have.
struct Shop {
    listings: Vec<Listing>,
    stocked: Stocked,
    report: Report,
}

fn shop(listings: Vec<Listing>, products: &[&[u8]], inventory: &[&[u8]], buffer: u32) -> Shop {
    let (mut done, mut total) = (0, 0);
    let mut progress = |bytes| {
        assert!(bytes >= done, "progress never goes back");
        done = bytes;
    };
    let mut feeds = StockFeeds::new(Report::default(), &mut progress);
    for bytes in products {
        feeds.products("products", *bytes);
        total += bytes.len() as u64;
    }
    for bytes in inventory {
        feeds.inventory("inventory", *bytes);
        total += bytes.len() as u64;
    }
    let (stocked, report) = feeds.join(&listings, buffer);
    assert!(report.is_balanced(), "{:?}", report.files);
    assert!(stocked.items().is_sorted_by(|a, b| a.id < b.id));
    assert_eq!(report.items, stocked.items().len() as u64);
    assert_eq!(report.stocked, stocked.len() as u64);
    let rows = (0..listings.len()).map(|store| stocked.at_store(store));
    let sizes = rows.map(|rows| {
        let size = rows.len();
        assert!(rows.collect::<Vec<_>>().is_sorted_by(|a, b| a.item < b.item));
        size
    });
    assert_eq!(sizes.sum::<usize>(), stocked.len());
    if report.broken().count() == 0 {
        assert_eq!(done, total);
    }
    Shop { listings, stocked, report }
}

impl Shop {
    fn find(&self, store: &str, item: &str) -> Option<Stocking> {
        let store = StoreId::new(store).unwrap();
        let store = self.listings.binary_search_by(|l| l.store.id.cmp(&store)).unwrap();
        let item = ItemId::new(item).unwrap();
        let item = self.stocked.items().binary_search_by(|i| i.id.cmp(&item)).unwrap();
        self.stocked.at_store(store).find(|s| s.item == u32::try_from(item).unwrap())
    }

    fn stock(&self, store: &str, item: &str) -> Stock {
        self.find(store, item).unwrap_or_else(|| panic!("no {item} in {store}")).stock
    }

    /// `33.59 USD`, `33.59 USD, 29.99 from 2026-11-20T06:00:00Z until 2026-11-30T05:59:00Z`.
    fn price(&self, store: &str, item: &str) -> String {
        let Some(price) = self.stock(store, item).price else { return "unknown".to_owned() };
        let mut shown = price.regular().to_string();
        if let Some(sale) = price.sale() {
            let amount = crate::item::Money { minor: sale.minor, ..price.regular() }.amount();
            write!(shown, ", {amount}").unwrap();
            for (word, side) in [("from", sale.window.from()), ("until", sale.window.until())] {
                if let Some(side) = side {
                    write!(shown, " {word} {}", side.to_rfc3339()).unwrap();
                }
            }
        }
        shown
    }

    fn notes(&self) -> Vec<String> {
        let note = |n: &feed::report::Note| format!("{} {} {:?}", n.line, n.column, n.kind);
        self.report.notes.iter().map(note).collect()
    }

    fn counts(&self) -> [u64; 4] {
        let report = &self.report;
        [report.rows(), report.used(), report.repaired(), report.refused()]
    }
}

const PRODUCT: &[u8] = b"id\ttitle\tprice\tsale_price\tsale_price_effective_date\n\
    lamp\tLamp\t40.00 EUR\t30.00 EUR\t2026-11-20/2026-11-29\n\
    cord\tCord\t5.00 EUR\t\t\n\
    bulb\tBulb\t\t\t\n";

/// The stores above with the products above and these rows.
fn rows(header: &str, rows: &[&str]) -> Shop {
    let text = [&[header][..], rows].concat().join("\n");
    shop(three_stores(), &[PRODUCT], &[text.as_bytes()], 0)
}

#[test]
fn the_fixtures_read_without_a_note() {
    for (what, products, inventory, items, rows) in
        [("tables", PRODUCTS, INVENTORY, 24, 96), ("XML", PRODUCTS_XML, INVENTORY_XML, 4, 6)]
    {
        let shop = shop(stores(STORES), &[products], &[inventory], 0);
        let remarks = [Kind::ItemsWithoutStock, Kind::StoresWithoutStock];
        let notes: Vec<_> =
            shop.report.notes.iter().filter(|note| !remarks.contains(&note.kind)).collect();
        assert!(notes.is_empty(), "{what}: {notes:?}");
        let all = items + rows;
        assert_eq!(shop.counts(), [all, all, 0, 0], "{what}");
        assert_eq!((shop.report.items, shop.report.stocked), (items, rows), "{what}");
    }
}

#[test]
fn every_attribute_of_a_product_arrives() {
    let shop = shop(vec![], &[PRODUCTS_XML], &[], 0);
    let [drum, kettle, lens, _] = shop.stocked.items() else { panic!("four items") };
    assert_eq!(drum.title, "Drum & Stick 12\" <loud>");
    assert_eq!(kettle.description, "Boils.\nWhistles & sings – 1½ l.");
    assert_eq!(kettle.link, "https://lumenandlark.example/p/LL-KETTLE?a=1&b=2");
    assert_eq!(kettle.image, "https://lumenandlark.example/i/LL-KETTLE.jpg");
    assert_eq!((&*kettle.brand, &*kettle.product_type), ("Lumen", "Kitchen > Kettles"));
    assert_eq!(kettle.category, "Home & Garden > Kitchen & Dining");
    assert_eq!(kettle.gtin.map(|gtin| gtin.to_string()).as_deref(), Some("4006381333931"));
    let price = kettle.price.map(|price| price.to_string());
    assert_eq!(price.as_deref(), Some("49.00 EUR"), "and not that of its shipping");
    assert_eq!(lens.title, "Lens", "the first of two");
}

#[test]
fn every_attribute_of_a_row_arrives() {
    let shop = shop(stores(STORES), &[PRODUCTS_XML], &[INVENTORY_XML], 0);
    let stock = shop.stock("2001", "LL-KETTLE");
    assert_eq!((stock.availability, stock.quantity), (Availability::Limited, Some(2)));
    let pickup = Pickup { method: Some(PickupMethod::Reserve), lead: LeadTime::Days(2) };
    assert_eq!(stock.pickup, Some(pickup));
    assert_eq!(stock.aisle.as_deref(), Some("Gang 7 & 8"));
    assert_eq!(
        shop.price("2001", "LL-KETTLE"),
        "49.00 EUR, 44.00 from 2026-11-19T23:00:00Z until 2026-11-29T23:00:00Z"
    );
    assert_eq!(shop.price("3001", "LL-DRUM"), "12800 JPY");
}

#[test]
fn where_no_availability_is_given_the_quantity_tells() {
    use Availability::{InStock, Limited, OnDisplayToOrder, OutOfStock};
    let header = "store_code\tid\tquantity\tavailability";
    for (what, quantity, text, expected, kinds) in [
        ("some", "3", "", (InStock, Some(3)), &[][..]),
        ("none", "0", "", (OutOfStock, Some(0)), &[]),
        ("a word alone", "", "limited stock", (Limited, None), &[]),
        ("on display", "0", "on display to order", (OnDisplayToOrder, Some(0)), &[]),
        ("as a sheet has it", "4.0", "in stock", (InStock, Some(4)), &[]),
        ("in stock, none", "0", "in_stock", (OutOfStock, Some(0)), &[Kind::ContradictoryStock]),
        ("out, some", "7", "out of stock", (OutOfStock, Some(0)), &[Kind::ContradictoryStock]),
        ("a word for a number", "many", "in stock", (InStock, None), &[Kind::UnreadableQuantity]),
        ("half a piece", "1.5", "in stock", (InStock, None), &[Kind::UnreadableQuantity]),
        ("too many", "5000000000", "in stock", (InStock, None), &[Kind::UnreadableQuantity]),
        (
            "oversold",
            "-2",
            "in stock",
            (OutOfStock, Some(0)),
            &[Kind::NegativeQuantity, Kind::ContradictoryStock],
        ),
    ] {
        let shop = rows(header, &[&format!("berlin\tlamp\t{quantity}\t{text}")]);
        let Stock { availability, quantity, .. } = shop.stock("berlin", "lamp");
        assert_eq!((availability, quantity), expected, "{what}");
        let repairs = kinds.iter().map(|kind| shop.report.count(*kind)).sum::<usize>();
        assert_eq!(repairs, kinds.len(), "{what}: {:?}", shop.notes());
        let [_, used, repaired, refused] = shop.counts();
        let expected = if kinds.is_empty() { (4, 0, 0) } else { (3, 1, 0) };
        assert_eq!((used, repaired, refused), expected, "{what}");
    }
    for row in ["berlin\tlamp\t\t", "berlin\tlamp\t3\tperhaps"] {
        let shop = rows(header, &[row]);
        assert_eq!(shop.report.count(Kind::UnknownAvailability), 1, "{row:?}");
        assert!(shop.stocked.is_empty());
    }
}

#[test]
fn pickup_is_offered_where_a_lead_time_is_given() {
    let header = "store_code\tid\tavailability\tpickup_method\tpickup_sla";
    let offered = |method, lead| Some(Pickup { method, lead });
    let buy = Some(PickupMethod::Buy);
    for (what, cells, expected, kind) in [
        ("bought", "buy\tsame day", offered(buy, LeadTime::SameDay), None),
        ("without a method", "\tnext_day", offered(None, LeadTime::NextDay), None),
        ("weeks", "buy\tmulti-week", offered(buy, LeadTime::MultiWeek), None),
        ("not supported", "not supported\t", None, None),
        ("not supported, with a time", "not supported\tsame day", None, None),
        ("nothing said", "\t", None, None),
        ("no time", "buy\t", None, Some(Kind::PickupWithoutLeadTime)),
        ("no such time", "buy\tsoon", None, Some(Kind::UnknownLeadTime)),
        (
            "no such method",
            "pigeon\t2-day",
            offered(None, LeadTime::Days(2)),
            Some(Kind::UnknownPickupMethod),
        ),
    ] {
        let shop = rows(header, &[&format!("berlin\tlamp\tin stock\t{cells}")]);
        assert_eq!(shop.stock("berlin", "lamp").pickup, expected, "{what}");
        assert_eq!(shop.counts()[2], u64::from(kind.is_some()), "{what}");
        assert!(kind.is_none_or(|kind| shop.report.count(kind) == 1), "{what}");
    }
}

#[test]
fn prices_of_the_row_win_over_the_products() {
    let header = "store_code\tid\tquantity\tprice\tsale_price\tsale_price_effective_date";
    for (what, cells, expected) in [
        ("nothing of its own", "berlin\tcord\t1\t\t\t", "5.00 EUR"),
        ("nothing anywhere", "berlin\tbulb\t1\t\t\t", "unknown"),
        (
            "the product's sale, by the store's clock",
            "berlin\tlamp\t1\t\t\t",
            "40.00 EUR, 30.00 from 2026-11-19T23:00:00Z until 2026-11-29T23:00:00Z",
        ),
        (
            "the same elsewhere",
            "chicago\tlamp\t1\t\t\t",
            "40.00 EUR, 30.00 from 2026-11-20T06:00:00Z until 2026-11-30T06:00:00Z",
        ),
        ("a price ends the product's sale", "berlin\tlamp\t1\t39 EUR\t\t", "39.00 EUR"),
        ("a sale without end", "berlin\tlamp\t1\t39 EUR\t20 EUR\t", "39.00 EUR, 20.00"),
        ("a sale from the product's price", "berlin\tlamp\t1\t\t20 EUR\t", "40.00 EUR, 20.00"),
        (
            "half open",
            "berlin\tlamp\t1\t\t20 EUR\tnull/2026-11-29",
            "40.00 EUR, 20.00 until 2026-11-29T23:00:00Z",
        ),
        ("an unreadable price", "berlin\tlamp\t1\t$39\t20 EUR\t", "unknown"),
        ("an unreadable sale", "berlin\tlamp\t1\t39 EUR\tcheap\t", "39.00 EUR"),
        ("an unreadable time", "berlin\tlamp\t1\t39 EUR\t20 EUR\tsoon", "39.00 EUR"),
        ("a sale above its price", "berlin\tlamp\t1\t39 EUR\t39.01 EUR\t", "39.00 EUR"),
        ("a sale in other money", "berlin\tlamp\t1\t39 EUR\t20 USD\t", "39.00 EUR"),
        ("no price to be below", "berlin\tbulb\t1\t\t20 EUR\t", "unknown"),
        ("other money than the product's", "berlin\tlamp\t1\t39 USD\t\t", "39.00 USD"),
        (
            "an instant where the zone is unknown",
            "nowhere\tlamp\t1\t39 EUR\t20 EUR\t2026-11-20T00:00Z/2026-11-21T00:00Z",
            "39.00 EUR, 20.00 from 2026-11-20T00:00:00Z until 2026-11-21T00:00:00Z",
        ),
        ("a date where it is unknown", "nowhere\tlamp\t1\t\t\t", "40.00 EUR"),
        (
            "an end before the beginning there",
            "chicago\tlamp\t1\t39 EUR\t20 EUR\t2026-11-21T12:00Z/2026-11-20",
            "39.00 EUR",
        ),
    ] {
        let shop = rows(header, &[cells]);
        let (store, rest) = cells.split_once('\t').unwrap();
        let (item, _) = rest.split_once('\t').unwrap();
        assert_eq!(shop.price(store, item), expected, "{what}: {:?}", shop.notes());
    }
}

/// What files read as: rows, used, repaired and refused; and their notes.
#[test]
fn every_defect_has_its_outcome_and_its_line() {
    let products = include_bytes!("../../../fixtures/bad/products.tsv");
    let inventory = include_bytes!("../../../fixtures/bad/inventory.tsv");
    let shop = shop(three_stores(), &[products], &[inventory], 0);
    assert_eq!(
        shop.notes(),
        [
            "0  ItemsWithoutStock",
            "1 shelf life UnknownColumn",
            "3 id MissingKey",
            "4 id DuplicateItem",
            "5 title MissingTitle",
            "6 gtin WrongCheckDigit",
            "7 gtin InvalidGtin",
            "8 price UnreadablePrice",
            "9 price DecimalComma",
            "10 sale_price UnreadableSalePrice",
            "11 sale_price_effective_date UnreadableSaleTime",
            "12 sale_price SaleAbovePrice",
            "13 sale_price SaleInOtherCurrency",
            "14 sale_price SaleWithoutPrice",
            "15 link InvalidUrl",
            "16 title NotUtf8",
            "17 id NotUtf8",
            "17 id InvalidId",
            "18  TooFewCells",
            "19  StrayTab",
            "0  StoresWithoutStock",
            "1 colour UnknownColumn",
            "3 store_code MissingKey",
            "4 id MissingKey",
            "5 store_code UnknownStore",
            "6 id UnknownItem",
            "7 id DuplicateStock",
            "8 availability UnknownAvailability",
            "9 quantity UnreadableQuantity",
            "10 quantity NegativeQuantity",
            "10 availability ContradictoryStock",
            "11 pickup_method UnknownPickupMethod",
            "12 pickup_sla UnknownLeadTime",
            "13 pickup_sla PickupWithoutLeadTime",
            "14 price UnreadablePrice",
            "15 sale_price SaleAbovePrice",
            "16 sale_price SaleInOtherCurrency",
            "17 price OtherCurrency",
            "18 sale_price_effective_date SaleWithoutZone",
            "19 sale_price SaleWithoutPrice",
            "20  StrayTab",
        ]
    );
    assert_eq!(shop.counts(), [18 + 19, 1 + 2, 13 + 10, 4 + 7]);
    let line = &shop.report.lines()[2];
    assert_eq!(
        line,
        "products:3: id: there is none; left out: give every product its id, every inventory row \
         its id and its store code"
    );
    let json = serde_json::to_value(&shop.report).unwrap();
    assert_eq!(json["files"][1]["format"], "google_inventory_tsv");
    assert_eq!(json["kinds"]["unknown_store"], 1);
}

#[test]
fn later_files_override_rows_whole() {
    let header = "store_code\tid\tquantity\tprice\tinstore_product_location\n";
    let base = format!("{header}berlin\tlamp\t3\t39 EUR\tAisle 4\nberlin\tcord\t9\t\t\n");
    let delta = format!("{header}berlin\tlamp\t2\t\t\nchicago\tlamp\t5\t\t\n");
    let more = "id\ttitle\tprice\nlamp\tLamp, new\t41 EUR\n";
    let shop =
        shop(three_stores(), &[PRODUCT, more.as_bytes()], &[base.as_bytes(), delta.as_bytes()], 0);
    let lamp = shop.find("berlin", "lamp").unwrap();
    assert_eq!((lamp.stock.quantity, lamp.source), (Some(2), 1));
    assert_eq!(lamp.stock.aisle, None, "the row is replaced whole");
    assert_eq!(shop.price("berlin", "lamp"), "41.00 EUR", "the product too, with its sale");
    assert_eq!(shop.find("berlin", "cord").unwrap().source, 0);
    assert_eq!(shop.counts(), [8, 8, 0, 0]);
    assert_eq!(shop.stocked.len(), 3);
    assert_eq!(shop.notes(), ["0  ItemsWithoutStock", "0  StoresWithoutStock"]);
}

#[test]
fn the_last_pieces_are_kept_out_of_sight() {
    use Availability::{InStock, Limited, OnDisplayToOrder, OutOfStock};
    let inventory = b"store_code\tid\tquantity\tavailability\n\
        berlin\tlamp\t5\tin stock\nberlin\tcord\t2\tlimited stock\nberlin\tbulb\t\tin stock\n\
        chicago\tlamp\t3\tin stock\nchicago\tcord\t1\ton display to order\n";
    let shop = shop(three_stores(), &[PRODUCT], &[inventory], 2);
    for (store, item, expected) in [
        ("berlin", "lamp", (InStock, Some(3))),
        ("berlin", "cord", (OutOfStock, Some(0))),
        ("berlin", "bulb", (InStock, None)),
        ("chicago", "lamp", (InStock, Some(1))),
        ("chicago", "cord", (OnDisplayToOrder, Some(0))),
    ] {
        let Stock { availability, quantity, .. } = shop.stock(store, item);
        assert_eq!((availability, quantity), expected, "{item} in {store}");
    }
    assert_eq!(shop.stocked.buffered(), 1);
    assert_eq!(shop.counts(), [8, 8, 0, 0]);
    assert_ne!(Limited, OutOfStock);
}

#[test]
fn notes_of_a_kind_are_counted_beyond_ten_thousand() {
    let row = "nowhere-at-all\tlamp\t1\n";
    let text = ["store_code\tid\tquantity\n", &row.repeat(10_050)].concat();
    let shop = shop(three_stores(), &[PRODUCT], &[text.as_bytes()], 0);
    assert_eq!(shop.report.count(Kind::UnknownStore), 10_050);
    assert!(shop.report.notes.len() < 10_010);
    assert!(shop.report.lines().contains(&"… and 10045 more: left out".to_owned()));
    assert_eq!(shop.counts(), [10_053, 3, 0, 10_050]);
}
