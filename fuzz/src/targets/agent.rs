//! Shopping agents' requests: a header, and a body for each way in; answered, alike over both
//! transports.

use super::feeds::NOW;
use super::input::Input;
use super::world::example;
use futures_util::FutureExt;
use nigh::edge::memory::Memory;
use nigh::edge::ucp::json::Json;
use nigh::edge::ucp::{Agents, Post, Profiles, handle};

/// Every status that an agent can be given.
const STATUSES: [u16; 7] = [200, 202, 400, 404, 422, 424, 503];
const PROFILE: &str = r#"{"ucp":{"version":"2026-08-25","capabilities":{"dev.ucp.common.location.search":[{"version":"2026-08-25"}],"dev.ucp.common.location.lookup":[{"version":"2026-08-25"}]}}}"#;
const AGENT: &str = "https://agent.example/p";

struct Web(Vec<u8>);

impl Profiles for Web {
    async fn fetch(&self, _: &str) -> Result<Vec<u8>, String> {
        Ok(self.0.clone())
    }
}

thread_local! {
    /// As an isolate's: pages of earlier questions are there.
    static MEMORY: Memory = Memory::default();
}

/// ```text
/// profile="https://agent.example/p"   the header UCP-Agent; nothing: a good one
/// {"query":"lamp"}                    the body: of a search, of a look-up, of MCP, and a profile
/// ```
pub fn run(data: &[u8]) {
    let mut lines = Input(data);
    let header = String::from_utf8_lossy(lines.line()).into_owned();
    let body = lines.0;
    let good = format!("profile=\"{AGENT}\"");
    let header = if header.is_empty() { &good } else { &header };
    let said = ["search", "lookup"].map(|operation| {
        let path = format!("/ucp/locations/{operation}");
        ask(&path, header, body, PROFILE.as_bytes())
    });
    ask("/ucp/mcp", header, body, PROFILE.as_bytes());
    ask("/ucp/locations/search", &good, b"{}", body);
    if *header != good || Json::parse(body).is_err() {
        return;
    }
    for ((status, rest), tool) in said.iter().zip(["search_locations", "lookup_locations"]) {
        let text = String::from_utf8_lossy(body);
        let call = format!(
            r#"{{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{{"name":"{tool}","arguments":{{"meta":{{"ucp-agent":{{"profile":"{AGENT}"}}}},"location":{text}}}}}}}"#
        );
        let (of_mcp, said) = ask("/ucp/mcp", "", call.as_bytes(), PROFILE.as_bytes());
        let has_room = serde_json::from_slice::<serde_json::Value>(body).is_ok();
        // What is nested as deep as can be has no room in a call.
        if *status == of_mcp && *status == 200 && has_room {
            assert_eq!(said["result"]["structuredContent"], *rest);
        }
    }
}

/// A response, which is well-formed, whatever was asked.
fn ask(path: &str, header: &str, body: &[u8], profile: &[u8]) -> (u16, serde_json::Value) {
    let post = Post {
        method: "POST",
        path,
        origin: "https://stores.example",
        content_type: None,
        content_encoding: None,
        ucp_agent: Some(header),
        mcp_version: None,
        if_none_match: None,
        body: Some(body),
        now: NOW,
    };
    let (agents, web, kv) = (Agents::new(None, false), Web(profile.to_vec()), &example().kv);
    let answered = |memory: &Memory| handle(&post, memory, kv, &agents, &web).now_or_never();
    let response = MEMORY.with(answered).expect("memory does not wait");
    assert!(STATUSES.contains(&response.status), "{}", response.status);
    if response.body.is_empty() {
        return (response.status, serde_json::Value::Null);
    }
    (response.status, serde_json::from_slice(&response.body).expect("a body of JSON"))
}
