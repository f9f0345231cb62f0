//! Large data files, compressed. The same file gives the same bytes: their header has no time, and its comment is the digest of what is inside,
//! by which the next build knows them again without compressing anything.

use std::io::{BufRead, Write};

use flate2::bufread::GzDecoder;
use flate2::write::GzEncoder;
use flate2::{Compression, GzBuilder};

/// Trials compress to a tenth at any level; a higher one takes several times as long for a tenth less.
const LEVEL: u32 = 3;

/// Compresses what has this digest.
pub(super) fn encoder<W: Write>(digest: &blake3::Hash, into: W) -> GzEncoder<W> {
    GzBuilder::new().mtime(0).comment(digest.to_hex().as_str()).write(into, Compression::new(LEVEL))
}

/// Whether the header of a compressed file says that what is inside has this digest.
pub(super) fn is_of(digest: &blake3::Hash, compressed: impl BufRead) -> bool {
    let reader = GzDecoder::new(compressed);
    reader.header().and_then(|header| header.comment()) == Some(digest.to_hex().as_bytes())
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn the_same_text_gives_the_same_bytes_which_name_it() {
        let text = "{\"answer\":\"Hello.\"}\n".repeat(1000);
        let digest = blake3::hash(text.as_bytes());
        let compress = || {
            let mut encoder = encoder(&digest, Vec::new());
            encoder.write_all(text.as_bytes()).expect("memory takes it");
            encoder.finish().expect("memory takes it")
        };
        let compressed = compress();
        assert_eq!(compressed, compress());
        assert_eq!(compressed[4..8], [0; 4], "RFC 1952: the time of modification");
        assert!(compressed.len() < text.len() / 10);
        assert!(is_of(&digest, compressed.as_slice()));
        assert!(!is_of(&blake3::hash(b"another"), compressed.as_slice()));
        assert!(!is_of(&digest, text.as_bytes()));
        let mut read = String::new();
        GzDecoder::new(compressed.as_slice()).read_to_string(&mut read).expect("it is whole");
        assert_eq!(read, text);
    }
}
