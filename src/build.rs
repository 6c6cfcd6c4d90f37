//! Tells cargo that the files which the binary carries are part of it: without this a changed
//! template or form would be in the next build only by chance.
#![expect(clippy::print_stdout, reason = "this is how a build script speaks to cargo")]

fn main() {
    for folder in ["data", "content", "themes"] {
        println!("cargo::rerun-if-changed={folder}");
    }
}
