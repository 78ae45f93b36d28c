//! What can be told of a row only beside its item and its store: its price, and until when.

use super::super::google_products::{Product, refusal};
use super::super::price_text::Said;
use super::super::report::{Kind, Origin, Report};
use super::super::sale_time::{SaleTime, Side};
use super::super::zones;
use super::intern::Interner;
use super::join::index;
use super::row::{Row, Values};
use crate::item::{Availability, Money, NOTHING, Price, Shelf, Window};
use crate::store::Listing;
use crate::time::UtcSeconds;
use std::collections::HashMap;
use std::sync::Arc;

/// Why a row has no sale.
type NoSale = (Kind, &'static str, String);

pub(super) struct Settle<'a> {
    values: Values,
    products: &'a [Product],
    listings: &'a [Listing],
    buffer: u32,
    report: &'a mut Report,
    prices: Interner<Price>,
    /// Times of sales by the clocks of a zone.
    windows: HashMap<(SaleTime, Option<&'a str>), Result<Window, NoSale>>,
    buffered: u64,
}

impl<'a> Settle<'a> {
    pub(super) fn new(
        values: Values,
        products: &'a [Product],
        listings: &'a [Listing],
        buffer: u32,
        report: &'a mut Report,
    ) -> Self {
        let (prices, windows) = (Interner::default(), HashMap::new());
        Self { values, products, listings, buffer, report, prices, windows, buffered: 0 }
    }

    /// Prices, aisles, and how many rows the buffer has turned to out of stock.
    pub(super) fn finish(self) -> (Vec<Price>, Vec<Arc<str>>, u64) {
        (self.prices.into_values(), self.values.aisles.into_values(), self.buffered)
    }

    /// One of the rows of an item in a store, in the order of files: the last file's first.
    pub(super) fn shelf(&mut self, same: &[Row], inventory_files: &[u16]) -> Option<Shelf> {
        let mut last: Option<&Row> = None;
        for row in same {
            match last.filter(|earlier| earlier.file == row.file) {
                None => {
                    if let Some(earlier) = last {
                        self.report.accept(earlier.origin());
                    }
                    last = Some(row);
                }
                Some(earlier) => self.refuse_second(earlier, row),
            }
        }
        let row = last?;
        let price = self.price(row);
        self.report.accept(row.origin());
        let (availability, quantity) = self.in_sight(row);
        Some(Shelf {
            item: row.item,
            price: price.map_or(NOTHING, |price| self.prices.number(price)),
            quantity: quantity.unwrap_or(NOTHING),
            aisle: row.aisle,
            source: source(row.file, inventory_files),
            availability,
            pickup: row.pickup,
        })
    }

    fn refuse_second(&mut self, first: &Row, row: &Row) {
        let why = format!("line {} has this item in this store already", first.origin().line);
        let id = self.products.get(index(row.item)).map_or("", |product| product.item.id.as_str());
        self.report.refuse(row.origin(), Kind::DuplicateStock, "id", id, why);
    }

    /// Availability and quantity without the last pieces.
    fn in_sight(&mut self, row: &Row) -> (Availability, Option<u32>) {
        let Some(quantity) = row.quantity() else { return (row.availability, None) };
        let in_sight = quantity.saturating_sub(self.buffer);
        if in_sight == 0 && row.availability.is_available() {
            self.buffered += 1;
            return (Availability::OutOfStock, Some(0));
        }
        (row.availability, Some(in_sight))
    }

    fn price(&mut self, row: &Row) -> Option<Price> {
        let product = self.products.get(index(row.item))?;
        let of_product = product.item.price;
        let own = self.values.price(row);
        let regular = match own {
            Said::This(own) => own,
            Said::Unreadable => return None,
            Said::Nothing => match of_product {
                Some(price) => price,
                None => return self.without_price(row),
            },
        };
        if let Some(other) = of_product.filter(|price| price.currency != regular.currency) {
            let why = format!("the product's price is {other}");
            let (at, value) = (row.origin(), regular.to_string());
            self.report.remark(at.file, at.line, Kind::OtherCurrency, "price", &value, why);
        }
        let price = Price::new(regular);
        let sale = match self.values.sale(row) {
            Said::This(sale) => Some((sale, self.values.time(row))),
            Said::Nothing if own == Said::Nothing => {
                product.sale.map(|(sale, time)| (sale, Said::This(time)))
            }
            Said::Nothing | Said::Unreadable => None,
        };
        let Some((sale, time)) = sale else { return Some(price) };
        Some(self.with_sale(price, sale, time, row))
    }

    fn without_price(&mut self, row: &Row) -> Option<Price> {
        if let Said::This(sale) = self.values.sale(row) {
            let why = "neither the row nor the product has a price".to_owned();
            self.no_sale(row.origin(), sale, (Kind::SaleWithoutPrice, "sale_price", why));
        }
        None
    }

    fn with_sale(&mut self, price: Price, sale: Money, time: Said<SaleTime>, row: &Row) -> Price {
        let window = match time {
            Said::Nothing => Ok(Window::ALWAYS),
            // Already told of.
            Said::Unreadable => return price,
            Said::This(time) => self.window(time, row.store),
        };
        let on_sale = window.and_then(|window| {
            price.with_sale(sale, window).map_err(|error| {
                let (kind, why) = refusal(error, price.regular());
                (kind, "sale_price", why)
            })
        });
        on_sale.unwrap_or_else(|no_sale| {
            self.no_sale(row.origin(), sale, no_sale);
            price
        })
    }

    fn no_sale(&mut self, at: Origin, sale: Money, (kind, column, why): NoSale) {
        self.report.repair(at, kind, column, &sale.to_string(), why);
    }

    /// When a sale is in force in a store.
    fn window(&mut self, time: SaleTime, store: u32) -> Result<Window, NoSale> {
        let listing = self.listings.get(index(store));
        let is_local = matches!(time.from, Side::Local(_)) || matches!(time.until, Side::Local(_));
        let zone = listing.and_then(|listing| listing.store.timezone.as_deref());
        let zone = zone.filter(|_| is_local);
        self.windows.entry((time, zone)).or_insert_with(|| resolve(time, zone)).clone()
    }
}

fn resolve(time: SaleTime, zone: Option<&str>) -> Result<Window, NoSale> {
    let side = |side| match (side, zone) {
        (Side::Open, _) => Ok(None),
        (Side::At(at), _) => Ok(Some(at)),
        (Side::Local(label), Some(zone)) => zones::instant(zone, label).map(Some).ok_or(()),
        (Side::Local(_), None) => Err(()),
    };
    let column = "sale_price_effective_date";
    let sides: Result<(Option<UtcSeconds>, Option<UtcSeconds>), ()> =
        side(time.from).and_then(|from| Ok((from, side(time.until)?)));
    let Ok((from, until)) = sides else {
        let why = "it is by the store's clock, and the zone of the store is unknown";
        return Err((Kind::SaleWithoutZone, column, why.to_owned()));
    };
    Window::new(from, until).ok_or_else(|| {
        let why = "there it ends before it begins";
        (Kind::UnreadableSaleTime, column, why.to_owned())
    })
}

/// The place of a file among the inventory feeds.
fn source(file: u16, inventory_files: &[u16]) -> u16 {
    let place = inventory_files.iter().position(|known| *known == file).unwrap_or_default();
    u16::try_from(place).unwrap_or(u16::MAX)
}
