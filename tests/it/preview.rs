//! `serve`: a change to a file reaches a page that is open.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

use crate::harness::Repo;

/// A preview that ends with its test.
struct Preview {
    child: Child,
    address: String,
}

impl Preview {
    fn start(repo: &Repo) -> Preview {
        let mut child = Command::new(env!("CARGO_BIN_EXE_tizilim"))
            .args(["--repo", repo.path().to_str().unwrap(), "serve", "--addr", "127.0.0.1:0"])
            .env("TMPDIR", repo.beside(""))
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().trim_start_matches("http://").trim_end_matches('/').to_owned();
        Preview { child, address }
    }

    fn ask(&self, path: &str) -> TcpStream {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").unwrap();
        stream
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn hear(mut stream: TcpStream) -> String {
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn a_change_to_a_file_is_told_to_open_pages() {
    let repo = Repo::sample();
    repo.write("content/ru/about.md", "# About\n\nThe first state.\n");
    let preview = Preview::start(&repo);
    let page = hear(preview.ask("/ru/about/"));
    assert!(page.contains("The first state."), "{page}");
    let build = page.split_once("data-build=\"").unwrap().1.split_once('"').unwrap().0;

    let open_page = preview.ask(&format!("/-/changes?{build}"));
    repo.write("content/ru/about.md", "# About\n\nThe second state.\n");
    let event = hear(open_page);
    assert!(event.contains("text/event-stream") && event.contains("data: "), "{event}");
    assert!(hear(preview.ask("/ru/about/")).contains("The second state."));
}
