//! Separated values: rows with the line on which they begin, cells as text.
//!
//! The separator is a comma, a semicolon or a tab: the one that the first line has most of.
//! Quoting is RFC 4180's. A line without anything but separators is no row.

use super::intake::Intake;
use super::report::{Kind, Origin, Report};
use super::text::{Lines, from_windows_1252};
use crate::store::StoreId;
use csv::ByteRecord;
use std::borrow::Cow;

/// A table whose header has been read.
pub(super) struct Table<'a> {
    /// As written, trimmed.
    pub header: Vec<String>,
    bytes: &'a [u8],
    reader: csv::Reader<&'a [u8]>,
    record: ByteRecord,
    lines: Lines<'a>,
    file: u16,
}

/// A row: its cells, and where it is.
pub(super) struct Row<'t> {
    pub origin: Origin,
    header: &'t [String],
    cells: Cells<'t>,
}

enum Cells<'t> {
    Utf8(&'t ByteRecord),
    Other(Vec<String>),
}

/// The header of a table: its cells, trimmed; empty if there is none.
pub(super) fn header(bytes: &[u8]) -> Vec<String> {
    first(&mut reader(bytes), &mut ByteRecord::new())
}

fn first(reader: &mut csv::Reader<&[u8]>, record: &mut ByteRecord) -> Vec<String> {
    let _ = reader.read_byte_record(record);
    record.iter().map(|cell| String::from_utf8_lossy(cell).trim().to_owned()).collect()
}

fn reader(bytes: &[u8]) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator(bytes))
        .from_reader(bytes)
}

fn separator(bytes: &[u8]) -> u8 {
    let first = bytes.split(|b| matches!(b, b'\n' | b'\r')).find(|line| !line.is_empty());
    let count = |b: u8| first.unwrap_or_default().split(|&c| c == b).count();
    [b',', b';', b'\t'].into_iter().rev().max_by_key(|&b| count(b)).unwrap_or(b',')
}

impl<'a> Table<'a> {
    pub(super) fn new(bytes: &'a [u8], file: u16) -> Self {
        let (mut reader, mut record) = (reader(bytes), ByteRecord::new());
        let header = first(&mut reader, &mut record);
        let lines = Lines::new(bytes);
        Self { header, bytes, reader, record, lines, file }
    }

    /// Bytes read so far.
    pub(super) fn position(&self) -> u64 {
        self.reader.position().byte()
    }

    /// The next row that can be used; each other row is accounted for in the report.
    pub(super) fn next(&mut self, report: &mut Report) -> Option<Row<'_>> {
        let origin = loop {
            let start = self.position();
            if !self.reader.read_byte_record(&mut self.record).ok()? {
                return None;
            }
            if self.record.iter().any(|cell| !cell.trim_ascii().is_empty())
                && let Some(origin) = self.check(start, report)
            {
                break origin;
            }
        };
        let cells = match self.decode() {
            None => Cells::Utf8(&self.record),
            Some(cells) => Cells::Other(cells),
        };
        let row = Row { origin, header: &self.header, cells };
        row.note_encoding(report);
        Some(row)
    }

    /// Counts the row that begins at or after `start`, and says whether it can be used.
    fn check(&mut self, start: u64, report: &mut Report) -> Option<Origin> {
        let start = usize::try_from(start).ok()?;
        let rest = self.bytes.get(start..).unwrap_or_default();
        let blank = rest.iter().take_while(|b| matches!(b, b'\n' | b'\r')).count();
        let origin = report.row(self.file, self.lines.of(start + blank));
        if self.is_open_quote(start) {
            report.refuse(origin, Kind::OpenQuote, "", "", "a quote is not closed");
            return None;
        }
        self.check_width(origin, report)
    }

    /// Whether the row that begins at `start` ends with the file, inside quotes: then a line put
    /// after it would still be part of it.
    fn is_open_quote(&self, start: usize) -> bool {
        if self.position() < self.bytes.len() as u64 {
            return false;
        }
        let mut tail = self.bytes.get(start..).unwrap_or_default().to_vec();
        tail.extend_from_slice(b"\nend");
        reader(&tail).byte_records().count() == 1
    }

    fn check_width(&self, origin: Origin, report: &mut Report) -> Option<Origin> {
        let (width, expected) = (self.record.len(), self.header.len());
        let beyond = self.record.iter().skip(expected).find(|cell| !cell.trim_ascii().is_empty());
        if let Some(cell) = beyond {
            let why = format!("{width} cells under a header of {expected}");
            report.refuse(origin, Kind::TooManyCells, "", &String::from_utf8_lossy(cell), why);
            return None;
        }
        if width < expected {
            let why = format!("{width} cells under a header of {expected}");
            report.repair(origin, Kind::TooFewCells, "", "", why);
        }
        Some(origin)
    }

    /// The cells, where one of them is not UTF-8.
    fn decode(&self) -> Option<Vec<String>> {
        if std::str::from_utf8(self.record.as_slice()).is_ok() {
            return None;
        }
        let decode = |cell| match std::str::from_utf8(cell) {
            Ok(text) => text.to_owned(),
            Err(_) => from_windows_1252(cell),
        };
        Some(self.record.iter().map(decode).collect())
    }
}

impl Row<'_> {
    /// A cell, trimmed; empty where the row has none.
    pub(super) fn cell(&self, column: usize) -> &str {
        match &self.cells {
            Cells::Utf8(record) => {
                record.get(column).and_then(|c| std::str::from_utf8(c).ok()).unwrap_or_default()
            }
            Cells::Other(cells) => cells.get(column).map_or("", String::as_str),
        }
        .trim()
    }

    /// The id in a column; `None` refuses the row.
    pub(super) fn id(&self, column: usize, intake: &mut Intake<'_>) -> Option<StoreId> {
        let text = self.cell(column);
        if self.is_guessed() && !text.is_ascii() {
            let why = "it is not UTF-8, and an id is not guessed at";
            intake.report.refuse(self.origin, Kind::InvalidId, self.name(column), text, why);
            return None;
        }
        intake.id(self.origin, self.name(column), text)
    }

    /// The header of a column, for a note.
    pub(super) fn name(&self, column: usize) -> Cow<'static, str> {
        Cow::Owned(self.header.get(column).cloned().unwrap_or_default())
    }

    /// Whether some cell was not UTF-8.
    const fn is_guessed(&self) -> bool {
        matches!(self.cells, Cells::Other(_))
    }

    fn note_encoding(&self, report: &mut Report) {
        let Cells::Other(cells) = &self.cells else { return };
        let is_decoded = |(_, cell): &(usize, &String)| !cell.is_ascii();
        if let Some((column, cell)) = cells.iter().enumerate().find(is_decoded) {
            report.repair(self.origin, Kind::NotUtf8, self.name(column), cell, "it is not UTF-8");
        }
    }
}
