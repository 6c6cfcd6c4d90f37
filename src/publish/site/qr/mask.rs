//! Which of the eight masks suits a QR code. The library measures each square by square; a register
//! has tens of thousands of codes, so here a line of squares is one number and is measured at once.
//! A test holds the choice to that of the library.

use std::sync::OnceLock;

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

/// What turns a code under the first mask into the same code under another: for each width, for
/// each of the other masks. It follows from the width alone, not from what the code says.
static CHANGES: [OnceLock<Vec<Squares>>; WIDEST + 1] = [const { OnceLock::new() }; WIDEST + 1];

/// The squares of a code, each line as a number: a dark square is a one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Squares {
    rows: Vec<u128>,
    columns: Vec<u128>,
}

/// The squares of a code under the mask with the fewest faults; of equals, the first. The width is
/// [`WIDEST`] at most.
pub(super) fn best(canvas: &Canvas, width: usize) -> Squares {
    let under = |mask: &MaskPattern| {
        let mut canvas = canvas.clone();
        canvas.apply_mask(*mask);
        Squares::new(&canvas.into_colors(), width)
    };
    let first = under(&MASKS[0]);
    let change = |mask: &MaskPattern| first.changed(&under(mask));
    let changes = CHANGES[width].get_or_init(|| MASKS[1..].iter().map(change).collect());
    let others = changes.iter().map(|change| first.changed(change));
    std::iter::once(first.clone()).chain(others).min_by_key(Squares::faults).unwrap_or_default()
}

impl Squares {
    fn new(colors: &[Color], width: usize) -> Squares {
        let mut squares = Squares { rows: vec![0; width], columns: vec![0; width] };
        for (at, color) in colors.iter().enumerate() {
            let (x, y) = (at % width, at / width);
            squares.rows[y] |= u128::from(*color == Color::Dark) << (x + MARGIN);
            squares.columns[x] |= u128::from(*color == Color::Dark) << (y + MARGIN);
        }
        squares
    }

    /// These squares, where each dark one of the others changes the colour.
    fn changed(&self, others: &Squares) -> Squares {
        let lines = |ours: &[u128], theirs: &[u128]| {
            ours.iter().zip(theirs).map(|(ours, theirs)| ours ^ theirs).collect()
        };
        Squares {
            rows: lines(&self.rows, &others.rows),
            columns: lines(&self.columns, &others.columns),
        }
    }

    /// The runs of dark squares: the line, the first square of it, how many there are.
    pub(super) fn runs(&self) -> impl Iterator<Item = (usize, usize, usize)> {
        self.rows.iter().enumerate().flat_map(|(y, row)| {
            let mut rest = *row >> MARGIN;
            let mut x = 0;
            std::iter::from_fn(move || {
                let light = rest.trailing_zeros() as usize;
                rest = rest.checked_shr(rest.trailing_zeros())?;
                let dark = rest.trailing_ones();
                rest >>= dark;
                let start = x + light;
                x = start + dark as usize;
                Some((y, start, dark as usize))
            })
        })
    }

    fn faults(&self) -> usize {
        let width = self.rows.len();
        let lines = || self.rows.iter().chain(&self.columns);
        let runs: usize = lines().map(|line| runs(*line, width)).sum();
        let finders: usize = lines().map(|line| finders(*line)).sum();
        let blocks: usize = self.rows.windows(2).map(|pair| blocks(pair[0], pair[1], width)).sum();
        let dark: usize = self.rows.iter().map(|row| count(*row)).sum();
        let balance = (dark * 200 / (width * width)).abs_diff(100);
        runs + finders + blocks + balance
    }
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

    use super::super::squares;
    use super::Squares;

    #[test]
    fn the_mask_is_the_one_that_the_library_takes() {
        for length in (1..400).step_by(7) {
            let text: String = ('!'..='~').cycle().skip(length).step_by(5).take(length).collect();
            let code = QrCode::with_error_correction_level(&text, EcLevel::M).unwrap();
            let (ours, width) = squares(&text).unwrap();
            assert_eq!(width, code.width(), "{text}");
            assert!(ours == Squares::new(&code.to_colors(), width), "{text}");
        }
    }
}
