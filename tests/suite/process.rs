//! The real program in processes of its own, each with a bound on how long it may take.

use serde_json::Value;
use std::io::Read;
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

/// Nobody waits longer than the writer's patience of 30 seconds, plus the work itself on a busy machine.
const BOUND: Duration = Duration::from_secs(120);

/// What a process answered.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Exit code; none when it was killed.
    pub code: Option<i32>,
    /// Standard output.
    pub out: String,
    /// Error output.
    pub err: String,
}

impl Answer {
    /// The answer as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The answer of a command that must be done.
    pub fn done(self) -> Self {
        assert_eq!(self.code, Some(0), "{}{}", self.out, self.err);
        self
    }

    /// The code of the first refusal, of a command asked for JSON.
    pub fn refusal(&self) -> String {
        let json: Value = serde_json::from_str(&self.err).unwrap_or_else(|error| panic!("{error}: {self:?}"));
        json["refusals"][0]["code"].as_str().unwrap_or_default().to_owned()
    }
}

/// A process at work.
pub struct Running {
    child: Child,
    out: Receiver<String>,
    err: Receiver<String>,
}

/// The program with its arguments and nothing of our environment that it would read.
pub fn quitus(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_quitus"));
    command
        .args(arguments)
        .env_remove("QUITUS_DB")
        .env_remove("QUITUS_KEY_FILE")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// Starts a process.
pub fn start(command: &mut Command) -> Running {
    let mut child = command.spawn().unwrap();
    let (out, err) = (collect(child.stdout.take()), collect(child.stderr.take()));
    Running { child, out, err }
}

/// Reads a pipe to its end, which comes when the process ends.
fn collect(pipe: Option<impl Read + Send + 'static>) -> Receiver<String> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut pipe) = pipe {
            pipe.read_to_end(&mut bytes).unwrap();
        }
        let _ = sender.send(String::from_utf8(bytes).unwrap());
    });
    receiver
}

impl Running {
    /// Waits for the end, not longer than [`BOUND`].
    pub fn finish(mut self) -> Answer {
        let Ok(out) = self.out.recv_timeout(BOUND) else {
            self.child.kill().unwrap();
            self.child.wait().unwrap();
            panic!("the process did not end in {BOUND:?}");
        };
        let err = self.err.recv().unwrap();
        let status = self.child.wait().unwrap();
        Answer { code: status.code(), out, err }
    }

    /// Kills the process (SIGKILL) after `delay` if it still runs then; true when the kill ended it.
    pub fn kill_after(mut self, delay: Duration) -> bool {
        if self.out.recv_timeout(delay).is_err() {
            self.child.kill().unwrap();
        }
        self.child.wait().unwrap().signal() == Some(9)
    }
}

/// Runs commands at once, each in its process, and waits for all.
pub fn at_once(commands: Vec<Command>) -> Vec<Answer> {
    let running: Vec<Running> = commands.into_iter().map(|mut command| start(&mut command)).collect();
    running.into_iter().map(Running::finish).collect()
}
