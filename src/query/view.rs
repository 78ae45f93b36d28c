//! From what was found to what is shown.

use super::answer::{Answer, Place};
use super::card::{ActionText, AsText, Cards, InParts, LocationText, Shown, Style};
use super::goods::Counter;
use super::headline::Facts;
use super::hours::{ShownHours, shown};
use super::question::{Detail, MAX_RADIUS_M, Origin, Question};
use super::reply::{
    AddressShown, Amenities, Explain, Intent, LeftOut, Location, OpenShown, OpenState, OriginShown,
    OriginSource, PassedBy, Reply, SnapshotShown, StockShown, StoreResult, Travel,
};
use super::wares::Had;
use crate::nearest::{Found, Hit, Leaf, PageKey, Served};
use crate::place::Mode;
use crate::schedule::{Hours, Phase, Span};
use crate::snapshot::{FormatError, Manifest, Record};
use crate::time::{Day, Horizon, UtcSeconds, Zone};

/// Days of hours shown with `detail=brief`, after today.
const BRIEF_DAYS: i32 = 7;

/// Shows an answer. A store whose details are damaged is left out, and the reply is not complete.
pub fn reply<'a>(answer: &'a Answer, manifest: &'a Manifest) -> Reply<'a> {
    in_style(answer, manifest, &InParts)
}

/// Shows an answer as it is written in JSON, by cards.
pub fn reply_of_cards<'a>(
    answer: &'a Answer,
    manifest: &'a Manifest,
    cards: &dyn Cards,
) -> Reply<'a, LocationText, ActionText> {
    in_style(answer, manifest, &AsText(cards))
}

fn in_style<'a, S: Style<'a>>(
    answer: &'a Answer,
    manifest: &'a Manifest,
    style: &S,
) -> Reply<'a, S::Location, S::Action> {
    let question = &answer.question;
    let counter = Counter::of(question, answer.goods.as_ref(), manifest);
    let shown = counter.iter().filter(|_| question.detail != Detail::Pin);
    let links = shown.flat_map(Counter::links);
    let links = links.filter_map(|(code, link)| Some((code, S::action(link).ok()?))).collect();
    let view =
        View { question, horizon: manifest.horizon, counter: counter.as_ref(), links, style };
    let results: Vec<_> =
        answer.found.hits.iter().filter_map(|hit| view.result(hit).ok()).collect();
    let outside = answer.outside.as_ref().and_then(|found| found.hits.first());
    let nearest_outside = outside.and_then(|hit| view.result(hit).ok());
    let whole =
        results.len() == answer.found.hits.len() && nearest_outside.is_some() == outside.is_some();
    Reply {
        intent: if question.wish.is_some() { Intent::Buy } else { Intent::Go },
        at: answer.question.at.to_rfc3339(),
        origin: origin(&answer.question),
        items: counter.as_ref().map(Counter::items),
        truncated: answer.goods.as_ref().is_some_and(|goods| goods.truncated),
        results,
        nearest_outside: nearest_outside.map(Box::new),
        searched_m: answer.outside.as_ref().map(|_| MAX_RADIUS_M),
        next_cursor: answer.next.as_ref().map(super::Cursor::to_text),
        complete: answer.complete() && whole,
        snapshot: snapshot(answer.snapshot, answer.built_at),
        valid_until: valid_until(answer).to_rfc3339(),
        explain: answer.question.explain.then(|| explain(answer)),
    }
}

/// Until when an answer holds: what is inside and what is outside.
pub fn valid_until(answer: &Answer) -> UtcSeconds {
    let outside = answer.outside.as_ref().map(|found| found.valid_until);
    outside.map_or(answer.found.valid_until, |outside| outside.min(answer.found.valid_until))
}

/// Shows one store in full, for a look-up by id.
pub fn location(
    place: &Place,
    at: UtcSeconds,
    horizon: Horizon,
) -> Result<Location<'_>, FormatError> {
    let record = Record::of(&place.leaf, place.row)?;
    // How one goes there does not matter to what it is.
    let asked = Asked { detail: Detail::Full, mode: Mode::Walk, at, horizon };
    Ok(location_of(&place.leaf, place.row, record, asked))
}

/// Shows one store as the Universal Commerce Protocol has it, whoever asks.
pub fn protocol_location(
    place: &Place,
    at: UtcSeconds,
    horizon: Horizon,
) -> Result<Location<'_>, FormatError> {
    let record = Record::of(&place.leaf, place.row)?;
    Ok(location_of(&place.leaf, place.row, record, as_protocol(at, horizon)))
}

/// Shows the stores of an answer as the Universal Commerce Protocol has them, by cards; those whose
/// details are damaged are `None`. Hours are those that hold from `at` on, whenever they were asked
/// for.
pub fn locations(
    answer: &Answer,
    at: UtcSeconds,
    horizon: Horizon,
    cards: &dyn Cards,
) -> Vec<Option<LocationText>> {
    let (style, asked) = (AsText(cards), as_protocol(at, horizon));
    let hits = answer.found.hits.iter();
    hits.map(|hit| style.show(hit, asked).ok().map(|shown| shown.location)).collect()
}

/// How one goes there does not matter to what it is.
const fn as_protocol(at: UtcSeconds, horizon: Horizon) -> Asked {
    Asked { detail: Detail::Protocol, mode: Mode::Walk, at, horizon }
}

/// When a store is open, for a look-up by id: nobody travels, so it is served where it stands.
pub fn open_now(place: &Place, at: UtcSeconds, horizon: Horizon) -> OpenShown {
    let state = State::of(&place.leaf, place.row, at, horizon.instants().end);
    let served = match (state.span.phase.is_open(), state.next) {
        (true, _) => Served::At(at),
        (false, Some(next)) => Served::At(next),
        (false, None) => Served::Unknown,
    };
    state.shown(served, at)
}

/// How a snapshot is named.
pub fn snapshot(id: PageKey, built_at: UtcSeconds) -> SnapshotShown {
    SnapshotShown { id: id.to_string(), built_at: built_at.to_rfc3339() }
}

/// What of a question decides how a store is shown whoever asks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked {
    pub detail: Detail,
    pub mode: Mode,
    pub at: UtcSeconds,
    pub horizon: Horizon,
}

struct View<'v, 'a, S: Style<'a>> {
    question: &'a Question,
    horizon: Horizon,
    counter: Option<&'v Counter<'a>>,
    /// Where items are sold, by their numbers: one link for all stores.
    links: Vec<(u32, S::Action)>,
    style: &'v S,
}

impl<'a, S: Style<'a>> View<'_, 'a, S> {
    fn result(&self, hit: &'a Hit) -> Result<StoreResult<'a, S::Location, S::Action>, FormatError> {
        let Question { detail, mode, at, .. } = *self.question;
        let asked = Asked { detail, mode, at, horizon: self.horizon };
        let Shown { location, mut actions } = self.style.show(hit, asked)?;
        let minutes = mode.minutes(hit.distance_m);
        let arrival = at.plus(i64::from(minutes) * 60);
        let state = State::of(&hit.leaf, hit.row, at, self.horizon.instants().end);
        let open = state.shown(hit.served, arrival);
        let (min, max) = self.cell_bounds(hit.distance_m);
        let had = self.counter.map(|counter| counter.had(hit)).unwrap_or_default();
        let is_pin = detail == Detail::Pin;
        if !is_pin {
            let first = had.first();
            let link = first.and_then(|had| self.links.iter().find(|(code, _)| *code == had.code));
            actions.extend(link.map(|(_, link)| link.clone()));
        }
        Ok(StoreResult {
            distance_m: hit.distance_m,
            distance_min_m: min,
            distance_max_m: max,
            travel: Travel { mode, minutes, estimate: true },
            headline: (!is_pin)
                .then(|| self.headline(hit, minutes, &state, S::country(&location), &had)),
            actions,
            stock: self.stock(hit, &had)?,
            open,
            location,
        })
    }

    /// With a cell in place of coordinates: bounds over the whole cell, by the triangle's rule.
    fn cell_bounds(&self, distance_m: f64) -> (Option<f64>, Option<f64>) {
        match self.question.origin {
            Origin::Cell { reach_m, .. } => {
                (Some((distance_m - reach_m).max(0.0)), Some(distance_m + reach_m))
            }
            Origin::Device { .. } | Origin::Place { .. } | Origin::Network { .. } => (None, None),
        }
    }

    /// What it has. Without the name of an item there is no telling.
    fn stock(&self, hit: &'a Hit, had: &[Had<'a>]) -> Result<Vec<StockShown<'a>>, FormatError> {
        let Some(counter) = self.counter else { return Ok(Vec::new()) };
        counter.stock(hit, had).ok_or(FormatError::Body("an item without its page"))
    }

    fn headline(
        &self,
        hit: &Hit,
        minutes: u32,
        state: &State<'_>,
        country: &str,
        had: &[Had<'_>],
    ) -> String {
        let question = self.question;
        let vague = matches!(question.origin, Origin::Network { .. });
        let facts = Facts {
            distance_m: hit.distance_m,
            travel: (!vague).then_some((question.mode, minutes)),
            phase: state.span.phase,
            until: state.until,
            next: state.next,
            now: question.at,
            zone: state.zone(),
            country,
            units: question.units,
        };
        let mut line = facts.line();
        if let Some(counter) = self.counter {
            counter.write_words(&mut line, had);
        }
        line
    }
}

/// What the hours of a store say at an instant.
struct State<'a> {
    hours: Option<Hours<'a>>,
    /// Where what is known of hours ends.
    end: UtcSeconds,
    span: Span,
    /// While open, a close that is known.
    until: Option<UtcSeconds>,
    /// While not open, the next opening.
    next: Option<UtcSeconds>,
}

impl<'a> State<'a> {
    fn of(leaf: &'a Leaf, row: u16, at: UtcSeconds, end: UtcSeconds) -> Self {
        let hours = leaf.hours(row);
        let Some(known) = hours else {
            let span = Span { phase: Phase::Unknown, until: None };
            return Self { hours, end, span, until: None, next: None };
        };
        let span = known.span(at, end);
        // A close that runs into an open end is not known.
        let closes = |until: &UtcSeconds| !known.phase(*until).is_open();
        let until = span.until.filter(closes).filter(|_| span.phase == Phase::Open);
        let next = if span.phase.is_open() { None } else { known.next_open(at, end) };
        Self { hours, end, span, until, next }
    }

    fn zone(&self) -> Option<&'a Zone> {
        self.hours.map(|hours| hours.zone)
    }

    /// Whether it is open then, however long a stay is wished for.
    fn is_open_at(&self, arrival: UtcSeconds) -> Option<bool> {
        let hours = self.hours.filter(|_| arrival < self.end)?;
        match hours.phase(arrival) {
            Phase::Open | Phase::OpenEnd => Some(true),
            Phase::Closed => Some(false),
            Phase::Unknown => None,
        }
    }

    fn shown(&self, served: Served, arrival: UtcSeconds) -> OpenShown {
        let text = |at: UtcSeconds| self.zone().map(|zone| zone.rfc3339(at));
        let served_at = match served {
            Served::At(at) => Some(at),
            Served::Unknown | Served::Never => None,
        };
        OpenShown {
            state: match self.span.phase {
                Phase::Open | Phase::OpenEnd => OpenState::Open,
                Phase::Closed => OpenState::Closed,
                Phase::Unknown => OpenState::Unknown,
            },
            until: self.until.and_then(text),
            next: self.next.and_then(text),
            on_arrival: self.is_open_at(arrival),
            served_at: served_at.and_then(text),
        }
    }
}

/// What a store is, whoever asks.
pub(super) fn location_of<'a>(
    leaf: &'a Leaf,
    row: u16,
    record: Record<'a>,
    asked: Asked,
) -> Location<'a> {
    let place = leaf.place(row);
    let mut location = Location {
        id: leaf.id(row),
        name: record.name,
        geo: place.map(Into::into),
        ..Location::default()
    };
    if asked.detail == Detail::Pin {
        return location;
    }
    location.timezone = record.timezone;
    if let Some(ShownHours { week, exceptions }) = shown_hours(leaf, row, asked) {
        location.hours = Some(week);
        location.exception_hours = (!exceptions.is_empty()).then_some(exceptions);
    }
    let amenities: Vec<_> = leaf.amenities(row).collect();
    location.amenities = (!amenities.is_empty()).then_some(Amenities(amenities));
    location.address = address(&record, asked.detail);
    if asked.detail == Detail::Protocol {
        return location;
    }
    (location.url, location.phone, location.category) = (record.url, record.phone, record.category);
    if asked.detail == Detail::Full {
        location.delivery = record.delivery;
    }
    location
}

fn shown_hours(leaf: &Leaf, row: u16, asked: Asked) -> Option<ShownHours> {
    let hours = leaf.hours(row)?;
    let today: Day = hours.zone.local(asked.at).day;
    let through = match asked.detail {
        Detail::Full | Detail::Protocol => asked.horizon.through,
        Detail::Pin | Detail::Brief => today.plus(BRIEF_DAYS),
    };
    shown(hours.schedule, today, through)
}

fn address<'a>(record: &Record<'a>, detail: Detail) -> Option<AddressShown<'a>> {
    let address = AddressShown {
        street_address: record.street_address,
        extended_address: record.extended_address,
        address_locality: record.address_locality,
        address_region: record.address_region,
        address_country: record.address_country,
        postal_code: record.postal_code,
        phone_number: if detail == Detail::Protocol { record.phone } else { "" },
    };
    (address != AddressShown::default()).then_some(address)
}

fn origin(question: &Question) -> OriginShown {
    let origin = &question.origin;
    let (source, accuracy_m) = match origin {
        Origin::Device { accuracy_m, .. } => (OriginSource::Device, *accuracy_m),
        Origin::Cell { reach_m, .. } => (OriginSource::Cell, Some(reach_m.ceil())),
        Origin::Place { .. } => (OriginSource::Place, None),
        Origin::Network { accuracy_m, .. } => (OriginSource::Network, Some(*accuracy_m)),
    };
    let (geo, label) = (origin.point().into(), question.label.clone());
    OriginShown { source, geo, accuracy_m, label, boundary: origin.corners() }
}

fn explain(answer: &Answer) -> Explain {
    let outside = answer.outside.as_ref().map(|found: &Found| found.tally).unwrap_or_default();
    let left_out = answer.found.tally;
    let (rounds, pages) = answer.counts;
    Explain {
        rounds,
        pages,
        leaves: left_out.leaves + outside.leaves,
        pages_passed_by: PassedBy {
            amenity: left_out.branches_without_amenity,
            open: left_out.branches_not_open,
            stock: left_out.branches_without_stock,
        },
        stores_left_out: LeftOut {
            radius: left_out.outside_radius,
            amenity: left_out.without_amenity,
            words: left_out.sifted_out,
            open: left_out.not_open,
            stock: left_out.without_stock,
            cursor: left_out.on_earlier_pages,
        },
    }
}
