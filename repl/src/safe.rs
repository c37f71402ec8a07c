//! A writer for formats that are made for programs, when their bytes go to a terminal.

use std::io::{self, Write};

use crate::clean::is_harmless;

/// How a character is written that must not reach a terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Escapes {
    /// `\u001b`: the JSON stays the same JSON.
    Json,
    /// `\u{1b}`, as in tables.
    Text,
}

/// Hands bytes on with everything written out that a terminal would obey. Newlines and tabs stay:
/// they are part of the formats.
pub(crate) struct SafeWriter<W> {
    escapes: Escapes,
    /// The beginning of a character whose end has not come yet.
    rest: Vec<u8>,
    out: W,
}

impl<W: Write> SafeWriter<W> {
    /// A writer that hands on to `out`.
    pub(crate) fn new(escapes: Escapes, out: W) -> Self {
        Self {
            escapes,
            rest: Vec::new(),
            out,
        }
    }

    fn text(&mut self, text: &str) -> io::Result<()> {
        let mut from = 0;
        for (at, char) in text.char_indices() {
            if is_harmless(char) || char == '\n' || char == '\t' {
                continue;
            }
            self.out.write_all(&text.as_bytes()[from..at])?;
            from = at + char.len_utf8();
            match self.escapes {
                Escapes::Text => write!(self.out, "{}", char.escape_unicode())?,
                Escapes::Json => {
                    for unit in char.encode_utf16(&mut [0; 2]) {
                        write!(self.out, "\\u{unit:04x}")?;
                    }
                }
            }
        }
        self.out.write_all(&text.as_bytes()[from..])
    }
}

impl<W: Write> Write for SafeWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut all = std::mem::take(&mut self.rest);
        all.extend_from_slice(bytes);
        let mut chunks = all.utf8_chunks().peekable();
        while let Some(chunk) = chunks.next() {
            self.text(chunk.valid())?;
            let invalid = chunk.invalid();
            // A character is at most four bytes: three at the end may be the beginning of one.
            if chunks.peek().is_none() && invalid.len() < 4 {
                self.rest = invalid.to_vec();
            } else if !invalid.is_empty() {
                self.text("\u{fffd}")?;
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(escapes: Escapes, bytes: &[u8], expected: &str) {
        // Whole, and byte by byte.
        for size in [bytes.len(), 1] {
            let mut out = Vec::new();
            let mut writer = SafeWriter::new(escapes, &mut out);
            for part in bytes.chunks(size) {
                writer.write_all(part).expect("a vector takes everything");
            }
            assert_eq!(String::from_utf8_lossy(&out), expected);
        }
    }

    #[test]
    fn what_a_terminal_would_obey_is_written_out() {
        check(
            Escapes::Json,
            b"{\"a\":\"\x7f\"}\n",
            "{\"a\":\"\\u007f\"}\n",
        );
        check(
            Escapes::Json,
            "\u{9b}é\u{202e}日👍".as_bytes(),
            "\\u009bé\\u202e日👍",
        );
        check(Escapes::Json, "\u{e0001}".as_bytes(), "\\udb40\\udc01");
        check(Escapes::Text, b"a\tb\x1b[2J\n", "a\tb\\u{1b}[2J\n");
    }
}
