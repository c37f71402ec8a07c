//! The line that is redrawn while a query runs.

use std::io::Write;

use taffrail::RunningProgress;

use crate::sizes::{ByteSize, Count};

/// A line at the bottom of the terminal, and whether it is there.
#[derive(Debug)]
pub(crate) struct ProgressLine<W: Write> {
    /// Where it is drawn; `None` draws nothing.
    out: Option<W>,
    width: usize,
    shown: bool,
}

impl<W: Write> ProgressLine<W> {
    /// A line of at most `width` columns.
    pub(crate) fn new(out: Option<W>, width: usize) -> Self {
        Self {
            out,
            width,
            shown: false,
        }
    }

    /// Whether anything is ever drawn.
    pub(crate) fn is_on(&self) -> bool {
        self.out.is_some()
    }

    /// Draws it anew. The text has no wide characters.
    pub(crate) fn draw(&mut self, text: &str) {
        let Some(out) = &mut self.out else { return };
        // One column stays free: some terminals wrap when the last one is written.
        let text: String = text.chars().take(self.width.saturating_sub(1)).collect();
        let _ = write!(out, "\r\x1b[2K{text}");
        let _ = out.flush();
        self.shown = true;
    }

    /// Takes it away, before anything else is written.
    pub(crate) fn clear(&mut self) {
        let Some(out) = self.out.as_mut().filter(|_| self.shown) else {
            return;
        };
        let _ = write!(out, "\r\x1b[2K");
        let _ = out.flush();
        self.shown = false;
    }
}

/// However a query ends, the line does not stay behind.
impl<W: Write> Drop for ProgressLine<W> {
    fn drop(&mut self) {
        self.clear();
    }
}

/// How far a query is: `12,345 of 50,000 objects · 1.2 of 3.4 GB · 42 %`.
pub(crate) fn how_far(progress: &RunningProgress) -> String {
    text(progress.objects(), progress.bytes())
}

fn text(objects: (u64, u64), bytes: (u64, u64)) -> String {
    let (done, all) = objects;
    let mut text = format!("{} of {}", Count(done), Count(all).of("object", "objects"));
    let (done, all) = bytes;
    if all > 0 {
        let part = ByteSize(done.min(all)).part_of(ByteSize(all));
        // Never 100 before the end.
        let percent = (u128::from(done) * 100 / u128::from(all)).min(99);
        text = format!("{text} · {part} · {percent} %");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_far_a_query_is() {
        assert_eq!(
            text((12_345, 50_000), (1_428_000_000, 3_400_000_000)),
            "12,345 of 50,000 objects · 1.4 of 3.4 GB · 42 %"
        );
        assert_eq!(text((0, 1), (0, 0)), "0 of 1 object");
        assert_eq!(text((1, 1), (5, 5)), "1 of 1 object · 5 of 5 B · 99 %");
    }

    #[test]
    fn a_line_is_cut_and_cleared() {
        let mut out = Vec::new();
        let mut line = ProgressLine::new(Some(&mut out), 8);
        line.draw("0123456789");
        line.clear();
        line.clear();
        drop(line);
        assert_eq!(String::from_utf8_lossy(&out), "\r\x1b[2K0123456\r\x1b[2K");
    }
}
