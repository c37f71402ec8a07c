//! Rows made of lists are in the order of the lists, and DataFusion is told so: results that need
//! no other order stream, and are not sorted again.

use std::fmt;
use std::sync::Arc;

use arrow::compute::SortOptions;
use arrow::datatypes::DataType;
use datafusion::common::Result;
use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::{Transformed, TreeNode, TreeNodeRecursion};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::expressions::Column;
use datafusion::physical_expr::{
    EquivalenceProperties, LexOrdering, PhysicalExpr, PhysicalSortExpr,
};
use datafusion::physical_optimizer::PhysicalOptimizerRule;
use datafusion::physical_plan::metrics::MetricsSet;
use datafusion::physical_plan::unnest::UnnestExec;
use datafusion::physical_plan::{
    ChildrenPropertiesMode, DisplayAs, DisplayFormatType, ExecutionPlan, PlanProperties,
    ReplaceChildrenOptions,
};

use crate::scan::SystemField;

/// Puts [`InOrderExec`] in the place of every unnest of lists and the positions of their elements.
#[derive(Debug)]
pub(crate) struct UnnestInOrder;

impl PhysicalOptimizerRule for UnnestInOrder {
    fn optimize(
        &self,
        plan: Arc<dyn ExecutionPlan>,
        _: &ConfigOptions,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let replaced = plan.transform_up(|plan| {
            let unnest = plan.downcast_ref::<UnnestExec>();
            let found = unnest.and_then(|unnest| Some((unnest, position(unnest)?)));
            Ok(match found {
                Some((unnest, position)) => {
                    Transformed::yes(Arc::new(InOrderExec::new(unnest.clone(), position)) as _)
                }
                None => Transformed::no(plan),
            })
        })?;
        Ok(replaced.data)
    }

    fn name(&self) -> &'static str {
        "unnest_in_order"
    }

    fn schema_check(&self) -> bool {
        true
    }
}

/// The column with the position of an element in its list: the one of what was unnested that is a
/// number. An unnest of lists alone leaves columns where they are.
fn position(unnest: &UnnestExec) -> Option<Arc<dyn PhysicalExpr>> {
    let schema = unnest.schema();
    let mut unnested = unnest
        .list_column_indices()
        .iter()
        .map(|list| list.index_in_input_schema);
    let index = unnested.find(|&index| *schema.field(index).data_type() == DataType::Int64)?;
    Some(Arc::new(Column::new(schema.field(index).name(), index)))
}

/// An unnest that hands on the order of its rows: where these are ordered down to the single row,
/// its own rows are ordered by that and then by their position.
#[derive(Debug)]
struct InOrderExec {
    unnest: UnnestExec,
    position: Arc<dyn PhysicalExpr>,
    properties: Arc<PlanProperties>,
}

impl InOrderExec {
    fn new(unnest: UnnestExec, position: Arc<dyn PhysicalExpr>) -> Self {
        let known = unnest.properties();
        let orderings = orderings(
            known.equivalence_properties(),
            &position,
            levels(unnest.input()),
        );
        let mut equivalences = known.equivalence_properties().clone();
        equivalences.add_orderings(orderings);
        let properties = PlanProperties::clone(known).with_eq_properties(equivalences);
        Self {
            unnest,
            position,
            properties: Arc::new(properties),
        }
    }
}

/// How many unnests lie below, each of which adds a position to what tells rows apart.
fn levels(plan: &Arc<dyn ExecutionPlan>) -> usize {
    let own = usize::from(plan.downcast_ref::<InOrderExec>().is_some());
    let below = plan.children().into_iter().map(levels).max();
    own + below.unwrap_or(0)
}

/// The orderings that end with what tells rows apart, the place of the event and the positions in
/// the lists that the row came from, each with one more position.
fn orderings(
    known: &EquivalenceProperties,
    position: &Arc<dyn PhysicalExpr>,
    levels: usize,
) -> Vec<LexOrdering> {
    let ascending = SortOptions {
        descending: false,
        nulls_first: false,
    };
    let is_column = |key: &PhysicalSortExpr, field: SystemField| {
        let column = key.expr.downcast_ref::<Column>();
        column.is_some_and(|column| column.name() == field.name())
    };
    let extended = known.oeq_class().iter().filter_map(|ordering| {
        let place = ordering.len().checked_sub(levels + 2)?;
        let [object, offset] = [&ordering[place], &ordering[place + 1]];
        let unique =
            is_column(object, SystemField::Object) && is_column(offset, SystemField::Offset);
        let last = PhysicalSortExpr::new(Arc::clone(position), ascending);
        unique.then(|| LexOrdering::new(ordering.iter().cloned().chain([last])))?
    });
    extended.collect()
}

impl DisplayAs for InOrderExec {
    fn fmt_as(&self, _: DisplayFormatType, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "InOrderExec: {} last", self.position)
    }
}

impl ExecutionPlan for InOrderExec {
    fn name(&self) -> &'static str {
        "InOrderExec"
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        &self.properties
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        self.unnest.children()
    }

    fn maintains_input_order(&self) -> Vec<bool> {
        vec![true]
    }

    fn apply_expressions(
        &self,
        visit: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        self.unnest.apply_expressions(visit)
    }

    fn replace_children(
        self: Arc<Self>,
        mut children: Vec<Arc<dyn ExecutionPlan>>,
        _: ReplaceChildrenOptions,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let unnest = UnnestExec::new(
            children.swap_remove(0),
            self.unnest.list_column_indices().to_vec(),
            self.unnest.struct_column_indices().to_vec(),
            self.unnest.schema(),
            self.unnest.options().clone(),
        )?;
        Ok(Arc::new(Self::new(unnest, Arc::clone(&self.position))))
    }

    fn with_new_children(
        self: Arc<Self>,
        children: Vec<Arc<dyn ExecutionPlan>>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        self.replace_children(
            children,
            ReplaceChildrenOptions::new(ChildrenPropertiesMode::Recompute),
        )
    }

    fn execute(
        &self,
        partition: usize,
        context: Arc<TaskContext>,
    ) -> Result<SendableRecordBatchStream> {
        self.unnest.execute(partition, context)
    }

    fn metrics(&self) -> Option<MetricsSet> {
        self.unnest.metrics()
    }
}
