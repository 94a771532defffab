//! Reading logs on all cores: pieces are taken in order, judged on any thread, and handed on in order.

use std::num::NonZero;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::thread;

use super::ReadOptions;
use super::belt::Belt;
use super::chunks::{Buffer, Chunk, Chunks};
use super::line::{Line, LinesOf};
use super::problem::{LineProblem, Problem, Problems};
use super::taker::{Piece, Taker, Task};

/// So many pieces may be ready and wait for an earlier one, for each thread.
const AHEAD: u64 = 4;

/// What a question gathers on its way through logs.
pub trait Fold: Send {
    /// Sees a line. An error is among the problems that reading gives.
    ///
    /// # Errors
    /// What is wrong with the line.
    fn line(&mut self, line: Line<'_>) -> Result<(), Problem>;

    /// Takes in what was gathered from the lines that come after all those seen so far.
    fn append(&mut self, later: Self);

    /// Gives what was learned of how lines look, if anything, to a new one that sees other lines of the same logs.
    fn hand_on(&mut self, _next: &mut Self) {}
}

/// What reading logs gave.
#[derive(Debug)]
pub struct Folded<F> {
    /// What was gathered.
    pub found: F,
    /// How many lines were taken.
    pub lines: u64,
    /// What could not be read.
    pub problems: Problems,
}

/// Shows every line of every file to folds that `new` makes, and puts these together in the order of files and lines.
pub fn fold<F: Fold>(files: &[PathBuf], options: &ReadOptions, new: impl Fn() -> F + Sync) -> Folded<F> {
    struct Counting<F>(F, u64);
    let (mut whole, mut lines) = (None, 0);
    let begin = |before: Option<&mut Counting<F>>| {
        let mut next = new();
        if let Some(Counting(before, _)) = before {
            before.hand_on(&mut next);
        }
        Counting(next, 0)
    };
    let each = |counting: &mut Counting<F>, line: Line<'_>| {
        counting.0.line(line)?;
        counting.1 += 1;
        Ok(())
    };
    let problems = stream(files, options, begin, each, |Counting(found, count)| {
        lines += count;
        match &mut whole {
            None => whole = Some(found),
            Some(whole) => F::append(whole, found),
        }
        ControlFlow::Continue(())
    });
    Folded { found: whole.unwrap_or_else(new), lines, problems }
}

/// Shows every line of every file to gatherers that `new` makes, one for each piece of a file, and hands these to `deliver` in the order
/// of files and lines, on the thread of the caller. Until it breaks off, or there is no more to read. `new` may take from the one before it on
/// the same thread, if there is one, what that learned of how lines look.
///
/// What waits to be delivered is bounded, so whoever delivers slowly slows down the reading.
pub fn stream<G: Send>(
    files: &[PathBuf],
    options: &ReadOptions,
    new: impl Fn(Option<&mut G>) -> G + Sync,
    each: impl Fn(&mut G, Line<'_>) -> Result<(), Problem> + Sync,
    mut deliver: impl FnMut(G) -> ControlFlow<()>,
) -> Problems {
    let cores = options.threads.or_else(|| thread::available_parallelism().ok()).map_or(1, NonZero::get);
    let mut problems = Problems::default();
    let mut hand_on = |judged: Judged<G>| {
        for (line, problem) in judged.problems {
            let path = files.get(judged.file).cloned().unwrap_or_default();
            problems.add(options.named_problems, || LineProblem { path, line, problem });
        }
        problems.total += judged.unnamed;
        deliver(judged.gathered)
    };
    let judge = Judge { files, options, new, each };
    let mut taker = Taker::new(files, options);
    if cores == 1 || taker.is_little() {
        let (mut buffer, mut next) = (Buffer::default(), None);
        while let Some(task) = taker.take(&mut buffer) {
            if hand_on(judge.judge(task, &mut buffer, &mut next)).is_break() {
                break;
            }
        }
    } else {
        let belt = Belt::new(taker, AHEAD * cores as u64);
        belt.run(cores, |task, buffer, next| judge.judge(task, buffer, next), hand_on);
    }
    problems
}

/// What comes of one piece.
struct Judged<G> {
    file: usize,
    gathered: G,
    problems: Vec<(Option<u64>, Problem)>,
    /// Problems beyond those that are named.
    unnamed: u64,
}

/// How lines are looked at.
struct Judge<'a, N, E> {
    files: &'a [PathBuf],
    options: &'a ReadOptions,
    new: N,
    each: E,
}

impl<N, E> Judge<'_, N, E> {
    /// `next` is the gatherer for the next piece on this thread, if there was one before this.
    fn judge<G>(&self, task: Task, buffer: &mut Buffer, next: &mut Option<G>) -> Judged<G>
    where
        N: Fn(Option<&mut G>) -> G,
        E: Fn(&mut G, Line<'_>) -> Result<(), Problem>,
    {
        let gathered = next.take().unwrap_or_else(|| (self.new)(None));
        let mut judged = Judged { file: task.file, gathered, problems: Vec::new(), unnamed: 0 };
        match task.piece {
            Piece::Chunk(chunk) => self.chunk(&mut judged, chunk, buffer),
            Piece::Problem(problem) => judged.problems.push((None, problem)),
            Piece::WholeFile => match Chunks::open(&self.files[task.file], self.options) {
                Err(problem) => judged.problems.push((None, problem)),
                Ok(mut chunks) => {
                    while let Some(chunk) = chunks.next(buffer) {
                        self.chunk(&mut judged, chunk, buffer);
                    }
                }
            },
        }
        *next = Some((self.new)(Some(&mut judged.gathered)));
        judged
    }

    fn chunk<G>(&self, judged: &mut Judged<G>, chunk: Chunk, buffer: &Buffer)
    where
        E: Fn(&mut G, Line<'_>) -> Result<(), Problem>,
    {
        let (before, after): (Vec<_>, Vec<_>) = chunk.problems.into_iter().partition(|(line, _)| line.is_some());
        judged.problems.extend(before);
        let lines = LinesOf::new(buffer.filled(), buffer.ends(), chunk.first, self.options.max_line_bytes);
        for (number, text) in lines {
            let seen = match text {
                Ok(text) => (self.each)(&mut judged.gathered, Line { file: judged.file, number, text }),
                Err(problem) => Err(problem),
            };
            match seen {
                Ok(()) => {}
                Err(problem) if judged.problems.len() < self.options.named_problems => {
                    judged.problems.push((Some(number), problem));
                }
                Err(_) => judged.unnamed += 1,
            }
        }
        judged.problems.extend(after);
    }
}
