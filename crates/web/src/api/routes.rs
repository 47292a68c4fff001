//! The address of each request of the hospital that a client can send, as its use case defines it.

use super::{
    body::Sent,
    problem::{Problem, Speaker},
    schema::Said,
};
use hospital::{
    Action, Request,
    usecase::{self, Address, Catalogue},
};
use serde_json::json;
use std::sync::LazyLock;

/// How a request is read from a body and the fields given elsewhere.
type Read = fn(&Sent, &Speaker, &[(&str, &str)]) -> Result<Request, Problem>;

/// The address of a request. Names in braces are fields of the request; all its other fields are in the body.
#[derive(Clone, Debug)]
pub(super) struct Command {
    /// Below `/api/v1`.
    pub(super) path: &'static str,
    /// The right that it needs.
    pub(super) action: Action,
    /// The request's name in JSON.
    pub(super) request: String,
    /// Does it have a [`CHANNEL`]?
    pub(super) of_channel: bool,
    /// The type of what is sent: the fields of the path and of the body.
    pub(super) said: Said,
    read: Read,
}

/// A field that is neither in the path nor in the body: it follows from the caller's role.
pub(super) const CHANNEL: &str = "channel";

/// The names in braces in a path.
pub(super) fn in_path(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter_map(|part| part.strip_prefix('{').and_then(|part| part.strip_suffix('}')))
}

impl Command {
    /// Reads the request from a body and the fields given elsewhere.
    pub(super) fn read(&self, sent: &Sent, speaker: &Speaker, given: &[(&str, &str)]) -> Result<Request, Problem> {
        (self.read)(sent, speaker, given)
    }

    /// The fields that are in the path.
    pub(super) fn in_path(&self) -> impl Iterator<Item = &'static str> {
        in_path(self.path)
    }

    /// Is this a field of the body?
    pub(super) fn in_body(&self, field: &str) -> bool {
        field != CHANNEL && !self.in_path().any(|name| name == field)
    }
}

/// All routes, in the order of the hospital's use cases.
pub(super) static COMMANDS: LazyLock<Vec<Command>> = LazyLock::new(|| {
    let mut commands = Commands(Vec::new());
    usecase::each(&mut commands);
    commands.0
});

struct Commands(Vec<Command>);

impl Catalogue for Commands {
    fn add<T: usecase::Sent>(&mut self, Address { path, action, .. }: Address) {
        let Some(path) = path else { return };
        let request = json!(action).as_str().unwrap_or_default().to_owned();
        let said = Said::of::<T>();
        let of_channel = said.schema()["properties"].get(CHANNEL).is_some();
        self.0.push(Command { path, action, request, of_channel, said, read: Sent::read_request::<T> });
    }
}
