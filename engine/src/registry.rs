//! Every scalar kernel of ours by its name: what plans call and what a serialised scan names.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use datafusion::logical_expr::{Expr, ScalarUDF};

use crate::{aggregate, dynamic, function, planner, typed};

static KERNELS: LazyLock<HashMap<String, Arc<ScalarUDF>>> = LazyLock::new(|| {
    [
        aggregate::kernels(),
        dynamic::kernels(),
        function::kernels(),
        planner::kernels(),
        typed::kernels(),
    ]
    .into_iter()
    .flatten()
    .map(|kernel| (kernel.name().to_owned(), kernel))
    .collect()
});

/// A call of the kernel `name`, one of ours.
pub(crate) fn call(name: &str, args: Vec<Expr>) -> Expr {
    find(name)
        .expect("kernels are called by names that the registry has")
        .call(args)
}

/// The kernel `name`, if it is one of ours.
pub(crate) fn find(name: &str) -> Option<&'static Arc<ScalarUDF>> {
    KERNELS.get(name)
}
