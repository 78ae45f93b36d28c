//! One synthetic item, and its row of the product feed.

use super::random::Random;
use crate::item::Gtin;
use std::fmt::{Display, Formatter};

/// The columns of a product feed, as Google Merchant Center names them.
pub(super) const HEADER: [&str; 15] = [
    "id",
    "title",
    "description",
    "link",
    "image_link",
    "availability",
    "price",
    "sale_price",
    "sale_price_effective_date",
    "brand",
    "gtin",
    "mpn",
    "condition",
    "google_product_category",
    "product_type",
];

/// When reductions hold: always, for years, and no longer.
pub(super) const SALE_TIMES: [&str; 3] =
    ["", "2026-01-01/2035-12-31", "2025-01-01T00:00-0500/2025-01-08T00:00-0500"];

/// Numbers for use within a company, of 13 digits, begin with 2.
const WITHIN_A_COMPANY: u64 = 200_000_000_000;

const MAKERS: [&str; 24] = [
    "Alder",
    "Ashford",
    "Birchwell",
    "Brightwater",
    "Calder",
    "Castellón",
    "Dunmore",
    "Eberhardt",
    "Fenwick",
    "Finch",
    "Granholm",
    "Hollis",
    "Isère",
    "Juniper",
    "Kestrel",
    "Lindqvist",
    "Marlow",
    "Norden",
    "Oakhurst",
    "Pérez",
    "Quill",
    "Rowan",
    "Sørland",
    "Tamarack",
];
const QUALITIES: [&str; 24] = [
    "Compact",
    "Foldable",
    "Heavy-Duty",
    "Cordless",
    "Wireless",
    "Stainless Steel",
    "Portable",
    "Premium",
    "Classic",
    "Mini",
    "Large",
    "Adjustable",
    "Waterproof",
    "Rechargeable",
    "Quiet",
    "Organic",
    "Travel",
    "Professional",
    "Everyday",
    "Soft",
    "Matte Black",
    "Blue",
    "Café",
    "Outdoor",
];

/// What an item can be.
#[derive(Debug)]
struct Kind {
    noun: &'static str,
    category: &'static str,
    product_type: &'static str,
    /// Dollars, from and to.
    price: (u64, u64),
    sizes: [&'static str; 4],
}

const fn kind(
    noun: &'static str,
    category: &'static str,
    product_type: &'static str,
    price: (u64, u64),
    sizes: [&'static str; 4],
) -> Kind {
    Kind { noun, category, product_type, price, sizes }
}

#[rustfmt::skip]
const KINDS: [Kind; 30] = [
    kind("Headphones", "Electronics > Audio", "audio > headphones", (15, 349), ["USB-C", "3.5 mm", "2 m", "for Kids"]),
    kind("Speaker", "Electronics > Audio", "audio > speakers", (19, 499), ["10 W", "20 W", "60 W", "Pair"]),
    kind("Charging Cable", "Electronics > Electronics Accessories", "cables", (4, 29), ["1 m", "2 m", "3 m", "2-Pack"]),
    kind("Memory Card", "Electronics > Electronics Accessories", "photo > cards", (9, 149), ["32GB", "64GB", "128GB", "512GB"]),
    kind("Monitor", "Electronics > Video", "computers > monitors", (99, 899), ["24\"", "27\"", "32\"", "34\""]),
    kind("Television", "Electronics > Video", "television", (149, 2_499), ["32\"", "43\"", "55\"", "65\""]),
    kind("Keyboard", "Electronics > Electronics Accessories", "computers > keyboards", (14, 199), ["US", "UK", "Nordic", "Full Size"]),
    kind("Desk Lamp", "Home & Garden > Lighting > Lamps", "light > lamps", (12, 129), ["12\"", "18\"", "24\"", "Clamp"]),
    kind("LED Bulb", "Home & Garden > Lighting", "light > bulbs", (3, 29), ["E26", "E27", "GU10", "4-Pack"]),
    kind("Kettle", "Home & Garden > Kitchen & Dining", "kitchen > kettles", (19, 149), ["1 l", "1.2 l", "1.7 l", "2 l"]),
    kind("Coffee Grinder", "Home & Garden > Kitchen & Dining", "kitchen > coffee", (24, 299), ["Burr", "Blade", "Manual", "60 g"]),
    kind("Frying Pan", "Home & Garden > Kitchen & Dining", "kitchen > pans", (14, 129), ["20 cm", "24 cm", "28 cm", "32 cm"]),
    kind("Chef's Knife", "Home & Garden > Kitchen & Dining", "kitchen > knives", (12, 199), ["6\"", "8\"", "10\"", "Set of 3"]),
    kind("Drill", "Hardware > Tools", "tools > drills", (39, 349), ["12 V", "18 V", "20 V", "Kit"]),
    kind("Screwdriver Set", "Hardware > Tools", "tools > hand tools", (8, 79), ["6 pieces", "12 pieces", "24 pieces", "Torx"]),
    kind("Garden Hose", "Home & Garden > Lawn & Garden", "garden > watering", (14, 89), ["10 m", "15 m", "25 m", "50 ft"]),
    kind("Paint", "Hardware > Building Consumables", "paint", (9, 79), ["1 l", "2.5 l", "5 l", "1 gal"]),
    kind("Shampoo", "Health & Beauty > Personal Care", "care > hair", (3, 24), ["200 ml", "300 ml", "500 ml", "2-Pack"]),
    kind("Sunscreen SPF 50", "Health & Beauty > Personal Care", "care > skin", (6, 34), ["50 ml", "100 ml", "200 ml", "Stick"]),
    kind("Toothbrush", "Health & Beauty > Personal Care", "care > teeth", (2, 129), ["Soft", "Medium", "2-Pack", "Electric"]),
    kind("Vitamin D Tablets", "Health & Beauty > Health Care", "health > vitamins", (5, 29), ["60", "120", "240", "365"]),
    kind("Bicycle Helmet", "Sporting Goods > Outdoor Recreation", "bicycles > helmets", (24, 199), ["S", "M", "L", "Child"]),
    kind("Inner Tube", "Sporting Goods > Outdoor Recreation", "bicycles > tyres", (4, 14), ["26\"", "27.5\"", "28\"", "700c"]),
    kind("Yoga Mat", "Sporting Goods > Exercise & Fitness", "sport > yoga", (12, 89), ["4 mm", "6 mm", "8 mm", "Cork"]),
    kind("Tent", "Sporting Goods > Outdoor Recreation", "camping > tents", (59, 699), ["1 Person", "2 Person", "4 Person", "6 Person"]),
    kind("Jigsaw Puzzle", "Toys & Games > Puzzles", "toys > puzzles", (8, 39), ["100", "500", "1000", "2000"]),
    kind("Notebook", "Office Supplies > Paper Products", "office > paper", (2, 24), ["A4", "A5", "A6", "3-Pack"]),
    kind("Dog Food", "Animals & Pet Supplies > Pet Supplies", "pets > dogs", (6, 89), ["2 kg", "5 kg", "12 kg", "6 × 400 g"]),
    kind("Ground Coffee", "Food, Beverages & Tobacco > Beverages", "groceries > coffee", (5, 24), ["250 g", "500 g", "1 kg", "Décaf"]),
    kind("Chocolate", "Food, Beverages & Tobacco > Food Items", "groceries > sweets", (1, 14), ["70 %", "85 %", "Crème", "Jalapeño"]),
];

/// A row of the product feed.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Item {
    pub(super) number: u64,
    maker: &'static str,
    title: String,
    pub(super) cents: u64,
    /// Cents, and when.
    sale: Option<(u64, &'static str)>,
    gtin: Option<Gtin>,
    model: usize,
    category: &'static str,
    product_type: &'static str,
    pub(super) aisle: Option<usize>,
}

impl Item {
    /// The `number`-th item of what a chain sells: the same, however much it sells.
    pub(super) fn new(number: u64, seed: u64) -> Self {
        let of_item = seed ^ number.wrapping_mul(0xc2b2_ae3d_27d4_eb4f);
        let mut random = Random::new(of_item);
        let kind = random.pick(&KINDS).unwrap_or(&KINDS[0]);
        let maker = random.pick(&MAKERS).copied().unwrap_or_default();
        let quality = random.pick(&QUALITIES).copied().unwrap_or_default();
        let size = random.pick(&kind.sizes).copied().unwrap_or_default();
        let model = 100 + random.below(9_900);
        let cents = price(kind.price, &mut random);
        Self {
            number,
            maker,
            title: format!("{maker} {quality} {} {size}, {model}", kind.noun),
            cents,
            sale: random.chance(5).then(|| sale(cents, &mut random)),
            gtin: if random.chance(95) { gtin(number) } else { None },
            model,
            category: kind.category,
            product_type: kind.product_type,
            aisle: random.chance(70).then(|| 1 + random.below(36)),
        }
    }
}

/// Cheap ones are more frequent; all end in 99 cents.
fn price((from, to): (u64, u64), random: &mut Random) -> u64 {
    let span = to - from;
    let dollars = from + (random.next() % span).min(random.next() % span);
    dollars * 100 + 99
}

/// Ten to forty per cent off, and when.
pub(super) fn sale(cents: u64, random: &mut Random) -> (u64, &'static str) {
    let percent = 60 + random.next() % 31;
    (cents * percent / 100, random.pick(&SALE_TIMES).copied().unwrap_or_default())
}

fn gtin(number: u64) -> Option<Gtin> {
    let body = WITHIN_A_COMPANY + number % 10_000_000_000;
    (0..10).find_map(|check| Gtin::from_number(body * 10 + check).ok())
}

/// `33.59 USD`, or nothing.
pub(super) struct Dollars(pub(super) Option<u64>);

impl Display for Dollars {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        self.0.map_or(Ok(()), |cents| write!(f, "{}.{:02} USD", cents / 100, cents % 100))
    }
}

/// The number of an item, as feeds write it.
pub(super) struct Id(pub(super) u64);

impl Display for Id {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        write!(f, "I{:07}", self.0)
    }
}

/// A row, its cells with tabs between.
impl Display for Item {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        let Self { maker, title, model, category, product_type, .. } = self;
        let (id, price) = (Id(self.number), Dollars(Some(self.cents)));
        let (sale, when) = self.sale.unzip();
        let (sale, when) = (Dollars(sale), when.unwrap_or_default());
        let site = "https://alder.example";
        write!(f, "{id}\t{title}\tMade by {maker}.\t{site}/p/{id}\t{site}/i/{id}.jpg\tin_stock\t")?;
        write!(f, "{price}\t{sale}\t{when}\t{maker}\t")?;
        if let Some(gtin) = self.gtin {
            write!(f, "{gtin}")?;
        }
        write!(f, "\t{model}\tnew\t{category}\t{product_type}")
    }
}
