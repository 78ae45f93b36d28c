//! MCP: JSON-RPC 2.0 over streamable HTTP, without sessions: who never says `initialize` is served
//! as well as who does.

use super::agents::{Operation, Profiles};
use super::asked::{object, optional_text, text};
use super::json::{Json, quote};
use super::refusal::{INVALID_PARAMS, INVALID_REQUEST, NO_METHOD, PARSE_ERROR, Refusal};
use super::serve::Desk;
use super::tools::TOOLS;
use super::{Post, body, json};
use crate::edge::http::Response;
use crate::edge::values::Values;

/// Versions of MCP that differ in nothing that is used here, the latest first.
const VERSIONS: [&str; 4] = ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"];
/// Most messages of a batch, which only versions of the past know.
const MAX_BATCH: usize = 8;

/// Answers a request.
pub async fn answer<V: Values, P: Profiles>(post: &Post<'_>, desk: &Desk<'_, V, P>) -> Response {
    let messages = match body(post).and_then(|bytes| read(post, bytes)) {
        Ok(messages) => messages,
        Err(refusal) => return failed(&refusal, "null"),
    };
    let Json::List(batch) = &messages else {
        return match replied(&messages, desk).await {
            Reply::Nothing => accepted(),
            Reply::Result(text) => json(200, text),
            Reply::Error(refusal, id) => failed(&refusal, &id),
        };
    };
    if batch.is_empty() || batch.len() > MAX_BATCH {
        let content = format!("a batch has 1 to {MAX_BATCH} messages");
        return failed(&Refusal::no_request(&content), "null");
    }
    let mut profiles = batch.iter().filter_map(profile_of);
    let first = profiles.next();
    if profiles.any(|other| Some(other) != first) {
        let content = "a batch names one profile: send the others by themselves";
        return failed(&Refusal::no_request(content), "null");
    }
    let mut replies = Vec::new();
    for message in batch {
        match replied(message, desk).await {
            Reply::Nothing => {}
            Reply::Result(text) => replies.push(text),
            Reply::Error(refusal, id) => replies.push(error(&refusal, &id)),
        }
    }
    if replies.is_empty() { accepted() } else { json(200, format!("[{}]", replies.join(","))) }
}

/// The profile that a message may lead to.
fn profile_of<'j>(message: &'j Json<'_>) -> Option<&'j str> {
    let meta = message.get("params")?.get("arguments")?.get("meta")?;
    meta.get("ucp-agent")?.get("profile")?.text()
}

fn read<'a>(post: &Post<'_>, bytes: &'a [u8]) -> Result<Json<'a>, Refusal> {
    if post.mcp_version.is_some_and(|version| !VERSIONS.contains(&version.trim())) {
        let content = format!("MCP-Protocol-Version: {} are spoken here", VERSIONS.join(", "));
        return Err(Refusal::no_request(&content));
    }
    Json::parse(bytes).map_err(|error| {
        Refusal::not_json(&format!("the body, after {} bytes: {}", error.at, error.why))
    })
}

/// What is said to a message.
enum Reply {
    /// Nothing: it asks for nothing.
    Nothing,
    /// A response.
    Result(String),
    /// A failure, and of which request.
    Error(Refusal, String),
}

async fn replied<V: Values, P: Profiles>(message: &Json<'_>, desk: &Desk<'_, V, P>) -> Reply {
    let id = match message.get("id") {
        Some(Json::Text(id)) => quote(id),
        Some(Json::Number(digits)) => (*digits).to_owned(),
        _ => "null".to_owned(),
    };
    let is_answer = message.get("result").is_some() || message.get("error").is_some();
    if is_answer && message.get("method").is_none() {
        return Reply::Nothing;
    }
    let (method, params) = match request(message) {
        Ok(request) => request,
        Err(refusal) => return Reply::Error(refusal, id),
    };
    if message.get("id").is_none() {
        return Reply::Nothing;
    }
    match result(method, params, desk).await {
        Ok(result) => Reply::Result(format!(r#"{{"jsonrpc":"2.0","id":{id},"result":{result}}}"#)),
        Err(refusal) => Reply::Error(refusal, id),
    }
}

/// A request's method and parameters.
fn request<'j, 'a>(message: &'j Json<'a>) -> Result<(&'j str, &'j Json<'a>), Refusal> {
    let no = Refusal::no_request;
    let Json::Map(members) = message else { return Err(no("a message is an object")) };
    if message.get("jsonrpc").and_then(Json::text) != Some("2.0") {
        return Err(no("jsonrpc: it is not \"2.0\""));
    }
    if members.iter().any(|(name, _)| !["jsonrpc", "id", "method", "params"].contains(&&**name)) {
        return Err(no("a request has jsonrpc, id, method, params, and nothing else"));
    }
    let is_id = |id: &Json<'_>| matches!(id, Json::Null | Json::Number(_) | Json::Text(_));
    if !message.get("id").is_none_or(is_id) {
        return Err(no("id: it is neither a text nor a number"));
    }
    let method = message.get("method").and_then(Json::text).filter(|method| !method.is_empty());
    let params = message.get("params").unwrap_or(&Json::Null);
    match (method, message.get("params")) {
        (Some(method), None | Some(Json::Map(_) | Json::List(_))) => Ok((method, params)),
        (Some(_), _) => Err(no("params: it is neither an object nor an array")),
        (None, _) => Err(no("method: it is missing, or not a text")),
    }
}

async fn result<V: Values, P: Profiles>(
    method: &str,
    params: &Json<'_>,
    desk: &Desk<'_, V, P>,
) -> Result<String, Refusal> {
    match method {
        "initialize" => Ok(initialized(params)),
        "ping" => Ok("{}".to_owned()),
        "tools/list" => Ok(TOOLS.to_owned()),
        "tools/call" => called(params, desk).await,
        _ => Err(Refusal::no_method("there is initialize, ping, tools/list and tools/call")),
    }
}

/// The version that the client wants, if it is spoken here, else the latest.
fn initialized(params: &Json<'_>) -> String {
    let wanted = params.get("protocolVersion").and_then(Json::text);
    let [latest, ..] = VERSIONS;
    let version = VERSIONS.into_iter().find(|known| Some(*known) == wanted).unwrap_or(latest);
    let own = env!("CARGO_PKG_VERSION");
    format!(
        r#"{{"protocolVersion":"{version}","capabilities":{{"tools":{{}}}},"serverInfo":{{"name":"nigh","version":"{own}"}}}}"#
    )
}

async fn called<V: Values, P: Profiles>(
    params: &Json<'_>,
    desk: &Desk<'_, V, P>,
) -> Result<String, Refusal> {
    object(params, "params")?;
    let operation = match text(params.get("name").unwrap_or(&Json::Null), "params.name")? {
        "search_locations" => Operation::Search,
        "lookup_locations" => Operation::Lookup,
        _ => {
            let content = "params.name: there is search_locations and lookup_locations";
            return Err(Refusal::invalid(content));
        }
    };
    let arguments = params.get("arguments").unwrap_or(&Json::Null);
    object(arguments, "params.arguments")?;
    let profile = match arguments.get("meta") {
        None => None,
        Some(meta) => {
            object(meta, "meta")?;
            optional_text(meta, "idempotency-key", "meta")?;
            let agent = meta.get("ucp-agent");
            agent.map(|agent| object(agent, "meta.ucp-agent")).transpose()?;
            let profile = agent.map(|agent| optional_text(agent, "profile", "meta.ucp-agent"));
            profile.transpose()?.flatten()
        }
    };
    let missing = || Refusal::invalid("location: it is missing; {} asks for any");
    let location = arguments.get("location").ok_or_else(missing)?;
    let content = desk.serve(operation, location, profile).await?;
    let text = quote(&content);
    Ok(format!(r#"{{"content":[{{"type":"text","text":{text}}}],"structuredContent":{content}}}"#))
}

/// A notification, or an answer: nothing is said to it.
fn accepted() -> Response {
    Response::new(202, "application/json", Vec::new()).with("cache-control", "no-store")
}

/// A failure, by which HTTP's status goes as well.
pub fn failed(refusal: &Refusal, id: &str) -> Response {
    refusal.respond(error(refusal, id))
}

fn error(refusal: &Refusal, id: &str) -> String {
    let message = match refusal.rpc {
        PARSE_ERROR => "Parse error",
        INVALID_REQUEST => "Invalid Request",
        NO_METHOD => "Method not found",
        INVALID_PARAMS => "Invalid params",
        _ => refusal.code,
    };
    let (code, data) = (refusal.rpc, refusal.flat());
    format!(
        r#"{{"jsonrpc":"2.0","id":{id},"error":{{"code":{code},"message":"{message}","data":{data}}}}}"#
    )
}
