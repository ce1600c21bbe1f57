//! Rendering in worker processes of the same program: both cores at work, memory bounded, a crash confined.
//!
//! typst keeps one cache and one lock per process, so threads hardly help; processes do. A worker reads requests on its
//! standard input and answers on its standard output. Both are frames: a length in 4 bytes (big endian), then that many
//! bytes. An answer has one byte before the length: [`PDF`] or [`FAILURE`] (a JSON of code and message).

use super::render::{RenderError, render};
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;
use std::ffi::OsString;
use std::io::{self, Read, Write};
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

/// Name of the hidden subcommand that calls [`serve`].
pub const SUBCOMMAND: &str = "render-worker";
/// First byte of an answer that holds a PDF.
const PDF: u8 = 0;
/// First byte of an answer that holds a failure.
const FAILURE: u8 = 1;
/// The longest frame that is believed: 64 MB, a thousand times a statement.
const LONGEST: usize = 64 << 20;
/// After this long without an answer a worker is taken for dead.
const PATIENCE: Duration = Duration::from_secs(60);
/// A document is tried in two processes at most.
const MOST_TRIES: u8 = 2;

/// A failure as it crosses the pipe, and as the caller shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{message}")]
pub struct WorkerError {
    /// Stable code.
    pub code: String,
    /// What happened and what to do, in French.
    pub message: String,
}

impl WorkerError {
    fn crashed() -> Self {
        let message =
            "La préparation de ce relevé s'est arrêtée deux fois. Les autres relevés ne sont pas touchés. Signalez cet incident.";
        Self { code: "statement_worker_crashed".to_owned(), message: message.to_owned() }
    }

    fn not_started(error: &io::Error) -> Self {
        let message = format!("La préparation des relevés n'a pas pu démarrer ({error}). Réessayez, puis signalez cet incident.");
        Self { code: "statement_worker_not_started".to_owned(), message }
    }
}

impl From<&RenderError> for WorkerError {
    fn from(error: &RenderError) -> Self {
        Self { code: error.code().to_owned(), message: error.to_string() }
    }
}

/// The worker's life: answers every request on `input`, in order, until its end.
///
/// # Errors
/// A broken pipe or a frame that is cut short; the caller ends the process. So does a second call in one process.
pub fn serve(input: &mut impl Read, output: &mut impl Write) -> io::Result<()> {
    // This thread does what typst hands out: the processes already take every core.
    rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build_global().map_err(io::Error::other)?;
    let mut length = [0; 4];
    loop {
        match input.read(&mut length[..1])? {
            0 => return Ok(()),
            _ => input.read_exact(&mut length[1..])?,
        }
        let mut request = vec![0; frame_length(length)?];
        input.read_exact(&mut request)?;
        let (kind, answer) = match render(&request) {
            Ok(pdf) => (PDF, pdf),
            Err(error) => (FAILURE, serde_json::to_vec(&WorkerError::from(&error))?),
        };
        output.write_all(&[kind])?;
        output.write_all(&length_of(&answer)?)?;
        output.write_all(&answer)?;
        output.flush()?;
    }
}

fn frame_length(bytes: [u8; 4]) -> io::Result<usize> {
    let length = usize::try_from(u32::from_be_bytes(bytes)).unwrap_or(usize::MAX);
    if length <= LONGEST { Ok(length) } else { Err(io::Error::new(io::ErrorKind::InvalidData, "frame too long")) }
}

fn length_of(frame: &[u8]) -> io::Result<[u8; 4]> {
    let length = u32::try_from(frame.len()).ok().filter(|_| frame.len() <= LONGEST);
    length.map(u32::to_be_bytes).ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "frame too long"))
}

/// A document to make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// How the caller knows it again.
    pub key: String,
    /// Its [`super::document::Document`] as JSON.
    pub json: Vec<u8>,
}

/// What the pool tells while it works.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A worker died on this document; another one takes it.
    Retrying {
        /// The document.
        key: String,
    },
    /// A document is finished, well or badly.
    Done {
        /// The document.
        key: String,
        /// Its PDF.
        outcome: Result<Vec<u8>, WorkerError>,
        /// How many are finished.
        finished: usize,
        /// How many there are.
        total: usize,
    },
}

/// Workers of one program. They start when there is something to do, rest between two calls, and end with the last clone.
#[derive(Clone, Debug)]
pub struct Pool {
    program: PathBuf,
    arguments: Vec<OsString>,
    size: usize,
    /// A process that has printed is twice as fast on its next document: it is kept.
    resting: Arc<Mutex<Vec<Worker>>>,
}

impl Pool {
    /// One worker per available core, of the program that is running.
    ///
    /// # Errors
    /// The system cannot name the running program.
    pub fn of_this_program() -> io::Result<Self> {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Ok(Self::new(std::env::current_exe()?, vec![SUBCOMMAND.into()], cores))
    }

    /// `size` workers (one at least) of the given program and arguments.
    #[must_use]
    pub fn new(program: PathBuf, arguments: Vec<OsString>, size: usize) -> Self {
        Self { program, arguments, size: size.max(1), resting: Arc::default() }
    }

    /// Makes every document; `told` hears of each as soon as it is finished, in order of completion.
    ///
    /// Every document ends in exactly one [`Event::Done`]. Workers at work end when the call is dropped.
    pub async fn render_all(&self, documents: Vec<Request>, mut told: impl FnMut(Event)) {
        let total = documents.len();
        let queue: Queue = Arc::new(Mutex::new(documents.into_iter().map(|request| Job { request, tries: 0 }).collect()));
        // As long as the work: a caller that is busy between two documents must not hold the processes up.
        let (sender, mut receiver) = mpsc::channel(total.max(1));
        let mut workers = JoinSet::new();
        for _ in 0..self.size.min(total) {
            workers.spawn(work(self.clone(), Arc::clone(&queue), sender.clone()));
        }
        drop(sender);
        let mut finished = 0;
        while let Some((key, news)) = receiver.recv().await {
            told(match news {
                News::Retrying => Event::Retrying { key },
                News::Done(outcome) => {
                    finished += 1;
                    Event::Done { key, outcome, finished, total }
                }
            });
        }
    }

    /// A process that rests and is still alive, or a new one.
    fn worker(&self) -> io::Result<Worker> {
        while let Some(mut worker) = locked(&self.resting).pop() {
            if matches!(worker.child.try_wait(), Ok(None)) {
                return Ok(worker);
            }
        }
        self.start()
    }

    fn start(&self) -> io::Result<Worker> {
        let mut child = Command::new(&self.program)
            .args(&self.arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        match (child.stdin.take(), child.stdout.take()) {
            (Some(input), Some(output)) => Ok(Worker { child, input, output }),
            _ => Err(io::Error::other("no pipe to the worker")),
        }
    }
}

type Queue = Arc<Mutex<VecDeque<Job>>>;

struct Job {
    request: Request,
    tries: u8,
}

enum News {
    Retrying,
    Done(Result<Vec<u8>, WorkerError>),
}

/// A running worker; dropping it kills the process.
#[derive(Debug)]
struct Worker {
    child: Child,
    input: ChildStdin,
    output: ChildStdout,
}

impl Worker {
    /// One question, one answer. An error means that the process is no longer of use.
    async fn ask(&mut self, json: &[u8]) -> io::Result<Result<Vec<u8>, WorkerError>> {
        self.input.write_all(&length_of(json)?).await?;
        self.input.write_all(json).await?;
        self.input.flush().await?;
        let kind = self.output.read_u8().await?;
        let mut length = [0; 4];
        self.output.read_exact(&mut length).await?;
        let mut answer = vec![0; frame_length(length)?];
        self.output.read_exact(&mut answer).await?;
        match kind {
            PDF => Ok(Ok(answer)),
            FAILURE => Ok(Err(serde_json::from_slice(&answer)?)),
            _ => Err(io::Error::new(io::ErrorKind::InvalidData, "unknown answer")),
        }
    }
}

fn locked<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

fn next(queue: &Queue) -> Option<Job> {
    locked(queue).pop_front()
}

/// Takes jobs until none is left, with a process that is replaced when it dies.
async fn work(pool: Pool, queue: Queue, news: mpsc::Sender<(String, News)>) {
    let mut running: Option<Worker> = None;
    while let Some(mut job) = next(&queue) {
        let key = job.request.key.clone();
        let outcome = match running.take().map_or_else(|| pool.worker(), Ok) {
            Err(error) => News::Done(Err(WorkerError::not_started(&error))),
            Ok(mut worker) => match tokio::time::timeout(PATIENCE, worker.ask(&job.request.json)).await {
                Ok(Ok(answer)) => {
                    running = Some(worker);
                    News::Done(answer)
                }
                _ if job.tries + 1 < MOST_TRIES => {
                    job.tries += 1;
                    locked(&queue).push_back(job);
                    News::Retrying
                }
                _ => News::Done(Err(WorkerError::crashed())),
            },
        };
        if news.send((key, outcome)).await.is_err() {
            return;
        }
    }
    locked(&pool.resting).extend(running);
}
