//! `--inventory`: what the command says of it.

use super::server::Server;
use super::{at_home, known};

#[test]
fn it_says_how_old_the_keys_are() {
    let server = Server::start();
    server.put("app/a.json", b"{\"n\":1}");
    let rows = b"\"logs\",\"app/a.json\",\"7\",\"STANDARD\"\n\
                 \"logs\",\"app/b.json\",\"7\",\"GLACIER\"\n";
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    std::io::Write::write_all(&mut encoder, rows).expect("a vector takes all");
    server.put("r/a.csv.gz", &encoder.finish().expect("a vector takes all"));
    let manifest = r#"{"sourceBucket":"logs","destinationBucket":"arn:aws:s3:::logs",
        "creationTimestamp":"1780531200000","fileFormat":"CSV",
        "fileSchema":"Bucket, Key, Size, StorageClass","files":[{"key":"r/a.csv.gz"}]}"#;
    server.put("r/manifest.json", manifest.as_bytes());
    let home = tempfile::tempdir().expect("a home");
    let variables = known(&server);
    let variables: Vec<_> = variables
        .iter()
        .map(|(name, it)| (*name, it.as_str()))
        .collect();
    let inventory = ["--from", "s3://logs/app", "--inventory"];
    let query = ["query", "stats sum(n) as n"];
    let whole = ["s3://logs/r/manifest.json"];
    let of =
        "keys are those of the inventory of 2026-06-04 (UTC), 2 rows: s3://logs/r/manifest.json";
    let archived = "warning: 1 object is archived, s3://logs/app/b.json: restore what is in a Glacier \
                    class to read it";
    let run = |arguments: &[&[&str]]| at_home(home.path(), &arguments.concat(), &variables);
    run(&[&query, &inventory, &whole])
        .exits(3)
        .prints("{\"n\":1}\n")
        .says(of)
        .says(archived);
    run(&[
        &query,
        &inventory,
        &whole,
        &["--dry-run", "--format", "table"],
    ])
    .exits(3)
    .says(of)
    .says(archived);
    assert!(!server.asked().iter().any(super::server::Asked::is_list));
    run(&[&query, &inventory, &["s3://logs/r/nowhere.json"]])
        .exits(1)
        .prints("")
        .says(
            "error: cannot list by the inventory s3://logs/r/nowhere.json: there is no such object",
        );
}
