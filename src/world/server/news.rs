//! Pages that are open in a browser learn that the site was built anew. Published files hold
//! nothing of this: the preview adds one line to each page while it sends it.

use std::io;
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use tiny_http::{Request, Response};

use super::text;

/// Addresses that no site has.
const SCRIPT: &str = "/-/reload.js";
const CHANGES: &str = "/-/changes?";

/// Asks for the build after the one that the page is of, and reads the page again upon the answer.
const CODE: &str = "\
var seen = document.currentScript.dataset.build;
new EventSource(\"/-/changes?\" + seen).onmessage = function () { location.reload(); };
";

/// The number of the build that is shown, and who waits for the next one.
pub(super) struct News(Mutex<State>);

struct State {
    build: u128,
    /// Held open without a thread; answered all at once.
    waiting: Vec<Request>,
}

impl News {
    /// Counts from the clock: a page that was open before the preview began is of another build.
    pub(super) fn new() -> News {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        News(Mutex::new(State { build: now.as_millis(), waiting: Vec::new() }))
    }

    /// Tells everyone who waits that there is another build.
    pub(super) fn publish(&self) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.build += 1;
        for request in std::mem::take(&mut state.waiting) {
            // Many of these pages are closed by now.
            let _ = request.respond(event(state.build));
        }
    }

    /// Answers a request for what is not part of the site, or gives it back.
    pub(super) fn answer(&self, request: Request) -> io::Result<Option<Request>> {
        if request.url() == SCRIPT {
            let script = text(CODE.to_owned(), "text/javascript; charset=utf-8");
            return request.respond(script).map(|()| None);
        }
        let Some(seen) = request.url().strip_prefix(CHANGES) else { return Ok(Some(request)) };
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if seen == state.build.to_string() {
            state.waiting.push(request);
            return Ok(None);
        }
        request.respond(event(state.build)).map(|()| None)
    }

    /// A page with the line that waits for news.
    pub(super) fn watching(&self, page: &str) -> String {
        let build = self.0.lock().unwrap_or_else(PoisonError::into_inner).build;
        let line = format!("<script src=\"{SCRIPT}\" data-build=\"{build}\"></script>\n</head>");
        page.replacen("</head>", &line, 1)
    }
}

fn event(build: u128) -> Response<io::Cursor<Vec<u8>>> {
    text(format!("data: {build}\n\n"), "text/event-stream")
}
