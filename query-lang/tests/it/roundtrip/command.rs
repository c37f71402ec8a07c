//! Random commands without queries inside of them.

use proptest::prelude::*;
use taffrail_query_lang::Span;
use taffrail_query_lang::Spanned;
use taffrail_query_lang::ast::{Expr, ExprKind, FieldRef, Item};
use taffrail_query_lang::command::{
    Accum, AddTotals, AutoRegress, Baseline, Command, CountFrequent, Dedup, Diff, Direction,
    Display, Expand, Fields, Fill, FillDown, FillMissing, Filter, FilterIndex, IndexForm, Json,
    Lags, Limit, LimitKind, LogCompare, Outlier, OutlierAction, Parse, ParsePattern,
    Pattern as Patterns, RelevantFields, Sessionize, Sort, SortKey, Stats, Unmask, Unnest,
};

use super::at;
use super::expression::{any_expr, literal, name, number, period, text};
use super::queries::{lookups, queries};

fn item() -> impl Strategy<Value = Item> + Clone {
    (any_expr(), prop::option::of(name())).prop_map(|(expr, alias)| {
        let text = match &expr.kind {
            ExprKind::Field(field) => field.path.clone(),
            // Typed text has no line breaks outside of literals.
            _ => expr.to_string(),
        };
        Item {
            expr,
            alias: alias.map(at),
            text,
        }
    })
}

fn items() -> impl Strategy<Value = Vec<Item>> {
    prop::collection::vec(item(), 1..3)
}

pub(super) fn command() -> impl Strategy<Value = Command> {
    let direction = prop::sample::select(vec![Direction::Ascending, Direction::Descending]);
    let key = (any_expr(), direction).prop_map(|(expr, direction)| SortKey { expr, direction });
    let field = name().prop_map(|path| at(FieldRef::new(path)));
    prop_oneof![
        items().prop_map(|items| Command::Fields(Fields { items })),
        items().prop_map(|items| Command::Display(Display { items })),
        any_expr().prop_map(|predicate| Command::Filter(Filter { predicate })),
        (
            items(),
            prop::collection::vec(item(), 0..3),
            prop::option::of(period())
        )
            .prop_map(|(aggregates, by, offset)| Command::Stats(Stats {
                aggregates,
                by,
                offset: offset.map(at)
            })),
        lookups(),
        queries(),
        prop::collection::vec(key, 1..3).prop_map(|keys| Command::Sort(Sort { keys })),
        (any::<u64>(), any::<bool>()).prop_map(|(count, first)| Command::Limit(Limit {
            count: at(count),
            kind: if first {
                LimitKind::First
            } else {
                LimitKind::Any
            },
        })),
        (prop::option::of(any_expr()), name(), any::<bool>()).prop_map(
            |(input, column, logfmt)| Command::Parse(Parse {
                input,
                pattern: at(if logfmt {
                    ParsePattern::Logfmt
                } else {
                    ParsePattern::Csv
                }),
                columns: vec![at(column)],
                multi: None,
            })
        ),
        prop::collection::vec(field, 1..3).prop_map(|fields| Command::Dedup(Dedup { fields })),
        (
            prop::option::of(any_expr()),
            prop::collection::vec(text(), 2..4),
            any::<[u8; 3]>()
        )
            .prop_map(glob),
        (
            prop::option::of(any_expr()),
            name().prop_filter("a group", |it| it != "n")
        )
            .prop_map(|(input, column)| {
                let pattern = ParsePattern::Regex {
                    pattern: "(?<n>.)(.)".to_owned(),
                    groups: vec![1, 2],
                };
                let columns = vec![at("n".to_owned()), at(column)];
                Command::Parse(Parse {
                    input,
                    pattern: at(pattern),
                    columns,
                    multi: Some(Span::default()),
                })
            }),
    ]
}

fn field() -> impl Strategy<Value = Spanned<FieldRef>> {
    name().prop_map(|path| at(FieldRef::new(path)))
}

fn alias() -> impl Strategy<Value = Option<Spanned<String>>> {
    prop::option::of(name().prop_map(at))
}

/// The commands whose order does not matter.
pub(super) fn newer_command() -> impl Strategy<Value = Command> {
    let fields = || prop::collection::vec(field(), 0..3);
    let some_fields = || prop::collection::vec(field(), 1..3);
    let truth = || prop::option::of(any::<bool>());
    let wildcard = prop_oneof![name(), "[a-z*.]{0,3}\\*[a-z*.]{0,3}"];
    let lags = (1_u64.., 0_u64..100).prop_filter_map("too far", |(first, more)| {
        Lags::new(first, first.checked_add(more)?)
    });
    let param = number().prop_filter("negative", |it| !it.is_negative());
    let action = prop::sample::select(vec![OutlierAction::Remove, OutlierAction::Transform]);
    let index_values = prop_oneof![
        literal().prop_map(|it| (vec![it], IndexForm::Equals)),
        prop::collection::vec(literal(), 0..3).prop_map(|it| (it, IndexForm::In)),
    ];
    let is_path =
        |it: &String| !it.contains(['[', ']']) && it.split('.').all(|it| !it.trim().is_empty());
    let path = text().prop_filter("a path", is_path);
    prop_oneof![
        (field(), index_values).prop_map(|(field, (values, form))| {
            Command::FilterIndex(FilterIndex {
                field,
                values,
                form,
            })
        }),
        (field(), path, name()).prop_map(|(field, path, alias)| {
            let (path, alias) = (at(path), at(alias));
            Command::Json(Json { field, path, alias })
        }),
        fields().prop_map(|fields| Command::Unmask(Unmask { fields })),
        (any_expr(), name()).prop_map(|(list, name)| {
            let name = at(name);
            Command::Unnest(Unnest { list, name })
        }),
        field().prop_map(|field| Command::Expand(Expand { field })),
        (field(), alias()).prop_map(|(field, alias)| Command::Accum(Accum { field, alias })),
        (field(), alias(), lags).prop_map(|(field, alias, lags)| {
            Command::AutoRegress(AutoRegress { field, alias, lags })
        }),
        prop::collection::vec(wildcard.prop_map(at), 0..3)
            .prop_map(|names| Command::FillDown(FillDown { names })),
        (
            some_fields(),
            prop::option::of(period().prop_map(at)),
            alias()
        )
            .prop_map(|(fields, max_span, alias)| {
                Command::Sessionize(Sessionize {
                    fields,
                    max_span,
                    alias,
                })
            }),
        some_fields().prop_map(|fields| Command::CountFrequent(CountFrequent { fields })),
        (alias(), truth(), truth(), fields()).prop_map(|(label, row, col, fields)| {
            Command::AddTotals(AddTotals {
                label,
                row,
                col,
                fields,
            })
        }),
        any_expr().prop_map(|input| Command::Pattern(Patterns { input })),
        prop::option::of(prop::sample::select(Baseline::ALL.to_vec()))
            .prop_map(|baseline| Command::Diff(Diff { baseline })),
        period().prop_map(|shift| Command::LogCompare(LogCompare { shift: at(shift) })),
        (
            prop::option::of(action),
            prop::option::of(param.prop_map(at)),
            truth(),
            truth(),
            some_fields()
        )
            .prop_map(|(action, param, use_lower, mark, fields)| {
                Command::Outlier(Outlier {
                    action,
                    param,
                    use_lower,
                    mark,
                    fields,
                })
            }),
        (fields(), any_expr()).prop_map(|(fields, condition)| {
            Command::RelevantFields(RelevantFields { fields, condition })
        }),
    ]
}

/// A `stats` and what may only follow one.
pub(super) fn filled() -> impl Strategy<Value = Vec<Command>> {
    let fills = prop::collection::vec((literal(), name()), 0..3).prop_map(|mut fills| {
        fills.sort_by(|left, right| left.1.cmp(&right.1));
        fills.dedup_by(|left, right| left.1 == right.1);
        let fill = |(value, path)| Fill {
            value,
            field: at(FieldRef::new(path)),
        };
        fills.into_iter().map(fill).collect()
    });
    (items(), fills).prop_map(|(aggregates, fills)| {
        let by = Vec::new();
        vec![
            Command::Stats(Stats {
                aggregates,
                by,
                offset: None,
            }),
            Command::FillMissing(FillMissing { fills }),
        ]
    })
}

fn glob((input, pieces, names): (Option<Expr>, Vec<String>, [u8; 3])) -> Command {
    let pieces: Vec<String> = pieces
        .iter()
        .map(|it| it.replace('*', "").trim_end_matches('\\').to_owned())
        .collect();
    let columns = (1..pieces.len())
        .map(|index| at(format!("c{index}_{}", names[index - 1])))
        .collect();
    let pattern = at(ParsePattern::Glob(pieces.join("*")));
    Command::Parse(Parse {
        input,
        pattern,
        columns,
        multi: None,
    })
}
