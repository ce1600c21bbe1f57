//! The real server in a process of its own, over the database of a test.

use crate::process::quitus;
use crate::ring::ring_file;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

/// A server at work; it ends with the test.
pub struct Server {
    child: Child,
    /// Where browsers find it.
    pub origin: String,
    /// The link that lets the first administrator in, when the console showed one.
    pub invitation: Option<String>,
}

impl Server {
    /// Starts the program over a database, on a free port; `today` is the business day worked on.
    pub fn over(url: &str, today: &str) -> Self {
        let keys = ring_file();
        Self::start(quitus(&["--db", url, "--today", today, "serve", "--listen", "127.0.0.1:0", "--key-file", keys]))
    }

    /// Starts a command that ends by serving.
    pub fn start(mut command: Command) -> Self {
        let mut child = command.stderr(Stdio::inherit()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let (mut origin, mut invitation) = (None, None);
        for line in lines.map_while(Result::ok) {
            let address = line.split_whitespace().find(|word| word.starts_with("http://"));
            if let Some(address) = address {
                match address.split_once("/invitation/") {
                    Some(_) => invitation = Some(address.to_owned()),
                    None => origin = Some(address.to_owned()),
                }
            }
            if origin.is_some() {
                break;
            }
        }
        Self { child, origin: origin.expect("the server says where it answers"), invitation }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
