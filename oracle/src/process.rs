//! Any program as an implementation: one JSON object a line, a request on its standard input and an answer on its standard output.
//! The protocol is described in `docs/oracle-protocol.md`.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use crate::case::Request;
use crate::implementation::{Answer, Implementation};

/// The longest answer.
pub const MAX_ANSWER: usize = 1 << 20;
/// After so many requests in succession that got no answer, no further ones are made.
const MAX_FAILURES: u32 = 10;
/// That there is no further answer.
const CLOSED: &str = "it closed its standard output";
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
/// started when this is dropped.
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
        // A group of its own, so that what it starts can be ended with it.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut shell, 0);
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
                let line = read_line(&mut output);
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
            questions,
            answers,
            complaints,
        })
    }

    fn exchange(&mut self, id: u64, question: String, timeout: Duration) -> Result<Answer, String> {
        let deadline = Instant::now() + timeout;
        // The writer takes one at a time, and takes none while the program does not read.
        if self.questions.try_send(question).is_err() {
            return Err(self.ended("it does not read its standard input"));
        }
        let line = match self
            .answers
            .recv_timeout(deadline.saturating_duration_since(Instant::now()))
        {
            Ok(Ok(line)) => line,
            // Its end is why there is no answer, unless it was cut off.
            Ok(Err(what)) if what == CLOSED => return Err(self.ended(&what)),
            Ok(Err(what)) => return Err(what),
            Err(RecvTimeoutError::Timeout) => {
                return Err(format!("no answer within {} ms", timeout.as_millis()));
            }
            Err(RecvTimeoutError::Disconnected) => {
                return Err(self.ended(CLOSED));
            }
        };
        let response: Response = serde_json::from_str(&line)
            .map_err(|e| format!("not an answer ({e}): {}", head(&line)))?;
        if response.id != id {
            return Err(format!(
                "an answer to request {}, where {id} was asked",
                response.id
            ));
        }
        Ok(response.answer)
    }

    /// How the program ended, if it did, and what it complained of.
    fn ended(&mut self, what: &str) -> String {
        let deadline = Instant::now() + Duration::from_millis(200);
        let mut status: Option<ExitStatus> = None;
        while status.is_none() && Instant::now() < deadline {
            status = self.child.try_wait().ok().flatten();
            if status.is_none() {
                thread::sleep(Duration::from_millis(5));
            }
        }
        let mut text = match status {
            Some(status) => format!("it ended ({status})"),
            None => what.to_string(),
        };
        if let Ok(complaint) = self.complaints.recv_timeout(Duration::from_millis(50))
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
        // All of its group, which lives on where only the shell has ended.
        #[cfg(unix)]
        if let Some(group) = rustix::process::Pid::from_raw(self.child.id() as i32) {
            let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A line without its end; an error, which is the last, for the end of the output or a line that is too long.
fn read_line(output: &mut impl BufRead) -> Result<String, String> {
    let mut line = Vec::new();
    match output
        .take(MAX_ANSWER as u64 + 1)
        .read_until(b'\n', &mut line)
    {
        Ok(0) => Err(CLOSED.into()),
        Ok(_) if line.len() > MAX_ANSWER => Err(format!("a line of more than {MAX_ANSWER} bytes")),
        Ok(_) => String::from_utf8(line).map_err(|_| "an answer that is not UTF-8".into()),
        Err(e) => Err(format!("its standard output cannot be read: {e}")),
    }
}

fn head(text: &str) -> String {
    let clean = |c: char| if c.is_control() { '?' } else { c };
    text.trim_end()
        .chars()
        .take(MAX_COMPLAINT)
        .map(clean)
        .collect()
}

/// Answers requests as a program: reads them from `input` and writes answers to `output` until the former ends. For adapters in Rust.
///
/// # Errors
///
/// If reading or writing fails, or a line is not a request.
pub fn serve(
    implementation: &mut dyn Implementation,
    input: impl BufRead,
    mut output: impl Write,
) -> std::io::Result<()> {
    for line in input.lines() {
        let asked: Asked = serde_json::from_str(&line?)?;
        let response = Response {
            id: asked.id,
            answer: implementation.answer(&asked.request),
        };
        serde_json::to_writer(&mut output, &response)?;
        output.write_all(b"\n")?;
        output.flush()?;
    }
    Ok(())
}
