//! Which server: one on this machine, unless somebody confirms that its owner agrees.

use hyper::Uri;
use std::net::{SocketAddr, ToSocketAddrs};

/// A server on which a rush may be tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Where it listens.
    pub address: SocketAddr,
    /// The `Host` header of its requests.
    pub host: String,
}

/// Why an address is no target.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TargetError {
    /// It is not the address of a server.
    #[error("target `{0}`: an address like http://127.0.0.1:8080 is needed, without a path")]
    Form(String),
    /// The proxy's encryption would be measured.
    #[error("target `{0}`: only http:// is spoken; take the address behind the proxy that speaks TLS")]
    Tls(String),
    /// The name is not known.
    #[error("target `{0}`: the name cannot be resolved")]
    Unknown(String),
    /// It is not this machine.
    #[error("target `{0}` is not this machine: load stops others' work; if its owner agrees, say --allow-remote")]
    Remote(String),
}

impl Target {
    /// Reads `http://host:port`. A machine other than this one is allowed only with `remote`.
    ///
    /// # Errors
    /// See [`TargetError`].
    pub fn parse(text: &str, remote: bool) -> Result<Self, TargetError> {
        let form = || TargetError::Form(text.to_owned());
        let uri: Uri = text.parse().map_err(|_| form())?;
        match uri.scheme_str() {
            Some("http") => {}
            Some("https") => return Err(TargetError::Tls(text.to_owned())),
            _ => return Err(form()),
        }
        if uri.path_and_query().is_some_and(|path| path.as_str() != "/") {
            return Err(form());
        }
        let authority = uri.authority().ok_or_else(form)?;
        let name = authority.host().trim_start_matches('[').trim_end_matches(']');
        let found = (name, authority.port_u16().unwrap_or(80)).to_socket_addrs();
        let found: Vec<SocketAddr> = found.map_err(|_| TargetError::Unknown(text.to_owned()))?.collect();
        let address = *found.first().ok_or_else(|| TargetError::Unknown(text.to_owned()))?;
        if !remote && !found.iter().all(|address| address.ip().is_loopback()) {
            return Err(TargetError::Remote(text.to_owned()));
        }
        Ok(Self { address, host: authority.as_str().to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_unless_allowed() {
        let target = Target::parse("http://127.0.0.1:8080", false).unwrap();
        assert_eq!((target.address.port(), target.host.as_str()), (8080, "127.0.0.1:8080"));
        assert!(Target::parse("http://[::1]:9/", false).unwrap().address.is_ipv6());
        let there = "http://192.0.2.7:8080";
        assert_eq!(Target::parse(there, false), Err(TargetError::Remote(there.into())));
        assert_eq!(Target::parse(there, true).unwrap().address.to_string(), "192.0.2.7:8080");
    }

    #[test]
    fn what_is_no_server_is_said() {
        for text in ["127.0.0.1:8080", "ftp://127.0.0.1", "http://127.0.0.1/api", "", "http://"] {
            assert_eq!(Target::parse(text, false), Err(TargetError::Form(text.into())), "{text}");
        }
        assert!(matches!(Target::parse("https://127.0.0.1", false), Err(TargetError::Tls(_))));
    }
}
