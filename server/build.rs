//! The embedded site changes the binary when it changes.
fn main() {
    println!("cargo:rerun-if-changed=../target/site/manifest.json");
}
