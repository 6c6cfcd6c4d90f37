//! The preview over a real socket.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::thread;

use super::*;

#[test]
fn addresses_stay_inside() {
    let root = Path::new("/site");
    assert_eq!(local(root, "/kk/"), Some(PathBuf::from("/site/kk/")));
    assert_eq!(local(root, "/%D2%93"), Some(PathBuf::from("/site/ғ")));
    for url in ["/../x", "/a/%2e%2e/b", "//etc", "/%", "/%00", "x"] {
        let inside = local(root, url).is_none_or(|path| path.starts_with(root));
        assert!(inside, "{url}");
    }
    assert_eq!(local(root, "/../x"), None);
}

#[test]
fn hosts_are_told_the_same_policy() {
    let hosts = [
        include_str!("../../../deploy/nginx.conf"),
        include_str!("../../../deploy/Caddyfile"),
        include_str!("../../../themes/default/root/_headers"),
    ];
    for host in hosts {
        assert!(host.contains(POLICY), "{host}");
    }
}

/// A request as far as it was sent.
fn ask(preview: &Preview, path: &str) -> TcpStream {
    let mut stream = TcpStream::connect(preview.address()).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").unwrap();
    stream
}

fn hear(mut stream: TcpStream) -> String {
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

fn fetch(preview: &Preview, path: &str) -> String {
    hear(ask(preview, path))
}

/// A site of a few files, served while `look` runs.
fn served(look: impl FnOnce(&Preview)) {
    let folder = tempfile::tempdir().unwrap();
    let page = "<!doctype html><html><head></head><body>";
    for (path, text) in
        [("kk/index.html", "Home"), ("404.html", "Both"), ("ru/404.html", "Russian")]
    {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, format!("{page}{text}</body></html>")).unwrap();
    }
    fs::write(folder.path().join("a.csv"), "a,b\r\n").unwrap();
    let preview = Preview::bind("127.0.0.1:0", folder.path()).unwrap();
    thread::scope(|threads| {
        let runs = [(); 2].map(|()| threads.spawn(|| preview.run()));
        look(&preview);
        runs.each_ref().iter().for_each(|_| preview.stop());
    });
    let page = fs::read_to_string(folder.path().join("kk/index.html")).unwrap();
    assert!(!page.contains("<script"), "{page}");
}

#[test]
fn pages_and_files_are_sent_as_a_host_would() {
    served(|preview| {
        let page = fetch(preview, "/kk/?q=1");
        assert!(page.starts_with("HTTP/1.1 200") && page.contains("Home"), "{page}");
        assert!(page.contains(&format!("Content-Security-Policy: {POLICY}")), "{page}");
        assert!(fetch(preview, "/kk").contains("Location: /kk/\r\n"));
        assert!(fetch(preview, "/a.csv").contains("Content-Type: text/csv; charset=utf-8"));
        for (path, text) in [("/no", "Both"), ("/kk/no", "Both"), ("/ru/no", "Russian")] {
            let page = fetch(preview, path);
            assert!(page.starts_with("HTTP/1.1 404") && page.contains(text), "{page}");
        }
        assert!(fetch(preview, "/../x").starts_with("HTTP/1.1 400"));
    });
}

#[test]
fn a_page_that_is_open_learns_of_the_next_build() {
    served(|preview| {
        let seen = |page: &str| {
            let (_, rest) = page.split_once("data-build=\"").unwrap();
            rest.split_once('"').unwrap().0.to_owned()
        };
        let first = seen(&fetch(preview, "/kk/"));
        assert!(fetch(preview, "/-/reload.js").contains("EventSource"));

        let waits = ask(preview, &format!("/-/changes?{first}"));
        // The same thread may have to answer both, and is not held up by the first.
        assert_eq!(seen(&fetch(preview, "/kk/")), first);
        preview.rebuilt();
        let next = seen(&fetch(preview, "/kk/"));
        assert_ne!(next, first);
        let event = hear(waits);
        assert!(event.contains("text/event-stream"), "{event}");
        assert!(event.ends_with(&format!("data: {next}\n\n")), "{event}");
        // A page of an earlier build need not wait.
        assert!(fetch(preview, &format!("/-/changes?{first}")).contains(&next));
    });
}
