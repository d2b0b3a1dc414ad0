//! Commands that need no project, only files.

fn main() -> std::process::ExitCode {
    diesel_kit::cli::run_alone()
}
