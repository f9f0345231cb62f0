//! What a picture is, by its first bytes: its format, and its width and height. Pictures are not decoded.

mod orientation;
mod svg;

use std::fs::File;
use std::io::{self, BufReader, Read, Seek};
use std::path::PathBuf;

use imagesize::{Compression, ImageType};

use super::files::{FileFacts, Picture};
use crate::diagnostic::{self, Diagnostic};
use crate::file;

/// The formats that every browser shows, each with the endings of its files.
pub const PICTURE_FORMATS: [(&str, &[&str]); 6] = [
    ("PNG", &["png", "apng"]),
    ("JPEG", &["jpg", "jpeg", "jfif"]),
    ("GIF", &["gif"]),
    ("WebP", &["webp"]),
    ("AVIF", &["avif"]),
    ("SVG", &["svg"]),
];

/// How much of a file is read at most to find the root element of an SVG, or the orientation of a JPEG, in bytes.
const HEAD: u64 = 1 << 16;

/// What is known of a file, which is opened: one that cannot be read is told before anything is written.
///
/// # Errors
/// The file cannot be read.
pub(super) fn facts(path: PathBuf, shown: &str) -> Result<FileFacts, Diagnostic> {
    let file = file::open(&path).map_err(|unopened| unopened.fault(shown))?;
    let bytes = file.metadata().map_err(|error| diagnostic::io("read", shown, &error))?.len();
    let picture = probe(file, shown)?;
    Ok(FileFacts { path, bytes, picture })
}

/// The picture in a file, if its name has the ending of one.
fn probe(file: File, shown: &str) -> Result<Option<Picture>, Diagnostic> {
    let Some(said) = format_of(shown) else { return Ok(None) };
    let read = || -> io::Result<Picture> {
        let mut file = BufReader::new(file);
        let mut head = Vec::new();
        file.by_ref().take(HEAD).read_to_end(&mut head)?;
        if let Some(size) = svg::size(&head) {
            return Ok(Picture { said, found: Some("SVG"), size });
        }
        let Some(found) = imagesize::image_type(&head).ok().and_then(name_of) else {
            return Ok(Picture { said, found: None, size: None });
        };
        file.rewind()?;
        let size = imagesize::reader_size(&mut file).ok().and_then(|size| {
            let (width, height) = (u32::try_from(size.width).ok()?, u32::try_from(size.height).ok()?);
            let is_turned = found == "JPEG" && orientation::is_turned(&head);
            Some(if is_turned { (height, width) } else { (width, height) })
        });
        Ok(Picture { said, found: Some(found), size: size.filter(|(width, height)| *width > 0 && *height > 0) })
    };
    read().map(Some).map_err(|error| diagnostic::io("read", shown, &error))
}

/// The format that the ending of a file's name says, in any case.
fn format_of(name: &str) -> Option<&'static str> {
    let (_, ending) = name.rsplit_once('.')?;
    let has = |endings: &[&str]| endings.iter().any(|known| known.eq_ignore_ascii_case(ending));
    PICTURE_FORMATS.iter().find(|(_, endings)| has(endings)).map(|(format, _)| *format)
}

fn name_of(kind: ImageType) -> Option<&'static str> {
    match kind {
        ImageType::Png => Some("PNG"),
        ImageType::Jpeg => Some("JPEG"),
        ImageType::Gif => Some("GIF"),
        ImageType::Webp => Some("WebP"),
        ImageType::Heif(Compression::Av1) => Some("AVIF"),
        _ => None,
    }
}
