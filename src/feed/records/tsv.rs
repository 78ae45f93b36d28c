//! Tabs between cells, a line a row, a header first. Nothing is quoted: `"` is a letter.

use super::super::report::Kind;
use super::super::text::from_windows_1252;
use super::lines::{Line, Lines};
use super::{Record, Sink};
use std::borrow::Cow;
use std::io::{self, BufRead};

/// Reads all rows.
pub(super) fn read(reader: impl BufRead, sink: &mut Sink<'_>) -> io::Result<()> {
    let mut lines = Lines::new(reader);
    let mut record = Record::new(sink.schema);
    let Some(header) = header(&mut lines, &mut record, sink)? else { return Ok(()) };
    while let Some(line) = lines.next()? {
        if read_row(line, &header, &mut record, sink) {
            (sink.take)(&record, sink.report);
        }
    }
    Ok(())
}

/// The field of each column; `None` if this is no header of the feed.
fn header(
    lines: &mut Lines<impl BufRead>,
    record: &mut Record,
    sink: &mut Sink<'_>,
) -> io::Result<Option<Vec<Option<usize>>>> {
    let (mut number, mut text) = (0, String::new());
    while text.trim().is_empty() {
        let Some(line) = lines.next()? else { break };
        (number, text) = (line.number, decode(line.bytes).into_owned());
    }
    let names: Vec<&str> = text.split('\t').map(str::trim).collect();
    let known = |name: &&str| sink.schema.meaning(name).is_some();
    if !names.iter().any(known) {
        let why = "it is neither XML, nor does a header with tabs between its names come first";
        sink.report.remark(sink.file, number, Kind::NotAFeed, "", &text, why);
        return Ok(None);
    }
    let fields: Vec<_> = names.iter().map(|name| sink.field(number, name)).collect();
    for (name, field) in names.iter().zip(&fields) {
        if let Some(field) = field {
            record.set_name(*field, name);
        }
    }
    let missing = |(field, _): &&(usize, &str)| !fields.contains(&Some(*field));
    if let Some((_, name)) = sink.schema.required.iter().find(missing) {
        let why = format!("the header has no column {name}");
        sink.report.remark(sink.file, number, Kind::MissingColumn, *name, &text, why);
        return Ok(None);
    }
    Ok(Some(fields))
}

/// Fills the record; `false` where the line is no row, or is refused.
fn read_row(
    line: Line<'_>,
    header: &[Option<usize>],
    record: &mut Record,
    sink: &mut Sink<'_>,
) -> bool {
    if is_blank(line.bytes) && !line.is_cut {
        return false;
    }
    let origin = sink.report.row(sink.file, line.number);
    record.begin(origin);
    if line.is_cut {
        sink.report.refuse(origin, Kind::LongLine, "", "", "the line does not end");
        return false;
    }
    match std::str::from_utf8(line.bytes) {
        Ok(text) => fill(text.split('\t').map(Cow::Borrowed), header, record, sink),
        Err(_) => fill(line.bytes.split(|&b| b == b'\t').map(decode), header, record, sink),
    }
}

/// Takes the cells; `false` refuses the row.
fn fill<'l>(
    cells: impl Iterator<Item = Cow<'l, str>>,
    header: &[Option<usize>],
    record: &mut Record,
    sink: &mut Sink<'_>,
) -> bool {
    let mut width = 0;
    for cell in cells {
        let field = header.get(width);
        width += 1;
        match field {
            Some(Some(field)) => record.set(*field, &cell),
            Some(None) => {}
            None if cell.trim().is_empty() => {}
            None => {
                let why = format!("more cells than the {} of the header", header.len());
                sink.report.refuse(record.origin, Kind::StrayTab, "", &cell, why);
                return false;
            }
        }
        if matches!(cell, Cow::Owned(_)) && !record.is_guessed {
            record.is_guessed = true;
            let name = field.copied().flatten().map_or("".into(), |field| record.name(field));
            sink.report.repair(record.origin, Kind::NotUtf8, name, &cell, "it is not UTF-8");
        }
    }
    if width < header.len() {
        let why = format!("{width} cells under a header of {}", header.len());
        sink.report.repair(record.origin, Kind::TooFewCells, "", "", why);
    }
    true
}

/// A cell as text; owned where it is not UTF-8.
fn decode(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(from_windows_1252(bytes)),
    }
}

fn is_blank(line: &[u8]) -> bool {
    line.trim_ascii().is_empty()
}
