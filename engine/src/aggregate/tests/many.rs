//! Large groups, which are estimated, and many groups, which are small.

use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, Float64Array, StringViewArray, UInt8Array};
use arrow::datatypes::Int64Type;
use datafusion::logical_expr::{EmitTo, GroupsAccumulator};
use taffrail_extract::kind;

use super::quartiles;
use crate::aggregate::Approximate;
use crate::aggregate::base::Aggregate;
use crate::aggregate::distinct::CountDistinct;
use crate::aggregate::groups::Groups;
use crate::aggregate::sketch::Sketch;
use crate::aggregate::tally::{Members, Pick, Tally};

/// Feeds numbers to partial aggregations of `part` rows each and merges them.
fn merged<A: Aggregate>(aggregate: &A, numbers: &Float64Array, part: usize) -> ArrayRef {
    let mut total = Groups::new(aggregate.clone());
    for start in (0..numbers.len()).step_by(part) {
        let length = part.min(numbers.len() - start);
        let args: [ArrayRef; 1] = [Arc::new(numbers.slice(start, length))];
        let mut partial = Groups::new(aggregate.clone());
        partial
            .update_batch(&args, &vec![0; length], None, 1)
            .expect("rows");
        let states = partial.state(EmitTo::All).expect("states");
        total.merge_batch(&states, &[0], 1).expect("merged");
    }
    total.evaluate(EmitTo::All).expect("results")
}

/// However the rows are split, the same bound decides, and the same hashes are counted.
#[test]
fn many_different_values_are_estimated() {
    let check = |values: i32, exact: bool| {
        let numbers: Float64Array = (0..values).map(|it| Some(f64::from(it))).collect();
        let counts = [usize::MAX, 50_000, 7_000].map(|part| {
            let count = CountDistinct {
                approximate: Approximate::default(),
            };
            let counted = merged(&count, &numbers, part.min(numbers.len()));
            assert_eq!(count.approximate.is_set(), !exact);
            counted.as_primitive::<Int64Type>().value(0)
        });
        assert!(counts.iter().all(|count| *count == counts[0]));
        let error = counts[0] as f64 / f64::from(values) - 1.0;
        assert!(error.abs() < if exact { 1e-9 } else { 0.025 }, "{error}");
    };
    check(65_536, true);
    check(65_537, false);
    check(300_000, false);
}

#[test]
fn percentiles_of_many_numbers_are_estimated() {
    let check = |values: i32, exact: bool| {
        // All numbers below `values`, of which 31 is no divisor, in an order that hops about.
        let hopping = (0..values).map(|it| f64::from((it * 31) % values));
        let numbers: Float64Array = hopping.map(|it| Some(it * it)).collect();
        for part in [numbers.len(), 4_000] {
            let sketch = Sketch {
                approximate: Approximate::default(),
            };
            let found = quartiles(&merged(&sketch, &numbers, part), 0);
            assert_eq!(sketch.approximate.is_set(), !exact);
            for (found, fraction) in found.into_iter().zip([0.25, 0.5, 1.0]) {
                let expected = (fraction * f64::from(values - 1)).powi(2);
                let error = found.expect("numbers") / expected - 1.0;
                assert!(error.abs() < 0.002, "{fraction}: {error}");
            }
        }
    };
    check(9_999, true);
    check(10_000, false);
    check(60_000, false);
}

#[test]
fn memory_starts_small_and_is_given_back() {
    let rows: Vec<usize> = (0..10_000).collect();
    let numbers: Float64Array = rows.iter().map(|&it| Some(it as f64)).collect();
    let args: [ArrayRef; 1] = [Arc::new(numbers)];
    let check = |mut groups: Box<dyn GroupsAccumulator>, most: usize| {
        for _ in 0..3 {
            groups
                .update_batch(&args, &rows, None, rows.len())
                .expect("rows");
        }
        assert!(groups.size() <= most * rows.len(), "{}", groups.size());
        groups.evaluate(EmitTo::All).expect("results");
        assert_eq!(groups.size(), 0);
    };
    let approximate = Approximate::default();
    let count = CountDistinct {
        approximate: approximate.clone(),
    };
    check(Box::new(Groups::new(count)), 40);
    check(Box::new(Groups::new(Sketch { approximate })), 100);
}

/// Texts that no group needs any more are freed: all of them when all groups were handed on, and
/// most when most were.
#[test]
fn texts_are_freed_with_their_groups() {
    let groups: Vec<usize> = (0..10_000).collect();
    let texts: StringViewArray = groups.iter().map(|n| Some(format!("{n:0300}"))).collect();
    let kinds = UInt8Array::from(vec![kind::STRING; groups.len()]);
    let args: [ArrayRef; 2] = [Arc::new(texts), Arc::new(kinds)];
    for (emit_to, most) in [(EmitTo::All, 400_000), (EmitTo::First(9_900), 600_000)] {
        let mut values = Groups::new(Tally {
            pick: Pick::All,
            members: Members::Values,
        });
        values
            .update_batch(&args, &groups, None, groups.len())
            .expect("rows");
        assert!(values.size() > 3_000_000, "{}", values.size());
        values.state(emit_to).expect("states");
        assert!(values.size() < most, "{}", values.size());
    }
}
