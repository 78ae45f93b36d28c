//! `/v1/go`, `/v1/buy`: a question, an answer wholly from one snapshot, and who may keep it.

use super::accept::Format;
use super::http::{Request, Response};
use super::params::Asked;
use super::problem::Problem;
use super::reader::Reader;
use super::route::tagged;
use super::values::Values;
use super::{geojson, html, jsonld};
use crate::query::reply::Reply;
use crate::query::{self, Answer, AnswerError, Cards, Cursor, Meant, Origin, Question};
use crate::snapshot::Manifest;
use crate::time::{Horizon, UtcSeconds};
use std::rc::Rc;

/// Seconds that a reply for a given instant may be kept: until a refresh may bring a new snapshot.
const GIVEN_INSTANT_S: i64 = 60;
/// Cells up to this resolution (5 km²) tell so little of a caller that replies may be shared.
const SHARED_CELL: u8 = 7;

/// Most bodies are shorter.
const BODY_BYTES: usize = 24 * 1024;

/// Answers a question.
pub async fn go<V: Values>(
    asked: Asked,
    request: &Request<'_>,
    reader: &Reader<'_, V>,
) -> Result<Response, Problem> {
    // Nobody guesses what is around a place before it is known where that is.
    let guessed = asked.place.is_none().then_some(&asked.question);
    let manifest = reader.manifest(request.now, guessed).await;
    let (answer, manifest) = if let Some(cursor) = &asked.cursor {
        go_on(&asked, cursor, manifest, reader).await?
    } else {
        let manifest = manifest.ok_or_else(Problem::no_snapshot)?;
        answer_or_step_back(&asked, manifest, reader).await?
    };
    let (body, complete) = rendered(&asked, &answer, &manifest, reader.memory, request);
    let control = cache_control(&asked, complete, request.now);
    Ok(tagged(body, asked.format.content_type(), control))
}

/// An answer as it is written, and whether it is complete.
fn rendered(
    asked: &Asked,
    answer: &Answer,
    manifest: &Manifest,
    cards: &dyn Cards,
    request: &Request<'_>,
) -> (Vec<u8>, bool) {
    let in_parts = |render: fn(&Reply<'_>, &str) -> Vec<u8>| {
        let reply = query::reply(answer, manifest);
        (render(&reply, request.query), reply.complete)
    };
    match asked.format {
        Format::Json => {
            let reply = query::reply_of_cards(answer, manifest, cards);
            let mut body = Vec::with_capacity(BODY_BYTES);
            // Writing into memory fails only for maps whose keys are not texts: there are none.
            let written = serde_json::to_writer(&mut body, &reply);
            (body, reply.complete && written.is_ok())
        }
        Format::GeoJson => in_parts(|reply, _| geojson::render(reply)),
        Format::JsonLd => in_parts(|reply, _| jsonld::render(reply)),
        Format::Html => in_parts(html::render),
    }
}

/// The rest of an answer, from the snapshot that it began with, whether or not it is current.
async fn go_on<V: Values>(
    asked: &Asked,
    cursor: &Cursor,
    current: Option<Rc<Manifest>>,
    reader: &Reader<'_, V>,
) -> Result<(Answer, Rc<Manifest>), Problem> {
    if asked.place.is_none() && !cursor.fits(&asked.question) {
        return Err(refused(AnswerError::ForeignCursor, true));
    }
    let current = current.filter(|current| current.id == cursor.snapshot);
    let is_current = current.is_some();
    let manifest = if let Some(current) = current {
        current
    } else {
        let found = reader.manifest_of(cursor.snapshot).await;
        found.map_err(|_| Problem::no_snapshot())?.ok_or_else(Problem::snapshot_gone)?
    };
    // Its manifest may be remembered, here or by KV's caches, for longer than its pages are kept.
    let is_gone = || !is_current && reader.reads.missing.get() > 0;
    let lost = |problem: Problem| match problem.status {
        503 if is_gone() => Problem::snapshot_gone(),
        _ => problem,
    };
    let question = from_place(asked, &manifest, reader).await.map_err(lost)?;
    let answer = query::answer(question, Some(cursor), &manifest, reader).await;
    let answer = answer.map_err(|error| refused(error, asked.at_given))?;
    if !answer.complete() && is_gone() {
        return Err(Problem::snapshot_gone());
    }
    Ok((answer, manifest))
}

/// An answer wholly from the current snapshot, or, if a page of it cannot be read, wholly from
/// the one before, if this isolate still has it.
async fn answer_or_step_back<V: Values>(
    asked: &Asked,
    current: Rc<Manifest>,
    reader: &Reader<'_, V>,
) -> Result<(Answer, Rc<Manifest>), Problem> {
    let answer = whole(asked, &current, reader).await;
    let is_bad = match &answer {
        Ok(answer) => !answer.complete(),
        // The page on which the place is could not be read.
        Err(problem) => problem.status == 503,
    };
    if is_bad
        && let Some(previous) = reader.memory.previous()
        && let Ok(earlier) = whole(asked, &previous, reader).await
        && earlier.complete()
    {
        return Ok((earlier, previous));
    }
    answer.map(|answer| (answer, current))
}

/// An answer wholly from one snapshot.
async fn whole<V: Values>(
    asked: &Asked,
    manifest: &Manifest,
    reader: &Reader<'_, V>,
) -> Result<Answer, Problem> {
    let question = from_place(asked, manifest, reader).await?;
    let answer = query::answer(question, None, manifest, reader).await;
    answer.map_err(|error| refused(error, asked.at_given))
}

/// The question, from where the place is, if it is from one.
async fn from_place<V: Values>(
    asked: &Asked,
    manifest: &Manifest,
    reader: &Reader<'_, V>,
) -> Result<Question, Problem> {
    let mut question = asked.question.clone();
    let Some(sought) = &asked.place else { return Ok(question) };
    match query::meant(sought, manifest, reader).await.map_err(|_| Problem::no_snapshot())? {
        Meant::Place(point, label) => {
            question.origin = Origin::Place { point };
            question.label = Some(label);
            Ok(question)
        }
        Meant::Nothing(spellings) => {
            let known = !manifest.places.pages.is_empty();
            Err(Problem::parameter("place", unknown(&spellings, known)))
        }
    }
}

/// What to send in place of a name that means nothing.
fn unknown(spellings: &[String], has_places: bool) -> String {
    match spellings {
        _ if !has_places => "this snapshot knows no places; send lat and lng, or cell".to_owned(),
        [] => "no town or postcode is called so; see /v1/places?q=".to_owned(),
        _ => format!("no town or postcode is called so; near it: {}", spellings.join(" · ")),
    }
}

/// Why a snapshot does not answer a question. Who gave no instant is not to blame for the clock's.
pub fn refused(error: AnswerError, at_given: bool) -> Problem {
    match error {
        AnswerError::OutsideHorizon(horizon) if !at_given => Problem::run_out(horizon),
        AnswerError::OutsideHorizon(Horizon { from, through }) => Problem::parameter(
            "at",
            format!(
                "the snapshot knows hours from {from} through {through} (UTC); ask within them"
            ),
        ),
        AnswerError::TooManyPieces(most) => Problem::parameter(
            "item",
            format!("the snapshot says up to {most} pieces how many there are; ask for no more"),
        ),
        AnswerError::ForeignCursor => Problem::parameter(
            "cursor",
            "belongs to another question, or is damaged; repeat the parameters that it was \
             given for, or ask again without it",
        ),
    }
}

/// Who may keep a reply, and for how long: it is a function of snapshot, URL and instant.
fn cache_control(asked: &Asked, complete: bool, now: UtcSeconds) -> String {
    if !complete || asked.question.explain {
        return "no-store".to_owned();
    }
    let is_shared = match asked.question.origin {
        Origin::Cell { index, .. } => u8::from(index.resolution()) <= SHARED_CELL,
        Origin::Place { .. } => true,
        Origin::Device { .. } | Origin::Network { .. } => false,
    };
    let scope = if is_shared { "public" } else { "private" };
    format!("{scope}, max-age={}", max_age_s(asked.at_given, now))
}

/// Without an instant of the caller's, the clock's minute is answered, and ends.
pub fn max_age_s(at_given: bool, now: UtcSeconds) -> i64 {
    if at_given { GIVEN_INSTANT_S } else { 60 - now.0.rem_euclid(60) }
}
