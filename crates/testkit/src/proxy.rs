//! A connection between a program and its PostgreSQL that stops at one statement of one transaction.
//!
//! It passes everything on, and reads only as much of PostgreSQL's protocol as it needs to see which statement is
//! executed. It looks only at connections that lock the head row: these write events.

use std::{
    collections::HashMap,
    io::{self, BufReader, Read, Write as _},
    net::{Shutdown, TcpListener, TcpStream},
    sync::{Arc, Condvar, Mutex, MutexGuard},
    time::Duration,
};

/// The statement to stop at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Statement {
    /// The end of a transaction.
    Commit,
    /// The lock at the start of a transaction.
    Lock,
}

/// The moment at which it stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The server has not received the statement.
    Before,
    /// The server has executed the statement and waits for the rest of the message: to the server it is still running.
    Unfinished,
    /// The server has been sent all of it; nobody knows whether it is done.
    Sent,
    /// The server has answered, and the program has not received the answer.
    Answered,
}

/// A proxy on a port of its own. When dropped, it lets go of what it holds.
#[derive(Debug)]
pub struct Proxy {
    port: u16,
    link: Arc<Link>,
}

/// What all connections share.
#[derive(Debug)]
struct Link {
    state: Mutex<State>,
    changed: Condvar,
    server: u16,
}

#[derive(Debug, Default)]
struct State {
    /// The statement to stop at, how many of its kind are still to come, and the moment.
    armed: Option<(Statement, u32, Place)>,
    /// The connection that is stopped.
    held: Option<Connection>,
    /// The number of the connection whose answers are not passed on.
    quiet: Option<u16>,
}

/// A program's connection and the one to the server that belongs to it.
#[derive(Debug)]
struct Connection {
    number: u16,
    client: TcpStream,
    server: TcpStream,
}

impl Proxy {
    /// A proxy in front of the server on this port of 127.0.0.1.
    pub fn new(server: u16) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let link = Arc::new(Link { state: Mutex::default(), changed: Condvar::new(), server });
        let all = link.clone();
        // The thread ends with the process: it waits for nothing but connections.
        std::thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                let link = all.clone();
                std::thread::spawn(move || link.connect(client));
            }
        });
        Self { port, link }
    }

    /// The port that it listens on.
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// Stops at the nth such statement from now on.
    pub fn arm(&self, statement: Statement, nth: u32, place: Place) {
        self.go_on();
        self.link.state().armed = Some((statement, nth, place));
    }

    /// Waits until it has stopped; `false` when it has not done so within this time.
    pub fn stops_within(&self, patience: Duration) -> bool {
        let waiting = self.link.changed.wait_timeout_while(self.link.state(), patience, |state| state.held.is_none());
        waiting.unwrap().0.held.is_some()
    }

    /// Lets go of what it holds: everything is passed on, late.
    pub fn go_on(&self) {
        *self.link.state() = State::default();
        self.link.changed.notify_all();
    }

    /// Cuts the connection that it holds, on both sides, and passes nothing more of it on.
    pub fn cut(&self) {
        let held = self.link.state().held.as_ref().map(Connection::cut);
        assert!(held.is_some(), "nothing is held");
        self.go_on();
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.go_on();
    }
}

/// What the program's messages on one connection have said so far.
#[derive(Debug, Default)]
struct Said {
    texts: HashMap<Vec<u8>, String>,
    portals: HashMap<Vec<u8>, String>,
    writes: bool,
}

impl Said {
    /// The text of the statement that this message executes.
    fn executed(&mut self, kind: u8, body: &[u8]) -> Option<String> {
        let lower = |text: &[u8]| String::from_utf8_lossy(text).trim().to_lowercase();
        let text = match kind {
            b'P' => {
                let (name, rest) = word(body);
                self.texts.insert(name.to_vec(), lower(word(rest).0));
                return None;
            }
            b'B' => {
                let (portal, rest) = word(body);
                let text = self.texts.get(word(rest).0).cloned().unwrap_or_default();
                self.portals.insert(portal.to_vec(), text);
                return None;
            }
            b'E' => self.portals.get(word(body).0).cloned()?,
            b'Q' => lower(word(body).0),
            _ => return None,
        };
        self.writes |= locks(&text);
        Some(text)
    }

    /// Is it such a statement, on a connection that writes?
    fn is(&self, statement: Statement, text: &str) -> bool {
        self.writes
            && match statement {
                Statement::Commit => text.trim_end_matches(';').ends_with("commit"),
                Statement::Lock => locks(text),
            }
    }
}

fn locks(text: &str) -> bool {
    text.contains("from head where") && text.contains("for update")
}

impl Link {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    /// Is this the statement to stop at, and at which moment?
    fn struck(&self, said: &Said, text: &str) -> Option<Place> {
        let mut state = self.state();
        let (statement, nth, place) = state.armed?;
        if !said.is(statement, text) {
            return None;
        }
        state.armed = (nth > 1).then_some((statement, nth.saturating_sub(1), place));
        state.armed.is_none().then_some(place)
    }

    /// Reports that it has stopped at this connection.
    fn stop(&self, state: &mut State, connection: &Connection) {
        state.held.get_or_insert_with(|| connection.again());
        self.changed.notify_all();
    }

    /// Stops, and waits until it is decided what happens to the connection.
    fn hold(&self, connection: &Connection) {
        let mut state = self.state();
        self.stop(&mut state, connection);
        drop(self.changed.wait_while(state, |state| state.held.is_some()).unwrap());
    }

    fn connect(self: Arc<Self>, client: TcpStream) {
        let Ok(server) = TcpStream::connect(("127.0.0.1", self.server)) else { return };
        let connection = Connection { number: client.peer_addr().unwrap().port(), client, server };
        for stream in [&connection.client, &connection.server] {
            stream.set_nodelay(true).unwrap();
        }
        let (link, back) = (self.clone(), connection.again());
        let answers = std::thread::spawn(move || {
            drop(link.answers(&back));
            back.cut();
        });
        drop(self.questions(&connection));
        connection.cut();
        drop(answers.join());
    }

    /// Passes on what the program sends to the server.
    fn questions(&self, connection: &Connection) -> io::Result<()> {
        let (mut from, mut to) = (BufReader::new(&connection.client), &connection.server);
        // The first message has no kind.
        to.write_all(&message(&mut from, false)?)?;
        let mut said = Said::default();
        let mut rest_of = None;
        loop {
            let bytes = message(&mut from, true)?;
            let (kind, body) = (bytes[0], &bytes[5..]);
            if let Some(text) = said.executed(kind, body) {
                rest_of = self.struck(&said, &text).or(rest_of);
                if rest_of.take_if(|place| *place == Place::Before).is_some() {
                    self.hold(connection);
                }
            } else if rest_of.take_if(|place| *place == Place::Unfinished).is_some() {
                self.hold(connection);
            }
            // A simple query is a whole message, others end with Sync; then the server answers.
            let stops = if matches!(kind, b'S' | b'Q') { rest_of.take() } else { None };
            if stops.is_some() {
                self.state().quiet = Some(connection.number);
            }
            to.write_all(&bytes)?;
            if stops == Some(Place::Sent) {
                self.stop(&mut self.state(), connection);
            }
        }
    }

    /// Passes on what the server sends to the program.
    fn answers(&self, connection: &Connection) -> io::Result<()> {
        let (mut from, mut to) = (BufReader::new(&connection.server), &connection.client);
        loop {
            let bytes = message(&mut from, true)?;
            let mut state = self.state();
            let quiet = Some(connection.number);
            if state.quiet == quiet {
                self.stop(&mut state, connection);
            }
            drop(self.changed.wait_while(state, |state| state.quiet == quiet).unwrap());
            to.write_all(&bytes)?;
        }
    }
}

impl Connection {
    /// Another handle of the same connection.
    fn again(&self) -> Self {
        let clone = |stream: &TcpStream| stream.try_clone().unwrap();
        Self { number: self.number, client: clone(&self.client), server: clone(&self.server) }
    }

    fn cut(&self) {
        for stream in [&self.client, &self.server] {
            // The other side may have closed it first.
            drop(stream.shutdown(Shutdown::Both));
        }
    }
}

/// A whole message of the protocol.
fn message(from: &mut impl Read, has_kind: bool) -> io::Result<Vec<u8>> {
    let start = usize::from(has_kind);
    let mut bytes = vec![0; start + 4];
    from.read_exact(&mut bytes)?;
    let length = u32::from_be_bytes(bytes[start..].try_into().unwrap()) as usize;
    bytes.resize(start + length.max(4), 0);
    from.read_exact(&mut bytes[start + 4..])?;
    Ok(bytes)
}

/// The bytes up to the first zero, and those after it.
fn word(bytes: &[u8]) -> (&[u8], &[u8]) {
    let end = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
    (&bytes[..end], bytes.get(end + 1..).unwrap_or_default())
}
