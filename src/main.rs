//! The `certwright` program; everything it does is in [`certwright::cli`].

fn main() -> std::process::ExitCode {
    certwright::cli::main(std::env::args_os())
}
