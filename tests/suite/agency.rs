//! A shopping agent's view of a snapshot: both transports, and a web of platforms' profiles that is
//! played.

use crate::town::published;
use futures_util::FutureExt as _;
use nigh::edge::Values;
use nigh::edge::http::Response;
use nigh::edge::memory::Memory;
use nigh::edge::ucp::{Agents, Post, Profiles, handle};
use nigh::snapshot::Snapshot;
use nigh::time::UtcSeconds;
use serde_json::{Value, json};
use std::cell::RefCell;
use std::collections::BTreeMap;

/// A platform that can do everything.
pub const AGENT: &str = "https://agent.example/profile.json";
/// The header that says so.
pub const UCP_AGENT: &str = r#"profile="https://agent.example/profile.json""#;

/// What a Worker would find in KV and on the web.
pub struct Agency {
    pub values: BTreeMap<String, Vec<u8>>,
    pub memory: Memory,
    pub agents: Agents,
    pub web: Web,
    pub now: UtcSeconds,
}

/// Profiles by their addresses, and which were fetched.
#[derive(Default)]
pub struct Web {
    pub pages: BTreeMap<String, Vec<u8>>,
    pub fetched: RefCell<Vec<String>>,
}

impl Profiles for Web {
    async fn fetch(&self, uri: &str) -> Result<Vec<u8>, String> {
        self.fetched.borrow_mut().push(uri.to_owned());
        self.pages.get(uri).cloned().ok_or_else(|| "nobody is there".to_owned())
    }
}

impl Values for Agency {
    async fn get(&self, key: &str, _: u64) -> Result<Option<Vec<u8>>, String> {
        Ok(self.values.get(key).cloned())
    }
}

/// What a platform says of itself.
pub fn profile(version: &str, capabilities: &[(&str, &str)]) -> Value {
    let entry = |(name, version): &(&str, &str)| {
        (format!("dev.ucp.common.location.{name}"), json!([{"version": version}]))
    };
    let capabilities: BTreeMap<String, Value> = capabilities.iter().map(entry).collect();
    json!({"ucp": {"version": version, "services": {}, "payment_handlers": {}, "capabilities": capabilities}})
}

impl Agency {
    pub fn new(snapshot: Snapshot, now: UtcSeconds) -> Self {
        Self::of(published(snapshot), now)
    }

    pub fn of(values: BTreeMap<String, Vec<u8>>, now: UtcSeconds) -> Self {
        let able = profile("2026-08-25", &[("search", "2026-08-25"), ("lookup", "2026-08-25")]);
        let pages = BTreeMap::from([(AGENT.to_owned(), able.to_string().into_bytes())]);
        let web = Web { pages, ..Web::default() };
        let (memory, agents) = (Memory::default(), Agents::new(None, false));
        Self { values, memory, agents, web, now }
    }

    /// A request as agents make them.
    pub fn post<'a>(&self, path: &'a str, body: &'a [u8]) -> Post<'a> {
        Post {
            method: "POST",
            path,
            origin: "https://stores.example.com",
            content_type: Some("application/json"),
            content_encoding: None,
            ucp_agent: Some(UCP_AGENT),
            mcp_version: None,
            if_none_match: None,
            body: Some(body),
            now: self.now,
        }
    }

    pub fn ask(&self, post: &Post<'_>) -> Response {
        let answered = handle(post, &self.memory, self, &self.agents, &self.web);
        answered.now_or_never().expect("memory answers at once")
    }

    /// Over REST: the status, and the body.
    pub fn rest(&self, operation: &str, body: &str) -> (u16, Value) {
        let path = format!("/ucp/locations/{operation}");
        let response = self.ask(&self.post(&path, body.as_bytes()));
        (response.status, json_of(&response))
    }

    /// Over REST, where nothing can be wrong.
    pub fn found(&self, operation: &str, body: &Value) -> Value {
        let (status, found) = self.rest(operation, &body.to_string());
        assert_eq!(status, 200, "{body}: {found}");
        found
    }

    /// Over MCP: the status, and the message.
    pub fn mcp(&self, message: &str) -> (u16, Value) {
        let response = self.ask(&self.post("/ucp/mcp", message.as_bytes()));
        (response.status, json_of(&response))
    }

    /// All pages of a search: its locations.
    pub fn all(&self, search: &Value) -> Vec<Value> {
        let mut search = search.clone();
        search["pagination"]["limit"] = json!(100);
        let mut all = Vec::new();
        for _ in 0..2_000 {
            let mut found = self.found("search", &search);
            let Value::Array(locations) = found["locations"].take() else { panic!("no locations") };
            all.extend(locations);
            if found["pagination"]["has_next_page"] == json!(false) {
                return all;
            }
            search["pagination"]["cursor"] = found["pagination"]["cursor"].take();
        }
        panic!("{search} does not end");
    }
}

pub fn json_of(response: &Response) -> Value {
    if response.body.is_empty() {
        return Value::Null;
    }
    serde_json::from_slice(&response.body).expect("a body of JSON")
}

/// A call of a tool.
pub fn call(tool: &str, location: &Value) -> Value {
    let meta = json!({"ucp-agent": {"profile": AGENT}});
    let arguments = json!({"meta": meta, "location": location});
    json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call",
           "params": {"name": tool, "arguments": arguments}})
}
