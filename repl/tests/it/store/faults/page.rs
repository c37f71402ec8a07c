//! The page.

use std::fmt::Write;
use std::path::Path;
use std::{env, fs};

use super::{Row, contents, rows, stores};

const INTRODUCTION: &str = "\
<!-- Made by `TAFFRAIL_WRITE_DOCS=1 cargo test -p taffrail-cli faults`. -->

# Faults

What goes wrong with logs, and what becomes of a query. Every row is a run of

```sh
taffrail query \"stats count(id) as n\" --from s3://logs
```

over a bucket with an object of two events, `good.ndjson`, and what the row says. *Exit* is the exit
code, and the code with `--strict`: 0 fine, 1 an error, 3 something could not be read, 4 a limit
stopped it, 5 everything was denied.

A request that fails with a status of 5xx or 429, breaks off or is not answered within 30 seconds is
made again, ten times within three minutes; `AWS_MAX_ATTEMPTS` says how often, the first time
included. What came before an answer broke off is not fetched again. An object is read in the version
that was listed, or not at all.

What many objects share, an archive's class or a key that is denied, is told once, with their number.
";

/// A line as Markdown shows it in a table.
fn code_span(line: &str) -> String {
    let line = line.replace('|', "\\|");
    if line.contains('`') {
        format!("`` {line} ``")
    } else {
        format!("`{line}`")
    }
}

fn table(title: &str, rows: &[Row]) -> String {
    let mut text = format!(
        "\n## {title}\n\n| fault | returned | said | exit | strict |\n| --- | --- | --- | --- | --- |\n"
    );
    for row in rows {
        let said = row.said.iter().filter(|line| !line.is_empty());
        let said: Vec<_> = said.map(|line| code_span(line)).collect();
        let said = said.join("<br>");
        let (fault, returned, code, strict) = (row.fault, &row.returned, row.code, row.strict);
        writeln!(
            text,
            "| {fault} | {returned} | {said} | {code} | {strict} |"
        )
        .expect("memory");
    }
    text
}

/// `TAFFRAIL_WRITE_DOCS=1 cargo test -p taffrail-cli faults` writes it.
#[test]
fn the_page_of_faults_is_current() {
    let text = [
        INTRODUCTION.to_owned(),
        table("Stores", &rows(stores::cases())),
        table("Contents", &rows(contents::cases())),
    ]
    .concat();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/faults.md");
    if env::var_os("TAFFRAIL_WRITE_DOCS").is_some() {
        fs::write(&path, &text).expect("written");
        return;
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(
        kept, text,
        "docs/faults.md is not current: run TAFFRAIL_WRITE_DOCS=1 cargo test -p taffrail-cli faults"
    );
}
