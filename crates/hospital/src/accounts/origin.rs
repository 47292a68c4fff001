//! Where a log-in comes from, as an address.

use std::net::{IpAddr, Ipv6Addr};

/// Where somebody comes from, as far as it is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The address; for IPv6 its 64-bit network, which one machine has to itself.
    pub(super) network: Option<String>,
    pub(super) loopback: bool,
    pub(super) exempt: bool,
}

impl Origin {
    /// The command line of the hospital's own machine.
    #[must_use]
    pub fn here() -> Self {
        Self::default()
    }

    /// A client's address.
    #[must_use]
    pub fn of(address: IpAddr) -> Self {
        let address = address.to_canonical();
        let network = match address {
            IpAddr::V4(address) => address.to_string(),
            IpAddr::V6(address) if address.is_loopback() => address.to_string(),
            IpAddr::V6(address) => format!("{}/64", Ipv6Addr::from_bits(address.to_bits() >> 64 << 64)),
        };
        Self { network: Some(network), loopback: address.is_loopback(), exempt: false }
    }

    /// A proxy that did not say for whom it asks: it stands for everybody behind it, so nobody is made to wait for
    /// others' wrong passwords.
    #[must_use]
    pub fn of_proxy(address: IpAddr) -> Self {
        Self { exempt: true, ..Self::of(address) }
    }

    /// The address that is counted for itself; none for a proxy that stands for everybody behind it.
    pub(super) fn own_address(&self) -> Option<&str> {
        self.network.as_deref().filter(|_| !self.exempt)
    }

    /// As it is written in the access log.
    #[must_use]
    pub fn address(&self) -> Option<&str> {
        self.network.as_deref()
    }
}
