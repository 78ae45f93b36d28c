//! Who asks: platforms by their profiles, and what we have in common with them.

use super::json::Json;
use super::refusal::Refusal;
use super::uri;
use crate::time::UtcSeconds;
use std::cell::RefCell;
use std::future::Future;

/// The version of the protocol that is spoken here.
pub const VERSION: &str = "2026-08-25";

/// A profile may have so many bytes.
pub const MAX_PROFILE_BYTES: usize = 128 * 1_024;
/// Nobody waits longer for a profile, in milliseconds.
pub const PROFILE_MS: u32 = 3_000;
/// Seconds that a profile is remembered; one that could not be used, less.
const KEPT_S: i64 = 300;
const KEPT_BAD_S: i64 = 30;
/// Profiles that an isolate remembers.
const KEPT: usize = 64;

/// What can be done here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// To search stores.
    Search,
    /// To look stores up by their ids.
    Lookup,
}

impl Operation {
    /// The capability that it takes.
    pub const fn capability(self) -> &'static str {
        match self {
            Self::Search => "dev.ucp.common.location.search",
            Self::Lookup => "dev.ucp.common.location.lookup",
        }
    }
}

/// Where profiles come from.
pub trait Profiles {
    /// The bytes of the profile at an address that may be looked up: over https, following no
    /// redirects, within [`MAX_PROFILE_BYTES`] and [`PROFILE_MS`]. An error says what went wrong.
    fn fetch(&self, uri: &str) -> impl Future<Output = Result<Vec<u8>, String>>;
}

/// What a platform says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Platform {
    version: String,
    can_search: bool,
    can_look_up: bool,
}

impl Platform {
    /// By the member `ucp` of its profile. Real profiles are sloppy where nothing depends on it.
    fn of(ucp: &Json<'_>) -> Option<Self> {
        let version = ucp.get("version")?.text().filter(|version| is_date(version))?;
        // Other versions may write them otherwise: that is no fault of theirs.
        let capabilities = match ucp.get("capabilities") {
            Some(map @ Json::Map(_)) => map,
            Some(_) if version == VERSION => return None,
            _ => &Json::Null,
        };
        let has = |operation: Operation| {
            let Some(Json::List(entries)) = capabilities.get(operation.capability()) else {
                return false;
            };
            let of = |entry: &Json<'_>| entry.get("version").and_then(Json::text) == Some(VERSION);
            entries.iter().any(of)
        };
        Some(Self {
            version: version.to_owned(),
            can_search: has(Operation::Search),
            can_look_up: has(Operation::Lookup),
        })
    }

    /// By a profile.
    fn read(bytes: &[u8]) -> Result<Self, Refusal> {
        let malformed = |why| Refusal::profile_malformed(&format!("the platform's profile: {why}"));
        if bytes.len() > MAX_PROFILE_BYTES {
            return Err(malformed("it has more than 131072 bytes"));
        }
        let profile = Json::parse(bytes).map_err(|error| malformed(error.why))?;
        let platform = profile.get("ucp").and_then(Self::of);
        platform.ok_or_else(|| malformed("it has no ucp with a version and capabilities"))
    }
}

/// `2026-08-25`
fn is_date(text: &str) -> bool {
    let is_part = |(place, byte): (usize, u8)| match place {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    };
    text.len() == 10 && text.bytes().enumerate().all(is_part)
}

/// What an isolate knows of platforms.
#[derive(Debug)]
pub struct Agents {
    /// Whether profiles may be on the machine itself.
    loopback: bool,
    /// Platforms that the configuration lists: where it does, nothing is fetched.
    listed: Option<Vec<(String, Platform)>>,
    /// The latest first, each until when it counts.
    fetched: RefCell<Vec<Fetched>>,
}

/// A profile's address, what was found there, and until when that counts.
type Fetched = (String, Result<Platform, Refusal>, UtcSeconds);

impl Agents {
    /// `listed` is JSON, from a profile's address to its `ucp`:
    /// `{"https://…": {"version": "2026-08-25", "capabilities": {"…": [{"version": "…"}]}}}`.
    /// What of it cannot be read is not listed.
    pub fn new(listed: Option<&str>, loopback: bool) -> Self {
        let read = |text: &str| match Json::parse(text.as_bytes()) {
            Ok(Json::Map(members)) => members
                .into_iter()
                .filter_map(|(uri, ucp)| Some((uri.into_owned(), Platform::of(&ucp)?)))
                .collect(),
            _ => Vec::new(),
        };
        Self { loopback, listed: listed.map(read), fetched: RefCell::default() }
    }

    /// The address of a profile, if it is one that may be looked up.
    pub fn check<'a>(&self, uri: Option<&'a str>) -> Result<&'a str, Refusal> {
        let Some(uri) = uri else {
            return Err(Refusal::invalid_profile_url(
                "who asks? Send UCP-Agent: profile=\"https://…\", or over MCP meta[\"ucp-agent\"].profile",
            ));
        };
        match uri::refuse(uri, self.loopback) {
            Ok(()) => Ok(uri),
            Err(why) => Err(Refusal::invalid_profile_url(&format!("the profile's address: {why}"))),
        }
    }

    /// Whether the platform of a profile and this place have an operation in common. Nothing of the
    /// request but the profile's address and what is found there is remembered.
    pub async fn agree(
        &self,
        operation: Operation,
        uri: &str,
        profiles: &impl Profiles,
        now: UtcSeconds,
    ) -> Result<bool, Refusal> {
        let platform = match &self.listed {
            Some(listed) => {
                let found = listed.iter().find(|(known, _)| known == uri);
                let why = "the platform is not among those known here";
                found.map(|(_, of)| of.clone()).ok_or_else(|| Refusal::profile_unreachable(why))?
            }
            None => self.fetch(uri, profiles, now).await?,
        };
        if platform.version != VERSION {
            let content = format!("version {} is not spoken here: {VERSION} is", platform.version);
            return Err(Refusal::version_unsupported(&content));
        }
        Ok(match operation {
            Operation::Search => platform.can_search,
            Operation::Lookup => platform.can_look_up,
        })
    }

    async fn fetch(
        &self,
        uri: &str,
        profiles: &impl Profiles,
        now: UtcSeconds,
    ) -> Result<Platform, Refusal> {
        if let Some(known) = self.remembered(uri, now) {
            return known;
        }
        let bytes = profiles.fetch(uri).await;
        let unreachable =
            |why| Refusal::profile_unreachable(&format!("the platform's profile: {why}"));
        let platform = bytes.map_err(unreachable).and_then(|bytes| Platform::read(&bytes));
        let kept_s = if platform.is_ok() { KEPT_S } else { KEPT_BAD_S };
        let mut fetched = self.fetched.borrow_mut();
        fetched.retain(|(of, _, until)| of != uri && now < *until);
        // What could not be used makes room first: no flood of bad addresses drives out the good.
        if fetched.len() >= KEPT {
            let bad = fetched.iter().rposition(|(_, platform, _)| platform.is_err());
            drop(fetched.remove(bad.unwrap_or(KEPT - 1)));
        }
        fetched.insert(0, (uri.to_owned(), platform.clone(), now.plus(kept_s)));
        platform
    }

    /// What was found at an address a while ago; it is the latest again.
    fn remembered(&self, uri: &str, now: UtcSeconds) -> Option<Result<Platform, Refusal>> {
        let mut fetched = self.fetched.borrow_mut();
        let at = fetched.iter().position(|(of, _, until)| of == uri && now < *until)?;
        fetched.get_mut(..=at)?.rotate_right(1);
        fetched.first().map(|(_, platform, _)| platform.clone())
    }
}

/// The member `profile` of a header `UCP-Agent`, which is a dictionary (RFC 8941); the last one, if
/// there are several.
pub fn profile_of(header: &str) -> Option<String> {
    let mut found = None;
    let mut rest = header.trim_start();
    while !rest.is_empty() {
        let is_key = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "_-.*".contains(c);
        let end = rest.find(|c| !is_key(c)).unwrap_or(rest.len());
        let (key, after) = rest.split_at_checked(end)?;
        let value = after.strip_prefix('=');
        if key.is_empty() {
            return None;
        }
        if key == "profile" {
            found = value.and_then(string);
        }
        rest = next_member(after)?;
    }
    found
}

/// A quoted text.
fn string(text: &str) -> Option<String> {
    let mut chars = text.strip_prefix('"')?.chars();
    let mut string = String::new();
    loop {
        match chars.next()? {
            '"' => return Some(string),
            '\\' => string.push(chars.next().filter(|c| matches!(c, '"' | '\\'))?),
            c => string.push(c),
        }
    }
}

/// What follows the next comma that is not in a text; nothing is after the last member.
fn next_member(text: &str) -> Option<&str> {
    let (mut in_text, mut escaped) = (false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            b',' if !in_text => return text.get(at + 1..).map(str::trim_start),
            _ => {}
        }
    }
    (!in_text).then_some("")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers() {
        let uri = Some("https://a.example/p");
        for (header, expected) in [
            (r#"profile="https://a.example/p""#, uri),
            (r#"  profile="https://a.example/p" "#, uri),
            (r#"profile="https://a.example/p";v=1"#, uri),
            (r#"version="2026-08-25", profile="https://a.example/p""#, uri),
            (r#"a=(1 "x,y");q, b=?1,profile="https://a.example/p""#, uri),
            (r#"profile="x", profile="https://a.example/p""#, uri),
            (r#"name="a \"b\", profile=\"x\"", profile="https://a.example/p""#, uri),
            (r#"profile="a\\b""#, Some("a\\b")),
            ("profile=https://a.example/p", None),
            ("profile", None),
            ("profile=", None),
            (r#"profile="https://a.example/p"#, None),
            (r#"profile="a\n""#, None),
            (r#"Profile="https://a.example/p""#, None),
            (r#"xprofile="https://a.example/p""#, None),
            ("https://a.example/p", None),
            ("", None),
            ("=", None),
            (",", None),
        ] {
            assert_eq!(profile_of(header).as_deref(), expected, "{header}");
        }
    }
}
