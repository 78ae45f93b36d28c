//! From a trade item number to items: buckets by a hash of the number.

use super::ids::fingerprint;
use super::seal::{FormatError, Kind, decode, seal};
use crate::item::Gtin;
use serde::{Deserialize, Serialize};

/// Trade item numbers of one bucket in ascending order, each with the number of an item that has
/// it; several items may share one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GtinPage {
    entries: Vec<(u64, u32)>,
}

#[derive(Serialize, Deserialize)]
struct Entry {
    /// More than that of the entry before.
    more: u64,
    #[serde(with = "postcard::fixint::le")]
    code: u32,
}

/// What a trade item number's bucket is chosen by.
pub fn gtin_print(gtin: Gtin) -> u32 {
    fingerprint(&gtin.to_string())
}

impl GtinPage {
    /// From trade item numbers and numbers of items, in any order.
    pub fn new(entries: impl IntoIterator<Item = (Gtin, u32)>) -> Self {
        let entries = entries.into_iter().map(|(gtin, code)| (gtin.number(), code));
        let mut entries: Vec<(u64, u32)> = entries.collect();
        entries.sort_unstable();
        Self { entries }
    }

    /// The numbers of the items that have this trade item number, ascending.
    pub fn codes(&self, gtin: Gtin) -> impl Iterator<Item = u32> {
        let start = self.entries.partition_point(|(number, _)| *number < gtin.number());
        let rest = self.entries.get(start..).unwrap_or_default();
        rest.iter().take_while(move |(number, _)| *number == gtin.number()).map(|(_, code)| *code)
    }

    /// All trade item numbers, ascending, each with the number of an item.
    pub fn entries(&self) -> impl Iterator<Item = (u64, u32)> {
        self.entries.iter().copied()
    }

    /// How many pairs of a trade item number and an item there are.
    pub const fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Bytes that this takes in memory, roughly.
    pub fn weight(&self) -> usize {
        self.entries.len() * size_of::<(u64, u32)>()
    }

    pub(super) fn encode(&self) -> Vec<u8> {
        let mut before = 0;
        let entry = |&(number, code): &(u64, u32)| {
            let more = number.wrapping_sub(before);
            before = number;
            Entry { more, code }
        };
        seal(Kind::Gtins, &self.entries.iter().map(entry).collect::<Vec<_>>())
    }

    pub(super) fn decode(body: &[u8]) -> Result<Self, FormatError> {
        let mut before = 0_u64;
        let entry = |Entry { more, code }| {
            before = before.checked_add(more)?;
            Some((before, code))
        };
        let entries: Option<Vec<_>> = decode::<Vec<Entry>>(body)?.into_iter().map(entry).collect();
        let entries = entries.filter(|entries| entries.is_sorted_by(|a, b| a < b));
        Ok(Self { entries: entries.ok_or(FormatError::Body("numbers that do not ascend"))? })
    }
}
