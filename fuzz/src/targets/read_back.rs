//! Whether a snapshot says what was compiled: decode after encode is identity.

use super::feeds::{NOW, SIX_WEEKS};
use futures_util::FutureExt;
use nigh::item::{Item, Stocked, Stocking};
use nigh::nearest::{PageKey, Tile};
use nigh::query::{PageSource, Place, find_store};
use nigh::snapshot::{
    ItemRecord, Manifest, Page, PageError, Record, Snapshot, fingerprint, hash, page_key,
};
use nigh::store::{Listing, Store};
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};

/// Reads everything back.
pub fn check(snapshot: Snapshot, listings: &[Listing], stocked: Option<&Stocked>) {
    let manifest = Manifest::decode(snapshot.id, &snapshot.manifest).expect("a manifest");
    assert_eq!((manifest.built_at, manifest.horizon), (NOW, SIX_WEEKS));
    assert_eq!(usize::try_from(manifest.stores), Ok(listings.len()));
    for (key, bytes) in &snapshot.values {
        assert!(!key.starts_with("p/") || *key == page_key(hash(bytes)), "{key}");
    }
    let pages = Pages { bytes: snapshot.values, decoded: RefCell::default() };
    for (name, page) in manifest.names() {
        assert_eq!(pages.bytes.get(&name), pages.bytes.get(&page_key(page)), "{name}");
    }
    for listing in listings {
        let found = find_store(listing.store.id.as_str(), &manifest, &pages).now_or_never();
        let place = found.expect("memory does not wait").expect("every page").expect("the store");
        check_store(&place, listing);
    }
    if let Some(stocked) = stocked {
        let catalogue = &manifest.catalogue;
        assert_eq!(usize::try_from(catalogue.item_count), Ok(stocked.items().len()));
        assert_eq!(usize::try_from(catalogue.rows), Ok(stocked.len()));
        for item in stocked.items() {
            check_item(&pages, &manifest, item);
        }
        for (number, listing) in listings.iter().enumerate() {
            for stocking in stocked.at_store(number) {
                check_row(&pages, &manifest, &listing.store, stocked, &stocking);
            }
        }
    }
}

/// Pages in memory, each decoded once.
struct Pages {
    bytes: BTreeMap<String, Vec<u8>>,
    decoded: RefCell<HashMap<PageKey, Page>>,
}

impl PageSource for Pages {
    async fn read(&self, page: PageKey) -> Result<Page, PageError> {
        if let Some(known) = self.decoded.borrow().get(&page) {
            return Ok(known.clone());
        }
        let bytes = self.bytes.get(&page_key(page)).ok_or(PageError::Missing)?;
        let decoded = Page::decode(page, bytes)?;
        self.decoded.borrow_mut().insert(page, decoded.clone());
        Ok(decoded)
    }
}

impl Pages {
    fn page(&self, key: PageKey) -> Page {
        self.read(key).now_or_never().expect("memory does not wait").expect("a page")
    }
}

fn check_store(Place { leaf, row }: &Place, Listing { store, hours }: &Listing) {
    let record = Record::of(leaf, *row).expect("details");
    let written = Record {
        name: &store.name,
        street_address: &store.address.street_address,
        extended_address: &store.address.extended_address,
        address_locality: &store.address.address_locality,
        address_region: &store.address.address_region,
        address_country: &store.address.address_country,
        postal_code: &store.address.postal_code,
        phone: &store.phone,
        url: &store.url,
        category: &store.category,
        timezone: store.timezone.as_deref().unwrap_or_default(),
        delivery: store.delivery.clone(),
    };
    assert_eq!(record, written);
    let pin = &leaf.pins[usize::from(*row)];
    assert_eq!(
        pin.place.map(nigh::place::Point::to_e7),
        store.point.map(nigh::place::Point::to_e7)
    );
    assert!(leaf.amenities(*row).eq(&store.amenities));
    let shown = leaf.hours(*row).map(|known| (known.schedule, Some(&known.zone.name)));
    let zoned = hours.as_deref().filter(|_| store.timezone.is_some());
    assert_eq!(shown, zoned.map(|hours| (hours, store.timezone.as_ref())));
}

fn check_item(pages: &Pages, manifest: &Manifest, item: &Item) {
    let id = item.id.as_str();
    let page = manifest.catalogue.item_page(fingerprint(id)).expect("a page of items");
    let Page::Items(page) = pages.page(page) else { panic!("no page of items") };
    let found = page.find(id).expect("the item");
    let written = ItemRecord {
        code: found.code,
        id,
        title: &item.title,
        brand: &item.brand,
        link: &item.link,
        image: &item.image,
        gtin: item.gtin,
        category: &item.category,
        product_type: &item.product_type,
        price: item.price,
    };
    assert_eq!(found, written);
    if let Some(gtin) = item.gtin {
        let page = manifest.catalogue.gtin_page(gtin).expect("a page of trade item numbers");
        let Page::Gtins(page) = pages.page(page) else { panic!("no page of numbers") };
        assert!(page.codes(gtin).any(|code| code == found.code), "{gtin}");
    }
}

fn check_row(
    pages: &Pages,
    manifest: &Manifest,
    store: &Store,
    stocked: &Stocked,
    Stocking { item, source, stock }: &Stocking,
) {
    let item = &stocked.items()[usize::try_from(*item).expect("a place")];
    let page = manifest.catalogue.item_page(fingerprint(item.id.as_str())).expect("a page");
    let Page::Items(items) = pages.page(page) else { panic!("no page of items") };
    let code = items.find(item.id.as_str()).expect("the item").code;
    let region = manifest.region_of(store.point.map(Tile::finest)).expect("a region").tile;
    let district = manifest.catalogue.district_of(region).expect("a district");
    let page = district.page_of(code).expect("a page of stock");
    let Page::Stock(page) = pages.page(page) else { panic!("no page of stock") };
    let number = page.store_code(store.id.as_str());
    let row = page.row_of(code, region, number).expect("the row");
    assert_eq!((row.availability, row.quantity), (stock.availability, stock.quantity));
    assert_eq!((row.price, row.pickup), (stock.price.as_ref(), stock.pickup));
    assert_eq!((row.aisle, row.source), (stock.aisle.as_deref().unwrap_or_default(), *source));
}
