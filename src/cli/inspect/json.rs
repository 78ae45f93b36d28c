//! Values as JSON, for people: nothing else reads it.

use super::goods;
use crate::nearest::{Branch, Leaf, PageKey};
use crate::schedule::{Interval, Kind, Schedule};
use crate::snapshot::{Head, Manifest, Page, Record};
use crate::time::Zone;
use serde_json::{Value, json};

pub(super) fn head(head: &Head) -> Value {
    let entries = head.ledger.iter().map(|entry| {
        json!({
            "manifest": entry.id.to_string(),
            "last_served": entry.last_served.to_rfc3339(),
            "whole": entry.whole,
        })
    });
    json!({
        "manifest": head.id.to_string(),
        "manifest_bytes": head.manifest.len(),
        "ledger": entries.collect::<Value>(),
        "named": head.named.iter().map(ToString::to_string).collect::<Value>(),
    })
}

pub(super) fn manifest(manifest: &Manifest) -> Value {
    json!({
        "id": manifest.id.to_string(),
        "built_at": manifest.built_at.to_rfc3339(),
        "horizon": {
            "from": manifest.horizon.from.to_string(),
            "through": manifest.horizon.through.to_string(),
        },
        "stores": manifest.stores,
        "regions": manifest.regions.iter().map(branch).collect::<Value>(),
        "ids": manifest.ids.iter().map(ToString::to_string).collect::<Value>(),
        "catalogue": catalogue(manifest),
        "places": manifest.places.pages.iter().map(ToString::to_string).collect::<Value>(),
    })
}

fn catalogue(manifest: &Manifest) -> Value {
    let catalogue = &manifest.catalogue;
    let keys = |pages: &[PageKey]| pages.iter().map(ToString::to_string).collect::<Value>();
    let districts = catalogue.districts.iter().map(|district| {
        let pages = district.by_prefix().map(|(prefix, page)| (prefix.to_string(), page));
        let pages = pages.map(|(prefix, page)| (prefix, Value::from(page.to_string())));
        json!({
            "tile": district.tile.map(|tile| tile.to_string()),
            "pages_of_prefixes": pages.collect::<serde_json::Map<_, _>>(),
        })
    });
    json!({
        "item_count": catalogue.item_count,
        "rows": catalogue.rows,
        "as_of": catalogue.as_of.iter().map(|at| at.to_rfc3339()).collect::<Vec<_>>(),
        "items": keys(&catalogue.items),
        "gtins": keys(&catalogue.gtins),
        "districts": districts.collect::<Value>(),
        "currencies": catalogue.currencies,
        "quantities": format!("{:?}", catalogue.quantities),
    })
}

pub(super) fn page(page: &Page) -> Value {
    match page {
        Page::Leaf(leaf) => json!({
            "kind": "leaf",
            "stores": leaf.rows().map(|row| leaf.id(row)).collect::<Value>(),
            "timetables": leaf.almanac.timetables.len(),
            "zones": leaf.almanac.zones.iter().map(|zone| zone.name.as_str()).collect::<Value>(),
            "amenities": leaf.amenities.iter().map(|a| a.id.as_str()).collect::<Value>(),
        }),
        Page::Region(region) => json!({
            "kind": "region",
            "leaves": region.leaves.iter().map(branch).collect::<Value>(),
        }),
        Page::Ids(bucket) => json!({ "kind": "ids", "bytes_in_memory": bucket.weight() }),
        Page::Items(page) => goods::items(page),
        Page::Gtins(page) => goods::gtins(page),
        Page::Words(page) => json!({ "kind": "words", "bytes_in_memory": page.weight() }),
        Page::Stock(page) => goods::stock(page),
        Page::Places(page) => json!({
            "kind": "places",
            "keys": page.len(),
            "places": page.places().map(|place| place.label()).collect::<Value>(),
        }),
    }
}

fn branch(branch: &Branch) -> Value {
    let summary = &branch.summary;
    let degrees = |e7: i32| f64::from(e7) / 1e7;
    let bounds = summary.bounds.map(|bounds| {
        json!({
            "south": degrees(bounds.south_e7),
            "west": degrees(bounds.west_e7),
            "north": degrees(bounds.north_e7),
            "east": degrees(bounds.east_e7),
        })
    });
    json!({
        "page": branch.page.to_string(),
        "tile": branch.tile.map(|tile| tile.to_string()),
        "stores": summary.stores,
        "bounds": bounds,
        "ever_open": summary.hours.ever_open(),
        "has_unknown_hours": summary.hours.has_unknown(),
    })
}

pub(super) fn store(page: PageKey, leaf: &Leaf, row: u16) -> Value {
    let place = leaf.place(row);
    let amenities = leaf
        .amenities(row)
        .map(|amenity| json!({ "id": amenity.id, "description": amenity.description }));
    json!({
        "id": leaf.id(row),
        "page": page.to_string(),
        "row": row,
        "point": place.map(|point| json!({ "lat": point.lat_deg(), "lng": point.lng_deg() })),
        "details": Record::of(leaf, row).ok().map(|record| details(&record)),
        "amenities": amenities.collect::<Value>(),
        "hours": leaf.hours(row).map(|known| hours(known.schedule, known.zone)),
    })
}

fn details(record: &Record<'_>) -> Value {
    json!({
        "name": record.name,
        "street_address": record.street_address,
        "extended_address": record.extended_address,
        "address_locality": record.address_locality,
        "address_region": record.address_region,
        "postal_code": record.postal_code,
        "address_country": record.address_country,
        "phone": record.phone,
        "url": record.url,
        "category": record.category,
        "timezone": record.timezone,
        "delivery": record.delivery,
    })
}

fn hours(schedule: &Schedule, zone: &Zone) -> Value {
    let weeks = schedule.weeks().map(|(from, days)| {
        let days = days.iter().map(|day| intervals(day));
        json!({ "from": from.to_string(), "monday_to_sunday": days.collect::<Value>() })
    });
    let exceptions =
        schedule.exceptions().map(|(day, plan)| (day.to_string(), Value::from(intervals(plan))));
    json!({
        "zone": zone.name,
        "weeks": weeks.collect::<Value>(),
        "exceptions": exceptions.collect::<serde_json::Map<String, Value>>(),
    })
}

/// `["09:00-18:00", "20:00-26:00"]`: past 24:00 is the next local date; `+` is an unknown close,
/// `?` unknown altogether.
fn intervals(plan: &[Interval]) -> Vec<String> {
    let clock = |minutes: u16| format!("{:02}:{:02}", minutes / 60, minutes % 60);
    let text = |interval: &Interval| {
        let mark = match interval.kind() {
            Kind::Open => "",
            Kind::OpenEnd => "+",
            Kind::Unknown => "?",
        };
        format!("{}-{}{mark}", clock(interval.opens()), clock(interval.closes()))
    };
    plan.iter().map(text).collect()
}
