//! The kernels over texts and kinds.

mod compare;
mod keys;
mod read;
mod write;

use std::cmp::Ordering;
use std::sync::Arc;

use arrow::array::AsArray;
use arrow::datatypes::Float64Type;
use datafusion::logical_expr::ScalarUDF;

pub(crate) use self::compare::same_number;
use self::compare::{compare_pairs, equal, order_pairs};
use self::keys::{key_texts, keys_of, ranked_keys, ranked_kinds, ranked_texts, sort_keys};
use self::read::{read_numbers, truth, truthy};
pub(crate) use self::write::{json_string, number_text, time_text};
use self::write::{number_texts, single_kinds, time_texts};
use crate::kernel::{Kernel, Type};

/// The kernels over scalars, each by its name.
pub(super) fn kernels() -> Vec<Arc<ScalarUDF>> {
    use Type::{Boolean, Key, Kind, Number, Text, Time};
    let pair = [Text, Kind, Text, Kind];
    vec![
        Kernel::new("read_number", &[Text, Kind], Number, read_numbers).udf(),
        Kernel::new("truth", &[Text], Boolean, truth).udf(),
        Kernel::new("truthy", &[Text], Boolean, truthy).udf(),
        Kernel::new("finite", &[Number], Number, |args| {
            let numbers = args[0].as_primitive::<Float64Type>();
            Ok(Arc::new(numbers.unary_opt::<_, Float64Type>(|number| {
                number.is_finite().then_some(number)
            })))
        })
        .udf(),
        Kernel::new("without_negative_zero", &[Number], Number, |args| {
            // Adding zero makes `-0` a `0`, and nothing else different.
            let numbers = args[0].as_primitive::<Float64Type>();
            Ok(Arc::new(numbers.unary::<_, Float64Type>(|it| it + 0.0)))
        })
        .udf(),
        Kernel::new("dynamic_eq", &pair, Boolean, |args| {
            Ok(compare_pairs(args, equal))
        })
        .udf(),
        Kernel::new("dynamic_lt", &pair, Boolean, |args| {
            Ok(order_pairs(args, Ordering::is_lt))
        })
        .udf(),
        Kernel::new("dynamic_lteq", &pair, Boolean, |args| {
            Ok(order_pairs(args, Ordering::is_le))
        })
        .udf(),
        Kernel::new("dynamic_gt", &pair, Boolean, |args| {
            Ok(order_pairs(args, Ordering::is_gt))
        })
        .udf(),
        Kernel::new("dynamic_gteq", &pair, Boolean, |args| {
            Ok(order_pairs(args, Ordering::is_ge))
        })
        .udf(),
        Kernel::new("sort_key", &[Text], Key, sort_keys).udf(),
        Kernel::new("number_key", &[Text], Key, |args| Ok(keys_of(args, true))).udf(),
        Kernel::new("text_key", &[Text], Key, |args| Ok(keys_of(args, false))).udf(),
        Kernel::new("key_text", &[Key], Text, key_texts).udf(),
        Kernel::new("number_text", &[Number], Text, number_texts).udf(),
        Kernel::new("time_text", &[Time], Text, time_texts).udf(),
        Kernel::new("single_kind", &[Kind], Kind, single_kinds).udf(),
        Kernel::new("ranked_key", &[Text, Kind], Key, ranked_keys).udf(),
        Kernel::new("ranked_text", &[Key], Text, ranked_texts).udf(),
        Kernel::new("ranked_kind", &[Key], Kind, ranked_kinds).udf(),
    ]
}
