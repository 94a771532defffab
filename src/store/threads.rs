//! The same done with many things, on a few threads.

use std::thread;

/// Does something with each item, on a few threads, and gives the results in the order of the items. Where there are no more
/// threads to be had, those that are there do it.
pub(super) fn on_threads<T: Sync, R: Send>(threads: usize, items: &[T], act: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let act = &act;
    let mut chunks = items.chunks(items.len().div_ceil(threads).max(1));
    let first = chunks.next().unwrap_or_default();
    thread::scope(|scope| {
        let others: Vec<_> = chunks
            .map(|chunk| {
                let all = move || chunk.iter().map(act).collect::<Vec<R>>();
                (chunk, thread::Builder::new().spawn_scoped(scope, all))
            })
            .collect();
        let mut results: Vec<R> = first.iter().map(act).collect();
        for (chunk, started) in others {
            match started {
                Ok(thread) => results.extend(thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))),
                Err(_) => results.extend(chunk.iter().map(act)),
            }
        }
        results
    })
}
