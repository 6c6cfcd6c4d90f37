//! Tells cargo that the files which the binary carries are part of it: without this a changed
//! template or form would be in the next build only by chance.

fn main() {
    for folder in ["data", "content", "themes"] {
        println!("cargo::rerun-if-changed={folder}");
    }
}
