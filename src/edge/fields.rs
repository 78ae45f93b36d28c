//! The pairs of a query, read one kind of value at a time; what is at fault is named, all at once.

use super::params::BUY_ALONE;
use super::problem::{FieldError, Problem};
use crate::time::UtcSeconds;
use std::borrow::Cow;
use std::ops::RangeInclusive;

/// The longest query, in bytes: URLs beyond this do not travel well.
const MAX_QUERY_BYTES: usize = 8_192;
/// More faults than this are not told: a short query must not make a long answer.
const MAX_FAULTS: usize = 20;
/// Parameters of advertisements, which come along with links.
const IGNORED: [&str; 2] = ["gclid", "fbclid"];

/// The pairs of a query, and what is wrong with them.
pub struct Fields<'a> {
    pairs: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    errors: Vec<FieldError>,
}

impl<'a> Fields<'a> {
    /// Keeps the pairs that have a value; faults those that are not known.
    pub fn new(query: &'a str, known: &[&str]) -> Result<Self, Problem> {
        if query.len() > MAX_QUERY_BYTES {
            let detail = format!("is longer than {MAX_QUERY_BYTES} bytes");
            return Err(Problem::parameter("(query)", detail));
        }
        let mut fields = Self { pairs: Vec::new(), errors: Vec::new() };
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            if name.starts_with("utm_") || IGNORED.contains(&name.as_ref()) {
                continue;
            }
            if !known.contains(&name.as_ref()) {
                let shown: String = name.chars().take(60).collect();
                fields
                    .fault(&shown, format!("not a parameter of this path; {}", told(&name, known)));
            } else if !value.trim().is_empty() {
                fields.pairs.push((name, value));
            }
        }
        Ok(fields)
    }

    /// A parameter cannot be used, and why; the first reason is enough.
    pub fn fault(&mut self, parameter: &str, detail: impl Into<String>) {
        if self.errors.len() < MAX_FAULTS && !self.is_faulty(parameter) {
            let detail = detail.into();
            self.errors.push(FieldError { parameter: parameter.to_owned(), detail });
        }
    }

    /// Whether a parameter is known to be at fault.
    pub fn is_faulty(&self, parameter: &str) -> bool {
        self.errors.iter().any(|error| error.parameter == parameter)
    }

    /// Whether any of them is at fault; then which.
    pub fn checked(self) -> Result<(), Problem> {
        if self.errors.is_empty() { Ok(()) } else { Err(self.refusal()) }
    }

    /// What is at fault.
    pub fn refusal(self) -> Problem {
        Problem::parameters(self.errors)
    }

    /// Whether a parameter has a value, be it right or wrong.
    pub fn has(&self, name: &str) -> bool {
        self.pairs.iter().any(|(known, _)| known == name)
    }

    /// Every value of a parameter, trimmed.
    pub fn all(&self, name: &str) -> Vec<String> {
        let named = self.pairs.iter().filter(|(known, _)| known == name);
        named.map(|(_, value)| value.trim().to_owned()).collect()
    }

    /// The only value of a parameter, trimmed.
    pub fn one(&mut self, name: &str) -> Option<String> {
        let mut values = self.pairs.iter().filter(|(known, _)| known == name);
        let first = values.next().map(|(_, value)| value.trim().to_owned());
        if values.next().is_some() {
            self.fault(name, "given twice; send it once");
            return None;
        }
        first
    }

    /// A number.
    pub fn number(&mut self, name: &str, range: RangeInclusive<f64>) -> Option<f64> {
        let text = self.one(name)?;
        let number = text.parse().ok().filter(|n: &f64| range.contains(n));
        if number.is_none() {
            let (least, most) = range.into_inner();
            self.fault(name, format!("{} is not a number from {least} to {most}", quoted(&text)));
        }
        number
    }

    /// A whole number.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole, in range")]
    pub fn whole(&mut self, name: &str, range: RangeInclusive<f64>) -> Option<u32> {
        let number = self.number(name, range)?;
        if number.fract() != 0.0 {
            self.fault(name, format!("{number} is not a whole number"));
            return None;
        }
        Some(number as u32)
    }

    /// One of a few words.
    pub fn choice<T: Copy>(&mut self, name: &str, choices: &[(&str, T)]) -> Option<T> {
        let text = self.one(name)?;
        let chosen = choices.iter().find(|(word, _)| *word == text).map(|(_, value)| *value);
        if chosen.is_none() {
            let words: Vec<&str> = choices.iter().map(|(word, _)| *word).collect();
            self.fault(name, format!("{} is none of {}", quoted(&text), words.join(", ")));
        }
        chosen
    }

    /// `1`, or `0` where it is not given.
    pub fn flag(&mut self, name: &str) -> bool {
        self.choice(name, &[("0", false), ("1", true)]).unwrap_or(false)
    }

    /// An instant with its offset.
    pub fn instant(&mut self, name: &str) -> Option<UtcSeconds> {
        let text = self.one(name)?;
        // A plus sign that was not escaped arrives as a space.
        let instant = UtcSeconds::parse(&text.replace(' ', "+"));
        if instant.is_none() {
            let example = "2026-11-21T17:40:00Z or 2026-11-21T11:40:00-06:00";
            self.fault(name, format!("{} is not an instant such as {example}", quoted(&text)));
        }
        instant
    }
}

/// A caller's text, short enough to be shown.
pub fn quoted(text: &str) -> String {
    let shown: String = text.chars().take(60).collect();
    format!("{shown:?}")
}

/// What to send in place of an unknown parameter.
fn told(name: &str, known: &[&str]) -> String {
    match known {
        [] => "it takes none".to_owned(),
        _ if BUY_ALONE.contains(&name) => "it belongs to /v1/buy".to_owned(),
        _ => format!("it takes {}", known.join(", ")),
    }
}

/// A segment of a path, decoded; `None` if it is not UTF-8.
pub fn decoded(segment: &str) -> Option<String> {
    // In a path these stand for themselves.
    let escaped = segment.replace('+', "%2B").replace('&', "%26").replace('=', "%3D");
    let (name, _) = form_urlencoded::parse(escaped.as_bytes()).next()?;
    (!name.contains(char::REPLACEMENT_CHARACTER)).then(|| name.into_owned())
}
