//! Types of logs: `types`, `--type`, `--types`.

use std::fs;

use serde_json::Value;

use crate::run::{Ran, command, taffrail};

const LOGS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../testdata/logs");

const SHOP: &str = r#"
name = "shop"
summary = "Orders of a shop"
fields = [{ name = "number", type = "text" }, "sum"]

[recognise]
lines = '^order '

[events]
format = "pattern"
grok = '^order %{INT:number} %{NUMBER:sum} %{DAY:day} %{NOTSPACE:at}$'

[time]
fields = ["at"]
format = "%Q"
"#;

const ORDERS: &str = "order 0007 12.5 Fri 1709280000123\norder 8 3 Sat 1709366400000\nclosed\norder 9 1000 Sun 1709452800000\n";

/// Runs where `orders.log` and the type of it lie.
fn in_shop(arguments: &[&str]) -> Ran {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("types")).expect("made");
    fs::write(folder.path().join("types/shop.toml"), SHOP).expect("written");
    fs::write(folder.path().join("orders.log"), ORDERS).expect("written");
    fs::write(folder.path().join("types.toml"), "types = \"types\"\n").expect("written");
    fs::write(
        folder.path().join("wrong.toml"),
        "name = \"a\"\nevents.format = \"csv\"\n",
    )
    .expect("written");
    let mut command = command(arguments);
    command.current_dir(folder.path());
    Ran::of(&command.output().expect("the command starts"))
}

#[test]
fn types_are_listed() {
    let listed = taffrail(&["types", "--format", "ndjson"]).exits(0);
    let rows: Vec<Value> = listed
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    let named = |name: &str| {
        let found = rows.iter().find(|row| row["name"] == name);
        found.unwrap_or_else(|| panic!("no type {name}"))
    };
    assert_eq!(
        named("cloudtrail")["time"],
        serde_json::json!(["eventTime"])
    );
    assert_eq!(named("cloudtrail")["duplicates"], "eventID");
    assert_eq!(named("vpc-flow")["fields"][3], "srcaddr");
    assert_eq!(named("nlb")["built-in"], true);
    assert_eq!(
        named("docker")["recognised"],
        serde_json::json!([
            "its key matches `-json\\.log`",
            "JSON with `log`, `stream`, `time`"
        ])
    );
    assert_eq!(rows.last().expect("a row")["name"], "text");
    taffrail(&["types", "NLB", "--format", "csv"])
        .exits(0)
        .says("1 type, asked in this order");
    taffrail(&["types", "vpcflow"])
        .exits(2)
        .says("`vpcflow` is not a type of log; did you mean `vpc-flow`?");
}

const QUERY: &str = "fields @timestamp, number, sum, day";
const FOUND: &str = "{\"@timestamp\":\"2024-03-01T08:00:00.123Z\",\"number\":\"0007\",\"sum\":12.5,\"day\":\"Fri\"}\n\
    {\"@timestamp\":\"2024-03-02T08:00:00.000Z\",\"number\":\"8\",\"sum\":3,\"day\":\"Sat\"}\n\
    {\"@timestamp\":null,\"number\":null,\"sum\":null,\"day\":null}\n\
    {\"@timestamp\":\"2024-03-03T08:00:00.000Z\",\"number\":\"9\",\"sum\":1000,\"day\":\"Sun\"}\n";

#[test]
fn users_have_types_of_their_own() {
    for arguments in [
        ["query", QUERY, "-f", "orders.log", "--types", "types"],
        [
            "query",
            QUERY,
            "-f",
            "orders.log",
            "--types",
            "types/shop.toml",
        ],
        ["query", QUERY, "-f", "orders.log", "--config", "types.toml"],
    ] {
        in_shop(&arguments)
            .exits(0)
            .prints(FOUND)
            .says("1 line does not have the form of the log type");
    }
    in_shop(&["query", "fields number", "-f", "orders.log"])
        .exits(0)
        .prints("{\"number\":null}\n{\"number\":null}\n{\"number\":null}\n{\"number\":null}\n");
    in_shop(&["types", "shop", "--types", "types", "--format", "csv"])
        .exits(0)
        .says("1 type");
    in_shop(&["query", QUERY, "-f", "orders.log", "--types", "wrong.toml"])
        .exits(2)
        .says("wrong.toml")
        .says("unknown variant `csv`");
    in_shop(&["query", QUERY, "-f", "orders.log", "--types", "none.toml"])
        .exits(2)
        .says("cannot read none.toml");
}

#[test]
fn a_type_is_forced() {
    let forced = ["--types", "types", "--type", "shop", "-f"];
    in_shop(&[&["query", QUERY], &forced[..], &["orders.log"]].concat())
        .exits(0)
        .prints(FOUND);
    // Ten connections of load balancers are no flow logs.
    let nlb = format!("{LOGS}/nlb/access.log");
    taffrail(&["query", "stats count(*) as n", "-f", &nlb, "--type", "alb"])
        .exits(0)
        .prints("{\"n\":2}\n");
    let lines = format!("{LOGS}/logfmt/app.log");
    let query = "filter ispresent(elb) | stats count(*) as n";
    taffrail(&["query", query, "-f", &lines, "--type", "ALB"])
        .exits(0)
        .says("4 lines do not have the form of the log type; what could be read is kept");
}
