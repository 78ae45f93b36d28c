//! What became of every row: used, repaired or refused.
//!
//! A *row* is a record of a CSV file or a feature of a GeoJSON file. Each one ends in exactly one
//! of three ways, so that in every file `rows = used + repaired + refused`:
//!
//! * **used**: all of it was taken as it stands;
//! * **repaired**: the store is kept, and a note says what was changed or left out;
//! * **refused**: nothing of it is kept, and a note says why.
//!
//! A *remark* is about the file, not about a row, and changes no count.

use serde::Serialize;
use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;

/// Most bytes of a value that a note repeats.
const VALUE_BYTES: usize = 120;
/// Notes of one kind that the human form prints before it only counts.
const SHOWN_PER_KIND: usize = 5;

/// Where a row came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Origin {
    /// Index of the file among the sources.
    pub file: u16,
    /// Rows of the file before it.
    pub row: u32,
    /// Line on which it begins, from 1.
    pub line: u32,
}

/// What a note does to its row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// About the file: no row is touched.
    Remark,
    /// The row is kept, changed as the note says.
    Repaired,
    /// Nothing of the row is kept.
    Refused,
    /// The file could not be read to its end: what was read of it is not the whole.
    Broken,
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident, $outcome:ident, $done:literal, $advice:literal;)*) => {
        /// The kinds of notes.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Kind { $($(#[$doc])* $kind,)* }

        impl Kind {
            /// What a note of this kind does to its row.
            pub const fn outcome(self) -> Outcome {
                match self { $(Self::$kind => Outcome::$outcome,)* }
            }

            /// What was done about it.
            pub const fn done(self) -> &'static str {
                match self { $(Self::$kind => $done,)* }
            }

            /// What the owner of the feed should do; empty where nothing need be done.
            pub const fn advice(self) -> &'static str {
                match self { $(Self::$kind => $advice,)* }
            }
        }
    };
}

kinds! {
    /// The content is of no known format.
    UnknownFormat, Broken, "the file is not read",
        "name the format, or see `nigh compile --example` for a list of columns";
    /// There is nothing in the file.
    EmptyFile, Broken, "the file is not read", "export the feed again";
    /// The JSON ends early or is not JSON.
    InvalidJson, Broken, "the file is not read: part of a list is not the list",
        "export the feed again";
    /// A quote is opened and never closed.
    OpenQuote, Broken, "the row and all after it are lost",
        "close the quote, or double a quote that belongs to the text";
    /// A header and no rows.
    NoRows, Remark, "no store comes from this file", "check the export";
    /// A column or member that nothing is made of.
    UnknownColumn, Remark, "ignored", "";
    /// No id.
    MissingId, Refused, "left out", "give every store an id of its own";
    /// An id that cannot be one.
    InvalidId, Refused, "left out",
        "ids have at most 200 bytes and no control characters";
    /// An id that the file has already given.
    DuplicateId, Refused, "left out; the first is kept", "give every store an id of its own";
    /// More cells than the header has.
    TooManyCells, Refused, "left out: its cells may have shifted",
        "quote text that holds the separator";
    /// A feature that is not one.
    InvalidFeature, Refused, "left out", "see RFC 7946";
    /// The place is gone.
    ClosedForGood, Refused, "left out: closed for good", "";
    /// Fewer cells than the header has.
    TooFewCells, Repaired, "the missing cells count as empty", "export the feed again";
    /// Bytes that are not UTF-8.
    NotUtf8, Repaired, "read as Windows-1252", "save the file as UTF-8";
    /// One ref under two spiders.
    SharedRef, Repaired, "both ids are written spider:ref", "";
    /// A coordinate that is not a number, is off the Earth, or is alone.
    InvalidCoordinate, Repaired, "kept without a position: found by id, never near anything",
        "correct it";
    /// Latitude and longitude are both zero.
    NullIsland, Repaired, "kept without a position: found by id, never near anything",
        "leave both empty where they are not known";
    /// Latitude and longitude in each other's place.
    SwappedCoordinates, Repaired, "swapped", "exchange latitude and longitude";
    /// `44,98`.
    DecimalComma, Repaired, "read as a decimal point", "write a point";
    /// A line or an area where a point belongs.
    NotAPoint, Repaired, "a point inside it is taken", "";
    /// A zone name that is not in the IANA database.
    UnknownZone, Repaired, "the zone is taken from the position",
        "use an IANA name, such as America/Chicago";
    /// Hours that cannot be read.
    UnreadableHours, Repaired, "the store's hours are unknown", "correct them";
    /// Hours of one date that cannot be read.
    UnreadableSpecialHours, Repaired, "the hours of that date are unknown", "correct them";
    /// A date that cannot be read.
    UnreadableDate, Repaired, "ignored", "write it as 2026-12-24";
    /// A label without a letter or a digit, or an attribute that is neither yes nor no.
    UnusableAmenity, Repaired, "left out", "";
    /// A country that is neither a code nor a name.
    UnknownCountry, Repaired, "left out", "use the two letters of ISO 3166-1";
    /// A web address that is not one.
    InvalidUrl, Repaired, "left out", "begin it with https://";
    /// A web address without its scheme.
    UrlWithoutScheme, Repaired, "https:// is put before it", "begin it with https://";
    /// A delivery area that cannot be read.
    InvalidDeliveryArea, Repaired, "left out", "correct it";
}

/// One thing that was found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Note {
    /// Label of the file.
    pub file: Arc<str>,
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

/// The counts of one file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FileCount {
    /// Label of the file.
    pub file: Arc<str>,
    /// The format it was read as, if any.
    pub format: Option<super::Format>,
    /// Rows seen.
    pub rows: u64,
    /// Rows taken as they stand.
    pub used: u64,
    /// Rows taken with a change.
    pub repaired: u64,
    /// Rows left out.
    pub refused: u64,
    /// Whether the file could not be read to its end.
    pub broken: bool,
}

/// The account of a whole reading.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Report {
    /// One for each source, in order.
    pub files: Vec<FileCount>,
    /// In the order in which they were found.
    pub notes: Vec<Note>,
    /// Distinct stores that came out.
    pub stores: u64,
    /// Rows, by file and number, that a note has repaired.
    #[serde(skip)]
    repaired_rows: HashSet<(u16, u32)>,
}

impl Report {
    /// Rows seen, in all files.
    pub fn rows(&self) -> u64 {
        self.files.iter().map(|f| f.rows).sum()
    }

    /// Rows taken as they stand.
    pub fn used(&self) -> u64 {
        self.files.iter().map(|f| f.used).sum()
    }

    /// Rows taken with a change.
    pub fn repaired(&self) -> u64 {
        self.files.iter().map(|f| f.repaired).sum()
    }

    /// Rows left out.
    pub fn refused(&self) -> u64 {
        self.files.iter().map(|f| f.refused).sum()
    }

    /// Notes of one kind.
    pub fn count(&self, kind: Kind) -> usize {
        self.notes.iter().filter(|n| n.kind == kind).count()
    }

    /// The files that could not be read to their end. What came out of them is not the whole, and
    /// should not be published.
    pub fn broken(&self) -> impl Iterator<Item = &FileCount> {
        self.files.iter().filter(|f| f.broken)
    }

    /// Whether every row of every file ended in exactly one way.
    pub fn is_balanced(&self) -> bool {
        self.files.iter().all(|f| f.rows == f.used + f.repaired + f.refused)
    }

    /// The report for people: a line a note, at most five of a kind, and a line a file.
    pub fn lines(&self) -> Vec<String> {
        let mut shown: std::collections::BTreeMap<Kind, usize> = std::collections::BTreeMap::new();
        let mut lines = Vec::new();
        for note in &self.notes {
            let count = shown.entry(note.kind).or_default();
            *count += 1;
            if *count <= SHOWN_PER_KIND {
                lines.push(note.to_string());
            }
        }
        for (kind, count) in shown.into_iter().filter(|(_, count)| *count > SHOWN_PER_KIND) {
            lines.push(format!("… and {} more: {}", count - SHOWN_PER_KIND, kind.done()));
        }
        lines.extend(self.files.iter().map(FileCount::line));
        lines
    }
}

impl FileCount {
    fn line(&self) -> String {
        let Self { file, rows, used, repaired, refused, .. } = self;
        let broken = if self.broken { "; not read to its end" } else { "" };
        format!("{file}: {rows} rows: {used} used, {repaired} repaired, {refused} refused{broken}")
    }
}

/// Keeping the account.
impl Report {
    /// Begins a file; its index.
    pub(super) fn open(&mut self, label: &str) -> u16 {
        let file = FileCount {
            file: Arc::from(label),
            format: None,
            rows: 0,
            used: 0,
            repaired: 0,
            refused: 0,
            broken: false,
        };
        self.files.push(file);
        u16::try_from(self.files.len() - 1).unwrap_or(u16::MAX)
    }

    pub(super) fn set_format(&mut self, file: u16, format: super::Format) {
        if let Some(count) = self.file(file) {
            count.format = Some(format);
        }
    }

    /// A row begins on `line` of `file`.
    pub(super) fn row(&mut self, file: u16, line: u32) -> Origin {
        let row = self.file(file).map_or(0, |count| {
            count.rows += 1;
            u32::try_from(count.rows - 1).unwrap_or(u32::MAX)
        });
        Origin { file, row, line }
    }

    /// The row is kept.
    pub(super) fn accept(&mut self, at: Origin) {
        let is_repaired = self.repaired_rows.contains(&(at.file, at.row));
        if let Some(count) = self.file(at.file) {
            let kept = if is_repaired { &mut count.repaired } else { &mut count.used };
            *kept += 1;
        }
    }

    /// The row is left out: it must not be accepted too.
    pub(super) fn refuse(
        &mut self,
        at: Origin,
        kind: Kind,
        column: impl Into<Cow<'static, str>>,
        value: &str,
        why: impl Into<Cow<'static, str>>,
    ) {
        debug_assert_eq!(kind.outcome(), Outcome::Refused);
        self.note(at.file, at.line, kind, column, value, why);
        if let Some(count) = self.file(at.file) {
            count.refused += 1;
        }
    }

    /// The row is changed; it is accepted before or after.
    pub(super) fn repair(
        &mut self,
        at: Origin,
        kind: Kind,
        column: impl Into<Cow<'static, str>>,
        value: &str,
        why: impl Into<Cow<'static, str>>,
    ) {
        debug_assert_eq!(kind.outcome(), Outcome::Repaired);
        self.note(at.file, at.line, kind, column, value, why);
        self.repaired_rows.insert((at.file, at.row));
    }

    /// As [`Report::repair`], of a row that has been accepted.
    pub(super) fn repair_late(
        &mut self,
        at: Origin,
        kind: Kind,
        column: impl Into<Cow<'static, str>>,
        value: &str,
        why: impl Into<Cow<'static, str>>,
    ) {
        let was_used = !self.repaired_rows.contains(&(at.file, at.row));
        self.repair(at, kind, column, value, why);
        if let Some(count) = self.file(at.file).filter(|_| was_used) {
            count.used -= 1;
            count.repaired += 1;
        }
    }

    /// About the file; `line` 0 means all of it.
    pub(super) fn remark(
        &mut self,
        file: u16,
        line: u32,
        kind: Kind,
        column: impl Into<Cow<'static, str>>,
        value: &str,
        why: impl Into<Cow<'static, str>>,
    ) {
        self.note(file, line, kind, column, value, why);
        if kind.outcome() == Outcome::Broken
            && let Some(count) = self.file(file)
        {
            count.broken = true;
        }
    }

    fn note(
        &mut self,
        file: u16,
        line: u32,
        kind: Kind,
        column: impl Into<Cow<'static, str>>,
        value: &str,
        why: impl Into<Cow<'static, str>>,
    ) {
        let label = self.file(file).map_or_else(|| Arc::from(""), |count| Arc::clone(&count.file));
        self.notes.push(Note {
            file: label,
            line,
            column: column.into(),
            value: cut(value),
            outcome: kind.outcome(),
            kind,
            why: why.into(),
        });
    }

    fn file(&mut self, file: u16) -> Option<&mut FileCount> {
        self.files.get_mut(usize::from(file))
    }
}

/// At most 120 bytes of `value`, whole characters, with an ellipsis where it was longer.
fn cut(value: &str) -> String {
    if value.len() <= VALUE_BYTES {
        return value.to_owned();
    }
    let end = (0..=VALUE_BYTES).rev().find(|&i| value.is_char_boundary(i)).unwrap_or(0);
    format!("{}…", value.get(..end).unwrap_or_default())
}
