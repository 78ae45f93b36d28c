//! What became of every row: used, repaired or refused.
//!
//! A *row* is a record of a CSV file or a feature of a GeoJSON file. Each one ends in exactly one
//! of three ways, so that in every file `rows = used + repaired + refused`:
//!
//! * **used**: all of it was taken as it stands;
//! * **repaired**: the store is kept, and a note says what was changed or left out;
//! * **refused**: nothing of it is kept, and a note says why.
//!
//! A *remark* changes no row and no count: most are about the file.

mod file;
mod kind;
mod note;

pub use file::{FileCount, FileFormat, StockFormat};
pub use kind::{Kind, Outcome};
pub use note::Note;

use serde::Serialize;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

/// Notes of one kind that the human form prints before it only counts.
const SHOWN_PER_KIND: u64 = 5;
/// Notes of one kind that are kept before they are only counted: a note weighs some 200 bytes, and
/// a million inventory rows may all have the same fault.
const KEPT_PER_KIND: u64 = 10_000;

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

/// The account of a whole reading.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Report {
    /// One for each source, in order.
    pub files: Vec<FileCount>,
    /// By file and line; at most 10,000 of a kind.
    pub notes: Vec<Note>,
    /// How many notes there were of each kind.
    pub kinds: BTreeMap<Kind, u64>,
    /// Distinct stores that came out.
    pub stores: u64,
    /// Distinct items that came out.
    pub items: u64,
    /// Distinct pairs of a store and an item that came out.
    pub stocked: u64,
    /// Distinct towns and postcodes that came out.
    pub places: u64,
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
        let count = self.kinds.get(&kind).copied().unwrap_or_default();
        usize::try_from(count).unwrap_or(usize::MAX)
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
        let mut shown: BTreeMap<Kind, u64> = BTreeMap::new();
        let mut lines = Vec::new();
        for note in &self.notes {
            let count = shown.entry(note.kind).or_default();
            *count += 1;
            if *count <= SHOWN_PER_KIND {
                lines.push(note.to_string());
            }
        }
        for (kind, count) in self.kinds.iter().filter(|(_, count)| **count > SHOWN_PER_KIND) {
            lines.push(format!("… and {} more: {}", count - SHOWN_PER_KIND, kind.done()));
        }
        lines.extend(self.files.iter().map(FileCount::line));
        lines
    }
}

/// Keeping the account.
impl Report {
    /// Begins a file; its index.
    pub(super) fn open(&mut self, label: &str) -> u16 {
        self.files.push(FileCount::new(label));
        u16::try_from(self.files.len() - 1).unwrap_or(u16::MAX)
    }

    pub(super) fn set_format(&mut self, file: u16, format: FileFormat) {
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

    /// All files are read, and all stores are settled.
    pub(super) fn finish(&mut self, stores: usize) {
        self.stores = stores as u64;
        self.close();
    }

    /// As [`Report::finish`], of the feeds that say what the stores have.
    pub(super) fn finish_stock(&mut self, items: usize, stocked: usize) {
        self.items = items as u64;
        self.stocked = stocked as u64;
        self.close();
    }

    /// As [`Report::finish`], of gazetteers.
    pub(super) fn finish_places(&mut self, places: usize) {
        self.places = places as u64;
        self.close();
    }

    fn close(&mut self) {
        self.notes.sort_by_key(|note| (note.file_index, note.line));
        debug_assert!(self.is_balanced());
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
        debug_assert!(matches!(kind.outcome(), Outcome::Refused | Outcome::Broken));
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
        let Some(count) = self.file(file) else { return };
        count.broken |= kind.outcome() == Outcome::Broken;
        let label = Arc::clone(&count.file);
        let of_kind = self.kinds.entry(kind).or_default();
        *of_kind += 1;
        if *of_kind > KEPT_PER_KIND {
            return;
        }
        self.notes.push(Note {
            file: label,
            file_index: file,
            line,
            column: column.into(),
            value: note::cut(value),
            outcome: kind.outcome(),
            kind,
            why: why.into(),
        });
    }

    fn file(&mut self, file: u16) -> Option<&mut FileCount> {
        self.files.get_mut(usize::from(file))
    }
}
