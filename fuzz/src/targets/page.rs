//! Pages: decoded, and all that is decoded later.

use super::feeds::{NOW, SIX_WEEKS};
use super::sealed::sealed;
use nigh::gazetteer::{self, Sought, complete, resolve};
use nigh::item::Gtin;
use nigh::nearest::{
    Bounds, Branch, Content, Envelope, Forest, Leaf, OpenFilter, PageKey, Rank, Search, Summary,
    Terms,
};
use nigh::place::{Mode, Point};
use nigh::query::{self, Place};
use nigh::snapshot::{GtinPage, IdBucket, ItemPage, Page, Record, StockPage, hash};
use nigh::time::UtcSeconds;
use std::rc::Rc;

/// The letters of pages.
const KINDS: &[u8] = b"LRIPGSWT";

/// A letter and the body of such a page; or a value as it is.
pub fn run(data: &[u8]) {
    let value = match data.split_first() {
        Some((kind, body)) if KINDS.contains(kind) => sealed(*kind, body),
        _ => data.to_vec(),
    };
    let Ok(page) = Page::decode(hash(&value), &value) else { return };
    assert!(page.weight() <= 4096 + value.len() * 255 * 64, "a weight beyond all bounds");
    match &page {
        Page::Leaf(leaf) => look_at_leaf(leaf),
        Page::Region(region) => search(&region.forest, &Content::Lost),
        Page::Ids(bucket) => look_at_ids(bucket),
        Page::Items(items) => look_at_items(items),
        Page::Gtins(numbers) => look_at_gtins(numbers),
        Page::Stock(stock) => look_at_stock(stock),
        Page::Places(places) => look_at_places(places),
        Page::Words(_) => {}
    }
}

fn look_at_places(page: &gazetteer::Page) {
    for place in page.places().take(64) {
        let label = place.label();
        let Some(sought) = Sought::new(&label) else { continue };
        let _ = resolve(page, &sought).map(|meant| meant.label());
        assert!(complete(page, &sought, Some(place.point), 5).len() <= 5);
    }
}

fn look_at_leaf(leaf: &Rc<Leaf>) {
    let _ = leaf.amenity_bits();
    let rows = u16::try_from(leaf.pins.len()).expect("rows have 16 bits");
    for row in 0..rows.min(8) {
        let place = Place { leaf: Rc::clone(leaf), row };
        let _ = (leaf.find(leaf.id(row)), leaf.amenities(row).count());
        if let Ok(record) = Record::of(leaf, row) {
            assert_eq!(Record::of(leaf, row).ok().map(|again| again.name), Some(record.name));
        }
        for at in [NOW, UtcSeconds(0), SIX_WEEKS.instants().end] {
            let _ = serde_json::to_vec(&query::open_now(&place, at, SIX_WEEKS));
            let shown = query::location(&place, at, SIX_WEEKS).map(|shown| {
                let _ = serde_json::to_vec(&shown);
            });
            assert_eq!(shown.is_ok(), Record::of(leaf, row).is_ok());
        }
        if let Some(hours) = leaf.hours(row) {
            let _ = Envelope::of(hours.schedule, hours.zone, SIX_WEEKS.dates().take(9));
        }
    }
    let summary = Summary {
        bounds: Some(Bounds::EARTH),
        hours: Envelope::HOURS_UNKNOWN,
        amenities: leaf.amenity_bits(),
        stores: u32::from(rows),
    };
    let branch = Branch { page: PageKey([0; 16]), tile: None, summary };
    search(&Forest::new(&[branch]), &Content::Leaf(Rc::clone(leaf)));
}

/// Searches a forest, every page of which is the same.
pub fn search(forest: &Forest, content: &Content) {
    for (rank, open) in [(Rank::Soonest, OpenFilter::Arrival), (Rank::Distance, OpenFilter::Any)] {
        let terms = Terms {
            origin: Point::new(44.98, -93.27).expect("a point"),
            at: NOW,
            horizon_end: SIX_WEEKS.instants().end,
            mode: Mode::Drive,
            radius_m: 20_010_000.0,
            min_radius_m: 0.0,
            open,
            open_for_min: 30,
            amenities: Vec::new(),
            rank,
            limit: 3,
            after: None,
        };
        let mut search = Search::new(terms, forest, None);
        for _ in 0..100 {
            let wanted = search.wanted();
            for page in &wanted {
                search.offer(*page, content);
            }
            if wanted.is_empty() {
                break;
            }
        }
        let found = search.done();
        assert!(found.hits.is_sorted_by(|a, b| a.key <= b.key), "nearest first");
    }
}

fn look_at_ids(bucket: &IdBucket) {
    for fingerprint in [0, 1, 0x8000_0000, u32::MAX] {
        for tile in bucket.tiles(fingerprint).flatten() {
            let _ = (tile.to_string(), tile.bounds(), tile.parent(2));
        }
    }
}

fn look_at_items(items: &ItemPage) {
    assert_eq!(items.items().count(), items.codes().len());
    for item in items.items().take(8).flatten() {
        assert_eq!(items.item(item.code).map(|again| again.id), Some(item.id));
        let _ = items.find(item.id);
    }
}

fn look_at_gtins(page: &GtinPage) {
    assert_eq!(page.len(), page.entries().count());
    let entries: Option<Vec<_>> = page
        .entries()
        .map(|(number, code)| Some((Gtin::from_number(number).ok()?, code)))
        .collect();
    let Some(entries) = entries else { return };
    assert!(entries.iter().all(|(gtin, code)| page.codes(*gtin).any(|found| found == *code)));
    assert_eq!(GtinPage::new(entries), *page);
}

fn look_at_stock(page: &StockPage) {
    let stores: Vec<_> = page.stores().collect();
    let rows: usize = page.items().iter().map(|item| page.rows(*item).len()).sum();
    assert_eq!((rows, page.is_empty()), (page.len(), rows == 0));
    for item in page.items().iter().take(8) {
        let in_regions: usize =
            page.regions(*item).map(|region| page.rows_in(*item, region).len()).sum();
        assert_eq!(in_regions, page.rows(*item).len(), "every row is in one region");
        for (region, store) in stores.iter().take(8) {
            let row = page.row_of(*item, *region, *store);
            let mut listed = page.rows_in(*item, *region).filter(|row| row.store == *store);
            assert_eq!(row, listed.next(), "the row, and no other");
        }
    }
    let _ = (page.displaced().len(), page.store_code("1001"), page.rows(7).len());
}
