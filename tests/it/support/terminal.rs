//! Running the binary as a person does: on a terminal.

#![cfg(unix)]

use std::fs::File;
use std::io::{Read, Write};
use std::os::fd::OwnedFd;
use std::process::{Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use rustix::fs::{Mode, OFlags};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

use super::Sandbox;

/// What a run on a terminal showed.
#[derive(Debug)]
pub(crate) struct Shown {
    pub(crate) code: Option<i32>,
    pub(crate) screen: String,
}

/// Runs the binary on a terminal of that width and types `input`.
pub(crate) fn run_on_terminal(sandbox: &Sandbox, args: &[&str], columns: u16, input: &str) -> Shown {
    let (mut keyboard, screen) = open();
    let size = rustix::termios::Winsize { ws_row: 50, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 };
    rustix::termios::tcsetwinsize(&screen, size).unwrap();
    let end = || Stdio::from(screen.try_clone().unwrap());
    let mut command = Command::new(env!("CARGO_BIN_EXE_responses"));
    command
        .current_dir(sandbox.project())
        .env_clear()
        .env("TZ", "UTC")
        .env("TERM", "xterm-256color")
        .env("PAGER", "cat");
    let mut child = command.args(args).stdin(end()).stdout(end()).stderr(end()).spawn().unwrap();
    // Whoever still holds the terminal's end keeps it open; the command holds three.
    drop((command, screen));
    keyboard.write_all(input.as_bytes()).unwrap();
    let (pieces, shown) = mpsc::channel();
    thread::spawn(move || {
        let mut buffer = [0; 4096];
        // Reading fails once the last process has closed the terminal; then all of it was read.
        while let Ok(length @ 1..) = keyboard.read(&mut buffer) {
            pieces.send(buffer[..length].to_vec()).unwrap();
        }
    });
    let mut screen = Vec::new();
    loop {
        match shown.recv_timeout(Duration::from_mins(1)) {
            Ok(piece) => screen.extend(piece),
            Err(RecvTimeoutError::Disconnected) => break,
            Err(RecvTimeoutError::Timeout) => {
                child.kill().unwrap();
                panic!("it waits for something: {}", String::from_utf8_lossy(&screen));
            }
        }
    }
    let status = child.wait().unwrap();
    Shown { code: status.code(), screen: String::from_utf8_lossy(&screen).into_owned() }
}

fn open() -> (File, OwnedFd) {
    let keyboard = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&keyboard).unwrap();
    unlockpt(&keyboard).unwrap();
    let name = ptsname(&keyboard, Vec::new()).unwrap();
    let screen = rustix::fs::open(&*name, OFlags::RDWR | OFlags::NOCTTY, Mode::empty()).unwrap();
    (File::from(keyboard), screen)
}
