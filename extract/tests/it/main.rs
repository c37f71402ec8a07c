//! The crate as its users see it.

mod check;
mod contract;
mod elements;
mod inflate;
mod random;
mod records;
mod reference;
