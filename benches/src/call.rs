//! What is called: services, their calls and the shapes of what they are asked and answer.

use crate::event::{Place, put};
use crate::identity::LETTERS;
use crate::random::Random;

const HEX: &str = "0123456789abcdef";
const BASE64: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const TEAMS: [&str; 6] = [
    "Zahlungsverkehr – Köln",
    "Søk",
    "検索基盤",
    "plateforme données",
    "R\\u0026D",
    "growth 🚀",
];

/// One call of one service.
#[derive(Debug, Clone, Copy)]
pub struct Call {
    /// `eventSource` without its domain.
    pub service: &'static str,
    /// `eventName`.
    pub name: &'static str,
    /// How often it occurs, against the others.
    weight: u64,
    kind: Kind,
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    Object,
    Instances,
    Run,
    Ingress,
    Assume,
    Decrypt,
    Policy,
    Parameter,
    Function,
    Secret,
    Table,
    LogStream,
    Nothing,
}

const fn call(service: &'static str, name: &'static str, weight: u64, kind: Kind) -> Call {
    Call {
        service,
        name,
        weight,
        kind,
    }
}

const CALLS: [Call; 32] = [
    call("s3", "GetObject", 150, Kind::Object),
    call("s3", "PutObject", 70, Kind::Object),
    call("s3", "HeadObject", 40, Kind::Object),
    call("s3", "ListObjects", 30, Kind::Object),
    call("s3", "DeleteObject", 8, Kind::Object),
    call("s3", "GetBucketAcl", 12, Kind::Object),
    call("kms", "Decrypt", 110, Kind::Decrypt),
    call("kms", "GenerateDataKey", 40, Kind::Decrypt),
    call("sts", "AssumeRole", 90, Kind::Assume),
    call("sts", "GetCallerIdentity", 25, Kind::Nothing),
    call("ec2", "DescribeInstances", 80, Kind::Instances),
    call("ec2", "DescribeVolumes", 25, Kind::Instances),
    call("ec2", "StopInstances", 4, Kind::Instances),
    call("ec2", "TerminateInstances", 2, Kind::Instances),
    call("ec2", "DescribeRegions", 20, Kind::Nothing),
    call("ec2", "RunInstances", 5, Kind::Run),
    call("ec2", "AuthorizeSecurityGroupIngress", 2, Kind::Ingress),
    call("iam", "GetUser", 30, Kind::Policy),
    call("iam", "ListAttachedRolePolicies", 20, Kind::Policy),
    call("iam", "PutRolePolicy", 2, Kind::Policy),
    call("iam", "CreateAccessKey", 1, Kind::Policy),
    call("ssm", "GetParameter", 45, Kind::Parameter),
    call("ssm", "DescribeParameters", 20, Kind::Parameter),
    call("ssm", "UpdateInstanceInformation", 60, Kind::Nothing),
    call("lambda", "Invoke", 50, Kind::Function),
    call("lambda", "GetFunction20150331v2", 15, Kind::Function),
    call("secretsmanager", "GetSecretValue", 25, Kind::Secret),
    call("dynamodb", "GetItem", 30, Kind::Table),
    call("dynamodb", "DescribeTable", 10, Kind::Table),
    call("logs", "CreateLogStream", 30, Kind::LogStream),
    call("cloudtrail", "StopLogging", 1, Kind::Nothing),
    call("signin", "ConsoleLogin", 3, Kind::Nothing),
];

impl Call {
    /// One of all calls, the frequent ones more often.
    pub fn random(random: &mut Random) -> Self {
        const TOTAL: u64 = {
            let (mut total, mut at) = (0, 0);
            while at < CALLS.len() {
                total += CALLS[at].weight;
                at += 1;
            }
            total
        };
        let mut left = random.below(TOTAL);
        for call in CALLS {
            if left < call.weight {
                return call;
            }
            left -= call.weight;
        }
        unreachable!("the number is below the sum of the weights")
    }

    /// Whether the call changes nothing.
    pub fn is_read_only(self) -> bool {
        [
            "Get", "Head", "List", "Describe", "Decrypt", "Assume", "Invoke",
        ]
        .iter()
        .any(|start| self.name.starts_with(start))
    }

    /// Whether it is a management event, and not one on data.
    pub fn is_management(self) -> bool {
        !matches!(self.kind, Kind::Object | Kind::Table) && self.name != "Invoke"
    }

    /// The error that this service likes to give, and its message as JSON text.
    pub fn error(self, random: &mut Random, place: Place<'_>) -> (&'static str, String) {
        let account = place.account;
        match random.below(10) {
            0..5 if self.service == "ec2" => (
                "Client.UnauthorizedOperation",
                format!(
                    r"You are not authorized to perform this operation. Encoded authorization failure message: {}",
                    random.text(BASE64, 90)
                ),
            ),
            0..6 => (
                "AccessDenied",
                format!(
                    r#"User: \"arn:aws:iam::{account}:user/people/bob\" is not authorized to perform: {}:{} because no identity-based policy allows it"#,
                    self.service, self.name
                ),
            ),
            6..8 => ("ThrottlingException", "Rate exceeded".to_owned()),
            8 => (
                "NoSuchKey",
                r"The specified key does not exist.\nCheck the path \/ name.".to_owned(),
            ),
            _ => (
                "ValidationException",
                r"1 validation error detected: Value \u00ab\u00bb at 'name' failed".to_owned(),
            ),
        }
    }

    /// Appends `requestParameters`, `responseElements`, and what else depends on the call.
    pub fn body(self, out: &mut String, random: &mut Random, place: Place<'_>, failed: bool) {
        let Place { account, region } = place;
        let (mut answer, mut more) = (String::from("null"), String::new());
        *out += r#""requestParameters":"#;
        match self.kind {
            Kind::Object => more = object(self, out, random, place),
            Kind::Instances => instances(out, random),
            Kind::Run => {
                run(out, random, account);
                answer = started(random, region);
            }
            Kind::Ingress => answer = ingress(out, random),
            Kind::Assume => answer = assume(out, random, account),
            Kind::Decrypt => {
                put(
                    out,
                    format_args!(
                        r#"{{"encryptionAlgorithm":"SYMMETRIC_DEFAULT","encryptionContext":{{"aws:s3:arn":"arn:aws:s3:::{}","PARAMETER_ARN":"arn:aws:ssm:{region}:{account}:parameter/app/{}"}}}}"#,
                        bucket(random),
                        random.below(300)
                    ),
                );
                more = format!(
                    r#","resources":[{{"accountId":"{account}","type":"AWS::KMS::Key","ARN":"arn:aws:kms:{region}:{account}:key/{}"}}]"#,
                    Random::new(random.below(20), 3).uuid()
                );
            }
            Kind::Policy => policy(self, out, random),
            Kind::Parameter => {
                // A number in most events, text in some: as AWS has it.
                let most = random.pick(&["10", "50", "\"50\""]);
                put(
                    out,
                    format_args!(
                        r#"{{"name":"/app/{}/password","withDecryption":{},"maxResults":{most},"parameterFilters":[{{"key":"Type","values":["String","SecureString"]}}]}}"#,
                        random.small_below(300),
                        !random.once_in(3)
                    ),
                );
            }
            Kind::Function => {
                put(
                    out,
                    format_args!(
                        r#"{{"functionName":"arn:aws:lambda:{region}:{account}:function:orders-{}","invocationType":"RequestResponse","qualifier":"$LATEST"}}"#,
                        random.small_below(60)
                    ),
                );
                more = format!(
                    r#","additionalEventData":{{"customerEniId":"eni-{:016x}","functionVersion":"{}"}}"#,
                    random.next() >> 12,
                    random.below(40)
                );
            }
            Kind::Secret => {
                put(
                    out,
                    format_args!(
                        r#"{{"secretId":"arn:aws:secretsmanager:{region}:{account}:secret:prod/db-{}","versionStage":"AWSCURRENT"}}"#,
                        random.small_below(80)
                    ),
                );
            }
            Kind::Table => {
                put(
                    out,
                    format_args!(
                        r#"{{"tableName":"orders-{}","key":{{"pk":{{"S":"customer#{}"}},"sk":{{"N":"{}"}}}},"consistentRead":{},"limit":{}}}"#,
                        random.small_below(12),
                        random.below(100_000),
                        random.below(1000),
                        random.once_in(2),
                        random.below(1000)
                    ),
                );
            }
            Kind::LogStream => {
                put(
                    out,
                    format_args!(
                        r#"{{"logGroupName":"/aws/lambda/orders-{}","logStreamName":"2024/05/0{}/[$LATEST]{}"}}"#,
                        random.small_below(60),
                        6 + random.below(4),
                        random.text(HEX, 32)
                    ),
                );
            }
            Kind::Nothing => *out += "null",
        }
        *out += r#","responseElements":"#;
        *out += if failed { "null" } else { &answer };
        *out += &more;
    }
}

fn bucket(random: &mut Random) -> String {
    let number = random.small_below(120);
    format!(
        "{}-{number}",
        ["assets", "backup", "billing-reports", "datalake-raw"][number as usize % 4]
    )
}

fn object(call: Call, out: &mut String, random: &mut Random, place: Place<'_>) -> String {
    let Place { account, region } = place;
    let bucket = bucket(random);
    put(
        out,
        format_args!(
            r#"{{"bucketName":"{bucket}","Host":"{bucket}.s3.{region}.amazonaws.com","key":"year=2024/month=05/part-{:05}-{}.snappy.parquet"}}"#,
            random.below(90_000),
            random.text(HEX, 8)
        ),
    );
    let (came, went) = if call.name == "PutObject" {
        (1 + random.small_below(50_000_000), 0)
    } else {
        (0, random.small_below(8_000_000))
    };
    format!(
        r#","additionalEventData":{{"SignatureVersion":"SigV4","CipherSuite":"ECDHE-RSA-AES128-GCM-SHA256","bytesTransferredIn":{came},"AuthenticationMethod":"AuthHeader","x-amz-id-2":"{}","bytesTransferredOut":{went}}},"resources":[{{"type":"AWS::S3::Object","ARN":"arn:aws:s3:::{bucket}/year=2024"}},{{"accountId":"{account}","type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::{bucket}"}}]"#,
        random.text(BASE64, 76)
    )
}

fn instances(out: &mut String, random: &mut Random) {
    *out += r#"{"instancesSet":{"items":["#;
    for at in 0..=random.small_below(4) {
        let comma = if at == 0 { "" } else { "," };
        put(
            out,
            format_args!(
                r#"{comma}{{"instanceId":"i-0{:016x}"}}"#,
                random.below(5000)
            ),
        );
    }
    *out += r#"]},"filterSet":{"items":[{"name":"tag:Team","valueSet":{"items":[{"value":""#;
    *out += *random.pick(&TEAMS);
    *out += r#""}]}}]},"maxResults":"#;
    put(out, format_args!("{}}}", random.pick(&[100, 500, 1000])));
}

fn run(out: &mut String, random: &mut Random, account: &str) {
    let image = random.below(40);
    put(
        out,
        format_args!(
            r#"{{"instancesSet":{{"items":[{{"imageId":"ami-0{image:016x}","minCount":1,"maxCount":{}}}]}},"instanceType":"{}","iamInstanceProfile":{{"arn":"arn:aws:iam::{account}:instance-profile/AppServer"}},"ebsOptimized":{},"tagSpecificationSet":{{"items":[{{"resourceType":"instance","tags":[{{"key":"Team","value":"{}"}}]}}]}}}}"#,
            1 + random.below(5),
            random.pick(&["t3.micro", "m7g.large", "c7i.4xlarge"]),
            random.once_in(2),
            random.pick(&TEAMS)
        ),
    );
}

fn started(random: &mut Random, region: &str) -> String {
    format!(
        r#"{{"requestId":"{}","reservationId":"r-{:016x}","instancesSet":{{"items":[{{"instanceId":"i-0{:016x}","instanceState":{{"code":0,"name":"pending"}},"placement":{{"availabilityZone":"{region}a","tenancy":"default"}},"monitoring":{{"state":"disabled"}}}}]}}}}"#,
        random.uuid(),
        random.next() >> 12,
        random.below(5000)
    )
}

fn policy(call: Call, out: &mut String, random: &mut Random) {
    let name = random.pick(&["alice", "bob", "jürgen", "ci-deploy"]);
    let text = match call.name {
        "PutRolePolicy" => format!(
            r#"{{"roleName":"AppServer","policyName":"inline","policyDocument":"{{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [{{\"Effect\": \"Allow\", \"Action\": \"s3:*\", \"Resource\": \"arn:aws:s3:::{}\/*\"}}]\n}}"}}"#,
            bucket(random)
        ),
        "ListAttachedRolePolicies" => r#"{"roleName":"AppServer","maxItems":100}"#.to_owned(),
        _ => format!(r#"{{"userName":"{name}"}}"#),
    };
    *out += &text;
}

fn ingress(out: &mut String, random: &mut Random) -> String {
    let (group, port) = (random.next() >> 12, random.pick(&[22, 443, 3389, 8080]));
    put(
        out,
        format_args!(
            r#"{{"groupId":"sg-{group:016x}","ipPermissions":{{"items":[{{"ipProtocol":"tcp","fromPort":{port},"toPort":{port},"groups":{{}},"ipRanges":{{"items":[{{"cidrIp":"0.0.0.0/0","description":"temporär"}}]}},"ipv6Ranges":{{}},"prefixListIds":{{}}}}]}}}}"#
        ),
    );
    format!(r#"{{"requestId":"{}","_return":true}}"#, random.uuid())
}

fn assume(out: &mut String, random: &mut Random, account: &str) -> String {
    let role = random.pick(&["DataPipeline", "ReadOnlyAudit", "AppServer"]);
    let name = random.text(HEX, 12);
    put(
        out,
        format_args!(
            r#"{{"roleArn":"arn:aws:iam::{account}:role/{role}","roleSessionName":"session-{name}","durationSeconds":{}}}"#,
            random.pick(&[900, 3600, 43_200])
        ),
    );
    format!(
        r#"{{"credentials":{{"accessKeyId":"ASIA{}","expiration":"May 12, 2024, 6:30:22 PM"}},"assumedRoleUser":{{"assumedRoleId":"AROA{}:session-{name}","arn":"arn:aws:sts::{account}:assumed-role/{role}/session-{name}"}}}}"#,
        random.text(LETTERS, 16),
        random.text(LETTERS, 16)
    )
}
