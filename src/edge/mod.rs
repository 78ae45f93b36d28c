//! HTTP: requests in, responses out; and the Worker that carries them.
//!
//! Everything but `runtime` is plain Rust over two small seams, [`http::Request`] and
//! [`Values`], and runs natively in tests and in `nigh ask`. Only `runtime` names the crate
//! `worker`; it is compiled for the Worker alone, which spares native builds its two minutes.

mod accept;
#[cfg(any(target_arch = "wasm32", test))]
mod at_once;
mod fields;
mod geojson;
mod go;
mod html;
pub mod http;
mod jsonld;
pub mod memory;
#[cfg(not(target_arch = "wasm32"))]
pub mod openapi;
#[cfg(not(target_arch = "wasm32"))]
pub mod parameters;
pub mod params;
mod patience;
mod places;
mod problem;
mod reader;
mod route;
#[cfg(target_arch = "wasm32")]
mod runtime;
pub mod ucp;
mod values;
mod wish;

pub use accept::Format;
pub use patience::{Clock, Patient, QUESTION_MS, READ_MS};
pub use places::{DEFAULT_COMPLETIONS, PLACES};
pub use problem::{FieldError, Problem};
pub use route::{Health, StoreReply, handle, refresh};
pub use values::Values;
