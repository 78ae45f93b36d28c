//! What is shown of a store whoever asks: its parts, or the text that they were once written as.

use super::actions::actions;
use super::question::Detail;
use super::reply::{Action, Location};
use super::view::{self, Asked};
use crate::nearest::{Hit, PageKey};
use crate::place::Mode;
use crate::snapshot::{FormatError, Record};
use crate::time::Day;
use serde::{Serialize, Serializer};
use serde_json::value::{RawValue, to_raw_value};
use std::rc::Rc;

/// What a card is written for: two of the same key have the same text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CardKey {
    /// The store's page, by its contents.
    pub page: PageKey,
    /// The store's row there.
    pub row: u16,
    /// How much is shown.
    pub detail: Detail,
    /// How one goes there.
    pub mode: Mode,
    /// The store's date, and the last one that anybody knows hours of.
    pub days: (Day, Day),
}

/// What is shown of a store, as JSON.
#[derive(Debug)]
pub struct Card {
    location: Box<RawValue>,
    actions: Vec<Box<RawValue>>,
    country: String,
}

impl Card {
    /// Bytes that this takes in memory, roughly.
    pub fn weight(&self) -> usize {
        let actions: usize = self.actions.iter().map(|action| 16 + action.get().len()).sum();
        size_of::<Self>() + self.location.get().len() + actions
    }
}

/// Remembers cards, as many as it likes.
pub trait Cards {
    /// One that is remembered.
    fn get(&self, key: &CardKey) -> Option<Rc<Card>>;
    /// Remembers one.
    fn put(&self, key: CardKey, card: &Rc<Card>);
}

/// A store, in some style.
pub(super) struct Shown<L, A> {
    pub location: L,
    pub actions: Vec<A>,
}

/// How stores are shown.
pub(super) trait Style<'a> {
    type Location;
    type Action: Clone;

    fn show(
        &self,
        hit: &'a Hit,
        asked: Asked,
    ) -> Result<Shown<Self::Location, Self::Action>, FormatError>;

    /// An action that is not the store's own.
    fn action(action: Action) -> Result<Self::Action, FormatError>;

    /// ISO 3166-1 alpha-2; empty where unknown, or not shown.
    fn country(location: &Self::Location) -> &str;
}

/// In parts.
pub(super) struct InParts;

impl<'a> Style<'a> for InParts {
    type Location = Location<'a>;
    type Action = Action;

    fn show(&self, hit: &'a Hit, asked: Asked) -> Result<Shown<Location<'a>, Action>, FormatError> {
        let record = Record::of(&hit.leaf, hit.row)?;
        let is_pin = asked.detail == Detail::Pin;
        let geo = hit.leaf.place(hit.row).map(Into::into);
        let actions = if is_pin { Vec::new() } else { actions(geo, &record, asked.mode) };
        let location = view::location_of(&hit.leaf, hit.row, record, asked);
        Ok(Shown { location, actions })
    }

    fn action(action: Action) -> Result<Action, FormatError> {
        Ok(action)
    }

    fn country<'l>(location: &'l Location<'a>) -> &'l str {
        location.address.as_ref().map_or("", |address| address.address_country)
    }
}

/// As text, remembered.
pub(super) struct AsText<'c>(pub &'c dyn Cards);

impl<'a> Style<'a> for AsText<'_> {
    type Location = LocationText;
    type Action = ActionText;

    fn show(
        &self,
        hit: &'a Hit,
        asked: Asked,
    ) -> Result<Shown<LocationText, ActionText>, FormatError> {
        let Asked { detail, mode, horizon, .. } = asked;
        let today = hit.leaf.hours(hit.row).map_or(Day(0), |hours| hours.zone.local(asked.at).day);
        let days = (today, horizon.through);
        let key = CardKey { page: hit.page, row: hit.row, detail, mode, days };
        let card = if let Some(card) = self.0.get(&key) {
            card
        } else {
            let card = Rc::new(written(&InParts.show(hit, asked)?)?);
            self.0.put(key, &card);
            card
        };
        // Who buys is shown one more.
        let mut actions = Vec::with_capacity(card.actions.len() + 1);
        actions
            .extend((0..card.actions.len()).map(|index| ActionText::Of(Rc::clone(&card), index)));
        Ok(Shown { location: LocationText(card), actions })
    }

    fn action(action: Action) -> Result<ActionText, FormatError> {
        Ok(ActionText::Other(text(&action)?.into()))
    }

    fn country(location: &LocationText) -> &str {
        &location.0.country
    }
}

fn written(shown: &Shown<Location<'_>, Action>) -> Result<Card, FormatError> {
    Ok(Card {
        location: text(&shown.location)?,
        actions: shown.actions.iter().map(text).collect::<Result<_, _>>()?,
        country: InParts::country(&shown.location).to_owned(),
    })
}

fn text(of: &impl Serialize) -> Result<Box<RawValue>, FormatError> {
    to_raw_value(of).map_err(|_| FormatError::Body("what JSON cannot say"))
}

/// A location that was written before.
#[derive(Clone, Debug)]
pub struct LocationText(Rc<Card>);

impl Serialize for LocationText {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.0.location.serialize(to)
    }
}

/// An action that was written before.
#[derive(Clone, Debug)]
pub enum ActionText {
    /// One of a card's.
    Of(Rc<Card>, usize),
    /// One of many stores.
    Other(Rc<RawValue>),
}

impl Serialize for ActionText {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Of(card, index) => card.actions.get(*index).serialize(to),
            Self::Other(action) => action.serialize(to),
        }
    }
}
