//! Product and inventory feeds as the slow truth reads them: lines split at tabs, and every cell
//! taken for what the feed's documentation says of it.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use std::collections::{BTreeMap, HashMap};

/// The most pieces that are told.
const TOLD: u32 = 5;

/// Items, sorted by id, and what the stores have of them.
pub struct Goods {
    pub items: Vec<Item>,
    by_id: HashMap<String, usize>,
    by_gtin: HashMap<String, Vec<usize>>,
    pub rows: Vec<Row>,
    /// Rows by their items, and by their stores.
    pub of_item: Vec<Vec<usize>>,
    pub of_store: Vec<Vec<usize>>,
}

pub struct Item {
    pub id: String,
    /// Without leading zeros; empty where there is none.
    pub gtin: String,
    cents: Option<u64>,
    sale_cents: Option<u64>,
}

/// What a store has of an item.
#[derive(Clone, Debug)]
pub struct Row {
    pub store: usize,
    pub item: usize,
    pub availability: &'static str,
    /// As it is told.
    pub quantity: Option<u32>,
    pub cents: Option<u64>,
    pub sale: Option<Sale>,
    /// How an order is picked up.
    pub lead: Option<Lead>,
    pub aisle: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sale {
    pub cents: u64,
    pub from: Option<i64>,
    pub until: Option<i64>,
}

/// When an order is ready.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Lead {
    /// On the so manieth date on which the store opens; 0: after two open hours.
    Days(usize),
    Weeks,
}

/// Cells of a line by the names of the header.
type Cells<'t> = HashMap<&'t str, &'t str>;

pub fn table(text: &str) -> impl Iterator<Item = Cells<'_>> {
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().unwrap().split('\t').collect();
    lines.map(move |line| header.iter().copied().zip(line.split('\t')).collect())
}

impl Goods {
    /// A row of a later inventory takes the place of an earlier one whole. `stores` are codes and
    /// the zones of their clocks.
    pub fn read(
        products: &str,
        inventories: &[&str],
        stores: &[(String, Option<TimeZone>)],
    ) -> Self {
        let mut items: Vec<Item> = table(products).map(|cells| Item::new(&cells)).collect();
        items.sort_by(|a, b| a.id.cmp(&b.id));
        let by_id: HashMap<_, _> =
            items.iter().enumerate().map(|(i, item)| (item.id.clone(), i)).collect();
        let mut by_gtin: HashMap<String, Vec<usize>> = HashMap::new();
        for (i, item) in items.iter().enumerate().filter(|(_, item)| !item.gtin.is_empty()) {
            by_gtin.entry(item.gtin.clone()).or_default().push(i);
        }
        let places: HashMap<&str, usize> =
            stores.iter().enumerate().map(|(i, (code, _))| (code.as_str(), i)).collect();
        let mut rows = BTreeMap::new();
        for cells in inventories.iter().flat_map(|text| table(text)) {
            let (store, item) = (places[cells["store_code"]], by_id[cells["id"]]);
            let row = Row::new(&cells, store, item, &items[item], stores[store].1.as_ref());
            rows.insert((store, item), row);
        }
        let rows: Vec<Row> = rows.into_values().collect();
        let (mut of_item, mut of_store) = (vec![vec![]; items.len()], vec![vec![]; stores.len()]);
        for (i, row) in rows.iter().enumerate() {
            of_item[row.item].push(i);
            of_store[row.store].push(i);
        }
        Self { items, by_id, by_gtin, rows, of_item, of_store }
    }

    /// What a text stands for: the item with this id, else all with this trade item number, by id;
    /// or several ids, the most relevant first.
    pub fn meant(&self, text: &str) -> Vec<usize> {
        if text.contains('|') {
            return text.split('|').filter_map(|id| self.by_id.get(id).copied()).collect();
        }
        if let Some(item) = self.by_id.get(text) {
            return vec![*item];
        }
        self.by_gtin.get(text.trim_start_matches('0')).cloned().unwrap_or_default()
    }
}

impl Item {
    fn new(cells: &Cells<'_>) -> Self {
        Self {
            id: cells["id"].to_owned(),
            gtin: cells["gtin"].trim_start_matches('0').to_owned(),
            cents: cents(cells["price"]),
            sale_cents: cents(cells["sale_price"]),
        }
    }
}

impl Row {
    fn new(
        cells: &Cells<'_>,
        store: usize,
        item: usize,
        product: &Item,
        zone: Option<&TimeZone>,
    ) -> Self {
        let (availability, quantity) = stock(cells["availability"], cells["quantity"]);
        let own = cents(cells["price"]);
        let price = own.or(product.cents);
        let own_sale = cents(cells["sale_price"]).map(|cents| {
            let (from, until) = window(cells["sale_price_effective_date"], zone);
            Sale { cents, from, until }
        });
        let products_sale = product.sale_cents.filter(|_| own.is_none());
        let products_sale = products_sale.map(|cents| Sale { cents, from: None, until: None });
        Self {
            store,
            item,
            availability,
            quantity: quantity.map(|quantity| quantity.min(TOLD)),
            cents: price,
            // No sale is dearer.
            sale: own_sale.or(products_sale).filter(|s| price.is_some_and(|p| s.cents <= p)),
            lead: lead(cells["pickup_method"], cells["pickup_sla"]),
            aisle: Some(cells["instore_product_location"].to_owned()).filter(|a| !a.is_empty()),
        }
    }

    /// Whether so many pieces can be taken home.
    pub fn is_available(&self, pieces: u32) -> bool {
        matches!(self.availability, "in_stock" | "limited") && pieces <= self.quantity.unwrap_or(1)
    }

    pub fn sale_at(&self, at: i64) -> Option<Sale> {
        self.sale.filter(|s| s.from.is_none_or(|t| t <= at) && s.until.is_none_or(|t| at < t))
    }

    pub fn cents_at(&self, at: i64) -> Option<u64> {
        self.sale_at(at).map(|sale| sale.cents).or(self.cents)
    }
}

/// Availability and quantity that contradict each other mean that there is none.
fn stock(availability: &str, quantity: &str) -> (&'static str, Option<u32>) {
    let quantity = quantity.parse().ok();
    match (availability, quantity) {
        ("in_stock" | "limited_availability", Some(0)) | ("out_of_stock", Some(1..)) => {
            ("out_of_stock", Some(0))
        }
        ("in_stock", _) => ("in_stock", quantity),
        ("limited_availability", _) => ("limited", quantity),
        ("out_of_stock", _) => ("out_of_stock", quantity),
        ("on_display_to_order", _) => ("on_display_to_order", quantity),
        other => panic!("{other:?}"),
    }
}

/// `33.59 USD`; all prices have two decimals.
fn cents(text: &str) -> Option<u64> {
    let amount = text.strip_suffix(" USD")?;
    assert_eq!(amount.find('.'), Some(amount.len() - 3), "{text}");
    Some(amount.replace('.', "").parse().unwrap())
}

fn lead(method: &str, time: &str) -> Option<Lead> {
    match (method, time) {
        ("not supported", _) | (_, "") => None,
        (_, "same day") => Some(Lead::Days(0)),
        (_, "next day") => Some(Lead::Days(1)),
        (_, "multi-week") => Some(Lead::Weeks),
        (_, days) => Some(Lead::Days(days.strip_suffix("-day").unwrap().parse().unwrap())),
    }
}

fn window(text: &str, zone: Option<&TimeZone>) -> (Option<i64>, Option<i64>) {
    let Some((from, until)) = text.split_once('/') else { return (None, None) };
    (Some(side(from, 0, zone)), Some(side(until, 1, zone)))
}

/// `2026-11-20T00:00-0500`, or a whole date by the clock of the store.
fn side(text: &str, whole_days: i64, zone: Option<&TimeZone>) -> i64 {
    if let Ok(instant) = Timestamp::strptime("%Y-%m-%dT%H:%M%z", text) {
        return instant.as_second();
    }
    let date: Date = text.parse().unwrap();
    let date = date.checked_add(whole_days.days()).unwrap();
    date.to_zoned(zone.unwrap().clone()).unwrap().timestamp().as_second()
}
