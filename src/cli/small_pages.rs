//! Memory by the small pages of the system.

/// Lets Linux give this process memory a few kilobytes at a time from now on. Of a large build the peak is a tenth less, and the time the
/// same: an allocator asks for pages of 2 MB, which are counted, and cleared, whole. A small one has nearly all of them in use, and is slower
/// with small pages.
///
/// For commands that start no other program: it would have the same, and a model server is slower with it.
pub(super) fn ask_for() {
    // A system that cannot do it gives more at once.
    #[cfg(target_os = "linux")]
    let _more_at_once = rustix::thread::disable_transparent_huge_pages(true);
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    #[test]
    fn this_process_gets_no_huge_pages_then() {
        super::ask_for();
        assert_eq!(rustix::thread::transparent_huge_pages_are_disabled(), Ok(true));
    }
}
