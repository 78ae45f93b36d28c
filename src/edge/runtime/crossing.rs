//! Requests and responses on their way between Rust and JavaScript. Each crossing costs about a
//! microsecond, each text as much again: what every request needs comes in one, and goes in one.

use crate::edge::http::Response as Answered;
use std::borrow::Cow;
use std::cell::RefCell;
use worker::wasm_bindgen::prelude::wasm_bindgen;
use worker::wasm_bindgen::{self, JsValue};
use worker::web_sys::{self, ResponseInit};

/// Headers of which the values are all fixed: what many responses begin with.
type Fixed = Vec<(&'static str, &'static str)>;

thread_local! {
    /// How responses begin, which the runtime copies.
    static BEGUN: RefCell<Vec<(u16, Fixed, ResponseInit)>> = const { RefCell::new(Vec::new()) };
}

// Neither URLs nor methods nor headers have line breaks in them.
#[wasm_bindgen(inline_js = r"
export const received = ({ url, method, headers }) =>
  [url, method, headers.get('accept') ?? '', headers.get('if-none-match') ?? ''].join('\n');

export function responded(body, init, headers) {
  const response = new Response(body?.slice(), init);
  const lines = headers.split('\n');
  for (let i = 0; i + 1 < lines.length; i += 2) response.headers.set(lines[i], lines[i + 1]);
  return response;
}
")]
extern "C" {
    fn received(request: &web_sys::Request) -> String;

    /// `body` is a view of this side's memory, and is copied.
    #[wasm_bindgen(catch)]
    fn responded(
        body: Option<&[u8]>,
        init: &ResponseInit,
        headers: &str,
    ) -> Result<web_sys::Response, JsValue>;
}

/// What every route needs of a request, a line each.
pub(super) struct Received(String);

impl Received {
    pub(super) fn of(request: &web_sys::Request) -> Self {
        Self(received(request))
    }

    pub(super) fn url(&self) -> &str {
        self.line(0)
    }

    pub(super) fn method(&self) -> &str {
        self.line(1)
    }

    pub(super) fn accept(&self) -> Option<&str> {
        Some(self.line(2)).filter(|accept| !accept.is_empty())
    }

    pub(super) fn if_none_match(&self) -> Option<&str> {
        Some(self.line(3)).filter(|tags| !tags.is_empty())
    }

    fn line(&self, place: usize) -> &str {
        self.0.split('\n').nth(place).unwrap_or_default()
    }
}

/// A response as the runtime has it.
pub(super) fn respond(answered: &Answered) -> Result<web_sys::Response, JsValue> {
    let body = (!matches!(answered.status, 204 | 304)).then_some(answered.body.as_slice());
    let mut changing = String::with_capacity(256);
    for (name, value) in &answered.headers {
        if let Cow::Owned(value) = value {
            for line in [name, value.as_str()] {
                changing.push_str(line);
                changing.push('\n');
            }
        }
    }
    responded(body, &begun(answered)?, &changing)
}

/// The status of a response, and those headers of it that are fixed.
fn begun(Answered { status, headers, .. }: &Answered) -> Result<ResponseInit, JsValue> {
    let fixed = headers.iter().filter_map(|(name, value)| match value {
        Cow::Borrowed(value) => Some((*name, *value)),
        Cow::Owned(_) => None,
    });
    BEGUN.with_borrow_mut(|known| {
        let is_same = |(of, fixed_of, _): &&(u16, Fixed, ResponseInit)| {
            of == status && fixed_of.iter().copied().eq(fixed.clone())
        };
        if let Some((_, _, begun)) = known.iter().find(is_same) {
            return Ok(begun.clone());
        }
        let of: Fixed = fixed.collect();
        let made = web_sys::Headers::new()?;
        of.iter().try_for_each(|(name, value)| made.set(name, value))?;
        let init = ResponseInit::new();
        init.set_headers(&made);
        init.set_status(*status);
        known.push((*status, of, init.clone()));
        Ok(init)
    })
}
