//! Regular expressions, compiled once for each thread that works with them.

use std::cell::RefCell;
use std::collections::HashMap;

use regex::{Error, Regex};

/// How many a thread keeps: more than a query of any sense has.
const KEPT: usize = 64;

thread_local! {
    static COMPILED: RefCell<HashMap<String, Result<Regex, Error>>> = RefCell::default();
}

/// The compiled form of a pattern. A kernel is called once a batch, and a batch may be a handful of
/// events; threads do not share it, so that none waits for the other's scratch space.
///
/// # Errors
///
/// What `regex` says of the pattern.
pub(crate) fn compiled(pattern: &str) -> Result<Regex, Error> {
    COMPILED.with_borrow_mut(|compiled| {
        if let Some(regex) = compiled.get(pattern) {
            return regex.clone();
        }
        if compiled.len() >= KEPT {
            compiled.clear();
        }
        let regex = Regex::new(pattern);
        compiled.insert(pattern.to_owned(), regex.clone());
        regex
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_patterns_than_are_kept() {
        for _ in 0..2 {
            for number in 0..3 * KEPT {
                let regex = compiled(&format!("^{number}$")).expect("it is a pattern");
                assert!(regex.is_match(&number.to_string()));
                assert!(compiled(&format!("({number}")).is_err());
            }
        }
    }
}
