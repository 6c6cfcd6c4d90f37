//! The official form as a workbook: every cell is text, so that no number loses its zeros and
//! nothing is run as a formula.

use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use crate::law::Form;

/// The first row below the captions.
const BODY: u32 = 2;
/// The longest text of a cell, in UTF-16 units: the format's own limit less one for the mark of
/// what was cut.
const LONGEST: usize = 32_766;
/// The first moment that spreadsheets and archives can both tell: a workbook shows no clock.
const CREATED: (u16, u8, u8) = (1980, 1, 1);
/// Widths of columns in characters: of the narrowest and the widest caption.
const WIDTHS: (f64, f64) = (14.0, 44.0);

/// A workbook of one sheet that is written row by row.
pub(super) struct Sheet {
    workbook: Workbook,
    text: Format,
    rows: u32,
    columns: u16,
}

impl Sheet {
    /// A sheet with the captions of a form.
    pub(super) fn new(form: &Form) -> Result<Sheet, XlsxError> {
        let mut workbook = Workbook::new();
        let (year, month, day) = CREATED;
        let created = ExcelDateTime::from_ymd(year, month, day)?;
        workbook.set_properties(&DocProperties::new().set_creation_datetime(&created));
        let text = Format::new().set_num_format("@").set_text_wrap().set_align(FormatAlign::Top);
        let caption = text.clone().set_bold().set_border(FormatBorder::Thin);
        let sheet = workbook.add_worksheet_with_constant_memory()?;
        sheet.set_name(&form.id)?;
        let mut columns = 0;
        for (column, at) in form.columns.iter().zip(0_u16..) {
            sheet.set_column_width(at, width(&column.label.ru))?;
            columns = at + 1;
        }
        for (row, language) in [(0, "kk"), (1, "ru")] {
            for (column, at) in form.columns.iter().zip(0_u16..) {
                let label = if language == "kk" { &column.label.kk } else { &column.label.ru };
                sheet.write_string_with_format(row, at, label, &caption)?;
            }
        }
        sheet.set_freeze_panes(BODY, 0)?;
        Ok(Sheet { workbook, text, rows: 0, columns })
    }

    /// Adds a row; the lines of a cell stand below each other.
    pub(super) fn row(&mut self, cells: &[Vec<String>]) -> Result<(), XlsxError> {
        let row = BODY + self.rows;
        let sheet: &mut Worksheet = self.workbook.worksheet_from_index(0)?;
        for (lines, at) in cells.iter().zip(0_u16..) {
            let text = cut(lines.join("\n"));
            sheet.write_string_with_format(row, at, text, &self.text)?;
        }
        self.rows += 1;
        Ok(())
    }

    /// The bytes of the file.
    pub(super) fn finish(mut self) -> Result<Vec<u8>, XlsxError> {
        let last = BODY + self.rows.saturating_sub(1);
        let sheet = self.workbook.worksheet_from_index(0)?;
        if self.columns > 0 {
            sheet.autofilter(BODY - 1, 0, last, self.columns - 1)?;
        }
        self.workbook.save_to_buffer()
    }
}

fn width(caption: &str) -> f64 {
    let letters = u16::try_from(caption.chars().count()).unwrap_or(u16::MAX);
    f64::from(letters).clamp(WIDTHS.0, WIDTHS.1)
}

/// The text as far as a cell holds it.
fn cut(text: String) -> String {
    if text.len() <= LONGEST {
        return text;
    }
    let mut units = 0;
    let fits = |letter: &char| {
        units += letter.len_utf16();
        units <= LONGEST
    };
    let kept: String = text.chars().take_while(fits).collect();
    if kept.len() == text.len() { text } else { kept + "…" }
}
