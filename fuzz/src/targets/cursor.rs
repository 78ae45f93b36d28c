//! Cursors: parsed, printed, and answered with.

use super::feeds::NOW;
use super::input::Input;
use super::question::{ask, get};
use super::world::example;
use nigh::edge::memory::Memory;
use nigh::edge::params;
use nigh::nearest::{After, Class, Key, PageKey};
use nigh::query::Cursor;
use nigh::time::UtcSeconds;

thread_local! {
    static MEMORY: Memory = Memory::default();
}

/// What a cursor goes on with.
const QUESTIONS: [&str; 4] = [
    "/v1/go?lat=44.98&lng=-93.27&limit=3&at=2026-11-21T18:00:00Z",
    "/v1/go?lat=44.98&lng=-93.27&limit=1&rank=distance&open=at&at=2026-11-21T18:00:00Z",
    "/v1/buy?lat=44.98&lng=-93.27&item=LL-1001&limit=1&at=2026-11-21T18:00:00Z",
    "/v1/buy?lat=44.98&lng=-93.27&q=lamp&rank=price&limit=1&at=2026-11-21T18:00:00Z",
];

/// The bytes of a cursor as they are; and a cursor that fits, made of these bytes.
pub fn run(data: &[u8]) {
    use std::fmt::Write;
    let hex = data.iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").expect("room");
        hex
    });
    for text in [&*hex, &*String::from_utf8_lossy(data)] {
        let Some(cursor) = Cursor::parse(text) else { continue };
        let printed = cursor.to_text();
        let again = Cursor::parse(&printed).expect("what was printed");
        assert_eq!(again.to_text(), printed);
        answer(QUESTIONS[0], &printed);
    }
    forge(&mut Input(data));
}

fn forge(input: &mut Input<'_>) {
    let url = QUESTIONS[usize::from(input.byte()) % QUESTIONS.len()];
    let class = [Class::Known, Class::Unknown, Class::Never][usize::from(input.byte()) % 3];
    // A snapshot that is there, or was.
    let snapshot = match input.byte() {
        0..250 => example().id,
        other => PageKey([other; 16]),
    };
    let served_at = match input.byte() {
        0..128 => UtcSeconds(NOW.0.saturating_add(i64::from(input.i32()))),
        _ => UtcSeconds(i64::from_le_bytes(input.array())),
    };
    let distance_m = match input.byte() {
        0..128 => f64::from(input.i32()) / 64.0,
        _ => f64::from_le_bytes(input.array()),
    };
    let price = u64::from_le_bytes(input.array());
    let seen = usize::from_le_bytes(input.array());
    let after = After { key: Key { price, class, served_at, distance_m }, id: input.text(), seen };
    let asked =
        if url.starts_with("/v1/go") { params::go(&get(url)) } else { params::buy(&get(url)) };
    let Ok(asked) = asked else { panic!("{url} can be asked") };
    let cursor = Cursor::new(&asked.question, snapshot, &after);
    assert!(cursor.fits(&asked.question));
    let text = cursor.to_text();
    let parsed = Cursor::parse(&text).expect("what was printed");
    assert!(parsed.fits(&asked.question) && parsed.to_text() == text);
    let found = parsed.after();
    assert_eq!((found.id, found.key.class), (after.id, after.key.class));
    assert_eq!(found.key.distance_m.to_bits(), after.key.distance_m.to_bits());
    let status = answer(url, &text);
    assert_eq!(status, if snapshot == example().id { 200 } else { 409 }, "{text}");
}

fn answer(url: &str, cursor: &str) -> u16 {
    let url = format!("{url}&cursor={cursor}");
    MEMORY.with(|memory| ask(&get(&url), memory, &example().kv)).status
}
