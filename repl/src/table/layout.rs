//! Who gets how many columns, and lines made of cells.

use std::borrow::Cow;
use std::io::{self, Write};

use super::time::Precision;
use super::width;
use crate::surroundings::Colours;

/// Columns between two columns.
const GAP: usize = 2;
/// What a column is not made narrower than; when there is no room for that, columns are left out.
const LEAST: usize = 5;
/// What of a text can still be read.
const READABLE: usize = 8;

/// What a column of a table would like.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wish {
    /// Columns for its name and its cells.
    pub(super) width: usize,
    /// Columns for its cells.
    pub(super) content: usize,
    /// Where its cells stand.
    pub(super) align: Align,
    /// Whether a part of a cell is worth something.
    pub(super) cut: Cut,
    /// How much of its times is shown.
    pub(super) precision: Precision,
}

/// Where cells stand in their column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Align {
    Left,
    Right,
}

/// Whether cells may be cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cut {
    /// They may.
    Fine,
    /// They may not, if it can be helped.
    Bad,
}

impl Wish {
    /// A column of texts.
    pub(super) fn text(width: usize) -> Self {
        Self {
            width,
            content: width,
            align: Align::Left,
            cut: Cut::Fine,
            precision: Precision::Second,
        }
    }

    /// The least that leaves it readable.
    fn least(&self) -> usize {
        self.width.min(LEAST)
    }
}

/// The columns of a table.
#[derive(Debug)]
pub(super) struct Layout {
    columns: Vec<(Wish, usize)>,
    /// Whether columns were left out.
    more: bool,
    /// Whether there is a last column of the terminal.
    limited: bool,
}

impl Layout {
    /// Settles the widths.
    pub(super) fn new(wishes: Vec<Wish>, terminal: Option<usize>) -> Self {
        let Some(terminal) = terminal else {
            let columns = wishes.into_iter().map(|wish| (wish, wish.width)).collect();
            return Self {
                columns,
                more: false,
                limited: false,
            };
        };
        let all = wishes.len();
        let mut wishes = wishes;
        let mut room = room(&wishes, terminal);
        let least = |wishes: &[Wish]| wishes.iter().map(Wish::least).sum::<usize>();
        if least(&wishes) > room {
            // A `…` at the end says that there are more.
            let terminal = terminal.saturating_sub(GAP + 1);
            while wishes.len() > 1 && least(&wishes) > self::room(&wishes, terminal) {
                wishes.pop();
            }
            room = self::room(&wishes, terminal);
        }
        let more = wishes.len() < all;
        let widths = widths(&wishes, room);
        Self {
            columns: wishes.into_iter().zip(widths).collect(),
            more,
            limited: true,
        }
    }

    /// How many columns are shown.
    pub(super) fn shown(&self) -> usize {
        self.columns.len()
    }

    /// How much of the times in a column is shown.
    pub(super) fn precision(&self, column: usize) -> Precision {
        self.columns
            .get(column)
            .map_or(Precision::Second, |(wish, _)| wish.precision)
    }

    /// Writes the names and a rule below them.
    pub(super) fn header(
        &self,
        names: &[String],
        colours: Colours,
        out: &mut impl Write,
    ) -> io::Result<()> {
        let names: Vec<Cow<'_, str>> = names.iter().map(|name| name.as_str().into()).collect();
        let rules: Vec<Cow<'_, str>> = self
            .columns
            .iter()
            .map(|(_, width)| "─".repeat(*width).into())
            .collect();
        match colours {
            Colours::On => writeln!(out, "\x1b[1m{}\x1b[0m", self.line(&names))?,
            Colours::Off => writeln!(out, "{}", self.line(&names))?,
        }
        writeln!(out, "{}", self.line(&rules))
    }

    /// Writes a row.
    pub(super) fn row(&self, cells: &[Cow<'_, str>], out: &mut impl Write) -> io::Result<()> {
        writeln!(out, "{}", self.line(cells))
    }

    fn line(&self, cells: &[Cow<'_, str>]) -> String {
        let mut line = String::new();
        for (index, ((wish, width), cell)) in self.columns.iter().zip(cells).enumerate() {
            if index > 0 {
                line.push_str(&" ".repeat(GAP));
            }
            // Where nothing limits a line, a late cell that is too wide is better crooked than cut.
            let (text, taken) = if self.limited {
                width::cut(cell, *width)
            } else {
                (cell.to_string(), width::of(cell))
            };
            let padding = " ".repeat(width.saturating_sub(taken));
            if wish.align == Align::Right {
                line.push_str(&padding);
                line.push_str(&text);
            } else {
                line.push_str(&text);
                line.push_str(&padding);
            }
        }
        if self.more {
            line.push_str(&" ".repeat(GAP));
            line.push('…');
        }
        line.truncate(line.trim_end_matches(' ').len());
        line
    }
}

/// The columns that there are for cells.
fn room(wishes: &[Wish], terminal: usize) -> usize {
    terminal.saturating_sub(GAP * wishes.len().saturating_sub(1))
}

/// Shares `room`: who wants little gets it, the others get the same. Those of which a part is
/// worth nothing come first, if that leaves the others enough to be read.
fn widths(wishes: &[Wish], room: usize) -> Vec<usize> {
    let wanted: Vec<usize> = wishes.iter().map(|wish| wish.width).collect();
    if wanted.iter().sum::<usize>() <= room {
        return wanted;
    }
    // A name may be cut where its cells are not.
    let firm = |wish: &Wish| (wish.cut == Cut::Bad).then(|| wish.content.max(wish.least()));
    let texts: Vec<usize> = wishes
        .iter()
        .filter(|wish| firm(wish).is_none())
        .map(|wish| wish.width)
        .collect();
    let for_firm: usize = wishes.iter().filter_map(firm).sum();
    let enough: usize = texts.iter().map(|width| (*width).min(READABLE)).sum();
    let Some(for_texts) = room.checked_sub(for_firm).filter(|rest| *rest >= enough) else {
        return share(&wanted, room);
    };
    // What texts leave over goes to the names of the others.
    let shared = share(&texts, for_texts);
    let mut left = for_texts - shared.iter().sum::<usize>();
    let mut shared = shared.into_iter();
    wishes
        .iter()
        .map(|wish| match firm(wish) {
            None => shared.next().unwrap_or(0),
            Some(width) => {
                let more = left.min(wish.width - width);
                left -= more;
                width + more
            }
        })
        .collect()
}

/// Shares `room` so that nobody gets more than is wanted and the least content gets the most that
/// is possible.
fn share(wanted: &[usize], room: usize) -> Vec<usize> {
    let mut sorted = wanted.to_vec();
    sorted.sort_unstable();
    let mut rest = room;
    let mut sharing = sorted.len();
    for width in sorted {
        if width * sharing > rest {
            break;
        }
        rest -= width;
        sharing -= 1;
    }
    if sharing == 0 {
        return wanted.to_vec();
    }
    let (level, mut odd) = (rest / sharing, rest % sharing);
    wanted
        .iter()
        .map(|width| {
            if *width <= level {
                return *width;
            }
            let one = usize::from(odd > 0);
            odd -= one;
            level + one
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(width: usize) -> Wish {
        Wish {
            align: Align::Right,
            cut: Cut::Bad,
            ..Wish::text(width)
        }
    }

    fn time() -> Wish {
        Wish {
            cut: Cut::Bad,
            ..Wish::text(19)
        }
    }

    fn check(wishes: &[Wish], terminal: usize, expected: &[usize]) {
        let layout = Layout::new(wishes.to_vec(), Some(terminal));
        let found: Vec<usize> = layout.columns.iter().map(|(_, width)| *width).collect();
        assert_eq!(found, expected);
        let long = "x".repeat(200);
        let cells = vec![Cow::Borrowed(long.as_str()); wishes.len()];
        assert!(
            width::of(&layout.line(&cells)) <= terminal,
            "{}",
            layout.line(&cells)
        );
    }

    #[test]
    fn columns_shrink_fairly() {
        check(&[Wish::text(10), Wish::text(20)], 60, &[10, 20]);
        check(&[Wish::text(10), Wish::text(900)], 60, &[10, 48]);
        check(&[Wish::text(100), Wish::text(900)], 60, &[29, 29]);
        check(
            &[Wish::text(100), Wish::text(8), Wish::text(900)],
            61,
            &[25, 8, 24],
        );
    }

    #[test]
    fn times_and_numbers_are_not_cut() {
        check(&[time(), Wish::text(900)], 60, &[19, 39]);
        check(&[Wish::text(80), number(12)], 60, &[46, 12]);
        // The name gives way, its numbers do not.
        let long_name = Wish {
            width: 40,
            content: 4,
            ..number(40)
        };
        check(&[Wish::text(80), long_name], 60, &[53, 5]);
        check(&[Wish::text(12), long_name], 40, &[12, 26]);
        // Unless nothing is left.
        check(
            &[time(), time(), time(), Wish::text(900)],
            60,
            &[14, 14, 13, 13],
        );
    }

    #[test]
    fn columns_without_room_are_left_out() {
        let many = vec![Wish::text(30); 20];
        let layout = Layout::new(many.clone(), Some(60));
        assert_eq!(layout.shown(), 8);
        check(&many, 60, &[6, 6, 6, 5, 5, 5, 5, 5]);
        check(&[Wish::text(30)], 3, &[0]);
    }

    #[test]
    fn lines() {
        let layout = Layout::new(vec![Wish::text(4), number(3), Wish::text(6)], Some(60));
        let line = |cells: [&str; 3]| layout.line(&cells.map(Cow::Borrowed));
        assert_eq!(line(["ab", "7", "x"]), "ab      7  x");
        assert_eq!(line(["日本語", "", ""]), "日…");
        let mut out = Vec::new();
        let names = ["ab", "n", "c"].map(str::to_owned);
        layout
            .header(&names, Colours::Off, &mut out)
            .expect("written");
        layout
            .header(&names, Colours::On, &mut out)
            .expect("written");
        let expected =
            "ab      n  c\n────  ───  ──────\n\x1b[1mab      n  c\x1b[0m\n────  ───  ──────\n";
        assert_eq!(String::from_utf8_lossy(&out), expected);
    }

    #[test]
    fn without_a_terminal_nothing_is_cut() {
        let layout = Layout::new(vec![Wish::text(3), Wish::text(3)], None);
        assert_eq!(layout.line(&["abcdef".into(), "x".into()]), "abcdef  x");
    }
}
