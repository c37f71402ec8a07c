//! Tables in Markdown that can also be read as they are.

mod place;

pub(crate) use self::place::put;

/// A table: the first row is its head.
#[derive(Debug, Clone, Default)]
pub(crate) struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table with a head.
    pub(crate) fn new(head: impl IntoIterator<Item = String>) -> Self {
        Self {
            rows: vec![head.into_iter().collect()],
        }
    }

    /// Adds a row.
    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        let cells = cells.into_iter().map(|cell| cell.replace('|', r"\|"));
        self.rows.push(cells.collect());
    }

    /// The table as text, its columns under each other.
    pub(crate) fn markdown(&self) -> String {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let width = |column: usize| {
            let cells = self.rows.iter().filter_map(|row| row.get(column));
            cells
                .map(|cell| cell.chars().count())
                .max()
                .unwrap_or(0)
                .max(3)
        };
        let widths: Vec<usize> = (0..columns).map(width).collect();
        let line = |cell: &dyn Fn(usize) -> String| {
            let padded = widths
                .iter()
                .enumerate()
                .map(|(column, &width)| format!("| {:<width$} ", cell(column)));
            padded.chain(["|\n".to_owned()]).collect::<String>()
        };
        let mut lines = self.rows.iter().map(|row| {
            let cell = |column: usize| row.get(column).cloned().unwrap_or_default();
            line(&cell)
        });
        let head = lines.next().unwrap_or_default();
        let rule = line(&|column| "-".repeat(widths[column]));
        [head, rule].into_iter().chain(lines).collect()
    }
}

/// A number with as many digits as say something: `0.047`, `1.23`, `123`.
pub(crate) fn number(value: f64) -> String {
    match value.abs() {
        size if size >= 100.0 => format!("{value:.0}"),
        size if size >= 10.0 => format!("{value:.1}"),
        size if size >= 0.1 => format!("{value:.2}"),
        _ => format!("{value:.3}"),
    }
}

/// A whole number in groups of three digits.
pub(crate) fn grouped(value: u64) -> String {
    let digits = value.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_under_each_other() {
        let mut table = Table::new(["question".into(), "µs".into()]);
        table.row(["a|b".into(), "12".into()]);
        let expected = "| question | µs  |\n| -------- | --- |\n| a\\|b     | 12  |\n";
        assert_eq!(table.markdown(), expected);
    }

    #[test]
    fn numbers() {
        let found = [0.0472, 0.472, 4.72, 47.2, 472.0].map(number);
        assert_eq!(found, ["0.047", "0.47", "4.72", "47.2", "472"]);
        assert_eq!(
            [7, 1234, 1_000_000].map(grouped),
            ["7", "1,234", "1,000,000"]
        );
    }
}
