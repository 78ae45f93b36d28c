//! How feeds are read: spellings of headers, encodings, pieces, damage.

use super::*;

#[test]
fn headers_in_every_spelling() {
    for (what, header) in [
        ("Google's", "store_code\tid\tquantity\tsale_price_effective_date"),
        ("for people", "Store code\tID\tQuantity\tSale price effective date"),
        ("with a prefix", "g:store_code\tg:id\tg:quantity\tg:sale_price_effective_date"),
        ("old", "store code\titemid\tquantity\tsale price effective date"),
        ("shouted", "STORE_CODE\tITEM_ID\tQUANTITY\tSALE_PRICE_EFFECTIVE_DATE"),
        ("with spaces around", " store_code \t id\t quantity\t sale_price_effective_date "),
        ("after a mark", "\u{feff}store_code\tid\tquantity\tsale_price_effective_date"),
    ] {
        let shop = rows(header, &["berlin\tlamp\t3\t"]);
        assert_eq!(shop.stock("berlin", "lamp").quantity, Some(3), "{what}");
        assert!(!shop.notes().iter().any(|note| note.contains("Column")), "{what}");
    }
}

#[test]
fn a_bare_quote_is_a_letter() {
    let products = b"id\ttitle\tprice\n1\t\"Weird\" 32\" TV\t5 EUR\n2\t\"open\t6 EUR\n";
    let shop = shop(vec![], &[products], &[], 0);
    let titles: Vec<&str> = shop.stocked.items().iter().map(|item| &*item.title).collect();
    assert_eq!(titles, ["\"Weird\" 32\" TV", "\"open"]);
}

/// A source that gives a byte at a time.
struct Drip<'a>(&'a [u8]);

impl Read for Drip<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let (Some((first, rest)), Some(slot)) = (self.0.split_first(), buffer.first_mut()) else {
            return Ok(0);
        };
        (*slot, self.0) = (*first, rest);
        Ok(1)
    }
}

#[test]
fn it_does_not_matter_in_what_pieces_a_feed_comes() {
    let bad = include_bytes!("../../../../fixtures/bad/products.tsv");
    for (products, inventory) in
        [(PRODUCTS, INVENTORY), (PRODUCTS_XML, INVENTORY_XML), (&bad[..], INVENTORY)]
    {
        let whole = shop(stores(STORES), &[products], &[inventory], 1);
        let mut progress = |_| {};
        let mut feeds = StockFeeds::new(Report::default(), &mut progress);
        feeds.products("products", Drip(products));
        feeds.inventory("inventory", Drip(inventory));
        let (stocked, report) = feeds.join(&whole.listings, 1);
        assert_eq!(report, whole.report);
        assert_eq!(stocked.items(), whole.stocked.items());
        for store in 0..whole.listings.len() {
            assert!(stocked.at_store(store).eq(whole.stocked.at_store(store)));
        }
    }
}

#[test]
fn files_of_no_use_say_why() {
    let rss = |inside: &str| format!("<?xml version=\"1.0\"?>\n<rss><channel>{inside}");
    let item = "<item><g:id>1</g:id><g:store_code>berlin</g:store_code>";
    for (what, text, expected, rows) in [
        ("empty", String::new(), "0  EmptyFile", 0),
        ("white", " \r\n ".into(), "0  EmptyFile", 0),
        ("no rows", "store_code\tid\n\n".into(), "0  NoRows", 0),
        ("another table", "a,b\n1,2\n".into(), "1  NotAFeed", 0),
        ("a column short", "store_code\tquantity\n1\t2\n".into(), "1 id MissingColumn", 0),
        ("a page", "<html><body>503".into(), "1 html NotAFeed", 0),
        ("no items", rss("</channel></rss>"), "0  NoRows", 0),
        ("cut between items", rss("\n"), "3  InvalidXml", 0),
        ("cut in an item", rss(item), "2  InvalidXml", 1),
        (
            "a text without end",
            rss(&format!("<item><g:id>{}", "x".repeat(1_100_000))),
            "2  ReadFailed",
            1,
        ),
        (
            "no store",
            rss("<item><g:id>1</g:id></item></channel></rss>"),
            "2 store_code MissingKey",
            1,
        ),
        ("crossed", rss("<item><g:id>1</item></g:id>"), "2  InvalidXml", 1),
    ] {
        let shop = shop(three_stores(), &[], &[text.as_bytes()], 0);
        let notes = shop.notes();
        assert!(notes.contains(&expected.to_owned()), "{what}: {notes:?}");
        assert_eq!(shop.counts(), [rows, 0, 0, rows], "{what}");
        let is_broken = !expected.ends_with("NoRows") && !expected.ends_with("MissingKey");
        assert_eq!(shop.report.broken().count() == 1, is_broken, "{what}");
    }
}

#[test]
fn a_source_that_gives_out_is_told_of() {
    struct Failing;
    impl Read for Failing {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("the cable is out"))
        }
    }
    for rows in [0, 1, 1_000] {
        let mut progress = |_| {};
        let mut feeds = StockFeeds::new(Report::default(), &mut progress);
        let row = |n: u32| format!("item-{n}\tItem\n");
        let text: String = (0..rows).map(row).collect();
        let text = format!("id\ttitle\n{text}");
        feeds.products("cable", text.as_bytes().chain(Failing));
        let (stocked, report) = feeds.join(&[], 0);
        let lines = report.lines();
        assert!(lines[0].contains("the cable is out"), "{lines:?}");
        assert_eq!((report.broken().count(), report.is_balanced()), (1, true));
        assert_eq!(stocked.items().len() as u64, report.used());
    }
}

#[test]
fn feeds_are_read_however_they_are_saved() {
    let table = "id\ttitle\tprice\r\nlämp\tLämp\t5 EUR\r\n";
    let xml = "<rss><item><id>lämp</id><title>Lämp</title><price>5 EUR</price></item></rss>";
    let utf16 = |text: &str| -> Vec<u8> {
        "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
    };
    let latin = |text: &str| -> Vec<u8> {
        let text = format!("<?xml version='1.0' encoding='iso-8859-1'?>{text}");
        text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect()
    };
    for (what, bytes) in [
        ("a table in UTF-8", table.as_bytes().to_vec()),
        ("with a mark", ["\u{feff}", table].concat().into_bytes()),
        ("in UTF-16", utf16(table)),
        ("without carriage returns", table.replace('\r', "").into_bytes()),
        ("without an end", table.trim_end().as_bytes().to_vec()),
        ("XML", xml.as_bytes().to_vec()),
        ("XML in UTF-16", utf16(xml)),
        ("XML in Latin-1", latin(xml)),
        (
            "XML with a long comment first",
            format!("<!--{}-->{xml}", "x".repeat(5_000)).into_bytes(),
        ),
        ("CDATA", xml.replace("Lämp<", "<![CDATA[Lämp]]><").into_bytes()),
        ("references", xml.replace("Lämp<", "L&#xe4;mp<").into_bytes()),
    ] {
        let shop = shop(vec![], &[&bytes], &[], 0);
        let items: Vec<_> =
            shop.stocked.items().iter().map(|item| (item.id.as_str(), &*item.title)).collect();
        assert_eq!(items, [("lämp", "Lämp")], "{what}: {:?}", shop.notes());
        assert_eq!(shop.counts(), [1, 1, 0, 0], "{what}");
    }
}

/// Cut or damaged anywhere, a feed is read to where it breaks, and every row is accounted for.
#[test]
fn damage_anywhere_is_survived() {
    let stores = three_stores();
    let bad = include_bytes!("../../../../fixtures/bad/inventory.tsv");
    for (products, inventory) in [(PRODUCTS_XML, INVENTORY_XML), (PRODUCT, &bad[..])] {
        for place in (0..products.len().max(inventory.len())).step_by(5) {
            let cut = |bytes: &'static [u8]| bytes.get(..place).unwrap_or(bytes);
            shop(stores.clone(), &[cut(products)], &[cut(inventory)], 0);
            for damage in [b'<', b'\t', b'\n', b'\0', 0xff] {
                let mut damaged = inventory.to_vec();
                if let Some(byte) = damaged.get_mut(place) {
                    *byte = damage;
                }
                shop(stores.clone(), &[products], &[&damaged], 0);
            }
        }
    }
}
