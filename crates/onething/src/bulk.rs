//! The same work on many things, on all cores, with the results in the order of the things.

use std::{
    num::NonZeroUsize,
    panic,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

/// How many threads work at once.
pub(crate) fn cores() -> usize {
    thread::available_parallelism().map_or(1, NonZeroUsize::get)
}

/// Works on batches until an empty one comes, and hands on the results of each in the order of its items. While one
/// batch is worked on the next one is read, so that never more than two are held. Ends early if `write` says that
/// nobody wants any more.
///
/// # Errors
/// What `write` could not do.
pub(crate) fn in_order<T: Send + Sync, R: Send, E>(
    threads: usize,
    mut read: impl FnMut() -> Vec<T>,
    work: impl Fn(&T) -> R + Sync,
    mut write: impl FnMut(Vec<R>) -> Result<bool, E>,
) -> Result<(), E> {
    let mut items = read();
    while !items.is_empty() {
        let (results, next) = worked(threads, &items, &work, &mut read);
        if !write(results)? {
            break;
        }
        items = next;
    }
    Ok(())
}

/// The results of one batch, and what was read meanwhile.
fn worked<T: Sync, R: Send, N>(
    threads: usize,
    items: &[T],
    work: &(impl Fn(&T) -> R + Sync),
    read: impl FnOnce() -> N,
) -> (Vec<R>, N) {
    let turn = AtomicUsize::new(0);
    let worker = || {
        let mut done = Vec::new();
        // Whoever is free takes the next one: some bills have a thousand times the lines of others.
        while let Some((place, item)) = taken(&turn, items) {
            done.push((place, work(item)));
        }
        done
    };
    let (mut done, next) = thread::scope(|scope| {
        let workers: Vec<_> = (0..threads.clamp(1, items.len().max(1))).map(|_| scope.spawn(worker)).collect();
        let next = read();
        let mut done = Vec::with_capacity(items.len());
        for worker in workers {
            done.extend(worker.join().unwrap_or_else(|fault| panic::resume_unwind(fault)));
        }
        (done, next)
    });
    done.sort_unstable_by_key(|(place, _)| *place);
    (done.into_iter().map(|(_, result)| result).collect(), next)
}

fn taken<'a, T>(turn: &AtomicUsize, items: &'a [T]) -> Option<(usize, &'a T)> {
    let place = turn.fetch_add(1, Ordering::Relaxed);
    items.get(place).map(|item| (place, item))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Batches of 100 up to a number.
    fn batches(until: u32) -> impl FnMut() -> Vec<u32> {
        let mut next = 0..until;
        move || next.by_ref().take(100).collect()
    }

    #[test]
    fn results_come_in_order_whoever_is_first() {
        for threads in [1, 3, 16, 200] {
            let mut seen: Vec<u32> = Vec::new();
            let slow_first = |number: &u32| {
                if number.is_multiple_of(50) {
                    thread::sleep(std::time::Duration::from_millis(1));
                }
                number * 2
            };
            let all = in_order(threads, batches(1_050), slow_first, |results| {
                seen.extend(results);
                Ok::<_, ()>(true)
            });
            assert_eq!(all, Ok(()));
            assert_eq!(seen, (0..1_050).map(|number| number * 2).collect::<Vec<_>>(), "{threads}");
        }
    }

    #[test]
    fn nothing_more_is_worked_on_once_nobody_reads() {
        let mut written = 0;
        let ended = in_order(
            2,
            batches(10_000),
            |number| *number,
            |results| {
                written += results.len();
                Ok::<_, ()>(written < 200)
            },
        );
        assert_eq!((ended, written), (Ok(()), 200));
        assert_eq!(in_order(2, batches(10_000), |number| *number, |_| Err("full")), Err("full"));
    }
}
