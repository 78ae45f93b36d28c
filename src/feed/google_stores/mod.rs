//! Google Business Profile's bulk sheet, as CSV.
//!
//! Columns are known by their header without case, spaces and punctuation:
//!
//! | header, or | what it becomes |
//! |---|---|
//! | `Store code`, `Shop code`, `Code` | the id |
//! | `Business name`, `Name` | the name |
//! | `Address line 1` | the street address |
//! | `Address line 2` … `5`, `Sub-locality`, `Neighbourhood` | the extended address |
//! | `Locality`, `City`, `Town` | the locality |
//! | `Administrative area`, `State`, `Province`, `County`, `Region` | the region |
//! | `Country / Region`, `Country`, `Country code` | the country: a code or an English name |
//! | `Postal code`, `Postcode`, `ZIP code`, `ZIP` | the postcode |
//! | `Latitude`, `Longitude` | the position |
//! | `Primary phone`, `Phone` | the phone |
//! | `Website`, `URL` | the page |
//! | `Primary category`, `Category` | the category |
//! | `Sunday hours` … `Saturday hours`, `Special hours`, `Holiday hours` | the hours: `clock_hours` |
//! | `Opening date` | closed before it, where it is after the day of the build |
//! | `Labels`, `Services` | amenities, a list |
//! | `Group: Label (key)`, `Attribute…` | an amenity where the cell says yes |
//! | `Time zone` | the zone |
//!
//! An attribute's id is made of its key (without a leading `has_`), which is the same in every
//! language, else of its label. `yes`, `true` and `1` mean yes; `no`, `false`, `0`, `none`, and
//! `[NOT APPLICABLE]` no; other words (`free_wi_fi`) are a list of keys of their own. Keys that
//! begin with `url_` are links, and no amenities. Photos, additional phones and categories, and
//! the description are known, and not used.

mod columns;

use super::clock_hours::{Cells, Read};
use super::intake::{Draft, Hours, Intake};
use super::locate::locate;
use super::report::Kind;
use super::table::{Row, Table};
use super::text::{joined, list, plain};
use crate::time::{DAY_S, Day};
use columns::{Attribute, Field, field};
use std::borrow::Cow;

/// Whether a header is Google's.
pub(super) fn recognises(header: &[String]) -> bool {
    header.iter().any(|name| matches!(plain(name).as_str(), "storecode" | "shopcode"))
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

/// The cells of a row that are made sense of together.
#[derive(Default)]
struct Gathered<'r> {
    lines: [&'r str; 6],
    hours: Cells<'r>,
    hours_columns: [usize; 8],
}

fn read_row(row: &Row<'_>, fields: &[Option<Field>], intake: &mut Intake<'_>) -> Option<Draft> {
    let column = |wanted| column_of(fields, &wanted).unwrap_or(usize::MAX);
    let mut draft = Draft::new(row.id(column(Field::Code), intake)?, row.origin);
    let mut gathered = Gathered::default();
    for (column, field) in fields.iter().enumerate() {
        let text = row.cell(column);
        if let Some(field) = field.as_ref().filter(|_| !text.is_empty()) {
            gather(field, column, row, &mut gathered);
            take(field, column, row, &mut draft, intake);
        }
    }
    let [street, rest @ ..] = gathered.lines;
    street.clone_into(&mut draft.store.address.street_address);
    draft.store.address.extended_address = joined(rest);
    let [lat, lng] = [Field::Latitude, Field::Longitude].map(column);
    let located = locate(row.cell(lat), row.cell(lng), &draft.store.address.address_country);
    intake.place(&mut draft, located, [row.name(lat), row.name(lng)]);
    gathered.hours.opening = opening(row, fields, intake);
    draft.hours = hours(row, &gathered, intake);
    Some(draft)
}

fn column_of(fields: &[Option<Field>], wanted: &Field) -> Option<usize> {
    fields.iter().position(|field| field.as_ref() == Some(wanted))
}

fn gather<'r>(field: &Field, column: usize, row: &'r Row<'_>, gathered: &mut Gathered<'r>) {
    let text = row.cell(column);
    let (slot, name) = match field {
        Field::Line(i) => (gathered.lines.get_mut(*i), None),
        Field::Weekday(i) => (gathered.hours.week.get_mut(*i), gathered.hours_columns.get_mut(*i)),
        Field::Special => (Some(&mut gathered.hours.special), gathered.hours_columns.get_mut(7)),
        _ => return,
    };
    if let Some(slot) = slot {
        *slot = text;
    }
    if let Some(name) = name {
        *name = column;
    }
}

fn take(field: &Field, column: usize, row: &Row<'_>, draft: &mut Draft, intake: &mut Intake<'_>) {
    let (text, at, name) = (row.cell(column), row.origin, || row.name(column));
    let store = &mut draft.store;
    match field {
        Field::Name => text.clone_into(&mut store.name),
        Field::Locality => text.clone_into(&mut store.address.address_locality),
        Field::Region => text.clone_into(&mut store.address.address_region),
        Field::Country => store.address.address_country = intake.country(at, name(), text),
        Field::Postcode => text.clone_into(&mut store.address.postal_code),
        Field::Phone => text.clone_into(&mut store.phone),
        Field::Website => store.url = intake.url(at, name(), text),
        Field::Category => text.clone_into(&mut store.category),
        Field::Zone => store.timezone = intake.zone(at, name(), text),
        Field::Labels => intake.add_labels(draft, &name(), text),
        Field::Attribute(attribute) => take_attribute(attribute, name(), text, draft, intake),
        _ => {}
    }
}

fn take_attribute(
    attribute: &Attribute,
    column: Cow<'static, str>,
    text: &str,
    draft: &mut Draft,
    intake: &mut Intake<'_>,
) {
    let is_word = |words: &[&str]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
    if is_word(&["no", "false", "0", "none", "[NOT APPLICABLE]"]) {
        return;
    }
    let is_yes = is_word(&["yes", "true", "1"]);
    if is_yes {
        let amenity = intake.labels.attribute(&attribute.key, &attribute.label);
        if amenity.is_none() {
            let (kind, why) = (Kind::UnusableAmenity, "its header has no letter and no digit");
            intake.report.repair(draft.origin, kind, column, text, why);
        }
        draft.store.amenities.extend(amenity);
        return;
    }
    for value in list(text) {
        let description = format!("{}: {}", attribute.label, value.replace('_', " "));
        draft.store.amenities.extend(intake.labels.attribute(value, &description));
    }
}

/// A date after the day of the build.
fn opening(row: &Row<'_>, fields: &[Option<Field>], intake: &mut Intake<'_>) -> Option<Day> {
    let column = column_of(fields, &Field::Opening)?;
    let text = row.cell(column);
    if text.is_empty() {
        return None;
    }
    let Some(day) = Day::parse(text) else {
        let why = "it is not a date";
        intake.report.repair(row.origin, Kind::UnreadableDate, row.name(column), text, why);
        return None;
    };
    let today = intake.options.built_at.0.div_euclid(DAY_S);
    (i64::from(day.0) > today).then_some(day)
}

fn hours(row: &Row<'_>, gathered: &Gathered<'_>, intake: &mut Intake<'_>) -> Hours {
    let read = intake.clock.read(gathered.hours);
    for problem in &read.problems {
        let kind =
            if problem.only_date { Kind::UnreadableSpecialHours } else { Kind::UnreadableHours };
        let column = gathered.hours_columns.get(problem.cell).copied().unwrap_or(usize::MAX);
        intake.report.repair(row.origin, kind, row.name(column), &problem.value, problem.why);
    }
    match &*read {
        Read { is_given: false, .. } => Hours::NotGiven,
        Read { hours: Some(schedule), .. } => Hours::Known(std::sync::Arc::clone(schedule)),
        Read { hours: None, .. } => Hours::Unreadable,
    }
}
