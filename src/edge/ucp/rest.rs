//! REST: a body in, a body out.

use super::agents::{Operation, Profiles, profile_of};
use super::json::Json;
use super::refusal::Refusal;
use super::serve::Desk;
use super::{Post, body, json, told};
use crate::edge::http::Response;
use crate::edge::values::Values;

/// Answers a request.
pub async fn answer<V: Values, P: Profiles>(
    post: &Post<'_>,
    operation: Operation,
    desk: &Desk<'_, V, P>,
) -> Response {
    match served(post, operation, desk).await {
        Ok(body) => json(200, body),
        Err(refusal) => told(&refusal),
    }
}

async fn served<V: Values, P: Profiles>(
    post: &Post<'_>,
    operation: Operation,
    desk: &Desk<'_, V, P>,
) -> Result<String, Refusal> {
    let bytes = body(post)?;
    let not_json = |error: super::json::JsonError| {
        Refusal::not_json(&format!("the body, after {} bytes: {}", error.at, error.why))
    };
    let profile = post.ucp_agent.and_then(profile_of);
    let body = Json::parse(bytes).map_err(not_json)?;
    desk.serve(operation, &body, profile.as_deref()).await
}
