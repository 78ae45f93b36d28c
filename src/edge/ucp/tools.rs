//! The tools, as `tools/list` gives them: what goes in and what comes out, as JSON Schema.
//!
//! It is written once and never parsed here; a test holds it against the protocol's own schemas.

/// A point.
macro_rules! geo {
    () => {
        r#"{"type":"object","required":["latitude","longitude"],"properties":{"latitude":{"type":"number","minimum":-90,"maximum":90},"longitude":{"type":"number","minimum":-180,"maximum":180}}}"#
    };
}

/// What search and look-up have in common; with a comma after it.
macro_rules! predicates {
    () => {
        concat!(
            r#""distance":{"type":"object","description":"Within so many metres of a point, along the geodesic","required":["center","max"],"properties":{"center":"#,
            geo!(),
            r#","max":{"type":"number","minimum":0,"maximum":500000}}},"serves":{"type":"object","description":"Delivers to a point or an address","minProperties":1,"maxProperties":1,"properties":{"point":"#,
            geo!(),
            r#","address":{"type":"object","properties":{"address_country":{"type":"string","description":"ISO 3166-1 alpha-2"},"address_region":{"type":"string"},"postal_code":{"type":"string"}}}}},"filters":{"type":"object","properties":{"hours":{"type":"object","required":["open_at"],"properties":{"open_at":{"type":"string","format":"date-time"}}},"amenities":{"type":"array","items":{"type":"string"},"description":"All of these ids, such as dev.ucp.amenity.parking"},"items":{"type":"array","minItems":1,"maxItems":16,"uniqueItems":true,"items":{"type":"string","minLength":1},"description":"All of these items in stock there"}}},"context":{"type":"object"},"signals":{"type":"object"},"#
        )
    };
}

/// A tool: its name, what it does, what a request must have, and what only it has.
macro_rules! tool {
    ($name:literal, $what:literal, $required:literal, $own:literal, $inputs:literal) => {
        concat!(
            r#"{"name":""#,
            $name,
            r#"","description":""#,
            $what,
            r#"","annotations":{"readOnlyHint":true},"inputSchema":{"type":"object","required":["meta","location"],"properties":{"meta":{"type":"object","required":["ucp-agent"],"properties":{"ucp-agent":{"type":"object","required":["profile"],"properties":{"profile":{"type":"string","format":"uri","description":"The platform's UCP profile"}}},"idempotency-key":{"type":"string"}}},"location":{"type":"object","required":["#,
            $required,
            r#"],"properties":{"#,
            predicates!(),
            $own,
            r#"}}}},"outputSchema":{"type":"object","required":["ucp"],"anyOf":[{"required":["locations"]},{"required":["messages"]}],"properties":{"ucp":{"type":"object","required":["version"]},"locations":{"type":"array","items":{"type":"object","required":["id","name""#,
            $inputs,
            r#"],"properties":{"id":{"type":"string"},"name":{"type":"string"},"address":{"type":"object"},"geo":"#,
            geo!(),
            r#","amenities":{"type":"object"},"timezone":{"type":"string"},"hours":{"type":"array","items":{"type":"object","required":["day","opens","closes"]}},"exception_hours":{"type":"array","items":{"type":"object","required":["valid_from","valid_through"]}}}}},"pagination":{"type":"object","required":["has_next_page"]},"messages":{"type":"array","items":{"type":"object","required":["type","content"]}}}}}"#
        )
    };
}

/// The result of `tools/list`.
pub const TOOLS: &str = concat!(
    r#"{"tools":["#,
    tool!(
        "search_locations",
        "Stores by distance, delivery area, opening hours, services and stock; {} lists any.",
        "",
        r#""query":{"type":"string","description":"Words of a store's name, address, kind or services"},"pagination":{"type":"object","properties":{"cursor":{"type":"string"},"limit":{"type":"integer","minimum":1}}}"#,
        ""
    ),
    ",",
    tool!(
        "lookup_locations",
        "Stores by their ids, 30 at most, narrowed by the same conditions.",
        r#""ids""#,
        r#""ids":{"type":"array","minItems":1,"items":{"type":"string"}}"#,
        r#","inputs""#
    ),
    "]}"
);
