//! Google's local inventory feed: what a store has of an item, a row each.
//!
//! Names are compared without case, spaces, underscores and a prefix such as `g:`.
//!
//! | attribute | what it becomes |
//! |---|---|
//! | `store_code` | the store |
//! | `id`, `itemid` | the item |
//! | `quantity` | how many; below zero counts as 0 |
//! | `availability` | whether it is there; where it is empty, the quantity tells |
//! | `price`, `sale_price`, `sale_price_effective_date` | what it costs there |
//! | `pickup_method`, `pickup_sla` | how it is picked up, and when it is ready |
//! | `instore_product_location` | where it lies |
//!
//! An availability and a quantity that contradict each other count as out of stock. A method of
//! pickup without a lead time is none; a lead time without a method is one.

mod words;

use super::price_text::{self, Said};
use super::records::{Column, Record, Schema};
use super::report::{Kind, Report, StockFormat};
use super::sale_time::SaleTime;
use crate::item::{Availability, ItemId, Money, Pickup};
use crate::store::StoreId;

/// What a cell holds.
#[derive(Clone, Copy, Debug)]
enum Field {
    Store,
    Id,
    Quantity,
    Price,
    SalePrice,
    SaleTime,
    Availability,
    PickupMethod,
    PickupSla,
    Location,
    Count,
}

/// Its names.
pub(super) static SCHEMA: Schema = Schema {
    fields: Field::Count as usize,
    column,
    required: &[(Field::Store as usize, "store_code"), (Field::Id as usize, "id")],
    formats: [StockFormat::GoogleInventoryTsv, StockFormat::GoogleInventoryXml],
};

fn column(name: &str) -> Option<Column> {
    let field = match name {
        "storecode" | "shopcode" => Field::Store,
        "id" | "itemid" => Field::Id,
        "quantity" => Field::Quantity,
        "price" => Field::Price,
        "saleprice" => Field::SalePrice,
        "salepriceeffectivedate" => Field::SaleTime,
        "availability" => Field::Availability,
        "pickupmethod" => Field::PickupMethod,
        "pickupsla" => Field::PickupSla,
        "instoreproductlocation" => Field::Location,
        "gtin"
        | "title"
        | "itemgroupid"
        | "webitemid"
        | "timestamp"
        | "weight"
        | "link"
        | "pickuplinktemplate"
        | "mobilepickuplinktemplate"
        | "localshippinglabel"
        | "targetcountry"
        | "contentlanguage"
        | "feedlabel"
        | "channel" => {
            return Some(Column::Unused);
        }
        _ => return None,
    };
    Some(Column::Field(field as usize))
}

/// A row: what it says for itself, before the product and the store are known.
#[derive(Debug, PartialEq)]
pub(super) struct Row<'r> {
    pub store: StoreId,
    pub item: ItemId,
    pub availability: Availability,
    pub quantity: Option<u32>,
    pub price: Said<Money>,
    pub sale: Said<Money>,
    pub time: Said<SaleTime>,
    pub pickup: Option<Pickup>,
    /// Empty where it is not said.
    pub aisle: &'r str,
}

/// Reads a row; `None`: it is refused.
pub(super) fn read<'r>(record: &'r Record, report: &mut Report) -> Option<Row<'r>> {
    let store = record.code(Field::Store as usize, StoreId::new, report)?;
    let item = record.code(Field::Id as usize, ItemId::new, report)?;
    let quantity = quantity(record, report);
    let (availability, quantity) = availability(record, quantity, report)?;
    let [price, sale, time] =
        [Field::Price, Field::SalePrice, Field::SaleTime].map(|field| field as usize);
    Some(Row {
        store,
        item,
        availability,
        quantity,
        price: price_text::cell(record, price, Kind::UnreadablePrice, report),
        sale: price_text::cell(record, sale, Kind::UnreadableSalePrice, report),
        time: super::sale_time::cell(record, time, report),
        pickup: pickup(record, report),
        aisle: record.cell(Field::Location as usize),
    })
}

fn quantity(record: &Record, report: &mut Report) -> Option<u32> {
    let field = Field::Quantity as usize;
    let text = record.cell(field);
    if text.is_empty() {
        return None;
    }
    // Spreadsheets write 4 as 4.0.
    let whole = text.split_once('.').filter(|(_, rest)| rest.bytes().all(|b| b == b'0'));
    let number: Option<i64> = whole.map_or(text, |(whole, _)| whole).parse().ok();
    let (kind, why, quantity) = match number {
        Some(0..) => match number.and_then(|n| u32::try_from(n).ok()) {
            Some(quantity) => return Some(quantity),
            None => (Kind::UnreadableQuantity, "no store has so many", None),
        },
        Some(_) => (Kind::NegativeQuantity, "it is negative", Some(0)),
        None => (Kind::UnreadableQuantity, "it is not a whole number", None),
    };
    report.repair(record.origin(), kind, record.name(field), text, why);
    quantity
}

/// Whether it is there, and how many; `None` refuses the row.
fn availability(
    record: &Record,
    quantity: Option<u32>,
    report: &mut Report,
) -> Option<(Availability, Option<u32>)> {
    let field = Field::Availability as usize;
    let (at, name, text) = (record.origin(), || record.name(field), record.cell(field));
    let said = match (words::availability(text), quantity) {
        (Some(said), _) => said,
        (None, Some(0)) if text.is_empty() => Availability::OutOfStock,
        (None, Some(_)) if text.is_empty() => Availability::InStock,
        (None, _) => {
            let why = if text.is_empty() { "it is not given" } else { "it is none of the four" };
            report.refuse(at, Kind::UnknownAvailability, name(), text, why);
            return None;
        }
    };
    let why = match quantity {
        Some(0) if said.is_available() => "the quantity is 0",
        Some(1..) if said == Availability::OutOfStock => "the quantity is not 0",
        _ => return Some((said, quantity)),
    };
    report.repair(at, Kind::ContradictoryStock, name(), text, why);
    Some((Availability::OutOfStock, Some(0)))
}

fn pickup(record: &Record, report: &mut Report) -> Option<Pickup> {
    let [method, lead] = [Field::PickupMethod as usize, Field::PickupSla as usize];
    let (at, method_text, lead_text) = (record.origin(), record.cell(method), record.cell(lead));
    let method = match words::pickup_method(method_text) {
        words::Method::NotSupported => return None,
        words::Method::Known(known) => Some(known),
        words::Method::Unknown if method_text.is_empty() => None,
        words::Method::Unknown => {
            let (kind, why) = (Kind::UnknownPickupMethod, "it is none of the four");
            report.repair(at, kind, record.name(method), method_text, why);
            None
        }
    };
    if let Some(lead) = words::lead_time(lead_text) {
        return Some(Pickup { method, lead });
    }
    if !lead_text.is_empty() {
        let (kind, why) = (Kind::UnknownLeadTime, "it is no lead time");
        report.repair(at, kind, record.name(lead), lead_text, why);
    } else if !method_text.is_empty() {
        let (kind, why) = (Kind::PickupWithoutLeadTime, "there is no lead time");
        report.repair(at, kind, record.name(lead), "", why);
    }
    None
}
