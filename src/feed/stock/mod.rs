//! What the stores have: product and inventory feeds, joined with the stores.
//!
//! Files are taken in order. An item or a row of a later file replaces that of an earlier one
//! whole: a delta is an inventory file like any other. Within one file the first counts.
//!
//! What a row says of the price wins over the product. Where it gives a price, the sale is its
//! own or none; where it gives none, price and sale are the product's. A price that cannot be
//! read is unknown, and not the product's.
//!
//! The compact rows of all files, what they refer to, and the items are in memory; the text of a
//! feed is not.

mod intern;
mod join;
mod row;
mod settle;

use super::google_inventory;
use super::google_products::{self, Product};
use super::records::{self, Meter, Record, Schema, Sink};
use super::report::{Kind, Origin, Report};
use crate::item::Stocked;
use crate::store::Listing;
use row::{Row, Values};
use std::collections::HashMap;
use std::io::Read;

/// Takes feeds, one after another, then joins them.
pub struct StockFeeds<'p> {
    report: Report,
    taken: Taken,
    bytes: u64,
    progress: &'p mut dyn FnMut(u64),
}

/// What has been read.
#[derive(Debug, Default)]
struct Taken {
    values: Values,
    products: Vec<(Product, Origin)>,
    /// The product of an item.
    product_of: HashMap<u32, usize>,
    rows: Vec<Row>,
    /// Files of the report, in order.
    product_files: Vec<u16>,
    inventory_files: Vec<u16>,
}

impl<'p> StockFeeds<'p> {
    /// Goes on with the report of the stores. `progress` is told from time to time how many bytes
    /// have been read, of all product and inventory feeds together.
    pub fn new(report: Report, progress: &'p mut dyn FnMut(u64)) -> Self {
        Self { report, taken: Taken::default(), bytes: 0, progress }
    }

    /// Reads a product feed. `label` is how the report names it, such as its path.
    pub fn products(&mut self, label: &str, mut reader: impl Read) {
        let file = self.report.open(label);
        self.taken.product_files.push(file);
        self.read(file, &google_products::SCHEMA, &mut reader, Taken::product);
    }

    /// Reads an inventory feed, or a delta of one.
    pub fn inventory(&mut self, label: &str, mut reader: impl Read) {
        let file = self.report.open(label);
        self.taken.inventory_files.push(file);
        self.read(file, &google_inventory::SCHEMA, &mut reader, Taken::row);
    }

    fn read(
        &mut self,
        file: u16,
        schema: &'static Schema,
        reader: &mut dyn Read,
        take: fn(&mut Taken, &Record, &mut Report),
    ) {
        let Self { report, taken, bytes, progress } = self;
        let mut meter = Meter::new(reader, *bytes, *progress);
        let mut take = |record: &Record, report: &mut Report| take(taken, record, report);
        records::read(&mut meter, &mut Sink { file, schema, report, take: &mut take });
        *bytes = meter.finish();
    }

    /// Joins what was read with the stores, sorted by id as [`read`](super::read) hands them over.
    /// The last `buffer` pieces of an item in a store are kept out of sight.
    pub fn join(self, listings: &[Listing], buffer: u32) -> (Stocked, Report) {
        join::join(self.taken, self.report, listings, buffer)
    }
}

impl Taken {
    fn product(&mut self, record: &Record, report: &mut Report) {
        let at = record.origin();
        let Some(product) = google_products::read(record, report) else { return };
        let item = self.values.items.number(product.item.id.clone());
        let Some(&index) = self.product_of.get(&item) else {
            report.accept(at);
            self.product_of.insert(item, self.products.len());
            self.products.push((product, at));
            return;
        };
        let Some((known, earlier)) = self.products.get_mut(index) else { return };
        if earlier.file == at.file {
            let why = format!("line {} has this id already", earlier.line);
            let id = product.item.id.as_str();
            report.refuse(at, Kind::DuplicateItem, "id", id, why);
        } else {
            report.accept(at);
            (*known, *earlier) = (product, at);
        }
    }

    /// The row is accepted or refused by the join.
    fn row(&mut self, record: &Record, report: &mut Report) {
        if let Some(row) = google_inventory::read(record, report) {
            self.rows.push(self.values.row(row, record.origin()));
        }
    }
}

#[cfg(test)]
mod tests;
