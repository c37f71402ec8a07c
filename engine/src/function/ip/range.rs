//! Ranges of addresses.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A range of addresses by their first bits: `10.0.0.0/8`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Subnet {
    network: IpAddr,
    bits: u32,
}

impl Subnet {
    /// Reads `10.0.0.0/8` or `2001:db8::/32`; a lone address is a range of one. Bits behind the
    /// prefix do not count.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (network, bits) = match text.split_once('/') {
            Some((network, bits)) => (network, Some(bits)),
            None => (text, None),
        };
        let network: IpAddr = network.parse().ok()?;
        let width = if network.is_ipv4() { 32 } else { 128 };
        let bits = match bits {
            Some(bits) if bits.starts_with(|first: char| first.is_ascii_digit()) => {
                bits.parse().ok()?
            }
            Some(_) => return None,
            None => width,
        };
        (bits <= width).then_some(Self { network, bits })
    }

    /// The range of `bits` bits around an address, not more than the address has.
    pub(crate) fn of(address: IpAddr, bits: u32) -> Self {
        Self {
            network: address,
            bits,
        }
    }

    /// Its first address and the length of its prefix; for IPv4 in IPv6 (`::ffff:10.0.0.0/104`)
    /// those of the IPv4 range that it stands for.
    pub(crate) fn prefix(self) -> (IpAddr, u32) {
        let bits = self.bits;
        match (self.network, self.network.to_canonical()) {
            (IpAddr::V6(_), IpAddr::V4(network)) if bits >= MAPPED => {
                (masked_v4(network, bits - MAPPED).into(), bits - MAPPED)
            }
            (IpAddr::V4(network), _) => (masked_v4(network, bits).into(), bits),
            (IpAddr::V6(network), _) => (masked_v6(network, bits).into(), bits),
        }
    }

    pub(super) fn is_ipv4(&self) -> bool {
        self.network.is_ipv4()
    }

    /// Whether the address, or the IPv4 address that it maps, is in the range.
    pub(super) fn contains(self, address: IpAddr) -> bool {
        match (self.network, address) {
            (IpAddr::V4(network), IpAddr::V4(address)) => v4_in(address, network, self.bits),
            (IpAddr::V6(network), IpAddr::V6(address)) => v6_in(address, network, self.bits),
            (IpAddr::V4(network), IpAddr::V6(address)) => address
                .to_ipv4_mapped()
                .is_some_and(|address| v4_in(address, network, self.bits)),
            (IpAddr::V6(_), IpAddr::V4(_)) => false,
        }
    }
}

/// The bits before an IPv4 address that is written as IPv6.
const MAPPED: u32 = 96;

fn masked_v4(address: Ipv4Addr, bits: u32) -> Ipv4Addr {
    (u32::from(address) & u32::MAX.checked_shl(32 - bits).unwrap_or(0)).into()
}

fn masked_v6(address: Ipv6Addr, bits: u32) -> Ipv6Addr {
    (u128::from(address) & u128::MAX.checked_shl(128 - bits).unwrap_or(0)).into()
}

/// RFC 1918, and as its counterpart in IPv6 the unique local addresses of RFC 4193 (`fc00::/7`),
/// of which AWS says nothing.
pub(super) fn is_private(address: &IpAddr) -> bool {
    in_any(address, &PRIVATE_V4, &PRIVATE_V6)
}

/// The IANA special-purpose address registries (RFC 6890), as of 2025, without the entries that
/// they call globally reachable (AS112, AMT, NAT64), and multicast, which has registries of its
/// own. RFC 1918 is among them.
pub(super) fn is_reserved(address: &IpAddr) -> bool {
    is_private(address) || in_any(address, &RESERVED_V4, &RESERVED_V6)
}

const PRIVATE_V4: [(Ipv4Addr, u32); 3] = [
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    (Ipv4Addr::new(192, 168, 0, 0), 16),
];

const PRIVATE_V6: [(Ipv6Addr, u32); 1] = [(Ipv6Addr::new(0xfc00, 0, 0, 0, 0, 0, 0, 0), 7)];

const RESERVED_V4: [(Ipv4Addr, u32); 12] = [
    // This network.
    (Ipv4Addr::UNSPECIFIED, 8),
    // Shared by carriers.
    (Ipv4Addr::new(100, 64, 0, 0), 10),
    // Loopback.
    (Ipv4Addr::new(127, 0, 0, 0), 8),
    // Link-local.
    (Ipv4Addr::new(169, 254, 0, 0), 16),
    // IETF protocol assignments.
    (Ipv4Addr::new(192, 0, 0, 0), 24),
    // Documentation: three ranges.
    (Ipv4Addr::new(192, 0, 2, 0), 24),
    (Ipv4Addr::new(198, 51, 100, 0), 24),
    (Ipv4Addr::new(203, 0, 113, 0), 24),
    // Relays of 6to4, deprecated.
    (Ipv4Addr::new(192, 88, 99, 0), 24),
    // Benchmarks.
    (Ipv4Addr::new(198, 18, 0, 0), 15),
    // Multicast.
    (Ipv4Addr::new(224, 0, 0, 0), 4),
    // For later, with the limited broadcast at its end.
    (Ipv4Addr::new(240, 0, 0, 0), 4),
];

const RESERVED_V6: [(Ipv6Addr, u32); 12] = [
    // The unspecified address and loopback.
    (Ipv6Addr::UNSPECIFIED, 128),
    (Ipv6Addr::LOCALHOST, 128),
    // Local translation between IPv4 and IPv6.
    (Ipv6Addr::new(0x64, 0xff9b, 1, 0, 0, 0, 0, 0), 48),
    // Discarded, and the dummy prefix.
    (Ipv6Addr::new(0x100, 0, 0, 0, 0, 0, 0, 0), 64),
    (Ipv6Addr::new(0x100, 0, 0, 1, 0, 0, 0, 0), 64),
    // IETF protocol assignments, Teredo among them.
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23),
    // Documentation: two ranges.
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32),
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20),
    // 6to4.
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16),
    // Segment routing.
    (Ipv6Addr::new(0x5f00, 0, 0, 0, 0, 0, 0, 0), 16),
    // Link-local.
    (Ipv6Addr::new(0xfe80, 0, 0, 0, 0, 0, 0, 0), 10),
    // Multicast.
    (Ipv6Addr::new(0xff00, 0, 0, 0, 0, 0, 0, 0), 8),
];

fn in_any(address: &IpAddr, v4: &[(Ipv4Addr, u32)], v6: &[(Ipv6Addr, u32)]) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => v4
            .iter()
            .any(|&(network, bits)| v4_in(address, network, bits)),
        IpAddr::V6(address) => v6
            .iter()
            .any(|&(network, bits)| v6_in(address, network, bits)),
    }
}

fn v4_in(address: Ipv4Addr, network: Ipv4Addr, bits: u32) -> bool {
    let difference = u32::from(address) ^ u32::from(network);
    difference.checked_shr(32 - bits).unwrap_or(0) == 0
}

fn v6_in(address: Ipv6Addr, network: Ipv6Addr, bits: u32) -> bool {
    let difference = u128::from(address) ^ u128::from(network);
    difference.checked_shr(128 - bits).unwrap_or(0) == 0
}
