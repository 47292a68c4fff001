//! Where each request of the hospital is sent to, as its use case says.

use super::declared::REQUESTS;
use hospital::usecase::ADDRESSES;
use std::sync::LazyLock;

/// Where a request is sent to. What stands in braces is a field of the request; all its other fields are the body's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Command {
    /// Below `/api/v1`.
    pub(super) path: &'static str,
    /// The request's name in JSON.
    pub(super) request: &'static str,
}

/// A field that is neither in the path nor in the body: from where somebody books follows from who it is.
pub(super) const CHANNEL: &str = "channel";

/// The names in braces of a path.
pub(super) fn in_path(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter_map(|part| part.strip_prefix('{').and_then(|part| part.strip_suffix('}')))
}

impl Command {
    /// The fields that stand in the path.
    pub(super) fn in_path(&self) -> impl Iterator<Item = &'static str> {
        in_path(self.path)
    }

    /// Is this a field of the body?
    pub(super) fn in_body(&self, field: &str) -> bool {
        field != CHANNEL && !self.in_path().any(|name| name == field)
    }
}

/// All of them, in the order of the hospital's use cases.
pub(super) static COMMANDS: LazyLock<Vec<Command>> = LazyLock::new(|| {
    let requests = REQUESTS.iter().map(|request| request.name.as_str());
    ADDRESSES.iter().zip(requests).map(|(address, request)| Command { path: address.path, request }).collect()
});
