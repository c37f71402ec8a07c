//! Lookup tables and saved queries.

use std::fs;

use crate::run::{CLOUDTRAIL, query, taffrail};

const OWNERS: &str = "stats count(*) as n by eventName | lookup owners eventName OUTPUT owner \
    | filter ispresent(owner)";

#[test]
fn tables_by_name_and_beside_the_query() {
    let folder = tempfile::tempdir().expect("a folder");
    let table = folder.path().join("owners.csv");
    fs::write(&table, "eventName,owner\nDecrypt,anna\n").expect("written");
    let found = "{\"eventName\":\"Decrypt\",\"n\":178,\"owner\":\"anna\"}\n";
    let option = format!("owners={}", table.display());
    query(OWNERS, &["--lookup", &option]).exits(0).prints(found);
    query(OWNERS, &["--lookup", "owners"])
        .exits(2)
        .says("expected NAME=PATH");

    let file = folder.path().join("owners.iql");
    fs::write(&file, OWNERS).expect("written");
    let file = file.to_str().expect("a path");
    taffrail(&["query", "--file", file, "-f", CLOUDTRAIL])
        .exits(0)
        .prints(found);
    taffrail(&["check", "--file", file]).exits(0);
    taffrail(&["explain", "--file", file, "-f", CLOUDTRAIL]).exits(0);

    query(OWNERS, &[])
        .exits(1)
        .says("there is no lookup table `owners`")
        .says("`--lookup owners=PATH`");
    taffrail(&["check", OWNERS]).exits(1).says("E0231");
    query(OWNERS, &["--lookup", "owners=nowhere.csv"])
        .exits(1)
        .says("No such file or directory");
    query(OWNERS, &["--lookup", &option, "--memory-limit", "1KB"]).exits(4);
}

#[test]
fn saved_queries() {
    let folder = tempfile::tempdir().expect("a folder");
    let saved = folder.path().join("Top.iql");
    let text = "# parameter rows = 1: how many\nstats count(*) as n by eventName\n\
                | sort n desc\n| limit {{rows}} # at most\n";
    fs::write(&saved, text).expect("written");
    let options = ["--saved", folder.path().to_str().expect("a path")];
    let top = "{\"eventName\":\"Decrypt\",\"n\":178}\n";
    query("$Top()", &options).exits(0).prints(top);
    let two = query("$Top(rows = 2) | display n", &options).exits(0);
    assert_eq!(two.stdout.lines().count(), 2, "{two:#?}");
    let call = ["$Top(rows = {{n}})", "--param", "n=1"];
    query(call[0], &[&call[1..], &options].concat())
        .exits(0)
        .prints(top);
    query("$Top()", &[&options[..], &["--limit", "1"]].concat())
        .exits(0)
        .prints(top);

    query("$Tpo()", &options)
        .exits(1)
        .says("did you mean `Top`?");
    query("$Top()", &[])
        .exits(1)
        .says("no such file in queries");
    taffrail(&[&["check", "$Top(row = 1)"], &options[..]].concat())
        .exits(1)
        .says("did you mean `rows`?");
    let explained = taffrail(&[&["explain", "$Top()", "-f", CLOUDTRAIL], &options[..]].concat());
    let explained = explained.exits(0);
    assert!(
        explained.stdout.contains("| limit 1 # at most"),
        "{explained:#?}"
    );
    taffrail(&["fmt", "$Top( rows=2 )|limit 1"])
        .exits(0)
        .prints("$Top(rows = 2)\n| limit 1\n");
}

/// Warnings are about the text that comes out, and name the file.
#[test]
fn what_is_said_about_saved_queries() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(
        folder.path().join("Capped.iql"),
        "limit 1\n| filter eventName = 'Decrypt'\n",
    )
    .expect("written");
    let options = ["--saved", folder.path().to_str().expect("a path")];
    let ran = query("fields eventName | $Capped()", &options).exits(0);
    let ran = ran.says("2 | | filter eventName = 'Decrypt'");
    ran.says("this is in the saved query `Capped`")
        .prints("{\"eventName\":\"Decrypt\"}\n");
}

/// The folder `queries` beside the prompt needs no option.
#[test]
fn the_folder_of_saved_queries() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("queries")).expect("made");
    fs::write(folder.path().join("queries/All.iql"), "limit 5").expect("written");
    let mut command = crate::run::command(&["check", "$All()"]);
    let output = command.current_dir(folder.path()).output().expect("it ran");
    assert!(output.status.success(), "{output:?}");
}
