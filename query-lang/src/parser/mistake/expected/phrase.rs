//! The rules of the grammar in words for people.

use crate::command;
use crate::parser::{Rule, keyword};

/// A query may end here.
pub(in crate::parser::mistake) const END: &str = "the end of the query";
/// A command may end here.
pub(in crate::parser::mistake) const PIPE: &str = "`|`";
/// An operand may stand here.
pub(in crate::parser::mistake) const EXPRESSION: &str = "an expression";

/// A rule for people, with its rank in a list.
pub(super) fn phrase(rule: Rule) -> Option<(u8, String)> {
    let (rank, text) = match own(rule) {
        Some(phrase) => phrase,
        None if rule == Rule::kw_not => return None,
        None if command::is_rule(rule) => (0, "a command"),
        None => {
            // A keyword stands for itself, that of a command for any command.
            let word = keyword(rule)?;
            return Some(if command::find(&word).is_some() {
                (0, "a command".to_owned())
            } else {
                (7, format!("`{word}`"))
            });
        }
    };
    Some((rank, text.to_owned()))
}

fn own(rule: Rule) -> Option<(u8, &'static str)> {
    Some(match rule {
        Rule::command | Rule::query_body | Rule::unknown | Rule::word | Rule::saved_name => {
            (0, "a command")
        }
        Rule::expr
        | Rule::item
        | Rule::sort_key
        | Rule::keys
        | Rule::paren
        | Rule::call_chain
        | Rule::call
        | Rule::function_name
        | Rule::number
        | Rule::boolean
        | Rule::malformed
        | Rule::not
        | Rule::negate
        | Rule::parse_input => (1, EXPRESSION),
        Rule::field
        | Rule::field_list
        | Rule::name_pattern
        | Rule::wildcard_name
        | Rule::join_key => (2, "a field"),
        Rule::whole_number | Rule::any | Rule::kw_any => (1, "a whole number"),
        Rule::pattern | Rule::parse_form | Rule::kw_logfmt | Rule::kw_csv => (3, "a pattern"),
        Rule::needle => (3, "a quoted text or a regex"),
        Rule::text => (3, "a quoted text"),
        Rule::regex | Rule::regex_body => (4, "a regex"),
        Rule::period => (4, "a period"),
        Rule::list | Rule::round_list => (4, "a list in square brackets"),
        Rule::alias
        | Rule::dotted_name
        | Rule::saved_word
        | Rule::at_quoted
        | Rule::quoted_name
        | Rule::name
        | Rule::segment
        | Rule::lookup_key
        | Rule::lookup_output
        | Rule::member => (5, "a name"),
        Rule::index_number | Rule::index => (5, "an index"),
        Rule::or
        | Rule::and
        | Rule::eq
        | Rule::not_eq
        | Rule::lt
        | Rule::lt_eq
        | Rule::gt
        | Rule::gt_eq
        | Rule::add
        | Rule::subtract
        | Rule::multiply
        | Rule::divide
        | Rule::modulo
        | Rule::power
        | Rule::like
        | Rule::within
        | Rule::tilde
        | Rule::kw_like
        | Rule::kw_in
        | Rule::kw_and
        | Rule::kw_or => (6, "an operator"),
        Rule::source_item | Rule::source_word => (1, "a place to read"),
        Rule::named_list => (1, "`namePrefix`, `accountIdentifier` or `class`"),
        Rule::text_list => (4, "a list of texts in square brackets"),
        Rule::tag_filter => (4, "a condition on a tag in `{...}`"),
        Rule::tag_member => (4, "`\"key\"` or `\"values\"`"),
        Rule::table | Rule::table_name => (1, "a table"),
        Rule::subquery => (8, "a query in brackets"),
        Rule::call_open => (1, "`(`"),
        Rule::saved_argument => (1, "a parameter"),
        Rule::columns | Rule::renamed => (7, "`as`"),
        Rule::outputs | Rule::output_mode | Rule::kw_output | Rule::kw_outputnew => (8, "`OUTPUT`"),
        Rule::equals => (6, "`=`"),
        Rule::ascending | Rule::descending | Rule::kw_asc | Rule::kw_desc => (7, "`asc` or `desc`"),
        Rule::option_value
        | Rule::number_range
        | Rule::range_end
        | Rule::bare_value
        | Rule::saved_value
        | Rule::signed
        | Rule::fill => (1, "a value"),
        Rule::baseline => (1, "`previousDay`, `previousWeek` or `previousMonth`"),
        Rule::field_option => (2, "`field=`"),
        Rule::option | Rule::option_name => (6, "an option"),
        Rule::max_span => (7, "`maxspan`"),
        // It is a name of `filter` too.
        Rule::kw_where => (7, "`where`"),
        Rule::pipe => (8, PIPE),
        Rule::EOI => (9, END),
        _ => return None,
    })
}
