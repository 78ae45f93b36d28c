//! From rows to stores: drafts are joined by id as they come, and what depends on all files (the
//! zone, the country, OSM hours, the country of delivery areas) is settled at the end.

use super::amenity::{self, Labels};
use super::clock_hours;
use super::osm_cache::OsmCache;
use super::report::{Kind, Origin, Report};
use super::{Format, Options, Source, delivery, locate, zones};
use crate::schedule::Schedule;
use crate::store::{Address, DeliveryArea, Listing, Store, StoreId};
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
        self.report.set_format(self.file, format);
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

/// Cells that every format has.
impl Intake<'_> {
    /// The id of a row; `None` refuses the row.
    pub(super) fn id(
        &mut self,
        at: Origin,
        column: Cow<'static, str>,
        text: &str,
    ) -> Option<StoreId> {
        let id = StoreId::new(text);
        if id.is_none() {
            let (kind, why) = if text.trim().is_empty() {
                (Kind::MissingId, "there is no id")
            } else {
                (Kind::InvalidId, "it cannot be an id")
            };
            self.report.refuse(at, kind, column, text, why);
        }
        id
    }

    /// The two letters of a country; empty where it is none.
    pub(super) fn country(&mut self, at: Origin, column: Cow<'static, str>, text: &str) -> String {
        if text.is_empty() {
            return String::new();
        }
        let known = self.countries.get(text).copied();
        let code = known.unwrap_or_else(|| {
            let code = locate::country_code(text);
            self.countries.insert(text.to_owned(), code);
            code
        });
        if code.is_none() {
            let why = "no country has this code or English name";
            self.report.repair(at, Kind::UnknownCountry, column, text, why);
        }
        code.unwrap_or_default().to_owned()
    }

    /// The IANA spelling of a zone; `None` where it is none.
    pub(super) fn zone(
        &mut self,
        at: Origin,
        column: Cow<'static, str>,
        text: &str,
    ) -> Option<String> {
        if text.is_empty() {
            return None;
        }
        if !self.zones.contains_key(text) {
            let zone = zones::zone(text, self.options.horizon).map(|zone| zone.name);
            self.zones.insert(text.to_owned(), zone);
        }
        let zone = self.zones.get(text).cloned().flatten();
        if zone.is_none() {
            let why = "the IANA database has no such zone";
            self.report.repair(at, Kind::UnknownZone, column, text, why);
        }
        zone
    }

    /// A web address; empty where it is none.
    pub(super) fn url(&mut self, at: Origin, column: Cow<'static, str>, text: &str) -> String {
        let has_scheme = text.starts_with("https://") || text.starts_with("http://");
        if text.is_empty() || has_scheme && !text.contains(char::is_whitespace) {
            return text.to_owned();
        }
        let is_host = text.contains('.') && !text.contains([':', '@', ' ', '"', '<']);
        if is_host && !text.starts_with(['/', '.']) {
            let why = "it has no scheme";
            self.report.repair(at, Kind::UrlWithoutScheme, column, text, why);
            return format!("https://{text}");
        }
        self.report.repair(at, Kind::InvalidUrl, column, text, "it is not a web address");
        String::new()
    }

    /// Puts coordinates into a draft, and what was changed into the report.
    pub(super) fn place(
        &mut self,
        draft: &mut Draft,
        located: locate::Located,
        columns: [Cow<'static, str>; 2],
    ) {
        draft.store.point = located.point;
        let [lat, lng] = columns;
        for repair in located.repairs {
            let column = if repair.is_lng { &lng } else { &lat };
            let (kind, why) = (repair.kind, repair.why);
            self.report.repair(draft.origin, kind, column.clone(), &repair.value, why);
        }
    }

    /// OSM text, to be read when all files are.
    pub(super) fn osm_hours(&mut self, at: Origin, column: &'static str, text: &str) -> Hours {
        if text.is_empty() {
            Hours::NotGiven
        } else {
            Hours::Osm(self.osm.intern(text), column, at)
        }
    }

    /// Adds the amenities of a list of labels.
    pub(super) fn add_labels(&mut self, draft: &mut Draft, column: &str, text: &str) {
        for label in super::text::list(text) {
            let amenity = self.labels.amenity(label);
            if amenity.is_none() {
                let (kind, why) = (Kind::UnusableAmenity, "it has no letter and no digit");
                self.report.repair(draft.origin, kind, column.to_owned(), label, why);
            }
            draft.store.amenities.extend(amenity);
        }
    }
}

/// The join.
impl Intake<'_> {
    /// A row that can be used.
    pub(super) fn add(&mut self, mut draft: Draft) {
        draft.store.amenities = amenity::sorted(std::mem::take(&mut draft.store.amenities));
        if self.shared_refs.contains(&draft.store.id) {
            self.qualify(&mut draft);
        }
        let Some(&index) = self.by_id.get(&draft.store.id) else { return self.insert(draft) };
        let Some(rest) = self.rests.get(index) else { return };
        if rest.spider.is_some() && draft.spider.is_some() && rest.spider != draft.spider {
            self.part(index);
            self.qualify(&mut draft);
            return self.add(draft);
        }
        if rest.origin.file == draft.origin.file {
            let why = format!("line {} has this id already", rest.origin.line);
            let id = draft.store.id.as_str();
            self.report.refuse(draft.origin, Kind::DuplicateId, "", id, why);
            return;
        }
        self.merge(index, draft);
    }

    fn insert(&mut self, draft: Draft) {
        let Draft { store, hours, origin, spider } = draft;
        self.report.accept(origin);
        self.by_id.insert(store.id.clone(), self.listings.len());
        self.listings.push(Listing { store, hours: None });
        self.rests.push(Rest { hours, origin, spider });
    }

    /// A later file's row goes over what earlier files said.
    fn merge(&mut self, index: usize, draft: Draft) {
        self.report.accept(draft.origin);
        let Some(listing) = self.listings.get_mut(index) else { return };
        let Some(rest) = self.rests.get_mut(index) else { return };
        overlay(&mut listing.store, draft.store);
        rest.origin = draft.origin;
        rest.spider = draft.spider.or_else(|| rest.spider.take());
        if !matches!(draft.hours, Hours::NotGiven) {
            rest.hours = draft.hours;
        }
    }

    /// Two spiders use one ref: both stores get an id of their own, whichever came first.
    fn part(&mut self, index: usize) {
        let (Some(listing), Some(rest)) = (self.listings.get_mut(index), self.rests.get(index))
        else {
            return;
        };
        let shared = listing.store.id.clone();
        if let Some(id) = qualified(&shared, rest.spider.as_deref()) {
            listing.store.id = id.clone();
            self.by_id.remove(&shared);
            self.by_id.insert(id, index);
        }
        let why = "another spider uses this ref";
        self.report.repair_late(rest.origin, Kind::SharedRef, "ref", shared.as_str(), why);
        self.shared_refs.insert(shared);
    }

    fn qualify(&mut self, draft: &mut Draft) {
        if let Some(id) = qualified(&draft.store.id, draft.spider.as_deref()) {
            let shared = std::mem::replace(&mut draft.store.id, id);
            let why = "another spider uses this ref";
            self.report.repair(draft.origin, Kind::SharedRef, "ref", shared.as_str(), why);
        }
    }
}

fn qualified(id: &StoreId, spider: Option<&str>) -> Option<StoreId> {
    StoreId::new(&format!("{}:{id}", spider?))
}

/// What `later` gives goes over what `store` has.
fn overlay(store: &mut Store, later: Store) {
    let Address {
        street_address,
        extended_address,
        address_locality,
        address_region,
        address_country,
        postal_code,
    } = later.address;
    let address = &mut store.address;
    for (field, given) in [
        (&mut store.name, later.name),
        (&mut store.phone, later.phone),
        (&mut store.url, later.url),
        (&mut store.category, later.category),
        (&mut address.street_address, street_address),
        (&mut address.extended_address, extended_address),
        (&mut address.address_locality, address_locality),
        (&mut address.address_region, address_region),
        (&mut address.address_country, address_country),
        (&mut address.postal_code, postal_code),
    ] {
        if !given.is_empty() {
            *field = given;
        }
    }
    store.point = later.point.or(store.point);
    store.timezone = later.timezone.or_else(|| store.timezone.take());
    if !later.amenities.is_empty() {
        store.amenities = later.amenities;
    }
    if !later.delivery.is_empty() {
        store.delivery = later.delivery;
    }
}

/// The end.
impl Intake<'_> {
    /// Settles what depends on all files, and hands over the stores by id.
    pub(super) fn finish(mut self) -> (Vec<Listing>, Report) {
        drop(std::mem::take(&mut self.by_id));
        let rests = std::mem::take(&mut self.rests);
        let mut listings = std::mem::take(&mut self.listings);
        for (listing, rest) in listings.iter_mut().zip(rests) {
            self.settle(listing, rest);
        }
        listings.sort_unstable_by(|a, b| a.store.id.cmp(&b.store.id));
        self.report.stores = listings.len() as u64;
        debug_assert!(self.report.is_balanced());
        (listings, self.report)
    }

    fn settle(&mut self, listing: &mut Listing, rest: Rest) {
        let store = &mut listing.store;
        if store.timezone.is_none() {
            store.timezone = store.point.and_then(locate::zone_at).map(str::to_owned);
        }
        if store.address.address_country.is_empty() {
            let given = self.options.country.as_deref();
            let code = given.or_else(|| store.point.and_then(locate::country_at));
            code.unwrap_or_default().clone_into(&mut store.address.address_country);
        }
        self.settle_delivery(store, rest.origin);
        listing.hours = match rest.hours {
            Hours::NotGiven | Hours::Unreadable => None,
            Hours::Known(schedule) => Some(schedule),
            Hours::Osm(text, column, at) => match self.osm.read(&text, &listing.store) {
                Ok(schedule) => schedule,
                Err(why) => {
                    let kind = Kind::UnreadableHours;
                    self.report.repair_late(at, kind, column, &text, why.to_string());
                    None
                }
            },
        };
    }

    fn settle_delivery(&mut self, store: &mut Store, at: Origin) {
        let Store { delivery, address, .. } = store;
        let country = &address.address_country;
        let report = &mut self.report;
        delivery.retain_mut(|area| {
            let is_known = delivery::fill_country(area, country);
            if !is_known {
                let column = match area {
                    DeliveryArea::Postcodes { .. } => "delivery_postcodes",
                    _ => "delivery_regions",
                };
                let why = "the country of the store is not known";
                report.repair_late(at, Kind::InvalidDeliveryArea, column, "", why);
            }
            is_known
        });
    }
}
