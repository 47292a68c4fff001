//! Where a request comes from: the other end of the connection, or the client for which one of our proxies asks.

use crate::state::{AppState, Front, Peer};
use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, header, request::Parts},
};
use hospital::accounts::Origin;
use std::{
    convert::Infallible,
    net::{IpAddr, SocketAddr},
};

/// Where the request comes from.
#[derive(Debug)]
pub(crate) struct From(pub(crate) Origin);

impl FromRequestParts<AppState> for From {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<Peer>().map(|peer| peer.0.to_canonical());
        Ok(Self(peer.map_or_else(Origin::here, |peer| origin(peer, &parts.headers, &state.front))))
    }
}

/// Whether the request comes from the hospital's own network, as configured. A request that came over no socket, and one of
/// which a proxy of ours does not say for whom it is, does not.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Inside(pub(crate) bool);

impl FromRequestParts<AppState> for Inside {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<Peer>().map(|peer| peer.0.to_canonical());
        let client = peer.and_then(|peer| client(peer, &parts.headers, &state.front).ok());
        let ours = |address: IpAddr| state.front.inside.iter().any(|network| network.contains(&address));
        Ok(Self(client.is_some_and(ours)))
    }
}

fn origin(peer: IpAddr, headers: &HeaderMap, front: &Front) -> Origin {
    client(peer, headers, front).map_or_else(Origin::of_proxy, Origin::of)
}

/// The client's address; the proxy's, if it does not say for whom it asks.
///
/// Only our own proxies are believed: from the connection backwards, as long as the address is one of theirs.
fn client(peer: IpAddr, headers: &HeaderMap, front: &Front) -> Result<IpAddr, IpAddr> {
    let ours = |address: IpAddr| front.proxies.iter().any(|network| network.contains(&address));
    let mut address = peer;
    for named in named(headers, front).into_iter().rev() {
        if !ours(address) {
            break;
        }
        match named {
            Some(before) => address = before,
            // Hidden or unreadable: everybody behind this proxy counts as one.
            None => return Err(address),
        }
    }
    if ours(address) { Err(address) } else { Ok(address) }
}

/// The addresses that proxies added, the nearest last; `None` for one that is hidden or unreadable.
fn named(headers: &HeaderMap, front: &Front) -> Vec<Option<IpAddr>> {
    let lines = |name| headers.get_all(name).into_iter().filter_map(|line| line.to_str().ok());
    // Of the two headers only the one that our proxies write: they pass on the other one as a client sent it.
    if !front.x_forwarded_for {
        return lines(header::FORWARDED).flat_map(|line| line.split(',')).map(forwarded_for).collect();
    }
    let name = header::HeaderName::from_static("x-forwarded-for");
    lines(name).flat_map(|line| line.split(',')).map(address).collect()
}

/// `for="[2001:db8::1]:4711";proto=https` (RFC 7239).
fn forwarded_for(element: &str) -> Option<IpAddr> {
    let pairs = element.split(';').filter_map(|pair| pair.split_once('='));
    let mut named = pairs.filter(|(name, _)| name.trim().eq_ignore_ascii_case("for")).map(|(_, value)| value);
    address(named.next()?)
}

/// An address with or without a port, quotes and brackets.
fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim().trim_matches('"');
    let bare = text.trim_start_matches('[').trim_end_matches(']');
    let address = bare.parse().or_else(|_| text.parse().map(|with_port: SocketAddr| with_port.ip()));
    address.ok().map(|address: IpAddr| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(peer: &str, headers: &[(&'static str, &str)], x_forwarded_for: bool) -> Origin {
        let front = Front {
            proxies: ["10.0.0.0/8".parse().unwrap(), "fd00::/8".parse().unwrap()].into(),
            x_forwarded_for,
            ..Front::default()
        };
        let headers = headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect();
        origin(peer.parse().unwrap(), &headers, &front)
    }

    fn plain(address: &str) -> Origin {
        Origin::of(address.parse().unwrap())
    }

    #[test]
    fn only_what_our_own_proxies_say_is_believed() {
        let forged = ("forwarded", "for=198.51.100.1, for=203.0.113.9");
        assert_eq!(of("192.0.2.1", &[forged], true), plain("192.0.2.1"), "not by way of a proxy");
        assert_eq!(of("10.0.0.1", &[forged], false), plain("203.0.113.9"), "the nearest, not what came with it");
        let chain = ("forwarded", "for=198.51.100.1;proto=https, For=\"[fd00::2]:80\"");
        assert_eq!(of("10.0.0.1", &[chain], false), plain("198.51.100.1"), "by way of two");
        let six = ("forwarded", "proto=https;for=\"[2001:db8::1]:4711\"");
        assert_eq!(of("10.0.0.1", &[six], false), plain("2001:db8::1"));
        let hidden = ("forwarded", "for=198.51.100.1, for=_hidden");
        for headers in [&[hidden][..], &[]] {
            assert_eq!(of("10.0.0.1", headers, false), Origin::of_proxy("10.0.0.1".parse().unwrap()), "{headers:?}");
        }
        let older = ("x-forwarded-for", "1.1.1.1, 203.0.113.9");
        assert_eq!(of("10.0.0.1", &[older], true), plain("203.0.113.9"));
        assert_eq!(of("10.0.0.1", &[older], false), Origin::of_proxy("10.0.0.1".parse().unwrap()), "not configured");
        assert_eq!(of("10.0.0.1", &[forged, older], true), plain("203.0.113.9"), "the header that the proxy writes");
        let other = ("forwarded", "for=198.51.100.1");
        assert_eq!(
            of("10.0.0.1", &[other, older], true),
            plain("203.0.113.9"),
            "not what the client sent in the other"
        );
        assert_eq!(of("10.0.0.1", &[other, older], false), plain("198.51.100.1"), "the other way around");
    }
}
