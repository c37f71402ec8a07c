//! The smallest case that still differs: events, commands, items and operands are left out one by
//! one.

use taffrail::query_lang::Query;
use taffrail::query_lang::ast::{Expr, ExprKind};
use taffrail::query_lang::command::Command;

use super::case::{Case, Engines, Outcome};
use super::json::Json;

/// Tries smaller cases as long as one of them differs, too.
pub(crate) fn shrink(mut case: Case, engines: &Engines) -> Case {
    let mut tries = 0;
    while let Some(smaller) = smaller(&case).into_iter().find(|smaller| {
        tries += 1;
        tries < 3000 && matches!(smaller.check(engines), Outcome::Differs { .. })
    }) {
        case = smaller;
    }
    case
}

/// Cases that are a little smaller, the much smaller ones first.
fn smaller(case: &Case) -> Vec<Case> {
    let mut cases = Vec::new();
    let mut with_objects = |objects: Vec<Vec<Json>>| {
        cases.push(Case {
            objects,
            ..case.clone()
        });
    };
    for object in 0..case.objects.len() {
        let mut without = case.objects.clone();
        if case.objects.len() > 1 {
            without.remove(object);
            with_objects(without);
        }
        for event in 0..case.objects[object].len() {
            let mut without = case.objects.clone();
            without[object].remove(event);
            with_objects(without);
        }
    }
    if let Some(query) = case.parsed() {
        let queries = queries(&query).into_iter().map(|query| query_text(&query));
        let shorter = queries.filter(|query| query.len() < case.query.len());
        cases.extend(shorter.map(|query| Case {
            query,
            ..case.clone()
        }));
    }
    for (object, events) in case.objects.iter().enumerate() {
        for (event, json) in events.iter().enumerate() {
            let Json::Object(members) = json else {
                continue;
            };
            for member in 0..members.len() {
                let mut without = members.clone();
                without.remove(member);
                let mut objects = case.objects.clone();
                objects[object][event] = Json::Object(without);
                cases.push(Case {
                    objects,
                    ..case.clone()
                });
            }
        }
    }
    cases
}

fn query_text(query: &Query) -> String {
    let commands: Vec<String> = query
        .commands
        .iter()
        .map(|it| it.value.to_string())
        .collect();
    commands.join(" | ")
}

/// Queries with one command, item, key or operand less.
fn queries(query: &Query) -> Vec<Query> {
    let mut queries = Vec::new();
    for index in 0..query.commands.len() {
        let mut without = query.clone();
        without.commands.remove(index);
        queries.push(without);
    }
    for index in 0..query.commands.len() {
        let mut with = |change: &mut dyn FnMut(&mut Command) -> bool| {
            let mut changed = query.clone();
            if change(&mut changed.commands[index].value) {
                queries.push(changed);
            }
        };
        for item in 0..8 {
            with(&mut |command| remove(command, item));
        }
        for place in 0..200 {
            for operand in 0..4 {
                with(&mut |command| {
                    let mut left = place;
                    exprs(command)
                        .into_iter()
                        .any(|expr| replace_by_operand(expr, &mut left, operand))
                });
            }
        }
    }
    queries
}

fn remove(command: &mut Command, item: usize) -> bool {
    fn from<T>(list: &mut Vec<T>, index: usize, least: usize) -> bool {
        let fits = index < list.len() && list.len() > least;
        if fits {
            list.remove(index);
        }
        fits
    }
    match command {
        Command::Fields(command) => from(&mut command.items, item, 1),
        Command::Display(command) => from(&mut command.items, item, 1),
        Command::Sort(command) => from(&mut command.keys, item, 1),
        Command::Dedup(command) => from(&mut command.fields, item, 1),
        Command::Stats(command) if item >= 4 => from(&mut command.by, item - 4, 0),
        Command::Stats(command) => from(&mut command.aggregates, item, 1),
        _ => false,
    }
}

fn exprs(command: &mut Command) -> Vec<&mut Expr> {
    match command {
        Command::Fields(command) => command
            .items
            .iter_mut()
            .map(|item| &mut item.expr)
            .collect(),
        Command::Display(command) => command
            .items
            .iter_mut()
            .map(|item| &mut item.expr)
            .collect(),
        Command::Sort(command) => command.keys.iter_mut().map(|key| &mut key.expr).collect(),
        Command::Filter(command) => vec![&mut command.predicate],
        Command::Parse(command) => command.input.iter_mut().collect(),
        Command::Stats(command) => {
            let items = command.aggregates.iter_mut().chain(&mut command.by);
            items.map(|item| &mut item.expr).collect()
        }
        _ => Vec::new(),
    }
}

/// Puts the operand in the place of the expression that is the `left`-th in reading order.
fn replace_by_operand(expr: &mut Expr, left: &mut usize, operand: usize) -> bool {
    if *left == 0 {
        *left = usize::MAX;
        if let ExprKind::In { list, .. } = &mut expr.kind
            && operand > 0
        {
            let fits = operand <= list.len();
            if fits {
                list.remove(operand - 1);
            }
            return fits;
        }
        let operands = operands(expr);
        let chosen = operands.into_iter().nth(operand).map(|it| it.clone());
        let changes = chosen.is_some();
        if let Some(chosen) = chosen {
            *expr = chosen;
        }
        return changes;
    }
    *left = left.saturating_sub(1);
    operands(expr)
        .into_iter()
        .any(|operand_of| *left != usize::MAX && replace_by_operand(operand_of, left, operand))
}

fn operands(expr: &mut Expr) -> Vec<&mut Expr> {
    match &mut expr.kind {
        ExprKind::Logical { operands, .. } | ExprKind::Sum(operands) => {
            operands.iter_mut().collect()
        }
        ExprKind::Call { args, .. } => args.iter_mut().collect(),
        ExprKind::Compare { left, right, .. } | ExprKind::Arithmetic { left, right, .. } => {
            vec![left, right]
        }
        ExprKind::Not(operand)
        | ExprKind::Negate(operand)
        | ExprKind::Match { operand, .. }
        | ExprKind::In { operand, .. } => vec![operand],
        ExprKind::Member { base, .. } => vec![base],
        _ => Vec::new(),
    }
}
