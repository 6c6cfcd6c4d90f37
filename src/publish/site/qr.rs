//! A QR code as the outline of its dark squares, for an SVG drawn when the site is made.

mod mask;

use qrcode::canvas::Canvas;
use qrcode::{EcLevel, bits, ec};
use serde::Serialize;

use mask::Squares;

/// Light squares around the code, without which readers do not find it.
const QUIET: usize = 4;

/// A code: the width of the picture in squares, and the path that draws the dark ones as strokes,
/// one square wide.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Qr {
    width: usize,
    path: String,
}

impl Qr {
    /// The code of a text; nothing where it would be too long for a code of squares that can be
    /// read off a sheet of paper, some 900 letters.
    pub(super) fn of(text: &str) -> Option<Qr> {
        let (squares, width) = squares(text)?;
        let mut path = String::new();
        let mut pen = None;
        for (y, x, dark) in squares.runs() {
            match pen {
                Some((line, at)) if line == y => {
                    step(&mut path, 'm', x - at);
                    path.push_str(" 0");
                }
                _ => {
                    step(&mut path, 'M', x + QUIET);
                    step(&mut path, ' ', y + QUIET);
                    path.push_str(".5");
                }
            }
            step(&mut path, 'h', dark);
            pen = Some((y, x + dark));
        }
        Some(Qr { width: width + 2 * QUIET, path })
    }
}

/// A letter and a number below 200: there are hundreds in a code, and a register has many codes.
fn step(path: &mut String, letter: char, number: usize) {
    path.push(letter);
    for place in [100, 10, 1] {
        if number >= place || place == 1 {
            path.push(char::from(b"0123456789"[number / place % 10]));
        }
    }
}

/// The squares of the code of a text, and how many stand in a line.
fn squares(text: &str) -> Option<(Squares, usize)> {
    let bits = bits::encode_auto(text.as_bytes(), EcLevel::M).ok()?;
    let version = bits.version();
    let width = usize::try_from(version.width()).ok().filter(|width| *width <= mask::WIDEST)?;
    let (data, correction) =
        ec::construct_codewords(&bits.into_bytes(), version, EcLevel::M).ok()?;
    let mut canvas = Canvas::new(version, EcLevel::M);
    canvas.draw_all_functional_patterns();
    canvas.draw_data(&data, &correction);
    Some((mask::best(&canvas, width), width))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_corner_of_a_code_is_where_readers_look_for_it() {
        let qr = Qr::of("https://tizilim.example/trusted/1/r1/").unwrap();
        assert!(qr.path.starts_with("M4 4.5h7m"), "{}", qr.path);
        assert_eq!((qr.width - 2 * QUIET - 17) % 4, 0);
        assert_eq!(Qr::of("https://tizilim.example/trusted/1/r1/"), Some(qr));
    }

    #[test]
    fn an_address_too_long_has_no_code() {
        assert_eq!(Qr::of(&"a".repeat(1000)), None);
    }
}
