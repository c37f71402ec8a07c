//! Tables, as wide as `COLUMNS` says.

use crate::run::{CLOUDTRAIL, command};

fn check(arguments: &[&str], columns: &str, expected: &str) {
    let output = command(&[&["query"], arguments, &["--format", "table"]].concat())
        .env("COLUMNS", columns)
        .output()
        .expect("the command starts");
    assert_eq!(String::from_utf8_lossy(&output.stdout), expected);
}

#[test]
fn sixty_columns() {
    check(
        &["sort @timestamp asc | limit 2", "--from", CLOUDTRAIL],
        "60",
        "@timestamp           @message\n\
         ───────────────────  ───────────────────────────────────────\n\
         2023-07-10 11:42:18  {\"eventVersion\":\"1.08\",\"userIdentity\":…\n\
         2023-07-10 11:42:23  {\"eventVersion\":\"1.08\",\"userIdentity\":…\n",
    );
}

#[test]
fn numbers_stand_to_the_right() {
    check(
        &[
            "stats count(*) as n, avg(strlen(eventName)) as length by eventSource | sort n desc \
             | limit 3 | fields eventSource, n, round(length) as about",
            "--from",
            CLOUDTRAIL,
        ],
        "80",
        "eventSource          n  about\n\
         ─────────────────  ───  ─────\n\
         ec2.amazonaws.com  892     19\n\
         ssm.amazonaws.com  488     17\n\
         iam.amazonaws.com  398     13\n",
    );
}

#[test]
fn rows_behind_the_first_thousand() {
    let text = "fields @timestamp, eventSource | sort @timestamp asc";
    let output = command(&["query", text, "--from", CLOUDTRAIL, "--format", "table"])
        .env("COLUMNS", "80")
        .output()
        .expect("the command starts");
    let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
    let lines: Vec<&str> = stdout.lines().collect();
    assert_eq!(lines.len(), 2 + 2900);
    // Finer times might have come behind them.
    assert!(
        lines[2].starts_with("2023-07-10 11:42:18.000  "),
        "{}",
        lines[2]
    );
    assert!(
        lines[2901].starts_with("2023-07-10 12:37:50.000  "),
        "{}",
        lines[2901]
    );
}

#[test]
fn logs_do_not_steer_the_terminal() {
    check(
        &["fields eventName", "--from", "logs/damaged/terminal.ndjson"],
        "80",
        "eventName\n\
         ────────────────────────────────────────────\n\
         \\u{1b}[31mred\\u{1b}[0m \\u{1b}]0;title\\u{7}\n\
         user\\u{202e}txt.exe\\u{202c}\\u{2066}x\\u{2069}\n\
         two⏎lines\\u{d}back\\u{8}space\\u{9b}1m\n",
    );
}

#[test]
fn columns_without_room_are_counted() {
    let names: Vec<String> = (10..30).map(|number| format!("column{number}")).collect();
    let query = format!("fields {} | limit 1", names.join(", "));
    let output = command(&["query", &query, "--from", CLOUDTRAIL, "--format", "table"])
        .env("COLUMNS", "40")
        .output()
        .expect("the command starts");
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(stderr.contains("15 columns have no room here"), "{stderr}");
    let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        stdout.starts_with("colum…  colum…  colum…  colum…  colu…  …\n"),
        "{stdout}"
    );
}
