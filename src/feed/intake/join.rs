//! The join: a later file goes over what earlier files said.

use super::super::amenity;
use super::super::report::Kind;
use super::{Draft, Hours, Intake, Rest};
use crate::store::{Address, Listing, Store, StoreId};

impl Intake<'_> {
    /// A row that can be used.
    pub(in crate::feed) fn add(&mut self, mut draft: Draft) {
        draft.store.amenities = amenity::sorted(std::mem::take(&mut draft.store.amenities));
        self.part(&draft);
        if self.shared_refs.contains(&draft.store.id) && !self.qualify(&mut draft) {
            return;
        }
        let Some(&index) = self.by_id.get(&draft.store.id) else { return self.insert(draft) };
        let earlier = self.rests.get(index).map(|rest| rest.origin);
        if let Some(earlier) = earlier.filter(|earlier| earlier.file == draft.origin.file) {
            let why = format!("line {} has this id already", earlier.line);
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

    /// Where another spider has used the ref of `draft`, its store gets an id of its own, so that
    /// ids do not depend on which came first.
    fn part(&mut self, draft: &Draft) {
        let Some(&index) = self.by_id.get(&draft.store.id) else { return };
        let (Some(listing), Some(rest)) = (self.listings.get_mut(index), self.rests.get(index))
        else {
            return;
        };
        if rest.spider.is_none() || draft.spider.is_none() || rest.spider == draft.spider {
            return;
        }
        let shared = listing.store.id.clone();
        let free =
            qualified(&shared, rest.spider.as_deref()).filter(|id| !self.by_id.contains_key(id));
        if let Some(id) = free {
            listing.store.id = id.clone();
            self.by_id.remove(&shared);
            self.by_id.insert(id, index);
        }
        let why = "another spider uses this ref";
        self.report.repair_late(rest.origin, Kind::SharedRef, "ref", shared.as_str(), why);
        self.shared_refs.insert(shared);
    }

    /// Gives a draft its own id; `false`: that would be too long, and the row is refused.
    fn qualify(&mut self, draft: &mut Draft) -> bool {
        let Some(spider) = draft.spider.as_deref() else { return true };
        let (at, shared) = (draft.origin, draft.store.id.clone());
        let Some(id) = qualified(&shared, Some(spider)) else {
            let why = "another spider uses this ref, and spider:ref is too long for an id";
            self.report.refuse(at, Kind::InvalidId, "ref", shared.as_str(), why);
            return false;
        };
        draft.store.id = id;
        let why = "another spider uses this ref";
        self.report.repair(at, Kind::SharedRef, "ref", shared.as_str(), why);
        true
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
