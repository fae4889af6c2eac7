//! The program: hands its arguments over and ends as it is told.

use std::process::ExitCode;

fn main() -> ExitCode {
    verbatim::cli::run(std::env::args_os())
}
