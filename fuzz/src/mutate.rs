//! Inputs: a seed, cut, spliced and sprinkled with what breaks parsers. The same number gives the same input.

/// A small generator (xorshift64*, Vigna 2016): fast, and the same everywhere.
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    /// From a seed; zero would stay zero.
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    /// Less than `end`; 0 where `end` is 0.
    pub fn below(&mut self, end: usize) -> usize {
        if end == 0 { 0 } else { (self.next() % end as u64) as usize }
    }
}

/// Pieces that mean something to some reader here.
const PIECES: [&[u8]; 44] = [
    b"\n",
    b"\r\n",
    b"\r",
    b"\n\n",
    b"\0",
    b"\xff",
    b"\xef\xbb\xbf",
    "\u{2028}".as_bytes(),
    "\u{202e}".as_bytes(),
    "é".as_bytes(),
    "\u{10ffff}".as_bytes(),
    b"{",
    b"}",
    b"[",
    b"]",
    b"\"",
    b"'",
    b"\\",
    b"\\u0000",
    b"\\ud800",
    b",",
    b":",
    b"data: ",
    b"data:[DONE]\n\n",
    b"+++\n",
    b"[[case]]\n",
    b"|",
    b"```",
    b"<think>",
    b"</think>",
    b"[^a]",
    b"](figure:qpr)",
    b"null",
    b"true",
    b"-1",
    b"0",
    b"1e999",
    b"18446744073709551616",
    b"9223372036854775807",
    b"NaN",
    b"1e-400",
    b"{\"a\":",
    b"=",
    b"#",
];

/// The longest input.
const LONGEST: usize = 1 << 16;

/// An input made from these seeds.
pub fn input(random: &mut Random, seeds: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = seeds[random.below(seeds.len())].clone();
    for _ in 0..=random.below(6) {
        mutate(random, &mut bytes, seeds);
    }
    bytes.truncate(LONGEST);
    bytes
}

fn mutate(random: &mut Random, bytes: &mut Vec<u8>, seeds: &[Vec<u8>]) {
    let at = random.below(bytes.len() + 1);
    let end = (at + random.below(64)).min(bytes.len());
    match random.below(9) {
        0 => bytes.truncate(at),
        1 => drop(bytes.drain(at..end)),
        2 => drop(bytes.splice(at..at, PIECES[random.below(PIECES.len())].iter().copied())),
        3 => drop(bytes.splice(at..end, PIECES[random.below(PIECES.len())].iter().copied())),
        4 => {
            if let Some(byte) = bytes.get_mut(at) {
                *byte ^= 1 << random.below(8);
            }
        }
        5 => {
            let copied = bytes[at..end].to_vec();
            let to = random.below(bytes.len() + 1);
            drop(bytes.splice(to..to, copied));
        }
        6 => {
            let piece = PIECES[random.below(PIECES.len())].repeat(random.below(2_000));
            drop(bytes.splice(at..at, piece));
        }
        7 => {
            let other = &seeds[random.below(seeds.len())];
            let from = random.below(other.len() + 1);
            bytes.truncate(at);
            bytes.extend_from_slice(&other[from..]);
        }
        _ => digits(random, bytes),
    }
}

/// Another number in the place of one.
fn digits(random: &mut Random, bytes: &mut Vec<u8>) {
    const NUMBERS: [&[u8]; 8] =
        [b"0", b"-1", b"1e308", b"0.1", b"4294967296", b"18446744073709551615", b"1e-320", b"00"];
    let from = random.below(bytes.len() + 1);
    let Some(start) = bytes[from..].iter().position(u8::is_ascii_digit).map(|found| from + found) else { return };
    let end = bytes[start..].iter().position(|byte| !byte.is_ascii_digit()).map_or(bytes.len(), |found| start + found);
    drop(bytes.splice(start..end, NUMBERS[random.below(NUMBERS.len())].iter().copied()));
}
