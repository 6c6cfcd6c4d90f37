//! A small server of a folder, for looking at a site on this machine. Production needs none: the
//! site is static files for any host.

use std::fs::File;
use std::io;
use std::path::{Component, Path, PathBuf};

use anyhow::{Context, Result, anyhow};
use tiny_http::{Header, Method, Request, Response, Server, StatusCode};

/// A server that is bound to an address but answers nobody yet.
pub struct Preview {
    server: Server,
    root: PathBuf,
}

impl Preview {
    /// Binds to an address such as `127.0.0.1:8080`; port 0 takes any free one.
    pub fn bind(address: &str, root: &Path) -> Result<Preview> {
        let server = Server::http(address)
            .map_err(|error| anyhow!("{error}"))
            .with_context(|| format!("listening on {address}"))?;
        Ok(Preview { server, root: root.to_path_buf() })
    }

    /// Where it listens.
    pub fn address(&self) -> String {
        self.server.server_addr().to_string()
    }

    /// Answers requests until the process ends.
    pub fn run(&self) {
        for request in self.server.incoming_requests() {
            // A visitor who went away before the answer is no reason to stop.
            let _ = answer(&self.root, request);
        }
    }
}

fn answer(root: &Path, request: Request) -> io::Result<()> {
    if !matches!(request.method(), Method::Get | Method::Head) {
        return request.respond(Response::empty(405));
    }
    let Some(path) = local(root, request.url()) else {
        return request.respond(Response::empty(400));
    };
    let slash = request.url().split(['?', '#']).next().is_some_and(|url| url.ends_with('/'));
    if path.is_dir() && !slash {
        let target = format!("{}/", request.url().split(['?', '#']).next().unwrap_or_default());
        let mut redirect = Response::empty(301);
        if let Some(location) = header("Location", &target) {
            redirect.add_header(location);
        }
        return request.respond(redirect);
    }
    let file = if path.is_dir() { path.join("index.html") } else { path };
    match File::open(&file) {
        Ok(open) => request.respond(typed(Response::from_file(open), &file)),
        Err(_) => not_found(root, request),
    }
}

fn not_found(root: &Path, request: Request) -> io::Result<()> {
    let page = root.join("404.html");
    match File::open(&page) {
        Ok(open) => request
            .respond(typed(Response::from_file(open), &page).with_status_code(StatusCode(404))),
        Err(_) => request.respond(Response::empty(404)),
    }
}

fn typed(mut response: Response<File>, file: &Path) -> Response<File> {
    let headers = [
        header("Content-Type", media_type(file)),
        header("Cache-Control", "no-cache"),
        header("X-Content-Type-Options", "nosniff"),
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
fn local(root: &Path, url: &str) -> Option<PathBuf> {
    let path = url.split(['?', '#']).next()?.strip_prefix('/')?;
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
        Some("xlsx") => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_stay_inside() {
        let root = Path::new("/site");
        assert_eq!(local(root, "/kk/?q=1"), Some(PathBuf::from("/site/kk/")));
        assert_eq!(local(root, "/%D2%93"), Some(PathBuf::from("/site/ғ")));
        for url in ["/../x", "/a/%2e%2e/b", "//etc", "/%", "/%00", "x"] {
            let inside = local(root, url).is_none_or(|path| path.starts_with(root));
            assert!(inside, "{url}");
        }
        assert_eq!(local(root, "/../x"), None);
    }
}
