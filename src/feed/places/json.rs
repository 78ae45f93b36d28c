//! JSON made of `GeoNames`' tables: an object or an array of objects, or an object a line.

use super::super::report::Kind;
use super::super::text::Lines;
use super::rows::Rows;
use super::{Postcode, Row, Town, refuse};
use serde::Deserialize;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Every member that any of them has.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Members<'a> {
    #[serde(borrow)]
    name: Option<Cow<'a, str>>,
    #[serde(borrow)]
    alternatenames: Vec<Cow<'a, str>>,
    #[serde(borrow)]
    countrycode: Option<Cow<'a, str>>,
    #[serde(borrow)]
    admin1code: Option<Cow<'a, str>>,
    #[serde(borrow)]
    latitude: Option<&'a RawValue>,
    #[serde(borrow)]
    longitude: Option<&'a RawValue>,
    #[serde(borrow)]
    population: Option<&'a RawValue>,
    #[serde(borrow)]
    iso: Option<Cow<'a, str>>,
    #[serde(borrow)]
    iso3: Option<Cow<'a, str>>,
    #[serde(borrow)]
    code: Option<Cow<'a, str>>,
    #[serde(borrow)]
    country_code: Option<Cow<'a, str>>,
    #[serde(borrow)]
    postal_code: Option<Cow<'a, str>>,
    #[serde(borrow)]
    state: Option<Cow<'a, str>>,
    #[serde(borrow)]
    accuracy: Option<&'a RawValue>,
}

pub(super) fn read(bytes: &[u8], file: u16, rows: &mut Rows) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        rows.report.remark(file, 0, Kind::InvalidJson, "", "", "it is not UTF-8");
        return;
    };
    if is_by_line(text) {
        for (line, text) in (1..).zip(text.lines()).filter(|(_, text)| !text.trim().is_empty()) {
            one(text, (file, line), rows);
        }
        return;
    }
    let objects = if text.trim_start().starts_with('[') {
        serde_json::from_str::<Vec<&RawValue>>(text)
    } else {
        let by_name = serde_json::from_str::<BTreeMap<Cow<'_, str>, &RawValue>>(text);
        by_name.map(|objects| objects.into_values().collect())
    };
    let mut objects = match objects {
        Ok(objects) => objects,
        Err(error) => {
            let line = u32::try_from(error.line()).unwrap_or(0);
            rows.report.remark(file, line, Kind::InvalidJson, "", "", error.to_string());
            return;
        }
    };
    let offset = |object: &RawValue| object.get().as_ptr().addr() - text.as_ptr().addr();
    objects.sort_by_key(|object| offset(object));
    let mut lines = Lines::new(bytes);
    for object in objects {
        let line = lines.of(offset(object));
        one(object.get(), (file, line), rows);
    }
}

/// Whether the first line is a place and not a whole file of them: an object, and none in it.
fn is_by_line(text: &str) -> bool {
    let first = text.trim_start().lines().next().unwrap_or_default();
    let members = serde_json::from_str::<BTreeMap<Cow<'_, str>, &RawValue>>(first);
    members.is_ok_and(|members| members.values().all(|member| !member.get().starts_with('{')))
}

fn one(text: &str, (file, line): (u16, u32), rows: &mut Rows) {
    let at = rows.report.row(file, line);
    let members: Members<'_> = match serde_json::from_str(text) {
        Ok(members) => members,
        Err(error) => return refuse(rows, at, text, error.to_string()),
    };
    match row(&members) {
        Some(row) => rows.take(at, row),
        None => refuse(rows, at, text, "neither a town, a postcode, a region nor a country"),
    }
}

fn row<'a>(members: &'a Members<'_>) -> Option<Row<'a>> {
    let text = |member: &'a Option<Cow<'_, str>>| member.as_deref().unwrap_or_default().trim();
    let number = |member: Option<&'a RawValue>| match member.map_or("", RawValue::get) {
        "null" => "",
        number => number.trim_matches('"').trim(),
    };
    let (lat, lng) = (number(members.latitude), number(members.longitude));
    if members.postal_code.is_some() {
        return Some(Row::Postcode(Postcode {
            code: text(&members.postal_code),
            country: text(&members.country_code),
            region: text(&members.state),
            lat,
            lng,
            accuracy: number(members.accuracy),
        }));
    }
    if members.countrycode.is_some() {
        return Some(Row::Town(Town {
            name: text(&members.name),
            other_names: members.alternatenames.iter().map(AsRef::as_ref).collect(),
            country: text(&members.countrycode),
            region_code: text(&members.admin1code),
            lat,
            lng,
            population: number(members.population),
        }));
    }
    let (name, code) = (text(&members.name), text(&members.code));
    match &members.iso {
        Some(iso) => Some(Row::Country(iso.trim(), text(&members.iso3), name)),
        None => code.contains('.').then_some(Row::Region(code, name)),
    }
}
