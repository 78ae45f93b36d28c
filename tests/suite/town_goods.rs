//! What the stores of the town have, and a smaller town with two currencies.

use crate::shelves::Shelves;
use nigh::store::Listing;
use nigh::time::UtcSeconds;

pub const PRODUCTS: &str = "id\ttitle\tlink\timage_link\tbrand\tgtin\tproduct_type\tprice\tsale_price\tsale_price_effective_date\n";
pub const INVENTORY: &str = "store_code\tid\tavailability\tquantity\tprice\tsale_price\t\
    sale_price_effective_date\tpickup_method\tpickup_sla\tinstore_product_location\n";

/// Title, brand, trade item number, kind, price, sale and its time, by id.
const TOWN_PRODUCTS: [[&str; 8]; 11] = [
    ["lamp-7", "Desk Lamp, Black", "Nordlys", "9521234000013", "Home > Lamps", "39.99 USD", "", ""],
    // One trade item number, two items.
    ["mug-blue", "Mug, Blue", "Nordlys", "9521234000020", "Home > Mugs", "12.00 USD", "", ""],
    ["mug-red", "Mug, Red", "Nordlys", "9521234000020", "Home > Mugs", "11.00 USD", "", ""],
    // A sale for a morning, by its own clock.
    [
        "kettle",
        "Electric Kettle 1.7 L",
        "Fjord",
        "9521234000044",
        "Home > Kitchen",
        "49.00 USD",
        "39.00 USD",
        "2026-11-27T06:00-0600/2026-11-27T12:00-0600",
    ],
    ["game-4411", "Racing Game", "Loop", "885370138405", "Games", "59.99 USD", "", ""],
    ["milk", "Milk, 1 Gallon", "", "", "Food > Milk", "3.89 USD", "", ""],
    ["bread", "Rye Bread", "", "", "Food > Bread", "4.49 USD", "", ""],
    // An id that looks like a trade item number.
    ["9521234000037", "Чай чёрный, 100 г", "Самовар", "", "Food > Tea", "6.25 USD", "", ""],
    // Only far away, without a price; only where nobody can go; nowhere.
    ["pretzel", "Brezel", "", "", "Food > Bread", "", "", ""],
    ["voucher", "Gift Voucher", "", "", "Gifts", "25.00 USD", "", ""],
    ["rope", "Rope, 10 m", "", "", "Tools", "7.00 USD", "", ""],
];

/// Availability, quantity, price, sale and its time, pickup, lead time and aisle, by store and id.
const TOWN_INVENTORY: [[&str; 10]; 21] = [
    ["100", "lamp-7", "limited", "2", "33.59 USD", "", "", "buy", "same day", "Aisle 28"],
    ["300", "lamp-7", "in stock", "9", "", "", "", "", "", ""],
    ["400", "lamp-7", "in stock", "", "29.99 USD", "", "", "buy", "next day", ""],
    ["500", "lamp-7", "out of stock", "0", "", "", "", "", "", ""],
    ["600", "lamp-7", "in stock", "3", "", "", "", "reserve", "multi-week", ""],
    // A sale through a date, by the store's clock.
    [
        "100",
        "mug-blue",
        "in stock",
        "4",
        "12.00 USD",
        "8.50 USD",
        "2026-11-20/2026-11-28",
        "",
        "",
        "",
    ],
    ["100", "mug-red", "in stock", "6", "", "", "", "buy", "next day", "Aisle 3"],
    ["300", "mug-red", "limited", "1", "", "", "", "", "", ""],
    ["600", "mug-red", "in stock", "5", "9.75 USD", "", "", "ship to store", "next day", ""],
    ["100", "kettle", "in stock", "5", "", "", "", "reserve", "2-day", "Aisle 12"],
    ["300", "kettle", "in stock", "8", "45.00 USD", "", "", "", "", ""],
    ["500", "kettle", "in stock", "1", "40.00 USD", "", "", "", "", ""],
    ["100", "game-4411", "in stock", "3", "", "", "", "buy", "next day", ""],
    ["200 & co/ü", "game-4411", "on display to order", "", "", "", "", "", "", ""],
    ["100", "milk", "in stock", "40", "", "", "", "", "", "Dairy"],
    ["600", "milk", "in stock", "4", "3.59 USD", "", "", "", "", "Dairy"],
    ["300", "bread", "in stock", "3", "", "", "", "", "", ""],
    ["200 & co/ü", "9521234000037", "in stock", "5", "", "", "", "", "", "Bar"],
    ["800", "pretzel", "in stock", "", "", "", "", "", "", ""],
    ["700", "voucher", "in stock", "", "", "", "", "", "", ""],
    ["800", "voucher", "out of stock", "0", "", "", "", "", "", ""],
];

const BORDER_PRODUCTS: [[&str; 8]; 2] = [
    ["tent", "Tent for Two", "Fjord", "", "Outdoors > Tents", "179.00 USD", "", ""],
    ["canoe", "Canoe", "Fjord", "", "Outdoors > Boats", "899.00 USD", "", ""],
];
const BORDER_INVENTORY: [[&str; 10]; 5] = [
    ["falls", "tent", "in stock", "2", "", "", "", "", "", ""],
    ["fort", "tent", "in stock", "2", "169.00 CAD", "", "", "", "", ""],
    ["island", "tent", "limited", "1", "150.00 USD", "", "", "", "", ""],
    ["duluth", "tent", "in stock", "5", "99.00 USD", "", "", "", "", ""],
    ["duluth", "canoe", "limited", "1", "", "", "", "buy", "same day", ""],
];

/// The goods of the town.
pub fn of_town(listings: Vec<Listing>, built_at: UtcSeconds) -> Shelves {
    shelves(listings, built_at, &TOWN_PRODUCTS, &TOWN_INVENTORY)
}

/// The goods of the town on the border.
pub fn of_border(listings: Vec<Listing>, built_at: UtcSeconds) -> Shelves {
    shelves(listings, built_at, &BORDER_PRODUCTS, &BORDER_INVENTORY)
}

fn shelves(
    listings: Vec<Listing>,
    built_at: UtcSeconds,
    products: &[[&str; 8]],
    inventory: &[[&str; 10]],
) -> Shelves {
    let product = |[id, title, rest @ ..]: &[&str; 8]| {
        let link = format!("https://north.example/items/{id}");
        format!("{id}\t{title}\t{link}\t{link}.jpg\t{}\n", rest.join("\t"))
    };
    let products: String = products.iter().map(product).collect();
    let inventory: String = inventory.iter().map(|row| row.join("\t") + "\n").collect();
    let (products, inventory) =
        (format!("{PRODUCTS}{products}"), format!("{INVENTORY}{inventory}"));
    let as_of = vec![built_at.plus(-3_600)];
    Shelves { as_of, ..Shelves::of(listings, &products, &[&inventory]) }
}
