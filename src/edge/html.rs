//! Replies as `text/html`: for people without scripts, and for whoever opens a link.
//!
//! Semantic, and small: no script, one style that the response's policy names by its hash.
//! Every text of a feed or of a caller goes through [`Page::text`], which escapes it.

use super::accept::Format;
use super::http::Request;
use super::problem::Problem;
use super::route::StoreReply;
use crate::query::reply::{Action, Location, Reply, StoreResult};

/// The media type, as it is sent.
pub const CONTENT_TYPE: &str = "text/html; charset=utf-8";
/// How every page begins.
const HEAD: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">\
<meta name=\"viewport\" content=\"width=device-width\">\
<meta name=\"color-scheme\" content=\"light dark\"><style>";
/// The only style; [`POLICY`] has its hash.
const STYLE: &str = "body{font:1em/1.5 system-ui,sans-serif;max-width:40rem;margin:auto;padding:1rem}\
h1,h2{line-height:1.2}h2{font-size:1.1em;margin:1.5em 0 0}p,address,ul{margin:.2em 0}\
nav a,li a{margin-inline-end:1em}";
/// Nothing is loaded, run or framed; forms and links lead where they lead.
pub const POLICY: &str = "default-src 'none'; style-src \
'sha256-kwSCkAuYFIW6Qp/+uoYxt47U7fxkOSY+vJbr9zgM4JY='; base-uri 'none'; frame-ancestors 'none'";
/// Schemes of links that are shown: what a feed writes is not trusted to be one of them.
const SCHEMES: [&str; 3] = ["https://", "http://", "tel:"];

/// An answer, as a list of stores. `query` is what it was asked by, without `?`.
#[cold]
pub fn render(reply: &Reply<'_>, query: &str) -> Vec<u8> {
    let title = match (&reply.nearest_outside, reply.results.is_empty()) {
        (Some(_), true) => "Nothing that near; the nearest is",
        (None, true) => "Nothing near",
        _ => "Stores, the best first",
    };
    let mut page = Page::begin(title);
    page.line("<p>At <time>", &reply.at, "</time></p>");
    for item in reply.items.iter().flatten() {
        page.line("<p><strong>", item.title, "</strong></p>");
    }
    page.raw("<ol>");
    let outside = reply.nearest_outside.as_deref();
    for result in reply.results.iter().chain(outside) {
        page.result(result);
    }
    page.raw("</ol><nav>");
    if let Some(cursor) = &reply.next_cursor {
        page.link("next", &asked_anew(query, "cursor", cursor), "More");
    }
    page.link("alternate", &asked_anew(query, "format", "json"), "JSON");
    page.end()
}

/// One store.
#[cold]
pub fn render_store(reply: &StoreReply<'_>) -> Vec<u8> {
    let mut page = Page::begin(reply.location.name);
    page.location(&reply.location);
    if let Some(until) = &reply.open.until {
        page.line("<p>open until <time>", until, "</time></p>");
    } else if let Some(next) = &reply.open.next {
        page.line("<p>closed, opens <time>", next, "</time></p>");
    }
    page.raw("<ul>");
    for hours in reply.location.hours.iter().flatten() {
        page.line("<li>", hours.day, " ");
        page.line("", &hours.opens, "–");
        page.line("", &hours.closes, "</li>");
    }
    page.raw("</ul><nav>");
    page.end()
}

/// A problem.
#[cold]
pub fn render_problem(problem: &Problem) -> Vec<u8> {
    let mut page = Page::begin(problem.title);
    page.line("<p>", &problem.detail, "</p><ul>");
    for error in &problem.errors {
        page.line("<li><b>", &error.parameter, "</b>: ");
        page.line("", &error.detail, "</li>");
    }
    page.raw("</ul><nav>");
    page.end()
}

/// Whether who asks for stores would rather read a problem as a page.
pub fn is_asked(request: &Request<'_>) -> bool {
    let format = request.query.split('&').find_map(|pair| pair.strip_prefix("format="));
    let by_header = || request.accept.and_then(Format::accepted) == Some(Format::Html);
    request.path.starts_with("/v1/") && format.map_or_else(by_header, |format| format == "html")
}

/// The same question with another value of one parameter, as a reference.
fn asked_anew(query: &str, name: &str, value: &str) -> String {
    let mut reference = "?".to_owned();
    for pair in query.split('&') {
        if !pair.is_empty() && pair.split('=').next() != Some(name) {
            reference.push_str(pair);
            reference.push('&');
        }
    }
    reference + name + "=" + value
}

/// A page as it grows.
struct Page(String);

impl Page {
    #[inline(never)]
    fn begin(title: &str) -> Self {
        let mut page = Self(String::new());
        page.raw(HEAD);
        page.raw(STYLE);
        page.line("</style><title>", title, " · nigh</title><main>");
        page.line("<h1>", title, "</h1>");
        page
    }

    fn end(mut self) -> Vec<u8> {
        self.raw("<a href=\"/\">nigh</a></nav></main>");
        self.0.into_bytes()
    }

    /// A text between marks.
    #[inline(never)]
    fn line(&mut self, before: &str, text: &str, after: &str) {
        self.raw(before);
        self.text(text);
        self.raw(after);
    }

    /// Markup of ours. Not inlined, as nothing here is: a page is small, and rarely asked for.
    #[inline(never)]
    fn raw(&mut self, markup: &str) {
        self.0.push_str(markup);
    }

    /// A text that means nothing but itself, in an element or an attribute.
    #[inline(never)]
    fn text(&mut self, text: &str) {
        for part in text.split_inclusive(['&', '<', '>', '"', '\'']) {
            let (plain, escape) = match part.as_bytes().last() {
                Some(b'&') => (1, "&amp;"),
                Some(b'<') => (1, "&lt;"),
                Some(b'>') => (1, "&gt;"),
                Some(b'"') => (1, "&quot;"),
                Some(b'\'') => (1, "&#39;"),
                _ => (0, ""),
            };
            self.raw(part.get(..part.len() - plain).unwrap_or_default());
            self.raw(escape);
        }
    }

    #[inline(never)]
    fn link(&mut self, rel: &str, href: &str, label: &str) {
        self.line("<a rel=\"", rel, "\" href=\"");
        self.line("", href, "\">");
        self.line("", label, "</a> ");
    }

    #[inline(never)]
    fn result(&mut self, result: &StoreResult<'_>) {
        self.line("<li><h2>", result.location.name, "</h2>");
        if let Some(headline) = &result.headline {
            self.line("<p>", headline, "</p>");
        }
        self.location(&result.location);
        self.raw("<p>");
        for Action { rel, href } in &result.actions {
            if SCHEMES.iter().any(|scheme| href.starts_with(scheme)) {
                self.link("external", href, rel);
            }
        }
        self.raw("</p></li>");
    }

    #[inline(never)]
    fn location(&mut self, location: &Location<'_>) {
        let Some(address) = &location.address else { return };
        self.raw("<address>");
        let parts = [
            address.street_address,
            address.extended_address,
            address.address_locality,
            address.address_region,
            address.postal_code,
            address.address_country,
        ];
        let parts = parts.into_iter().filter(|part| !part.is_empty());
        for (place, part) in parts.enumerate() {
            self.line(if place == 0 { "" } else { ", " }, part, "");
        }
        self.raw("</address>");
    }
}
