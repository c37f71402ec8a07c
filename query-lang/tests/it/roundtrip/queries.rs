//! Random places, tables and queries inside of queries.

use proptest::prelude::*;
use taffrail_query_lang::ast::{Expr, FieldRef, Query};
use taffrail_query_lang::command::{
    AppendCols, CidrLookup, Command, Conflict, Direction, Filter, Join, JoinKey, JoinKind,
    LogGroups, Lookup, LookupKey, LookupOutput, OutputMode, SavedCall, Sort, SortKey, Source,
    SourceItem, SourceTime, TagFilter, Tail,
};
use taffrail_query_lang::parameters::Value;

use super::at;
use super::expression::{any_expr, name, period, text};

/// A query inside of another one, over such expressions.
pub(super) fn nested(
    inner: impl Strategy<Value = Expr> + Clone,
) -> impl Strategy<Value = Box<Query>> {
    let command = prop_oneof![
        inner
            .clone()
            .prop_map(|predicate| Command::Filter(Filter { predicate })),
        inner.prop_map(|expr| {
            let keys = vec![SortKey {
                expr,
                direction: Direction::Descending,
            }];
            Command::Sort(Sort { keys })
        }),
        any::<u64>().prop_map(|count| Command::Tail(Tail { count: at(count) })),
    ];
    let places = prop::collection::vec(source(), 0..2);
    (places, prop::collection::vec(command, 1..3))
        .prop_map(|(places, commands)| Box::new(query(places, commands)))
}

pub(super) fn query(places: Vec<Command>, commands: Vec<Command>) -> Query {
    Query {
        commands: places.into_iter().chain(commands).map(at).collect(),
        ..Query::default()
    }
}

fn texts() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(text(), 1..3)
}

pub(super) fn source() -> impl Strategy<Value = Command> {
    let groups = (
        prop::option::of(texts()),
        prop::option::of(texts()),
        any::<bool>(),
    )
        .prop_map(|(name_prefix, account_identifier, standard)| LogGroups {
            name_prefix: name_prefix.unwrap_or_default(),
            account_identifier: account_identifier.unwrap_or_default(),
            class: standard
                .then(|| "STANDARD".to_owned())
                .into_iter()
                .collect(),
        });
    let tag =
        (text(), prop::option::of(texts())).prop_map(|(key, values)| TagFilter { key, values });
    let item = prop_oneof![
        text().prop_map(SourceItem::Name),
        groups.prop_map(SourceItem::LogGroups),
        texts().prop_map(SourceItem::DataSource),
        prop::collection::vec(tag, 1..3).prop_map(SourceItem::LogGroupTags),
    ];
    let time = prop_oneof![
        (0_i64..).prop_map(SourceTime::Millis),
        Just(SourceTime::Now),
        period().prop_map(SourceTime::Ago),
        period().prop_map(SourceTime::Ahead),
    ];
    let end = prop::option::of(time.clone());
    (
        prop::collection::vec(item.prop_map(at), 1..3),
        prop::option::of(time),
        end,
    )
        .prop_map(|(items, start, end)| {
            Command::Source(Source {
                items,
                start: start.map(at),
                end: end.map(at),
            })
        })
}

pub(super) fn lookups() -> impl Strategy<Value = Command> {
    let field = name().prop_map(|path| at(FieldRef::new(path)));
    let key = (name(), field.clone()).prop_map(|(column, field)| LookupKey {
        column: at(column),
        field,
    });
    let mode = prop::sample::select(vec![OutputMode::Output, OutputMode::OutputNew]);
    let outputs = (name(), prop::option::of(name())).prop_map(|(column, alias)| {
        let alias = alias.filter(|it| *it != column).map(at);
        vec![LookupOutput {
            column: at(column),
            alias,
        }]
    });
    let table = prop_oneof![text(), name()].prop_map(at);
    prop_oneof![
        (
            table.clone(),
            prop::collection::vec(key, 1..3),
            mode.clone(),
            outputs.clone()
        )
            .prop_map(|(table, keys, mode, outputs)| Command::Lookup(Lookup {
                table,
                keys,
                mode,
                outputs
            })),
        (table, field, prop::option::of(name()), mode, outputs).prop_map(
            |(table, field, column, mode, outputs)| Command::CidrLookup(CidrLookup {
                table,
                field,
                column: column.map(at),
                mode,
                outputs
            })
        ),
    ]
}

pub(super) fn queries() -> impl Strategy<Value = Command> {
    let conflict = prop::sample::select(vec![Conflict::Keep, Conflict::Override]);
    let kind = prop::sample::select(vec![JoinKind::Inner, JoinKind::Left]);
    let side = "[ -~é]{1,6}".prop_map(|it| it.replace('.', "_"));
    let key = (name(), name()).prop_map(|(left, right)| JoinKey {
        left: at(FieldRef::new(left)),
        right: at(FieldRef::new(right)),
    });
    let argument = (
        "[a-z_][a-zA-Z0-9_]{0,4}",
        prop_oneof![
            text().prop_map(Value::Text),
            "-?[0-9]{1,4}".prop_map(Value::Number),
            period().prop_map(|it| Value::Period(it.to_string())),
        ],
    );
    prop_oneof![
        (conflict, prop::option::of(1_u64..), nested(any_expr())).prop_map(
            |(conflict, max, query)| Command::AppendCols(AppendCols {
                conflict,
                max: max.map(at),
                query
            })
        ),
        (
            kind,
            side,
            prop::collection::vec(key, 1..3),
            nested(any_expr())
        )
            .prop_map(|(kind, left, on, query)| Command::Join(Join {
                kind,
                right: at(format!("{left}2")),
                left: at(left),
                on,
                query
            })),
        (name(), prop::option::of(argument)).prop_map(|(name, argument)| {
            let argument = argument.map(|(name, value)| (at(name), at(value)));
            Command::SavedCall(SavedCall {
                name: at(name),
                arguments: argument.into_iter().collect(),
            })
        }),
    ]
}
