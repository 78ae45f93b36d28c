//! The Worker: the only file that names the runtime's crate.

use super::http::{Header, Network, Request as Asked, Response as Answered};
use super::memory::Memory;
use super::patience::{Clock, Patient};
use super::values::Values;
use super::{Problem, handle, refresh};
use crate::time::UtcSeconds;
use once_cell::unsync::{Lazy, OnceCell};
use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;
use worker::web_sys::{self, ResponseInit};
use worker::{Context, Delay, Env, Result, event, js_sys, kv};

/// The KV namespace's binding.
const BINDING: &str = "NIGH";
/// The optional rate limiter's binding.
const RATE_LIMIT: &str = "RATE_LIMIT";

/// Headers of which the values are all fixed: what many responses begin with.
type Fixed = Vec<(&'static str, &'static str)>;

thread_local! {
    /// What this isolate remembers. It never waits for anything, so requests may share it.
    static MEMORY: Lazy<Rc<Memory>> = Lazy::new(Rc::default);
    /// Whether there is no rate limiter: a binding does not appear later.
    static UNLIMITED: Cell<bool> = const { Cell::new(false) };
    /// Fixed headers on the other side, to copy at once: each crossing costs a microsecond.
    static FIXED: RefCell<Vec<(Fixed, web_sys::Headers)>> = const { RefCell::new(Vec::new()) };
}

/// KV behind the edge's own seam, looked up by the first read.
struct Namespace {
    env: Env,
    found: OnceCell<kv::KvStore>,
}

impl Namespace {
    fn store(&self) -> std::result::Result<&kv::KvStore, String> {
        self.found.get_or_try_init(|| {
            self.env.kv(BINDING).map_err(|_| {
                worker::console_error!("no KV namespace is bound as {BINDING}: see wrangler.toml");
                format!("no KV namespace is bound as {BINDING}")
            })
        })
    }
}

impl Values for Namespace {
    async fn get(&self, key: &str, ttl_s: u64) -> std::result::Result<Option<Vec<u8>>, String> {
        self.store()?.get(key).cache_ttl(ttl_s).bytes().await.map_err(|e| e.to_string())
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
async fn fetch(request: web_sys::Request, env: Env, context: Context) -> Result<web_sys::Response> {
    let now = UtcSeconds(i64::try_from(worker::Date::now().as_millis() / 1_000).unwrap_or(0));
    if is_limited(&request, &env).await {
        return respond(&Problem::too_many_requests().respond());
    }
    let memory = MEMORY.with(|memory| Rc::clone(memory));
    let values = Patient::new(Namespace { env, found: OnceCell::new() }, Timer);
    let answered = answer(&request, &memory, &values, now).await;
    if memory.is_refresh_due(now) {
        values.renew();
        context.wait_until(async move { refresh(&memory, &values, now).await });
    }
    respond(&answered)
}

async fn answer(
    request: &web_sys::Request,
    memory: &Memory,
    values: &impl Values,
    now: UtcSeconds,
) -> Answered {
    let url = request.url();
    let (path, query) = split(&url);
    let method = request.method();
    let headers = request.headers();
    let header = |name: &str| headers.get(name).ok().flatten();
    let (accept, if_none_match) = (header("accept"), header("if-none-match"));
    let asked = Asked {
        method: &method,
        path,
        query,
        accept: accept.as_deref(),
        if_none_match: if_none_match.as_deref(),
        network: if says_where(query) { None } else { network(request) },
        now,
    };
    handle(&asked, memory, values).await
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
    let cf = js_sys::Reflect::get(request, &"cf".into()).ok()?;
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

fn respond(answered: &Answered) -> Result<web_sys::Response> {
    let headers = begun(&answered.headers)?;
    for (name, value) in &answered.headers {
        if let Cow::Owned(value) = value {
            headers.set(name, value)?;
        }
    }
    let init = ResponseInit::new();
    init.set_headers(&headers);
    init.set_status(answered.status);
    let body = (!matches!(answered.status, 204 | 304))
        .then(|| js_sys::Uint8Array::from(answered.body.as_slice()));
    Ok(web_sys::Response::new_with_opt_buffer_source_and_init(body.as_deref(), &init)?)
}

/// The fixed ones of some headers.
fn begun(headers: &[Header]) -> Result<web_sys::Headers> {
    let fixed = headers.iter().filter_map(|(name, value)| match value {
        Cow::Borrowed(value) => Some((*name, *value)),
        Cow::Owned(_) => None,
    });
    FIXED.with_borrow_mut(|known| {
        if let Some((_, found)) = known.iter().find(|(of, _)| of.iter().copied().eq(fixed.clone()))
        {
            return Ok(web_sys::Headers::new_with_headers(found)?);
        }
        let of: Fixed = fixed.collect();
        let made = web_sys::Headers::new()?;
        of.iter().try_for_each(|(name, value)| made.set(name, value))?;
        let copy = web_sys::Headers::new_with_headers(&made)?;
        known.push((of, made));
        Ok(copy)
    })
}
