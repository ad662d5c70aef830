//! Arguments, then a window or a subcommand.

use postil::log::{Folder, Log, report};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::sync::mpsc;

fn main() -> ExitCode {
    let folder = Folder::of_user();
    let (broke, reports) = mpsc::channel();
    report::watch(folder.clone(), move |report| {
        postil::cli::broken(&report);
        // Nobody listens where there is no window.
        broke.send(report).unwrap_or_default();
    });
    let log = Log::direct(folder.as_ref());
    // What broke has been told already.
    let run = AssertUnwindSafe(|| postil::cli::run(std::env::args_os(), &log));
    let mut next = catch_unwind(run).unwrap_or(postil::cli::Next::Exit(1));
    if let postil::cli::Next::Window(study) = next {
        next = match postil::ui::run(study, folder, reports) {
            Ok(()) => postil::cli::Next::Exit(0),
            Err(why) => postil::cli::no_window(&why),
        };
    }
    match next {
        postil::cli::Next::Exit(status) => ExitCode::from(status),
        postil::cli::Next::Window(_) => ExitCode::SUCCESS,
    }
}
