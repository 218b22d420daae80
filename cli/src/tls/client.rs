//! `s_client`: connects, shakes hands, reports, and passes on what is typed and what comes.

use std::io;
use std::net::{TcpStream, ToSocketAddrs as _};
use std::process::ExitCode;
use std::sync::Arc;

use rustls::client::Resumption;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, Connection, HandshakeKind, SignatureScheme};
use zeroize::Zeroizing;

use super::party::{Party, Seen};
use super::report::{self, Report};
use super::wire::{Event, Events, Failure, HANDSHAKE_TIME, Wire, feed, plaintext};
use super::{IDENTITY, PROTOCOL, Parameters, failed, identity, ignores_end, starttls};
use crate::args::Args;
use crate::error::{CliError, excerpt, reason};
use crate::nameopt::NameOptions;
use crate::options::{
    Command, Item, PROVIDER, RANDOM, TRUSTED_STORES, Value, flag, infile, option, text as texts,
};
use crate::verify::{self, Judge, Side};
use crate::{pass, rng};

/// `s_client`.
pub const COMMAND: Command = Command {
    name: "s_client",
    summary: "Connect to a TLS server and show its certificates",
    operands: " [host:port]",
    max_operands: 1,
    openssl: true,
    options: &[
        Item::Section("Network"),
        texts(
            "connect",
            "Where to connect: host:port; default localhost:4433",
        ),
        texts("host", "The host to connect to"),
        texts("port", "The port to connect to"),
        texts(
            "proxy",
            "host:port of an HTTP proxy, which is asked to CONNECT",
        ),
        texts("proxy_user", "The user as whom the proxy is asked"),
        texts("proxy_pass", "The user's pass phrase source"),
        flag("4", "Use IPv4 only"),
        flag("6", "Use IPv6 only"),
        texts(
            "starttls",
            "TLS is begun by smtp, lmtp, pop3, imap, ftp, nntp, sieve, xmpp, xmpp-server, telnet, irc, mysql, postgres or ldap",
        ),
        texts(
            "name",
            "Of -starttls smtp and lmtp: the client's name (default mail.example.com); of xmpp: the server's (default the host)",
        ),
        texts("xmpphost", "The same as -name"),
        texts(
            "servername",
            "The server name to send (SNI); default: the host, if it is a name of several labels",
        ),
        flag("noservername", "Send no server name"),
        Item::Section("Identity"),
        infile("cert", "Client certificate file to use"),
        Item::Group(IDENTITY),
        Item::Group(TRUSTED_STORES),
        option(
            "verify",
            Value::Int,
            "Verify to this depth, which is always done; a deeper error ends the connection",
        ),
        Item::Section("Input and output"),
        flag("showcerts", "Show all certificates that the server sent"),
        flag("brief", "Only a summary of the connection"),
        flag("quiet", "No report; implies -ign_eof"),
        flag("prexit", "Print the report again at the end"),
        flag(
            "reconnect",
            "Connect five times more, with the session of the connection before",
        ),
        flag("ign_eof", "Go on after the end of the input"),
        flag("no_ign_eof", "End with the input (default)"),
        flag("nocommands", "No line is a command (Q, K)"),
        flag("crlf", "Send the ends of lines as CR and LF"),
        flag(
            "ignore_unexpected_eof",
            "An end without TLS's own is no error",
        ),
        flag("status", "Print the OCSP response that the server staples"),
        flag("noct", "Accepted: no SCTs are asked for"),
        Item::Group(PROTOCOL),
        Item::Group(verify::VALIDATION),
        Item::Group(RANDOM),
        Item::Group(PROVIDER),
        Item::Section("Parameters:"),
        Item::Operand("host:port", "Where to connect; same as -connect"),
    ],
    run,
};

/// Services by their names, for those that stand in scripts.
const SERVICES: &[(&str, u16)] = &[
    ("ftp", 21),
    ("ftps", 990),
    ("http", 80),
    ("https", 443),
    ("imap", 143),
    ("imaps", 993),
    ("ldap", 389),
    ("ldaps", 636),
    ("nntp", 119),
    ("nntps", 563),
    ("pop3", 110),
    ("pop3s", 995),
    ("postgresql", 5432),
    ("smtp", 25),
    ("smtps", 465),
    ("submission", 587),
    ("submissions", 465),
];

/// The port of a number or a service's name.
pub(super) fn port(text: &str, option: &str) -> Result<u16, CliError> {
    let service = SERVICES.iter().find(|(name, _)| *name == text);
    let number = || {
        text.parse()
            .ok()
            .filter(|_| text.bytes().all(|b| b.is_ascii_digit()))
    };
    service
        .map(|(_, port)| *port)
        .or_else(number)
        .ok_or_else(|| CliError::usage(format!("{option}: \"{}\" is not a port", excerpt(text))))
}

/// Host and port of `host:port`, `[address]:port`, a host alone, or an IPv6 address alone.
pub(super) fn host_and_port(text: &str, option: &str) -> Result<(String, Option<u16>), CliError> {
    let wrong = || {
        CliError::usage(format!(
            "{option} {}: it is host:port, or [address]:port",
            excerpt(text)
        ))
    };
    let (host, rest) = match text.strip_prefix('[') {
        Some(rest) => rest.split_once(']').ok_or_else(wrong)?,
        None if text.parse::<std::net::Ipv6Addr>().is_ok() => (text, ""),
        None => text.split_at(text.find(':').unwrap_or(text.len())),
    };
    let number = match rest {
        "" => None,
        rest => Some(port(rest.strip_prefix(':').ok_or_else(wrong)?, option)?),
    };
    if host.bytes().any(|b| !b.is_ascii_graphic()) {
        return Err(wrong());
    }
    Ok((host.to_owned(), number))
}

/// Where to connect.
struct Target {
    host: String,
    port: u16,
}

impl Target {
    fn new(args: &Args) -> Result<Self, CliError> {
        let operand = args.operands().next();
        let operand = operand.map(|it| it.to_string_lossy().into_owned());
        let connect = args.text("connect");
        let given = match (connect, &operand) {
            (Some(_), Some(_)) => {
                return Err(CliError::usage(
                    "-connect and an operand both say where to connect",
                ));
            }
            (Some(text), None) => Some((text, "-connect")),
            (None, operand) => operand.as_deref().map(|it| (it, "host:port")),
        };
        let (mut host, mut number) = match given {
            Some((text, option)) => host_and_port(text, option)?,
            None => (String::new(), None),
        };
        if let Some(text) = args.text("host") {
            (host, _) = host_and_port(text, "-host")?;
        }
        if let Some(text) = args.text("port") {
            number = Some(port(text, "-port")?);
        }
        if host.is_empty() {
            host = "localhost".into();
        }
        let port = number.unwrap_or(4433);
        Ok(Self { host, port })
    }

    /// The target of a CONNECT (RFC 9112 §3.2.3).
    fn authority(&self) -> String {
        match self.host.contains(':') {
            true => format!("[{}]:{}", self.host, self.port),
            false => format!("{}:{}", self.host, self.port),
        }
    }

    /// Connects to the first of the host's addresses that answers.
    fn connect(&self, args: &Args) -> Result<TcpStream, CliError> {
        let failed = |e: &io::Error| {
            CliError::new(format!(
                "connect:errno={}: {}: {}",
                e.raw_os_error().unwrap_or(0),
                self.authority(),
                reason(e)
            ))
        };
        let found = (&*self.host, self.port).to_socket_addrs();
        let mut last = None;
        for address in found.map_err(|e| failed(&e))? {
            if args.has("4") && !address.is_ipv4() || args.has("6") && !address.is_ipv6() {
                continue;
            }
            match TcpStream::connect_timeout(&address, HANDSHAKE_TIME) {
                Ok(stream) => return Ok(stream),
                Err(e) => last = Some(e),
            }
        }
        Err(failed(&last.unwrap_or_else(|| {
            io::Error::new(io::ErrorKind::AddrNotAvailable, "no address of this family")
        })))
    }
}

/// Whether OpenSSL sends this host as a server name of its own accord: a DNS name of several labels that is not an address.
fn is_sent(host: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
    };
    host.contains('.')
        && host.split('.').all(label)
        && !host.bytes().all(|b| b.is_ascii_digit() || b == b'.')
}

fn server_name(args: &Args, host: &str) -> Result<Option<ServerName<'static>>, CliError> {
    if args.has("noservername") {
        return match args.has("servername") {
            true => Err(CliError::usage(
                "Can't use -servername and -noservername together",
            )),
            false => Ok(None),
        };
    }
    sent_name(args.text("servername"), host)
}

/// The name that is sent: the one given, or the host where it is one to send.
pub(super) fn sent_name(
    given: Option<&str>,
    host: &str,
) -> Result<Option<ServerName<'static>>, CliError> {
    let Some(name) = given else {
        // One that has no form of a DNS name (its last label is digits, say) is not sent.
        let name = is_sent(host).then(|| ServerName::try_from(host.to_owned()).ok());
        return Ok(name.flatten());
    };
    match ServerName::try_from(name.to_owned()) {
        Ok(ServerName::IpAddress(_)) => Ok(None),
        Ok(name) => Ok(Some(name)),
        Err(_) => Err(CliError::usage(format!(
            "-servername {}: it is not a DNS name",
            excerpt(name)
        ))),
    }
}

/// How what is typed and what comes is dealt with.
struct Manner {
    quiet: bool,
    ignores_end: bool,
    commands: bool,
    crlf: bool,
    ignores_truncation: bool,
    brief: bool,
}

fn run(args: &Args) -> Result<ExitCode, CliError> {
    let parameters = Parameters::new(args)?;
    let names = NameOptions::parse(args.texts("nameopt"))
        .map_err(|word| CliError::usage(format!("unknown -nameopt value {}", excerpt(&word))))?;
    let target = Target::new(args)?;
    let name = server_name(args, &target.host)?;
    if let Some(protocol) = args.text("starttls") {
        starttls::check(protocol)?;
    }
    let called = args
        .last_of(&["name", "xmpphost"])
        .and_then(|name| args.text(name))
        .unwrap_or(match args.text("starttls") {
            Some("xmpp" | "xmpp-server") => &target.host,
            _ => "mail.example.com",
        });
    let is_of_name = |b: u8| b.is_ascii_graphic() && !b"'\"<>&".contains(&b);
    if !called.bytes().all(is_of_name) {
        return Err(CliError::usage(
            "-name: it is a host's name, in letters of ASCII",
        ));
    }
    let credentials = proxy_credentials(args)?;
    let brief = args.has("brief");
    let manner = Manner {
        quiet: args.has("quiet") || brief,
        ignores_end: ignores_end(args),
        commands: !args.has("nocommands"),
        crlf: args.has("crlf"),
        ignores_truncation: args.has("ignore_unexpected_eof"),
        brief,
    };
    let mut judge = Judge::new(args, Side::Server, names.clone())?;
    judge.quiet |= brief;
    if let Some(depth) = args.number("verify") {
        judge.max_depth = usize::try_from(depth).ok();
        if !manner.quiet {
            eprintln!("verify depth is {depth}");
        }
    }
    let own = identity(args, None)?;
    let foreword = match name {
        Some(_) => "",
        None => "Can't use SSL_get_servername\n",
    };
    let party = Arc::new(Party::new(judge, own, foreword));
    let reconnects = if args.has("reconnect") { RECONNECTS } else { 0 };
    let config = configuration(&parameters, &party, name.is_some(), reconnects > 0)?;
    let proxy = args.text("proxy").map(proxy).transpose()?;

    let print = |bytes: &[u8]| crate::io::print(bytes);
    let shown = Shown {
        names: &names,
        certificates: args.has("showcerts"),
        status: args.has("status"),
        schemes: party.schemes(),
    };
    let mut seen = Seen::default();
    let mut left = reconnects;
    // Connects as often as it is to, and goes on with the last connection.
    let (mut wire, mut tls, shaken) = loop {
        let stream = proxy.as_ref().unwrap_or(&target).connect(args)?;
        let mut wire = Wire::new(stream).map_err(|e| failed("the connection", &reason(&e)))?;
        if proxy.is_some() {
            let credentials = credentials.as_ref().map(|it| &it[..]);
            starttls::connect(wire.plain(), &target.authority(), credentials)?;
        }
        if !manner.quiet {
            print(b"CONNECTED(00000003)\n")?;
        }
        if let Some(protocol) = args.text("starttls") {
            starttls::start(wire.plain(), protocol, called)?;
        }
        let mut tls = connection(&config, name.clone())?;
        let shaken = wire.handshake(&mut tls);
        let shows = party.take();
        // A session that is resumed has the certificates, and the verdict, of the connection that it began with.
        match tls.handshake_kind() {
            Some(HandshakeKind::Resumed) => {
                eprint!("{foreword}");
                (seen.scheme, seen.asked) = (None, None);
            }
            _ => seen = shows,
        }
        if left == 0 || shaken.is_err() {
            break (wire, tls, shaken);
        }
        if brief {
            established(&tls, &seen, &names);
        }
        if !manner.quiet {
            let report = shown.report(&wire, &tls, &seen);
            print(&match left == reconnects {
                true => report.whole(),
                false => report.short(),
            })?;
            print(b"drop connection and then reconnect\n")?;
        }
        wire.close(&mut tls);
        left -= 1;
    };
    if let Err(e) = shaken {
        let line = CliError::new(e.to_string());
        if !manner.quiet {
            print(&shown.report(&wire, &tls, &seen).whole())?;
        }
        return Err(line);
    }
    if brief {
        established(&tls, &seen, &names);
    } else if !manner.quiet {
        print(&match reconnects {
            0 => shown.report(&wire, &tls, &seen).whole(),
            _ => shown.report(&wire, &tls, &seen).short(),
        })?;
    }
    let handshake = (wire.read, wire.written);
    let ended = converse(&mut tls, &mut wire, &manner);
    if args.has("prexit") {
        (wire.read, wire.written) = handshake;
        print(&shown.report(&wire, &tls, &seen).whole())?;
    }
    rng::write_rand(args)?;
    ended.map(|()| ExitCode::SUCCESS)
}

/// What a proxy asks of a user: the name, a colon and the password.
fn proxy_credentials(args: &Args) -> Result<Option<Zeroizing<Vec<u8>>>, CliError> {
    let password = pass::Sources::new().get(args.text("proxy_pass"))?;
    let Some(user) = args.text("proxy_user") else {
        return match password {
            None => Ok(None),
            Some(_) => Err(CliError::usage(
                "-proxy_user must be specified with -proxy_pass",
            )),
        };
    };
    if user.contains(':') {
        return Err(CliError::usage(
            "-proxy_user: a colon ends the name (RFC 7617 §2)",
        ));
    }
    let password = password.as_ref().map_or(&[][..], |it| &it[..]);
    let parts = [user.as_bytes(), b":", password];
    Ok(Some(Zeroizing::new(parts.concat())))
}

/// What reports show, of whichever connection they are.
struct Shown<'a> {
    names: &'a NameOptions,
    certificates: bool,
    status: bool,
    schemes: Vec<SignatureScheme>,
}

impl Shown<'_> {
    fn report<'r>(&'r self, wire: &'r Wire, tls: &'r Connection, seen: &'r Seen) -> Report<'r> {
        Report {
            tls,
            wire,
            seen,
            names: self.names,
            shows_certificates: self.certificates,
            status: self.status,
            schemes: &self.schemes,
        }
    }
}

/// How often `-reconnect` connects again.
const RECONNECTS: u32 = 5;

/// The proxy of `-proxy`.
fn proxy(text: &str) -> Result<Target, CliError> {
    let text = text.strip_prefix("http://").unwrap_or(text);
    let (host, port) = host_and_port(text.trim_end_matches('/'), "-proxy")?;
    let port = port.unwrap_or(80);
    Ok(Target { host, port })
}

/// `-brief`'s lines on a connection.
fn established(tls: &Connection, seen: &Seen, names: &NameOptions) {
    let lines = report::brief(tls, seen, names, true);
    eprint!(
        "CONNECTION ESTABLISHED\n{}",
        String::from_utf8_lossy(&lines)
    );
}

/// What every connection is made with. Sessions are kept in memory alone, and only if they are to be resumed.
fn configuration(
    parameters: &Parameters,
    party: &Arc<Party>,
    sends_name: bool,
    resumes: bool,
) -> Result<Arc<ClientConfig>, CliError> {
    let builder = ClientConfig::builder_with_provider(Arc::clone(&parameters.provider))
        .with_protocol_versions(&parameters.versions)
        .map_err(|e| failed("TLS", &e))?;
    let mut config = builder
        .dangerous()
        .with_custom_certificate_verifier(Arc::clone(party) as _)
        .with_client_cert_resolver(Arc::clone(party) as _);
    config.resumption = match resumes {
        true => Resumption::in_memory_sessions(1),
        false => Resumption::disabled(),
    };
    config.alpn_protocols.clone_from(&parameters.alpn);
    config.enable_sni = sends_name;
    Ok(Arc::new(config))
}

fn connection(
    config: &Arc<ClientConfig>,
    name: Option<ServerName<'static>>,
) -> Result<Connection, CliError> {
    // Without a name rustls still wants one, which it does not send.
    let name = name.unwrap_or_else(|| ServerName::IpAddress(std::net::Ipv4Addr::LOCALHOST.into()));
    let tls = ClientConnection::new(Arc::clone(config), name).map_err(|e| failed("TLS", &e))?;
    Ok(tls.into())
}

/// Passes on what is typed and what comes, until one of the two ends.
fn converse(tls: &mut Connection, wire: &mut Wire, manner: &Manner) -> Result<(), CliError> {
    let lost = |e: io::Error| match manner.brief {
        true => {
            eprintln!("CONNECTION CLOSED BY SERVER");
            CliError::silent(1)
        }
        false => CliError::new(format!(
            "read:errno={}: {}",
            e.raw_os_error().unwrap_or(0),
            reason(&e)
        )),
    };
    let events = Events::new();
    events.listen_to_user().map_err(lost)?;
    events
        .listen_to_peer(0, wire.reader().map_err(lost)?)
        .map_err(lost)?;
    loop {
        let text = plaintext(tls);
        if !text.is_empty() {
            crate::io::print(&text)?;
        }
        wire.send(tls).map_err(lost)?;
        if !tls.wants_read() {
            // The server said goodbye.
            if !manner.quiet {
                crate::io::print(b"closed\n")?;
            }
            break;
        }
        match events.next() {
            Some(Event::User(line)) => {
                let ends = line.is_empty() || manner.commands && line.first() == Some(&b'Q');
                if !manner.ignores_end && ends {
                    eprintln!("DONE");
                    break;
                }
                let key = matches!(line.first(), Some(b'K' | b'k'));
                if !manner.ignores_end && manner.commands && key {
                    eprintln!("KEYUPDATE");
                    tls.refresh_traffic_keys()
                        .map_err(|e| failed("the keys are not updated", &e))?;
                    continue;
                }
                write(tls, wire, &with_crlf(line, manner.crlf)).map_err(lost)?;
            }
            Some(Event::Peer(_, Ok(bytes))) if bytes.is_empty() => {
                if manner.ignores_truncation {
                    break;
                }
                return Err(CliError::new(Failure::Closed.to_string()));
            }
            Some(Event::Peer(_, Ok(bytes))) => {
                let fed = feed(tls, &bytes);
                if fed.is_err() {
                    let _ = wire.send(tls);
                }
                fed.map_err(|e| CliError::new(e.to_string()))?;
            }
            Some(Event::Peer(_, Err(e))) => return Err(lost(e)),
            None => break,
        }
    }
    wire.close(tls);
    Ok(())
}

/// `-crlf`.
pub(super) fn with_crlf(line: Vec<u8>, crlf: bool) -> Vec<u8> {
    if !crlf {
        return line;
    }
    let mut out = Vec::with_capacity(line.len() + 16);
    for byte in line {
        if byte == b'\n' {
            out.push(b'\r');
        }
        out.push(byte);
    }
    out
}

/// Sends a text of any length.
pub(super) fn write(tls: &mut Connection, wire: &mut Wire, mut text: &[u8]) -> io::Result<()> {
    use std::io::Write as _;
    while !text.is_empty() {
        let n = tls.writer().write(text)?;
        text = &text[n..];
        wire.send(tls)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_that_is_not_a_dns_name_is_connected_to_without_a_server_name() {
        for (host, is_sent) in [
            ("www.example.com", true),
            ("a_b.example", true),
            ("localhost", false),
            ("192.0.2.1", false),
            ("a.b.43", false),
            ("2001:db8::1", false),
        ] {
            let sent = sent_name(None, host).map(|name| name.is_some());
            assert_eq!(sent.ok(), Some(is_sent), "{host}");
        }
        assert!(sent_name(Some("a.b.43"), "localhost").is_err());
    }

    #[test]
    fn a_host_and_a_port_are_read_in_every_form() {
        let read = |text| host_and_port(text, "-connect").ok();
        let is = |host: &str, port| Some((host.to_owned(), port));
        assert_eq!(read("example.com:443"), is("example.com", Some(443)));
        assert_eq!(read("example.com:https"), is("example.com", Some(443)));
        assert_eq!(read("example.com"), is("example.com", None));
        assert_eq!(read("[::1]:443"), is("::1", Some(443)));
        assert_eq!(read("[::1]"), is("::1", None));
        assert_eq!(read("::1"), is("::1", None));
        assert_eq!(read(":443"), is("", Some(443)));
        for wrong in [
            "a:", "a:b", "a:+1", "a:65536", "[::1", "[::1]443", "a b:1", "a:1:2",
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_name_of_several_labels_is_sent() {
        for (host, sent) in [
            ("www.example.com", true),
            ("localhost", false),
            ("127.0.0.1", false),
            ("1.2.3.4.5", false),
            ("::1", false),
            ("a..b", false),
        ] {
            assert_eq!(is_sent(host), sent, "{host}");
        }
    }
}
