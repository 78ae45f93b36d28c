//! The Worker: nothing outside of this module names the runtime's crate.

mod crossing;

use self::crossing::{Received, respond};
use super::at_once::at_once;
use super::http::{Network, Request as Asked, Response as Answered};
use super::memory::Memory;
use super::patience::{Clock, Patient};
use super::ucp::{self, Agents, MAX_BODY_BYTES, MAX_PROFILE_BYTES, PROFILE_MS, Post, Profiles};
use super::values::Values;
use super::{Problem, handle, refresh};
use crate::time::UtcSeconds;
use once_cell::unsync::{Lazy, OnceCell};
use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;
use worker::js_sys::{self, Array, Function, Object, Promise, Reflect, Uint8Array};
use worker::wasm_bindgen::prelude::wasm_bindgen;
use worker::wasm_bindgen::{JsCast, JsValue};
use worker::wasm_bindgen_futures::{JsFuture, future_to_promise};
use worker::web_sys::{self, ResponseInit};
use worker::{Context, Delay, Env, kv, worker_sys};

/// The KV namespace's binding.
const BINDING: &str = "NIGH";
/// The optional rate limiter's binding.
const RATE_LIMIT: &str = "RATE_LIMIT";
/// The optional list of platforms that are known: nothing is fetched then.
const UCP_PROFILES: &str = "UCP_PROFILES";
/// `1` where platforms' profiles may be on the machine itself: for who develops.
const UCP_LOOPBACK: &str = "UCP_LOOPBACK";

thread_local! {
    /// What this isolate remembers. It never waits for anything, so requests may share it.
    static MEMORY: Lazy<Rc<Memory>> = Lazy::new(Rc::default);
    /// Platforms, and what of the configuration concerns them.
    static AGENTS: OnceCell<Rc<Agents>> = const { OnceCell::new() };
    /// Whether there is no rate limiter: a binding does not appear later.
    static UNLIMITED: Cell<bool> = const { Cell::new(false) };
}

/// KV behind the edge's own seam, looked up by the first read.
struct Namespace {
    env: Env,
    found: OnceCell<kv::KvStore>,
}

impl Namespace {
    fn store(&self) -> Result<&kv::KvStore, String> {
        self.found.get_or_try_init(|| {
            self.env.kv(BINDING).map_err(|_| {
                worker::console_error!("no KV namespace is bound as {BINDING}: see wrangler.toml");
                format!("no KV namespace is bound as {BINDING}")
            })
        })
    }
}

impl Values for Namespace {
    async fn get(&self, key: &str, ttl_s: u64) -> Result<Option<Vec<u8>>, String> {
        self.store()?.get(key).cache_ttl(ttl_s).bytes().await.map_err(|e| e.to_string())
    }
}

/// The runtime's clock: it goes on with every read.
struct Timer;

impl Clock for Timer {
    fn now_ms(&self) -> u64 {
        now_ms()
    }

    async fn wait_ms(&self, ms: u64) {
        Delay::from(Duration::from_millis(ms)).await;
    }
}

/// Milliseconds of the epoch, without an object on the other side.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "after 1970")]
fn now_ms() -> u64 {
    js_sys::Date::now() as u64
}

/// Every request. Where all that it takes is in memory no promise is made: the attribute that the
/// crate has for this makes one for each, and has it wait a turn.
#[wasm_bindgen]
pub fn fetch(
    request: web_sys::Request,
    env: Env,
    context: worker_sys::Context,
) -> Result<JsValue, JsValue> {
    let answering = async {
        let response = respond_to(request, env, Context::new(context)).await;
        response.or_else(|error| respond_in_vain(&error)).map(JsValue::from)
    };
    match at_once(answering) {
        Ok(response) => response,
        Err(rest) => Ok(future_to_promise(rest).into()),
    }
}

/// The runtime took no response from here.
fn respond_in_vain(error: &JsValue) -> Result<web_sys::Response, JsValue> {
    worker::console_error!("no response could be made: {error:?}");
    let init = ResponseInit::new();
    init.set_status(500);
    web_sys::Response::new_with_opt_str_and_init(Some("Internal Server Error"), &init)
}

async fn respond_to(
    request: web_sys::Request,
    env: Env,
    context: Context,
) -> Result<web_sys::Response, JsValue> {
    let now = UtcSeconds(i64::try_from(now_ms() / 1_000).unwrap_or(0));
    let received = Received::of(&request);
    let (path, _) = split(received.url());
    if is_limited(&request, &env).await {
        let is_agent = ucp::is_here(path);
        let problem = || Problem::too_many_requests().respond();
        return respond(&if is_agent { ucp::too_many_requests(path) } else { problem() });
    }
    let memory = MEMORY.with(|memory| Rc::clone(memory));
    let agents = agents(&env);
    let values = Patient::new(Namespace { env, found: OnceCell::new() }, Timer);
    let answered = if ucp::is_here(path) {
        answer_agent(&request, &received, &memory, &values, &agents, now).await
    } else {
        answer(&request, &received, &memory, &values, now).await
    };
    if memory.is_refresh_due(now) {
        values.renew();
        context.wait_until(async move { refresh(&memory, &values, now).await });
    }
    respond(&answered)
}

async fn answer(
    request: &web_sys::Request,
    received: &Received,
    memory: &Memory,
    values: &impl Values,
    now: UtcSeconds,
) -> Answered {
    let (path, query) = split(received.url());
    let asked = Asked {
        method: received.method(),
        path,
        query,
        accept: received.accept(),
        if_none_match: received.if_none_match(),
        network: if says_where(query) { None } else { network(request) },
        now,
    };
    handle(&asked, memory, values).await
}

/// Who the configuration says is known, read once.
fn agents(env: &Env) -> Rc<Agents> {
    let var = |name: &str| env.var(name).ok().map(|text| text.to_string());
    let read = || {
        Rc::new(Agents::new(
            var(UCP_PROFILES).as_deref(),
            var(UCP_LOOPBACK).as_deref() == Some("1"),
        ))
    };
    AGENTS.with(|agents| Rc::clone(agents.get_or_init(read)))
}

async fn answer_agent(
    request: &web_sys::Request,
    received: &Received,
    memory: &Memory,
    values: &impl Values,
    agents: &Agents,
    now: UtcSeconds,
) -> Answered {
    let (method, url) = (received.method(), received.url());
    let headers = request.headers();
    let header = |name: &str| headers.get(name).ok().flatten();
    let (content_type, content_encoding) = (header("content-type"), header("content-encoding"));
    let (ucp_agent, mcp_version) = (header("ucp-agent"), header("mcp-protocol-version"));
    let body =
        if method == "POST" { body_of(request, header("content-length")).await } else { None };
    let (path, _) = split(url);
    let posted = Post {
        method,
        path,
        origin: url
            .find("://")
            .and_then(|at| url.get(..at + 3 + url.get(at + 3..)?.find('/')?))
            .unwrap_or(url),
        content_type: content_type.as_deref(),
        content_encoding: content_encoding.as_deref(),
        ucp_agent: ucp_agent.as_deref(),
        mcp_version: mcp_version.as_deref(),
        if_none_match: received.if_none_match(),
        body: body.as_deref(),
        now,
    };
    ucp::handle(&posted, memory, values, agents, &Web).await
}

/// A body, unless it is too large; one that breaks off ends there.
async fn body_of(request: &web_sys::Request, length: Option<String>) -> Option<Vec<u8>> {
    let length = length.and_then(|length| length.parse::<usize>().ok());
    if length.is_some_and(|length| length > MAX_BODY_BYTES) {
        return None;
    }
    read_stream(request, MAX_BODY_BYTES).await.unwrap_or_else(|_| Some(Vec::new()))
}

/// The bytes of a request's or response's `body`; `None` if there are more than `most`.
async fn read_stream(of: &JsValue, most: usize) -> Result<Option<Vec<u8>>, JsValue> {
    let mut bytes = Vec::new();
    let stream = Reflect::get(of, &"body".into())?;
    if stream.is_null() || stream.is_undefined() {
        return Ok(Some(bytes));
    }
    let reader = call(&stream, "getReader", &[])?;
    loop {
        let step = JsFuture::from(call(&reader, "read", &[])?.unchecked_into::<Promise>()).await?;
        if Reflect::get(&step, &"done".into())?.is_truthy() {
            return Ok(Some(bytes));
        }
        let part = Uint8Array::new(&Reflect::get(&step, &"value".into())?);
        if bytes.len() + part.length() as usize > most {
            let cancelled = call(&reader, "cancel", &[])?.unchecked_into::<Promise>();
            // Nobody waits for it, nor minds how it ends.
            worker::wasm_bindgen_futures::spawn_local(async move {
                let _ = JsFuture::from(cancelled).await;
            });
            return Ok(None);
        }
        bytes.extend(part.to_vec());
    }
}

/// Calls a method.
fn call(of: &JsValue, name: &str, with: &[JsValue]) -> Result<JsValue, JsValue> {
    let method: Function = Reflect::get(of, &name.into())?.dyn_into()?;
    method.apply(of, &with.iter().collect::<Array>())
}

/// The web, for platforms' profiles.
struct Web;

impl Profiles for Web {
    async fn fetch(&self, uri: &str) -> Result<Vec<u8>, String> {
        // What the runtime says of an address is not the caller's business.
        let found = fetch_profile(uri).await.map_err(|_| "it could not be fetched in time")?;
        found.ok_or_else(|| "it was not answered with status 200, or is too large".to_owned())
    }
}

/// The bytes at an address, following no redirect; `None` if there are too many, or if it is answered
/// with another status than 200.
async fn fetch_profile(uri: &str) -> Result<Option<Vec<u8>>, JsValue> {
    let world = js_sys::global();
    let deadline = Reflect::get(&world, &"AbortSignal".into())?;
    let deadline = call(&deadline, "timeout", &[PROFILE_MS.into()])?;
    let headers = Object::new();
    Reflect::set(&headers, &"accept".into(), &"application/json".into())?;
    let init = Object::new();
    Reflect::set(&init, &"redirect".into(), &"manual".into())?;
    Reflect::set(&init, &"headers".into(), &headers)?;
    Reflect::set(&init, &"signal".into(), &deadline)?;
    let response = call(&world, "fetch", &[uri.into(), init.into()])?;
    let response = JsFuture::from(response.unchecked_into::<Promise>()).await?;
    if Reflect::get(&response, &"status".into())? != 200 {
        return Ok(None);
    }
    read_stream(&response, MAX_PROFILE_BYTES).await
}

/// Whether a query surely has a position of its own. A form sends what was left empty, too.
fn says_where(query: &str) -> bool {
    let is_where =
        |(name, value): (&str, &str)| matches!(name, "lat" | "cell" | "place") && !value.is_empty();
    query.split('&').filter_map(|pair| pair.split_once('=')).any(is_where)
}

/// Path and query of an absolute URL, as they are.
fn split(url: &str) -> (&str, &str) {
    let after_scheme = url.split_once("://").map_or(url, |(_, rest)| rest);
    let from_path = after_scheme.find('/').and_then(|at| after_scheme.get(at..)).unwrap_or("/");
    let without_fragment = from_path.split_once('#').map_or(from_path, |(kept, _)| kept);
    without_fragment.split_once('?').unwrap_or((without_fragment, ""))
}

/// `request.cf` as it comes: texts, each of which may be absent. (The crate's own accessors
/// unwrap a parse, and round to 32 bits.)
fn network(request: &web_sys::Request) -> Option<Network> {
    let cf = Reflect::get(request, &"cf".into()).ok()?;
    let text = |name: &str| {
        let value = Reflect::get(&cf, &name.into()).ok()?;
        value.as_string().filter(|text| !text.is_empty())
    };
    if !cf.is_object() {
        return None;
    }
    let (latitude, longitude) = (text("latitude"), text("longitude"));
    Some(Network { latitude, longitude, has_city: text("city").is_some() })
}

/// Whether the caller's address has used up its share; never without a limiter.
async fn is_limited(request: &web_sys::Request, env: &Env) -> bool {
    if UNLIMITED.get() {
        return false;
    }
    let Ok(limiter) = env.rate_limiter(RATE_LIMIT) else {
        UNLIMITED.set(true);
        return false;
    };
    let address = request.headers().get("cf-connecting-ip").ok().flatten();
    match limiter.limit(address.unwrap_or_default()).await {
        Ok(outcome) => !outcome.success,
        Err(_) => false,
    }
}
