//! Any program as an implementation: one JSON object a line, a request on its standard input and an answer on its standard output.
//! The protocol is described in `docs/oracle-protocol.md`.

use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::process::{Child, Command, ExitStatus, Stdio};
#[cfg(target_os = "linux")]
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use crate::case::Request;
use crate::implementation::{Answer, Implementation};
use crate::report::printable;

/// The longest answer.
pub const MAX_ANSWER: usize = 1 << 20;
/// The longest request that [`serve`] reads.
pub const MAX_REQUEST: usize = 64 << 20;
/// After so many requests in succession that got no answer, no further ones are made.
const MAX_FAILURES: u32 = 10;
/// That there is no further answer.
const CLOSED: &str = "it closed its standard output";
/// An environment variable whose value no other program has that is under test, in this process or another.
#[cfg(target_os = "linux")]
const MARK: &str = "CERTWRIGHT_PROGRAM_UNDER_TEST";
/// How long one that ends may take until its status is there, and then until what it complained of is.
const LAST_WORDS: Duration = Duration::from_secs(1);
/// How much of what a program writes to standard error is kept for a message.
const MAX_COMPLAINT: usize = 200;

#[derive(Serialize)]
struct Question<'a> {
    id: u64,
    #[serde(flatten)]
    request: &'a Request,
}

#[derive(Deserialize)]
struct Asked {
    id: u64,
    #[serde(flatten)]
    request: Request,
}

#[derive(Serialize, Deserialize)]
struct Response {
    id: u64,
    #[serde(flatten)]
    answer: Answer,
}

/// A program that speaks the protocol. It is started at the first request, again after it failed at one, and killed with all that it
/// started when this is dropped, on Linux also what it started in a session of its own. On Unix it is also killed when this process ends in any other way, by a signal for instance; on
/// Windows its standard input ends then.
pub struct Program {
    command: String,
    timeout: Duration,
    running: Option<Running>,
    asked: u64,
    failures: u32,
}

impl Program {
    /// A command line, given to `sh -c`, with so much time for each request.
    pub fn new(command: &str, timeout: Duration) -> Self {
        Self {
            command: command.into(),
            timeout,
            running: None,
            asked: 0,
            failures: 0,
        }
    }

    fn ask(&mut self, request: &Request) -> Result<Answer, String> {
        if self.failures >= MAX_FAILURES {
            return Err(format!(
                "not asked: {MAX_FAILURES} requests in succession had no answer"
            ));
        }
        self.asked += 1;
        let id = self.asked;
        let question = serde_json::to_string(&Question { id, request })
            .map_err(|e| format!("the request cannot be written: {e}"))?;
        let running = match &mut self.running {
            Some(running) => running,
            none => none.insert(Running::start(&self.command)?),
        };
        let result = running.exchange(id, question, self.timeout);
        match &result {
            Ok(_) => self.failures = 0,
            Err(_) => {
                // Whatever it would still print belongs to a request that is over.
                self.running = None;
                self.failures += 1;
            }
        }
        result
    }
}

impl Implementation for Program {
    fn name(&self) -> &str {
        &self.command
    }

    fn answer(&mut self, request: &Request) -> Answer {
        if let Request::Unsupported { reason } = request {
            return Answer::unsupported(reason);
        }
        self.ask(request).unwrap_or_else(Answer::failed)
    }
}

/// A started program with the threads that serve its pipes.
struct Running {
    child: Child,
    /// Whether it and its group are killed and its status is taken: its number may be another process's from then on.
    ended: bool,
    #[cfg(unix)]
    watchdog: Watchdog,
    /// The value of [`MARK`] that it has, and what it starts inherits.
    #[cfg(target_os = "linux")]
    mark: String,
    questions: SyncSender<String>,
    answers: Receiver<Result<String, String>>,
    complaints: Receiver<String>,
}

impl Running {
    fn start(command: &str) -> Result<Self, String> {
        let mut shell = Command::new("sh");
        shell
            .args(["-c", command])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        #[cfg(target_os = "linux")]
        let mark = {
            static COUNT: AtomicU64 = AtomicU64::new(0);
            let number = COUNT.fetch_add(1, Ordering::Relaxed);
            let mark = format!("{}-{number}", std::process::id());
            shell.env(MARK, &mark);
            mark
        };
        // A group apart, so that what it starts can be ended with it: the watchdog's, which is there before the program is.
        #[cfg(unix)]
        let watchdog = watchdog().map_err(|e| format!("cannot start it: {e}"))?;
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(
            &mut shell,
            i32::try_from(watchdog.0.id()).unwrap_or(0),
        );
        let mut child = shell.spawn().map_err(|e| format!("cannot start it: {e}"))?;
        let (Some(mut input), Some(output), Some(mut errors)) =
            (child.stdin.take(), child.stdout.take(), child.stderr.take())
        else {
            unreachable!("all three are pipes");
        };
        let (questions, asked) = sync_channel::<String>(1);
        // A program that does not read must not stop the run: the pipe breaks when it is killed.
        thread::spawn(move || {
            for question in asked {
                if writeln!(input, "{question}")
                    .and_then(|()| input.flush())
                    .is_err()
                {
                    return;
                }
            }
        });
        let (answered, answers) = sync_channel(1);
        thread::spawn(move || {
            let mut output = BufReader::new(output);
            loop {
                let line = read_line(&mut output, MAX_ANSWER);
                let last = line.is_err();
                if answered.send(line).is_err() || last {
                    return;
                }
            }
        });
        let (complained, complaints) = sync_channel(1);
        thread::spawn(move || {
            let mut head = Vec::new();
            let _ = (&mut errors)
                .take(MAX_COMPLAINT as u64)
                .read_to_end(&mut head);
            let _ = std::io::copy(&mut errors, &mut std::io::sink());
            let _ = complained.send(String::from_utf8_lossy(&head).trim().replace('\n', "; "));
        });
        Ok(Self {
            child,
            ended: false,
            #[cfg(unix)]
            watchdog,
            #[cfg(target_os = "linux")]
            mark,
            questions,
            answers,
            complaints,
        })
    }

    fn exchange(&mut self, id: u64, question: String, timeout: Duration) -> Result<Answer, String> {
        let deadline = Instant::now() + timeout;
        // What is there now was printed before it could know the question; that it has ended is reported below.
        if let Ok(printed) = self.answers.try_recv() {
            let line = self.line(printed)?;
            answer(&line, id)?;
            return Err(format!("it answered before it was asked: {}", head(&line)));
        }
        // The writer takes one at a time, and takes none while the program does not read.
        if self.questions.try_send(question).is_err() {
            return Err(self.ended("it does not read its standard input"));
        }
        let line = match self
            .answers
            .recv_timeout(deadline.saturating_duration_since(Instant::now()))
        {
            Ok(printed) => self.line(printed)?,
            // Its output does not end while what it started holds it open.
            Err(RecvTimeoutError::Timeout) if self.has_ended() => {
                return Err(
                    self.ended(CLOSED) + ", and what it started keeps its standard output open"
                );
            }
            Err(RecvTimeoutError::Timeout) => {
                return Err(format!("no answer within {} ms", timeout.as_millis()));
            }
            Err(RecvTimeoutError::Disconnected) => {
                return Err(self.ended(CLOSED));
            }
        };
        answer(&line, id)
    }

    /// The line that was printed.
    fn line(&mut self, printed: Result<String, String>) -> Result<String, String> {
        match printed {
            // Its end is why there is no answer, unless it was cut off.
            Err(what) if what == CLOSED => Err(self.ended(&what)),
            printed => printed,
        }
    }

    /// Whether the program has ended. Its status is left where it is, and with it its number, by which its group is killed.
    #[cfg(unix)]
    fn has_ended(&mut self) -> bool {
        use rustix::process::{WaitId, WaitIdOptions, waitid};
        let options = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
        group(&self.child)
            .is_some_and(|pid| matches!(waitid(WaitId::Pid(pid), options), Ok(Some(_))))
    }

    #[cfg(not(unix))]
    fn has_ended(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(Some(_)))
    }

    /// Kills the program with all of its group, which may live on where only the shell has ended, and takes its status.
    fn end(&mut self) -> Option<ExitStatus> {
        if self.ended {
            return None;
        }
        self.ended = true;
        #[cfg(unix)]
        self.watchdog.end();
        let _ = self.child.kill();
        let status = self.child.wait().ok();
        #[cfg(target_os = "linux")]
        kill_marked(&self.mark);
        status
    }

    /// How the program ended, if it did, and what it complained of.
    fn ended(&mut self, what: &str) -> String {
        let deadline = Instant::now() + LAST_WORDS;
        let mut has_ended = self.has_ended();
        while !has_ended && Instant::now() < deadline {
            thread::sleep(Duration::from_millis(5));
            has_ended = self.has_ended();
        }
        let status = if has_ended { self.end() } else { None };
        let mut text = match status {
            Some(status) => format!("it ended ({status})"),
            None => what.to_string(),
        };
        if let Ok(complaint) = self.complaints.recv_timeout(LAST_WORDS)
            && !complaint.is_empty()
        {
            text += ": ";
            text += &head(&complaint);
        }
        text
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.end();
    }
}

/// The process group that a program leads.
#[cfg(unix)]
fn group(child: &Child) -> Option<rustix::process::Pid> {
    rustix::process::Pid::from_raw(i32::try_from(child.id()).ok()?)
}

/// Kills what the program started in a session or group of its own: it still has the program's [`MARK`].
#[cfg(target_os = "linux")]
fn kill_marked(mark: &str) {
    use rustix::process::{Pid, PidfdFlags, Signal, pidfd_open, pidfd_send_signal};
    let mark = format!("{MARK}={mark}");
    // What is found may start another before it is killed; one that does so without end is not worth the wait.
    for _ in 0..5 {
        let mut found = false;
        for entry in std::fs::read_dir("/proc").into_iter().flatten().flatten() {
            let number = entry
                .file_name()
                .to_str()
                .and_then(|name| name.parse().ok());
            let Some(pid) = number.and_then(Pid::from_raw) else {
                continue;
            };
            // By a descriptor, which is of no later process with the same number.
            let Ok(process) = pidfd_open(pid, PidfdFlags::empty()) else {
                continue;
            };
            let environment = std::fs::read(entry.path().join("environ")).unwrap_or_default();
            if environment
                .split(|&b| b == 0)
                .any(|variable| variable == mark.as_bytes())
            {
                found = true;
                let _ = pidfd_send_signal(&process, Signal::KILL);
            }
        }
        if !found {
            return;
        }
    }
}

/// A process that kills its group, which is the program's, as soon as this process is gone, however it ended: its standard input, which nobody
/// else holds, ends then. A group apart, since a terminal's interrupt goes to all of ours.
#[cfg(unix)]
struct Watchdog(Child);

#[cfg(unix)]
fn watchdog() -> std::io::Result<Watchdog> {
    use std::os::unix::process::CommandExt as _;
    Command::new("sh")
        .args(["-c", "read -r _; kill -s KILL 0"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
        .map(Watchdog)
}

#[cfg(unix)]
impl Watchdog {
    /// Kills the group, itself included. Its number is no other group's before the status is taken.
    fn end(&mut self) {
        if let Some(group) = group(&self.0) {
            let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
        }
        let _ = self.0.wait();
    }
}

/// A program that cannot be started leaves no watchdog.
#[cfg(unix)]
impl Drop for Watchdog {
    fn drop(&mut self) {
        if matches!(self.0.try_wait(), Ok(None)) {
            self.end();
        }
    }
}

/// An answer whose reason is cut to what a message shows.
fn shortened(mut answer: Answer) -> Answer {
    if let Answer::Refused { reason } | Answer::Unsupported { reason } | Answer::Failed { reason } =
        &mut answer
    {
        *reason = head(reason);
    }
    answer
}

/// A line without its end; an error, which is the last, for the end of the output or a line that is too long.
fn read_line(from: &mut impl BufRead, max: usize) -> Result<String, String> {
    let mut line = Vec::new();
    match from.take(max as u64 + 1).read_until(b'\n', &mut line) {
        Ok(0) => Err(CLOSED.into()),
        Ok(_) if line.len() > max => Err(format!("a line of more than {max} bytes")),
        Ok(_) => String::from_utf8(line).map_err(|_| "a line that is not UTF-8".into()),
        Err(e) => Err(format!("a line that cannot be read: {e}")),
    }
}

/// The answer in a line, if it is one to this request.
fn answer(line: &str, id: u64) -> Result<Answer, String> {
    let response: Response =
        serde_json::from_str(line).map_err(|e| format!("not an answer ({e}): {}", head(line)))?;
    match response.id == id {
        true => Ok(shortened(response.answer)),
        false => Err(format!(
            "an answer to request {}, where {id} was asked",
            response.id
        )),
    }
}

fn head(text: &str) -> String {
    let head: String = text.trim_end().chars().take(MAX_COMPLAINT).collect();
    printable(&head)
}

/// Answers requests as a program: reads them from `input` and writes answers to `output` until the former ends. For adapters in Rust.
///
/// # Errors
///
/// If reading or writing fails, or a line is not a request or longer than [`MAX_REQUEST`].
pub fn serve(
    implementation: &mut dyn Implementation,
    mut input: impl BufRead,
    mut output: impl Write,
) -> std::io::Result<()> {
    loop {
        let line = match read_line(&mut input, MAX_REQUEST) {
            Ok(line) => line,
            Err(what) if what == CLOSED => return Ok(()),
            Err(what) => return Err(std::io::Error::new(ErrorKind::InvalidData, what)),
        };
        let asked: Asked = serde_json::from_str(&line)?;
        let response = Response {
            id: asked.id,
            answer: implementation.answer(&asked.request),
        };
        serde_json::to_writer(&mut output, &response)?;
        output.write_all(b"\n")?;
        output.flush()?;
    }
}
