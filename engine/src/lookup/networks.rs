//! Rows of a table by the networks that they are about.

use std::cmp::Reverse;
use std::net::IpAddr;

use datafusion::common::{HashMap, Result};
use datafusion::execution::memory_pool::MemoryReservation;

use super::Table;
use crate::function::Subnet;

/// The first row of each network: one table of networks for each length of prefix, the longest
/// first.
#[derive(Debug)]
pub(crate) struct Networks {
    v4: Vec<Prefixes>,
    v6: Vec<Prefixes>,
    /// Held as long as the index is.
    memory: MemoryReservation,
}

/// The networks of one length.
#[derive(Debug)]
struct Prefixes {
    bits: u32,
    rows: HashMap<IpAddr, usize>,
}

/// What a network costs: address, row, a slot of the table at its fullest.
const COST: usize = 64;

/// A cell that is neither a network nor an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NotANetwork {
    /// Its row.
    pub(crate) row: usize,
}

impl Networks {
    /// That every cell of a column is a network, an address or empty, and one is not empty.
    pub(crate) fn check(table: &Table, column: usize) -> Result<bool, NotANetwork> {
        let mut found = false;
        for row in 0..table.rows() {
            if let Some(cell) = table.cell(row, column) {
                Subnet::parse(cell.trim()).ok_or(NotANetwork { row })?;
                found = true;
            }
        }
        Ok(found)
    }

    /// Indexes the rows of a table by a column of networks (`10.0.0.0/8`) or addresses.
    ///
    /// # Errors
    ///
    /// When there is no memory for it.
    pub(crate) fn new(table: &Table, column: usize, memory: MemoryReservation) -> Result<Self> {
        let mut networks = Self {
            v4: Vec::new(),
            v6: Vec::new(),
            memory,
        };
        for row in 0..table.rows() {
            let cell = table.cell(row, column);
            if let Some(subnet) = cell.and_then(|cell| Subnet::parse(cell.trim())) {
                networks.memory.try_grow(COST)?;
                networks.add(subnet, row);
            }
        }
        for family in [&mut networks.v4, &mut networks.v6] {
            family.sort_by_key(|prefixes| Reverse(prefixes.bits));
        }
        Ok(networks)
    }

    fn add(&mut self, subnet: Subnet, row: usize) {
        let (network, bits) = subnet.prefix();
        let family = if network.is_ipv4() {
            &mut self.v4
        } else {
            &mut self.v6
        };
        let known = family.iter().position(|prefixes| prefixes.bits == bits);
        let index = known.unwrap_or_else(|| {
            family.push(Prefixes {
                bits,
                rows: HashMap::new(),
            });
            family.len() - 1
        });
        family[index].rows.entry(network).or_insert(row);
    }

    /// The row of the longest prefix that holds an address.
    pub(crate) fn find(&self, address: &str) -> Option<usize> {
        let address = address.parse::<IpAddr>().ok()?.to_canonical();
        let family = if address.is_ipv4() {
            &self.v4
        } else {
            &self.v6
        };
        family.iter().find_map(|prefixes| {
            let (network, _) = Subnet::of(address, prefixes.bits).prefix();
            prefixes.rows.get(&network).copied()
        })
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::sync::Arc;

    use datafusion::execution::memory_pool::{MemoryConsumer, MemoryPool, UnboundedMemoryPool};

    use super::*;

    fn reservation() -> MemoryReservation {
        let pool: Arc<dyn MemoryPool> = Arc::new(UnboundedMemoryPool::default());
        MemoryConsumer::new("lookup").register(&pool)
    }

    fn table(text: &str) -> Table {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("t.csv");
        fs::write(&path, text).expect("written");
        Table::read(&path, reservation()).expect("a table")
    }

    #[test]
    fn the_longest_prefix_wins_and_the_first_row_of_it() {
        let table = table(
            "net\n10.0.0.0/8\n10.1.0.0/16\n10.1.2.3\n10.1.9.9/16\n0.0.0.0/0\n2001:db8::/32\n\
             2001:db8:1::/48\n::ffff:192.168.0.0/112\n::1\n",
        );
        let networks = Networks::new(&table, 0, reservation()).expect("memory");
        for (address, row) in [
            ("10.200.0.1", Some(0)),
            ("10.1.0.1", Some(1)),
            ("10.1.2.3", Some(2)),
            ("::ffff:10.1.2.3", Some(2)),
            ("8.8.8.8", Some(4)),
            ("2001:db8:ffff::1", Some(5)),
            ("2001:db8:1::1", Some(6)),
            ("192.168.7.7", Some(7)),
            ("192.169.0.1", Some(4)),
            ("::1", Some(8)),
            ("::2", None),
            ("10.1", None),
            ("", None),
        ] {
            assert_eq!(networks.find(address), row, "{address}");
        }
    }

    #[test]
    fn columns_of_networks() {
        let table = table("a,b,c,d\n10.0.0.0/8,x,,\n,y,,10.0.0.0/33\n");
        assert_eq!(Networks::check(&table, 0), Ok(true));
        assert_eq!(Networks::check(&table, 1), Err(NotANetwork { row: 0 }));
        assert_eq!(Networks::check(&table, 2), Ok(false));
        assert_eq!(Networks::check(&table, 3), Err(NotANetwork { row: 1 }));
    }
}
