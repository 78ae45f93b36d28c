//! What is fuzzed: for each parser a function of bytes, which panics where a promise is broken.
//!
//! A fuzzer makes the bytes up (`fuzz_targets/`), and `tests/suite/fuzzed.rs` replays those that
//! are kept through the same functions, without one.

pub mod agent;
pub mod clock_hours;
pub mod compiled;
pub mod cursor;
pub mod feeds;
pub mod goods;
pub mod head;
pub mod hours;
pub mod input;
pub mod manifest;
pub mod page;
pub mod places;
pub mod question;
pub mod read_back;
pub mod sealed;
pub mod texts;
pub mod words;
pub mod world;

/// A parser, as a fuzzer sees it.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// What its corpus is called, too.
    pub name: &'static str,
    /// Parses, and checks what must hold.
    pub run: fn(&[u8]),
}

const fn target(name: &'static str, run: fn(&[u8])) -> Target {
    Target { name, run }
}

/// All of them.
pub const TARGETS: [Target; 17] = [
    target("agent", agent::run),
    target("page", page::run),
    target("words", words::run),
    target("manifest", manifest::run),
    target("head", head::run),
    target("question", question::run),
    target("cursor", cursor::run),
    target("hours", hours::run),
    target("clock_hours", clock_hours::run),
    target("plain_csv", feeds::plain_csv),
    target("google_stores", feeds::google_stores),
    target("all_the_places", feeds::all_the_places),
    target("google_products", goods::google_products),
    target("google_inventory", goods::google_inventory),
    target("places", places::run),
    target("texts", texts::run),
    target("compiled", compiled::run),
];
