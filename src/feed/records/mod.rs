//! Rows of product and inventory feeds, whether their cells stand between tabs or in XML elements.
//!
//! A feed is read as a stream: of the file no more is in memory than a row and a few buffers.
//! UTF-8 is taken as it is, UTF-16 by its byte order mark, XML by the encoding that it declares.

mod lines;
mod meter;
mod prefix;
mod tsv;
mod xml;

pub(super) use meter::Meter;

use super::report::{Kind, Origin, Report, StockFormat};
use encoding_rs_io::DecodeReaderBytesBuilder;
use prefix::{Content, Prefix};
use std::borrow::Cow;
use std::io::{self, BufReader, Read};
use std::ops::Range;

/// Bytes that are read at a time.
const BUFFER_BYTES: usize = 1 << 16;

/// What the names of columns and elements mean.
#[derive(Debug)]
pub(super) struct Schema {
    /// How many fields there are.
    pub fields: usize,
    /// The meaning of a [`plain`](super::text::plain) name; `None` if no feed has it.
    pub column: fn(&str) -> Option<Column>,
    /// Fields without which a row says nothing, with their names.
    pub required: &'static [(usize, &'static str)],
    /// What a table is of, and what XML is of.
    pub formats: [StockFormat; 2],
}

/// The meaning of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    /// A field, by its number.
    Field(usize),
    /// Known, and not used.
    Unused,
}

impl Schema {
    /// The meaning of a name as a feed writes it: `Store code`, `store_code`, `g:store_code`.
    fn meaning(&self, name: &str) -> Option<Column> {
        let local = name.rsplit_once(':').map_or(name, |(_, local)| local);
        (self.column)(&super::text::plain(local))
    }
}

/// A row: its fields as text.
#[derive(Debug)]
pub(super) struct Record {
    origin: Origin,
    text: String,
    cells: Vec<Range<usize>>,
    /// Each field as the feed names it.
    names: Vec<String>,
    required: &'static [(usize, &'static str)],
    is_guessed: bool,
}

impl Record {
    fn new(schema: &Schema) -> Self {
        Self {
            origin: Origin { file: 0, row: 0, line: 0 },
            text: String::new(),
            cells: vec![0..0; schema.fields],
            names: vec![String::new(); schema.fields],
            required: schema.required,
            is_guessed: false,
        }
    }

    fn begin(&mut self, origin: Origin) {
        self.origin = origin;
        self.text.clear();
        self.cells.fill(0..0);
        self.is_guessed = false;
    }

    /// Gives a field its text; the first that says something counts.
    fn set(&mut self, field: usize, text: &str) {
        let start = self.text.len();
        if let Some(cell) = self.cells.get_mut(field).filter(|cell| cell.start == cell.end) {
            self.text.push_str(text.trim());
            *cell = start..self.text.len();
        }
    }

    fn set_name(&mut self, field: usize, name: &str) {
        if let Some(known) = self.names.get_mut(field).filter(|known| known.is_empty()) {
            name.clone_into(known);
        }
    }

    /// Where it is.
    pub(super) const fn origin(&self) -> Origin {
        self.origin
    }

    /// The text of a field, trimmed; empty where the row has none.
    pub(super) fn cell(&self, field: usize) -> &str {
        let cell = self.cells.get(field).cloned().unwrap_or_default();
        self.text.get(cell).unwrap_or_default()
    }

    /// How the feed names a field, for a note; as it should where it does not.
    pub(super) fn name(&self, field: usize) -> Cow<'static, str> {
        if let Some(name) = self.names.get(field).filter(|name| !name.is_empty()) {
            return Cow::Owned(name.clone());
        }
        let known = self.required.iter().find(|(required, _)| *required == field);
        Cow::Borrowed(known.map_or("", |(_, name)| *name))
    }

    /// A code, such as a store's or an item's, as its own type makes it; `None` refuses the row.
    pub(super) fn code<T>(
        &self,
        field: usize,
        make: fn(&str) -> Option<T>,
        report: &mut Report,
    ) -> Option<T> {
        let text = self.cell(field);
        let (kind, why) = if text.is_empty() {
            (Kind::MissingKey, "there is none")
        } else if self.is_guessed && !text.is_ascii() {
            (Kind::InvalidId, "it is not UTF-8, and an id is not guessed at")
        } else if let Some(code) = make(text) {
            return Some(code);
        } else {
            (Kind::InvalidId, "it cannot be an id")
        };
        report.refuse(self.origin, kind, self.name(field), text, why);
        None
    }
}

/// Where rows go.
pub(super) struct Sink<'a> {
    /// The file being read.
    pub file: u16,
    /// What its names mean.
    pub schema: &'static Schema,
    /// What becomes of its rows.
    pub report: &'a mut Report,
    /// Takes each row that can be read. It is neither accepted nor refused yet.
    pub take: &'a mut dyn FnMut(&Record, &mut Report),
}

impl Sink<'_> {
    fn remark(&mut self, line: u32, kind: Kind, column: &str, why: impl Into<Cow<'static, str>>) {
        self.report.remark(self.file, line, kind, column.to_owned(), "", why);
    }

    /// The field of a name, if it has one; what nobody knows is remarked on.
    fn field(&mut self, line: u32, name: &str) -> Option<usize> {
        match self.schema.meaning(name) {
            Some(Column::Field(field)) => Some(field),
            Some(Column::Unused) => None,
            None => {
                if !name.is_empty() {
                    self.remark(line, Kind::UnknownColumn, name, "no attribute has this name");
                }
                None
            }
        }
    }
}

/// Reads a feed to its end, or to where it breaks.
pub(super) fn read(reader: &mut dyn Read, sink: &mut Sink<'_>) {
    if let Err(error) = read_content(reader, sink) {
        sink.remark(0, Kind::ReadFailed, "", error.to_string());
    }
    let has_no_rows = sink.report.files.last().is_some_and(|f| f.rows == 0 && !f.broken);
    if has_no_rows {
        sink.remark(0, Kind::NoRows, "", "the file has no rows");
    }
}

fn read_content(reader: &mut dyn Read, sink: &mut Sink<'_>) -> io::Result<()> {
    let prefix = Prefix::read(reader)?;
    let content = prefix.content();
    let whole = prefix.bytes().chain(reader);
    let mut decoding = DecodeReaderBytesBuilder::new();
    decoding.utf8_passthru(true).strip_bom(true).bom_override(true);
    let [table, xml] = sink.schema.formats;
    match content {
        Content::Empty => sink.remark(0, Kind::EmptyFile, "", "the file is empty"),
        Content::Packed(what) => {
            sink.remark(0, Kind::NotAFeed, "", format!("it is a {what} archive: unpack it"));
        }
        Content::Table => {
            sink.report.set_format(sink.file, table.into());
            tsv::read(BufReader::with_capacity(BUFFER_BYTES, decoding.build(whole)), sink)?;
        }
        Content::Xml(encoding) => {
            sink.report.set_format(sink.file, xml.into());
            xml::read(decoding.encoding(encoding).build(whole), sink);
        }
    }
    Ok(())
}
