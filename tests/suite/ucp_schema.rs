//! The protocol's own schemas, held by a validator that is none of ours: Python's `jsonschema`. Where
//! the schemas or the validator are missing, a test says so and passes.

use serde_json::Value;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

pub const SEARCH_REQUEST: &str = "common/location_search.json#/$defs/search_request";
pub const SEARCH_RESPONSE: &str = "common/location_search.json#/$defs/search_response";
pub const LOOKUP_REQUEST: &str = "common/location_lookup.json#/$defs/lookup_request";
pub const LOOKUP_RESPONSE: &str = "common/location_lookup.json#/$defs/lookup_response";
pub const ERROR: &str = "common/types/error_response.json";
pub const BUSINESS: &str = "profile.json#/$defs/business_schema";
pub const PLATFORM: &str = "profile.json#/$defs/platform_schema";
pub const CALL: &str = "transports/mcp_tool_call.json#/$defs/request";
pub const RESULT: &str = "transports/mcp_tool_call.json#/$defs/response";
pub const RPC_ERROR: &str = "transports/jsonrpc.json#/$defs/error_response";

/// The folder of the protocol: beside that of `NIGH_DATA`, else `../shared/ucp` beside the project.
pub fn folder() -> Option<PathBuf> {
    let data = std::env::var_os("NIGH_DATA").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data"),
        PathBuf::from,
    );
    let folder = data.join("../ucp");
    let is_there = folder.join("schemas/ucp.json").is_file();
    if !is_there {
        println!("skipped: {} is missing (NIGH_DATA names the folder beside it)", folder.display());
    }
    is_there.then_some(folder)
}

/// What is wrong with values by their definitions: of which value, and what.
pub fn faults(values: &[(&str, &Value)]) -> Option<Vec<(usize, String)>> {
    let folder = folder()?;
    let knows = Command::new("python3").args(["-c", "import jsonschema, referencing"]).output();
    if !knows.is_ok_and(|ran| ran.status.success()) {
        println!("skipped: python3 with jsonschema is missing");
        return None;
    }
    let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/suite/ucp_schemas.py");
    let mut python = Command::new("python3")
        .arg(script)
        .arg(folder.join("schemas"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = python.stdin.take().unwrap();
    let lines: Vec<String> =
        values.iter().map(|pair| serde_json::to_string(pair).unwrap() + "\n").collect();
    let writer = std::thread::spawn(move || {
        lines.iter().try_for_each(|line| input.write_all(line.as_bytes())).unwrap();
    });
    let ran = python.wait_with_output().unwrap();
    writer.join().unwrap();
    assert!(ran.status.success(), "the validator failed");
    let told = String::from_utf8(ran.stdout).unwrap();
    let named = |line: &str| {
        let (number, fault) = line.split_once(' ').unwrap();
        let number: usize = number.parse().unwrap();
        let (definition, value) = values[number];
        let text: String = value.to_string().chars().take(600).collect();
        (number, format!("{definition}: {fault}\n    {text}"))
    };
    Some(told.lines().map(named).collect())
}

/// That values are valid; `false` where nobody could tell.
pub fn assert_valid(values: &[(&str, &Value)]) -> bool {
    let Some(faults) = faults(values) else { return false };
    assert!(
        faults.is_empty(),
        "{} faults:\n{}",
        faults.len(),
        faults.iter().take(10).map(|(_, fault)| fault.as_str()).collect::<Vec<_>>().join("\n")
    );
    true
}
