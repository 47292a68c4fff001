//! A connection between a browser and the program on which things go wrong when told to.

use std::time::Duration;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _, copy_bidirectional},
    net::{TcpListener, TcpStream},
    sync::watch,
};

/// How the connection is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Everything passes.
    Open,
    /// The program cannot be reached: connections are closed at once.
    Closed,
    /// Each request is answered with this status and a page that is not the program's.
    Answers(u16),
    /// Requests reach the program, but its answers are lost.
    Unheard,
}

/// A gate for one program, on a port of its own. It ends with the tests' process.
#[derive(Debug)]
pub struct Gate {
    port: u16,
    way: watch::Sender<Way>,
}

/// What the page of [`Way::Answers`] says.
const FOREIGN: &str = "the gate itself answered";

impl Gate {
    /// A gate in front of a program at `http://127.0.0.1:PORT`.
    pub async fn new(address: &str) -> Self {
        let server = address.trim_start_matches("http://").to_owned();
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let way = watch::Sender::new(Way::Open);
        let told = way.subscribe();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let (server, told) = (server.clone(), told.clone());
                tokio::spawn(async move { drop(pass(client, &server, told).await) });
            }
        });
        Self { port, way }
    }

    /// `http://127.0.0.1:PORT`, without a slash at its end.
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Sets how the connection is from now on; existing connections are cut.
    pub fn set(&self, way: Way) {
        self.way.send_replace(way);
    }
}

async fn pass(mut client: TcpStream, server: &str, mut told: watch::Receiver<Way>) -> std::io::Result<()> {
    let way = *told.borrow_and_update();
    match way {
        Way::Closed => Ok(()),
        Way::Open => {
            let mut server = TcpStream::connect(server).await?;
            tokio::select! {
                passed = copy_bidirectional(&mut client, &mut server) => passed.map(drop),
                _ = told.changed() => Ok(()),
            }
        }
        Way::Answers(status) => {
            let body = format!("<!DOCTYPE html><html><body><main id=\"main\" data-live>{FOREIGN}</main></body></html>");
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") {
                head.push(client.read_u8().await?);
            }
            let answer = format!(
                "HTTP/1.1 {status} Told So\r\ncontent-type: text/html\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
                body.len()
            );
            client.write_all(answer.as_bytes()).await
        }
        Way::Unheard => {
            let mut server = TcpStream::connect(server).await?;
            let (mut from_client, _to_client) = client.split();
            let (mut from_server, mut to_server) = server.split();
            let heard = async {
                let mut byte = [0; 1];
                from_server.read(&mut byte).await
            };
            tokio::select! {
                _ = tokio::io::copy(&mut from_client, &mut to_server) => {}
                _ = heard => {}
                () = tokio::time::sleep(Duration::from_secs(60)) => {}
            }
            Ok(())
        }
    }
}
