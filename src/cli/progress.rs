//! How far a long step is: a bar on a terminal, one plain line in a pipe.

use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal as _;

/// A step of known length.
#[derive(Debug)]
pub struct Progress(Option<ProgressBar>);

impl Progress {
    /// Begins a step of `total` parts, on standard error.
    pub fn begin(what: &str, total: usize) -> Self {
        Self::bar(what, total, "{msg} {wide_bar} {human_pos}/{human_len}")
    }

    /// Begins a step of `total` bytes, on standard error.
    pub fn bytes(what: &str, total: usize) -> Self {
        Self::bar(what, total, "{msg} {wide_bar} {bytes}/{total_bytes}")
    }

    fn bar(what: &str, total: usize, template: &str) -> Self {
        if !std::io::stderr().is_terminal() {
            eprintln!("{what}");
            return Self(None);
        }
        let style =
            ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
        let bar = ProgressBar::new(u64::try_from(total).unwrap_or(u64::MAX)).with_style(style);
        Self(Some(bar.with_message(what.to_owned())))
    }

    /// Begins a step of unknown length.
    pub fn wait(what: &str) -> Self {
        if !std::io::stderr().is_terminal() {
            eprintln!("{what}");
            return Self(None);
        }
        let spinner = ProgressBar::new_spinner().with_message(what.to_owned());
        spinner.enable_steady_tick(std::time::Duration::from_millis(100));
        Self(Some(spinner))
    }

    /// So many parts are done, in all.
    pub fn reach(&self, done: u64) {
        if let Some(bar) = &self.0 {
            bar.set_position(done);
        }
    }

    /// One more part is done.
    pub fn step(&self) {
        if let Some(bar) = &self.0 {
            bar.inc(1);
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}

/// `1 page`, `2 pages`.
pub fn count(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", grouped(number))
}

/// `1,234,567`.
pub fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() * 4 / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_in_threes() {
        for (number, text) in [(0, "0"), (999, "999"), (1_000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(grouped(number), text);
        }
        assert_eq!(count(1, "page"), "1 page");
        assert_eq!(count(1_600, "page"), "1,600 pages");
    }
}
