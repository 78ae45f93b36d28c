//! Says hello.

use worker::{Context, Env, Request, Response, Result, event};

/// Any request.
#[event(fetch)]
async fn fetch(_request: Request, _env: Env, _context: Context) -> Result<Response> {
    Response::ok("Hello, world!")
}
