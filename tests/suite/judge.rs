//! Whether a reply over values that fail may be given: one that says that it is complete is, byte
//! for byte, what its snapshot answers over values that are all there.

use crate::faulty::Kv;
use crate::town::request;
use nigh::edge::handle;
use nigh::edge::http::{Request, Response};
use nigh::edge::memory::Memory;
use nigh::snapshot::Snapshot;
use nigh::time::UtcSeconds;
use serde_json::Value;

/// The answers of each snapshot over values that are all there.
pub struct Judge {
    isolates: Vec<(String, Kv, Memory)>,
}

impl Judge {
    pub fn of(snapshots: &[&Snapshot]) -> Self {
        let isolate = |s: &&Snapshot| (s.id.to_string(), Kv::of(&[s]), Memory::default());
        Self { isolates: snapshots.iter().map(isolate).collect() }
    }

    /// What a snapshot answers.
    pub fn answer(&self, snapshot: &str, target: &str, now: UtcSeconds) -> Response {
        let isolate = self.isolates.iter().find(|(id, ..)| id == snapshot);
        let (_, kv, memory) = isolate.expect("a snapshot of the test");
        kv.clock.run(handle(&Request { now, ..request(target) }, memory, kv))
    }

    /// Whether any of them answers so.
    fn any(&self, target: &str, now: UtcSeconds, like: impl Fn(Response) -> bool) -> bool {
        self.isolates.iter().any(|(id, ..)| like(self.answer(id, target, now)))
    }

    /// What became of a question: `complete`, `incomplete`, `absent`, `gone` or `unavailable`; or
    /// what is wrong with the reply.
    pub fn outcome(
        &self,
        target: &str,
        now: UtcSeconds,
        response: &Response,
    ) -> Result<&'static str, String> {
        let fault = |what: &str| {
            Err(format!("{what}: {target}: {}", String::from_utf8_lossy(&response.body)))
        };
        let is_kept = !response.header("cache-control").unwrap_or_default().contains("no-store");
        match response.status {
            200 => {}
            404 if self.any(target, now, |whole| whole.status == 404) => return Ok("absent"),
            409 if target.contains("cursor=") => return Ok("gone"),
            503 if is_kept => return fault("to be kept"),
            503 if response.header("retry-after").is_none() => return fault("no retry-after"),
            503 => return Ok("unavailable"),
            status => return fault(&status.to_string()),
        }
        let Ok(body) = serde_json::from_slice::<Value>(&response.body) else {
            return fault("no JSON");
        };
        if body["complete"] == false {
            return if is_kept { fault("to be kept") } else { Ok("incomplete") };
        }
        let is_right = match body["snapshot"]["id"].as_str() {
            Some(id) => self.answer(id, target, now).body == response.body,
            // The words of JSON-LD name no snapshot, and say only by the header that it is whole.
            None if !is_kept => return Ok("incomplete"),
            None => self.any(target, now, |whole| whole.body == response.body),
        };
        match (is_right, is_kept) {
            (false, _) => fault("wrong"),
            (true, false) => fault("not to be kept"),
            (true, true) => Ok("complete"),
        }
    }
}
