//! One question put to all, in turns, and the answers checked.

use std::path::PathBuf;

use crate::Failure;
use crate::contestant::Contestant;
use crate::data::Data;
use crate::measure::{Cost, measured};
use crate::question::{NEWEST, Question};
use crate::rows::{Compared, Order, Row, compare};

/// How many of the newest events the rows of the last second are looked for in.
const WIDE: u32 = 10 * NEWEST;

/// What came of asking one contestant.
#[derive(Debug, Clone)]
pub(crate) enum Outcome {
    /// An answer, and what each run took.
    Answered(Vec<Cost>),
    /// Another answer than the first who answered.
    Different(String),
    /// No answer.
    Failed(String),
    /// Not asked; [`Contestant::left_out`] says why.
    LeftOut,
}

/// How often to ask, and where to write meanwhile.
#[derive(Debug, Clone)]
pub(crate) struct Asking {
    /// How often each is asked.
    pub(crate) runs: usize,
    /// A file for reports.
    pub(crate) report: PathBuf,
}

impl Asking {
    /// Asks all the same question, one after the other, as often as wanted: what slows the machine
    /// down for a while slows down all of them.
    pub(crate) fn ask(
        &self,
        contestants: &[Contestant],
        data: &Data,
        question: &Question,
    ) -> Vec<Outcome> {
        let mut outcomes: Vec<Outcome> = contestants
            .iter()
            .map(|contestant| match contestant.left_out(data.set, question) {
                Some(_) => Outcome::LeftOut,
                None => Outcome::Answered(Vec::new()),
            })
            .collect();
        let mut first: Option<(&'static str, Vec<Row>)> = None;
        let mut wide = None;
        for _ in 0..self.runs {
            for (contestant, outcome) in contestants.iter().zip(&mut outcomes) {
                let Outcome::Answered(costs) = outcome else {
                    continue;
                };
                let (cost, rows) = match self.once(contestant, data, question, NEWEST) {
                    Ok(answer) => answer,
                    Err(failure) => {
                        *outcome = Outcome::Failed(failure.to_string());
                        continue;
                    }
                };
                eprintln!(
                    "{} {} {}: {:.3} s, {:.3} s of processors, {:.0} MB",
                    data.set,
                    question.id,
                    contestant.name(),
                    cost.seconds,
                    cost.cpu_seconds,
                    cost.peak_bytes as f64 / 1e6
                );
                costs.push(cost);
                let (name, expected) =
                    first.get_or_insert_with(|| (contestant.name(), rows.clone()));
                let wide = wide.get_or_insert_with(|| self.wide(contestants, data, question));
                let answers = Compared {
                    left: expected,
                    right: &rows,
                    wide,
                };
                if let Some(difference) = compare(answers, question.order) {
                    *outcome = Outcome::Different(format!("against {name}: {difference}"));
                }
            }
        }
        outcomes
    }

    /// More of the newest rows than asked for, told by a peer if there is one.
    fn wide(&self, contestants: &[Contestant], data: &Data, question: &Question) -> Vec<Row> {
        if question.order != Order::Newest {
            return Vec::new();
        }
        let asked = contestants
            .iter()
            .filter(|it| it.left_out(data.set, question).is_none());
        let (peers, others): (Vec<_>, Vec<_>) = asked.partition(|it| it.is_peer());
        let mut answers = peers
            .into_iter()
            .chain(others)
            .filter_map(|it| self.once(it, data, question, WIDE).ok());
        answers.next().map(|answer| answer.1).unwrap_or_default()
    }

    fn once(
        &self,
        contestant: &Contestant,
        data: &Data,
        question: &Question,
        limit: u32,
    ) -> Result<(Cost, Vec<Row>), Failure> {
        let run = measured(&contestant.command(data, question, limit), &self.report)?;
        Ok((run.cost, contestant.rows(&run.output, question)?))
    }
}

impl Outcome {
    /// What a run took in the middle: the run with the median time, and the highest peak.
    pub(crate) fn cost(&self) -> Option<Cost> {
        match self {
            Self::Answered(costs) => median(costs),
            _ => None,
        }
    }
}

/// The run with the median time, with the highest peak of all runs.
pub(crate) fn median(costs: &[Cost]) -> Option<Cost> {
    let mut sorted = costs.to_vec();
    sorted.sort_by(|left, right| left.seconds.total_cmp(&right.seconds));
    let middle = *sorted.get(sorted.len().checked_sub(1)? / 2)?;
    let peak_bytes = costs.iter().map(|cost| cost.peak_bytes).max()?;
    Some(Cost {
        peak_bytes,
        ..middle
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_a_run() {
        let cost = |seconds, peak_bytes| Cost {
            seconds,
            cpu_seconds: 2.0 * seconds,
            peak_bytes,
        };
        let found = median(&[cost(3.0, 5), cost(1.0, 9), cost(2.0, 4)]);
        assert_eq!(
            found.map(|it| (it.seconds, it.cpu_seconds)),
            Some((2.0, 4.0))
        );
        assert_eq!(found.map(|it| it.peak_bytes), Some(9));
        assert_eq!(
            median(&[cost(3.0, 5), cost(1.0, 9)]).map(|it| it.seconds),
            Some(1.0)
        );
        assert_eq!(median(&[]), None);
    }
}
