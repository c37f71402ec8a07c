//! Every aggregate against a slow one that is easy to believe, in one phase and in two.

mod many;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, Float64Array, Int64Array, StringViewArray, UInt8Array,
};
use arrow::compute::{SortOptions, concat};
use arrow::datatypes::{Float64Type, Int64Type};
use datafusion::logical_expr::{EmitTo, GroupsAccumulator};
use proptest::prelude::*;
use taffrail_extract::kind;

use super::Approximate;
use super::base::Aggregate;
use super::by_time::{First, Of};
use super::distinct::CountDistinct;
use super::groups::Groups;
use super::sketch::Sketch;
use super::tally::{Members, Pick, Tally};
use crate::dynamic::{json_string, write_sort_key};

const GROUPS: usize = 4;

/// A row: its group, whether a filter keeps it, a text with its kind, a number, a time.
#[derive(Debug, Clone)]
struct Row {
    group: usize,
    kept: bool,
    value: Option<(&'static str, u8)>,
    number: Option<f64>,
    time: Option<i64>,
}

/// How the rows come: cut into parts, each handed over in its own way.
#[derive(Debug, Clone, Copy)]
enum Way {
    /// Aggregated, then all of its groups handed over.
    Whole,
    /// Aggregated, then handed over in two goes.
    InTwo(usize),
    /// Every row is a state of its own.
    Converted,
}

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let texts = prop::sample::select(vec!["", "a", "b", "x2", "x10", "1", "01", "2", "-1.5"]);
    let kinds = prop::sample::select(vec![kind::STRING, kind::NUMBER]);
    let row = (
        0..GROUPS,
        prop::bool::weighted(0.9),
        prop::option::of((texts, kinds)),
        prop::option::of(prop_oneof![-9..9_i32, Just(i32::MAX)]),
        prop::option::weighted(0.9, 0..5_i64),
    );
    let row = row.prop_map(|(group, kept, value, number, time)| Row {
        group,
        kept,
        value,
        number: number.map(|it| {
            if it == i32::MAX {
                f64::NAN
            } else {
                f64::from(it) / 2.0
            }
        }),
        time,
    });
    prop::collection::vec(row, 0..60)
}

fn ways() -> impl Strategy<Value = Vec<(usize, Way)>> {
    let way = prop_oneof![
        Just(Way::Whole),
        (0..=GROUPS).prop_map(Way::InTwo),
        Just(Way::Converted),
    ];
    prop::collection::vec((1..30_usize, way), 1..6)
}

/// Arguments of a batch of rows.
type Args = fn(&[Row]) -> Vec<ArrayRef>;

fn texts(rows: &[Row]) -> Vec<ArrayRef> {
    let texts: StringViewArray = rows.iter().map(|row| row.value.map(|it| it.0)).collect();
    let kinds: UInt8Array = rows.iter().map(|row| row.value.map(|it| it.1)).collect();
    vec![Arc::new(texts), Arc::new(kinds)]
}

fn numbers(rows: &[Row]) -> Vec<ArrayRef> {
    let numbers: Float64Array = rows.iter().map(|row| row.number).collect();
    vec![Arc::new(numbers)]
}

/// Values and the places of their rows: time, then a number that no other row has.
fn placed(values: Vec<ArrayRef>, rows: &[Row]) -> Vec<ArrayRef> {
    let times: Int64Array = rows.iter().map(|row| row.time).collect();
    let places: Int64Array = rows.iter().map(|row| Some(place(row))).collect();
    let order: [ArrayRef; 2] = [Arc::new(times), Arc::new(places)];
    values.into_iter().chain(order).collect()
}

/// Where the row lies in memory stands for its place in the log: unique, and kept by splits.
fn place(row: &Row) -> i64 {
    std::ptr::from_ref(row) as i64
}

fn groups(rows: &[Row]) -> Vec<usize> {
    rows.iter().map(|row| row.group).collect()
}

fn filter(rows: &[Row]) -> BooleanArray {
    rows.iter().map(|row| Some(row.kept)).collect()
}

fn one_phase<A: Aggregate>(aggregate: &A, args: Args, rows: &[Row]) -> ArrayRef {
    let mut all = Groups::new(aggregate.clone());
    all.update_batch(&args(rows), &groups(rows), Some(&filter(rows)), GROUPS)
        .expect("rows");
    all.evaluate(EmitTo::All).expect("results")
}

fn two_phases<A: Aggregate>(
    aggregate: &A,
    args: Args,
    mut rows: &[Row],
    ways: &[(usize, Way)],
) -> ArrayRef {
    let mut total = Groups::new(aggregate.clone());
    for &(count, way) in ways.iter().cycle() {
        if rows.is_empty() {
            break;
        }
        let (part, rest) = rows.split_at(count.min(rows.len()));
        rows = rest;
        let mut partial = Groups::new(aggregate.clone());
        if matches!(way, Way::Converted) {
            let states = partial.convert_to_state(&args(part), Some(&filter(part)));
            total
                .merge_batch(&states.expect("states"), &groups(part), GROUPS)
                .expect("merged");
            continue;
        }
        for batch in part.chunks(7) {
            partial
                .update_batch(&args(batch), &groups(batch), Some(&filter(batch)), GROUPS)
                .expect("rows");
        }
        let first = if let Way::InTwo(first) = way {
            first
        } else {
            0
        };
        let states = partial.state(EmitTo::First(first)).expect("states");
        let names: Vec<usize> = (0..first).collect();
        total.merge_batch(&states, &names, GROUPS).expect("merged");
        let states = partial.state(EmitTo::All).expect("states");
        let names: Vec<usize> = (first..GROUPS).collect();
        total.merge_batch(&states, &names, GROUPS).expect("merged");
    }
    total
        .update_batch(&args(&[]), &[], None, GROUPS)
        .expect("no rows");
    let parts = [EmitTo::First(1), EmitTo::All].map(|emit| total.evaluate(emit).expect("results"));
    let bytes = GroupsAccumulator::size(&Groups::new(aggregate.clone()));
    assert_eq!(bytes, 0, "nothing is kept of no groups");
    concat(&[&*parts[0], &*parts[1]]).expect("one type")
}

/// Both ways give what `expected` makes of the rows of each group.
fn check<A: Aggregate, T: std::fmt::Debug + PartialEq>(
    aggregate: &A,
    args: Args,
    (rows, ways): (&[Row], &[(usize, Way)]),
    read: fn(&ArrayRef, usize) -> T,
    expected: impl Fn(&[&Row]) -> T,
) {
    let one = one_phase(aggregate, args, rows);
    let two = two_phases(aggregate, args, rows, ways);
    for group in 0..GROUPS {
        let of_group: Vec<&Row> = rows
            .iter()
            .filter(|row| row.group == group && row.kept)
            .collect();
        let expected = expected(&of_group);
        assert_eq!(read(&one, group), expected, "one phase");
        assert_eq!(read(&two, group), expected, "two phases");
    }
}

fn text(array: &ArrayRef, row: usize) -> Option<String> {
    let texts = array.as_string_view();
    texts.is_valid(row).then(|| texts.value(row).to_owned())
}

fn sort_key(text: &str) -> Vec<u8> {
    let mut key = Vec::new();
    write_sort_key(text, &mut key);
    key
}

fn list(tokens: &[String]) -> Option<String> {
    Some(format!("[{}]", tokens.join(",")))
}

fn all_values(rows: &[&Row]) -> Option<String> {
    let distinct: BTreeSet<(Vec<u8>, u8, &str)> = rows
        .iter()
        .filter_map(|row| row.value)
        .map(|(text, kind)| (sort_key(text), kind, text))
        .collect();
    let token = |(_, kind, text): (_, u8, &str)| match kind {
        kind::STRING => json_string(text),
        _ => text.to_owned(),
    };
    list(&distinct.into_iter().map(token).collect::<Vec<_>>())
}

fn two_most_frequent(rows: &[&Row]) -> Option<String> {
    let mut counts: BTreeMap<&str, (i32, bool)> = BTreeMap::new();
    for (text, kind) in rows.iter().filter_map(|row| row.value) {
        let (count, numbers) = counts.entry(text).or_insert((0, true));
        *count += 1;
        *numbers &= kind == kind::NUMBER;
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|(text, (count, _))| (-count, sort_key(text)));
    let token = |(text, (_, numbers)): (&str, (i32, bool))| {
        if numbers {
            text.to_owned()
        } else {
            json_string(text)
        }
    };
    list(&counts.into_iter().take(2).map(token).collect::<Vec<_>>())
}

fn distinct(rows: &[&Row]) -> i64 {
    let texts: BTreeSet<&str> = rows.iter().filter_map(|row| Some(row.value?.0)).collect();
    texts.len() as i64
}

/// Quarter, middle and end, as the kernel reads them off the sketch.
fn quartiles(sketches: &ArrayRef, row: usize) -> [Option<f64>; 3] {
    let kernels = super::kernels();
    assert!(kernels.iter().any(|it| it.name() == "sketch_percentile"));
    [0.25, 0.5, 1.0].map(|fraction| {
        let fractions: ArrayRef = Arc::new(Float64Array::from(vec![fraction]));
        let percentiles = super::sketch::percentiles(&[sketches.slice(row, 1), fractions]);
        let percentiles = percentiles.expect("percentiles");
        let percentiles = percentiles.as_primitive::<Float64Type>();
        percentiles.is_valid(0).then(|| percentiles.value(0))
    })
}

fn slow_quartiles(rows: &[&Row]) -> [Option<f64>; 3] {
    let mut numbers: Vec<f64> = rows.iter().filter_map(|row| row.number).collect();
    numbers.retain(|number| number.is_finite());
    numbers.sort_by(f64::total_cmp);
    [0.25, 0.5, 1.0].map(|fraction| {
        let rank = fraction * (numbers.len().checked_sub(1)? as f64);
        let (low, high) = (
            numbers[rank.floor() as usize],
            numbers[rank.ceil() as usize],
        );
        Some(low + (high - low) * (rank - rank.floor()))
    })
}

/// Rows without a time come last, whichever way round the others are.
fn first_row<'a>(rows: &[&'a Row], newest: bool) -> Option<&'a Row> {
    let by_time = |row: &&&Row| {
        let time = row.time.map(|time| if newest { -time } else { time });
        (time.is_none(), time, place(row))
    };
    rows.iter().min_by_key(by_time).copied()
}

fn order(newest: bool) -> Vec<SortOptions> {
    let time = SortOptions {
        descending: newest,
        nulls_first: false,
    };
    vec![time, SortOptions::default()]
}

proptest! {
    #[test]
    fn values(rows in rows(), ways in ways()) {
        let tally = Tally { pick: Pick::All, members: Members::Values };
        check(&tally, texts, (&rows, &ways), text, all_values);
    }

    #[test]
    fn topk(rows in rows(), ways in ways()) {
        let tally = Tally { pick: Pick::Top(2), members: Members::Values };
        check(&tally, texts, (&rows, &ways), text, two_most_frequent);
    }

    #[test]
    fn count_distinct(rows in rows(), ways in ways()) {
        let count = CountDistinct { approximate: Approximate::default() };
        let read = |array: &ArrayRef, row| array.as_primitive::<Int64Type>().value(row);
        check(&count, texts, (&rows, &ways), read, distinct);
        prop_assert!(!count.approximate.is_set());
    }

    #[test]
    fn percentiles(rows in rows(), ways in ways()) {
        let sketch = Sketch { approximate: Approximate::default() };
        check(&sketch, numbers, (&rows, &ways), quartiles, slow_quartiles);
        prop_assert!(!sketch.approximate.is_set());
    }

    #[test]
    fn earliest_and_latest(rows in rows(), ways in ways(), newest: bool) {
        let first = First { of: Of::Dynamic, order: order(newest) };
        let args: Args = |rows| placed(texts(rows), rows);
        check(&first, args, (&rows, &ways), text, |rows| {
            let (text, kind) = first_row(rows, newest)?.value?;
            Some(format!("{}{text}", char::from(kind)))
        });
        let first = First { of: Of::Number, order: order(newest) };
        let args: Args = |rows| placed(numbers(rows), rows);
        let read = |array: &ArrayRef, row| {
            let numbers = array.as_primitive::<Float64Type>();
            numbers.is_valid(row).then(|| numbers.value(row).to_bits())
        };
        check(&first, args, (&rows, &ways), read, |rows| {
            first_row(rows, newest)?.number.map(f64::to_bits)
        });
    }
}
