fn main() -> std::process::ExitCode {
    certwright::cli::main(std::env::args_os())
}
