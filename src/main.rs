//! The `responses` command. Everything it does is in the library.

#![forbid(unsafe_code)]

use std::process::ExitCode;

fn main() -> ExitCode {
    responses::commands::main()
}
