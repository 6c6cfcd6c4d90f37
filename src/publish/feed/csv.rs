//! The one dialect of our CSV files: RFC 4180, CRLF, quotation marks only where needed, no byte
//! order mark.

use std::io::Write;

/// A writer of that dialect.
pub(super) fn writer<W: Write>(out: W) -> csv::Writer<W> {
    csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out)
}
