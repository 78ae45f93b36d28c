//! The details of one store, as a leaf keeps them: decoded only for the stores of an answer.

use super::seal::{FormatError, decode};
use crate::nearest::Leaf;
use crate::store::{Address, DeliveryArea, Store};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// What is shown of a store. Words that many stores share are kept once in the leaf.
#[derive(Clone, Debug, PartialEq)]
pub struct Record<'a> {
    /// What it is called.
    pub name: &'a str,
    /// Street and number.
    pub street_address: &'a str,
    /// Floor, suite, building.
    pub extended_address: &'a str,
    /// Town.
    pub address_locality: &'a str,
    /// State or province.
    pub address_region: &'a str,
    /// ISO 3166-1 alpha-2.
    pub address_country: &'a str,
    /// Postcode.
    pub postal_code: &'a str,
    /// As the feed writes it.
    pub phone: &'a str,
    /// Its page.
    pub url: &'a str,
    /// What kind of store.
    pub category: &'a str,
    /// IANA name; empty where unknown.
    pub timezone: &'a str,
    /// Where it delivers.
    pub delivery: Vec<DeliveryArea>,
}

/// The encoded form: places in [`Leaf::words`], and the rest as it is.
#[derive(Serialize, Deserialize)]
pub(super) struct Wire<'a> {
    pub name: u16,
    pub street_address: &'a str,
    pub extended_address: &'a str,
    pub address_locality: u16,
    pub address_region: u16,
    pub address_country: u16,
    pub postal_code: &'a str,
    pub phone: &'a str,
    pub url: &'a str,
    pub category: u16,
    pub timezone: u16,
    pub delivery: Cow<'a, [DeliveryArea]>,
}

impl<'a> Record<'a> {
    /// The details of a row.
    pub fn of(leaf: &'a Leaf, row: u16) -> Result<Self, FormatError> {
        let wire: Wire<'a> = decode(leaf.record(row))?;
        let word = |index: u16| leaf.words.get(usize::from(index)).map_or("", String::as_str);
        Ok(Self {
            name: word(wire.name),
            street_address: wire.street_address,
            extended_address: wire.extended_address,
            address_locality: word(wire.address_locality),
            address_region: word(wire.address_region),
            address_country: word(wire.address_country),
            postal_code: wire.postal_code,
            phone: wire.phone,
            url: wire.url,
            category: word(wire.category),
            timezone: word(wire.timezone),
            delivery: wire.delivery.into_owned(),
        })
    }
}

/// What is written of a store that people look for.
pub struct Written<'a> {
    /// Name, town, region, category: their places among the words of the page.
    pub shared: [u16; 4],
    /// Street, what else the address says, postcode.
    pub own: [&'a str; 3],
}

impl<'a> Written<'a> {
    /// Of a row.
    pub fn of(leaf: &'a Leaf, row: u16) -> Result<Self, FormatError> {
        let wire: Wire<'a> = decode(leaf.record(row))?;
        Ok(Self {
            shared: [wire.name, wire.address_locality, wire.address_region, wire.category],
            own: [wire.street_address, wire.extended_address, wire.postal_code],
        })
    }
}

/// Appends the details of a store to `records`, sharing words through `word`.
pub(super) fn encode<'a>(
    store: &'a Store,
    mut word: impl FnMut(&'a str) -> u16,
    records: &mut Vec<u8>,
) {
    let Address { street_address, extended_address, postal_code, .. } = &store.address;
    let wire = Wire {
        name: word(&store.name),
        street_address,
        extended_address,
        address_locality: word(&store.address.address_locality),
        address_region: word(&store.address.address_region),
        address_country: word(&store.address.address_country),
        postal_code,
        phone: &store.phone,
        url: &store.url,
        category: word(&store.category),
        timezone: word(store.timezone.as_deref().unwrap_or_default()),
        delivery: Cow::Borrowed(&store.delivery),
    };
    // Postcard fails only for sequences of unknown length, of which there are none here.
    *records = postcard::to_extend(&wire, std::mem::take(records)).unwrap_or_default();
}
