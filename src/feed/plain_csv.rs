//! nigh's own columns: every field of a store, one row a store.
//!
//! Only `id` is required; any column may be missing, in any order. Headers are compared without
//! case, spaces and punctuation.
//!
//! | column | what it holds |
//! |---|---|
//! | `id` | your code for the store: at most 200 bytes |
//! | `name` | |
//! | `lat`, `lng` | WGS 84 degrees |
//! | `street_address`, `extended_address`, `locality`, `region`, `postal_code` | the address |
//! | `country` | ISO 3166-1, two letters |
//! | `phone`, `url`, `category` | |
//! | `opening_hours` | OpenStreetMap's syntax: `Mo-Fr 09:00-18:00; Sa 10:00-16:00; PH off` |
//! | `timezone` | an IANA name; without it, that of the position |
//! | `amenities` | labels, or whole ids, with semicolons between |
//! | `delivery_radius_m` | metres around the store |
//! | `delivery_postcodes`, `delivery_regions` | lists, with semicolons between; `*` is all regions |
//! | `delivery_area` | a GeoJSON Polygon or MultiPolygon |

use super::delivery::Words as Delivery;
use super::intake::{Draft, Intake};
use super::locate::locate;
use super::report::Kind;
use super::table::{Row, Table};
use super::text::plain;

/// A file that reads without a note: what `nigh compile --example` prints.
pub const EXAMPLE: &str = include_str!("example.csv");

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    Id,
    Name,
    Lat,
    Lng,
    Street,
    Extended,
    Locality,
    Region,
    Postcode,
    Country,
    Phone,
    Url,
    Category,
    OpeningHours,
    Zone,
    Amenities,
    Delivery(Delivery),
}

/// Whether a header is of this format.
pub(super) fn recognises(header: &[String]) -> bool {
    header.iter().any(|name| field(name) == Some(Field::Id))
}

pub(super) fn read(bytes: &[u8], intake: &mut Intake<'_>) {
    let mut table = Table::new(bytes, intake.file());
    let fields: Vec<Option<Field>> = table.header.iter().map(|name| field(name)).collect();
    for (name, _) in table.header.iter().zip(&fields).filter(|(n, f)| f.is_none() && !n.is_empty())
    {
        intake.remark(1, Kind::UnknownColumn, name.clone(), "", "no column has this name");
    }
    while let Some(row) = table.next(&mut intake.report) {
        if let Some(draft) = read_row(&row, &fields, intake) {
            intake.add(draft);
        }
        let position = table.position();
        intake.tick(position);
    }
}

fn field(header: &str) -> Option<Field> {
    Some(match plain(header).as_str() {
        "id" => Field::Id,
        "name" => Field::Name,
        "lat" | "latitude" => Field::Lat,
        "lng" | "lon" | "longitude" => Field::Lng,
        "streetaddress" => Field::Street,
        "extendedaddress" => Field::Extended,
        "locality" | "addresslocality" | "city" => Field::Locality,
        "region" | "addressregion" | "state" => Field::Region,
        "postalcode" | "postcode" => Field::Postcode,
        "country" | "addresscountry" => Field::Country,
        "phone" => Field::Phone,
        "url" | "website" => Field::Url,
        "category" => Field::Category,
        "openinghours" => Field::OpeningHours,
        "timezone" => Field::Zone,
        "amenities" => Field::Amenities,
        "deliveryradiusm" => Field::Delivery(Delivery::Radius),
        "deliverypostcodes" => Field::Delivery(Delivery::Postcodes),
        "deliveryregions" => Field::Delivery(Delivery::Regions),
        "deliveryarea" => Field::Delivery(Delivery::Area),
        _ => return None,
    })
}

fn read_row(row: &Row<'_>, fields: &[Option<Field>], intake: &mut Intake<'_>) -> Option<Draft> {
    let column = |wanted| fields.iter().position(|f| *f == Some(wanted)).unwrap_or(usize::MAX);
    let mut draft = Draft::new(row.id(column(Field::Id), intake)?, row.origin);
    for (column, field) in fields.iter().enumerate() {
        if let Some(field) = field.filter(|_| !row.cell(column).is_empty()) {
            take(field, column, row, &mut draft, intake);
        }
    }
    let [lat, lng] = [column(Field::Lat), column(Field::Lng)];
    let located = locate(row.cell(lat), row.cell(lng), &draft.store.address.address_country);
    intake.place(&mut draft, located, [row.name(lat), row.name(lng)]);
    Some(draft)
}

fn take(field: Field, column: usize, row: &Row<'_>, draft: &mut Draft, intake: &mut Intake<'_>) {
    let (text, at, name) = (row.cell(column), row.origin, || row.name(column));
    let store = &mut draft.store;
    let address = &mut store.address;
    match field {
        Field::Id | Field::Lat | Field::Lng => {}
        Field::Name => text.clone_into(&mut store.name),
        Field::Street => text.clone_into(&mut address.street_address),
        Field::Extended => text.clone_into(&mut address.extended_address),
        Field::Locality => text.clone_into(&mut address.address_locality),
        Field::Region => text.clone_into(&mut address.address_region),
        Field::Postcode => text.clone_into(&mut address.postal_code),
        Field::Country => address.address_country = intake.country(at, name(), text),
        Field::Phone => text.clone_into(&mut store.phone),
        Field::Url => store.url = intake.url(at, name(), text),
        Field::Category => text.clone_into(&mut store.category),
        Field::OpeningHours => draft.hours = intake.osm_hours(at, "opening_hours", text),
        Field::Zone => store.timezone = intake.zone(at, name(), text),
        Field::Amenities => intake.add_labels(draft, &name(), text),
        Field::Delivery(delivery) => match delivery.read(text) {
            Ok(area) => store.delivery.push(area),
            Err(why) => intake.report.repair(at, Kind::InvalidDeliveryArea, name(), text, why),
        },
    }
}
