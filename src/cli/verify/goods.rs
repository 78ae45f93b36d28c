//! Items, trade item numbers and stock: that every path leads to its rows, and that the rows are
//! what the paths say.

use super::{Findings, Folder, read, words};
use crate::item::{Currency, Gtin};
use crate::nearest::{PageKey, Tile};
use crate::snapshot::{
    District, GtinPage, Manifest, Page, Prefix, StockPage, StockRow, bucket_of, codes, fingerprint,
    gtin_print, manifest_key, page_key,
};
use std::collections::{BTreeMap, BTreeSet, HashSet};

pub(super) struct Goods<'a> {
    folder: &'a Folder,
    pub(super) manifest: &'a Manifest,
    pub(super) findings: &'a mut Findings,
    /// The numbers of all items.
    items: HashSet<u32>,
    /// Trade item numbers of items.
    gtins: Vec<(Gtin, u32)>,
    /// Currencies of rows' prices.
    currencies: BTreeSet<Currency>,
    rows: usize,
}

/// The stores of a district.
#[derive(Default)]
struct Stores {
    /// By region and number.
    numbers: HashSet<(Option<Tile>, u32)>,
    /// Those whose number is not their fingerprint, by id.
    displaced: Vec<(String, u32)>,
}

impl<'a> Goods<'a> {
    pub(super) fn new(
        folder: &'a Folder,
        manifest: &'a Manifest,
        findings: &'a mut Findings,
    ) -> Self {
        let (items, gtins, currencies) = (HashSet::new(), Vec::new(), BTreeSet::new());
        Self { folder, manifest, findings, items, gtins, currencies, rows: 0 }
    }

    /// Checks everything; how many items there are, and how many rows. `stores_of` has the ids of
    /// each region's stores.
    pub(super) fn run(mut self, stores_of: &[Vec<String>]) -> miette::Result<(usize, usize)> {
        self.check_items()?;
        self.check_gtins()?;
        for district in &self.manifest.catalogue.districts {
            let stores = self.stores(district, stores_of);
            for (prefix, page) in district.by_prefix() {
                self.check_page(prefix, page, &stores)?;
            }
        }
        let key = manifest_key(self.manifest.id);
        let said = self.manifest.catalogue.rows;
        let agree = u64::try_from(self.rows) == Ok(said);
        let what = format!("{said} rows of stock, but pages have {}", self.rows);
        self.findings.expect(agree, &key, what);
        let agree = self.currencies.iter().eq(&self.manifest.catalogue.currencies);
        let what = format!("other currencies than those of rows: {:?}", self.currencies);
        self.findings.expect(agree, &key, what);
        Ok((self.items.len(), self.rows))
    }

    /// Each id has one item, on the page of its number, and the number that follows from the ids.
    fn check_items(&mut self) -> miette::Result<()> {
        let mut known: BTreeMap<String, u32> = BTreeMap::new();
        let mut texts = Vec::new();
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
                texts.extend(words::item(&item).map(|text| (item.code, text)));
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
        self.check_words(&texts)
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

    /// The stores of a district, with the numbers that follow from their ids.
    fn stores(&self, district: &District, stores_of: &[Vec<String>]) -> Stores {
        let regions = self.manifest.regions.iter().zip(stores_of);
        let regions = regions.filter(|(region, _)| district.holds(region.tile));
        let ids = regions.flat_map(|(region, ids)| ids.iter().map(|id| (id, region.tile)));
        let mut ids: Vec<(&String, Option<Tile>)> = ids.collect();
        ids.sort_unstable();
        let numbers = codes(ids.iter().map(|(id, _)| id.as_str()));
        let mut stores = Stores::default();
        for ((id, tile), number) in ids.into_iter().zip(numbers) {
            stores.numbers.insert((tile, number));
            if fingerprint(id) != number {
                stores.displaced.push((id.clone(), number));
            }
        }
        stores
    }

    fn check_page(&mut self, prefix: Prefix, page: PageKey, stores: &Stores) -> miette::Result<()> {
        let key = page_key(page);
        let stock = match self.read(page)? {
            Some(Page::Stock(stock)) => stock,
            other => {
                self.findings.expect(other.is_none(), &key, "not stock");
                return Ok(());
            }
        };
        for (tile, number) in stock.stores() {
            let known = stores.numbers.contains(&(tile, number));
            let what = format!("rows of no store: {number:08x} in {}", at(tile));
            self.findings.expect(known, &key, what);
        }
        let agree = stock.displaced() == stores.displaced_among(&stock);
        self.findings.expect(agree, &key, "numbers of stores do not follow from ids");
        for &item in stock.items() {
            let known = self.items.contains(&item);
            self.findings.expect(known, &key, format!("a row of no item: {item:08x}"));
            let inside = prefix.begins(item);
            self.findings.expect(inside, &key, format!("{item:08x} belongs to another page"));
            stock.rows(item).for_each(|row| self.check_row(&key, &row));
        }
        Ok(())
    }

    fn check_row(&mut self, key: &str, row: &StockRow<'_>) {
        let catalogue = &self.manifest.catalogue;
        let known = usize::from(row.source) < catalogue.as_of.len();
        self.findings.expect(known, key, "a row of no feed");
        let told = catalogue.quantities.shown(row.quantity) == row.quantity;
        self.findings.expect(told, key, "a quantity that is not to be told so exactly");
        self.currencies.extend(row.price.map(|price| price.regular().currency));
        self.rows += 1;
    }

    pub(super) fn read(&mut self, page: PageKey) -> miette::Result<Option<Page>> {
        read(self.folder, page, self.findings)
    }
}

impl Stores {
    /// The displaced ones that a page must know: those that have rows, and those that would be
    /// taken for another that has.
    fn displaced_among(&self, stock: &StockPage) -> Vec<(String, u32)> {
        let numbers: HashSet<u32> = stock.stores().map(|(_, number)| number).collect();
        let concerns = |(id, number): &&(String, u32)| {
            numbers.contains(number) || numbers.contains(&fingerprint(id))
        };
        self.displaced.iter().filter(concerns).cloned().collect()
    }
}

fn at(tile: Option<Tile>) -> String {
    tile.map_or_else(|| "no place".to_owned(), |tile| tile.to_string())
}
