//! The Worker: the only file that names the runtime's crate.

use super::http::{Network, Request as Asked, Response as Answered};
use super::memory::Memory;
use super::patience::{Clock, Patient};
use super::values::Values;
use super::{Problem, handle, refresh};
use crate::time::UtcSeconds;
use once_cell::unsync::Lazy;
use std::rc::Rc;
use std::time::Duration;
use worker::{Context, Delay, Env, Headers, Request, Response, Result, event, js_sys, kv};

/// The KV namespace's binding.
const BINDING: &str = "NIGH";
/// The optional rate limiter's binding.
const RATE_LIMIT: &str = "RATE_LIMIT";

thread_local! {
    /// What this isolate remembers. It never waits for anything, so requests may share it.
    static MEMORY: Lazy<Rc<Memory>> = Lazy::new(Rc::default);
}

/// KV behind the edge's own seam.
struct Namespace(kv::KvStore);

impl Values for Namespace {
    async fn get(&self, key: &str, ttl_s: u64) -> std::result::Result<Option<Vec<u8>>, String> {
        self.0.get(key).cache_ttl(ttl_s).bytes().await.map_err(|e| e.to_string())
    }
}

/// The runtime's clock: it goes on with every read.
struct Timer;

impl Clock for Timer {
    fn now_ms(&self) -> u64 {
        worker::Date::now().as_millis()
    }

    async fn wait_ms(&self, ms: u64) {
        Delay::from(Duration::from_millis(ms)).await;
    }
}

/// Every request.
#[event(fetch)]
async fn fetch(request: Request, env: Env, context: Context) -> Result<Response> {
    let now = UtcSeconds(i64::try_from(worker::Date::now().as_millis() / 1_000).unwrap_or(0));
    if is_limited(&request, &env).await {
        return respond(Problem::too_many_requests().respond());
    }
    let Ok(namespace) = env.kv(BINDING) else {
        worker::console_error!("no KV namespace is bound as {BINDING}: see wrangler.toml");
        return respond(Problem::no_snapshot().respond());
    };
    let memory = MEMORY.with(|memory| Rc::clone(memory));
    let values = Patient::new(Namespace(namespace), Timer);
    let answered = answer(&request, &memory, &values, now).await;
    values.renew();
    context.wait_until(async move { refresh(&memory, &values, now).await });
    respond(answered)
}

async fn answer(
    request: &Request,
    memory: &Memory,
    values: &impl Values,
    now: UtcSeconds,
) -> Answered {
    let url = request.inner().url();
    let (path, query) = split(&url);
    let method = request.inner().method();
    let headers = request.headers();
    let header = |name: &str| headers.get(name).ok().flatten();
    let (accept, if_none_match) = (header("accept"), header("if-none-match"));
    let asked = Asked {
        method: &method,
        path,
        query,
        accept: accept.as_deref(),
        if_none_match: if_none_match.as_deref(),
        network: network(request),
        now,
    };
    handle(&asked, memory, values).await
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
fn network(request: &Request) -> Option<Network> {
    let cf = js_sys::Reflect::get(request.inner(), &"cf".into()).ok()?;
    let text = |name: &str| {
        let value = js_sys::Reflect::get(&cf, &name.into()).ok()?;
        value.as_string().filter(|text| !text.is_empty())
    };
    if !cf.is_object() {
        return None;
    }
    let (latitude, longitude) = (text("latitude"), text("longitude"));
    Some(Network { latitude, longitude, has_city: text("city").is_some() })
}

/// Whether the caller's address has used up its share; never without a limiter.
async fn is_limited(request: &Request, env: &Env) -> bool {
    let Ok(limiter) = env.rate_limiter(RATE_LIMIT) else { return false };
    let address = request.headers().get("cf-connecting-ip").ok().flatten();
    match limiter.limit(address.unwrap_or_default()).await {
        Ok(outcome) => !outcome.success,
        Err(_) => false,
    }
}

fn respond(answered: Answered) -> Result<Response> {
    let headers = Headers::new();
    for (name, value) in &answered.headers {
        headers.set(name, value)?;
    }
    let response = match answered.status {
        204 | 304 => Response::empty()?,
        _ => Response::from_bytes(answered.body)?,
    };
    Ok(response.with_status(answered.status).with_headers(headers))
}
