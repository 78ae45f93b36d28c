//! Items: what is shown of them, by their numbers.

use super::codes::probe;
use super::columns::{
    Interned, borrowed, bytes, climb, ends, owned, part, steps, to_u32, to_usize,
};
use super::ids::fingerprint;
use super::seal::{FormatError, Kind, decode, seal};
use crate::item::{Gtin, Item, Money};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// Items of one bucket, in the order of their numbers. Their details are decoded one by one, as
/// they are asked for.
#[derive(Clone, Debug, Default)]
pub struct ItemPage {
    codes: Vec<u32>,
    /// Words that items share.
    words: Vec<String>,
    records: Vec<u8>,
    /// Where each item's details end in `records`.
    record_ends: Vec<u32>,
}

/// What is shown of an item. Texts are empty where unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ItemRecord<'a> {
    /// By what rows name it.
    pub code: u32,
    /// The retailer's id.
    pub id: &'a str,
    /// What it is called.
    pub title: &'a str,
    /// Who makes it.
    pub brand: &'a str,
    /// Its page.
    pub link: &'a str,
    /// Its picture.
    pub image: &'a str,
    /// Its trade item number.
    pub gtin: Option<Gtin>,
    /// Its place in Google's product taxonomy.
    pub category: &'a str,
    /// Its place in the retailer's own taxonomy.
    pub product_type: &'a str,
    /// What it costs where a store says nothing else.
    pub price: Option<Money>,
}

/// The encoded form; numbers as steps.
#[derive(Serialize, Deserialize)]
struct Wire<'a> {
    codes: Vec<u32>,
    words: Vec<Cow<'a, str>>,
    #[serde(with = "bytes")]
    records: Vec<u8>,
    record_bytes: Vec<u32>,
}

/// Details with places in `words`. What repeats the id, as links do, lies close to it: so it packs.
#[derive(Serialize, Deserialize)]
struct Record<'a> {
    id: &'a str,
    title: &'a str,
    link: &'a str,
    image: &'a str,
    brand: u32,
    gtin: Option<Gtin>,
    category: u32,
    product_type: u32,
    price: Option<Money>,
}

/// Encodes the items of a bucket, given with their numbers and in ascending order of them.
pub(super) fn encode_items(items: &[(u32, &Item)]) -> Vec<u8> {
    let mut words = Interned::default();
    let mut records = Vec::new();
    let mut record_bytes = Vec::with_capacity(items.len());
    for &(_, item) in items {
        let [brand, category, product_type] = [&item.brand, &item.category, &item.product_type]
            .map(|word| to_u32(words.place(word.as_str())));
        let record = Record {
            id: item.id.as_str(),
            title: &item.title,
            link: &item.link,
            image: &item.image,
            brand,
            gtin: item.gtin,
            category,
            product_type,
            price: item.price,
        };
        let start = records.len();
        // Postcard fails only for sequences of unknown length, of which there are none here.
        records = postcard::to_extend(&record, records).unwrap_or_default();
        record_bytes.push(to_u32(records.len() - start));
    }
    let codes = steps(items.iter().map(|(code, _)| *code));
    seal(Kind::Items, &Wire { codes, words: borrowed(words.in_order), records, record_bytes })
}

/// Decodes the body of a page of items, and checks that its columns fit together.
pub(super) fn decode_items(body: &[u8]) -> Result<ItemPage, FormatError> {
    let Wire { mut codes, words, records, record_bytes } = decode(body)?;
    climb(&mut codes)?;
    if codes.len() != record_bytes.len() {
        return Err(FormatError::Body("columns of different lengths"));
    }
    let record_ends = ends(record_bytes.into_iter(), records.len())?;
    Ok(ItemPage { codes, words: owned(words).collect(), records, record_ends })
}

impl ItemPage {
    /// The item with an id.
    pub fn find(&self, id: &str) -> Option<ItemRecord<'_>> {
        let rows = probe(fingerprint(id)).map_while(|code| self.codes.binary_search(&code).ok());
        rows.filter_map(|row| self.record(row).ok()).find(|item| item.id == id)
    }

    /// The item with a number.
    pub fn item(&self, code: u32) -> Option<ItemRecord<'_>> {
        self.record(self.codes.binary_search(&code).ok()?).ok()
    }

    /// The numbers of all its items, ascending.
    pub fn codes(&self) -> &[u32] {
        &self.codes
    }

    /// All its items, by number.
    pub fn items(&self) -> impl Iterator<Item = Result<ItemRecord<'_>, FormatError>> {
        (0..self.codes.len()).map(|row| self.record(row))
    }

    fn record(&self, row: usize) -> Result<ItemRecord<'_>, FormatError> {
        let record = part(&self.record_ends, row).and_then(|range| self.records.get(range));
        let code = self.codes.get(row).copied().unwrap_or_default();
        let record: Record<'_> = decode(record.unwrap_or_default())?;
        let word = |place| self.words.get(to_usize(place)).map_or("", String::as_str);
        Ok(ItemRecord {
            code,
            id: record.id,
            title: record.title,
            brand: word(record.brand),
            link: record.link,
            image: record.image,
            gtin: record.gtin,
            category: word(record.category),
            product_type: word(record.product_type),
            price: record.price,
        })
    }

    /// Bytes that this takes in memory, roughly.
    pub fn weight(&self) -> usize {
        let words: usize = self.words.iter().map(|word| 24 + word.len()).sum();
        self.codes.len() * 8 + self.records.len() + words
    }
}
