//! Where credentials come from: the shared files.

use std::fs;
use std::path::Path;

use super::credentials::{count, hides, signed};
use super::endpoint::{TOKEN, bucket, bucket_and, of_container, of_process, of_sts};
use super::server::{KEY, SECRET, Server};

const FOUND: &str = "{\"n\":2}\n";

/// A home with shared files.
fn home(config: &str, credentials: &str) -> tempfile::TempDir {
    let home = tempfile::tempdir().expect("a home");
    fs::create_dir(home.path().join(".aws")).expect("a folder");
    fs::write(home.path().join(".aws/config"), config).expect("written");
    fs::write(home.path().join(".aws/credentials"), credentials).expect("written");
    home
}

fn keys(profile: &str) -> String {
    format!("[{profile}]\naws_access_key_id = {KEY}\naws_secret_access_key = {SECRET}\n")
}

#[track_caller]
fn found(server: &Server, home: &Path, options: &[&str], variables: &[(&str, &str)]) {
    count(server, home, options, variables)
        .exits(0)
        .prints(FOUND);
}

#[test]
fn keys_of_a_profile() {
    let server = bucket();
    let wrong = "[default]\naws_access_key_id = AKIDOTHER\naws_secret_access_key = wrong-secret\n";
    let files = home("", &format!("{wrong}{}", keys("logs")));
    let ran = count(&server, files.path(), &[], &[]);
    hides(&ran, &["wrong-secret"]);
    ran.exits(5).says("access denied (");
    found(&server, files.path(), &[], &[("AWS_PROFILE", "logs")]);
    found(&server, files.path(), &["--profile", "logs"], &[]);
    found(
        &server,
        files.path(),
        &["--profile", "logs"],
        &[("AWS_PROFILE", "default")],
    );
    let other = files.path().join("elsewhere");
    fs::rename(files.path().join(".aws/credentials"), &other).expect("moved");
    let other = [(
        "AWS_SHARED_CREDENTIALS_FILE",
        other.to_str().expect("UTF-8"),
    )];
    found(&server, files.path(), &["--profile", "logs"], &other);
    let files = home("", &keys("default"));
    found(&server, files.path(), &[], &[]);
}

#[test]
fn a_profile_that_is_not_there() {
    let server = bucket();
    let files = home("", &keys("default"));
    count(&server, files.path(), &["--profile", "nobody"], &[])
        .exits(5)
        .says("no AWS credentials (")
        .says("nobody");
}

#[test]
fn what_a_process_says() {
    let server = bucket();
    let files = home("[profile logs]\ncredential_process = cat \"%\"\n", "");
    let said = files.path().join("said.json");
    fs::write(&said, of_process()).expect("written");
    let config = files.path().join(".aws/config");
    let process = format!(
        "[profile logs]\ncredential_process = cat {}\n",
        said.display()
    );
    fs::write(&config, process).expect("written");
    found(&server, files.path(), &["--profile", "logs"], &[]);
    signed(&server, Some(TOKEN));
}

/// What a process writes to standard output may hold secrets, also when it fails. Standard error is
/// for people (AWS SDKs and Tools Reference Guide, "Process credential provider").
#[test]
fn a_process_that_fails_tells_no_secret() {
    let server = bucket();
    for process in [
        "sh -c 'echo secret-of-a-process; echo sign in first >&2; exit 1'",
        "echo '{\"Version\":1,\"SecretAccessKey\":\"secret-of-a-process\"}'",
        "echo secret-of-a-process",
    ] {
        let files = home(
            &format!("[profile logs]\ncredential_process = {process}\n"),
            "",
        );
        let ran = count(&server, files.path(), &["--profile", "logs"], &[]);
        hides(&ran, &["secret-of-a-process"]);
        let ran = ran.exits(5).says("no AWS credentials (");
        if process.contains(">&2") {
            ran.says("sign in first");
        }
    }
}

#[test]
fn a_role() {
    let server = bucket_and(|asked| (asked.method == "POST").then(|| of_sts("AssumeRole")));
    let config = "[profile reader]\nrole_arn = arn:aws:iam::123456789012:role/reader\n\
        source_profile = me\nexternal_id = ours\nregion = eu-west-1\n";
    let files = home(config, &keys("me"));
    let url = server.url("");
    let variables = [("AWS_ENDPOINT_URL_STS", url.as_str())];
    count(&server, files.path(), &["--profile", "reader"], &variables)
        .exits(0)
        .prints(FOUND);
    let asked = server.asked();
    let posted: Vec<_> = asked.iter().filter(|it| it.method == "POST").collect();
    assert_eq!(posted.len(), 1, "the role is assumed once");
    for part in ["Action=AssumeRole&", "role%2Freader", "ExternalId=ours"] {
        assert!(posted[0].body.contains(part), "{}", posted[0].body);
    }
    let token = |it: &super::server::Asked| it.headers.get("x-amz-security-token").cloned();
    let of_bucket = asked.iter().filter(|it| it.path.starts_with("/logs"));
    assert!(
        of_bucket
            .into_iter()
            .all(|it| token(it).is_some_and(|it| it == TOKEN))
    );
}

#[test]
fn a_role_that_may_not_be_assumed() {
    let server = bucket_and(|asked| {
        let denied = "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code>\
            <Message>me may not</Message></Error></ErrorResponse>";
        (asked.method == "POST").then(|| denied.to_owned())
    });
    let config = "[profile reader]\nrole_arn = arn:aws:iam::123456789012:role/reader\n\
        source_profile = me\nregion = eu-west-1\n";
    let files = home(config, &keys("me"));
    let url = server.url("");
    let variables = [("AWS_ENDPOINT_URL_STS", url.as_str())];
    count(&server, files.path(), &["--profile", "reader"], &variables)
        .exits(5)
        .says("no AWS credentials (");
}

/// A token of a single sign-on, which `aws sso login` keeps in the home.
#[test]
fn a_single_sign_on() {
    let server = bucket_and(|asked| {
        let asks = asked.path == "/federation/credentials";
        asks.then(|| {
            let role = of_container();
            let role = role.replace("AccessKeyId", "accessKeyId");
            let role = role.replace("SecretAccessKey", "secretAccessKey");
            let role = role.replace("\"Token\"", "\"sessionToken\"");
            let role = role.replace(
                "\"Expiration\":\"2099-01-01T00:00:00Z\"",
                "\"expiration\":4070908800000",
            );
            format!(r#"{{"roleCredentials":{role}}}"#)
        })
    });
    let start = "https://start.example.com/start";
    let config = format!(
        "[profile logs]\nsso_start_url = {start}\nsso_region = eu-west-1\n\
         sso_account_id = 123456789012\nsso_role_name = reader\nregion = eu-west-1\n"
    );
    let files = home(&config, "");
    let cache = files.path().join(".aws/sso/cache");
    fs::create_dir_all(&cache).expect("a folder");
    // The SHA-1 of the start URL names the file.
    let token = format!(
        r#"{{"accessToken":"an-access-token-of-the-tests","expiresAt":"2099-01-01T00:00:00Z","region":"eu-west-1","startUrl":"{start}"}}"#
    );
    fs::write(
        cache.join("a7a07f494db7b3ef8d9cffbc80d19104dbe8f51e.json"),
        token,
    )
    .expect("written");
    let url = server.url("");
    let variables = [("AWS_ENDPOINT_URL_SSO", url.as_str())];
    let ran = count(&server, files.path(), &["--profile", "logs"], &variables);
    hides(&ran, &["an-access-token-of-the-tests"]);
    ran.exits(0).prints(FOUND);
    let asked = server.asked();
    let portal: Vec<_> = asked
        .iter()
        .filter(|it| it.path.starts_with("/federation"))
        .collect();
    assert_eq!(portal.len(), 1, "credentials are asked for once");
    let bearer = portal[0]
        .headers
        .get("x-amz-sso_bearer_token")
        .expect("a token");
    assert_eq!(bearer, "an-access-token-of-the-tests");
}

#[test]
fn what_else_a_profile_says() {
    let server = bucket();
    let url = server.url("");
    let config = format!(
        "[profile logs]\nservices = here\nregion = eu-south-2\n\
         [profile plain]\nendpoint_url = {url}\nregion = eu-south-2\n\
         [services here]\ns3 =\n  endpoint_url = {url}\n"
    );
    let files = home(&config, &format!("{}{}", keys("logs"), keys("plain")));
    for profile in ["logs", "plain"] {
        let query = [
            "query",
            "stats count(*) as n",
            "--from",
            "s3://logs",
            "--profile",
            profile,
        ];
        super::at_home(files.path(), &query, &[("AWS_MAX_ATTEMPTS", "1")])
            .exits(0)
            .prints(FOUND);
        let asked = server.asked();
        let signature = asked[0].headers.get("authorization").expect("it is signed");
        let signature = signature.to_str().expect("ASCII");
        assert!(signature.contains("/eu-south-2/s3/"), "{signature}");
    }
}
