//! Where credentials come from: environment, process, token, container, nowhere.

use std::path::Path;

use super::at_home;
use super::endpoint::{TOKEN, bucket, bucket_and, of_container, of_instance, of_sts};
use super::server::{Asked, KEY, SECRET, Server};
use crate::run::Ran;

/// Asks the bucket, and sees that no secret is told.
#[track_caller]
pub(super) fn count(
    server: &Server,
    home: &Path,
    options: &[&str],
    variables: &[(&str, &str)],
) -> Ran {
    let query = [
        "query",
        "stats count(*) as n",
        "--from",
        "s3://logs",
        "--strict",
    ];
    let url = server.url("");
    let endpoint = ("AWS_ENDPOINT_URL_S3", url.as_str());
    // One attempt: what is wrong at first is told at once.
    let once = ("AWS_MAX_ATTEMPTS", "1");
    let variables = [&[endpoint, once], variables].concat();
    let ran = at_home(home, &[&query, options].concat(), &variables);
    hides(&ran, &[SECRET, TOKEN]);
    ran
}

/// That no secret is in what was said.
#[track_caller]
pub(super) fn hides(ran: &Ran, secrets: &[&str]) {
    for secret in secrets {
        let told = ran.stdout.contains(secret) || ran.stderr.contains(secret);
        assert!(!told, "{secret} is told: {ran:#?}");
    }
}

/// The requests for keys and objects.
pub(super) fn of_bucket(server: &Server) -> Vec<Asked> {
    let asked = server.asked().into_iter();
    let asked: Vec<_> = asked.filter(|it| it.path.starts_with("/logs")).collect();
    assert!(!asked.is_empty());
    asked
}

fn header<'a>(asked: &'a Asked, name: &str) -> Option<&'a str> {
    asked.headers.get(name)?.to_str().ok()
}

/// That all requests were signed with the key, and with this token.
#[track_caller]
pub(super) fn signed(server: &Server, token: Option<&str>) {
    for asked in of_bucket(server) {
        let signature = header(&asked, "authorization").expect("it is signed");
        assert!(
            signature.contains(&format!("Credential={KEY}/")),
            "{signature}"
        );
        assert_eq!(header(&asked, "x-amz-security-token"), token);
    }
}

fn home() -> tempfile::TempDir {
    tempfile::tempdir().expect("a home")
}

const FOUND: &str = "{\"n\":2}\n";
const KEYS: [(&str, &str); 2] = [
    ("AWS_ACCESS_KEY_ID", KEY),
    ("AWS_SECRET_ACCESS_KEY", SECRET),
];

#[test]
fn keys_in_the_environment() {
    let (server, home) = (bucket(), home());
    count(&server, home.path(), &[], &KEYS)
        .exits(0)
        .prints(FOUND);
    signed(&server, None);
    let with_token = [&KEYS[..], &[("AWS_SESSION_TOKEN", TOKEN)]].concat();
    count(&server, home.path(), &[], &with_token)
        .exits(0)
        .prints(FOUND);
    signed(&server, Some(TOKEN));
}

#[test]
fn nothing_is_known() {
    let (server, home) = (bucket(), home());
    count(&server, home.path(), &[], &[])
        .exits(5)
        .prints("")
        .says("error: permission denied: s3://logs: no AWS credentials (")
        .says("set AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY");
    assert_eq!(server.asked(), []);
}

#[test]
fn a_wrong_secret() {
    let (server, home) = (bucket(), home());
    let wrong = [KEYS[0], ("AWS_SECRET_ACCESS_KEY", "not-the-secret")];
    let ran = count(&server, home.path(), &[], &wrong);
    hides(&ran, &["not-the-secret"]);
    ran.exits(5).says("SignatureDoesNotMatch");
}

#[test]
fn a_web_identity() {
    let server =
        bucket_and(|asked| (asked.method == "POST").then(|| of_sts("AssumeRoleWithWebIdentity")));
    let home = home();
    let token = home.path().join("token");
    std::fs::write(&token, "a-web-token-of-the-tests").expect("written");
    let url = server.url("");
    let ran = count(
        &server,
        home.path(),
        &[],
        &[
            ("AWS_ENDPOINT_URL_STS", &url),
            ("AWS_REGION", "eu-west-1"),
            (
                "AWS_WEB_IDENTITY_TOKEN_FILE",
                token.to_str().expect("UTF-8"),
            ),
            ("AWS_ROLE_ARN", "arn:aws:iam::123456789012:role/reader"),
        ],
    );
    hides(&ran, &["a-web-token-of-the-tests"]);
    ran.exits(0).prints(FOUND);
    let asked = server.asked();
    let posted: Vec<_> = asked.iter().filter(|it| it.method == "POST").collect();
    assert_eq!(posted.len(), 1, "credentials are asked for once");
    assert!(
        posted[0]
            .body
            .contains("WebIdentityToken=a-web-token-of-the-tests")
    );
    assert!(
        asked
            .iter()
            .any(|it| header(it, "x-amz-security-token") == Some(TOKEN))
    );
}

#[test]
fn the_metadata_of_a_container() {
    let server = bucket_and(|asked| (asked.path == "/container").then(of_container));
    let home = home();
    let url = server.url("container");
    let variables = [
        ("AWS_CONTAINER_CREDENTIALS_FULL_URI", url.as_str()),
        ("AWS_CONTAINER_AUTHORIZATION_TOKEN", "a-container-token"),
    ];
    let ran = count(&server, home.path(), &[], &variables);
    hides(&ran, &["a-container-token"]);
    ran.exits(0).prints(FOUND);
    let asked = server.asked();
    let metadata: Vec<_> = asked.iter().filter(|it| it.path == "/container").collect();
    assert_eq!(metadata.len(), 1, "credentials are asked for once");
    assert_eq!(
        header(metadata[0], "authorization"),
        Some("a-container-token")
    );
}

#[test]
fn two_buckets_share_credentials() {
    let server = bucket_and(|asked| (asked.path == "/container").then(of_container));
    let home = home();
    let url = server.url("container");
    let variables = [("AWS_CONTAINER_CREDENTIALS_FULL_URI", url.as_str())];
    // The server gives the same bucket by any name.
    let other = ["--from", "s3://other"];
    count(&server, home.path(), &other, &variables)
        .exits(0)
        .prints("{\"n\":4}\n");
    let asked = server.asked();
    let metadata = asked.iter().filter(|it| it.path == "/container");
    assert_eq!(metadata.count(), 1, "credentials are asked for once");
}

#[test]
fn the_metadata_of_an_instance() {
    let server = bucket_and(|asked| of_instance(&asked.path));
    let home = home();
    let url = server.url("");
    let variables = [
        ("AWS_EC2_METADATA_DISABLED", "false"),
        ("AWS_EC2_METADATA_SERVICE_ENDPOINT", url.as_str()),
        ("AWS_REGION", "eu-west-1"),
    ];
    let ran = count(&server, home.path(), &[], &variables);
    hides(&ran, &["a-metadata-token"]);
    ran.exits(0).prints(FOUND);
    signed(&server, Some(TOKEN));
}

#[test]
fn nothing_is_signed() {
    let (server, home) = (bucket(), home());
    let ran = count(&server, home.path(), &["--no-sign-request"], &KEYS);
    // The server of the tests has no public buckets.
    ran.exits(5).says("access denied (");
    for asked in of_bucket(&server) {
        assert_eq!(header(&asked, "authorization"), None);
    }
}

#[test]
fn who_asks_pays() {
    let (server, home) = (bucket(), home());
    count(
        &server,
        home.path(),
        &["--request-payer", "requester"],
        &KEYS,
    )
    .exits(0)
    .prints(FOUND);
    for asked in of_bucket(&server) {
        assert_eq!(header(&asked, "x-amz-request-payer"), Some("requester"));
    }
    count(&server, home.path(), &[], &KEYS).exits(0);
    for asked in of_bucket(&server) {
        assert_eq!(header(&asked, "x-amz-request-payer"), None);
    }
}

/// The region that requests are signed for.
fn region(server: &Server) -> String {
    let asked = of_bucket(server);
    let signature = header(&asked[0], "authorization").expect("it is signed");
    // Credential=KEY/date/region/s3/aws4_request
    signature.split('/').nth(2).expect("a region").to_owned()
}

#[test]
fn regions() {
    let (server, home) = (bucket(), home());
    let check = |options: &[&str], variables: &[(&str, &str)], expected: &str| {
        let variables = [&KEYS[..], variables].concat();
        count(&server, home.path(), options, &variables).exits(0);
        assert_eq!(region(&server), expected);
    };
    check(&[], &[], "us-east-1");
    check(&[], &[("AWS_REGION", "eu-west-3")], "eu-west-3");
    check(&[], &[("AWS_DEFAULT_REGION", "eu-west-3")], "eu-west-3");
    check(
        &["--region", "sa-east-1"],
        &[("AWS_REGION", "eu-west-3")],
        "sa-east-1",
    );
}

#[test]
fn endpoints() {
    let (server, home) = (bucket(), home());
    let url = server.url("");
    let nowhere = "http://127.0.0.1:1";
    let check = |options: &[&str], variables: &[(&str, &str)], code: i32| {
        let query = ["query", "stats count(*) as n", "--from", "s3://logs"];
        let variables = [&KEYS[..], &[("AWS_MAX_ATTEMPTS", "1")], variables].concat();
        at_home(home.path(), &[&query, options].concat(), &variables).exits(code);
    };
    check(&[], &[("AWS_ENDPOINT_URL", &url)], 0);
    check(
        &[],
        &[("AWS_ENDPOINT_URL", nowhere), ("AWS_ENDPOINT_URL_S3", &url)],
        0,
    );
    check(
        &[],
        &[("AWS_ENDPOINT_URL", &url), ("AWS_ENDPOINT_URL_S3", nowhere)],
        1,
    );
    check(
        &["--endpoint-url", &url],
        &[("AWS_ENDPOINT_URL_S3", nowhere)],
        0,
    );
}
