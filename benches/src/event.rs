//! One CloudTrail record, of 0.7 to 2.2 KB, 1.4 on average.

use std::fmt::{self, Write};

use crate::call::Call;
use crate::identity::identity;
use crate::random::Random;

const AGENTS: [&str; 7] = [
    "aws-sdk-go-v2/1.30.3 os/linux lang/go#1.22.5 md/GOOS#linux md/GOARCH#arm64 api/s3#1.58.2 exec-env/AWS_ECS_FARGATE",
    "APN/1.0 HashiCorp/1.0 Terraform/1.8.5 (+https://www.terraform.io) terraform-provider-aws/5.54.1 (+https://registry.terraform.io/providers/hashicorp/aws)",
    "Boto3/1.34.131 md/Botocore#1.34.131 ua/2.0 os/linux#5.10.216 md/arch#x86_64 lang/python#3.12.4 md/pyimpl#CPython cfg/retry-mode#legacy",
    "[aws-cli/2.15.58 md/awscrt#0.19.19 ua/2.0 os/macos#23.5.0 md/arch#arm64 lang/python#3.11.8 md/prompt#off md/command#s3.cp]",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36",
    r#"curl/8.6.0 (\"nightly sync\") C:\\tools\\sync.exe"#,
    "AWS Internal",
];

/// Where an event belongs: the account and the region of its object.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// Twelve digits.
    pub account: &'a str,
    /// `us-east-1`.
    pub region: &'a str,
}

/// Appends one record, without a line end; `time` is its `eventTime`, RFC 3339.
pub fn event(out: &mut String, random: &mut Random, place: Place<'_>, time: &str) {
    let Place { account, region } = place;
    let call = Call::random(random);
    let failed = random.below(100) < 8;
    *out += r#"{"eventVersion":"1.09","userIdentity":"#;
    identity(out, random, place, time);
    put(
        out,
        format_args!(
            r#","eventTime":"{time}","eventSource":"{}.amazonaws.com","eventName":"{}","awsRegion":"{region}","sourceIPAddress":"{}","userAgent":"{}","#,
            call.service,
            call.name,
            address(random),
            random.pick(&AGENTS),
        ),
    );
    if failed {
        let (code, message) = call.error(random, place);
        put(
            out,
            format_args!(r#""errorCode":"{code}","errorMessage":"{message}","#),
        );
    }
    call.body(out, random, place, failed);
    put(
        out,
        format_args!(
            r#","requestID":"{}","eventID":"{}","readOnly":{},"eventType":"AwsApiCall","managementEvent":{},"recipientAccountId":"{account}","#,
            random.uuid(),
            random.uuid(),
            call.is_read_only(),
            call.is_management(),
        ),
    );
    if random.once_in(3) {
        put(
            out,
            format_args!(
                r#""vpcEndpointId":"vpce-0{:016x}","vpcEndpointAccountId":"{account}","#,
                random.below(6)
            ),
        );
    }
    put(
        out,
        format_args!(
            r#""eventCategory":"{}","tlsDetails":{{"tlsVersion":"TLSv1.3","cipherSuite":"TLS_AES_128_GCM_SHA256","clientProvidedHostHeader":"{}.{region}.amazonaws.com"}}}}"#,
            if call.is_management() {
                "Management"
            } else {
                "Data"
            },
            call.service,
        ),
    );
}

fn address(random: &mut Random) -> String {
    match random.below(10) {
        0..6 => format!(
            "10.{}.{}.{}",
            random.below(4),
            random.below(16),
            random.below(256)
        ),
        6..9 => format!("203.0.113.{}", random.below(256)),
        _ => format!("2001:db8::{:x}", random.below(4096)),
    }
}

/// Appends text made on the way, without a `String` in between.
pub(crate) fn put(out: &mut String, text: fmt::Arguments<'_>) {
    out.write_fmt(text).expect("a String takes every write");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_one_line_with_balanced_brackets() {
        let mut random = Random::new(1, 1);
        let place = Place {
            account: "111122223333",
            region: "us-east-1",
        };
        for _ in 0..2000 {
            let mut out = String::new();
            event(&mut out, &mut random, place, "2024-05-06T07:08:09Z");
            let (mut depth, mut quoted, mut escaped) = (0, false, false);
            for letter in out.chars() {
                assert!(letter >= ' ', "a control character in {out}");
                match letter {
                    _ if escaped => escaped = false,
                    '\\' if quoted => escaped = true,
                    '"' => quoted = !quoted,
                    '{' | '[' if !quoted => depth += 1,
                    '}' | ']' if !quoted => depth -= 1,
                    _ => {}
                }
            }
            assert_eq!((depth, quoted), (0, false), "{out}");
        }
    }
}
