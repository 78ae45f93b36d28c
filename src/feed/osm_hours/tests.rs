//! Shapes of the compiled form, and outcomes; what it means is in `tests/suite/hours_policy.rs`.
use super::*;
use crate::time::UtcSeconds;

#[test]
fn smoke() {
    let h = Horizon::around(UtcSeconds::parse("2026-01-01T00:00:00Z").unwrap(), 800).unwrap();
    let place = HolidayPlace::new("DE", None, None);
    for text in [
        "Mo-Fr 09:00-17:00",
        "Mo-Sa 09:00-20:00; PH off",
        "Apr-Oct Mo-Su 10:00-18:00; Nov-Mar Sa-Su 10:00-16:00",
    ] {
        let Outcome::Hours(s) = compile(text, &place, h).unwrap() else { panic!() };
        eprintln!("{text}: {} seasons {} exc", s.weeks().count(), s.exceptions().count());
    }
}
