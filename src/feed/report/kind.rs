//! The kinds of notes: what each does to its row, what was done, and what to do.

use serde::Serialize;

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
    /// Coordinates in quotes.
    TextCoordinates, Repaired, "read as numbers", "write them without quotes";
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
    /// Several web addresses in one cell.
    SeveralUrls, Repaired, "the first is taken", "give one";
    /// A delivery area that cannot be read.
    InvalidDeliveryArea, Repaired, "left out", "correct it";
}
