//! Rows out of lists: one for each element.

mod positions;

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, ListArray, StringViewBuilder, StructArray, UInt8Builder,
};
use arrow::buffer::OffsetBuffer;
use arrow::datatypes::{DataType, Field, Fields, UInt8Type};
use datafusion::common::{Column, NullHandling, Result, UnnestOptions};
use datafusion::functions::core::expr_fn::get_field;
use datafusion::logical_expr::{Expr, ScalarUDF};
use taffrail_extract::{Elements, kind};

use self::positions::Positions;
use super::Step;
use super::pipeline::{Pipeline, column};
use crate::dynamic::Value;
use crate::error::TooMuch;
use crate::kernel::{Kernel, Type, element_fields};
use crate::registry::call;

/// Makes a row for each element of `list`; a row with an empty list makes none. Rows of one list
/// stay in its order where nothing else orders them. Returns the column of elements.
///
/// DataFusion's unnest goes through the rows in their order, a batch at a time, and keeps none.
pub(super) fn explode(pipeline: &mut Pipeline, list: Expr) -> Step<Expr> {
    pipeline.settle()?;
    let element = pipeline.unique("element");
    let position = pipeline.unique("position");
    let positions = Arc::new(ScalarUDF::new_from_impl(Positions::new()));
    pipeline.project_also(vec![list.alias(&element)])?;
    pipeline.project_also(vec![
        positions.call(vec![column(&element)]).alias(&position),
    ])?;
    let lists = [&element, &position].map(Column::new_unqualified);
    let options = UnnestOptions::new().with_null_handling(NullHandling::Drop);
    pipeline.rebuild(|builder| builder.unnest_columns_with_options(lists.to_vec(), options))?;
    pipeline.add_tie(column(&position).sort(true, false));
    Ok(column(&element))
}

/// The elements of a value: those of an array, else the value itself; a missing value has none.
pub(super) fn elements(value: &Value) -> Expr {
    call("elements", vec![value.to_text(), value.kind()])
}

/// The same for a value that may be the text of an array, `parsed` being what it reads as. An empty
/// array and a missing value are one missing element.
pub(super) fn expanded(value: &Value, parsed: Expr) -> Expr {
    call("expanded", vec![value.to_text(), value.kind(), parsed])
}

/// The value of an element, given its struct.
pub(super) fn value_of(element: &Expr) -> Value {
    Value::Dynamic {
        text: get_field(element.clone(), "text"),
        kind: get_field(element.clone(), "kind"),
        number: None,
    }
}

/// The kernels that take values apart.
pub(super) fn kernels() -> Vec<Arc<ScalarUDF>> {
    use Type::{ElementList, Kind, Text};
    vec![
        Kernel::new("elements", &[Text, Kind], ElementList, |args| {
            lists(args, None, Empty::NoElement)
        })
        .udf(),
        Kernel::new("expanded", &[Text, Kind, Text], ElementList, |args| {
            lists(args, Some(&args[2]), Empty::Missing)
        })
        .udf(),
    ]
}

/// What becomes of a list without elements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Empty {
    /// It has none.
    NoElement,
    /// It has one that is missing.
    Missing,
}

/// The elements of texts and kinds; where there are `parsed` texts, of those that are arrays.
fn lists(args: &[ArrayRef], parsed: Option<&ArrayRef>, empty: Empty) -> Result<ArrayRef> {
    let texts = args[0].as_string_view();
    let kinds = args[1].as_primitive::<UInt8Type>();
    let parsed = parsed.map(AsArray::as_string_view);
    let mut found = Found::default();
    let mut reader = Elements::new();
    for (row, (text, kind)) in texts.iter().zip(kinds).enumerate() {
        let array = match parsed {
            Some(parsed) => parsed
                .is_valid(row)
                .then(|| parsed.value(row))
                .filter(|parsed| parsed.starts_with('[')),
            None => text.filter(|_| kind == Some(kind::ARRAY)),
        };
        match array {
            Some(array) => reader.read(array.as_bytes(), |element| found.push(element)),
            None => {
                if let Some(value) = text.zip(kind) {
                    found.push(Some(value));
                }
            }
        }
        found.end_list(empty);
    }
    found.finish()
}

/// Lists of elements under construction.
#[derive(Default)]
struct Found {
    texts: StringViewBuilder,
    kinds: UInt8Builder,
    /// How long each list is.
    lengths: Vec<usize>,
    /// How long the one that is not at its end is.
    length: usize,
}

impl Found {
    fn push(&mut self, element: Option<(&str, u8)>) {
        self.texts.append_option(element.map(|(text, _)| text));
        self.kinds.append_option(element.map(|(_, kind)| kind));
        self.length += 1;
    }

    fn end_list(&mut self, empty: Empty) {
        if self.length == 0 && empty == Empty::Missing {
            self.push(None);
        }
        self.lengths.push(std::mem::take(&mut self.length));
    }

    fn finish(mut self) -> Result<ArrayRef> {
        let values: Vec<ArrayRef> =
            vec![Arc::new(self.texts.finish()), Arc::new(self.kinds.finish())];
        list_array(element_fields(), values, &self.lengths)
    }
}

/// Lists of structs: of the `values`, one behind the other, each row has as many as `lengths` tells.
///
/// # Errors
///
/// When a batch of rows has more elements than a list can number.
pub(super) fn list_array(
    fields: Fields,
    values: Vec<ArrayRef>,
    lengths: &[usize],
) -> Result<ArrayRef> {
    let field = Field::new_list_field(DataType::Struct(fields.clone()), true);
    check_count(lengths)?;
    Ok(Arc::new(ListArray::try_new(
        Arc::new(field),
        OffsetBuffer::from_lengths(lengths.iter().copied()),
        Arc::new(StructArray::try_new(fields, values, None)?),
        None,
    )?))
}

fn check_count(lengths: &[usize]) -> Result<()> {
    let count = lengths
        .iter()
        .fold(0, |sum: usize, &length| sum.saturating_add(length));
    if i32::try_from(count).is_ok() {
        return Ok(());
    }
    let message = format!(
        "{count} elements in the lists of {} rows, and {} is the most: take shorter lists",
        lengths.len(),
        i32::MAX
    );
    Err(TooMuch(message).into())
}

#[cfg(test)]
mod tests {
    use arrow::array::{StringViewArray, UInt8Array};

    use super::*;

    type Element = (Option<String>, Option<u8>);

    /// What each row makes.
    fn rows(list: &ArrayRef) -> Vec<Vec<Element>> {
        let list = list.as_list::<i32>();
        list.iter()
            .map(|elements| {
                let elements = elements.expect("no list is missing");
                let fields = elements.as_struct();
                let texts = fields.column(0).as_string_view();
                let kinds = fields.column(1).as_primitive::<UInt8Type>();
                (0..elements.len())
                    .map(|at| {
                        let text = texts.is_valid(at).then(|| texts.value(at).to_owned());
                        let kind = kinds.is_valid(at).then(|| kinds.value(at));
                        (text, kind)
                    })
                    .collect()
            })
            .collect()
    }

    fn element(text: &str, kind: u8) -> Element {
        (Some(text.to_owned()), Some(kind))
    }

    fn values() -> [ArrayRef; 3] {
        let texts = [
            Some(r#"["a",2,null]"#),
            Some("[]"),
            None,
            Some(r#"["a"]"#),
            Some("{}"),
        ];
        let kinds = [
            Some(kind::ARRAY),
            Some(kind::ARRAY),
            None,
            Some(kind::STRING),
            Some(kind::OBJECT),
        ];
        let parsed = texts;
        [
            Arc::new(StringViewArray::from_iter(texts)),
            Arc::new(UInt8Array::from_iter(kinds)),
            Arc::new(StringViewArray::from_iter(parsed)),
        ]
    }

    #[test]
    fn there_is_an_end_to_elements() {
        let most = i32::MAX as usize;
        assert!(check_count(&[most - 1, 1]).is_ok());
        assert!(check_count(&[usize::MAX, 1]).is_err());
        let error = crate::Error::from(check_count(&[most, 1]).expect_err("one too many"));
        assert_eq!(
            error.to_string(),
            "2147483648 elements in the lists of 2 rows, and 2147483647 is the most: \
             take shorter lists"
        );
    }

    #[test]
    fn elements_are_those_of_arrays() {
        let found = lists(&values(), None, Empty::NoElement).expect("lists");
        assert_eq!(
            rows(&found),
            [
                vec![
                    element("a", kind::STRING),
                    element("2", kind::NUMBER),
                    (None, None)
                ],
                vec![],
                vec![],
                vec![element(r#"["a"]"#, kind::STRING)],
                vec![element("{}", kind::OBJECT)],
            ]
        );
    }

    #[test]
    fn texts_of_arrays_are_expanded_and_no_row_is_lost() {
        let args = values();
        let found = lists(&args, Some(&args[2]), Empty::Missing).expect("lists");
        let found = rows(&found);
        assert_eq!(found[1], [(None, None)]);
        assert_eq!(found[2], [(None, None)]);
        assert_eq!(found[3], [element("a", kind::STRING)]);
        assert_eq!(found[4], [element("{}", kind::OBJECT)]);
    }
}
