//! The goods: product and inventory feeds, read as streams beside the stores.

use super::Args;
use crate::cli::progress::{Progress, count, grouped};
use crate::feed::Report;
use crate::feed::stock::StockFeeds;
use crate::item::{Quantities, Stocked};
use crate::snapshot::{Catalogue, Goods};
use crate::store::Listing;
use crate::time::UtcSeconds;
use clap::Args as ClapArgs;
use miette::{Context as _, IntoDiagnostic as _};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

/// What a command line says of goods.
#[derive(Debug, ClapArgs)]
pub(super) struct GoodsArgs {
    /// Product feeds as Google Merchant Center takes them, TSV or XML. An item of a later file
    /// replaces that of an earlier one.
    #[arg(long, value_name = "FILE", num_args = 1..)]
    products: Vec<PathBuf>,
    /// Local inventory feeds, TSV or XML. A row of a later file replaces that of an earlier one: a
    /// delta is a file after the whole.
    #[arg(long, value_name = "FILE", num_args = 1.., requires = "products")]
    inventory: Vec<PathBuf>,
    /// When the inventory feeds were made, in RFC 3339; the times of the files, if not given.
    #[arg(long, value_name = "INSTANT", value_parser = super::instant, requires = "inventory")]
    as_of: Option<UtcSeconds>,
    /// How many pieces of an item in a store are kept out of sight.
    #[arg(long, value_name = "PIECES", default_value_t = 0)]
    buffer: u32,
    /// How exactly quantities are told: cap:N (N stands for more, too), exact, or hide.
    #[arg(long, value_name = "RULE", default_value = "cap:5")]
    quantity: Quantities,
}

/// What the stores have, and when that was so.
pub(super) struct Read {
    stocked: Stocked,
    as_of: Vec<UtcSeconds>,
    quantities: Quantities,
}

impl Read {
    pub(super) fn goods(&self) -> Goods<'_> {
        Goods { stocked: &self.stocked, as_of: &self.as_of, quantities: self.quantities }
    }

    /// Rows that the buffer has turned to out of stock.
    pub(super) fn buffered(&self) -> u64 {
        self.stocked.buffered()
    }
}

/// Reads the goods of `listings`, if there are any to be read, and goes on with the report.
pub(super) fn read(
    args: &Args,
    listings: &[Listing],
    report: Report,
) -> miette::Result<(Option<Read>, Report)> {
    let args = &args.goods;
    if args.products.is_empty() {
        return Ok((None, report));
    }
    let (products, inventory) = (open_all(&args.products)?, open_all(&args.inventory)?);
    let as_of: miette::Result<Vec<UtcSeconds>> =
        inventory.iter().map(|feed| args.as_of.map_or_else(|| feed.made_at(), Ok)).collect();
    let as_of = as_of?;
    let feeds = products.len() + inventory.len();
    let bytes = products.iter().chain(&inventory).map(|feed| feed.bytes).sum();
    let progress = Progress::bytes(&format!("reading {} of goods", count(feeds, "file")), bytes);
    let mut told = |done| progress.reach(done);
    let mut stock = StockFeeds::new(report, &mut told);
    for feed in products {
        stock.products(&feed.label, feed.file);
    }
    for feed in inventory {
        stock.inventory(&feed.label, feed.file);
    }
    let (stocked, report) = stock.join(listings, args.buffer);
    Ok((Some(Read { stocked, as_of, quantities: args.quantity }), report))
}

struct Feed<'a> {
    path: &'a Path,
    label: String,
    file: File,
    bytes: usize,
}

fn open_all(paths: &[PathBuf]) -> miette::Result<Vec<Feed<'_>>> {
    paths.iter().map(|path| Feed::open(path)).collect()
}

impl<'a> Feed<'a> {
    fn open(path: &'a Path) -> miette::Result<Self> {
        let label = path.display().to_string();
        let file = File::open(path).into_diagnostic();
        let file = file.wrap_err_with(|| format!("cannot read {label}"))?;
        let bytes = file.metadata().map_or(0, |of| usize::try_from(of.len()).unwrap_or(usize::MAX));
        Ok(Self { path, label, file, bytes })
    }

    /// When the file was last written.
    fn made_at(&self) -> miette::Result<UtcSeconds> {
        let modified = self.file.metadata().and_then(|of| of.modified()).into_diagnostic();
        let modified = modified.wrap_err_with(|| {
            format!("nothing says when {} was made: give --as-of", self.path.display())
        })?;
        let since_epoch = modified.duration_since(UNIX_EPOCH).unwrap_or_default();
        Ok(UtcSeconds(i64::try_from(since_epoch.as_secs()).unwrap_or(i64::MAX)))
    }
}

/// Lines of the summary.
pub(super) fn summarise(read: &Read, catalogue: &Catalogue) {
    let number = |count: u64| grouped(usize::try_from(count).unwrap_or(usize::MAX));
    println!(
        "items     {}, on {}",
        number(catalogue.item_count.into()),
        count(catalogue.items.len(), "page")
    );
    println!(
        "stock     {} rows, {} turned to out of stock by the buffer",
        number(catalogue.rows),
        number(read.buffered())
    );
    for as_of in &catalogue.as_of {
        println!("as of     {}", as_of.to_rfc3339());
    }
}
