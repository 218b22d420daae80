//! `speed`: how many operations a second, in OpenSSL's table and in rows of certwright's own.

use std::process::ExitCode;
use std::time::{Duration, Instant};

use super::args::Args;
use super::error::{CliError, excerpt};
use super::io::{self, Access};
use super::options::{Command, Item, PROVIDER, Value, flag, option, outfile, text};
use super::rng;
use certwright::bignum::hazmat::{self as kernels, Kernel};
use certwright::rsa::batch::{self, Scheme, ToSign, ToVerify};
use certwright::rsa::{HashAlgorithm, PrivateKey, PublicKey, hazmat, pkcs1v15};
use certwright_oracle::process::{Orphans, Program};
use certwright_oracle::{
    Answer, Certwright, Implementation as _, Request, Scheme as Pkcs1, Sign, Text, Verify,
};

/// `speed`.
pub const COMMAND: Command = Command {
    name: "speed",
    summary: "Measure how many operations a second this machine does",
    operands: " [algorithm...]",
    max_operands: usize::MAX,
    openssl: true,
    options: &[
        Item::Section("General"),
        flag("mr", "Produce machine readable output"),
        text(
            "kernel",
            "Multiply with this kernel: portable, adx, avx2, avx512, avxifma or ifma; all: each beside the one chosen",
        ),
        text(
            "exec",
            "Measure a program that speaks the protocol of docs/oracle-protocol.md as well: what it offers of signing and verifying",
        ),
        text(
            "lib",
            "The same of a library, by certwright-peers of benches/peers: openssl, aws-lc, ring, graviola or rustcrypto",
        ),
        outfile(
            "table",
            "Write what -exec and -lib measure as tab-separated lines, from which benches/peers/plot.py draws",
        ),
        Item::Section("Timing"),
        flag(
            "elapsed",
            "Use wall-clock time instead of CPU time as divisor",
        ),
        option(
            "seconds",
            Value::PosInt,
            "Run benchmarks for specified amount of seconds",
        ),
        Item::Group(super::options::RANDOM),
        Item::Group(PROVIDER),
        Item::Operand(
            "algorithm",
            "rsa1024, rsa2048, rsa3072, rsa4096, rsa7680, rsa15360; rsa or none: up to rsa4096",
        ),
    ],
    run,
};

/// The sizes OpenSSL measures, without 512, in which no key is generated.
const SIZES: [usize; 6] = [1024, 2048, 3072, 4096, 7680, 15360];
/// Those that are measured unless named: a longer key takes minutes to find.
const USUAL: usize = 4;
/// Operations in a batch row.
const BATCH: usize = 32;
const HASH: HashAlgorithm = HashAlgorithm::Sha256;

/// Seconds for one operation of each kind.
struct Row {
    bits: usize,
    sign: f64,
    verify: f64,
    verify_fresh: f64,
    batch_sign: f64,
    batch_verify: f64,
    keygen: f64,
}

fn run(args: &Args) -> Result<ExitCode, CliError> {
    let sizes = sizes(args)?;
    let programs = programs(args)?;
    let all = args.text("kernel") == Some("all");
    if let Some(name) = args.text("kernel").filter(|_| !all) {
        let kernel: Kernel = name
            .parse()
            .map_err(|e| CliError::usage(format!("-kernel {}: {e}", excerpt(name))))?;
        kernels::force(kernel).map_err(|e| {
            CliError::new(format!(
                "-kernel {}: {e}; portable always runs",
                excerpt(name)
            ))
        })?;
    }
    let seconds = u64::try_from(args.number("seconds").unwrap_or(10))
        .unwrap_or(10)
        .max(1);
    let meter = Meter {
        wall: args.has("elapsed"),
        time: Duration::from_secs(seconds),
        quiet: args.has("mr"),
    };
    let mut rng = rng::system()?;
    if all {
        return compare_kernels(&sizes, &meter, &mut rng);
    }
    let mut rows = Vec::new();
    for &bits in &sizes {
        rows.push(measure(bits, &meter, &mut rng)?);
    }
    let table = if args.has("mr") {
        machine_readable(&rows)
    } else {
        table(&rows, args.as_openssl())
    };
    io::print(table.as_bytes())?;
    if !programs.is_empty() {
        let rates = rates(&programs, &sizes, &meter, &mut rng)?;
        io::print(rates_table(&rates, args.has("mr")).as_bytes())?;
        if let Some(path) = args.path("table") {
            io::write(Some(path), tab_separated(&rates).as_bytes(), Access::Public)?;
        }
    }
    rng::write_rand(args)?;
    Ok(ExitCode::SUCCESS)
}

/// What is measured by the protocol: a name, and the command. certwright's own, first, shows what the protocol costs.
fn programs(args: &Args) -> Result<Vec<(String, String)>, CliError> {
    let mut programs = Vec::new();
    if let Some(command) = args.text("exec") {
        // A program is named by the last part of its path.
        let (first, rest) = command.split_once(' ').unwrap_or((command, ""));
        let name = first.rsplit('/').next().unwrap_or(first);
        let name = name.trim_matches(['\'', '"']);
        programs.push((format!("{name} {rest}").trim_end().into(), command.into()));
    }
    if let Some(name) = args.text("lib") {
        let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
        if name.is_empty() || !name.bytes().all(plain) {
            return Err(CliError::usage("-lib takes the name of a library"));
        }
        programs.push((name.into(), format!("certwright-peers {name}")));
    }
    if programs.is_empty() {
        if args.has("table") {
            return Err(CliError::usage("-table is for what -exec or -lib measures"));
        }
        return Ok(programs);
    }
    let own = std::env::current_exe()
        .map_err(|e| CliError::new(format!("cannot find this program: {e}")))?;
    let quoted = own.display().to_string().replace('\'', "'\\''");
    programs.insert(
        0,
        ("certwright".into(), format!("'{quoted}' vectors serve")),
    );
    Ok(programs)
}

/// Operations a second of a program.
struct Rate {
    bits: usize,
    name: String,
    /// Of what the program does not offer there is none.
    sign: Option<f64>,
    verify: Option<f64>,
}

impl Rate {
    /// What is measured, with its name.
    fn each(&self) -> [(&'static str, Option<f64>); 2] {
        [("sign", self.sign), ("verify", self.verify)]
    }
}

fn rates(
    programs: &[(String, String)],
    sizes: &[usize],
    meter: &Meter,
    rng: &mut rng::Rng,
) -> Result<Vec<Rate>, CliError> {
    let _orphans = Orphans::adopt();
    // A program's processor time is not this one's.
    let meter = Meter {
        wall: true,
        time: meter.time,
        quiet: meter.quiet,
    };
    let mut rates = Vec::new();
    for &bits in sizes {
        let key =
            hazmat::generate(rng, bits).map_err(|e| CliError::new(format!("rsa{bits}: {e}")))?;
        for (name, command) in programs {
            let [sign, verify] =
                measure_program(command, &key, bits, &meter).map_err(|e| {
                    match command.starts_with("certwright-peers ") {
                        true => CliError::new(format!(
                            "{}; help: `cargo install --path benches/peers` installs certwright-peers, which links the libraries",
                            e.message()
                        )),
                        false => e,
                    }
                })?;
            rates.push(Rate {
                bits,
                name: name.clone(),
                sign: sign.map(f64::recip),
                verify: verify.map(f64::recip),
            });
        }
    }
    Ok(rates)
}

fn rates_table(rates: &[Rate], machine: bool) -> String {
    let mut out = String::new();
    if !machine {
        out += &format!(
            "{:40}{:>12}{:>12}\n",
            "by the protocol", "sign/s", "verify/s"
        );
    }
    for rate in rates {
        let (bits, name) = (rate.bits, excerpt(&rate.name));
        let [sign, verify] = rate
            .each()
            .map(|(_, rate)| rate.map_or("-".into(), |rate| format!("{rate:.1}")));
        out += &match machine {
            true => format!("+CP:{bits}:{sign}:{verify}:{name}\n"),
            false => {
                let name = format!("rsa {bits} bits, {name}");
                format!("{name:40}{sign:>12}{verify:>12}\n")
            }
        };
    }
    out
}

/// As `peers.tsv` of benches/peers begins.
fn tab_separated(rates: &[Rate]) -> String {
    let mut out = String::from("work\tpeer\tper_second\n");
    let mut works: Vec<(usize, &str)> = Vec::new();
    for rate in rates {
        for (what, _) in rate.each() {
            if !works.contains(&(rate.bits, what)) {
                works.push((rate.bits, what));
            }
        }
    }
    for (bits, what) in works {
        for rate in rates.iter().filter(|rate| rate.bits == bits) {
            let measured = rate.each().into_iter().find(|(it, _)| *it == what);
            let Some((_, Some(per_second))) = measured else {
                continue;
            };
            let name = rate.name.replace(['\t', '\n', '\r'], " ");
            out += &format!("RSA-{bits} {what}, by the protocol\t{name}\t{per_second:.1}\n");
        }
    }
    out
}

/// Seconds that a program takes for a signature and a verification, as far as it offers them.
fn measure_program(
    command: &str,
    key: &PrivateKey,
    bits: usize,
    meter: &Meter,
) -> Result<[Option<f64>; 2], CliError> {
    let wrong = |what: &str, answer: &Answer| {
        let command = excerpt(command);
        CliError::new(format!("rsa{bits}: {command} does not {what}: {answer}"))
    };
    let mut program = Program::new(command, Duration::from_secs(60));
    let text = Text::Message(b"speed".to_vec().into());
    let sign = Request::Sign(Sign {
        scheme: Pkcs1::pkcs1("sha256"),
        private_key: key.to_pkcs8_der().to_vec().into(),
        text: text.clone(),
    });
    let mut verify = Verify {
        scheme: Pkcs1::pkcs1("sha256"),
        public_key: key.public_key().to_spki_der().into(),
        text,
        signature: Vec::new().into(),
    };
    let signing = match program.answer(&sign) {
        Answer::Unsupported { .. } => None,
        _ => Some(
            meter.seconds("private", bits, 1, || match program.answer(&sign) {
                Answer::Value { value } => {
                    verify.signature = value;
                    Ok(())
                }
                answer => Err(wrong("sign", &answer)),
            })?,
        ),
    };
    if signing.is_none() {
        let Answer::Value { value } = Certwright::default().answer(&sign) else {
            unreachable!("certwright signs with a key that it made");
        };
        verify.signature = value;
    }
    let digest = HASH.digest(b"speed");
    pkcs1v15::verify_prehash(key.public_key(), HASH, digest.as_bytes(), &verify.signature)
        .map_err(|e| {
            CliError::new(format!(
                "rsa{bits}: the signature of {}: {e}",
                excerpt(command)
            ))
        })?;
    let verify = Request::Verify(verify);
    let verifying = match program.answer(&verify) {
        Answer::Unsupported { .. } => None,
        _ => Some(
            meter.seconds("public", bits, 1, || match program.answer(&verify) {
                Answer::Accepted => Ok(()),
                answer => Err(wrong("verify", &answer)),
            })?,
        ),
    };
    if signing.is_none() && verifying.is_none() {
        return Err(CliError::new(format!(
            "rsa{bits}: {} offers neither signatures of PKCS #1 v1.5 with SHA-256 nor their verification",
            excerpt(command)
        )));
    }
    Ok([signing, verifying])
}

/// The kernels that a comparison gives a line each, the chosen one first.
struct Compared {
    name: &'static str,
    /// Seconds for a signature, a verification, and one of each in a batch.
    seconds: [f64; 4],
}

/// What is compared, as the headings name it.
const COMPARED: [&str; 4] = ["sign", "verify", "batch sign", "batch verify"];
/// A kernel that is faster by less than this is not reported as faster: measurements scatter.
const NOTABLE: f64 = 1.05;

/// Every kernel that this CPU has beside the one chosen.
fn compare_kernels(
    sizes: &[usize],
    meter: &Meter,
    rng: &mut rng::Rng,
) -> Result<ExitCode, CliError> {
    let pinned = kernels::pinned();
    let mut out = String::new();
    for &bits in sizes {
        let failed = |e| CliError::new(format!("rsa{bits}: {e}"));
        let key = hazmat::generate(rng, bits).map_err(|e| failed(e.to_string()))?;
        let mut compared = Vec::new();
        let available = Kernel::ALL
            .iter()
            .copied()
            .filter(|kernel| kernel.is_available());
        for kernel in [None].into_iter().chain(available.map(Some)) {
            match kernel.or(pinned) {
                Some(kernel) => kernels::force(kernel).map_err(|e| failed(e.to_string()))?,
                None => kernels::unpin(),
            }
            compared.push(Compared {
                name: kernel.map_or("as chosen", Kernel::name),
                seconds: measure_key(&key, bits, meter, rng)?,
            });
        }
        match pinned {
            Some(kernel) => kernels::force(kernel).map_err(|e| failed(e.to_string()))?,
            None => kernels::unpin(),
        }
        out += &comparison(bits, &compared);
    }
    io::print(out.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

/// A table of operations a second, and a line for each column in which a kernel is faster than the chosen one.
fn comparison(bits: usize, compared: &[Compared]) -> String {
    let mut out = format!("rsa {bits} bits, operations/s\n{:10}", "");
    for heading in COMPARED {
        out += &format!("{heading:>14}");
    }
    out.push('\n');
    for kernel in compared {
        out += &format!("{:10}", kernel.name);
        for seconds in kernel.seconds {
            out += &format!("{:14.1}", 1.0 / seconds);
        }
        out.push('\n');
    }
    let Some((chosen, others)) = compared.split_first() else {
        return out;
    };
    for (i, what) in COMPARED.into_iter().enumerate() {
        let best = others
            .iter()
            .min_by(|a, b| a.seconds[i].total_cmp(&b.seconds[i]));
        if let Some(best) = best.filter(|best| best.seconds[i] * NOTABLE < chosen.seconds[i]) {
            out += &format!(
                "{what}: {} would have been {:.2} times as fast; CERTWRIGHT_KERNEL={} pins it\n",
                best.name,
                chosen.seconds[i] / best.seconds[i],
                best.name
            );
        }
    }
    out
}

fn sizes(args: &Args) -> Result<Vec<usize>, CliError> {
    let mut sizes = Vec::new();
    for operand in args.operands() {
        let name = operand.to_string_lossy();
        if name == "rsa" {
            sizes.extend(&SIZES[..USUAL]);
            continue;
        }
        let size = name
            .strip_prefix("rsa")
            .and_then(|digits| digits.parse().ok());
        match size.filter(|size| SIZES.contains(size)) {
            Some(size) => sizes.push(size),
            None => {
                let known = SIZES.map(|size| format!("rsa{size}")).join(", ");
                return Err(CliError::usage(format!(
                    "{name} is not measured here; there are {known}"
                )));
            }
        }
    }
    if sizes.is_empty() {
        sizes.extend(&SIZES[..USUAL]);
    }
    Ok(sizes)
}

/// Repeats an operation for a while and divides.
struct Meter {
    wall: bool,
    time: Duration,
    quiet: bool,
}

impl Meter {
    /// Seconds for one of the `each` operations that a call of `work` does.
    fn seconds(
        &self,
        what: &str,
        bits: usize,
        each: usize,
        mut work: impl FnMut() -> Result<(), CliError>,
    ) -> Result<f64, CliError> {
        if !self.quiet {
            eprint!(
                "Doing {bits} bits {what} rsa's for {}s: ",
                self.time.as_secs()
            );
        }
        let (start, cpu) = (Instant::now(), cpu_time());
        let mut count = 0;
        while start.elapsed() < self.time {
            work()?;
            count += each;
        }
        let spent = match (cpu, cpu_time()) {
            (Some(before), Some(after)) if !self.wall => after - before,
            _ => start.elapsed().as_secs_f64(),
        };
        if !self.quiet {
            eprintln!("{count} {bits} bits {what} RSA's in {spent:.2}s");
        }
        Ok(spent / count as f64)
    }
}

/// Seconds that this thread has had a processor, where the system reports it.
fn cpu_time() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds: u64 = text.split_whitespace().next()?.parse().ok()?;
    Some(nanoseconds as f64 / 1e9)
}

fn measure(bits: usize, meter: &Meter, rng: &mut rng::Rng) -> Result<Row, CliError> {
    let failed = |e: certwright::rsa::Error| CliError::new(format!("rsa{bits}: {e}"));
    let mut key = None;
    let keygen = meter.seconds("keygen", bits, 1, || {
        let made = hazmat::generate(rng, bits);
        key = Some(made.map_err(|e| CliError::new(format!("rsa{bits}: {e}")))?);
        Ok(())
    })?;
    let key = key.ok_or_else(|| CliError::new(format!("rsa{bits}: no key was made")))?;
    let [sign, verify, batch_sign, batch_verify] = measure_key(&key, bits, meter, rng)?;
    let public = key.public_key();
    let digest = HASH.digest(b"speed");
    let digest = digest.as_bytes();
    let signature = pkcs1v15::sign_prehash(&key, HASH, digest, rng).map_err(failed)?;
    let (n, e) = (public.modulus_be().to_vec(), public.exponent_be().to_vec());
    let verify_fresh = meter.seconds("fresh public", bits, 1, || {
        let key = PublicKey::from_be_bytes(&n, &e)
            .map_err(|e| CliError::new(format!("rsa{bits}: {e}")))?;
        pkcs1v15::verify_prehash(&key.allow_below_2048(), HASH, digest, &signature).map_err(failed)
    })?;
    Ok(Row {
        bits,
        sign,
        verify,
        verify_fresh,
        batch_sign,
        batch_verify,
        keygen,
    })
}

/// Seconds for one signature, one verification, and one of each in a batch.
fn measure_key(
    key: &PrivateKey,
    bits: usize,
    meter: &Meter,
    rng: &mut rng::Rng,
) -> Result<[f64; 4], CliError> {
    let failed = |e: certwright::rsa::Error| CliError::new(format!("rsa{bits}: {e}"));
    let public = key.public_key();
    let digest = HASH.digest(b"speed");
    let digest = digest.as_bytes();
    let mut signature = vec![0; key.size()];
    let sign = meter.seconds("private", bits, 1, || {
        pkcs1v15::sign_prehash_into(key, HASH, digest, rng, &mut signature).map_err(failed)
    })?;
    let verify = meter.seconds("public", bits, 1, || {
        pkcs1v15::verify_prehash(public, HASH, digest, &signature).map_err(failed)
    })?;
    let scheme = Scheme::Pkcs1v15(HASH);
    let to_sign = [ToSign::new(key, scheme, digest); BATCH];
    let batch_sign = meter.seconds("batch private", bits, BATCH, || {
        batch::sign(&to_sign, rng)
            .into_iter()
            .try_for_each(|result| result.map(drop))
            .map_err(failed)
    })?;
    let to_verify = [ToVerify::new(public, scheme, digest, &signature); BATCH];
    let batch_verify = meter.seconds("batch public", bits, BATCH, || {
        batch::verify(&to_verify)
            .into_iter()
            .collect::<Result<(), _>>()
            .map_err(failed)
    })?;
    Ok([sign, verify, batch_sign, batch_verify])
}

/// OpenSSL's table; below it, unless called by OpenSSL's name, certwright's own rows.
fn table(rows: &[Row], as_openssl: bool) -> String {
    let mut out = format!(
        "version: {}\noptions: kernel {}, multi-buffer width {}\n",
        env!("CARGO_PKG_VERSION"),
        kernels::chosen(2, 1024),
        kernels::width()
    );
    let heading = |out: &mut String, sign: &str, verify: &str| {
        *out += &format!(
            "{:18}{sign:8}{verify:10}{:>6} {verify}/s\n",
            "",
            format!("{}/s", sign.trim())
        );
    };
    heading(&mut out, "sign", "verify");
    for row in rows {
        out += &line("rsa", row.bits, row.sign, row.verify);
    }
    if as_openssl {
        return out;
    }
    out += &format!("\nbatches of {BATCH}, for each\n");
    heading(&mut out, "sign", "verify");
    for row in rows {
        out += &line("rsa", row.bits, row.batch_sign, row.batch_verify);
    }
    out += "\na new key pair; and verifying with a public key that is loaded first\n";
    heading(&mut out, "keygen", "verify");
    for row in rows {
        out += &line("rsa", row.bits, row.keygen, row.verify_fresh);
    }
    out
}

fn line(name: &str, bits: usize, first: f64, second: f64) -> String {
    format!(
        "{name} {bits:4} bits {first:8.6}s {second:8.6}s {:8.1} {:8.1}\n",
        1.0 / first,
        1.0 / second
    )
}

/// OpenSSL's `-mr` lines for RSA (`+F2:index:bits:sign:verify`), then certwright's.
fn machine_readable(rows: &[Row]) -> String {
    let mut out = String::new();
    for (i, row) in rows.iter().enumerate() {
        out += &format!("+F2:{i}:{}:{:.6}:{:.6}\n", row.bits, row.sign, row.verify);
        out += &format!(
            "+CW:{i}:{}:batch-sign:{:.9}:batch-verify:{:.9}:verify-fresh:{:.9}:keygen:{:.9}\n",
            row.bits, row.batch_sign, row.batch_verify, row.verify_fresh, row.keygen
        );
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kernel_that_is_faster_than_the_chosen_one_is_named() {
        let row = |name, sign| Compared {
            name,
            seconds: [sign, 1.0, 1.0, 1.0],
        };
        let text = comparison(2048, &[row("as chosen", 2.0), row("adx", 1.0)]);
        assert!(text.contains("sign: adx would have been 2.00 times as fast"));
        let text = comparison(2048, &[row("as chosen", 1.01), row("adx", 1.0)]);
        assert!(!text.contains("would have been"));
    }

    /// The heading and a row as OpenSSL 3 prints them.
    #[test]
    fn the_table_is_openssls() {
        let row = Row {
            bits: 2048,
            sign: 0.000882,
            verify: 0.000026,
            verify_fresh: 1.0,
            batch_sign: 1.0,
            batch_verify: 1.0,
            keygen: 1.0,
        };
        let table = table(&[row], true);
        let lines: Vec<&str> = table.lines().skip(2).collect();
        assert_eq!(
            lines[0],
            "                  sign    verify    sign/s verify/s"
        );
        assert_eq!(
            lines[1],
            "rsa 2048 bits 0.000882s 0.000026s   1133.8  38461.5"
        );
    }
}
