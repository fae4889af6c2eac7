//! How far is it? A bar on a terminal, plain lines elsewhere; on standard
//! error, so that the answer stays alone.

use std::io::{self, IsTerminal, Write};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Less is done before anybody could read a line.
const WORTH_TELLING: usize = 20;

/// Plain lines for one task.
const LINES: usize = 10;

/// Tells how far one task is.
#[derive(Debug)]
pub(super) struct Progress {
    what: &'static str,
    bar: Option<ProgressBar>,
    told: usize,
}

impl Progress {
    /// For a task that is called `what`: "reading".
    pub(super) fn new(what: &'static str) -> Self {
        let terminal = io::stderr().is_terminal();
        Self {
            what,
            bar: terminal.then(|| {
                let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr());
                let style = "{msg} [{bar:30}] {pos} of {len}, {eta} left";
                if let Ok(style) = ProgressStyle::with_template(style) {
                    bar.set_style(style.progress_chars("=> "));
                }
                bar.set_message(what);
                bar
            }),
            told: 0,
        }
    }

    /// `done` of `of` are done.
    pub(super) fn tell(&mut self, done: usize, of: usize) {
        if of < WORTH_TELLING {
            return;
        }
        if let Some(bar) = &self.bar {
            bar.set_length(of as u64);
            bar.set_position(done as u64);
            if done >= of {
                bar.finish_and_clear();
            }
            return;
        }
        let step = done * LINES / of;
        if step > self.told || done == 0 && self.told == 0 {
            self.told = step;
            // Nobody reads it: then nobody misses it.
            let _ = writeln!(io::stderr(), "{}: {done} of {of}", self.what);
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
