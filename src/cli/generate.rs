//! `nigh generate`: a synthetic chain, for benchmarks and tests.

mod cities;
mod goods;
mod item;
mod random;
mod row;
mod spread;
mod stock;

pub use row::Row;

use super::progress::{count, grouped};
use super::{Exit, Outcome};
use clap::Args as ClapArgs;
use goods::GoodsArgs;
use miette::{Context as _, IntoDiagnostic as _};
use row::Weights;
use std::path::{Path, PathBuf};

/// Writes a synthetic chain of any size: its stores and, if asked, what they have
///
/// Stores lie in and around some 160 cities of the world, by their population, with a rural
/// background; hours, addresses and amenities vary as those of real chains do. Of the items, a few
/// are in nearly all stores and many in a handful; prices, sales, quantities and pickup vary by
/// store. The same seed gives the same files, and a larger chain begins with the stores of a
/// smaller one.
///
/// Examples:
///   nigh generate --stores 1000000 --out million.csv
///   nigh generate --stores 2000 --out stores.csv --items 50000 --rows 1000000 \
///     --products products.tsv --inventory inventory.tsv
///
/// Exit codes: 0 written, 1 a file could not be written, or there is no room for so many rows.
#[derive(Debug, ClapArgs)]
#[command(verbatim_doc_comment)]
pub struct Args {
    /// How many stores.
    #[arg(long, value_name = "N")]
    stores: u64,
    /// What chain: the same number gives the same chain.
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Where to.
    #[arg(long, value_name = "FILE.csv")]
    out: PathBuf,
    #[command(flatten)]
    goods: GoodsArgs,
}

const HEADER: [&str; 14] = [
    "id",
    "name",
    "lat",
    "lng",
    "street_address",
    "locality",
    "postal_code",
    "country",
    "phone",
    "url",
    "category",
    "opening_hours",
    "timezone",
    "amenities",
];

/// Runs the subcommand.
pub fn run(args: &Args) -> Outcome {
    let path = &args.out;
    write(path, args.stores, args.seed)
        .into_diagnostic()
        .wrap_err_with(|| format!("cannot write {}", path.display()))?;
    let stores = usize::try_from(args.stores).unwrap_or(usize::MAX);
    println!("{}: {}, seed {}", path.display(), count(stores, "store"), grouped_seed(args.seed));
    goods::write(&args.goods, args.stores, args.seed)?;
    Ok(Exit::Done)
}

fn grouped_seed(seed: u64) -> String {
    usize::try_from(seed).map_or_else(|_| seed.to_string(), grouped)
}

/// The first `count` stores of the chain called `seed`.
pub fn rows(count: u64, seed: u64) -> impl Iterator<Item = Row> {
    let weights = Weights::new();
    (1..=count).map(move |number| Row::new(number, seed, &weights))
}

fn write(path: &Path, stores: u64, seed: u64) -> csv::Result<()> {
    let mut file = csv::Writer::from_path(path)?;
    file.write_record(HEADER)?;
    for row in rows(stores, seed) {
        let (lat, lng) = (row.lat_deg.to_string(), row.lng_deg.to_string());
        let words = [
            &row.id,
            &row.name,
            &lat,
            &lng,
            &row.street_address,
            row.locality,
            &row.postal_code,
            row.country,
            &row.phone,
            &row.url,
            row.category,
            &row.opening_hours,
            row.timezone,
            &row.amenities,
        ];
        file.write_record(words)?;
    }
    file.flush()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_larger_chain_begins_with_the_smaller_one() {
        let small: Vec<Row> = rows(50, 7).collect();
        let large: Vec<Row> = rows(80, 7).collect();
        assert_eq!(large.get(..50), Some(small.as_slice()));
        assert_ne!(rows(50, 8).collect::<Vec<_>>(), small);
    }

    #[test]
    fn every_store_is_on_the_earth_and_has_an_id_of_its_own() {
        let chain: Vec<Row> = rows(5_000, 1).collect();
        let ids: std::collections::HashSet<&str> = chain.iter().map(|r| r.id.as_str()).collect();
        assert_eq!(ids.len(), chain.len());
        for row in &chain {
            assert!(crate::place::Point::new(row.lat_deg, row.lng_deg).is_ok(), "{row:?}");
        }
        let countries: std::collections::HashSet<&str> = chain.iter().map(|r| r.country).collect();
        assert!(countries.len() > 40, "a chain of the whole world, not of {countries:?}");
    }
}
