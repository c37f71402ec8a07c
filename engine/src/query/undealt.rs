//! The top of a physical plan, which hands its rows on in order.

use std::sync::Arc;

use datafusion::error::Result;
use datafusion::physical_plan::repartition::RepartitionExec;
use datafusion::physical_plan::{
    ExecutionPlan, ExecutionPlanProperties, Partitioning, replace_children_if_necessary,
};

/// The plan without a step behind its last merge that deals the rows out again: the optimizer puts
/// it below a projection that computes, and who reads from several partitions gets their rows as
/// they come.
pub(super) fn undealt(plan: Arc<dyn ExecutionPlan>) -> Result<Arc<dyn ExecutionPlan>> {
    if plan.output_partitioning().partition_count() == 1 {
        return Ok(plan);
    }
    let children = plan.children();
    let [child] = children.as_slice() else {
        return Ok(plan);
    };
    let child = Arc::clone(child);
    let deals = (plan.as_ref() as &dyn std::any::Any)
        .downcast_ref::<RepartitionExec>()
        .is_some_and(|step| matches!(step.partitioning(), Partitioning::RoundRobinBatch(_)));
    if deals && child.output_partitioning().partition_count() == 1 {
        return Ok(child);
    }
    replace_children_if_necessary(plan, vec![undealt(child)?])
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;
    use std::fs;
    use std::num::NonZeroUsize;

    use crate::engine::Engine;

    /// So many rows that they come in several batches.
    #[test]
    fn rows_come_in_order_from_several_threads() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut events = String::new();
        for event in 0..50_000 {
            writeln!(events, r#"{{"id":{event}}}"#).expect("a text takes all");
        }
        fs::write(folder.path().join("a.ndjson"), events).expect("written");
        let threads = NonZeroUsize::new(4).expect("not zero");
        let engine = Engine::builder().threads(threads).build();
        let session = engine.expect("an engine").session();
        let session = session.from(folder.path().to_str().expect("a path"));
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        let query = session.query("fields concat(id, 'x') as name");
        let explained = runtime.block_on(query.explain()).expect("an explanation");
        let plan = explained.plans.expect("plans").physical;
        let merge = plan.find("SortPreservingMergeExec").expect(&plan);
        assert!(!plan[..merge].contains("RepartitionExec"), "{plan}");
    }
}
