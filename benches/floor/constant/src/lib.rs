//! Answers with a reply of nigh, from a constant: what a Worker costs that the `worker` crate carries and that has no work.

use worker::{Context, Env, Headers, Request, Response, Result, event};

/// The body of the reply. `npm run bench` asks nigh for it before this is compiled.
const BODY: &[u8] = include_bytes!("../reply/body.json");
/// Its headers.
const HEADERS: &[(&str, &str)] = &include!("../reply/headers.rs");

/// Any request.
#[event(fetch)]
async fn fetch(_request: Request, _env: Env, _context: Context) -> Result<Response> {
    let headers = Headers::new();
    for (name, value) in HEADERS {
        headers.set(name, value)?;
    }
    Ok(Response::from_bytes(BODY.to_vec())?.with_headers(headers))
}
