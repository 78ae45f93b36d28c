//! From the query of a URL to a [`Wish`]: the parameters that only `/v1/buy` has.

use super::fields::{Fields, quoted};
use crate::item::{Currency, ItemId};
use crate::query::{Amount, MAX_ITEMS, MAX_PIECES, Wanted, What, Wish, Words};
use crate::words::Query;

/// The longest text of words, a category or a brand, in bytes.
pub(super) const MAX_WORDS_BYTES: usize = 200;

const STOCK: [(&str, bool); 2] = [("available", false), ("any", true)];

/// What is wished for; `None` has been faulted.
pub(super) fn wish(fields: &mut Fields<'_>) -> Option<Wish> {
    let what = what(fields);
    let split = fields.flag("split");
    let any_stock = fields.choice("stock", &STOCK).unwrap_or(false);
    if split && fields.has("q") {
        fields.fault("split", "is for baskets of item, not for words");
    }
    let max_price = amount(fields);
    let currency = currency(fields);
    Some(Wish { what: what?, split, any_stock, max_price, currency })
}

/// Items or words: one of the two.
fn what(fields: &mut Fields<'_>) -> Option<What> {
    let items = basket(fields);
    let words = words(fields);
    if fields.has("item") && fields.has("q") {
        fields.fault("q", "asks for words beside item; send either");
    }
    if !fields.has("item") && !fields.has("q") {
        fields.fault("item", "says what to buy, by id or GTIN; or send q, words");
    }
    if items.is_empty() { words.map(What::Words) } else { Some(What::Basket(items)) }
}

fn basket(fields: &mut Fields<'_>) -> Vec<Wanted> {
    let texts = fields.all("item");
    if texts.len() > MAX_ITEMS {
        fields.fault("item", format!("{} of them; at most {MAX_ITEMS}", texts.len()));
    }
    let mut items: Vec<Wanted> = Vec::new();
    for text in texts {
        match wanted(&text) {
            Ok(wanted) if items.iter().any(|known| known.name == wanted.name) => {
                let detail = format!("{} twice; for two pieces send ID*2", quoted(&wanted.name));
                fields.fault("item", detail);
            }
            Ok(wanted) => items.push(wanted),
            Err(why) => fields.fault("item", format!("{} {why}", quoted(&text))),
        }
    }
    items
}

/// `885370138405`, `885370138405*2`.
fn wanted(text: &str) -> Result<Wanted, String> {
    let (name, pieces) = match text.rsplit_once('*') {
        Some((name, text)) => (name, pieces(text.trim())),
        None => (text, Some(1)),
    };
    let pieces = pieces.ok_or_else(|| format!("does not end in * and 1 to {MAX_PIECES} pieces"))?;
    let name = ItemId::new(name)
        .ok_or_else(|| format!("is not an id of 1 to {} bytes", ItemId::MAX_BYTES))?;
    Ok(Wanted { name: name.as_str().to_owned(), pieces })
}

/// Digits alone: a plus sign, zeros before them and the like are a slip.
fn pieces(text: &str) -> Option<u32> {
    let is_plain = text.bytes().all(|b| b.is_ascii_digit()) && !text.starts_with('0');
    text.parse().ok().filter(|pieces| is_plain && (1..=MAX_PIECES).contains(pieces))
}

fn words(fields: &mut Fields<'_>) -> Option<Words> {
    let [text, category, brand] = ["q", "category", "brand"].map(|name| text(fields, name));
    for (name, given) in [("category", &category), ("brand", &brand)] {
        if given.is_some() && !fields.has("q") {
            fields.fault(name, "narrows q, which is not given");
        }
    }
    let text = text?;
    if let Err(error) = Query::new(&text) {
        fields.fault("q", format!("{}: {error}", quoted(&text)));
        return None;
    }
    Some(Words { text, category, brand })
}

pub(super) fn text(fields: &mut Fields<'_>, name: &str) -> Option<String> {
    let text = fields.one(name)?;
    if text.len() > MAX_WORDS_BYTES {
        fields.fault(name, format!("is longer than {MAX_WORDS_BYTES} bytes"));
        return None;
    }
    Some(text)
}

fn amount(fields: &mut Fields<'_>) -> Option<Amount> {
    let text = fields.one("max_price")?;
    let amount = Amount::new(&text);
    if amount.is_none() {
        fields.fault("max_price", format!("{} is not an amount such as 199.99", quoted(&text)));
    }
    amount
}

fn currency(fields: &mut Fields<'_>) -> Option<Currency> {
    let text = fields.one("currency")?;
    let currency = Currency::new(&text);
    if currency.is_none() {
        fields.fault("currency", format!("{} is not three letters such as USD", quoted(&text)));
    }
    currency
}
