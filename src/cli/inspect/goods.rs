//! Items and stock as JSON. Numbers of items and stores are in hexadecimal, as prefixes are.

use crate::nearest::Tile;
use crate::snapshot::{GtinPage, ItemPage, ItemRecord, StockPage, StockRow};
use crate::time::UtcSeconds;
use serde_json::{Value, json};
use std::collections::BTreeMap;

pub(super) fn code(code: u32) -> String {
    format!("{code:08x}")
}

pub(super) fn items(page: &ItemPage) -> Value {
    let shown = page.items().map(|item| match item {
        Ok(item) => self::item(&item),
        Err(error) => json!({ "error": error.to_string() }),
    });
    json!({ "kind": "items", "items": shown.collect::<Value>() })
}

pub(super) fn item(item: &ItemRecord<'_>) -> Value {
    json!({
        "code": code(item.code),
        "id": item.id,
        "title": item.title,
        "brand": item.brand,
        "link": item.link,
        "image": item.image,
        "gtin": item.gtin.map(|gtin| gtin.to_string()),
        "category": item.category,
        "product_type": item.product_type,
        "price": item.price.map(|price| price.to_string()),
    })
}

pub(super) fn gtins(page: &GtinPage) -> Value {
    let mut codes: BTreeMap<u64, Vec<String>> = BTreeMap::new();
    page.entries().for_each(|(gtin, item)| codes.entry(gtin).or_default().push(code(item)));
    let codes = codes.into_iter().map(|(gtin, codes)| (gtin.to_string(), Value::from(codes)));
    json!({ "kind": "gtins", "items_of": codes.collect::<serde_json::Map<_, _>>() })
}

pub(super) fn stock(page: &StockPage) -> Value {
    let of_item = |item| {
        let rows =
            |region| page.rows_in(item, region).map(|stock| (code(stock.store), row(&stock)));
        let rows = |region| Value::from(rows(region).collect::<serde_json::Map<_, _>>());
        let regions = page.regions(item).map(|region| (at(region), rows(region)));
        Value::from(regions.collect::<serde_json::Map<_, _>>())
    };
    let items = page.items().iter().map(|&item| (code(item), of_item(item)));
    let displaced = page.displaced().iter().map(|(id, store)| (id.clone(), code(*store).into()));
    json!({
        "kind": "stock",
        "rows": page.len(),
        "stores_of_regions_of_items": items.collect::<serde_json::Map<_, _>>(),
        "codes_of_displaced_stores": displaced.collect::<serde_json::Map<_, Value>>(),
    })
}

fn at(region: Option<Tile>) -> String {
    region.map_or_else(|| "no place".to_owned(), |tile| tile.to_string())
}

pub(super) fn row(row: &StockRow<'_>) -> Value {
    let price = row.price.map(|price| {
        let sale = price.sale().map(|sale| {
            json!({
                "minor": sale.minor,
                "from": sale.window.from().map(UtcSeconds::to_rfc3339),
                "until": sale.window.until().map(UtcSeconds::to_rfc3339),
            })
        });
        json!({ "regular": price.regular().to_string(), "sale": sale })
    });
    json!({
        "availability": row.availability,
        "quantity": row.quantity,
        "price": price,
        "pickup": row.pickup,
        "aisle": row.aisle,
        "source": row.source,
    })
}
