//! From what was found to the protocol's responses.

use super::agents::{Operation, VERSION};
use super::json::quote;
use std::fmt::Write as _;

/// A remark for the platform.
pub struct Message {
    /// `info`, `warning`.
    pub kind: &'static str,
    /// For programs.
    pub code: &'static str,
    /// For people.
    pub content: String,
}

impl Message {
    /// The words of a search are those of no store.
    pub fn words_of_nobody() -> Self {
        let content = "No store that meets the rest has these words in its name, address, kind or \
                       services: the query narrowed nothing.";
        Self { kind: "info", code: "query_not_applied", content: content.to_owned() }
    }

    /// Some pages could not be read, so there may be more.
    pub fn incomplete() -> Self {
        let content = "Some stores could not be read at the moment: there may be more than these.";
        Self { kind: "warning", code: "incomplete_results", content: content.to_owned() }
    }
}

/// A page of a search, with where the next one begins; or what a look-up found: locations as JSON.
pub fn found(
    operation: Operation,
    locations: &[String],
    next: Option<String>,
    messages: &[Message],
) -> String {
    let capability = operation.capability();
    let mut body = String::with_capacity(512 + locations.iter().map(String::len).sum::<usize>());
    // Writing into memory does not fail.
    let _ = write!(
        body,
        r#"{{"ucp":{{"version":"{VERSION}","capabilities":{{"{capability}":[{{"version":"{VERSION}"}}]}}}},"locations":["#
    );
    for (place, location) in locations.iter().enumerate() {
        body.push_str(if place > 0 { "," } else { "" });
        body.push_str(location);
    }
    body.push(']');
    if operation == Operation::Search {
        let _ = write!(body, r#","pagination":{{"has_next_page":{}"#, next.is_some());
        if let Some(cursor) = next {
            let _ = write!(body, r#","cursor":"{cursor}""#);
        }
        body.push('}');
    }
    for (place, Message { kind, code, content }) in messages.iter().enumerate() {
        body.push_str(if place > 0 { "," } else { r#","messages":["# });
        let content = quote(content);
        let _ = write!(body, r#"{{"type":"{kind}","code":"{code}","content":{content}}}"#);
    }
    body.push_str(if messages.is_empty() { "}" } else { "]}" });
    body
}

/// A location with the ids that led to it.
pub fn with_inputs(location: &str, id: &str) -> String {
    let whole = location.strip_suffix('}').unwrap_or(location);
    format!(r#"{whole},"inputs":[{{"id":{}}}]}}"#, quote(id))
}

/// Nothing in common with the platform: an outcome, not a failure.
pub fn incompatible(operation: Operation) -> String {
    let capability = operation.capability();
    format!(
        r#"{{"ucp":{{"version":"{VERSION}","status":"error","capabilities":{{}}}},"messages":[{{"type":"error","code":"capabilities_incompatible","content":"The platform's profile does not have {capability}, version {VERSION}.","severity":"unrecoverable"}}]}}"#
    )
}
