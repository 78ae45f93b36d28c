//! JSON as it comes, borrowed from its bytes.
//!
//! Numbers stay as they were written: they are read where their meaning is known, exactly (a
//! distance is compared unrounded), and an id goes back as it came. A member that is there twice is
//! an error (RFC 7493), and so is what is nested deeper than anything asked here.

use std::borrow::Cow;

/// Nothing that is asked is nested deeper.
const MAX_DEPTH: u32 = 32;
/// No object has more members: each is compared with those before it.
const MAX_MEMBERS: usize = 1_024;

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub enum Json<'a> {
    /// `null`.
    Null,
    /// `true`, `false`.
    Bool(bool),
    /// As it is written.
    Number(&'a str),
    /// A text, with its escapes resolved.
    Text(Cow<'a, str>),
    /// An array.
    List(Vec<Json<'a>>),
    /// An object; each name is there once.
    Map(Vec<(Cow<'a, str>, Json<'a>)>),
}

/// What is wrong with some bytes, and at which of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JsonError {
    /// Bytes before it.
    pub at: usize,
    /// What is wrong.
    pub why: &'static str,
}

impl<'a> Json<'a> {
    /// Reads a whole document.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, JsonError> {
        let text = std::str::from_utf8(bytes)
            .map_err(|error| JsonError { at: error.valid_up_to(), why: "it is not UTF-8" })?;
        let mut reader = Reader { text, at: 0 };
        let value = reader.value(0)?;
        reader.skip();
        if reader.at < text.len() { reader.fail("something follows the value") } else { Ok(value) }
    }

    /// A member of an object.
    pub fn get(&self, name: &str) -> Option<&Self> {
        let Self::Map(members) = self else { return None };
        members.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// A text.
    pub fn text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// A number, the nearest that there is; one that is too large is infinite.
    pub fn number(&self) -> Option<f64> {
        if let Self::Number(digits) = self { digits.parse().ok() } else { None }
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn fail<T>(&self, why: &'static str) -> Result<T, JsonError> {
        Err(JsonError { at: self.at, why })
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Passes over a byte, if it is this one.
    fn take(&mut self, byte: u8) -> bool {
        let is_there = self.peek() == Some(byte);
        self.at += usize::from(is_there);
        is_there
    }

    fn skip(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn value(&mut self, depth: u32) -> Result<Json<'a>, JsonError> {
        if depth > MAX_DEPTH {
            return self.fail("it is nested too deeply");
        }
        self.skip();
        match self.peek() {
            Some(b'{') => self.map(depth),
            Some(b'[') => self.list(depth),
            Some(b'"') => Ok(Json::Text(self.string()?)),
            Some(b'-' | b'0'..=b'9') => self.number(),
            _ => self.word(),
        }
    }

    fn word(&mut self) -> Result<Json<'a>, JsonError> {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let words =
            [("null", Json::Null), ("true", Json::Bool(true)), ("false", Json::Bool(false))];
        for (word, value) in words {
            if rest.starts_with(word) {
                self.at += word.len();
                return Ok(value);
            }
        }
        self.fail("a value is missing here")
    }

    fn digits(&mut self) -> Result<(), JsonError> {
        let from = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        if self.at == from { self.fail("a digit is missing here") } else { Ok(()) }
    }

    fn number(&mut self) -> Result<Json<'a>, JsonError> {
        let from = self.at;
        self.take(b'-');
        if !self.take(b'0') {
            self.digits()?;
        }
        if self.take(b'.') {
            self.digits()?;
        }
        if self.take(b'e') || self.take(b'E') {
            let _ = self.take(b'+') || self.take(b'-');
            self.digits()?;
        }
        Ok(Json::Number(self.text.get(from..self.at).unwrap_or_default()))
    }

    fn list(&mut self, depth: u32) -> Result<Json<'a>, JsonError> {
        self.at += 1;
        let mut values = Vec::new();
        self.skip();
        if self.take(b']') {
            return Ok(Json::List(values));
        }
        loop {
            values.push(self.value(depth + 1)?);
            self.skip();
            if self.take(b']') {
                return Ok(Json::List(values));
            }
            if !self.take(b',') {
                return self.fail("a comma or ] is missing here");
            }
        }
    }

    fn map(&mut self, depth: u32) -> Result<Json<'a>, JsonError> {
        self.at += 1;
        let mut members: Vec<(Cow<'a, str>, Json<'a>)> = Vec::new();
        self.skip();
        if self.take(b'}') {
            return Ok(Json::Map(members));
        }
        loop {
            self.skip();
            let name = self.string()?;
            if members.len() >= MAX_MEMBERS {
                return self.fail("an object has too many members");
            }
            if members.iter().any(|(known, _)| *known == name) {
                return self.fail("a member is there twice");
            }
            self.skip();
            if !self.take(b':') {
                return self.fail("a colon is missing here");
            }
            members.push((name, self.value(depth + 1)?));
            self.skip();
            if self.take(b'}') {
                return Ok(Json::Map(members));
            }
            if !self.take(b',') {
                return self.fail("a comma or } is missing here");
            }
        }
    }

    fn string(&mut self) -> Result<Cow<'a, str>, JsonError> {
        if !self.take(b'"') {
            return self.fail("a text is missing here");
        }
        let mut text = Cow::Borrowed("");
        loop {
            let from = self.at;
            while self.peek().is_some_and(|byte| byte >= b' ' && byte != b'"' && byte != b'\\') {
                self.at += 1;
            }
            let plain = self.text.get(from..self.at).unwrap_or_default();
            if text.is_empty() {
                text = Cow::Borrowed(plain);
            } else {
                text.to_mut().push_str(plain);
            }
            if self.take(b'"') {
                return Ok(text);
            }
            if !self.take(b'\\') {
                return self.fail("a text does not end, or has a control character");
            }
            let escaped = self.escape()?;
            text.to_mut().push(escaped);
        }
    }

    fn escape(&mut self) -> Result<char, JsonError> {
        let Some(byte) = self.peek() else { return self.fail("a text does not end") };
        self.at += 1;
        Ok(match byte {
            b'"' | b'\\' | b'/' => char::from(byte),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => return self.unicode(),
            _ => return self.fail("there is no such escape"),
        })
    }

    fn unicode(&mut self) -> Result<char, JsonError> {
        let mut code = self.hex()?;
        if (0xd800..0xdc00).contains(&code) && self.take(b'\\') && self.take(b'u') {
            let low = self.hex()?;
            if (0xdc00..0xe000).contains(&low) {
                code = 0x1_0000 + ((code - 0xd800) << 10) + (low - 0xdc00);
            }
        }
        char::from_u32(code).map_or_else(|| self.fail("half of a surrogate pair"), Ok)
    }

    fn hex(&mut self) -> Result<u32, JsonError> {
        let digits = self.text.get(self.at..self.at + 4).unwrap_or_default();
        let is_hex = digits.len() == 4 && digits.bytes().all(|b| b.is_ascii_hexdigit());
        match u32::from_str_radix(digits, 16) {
            Ok(code) if is_hex => {
                self.at += 4;
                Ok(code)
            }
            _ => self.fail("four hexadecimal digits are missing here"),
        }
    }
}

/// A text as JSON writes it, quotes and all.
pub fn quote(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What another reader makes of it.
    fn theirs(value: &Json<'_>) -> serde_json::Value {
        match value {
            Json::Null => serde_json::Value::Null,
            Json::Bool(is) => (*is).into(),
            Json::Number(digits) => serde_json::from_str(digits).unwrap(),
            Json::Text(text) => (**text).into(),
            Json::List(values) => values.iter().map(theirs).collect(),
            Json::Map(members) => {
                members.iter().map(|(name, value)| (name.to_string(), theirs(value))).collect()
            }
        }
    }

    #[test]
    fn what_is_json() {
        for text in [
            "null",
            " true ",
            "false",
            "0",
            "-0",
            "-0.5e-7",
            "1E+9",
            "[]",
            "[ ]",
            "[1,[2],{}]",
            "{}",
            r#"{"a":{"b":[null]},"":"x"}"#,
            r#""\"\\\/\b\f\n\r\t\u0041\ud83d\ude00é😀""#,
            "\"\"",
            "\"\u{7f}\"",
            "\t[\r\n1 , 2 ]",
            "[1.5,-2]",
        ] {
            let mine = Json::parse(text.as_bytes()).map(|value| theirs(&value));
            assert_eq!(mine, Ok(serde_json::from_str(text).unwrap()), "{text}");
        }
    }

    #[test]
    fn what_is_not() {
        for text in [
            "",
            " ",
            "nul",
            "True",
            "01",
            "-",
            "1.",
            ".5",
            "1e",
            "+1",
            "[",
            "[1",
            "[1,",
            "[1,]",
            "[,]",
            "{",
            "{\"a\"",
            "{\"a\":",
            "{\"a\":1,",
            "{\"a\":1,}",
            "{a:1}",
            "{1:1}",
            "\"",
            "\"\\\"",
            "\"\\x\"",
            "\"\\u12\"",
            "\"\\u12g4\"",
            "\"\\u+123\"",
            "\"\\ud800\"",
            "\"\\udc00\"",
            "\"\\ud800\\u0041\"",
            "\"\n\"",
            "1 2",
            "[] x",
            "NaN",
            "Infinity",
            "'a'",
            "\u{feff}{}",
        ] {
            assert!(Json::parse(text.as_bytes()).is_err(), "{text}");
            assert!(serde_json::from_str::<serde_json::Value>(text).is_err(), "{text}");
        }
        assert!(Json::parse(b"\"\xff\"").is_err());
        assert!(Json::parse(br#"{"a":1,"a":1}"#).is_err(), "twice, which others allow");
        let deep = |n: usize| "[".repeat(n) + &"]".repeat(n);
        assert!(Json::parse(deep(33).as_bytes()).is_ok());
        assert!(Json::parse(deep(34).as_bytes()).is_err());
        assert!(Json::parse(deep(100_000).as_bytes()).is_err());
    }

    #[test]
    fn numbers_are_exact() {
        let number = |text: &str| Json::parse(text.as_bytes()).unwrap().number();
        for value in [0.1, 1.0 / 3.0, 44.977_8, 523.549_304_863_465_7, 5e-324, f64::MAX] {
            assert_eq!(number(&format!("{value:?}")), Some(value));
        }
        assert_eq!(number("1e999"), Some(f64::INFINITY));
    }
}
