//! The kinds of notes: what each does to its row, what was done, and what to do.

use serde::Serialize;

/// What a note does to its row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// No row is touched: most are about the file.
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
    NoRows, Remark, "nothing comes from this file", "check the export";
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
    /// Neither a table with tabs nor RSS nor Atom.
    NotAFeed, Broken, "the file is not read",
        "export it as Google's feeds are: a text with tabs, RSS or Atom";
    /// The file, or what it comes from, gave out.
    ReadFailed, Broken, "the file is not read to its end", "see that it can be read";
    /// The XML ends early or is not well formed.
    InvalidXml, Broken, "the file is not read to its end: part of a list is not the list",
        "export the feed again";
    /// A column without which no row says anything.
    MissingColumn, Broken, "the file is not read", "see that its header names every column";
    /// A line that no feed has.
    LongLine, Refused, "left out", "a line has at most a million bytes";
    /// A tab too many.
    StrayTab, Refused, "left out: its cells may have shifted",
        "write a space for a tab inside a text";
    /// No item id or no store code.
    MissingKey, Refused, "left out",
        "give every product its id, every inventory row its id and its store code";
    /// An item that the file has already given.
    DuplicateItem, Refused, "left out; the first is kept", "give every item an id of its own";
    /// An item in a store that the file has already given.
    DuplicateStock, Refused, "left out; the first is kept", "give an item in a store one row";
    /// A store that the store lists lack.
    UnknownStore, Refused, "left out", "use the store codes of the store list";
    /// An item that the product feeds lack.
    UnknownItem, Refused, "left out", "use the ids of the product feed";
    /// Neither an availability that can be read nor, where none is given, a quantity.
    UnknownAvailability, Refused, "left out: nobody knows whether it is there",
        "write in_stock, limited_availability, on_display_to_order or out_of_stock";
    /// No title.
    MissingTitle, Repaired, "its id stands for it", "give every item a title";
    /// A trade item number that is none.
    InvalidGtin, Repaired, "kept without its GTIN", "correct it, or leave it empty";
    /// A trade item number with a digit off.
    WrongCheckDigit, Repaired, "kept without its GTIN", "correct it, or leave it empty";
    /// A price that cannot be read.
    UnreadablePrice, Repaired, "its price is unknown", "write it as 179.99 USD";
    /// The price of a sale that cannot be read.
    UnreadableSalePrice, Repaired, "the sale is left out", "write it as 149.99 USD";
    /// The time of a sale that cannot be read.
    UnreadableSaleTime, Repaired, "the sale is left out",
        "write it as 2026-11-20T00:00-0500/2026-11-30T00:00-0500";
    /// The time of a sale by the clock of a store whose zone is unknown.
    SaleWithoutZone, Repaired, "the sale is left out",
        "give its time an offset, or the store a place";
    /// A sale, and no price.
    SaleWithoutPrice, Repaired, "the sale is left out", "give the price too";
    /// A sale that costs more than no sale.
    SaleAbovePrice, Repaired, "the sale is left out", "correct one of them";
    /// A sale in another currency than its price.
    SaleInOtherCurrency, Repaired, "the sale is left out", "use one currency for both";
    /// A store's price in another currency than the product's.
    OtherCurrency, Remark, "kept as it stands", "see that it is meant";
    /// A quantity that is no whole number.
    UnreadableQuantity, Repaired, "the quantity is unknown", "write a whole number";
    /// A quantity below zero.
    NegativeQuantity, Repaired, "counts as 0", "write 0";
    /// An availability and a quantity that cannot both be true.
    ContradictoryStock, Repaired, "counts as out of stock",
        "see that availability and quantity agree";
    /// A way of picking up that nobody knows.
    UnknownPickupMethod, Repaired, "picked up in a way that is not said",
        "write buy, reserve, ship to store or not supported";
    /// A lead time that cannot be read.
    UnknownLeadTime, Repaired, "pickup is not offered",
        "write same day, next day, 2-day … 6-day or multi-week";
    /// A way of picking up, and no lead time.
    PickupWithoutLeadTime, Repaired, "pickup is not offered", "give pickup_sla too";
    /// Items that no inventory row names.
    ItemsWithoutStock, Remark, "kept: no store has them", "";
    /// Stores that no inventory row names.
    StoresWithoutStock, Remark, "kept: they have nothing", "";
    /// A row of a gazetteer that is none of what gazetteers have.
    InvalidPlace, Refused, "left out", "see the formats of --places in README.md";
    /// A town or postcode without a letter or digit to look for, or with too many.
    UnnamedPlace, Refused, "left out", "give it a name of at most 200 bytes";
    /// A town or postcode whose country nobody knows.
    StatelessPlace, Refused, "left out", "use the two letters of ISO 3166-1";
    /// A town or postcode without coordinates on the Earth.
    PlaceNowhere, Refused, "left out: nobody could start from it", "correct them";
    /// A population that is no whole number.
    UnreadablePopulation, Repaired, "taken as unknown", "write a whole number";
}
