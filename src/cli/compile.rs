//! `nigh compile`: feeds → a folder of pages.

mod goods;
mod places;

use super::folder::Folder;
use super::progress::{Progress, count, grouped};
use super::{Exit, Outcome};
use crate::feed::places::Gazetteer;
use crate::feed::report::Kind;
use crate::feed::{self, Format, Namespace, Options, Report, Source, plain_csv};
use crate::snapshot::{Limits, Manifest, Snapshot, build_with_places};
use crate::store::Listing;
use crate::time::{Horizon, UtcSeconds, Zone};
use clap::Args as ClapArgs;
use goods::{GoodsArgs, Read};
use miette::{Context as _, IntoDiagnostic as _, miette};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Compiles store lists, and what the stores have, to a snapshot: a folder of pages, ready to be
/// published
///
/// The format of each file is recognised from its content: Google Business Profile's bulk CSV,
/// `AllThePlaces`' GeoJSON, or nigh's own CSV, which --example prints. Several files join on the
/// store's id, and later ones win, field by field. What is sold and what the stores have of it are
/// Google's product and local inventory feeds, as they are. Rows that cannot be used are reported
/// and left out. The same input makes the same pages, so a nightly run changes only what has
/// changed.
///
/// Examples:
///   nigh compile --stores stores.csv --out build/snapshot
///   nigh compile --stores stores.csv extra.csv --out build/snapshot --report report.json
///   nigh compile --stores stores.csv --products products.tsv --inventory inventory.tsv delta.tsv \
///     --out build/snapshot
///   nigh compile --stores stores.csv --places cities500.txt admin1CodesASCII.txt --out build/snapshot
///   nigh compile --example > stores.csv
///
/// Exit codes: 0 written, 1 failed, 2 wrong usage, 3 with --strict: rows were refused, and
/// nothing is written.
#[derive(Debug, ClapArgs)]
#[command(verbatim_doc_comment)]
pub struct Args {
    /// Store lists, in the order in which they win over one another.
    #[arg(long, value_name = "FILE", num_args = 1.., required_unless_present = "example")]
    stores: Vec<PathBuf>,
    #[command(flatten)]
    goods: GoodsArgs,
    /// Gazetteers, so that places can be asked for by name: tables of `GeoNames` or JSON made of
    /// them, or folders of such files.
    #[arg(long, value_name = "PATH", num_args = 1..)]
    places: Vec<PathBuf>,
    /// The folder of the snapshot. What it holds of an earlier one is replaced.
    #[arg(long, value_name = "DIR", required_unless_present = "example")]
    out: Option<PathBuf>,
    /// The format of every file: google, alltheplaces or csv. Recognised if not given.
    #[arg(long, value_name = "FORMAT")]
    format: Option<Format>,
    /// What the ids of your amenities begin with: a domain of yours, backwards.
    #[arg(long, value_name = "NAME", default_value = "com.example")]
    namespace: Namespace,
    /// The country of stores whose row names none, as two letters.
    #[arg(long, value_name = "CC")]
    country: Option<String>,
    /// When the snapshot is said to be built, in RFC 3339; now, if not given.
    #[arg(long, value_name = "INSTANT", value_parser = instant)]
    at: Option<UtcSeconds>,
    /// How far ahead hours are written down, at least; on to the end of a quarter.
    #[arg(long, value_name = "DAYS", default_value_t = 400,
        value_parser = clap::value_parser!(u32).range(1..=3_660))]
    horizon_days: u32,
    /// How large a page should be: stock may be three times as large.
    #[arg(long, value_name = "BYTES", default_value_t = 65_536,
        value_parser = clap::value_parser!(u32).range(1_024..=131_072))]
    page_bytes: u32,
    /// Writes nothing if any row was refused, places that are closed for good apart.
    #[arg(long)]
    strict: bool,
    /// Prints a small store list in nigh's own CSV, and does nothing else.
    #[arg(long)]
    example: bool,
    /// Where to write what became of every row, as JSON.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
}

fn instant(text: &str) -> Result<UtcSeconds, String> {
    UtcSeconds::parse(text).ok_or_else(|| "write it as 2026-11-21T17:40:00Z".to_owned())
}

/// Runs the subcommand.
pub fn run(args: &Args, now: UtcSeconds) -> Outcome {
    if args.example {
        print!("{}", plain_csv::EXAMPLE);
        return Ok(Exit::Done);
    }
    let built_at = args.at.unwrap_or(now);
    let horizon = Horizon::around(built_at, args.horizon_days)
        .ok_or_else(|| miette!("the horizon ends beyond the calendar: give another --at"))?;
    let (stores, report) = read(args, built_at, horizon)?;
    let (goods, report) = goods::read(args, &stores, report)?;
    let (gazetteer, report) = places::read(args, report)?;
    tell(args, &report)?;
    if args.strict && refused(&report) > 0 {
        eprintln!("nothing is written: --strict, and {}", count(refused(&report), "refused row"));
        return Ok(Exit::Defects);
    }
    let snapshot = compile(&stores, goods.as_ref(), &gazetteer, built_at, horizon, args)?;
    write(args, &snapshot)?;
    summarise(&snapshot, &stores, goods.as_ref(), &gazetteer, horizon)?;
    Ok(Exit::Done)
}

fn read(
    args: &Args,
    built_at: UtcSeconds,
    horizon: Horizon,
) -> miette::Result<(Vec<Listing>, Report)> {
    let mut files = Vec::with_capacity(args.stores.len());
    for path in &args.stores {
        let label = path.display().to_string();
        let bytes = std::fs::read(path).into_diagnostic();
        files.push((label, bytes.wrap_err_with(|| format!("cannot read {}", path.display()))?));
    }
    let sources = files.iter().map(|(label, bytes)| Source { label, bytes });
    let sources: Vec<Source<'_>> = sources.collect();
    let options = Options {
        namespace: args.namespace.clone(),
        horizon,
        built_at,
        format: args.format,
        country: args.country.clone(),
    };
    let bytes = sources.iter().map(|source| source.bytes.len()).sum();
    let progress = Progress::bytes(&format!("reading {}", count(sources.len(), "file")), bytes);
    Ok(feed::read(&sources, &options, &mut |done| progress.reach(done)))
}

/// Says what became of the rows. A file that was not read to its end is fatal: part of a list is
/// not the list, and all stores after its end would be gone from the answer.
fn tell(args: &Args, report: &Report) -> miette::Result<()> {
    report.lines().iter().for_each(|line| eprintln!("{line}"));
    if let Some(path) = &args.report {
        let json = serde_json::to_vec_pretty(report).into_diagnostic()?;
        std::fs::write(path, json)
            .into_diagnostic()
            .wrap_err_with(|| format!("cannot write {}", path.display()))?;
    }
    match report.broken().next() {
        None => Ok(()),
        Some(broken) => Err(miette!(
            help = "nothing is written; mend or leave out the file, see the lines above",
            "{} could not be read to its end",
            broken.file
        )),
    }
}

fn refused(report: &Report) -> usize {
    let rows = usize::try_from(report.refused()).unwrap_or(usize::MAX);
    rows.saturating_sub(report.count(Kind::ClosedForGood))
}

fn compile(
    stores: &[Listing],
    goods: Option<&Read>,
    gazetteer: &Gazetteer,
    built_at: UtcSeconds,
    horizon: Horizon,
    args: &Args,
) -> miette::Result<Snapshot> {
    let _progress = Progress::wait(&format!("compiling {}", count(stores.len(), "store")));
    let zones = zones(stores, horizon);
    let page_bytes = usize::try_from(args.page_bytes).unwrap_or(usize::MAX);
    let limits = Limits { page_bytes, ..Limits::default() };
    let (goods, index) = (goods.map(Read::goods), places::index(args, gazetteer));
    build_with_places(stores, &zones, built_at, horizon, limits, goods, &index)
        .map_err(|error| miette!(help = "see what became of the rows above", "{error}"))
}

/// Every zone that a store names.
fn zones(stores: &[Listing], horizon: Horizon) -> BTreeMap<String, Zone> {
    let mut zones = BTreeMap::new();
    for name in stores.iter().filter_map(|listing| listing.store.timezone.as_ref()) {
        if !zones.contains_key(name)
            && let Some(zone) = feed::zones::zone(name, horizon)
        {
            zones.insert(name.clone(), zone);
        }
    }
    zones
}

fn write(args: &Args, snapshot: &Snapshot) -> miette::Result<()> {
    let Some(out) = &args.out else { return Ok(()) };
    let what = format!("writing {}", out.display());
    let progress = Progress::begin(&what, snapshot.values.len());
    Folder::new(out).write(snapshot, &mut || progress.step())
}

fn summarise(
    snapshot: &Snapshot,
    stores: &[Listing],
    goods: Option<&Read>,
    gazetteer: &Gazetteer,
    horizon: Horizon,
) -> miette::Result<()> {
    let manifest = Manifest::decode(snapshot.id, &snapshot.manifest)
        .map_err(|error| miette!("the manifest just made cannot be read: {error}"))?;
    let pages = snapshot.values.iter().filter(|(key, _)| key.starts_with("p/"));
    let (pages, bytes) = pages.fold((0, 0), |(n, sum), (_, page)| (n + 1, sum + page.len()));
    let unplaced = stores.iter().filter(|listing| listing.store.point.is_none()).count();
    println!("stores    {} ({} without a place)", grouped(stores.len()), grouped(unplaced));
    if let Some(goods) = goods {
        goods::summarise(goods, &manifest.catalogue);
    }
    if !gazetteer.localities.is_empty() {
        let (places, pages) = (gazetteer.localities.len(), manifest.places.pages.len());
        println!("places    {}, on {}", grouped(places), count(pages, "page"));
    }
    println!("regions   {}", grouped(manifest.regions.len()));
    println!("pages     {}, {} bytes", grouped(pages), grouped(bytes));
    println!("manifest  {} bytes", grouped(snapshot.manifest.len()));
    println!("hours     {} through {}", horizon.from, horizon.through);
    println!("built at  {}", manifest.built_at.to_rfc3339());
    println!("snapshot  {}", snapshot.id);
    Ok(())
}
