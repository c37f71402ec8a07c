//! `{{name}}` in saved queries.

/// Length and name of a `{{name}}` at the start of `text`.
pub(crate) fn placeholder(text: &str) -> Option<(usize, &str)> {
    let inside = text.strip_prefix("{{")?;
    let end = inside.find("}}")?;
    let name = inside[..end].trim_matches(' ');
    is_parameter_name(name).then_some((end + 4, name))
}

/// Whether a parameter may be called so (reference 2.28).
fn is_parameter_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}
