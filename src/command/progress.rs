//! Progress on a terminal; nothing anywhere else.

use std::io::IsTerminal as _;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A counter that ticks while records are read.
pub(super) struct Progress(ProgressBar);

impl Progress {
    /// Begins to show what is being done.
    pub(super) fn new(doing: &'static str) -> Progress {
        let target = if std::io::stderr().is_terminal() {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        };
        let bar = ProgressBar::with_draw_target(None, target).with_message(doing);
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {human_pos} · {elapsed}")
        {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(120));
        Progress(bar)
    }

    /// One more.
    pub(super) fn tick(&self) {
        self.0.inc(1);
    }

    /// Now something else is being done.
    pub(super) fn now(&self, doing: &'static str) {
        self.0.set_position(0);
        self.0.set_message(doing);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
