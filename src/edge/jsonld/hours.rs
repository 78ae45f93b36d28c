//! A store's hours, as Google documents them for `LocalBusiness`: 00:00–23:59 is a whole day,
//! 00:00–00:00 a day without any, a close before the open is on the next day, and dates that
//! differ from the week carry `validFrom` and `validThrough`.

use crate::query::reply::Location;
use crate::query::{DailyHours, ExceptionHours};
#[cfg(not(target_arch = "wasm32"))]
use schemars::JsonSchema;
use serde::Serialize;

/// Monday first: the protocol's word, and schema.org's.
const DAYS: [(&str, &str); 7] = [
    ("monday", "Monday"),
    ("tuesday", "Tuesday"),
    ("wednesday", "Wednesday"),
    ("thursday", "Thursday"),
    ("friday", "Friday"),
    ("saturday", "Saturday"),
    ("sunday", "Sunday"),
];
const MIDNIGHT: &str = "00:00";

/// schema.org's `OpeningHoursSpecification`.
#[derive(Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(super) struct OpeningHours<'a> {
    #[serde(rename = "@type")]
    kind: OpeningHoursType,
    /// Days of the week; absent with dates.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    day_of_week: Vec<&'static str>,
    /// `HH:MM`.
    opens: &'a str,
    /// `HH:MM`; on the next day if before `opens`, and without hours if the same.
    closes: &'a str,
    /// First date.
    #[serde(skip_serializing_if = "Option::is_none")]
    valid_from: Option<&'a str>,
    /// Last date.
    #[serde(skip_serializing_if = "Option::is_none")]
    valid_through: Option<&'a str>,
}

#[derive(Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema), schemars(inline))]
enum OpeningHoursType {
    OpeningHoursSpecification,
}

/// The week, then the dates that differ; nothing where hours are unknown.
pub(super) fn specification<'a>(location: &'a Location<'_>) -> Vec<OpeningHours<'a>> {
    let mut hours = location.hours.as_deref().map(week).unwrap_or_default();
    let exceptions = location.exception_hours.as_deref().unwrap_or_default();
    hours.extend(exceptions.iter().map(OpeningHours::on_dates));
    hours
}

/// Days with the same hours together, and at the end those without any.
fn week(hours: &[DailyHours]) -> Vec<OpeningHours<'_>> {
    let mut week: Vec<OpeningHours<'_>> = Vec::new();
    for DailyHours { day, opens, closes } in hours {
        let Some((_, word)) = DAYS.iter().find(|(known, _)| known == day) else { continue };
        match week.iter_mut().find(|known| known.opens == opens && known.closes == closes) {
            Some(known) => known.day_of_week.push(word),
            None => week.push(OpeningHours::on_days(vec![word], opens, closes)),
        }
    }
    let has_none = |day: &str| hours.iter().all(|daily| daily.day != day);
    let closed = DAYS.iter().filter(|(day, _)| has_none(day)).map(|(_, word)| *word);
    let closed: Vec<&'static str> = closed.collect();
    if !closed.is_empty() {
        week.push(OpeningHours::on_days(closed, MIDNIGHT, MIDNIGHT));
    }
    week
}

impl<'a> OpeningHours<'a> {
    const fn on_days(day_of_week: Vec<&'static str>, opens: &'a str, closes: &'a str) -> Self {
        let kind = OpeningHoursType::OpeningHoursSpecification;
        Self { kind, day_of_week, opens, closes, valid_from: None, valid_through: None }
    }

    fn on_dates(hours: &'a ExceptionHours) -> Self {
        let label = |label: &'a Option<String>| label.as_deref().unwrap_or(MIDNIGHT);
        Self {
            valid_from: Some(&hours.valid_from),
            valid_through: Some(&hours.valid_through),
            ..Self::on_days(Vec::new(), label(&hours.opens), label(&hours.closes))
        }
    }
}
