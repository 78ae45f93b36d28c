//! Whole answers, from the URL to the bytes, with everything in memory.

use crate::snapshot::Bytes;
use futures_util::FutureExt;
use nigh::edge::http::Request;
use nigh::edge::{Values, handle, memory::Memory};
use nigh::snapshot::Manifest;
use nigh::time::UtcSeconds;

/// Room for all that the questions of a run read, as no isolate has: only answering is counted.
const PAGE_BYTES: usize = 1 << 30;

/// Asks every line of a file, a path with its query, so many times.
pub fn run(snapshot: &str, questions: &str, times: &str) {
    let values = Bytes::read(snapshot);
    let memory = Memory::with_page_bytes(PAGE_BYTES);
    let text = std::fs::read_to_string(questions).expect("a file of questions");
    let now = noon(&values.manifest());
    let mut bytes = 0;
    for _ in 0..times.parse().expect("how many times") {
        bytes += text.lines().map(|line| answer(line, &memory, &values, now)).sum::<usize>();
    }
    println!("{bytes}");
}

/// Of the day on which a snapshot was made at midnight.
pub fn noon(manifest: &Manifest) -> UtcSeconds {
    manifest.built_at.plus(12 * 3_600).floor_minute()
}

/// The bytes of the answer to a path with its query.
pub fn answer(line: &str, memory: &Memory, values: &impl Values, now: UtcSeconds) -> usize {
    let (path, query) = line.split_once('?').unwrap_or((line, ""));
    let (method, accept, if_none_match, network) = ("GET", None, None, None);
    let request = Request { method, path, query, accept, if_none_match, network, now };
    let response = handle(&request, memory, values).now_or_never().expect("nothing to wait for");
    assert_eq!(response.status, 200, "{line}");
    response.body.len()
}
