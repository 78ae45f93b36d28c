//! Google's product feed: an item a row.
//!
//! Names are compared without case, spaces, underscores and a prefix such as `g:`.
//!
//! | attribute | what it becomes |
//! |---|---|
//! | `id` | the id |
//! | `title`, `description`, `brand`, `google_product_category`, `product_type` | as they stand |
//! | `link`, `image_link` | its page, its picture |
//! | `gtin` | the trade item number, if its check digit is right |
//! | `price` | what it costs where a store says nothing else |
//! | `sale_price`, `sale_price_effective_date` | a sale, where a store gives no price of its own |
//!
//! Its `availability` is that of the web shop, and not used. The other attributes of Google's
//! list are known, and not used either.

mod columns;

use super::price_text::{self, Said};
use super::records::Record;
use super::report::{Kind, Report};
use super::sale_time::{self, SaleTime};
use super::web_address;
use crate::item::{Gtin, GtinError, Item, ItemId, Money, Price, SaleError, Window};
use columns::Field;

pub(super) use columns::SCHEMA;

/// A row.
#[derive(Debug, PartialEq)]
pub(super) struct Product {
    pub item: Item,
    /// A price below the item's, in its currency, and the time at which it is in force.
    pub sale: Option<(Money, SaleTime)>,
}

/// Reads a row; `None`: it is refused.
pub(super) fn read(record: &Record, report: &mut Report) -> Option<Product> {
    let id = record.code(Field::Id as usize, ItemId::new, report)?;
    let text = |field: Field| record.cell(field as usize).to_owned();
    let price = price_text::cell(record, Field::Price as usize, Kind::UnreadablePrice, report);
    let item = Item {
        title: title(record, report),
        description: text(Field::Description),
        link: link(Field::Link, record, report),
        image: link(Field::ImageLink, record, report),
        brand: text(Field::Brand),
        gtin: gtin(record, report),
        category: text(Field::Category),
        product_type: text(Field::ProductType),
        price: price.this(),
        id,
    };
    Some(Product { sale: sale(price, record, report), item })
}

fn title(record: &Record, report: &mut Report) -> String {
    let field = Field::Title as usize;
    let title = record.cell(field);
    if title.is_empty() {
        let (at, name) = (record.origin(), record.name(field));
        report.repair(at, Kind::MissingTitle, name, "", "there is none");
        return record.cell(Field::Id as usize).to_owned();
    }
    title.to_owned()
}

fn link(field: Field, record: &Record, report: &mut Report) -> String {
    let field = field as usize;
    web_address::read(report, record.origin(), record.name(field), record.cell(field))
}

fn gtin(record: &Record, report: &mut Report) -> Option<Gtin> {
    let field = Field::Gtin as usize;
    let text = record.cell(field);
    if text.is_empty() {
        return None;
    }
    let error = match Gtin::new(text) {
        Ok(gtin) => return Some(gtin),
        Err(error) => error,
    };
    let kind = match error {
        GtinError::WrongCheckDigit { .. } => Kind::WrongCheckDigit,
        GtinError::NotDigits | GtinError::TooLong => Kind::InvalidGtin,
    };
    report.repair(record.origin(), kind, record.name(field), text, error.to_string());
    None
}

fn sale(price: Said<Money>, record: &Record, report: &mut Report) -> Option<(Money, SaleTime)> {
    let field = Field::SalePrice as usize;
    let sale = price_text::cell(record, field, Kind::UnreadableSalePrice, report);
    let time = sale_time::cell(record, Field::SaleTime as usize, report);
    let sale = sale.this()?;
    let time = match time {
        Said::Nothing => SaleTime::ALWAYS,
        Said::This(time) => time,
        Said::Unreadable => return None,
    };
    let (kind, why) = match price {
        // Already told of.
        Said::Unreadable => return None,
        Said::Nothing => (Kind::SaleWithoutPrice, "there is no price".to_owned()),
        Said::This(price) => match Price::new(price).with_sale(sale, Window::ALWAYS) {
            Ok(_) => return Some((sale, time)),
            Err(error) => refusal(error, price),
        },
    };
    report.repair(record.origin(), kind, record.name(field), record.cell(field), why);
    None
}

/// Why a sale from `price` cannot be.
pub(super) fn refusal(error: SaleError, price: Money) -> (Kind, String) {
    match error {
        SaleError::AbovePrice => (Kind::SaleAbovePrice, format!("the price is {price}")),
        SaleError::OtherCurrency => (Kind::SaleInOtherCurrency, format!("the price is {price}")),
    }
}
