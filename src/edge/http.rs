//! Requests and responses as plain values.

use super::html;
use crate::time::UtcSeconds;
use std::borrow::Cow;

/// What a route needs of a request. Nothing of it outlives the response.
#[derive(Clone, Debug)]
pub struct Request<'a> {
    /// `GET`, `HEAD`, `OPTIONS` …
    pub method: &'a str,
    /// As in the URL, percent-encoded.
    pub path: &'a str,
    /// What follows `?`, percent-encoded; empty without one.
    pub query: &'a str,
    /// The header `Accept`.
    pub accept: Option<&'a str>,
    /// The header `If-None-Match`.
    pub if_none_match: Option<&'a str>,
    /// The network's idea of where the caller is.
    pub network: Option<Network>,
    /// The clock, read once.
    pub now: UtcSeconds,
}

/// The network's idea of where the caller is, as it comes: texts that may be absent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Network {
    /// Degrees north.
    pub latitude: Option<String>,
    /// Degrees east.
    pub longitude: Option<String>,
    /// Whether it knows a city.
    pub has_city: bool,
}

/// A header: its name in lower case, and its value, which is borrowed if it never changes.
pub type Header = (&'static str, Cow<'static, str>);

/// What every response has: pages of any origin may read it, it is what it says it is, and nothing
/// of it is run or framed.
const ALWAYS: [(&str, &str); 5] = [
    ("access-control-allow-origin", "*"),
    ("access-control-expose-headers", "ETag, Server-Timing, Retry-After"),
    ("timing-allow-origin", "*"),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
];

/// The policy of what is no page.
const POLICY: &str = "default-src 'none'; frame-ancestors 'none'";

/// A response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// Headers, each name once.
    pub headers: Vec<Header>,
    /// The body.
    pub body: Vec<u8>,
}

impl Response {
    /// With a body of a type.
    pub fn new(status: u16, content_type: &'static str, body: Vec<u8>) -> Self {
        let mut headers: Vec<Header> = Vec::with_capacity(ALWAYS.len() + 6);
        headers.push(("content-type", Cow::Borrowed(content_type)));
        headers.extend(ALWAYS.map(|(name, value)| (name, Cow::Borrowed(value))));
        let policy = if content_type == html::CONTENT_TYPE { html::POLICY } else { POLICY };
        headers.push(("content-security-policy", Cow::Borrowed(policy)));
        Self { status, headers, body }
    }

    /// With one more header.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Cow<'static, str>>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// The value of a header, by its name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_ref())
    }
}
