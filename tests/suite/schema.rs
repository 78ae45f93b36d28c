//! Whether a value is what a JSON Schema says, as far as this project's schemas go.
//!
//! A keyword that is not known here is an error of the test: nothing is passed over in silence.

use serde_json::{Map, Value};

/// Keywords that say nothing about whether a value is valid.
const REMARKS: [&str; 5] = ["title", "description", "default", "example", "$schema"];
const FORMATS: [&str; 11] = [
    "date-time",
    "date",
    "uri",
    "double",
    "int32",
    "int64",
    "uint",
    "uint8",
    "uint16",
    "uint32",
    "uint64",
];

/// What is wrong with `value`, each fault with its place.
pub fn faults(document: &Value, schema: &Value, value: &Value) -> Vec<String> {
    let mut checker = Checker { document, faults: Vec::new() };
    checker.check(schema, value, "$");
    checker.faults
}

struct Checker<'a> {
    document: &'a Value,
    faults: Vec<String>,
}

impl Checker<'_> {
    fn check(&mut self, schema: &Value, value: &Value, at: &str) {
        let Some(rules) = schema.as_object() else {
            assert!(schema.is_boolean(), "{at}: {schema} is no schema");
            return self.expect(schema == &Value::Bool(true), at, "nothing is allowed here");
        };
        for (keyword, rule) in rules {
            if !REMARKS.contains(&keyword.as_str()) {
                self.keyword(keyword, rule, rules, value, at);
            }
        }
    }

    fn keyword(
        &mut self,
        keyword: &str,
        rule: &Value,
        rules: &Map<String, Value>,
        value: &Value,
        at: &str,
    ) {
        match keyword {
            "$ref" => {
                let target = resolve(self.document, rule.as_str().unwrap()).clone();
                self.check(&target, value, at);
            }
            "type" => {
                let types = rule.as_array().map_or(std::slice::from_ref(rule), Vec::as_slice);
                let fits = types.iter().any(|t| is_type(t.as_str().unwrap(), value));
                self.expect(fits, at, &format!("{value} is not of type {rule}"));
            }
            "const" => self.expect(rule == value, at, &format!("{value} is not {rule}")),
            "enum" => {
                let fits = rule.as_array().unwrap().contains(value);
                self.expect(fits, at, &format!("{value} is none of {rule}"));
            }
            "anyOf" | "oneOf" => self.alternatives(keyword, rule, value, at),
            "minimum" | "maximum" => self.bound(keyword, rule, value, at),
            "format" => self.format(rule.as_str().unwrap(), value, at),
            "minLength" | "maxLength" | "pattern" | "minItems" | "maxItems" => {
                self.size(keyword, rule, value, at);
            }
            _ => self.members(keyword, rule, rules, value, at),
        }
    }

    fn members(
        &mut self,
        keyword: &str,
        rule: &Value,
        rules: &Map<String, Value>,
        value: &Value,
        at: &str,
    ) {
        let members = value.as_object();
        let items = value.as_array().map_or(&[][..], Vec::as_slice);
        match keyword {
            "properties" => {
                for (name, schema) in rule.as_object().unwrap() {
                    if let Some(member) = members.and_then(|members| members.get(name)) {
                        self.check(schema, member, &format!("{at}.{name}"));
                    }
                }
            }
            "required" => {
                for name in rule.as_array().unwrap().iter().map(|name| name.as_str().unwrap()) {
                    let there = members.is_none_or(|members| members.contains_key(name));
                    self.expect(there, at, &format!("{name} is missing"));
                }
            }
            "additionalProperties" => {
                let known = rules.get("properties").and_then(Value::as_object);
                for (name, member) in members.into_iter().flatten() {
                    if known.is_none_or(|known| !known.contains_key(name)) {
                        self.check(rule, member, &format!("{at}.{name}"));
                    }
                }
            }
            "items" => {
                let tuple = rules.get("prefixItems").and_then(Value::as_array).map_or(0, Vec::len);
                for (i, item) in items.iter().enumerate().skip(tuple) {
                    self.check(rule, item, &format!("{at}[{i}]"));
                }
            }
            "prefixItems" => {
                for (i, (schema, item)) in rule.as_array().unwrap().iter().zip(items).enumerate() {
                    self.check(schema, item, &format!("{at}[{i}]"));
                }
            }
            _ => panic!("{at}: this test does not know the keyword {keyword}"),
        }
    }

    fn alternatives(&mut self, keyword: &str, rule: &Value, value: &Value, at: &str) {
        let each = rule.as_array().unwrap().iter().map(|one| faults(self.document, one, value));
        let each: Vec<Vec<String>> = each.collect();
        let fits = each.iter().filter(|faults| faults.is_empty()).count();
        let enough = if keyword == "oneOf" { fits == 1 } else { fits > 0 };
        self.expect(enough, at, &format!("{fits} of {keyword} fit: {each:?}"));
    }

    fn bound(&mut self, keyword: &str, rule: &Value, value: &Value, at: &str) {
        let Some(number) = value.as_f64() else { return };
        let bound = rule.as_f64().unwrap();
        let fits = if keyword == "minimum" { number >= bound } else { number <= bound };
        self.expect(fits, at, &format!("{number} is beyond the {keyword} of {bound}"));
    }

    fn format(&mut self, format: &str, value: &Value, at: &str) {
        assert!(FORMATS.contains(&format), "{at}: this test does not know the format {format}");
        let Some(text) = value.as_str() else { return };
        let fits = match format {
            "date-time" => text.contains('T') && text.parse::<jiff::Timestamp>().is_ok(),
            "date" => text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok(),
            "uri" => text.split_once(':').is_some_and(|(scheme, _)| !scheme.is_empty()),
            _ => false,
        };
        self.expect(fits, at, &format!("{text:?} is no {format}"));
    }

    fn size(&mut self, keyword: &str, rule: &Value, value: &Value, at: &str) {
        let chars = value.as_str().map(|text| text.chars().count() as u64);
        let items = value.as_array().map(|items| items.len() as u64);
        let bound = || rule.as_u64().unwrap();
        let fits = match keyword {
            "minLength" => chars.is_none_or(|n| n >= bound()),
            "maxLength" => chars.is_none_or(|n| n <= bound()),
            "minItems" => items.is_none_or(|n| n >= bound()),
            "maxItems" => items.is_none_or(|n| n <= bound()),
            // Patterns are asked of the parser itself.
            _ => true,
        };
        self.expect(fits, at, &format!("{value} and {keyword} {rule}"));
    }

    fn expect(&mut self, fits: bool, at: &str, otherwise: &str) {
        if !fits {
            self.faults.push(format!("{at}: {otherwise}"));
        }
    }
}

/// What a reference within the document names.
pub fn resolve<'a>(document: &'a Value, reference: &str) -> &'a Value {
    let pointer = reference.strip_prefix('#').expect("within the document");
    document.pointer(pointer).unwrap_or_else(|| panic!("{reference} names nothing"))
}

fn is_type(name: &str, value: &Value) -> bool {
    match name {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "number" => value.is_number(),
        "integer" => value.as_f64().is_some_and(|number| number.fract() == 0.0),
        _ => panic!("{name} is no type"),
    }
}
