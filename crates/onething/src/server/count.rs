//! Connections in all and by address.

use std::{
    collections::HashMap,
    net::{IpAddr, Ipv4Addr},
    num::NonZeroU32,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// The figure of this process: connections of all its listeners together.
const CONNECTIONS: &str = "http_connections";

/// Whom connections are counted for: an IPv4 address, or the upper half of an IPv6 one, which belongs to a single
/// subscriber.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Whose {
    V4(Ipv4Addr),
    V6(u64),
}

impl From<IpAddr> for Whose {
    fn from(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(address) => Self::V4(address),
            IpAddr::V6(address) => Self::V6((address.to_bits() >> 64) as u64),
        }
    }
}

/// How many connections there are. A cheap clone.
#[derive(Clone, Debug)]
pub(super) struct Count {
    connections_max: u32,
    per_address_max: u32,
    open: Arc<Mutex<Open>>,
}

#[derive(Debug, Default)]
struct Open {
    connections: u32,
    by_address: HashMap<Whose, u32>,
}

/// A connection's place; free again when it is dropped.
#[derive(Debug)]
pub(super) struct Place {
    count: Count,
    whose: Option<Whose>,
}

impl Count {
    pub(super) fn new(connections_max: NonZeroU32, per_address_max: NonZeroU32) -> Self {
        Self { connections_max: connections_max.get(), per_address_max: per_address_max.get(), open: Arc::default() }
    }

    fn open(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A place for a connection; `None` if there is none left. Exempt addresses count only in the total.
    pub(super) fn enter(&self, address: IpAddr, exempt: bool) -> Option<Place> {
        let mut open = self.open();
        if open.connections >= self.connections_max {
            return None;
        }
        let whose = (!exempt).then(|| Whose::from(address));
        if let Some(whose) = whose {
            let own = open.by_address.entry(whose).or_default();
            if *own >= self.per_address_max {
                return None;
            }
            *own += 1;
        }
        open.connections += 1;
        metrics::gauge!(CONNECTIONS).increment(1);
        Some(Place { count: self.clone(), whose })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self.count.open();
        open.connections -= 1;
        metrics::gauge!(CONNECTIONS).decrement(1);
        let Some(whose) = self.whose else { return };
        if let Some(own) = open.by_address.get_mut(&whose) {
            *own -= 1;
            if *own == 0 {
                open.by_address.remove(&whose);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(connections_max: u32, per_address_max: u32) -> Count {
        Count::new(NonZeroU32::new(connections_max).unwrap(), NonZeroU32::new(per_address_max).unwrap())
    }

    #[test]
    fn one_address_has_no_more_than_its_places_and_gets_them_back() {
        let count = count(10, 2);
        for (first, same, other) in [
            ("192.0.2.1", "::ffff:192.0.2.1", "192.0.2.2"),
            ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "2001:db8:1:3::1"),
        ] {
            let [first, same, other]: [IpAddr; 3] = [first, same, other].map(|address| address.parse().unwrap());
            let (one, _two) = (count.enter(first, false), count.enter(same, false));
            assert!(one.is_some() && count.enter(same, false).is_none());
            assert!(count.enter(other, false).is_some() && count.enter(same, true).is_some());
            drop(one);
            assert!(count.enter(same, false).is_some());
        }
        assert!(count.open().by_address.is_empty() && count.open().connections == 0);
    }

    /// Adds up what is counted, whatever it is called.
    #[derive(Default)]
    struct Sum(Arc<std::sync::atomic::AtomicU64>);

    impl metrics::Recorder for Sum {
        fn describe_counter(&self, _: metrics::KeyName, _: Option<metrics::Unit>, _: metrics::SharedString) {}
        fn describe_gauge(&self, _: metrics::KeyName, _: Option<metrics::Unit>, _: metrics::SharedString) {}
        fn describe_histogram(&self, _: metrics::KeyName, _: Option<metrics::Unit>, _: metrics::SharedString) {}

        fn register_counter(&self, _: &metrics::Key, _: &metrics::Metadata<'_>) -> metrics::Counter {
            metrics::Counter::noop()
        }

        fn register_gauge(&self, _: &metrics::Key, _: &metrics::Metadata<'_>) -> metrics::Gauge {
            metrics::Gauge::from_arc(self.0.clone())
        }

        fn register_histogram(&self, _: &metrics::Key, _: &metrics::Metadata<'_>) -> metrics::Histogram {
            metrics::Histogram::noop()
        }
    }

    #[test]
    fn the_figure_is_of_all_listeners_of_the_process() {
        let sum = Sum::default();
        let shown = || f64::from_bits(sum.0.load(std::sync::atomic::Ordering::Relaxed)) as u64;
        metrics::with_local_recorder(&sum, || {
            let (one, other) = (count(10, 10), count(10, 10));
            let address = "192.0.2.1".parse().unwrap();
            let places = [one.enter(address, false), one.enter(address, false)];
            let last = other.enter(address, false);
            assert_eq!(shown(), 3);
            drop(places);
            assert_eq!(shown(), 1, "the other's stays");
            drop(last);
            assert_eq!(shown(), 0);
        });
    }

    #[test]
    fn all_together_have_no_more_than_there_are() {
        let count = count(2, 2);
        let address = "127.0.0.1".parse().unwrap();
        let _places = [count.enter(address, true), count.enter(address, true)];
        assert!(count.enter(address, true).is_none());
    }
}
