//! `nigh inspect`: what a value says, as JSON.

mod goods;
mod item;
mod json;

use super::folder::Folder;
use super::key::{Key, parse_hash};
use super::{Exit, Outcome};
use crate::nearest::{Leaf, Tile};
use crate::snapshot::{
    HEAD, Head, Manifest, Page, bucket_of, fingerprint, item_name, manifest_key, page_key,
    region_name, stock_name,
};
use clap::Args as ClapArgs;
use miette::{Context as _, IntoDiagnostic as _, miette};
use serde_json::Value;
use std::fmt::Display;
use std::path::PathBuf;

/// Shows a value of a snapshot, one store or one item, as JSON
///
/// Examples:
///   nigh inspect --snapshot build/snapshot                    the head
///   nigh inspect --snapshot build/snapshot manifest           regions, pages of ids and places, horizon
///   nigh inspect --snapshot build/snapshot n/4                a region, by its tile
///   nigh inspect --snapshot build/snapshot i/8                items, by the first bits of numbers
///   nigh inspect --snapshot build/snapshot s/10               stock, by the first bits of items
///   nigh inspect --snapshot build/snapshot --store 101        a store, its hours and its page
///   nigh inspect --snapshot build/snapshot --item 885370138405
///                                                             an item, and which stores have it
///
/// Exit codes: 0 shown, 1 there is no such value, store or item, or it is damaged.
#[derive(Debug, ClapArgs)]
#[command(verbatim_doc_comment)]
pub struct Args {
    /// The folder that `nigh compile` wrote.
    #[arg(long, value_name = "DIR")]
    snapshot: PathBuf,
    /// `head`, `manifest`, or a KV key: p/HASH, m/HASH, n/TILE, i/PREFIX, s/PREFIX (the hash alone
    /// is a page).
    #[arg(value_name = "KEY", default_value = HEAD, conflicts_with_all = ["store", "item"])]
    key: String,
    /// The id of a store.
    #[arg(long, value_name = "ID", conflicts_with = "item")]
    store: Option<String>,
    /// The id of an item, or its trade item number.
    #[arg(long, value_name = "ID")]
    item: Option<String>,
}

/// Runs the subcommand.
pub fn run(args: &Args) -> Outcome {
    let folder = Folder::new(&args.snapshot);
    let shown = match (&args.store, &args.item) {
        (Some(id), _) => show_store(&folder, id)?,
        (None, Some(id)) => show_item(&folder, id)?,
        (None, None) => show_value(&folder, &args.key)?,
    };
    println!("{}", serde_json::to_string_pretty(&shown).into_diagnostic()?);
    Ok(Exit::Done)
}

/// The value of a key.
pub fn show_value(folder: &Folder, text: &str) -> miette::Result<Value> {
    if text == "manifest" {
        return Ok(json::manifest(&manifest(folder)?));
    }
    let key = Key::parse(text).or_else(|| parse_hash(text).map(Key::Page)).ok_or_else(|| {
        miette!(
            help = "give head, manifest, p/HASH, m/HASH, n/TILE, i/PREFIX or s/PREFIX; \
                    --store ID and --item ID show one",
            "{text:?} is no key of a snapshot"
        )
    })?;
    Ok(match key {
        Key::Head => json::head(&head(folder)?),
        Key::Manifest(id) => {
            let bytes = value(folder, &manifest_key(id))?;
            json::manifest(&Manifest::decode(id, &bytes).map_err(|e| damaged(text, e))?)
        }
        Key::Page(page) => {
            let bytes = value(folder, &page_key(page))?;
            json::page(&Page::decode(page, &bytes).map_err(|e| damaged(text, e))?)
        }
        Key::Name(tile) => region(folder, tile)?,
        Key::Items(prefix) => named(folder, &item_name(prefix))?,
        Key::Stock(prefix) => named(folder, &stock_name(prefix))?,
    })
}

/// A region by its tile, or by one that names it.
fn region(folder: &Folder, tile: Tile) -> miette::Result<Value> {
    let manifest = manifest(folder)?;
    match manifest.regions.iter().find(|region| region.tile == Some(tile)) {
        Some(region) => Ok(json::page(&read(folder, region.page)?)),
        None => named(folder, &region_name(tile)),
    }
}

fn named(folder: &Folder, name: &str) -> miette::Result<Value> {
    let bytes = value(folder, name)?;
    let page = crate::snapshot::hash(&bytes);
    Ok(json::page(&Page::decode(page, &bytes).map_err(|e| damaged(name, e))?))
}

/// An item and the stores that have it, found as a reader finds them: items, stock, and the leaves
/// of the regions that have it. By its id, else by its trade item number: then the first that has
/// it.
pub fn show_item(folder: &Folder, id: &str) -> miette::Result<Value> {
    item::show(folder, &manifest(folder)?, id)
}

/// A store, found as a reader finds it: bucket of ids → region → leaf → row.
pub fn show_store(folder: &Folder, id: &str) -> miette::Result<Value> {
    let manifest = manifest(folder)?;
    let print = fingerprint(id);
    let bucket = manifest.ids.get(bucket_of(print, manifest.ids.len())).copied();
    let tiles: Vec<Option<Tile>> = match bucket.map(|page| read(folder, page)).transpose()? {
        Some(Page::Ids(bucket)) => bucket.tiles(print).collect(),
        _ => Vec::new(),
    };
    for tile in tiles {
        if let Some(found) = in_region(folder, &manifest, tile, id)? {
            return Ok(found);
        }
    }
    Err(miette!("there is no store {id:?} in this snapshot"))
}

fn in_region(
    folder: &Folder,
    manifest: &Manifest,
    tile: Option<Tile>,
    id: &str,
) -> miette::Result<Option<Value>> {
    let Some(region) = manifest.region_of(tile) else { return Ok(None) };
    let candidates = match read(folder, region.page)? {
        Page::Leaf(leaf) => return Ok(in_leaf(region.page, &leaf, id)),
        Page::Region(region) => region.leaves.clone(),
        _ => return Ok(None),
    };
    for branch in candidates.into_iter().filter(|branch| branch.may_hold(tile)) {
        if let Page::Leaf(leaf) = read(folder, branch.page)?
            && let Some(found) = in_leaf(branch.page, &leaf, id)
        {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

fn in_leaf(page: crate::nearest::PageKey, leaf: &Leaf, id: &str) -> Option<Value> {
    leaf.find(id).map(|row| json::store(page, leaf, row))
}

fn head(folder: &Folder) -> miette::Result<Head> {
    Head::decode(&folder.head()?).map_err(|error| damaged(HEAD, error))
}

fn manifest(folder: &Folder) -> miette::Result<Manifest> {
    head(folder)?.open_manifest().map_err(|error| damaged(HEAD, error))
}

fn read(folder: &Folder, page: crate::nearest::PageKey) -> miette::Result<Page> {
    let key = page_key(page);
    Page::decode(page, &value(folder, &key)?).map_err(|error| damaged(&key, error))
}

fn value(folder: &Folder, key: &str) -> miette::Result<Vec<u8>> {
    folder.get(key)?.ok_or_else(|| miette!("there is no value under {key}"))
}

fn damaged(key: &str, error: impl Display) -> miette::Report {
    Err::<(), _>(miette!(help = "compile again; nigh verify lists all that is wrong", "{error}"))
        .wrap_err_with(|| format!("cannot read {key}"))
        .unwrap_err()
}
