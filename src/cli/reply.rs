//! What a command answers: two texts and an exit code.

use super::json;
use std::io::Write;

/// Everything asked was answered and every claim holds.
pub(super) const FINE: u8 = 0;
/// A claim or a derivative failed, or is undecided.
pub(super) const FAILED: u8 = 1;
/// The input or the call is unusable.
pub(super) const UNUSABLE: u8 = 2;

/// What goes to standard output and standard error, and the exit code.
#[derive(Clone, Debug, Default)]
pub(super) struct Reply {
    pub(super) out: String,
    pub(super) err: String,
    pub(super) exit: u8,
}

impl Reply {
    /// A call that is refused before any file is read.
    pub(super) fn refused(code: &'static str, message: &str, json: bool) -> Reply {
        let out = if json { json::written(&json::only_error(code, message, None)) } else { String::new() };
        Reply { out, err: format!("error: {message}\n"), exit: UNUSABLE }
    }

    /// Writes both texts. A reader that went away ends the writing quietly.
    pub(super) fn write(&self) -> u8 {
        let mut err = std::io::stderr().lock();
        let _ = err.write_all(self.err.as_bytes()).and_then(|()| err.flush());
        let mut out = std::io::stdout().lock();
        match out.write_all(self.out.as_bytes()).and_then(|()| out.flush()) {
            Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
                let _ = writeln!(err, "error: the answer cannot be written: {error}");
                UNUSABLE
            }
            _ => self.exit,
        }
    }
}
