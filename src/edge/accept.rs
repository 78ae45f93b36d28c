//! Which form a reply takes: the parameter `format`, else the header `Accept`.

use super::html;

/// The form of a reply.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// The wire contract's own.
    #[default]
    Json,
    /// RFC 7946.
    GeoJson,
    /// schema.org.
    JsonLd,
    /// For people.
    Html,
}

impl Format {
    /// The media type.
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::GeoJson => "application/geo+json",
            Self::JsonLd => "application/ld+json",
            Self::Html => html::CONTENT_TYPE,
        }
    }

    /// By the parameter.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "json" => Some(Self::Json),
            "geojson" => Some(Self::GeoJson),
            "jsonld" => Some(Self::JsonLd),
            "html" => Some(Self::Html),
            _ => None,
        }
    }

    /// By the header: the most wanted; of equals, the first in their order here: `*/*` is JSON.
    /// Browsers name `text/html` and get that. `None` if it takes none of them.
    pub fn accepted(header: &str) -> Option<Self> {
        let offers = [Self::Json, Self::GeoJson, Self::JsonLd, Self::Html];
        let mut best = (0.0, None);
        for offer in offers {
            let media_type = offer.content_type().split(';').next().unwrap_or_default();
            let quality = quality(header, media_type);
            if quality > best.0 {
                best = (quality, Some(offer));
            }
        }
        best.1
    }
}

/// The quality that a header gives to a media type: that of the most specific range (RFC 9110).
fn quality(header: &str, media_type: &str) -> f32 {
    let mut best = (0, 0.0);
    let family = media_type.split('/').next().unwrap_or_default();
    for range in header.split(',') {
        let mut parts = range.split(';').map(str::trim);
        let name = parts.next().unwrap_or_default();
        let specificity = match name {
            _ if name.eq_ignore_ascii_case(media_type) => 3,
            _ if is_family(name, family) => 2,
            "*/*" => 1,
            _ => continue,
        };
        let weight = parts.find_map(|p| p.strip_prefix("q=").or_else(|| p.strip_prefix("Q=")));
        let weight = weight.map_or(1.0, |w| w.parse().unwrap_or(0.0));
        if specificity > best.0 {
            best = (specificity, weight);
        }
    }
    best.1
}

/// Whether a range is `family/*`.
fn is_family(range: &str, family: &str) -> bool {
    range.strip_suffix("/*").is_some_and(|named| named.eq_ignore_ascii_case(family))
}
