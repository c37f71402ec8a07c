//! Numbers with their units, for people.

use std::fmt;

/// A count, with a comma for thousands: `12,345`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Count(pub(crate) u64);

/// A number of bytes in decimal units: `1.2 GB`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ByteSize(pub(crate) u64);

const UNITS: [&str; 6] = ["B", "kB", "MB", "GB", "TB", "PB"];

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.0.to_string();
        let first = (digits.len() - 1) % 3 + 1;
        f.write_str(&digits[..first])?;
        (first..digits.len())
            .step_by(3)
            .try_for_each(|at| write!(f, ",{}", &digits[at..at + 3]))
    }
}

impl Count {
    /// The count and what is counted: `1 row`, `2 rows`.
    pub(crate) fn of(self, one: &str, many: &str) -> String {
        format!("{self} {}", if self.0 == 1 { one } else { many })
    }
}

impl fmt::Display for ByteSize {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = self.unit();
        write!(f, "{} {}", self.in_unit(unit), UNITS[unit])
    }
}

impl ByteSize {
    /// A part and its whole in the unit of the whole: `1.2 of 3.4 GB`.
    pub(crate) fn part_of(self, whole: Self) -> String {
        let unit = whole.unit();
        format!("{} of {whole}", self.in_unit(unit))
    }

    /// The unit in which the number is at least one, and shorter than four digits when rounded.
    fn unit(self) -> usize {
        let mut unit = 0;
        let mut bound = 999.5;
        while self.0 as f64 >= bound && unit + 1 < UNITS.len() {
            unit += 1;
            bound *= 1000.0;
        }
        unit
    }

    fn in_unit(self, unit: usize) -> String {
        if unit == 0 {
            return self.0.to_string();
        }
        let number = self.0 as f64 / 1000_f64.powi(unit as i32);
        // 9.96 would be shown as 10.0.
        let decimals = usize::from(number < 9.95);
        format!("{number:.decimals$}")
    }
}

/// A length of time in its largest whole unit: `2 h`.
pub(crate) fn length(seconds: u64) -> String {
    let units = [(86_400, "d"), (3_600, "h"), (60, "min")];
    units
        .iter()
        .find(|(size, _)| seconds >= *size && seconds.is_multiple_of(*size))
        .map_or_else(
            || format!("{seconds} s"),
            |(size, unit)| format!("{} {unit}", seconds / size),
        )
}

/// Reads a number of bytes: `2GB`, `512MiB`, `1.5 g`, `1000000`.
pub(crate) fn parse_bytes(text: &str) -> Option<usize> {
    let text = text.trim();
    let end = text
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(text.len());
    let number: f64 = text[..end].parse().ok()?;
    let unit = text[end..].trim().to_ascii_lowercase();
    let (prefix, base) = match unit.strip_suffix("ib") {
        Some(prefix) => (prefix, 1024_f64),
        None => (unit.strip_suffix('b').unwrap_or(&unit), 1000_f64),
    };
    let power = match prefix {
        "" if base < 1024.0 => 0,
        "k" => 1,
        "m" => 2,
        "g" => 3,
        "t" => 4,
        _ => return None,
    };
    let bytes = number * base.powi(power);
    (1.0..9e18).contains(&bytes).then_some(bytes as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts() {
        let shown = [0, 7, 999, 1000, 12_345, 1_234_567].map(|count| Count(count).to_string());
        assert_eq!(shown, ["0", "7", "999", "1,000", "12,345", "1,234,567"]);
        assert_eq!(Count(1).of("row", "rows"), "1 row");
        assert_eq!(Count(0).of("row", "rows"), "0 rows");
    }

    #[test]
    fn bytes() {
        let shown = [
            0,
            999,
            1000,
            9_949,
            9_950,
            412_345,
            999_499,
            999_500,
            3_400_000_000,
        ]
        .map(|bytes| ByteSize(bytes).to_string());
        let expected = [
            "0 B", "999 B", "1.0 kB", "9.9 kB", "10 kB", "412 kB", "999 kB", "1.0 MB", "3.4 GB",
        ];
        assert_eq!(shown, expected);
        let part = ByteSize(1_200_000_000).part_of(ByteSize(3_400_000_000));
        assert_eq!(part, "1.2 of 3.4 GB");
    }

    #[test]
    fn lengths() {
        assert_eq!(
            [7200, 90, 60, 172_800, 0].map(length),
            ["2 h", "90 s", "1 min", "2 d", "0 s"]
        );
    }

    #[test]
    fn bytes_are_read() {
        let read = |text| parse_bytes(text);
        assert_eq!(read("2GB"), Some(2_000_000_000));
        assert_eq!(read("512MiB"), Some(512 << 20));
        assert_eq!(read("1.5 g"), Some(1_500_000_000));
        assert_eq!(read("1000000"), Some(1_000_000));
        assert_eq!(
            ["", "GB", "2 apples", "-1", "0", "1ib", "1e3"].map(read),
            [None; 7]
        );
    }
}
