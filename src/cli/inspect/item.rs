//! An item, and the stores that have it.

use super::{Folder, goods, read};
use crate::item::Gtin;
use crate::nearest::{Leaf, Tile};
use crate::snapshot::{ItemPage, Manifest, Page, StockPage, fingerprint};
use miette::miette;
use serde_json::{Map, Value, json};
use std::rc::Rc;

pub(super) fn show(folder: &Folder, manifest: &Manifest, id: &str) -> miette::Result<Value> {
    let (page, code) = match by_id(folder, manifest, id)? {
        Some(found) => found,
        None => by_gtin(folder, manifest, id)?
            .ok_or_else(|| miette!("there is no item {id:?} in this snapshot"))?,
    };
    let mut shown = page.item(code).map(|item| goods::item(&item)).unwrap_or_default();
    let stores = Value::Object(stores(folder, manifest, code)?);
    if let Some(members) = shown.as_object_mut() {
        members.insert("stores".to_owned(), stores);
    }
    Ok(shown)
}

type Found = (Rc<ItemPage>, u32);

fn by_id(folder: &Folder, manifest: &Manifest, id: &str) -> miette::Result<Option<Found>> {
    let page = items(folder, manifest, fingerprint(id))?;
    Ok(page.and_then(|page| page.find(id).map(|item| item.code).map(|code| (page, code))))
}

fn by_gtin(folder: &Folder, manifest: &Manifest, text: &str) -> miette::Result<Option<Found>> {
    let Ok(gtin) = Gtin::new(text) else { return Ok(None) };
    let Some(page) = manifest.catalogue.gtin_page(gtin) else { return Ok(None) };
    let Page::Gtins(gtins) = read(folder, page)? else { return Ok(None) };
    let Some(code) = gtins.codes(gtin).next() else { return Ok(None) };
    Ok(items(folder, manifest, code)?.map(|page| (page, code)))
}

fn items(folder: &Folder, manifest: &Manifest, code: u32) -> miette::Result<Option<Rc<ItemPage>>> {
    let Some(page) = manifest.catalogue.item_page(code) else { return Ok(None) };
    match read(folder, page)? {
        Page::Items(items) => Ok(Some(items)),
        _ => Ok(None),
    }
}

/// What each store has, by its id.
fn stores(folder: &Folder, manifest: &Manifest, code: u32) -> miette::Result<Map<String, Value>> {
    let mut stores = Map::new();
    for page in manifest.catalogue.districts.iter().filter_map(|district| district.page_of(code)) {
        let Page::Stock(stock) = read(folder, page)? else { continue };
        for region in stock.regions(code) {
            for leaf in leaves(folder, manifest, region)? {
                for row in leaf.rows() {
                    let id = leaf.id(row);
                    if let Some(shown) = shown(manifest, &stock, (code, region), id) {
                        stores.insert(id.to_owned(), shown);
                    }
                }
            }
        }
    }
    Ok(stores)
}

fn shown(
    manifest: &Manifest,
    stock: &StockPage,
    (item, region): (u32, Option<Tile>),
    id: &str,
) -> Option<Value> {
    let row = stock.row_of(item, region, stock.store_code(id))?;
    let mut shown = goods::row(&row);
    let as_of = manifest.catalogue.as_of.get(usize::from(row.source));
    if let Some(members) = shown.as_object_mut() {
        members.insert("as_of".to_owned(), json!(as_of.map(|at| at.to_rfc3339())));
    }
    Some(shown)
}

fn leaves(
    folder: &Folder,
    manifest: &Manifest,
    tile: Option<Tile>,
) -> miette::Result<Vec<Rc<Leaf>>> {
    let region = manifest.regions.iter().find(|region| region.tile == tile);
    let Some(region) = region else { return Ok(Vec::new()) };
    let pages = match read(folder, region.page)? {
        Page::Leaf(leaf) => return Ok(vec![leaf]),
        Page::Region(region) => region.leaves.iter().map(|leaf| leaf.page).collect::<Vec<_>>(),
        _ => Vec::new(),
    };
    let mut leaves = Vec::with_capacity(pages.len());
    for page in pages {
        if let Page::Leaf(leaf) = read(folder, page)? {
            leaves.push(leaf);
        }
    }
    Ok(leaves)
}
