//! From the words of a feed to the ids of amenities.
//!
//! The id of a label is `<namespace>.amenity.<slug>`. The slug rule, which is for ever:
//!
//! 1. Decompose (NFKD), and drop the marks that follow an ASCII letter: `ñ` → `n`, `①` → `1`.
//! 2. Lower case. Latin letters that do not decompose are spelled out: `ß` ss, `æ` ae, `œ` oe,
//!    `ø` o, `ð` and `đ` d, `þ` th, `ł` l, `ı` i.
//! 3. Every run of characters that are neither letters, digits nor marks becomes one `_`, and none
//!    stays at either end.
//! 4. Where letters of other scripts are left, they are composed again (NFC), and the whole is
//!    written as IDNA writes a host name: `xn--` and its Punycode. No other slug has a hyphen, so
//!    two different words never meet in one id.
//!
//! `Hablamos Español` → `hablamos_espanol`, `Парковка` → `xn--80aaf5abwej`. Labels with one slug
//! are one amenity. A label that is itself a whole id, such as `dev.ucp.amenity.wi_fi`, is taken
//! as it stands, described by its last part.

use crate::store::Amenity;
use std::collections::HashMap;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Wireless internet, in the Universal Commerce Protocol's vocabulary.
pub(super) const WI_FI: &str = "dev.ucp.amenity.wi_fi";
/// Parking.
pub(super) const PARKING: &str = "dev.ucp.amenity.parking";
/// Pickup in the store.
pub(super) const IN_STORE_PICKUP: &str = "dev.ucp.amenity.shopping.in_store_pickup";
/// Pickup at the kerb.
pub(super) const CURBSIDE_PICKUP: &str = "dev.ucp.amenity.shopping.curbside_pickup";

/// A reverse domain name under which a retailer's amenities stand: `com.example`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Namespace(String);

/// A namespace that is not one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamespaceError(String);

impl std::fmt::Display for NamespaceError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{:?} is not a reverse domain name: write your domain backwards, in lower case, such \
             as com.example",
            self.0
        )
    }
}

impl std::error::Error for NamespaceError {}

impl std::str::FromStr for Namespace {
    type Err = NamespaceError;

    /// At least two labels of lower-case letters, digits and inner hyphens; the first begins with
    /// a letter; at most 200 bytes.
    fn from_str(text: &str) -> Result<Self, NamespaceError> {
        let is_id = text.len() <= 200 && !text.contains('_') && is_reverse_dns(text);
        if is_id { Ok(Self(text.to_owned())) } else { Err(NamespaceError(text.to_owned())) }
    }
}

impl Namespace {
    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The id of what has this slug.
    pub(super) fn id(&self, slug: &str) -> String {
        format!("{}.amenity.{slug}", self.0)
    }
}

/// `^[a-z](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9_-]*[a-z0-9_])?)+$`
pub(super) fn is_reverse_dns(text: &str) -> bool {
    let is_alnum = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    let is_part = |part: &str, extra: &[u8]| {
        let is_inner = |&b: &u8| is_alnum(b) || b == b'-' || extra.contains(&b);
        let ends_well = part.bytes().last().is_some_and(|b| is_alnum(b) || extra.contains(&b));
        part.bytes().next().is_some_and(is_alnum)
            && ends_well
            && part.as_bytes().iter().all(is_inner)
    };
    let Some((first, rest)) = text.split_once('.') else { return false };
    first.starts_with(|c: char| c.is_ascii_lowercase())
        && is_part(first, b"")
        && rest.split('.').all(|part| is_part(part, b"_"))
}

/// The slug of a label; `None` if it has no letter and no digit.
pub fn slug(label: &str) -> Option<String> {
    let mut slug = String::with_capacity(label.len());
    let (mut after_ascii, mut gap) = (false, false);
    for c in label.nfkd().flat_map(char::to_lowercase) {
        if is_combining_mark(c) && (after_ascii || slug.is_empty()) {
            continue;
        }
        if !c.is_alphanumeric() && !is_combining_mark(c) {
            gap = true;
            after_ascii = false;
            continue;
        }
        if std::mem::take(&mut gap) && !slug.is_empty() {
            slug.push('_');
        }
        after_ascii = c.is_ascii();
        match spelled_out(c) {
            Some(letters) => slug.push_str(letters),
            None => slug.push(c),
        }
    }
    match slug.as_str() {
        "" => None,
        ascii if ascii.is_ascii() => Some(slug),
        other => Some(format!("xn--{}", punycode::encode(&other.nfc().collect::<String>()).ok()?)),
    }
}

const fn spelled_out(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ð' | 'đ' => "d",
        'þ' => "th",
        'ł' => "l",
        'ı' => "i",
        _ => return None,
    })
}

/// `internet_access` → `Internet access`.
pub(super) fn words(slug: &str) -> String {
    let spaced = slug.replace(['_', ':'], " ");
    let mut chars = spaced.chars();
    chars.next().map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}

/// Makes amenities of labels, each distinct label once.
#[derive(Debug)]
pub(super) struct Labels {
    namespace: Namespace,
    known: HashMap<String, Option<Amenity>>,
}

impl Labels {
    pub(super) fn new(namespace: Namespace) -> Self {
        Self { namespace, known: HashMap::new() }
    }

    /// The amenity of a label; `None` if it has no letter and no digit.
    pub(super) fn amenity(&mut self, label: &str) -> Option<Amenity> {
        if let Some(known) = self.known.get(label) {
            return known.clone();
        }
        let made = self.make(label);
        self.known.insert(label.to_owned(), made.clone());
        made
    }

    fn make(&self, label: &str) -> Option<Amenity> {
        if label.contains(".amenity.") && is_reverse_dns(label) {
            let last = label.rsplit('.').next().unwrap_or_default();
            return Some(Amenity { id: label.to_owned(), description: words(last) });
        }
        let id = self.namespace.id(&slug(label)?);
        Some(Amenity { id, description: label.split_whitespace().collect::<Vec<_>>().join(" ") })
    }

    /// The amenity of an attribute whose key does not depend on the language of the feed: one of
    /// the Universal Commerce Protocol's where it has one, else in the namespace.
    pub(super) fn attribute(&self, key: &str, description: &str) -> Option<Amenity> {
        let slug = slug(key)?;
        let id = well_known(&slug).map_or_else(|| self.namespace.id(&slug), str::to_owned);
        Some(Amenity { id, description: description.to_owned() })
    }
}

fn well_known(slug: &str) -> Option<&'static str> {
    Some(match slug {
        "wi_fi" | "wifi" | "free_wi_fi" | "paid_wi_fi" => WI_FI,
        "parking" => PARKING,
        "in_store_pickup" => IN_STORE_PICKUP,
        "curbside_pickup" => CURBSIDE_PICKUP,
        _ => return None,
    })
}

/// Sorted by id, each id once: the first of the feed's words for it stay.
pub(super) fn sorted(mut amenities: Vec<Amenity>) -> Vec<Amenity> {
    amenities.sort_by(|a, b| a.id.cmp(&b.id));
    amenities.dedup_by(|later, first| later.id == first.id);
    amenities
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_for_ever() {
        for (label, expected) in [
            ("Hablamos Español", "hablamos_espanol"),
            ("Car & GPS Installation Services", "car_gps_installation_services"),
            ("  Café—Bar  ", "cafe_bar"),
            ("Großparkplatz", "grossparkplatz"),
            ("Smørrebrød", "smorrebrod"),
            ("Wi‑Fi", "wi_fi"),
            ("① Étage", "1_etage"),
            ("½ price", "1_2_price"),
            ("İstanbul", "istanbul"),
            ("Парковка", "xn--80aaf5abwej"),
            ("駐車場", "xn--rls338j45g"),
            ("Мой Сад", "xn--_-8sbmromx"),
            ("ガレージ", "xn--mckya8lmc"),
            ("Parking 駐車場", "xn--parking_-v78n1084b5lza"),
            ("Ξενοδοχείο", "xn--kxajcb2bejbc1f"),
        ] {
            assert_eq!(slug(label).as_deref(), Some(expected), "{label}");
        }
        assert_eq!(slug(" — !"), None);
        assert_eq!(slug("\u{301}"), None);
    }

    #[test]
    fn words_of_other_scripts_stay_apart() {
        let labels = ["か", "が", "कि", "कु", "мой", "мои", "주차", "주채", "parking", "p"];
        let slugs: std::collections::BTreeSet<_> = labels.iter().map(|l| slug(l)).collect();
        assert_eq!(slugs.len(), labels.len(), "{slugs:?}");
        let namespace: Namespace = "com.example".parse().unwrap();
        for slug in slugs.iter().flatten() {
            assert!(is_reverse_dns(&namespace.id(slug)), "{slug}");
        }
    }

    #[test]
    fn a_namespace_is_a_reverse_domain_name() {
        for good in ["com.example", "org.a-b.c1", "de.xn--bcher-kva"] {
            assert!(good.parse::<Namespace>().is_ok(), "{good}");
        }
        for bad in [
            "",
            "com",
            "Com.example",
            "com..x",
            ".com",
            "com.",
            "1.com",
            "com.-a",
            "com.a-",
            "com.a_b",
            "com example",
        ] {
            assert!(bad.parse::<Namespace>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_whole_id_is_taken_as_it_stands() {
        let mut labels = Labels::new("com.example".parse().unwrap());
        assert_eq!(labels.amenity("dev.ucp.amenity.wi_fi").unwrap().description, "Wi fi");
        assert_eq!(labels.amenity("Apple  Shop").unwrap().id, "com.example.amenity.apple_shop");
        assert_eq!(labels.attribute("wi_fi", "Wi-Fi").unwrap().id, WI_FI);
    }
}
