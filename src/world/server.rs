//! A small server of a folder, for looking at a site on this machine. Production needs none: the
//! site is static files for any host.

use std::fs::{self, File};
use std::io;
use std::path::{Component, Path, PathBuf};

use anyhow::{Context, Result, anyhow};
use tiny_http::{Header, Method, Request, Response, Server};

use self::news::News;

mod news;
#[cfg(test)]
mod tests;

/// What pages may load: the words that hosts are told to send, so that a theme which does not keep
/// to them is noticed here and not in production.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; \
                      connect-src 'self'; form-action 'self'; base-uri 'none'; \
                      frame-ancestors 'none'";

/// A server that is bound to an address but answers nobody yet.
pub struct Preview {
    server: Server,
    root: PathBuf,
    news: News,
}

impl Preview {
    /// Binds to an address such as `127.0.0.1:8080`; port 0 takes any free one.
    pub fn bind(address: &str, root: &Path) -> Result<Preview> {
        let server = Server::http(address)
            .map_err(|error| anyhow!("{error}"))
            .with_context(|| format!("listening on {address}"))?;
        Ok(Preview { server, root: root.to_path_buf(), news: News::new() })
    }

    /// Where it listens.
    pub fn address(&self) -> String {
        self.server.server_addr().to_string()
    }

    /// Answers requests, on as many threads as call it, until it is stopped.
    pub fn run(&self) {
        for request in self.server.incoming_requests() {
            // A visitor who went away before the answer is no reason to stop.
            let _ = self.answer(request);
        }
    }

    /// Tells the pages that are open that the site was built anew.
    pub fn rebuilt(&self) {
        self.news.publish();
    }

    /// Ends one [`run`](Preview::run).
    pub fn stop(&self) {
        self.server.unblock();
    }

    fn answer(&self, request: Request) -> io::Result<()> {
        if !matches!(request.method(), Method::Get | Method::Head) {
            return request.respond(Response::empty(405));
        }
        let Some(request) = self.news.answer(request)? else { return Ok(()) };
        let address = request.url().split(['?', '#']).next().unwrap_or_default();
        let Some(path) = local(&self.root, address) else {
            return request.respond(Response::empty(400));
        };
        if path.is_dir() && !address.ends_with('/') {
            let target = format!("{address}/");
            let mut redirect = Response::empty(301);
            if let Some(location) = header("Location", &target) {
                redirect.add_header(location);
            }
            return request.respond(redirect);
        }
        let file = if path.is_dir() { path.join("index.html") } else { path };
        if file.is_file() {
            return self.send(request, &file, 200);
        }
        match self.missing(address) {
            Some(page) => self.send(request, &page, 404),
            None => request.respond(Response::empty(404)),
        }
    }

    /// The page for what is not there: of the language of the address, or of both.
    fn missing(&self, address: &str) -> Option<PathBuf> {
        let lang = address.split('/').nth(1).unwrap_or_default();
        let pages =
            [local(&self.root, &format!("/{lang}/404.html")), local(&self.root, "/404.html")];
        pages.into_iter().flatten().find(|page| page.is_file())
    }

    fn send(&self, request: Request, file: &Path, status: u16) -> io::Result<()> {
        let media_type = media_type(file);
        if media_type.starts_with("text/html") {
            let page = self.news.watching(&fs::read_to_string(file)?);
            return request.respond(text(page, media_type).with_status_code(status));
        }
        let response = typed(Response::from_file(File::open(file)?), media_type);
        request.respond(response.with_status_code(status))
    }
}

fn text(text: String, media_type: &str) -> Response<io::Cursor<Vec<u8>>> {
    typed(Response::from_data(text), media_type)
}

fn typed<R: io::Read>(mut response: Response<R>, media_type: &str) -> Response<R> {
    let headers = [
        header("Content-Type", media_type),
        header("Cache-Control", "no-cache"),
        header("X-Content-Type-Options", "nosniff"),
        header("Content-Security-Policy", POLICY),
    ];
    for header in headers.into_iter().flatten() {
        response.add_header(header);
    }
    response
}

/// A header of our own words. An address that cannot stand in one is left out.
fn header(name: &str, value: &str) -> Option<Header> {
    Header::from_bytes(name, value).ok()
}

/// The file that an address names; nothing for one that would lead out of the folder.
fn local(root: &Path, address: &str) -> Option<PathBuf> {
    let path = address.strip_prefix('/')?;
    let decoded = decode(path)?;
    let relative = Path::new(&decoded);
    let inside = relative.components().all(|part| matches!(part, Component::Normal(_)));
    inside.then(|| root.join(relative))
}

/// Undoes percent-encoding.
fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = [rest.next()?, rest.next()?];
            let digits = std::str::from_utf8(&digits).ok()?;
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok().filter(|text| !text.contains('\0'))
}

fn media_type(file: &Path) -> &'static str {
    match file.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("json") => "application/json",
        Some("ndjson") => "application/x-ndjson",
        Some("csv") => "text/csv; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("atom") => "application/atom+xml",
        Some("ics") => "text/calendar; charset=utf-8",
        Some("xml") => "application/xml",
        Some("txt") => "text/plain; charset=utf-8",
        Some("p7s") => "application/pkcs7-signature",
        Some("xlsx") => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _ => "application/octet-stream",
    }
}
