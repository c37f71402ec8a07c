//! Who calls: users, roles with their sessions, services and now and then the root.

use crate::event::{Place, put};
use crate::random::Random;

const USERS: [&str; 12] = [
    "alice",
    "bob",
    "carol",
    "dave",
    "erin",
    "frank",
    "grace",
    "heidi",
    "ivan",
    "jürgen",
    "zoë",
    "ci-deploy",
];
const ROLES: [&str; 8] = [
    "AppServer",
    "AWSServiceRoleForAutoScaling",
    "DataPipeline",
    "GitHubActions",
    "KubernetesNode",
    "Lambda-orders-prod",
    "OrganizationAccountAccessRole",
    "ReadOnlyAudit",
];
const SERVICES: [&str; 5] = [
    "autoscaling.amazonaws.com",
    "cloudtrail.amazonaws.com",
    "config.amazonaws.com",
    "ec2.amazonaws.com",
    "lambda.amazonaws.com",
];
pub(crate) const LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// Appends the value of `userIdentity`; `time` is the event's, RFC 3339.
pub fn identity(out: &mut String, random: &mut Random, place: Place<'_>, time: &str) {
    match random.below(100) {
        0..45 => role(out, random, place, time),
        45..93 => user(out, random, place),
        93..99 => service(out, random),
        _ => root(out, place),
    }
}

fn role(out: &mut String, random: &mut Random, place: Place<'_>, time: &str) {
    let account = place.account;
    let role = ROLES[random.small_below(ROLES.len() as u64) as usize];
    // A role's id and the instance behind it belong together, as they do in a real archive.
    let mut session = Random::new(random.small_below(400), 1);
    let id = session.text(LETTERS, 16);
    let instance = session.next() & 0xffff_ffff_ffff;
    let key = session.text(LETTERS, 16);
    put(
        out,
        format_args!(
            r#"{{"type":"AssumedRole","principalId":"AROA{id}:i-0{instance:016x}","arn":"arn:aws:sts::{account}:assumed-role/{role}/i-0{instance:016x}","accountId":"{account}","accessKeyId":"ASIA{key}","sessionContext":{{"sessionIssuer":{{"type":"Role","principalId":"AROA{id}","arn":"arn:aws:iam::{account}:role/service-role/{role}","accountId":"{account}","userName":"{role}"}},"webIdFederationData":{{}},"attributes":{{"creationDate":"{day}T00:00:00Z","mfaAuthenticated":"false"}}}}}}"#,
            day = &time[..10],
        ),
    );
}

fn user(out: &mut String, random: &mut Random, place: Place<'_>) {
    let account = place.account;
    let number = random.small_below(USERS.len() as u64) as usize;
    let name = USERS[number];
    let mut fixed = Random::new(number as u64, 2);
    let id = fixed.text(LETTERS, 16);
    let key = fixed.text(LETTERS, 16);
    put(
        out,
        format_args!(
            r#"{{"type":"IAMUser","principalId":"AIDA{id}","arn":"arn:aws:iam::{account}:user/people/{name}","accountId":"{account}","accessKeyId":"AKIA{key}","userName":"{name}"}}"#
        ),
    );
}

fn service(out: &mut String, random: &mut Random) {
    let service = random.pick(&SERVICES);
    put(
        out,
        format_args!(r#"{{"type":"AWSService","invokedBy":"{service}"}}"#),
    );
}

fn root(out: &mut String, place: Place<'_>) {
    let account = place.account;
    put(
        out,
        format_args!(
            r#"{{"type":"Root","principalId":"{account}","arn":"arn:aws:iam::{account}:root","accountId":"{account}","accessKeyId":""}}"#
        ),
    );
}
