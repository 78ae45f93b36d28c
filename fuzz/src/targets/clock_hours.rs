//! Hours by the clock: the cells of a row of Google's sheet, a line each.

use super::feeds::{self, NOW, SIX_WEEKS};
use super::input::Input;
use nigh::feed::Format;

const HEADER: &str = "Store code,Time zone,Latitude,Longitude,Sunday hours,Monday hours,\
    Tuesday hours,Wednesday hours,Thursday hours,Friday hours,Saturday hours,Special hours,\
    Opening date";

/// Sunday first; then special hours, and the date of opening.
pub fn run(data: &[u8]) {
    let mut cells = Input(data);
    let mut sheet = format!("{HEADER}\n1,America/Chicago,44.98,-93.27").into_bytes();
    for _ in 0..9 {
        sheet.extend(b",\"");
        let cell = cells.line().iter().flat_map(|byte| match byte {
            b'"' => [*byte, *byte].into_iter().take(2),
            _ => [*byte, *byte].into_iter().take(1),
        });
        sheet.extend(cell);
        sheet.push(b'"');
    }
    let (listings, _) = feeds::read(&[&sheet], Some(Format::Google));
    let Some(schedule) = listings.first().and_then(|listing| listing.hours.as_ref()) else {
        return;
    };
    let zone = nigh::feed::zones::zone("America/Chicago", SIX_WEEKS).expect("a zone");
    let span = schedule.span(&zone, NOW, SIX_WEEKS.instants().end);
    assert_eq!(span.phase, schedule.phase(&zone, NOW));
}
