//! Which of the eight masks suits a QR code. The library measures each square by square; a register
//! has tens of thousands of codes, so here a line of squares is one number and is measured at once.
//! A test holds the choice to that of the library.

use qrcode::Color;
use qrcode::canvas::{Canvas, MaskPattern};

const MASKS: [MaskPattern; 8] = [
    MaskPattern::Checkerboard,
    MaskPattern::HorizontalLines,
    MaskPattern::VerticalLines,
    MaskPattern::DiagonalLines,
    MaskPattern::LargeCheckerboard,
    MaskPattern::Fields,
    MaskPattern::Diamonds,
    MaskPattern::Meadow,
];

/// Light squares kept before a line, so that what is before its beginning can be asked for.
const MARGIN: usize = 4;

/// The widest code whose lines, with a margin at both ends, are one number.
pub(super) const WIDEST: usize = 128 - 3 * MARGIN;

/// The squares of a code under the mask with the fewest faults; of equals, the first.
pub(super) fn best(canvas: &Canvas, width: usize) -> Vec<Color> {
    let masked = |mask: &MaskPattern| {
        let mut canvas = canvas.clone();
        canvas.apply_mask(*mask);
        canvas.into_colors()
    };
    let all = MASKS.iter().map(masked);
    all.min_by_key(|colors| faults(colors, width)).unwrap_or_default()
}

fn faults(colors: &[Color], width: usize) -> usize {
    let mut rows = vec![0_u128; width];
    let mut columns = vec![0_u128; width];
    for (at, color) in colors.iter().enumerate() {
        if *color == Color::Dark {
            rows[at / width] |= 1 << (at % width + MARGIN);
            columns[at % width] |= 1 << (at / width + MARGIN);
        }
    }
    let lines = || rows.iter().chain(&columns);
    let runs: usize = lines().map(|line| runs(*line, width)).sum();
    let finders: usize = lines().map(|line| finders(*line)).sum();
    let blocks: usize = rows.windows(2).map(|pair| blocks(pair[0], pair[1], width)).sum();
    let dark: usize = rows.iter().map(|row| count(*row)).sum();
    let balance = (dark * 200 / colors.len()).abs_diff(100);
    runs + finders + blocks + balance
}

fn count(line: u128) -> usize {
    line.count_ones() as usize
}

/// Where a square and the next one are of one colour.
fn alike(line: u128, width: usize) -> u128 {
    !(line ^ (line >> 1)) & (((1 << (width - 1)) - 1) << MARGIN)
}

/// Five or more squares of one colour in a line cost their number less two.
fn runs(line: u128, width: usize) -> usize {
    let alike = alike(line, width);
    let fives = alike & alike >> 1 & alike >> 2 & alike >> 3;
    count(fives) + 2 * count(fives & !(fives << 1))
}

/// Four squares of one colour cost three.
fn blocks(above: u128, below: u128, width: usize) -> usize {
    let same = !(above ^ below);
    3 * count(alike(above, width) & same & same >> 1)
}

/// What looks like the corner of a code, with four light squares before or after it, costs forty.
fn finders(line: u128) -> usize {
    let dark = line & line >> 2 & line >> 3 & line >> 4 & line >> 6;
    let corner = dark & !(line >> 1) & !(line >> 5);
    let before = line << 1 | line << 2 | line << 3 | line << 4;
    let after = line >> 7 | line >> 8 | line >> 9 | line >> 10;
    40 * count(corner & !(before & after))
}

#[cfg(test)]
mod tests {
    use qrcode::{EcLevel, QrCode};

    use super::super::colors;

    #[test]
    fn the_mask_is_the_one_that_the_library_takes() {
        for length in (1..400).step_by(7) {
            let text: String = ('!'..='~').cycle().skip(length).step_by(5).take(length).collect();
            let code = QrCode::with_error_correction_level(&text, EcLevel::M).unwrap();
            let (ours, width) = colors(&text).unwrap();
            assert_eq!(width, code.width(), "{text}");
            assert!(ours == code.to_colors(), "{text}");
        }
    }
}
