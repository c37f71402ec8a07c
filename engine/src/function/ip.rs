//! IP addresses (reference: Logs Insights, "IP address functions").
//!
//! A text that is no address gives FALSE, a missing one NULL. An IPv4 address that is written as
//! IPv6 (`::ffff:10.0.0.1`), as servers with one socket for both do, is judged by the IPv4 address
//! that it stands for.

mod range;

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, BooleanArray, Int64Array};
use datafusion::common::Result;
use datafusion::logical_expr::ScalarUDF;
use taffrail_query_lang::Diagnostic;

pub(crate) use self::range::Subnet;
use self::range::{is_private, is_reserved};
use super::{Argument, CallContext};
use crate::dynamic::Value;
use crate::kernel::{Kernel, Type};
use crate::registry::call;

pub(super) fn plan(
    name: &str,
    args: &[Argument],
    _: &CallContext,
) -> Option<Result<Value, Diagnostic>> {
    let kernel = match name {
        "isValidIp" => "is_valid_ip",
        "isValidIpV4" => "is_valid_ipv4",
        "isValidIpV6" => "is_valid_ipv6",
        "isIpInSubnet" => "is_ip_in_subnet",
        "isIpv4InSubnet" => "is_ipv4_in_subnet",
        "isIpv6InSubnet" => "is_ipv6_in_subnet",
        "isPrivateIP" => "is_private_ip",
        "isPublicIP" => "is_public_ip",
        "isReservedIP" => "is_reserved_ip",
        "ipv4ToNumber" => {
            return Some(
                args[0]
                    .text()
                    .map(|ip| Value::Integer(call("ipv4_to_number", vec![ip]))),
            );
        }
        _ => return None,
    };
    let texts = args.iter().map(Argument::text).collect::<Result<_, _>>();
    Some(texts.map(|texts| Value::Boolean(call(kernel, texts))))
}

pub(super) fn kernels() -> Vec<Arc<ScalarUDF>> {
    use Type::{Boolean, Integer, Text};
    vec![
        Kernel::new("is_valid_ip", &[Text], Boolean, |args| {
            Ok(test(args, |_| true))
        })
        .udf(),
        Kernel::new("is_valid_ipv4", &[Text], Boolean, |args| {
            Ok(test(args, IpAddr::is_ipv4))
        })
        .udf(),
        Kernel::new("is_valid_ipv6", &[Text], Boolean, |args| {
            Ok(test(args, IpAddr::is_ipv6))
        })
        .udf(),
        Kernel::new("is_private_ip", &[Text], Boolean, |args| {
            Ok(test(args, is_private))
        })
        .udf(),
        Kernel::new("is_reserved_ip", &[Text], Boolean, |args| {
            Ok(test(args, is_reserved))
        })
        .udf(),
        // The reserved ranges hold the private ones.
        Kernel::new("is_public_ip", &[Text], Boolean, |args| {
            Ok(test(args, |address| !is_reserved(address)))
        })
        .udf(),
        Kernel::new("is_ip_in_subnet", &[Text, Text], Boolean, |args| {
            Ok(in_subnets(args, parse_any, |_| true))
        })
        .udf(),
        Kernel::new("is_ipv4_in_subnet", &[Text, Text], Boolean, |args| {
            Ok(in_subnets(
                args,
                |text| Some(text.parse::<Ipv4Addr>().ok()?.into()),
                Subnet::is_ipv4,
            ))
        })
        .udf(),
        Kernel::new("is_ipv6_in_subnet", &[Text, Text], Boolean, |args| {
            let parse = |text: &str| Some(text.parse::<Ipv6Addr>().ok()?.into());
            Ok(in_subnets(args, parse, |subnet| !subnet.is_ipv4()))
        })
        .udf(),
        Kernel::new("ipv4_to_number", &[Text], Integer, |args| Ok(numbers(args))).udf(),
    ]
}

fn test(args: &[ArrayRef], holds: fn(&IpAddr) -> bool) -> ArrayRef {
    let truths: BooleanArray = args[0]
        .as_string_view()
        .iter()
        .map(|text| Some(parse_any(text?).is_some_and(|address| holds(&address))))
        .collect();
    Arc::new(truths)
}

/// Whether each address is in its subnet. The subnet is usually a constant, so it is parsed when
/// it changes only.
fn in_subnets(
    args: &[ArrayRef],
    parse: fn(&str) -> Option<IpAddr>,
    accepts: fn(&Subnet) -> bool,
) -> ArrayRef {
    let mut last: Option<(&str, Option<Subnet>)> = None;
    let truths: BooleanArray = args[0]
        .as_string_view()
        .iter()
        .zip(args[1].as_string_view())
        .map(|(address, cidr)| {
            let (address, cidr) = (address?, cidr?);
            let subnet = match last {
                Some((text, subnet)) if text == cidr => subnet,
                _ => last.insert((cidr, Subnet::parse(cidr).filter(accepts))).1,
            };
            Some(
                subnet
                    .zip(parse(address))
                    .is_some_and(|(subnet, ip)| subnet.contains(ip)),
            )
        })
        .collect();
    Arc::new(truths)
}

/// `ipv4_to_number(text)`: the address as a number of 32 bits.
fn numbers(args: &[ArrayRef]) -> ArrayRef {
    let numbers: Int64Array = args[0]
        .as_string_view()
        .iter()
        .map(|text| Some(u32::from(text?.parse::<Ipv4Addr>().ok()?).into()))
        .collect();
    Arc::new(numbers)
}

fn parse_any(text: &str) -> Option<IpAddr> {
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use crate::function::general::check::{check, missing, text};

    #[track_caller]
    fn is(name: &str, address: &str, expected: bool) {
        check(
            name,
            &[text(address)],
            Some(if expected { "1" } else { "0" }),
        );
    }

    #[track_caller]
    fn is_in(name: &str, address: &str, cidr: &str, expected: bool) {
        check(
            name,
            &[text(address), text(cidr)],
            Some(if expected { "1" } else { "0" }),
        );
    }

    #[test]
    fn validity() {
        is("isValidIp", "10.0.0.1", true);
        is("isValidIp", "2001:db8::1", true);
        is("isValidIp", "10.0.0.256", false);
        is("isValidIp", "s3.amazonaws.com", false);
        is("isValidIp", "", false);
        is("isValidIpV4", "10.0.0.1", true);
        is("isValidIpV4", "::1", false);
        is("isValidIpV6", "::1", true);
        is("isValidIpV6", "10.0.0.1", false);
        check("isValidIp", &[missing()], None);
    }

    #[test]
    fn subnets() {
        is_in("isIpInSubnet", "10.1.2.3", "10.0.0.0/8", true);
        is_in("isIpInSubnet", "11.1.2.3", "10.0.0.0/8", false);
        is_in("isIpInSubnet", "10.1.2.3", "0.0.0.0/0", true);
        is_in("isIpInSubnet", "10.1.2.3", "10.1.2.3/32", true);
        is_in("isIpInSubnet", "10.1.2.3", "10.1.2.3", true);
        is_in("isIpInSubnet", "10.1.2.3", "10.0.0.0/33", false);
        is_in("isIpInSubnet", "10.1.2.3", "10.0.0.0/+8", false);
        is_in("isIpInSubnet", "10.1.2.3", "ten", false);
        is_in("isIpInSubnet", "2001:db8::5", "2001:db8::/32", true);
        is_in("isIpInSubnet", "2001:db9::5", "2001:db8::/32", false);
        is_in("isIpInSubnet", "::1", "::/0", true);
        is_in("isIpInSubnet", "::ffff:10.1.2.3", "10.0.0.0/8", true);
        is_in("isIpv4InSubnet", "10.1.2.3", "10.0.0.0/8", true);
        is_in("isIpv4InSubnet", "::1", "::/0", false);
        is_in("isIpv6InSubnet", "::1", "::/0", true);
        is_in("isIpv6InSubnet", "10.1.2.3", "10.0.0.0/8", false);
        check("isIpInSubnet", &[missing(), text("10.0.0.0/8")], None);
    }

    #[test]
    fn private_reserved_public() {
        for (address, private, reserved) in [
            ("10.0.0.1", true, true),
            ("172.31.255.255", true, true),
            ("172.32.0.0", false, false),
            ("192.168.1.1", true, true),
            ("fd00::1", true, true),
            ("::ffff:10.0.0.1", true, true),
            ("127.0.0.1", false, true),
            ("100.64.0.1", false, true),
            ("169.254.169.254", false, true),
            ("224.0.0.1", false, true),
            ("255.255.255.255", false, true),
            ("fe80::1", false, true),
            ("2001:db8::1", false, true),
            ("8.8.8.8", false, false),
            ("::ffff:8.8.8.8", false, false),
            ("2606:4700::1111", false, false),
        ] {
            is("isPrivateIP", address, private);
            is("isReservedIP", address, reserved);
            is("isPublicIP", address, !reserved);
        }
        is("isPublicIP", "AWS Internal", false);
        check("isPublicIP", &[missing()], None);
    }

    #[test]
    fn as_a_number() {
        check("ipv4ToNumber", &[text("192.168.0.1")], Some("3232235521"));
        check("ipv4ToNumber", &[text("::1")], None);
    }
}
