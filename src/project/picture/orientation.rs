//! Whether a photograph lies on its side: phones store what the sensor saw, and say in the Exif data how it has to be turned. Browsers do so
//! (<https://drafts.csswg.org/css-images-3/#the-image-orientation>), and the width and height of a page have to be those after it.

/// The tag of the orientation (Exif 2.32, table 4), and its values that exchange width and height.
const ORIENTATION: u16 = 0x0112;
const TURNED: [u16; 4] = [5, 6, 7, 8];

/// Whether the Exif data at the beginning of a JPEG exchange width and height.
pub(super) fn is_turned(head: &[u8]) -> bool {
    orientation(head).is_some_and(|value| TURNED.contains(&value))
}

fn orientation(head: &[u8]) -> Option<u16> {
    let mut at = 2;
    loop {
        let (marker, length) = (head.get(at..at + 2)?, number(head.get(at + 2..at + 4)?, false));
        // The image itself begins: no segment follows.
        if marker[0] != 0xff || marker[1] == 0xda {
            return None;
        }
        let segment = head.get(at + 4..at + 2 + usize::from(length))?;
        if marker[1] == 0xe1
            && let Some(tiff) = segment.strip_prefix(b"Exif\0\0")
        {
            return in_tiff(tiff);
        }
        at += 2 + usize::from(length);
    }
}

/// The orientation in the first directory of a TIFF.
fn in_tiff(tiff: &[u8]) -> Option<u16> {
    let is_little = tiff.starts_with(b"II");
    let offset = tiff.get(4..8)?;
    let offset = if is_little {
        u32::from_le_bytes(offset.try_into().ok()?)
    } else {
        u32::from_be_bytes(offset.try_into().ok()?)
    };
    let directory = tiff.get(usize::try_from(offset).ok()?..)?;
    let count = usize::from(number(directory.get(..2)?, is_little));
    let mut entries = directory.get(2..)?.chunks_exact(12).take(count);
    let entry = entries.find(|entry| number(&entry[..2], is_little) == ORIENTATION)?;
    Some(number(&entry[8..10], is_little))
}

fn number(bytes: &[u8], is_little: bool) -> u16 {
    let pair = [bytes[0], bytes[1]];
    if is_little { u16::from_le_bytes(pair) } else { u16::from_be_bytes(pair) }
}

#[cfg(test)]
mod tests {
    use super::is_turned;

    /// A JPEG's beginning with this orientation.
    fn photograph(value: u8, is_little: bool) -> Vec<u8> {
        let pair = |number: u16| if is_little { number.to_le_bytes() } else { number.to_be_bytes() };
        let four = |number: u32| if is_little { number.to_le_bytes() } else { number.to_be_bytes() };
        let mut tiff = if is_little { b"II".to_vec() } else { b"MM".to_vec() };
        tiff.extend(pair(42));
        tiff.extend(four(8));
        tiff.extend(pair(1));
        tiff.extend([pair(0x0112), pair(3)].concat());
        tiff.extend(four(1));
        tiff.extend([pair(u16::from(value)), pair(0)].concat());
        let mut jpeg = vec![0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0, 0xff, 0xe1];
        jpeg.extend(u16::try_from(tiff.len() + 8).expect("it is short").to_be_bytes());
        jpeg.extend(b"Exif\0\0");
        jpeg.extend(tiff);
        jpeg
    }

    #[test]
    fn a_photograph_on_its_side_is_known() {
        for is_little in [true, false] {
            assert!(is_turned(&photograph(6, is_little)) && is_turned(&photograph(8, is_little)));
            assert!(!is_turned(&photograph(1, is_little)) && !is_turned(&photograph(3, is_little)));
        }
    }

    #[test]
    fn what_is_cut_off_or_wrong_is_not_turned() {
        let whole = photograph(6, true);
        for length in 0..whole.len() - 2 {
            assert!(!is_turned(&whole[..length]), "{length}");
        }
        assert!(!is_turned(&[0xff, 0xd8, 0xff, 0xe1, 0, 0]));
        assert!(!is_turned(&[0xff; 64]));
    }
}
