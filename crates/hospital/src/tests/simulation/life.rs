//! The life of one node's process: all its tasks run while it lives, stand still while it is frozen, and when it dies
//! end in the middle of whatever they are doing.

use super::trace::Trace;
use std::{
    fmt,
    future::Future,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::Pin,
    sync::{Arc, Mutex},
    task::{Context, Poll, Waker},
    time::Duration,
};
use tokio::{sync::Notify, task::JoinSet};

/// More steps than any simulation needs: beyond this, some task is looping without waiting.
const STEPS_MAX: u64 = 3_000_000;

/// One process, from its start to its death.
pub(super) struct Life {
    name: String,
    state: Mutex<State>,
    tasks: Mutex<JoinSet<()>>,
    doomed: Notify,
    trace: Trace,
}

#[derive(Default)]
struct State {
    dead: bool,
    frozen: u32,
    cut: u32,
    waiting: Vec<Waker>,
    steps: u64,
}

impl fmt::Display for Life {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.name.fmt(f)
    }
}

impl Life {
    pub(super) fn begin(name: String, trace: Trace) -> Arc<Self> {
        Arc::new(Self { name, state: Mutex::default(), tasks: Mutex::default(), doomed: Notify::new(), trace })
    }

    /// Runs a task of this process; a dead process runs none.
    pub(super) fn run(self: &Arc<Self>, task: impl Future<Output = ()> + Send + 'static) {
        if self.state.lock().unwrap().dead {
            return;
        }
        let living = Living { life: self.clone(), task: Box::pin(task) };
        self.tasks.lock().unwrap().spawn(living);
    }

    /// Marks the process as dead: none of its tasks goes on, and whoever watches it is told.
    pub(super) fn doom(&self) {
        self.state.lock().unwrap().dead = true;
        self.doomed.notify_one();
    }

    pub(super) async fn until_doomed(&self) {
        self.doomed.notified().await;
    }

    /// Drops all that it had in memory.
    pub(super) async fn bury(&self) {
        self.state.lock().unwrap().dead = true;
        let mut tasks = std::mem::take(&mut *self.tasks.lock().unwrap());
        tasks.shutdown().await;
    }

    /// Is its connection to the server cut?
    pub(super) fn is_cut(&self) -> bool {
        self.state.lock().unwrap().cut > 0
    }

    /// Cuts its connection to the server for a time; clients still reach it.
    pub(super) fn cut(self: &Arc<Self>, time: Duration) {
        self.trace.note(self, format!("is cut off for {} ms", time.as_millis()));
        self.state.lock().unwrap().cut += 1;
        let life = self.clone();
        tokio::spawn(async move {
            tokio::time::sleep(time).await;
            life.state.lock().unwrap().cut -= 1;
        });
    }

    /// Freezes the process with all its tasks for a time (SIGSTOP).
    pub(super) fn freeze(self: &Arc<Self>, time: Duration, why: &str) {
        self.trace.note(self, format!("is frozen for {} ms: {why}", time.as_millis()));
        self.state.lock().unwrap().frozen += 1;
        let life = self.clone();
        tokio::spawn(async move {
            tokio::time::sleep(time).await;
            let waiting = {
                let mut state = life.state.lock().unwrap();
                state.frozen -= 1;
                if state.frozen > 0 {
                    return;
                }
                std::mem::take(&mut state.waiting)
            };
            life.trace.note(&life, "is awake");
            waiting.into_iter().for_each(Waker::wake);
        });
    }
}

/// A task of a process.
struct Living {
    life: Arc<Life>,
    task: Pin<Box<dyn Future<Output = ()> + Send>>,
}

impl Future for Living {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        {
            let mut state = self.life.state.lock().unwrap();
            if state.dead {
                return Poll::Pending;
            }
            if state.frozen > 0 {
                state.waiting.push(context.waker().clone());
                return Poll::Pending;
            }
            state.steps += 1;
            if state.steps > STEPS_MAX {
                drop(state);
                self.life.trace.wrong(format!("{} runs in a circle", self.life));
                return Poll::Pending;
            }
        }
        let Living { life, task } = &mut *self;
        catch_unwind(AssertUnwindSafe(|| task.as_mut().poll(context))).unwrap_or_else(|_| {
            life.trace.wrong(format!("{life} ended itself"));
            Poll::Ready(())
        })
    }
}
