//! Documents: what they say, that they are the same every time, and that nothing keeps them from print.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod credit_note;
mod csv;
mod invoice;
mod names;
mod pages;
mod world;
