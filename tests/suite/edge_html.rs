//! Replies as pages: what they say, and that nobody's text becomes markup.

use crate::golden::assert_same;
use crate::town::{Town, request};
use nigh::edge::http::Request;

/// A Saturday in Minneapolis, 11:40.
const DAY: &str = "lat=44.98&lng=-93.27&at=2026-11-21T17:40:00Z";
const BROWSER: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
/// The elements of our pages: whatever else follows a `<` was not written by us.
const ELEMENTS: [&str; 20] = [
    "!doctype", "html", "meta", "style", "title", "main", "h1", "h2", "p", "time", "strong", "ol",
    "ul", "li", "b", "a", "address", "nav", "head", "body",
];

fn page(town: &Town, target: &str) -> String {
    let response = town.get(target);
    assert_eq!(response.header("content-type"), Some("text/html; charset=utf-8"), "{target}");
    assert!(is_sane(&response.body), "{target}");
    String::from_utf8(response.body).unwrap()
}

/// Whether a body is a page of ours: no element that is not ours, no tag or attribute left open.
pub fn is_sane(body: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(body) else { return false };
    let mut tags = text.split('<');
    let begins = text.starts_with("<!doctype html>") && tags.next() == Some("");
    begins
        && tags.all(|tag| {
            let Some((inside, after)) = tag.split_once('>') else { return false };
            let name = inside.trim_start_matches('/').split(' ').next().unwrap_or_default();
            let quotes = inside.matches('"').count();
            ELEMENTS.contains(&name) && quotes % 2 == 0 && !after.contains('>')
        })
}

#[test]
fn what_pages_say() {
    let town = Town::new();
    for (name, target) in [
        ("go", format!("/v1/go?{DAY}&limit=100&open=at&format=html")),
        ("buy", format!("/v1/buy?{DAY}&item=lamp-7&limit=100&format=html")),
        ("outside", "/v1/go?lat=46.8772&lng=-96.7898&at=2026-11-21T17:40:00Z&format=html".into()),
        ("nowhere", "/v1/go?lat=0&lng=-150&at=2026-11-21T17:40:00Z&format=html".into()),
        ("store", "/v1/stores/100?at=2026-11-21T17:40:00Z&format=html".into()),
        ("problem", "/v1/go?lat=95&radius=many&format=html".into()),
    ] {
        let text = page(&town, &target).replace("<li>", "\n<li>").replace("<nav>", "\n<nav>");
        assert_same(&format!("tests/pages/{name}.html"), &(text + "\n"));
    }
}

#[test]
fn the_next_page_is_a_link_away() {
    let town = Town::new();
    let first = page(&town, &format!("/v1/go?{DAY}&limit=2&cursor=&format=html"));
    let (_, after) = first.split_once("<a rel=\"next\" href=\"").unwrap();
    let href = after.split('"').next().unwrap().replace("&amp;", "&");
    assert_eq!(href.matches("cursor=").count(), 1, "{href}");
    let second = page(&town, &format!("/v1/go{href}"));
    assert!(second.contains("<h2>") && second != first);
    let (_, after) = second.split_once("<a rel=\"alternate\" href=\"").unwrap();
    let href = after.split('"').next().unwrap().replace("&amp;", "&");
    let same = town.get(&format!("/v1/go{href}"));
    assert_eq!(same.header("content-type"), Some("application/json"));
}

#[test]
fn nobodys_text_becomes_markup() {
    let town = Town::new();
    let hostile = "%3Cscript%3Ealert(1)%3C/script%3E%22onload='x";
    for target in [
        format!("/v1/go?{DAY}&{hostile}={hostile}&format=html"),
        format!("/v1/go?{DAY}&units={hostile}&format=html"),
        format!("/v1/go?{DAY}&limit=1&utm_x={hostile}&format=html"),
        format!("/v1/go?{DAY}&limit=1&utm_x=\"><script>&format=html"),
        format!("/v1/buy?{DAY}&q={hostile}&format=html"),
        format!("/v1/stores/{hostile}?format=html"),
    ] {
        let text = page(&town, &target);
        assert!(!text.contains("<script") && !text.contains("\"onload"), "{target}\n{text}");
    }
}

#[test]
fn a_browser_gets_pages_of_problems_too() {
    let town = Town::new();
    for (target, status, kind) in [
        ("/v1/go?lat=95", 400, "text/html; charset=utf-8"),
        ("/v1/stores/nobody", 404, "text/html; charset=utf-8"),
        ("/v1/go?lat=95&format=json", 400, "application/problem+json"),
        ("/elsewhere", 404, "application/problem+json"),
    ] {
        let response = town.ask(&Request { accept: Some(BROWSER), ..request(target) });
        assert_eq!(response.status, status, "{target}");
        assert_eq!(response.header("content-type"), Some(kind), "{target}");
        assert_eq!(response.header("cache-control"), Some("no-store"), "{target}");
    }
}

#[test]
fn pages_alone_have_a_style() {
    let town = Town::new();
    let policy = |target: &str| {
        let response = town.get(target);
        let all = response.headers.iter().filter(|(name, _)| *name == "content-security-policy");
        assert_eq!(all.count(), 1, "{target}");
        response.header("content-security-policy").unwrap().to_owned()
    };
    assert!(policy("/v1/go?format=html").contains("style-src 'sha256-"));
    assert_eq!(policy("/v1/go"), "default-src 'none'; frame-ancestors 'none'");
}
