//! Names and paths: bare, or in back-quotes.

use std::fmt::{self, Display, Formatter, Write};

use crate::ast::FieldRef;
use crate::lexer::{is_reserved, is_segment_char};

/// The path, back-quoted when it must be.
impl Display for FieldRef {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        Name(&self.path).fmt(f)
    }
}

/// A name as it is typed: bare, or in back-quotes.
pub(crate) struct Name<'a>(pub(crate) &'a str);

impl Display for Name<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let name = self.0;
        let bare = !name.starts_with(|c: char| c.is_ascii_digit())
            && name.split('.').all(is_bare_segment)
            && !is_reserved(name.split('.').next().unwrap_or(name));
        if bare {
            return f.write_str(name);
        }
        // As the reference writes it: @`aws.tag.aws:stack`.
        match name.strip_prefix('@') {
            Some(rest) if !rest.is_empty() => {
                f.write_char('@')?;
                back_quoted(f, rest)
            }
            _ => back_quoted(f, name),
        }
    }
}

pub(super) fn is_bare_segment(segment: &str) -> bool {
    !segment.is_empty() && segment.chars().all(is_segment_char)
}

pub(super) fn back_quoted(f: &mut Formatter<'_>, name: &str) -> fmt::Result {
    write!(f, "`{}`", name.replace('\\', r"\\").replace('`', r"\`"))
}
