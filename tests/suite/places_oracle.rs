//! Places by the slow truth: every name of every place, one after the other, letter by letter.
//!
//! Nothing of the gazetteer is used: names are folded by `unicode-normalization`, and distances come
//! from `GeographicLib`.

use crate::words_fold::folded;
use geographiclib_rs::{Geodesic, InverseGeodesic};
use nigh::gazetteer::{Kind, Locality};
use std::collections::HashMap;

/// A place as the oracle knows it.
pub struct Known<'a> {
    pub locality: &'a Locality,
    /// Folded; whether it is the first name.
    names: Vec<(String, bool)>,
    people: u64,
}

pub struct Places<'a>(pub Vec<Known<'a>>);

/// What of a question decides the order.
pub struct Typed<'a> {
    pub text: &'a str,
    pub near: Option<(f64, f64)>,
}

impl<'a> Places<'a> {
    pub fn new(localities: &'a [Locality]) -> Self {
        let mut people: HashMap<&str, u64> = HashMap::new();
        for locality in localities {
            *people.entry(&locality.country).or_default() += u64::from(locality.population);
        }
        let known = |locality: &'a Locality| {
            let mut names = vec![(plain(&locality.name), true)];
            for other in &locality.other_names {
                let name = plain(other);
                if !name.is_empty() && names.iter().all(|(known, _)| *known != name) {
                    names.push((name, false));
                }
            }
            let people = match locality.kind {
                Kind::Town => u64::from(locality.population),
                Kind::Postcode => people[locality.country.as_str()],
            };
            Known { locality, names, people: people.max(1) }
        };
        Self(localities.iter().map(known).collect())
    }

    /// The weights of the places that begin so, the heaviest first, each with its place.
    pub fn beginning(&self, typed: &Typed<'_>) -> Vec<(f64, &Known<'a>)> {
        let text = plain(typed.text);
        let weight = |known: &Known<'a>| {
            let fits = known.names.iter().filter(|(name, _)| name.starts_with(&text));
            let weights = fits.map(|(name, is_first)| {
                known.people * if *is_first { 4 } else { 1 } * if *name == text { 4 } else { 1 }
            });
            #[expect(clippy::cast_precision_loss, reason = "people")]
            let weight = weights.max()? as f64;
            Some(typed.near.map_or(weight, |near| weight / farness(near, known.locality)))
        };
        let mut found: Vec<(f64, &Known<'a>)> =
            self.0.iter().filter_map(|known| Some((weight(known)?, known))).collect();
        found.sort_by(|(a, _), (b, _)| b.total_cmp(a));
        found
    }
}

fn farness((lat, lng): (f64, f64), to: &Locality) -> f64 {
    let to = (to.point.lat_deg(), to.point.lng_deg());
    let metres: f64 = Geodesic::wgs84().inverse(lat, lng, to.0, to.1);
    (1.0 + metres / 25_000.0).powf(1.5)
}

/// Letters and digits, folded as the oracle of words does; a space between words, none beside digits.
pub fn plain(text: &str) -> String {
    let folded: String = folded(text).chars().filter(|c| !"'’‘`ʻʼ".contains(*c)).collect();
    let words: Vec<&str> =
        folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let has_digit = folded.bytes().any(|b| b.is_ascii_digit());
    words.join(if has_digit { "" } else { " " })
}
