//! The official form as a workbook: every cell is text, so that no number loses its zeros and
//! nothing is run as a formula.

use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use crate::base::lang::Lang;
use crate::law::Form;

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
    /// Rows so far, captions included.
    rows: u32,
    captions: u32,
    columns: u16,
}

impl Sheet {
    /// A sheet with the captions of a form, state language first.
    pub(super) fn of_form(form: &Form) -> Result<Sheet, XlsxError> {
        let captions = |language: Lang| {
            form.columns.iter().map(|column| column.label.get(language).clone()).collect()
        };
        Sheet::new(&form.id, &Lang::ALL.map(captions))
    }

    /// A sheet with rows of captions.
    pub(super) fn new(name: &str, captions: &[Vec<String>]) -> Result<Sheet, XlsxError> {
        let mut workbook = Workbook::new();
        let (year, month, day) = CREATED;
        let created = ExcelDateTime::from_ymd(year, month, day)?;
        workbook.set_properties(&DocProperties::new().set_creation_datetime(&created));
        let text = Format::new().set_num_format("@").set_text_wrap().set_align(FormatAlign::Top);
        let caption = text.clone().set_bold().set_border(FormatBorder::Thin);
        let sheet = workbook.add_worksheet_with_constant_memory()?;
        sheet.set_name(name)?;
        let mut columns = 0;
        for (label, at) in captions.last().into_iter().flatten().zip(0_u16..) {
            sheet.set_column_width(at, width(label))?;
            columns = at + 1;
        }
        let mut rows = 0;
        for labels in captions {
            for (label, at) in labels.iter().zip(0_u16..) {
                sheet.write_string_with_format(rows, at, label, &caption)?;
            }
            rows += 1;
        }
        sheet.set_freeze_panes(rows, 0)?;
        Ok(Sheet { workbook, text, rows, captions: rows, columns })
    }

    /// Adds a row; the lines of a cell stand below each other.
    pub(super) fn row(&mut self, cells: &[Vec<String>]) -> Result<(), XlsxError> {
        let row = self.rows;
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
        let sheet = self.workbook.worksheet_from_index(0)?;
        if self.columns > 0 && self.captions > 0 {
            sheet.autofilter(self.captions - 1, 0, self.rows - 1, self.columns - 1)?;
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
