//! Feeds as the compiler reads them, and what must hold of whatever comes out.

use super::read_back;
use nigh::feed::stock::StockFeeds;
use nigh::feed::{self, Format, Namespace, Options, Report, Source};
use nigh::item::Stocked;
use nigh::snapshot::{self, Goods, Limits, Snapshot};
use nigh::store::Listing;
use nigh::time::{Day, Horizon, UtcSeconds, Zone};
use std::collections::BTreeMap;

/// 2026-11-21T18:00:00Z: when snapshots are built and questions asked.
pub const NOW: UtcSeconds = UtcSeconds(1_795_284_000);

/// From 2026-11-20 through 2027-01-02: six weeks with holidays, which compile fast.
pub const SIX_WEEKS: Horizon = Horizon { from: Day(20_777), through: Day(20_820) };

/// One snapshot in so many is compiled and read back: it takes much longer than parsing.
const COMPILED_OF: u32 = 16;

fn options(format: Option<Format>) -> Options {
    let namespace = "com.example".parse::<Namespace>().expect("a namespace");
    Options { namespace, horizon: SIX_WEEKS, built_at: NOW, format, country: None }
}

/// Reads store lists; sound they are, whatever the bytes.
pub fn read(lists: &[&[u8]], format: Option<Format>) -> (Vec<Listing>, Report) {
    let sources: Vec<Source<'_>> =
        lists.iter().map(|bytes| Source { label: "stores", bytes }).collect();
    let (listings, report) = feed::read(&sources, &options(format), &mut |_| {});
    assert!(report.is_balanced(), "every row is used, repaired or refused");
    assert!(listings.is_sorted_by(|a, b| a.store.id < b.store.id), "each id once, in order");
    for listing in &listings {
        assert!(listing.hours.as_ref().is_none_or(|hours| hours.is_sound()));
        assert!(listing.store.amenities.is_sorted_by(|a, b| a.id < b.id), "each service once");
    }
    (listings, report)
}

/// Reads goods of `listings`.
pub fn read_goods(
    products: &[&[u8]],
    inventory: &[&[u8]],
    listings: &[Listing],
) -> (Stocked, Report) {
    let mut progress = |_| {};
    let mut feeds = StockFeeds::new(Report::default(), &mut progress);
    for feed in products {
        feeds.products("products", *feed);
    }
    for feed in inventory {
        feeds.inventory("inventory", *feed);
    }
    let (stocked, report) = feeds.join(listings, 0);
    assert!(report.is_balanced(), "every row is used, repaired or refused");
    assert!(stocked.items().is_sorted_by(|a, b| a.id < b.id), "each item once, in order");
    assert!(stocked.prices().iter().all(|price| price.is_sound()));
    (stocked, report)
}

/// Every zone that a store names.
fn zones(listings: &[Listing]) -> BTreeMap<String, Zone> {
    let names = listings.iter().filter_map(|listing| listing.store.timezone.as_ref());
    let known =
        |name: &String| Some((name.clone(), feed::zones::zone(name, SIX_WEEKS).expect("a zone")));
    names.filter_map(known).collect()
}

/// Compiles stores, of which there is at least one.
pub fn build(listings: &[Listing], goods: Option<Goods<'_>>) -> Snapshot {
    let zones = zones(listings);
    snapshot::build(listings, &zones, NOW, SIX_WEEKS, Limits::default(), goods)
        .expect("whatever a feed gives can be compiled")
}

/// Whether these bytes are among those that are also compiled.
pub fn is_compiled(data: &[u8]) -> bool {
    checksum(data).is_multiple_of(COMPILED_OF)
}

/// FNV-1a: bytes choose for themselves what is done with them, on every machine alike.
pub fn checksum(data: &[u8]) -> u32 {
    data.iter().fold(0x811c_9dc5, |sum, byte| (sum ^ u32::from(*byte)).wrapping_mul(16_777_619))
}

/// A store list of nigh's own columns.
pub fn plain_csv(data: &[u8]) {
    stores(data, Some(Format::Csv));
}

/// Google Business Profile's sheet.
pub fn google_stores(data: &[u8]) {
    stores(data, Some(Format::Google));
}

/// `AllThePlaces`' features, or whatever the bytes look like.
pub fn all_the_places(data: &[u8]) {
    let is_recognised = data.starts_with(b" ");
    stores(data, (!is_recognised).then_some(Format::AllThePlaces));
}

fn stores(data: &[u8], format: Option<Format>) {
    let (listings, report) = read(&[data], format);
    assert!(!report.lines().is_empty());
    if !is_compiled(data) {
        return;
    }
    let (again, same) = read(&[data], format);
    assert_eq!((&listings, &report), (&again, &same), "once more");
    if !listings.is_empty() {
        let snapshot = build(&listings, None);
        let twice = build(&again, None);
        assert!(snapshot.manifest == twice.manifest && snapshot.values == twice.values);
        read_back::check(snapshot, &listings, None);
    }
}
