//! The text index: that it is the one that the items make.

use super::goods::Goods;
use crate::item::{Item, ItemId};
use crate::snapshot::{ItemRecord, Page, encode_words, hash, manifest_key, page_key};
use crate::words::Index;

/// As much of an item as its words come from.
pub(super) fn item(record: &ItemRecord<'_>) -> Option<Item> {
    Some(Item {
        id: ItemId::new(record.id)?,
        title: record.title.to_owned(),
        description: String::new(),
        link: String::new(),
        image: String::new(),
        brand: record.brand.to_owned(),
        gtin: record.gtin,
        category: record.category.to_owned(),
        product_type: record.product_type.to_owned(),
        price: None,
    })
}

impl Goods<'_> {
    /// Makes the index anew from items and their numbers, and compares.
    pub(super) fn check_words(&mut self, items: &[(u32, Item)]) -> miette::Result<()> {
        let index = Index::build(items.iter().map(|(code, item)| (*code, item)));
        let said = &self.manifest.catalogue.words;
        let pages = index.pages.iter().map(|page| hash(&encode_words(page)));
        let agree = said.layout == index.layout && said.pages.iter().copied().eq(pages);
        let key = manifest_key(self.manifest.id);
        self.findings.expect(agree, &key, "its words are not those of its items");
        for page in &said.pages {
            let is_words = self.read(*page)?.is_none_or(|page| matches!(page, Page::Words(_)));
            self.findings.expect(is_words, &page_key(*page), "not words");
        }
        Ok(())
    }
}
