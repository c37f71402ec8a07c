//! The engine against a slow evaluator that is easy to believe.
//!
//! The evaluator in `algebra/` works row by row over plain values. It is written from
//! `docs/values.md`, `docs/language.md` and the reference of functions, and shares nothing with the
//! engine but the syntax tree. Random small logs and random queries go through both.
//!
//! `TAFFRAIL_ALGEBRA_SECONDS=600` runs that long, `TAFFRAIL_ALGEBRA_CASES` so many cases,
//! `TAFFRAIL_ALGEBRA_SEED` begins elsewhere; with one case and a seed a difference comes again.

mod aggregate;
mod answers;
mod case;
mod command;
mod compare;
mod expr;
mod function;
mod generate;
mod json;
mod number;
mod order;
mod shrink;
mod table;
mod value;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard};
use std::time::{Duration, Instant};

use taffrail::query_lang::function as reference;
use taffrail::query_lang::function::FunctionKind;

use self::case::{Case, Engines, Outcome};

/// How many cases are run when nothing is said.
const CASES: u64 = 100;

/// After so many differences there is enough to look at.
const ENOUGH: usize = 6;

#[test]
fn random_queries() {
    let setting = |name: &str| {
        let value = std::env::var(format!("TAFFRAIL_ALGEBRA_{name}")).ok()?;
        Some(value.parse::<u64>().expect("a whole number"))
    };
    let first = setting("SEED").unwrap_or(0);
    let deadline = setting("SECONDS").map(|it| Instant::now() + Duration::from_secs(it));
    let cases = setting("CASES").unwrap_or(if deadline.is_some() { u64::MAX } else { CASES });
    let engines = Engines::start();
    let next = AtomicU64::new(0);
    let found = Mutex::new(Found::default());
    let work = || {
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let late = deadline.is_some_and(|deadline| Instant::now() > deadline);
            if index >= cases || late || lock(&found).differences.len() >= ENOUGH {
                return;
            }
            check(first.wrapping_add(index), &engines, &found);
        }
    };
    std::thread::scope(|scope| (0..2).for_each(|_| drop(scope.spawn(work))));
    let found = found.into_inner().expect("no thread panicked");
    println!("{} cases, {} refused", found.cases, found.refused.len());
    assert!(
        found.differences.is_empty(),
        "{}",
        found.differences.join("\n\n")
    );
    let refused = found.refused.len() as u64;
    let too_many = refused * 4 > found.cases && found.cases > 20;
    assert!(
        !too_many,
        "many queries were refused:\n{}",
        found.refused.join("\n\n")
    );
}

/// What was found so far.
#[derive(Default)]
struct Found {
    cases: u64,
    refused: Vec<String>,
    differences: Vec<String>,
}

fn lock(found: &Mutex<Found>) -> MutexGuard<'_, Found> {
    found.lock().expect("no thread panicked")
}

fn check(seed: u64, engines: &Engines, found: &Mutex<Found>) {
    let case = generate::case(seed);
    let outcome = case.check(engines);
    lock(found).cases += 1;
    match outcome {
        Outcome::Same => {}
        Outcome::Refused(message) => lock(found).refused.push(message),
        Outcome::Differs { .. } => {
            let report = report(seed, case, engines);
            lock(found).differences.push(report);
        }
    }
}

fn report(seed: u64, case: Case, engines: &Engines) -> String {
    let small = shrink::shrink(case, engines);
    let Outcome::Differs { engine, expected } = small.check(engines) else {
        return format!("==== seed {seed}: differs now and then\n{small}");
    };
    format!("==== seed {seed}\n{small}\n-- expected\n{expected}\n-- the engine\n{engine}")
}

/// A function that is added to the language is added here, too.
#[test]
fn every_function_is_evaluated() {
    let known = |info: &reference::FunctionInfo| match info.kind {
        FunctionKind::Scalar => function::all().any(|function| function.name == info.name),
        FunctionKind::Aggregate => aggregate::CALLS
            .iter()
            .any(|(name, _, _)| *name == info.name),
    };
    let unknown = reference::all()
        .filter(|info| !known(info))
        .map(|info| info.name);
    assert_eq!(unknown.collect::<Vec<_>>(), Vec::<&str>::new());
}
