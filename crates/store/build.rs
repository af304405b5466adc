//! Embedded migrations change the crate when their folder does.
fn main() {
    println!("cargo:rerun-if-changed=../../migrations");
}
