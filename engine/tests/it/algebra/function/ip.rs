//! Addresses of the Internet Protocol.

use std::net::{IpAddr, Ipv4Addr};

use super::Arg::{Address, Any, Subnet};
use super::{Call, Function, Gives};
use crate::algebra::value::Value;

pub(super) const FUNCTIONS: &[Function] = &[
    of_address("isValidIp", |call| test(call, |_| true)),
    of_address("isValidIpV4", |call| test(call, |it| it.is_ipv4())),
    of_address("isValidIpV6", |call| test(call, |it| it.is_ipv6())),
    of_address("isPrivateIP", |call| test(call, is_private)),
    of_address("isReservedIP", |call| test(call, is_reserved)),
    of_address("isPublicIP", |call| test(call, |it| !is_reserved(it))),
    of_subnet("isIpInSubnet", |call| in_subnet(call, |_| true)),
    of_subnet("isIpv4InSubnet", |call| in_subnet(call, |it| it.is_ipv4())),
    of_subnet("isIpv6InSubnet", |call| in_subnet(call, |it| it.is_ipv6())),
    Function {
        name: "ipv4ToNumber",
        gives: Gives::Integer,
        forms: &[&[Address], &[Any]],
        eval: |call| {
            let address = call.text(0).and_then(|text| text.parse::<Ipv4Addr>().ok());
            let bytes = address.map(|it| it.octets());
            let number =
                bytes.map(|it| it.iter().fold(0, |sum, &byte| sum * 256 + i64::from(byte)));
            number.map_or(Value::Missing, Value::Integer)
        },
    },
];

const fn of_address(name: &'static str, eval: fn(&Call<'_>) -> Value) -> Function {
    Function {
        name,
        gives: Gives::Truth,
        forms: &[&[Address], &[Any]],
        eval,
    }
}

const fn of_subnet(name: &'static str, eval: fn(&Call<'_>) -> Value) -> Function {
    Function {
        name,
        gives: Gives::Truth,
        forms: &[&[Address, Subnet], &[Any, Subnet]],
        eval,
    }
}

/// What is no address is nothing that an address can be.
fn test(call: &Call<'_>, holds: fn(IpAddr) -> bool) -> Value {
    let address = call.text(0).map(|text| text.parse::<IpAddr>());
    Value::truth(address.map(|address| address.is_ok_and(holds)))
}

fn in_subnet(call: &Call<'_>, accepts: fn(IpAddr) -> bool) -> Value {
    let texts = call.text(0).zip(call.text(1));
    Value::truth(texts.map(|(address, subnet)| {
        let (address, network) = (address.parse::<IpAddr>(), network(&subnet));
        let (Ok(address), Some((network, bits))) = (address, network) else {
            return false;
        };
        accepts(address) && accepts(network) && within(address, network, bits)
    }))
}

/// The address before the slash, and how many bits count: all of them without a slash.
fn network(subnet: &str) -> Option<(IpAddr, u32)> {
    let (address, bits) = subnet.split_once('/').unwrap_or((subnet, ""));
    let address: IpAddr = address.parse().ok()?;
    let width = if address.is_ipv4() { 32 } else { 128 };
    let bits = match bits {
        "" if !subnet.contains('/') => width,
        bits if bits.bytes().all(|byte| byte.is_ascii_digit()) => bits.parse().ok()?,
        _ => return None,
    };
    (bits <= width).then_some((address, bits))
}

/// Whether the first bits are the same; an IPv4 address in the form of IPv6 is in ranges of both.
fn within(address: IpAddr, network: IpAddr, bits: u32) -> bool {
    match (address, network) {
        (IpAddr::V4(address), IpAddr::V4(network)) => same(
            u32::from(address).into(),
            u32::from(network).into(),
            32 - bits,
        ),
        (IpAddr::V6(address), IpAddr::V6(network)) => {
            same(address.into(), network.into(), 128 - bits)
        }
        (IpAddr::V6(address), IpAddr::V4(_)) => address
            .to_ipv4_mapped()
            .is_some_and(|address| within(address.into(), network, bits)),
        (IpAddr::V4(_), IpAddr::V6(_)) => false,
    }
}

fn same(a: u128, b: u128, free: u32) -> bool {
    a.checked_shr(free).unwrap_or(0) == b.checked_shr(free).unwrap_or(0)
}

fn in_any(address: IpAddr, ranges: &[&str]) -> bool {
    ranges.iter().any(|range| {
        let (network, bits) = network(range).expect("a range");
        within(address, network, bits)
    })
}

fn is_private(address: IpAddr) -> bool {
    in_any(
        address,
        &["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"],
    )
}

/// IANA's registries of special-purpose addresses, without what they call globally reachable, and
/// multicast.
fn is_reserved(address: IpAddr) -> bool {
    const IPV4: &[&str] = &[
        "0.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "192.88.99.0/24",
        "198.18.0.0/15",
        "224.0.0.0/4",
        "240.0.0.0/4",
    ];
    const IPV6: &[&str] = &[
        "::/128",
        "::1/128",
        "2001:db8::/32",
        "fe80::/10",
        "ff00::/8",
    ];
    is_private(address) || in_any(address, IPV4) || in_any(address, IPV6)
}
