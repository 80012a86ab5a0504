//! The work in a thread of its own: a deep stack, an end at the time limit, and no panic that a user would see.

use super::common::Shell;
use super::reply::{FAILED, Reply, UNUSABLE};
use super::{Command, json, words};
use clap::ArgMatches;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// The stack of the working thread; the largest expressions are nested deeply.
const STACK: usize = 256 << 20;

type Words = Box<dyn FnOnce() -> Reply + Send>;

/// What is said where the time ends before the work does.
#[derive(Clone, Default)]
pub(super) struct LastWords {
    words: Arc<Mutex<Option<Words>>>,
    /// Whether the work has ended itself and is being written down.
    nearly_done: Arc<AtomicBool>,
}

/// What is nearly written has this more: a twentieth of the limit, at least a second.
fn grace(limit: Duration) -> Duration {
    (limit / 20).max(Duration::from_secs(1))
}

impl LastWords {
    /// Replaces what would be said from now on.
    pub(super) fn set(&self, words: impl FnOnce() -> Reply + Send + 'static) {
        *self.words.lock().unwrap_or_else(PoisonError::into_inner) = Some(Box::new(words));
    }

    /// From now on the work is only written down: it is waited for a little longer.
    pub(super) fn nearly_done(&self) {
        self.nearly_done.store(true, Ordering::Relaxed);
    }

    fn take(&self) -> Option<Words> {
        self.words.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// The reply of a command, or what is said where its time ends or where it fails in a way it never should.
pub(super) fn watched(command: &'static Command, matches: ArgMatches) -> Reply {
    let shell = match Shell::new(&matches) {
        Ok(shell) => shell,
        Err(reply) => return reply,
    };
    let (limit, json, last_words) = (shell.limit, shell.json, shell.last_words.clone());
    let fault = remember_panics();
    let (send, receive) = sync_channel(1);
    let work = move || {
        let _ = send.send((command.run)(&matches, &shell));
    };
    if let Err(error) = std::thread::Builder::new().stack_size(STACK).spawn(work) {
        return Reply::refused("internal::thread", &format!("no thread can be started: {error}"), json);
    }
    let late = receive.recv_timeout(limit);
    let late = match late {
        Err(RecvTimeoutError::Timeout) if last_words.nearly_done.load(Ordering::Relaxed) => receive.recv_timeout(grace(limit)),
        other => other,
    };
    match late {
        Ok(reply) => reply,
        Err(RecvTimeoutError::Timeout) => match last_words.take() {
            Some(words) => words(),
            None => too_late(command.name, &words::seconds(limit), json),
        },
        Err(RecvTimeoutError::Disconnected) => {
            let place = fault.lock().unwrap_or_else(PoisonError::into_inner).clone();
            internal(&place, json)
        }
    }
}

/// Keeps what a panic says instead of printing it.
fn remember_panics() -> Arc<Mutex<String>> {
    let place = Arc::new(Mutex::new(String::new()));
    let inside = place.clone();
    std::panic::set_hook(Box::new(move |info| *inside.lock().unwrap_or_else(PoisonError::into_inner) = info.to_string()));
    place
}

fn too_late(name: &str, limit: &str, json: bool) -> Reply {
    let message = format!("the time limit of {limit} was reached before `{name}` had read its input; nothing is decided");
    Reply { exit: FAILED, ..Reply::refused("limit::time", &message, json) }
}

fn internal(place: &str, json: bool) -> Reply {
    let help = "this is a fault of normsym, not of the input; please report it with the file";
    let message = format!("internal error: {}", place.replace('\n', " "));
    let out = if json { json::written(&json::only_error("internal::fault", &message, Some(help))) } else { String::new() };
    Reply { out, err: format!("error: {message}\n{help}\n"), exit: UNUSABLE }
}
