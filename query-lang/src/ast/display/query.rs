//! A query inside of another one.

use std::fmt::{self, Display, Formatter};

use crate::ast::Query;

/// The query in brackets, on one line.
pub(crate) struct Nested<'a>(pub(crate) &'a Query);

impl Display for Nested<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("(")?;
        for (index, command) in self.0.commands.iter().enumerate() {
            let pipe = if index == 0 { "" } else { " | " };
            write!(f, "{pipe}{}", command.value)?;
        }
        f.write_str(")")
    }
}
