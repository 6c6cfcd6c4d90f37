//! A QR code as the outline of its dark squares, for an SVG drawn when the site is made.

mod mask;

use std::fmt::Write as _;

use qrcode::canvas::Canvas;
use qrcode::{Color, EcLevel, QrResult, bits, ec};
use serde::Serialize;

/// Light squares around the code, without which readers do not find it.
const QUIET: usize = 4;

/// A code: the width of the picture in squares, and the path that fills the dark ones.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Qr {
    width: usize,
    path: String,
}

impl Qr {
    /// The code of a text; nothing where the text is longer than any code.
    pub(super) fn of(text: &str) -> Option<Qr> {
        let (colors, width) = colors(text).ok()?;
        let mut path = String::new();
        for (y, row) in colors.chunks(width).enumerate() {
            let mut x = 0;
            for run in row.chunk_by(|a, b| a == b) {
                if run[0] == Color::Dark {
                    // Writing to a string cannot fail.
                    let _ = write!(path, "M{} {}h{}v1H{0}z", x + QUIET, y + QUIET, run.len());
                }
                x += run.len();
            }
        }
        Some(Qr { width: width + 2 * QUIET, path })
    }
}

/// The squares of the code of a text, line by line, and how many stand in a line.
fn colors(text: &str) -> QrResult<(Vec<Color>, usize)> {
    let bits = bits::encode_auto(text.as_bytes(), EcLevel::M)?;
    let version = bits.version();
    let (data, correction) = ec::construct_codewords(&bits.into_bytes(), version, EcLevel::M)?;
    let mut canvas = Canvas::new(version, EcLevel::M);
    canvas.draw_all_functional_patterns();
    canvas.draw_data(&data, &correction);
    let width = usize::try_from(version.width()).unwrap_or_default();
    let colors = if width <= mask::WIDEST {
        mask::best(&canvas, width)
    } else {
        canvas.apply_best_mask().into_colors()
    };
    Ok((colors, width))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_corner_of_a_code_is_where_readers_look_for_it() {
        let qr = Qr::of("https://tizilim.example/trusted/1/r1/").unwrap();
        assert!(qr.path.starts_with("M4 4h7v1H4z"), "{}", qr.path);
        assert_eq!((qr.width - 2 * QUIET - 17) % 4, 0);
        assert_eq!(Qr::of("https://tizilim.example/trusted/1/r1/"), Some(qr));
    }

    #[test]
    fn an_address_too_long_has_no_code() {
        assert_eq!(Qr::of(&"a".repeat(3000)), None);
    }
}
