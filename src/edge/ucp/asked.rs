//! From a request's JSON to a `Question`, by the protocol's schema; what it allows and nobody here
//! can do is refused as well, never passed over.

use super::hints;
use super::instant::instant;
use super::json::Json;
use super::names::is_reverse_domain;
use super::refusal::Refusal;
use crate::nearest::{OpenFilter, Rank};
use crate::order;
use crate::place::{HALF_MERIDIAN_M, Point};
use crate::query::{
    Cursor, DEFAULT_LIMIT, Demands, Detail, Locality, MAX_LIMIT, MAX_RADIUS_M, Origin, Question,
    Target, Unjudged, Wanted, Wish, telling_words,
};
use crate::time::UtcSeconds;
use std::borrow::Cow;

/// Most items of a question: each is a page or two to read.
const MAX_ITEMS: usize = 16;
/// Most ids of a look-up.
pub const MAX_IDS: usize = 30;

/// A search.
#[derive(Clone, Debug, PartialEq)]
pub struct Search {
    /// What is asked.
    pub question: Question,
    /// Where an earlier answer stopped.
    pub cursor: Option<Cursor>,
}

/// A look-up.
#[derive(Clone, Debug, PartialEq)]
pub struct Lookup {
    /// What the stores are held against.
    pub question: Question,
    /// Each once, in the order given, and no more than [`MAX_IDS`].
    pub ids: Vec<String>,
    /// How many more there were.
    pub left: usize,
}

/// Reads a search.
pub fn search(body: &Json<'_>, now: UtcSeconds) -> Result<Search, Refusal> {
    object(body, "the request")?;
    hints::check(body)?;
    let mut question = question(body, now)?;
    let query = optional_text(body, "query", "")?.unwrap_or_default();
    question.written = telling_words(query);
    let mut cursor = None;
    if let Some(pagination) = body.get("pagination") {
        object(pagination, "pagination")?;
        if let Some(limit) = pagination.get("limit") {
            question.limit = self::limit(limit)?;
        }
        if let Some(text) = optional_text(pagination, "cursor", "pagination")? {
            let parsed = Cursor::parse(text);
            cursor = Some(parsed.ok_or_else(|| invalid_cursor("it is damaged"))?);
        }
    }
    if let Some(cursor) = cursor.as_ref().filter(|_| question.open == OpenFilter::Any) {
        question.at = cursor.at;
    }
    Ok(Search { question, cursor })
}

/// Reads a look-up.
pub fn lookup(body: &Json<'_>, now: UtcSeconds) -> Result<Lookup, Refusal> {
    object(body, "the request")?;
    hints::check(body)?;
    let question = question(body, now)?;
    let given = body.get("ids").ok_or_else(|| Refusal::invalid("ids: it is missing"))?;
    let all: Vec<&str> = all_texts(given, "ids")?;
    if all.is_empty() {
        return Err(Refusal::invalid("ids: give one at least"));
    }
    let mut ids: Vec<String> = Vec::new();
    for id in &all {
        if ids.len() < MAX_IDS && !ids.iter().any(|known| known == id) {
            ids.push((*id).to_owned());
        }
    }
    let left = each_once(&all).len() - ids.len();
    Ok(Lookup { question, ids, left })
}

/// A cursor that leads nowhere.
pub fn invalid_cursor(why: &str) -> Refusal {
    let content = format!("pagination.cursor: {why}; search again without it");
    Refusal::because("invalid_cursor", &content)
}

/// What cannot be judged.
pub fn unjudged(why: Unjudged) -> Refusal {
    Refusal::because("serves_not_evaluable", &format!("serves: {}", why.advice()))
}

/// Relations and filters.
fn question(body: &Json<'_>, now: UtcSeconds) -> Result<Question, Refusal> {
    let distance = body.get("distance").map(distance).transpose()?;
    // Where stores count anywhere, nothing depends on the point.
    let equator = Point::new(0.0, 0.0).map_err(|error| Refusal::invalid(&error.to_string()))?;
    let (point, radius_m) = distance.unwrap_or((equator, HALF_MERIDIAN_M));
    let origin = Origin::Device { point, accuracy_m: None };
    let serves = body.get("serves").map(serves).transpose()?;
    let mut question = Question {
        radius_m,
        rank: Rank::Distance,
        limit: DEFAULT_LIMIT,
        detail: Detail::Protocol,
        demands: Demands { anywhere: distance.is_none(), serves, ..Demands::default() },
        ..Question::new(origin, now.floor_minute())
    };
    if let Some(filters) = body.get("filters") {
        add_filters(filters, &mut question)?;
    }
    Ok(question)
}

fn distance(distance: &Json<'_>) -> Result<(Point, f64), Refusal> {
    object(distance, "distance")?;
    let missing = || Refusal::invalid("distance.center: it is missing, and nothing stands for it");
    let centre = point(distance.get("center").ok_or_else(missing)?, "distance.center")?;
    let max_m = number(distance, "max", "distance")?;
    if max_m < 0.0 {
        return Err(Refusal::invalid("distance.max: it is below 0"));
    }
    if max_m > MAX_RADIUS_M {
        let content =
            format!("distance.max: at most {MAX_RADIUS_M} metres are searched; ask for less");
        return Err(Refusal::because("distance_too_large", &content));
    }
    Ok((centre, max_m))
}

fn point(value: &Json<'_>, at: &str) -> Result<Point, Refusal> {
    object(value, at)?;
    let (lat, lng) = (number(value, "latitude", at)?, number(value, "longitude", at)?);
    Point::new(lat, lng).map_err(|error| Refusal::invalid(&format!("{at}: {error}")))
}

fn serves(serves: &Json<'_>) -> Result<Target, Refusal> {
    let [(form, value)] = object(serves, "serves")? else {
        return Err(Refusal::invalid("serves: give exactly one of point, address"));
    };
    match form.as_ref() {
        "point" => point(value, "serves.point").map(Target::Point),
        "address" => {
            object(value, "serves.address")?;
            let part = |name| Ok(optional_text(value, name, "serves.address")?.unwrap_or_default());
            let [country, region, code] =
                [part("address_country")?, part("address_region")?, part("postal_code")?];
            if country.is_empty() && region.is_empty() && code.is_empty() {
                let content = "serves.address: give address_country, address_region or postal_code";
                return Err(Refusal::invalid(content));
            }
            Locality::new(country, region, code).map(Target::Locality).map_err(unjudged)
        }
        other if is_reverse_domain(other) => {
            let content = "serves: this extension was not negotiated; give point or address";
            Err(Refusal::because("serves_not_evaluable", content))
        }
        _ => Err(Refusal::invalid("serves: it has neither point nor address")),
    }
}

fn add_filters(filters: &Json<'_>, question: &mut Question) -> Result<(), Refusal> {
    for (name, value) in object(filters, "filters")? {
        match name.as_ref() {
            "hours" => {
                let at = open_at(value)?;
                (question.open, question.at) = (OpenFilter::At, at);
                question.demands.surely_open = Some(at);
            }
            "amenities" => {
                let ids = all_texts(value, "filters.amenities")?;
                if !ids.iter().all(|id| is_reverse_domain(id)) {
                    let content = "filters.amenities: an id is a domain backwards, such as \
                                   dev.ucp.amenity.parking";
                    return Err(Refusal::invalid(content));
                }
                question.amenities = each_once(&ids);
            }
            "items" => question.wish = Some(items(value)?),
            _ => return Err(unsupported("filters")),
        }
    }
    Ok(())
}

fn unsupported(at: &str) -> Refusal {
    let content = format!(
        "{at}: what is supported is hours.open_at, amenities and items; leave out the rest"
    );
    Refusal::because("unsupported_filter", &content)
}

fn open_at(hours: &Json<'_>) -> Result<UtcSeconds, Refusal> {
    let members = object(hours, "filters.hours")?;
    let missing = || Refusal::invalid("filters.hours.open_at: it is missing");
    let text = text(hours.get("open_at").ok_or_else(missing)?, "filters.hours.open_at")?;
    let why = "filters.hours.open_at: it is not an instant such as 2026-11-23T19:30:00-05:00";
    let at = instant(text).ok_or_else(|| Refusal::invalid(why))?;
    if members.len() > 1 { Err(unsupported("filters.hours")) } else { Ok(at) }
}

fn items(value: &Json<'_>) -> Result<Wish, Refusal> {
    let ids = all_texts(value, "filters.items")?;
    if ids.is_empty() || ids.iter().any(|id| id.is_empty()) {
        return Err(Refusal::invalid("filters.items: give one at least, and none that is empty"));
    }
    if is_any_twice(&ids) {
        return Err(Refusal::invalid("filters.items: one of them is there twice"));
    }
    if ids.len() > MAX_ITEMS {
        let content = format!("filters.items: at most {MAX_ITEMS} are looked up; ask for fewer");
        return Err(Refusal::because("too_many_items", &content));
    }
    let wanted = |id: &str| Wanted { name: id.to_owned(), pieces: 1 };
    Ok(Wish::basket(ids.into_iter().map(wanted).collect()))
}

/// A whole number from 1 on; a large one asks for as many as there can be.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole, 1 to 100")]
fn limit(value: &Json<'_>) -> Result<usize, Refusal> {
    let most = f64::from(u8::try_from(MAX_LIMIT).unwrap_or(u8::MAX));
    match value.number() {
        Some(limit) if limit >= 1.0 && (limit.fract() == 0.0 || limit.is_infinite()) => {
            Ok(limit.min(most) as usize)
        }
        _ => Err(Refusal::invalid("pagination.limit: it is not a whole number from 1 on")),
    }
}

/// Whether one of some texts is there twice.
pub(super) fn is_any_twice(texts: &[&str]) -> bool {
    each_once(texts).len() < texts.len()
}

/// Texts in order, each once.
fn each_once(texts: &[&str]) -> Vec<String> {
    order::each_once(texts.iter().map(|text| (*text).to_owned()).collect())
}

type Member<'a> = (Cow<'a, str>, Json<'a>);

/// The members of an object.
pub(super) fn object<'a, 'j>(value: &'j Json<'a>, at: &str) -> Result<&'j [Member<'a>], Refusal> {
    match value {
        Json::Map(members) => Ok(members),
        _ => Err(Refusal::at(at, "it is not an object")),
    }
}

/// A text.
pub(super) fn text<'j>(value: &'j Json<'_>, at: &str) -> Result<&'j str, Refusal> {
    value.text().ok_or_else(|| Refusal::at(at, "it is not a text"))
}

/// A text that may be missing.
pub(super) fn optional_text<'j>(
    of: &'j Json<'_>,
    name: &str,
    at: &str,
) -> Result<Option<&'j str>, Refusal> {
    let Some(value) = of.get(name) else { return Ok(None) };
    let at = if at.is_empty() { name.to_owned() } else { format!("{at}.{name}") };
    text(value, &at).map(Some)
}

/// An array of texts.
pub(super) fn all_texts<'j>(value: &'j Json<'_>, at: &str) -> Result<Vec<&'j str>, Refusal> {
    match value {
        Json::List(values) => values.iter().map(|value| text(value, at)).collect(),
        _ => Err(Refusal::at(at, "it is not an array")),
    }
}

fn number(of: &Json<'_>, name: &str, at: &str) -> Result<f64, Refusal> {
    let value = of.get(name).and_then(Json::number);
    value.ok_or_else(|| Refusal::invalid(&format!("{at}.{name}: it is missing, or not a number")))
}
