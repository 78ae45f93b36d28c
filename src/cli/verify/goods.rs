//! Items, trade item numbers, carriers and stock: that every path leads to its rows, and that the
//! rows are what the paths say.

use super::{Findings, Folder, read};
use crate::item::Gtin;
use crate::nearest::{PageKey, Tile};
use crate::snapshot::{
    Carrier, Carriers, GtinPage, Manifest, Page, Prefix, StockPage, bucket_of, codes, fingerprint,
    gtin_print, manifest_key, page_key, stock_name,
};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// A page of stock: the place of its region in the manifest, and what its items begin with.
type Place = (usize, Prefix);

pub(super) struct Goods<'a> {
    folder: &'a Folder,
    manifest: &'a Manifest,
    findings: &'a mut Findings,
    /// The numbers of all items.
    items: HashSet<u32>,
    /// Trade item numbers of items.
    gtins: Vec<(Gtin, u32)>,
    /// The items of each region, as rows have them.
    items_of: Vec<BTreeSet<u32>>,
    rows: usize,
}

impl<'a> Goods<'a> {
    pub(super) fn new(
        folder: &'a Folder,
        manifest: &'a Manifest,
        findings: &'a mut Findings,
    ) -> Self {
        let items_of = vec![BTreeSet::new(); manifest.regions.len()];
        let (items, gtins) = (HashSet::new(), Vec::new());
        Self { folder, manifest, findings, items, gtins, items_of, rows: 0 }
    }

    /// Checks everything; how many items there are, and how many rows. `stores_of` has the ids of
    /// each region's stores.
    pub(super) fn run(mut self, stores_of: Vec<Vec<String>>) -> miette::Result<(usize, usize)> {
        self.check_items()?;
        self.check_gtins()?;
        let carriers = self.read_carriers()?;
        let pages = self.pages_of(&carriers);
        for (region, mut ids) in stores_of.into_iter().enumerate() {
            ids.sort_unstable();
            let of_region = pages.range((region, Prefix::ALL)..(region + 1, Prefix::ALL));
            let of_region: Vec<_> = of_region.map(|((_, prefix), page)| (*prefix, *page)).collect();
            self.check_stock(region, &ids, &of_region)?;
        }
        for (prefix, (key, found)) in &carriers {
            let agree = *found == self.expected(*prefix, &pages);
            self.findings.expect(agree, key, "it says of a region what its rows do not");
        }
        let key = manifest_key(self.manifest.id);
        let said = self.manifest.catalogue.rows;
        let agree = u64::try_from(self.rows) == Ok(said);
        let what = format!("{said} rows of stock, but pages have {}", self.rows);
        self.findings.expect(agree, &key, what);
        Ok((self.items.len(), self.rows))
    }

    /// Each id has one item, on the page of its number, and the number that follows from the ids.
    fn check_items(&mut self) -> miette::Result<()> {
        let mut known: BTreeMap<String, u32> = BTreeMap::new();
        for (prefix, page) in self.manifest.catalogue.items_by_prefix() {
            let key = page_key(page);
            let items = match self.read(page)? {
                Some(Page::Items(items)) => items,
                other => {
                    self.findings.expect(other.is_none(), &key, "not items");
                    continue;
                }
            };
            for item in items.items() {
                let item = match item {
                    Ok(item) => item,
                    Err(error) => {
                        self.findings.add(&key, format!("an item: {error}"));
                        continue;
                    }
                };
                let id = item.id;
                let what = format!("the item {id:?} belongs to another page");
                self.findings.expect(prefix.begins(item.code), &key, what);
                let is_new = known.insert(id.to_owned(), item.code).is_none();
                self.findings.expect(is_new, &key, format!("the item {id:?} is there twice"));
                self.gtins.extend(item.gtin.map(|gtin| (gtin, item.code)));
                self.items.insert(item.code);
            }
        }
        let key = manifest_key(self.manifest.id);
        let expected = codes(known.keys().map(String::as_str));
        let agree = known.values().copied().eq(expected);
        self.findings.expect(agree, &key, "numbers of items do not follow from their ids");
        let said = self.manifest.catalogue.item_count;
        let agree = u32::try_from(known.len()) == Ok(said);
        let what = format!("{said} items, but pages have {}", known.len());
        self.findings.expect(agree, &key, what);
        Ok(())
    }

    fn check_gtins(&mut self) -> miette::Result<()> {
        let pages = &self.manifest.catalogue.gtins;
        let key = manifest_key(self.manifest.id);
        let agree = pages.is_empty() == self.gtins.is_empty();
        self.findings.expect(agree, &key, "trade item numbers without pages, or pages without");
        let mut buckets = vec![Vec::new(); pages.len()];
        for (gtin, code) in std::mem::take(&mut self.gtins) {
            if let Some(bucket) = buckets.get_mut(bucket_of(gtin_print(gtin), pages.len())) {
                bucket.push((gtin, code));
            }
        }
        for (bucket, page) in buckets.into_iter().zip(pages) {
            let agree = match self.read(*page)? {
                Some(Page::Gtins(found)) => *found == GtinPage::new(bucket),
                other => other.is_none(),
            };
            let what = "its trade item numbers do not lead to their items";
            self.findings.expect(agree, &page_key(*page), what);
        }
        Ok(())
    }

    /// Carriers by prefix, with their KV keys.
    fn read_carriers(&mut self) -> miette::Result<BTreeMap<Prefix, (String, Carriers)>> {
        let mut carriers = BTreeMap::new();
        for (prefix, page) in self.manifest.catalogue.carriers_by_prefix() {
            let key = page_key(page);
            match self.read(page)? {
                Some(Page::Carriers(found)) => {
                    carriers.insert(prefix, (key, (*found).clone()));
                }
                other => self.findings.expect(other.is_none(), &key, "not carriers"),
            }
        }
        Ok(carriers)
    }

    /// The pages of stock that carriers lead to: one for each place.
    fn pages_of(
        &mut self,
        carriers: &BTreeMap<Prefix, (String, Carriers)>,
    ) -> BTreeMap<Place, PageKey> {
        let regions: HashMap<Option<Tile>, usize> =
            self.manifest.regions.iter().enumerate().map(|(i, region)| (region.tile, i)).collect();
        let mut pages = BTreeMap::new();
        for (prefix, (key, carriers)) in carriers {
            for (tile, prefix, page) in carriers.pages(*prefix) {
                let region = regions.get(&tile).copied().filter(|region| {
                    self.manifest.catalogue.stock_bits(*region) == Some(prefix.bits())
                });
                let Some(region) = region else {
                    self.findings.add(key, format!("no region is cut as {} is", at(tile)));
                    continue;
                };
                let is_one = pages.insert((region, prefix), page).is_none_or(|known| known == page);
                let what = format!("another page of {prefix} of {} than before", at(tile));
                self.findings.expect(is_one, key, what);
            }
        }
        pages
    }

    /// The pages of a region, whose stores' ids are given in ascending order.
    fn check_stock(
        &mut self,
        region: usize,
        ids: &[String],
        pages: &[(Prefix, PageKey)],
    ) -> miette::Result<()> {
        let numbers = codes(ids.iter().map(String::as_str));
        let displaced = ids.iter().zip(&numbers).filter(|(id, code)| fingerprint(id) != **code);
        let displaced: Vec<(String, u32)> =
            displaced.map(|(id, code)| (id.clone(), *code)).collect();
        let stores: HashSet<u32> = numbers.into_iter().collect();
        for (prefix, page) in pages {
            self.check_name(region, *prefix, *page)?;
            let key = page_key(*page);
            match self.read(*page)? {
                Some(Page::Stock(stock)) => {
                    let agree = stock.displaced() == displaced;
                    self.findings.expect(agree, &key, "numbers of stores do not follow from ids");
                    self.check_rows(region, *prefix, &key, &stock, &stores);
                }
                other => self.findings.expect(other.is_none(), &key, "not stock"),
            }
        }
        let has_stock = self.items_of.get(region).is_some_and(|items| !items.is_empty());
        let said = self.manifest.catalogue.stock_bits(region).is_some();
        let key = manifest_key(self.manifest.id);
        let what = format!("region number {region} has stock and is said not to, or the other way");
        self.findings.expect(has_stock == said, &key, what);
        Ok(())
    }

    fn check_rows(
        &mut self,
        region: usize,
        prefix: Prefix,
        key: &str,
        stock: &StockPage,
        stores: &HashSet<u32>,
    ) {
        let sources = self.manifest.catalogue.as_of.len();
        for &item in stock.items() {
            let known = self.items.contains(&item);
            self.findings.expect(known, key, format!("a row of no item: {item:08x}"));
            let inside = prefix.begins(item);
            self.findings.expect(inside, key, format!("{item:08x} belongs to another page"));
            for row in stock.rows(item) {
                let known = stores.contains(&row.store);
                self.findings.expect(known, key, format!("a row of no store: {:08x}", row.store));
                let known = usize::from(row.source) < sources;
                self.findings.expect(known, key, "a row of no feed");
                self.rows += 1;
            }
        }
        if let Some(items) = self.items_of.get_mut(region) {
            items.extend(stock.items());
        }
    }

    fn check_name(&mut self, region: usize, prefix: Prefix, page: PageKey) -> miette::Result<()> {
        let tile = self.manifest.regions.get(region).and_then(|region| region.tile);
        let Some(name) = tile.map(|tile| stock_name(tile, prefix)) else { return Ok(()) };
        let equal = self.folder.get(&name)? == self.folder.get(&page_key(page))?;
        self.findings.expect(equal, &name, "not the bytes of its page of stock");
        self.findings.reached.insert(name);
        Ok(())
    }

    /// Carriers as they follow from the rows.
    fn expected(&self, prefix: Prefix, pages: &BTreeMap<Place, PageKey>) -> Carriers {
        let mut carriers = Vec::new();
        for (region, items) in self.items_of.iter().enumerate() {
            let items: Vec<u32> = items.range(prefix.range()).copied().collect();
            let bits = self.manifest.catalogue.stock_bits(region);
            let tile = self.manifest.regions.get(region).map(|region| region.tile);
            let (Some(bits), Some(tile), false) = (bits, tile, items.is_empty()) else { continue };
            let pages = prefix.with_bits(bits).filter_map(|p| pages.get(&(region, p)).copied());
            carriers.push((Carrier { tile, bits, pages: pages.collect() }, items));
        }
        let carriers = carriers.iter().map(|(carrier, items)| (carrier.clone(), items.as_slice()));
        Carriers::new(prefix.bits(), carriers.collect())
    }

    fn read(&mut self, page: PageKey) -> miette::Result<Option<Page>> {
        read(self.folder, page, self.findings)
    }
}

fn at(tile: Option<Tile>) -> String {
    tile.map_or_else(|| "no place".to_owned(), |tile| tile.to_string())
}
