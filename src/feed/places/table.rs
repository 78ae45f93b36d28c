//! `GeoNames`' tables: tabs, no quotes, no header.

use super::super::report::Kind;
use super::super::text::from_windows_1252;
use super::rows::Rows;
use super::{Postcode, Row, Town, refuse};
use std::borrow::Cow;

/// Columns of a table of towns, and of one of countries.
const WIDE: usize = 19;
/// Columns of a table of postcodes.
const POSTCODES: usize = 12;
/// Columns of a table of regions.
const REGIONS: usize = 4;

pub(super) fn read(bytes: &[u8], file: u16, rows: &mut Rows) {
    for (line, bytes) in (1..).zip(bytes.split(|b| *b == b'\n')) {
        let decoded = std::str::from_utf8(bytes)
            .map_or_else(|_| Cow::Owned(from_windows_1252(bytes)), Cow::Borrowed);
        let text = decoded.trim_end_matches('\r');
        if text.trim().is_empty() || text.starts_with('#') {
            continue;
        }
        let cells: Vec<&str> = text.split('\t').map(str::trim).collect();
        let at = rows.report.row(file, line);
        if matches!(decoded, Cow::Owned(_)) {
            rows.report.repair(at, Kind::NotUtf8, "", text, "bytes that are not UTF-8");
        }
        if let Some(row) = row(&cells) {
            rows.take(at, row);
        } else {
            let why = format!("{} columns, as no table of GeoNames has", cells.len());
            refuse(rows, at, text, why);
        }
    }
}

fn row<'a>(cells: &[&'a str]) -> Option<Row<'a>> {
    let cell = |column: usize| cells.get(column).copied().unwrap_or_default();
    let is_number = !cell(0).is_empty() && cell(0).bytes().all(|b| b.is_ascii_digit());
    Some(match cells.len() {
        WIDE if is_number => Row::Town(Town {
            name: cell(1),
            other_names: cell(3).split(',').collect(),
            country: cell(8),
            region_code: cell(10),
            lat: cell(4),
            lng: cell(5),
            population: cell(14),
        }),
        WIDE => Row::Country(cell(0), cell(1), cell(4)),
        POSTCODES => Row::Postcode(Postcode {
            code: cell(1),
            country: cell(0),
            region: cell(3),
            lat: cell(9),
            lng: cell(10),
            accuracy: cell(11),
        }),
        REGIONS => Row::Region(cell(0), cell(1)),
        _ => return None,
    })
}
