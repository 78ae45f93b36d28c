//! From rows to stores: [`cells`] reads what every format has, [`join`] puts drafts together by id
//! as they come, and [`settle`] tells at the end what depends on all files (the zone, the country,
//! OSM hours, the country of delivery areas).

mod cells;
mod join;
mod settle;

use super::amenity::Labels;
use super::clock_hours;
use super::osm_cache::OsmCache;
use super::report::{Kind, Origin, Report};
use super::{Format, Options, Source};
use crate::schedule::Schedule;
use crate::store::{Address, Listing, Store, StoreId};
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Rows between two calls of the progress function.
const PROGRESS_ROWS: u64 = 4_096;

/// What a row says of hours.
#[derive(Clone, Debug, Default)]
pub(super) enum Hours {
    /// Nothing.
    #[default]
    NotGiven,
    /// Something that cannot be read.
    Unreadable,
    /// They are read.
    Known(Arc<Schedule>),
    /// OSM text, to be read when the place is known: the text, its column, its row.
    Osm(Arc<str>, &'static str, Origin),
}

/// A row as a store.
#[derive(Debug)]
pub(super) struct Draft {
    pub store: Store,
    pub hours: Hours,
    pub origin: Origin,
    /// The spider of AllThePlaces that found it.
    pub spider: Option<Arc<str>>,
}

impl Draft {
    pub(super) fn new(id: StoreId, origin: Origin) -> Self {
        let store = Store {
            id,
            name: String::new(),
            point: None,
            address: Address::default(),
            phone: String::new(),
            url: String::new(),
            category: String::new(),
            amenities: Vec::new(),
            timezone: None,
            delivery: Vec::new(),
        };
        Self { store, hours: Hours::NotGiven, origin, spider: None }
    }
}

/// What a listing still needs.
#[derive(Debug)]
struct Rest {
    hours: Hours,
    /// The last row that went into it.
    origin: Origin,
    spider: Option<Arc<str>>,
}

/// Takes the rows of all files.
pub(super) struct Intake<'a> {
    pub options: &'a Options,
    pub report: Report,
    pub labels: Labels,
    pub clock: clock_hours::Reader,
    osm: OsmCache,
    listings: Vec<Listing>,
    rests: Vec<Rest>,
    by_id: HashMap<StoreId, usize>,
    shared_refs: HashSet<StoreId>,
    countries: HashMap<String, Option<&'static str>>,
    zones: HashMap<String, Option<String>>,
    file: u16,
    bytes_before: u64,
    rows_until_progress: u64,
    progress: &'a mut dyn FnMut(u64),
}

/// Files.
impl<'a> Intake<'a> {
    pub(super) fn new(options: &'a Options, progress: &'a mut dyn FnMut(u64)) -> Self {
        Self {
            options,
            report: Report::default(),
            labels: Labels::new(options.namespace.clone()),
            clock: clock_hours::Reader::new(options.horizon),
            osm: OsmCache::new(options.horizon),
            listings: Vec::new(),
            rests: Vec::new(),
            by_id: HashMap::new(),
            shared_refs: HashSet::new(),
            countries: HashMap::new(),
            zones: HashMap::new(),
            file: 0,
            bytes_before: 0,
            rows_until_progress: PROGRESS_ROWS,
            progress,
        }
    }

    pub(super) fn begin(&mut self, source: &Source<'_>) {
        self.file = self.report.open(source.label);
    }

    pub(super) fn end(&mut self, source: &Source<'_>) {
        self.bytes_before += source.bytes.len() as u64;
        (self.progress)(self.bytes_before);
        let has_no_rows = self.report.files.last().is_some_and(|f| f.rows == 0 && !f.broken);
        if has_no_rows {
            self.remark(0, Kind::NoRows, "", "", "the file has no rows");
        }
    }

    /// The index of the file being read.
    pub(super) const fn file(&self) -> u16 {
        self.file
    }

    pub(super) fn set_format(&mut self, format: Format) {
        self.report.set_format(self.file, format.into());
    }

    /// A note about the file.
    pub(super) fn remark(
        &mut self,
        line: u32,
        kind: Kind,
        column: impl Into<Cow<'static, str>>,
        value: &str,
        why: impl Into<Cow<'static, str>>,
    ) {
        self.report.remark(self.file, line, kind, column, value, why);
    }

    /// Another row, at this many bytes of the file.
    pub(super) fn tick(&mut self, bytes: u64) {
        self.rows_until_progress -= 1;
        if self.rows_until_progress == 0 {
            self.rows_until_progress = PROGRESS_ROWS;
            (self.progress)(self.bytes_before + bytes);
        }
    }
}
