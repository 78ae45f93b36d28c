//! An operation, whichever way it came: negotiate, ask, tell.

use super::agents::{Agents, Operation, Profiles};
use super::asked::{self, Lookup, MAX_IDS, Search};
use super::json::Json;
use super::refusal::Refusal;
use super::reply::{self, Message};
use crate::edge::reader::Reader;
use crate::edge::values::Values;
use crate::query::{self, Answer, LocateError, Looked, Question};
use crate::snapshot::Manifest;
use crate::time::UtcSeconds;
use std::rc::Rc;

/// What an operation needs beside its request.
pub struct Desk<'a, V, P> {
    /// Pages.
    pub reader: &'a Reader<'a, V>,
    /// What is known of platforms.
    pub agents: &'a Agents,
    /// Where their profiles come from.
    pub profiles: &'a P,
    /// The clock, read once.
    pub now: UtcSeconds,
}

impl<V: Values, P: Profiles> Desk<'_, V, P> {
    /// The protocol's response to a request from the platform with this profile. The request is
    /// read before anything is fetched on its behalf.
    pub async fn serve(
        &self,
        operation: Operation,
        body: &Json<'_>,
        profile: Option<&str>,
    ) -> Result<String, Refusal> {
        let uri = self.agents.check(profile)?;
        let agreed = || self.agents.agree(operation, uri, self.profiles, self.now);
        match operation {
            Operation::Search => {
                let search = asked::search(body, self.now)?;
                if agreed().await? {
                    self.search(search).await
                } else {
                    Ok(reply::incompatible(operation))
                }
            }
            Operation::Lookup => {
                let lookup = asked::lookup(body, self.now)?;
                if agreed().await? {
                    self.look_up(&lookup).await
                } else {
                    Ok(reply::incompatible(operation))
                }
            }
        }
    }

    async fn search(&self, search: Search) -> Result<String, Refusal> {
        let asks_words = search.question.written.is_some();
        let (answer, manifest) = self.narrowed(search).await?;
        let shown = query::locations(&answer, self.now, manifest.horizon, self.reader.memory);
        let texts =
            shown.iter().flatten().filter_map(|location| serde_json::to_string(location).ok());
        let locations: Vec<String> = texts.collect();
        let whole = answer.found.complete && locations.len() == shown.len();
        let is_wider = asks_words && answer.question.written.is_none();
        let messages =
            [is_wider.then(Message::words_of_nobody), (!whole).then(Message::incomplete)];
        let messages: Vec<Message> = messages.into_iter().flatten().collect();
        let next = answer.next.as_ref().map(query::Cursor::to_text);
        Ok(reply::found(Operation::Search, &locations, next, &messages))
    }

    /// Words narrow where they name a store; where they name none, they say what somebody looks for
    /// and not where, and narrow nothing.
    async fn narrowed(&self, search: Search) -> Result<(Answer, Rc<Manifest>), Refusal> {
        let mut wider = search.clone();
        wider.question.written = None;
        if let Some(cursor) = &search.cursor {
            let fits = cursor.fits(&search.question);
            return self.located(if fits { search } else { wider }).await;
        }
        let (answer, manifest) = self.located(search).await?;
        let found = &answer.found;
        let is_empty = found.hits.is_empty() && found.complete && answer.next.is_none();
        if !is_empty || answer.question.written.is_none() {
            return Ok((answer, manifest));
        }
        self.located(wider).await
    }

    /// Wholly from the snapshot that a cursor names; or from the current one, or, if a page of it
    /// cannot be read, from the one before.
    async fn located(&self, search: Search) -> Result<(Answer, Rc<Manifest>), Refusal> {
        let Search { question, cursor } = search;
        let reader = self.reader;
        if let Some(cursor) = &cursor {
            if !cursor.fits(&question) {
                return Err(refused(LocateError::ForeignCursor));
            }
            let manifest = match reader.memory.manifest(cursor.snapshot) {
                Some(known) => known,
                None => self.manifest_of(cursor, &question).await?,
            };
            let answer = query::locate(question, Some(cursor), self.now, &manifest, reader).await;
            let answer = answer.map_err(refused)?;
            let current = reader.memory.current(self.now);
            let is_current = current.is_some_and(|(current, _)| current.id == cursor.snapshot);
            // Its manifest may be remembered for longer than its pages are kept.
            if !is_current && !answer.found.complete && reader.reads.missing.get() > 0 {
                return Err(asked::invalid_cursor("its snapshot is gone"));
            }
            return Ok((answer, manifest));
        }
        let current = self.current(&question).await?;
        let answer = query::locate(question.clone(), None, self.now, &current, reader)
            .await
            .map_err(refused)?;
        if !answer.found.complete
            && let Some(previous) = reader.memory.previous()
            && let Ok(earlier) = query::locate(question, None, self.now, &previous, reader).await
            && earlier.found.complete
        {
            return Ok((earlier, previous));
        }
        Ok((answer, current))
    }

    async fn manifest_of(
        &self,
        cursor: &query::Cursor,
        question: &Question,
    ) -> Result<Rc<Manifest>, Refusal> {
        let current = self.current(question).await?;
        if current.id == cursor.snapshot {
            return Ok(current);
        }
        let found = self.reader.manifest_of(cursor.snapshot).await;
        let found = found.map_err(|_| Refusal::unavailable())?;
        found.ok_or_else(|| asked::invalid_cursor("its snapshot is gone"))
    }

    async fn current(&self, question: &Question) -> Result<Rc<Manifest>, Refusal> {
        let likely = Some(question).filter(|question| !question.demands.anywhere);
        self.reader.manifest(self.now, likely).await.ok_or_else(Refusal::unavailable)
    }

    async fn look_up(&self, lookup: &Lookup) -> Result<String, Refusal> {
        let ids: Vec<&str> = lookup.ids.iter().map(String::as_str).collect();
        let mut manifest = self.current(&lookup.question).await?;
        let look = async |manifest: &Manifest| {
            query::look_up(&ids, &lookup.question, self.now, manifest, self.reader)
                .await
                .map_err(refused)
        };
        let is_whole = |all: &[Looked]| !all.iter().any(|one| matches!(one, Looked::Lost));
        let mut looked = look(&manifest).await?;
        if !is_whole(&looked)
            && let Some(previous) = self.reader.memory.previous()
            && let Ok(earlier) = look(&previous).await
            && is_whole(&earlier)
        {
            (looked, manifest) = (earlier, previous);
        }
        Ok(self.told(lookup, &looked, &manifest))
    }

    fn told(&self, lookup: &Lookup, looked: &[Looked], manifest: &Manifest) -> String {
        let mut locations = Vec::new();
        let mut messages = Vec::new();
        let mut whole = true;
        for (id, looked) in lookup.ids.iter().zip(looked) {
            match looked {
                Looked::Found(place) => {
                    let location = query::protocol_location(place, self.now, manifest.horizon);
                    let text =
                        location.ok().and_then(|location| serde_json::to_string(&location).ok());
                    whole &= text.is_some();
                    locations.extend(text.map(|text| reply::with_inputs(&text, id)));
                }
                Looked::LeftOut => {}
                Looked::Unknown => messages.push(not_found(id)),
                Looked::Lost => whole = false,
            }
        }
        if !whole {
            messages.push(Message::incomplete());
        }
        if lookup.left > 0 {
            messages.push(batch_limit(lookup.left));
        }
        reply::found(Operation::Lookup, &locations, None, &messages)
    }
}

fn not_found(id: &str) -> Message {
    let shown: String = id.chars().take(60).collect();
    Message { kind: "info", code: "not_found", content: format!("No location for {shown}.") }
}

fn batch_limit(left: usize) -> Message {
    let were = if left == 1 { "identifier was" } else { "identifiers were" };
    let content = format!(
        "At most {MAX_IDS} identifiers are processed per request; {left} {were} not processed."
    );
    Message { kind: "info", code: "batch_limit_applied", content }
}

fn refused(error: LocateError) -> Refusal {
    match error {
        LocateError::ForeignCursor => {
            asked::invalid_cursor("it belongs to another search, or is damaged")
        }
        LocateError::Unjudged(why) => asked::unjudged(why),
        LocateError::TooMuchStock => Refusal::invalid(
            "filters.items: their stock is told district by district, of too many here; send distance, or fewer",
        ),
    }
}
