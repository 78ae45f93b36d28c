//! Why a request is refused: the protocol's statuses and codes, over both transports.

use super::json::quote;
use crate::edge::http::Response;

/// JSON-RPC: it is not JSON.
pub const PARSE_ERROR: i32 = -32_700;
/// JSON-RPC: it is no request.
pub const INVALID_REQUEST: i32 = -32_600;
/// JSON-RPC: there is no such method.
pub const NO_METHOD: i32 = -32_601;
/// JSON-RPC: the parameters are wrong.
pub const INVALID_PARAMS: i32 = -32_602;
/// The protocol's: not now.
const NOT_NOW: i32 = -32_000;
/// The protocol's: no agreement on a version.
const NO_AGREEMENT: i32 = -32_001;

/// Why a request is refused. It is small, because nearly everything may end in one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal(Box<Reason>);

/// The reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// Of HTTP.
    pub status: u16,
    /// Of JSON-RPC.
    pub rpc: i32,
    /// For programs.
    pub code: &'static str,
    /// For people: what to do.
    pub content: String,
    /// Seconds after which it may go better.
    pub retry_after_s: Option<u32>,
}

impl std::ops::Deref for Refusal {
    type Target = Reason;

    fn deref(&self) -> &Reason {
        &self.0
    }
}

impl Refusal {
    #[cold]
    #[inline(never)]
    fn new(status: u16, rpc: i32, code: &'static str, content: &str) -> Self {
        let content = content.to_owned();
        Self(Box::new(Reason { status, rpc, code, content, retry_after_s: None }))
    }

    fn later(mut self, seconds: u32) -> Self {
        self.0.retry_after_s = Some(seconds);
        self
    }

    /// 400: a request that the protocol's schema does not allow, or that cannot be answered as it is.
    pub fn invalid(content: &str) -> Self {
        Self::new(400, INVALID_PARAMS, "invalid_request", content)
    }

    /// 400: the same, with a code of its own.
    pub fn because(code: &'static str, content: &str) -> Self {
        Self::new(400, INVALID_PARAMS, code, content)
    }

    /// 400: bytes that are not JSON.
    pub fn not_json(content: &str) -> Self {
        Self::new(400, PARSE_ERROR, "invalid_json", content)
    }

    /// 400: JSON that is no request of JSON-RPC.
    pub fn no_request(content: &str) -> Self {
        Self::new(400, INVALID_REQUEST, "invalid_request", content)
    }

    /// 404: no such method.
    pub fn no_method(content: &str) -> Self {
        Self::new(404, NO_METHOD, "method_not_found", content)
    }

    /// 404: no such path.
    pub fn no_path() -> Self {
        let content = "no such path: /.well-known/ucp says what there is";
        Self::new(404, INVALID_REQUEST, "not_found", content)
    }

    /// 405.
    pub fn method_not_allowed(allow: &str) -> Self {
        let content = format!("this path answers {allow}");
        Self::new(405, INVALID_REQUEST, "method_not_allowed", &content)
    }

    /// 413.
    pub fn too_large(most: usize) -> Self {
        let content = format!("a body may have {most} bytes");
        Self::new(413, INVALID_REQUEST, "content_too_large", &content)
    }

    /// 415.
    pub fn not_a_media_type() -> Self {
        let content = "a body is application/json, in UTF-8, and not compressed";
        Self::new(415, INVALID_REQUEST, "unsupported_media_type", content)
    }

    /// 429.
    pub fn too_many_requests() -> Self {
        let content = "too many requests from this address; wait a minute";
        Self::new(429, NOT_NOW, "rate_limited", content).later(60)
    }

    /// 503: nothing to answer from, at the moment.
    pub fn unavailable() -> Self {
        let content = "no stores can be read at the moment; try again later";
        Self::new(503, NOT_NOW, "unavailable", content).later(30)
    }

    /// 400: who asks is not told, or not in a way that may be looked up.
    pub fn invalid_profile_url(content: &str) -> Self {
        Self::new(400, NO_AGREEMENT, "invalid_profile_url", content)
    }

    /// 424: the platform's profile could not be fetched.
    pub fn profile_unreachable(content: &str) -> Self {
        Self::new(424, NO_AGREEMENT, "profile_unreachable", content)
    }

    /// 422: the platform's profile is none.
    pub fn profile_malformed(content: &str) -> Self {
        Self::new(422, NO_AGREEMENT, "profile_malformed", content)
    }

    /// 422: the platform speaks another version.
    pub fn version_unsupported(content: &str) -> Self {
        Self::new(422, NO_AGREEMENT, "version_unsupported", content)
    }

    /// `{"code":…,"content":…}`: the body over REST, `error.data` over MCP.
    pub fn flat(&self) -> String {
        let (code, content) = (quote(self.code), quote(&self.content));
        match self.retry_after_s {
            None => format!(r#"{{"code":{code},"content":{content}}}"#),
            Some(s) => format!(r#"{{"code":{code},"content":{content},"retry_after":{s}}}"#),
        }
    }

    /// 400: the same, of a member.
    #[cold]
    #[inline(never)]
    pub fn at(member: &str, why: &str) -> Self {
        Self::invalid(&[member, ": ", why].concat())
    }

    /// A response with a body.
    pub fn respond(&self, body: String) -> Response {
        let response = Response::new(self.status, "application/json", body.into_bytes())
            .with("cache-control", "no-store");
        match self.retry_after_s {
            Some(seconds) => response.with("retry-after", seconds.to_string()),
            None => response,
        }
    }
}
