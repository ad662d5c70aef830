//! Arguments, then a window or a subcommand.

use std::process::ExitCode;

fn main() -> ExitCode {
    let mut next = postil::cli::run(std::env::args_os());
    if let postil::cli::Next::Window(study) = next {
        next = match postil::ui::run(study) {
            Ok(()) => postil::cli::Next::Exit(0),
            Err(why) => postil::cli::no_window(&why),
        };
    }
    match next {
        postil::cli::Next::Exit(status) => ExitCode::from(status),
        postil::cli::Next::Window(_) => ExitCode::SUCCESS,
    }
}
