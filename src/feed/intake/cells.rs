//! Cells that every format has: each as the store keeps it, with a note where it was changed.

use super::super::report::{Kind, Origin};
use super::super::{locate, text, web_address, zones};
use super::{Draft, Hours, Intake};
use crate::store::StoreId;
use std::borrow::Cow;

impl Intake<'_> {
    /// The id of a row; `None` refuses the row.
    pub(in crate::feed) fn id(
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
    pub(in crate::feed) fn country(
        &mut self,
        at: Origin,
        column: Cow<'static, str>,
        text: &str,
    ) -> String {
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
    pub(in crate::feed) fn zone(
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
    pub(in crate::feed) fn url(
        &mut self,
        at: Origin,
        column: Cow<'static, str>,
        text: &str,
    ) -> String {
        web_address::read(&mut self.report, at, column, text)
    }

    /// Puts coordinates into a draft, and what was changed into the report.
    pub(in crate::feed) fn place(
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
    pub(in crate::feed) fn osm_hours(
        &mut self,
        at: Origin,
        column: &'static str,
        text: &str,
    ) -> Hours {
        if text.is_empty() {
            Hours::NotGiven
        } else {
            Hours::Osm(self.osm.intern(text), column, at)
        }
    }

    /// Adds the amenities of a list of labels.
    pub(in crate::feed) fn add_labels(&mut self, draft: &mut Draft, column: &str, text: &str) {
        for label in text::list(text) {
            let amenity = self.labels.amenity(label);
            if amenity.is_none() {
                let (kind, why) = (Kind::UnusableAmenity, "it has no letter and no digit");
                self.report.repair(draft.origin, kind, column.to_owned(), label, why);
            }
            draft.store.amenities.extend(amenity);
        }
    }
}
