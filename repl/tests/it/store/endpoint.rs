//! Services of AWS that give credentials, as far as the command asks them.

use hyper::Response;
use s3s::Body;

use super::memory::Bucket;
use super::server::{Asked, Instead, KEY, SECRET, Server};

/// The token of credentials that end.
pub(super) const TOKEN: &str = "a-session-token-of-the-tests";
/// When they do.
const EXPIRES: &str = "2099-01-01T00:00:00Z";

/// A bucket with two events, whose server also gives credentials, as `answer` says.
pub(super) fn bucket_and(
    answer: impl Fn(&Asked) -> Option<String> + Send + Sync + 'static,
) -> Server {
    let bucket = Bucket::default();
    bucket.put("a.ndjson", b"{\"id\":1}\n{\"id\":2}\n");
    Server::over(bucket, move |asked: &Asked| answer(asked).map(answered))
}

/// A bucket with two events.
pub(super) fn bucket() -> Server {
    bucket_and(|_| None)
}

fn answered(text: String) -> Instead {
    let kind = if text.starts_with('{') {
        "application/json"
    } else {
        "text/xml"
    };
    let answer = Response::builder()
        .header("content-type", kind)
        // How long the token of an instance's metadata holds.
        .header("x-aws-ec2-metadata-token-ttl-seconds", "21600");
    Instead::Answer(answer.body(Body::from(text)).expect("an answer"))
}

/// What STS answers to an action.
pub(super) fn of_sts(action: &str) -> String {
    format!(
        "<{action}Response xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><{action}Result>\
         <Credentials><AccessKeyId>{KEY}</AccessKeyId><SecretAccessKey>{SECRET}</SecretAccessKey>\
         <SessionToken>{TOKEN}</SessionToken><Expiration>{EXPIRES}</Expiration></Credentials>\
         <AssumedRoleUser><AssumedRoleId>AROA:me</AssumedRoleId>\
         <Arn>arn:aws:sts::123456789012:assumed-role/reader/me</Arn></AssumedRoleUser>\
         </{action}Result></{action}Response>"
    )
}

/// What the metadata of a container answers.
pub(super) fn of_container() -> String {
    format!(
        r#"{{"AccessKeyId":"{KEY}","SecretAccessKey":"{SECRET}","Token":"{TOKEN}","Expiration":"{EXPIRES}"}}"#
    )
}

/// What the metadata of an instance answers to a path.
pub(super) fn of_instance(path: &str) -> Option<String> {
    match path.strip_prefix("/latest/")? {
        "api/token" => Some("a-metadata-token".into()),
        "meta-data/iam/security-credentials/" => Some("reader".into()),
        "meta-data/iam/security-credentials/reader" => {
            Some(of_container().replacen('{', r#"{"Code":"Success","Type":"AWS-HMAC","#, 1))
        }
        _ => None,
    }
}

/// What a process answers.
pub(super) fn of_process() -> String {
    format!(
        r#"{{"Version":1,"AccessKeyId":"{KEY}","SecretAccessKey":"{SECRET}","SessionToken":"{TOKEN}","Expiration":"{EXPIRES}"}}"#
    )
}
