//! A library as a program that speaks the protocol of docs/oracle-protocol.md: `certwright-peers NAME`.

use certwright_peers::{NAMES, named};

fn main() -> std::io::Result<()> {
    let name = std::env::args().nth(1).unwrap_or_default();
    let Some(mut peer) = named(&name) else {
        eprintln!(
            "usage: certwright-peers NAME, where NAME is one of {}",
            NAMES.join(", ")
        );
        std::process::exit(2);
    };
    certwright_oracle::process::serve(
        &mut *peer,
        std::io::stdin().lock(),
        std::io::stdout().lock(),
    )
}
