//! The crate as its users see it.

mod chains;
mod corpus;
mod diagnostics;
mod reference;
mod roundtrip;
mod soup;
