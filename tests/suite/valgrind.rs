//! Instructions counted, where there is valgrind.

use std::ffi::OsStr;
use std::process::Command;

/// Instructions of one pass of a test of this binary, once all is in memory: those of two passes
/// less those of one. `times` is the variable that tells the test how many to make. `None` without
/// valgrind.
pub fn instructions(test: &str, times: &str, env: (&str, &OsStr)) -> Option<u64> {
    let collected = |count: usize| {
        let mut valgrind = Command::new("valgrind");
        valgrind.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]);
        valgrind.arg(std::env::current_exe().unwrap());
        valgrind.args([test, "--exact", "--test-threads=1"]);
        valgrind.env(env.0, env.1).env(times, count.to_string());
        let output = valgrind.output().ok()?;
        let report = String::from_utf8_lossy(&output.stderr).into_owned();
        let count = report.lines().find_map(|line| line.split_once("Collected : ")?.1.parse().ok());
        let count: u64 = count.unwrap_or_else(|| panic!("valgrind says: {report}"));
        Some(count)
    };
    let Some((once, twice)) = collected(1).zip(collected(2)) else {
        println!("skipped: instructions (there is no valgrind)");
        return None;
    };
    Some(twice - once)
}
