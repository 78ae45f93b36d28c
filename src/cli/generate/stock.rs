//! What one synthetic store has of one item: a row of the inventory feed.

use super::item::{self, Dollars, Id, Item};
use super::random::Random;
use super::row;
use std::fmt::{Display, Formatter};

/// The columns of a local inventory feed, as Google Merchant Center names them.
pub(super) const HEADER: [&str; 10] = [
    "store_code",
    "id",
    "quantity",
    "availability",
    "price",
    "sale_price",
    "sale_price_effective_date",
    "pickup_method",
    "pickup_sla",
    "instore_product_location",
];

/// How a store hands things over, and how soon. Same-day stores are the most.
const TERMS: [(&str, &str); 10] = [
    ("buy", "same day"),
    ("buy", "same day"),
    ("buy", "same day"),
    ("reserve", "same day"),
    ("buy", "next day"),
    ("buy", "next day"),
    ("reserve", "2-day"),
    ("ship to store", "multi-week"),
    ("", ""),
    NOT_SUPPORTED,
];
const NOT_SUPPORTED: (&str, &str) = ("not supported", "");

/// A row of the inventory feed.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Stock {
    store: u64,
    item: u64,
    quantity: Option<usize>,
    availability: &'static str,
    /// Cents, where they are not those of the product.
    price: Option<u64>,
    sale: Option<(u64, &'static str)>,
    pickup: (&'static str, &'static str),
    aisle: Option<usize>,
}

impl Stock {
    /// What a store has of an item: the same in every feed of one seed that has this row.
    pub(super) fn new(store: u64, item: &Item, seed: u64) -> Self {
        let of_store = seed ^ store.wrapping_mul(0x1656_67b1_9e37_79f9);
        let terms = Random::new(of_store).pick(&TERMS).copied().unwrap_or(NOT_SUPPORTED);
        let mut random = Random::new(of_store ^ item.number.wrapping_mul(0x27d4_eb2f_1656_67c5));
        let (availability, quantity) = pieces(&mut random);
        let price = random.chance(40).then(|| nearby(item.cents, &mut random));
        let sale = random.chance(8);
        Self {
            store,
            item: item.number,
            quantity,
            availability,
            price,
            sale: sale.then(|| item::sale(price.unwrap_or(item.cents), &mut random)),
            pickup: if random.chance(5) { NOT_SUPPORTED } else { terms },
            aisle: item.aisle,
        }
    }
}

/// One row in twenty says out of stock, one in five that little is left, some only that there is.
fn pieces(random: &mut Random) -> (&'static str, Option<usize>) {
    match random.below(100) {
        0..=4 => ("out_of_stock", Some(0)),
        5 => ("on_display_to_order", None),
        6..=11 => ("in_stock", None),
        12..=31 => ("limited_availability", Some(1 + random.below(3))),
        _ => ("in_stock", Some(4 + random.below(12).min(random.below(60)))),
    }
}

/// Up to a tenth less or more, ending in 9 cents.
fn nearby(cents: u64, random: &mut Random) -> u64 {
    cents * (90 + random.next() % 21) / 1_000 * 10 + 9
}

/// A row, its cells with tabs between.
impl Display for Stock {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        let (store, id) = (row::Id(self.store), Id(self.item));
        write!(f, "{store}\t{id}\t")?;
        if let Some(quantity) = self.quantity {
            write!(f, "{quantity}")?;
        }
        let (sale, when) = self.sale.unzip();
        let (price, sale, when) = (Dollars(self.price), Dollars(sale), when.unwrap_or_default());
        let (method, lead) = self.pickup;
        write!(f, "\t{}\t{price}\t{sale}\t{when}\t{method}\t{lead}\t", self.availability)?;
        self.aisle.map_or(Ok(()), |aisle| write!(f, "Aisle {aisle}"))
    }
}
