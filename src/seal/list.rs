//! A list of sealed records: one signature over paths and hashes seals a whole session.

use serde::{Deserialize, Serialize};

use crate::base::digest::Digest;

/// One record of a list: these bytes at this path.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// Path of the record from the repository's root.
    pub path: String,
    /// SHA-256 of its bytes, 64 lower-case hex digits.
    pub sha256: String,
}

/// Why a file seals nothing, or should be written otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It is no list of paths and hashes.
    Form(String),
    /// Its rows are not sorted, or one stands twice: the path at which this shows.
    Order(String),
    /// Its bytes are not the canonical ones of its rows. It can still be read in one way only.
    Bytes,
}

/// The canonical bytes of a list; rows are put in order.
pub fn write(mut rows: Vec<Row>) -> String {
    rows.sort_unstable();
    rows.dedup();
    text(&rows)
}

fn text(rows: &[Row]) -> String {
    // Strings and hashes alone: writing them cannot fail.
    serde_json::to_string_pretty(rows).unwrap_or_default() + "\n"
}

/// The rows of a list and what is wrong with it. A row is signed by whoever signs the list, so a
/// list is read strictly: no other keys, no key twice, no row twice.
pub fn read(bytes: &[u8]) -> (Vec<Row>, Vec<Fault>) {
    let rows: Vec<Row> = match serde_json::from_slice(bytes) {
        Ok(rows) => rows,
        Err(error) => return (Vec::new(), vec![Fault::Form(error.to_string())]),
    };
    if let Some(row) = rows.iter().find(|row| Digest::from_hex(&row.sha256).is_none()) {
        return (Vec::new(), vec![Fault::Form(row.sha256.clone())]);
    }
    if let Some(pair) = rows.windows(2).find(|pair| pair[0] >= pair[1]) {
        return (Vec::new(), vec![Fault::Order(pair[1].path.clone())]);
    }
    let faults = if text(&rows).as_bytes() == bytes { Vec::new() } else { vec![Fault::Bytes] };
    (rows, faults)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(path: &str) -> Row {
        Row { path: path.to_owned(), sha256: Digest::of(path.as_bytes()).to_string() }
    }

    #[test]
    fn what_is_written_is_read_without_a_fault() {
        let text = write(vec![row("b"), row("a"), row("b")]);
        assert!(text.starts_with("[\n  {\n    \"path\": \"a\",\n    \"sha256\": \""), "{text}");
        assert_eq!(read(text.as_bytes()), (vec![row("a"), row("b")], vec![]));
        assert_eq!(read(b"[]\n"), (vec![], vec![]));
    }

    #[test]
    fn rows_out_of_order_and_other_forms() {
        let unsorted = text(&[row("b"), row("a")]);
        assert_eq!(read(unsorted.as_bytes()), (vec![], vec![Fault::Order("a".to_owned())]));
        let twice = text(&[row("a"), row("a")]);
        assert_eq!(read(twice.as_bytes()), (vec![], vec![Fault::Order("a".to_owned())]));
        let compact = serde_json::to_string(&[row("a")]).unwrap();
        assert_eq!(read(compact.as_bytes()), (vec![row("a")], vec![Fault::Bytes]));
        for bad in [
            "{}",
            "[1]",
            r#"[{"path":"a"}]"#,
            r#"[{"path":"a","sha256":"AB"}]"#,
            &compact.replace("\"path\"", "\"x\":1,\"path\""),
            &compact.replace("\"path\"", "\"path\":\"z\",\"path\""),
            &format!("{compact}[]"),
        ] {
            let (rows, faults) = read(bad.as_bytes());
            assert!(rows.is_empty() && matches!(faults[..], [Fault::Form(_)]), "{bad}: {faults:?}");
        }
    }
}
