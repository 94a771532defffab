//! The ways out: standard output for data, and for what people read.

use std::io::{self, BufWriter, IsTerminal, Write};

use anstream::{AutoStream, ColorChoice, StripStream};

/// Standard output for data: every byte arrives as it was written.
pub(super) fn data_out() -> impl Write {
    buffered(io::stdout().lock())
}

/// True if styling is wanted on standard output.
pub(super) fn wants_styles() -> bool {
    AutoStream::choice(&io::stdout().lock()) != ColorChoice::Never
}

/// Standard output for styled text: styling, and any other control, is taken out where no colours are wanted.
pub(super) fn text_out() -> impl Write {
    let stdout = io::stdout().lock();
    let styled: Box<dyn Write> = match AutoStream::choice(&stdout) {
        // What is between the controls comes in many small pieces.
        ColorChoice::Never => Box::new(StripStream::new(Box::new(buffered(stdout)) as Box<dyn Write>)),
        _ => Box::new(AutoStream::auto(stdout)),
    };
    buffered(styled)
}

fn buffered<W: Write>(out: W) -> BufWriter<W> {
    BufWriter::with_capacity(1 << 16, out)
}

/// The width of a terminal that does not tell its own, as those of containers and scripts do not.
const USUAL_WIDTH: usize = 80;

/// The width of the terminal that standard output is, `COLUMNS` before what it says itself; `None` if it is not one.
pub(super) fn terminal_width() -> Option<usize> {
    let stdout = io::stdout();
    let columns = || std::env::var("COLUMNS").ok()?.parse().ok();
    let told = || terminal_size::terminal_size_of(&stdout).map(|(terminal_size::Width(width), _)| usize::from(width));
    stdout.is_terminal().then(|| columns().or_else(told).unwrap_or(USUAL_WIDTH).max(20))
}
