//! Feeds, whole and row by row, and short texts.

use super::Seeds;
use nigh_fuzz::targets::world::{INVENTORY, PRODUCTS, STORES};

macro_rules! fixture {
    ($path:literal) => {
        include_bytes!(concat!("../../../fixtures/", $path)).as_slice()
    };
}

/// Whole files are cut to this: what is longer is slow.
const LONGEST: usize = 4_096;

pub fn add(seeds: &mut Seeds) {
    let mut feeds = |target, files: &[&[u8]]| {
        let seeds = seeds.entry(target).or_default();
        seeds.extend(files.iter().filter(|file| file.len() <= LONGEST).map(|file| file.to_vec()));
        seeds.extend(files.iter().flat_map(|file| rows(file)));
    };
    feeds("plain_csv", &[fixture!("bad/plain.csv"), nigh::feed::plain_csv::EXAMPLE.as_bytes()]);
    feeds("google_stores", &[STORES[1], fixture!("bad/google.csv")]);
    feeds(
        "google_products",
        &[PRODUCTS, fixture!("feeds/products.xml"), fixture!("bad/products.tsv")],
    );
    feeds(
        "google_inventory",
        &[INVENTORY, fixture!("feeds/inventory.xml"), fixture!("bad/inventory.tsv")],
    );
    features(seeds);
    gazetteers(seeds);
    hours(seeds);
    short(seeds);
}

/// The header with one row after the other: a table's, and no XML's.
fn rows(file: &[u8]) -> Vec<Vec<u8>> {
    if file.starts_with(b"<") {
        return Vec::new();
    }
    let mut lines = file.split_inclusive(|byte| *byte == b'\n');
    let header = lines.next().unwrap_or_default();
    lines.step_by(4).take(8).map(|row| [header, row].concat()).collect()
}

/// A file each, and a few lines of them.
fn gazetteers(seeds: &mut Seeds) {
    let files: [&[u8]; 4] = [
        fixture!("places/countries.txt"),
        fixture!("places/regions.txt"),
        fixture!("places/towns.txt"),
        fixture!("places/postcodes.txt"),
    ];
    let seeds = seeds.entry("places").or_default();
    for file in files {
        let lines: Vec<&[u8]> = file.split_inclusive(|byte| *byte == b'\n').collect();
        seeds.extend(lines.chunks(4).take(4).map(<[_]>::concat));
    }
}

/// Features, one by one.
fn features(seeds: &mut Seeds) {
    let seeds = seeds.entry("all_the_places").or_default();
    seeds.push(fixture!("bad/truncated.geojson").to_vec());
    seeds.push(fixture!("bad/places.geojson").to_vec());
    for file in [STORES[0], fixture!("bad/places.geojson")] {
        let features =
            file.split(|byte| *byte == b'\n').filter(|line| line.starts_with(b"{\"type\":\"F"));
        seeds.extend(features.skip(1).map(|line| line.strip_suffix(b",").unwrap_or(line).to_vec()));
    }
}

const HOURS: [&str; 30] = [
    "24/7",
    "Mo-Fr 09:00-17:00; Sa 10:00-14:00",
    "May-Oct Sa 08:00-13:00; Nov-Apr Sa[2] 10:00-14:00",
    "Fr 18:00-02:00",
    "We, Sa 08:00-13:00",
    "Su-Th 11:00-24:00; Fr-Sa 11:00-01:00",
    "Mo-Su 18:00-02:00; Tu off",
    "Mo-Su 18:00-02:00; PH off",
    "18:00+",
    "11:00-23:00+",
    "11:30-15:00+, 17:30-21:30",
    "Mo 10:00-12:00 \"by appointment\"",
    "Mo-Fr 09:00-12:00 || \"ask\"",
    "SH Mo-Fr 09:00-12:00",
    "sunrise-sunset",
    "(sunrise+01:30)-(sunset-00:15)",
    "dawn-dusk; Mo off",
    "2026 Nov 20-2027 Jan 6 10:00-22:00",
    "week 47-52/2 Mo 08:00-12:00",
    "easter -2 days off",
    "Jan Su[-1] 10:00-12:00; Mo[1,3] 09:00-10:00",
    "Mo-Fr 08:00-12:00,13:00-17:00 open, Sa 08:00-12:00 unknown",
    "Dec 24-26 off; Dec 31 08:00-14:00",
    "Mo-Su,PH 12:00-14:30",
    "08:00-18:00/90",
    "Tu-Th 10:00-16:00; PH,Mo closed",
    "Mo–Fr 9:00 – 17:00 Uhr",
    "mon-fri 9am-5pm; sat 10am-2pm",
    "Fr[1] +2 days 10:00-12:00",
    "off",
];

fn hours(seeds: &mut Seeds) {
    let texts = HOURS.iter().enumerate();
    // The length chooses the place.
    let padded = texts.map(|(number, text)| format!("{text}{}", " ".repeat(number % 4)));
    seeds.entry("hours").or_default().extend(padded.map(String::into_bytes));
    let cells = [
        "11:00-19:00\n10:00-21:00\n10:00-21:00\n10:00-21:00\n10:00-21:00\n10:00-21:00\nx\n\
         2026-12-24: 09:00-14:00, 2026-12-25: x\n",
        "x\n09:00-12:00, 13:00-18:00\n9am-5pm\n00:00-24:00\n22:00-02:00\nclosed\nopen 24 hours\n\n\
         2026-12-01",
        "\n\n\n\n\n\n\n2026-11-26: x, 2026-12-31: 8:00 AM-2:00 PM; 25/12/2026: x\n2027-01-01",
        "09.00-17.00\n9-5\n09:00–17:00\n09:00-\n-\nnoon-midnight\n12:00-12:00\nx\nx",
    ];
    seeds.entry("clock_hours").or_default().extend(cells.map(|text| text.as_bytes().to_vec()));
}

/// By the parser that they are for.
const SHORT: [(u8, &str); 36] = [
    (0, "2000000000015"),
    (0, "0 88537 01384 05"),
    (0, "cap:5"),
    (0, "exact"),
    (1, "USD 12.34"),
    (1, "KWD1.234"),
    (1, "JPY 1000000000000000"),
    (2, "2026-11-21T17:40:00Z"),
    (2, "2026-11-21T11:40:00.999999999-06:00"),
    (2, "2026-11-21"),
    (2, "America/Chicago"),
    (2, "europe/berlin"),
    (3, "head"),
    (3, "m/00112233445566778899aabbccddeeff"),
    (3, "n/4"),
    (3, "i/1f"),
    (3, "s/2"),
    (3, "1abc"),
    (3, "ffeeddccbbaa99887766554433221100"),
    (4, "com.example"),
    (4, "Hablamos Español & Trade-In"),
    (4, " 200 & co/ü "),
    (
        5,
        "179.99 USD\t99.00 USD\t2026-11-20T00:00-0600/2026-11-30T00:00-0600\thttps://a.example/\t2000000000015",
    ),
    (5, "1.299,00 EUR\tEUR 999\t2026-11-20/2026-11-29\twww.example.com\t88"),
    (5, "1'299.00 CHF\t1 KWD\t2026-11-20 13:00 2026-11-30 24:00\thttp://a.b;http://c.d\t"),
    (5, "15,00 EUR\t\tnull/..\tmailto:a@b.c\t"),
    (6, "5\tin stock\t679.00 EUR\t543.20 EUR\t2026-11-20T00:00-06/\tbuy\tsame day\tAisle 7"),
    (6, "0\tout_of_stock\t\t\t\tship to store\tmulti-week\t"),
    (6, "-1\tlimited availability\t\t1 USD\t2026-11-20/2026-11-19\treserve\t6-day\t"),
    (
        6,
        "1e3\ton display to order\t5 USD\t4 USD\t2026-12-01T10:00,2026-12-02T10:00\tnot supported\tnext day\t",
    ),
    (7, "872624caeffffff"),
    (7, "84754E7FFFFFFFF"),
    (7, "text/html, application/geo+json;q=0.9, */*;q=0.1"),
    (7, "application/ld+json; q=0"),
    (7, "geojson"),
    (7, "*/*"),
];

fn short(seeds: &mut Seeds) {
    let input = |(kind, text): (u8, &str)| [&[kind], text.as_bytes()].concat();
    seeds.entry("texts").or_default().extend(SHORT.map(input));
}
