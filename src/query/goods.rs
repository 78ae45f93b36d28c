//! What stores have, as it is shown: rows, items, a few words, and where to buy.

use super::question::Question;
use super::reply::{Action, ItemShown, PickupShown, StockShown};
use super::shop::Goods;
use super::wares::Had;
use crate::item::{Availability, Money};
use crate::nearest::Hit;
use crate::snapshot::{ItemRecord, Manifest};
use crate::time::UtcSeconds;
use rustc_hash::FxHashMap;
use std::fmt::Write;

/// So few left are counted in words.
const FEW: u32 = 5;

/// The goods of an answer, ready to be shown.
pub(super) struct Counter<'a> {
    goods: &'a Goods,
    items: FxHashMap<u32, ItemRecord<'a>>,
    at: UtcSeconds,
    as_of: &'a [UtcSeconds],
}

impl<'a> Counter<'a> {
    /// `None` where nothing is wished for.
    pub(super) fn of(
        question: &'a Question,
        goods: Option<&'a Goods>,
        manifest: &'a Manifest,
    ) -> Option<Self> {
        let goods = goods?;
        let record = |item: &'a super::Item| Some((item.code, item.record()?));
        Some(Self {
            goods,
            items: goods.items.iter().filter_map(record).collect(),
            at: question.at,
            as_of: &manifest.catalogue.as_of,
        })
    }

    /// The items, in the order in which they were asked for or found.
    pub(super) fn items(&self) -> Vec<ItemShown<'a>> {
        let records = self.goods.items.iter().filter_map(|item| self.items.get(&item.code));
        let shown = |item: &ItemRecord<'a>| ItemShown {
            id: item.id,
            title: item.title,
            brand: item.brand,
            image: item.image,
            link: item.link,
        };
        records.map(shown).collect()
    }

    /// What a store has, in the order in which it is told.
    pub(super) fn had(&self, hit: &'a Hit) -> Vec<Had<'a>> {
        self.goods.wares.had(hit)
    }

    /// What it has, as it is shown; `None` where a page with the name of an item was lost.
    pub(super) fn stock(&self, hit: &'a Hit, had: &[Had<'a>]) -> Option<Vec<StockShown<'a>>> {
        had.iter().map(|had| self.row(hit, *had)).collect()
    }

    fn row(&self, hit: &'a Hit, Had { code, row, ready }: Had<'a>) -> Option<StockShown<'a>> {
        let zone = hit.leaf.hours(hit.row).map(|hours| hours.zone);
        let text = |at: UtcSeconds| zone.map_or_else(|| at.to_rfc3339(), |zone| zone.rfc3339(at));
        let sale = row.price.and_then(|price| price.sale_at(self.at).map(|sale| (price, sale)));
        let as_of = self.as_of.get(usize::from(row.source)).copied().unwrap_or(self.at);
        Some(StockShown {
            item: self.items.get(&code)?.id,
            availability: row.availability,
            quantity: row.quantity,
            price: row.price.map(|price| price.regular().into()),
            sale_price: sale.map(|(price, _)| price.at(self.at).into()),
            sale_until: sale.and_then(|(_, sale)| sale.window.until()).map(text),
            pickup: row
                .pickup
                .map(|pickup| PickupShown { method: pickup.method, ready_at: ready.map(text) }),
            aisle: (!row.aisle.is_empty()).then_some(row.aisle),
            as_of: as_of.to_rfc3339(),
        })
    }

    /// ` · 2 left · $33.59`, ` · 3 items · $120.00`: after the line of the store.
    pub(super) fn write_words(&self, line: &mut String, had: &[Had<'_>]) {
        let Some(first) = had.first() else { return };
        line.push_str(" · ");
        let price = if self.goods.wares.needs.len() > 1 && had.len() > 1 {
            let _ = write!(line, "{} items", had.len());
            self.total(had)
        } else {
            write_state(line, first);
            first.row.price.map(|price| price.at(self.at))
        };
        if let Some(price) = price {
            line.push_str(" · ");
            write_short(line, price);
        }
    }

    /// What all pieces cost, where they are of one currency.
    fn total(&self, had: &[Had<'_>]) -> Option<Money> {
        let cost = |had: &Had<'_>| {
            let need = self.goods.wares.needs.iter().find(|need| need.codes.contains(&had.code))?;
            let price = had.row.price?.at(self.at);
            Some(Money { minor: price.minor.saturating_mul(need.pieces.into()), ..price })
        };
        let sum = |a: Money, b: Money| {
            (a.currency == b.currency)
                .then(|| Money { minor: a.minor.saturating_add(b.minor), ..a })
        };
        let mut costs = had.iter().map(cost);
        let first = costs.next()??;
        costs.try_fold(first, |a, b| sum(a, b?))
    }

    /// Where items are sold, by their numbers.
    pub(super) fn links(&self) -> impl Iterator<Item = (u32, Action)> {
        let sold = self.items.iter().filter(|(_, item)| super::actions::is_web(item.link));
        sold.map(|(code, item)| (*code, Action { rel: "buy", href: item.link.to_owned() }))
    }
}

fn write_state(line: &mut String, had: &Had<'_>) {
    let state = match (had.row.availability, had.row.quantity) {
        (Availability::OutOfStock, _) => "out of stock",
        (Availability::OnDisplayToOrder, _) => "on display, to order",
        (_, Some(quantity)) if quantity < FEW => {
            let _ = write!(line, "{quantity}");
            " left"
        }
        (Availability::Limited, _) => "few left",
        (Availability::InStock, _) => "in stock",
    };
    line.push_str(state);
}

/// `$33.59`, `1500 XOF`.
fn write_short(line: &mut String, price: Money) {
    let (sign, code) = match price.currency.as_str() {
        "USD" => ("$", ""),
        "EUR" => ("€", ""),
        "GBP" => ("£", ""),
        "JPY" => ("¥", ""),
        code => ("", code),
    };
    let space = if code.is_empty() { "" } else { " " };
    for part in [sign, &price.amount(), space, code] {
        line.push_str(part);
    }
}
