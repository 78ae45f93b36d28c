//! The counts of a file, and what it was read as.

use super::super::Format;
use super::super::places::PlacesFormat;
use serde::Serialize;
use std::sync::Arc;

/// The counts of one file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FileCount {
    /// Label of the file.
    pub file: Arc<str>,
    /// The format it was read as, if any.
    pub format: Option<FileFormat>,
    /// Rows seen.
    pub rows: u64,
    /// Rows taken as they stand.
    pub used: u64,
    /// Rows taken with a change.
    pub repaired: u64,
    /// Rows left out.
    pub refused: u64,
    /// Whether the file could not be read to its end.
    pub broken: bool,
}

impl FileCount {
    pub(super) fn new(label: &str) -> Self {
        Self {
            file: Arc::from(label),
            format: None,
            rows: 0,
            used: 0,
            repaired: 0,
            refused: 0,
            broken: false,
        }
    }

    /// The line that people read.
    pub(super) fn line(&self) -> String {
        let Self { file, rows, used, repaired, refused, .. } = self;
        let broken = if self.broken { "; not read to its end" } else { "" };
        format!("{file}: {rows} rows: {used} used, {repaired} repaired, {refused} refused{broken}")
    }
}

/// What a file was read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum FileFormat {
    /// A list of stores.
    Stores(Format),
    /// What they sell.
    Stock(StockFormat),
    /// Towns and postcodes.
    Places(PlacesFormat),
}

impl From<StockFormat> for FileFormat {
    fn from(format: StockFormat) -> Self {
        Self::Stock(format)
    }
}

impl From<Format> for FileFormat {
    fn from(format: Format) -> Self {
        Self::Stores(format)
    }
}

/// The formats of product and inventory feeds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StockFormat {
    /// Google's product feed, with tabs.
    GoogleProductsTsv,
    /// Google's product feed, as RSS or Atom.
    GoogleProductsXml,
    /// Google's local inventory feed, with tabs.
    GoogleInventoryTsv,
    /// Google's local inventory feed, as RSS or Atom.
    GoogleInventoryXml,
}
