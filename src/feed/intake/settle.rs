//! The end: what depends on all files.

use super::super::report::{Kind, Origin, Report};
use super::super::{delivery, locate};
use super::{Hours, Intake, Rest};
use crate::store::{DeliveryArea, Listing, Store};

impl Intake<'_> {
    /// Settles what depends on all files, and hands over the stores by id.
    pub(in crate::feed) fn finish(mut self) -> (Vec<Listing>, Report) {
        drop(std::mem::take(&mut self.by_id));
        let rests = std::mem::take(&mut self.rests);
        let mut listings = std::mem::take(&mut self.listings);
        for (listing, rest) in listings.iter_mut().zip(rests) {
            self.settle(listing, rest);
        }
        listings.sort_unstable_by(|a, b| a.store.id.cmp(&b.store.id));
        self.report.finish(listings.len());
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
