//! Saved queries: `$Name(argument = value)` in a query is the text of a file.

use std::fs;
use std::path::{Path, PathBuf};

use taffrail_query_lang::command::SavedCall;
use taffrail_query_lang::parameters::Value;
use taffrail_query_lang::saved::{Parameter, calls, leading_pipe, parameters};
use taffrail_query_lang::{Code, Diagnostic, Span, Spanned, function};
use taffrail_query_lang::{parameters as placeholders, parse};

use crate::error::{Error, Result};
use crate::folder;

/// The ending of saved queries in folders.
const EXTENSION: &str = "iql";

/// How deep below a folder names are looked for, for help.
const DEPTH: usize = 8;

/// How deep saved queries may call each other.
const DEEPEST: usize = 32;

/// How many calls there may be in all: queries that call others twice double them.
const MOST_CALLS: usize = 1000;

/// A query with the texts of saved queries in the place of their calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Expanded {
    /// The text.
    pub(crate) text: String,
    /// Where the saved queries stand in it, outer ones before inner ones.
    pub(crate) parts: Vec<Part>,
}

/// A saved query in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Part {
    span: Span,
    name: String,
    path: PathBuf,
}

/// Replaces the calls in a query.
///
/// # Errors
///
/// [`Error::Query`] with what is wrong with a call, or with the text of a saved query.
pub(crate) fn expand(text: &str, folders: &[PathBuf]) -> Result<Expanded> {
    // Most queries call nothing; what is wrong with them is said when they are parsed.
    if !text.contains('$') || calls(text).is_empty() {
        return Ok(Expanded {
            text: text.to_owned(),
            parts: Vec::new(),
        });
    }
    let mut library = Library { folders, calls: 0 };
    library.expand(text, &mut Vec::new())
}

/// Says of which saved queries diagnostics are about, behind each of them.
pub(crate) fn with_notes(diagnostics: Vec<Diagnostic>, parts: &[Part]) -> Vec<Diagnostic> {
    let mut noted = Vec::with_capacity(diagnostics.len());
    for diagnostic in diagnostics {
        let part = diagnostic.span().and_then(|span| {
            let holds = |part: &&Part| part.span.start <= span.start && span.end <= part.span.end;
            parts.iter().rev().find(holds)
        });
        noted.push(diagnostic);
        noted.extend(part.map(|part| note(&part.name, &part.path)));
    }
    noted
}

fn note(name: &str, path: &Path) -> Diagnostic {
    let message = format!("this is in the saved query `{name}`, {}", path.display());
    Diagnostic::note(Code::InSavedQuery, message)
}

/// Saved queries being put in: the name and the file of each.
type Chain = Vec<(String, PathBuf)>;

struct Library<'a> {
    folders: &'a [PathBuf],
    /// How many calls were replaced.
    calls: usize,
}

impl Library<'_> {
    fn expand(&mut self, text: &str, chain: &mut Chain) -> Result<Expanded> {
        let mistake = |diagnostics: Vec<Diagnostic>, chain: &Chain| {
            let note = chain.last().map(|(name, path)| note(name, path));
            Error::Query {
                diagnostics: diagnostics.into_iter().chain(note).collect(),
                text: text.to_owned(),
            }
        };
        let query = parse(text).map_err(|diagnostics| mistake(diagnostics, chain))?;
        if query.commands.is_empty() {
            let diagnostic =
                Diagnostic::error(Code::DamagedSavedQuery, "the saved query holds no command");
            return Err(mistake(vec![diagnostic], chain));
        }
        let mut expanded = Expanded {
            text: String::new(),
            parts: Vec::new(),
        };
        let mut copied = 0;
        for call in calls(text) {
            let (path, saved) = self
                .read(&call, chain)
                .map_err(|diagnostic| mistake(vec![diagnostic], chain))?;
            self.calls += 1;
            if self.calls > MOST_CALLS {
                let message = format!("saved queries are called more than {MOST_CALLS} times");
                let diagnostic =
                    Diagnostic::error(Code::TooLong, message).label(call.span, "one too many");
                return Err(mistake(vec![diagnostic], chain));
            }
            chain.push((call.value.name.value.clone(), path.clone()));
            let inner = self.expand(&saved, chain)?;
            chain.pop();
            expanded.text.push_str(&text[copied..call.span.start]);
            copied = call.span.end;
            expanded.put(inner, &call.value.name.value, path);
        }
        expanded.text.push_str(&text[copied..]);
        Ok(expanded)
    }

    /// The file of a call, and its text with the arguments put in.
    fn read(
        &self,
        call: &Spanned<SavedCall>,
        chain: &Chain,
    ) -> Result<(PathBuf, String), Diagnostic> {
        let name = &call.value.name;
        let mut folders = self.folders.iter();
        let path = folders
            .find_map(|folder| {
                folder::file(folder, &name.value, EXTENSION).filter(|path| path.is_file())
            })
            .ok_or_else(|| self.unknown(name))?;
        if chain.len() >= DEEPEST || chain.iter().any(|(_, known)| *known == path) {
            return Err(circle(name, chain));
        }
        let text = fs::read_to_string(&path).map_err(|error| {
            Diagnostic::error(
                Code::DamagedSavedQuery,
                format!("the saved query `{}` cannot be read: {error}", name.value),
            )
            .label(name.span, path.display().to_string())
        })?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        let values = arguments(&call.value, &parameters(text), &path)?;
        let text = placeholders::expand_values(text, &values)
            .map_err(|diagnostic| Diagnostic::error(diagnostic.code, diagnostic.message))?;
        Ok((path, text))
    }

    fn unknown(&self, name: &Spanned<String>) -> Diagnostic {
        let known: Vec<String> = self
            .folders
            .iter()
            .flat_map(|folder| folder::names(folder, EXTENSION, DEPTH))
            .collect();
        let folders: Vec<String> = self
            .folders
            .iter()
            .map(|folder| folder.display().to_string())
            .collect();
        let (label, help) = if folders.is_empty() {
            let help = "`--saved FOLDER` says where saved queries lie: files `NAME.iql`";
            ("not a saved query".to_owned(), help.to_owned())
        } else {
            let names = known.iter().map(String::as_str);
            let help = match function::closest(&name.value, names) {
                Some(close) => format!("did you mean `{close}`?"),
                None if known.is_empty() => format!("save it as `{}.iql` there", name.value),
                None => format!("there are {}", listed(&known)),
            };
            (format!("no such file in {}", folders.join(", ")), help)
        };
        Diagnostic::error(
            Code::UnknownSavedQuery,
            format!("there is no saved query `{}`", name.value),
        )
        .label(name.span, label)
        .help(help)
    }
}

impl Expanded {
    /// Puts a saved query at the end of the text.
    fn put(&mut self, mut inner: Self, name: &str, path: PathBuf) {
        let start = self.text.len();
        // A pipe stands before the call already, or none is wanted.
        if let Some(pipe) = leading_pipe(&inner.text) {
            inner.text.replace_range(pipe.range(), " ");
        }
        let head = inner.text.len() - inner.text.trim_start().len();
        let text = &inner.text[head..];
        self.text.push_str(text.trim_end());
        // What follows must not become a part of a comment.
        if text
            .trim_end()
            .lines()
            .last()
            .is_some_and(|line| line.contains('#'))
        {
            self.text.push('\n');
        }
        self.parts.push(Part {
            span: Span::new(start, self.text.len()),
            name: name.to_owned(),
            path,
        });
        self.parts.extend(inner.parts.into_iter().map(|part| Part {
            span: Span::new(
                (start + part.span.start).saturating_sub(head),
                (start + part.span.end).saturating_sub(head),
            ),
            ..part
        }));
    }
}

/// The values of the placeholders: those of the call, else the defaults.
fn arguments(
    call: &SavedCall,
    parameters: &[Parameter],
    path: &Path,
) -> Result<Vec<(String, Value)>, Diagnostic> {
    for (name, _) in &call.arguments {
        if parameters.iter().all(|known| known.name != name.value) {
            return Err(unknown_argument(call, name, parameters));
        }
    }
    let mut values = Vec::new();
    for parameter in parameters.iter().filter(|parameter| parameter.used) {
        let given = call
            .arguments
            .iter()
            .find(|(name, _)| name.value == parameter.name)
            .map(|(_, value)| value.value.clone());
        match given.or_else(|| parameter.default.as_deref().map(Value::read)) {
            Some(value) => values.push((parameter.name.clone(), value)),
            None => return Err(missing_argument(call, parameter, path)),
        }
    }
    Ok(values)
}

fn unknown_argument(
    call: &SavedCall,
    name: &Spanned<String>,
    parameters: &[Parameter],
) -> Diagnostic {
    let names: Vec<String> = parameters.iter().map(|it| it.name.clone()).collect();
    let diagnostic = Diagnostic::error(
        Code::UnusedParameter,
        format!(
            "the saved query `{}` has no parameter `{}`",
            call.name.value, name.value
        ),
    )
    .label(name.span, "not a parameter");
    let close = function::closest(&name.value, names.iter().map(String::as_str));
    match close {
        Some(close) => diagnostic.help(format!("did you mean `{close}`?")),
        None if names.is_empty() => diagnostic.help("it has none"),
        None => diagnostic.help(format!("its parameters are {}", listed(&names))),
    }
}

fn missing_argument(call: &SavedCall, parameter: &Parameter, path: &Path) -> Diagnostic {
    let about = if parameter.about.is_empty() {
        String::new()
    } else {
        format!(": {}", parameter.about)
    };
    Diagnostic::error(
        Code::MissingParameter,
        format!(
            "the saved query `{}` needs a value for `{}`{about}",
            call.name.value, parameter.name
        ),
    )
    .label(call.name.span, path.display().to_string())
    .help(format!("write `{} = ...` in its brackets", parameter.name))
}

fn circle(name: &Spanned<String>, chain: &Chain) -> Diagnostic {
    let names: Vec<String> = chain
        .iter()
        .map(|(name, _)| name)
        .chain([&name.value])
        .map(|name| format!("`{name}`"))
        .collect();
    let is_circle = chain.iter().any(|(known, _)| *known == name.value);
    let message = if is_circle {
        format!("the saved query `{}` calls itself", name.value)
    } else {
        format!("saved queries call each other more than {DEEPEST} deep")
    };
    Diagnostic::error(Code::SavedQueryCircle, message).label(name.span, names.join(" -> "))
}

fn listed(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}
