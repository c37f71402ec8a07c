//! Three CloudTrail paths to Arrow, on one thread, beside other JSON readers.
//!
//! `cargo bench -p taffrail-extract`; the throughput is that of the raw JSON.

use std::fmt::Write as _;
use std::hint::black_box;

use arrow_array::Array as _;
use arrow_array::builder::{StringViewBuilder, TimestampMicrosecondBuilder};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use sonic_rs::JsonValueTrait as _;
use taffrail_extract::{
    Column, Extractor, Path, Records, Shape, Want, detect, inflate::Inflater, parse_timestamp,
};

criterion_group!(benches, three_paths, count, wide, inflate);
criterion_main!(benches);

const RECORDS: usize = 4_000;

fn columns(wanted: &[(&str, Want)]) -> Extractor {
    let columns: Vec<Column> = wanted
        .iter()
        .map(|&(path, want)| Column {
            path: Path::parse(path),
            want,
        })
        .collect();
    Extractor::new(&columns)
}

fn extract(extractor: &Extractor, shape: Shape, bytes: &[u8]) -> usize {
    let mut rows = extractor.rows();
    let mut records = Records::new(shape, bytes);
    while let Some(record) = records.next(Some(&mut rows)) {
        black_box(record.is_ok());
    }
    black_box(rows.finish()).rows
}

fn three_paths(criterion: &mut Criterion) {
    let records = records(RECORDS);
    let lines = records.join("\n");
    let wrapped = format!("{{\"Records\":[{}]}}", records.join(","));
    assert_eq!(detect(lines.as_bytes()), Shape::JsonLines);
    assert_eq!(detect(wrapped.as_bytes()), Shape::Records);
    let extractor = columns(&[
        ("eventName", Want::Text),
        ("userIdentity.arn", Want::Text),
        ("eventTime", Want::Timestamp),
    ]);
    let mut group = criterion.benchmark_group("three paths");
    group.throughput(Throughput::Bytes(lines.len() as u64));
    group.bench_function("taffrail, wrapped", |bencher| {
        bencher.iter(|| extract(&extractor, Shape::Records, wrapped.as_bytes()));
    });
    group.bench_function("taffrail, lines", |bencher| {
        bencher.iter(|| extract(&extractor, Shape::JsonLines, lines.as_bytes()));
    });
    group.bench_function("taffrail, bounds known", |bencher| {
        bencher.iter(|| {
            let mut rows = extractor.rows();
            for record in &records {
                rows.push(record.as_bytes());
            }
            black_box(rows.finish()).rows
        });
    });
    group.bench_function("serde_json, typed structs, lines", |bencher| {
        bencher.iter(|| by_record(&lines, typed));
    });
    group.bench_function("sonic-rs, lazy values, lines", |bencher| {
        bencher.iter(|| by_record(&lines, lazy));
    });
    group.finish();
}

fn count(criterion: &mut Criterion) {
    let records = records(RECORDS);
    let lines = records.join("\n");
    let wrapped = format!("{{\"Records\":[{}]}}", records.join(","));
    let extractor = columns(&[]);
    let mut group = criterion.benchmark_group("count");
    group.throughput(Throughput::Bytes(lines.len() as u64));
    for (name, shape, bytes) in [
        ("wrapped", Shape::Records, &wrapped),
        ("lines", Shape::JsonLines, &lines),
    ] {
        group.bench_function(name, |bencher| {
            bencher.iter(|| extract(&extractor, shape, bytes.as_bytes()));
        });
    }
    group.finish();
}

fn wide(criterion: &mut Criterion) {
    let records = records(RECORDS);
    let lines = records.join("\n");
    let pretty: Vec<String> = records
        .iter()
        .map(|record| {
            let value: serde_json::Value = serde_json::from_str(record).expect("valid JSON");
            serde_json::to_string_pretty(&value).expect("a value")
        })
        .collect();
    let pretty = pretty.join("\n");
    let message = columns(&[("", Want::Text)]);
    let twelve = columns(&[
        ("eventName", Want::Text),
        ("eventName", Want::Kind),
        ("eventTime", Want::Timestamp),
        ("eventSource", Want::Text),
        ("awsRegion", Want::Text),
        ("sourceIPAddress", Want::Text),
        ("userAgent", Want::Text),
        ("userIdentity.arn", Want::Text),
        (
            "userIdentity.sessionContext.attributes.mfaAuthenticated",
            Want::Text,
        ),
        ("requestParameters", Want::Text),
        ("resources.0.ARN", Want::Text),
        ("additionalEventData.bytesTransferredOut", Want::Number),
    ]);
    let mut group = criterion.benchmark_group("wide");
    for (name, extractor, shape, bytes) in [
        ("message", &message, Shape::JsonLines, &lines),
        ("message, pretty", &message, Shape::Concatenated, &pretty),
        ("twelve columns", &twelve, Shape::JsonLines, &lines),
        (
            "twelve columns, pretty",
            &twelve,
            Shape::Concatenated,
            &pretty,
        ),
    ] {
        group.throughput(Throughput::Bytes(bytes.len() as u64));
        group.bench_function(name, |bencher| {
            bencher.iter(|| extract(extractor, shape, bytes.as_bytes()));
        });
    }
    group.finish();
}

fn inflate(criterion: &mut Criterion) {
    use std::io::Write as _;

    let lines = records(RECORDS).join("\n");
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(lines.as_bytes()).expect("memory");
    let compressed = encoder.finish().expect("memory");
    let mut inflater = Inflater::new();
    let mut out = Vec::new();
    let mut group = criterion.benchmark_group("inflate");
    group.throughput(Throughput::Bytes(lines.len() as u64));
    group.bench_function("gzip", |bencher| {
        bencher.iter(|| {
            out.clear();
            inflater
                .gzip(&compressed, &mut out, usize::MAX)
                .expect("gzip")
                .members
        });
    });
    group.finish();
}

#[derive(Default)]
struct Batch {
    names: StringViewBuilder,
    arns: StringViewBuilder,
    times: TimestampMicrosecondBuilder,
}

fn by_record(lines: &str, read: impl Fn(&str, &mut Batch)) -> usize {
    let mut batch = Batch::default();
    for line in lines.split('\n') {
        read(line, &mut batch);
    }
    let Batch {
        mut names,
        mut arns,
        mut times,
    } = batch;
    black_box((names.finish(), arns.finish(), times.finish()))
        .0
        .len()
}

#[derive(serde::Deserialize)]
struct Event<'a> {
    #[serde(borrow, rename = "eventName")]
    name: Option<std::borrow::Cow<'a, str>>,
    #[serde(borrow, rename = "eventTime")]
    time: Option<std::borrow::Cow<'a, str>>,
    #[serde(borrow, rename = "userIdentity")]
    identity: Option<Identity<'a>>,
}

#[derive(serde::Deserialize)]
struct Identity<'a> {
    #[serde(borrow)]
    arn: Option<std::borrow::Cow<'a, str>>,
}

fn typed(line: &str, batch: &mut Batch) {
    let event: Event<'_> = serde_json::from_str(line).expect("valid JSON");
    batch.names.append_option(event.name);
    batch
        .arns
        .append_option(event.identity.and_then(|identity| identity.arn));
    batch
        .times
        .append_option(event.time.and_then(|time| parse_timestamp(time.as_bytes())));
}

fn lazy(line: &str, batch: &mut Batch) {
    let get = |path: &[&str]| sonic_rs::get(line, path).ok();
    let name = get(&["eventName"]);
    batch
        .names
        .append_option(name.as_ref().and_then(|value| value.as_str()));
    let arn = get(&["userIdentity", "arn"]);
    batch
        .arns
        .append_option(arn.as_ref().and_then(|value| value.as_str()));
    let time = get(&["eventTime"]);
    let time = time.as_ref().and_then(|value| value.as_str());
    batch
        .times
        .append_option(time.and_then(|time| parse_timestamp(time.as_bytes())));
}

/// Records of 1.0 to 1.5 KB with the keys, nesting and order of `CloudTrail`'s; the same each time.
fn records(count: usize) -> Vec<String> {
    let mut seed = Seed(0x7aff_4a11);
    (0..count).map(|_| record(&mut seed)).collect()
}

fn record(seed: &mut Seed) -> String {
    let mut json = String::with_capacity(1_500);
    let account = 100_000_000_000 + seed.below(900_000_000_000);
    let user = seed.pick(&["alice", "bob", "Zoë", "deploy-bot", "Jürgen \\u0026 Söhne"]);
    let role = seed.pick(&["admin", "reader", "OrganizationAccountAccessRole"]);
    let (service, event) = seed.pick(&[
        ("s3", "GetObject"),
        ("s3", "PutObject"),
        ("ec2", "DescribeInstances"),
        ("sts", "AssumeRole"),
        ("kms", "Decrypt"),
        ("iam", "ListAttachedRolePolicies"),
    ]);
    let region = seed.pick(&["us-east-1", "eu-central-1", "ap-southeast-2"]);
    let agent = seed.pick(&[
        "aws-cli/2.15.30 Python/3.11.8 Linux/6.1.0 exe/x86_64.debian.12 prompt/off command/s3.cp",
        "[S3Console/0.4, aws-internal/3 aws-sdk-java/1.11.666 Linux/4.9.217]",
        "Boto3/1.34.69 md/Botocore#1.34.69 ua/2.0 os/linux#5.10.201 md/arch#aarch64 lang/python#3.9",
    ]);
    let (day, hour) = (1 + seed.below(28), seed.below(24));
    let (minute, second) = (seed.below(60), seed.below(60));
    let _ = write!(
        json,
        r#"{{"eventVersion":"1.08","userIdentity":{{"type":"AssumedRole","principalId":"AROA{:016X}:{user}","arn":"arn:aws:sts::{account}:assumed-role/{role}/{user}","accountId":"{account}","accessKeyId":"ASIA{:016X}","sessionContext":{{"sessionIssuer":{{"type":"Role","principalId":"AROA{:016X}","arn":"arn:aws:iam::{account}:role/{role}","accountId":"{account}","userName":"{role}"}},"webIdFederationData":{{}},"attributes":{{"creationDate":"2023-07-{day:02}T{hour:02}:00:00Z","mfaAuthenticated":"false"}}}}}},"eventTime":"2023-07-{day:02}T{hour:02}:{minute:02}:{second:02}Z","eventSource":"{service}.amazonaws.com","eventName":"{event}","awsRegion":"{region}","sourceIPAddress":"{}.{}.{}.{}","userAgent":"{agent}","#,
        seed.next(),
        seed.next(),
        seed.next(),
        seed.below(256),
        seed.below(256),
        seed.below(256),
        seed.below(256),
    );
    let bucket = seed.pick(&["logs-archive", "reports", "backups-2023"]);
    match seed.below(4) {
        0 => json.push_str(r#""requestParameters":null,"responseElements":null,"#),
        1 => {
            let _ = write!(
                json,
                r#""errorCode":"AccessDenied","errorMessage":"User: arn:aws:sts::{account}:assumed-role/{role} is not authorized to perform: {service}:{event} on \"{bucket}\"","requestParameters":{{"policyDocument":"{{\"Version\":\"2012-10-17\",\"Statement\":[{{\"Effect\":\"Allow\",\"Action\":\"{service}:*\"}}]}}"}},"responseElements":null,"#
            );
        }
        _ => {
            let _ = write!(
                json,
                r#""requestParameters":{{"bucketName":"{bucket}","Host":"{bucket}.s3.{region}.amazonaws.com","key":"data/year=2023/{:08x}.parquet"}},"responseElements":null,"additionalEventData":{{"SignatureVersion":"SigV4","CipherSuite":"ECDHE-RSA-AES128-GCM-SHA256","bytesTransferredIn":0,"AuthenticationMethod":"AuthHeader","x-amz-id-2":"{:016x}{:016x}","bytesTransferredOut":{}}},"#,
                seed.next() as u32,
                seed.next(),
                seed.next(),
                seed.below(1 << 24),
            );
        }
    }
    let _ = write!(
        json,
        r#""requestID":"{:016X}","eventID":"{:08x}-1111-4f3f-9c1e-{:012x}","readOnly":{},"resources":[{{"accountId":"{account}","type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::{bucket}"}}],"eventType":"AwsApiCall","managementEvent":false,"recipientAccountId":"{account}","eventCategory":"Data","tlsDetails":{{"tlsVersion":"TLSv1.2","cipherSuite":"ECDHE-RSA-AES128-GCM-SHA256","clientProvidedHostHeader":"{bucket}.s3.amazonaws.com"}}}}"#,
        seed.next(),
        seed.next() as u32,
        seed.below(1 << 48),
        seed.below(2) == 0,
    );
    json
}

struct Seed(u64);

impl Seed {
    /// Marsaglia's xorshift64.
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len() as u64) as usize]
    }
}
