//! Which form a reply takes: the parameter `format`, else the header `Accept`.

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
}

impl Format {
    /// The media type.
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::GeoJson => "application/geo+json",
            Self::JsonLd => "application/ld+json",
        }
    }

    /// By the parameter.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "json" => Some(Self::Json),
            "geojson" => Some(Self::GeoJson),
            "jsonld" => Some(Self::JsonLd),
            _ => None,
        }
    }

    /// By the header: the most wanted of the three; of equals, the first in their order here.
    /// `None` if it takes none of them.
    pub fn accepted(header: &str) -> Option<Self> {
        let offers = [Self::Json, Self::GeoJson, Self::JsonLd];
        let mut best = (0.0, None);
        for offer in offers {
            let quality = quality(header, offer.content_type());
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
    for range in header.split(',') {
        let mut parts = range.split(';').map(str::trim);
        let name = parts.next().unwrap_or_default();
        let specificity = match name {
            _ if name.eq_ignore_ascii_case(media_type) => 3,
            _ if name.eq_ignore_ascii_case("application/*") => 2,
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
