//! Text that is safe in SVG and XML.

/// Text with everything escaped that has a meaning in markup, and without characters that XML forbids.
pub(super) fn escape(text: &str) -> String {
    crate::text::svg(text)
}
