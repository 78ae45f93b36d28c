//! Errors as callers see them: `application/problem+json` (RFC 9457).

use super::http::Response;
use crate::time::Horizon;
use serde::Serialize;

/// What went wrong with one parameter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct FieldError {
    /// Its name.
    pub parameter: String,
    /// What is wrong, and what to send.
    pub detail: String,
}

/// A problem.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct Problem {
    /// A URI that names the kind of problem.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The kind of problem, in words.
    pub title: &'static str,
    /// The status code.
    pub status: u16,
    /// This problem, in words.
    pub detail: String,
    /// The parameters at fault.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// What `Allow` says.
    #[serde(skip)]
    allow: Option<&'static str>,
    /// What `Retry-After` says, in seconds.
    #[serde(skip)]
    retry_after_s: Option<u32>,
}

impl Problem {
    fn new(
        status: u16,
        kind: &'static str,
        title: &'static str,
        detail: impl Into<String>,
    ) -> Self {
        let detail = detail.into();
        Self { kind, title, status, detail, errors: Vec::new(), allow: None, retry_after_s: None }
    }

    /// 400: parameters that cannot be used.
    pub fn parameters(errors: Vec<FieldError>) -> Self {
        let detail = match errors.as_slice() {
            [only] => format!("{}: {}", only.parameter, only.detail),
            _ => format!("{} parameters cannot be used; see errors", errors.len()),
        };
        let kind = "urn:nigh:problem:parameters";
        Self { errors, ..Self::new(400, kind, "Parameters that cannot be used", detail) }
    }

    /// 400: one parameter that cannot be used.
    pub fn parameter(name: &str, detail: impl Into<String>) -> Self {
        let error = FieldError { parameter: name.to_owned(), detail: detail.into() };
        Self::parameters(vec![error])
    }

    /// 404: no such store.
    pub fn no_store() -> Self {
        let detail = "no store has this id in the current snapshot";
        Self::new(404, "urn:nigh:problem:no-store", "No such store", detail)
    }

    /// 404: no such path.
    pub fn no_route() -> Self {
        let detail = "see /openapi.json for what there is";
        Self::new(404, "urn:nigh:problem:no-route", "No such path", detail)
    }

    /// 404: the snapshot was compiled without a gazetteer.
    pub fn no_places() -> Self {
        let detail = "the snapshot knows no places; nigh compile --places takes them";
        Self::new(404, "urn:nigh:problem:no-places", "No places", detail)
    }

    /// 405.
    pub fn method(allow: &'static str) -> Self {
        let detail = format!("this path answers {allow}");
        let kind = "urn:nigh:problem:method";
        Self { allow: Some(allow), ..Self::new(405, kind, "Method not allowed", detail) }
    }

    /// 406.
    pub fn not_acceptable() -> Self {
        let detail = "Accept names none of application/json, application/geo+json, \
                      application/ld+json, text/html; or send format=json, geojson, jsonld or html";
        Self::new(406, "urn:nigh:problem:not-acceptable", "Not acceptable", detail)
    }

    /// 409: a cursor whose snapshot is gone.
    pub fn snapshot_gone() -> Self {
        let detail = "the snapshot that this cursor belongs to is gone; ask again without cursor";
        let kind = "urn:nigh:problem:snapshot-gone";
        let error = FieldError { parameter: "cursor".to_owned(), detail: detail.to_owned() };
        Self { errors: vec![error], ..Self::new(409, kind, "Snapshot gone", detail) }
    }

    /// 414.
    pub fn uri_too_long(most: usize) -> Self {
        let detail = format!("path and query may have {most} bytes between them");
        Self::new(414, "urn:nigh:problem:uri-too-long", "URI too long", detail)
    }

    /// 429.
    pub fn too_many_requests() -> Self {
        let kind = "urn:nigh:problem:too-many-requests";
        let detail = "too many requests from this address; wait a minute";
        Self { retry_after_s: Some(60), ..Self::new(429, kind, "Too many requests", detail) }
    }

    /// 503: nothing to answer from, or not at the moment.
    pub fn no_snapshot() -> Self {
        let kind = "urn:nigh:problem:no-snapshot";
        let detail = "no snapshot can be read at the moment; one is written by `nigh publish`";
        Self { retry_after_s: Some(30), ..Self::new(503, kind, "No snapshot", detail) }
    }

    /// 503: the snapshot knows no hours of now.
    pub fn run_out(Horizon { from, through }: Horizon) -> Self {
        let kind = "urn:nigh:problem:snapshot-run-out";
        let detail = format!(
            "the snapshot knows hours from {from} through {through} (UTC), and not of now; compile \
             and publish a new one, or ask for an instant within them (at)"
        );
        Self { retry_after_s: Some(3_600), ..Self::new(503, kind, "Snapshot run out", detail) }
    }

    /// As a response. Only what the caller sent is at fault in a 4xx, so nobody keeps it.
    pub fn respond(&self) -> Response {
        let body = serde_json::to_vec(self).unwrap_or_default();
        self.respond_as("application/problem+json", body)
    }

    /// As a response in another form.
    pub fn respond_as(&self, content_type: &'static str, body: Vec<u8>) -> Response {
        let mut response =
            Response::new(self.status, content_type, body).with("cache-control", "no-store");
        if let Some(allow) = self.allow {
            response = response.with("allow", allow);
        }
        if let Some(seconds) = self.retry_after_s {
            response = response.with("retry-after", seconds.to_string());
        }
        response
    }
}
