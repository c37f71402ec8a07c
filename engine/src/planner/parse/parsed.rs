//! The function behind `parse`: what a text has in it.

use std::hash::{Hash, Hasher};
use std::sync::{Arc, OnceLock};

use arrow::array::{Array, ArrayRef, AsArray, StringViewArray, StringViewBuilder, StructArray};
use arrow::datatypes::{DataType, Field, Fields};
use datafusion::common::Result;
use datafusion::logical_expr::{
    ColumnarValue, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility,
};
use regex::Regex;

use super::search::{Matcher, Parts, Search};
use super::{csv, logfmt};
use crate::kernel::Type;
use crate::planner::lists::list_array;

/// What `parse` does with a text.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Form {
    /// A struct of the parts `0`, `1`, ... of the first match, each NULL when there is none.
    First(Matcher),
    /// A list of such structs, one for each match; one of NULLs when there is none.
    All(Matcher),
    /// The same as for a match, of the first so many columns of CSV.
    Csv(usize),
    /// The pairs as a compact JSON object.
    Logfmt,
}

/// `parsed(text)`.
///
/// Declared volatile so that the optimizer neither copies it into a filter below nor computes it
/// twice: it costs more than all it could save.
#[derive(Debug)]
pub(super) struct Parsed {
    form: Form,
    signature: Signature,
    /// The regular expression of the form, from the first batch on.
    compiled: OnceLock<Regex>,
}

impl PartialEq for Parsed {
    fn eq(&self, other: &Self) -> bool {
        self.form == other.form
    }
}

impl Eq for Parsed {}

impl Hash for Parsed {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.form.hash(state);
    }
}

impl Parsed {
    /// The function for one form.
    pub(super) fn new(form: Form) -> Self {
        let signature = Signature::exact(vec![Type::Text.data_type()], Volatility::Volatile);
        Self {
            form,
            signature,
            compiled: OnceLock::new(),
        }
    }
}

impl ScalarUDFImpl for Parsed {
    fn name(&self) -> &'static str {
        "parsed"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(match &self.form {
            Form::First(matcher) => DataType::Struct(parts(matcher.parts())),
            Form::All(matcher) => {
                DataType::new_list(DataType::Struct(parts(matcher.parts())), true)
            }
            Form::Csv(count) => DataType::Struct(parts(*count)),
            Form::Logfmt => Type::Text.data_type(),
        })
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let texts = args.args[0].to_array(args.number_rows)?;
        let texts = texts.as_string_view();
        let array = match &self.form {
            Form::First(matcher) => structs(first(matcher, &self.compiled, texts)?)?,
            Form::All(matcher) => all(matcher, &self.compiled, texts)?,
            Form::Csv(count) => structs(csv::columns(texts, *count))?,
            Form::Logfmt => Arc::new(logfmt::maps(texts)),
        };
        Ok(ColumnarValue::Array(array))
    }
}

/// The fields of the parts.
fn parts(count: usize) -> Fields {
    (0..count)
        .map(|part| Field::new(part.to_string(), Type::Text.data_type(), true))
        .collect()
}

fn structs(columns: Vec<StringViewBuilder>) -> Result<ArrayRef> {
    let fields = parts(columns.len());
    Ok(Arc::new(StructArray::try_new(
        fields,
        finished(columns),
        None,
    )?))
}

fn first(
    matcher: &Matcher,
    compiled: &OnceLock<Regex>,
    texts: &StringViewArray,
) -> Result<Vec<StringViewBuilder>> {
    let mut search = Search::new(matcher, compiled)?;
    let mut columns = builders(matcher.parts(), texts.len());
    let mut found = Parts::new();
    for text in texts {
        let place = text.and_then(|text| search.find(text, 0, &mut found));
        append(&mut columns, if place.is_some() { &found } else { &[] });
    }
    Ok(columns)
}

fn all(matcher: &Matcher, compiled: &OnceLock<Regex>, texts: &StringViewArray) -> Result<ArrayRef> {
    let mut search = Search::new(matcher, compiled)?;
    let mut columns = builders(matcher.parts(), texts.len());
    let mut lengths = Vec::with_capacity(texts.len());
    for text in texts {
        let mut count = 0;
        if let Some(text) = text {
            search.find_each(text, |found| {
                append(&mut columns, found);
                count += 1;
            });
        }
        if count == 0 {
            append(&mut columns, &[]);
            count = 1;
        }
        lengths.push(count);
    }
    list_array(parts(columns.len()), finished(columns), &lengths)
}

fn builders(count: usize, rows: usize) -> Vec<StringViewBuilder> {
    (0..count)
        .map(|_| StringViewBuilder::with_capacity(rows))
        .collect()
}

/// Appends a row: columns that `values` does not reach to are missing.
fn append(columns: &mut [StringViewBuilder], values: &[Option<&str>]) {
    for (index, column) in columns.iter_mut().enumerate() {
        column.append_option(values.get(index).copied().flatten());
    }
}

fn finished(columns: Vec<StringViewBuilder>) -> Vec<ArrayRef> {
    columns
        .into_iter()
        .map(|mut column| Arc::new(column.finish()) as ArrayRef)
        .collect()
}

#[cfg(test)]
mod tests {
    use datafusion::common::config::ConfigOptions;

    use super::*;

    #[test]
    fn a_regular_expression_is_compiled_once() {
        let parsed = Parsed::new(Form::First(Matcher::regex("(b+)", &[1])));
        let run = |text: &str| {
            let texts: ArrayRef = Arc::new(StringViewArray::from(vec![text]));
            let field = |data_type| Arc::new(Field::new("text", data_type, true));
            let args = ScalarFunctionArgs {
                arg_fields: vec![field(texts.data_type().clone())],
                args: vec![ColumnarValue::Array(texts)],
                number_rows: 1,
                return_field: field(parsed.return_type(&[]).expect("a type")),
                config_options: Arc::new(ConfigOptions::new()),
            };
            let found = parsed.invoke_with_args(args).expect("a struct");
            let found = found.into_array(1).expect("an array");
            let part = found.as_struct().column(0).as_string_view();
            part.is_valid(0).then(|| part.value(0).to_owned())
        };
        assert_eq!(run("abbc").as_deref(), Some("bb"));
        let first = std::ptr::from_ref(parsed.compiled.get().expect("compiled"));
        assert_eq!(run("ac"), None);
        assert_eq!(run("b").as_deref(), Some("b"));
        assert!(std::ptr::eq(
            first,
            parsed.compiled.get().expect("compiled")
        ));
        let again = Parsed::new(Form::First(Matcher::regex("(b+)", &[1])));
        assert_eq!(parsed, again, "whether it ran or not");
    }
}
