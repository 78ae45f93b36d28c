//! Requests and responses as plain values.

use crate::time::UtcSeconds;

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

/// A response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// Headers, each name once.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Response {
    /// With a body of a type.
    pub fn new(status: u16, content_type: &str, body: Vec<u8>) -> Self {
        let headers = vec![
            ("content-type", content_type.to_owned()),
            ("access-control-allow-origin", "*".to_owned()),
            ("access-control-expose-headers", "ETag, Server-Timing, Retry-After".to_owned()),
            ("timing-allow-origin", "*".to_owned()),
            ("x-content-type-options", "nosniff".to_owned()),
            ("referrer-policy", "no-referrer".to_owned()),
        ];
        Self { status, headers, body }
    }

    /// With one more header.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// The value of a header, by its name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
    }
}
