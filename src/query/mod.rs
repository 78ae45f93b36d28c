//! A question in, a reply out, over any source of pages.

mod actions;
mod answer;
mod card;
mod cursor;
mod demands;
mod goods;
mod headline;
mod hours;
mod locate;
mod places;
mod polygon;
mod question;
mod region;
pub mod reply;
mod serves;
mod shop;
mod source;
mod speculate;
mod split;
mod view;
mod walk;
mod wares;
mod wish;
mod written;

pub use answer::{Answer, AnswerError, PageLost, Place, answer, find_store};
pub use card::{ActionText, Card, CardKey, Cards, LocationText};
pub use cursor::Cursor;
pub use demands::{Demands, telling_words};
pub use hours::{DailyHours, ExceptionHours, ShownHours, shown};
pub use locate::{LocateError, Looked, locate, look_up};
pub use places::{Meant, PlaceShown, PlacesReply, completions, meant};
pub use question::{
    DEFAULT_LIMIT, DEFAULT_RADIUS_M, Detail, MAX_LIMIT, MAX_PRICE_RADIUS_M, MAX_RADIUS_M, Origin,
    Question, Units,
};
pub use serves::{Locality, Target, Unjudged};
pub use shop::{Goods, Item};
pub use source::{PageSource, run};
pub use speculate::{GUESSES, Guess, guesses};
pub use view::{
    location, locations, open_now, protocol_location, reply, reply_of_cards, snapshot, valid_until,
};
pub use wares::{Had, Need, Wares};
pub use wish::{Amount, MAX_ITEMS, MAX_PIECES, Wanted, What, Wish, Words};
pub use written::has_words;
