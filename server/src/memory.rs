//! How the process asks the system for memory. Never contains anything about what is held in it.

/// Keeps all threads on one heap. The C library otherwise gives each thread that waits a heap of its own, and what is
/// freed on one is not used by the others: rankings and reports, made now on this and now on that thread, would each
/// leave their largest size behind (`docs/adr/0018-one-heap.md`). Call it before the first thread starts.
pub fn share_one_heap() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    #[expect(
        unsafe_code,
        reason = "a setting of the C library that it offers by this call only"
    )]
    // SAFETY: takes two numbers and no pointer, and no other thread runs yet.
    unsafe {
        // It answers 0 where it knows no such setting; then memory is held as before.
        let _ = libc::mallopt(libc::M_ARENA_MAX, 1);
    }
}
