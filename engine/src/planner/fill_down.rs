//! `filldown`: repeat the last value where one is missing.

use taffrail_query_lang::ast::FieldRef;
use taffrail_query_lang::command::FillDown;
use taffrail_query_lang::{Code, Diagnostic, Spanned};

use super::Step;
use super::expr::ExprPlanner;
use super::names::Columns;
use super::pipeline::Pipeline;
use super::window::{Window, last_so_far};
use crate::dynamic::Value;

/// Fills missing values with the last one before them, in the order of the rows: as asked for,
/// else oldest first. Without names this goes for all columns that are shown.
pub(super) fn fill_down(pipeline: &mut Pipeline, command: &FillDown) -> Step {
    pipeline.settle()?;
    let mut columns: Columns = Vec::new();
    if command.names.is_empty() {
        columns = pipeline.shown();
    }
    for name in &command.names {
        for (name, value) in named(pipeline, name)? {
            if !columns.iter().any(|(known, _)| *known == name) {
                columns.push((name, value));
            }
        }
    }
    let window = Window::over(pipeline.order_of_sequence());
    let (names, values): (Vec<String>, Vec<Value>) = columns.into_iter().unzip();
    let asked: Vec<_> = values
        .into_iter()
        .map(|value| (value, last_so_far))
        .collect();
    let values = window.add_values(pipeline, "last", &asked)?;
    let columns = names.into_iter().zip(values).collect();
    pipeline.define(columns)?;
    Ok(())
}

/// The columns that a name means, in which `*` stands for any characters. Without a `*` it may
/// also be a field that no command made a column of.
fn named(pipeline: &Pipeline, name: &Spanned<String>) -> Step<Columns> {
    if !name.value.contains('*') {
        let path = name.value.clone();
        let field = FieldRef::new(path);
        let value = ExprPlanner::new(pipeline).field(&field, name.span)?;
        return Ok(vec![(field.path, value)]);
    }
    let made: Vec<&str> = pipeline.names().collect();
    let shown = pipeline.shown();
    let made = made
        .into_iter()
        .filter_map(|name| Some((name.to_owned(), pipeline.resolve(name)?)));
    let matching: Columns = shown
        .iter()
        .cloned()
        .chain(made)
        .filter(|(column, _)| matches(&name.value, column))
        .collect();
    if matching.is_empty() {
        return Err(nothing(pipeline, name, &shown).into());
    }
    Ok(matching)
}

fn nothing(pipeline: &Pipeline, name: &Spanned<String>, shown: &[(String, Value)]) -> Diagnostic {
    let names: Vec<String> = shown.iter().map(|(name, _)| format!("`{name}`")).collect();
    let names = names.join(", ");
    let help = if pipeline.events {
        format!("the columns here are {names}: add others with `fields` before it")
    } else {
        format!("the columns here are {names}")
    };
    let message = format!("no column matches `{}`", name.value);
    Diagnostic::error(Code::UnknownColumn, message)
        .label(name.span, "matches nothing")
        .help(help)
}

/// Whether a name is as a pattern says, in which `*` stands for any characters, also for none.
fn matches(pattern: &str, name: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else {
        return pattern == name;
    };
    let Some(mut name) = name.strip_prefix(first) else {
        return false;
    };
    let mut pieces: Vec<&str> = rest.split('*').collect();
    let last = pieces.pop().unwrap_or_default();
    for piece in pieces {
        match name.find(piece) {
            Some(at) => name = &name[at + piece.len()..],
            None => return false,
        }
    }
    name.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn stars_stand_for_any_characters() {
        for (pattern, name) in [
            ("*", ""),
            ("*", "a.b"),
            ("cpu*", "cpu"),
            ("cpu*", "cpuUser"),
            ("*.id", "user.id"),
            ("a*b*c", "abc"),
            ("a*b*c", "axxbxbxc"),
            ("*b*", "abc"),
        ] {
            assert!(matches(pattern, name), "{pattern} {name}");
        }
        for (pattern, name) in [
            ("cpu*", "Cpu"),
            ("cpu*", "acpu"),
            ("*.id", "user.ids"),
            ("a*a", "a"),
            ("a*b*c", "acb"),
        ] {
            assert!(!matches(pattern, name), "{pattern} {name}");
        }
    }
}
