//! The rules of the grammar in words for people.

use crate::parser::Rule;

/// A query may end here.
pub(in crate::parser::mistake) const END: &str = "the end of the query";
/// An operand may stand here.
pub(in crate::parser::mistake) const EXPRESSION: &str = "an expression";

/// A rule for people, with its rank in a list.
pub(super) fn phrase(rule: Rule) -> Option<(u8, &'static str)> {
    Some(match rule {
        Rule::command
        | Rule::fields
        | Rule::display
        | Rule::filter
        | Rule::parse
        | Rule::stats
        | Rule::sort
        | Rule::limit
        | Rule::dedup
        | Rule::saved_call
        | Rule::unknown
        | Rule::word
        | Rule::kw_fields
        | Rule::kw_display
        | Rule::kw_filter
        | Rule::kw_parse
        | Rule::kw_stats
        | Rule::kw_sort
        | Rule::kw_limit
        | Rule::kw_dedup => (0, "a command"),
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
        Rule::field => (2, "a field"),
        Rule::whole_number | Rule::any | Rule::kw_any => (1, "a whole number"),
        Rule::pattern | Rule::parse_form => (3, "a pattern"),
        Rule::needle => (3, "a quoted text or a regex"),
        Rule::text => (3, "a quoted text"),
        Rule::regex | Rule::regex_body => (4, "a regex"),
        Rule::period => (4, "a period"),
        Rule::list | Rule::round_list | Rule::subquery => (4, "a list in square brackets"),
        Rule::alias
        | Rule::dotted_name
        | Rule::at_quoted
        | Rule::quoted_name
        | Rule::name
        | Rule::segment
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
        Rule::kw_as | Rule::columns => (7, "`as`"),
        Rule::kw_by => (7, "`by`"),
        Rule::ascending | Rule::descending | Rule::kw_asc | Rule::kw_desc => (7, "`asc` or `desc`"),
        Rule::pipe => (8, "`|`"),
        Rule::EOI => (9, END),
        _ => return None,
    })
}
