//! The goods of a synthetic chain: its product and inventory feeds, written as streams.

use super::item::{self, Item};
use super::spread::Spread;
use super::stock::{self, Stock};
use crate::cli::progress::{Progress, count};
use clap::Args as ClapArgs;
use miette::{Context as _, IntoDiagnostic as _, miette};
use std::fmt::Display;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

/// What a command line says of goods: all of it or nothing.
#[derive(Debug, ClapArgs)]
pub(super) struct GoodsArgs {
    /// How many items the chain sells.
    #[arg(long, value_name = "N", requires_all = ["rows", "products", "inventory"])]
    items: Option<u64>,
    /// How many rows its inventory has: an item in a store is one.
    #[arg(long, value_name = "N", requires = "items")]
    rows: Option<u64>,
    /// Where to write the product feed, as Google Merchant Center takes it.
    #[arg(long, value_name = "FILE.tsv", requires = "items")]
    products: Option<PathBuf>,
    /// Where to write the local inventory feed.
    #[arg(long, value_name = "FILE.tsv", requires = "items")]
    inventory: Option<PathBuf>,
}

/// Writes both feeds, if they are asked for.
pub(super) fn write(args: &GoodsArgs, stores: u64, seed: u64) -> miette::Result<()> {
    let GoodsArgs { items: Some(items), rows: Some(rows), .. } = *args else { return Ok(()) };
    let (Some(products), Some(inventory)) = (&args.products, &args.inventory) else {
        return Ok(());
    };
    let spread = Spread::new(stores, items, rows, seed).ok_or_else(|| {
        miette!(
            help = "an item is in a store once: fewer rows, or more items",
            "{} do not fit in {} with {}",
            number(rows, "row"),
            number(stores, "store"),
            number(items, "item")
        )
    })?;
    let progress = Progress::begin("writing goods", usize::try_from(rows).unwrap_or(usize::MAX));
    let mut products = Feed::new(products, &item::HEADER)?;
    let mut inventory = Feed::new(inventory, &stock::HEADER)?;
    for item in (1..=items).map(|number| Item::new(number, seed)) {
        products.write(&item)?;
        for store in spread.stores_of(item.number) {
            inventory.write(&Stock::new(store, &item, seed))?;
        }
        progress.reach(inventory.rows);
    }
    drop(progress);
    products.finish("item")?;
    inventory.finish("row")
}

fn number(of: u64, noun: &str) -> String {
    count(usize::try_from(of).unwrap_or(usize::MAX), noun)
}

/// A table being written: cells are not quoted, and hold no tabs.
struct Feed<'a> {
    path: &'a Path,
    file: BufWriter<File>,
    rows: u64,
}

impl<'a> Feed<'a> {
    fn new(path: &'a Path, header: &[&str]) -> miette::Result<Self> {
        let cannot = || format!("cannot write {}", path.display());
        let file = File::create(path).into_diagnostic().wrap_err_with(cannot)?;
        let mut feed = Self { path, file: BufWriter::with_capacity(1 << 20, file), rows: 0 };
        feed.line(&header.join("\t"))?;
        Ok(feed)
    }

    fn write(&mut self, row: &impl Display) -> miette::Result<()> {
        self.rows += 1;
        self.line(row)
    }

    fn line(&mut self, cells: &impl Display) -> miette::Result<()> {
        let cannot = || format!("cannot write {}", self.path.display());
        writeln!(self.file, "{cells}").into_diagnostic().wrap_err_with(cannot)
    }

    fn finish(mut self, noun: &str) -> miette::Result<()> {
        let cannot = || format!("cannot write {}", self.path.display());
        self.file.flush().into_diagnostic().wrap_err_with(cannot)?;
        println!("{}: {}", self.path.display(), number(self.rows, noun));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::item::Gtin;
    use std::collections::HashSet;

    #[test]
    fn items_are_the_same_however_many_there_are() {
        let items = |seed| (1..=500).map(move |number| Item::new(number, seed));
        assert!(items(7).eq(items(7)));
        assert!(items(7).ne(items(8)));
        let titles: HashSet<String> = items(7).map(|item| item.to_string()).collect();
        assert_eq!(titles.len(), 500);
        let item = Item::new(3, 7);
        assert_eq!(Stock::new(9, &item, 7), Stock::new(9, &item, 7));
        assert_ne!(Stock::new(9, &item, 7), Stock::new(10, &item, 7));
    }

    #[test]
    fn rows_have_all_their_cells() {
        for item in (1..=2_000).map(|number| Item::new(number, 1)) {
            let row = item.to_string();
            let cells: Vec<&str> = row.split('\t').collect();
            assert_eq!(cells.len(), item::HEADER.len(), "{row}");
            assert!(cells[10].is_empty() || Gtin::new(cells[10]).is_ok(), "{row}");
            let row = Stock::new(item.number, &item, 1).to_string();
            assert_eq!(row.split('\t').count(), stock::HEADER.len(), "{row}");
        }
    }
}
