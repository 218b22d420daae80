//! A TCP connection under TLS: records during the handshake, one at a time and within limits; then whatever comes first, bytes of the
//! peer or of the user.

use std::fmt;
use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::{Duration, Instant};

use rustls::{AlertDescription, Connection, Error, InvalidMessage, PeerIncompatible};

use crate::error::reason;
use crate::errstr;

/// How long a handshake may take, and what stands before it (a proxy, STARTTLS).
pub(super) const HANDSHAKE_TIME: Duration = Duration::from_secs(30);

/// How many bytes of a peer a handshake may take: several times a message of the maximum size, which is 64 KiB.
const HANDSHAKE_BYTES: u64 = 256 << 10;

/// A record's header, and the maximum of what follows it (RFC 5246 §6.2.3).
const HEADER: usize = 5;
const MAX_RECORD: usize = (16 << 10) + 2048;

/// Bytes that are read at a time after the handshake.
const CHUNK: usize = 16 << 10;

/// Why a handshake, or a connection, failed.
#[derive(Debug)]
pub(super) enum Failure {
    Tls(Error),
    /// The peer's bytes are not TLS.
    NotTls,
    /// The peer closed the connection in the middle.
    Closed,
    Io(io::Error),
    TooSlow,
    TooLong,
}

impl From<io::Error> for Failure {
    fn from(e: io::Error) -> Self {
        match e.kind() {
            io::ErrorKind::UnexpectedEof => Self::Closed,
            io::ErrorKind::TimedOut => Self::TooSlow,
            _ => Self::Io(e),
        }
    }
}

/// The number of an error of OpenSSL's SSL library.
const fn ssl(reason: u64) -> u64 {
    20 << 23 | reason
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number =
            |f: &mut fmt::Formatter<'_>, reason: u64| f.write_str(&errstr::describe(ssl(reason)));
        match self {
            Self::NotTls => {
                number(f, 0x10b)?;
                f.write_str(": the peer does not speak TLS here")
            }
            Self::Closed => {
                number(f, 0x126)?;
                f.write_str(": the peer closed the connection")
            }
            Self::TooSlow => write!(
                f,
                "the handshake was not complete within {} seconds",
                HANDSHAKE_TIME.as_secs()
            ),
            Self::TooLong => write!(
                f,
                "the peer sent more than {} KiB for a handshake",
                HANDSHAKE_BYTES >> 10
            ),
            Self::Io(e) => f.write_str(&reason(e)),
            Self::Tls(Error::AlertReceived(alert)) => {
                let code = u8::from(*alert);
                number(f, 1000 + u64::from(code))?;
                write!(f, ":SSL alert number {code}")
            }
            Self::Tls(Error::InvalidCertificate(e)) => {
                number(f, 0x86)?;
                match e {
                    rustls::CertificateError::ApplicationVerificationFailure => Ok(()),
                    e => write!(f, ": {e}"),
                }
            }
            Self::Tls(Error::NoCertificatesPresented) => number(f, 0xc7),
            Self::Tls(Error::PeerIncompatible(PeerIncompatible::NoCipherSuitesInCommon)) => {
                number(f, 0xc1)
            }
            Self::Tls(Error::NoApplicationProtocol) => number(f, 0xeb),
            Self::Tls(Error::PeerIncompatible(e)) => {
                number(f, 0x102)?;
                write!(f, ": {e:?}")
            }
            Self::Tls(Error::InvalidMessage(InvalidMessage::HandshakePayloadTooLarge)) => {
                number(f, 0x98)
            }
            Self::Tls(e) => write!(f, "{e}"),
        }
    }
}

/// The connection and what went over it.
pub(super) struct Wire {
    stream: TcpStream,
    pub(super) read: u64,
    pub(super) written: u64,
    /// The ServerHello of TLS 1.2, as far as it matters to a report.
    pub(super) hello: Option<ServerHello>,
}

/// What stands in a ServerHello (RFC 5246 §7.4.1.3) and rustls does not report.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ServerHello {
    pub(super) session_id: Vec<u8>,
    /// renegotiation_info (RFC 5746).
    pub(super) secure_renegotiation: bool,
    /// extended_master_secret (RFC 7627).
    pub(super) extended_master_secret: bool,
}

impl ServerHello {
    /// From the first record of a server.
    pub(super) fn from_record(record: &[u8]) -> Option<Self> {
        let mut rest = record.strip_prefix(&[0x16])?.get(4..)?;
        let mut take = |n: usize| {
            let (taken, after) = rest.split_at_checked(n)?;
            rest = after;
            Some(taken)
        };
        // msg_type and length; server_version and random.
        if take(4)?.first() != Some(&2) {
            return None;
        }
        take(34)?;
        let length = usize::from(*take(1)?.first()?);
        let mut hello = Self {
            session_id: take(length)?.to_vec(),
            ..Self::default()
        };
        // cipher_suite and compression_method; then extensions, if there are any.
        take(3)?;
        let Some(&[high, low]) = take(2) else {
            return Some(hello);
        };
        let mut left = usize::from(u16::from_be_bytes([high, low]));
        while left >= 4 {
            let &[a, b, c, d] = take(4)? else { return None };
            let length = usize::from(u16::from_be_bytes([c, d]));
            take(length)?;
            left = left.checked_sub(4 + length)?;
            match u16::from_be_bytes([a, b]) {
                0xff01 => hello.secure_renegotiation = true,
                0x0017 => hello.extended_master_secret = true,
                _ => {}
            }
        }
        Some(hello)
    }
}

impl Wire {
    pub(super) fn new(stream: TcpStream) -> io::Result<Self> {
        // Small records are answered at once.
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            read: 0,
            written: 0,
            hello: None,
        })
    }

    /// How long one write may wait for the peer.
    pub(super) fn set_write_timeout(&self, time: Option<Duration>) -> io::Result<()> {
        self.stream.set_write_timeout(time)
    }

    /// Reads at least a byte before the time is up; 0 is the end.
    pub(super) fn read_before(&mut self, end: Instant, out: &mut [u8]) -> io::Result<usize> {
        read_before(&self.stream, end, out).inspect(|&n| self.read += n as u64)
    }

    /// What stands before TLS: no record of it is lost, since no more is read than a line at a time.
    pub(super) fn plain(&mut self) -> &mut TcpStream {
        &mut self.stream
    }

    fn fill(&mut self, end: Instant, mut out: &mut [u8]) -> io::Result<()> {
        while !out.is_empty() {
            match self.read_before(end, out)? {
                0 => return Err(io::ErrorKind::UnexpectedEof.into()),
                n => out = &mut out[n..],
            }
        }
        Ok(())
    }

    /// One record, so that what is counted is the handshake alone.
    fn record(&mut self, end: Instant) -> Result<Vec<u8>, Failure> {
        let mut record = vec![0; HEADER];
        self.fill(end, &mut record)?;
        let &[kind, major, _, high, low] = &record[..] else {
            unreachable!("a header is five bytes")
        };
        let length = usize::from(u16::from_be_bytes([high, low]));
        if !(20..=24).contains(&kind) || major != 3 || length > MAX_RECORD {
            return Err(Failure::NotTls);
        }
        record.resize(HEADER + length, 0);
        self.fill(end, &mut record[HEADER..])?;
        Ok(record)
    }

    /// Sends what TLS wants to send.
    pub(super) fn send(&mut self, tls: &mut Connection) -> io::Result<()> {
        while tls.wants_write() {
            self.written += tls.write_tls(&mut self.stream)? as u64;
        }
        self.stream.flush()
    }

    /// Shakes hands.
    pub(super) fn handshake(&mut self, tls: &mut Connection) -> Result<(), Failure> {
        let end = Instant::now() + HANDSHAKE_TIME;
        loop {
            self.send(tls)?;
            if !tls.is_handshaking() {
                return Ok(());
            }
            let record = self.record(end)?;
            if self.hello.is_none() {
                self.hello = ServerHello::from_record(&record);
            }
            let done = feed(tls, &record);
            if done.is_err() {
                // The alert, if the peer still listens.
                let _ = self.send(tls);
            }
            done?;
            if self.read > HANDSHAKE_BYTES {
                return Err(Failure::TooLong);
            }
        }
    }

    /// Says goodbye, if the peer still listens.
    pub(super) fn close(&mut self, tls: &mut Connection) {
        tls.send_close_notify();
        let _ = self.send(tls);
        let _ = self.stream.shutdown(std::net::Shutdown::Write);
    }

    /// The other direction of the connection, for a thread of its own.
    pub(super) fn reader(&self) -> io::Result<TcpStream> {
        let stream = self.stream.try_clone()?;
        stream.set_read_timeout(None)?;
        Ok(stream)
    }
}

/// Gives bytes of the peer to TLS.
pub(super) fn feed(tls: &mut Connection, mut bytes: &[u8]) -> Result<(), Failure> {
    while !bytes.is_empty() {
        if tls.read_tls(&mut bytes)? == 0 {
            break;
        }
        tls.process_new_packets().map_err(Failure::Tls)?;
    }
    Ok(())
}

/// What the peer has sent and is decrypted.
pub(super) fn plaintext(tls: &mut Connection) -> Vec<u8> {
    let (mut all, mut chunk) = (Vec::new(), [0; 4096]);
    loop {
        match tls.reader().read(&mut chunk) {
            Ok(n @ 1..) => all.extend_from_slice(&chunk[..n]),
            // Nothing more for now, or for ever, which the connection reports.
            Ok(0) | Err(_) => return all,
        }
    }
}

fn read_before(mut stream: &TcpStream, end: Instant, out: &mut [u8]) -> io::Result<usize> {
    loop {
        let left = end.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(io::ErrorKind::TimedOut.into());
        }
        stream.set_read_timeout(Some(left))?;
        match stream.read(out) {
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            // What a socket reports when its time is up depends on the system.
            Err(e) if e.kind() == io::ErrorKind::WouldBlock => {
                return Err(io::ErrorKind::TimedOut.into());
            }
            done => return done,
        }
    }
}

/// What comes first.
pub(super) enum Event {
    /// Bytes of the peer of a connection of this number; none are its end.
    Peer(u64, io::Result<Vec<u8>>),
    /// Bytes of the user; none are the end.
    User(Vec<u8>),
}

/// Waits for the peer and for the user at once.
pub(super) struct Events {
    sender: SyncSender<Event>,
    receiver: Receiver<Event>,
}

impl Events {
    /// How many chunks may wait.
    const WAITING: usize = 4;

    pub(super) fn new() -> Self {
        let (sender, receiver) = sync_channel(Self::WAITING);
        Self { sender, receiver }
    }

    /// The next one. Both sources may have ended, if the caller goes on.
    pub(super) fn next(&self) -> Option<Event> {
        self.receiver.recv().ok()
    }

    /// Reads standard input on a thread, which ends with the process.
    pub(super) fn listen_to_user(&self) -> io::Result<()> {
        let sender = self.sender.clone();
        std::thread::Builder::new().spawn(move || {
            let mut chunk = [0; CHUNK];
            loop {
                let n = match io::stdin().lock().read(&mut chunk) {
                    Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
                    done => done.unwrap_or(0),
                };
                if sender.send(Event::User(chunk[..n].to_vec())).is_err() || n == 0 {
                    return;
                }
            }
        })?;
        Ok(())
    }

    /// Reads a connection on a thread, which ends with it.
    pub(super) fn listen_to_peer(&self, number: u64, mut stream: TcpStream) -> io::Result<()> {
        let sender = self.sender.clone();
        std::thread::Builder::new().spawn(move || {
            let mut chunk = [0; CHUNK];
            loop {
                let read = match stream.read(&mut chunk) {
                    Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
                    done => done.map(|n| chunk[..n].to_vec()),
                };
                let ended = read.as_ref().map_or(true, Vec::is_empty);
                if sender.send(Event::Peer(number, read)).is_err() || ended {
                    return;
                }
            }
        })?;
        Ok(())
    }
}

/// Whether the peer's last word was an alert that ends the connection as it should.
pub(super) fn is_close(error: &Error) -> bool {
    matches!(error, Error::AlertReceived(AlertDescription::CloseNotify))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_hello_is_read_whatever_is_cut_off_or_wrong_in_it() {
        let mut record = vec![0x16, 3, 3, 0, 60, 2, 0, 0, 56, 3, 3];
        record.extend([7; 32]);
        record.extend([2, 0xaa, 0xbb, 0xc0, 0x30, 0]);
        record.extend([0, 9, 0xff, 0x01, 0, 1, 0, 0, 0x17, 0, 0]);
        let expected = ServerHello {
            session_id: vec![0xaa, 0xbb],
            secure_renegotiation: true,
            extended_master_secret: true,
        };
        assert_eq!(ServerHello::from_record(&record), Some(expected));
        for end in 0..record.len() {
            let cut = ServerHello::from_record(&record[..end]);
            assert!(cut.is_none_or(|it| !it.extended_master_secret), "{end}");
            for value in [0, 1, 0xff] {
                let mut wrong = record.clone();
                wrong[end] = value;
                let _ = ServerHello::from_record(&wrong);
            }
        }
    }
}
