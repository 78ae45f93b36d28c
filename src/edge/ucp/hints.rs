//! What a request says beside its question: `context` and `signals`. Held against the protocol's
//! schema, and not used: stores are the same for everybody, and hints never stand for a predicate.

use super::asked::{all_texts, is_any_twice, object, optional_text, text};
use super::json::Json;
use super::names::is_reverse_domain;
use super::refusal::Refusal;

/// Texts of a context.
const TEXTS: [&str; 7] = [
    "address_country",
    "address_region",
    "postal_code",
    "location",
    "intent",
    "language",
    "currency",
];

/// Says what is wrong with them.
pub fn check(body: &Json<'_>) -> Result<(), Refusal> {
    if let Some(context) = body.get("context") {
        check_context(context)?;
    }
    let Some(signals) = body.get("signals") else { return Ok(()) };
    for (name, _) in object(signals, "signals")? {
        if !is_reverse_domain(name) {
            return Err(no_domain("signals"));
        }
    }
    for name in ["dev.ucp.buyer_ip", "dev.ucp.user_agent"] {
        optional_text(signals, name, "signals")?;
    }
    Ok(())
}

fn check_context(context: &Json<'_>) -> Result<(), Refusal> {
    object(context, "context")?;
    for name in TEXTS {
        optional_text(context, name, "context")?;
    }
    if let Some(claims) = context.get("eligibility") {
        let claims = all_texts(claims, "context.eligibility")?;
        if !claims.iter().all(|claim| is_reverse_domain(claim)) {
            return Err(no_domain("context.eligibility"));
        }
        if is_any_twice(&claims) {
            return Err(Refusal::invalid("context.eligibility: one of them is there twice"));
        }
    }
    let Some(payment) = context.get("payment") else { return Ok(()) };
    let Json::List(entries) = payment else {
        return Err(Refusal::invalid("context.payment: it is not an array"));
    };
    for entry in entries {
        object(entry, "context.payment")?;
        let handler = entry.get("handler").unwrap_or(&Json::Null);
        if !is_reverse_domain(text(handler, "context.payment.handler")?) {
            return Err(no_domain("context.payment.handler"));
        }
        if let Some(types) = entry.get("types") {
            all_texts(types, "context.payment.types")?;
        }
    }
    Ok(())
}

fn no_domain(at: &str) -> Refusal {
    Refusal::at(at, "a name there is no domain backwards, such as com.example.name")
}
