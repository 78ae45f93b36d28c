//! Placeholder until the renderer lands.
use super::route::StoreReply;
use crate::query::reply::Reply;
pub fn render(reply: &Reply<'_>) -> Vec<u8> {
    serde_json::to_vec(reply).unwrap_or_default()
}
pub fn render_store(reply: &StoreReply<'_>) -> Vec<u8> {
    serde_json::to_vec(reply).unwrap_or_default()
}
