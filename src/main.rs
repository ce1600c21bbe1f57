//! The `quitus` program.

fn main() -> std::process::ExitCode {
    quitus::cli::main()
}
