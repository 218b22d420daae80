//! Processes that end with their test, waits that end, and addresses of one's own.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicU8, AtomicU16, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// The longest that anything here is waited for.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// Runs the command in its arguments, within so many seconds, and ends whatever it started. Daemons leave its process group, as
/// `openssl ocsp -multi` does, which is all that `timeout` ends; they do not leave its session.
const BOUNDED: &str = r#"
setsid timeout --kill-after=5 "$@" <&0 &
session=$!
wait $session
status=$?
for process in /proc/[0-9]*; do
    { read -r stat < "$process/stat"; } 2> /dev/null || continue
    # After the name: state, parent, process group, session.
    read -r _ _ _ its _ <<< "${stat##*) }"
    [ "$its" = $session ] && kill -KILL "${process#/proc/}"
done
exit $status
"#;

/// A directory that goes with its test.
pub struct Workspace(tempfile::TempDir);

impl Workspace {
    pub fn new() -> Self {
        Self(
            tempfile::Builder::new()
                .prefix("certwright-peers-")
                .tempdir()
                .expect("a temporary directory"),
        )
    }

    pub fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn write(&self, name: impl AsRef<Path>, contents: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, contents).unwrap();
        path
    }

    /// A peer's command, run here, with a home of its own and nothing of the caller's configuration.
    pub fn command(&self, program: impl AsRef<Path>) -> Command {
        let mut command = Command::new("bash");
        command
            .args(["-c", BOUNDED, "bash", &PATIENCE.as_secs().to_string()])
            .arg(program.as_ref());
        command
            .current_dir(self.0.path())
            .env("HOME", self.0.path())
            .env("ETCDCTL_API", "3");
        for name in [
            "http_proxy",
            "https_proxy",
            "all_proxy",
            "HTTP_PROXY",
            "HTTPS_PROXY",
            "ALL_PROXY",
        ] {
            command.env_remove(name);
        }
        for name in [
            "KUBECONFIG",
            "OPENSSL_CONF",
            "SSL_CERT_FILE",
            "SSL_CERT_DIR",
            "CURL_CA_BUNDLE",
        ] {
            command.env_remove(name);
        }
        command.stdin(Stdio::null());
        command
    }

    /// Runs a peer's command line, split at spaces, and gives what it wrote.
    pub fn run(&self, line: &str) -> Outcome {
        let mut words = line.split_whitespace();
        let program = words.next().unwrap();
        self.outcome(line, self.command(program).args(words))
    }

    /// Runs a command that was made by [`Self::command`].
    pub fn outcome(&self, line: &str, command: &mut Command) -> Outcome {
        let output = command.output().unwrap_or_else(|e| panic!("{line}: {e}"));
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let Output {
            status,
            stdout,
            stderr,
        } = output;
        if status.code() == Some(127) {
            panic!("{line}: the peer is not installed");
        }
        Outcome {
            line: line.into(),
            code: status.code(),
            out: text(&stdout),
            err: text(&stderr),
        }
    }

    /// Runs certwright itself.
    pub fn certwright(&self, line: &str) -> Outcome {
        let line = format!("{} {line}", binary());
        self.run(&line)
    }

    /// Starts a server that lives until the value is dropped, or this thread ends.
    pub fn serve(&self, name: &str, command: &str) -> Server {
        let log = self.path(format!("{name}.log"));
        let file = File::create(&log).unwrap();
        let mut words = command.split_whitespace();
        let child = Command::new("setpriv")
            .args(["--pdeathsig", "KILL"])
            .args(&mut words)
            .current_dir(self.0.path())
            .env("HOME", self.0.path())
            .stdin(Stdio::null())
            .stdout(file.try_clone().unwrap())
            .stderr(file)
            .spawn()
            .unwrap_or_else(|e| panic!("{command}: {e}"));
        Server {
            name: name.into(),
            child,
            log,
        }
    }
}

/// The certwright to test: the one that cargo built beside this test, or another that `CERTWRIGHT` names, such as an
/// optimised one.
pub fn binary() -> String {
    std::env::var("CERTWRIGHT").unwrap_or_else(|_| env!("CARGO_BIN_EXE_certwright").into())
}

/// What a command did.
pub struct Outcome {
    line: String,
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Outcome {
    /// Its standard output, once it is sure that it succeeded.
    #[track_caller]
    pub fn ok(self) -> String {
        assert_eq!(self.code, Some(0), "{}", self.story());
        self.out
    }

    /// Everything it wrote, once it is sure that it failed (and was not merely cut short).
    #[track_caller]
    pub fn refused(self) -> String {
        assert!(
            !matches!(self.code, None | Some(0 | 124 | 137)),
            "{}",
            self.story()
        );
        self.out + &self.err
    }

    pub fn story(&self) -> String {
        format!(
            "{}\nexit status {:?}\n--- output\n{}\n--- errors\n{}",
            self.line, self.code, self.out, self.err
        )
    }
}

/// A server in the background.
pub struct Server {
    name: String,
    child: Child,
    log: PathBuf,
}

impl Server {
    pub fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// Waits until the server accepts connections.
    #[track_caller]
    pub fn listening_on(mut self, address: impl Into<SocketAddr>) -> Self {
        let address = address.into();
        let began = Instant::now();
        while TcpStream::connect_timeout(&address, Duration::from_secs(1)).is_err() {
            let ended = self.child.try_wait().unwrap();
            if ended.is_some() || began.elapsed() > PATIENCE {
                panic!(
                    "{} does not listen on {address} ({ended:?}):\n{}",
                    self.name,
                    self.log()
                );
            }
            thread::sleep(Duration::from_millis(20));
        }
        self
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        if thread::panicking() {
            let mut last = String::new();
            for line in self
                .log()
                .lines()
                .rev()
                .take(15)
                .collect::<Vec<_>>()
                .iter()
                .rev()
            {
                let _ = writeln!(last, "  {line}");
            }
            eprintln!("the last lines of {}:\n{last}", self.name);
        }
    }
}

/// Asks until the answer is yes.
#[track_caller]
pub fn eventually(what: &str, mut question: impl FnMut() -> bool) {
    let began = Instant::now();
    while !question() {
        assert!(began.elapsed() < PATIENCE, "in vain: {what}");
        thread::sleep(Duration::from_millis(100));
    }
}

/// A loopback address that no other test, and no other run on this machine, is likely to use: well-known ports such as
/// 6443 are free on it.
pub fn loopback() -> Ipv4Addr {
    static NEXT: AtomicU8 = AtomicU8::new(1);
    let process = std::process::id();
    let [a, b] = [100 + (process / 250) % 100, process % 250];
    Ipv4Addr::new(127, a as u8, b as u8, NEXT.fetch_add(1, Ordering::Relaxed))
}

/// A port that is free, and stays so until a server takes it, for one that listens on every address and so cannot have an address
/// of its own ([`loopback`]): it is below those that the system gives to connections, and given once.
pub fn free_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let range = fs::read_to_string("/proc/sys/net/ipv4/ip_local_port_range").unwrap();
    let end: u16 = range.split_whitespace().next().unwrap().parse().unwrap();
    let begin = 10_000;
    assert!(begin < end, "the system gives ports from {end} on");
    // Another run on this machine begins elsewhere.
    let first = u64::from(std::process::id()) * 101;
    for _ in begin..end {
        let next = first + u64::from(NEXT.fetch_add(1, Ordering::Relaxed));
        let port = begin + u16::try_from(next % u64::from(end - begin)).unwrap();
        if TcpListener::bind((Ipv4Addr::UNSPECIFIED, port)).is_ok() {
            return port;
        }
    }
    panic!("no port is free");
}
