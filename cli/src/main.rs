//! The `certwright` program; everything it does is in [`certwright_cli`].

fn main() -> std::process::ExitCode {
    certwright_cli::main(std::env::args_os())
}
