//! Logs Insights QL as data: the first floor of Taffrail.
//!
//! Text comes in, a syntax tree with places comes out; mistakes are data too, with a stable code
//! and something to type instead. This crate knows no logs, no files and no plans.
//!
//! ```
//! use taffrail_query_lang::{format, parse};
//!
//! let text = "filter status>=500 | stats count(*) as errors by host";
//! let query = parse(text).unwrap();
//! assert_eq!(query.commands.len(), 2);
//! assert_eq!(format(&query), "filter status >= 500\n| stats count(*) as errors by host\n");
//!
//! let mistakes = parse("filter status >= 500 | limt 5").unwrap_err();
//! assert_eq!(mistakes[0].help.as_deref(), Some("did you mean `limit`?"));
//! ```
//!
//! # The map
//!
//! | room | holds |
//! | --- | --- |
//! | [`ast`] | the tree: queries, expressions, literals, and how they are written |
//! | [`command`] | one room a command: struct, reference entry, reading, writing; the list of all |
//! | [`function`] | the reference of functions, one room a family |
//! | [`diagnostic`] | mistakes and remarks, their codes, their text |
//! | [`span`] | places in the text |
//! | `parser` | the grammar (`grammar.pest`) and the way from its pairs to the tree |
//! | `lexer` | a tolerant lexer for text that is half-typed or wrong |
//! | [`format()`] | the formatter |
//! | [`complete()`], [`highlight()`], [`is_complete()`] | what a prompt needs |
//! | [`saved`], [`parameters`] | saved queries: their calls, and `{{name}}` in them |

#![forbid(unsafe_code)]

pub mod ast;
pub mod command;
mod complete;
pub mod diagnostic;
mod ending;
mod format;
pub mod function;
mod highlight;
mod lexer;
pub mod parameters;
mod parser;
pub mod reference;
pub mod saved;
pub mod span;

pub use self::ast::Query;
pub use self::complete::{Candidate, Completion, complete};
pub use self::diagnostic::{Code, Diagnostic, Label, Severity};
pub use self::ending::is_complete;
pub use self::format::format;
pub use self::highlight::{Token, highlight};
pub use self::parser::{MAX_DEPTH, parse};
pub use self::span::{Span, Spanned};
