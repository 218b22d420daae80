//! `s_server`: one connection after the other, as OpenSSL does. What a client does, or does not, ends its own connection alone.

use std::io::{self, Write as _};
use std::net::{Ipv6Addr, SocketAddr, TcpListener, TcpStream, ToSocketAddrs as _};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustls::server::NoServerSessionStorage;
use rustls::{Connection, ServerConfig, ServerConnection};

use super::client::{port, with_crlf, write};
use super::page::{self, Page};
use super::party::{Party, Seen};
use super::wire::{Event, Events, Failure, Wire, feed, is_close, plaintext};
use super::{IDENTITY, PROTOCOL, Parameters, failed, identity, ignores_end, report};
use crate::args::Args;
use crate::error::{CliError, excerpt, reason};
use crate::nameopt::NameOptions;
use crate::options::{
    Command, Item, PROVIDER, RANDOM, TRUSTED_STORES, Value, flag, infile, option, text as texts,
};
use crate::text::Text;
use crate::verify::{self, Judge, Side};
use crate::{io as files, limits, load, rng};
use certwright::x509::CertificateRef;
use certwright::x509::ocsp::Response;

/// `s_server`.
pub const COMMAND: Command = Command {
    name: "s_server",
    summary: "Serve TLS, to try clients with",
    operands: "",
    max_operands: 0,
    openssl: true,
    options: &[
        Item::Section("Network"),
        texts(
            "accept",
            "Where to listen: [host:]port; default *:4433, all addresses",
        ),
        option("port", Value::PosInt, "The port to listen on"),
        flag("4", "Use IPv4 only"),
        flag("6", "Use IPv6 only"),
        option("naccept", Value::PosInt, "End after so many connections"),
        Item::Section("Identity"),
        infile("cert", "Server certificate file to use; default server.pem"),
        Item::Group(IDENTITY),
        Item::Group(TRUSTED_STORES),
        option(
            "verify",
            Value::Int,
            "Ask clients for a certificate, verified to this depth",
        ),
        option(
            "Verify",
            Value::Int,
            "The same, and refuse clients that have none",
        ),
        flag("no_ca_names", "Do not send clients the names of -CAfile"),
        infile("status_file", "An OCSP response (DER) to staple"),
        Item::Section("Input and output"),
        flag("www", "Answer GET with a page about the connection"),
        flag("WWW", "Answer GET with a file of this directory"),
        flag(
            "HTTP",
            "The same, where files have the HTTP header themselves",
        ),
        flag("rev", "Send back each line reversed"),
        flag("brief", "Only a summary of each connection"),
        flag("quiet", "No output but the clients'; implies -ign_eof"),
        flag("ign_eof", "Go on after the end of the input"),
        flag("no_ign_eof", "End with the input (default)"),
        flag("crlf", "Send the ends of lines as CR and LF"),
        flag(
            "ignore_unexpected_eof",
            "An end without TLS's own is no error",
        ),
        texts("context", "Accepted: no sessions are resumed"),
        option(
            "num_tickets",
            Value::Int,
            "Accepted: no sessions are resumed, and no tickets sent",
        ),
        flag("no_cache", "Accepted: no sessions are resumed"),
        flag("ext_cache", "Accepted: no sessions are resumed"),
        flag("no_resume_ephemeral", "Accepted: no sessions are resumed"),
        flag("anti_replay", "Accepted: there is no early data"),
        flag("no_anti_replay", "Accepted: there is no early data"),
        flag("no_dhe", "Accepted: there are no suites with finite fields"),
        infile(
            "dhparam",
            "Accepted: there are no suites with finite fields",
        ),
        flag(
            "http_server_binmode",
            "Accepted: files are sent as they are",
        ),
        flag("sendfile", "Accepted for OpenSSL's sake, without effect"),
        Item::Group(PROTOCOL),
        Item::Group(verify::VALIDATION),
        Item::Group(RANDOM),
        Item::Group(PROVIDER),
    ],
    run,
};

/// How long a client may take for its request, and for each write to be read.
pub(super) const CLIENT_TIME: Duration = Duration::from_secs(30);

/// Where the server listens: the host, if one is named, and the port.
fn place(args: &Args) -> Result<(Option<String>, u16), CliError> {
    // The last of the two counts.
    let mut given = args.occurrences().iter().rev();
    let given = given.find(|it| it.name == "accept" || it.name == "port");
    let Some(given) = given else {
        return Ok((None, 4433));
    };
    let text = given.value.as_deref().unwrap_or_default().to_string_lossy();
    let option = format!("-{}", given.name);
    let (host, number) = text.rsplit_once(':').unwrap_or(("*", &text));
    let host = match host {
        "" | "*" => None,
        host => Some(
            host.trim_start_matches('[')
                .trim_end_matches(']')
                .to_owned(),
        ),
    };
    Ok((host, port(number, &option)?))
}

fn listen(args: &Args) -> Result<TcpListener, CliError> {
    let (host, port) = place(args)?;
    let cannot =
        |e: &io::Error| CliError::new(format!("cannot listen on port {port}: {}", reason(e)));
    let addresses: Vec<SocketAddr> = match &host {
        // As OpenSSL: the IPv6 wildcard takes IPv4 too, where there is IPv6.
        None => vec![
            (Ipv6Addr::UNSPECIFIED, port).into(),
            (std::net::Ipv4Addr::UNSPECIFIED, port).into(),
        ],
        Some(host) => {
            let found = (&**host, port).to_socket_addrs();
            found.map_err(|e| cannot(&e))?.collect()
        }
    };
    let mut last = None;
    for address in addresses {
        if args.has("4") && !address.is_ipv4() || args.has("6") && !address.is_ipv6() {
            continue;
        }
        match TcpListener::bind(address) {
            Ok(listener) => return Ok(listener),
            Err(e) => last = Some(e),
        }
    }
    Err(cannot(&last.unwrap_or_else(|| {
        io::Error::new(io::ErrorKind::AddrNotAvailable, "no address of this family")
    })))
}

/// How the server serves.
pub(super) struct Server<'a> {
    args: &'a Args,
    pub(super) parameters: Parameters,
    pub(super) party: Arc<Party>,
    config: Arc<ServerConfig>,
    pub(super) names: NameOptions,
    pub(super) quiet: bool,
    brief: bool,
    ignores_end: bool,
    crlf: bool,
    page: Option<Page>,
    reverses: bool,
    /// Connections since the start.
    pub(super) accepted: u64,
}

/// Whether the server goes on.
enum Next {
    Connection,
    End,
}

fn run(args: &Args) -> Result<ExitCode, CliError> {
    let parameters = Parameters::new(args)?;
    let names = NameOptions::parse(args.texts("nameopt"))
        .map_err(|word| CliError::usage(format!("unknown -nameopt value {}", excerpt(&word))))?;
    let quiet = args.has("quiet") || args.has("brief");
    let mut judge = Judge::new(args, Side::Client, names.clone())?;
    judge.quiet |= args.has("brief");
    let asks = args.last_of(&["verify", "Verify"]);
    if let Some(name) = asks {
        let depth = args.number(name).unwrap_or_default();
        judge.max_depth = usize::try_from(depth).ok();
        if !quiet {
            let more = match name {
                "Verify" => ", must return a certificate",
                _ => "",
            };
            eprintln!("verify depth is {depth}{more}");
        }
    }
    let own = identity(args, Some("server.pem"))?;
    let mut own = own.unwrap_or_else(|| unreachable!("there is one by default"));
    if let Some(path) = args.path("status_file") {
        let der = files::read_file(path, &limits::CERTIFICATES)?.to_vec();
        Response::from_der(der.clone())
            .map_err(|e| load::malformed("OCSP response", Some(path), &e))?;
        own.ocsp = Some(der);
    }
    let mut party = Party::new(judge, Some(own), "");
    if let Some(name) = asks {
        party = party.asking(name == "Verify", authorities(args)?);
    }
    let party = Arc::new(party);
    let config = configuration(args, &parameters, &party)?;
    let mut server = Server {
        args,
        parameters,
        party,
        config: Arc::new(config),
        names,
        quiet,
        brief: args.has("brief"),
        ignores_end: ignores_end(args),
        crlf: args.has("crlf"),
        page: Page::named(args),
        reverses: args.has("rev"),
        accepted: 0,
    };
    let listener = listen(args)?;
    if !quiet {
        let address = listener
            .local_addr()
            .map_err(|e| failed("the address", &reason(&e)))?;
        // By which scripts know that it listens, and where under port 0.
        files::print(&match place(args)?.1 {
            0 => format!("ACCEPT {address}\n").into_bytes(),
            _ => b"ACCEPT\n".to_vec(),
        })?;
    }
    server.serve(&listener)?;
    rng::write_rand(args)?;
    Ok(ExitCode::SUCCESS)
}

/// The names that clients are given: those of `-CAfile`.
fn authorities(args: &Args) -> Result<Vec<Vec<u8>>, CliError> {
    let Some(path) = args.path("CAfile").filter(|_| !args.has("no_ca_names")) else {
        return Ok(Vec::new());
    };
    let mut names = Vec::new();
    for der in load::certificates(Some(path))? {
        let Ok(certificate) = CertificateRef::from_der(&der) else {
            continue;
        };
        let name = certificate.subject.raw().to_vec();
        if !names.contains(&name) {
            names.push(name);
        }
    }
    Ok(names)
}

fn configuration(
    args: &Args,
    parameters: &Parameters,
    party: &Arc<Party>,
) -> Result<ServerConfig, CliError> {
    let builder = ServerConfig::builder_with_provider(Arc::clone(&parameters.provider))
        .with_protocol_versions(&parameters.versions)
        .map_err(|e| failed("TLS", &e))?;
    let builder = match party.asks() {
        true => builder.with_client_cert_verifier(Arc::clone(party) as _),
        false => builder.with_no_client_auth(),
    };
    let mut config = builder.with_cert_resolver(Arc::clone(party) as _);
    config.session_storage = Arc::new(NoServerSessionStorage {});
    config.send_tls13_tickets = 0;
    config.alpn_protocols.clone_from(&parameters.alpn);
    config.ignore_client_order = args.has("serverpref");
    Ok(config)
}

impl Server<'_> {
    fn serve(&mut self, listener: &TcpListener) -> Result<(), CliError> {
        let events = Events::new();
        let is_terminal = self.page.is_none() && !self.reverses;
        if is_terminal {
            events
                .listen_to_user()
                .map_err(|e| failed("the standard input", &reason(&e)))?;
        }
        let mut left = self.args.number("naccept");
        while left != Some(0) {
            let stream = match listener.accept() {
                Ok((stream, _)) => stream,
                Err(e) if is_passing(&e) => continue,
                Err(e) => return Err(failed("cannot accept connections", &reason(&e))),
            };
            self.accepted += 1;
            match self.connection(stream, &events) {
                Ok(Next::Connection) => {}
                Ok(Next::End) => break,
                // Nobody reads the output any more.
                Err(Trouble::Own(e)) => return Err(e),
                Err(Trouble::Client(line)) => eprintln!("s_server: {line}"),
            }
            left = left.map(|left| left - 1);
        }
        Ok(())
    }

    fn connection(&self, stream: TcpStream, events: &Events) -> Result<Next, Trouble> {
        let mut wire = Wire::new(stream)?;
        wire.set_write_timeout(Some(CLIENT_TIME))?;
        let tls = ServerConnection::new(Arc::clone(&self.config));
        let mut tls = tls.map_err(|e| Trouble::Own(failed("TLS", &e)))?.into();
        let shaken = wire.handshake(&mut tls);
        let seen = self.party.take();
        if let Err(e) = shaken {
            if !self.quiet {
                eprintln!("ERROR");
            }
            let cut = matches!(e, Failure::Closed) && wire.read == 0;
            // One that connects and goes is a port scan or a health check.
            return match cut {
                true => Ok(Next::Connection),
                false => Err(Trouble::Client(e.to_string())),
            };
        }
        if let Some(page) = &self.page {
            page::answer(self, *page, &mut tls, &mut wire, &seen)?;
        } else if self.reverses {
            self.reverse(&mut tls, &mut wire, &seen)?;
        } else {
            return self.converse(&mut tls, &mut wire, &seen, events);
        }
        wire.close(&mut tls);
        Ok(Next::Connection)
    }

    fn introduce(&self, tls: &Connection, seen: &Seen) -> Result<(), Trouble> {
        if self.brief || self.reverses {
            if self.reverses {
                eprintln!("CONNECTION ESTABLISHED");
            }
            let lines = report::brief(tls, seen, &self.names, false);
            let _ = io::stderr().lock().write_all(&lines);
        } else if !self.quiet {
            let parameters = &self.parameters;
            files::print(&report::of_client(
                tls,
                seen,
                &self.names,
                &parameters.suites,
                &self.party.schemes(),
                &parameters.groups,
            ))
            .map_err(Trouble::Own)?;
        }
        Ok(())
    }

    /// Passes on what is typed and what comes, until one of the two ends.
    fn converse(
        &self,
        tls: &mut Connection,
        wire: &mut Wire,
        seen: &Seen,
        events: &Events,
    ) -> Result<Next, Trouble> {
        self.introduce(tls, seen)?;
        events.listen_to_peer(self.accepted, wire.reader()?)?;
        let mut next = Next::Connection;
        loop {
            let text = plaintext(tls);
            if !text.is_empty() {
                files::print(&text).map_err(Trouble::Own)?;
            }
            wire.send(tls)?;
            if !tls.wants_read() {
                if !self.quiet {
                    files::print(b"DONE\nshutting down SSL\nCONNECTION CLOSED\n")
                        .map_err(Trouble::Own)?;
                }
                break;
            }
            match events.next() {
                Some(Event::User(line)) => {
                    let commands = !self.quiet && !self.ignores_end;
                    let (ends, first) = (line.is_empty(), line.first());
                    if commands && (ends || first == Some(&b'Q')) {
                        files::print(b"DONE\n").map_err(Trouble::Own)?;
                        next = Next::End;
                        break;
                    }
                    if commands && first == Some(&b'q') {
                        files::print(b"DONE\n").map_err(Trouble::Own)?;
                        break;
                    }
                    if commands && matches!(first, Some(b'K' | b'k')) {
                        tls.refresh_traffic_keys()
                            .map_err(|e| Trouble::Client(e.to_string()))?;
                        continue;
                    }
                    write(tls, wire, &with_crlf(line, self.crlf))?;
                }
                // Of a connection before this one.
                Some(Event::Peer(number, _)) if number != self.accepted => {}
                Some(Event::Peer(_, Ok(bytes))) if bytes.is_empty() => {
                    if !self.args.has("ignore_unexpected_eof") {
                        return Err(Failure::Closed.into());
                    }
                    break;
                }
                Some(Event::Peer(_, Ok(bytes))) => {
                    let fed = feed(tls, &bytes);
                    if fed.is_err() {
                        let _ = wire.send(tls);
                    }
                    fed?;
                }
                Some(Event::Peer(_, Err(e))) => return Err(e.into()),
                None => break,
            }
        }
        wire.close(tls);
        Ok(next)
    }

    /// `-rev`.
    fn reverse(&self, tls: &mut Connection, wire: &mut Wire, seen: &Seen) -> Result<(), Trouble> {
        self.introduce(tls, seen)?;
        let mut lines = Lines::default();
        loop {
            // Each line has its time.
            let end = Instant::now() + CLIENT_TIME;
            let Some(mut line) = lines.next(tls, wire, end)? else {
                break;
            };
            while matches!(line.last(), Some(b'\n' | b'\r')) {
                line.pop();
            }
            if !self.ignores_end && line == b"CLOSE" {
                eprintln!("CONNECTION CLOSED");
                return Ok(());
            }
            line.reverse();
            line.push(b'\n');
            write(tls, wire, &line)?;
        }
        eprintln!("CONNECTION CLOSED");
        Ok(())
    }
}

/// Errors of `accept` that the next one does not have: the peer has gone, or there are no descriptors for the moment.
fn is_passing(e: &io::Error) -> bool {
    matches!(
        e.kind(),
        io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
            | io::ErrorKind::Interrupted
    )
}

/// What ends a connection.
pub(super) enum Trouble {
    /// It, and the server with it.
    Own(CliError),
    /// It alone.
    Client(String),
}

impl From<io::Error> for Trouble {
    fn from(e: io::Error) -> Self {
        Failure::from(e).into()
    }
}

impl From<Failure> for Trouble {
    fn from(e: Failure) -> Self {
        Self::Client(match e {
            Failure::TooSlow => format!(
                "the client sent nothing for {} seconds",
                CLIENT_TIME.as_secs()
            ),
            e => e.to_string(),
        })
    }
}

/// The lines of a client.
#[derive(Default)]
pub(super) struct Lines {
    waiting: Vec<u8>,
}

impl Lines {
    /// The maximum of a line; a longer one comes in parts.
    pub(super) const MAX: usize = 16 << 10;

    /// The first line of what is waiting, if it is complete.
    fn cut(&mut self) -> Option<Vec<u8>> {
        let line = self.waiting.iter().position(|&byte| byte == b'\n');
        let cut = (self.waiting.len() >= Self::MAX).then_some(Self::MAX - 1);
        let at = line.filter(|&at| at < Self::MAX).or(cut)?;
        let rest = self.waiting.split_off(at + 1);
        Some(std::mem::replace(&mut self.waiting, rest))
    }

    /// The lines that are complete once these bytes have come.
    pub(super) fn after(&mut self, bytes: &[u8]) -> Vec<Vec<u8>> {
        self.waiting.extend_from_slice(bytes);
        std::iter::from_fn(|| self.cut()).collect()
    }

    /// The next line with its end; the last one may have none.
    pub(super) fn next(
        &mut self,
        tls: &mut Connection,
        wire: &mut Wire,
        end: Instant,
    ) -> Result<Option<Vec<u8>>, Trouble> {
        loop {
            let text = plaintext(tls);
            self.waiting.extend_from_slice(&text);
            if let Some(line) = self.cut() {
                return Ok(Some(line));
            }
            if !tls.wants_read() {
                let rest = std::mem::take(&mut self.waiting);
                return Ok(Some(rest).filter(|rest| !rest.is_empty()));
            }
            wire.send(tls)?;
            let mut chunk = [0; 4096];
            match wire.read_before(end, &mut chunk)? {
                0 => return Ok(None),
                n => match feed(tls, &chunk[..n]) {
                    Err(Failure::Tls(e)) if is_close(&e) => return Ok(None),
                    fed => fed?,
                },
            }
        }
    }
}

/// Of a page: what a client offered, and the client's own certificate.
pub(super) fn offered(server: &Server<'_>, out: &mut Text, seen: &Seen) {
    let parameters = &server.parameters;
    report::offered(
        out,
        seen,
        &parameters.suites,
        &server.party.schemes(),
        &parameters.groups,
    );
}
