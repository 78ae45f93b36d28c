//! Where a text is meant: the holidays and the sun of a place.

use crate::place::Point;
use crate::time::{DAY_S, Day, UtcSeconds, Zone};
use chrono::{Datelike, NaiveDate};
use opening_hours::ContextHolidays;
use opening_hours::localization::{Coordinates, Country};
use opening_hours_syntax::rules::day::HolidayKind;
use opening_hours_syntax::rules::time::TimeEvent;

/// Whether a date is a holiday of a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holiday {
    /// It is none.
    No,
    /// In some regions of the country, or nobody has told us.
    Maybe,
    /// It is one.
    Yes,
}

/// What the holidays and the sun depend on.
#[derive(Clone, Debug, Default)]
pub struct HolidayPlace {
    everywhere: Option<ContextHolidays>,
    somewhere: ContextHolidays,
    sky: Option<(Coordinates, Zone)>,
}

impl HolidayPlace {
    /// `country` is ISO 3166-1 alpha-2 (any case); where it is empty or is none, the coordinates
    /// tell. The sun needs both `point` and `zone`.
    pub fn new(country: &str, point: Option<Point>, zone: Option<Zone>) -> Self {
        let at = point.and_then(|p| Coordinates::new(p.lat_deg(), p.lng_deg()));
        let code = country.trim().to_ascii_uppercase();
        let country = code.parse().ok().or_else(|| at.and_then(Country::try_from_coords));
        Self {
            everywhere: country.map(Country::holidays),
            somewhere: country.map(Country::holidays_regional).unwrap_or_default(),
            sky: at.zip(zone),
        }
    }

    /// Whether sunrise can be told.
    pub(super) fn knows_the_sun(&self) -> bool {
        self.sky.is_some()
    }

    /// Whether `date` is a holiday here. Without a country no date is a public one: one date in
    /// thirty is too few to doubt all of them. School holidays are a fifth of the year, and no
    /// calendar at hand has more than a few of them, so every other date may be one.
    pub(super) fn holiday(&self, kind: HolidayKind, date: NaiveDate) -> Holiday {
        let is_in = |days: &ContextHolidays| days.get_for_kind(kind).contains(date);
        if self.everywhere.as_ref().is_some_and(is_in) {
            Holiday::Yes
        } else if kind == HolidayKind::School || is_in(&self.somewhere) {
            Holiday::Maybe
        } else {
            Holiday::No
        }
    }

    /// Minutes from the midnight that begins `date` to `event`, by the clock on the wall, rounded
    /// to the nearest; `None` where there is none on that date.
    pub(super) fn sun_min(&self, event: TimeEvent, date: NaiveDate) -> Option<i32> {
        let (at, zone) = self.sky.as_ref()?;
        let instant = UtcSeconds(at.event_time(date, event)?.timestamp());
        let label = zone.local(instant).label_s();
        let midnight = i64::from(day_of(date).0) * DAY_S;
        i32::try_from((label - midnight + 30).div_euclid(60)).ok()
    }
}

/// The crates' date for ours; `None` beyond the year 262,000.
pub(super) fn naive(day: Day) -> Option<NaiveDate> {
    NaiveDate::from_num_days_from_ce_opt(day.0.checked_add(DAYS_TO_1970)?)
}

pub(super) fn day_of(date: NaiveDate) -> Day {
    Day(date.num_days_from_ce() - DAYS_TO_1970)
}

/// Days from 0000-12-31 to 1970-01-01.
const DAYS_TO_1970: i32 = 719_163;
