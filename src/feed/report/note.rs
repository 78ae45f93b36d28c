//! One note, and the line that people read.

use super::{Kind, Outcome};
use serde::Serialize;
use std::borrow::Cow;
use std::sync::Arc;

/// Most bytes of a value that a note repeats.
const VALUE_BYTES: usize = 120;

/// One thing that was found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Note {
    /// Label of the file.
    pub file: Arc<str>,
    #[serde(skip)]
    pub(super) file_index: u16,
    /// Line on which the row begins, from 1; 0 where the whole file is meant.
    pub line: u32,
    /// Column or member, as the feed names it; empty where the whole row is meant.
    pub column: Cow<'static, str>,
    /// What stands there, cut to 120 bytes.
    pub value: String,
    /// What it did to the row.
    pub outcome: Outcome,
    /// What is wrong.
    pub kind: Kind,
    /// Why, in words.
    pub why: Cow<'static, str>,
}

impl std::fmt::Display for Note {
    /// `stores.csv:12: Latitude: "95": latitude 95 is not between -90 and 90; kept without a
    /// position: correct it`
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.file)?;
        if self.line > 0 {
            write!(f, ":{}", self.line)?;
        }
        if !self.column.is_empty() {
            write!(f, ": {}", self.column)?;
        }
        if !self.value.is_empty() {
            write!(f, ": {:?}", self.value)?;
        }
        write!(f, ": {}; {}", self.why, self.kind.done())?;
        match self.kind.advice() {
            "" => Ok(()),
            advice => write!(f, ": {advice}"),
        }
    }
}

/// At most 120 bytes of `value`, whole characters, with an ellipsis where it was longer.
pub(super) fn cut(value: &str) -> String {
    if value.len() <= VALUE_BYTES {
        return value.to_owned();
    }
    let end = (0..=VALUE_BYTES).rev().find(|&i| value.is_char_boundary(i)).unwrap_or(0);
    format!("{}…", value.get(..end).unwrap_or_default())
}
