//! A question in, a reply out, over any source of pages.

mod actions;
mod answer;
mod cursor;
mod headline;
mod hours;
mod question;
pub mod reply;
mod source;
mod speculate;
mod view;

pub use answer::{Answer, AnswerError, PageLost, Place, answer, find_store};
pub use cursor::Cursor;
pub use hours::{DailyHours, ExceptionHours, ShownHours, shown};
pub use question::{
    DEFAULT_LIMIT, DEFAULT_RADIUS_M, Detail, MAX_LIMIT, MAX_RADIUS_M, Origin, Question, Units,
};
pub use source::{PageSource, run};
pub use speculate::{GUESSES, likely_regions};
pub use view::{location, open_now, reply, snapshot, valid_until};
