//! Web addresses as feeds write them.

use super::report::{Kind, Origin, Report};
use std::borrow::Cow;

/// A web address; empty where it is none.
pub(super) fn read(
    report: &mut Report,
    at: Origin,
    column: Cow<'static, str>,
    text: &str,
) -> String {
    let is_url = |text: &str| text.starts_with("https://") || text.starts_with("http://");
    let first = text.split(char::is_whitespace).next().unwrap_or_default();
    let first = first.split(";http").next().unwrap_or_default().trim_end_matches([';', ',']);
    let is_host = first.contains('.') && !first.contains([':', '@', '"', '<']);
    let (kind, why, url) = if text.is_empty() || is_url(text) && first == text {
        return text.to_owned();
    } else if is_url(first) {
        (Kind::SeveralUrls, "it is more than one web address", first.to_owned())
    } else if is_host && first == text && !text.starts_with(['/', '.']) {
        (Kind::UrlWithoutScheme, "it has no scheme", format!("https://{text}"))
    } else {
        (Kind::InvalidUrl, "it is not a web address", String::new())
    };
    report.repair(at, kind, column, text, why);
    url
}
