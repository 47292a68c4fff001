//! A node that is frozen while it has the write lock holds up the others for about a second, and has then lost the
//! lock.

use crate::harness::{Harness, On, Place, department};
use std::{
    io::{Read, Write},
    os::unix::net::UnixStream,
};

/// As much of PostgreSQL's protocol as a node that stops between Execute and Sync needs.
struct Frozen {
    socket: UnixStream,
}

impl Frozen {
    fn connect(place: &Place) -> Self {
        let Place::Server(database) = place else { panic!("a server") };
        let mut socket = UnixStream::connect(database.socket()).unwrap();
        let mut start = 196_608u32.to_be_bytes().to_vec();
        for text in ["user", database.role(), "database", database.name(), ""] {
            start.extend(text.bytes().chain([0]));
        }
        socket.write_all(&(start.len() as u32 + 4).to_be_bytes()).unwrap();
        socket.write_all(&start).unwrap();
        let mut frozen = Self { socket };
        frozen.read_until(b'Z');
        frozen
    }

    fn send(&mut self, kind: u8, body: &[u8]) {
        self.socket.write_all(&[kind]).unwrap();
        self.socket.write_all(&(body.len() as u32 + 4).to_be_bytes()).unwrap();
        self.socket.write_all(body).unwrap();
    }

    /// Reads messages up to one of this kind; `false` when the server closed the connection.
    fn read_until(&mut self, kind: u8) -> bool {
        let mut head = [0; 5];
        while self.socket.read_exact(&mut head).is_ok() {
            let length = u32::from_be_bytes(head[1..].try_into().unwrap()) as usize - 4;
            let mut body = vec![0; length];
            if self.socket.read_exact(&mut body).is_err() {
                return false;
            }
            if head[0] == kind {
                return true;
            }
        }
        false
    }

    /// Locks the head row and sends nothing more: for the server the statement is still running.
    fn take_the_write_lock(&mut self, hospital: i64) {
        self.send(b'Q', b"begin\0");
        self.read_until(b'Z');
        let text = format!("\0select seq from head where hospital_id = {hospital} for update\0\0\0");
        self.send(b'P', text.as_bytes());
        self.send(b'B', &[0; 8]);
        self.send(b'E', &[0; 5]);
        self.send(b'H', &[]);
        self.read_until(b'C');
    }
}

#[tokio::test]
async fn a_node_frozen_between_execute_and_sync_is_ended_by_who_waits() {
    let mut harness = Harness::new(On::Postgres).await;
    harness.append(vec![department(1)], &[]).await;
    let place = &harness.place;
    let mut frozen = Frozen::connect(place);
    frozen.take_the_write_lock(crate::harness::HOSPITAL.0);
    let Place::Server(database) = place else { panic!("a server") };
    let waiting = "select state || '/' || wait_event from pg_stat_activity where query like '%for update%' \
        and pid <> pg_backend_pid() and datname = current_database() order by query_start desc limit 1";
    assert_eq!(database.psql(waiting), "active/ClientRead", "no time-out of the server's frees it");
    let began = std::time::Instant::now();
    harness.append(vec![department(2)], &[]).await;
    println!("written {:?} after another node froze", began.elapsed());
    assert!(!frozen.read_until(b'Z'), "its connection is gone");
    assert_eq!(harness.findings().await, []);
}
