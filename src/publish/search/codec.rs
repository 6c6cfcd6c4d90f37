//! The bytes of shards: numbers of variable length, words in front of which nothing is repeated.

/// Appends a number, seven bits a byte, the lowest first.
pub(super) fn put(out: &mut Vec<u8>, mut number: u32) {
    while number >= 0x80 {
        out.push(number.to_le_bytes()[0] | 0x80);
        number >>= 7;
    }
    out.push(number.to_le_bytes()[0]);
}

/// Appends a text after its length.
pub(super) fn put_text(out: &mut Vec<u8>, text: &[u8]) {
    put(out, u32::try_from(text.len()).unwrap_or(u32::MAX));
    out.extend_from_slice(text);
}

/// How many bytes the beginnings of two texts share, whole letters only.
pub(super) fn shared(a: &str, b: &str) -> usize {
    let same = a.chars().zip(b.chars()).take_while(|(a, b)| a == b);
    same.map(|(letter, _)| letter.len_utf8()).sum()
}

/// Reads what was put.
pub(super) struct Bytes<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl<'b> Bytes<'b> {
    pub(super) fn new(bytes: &'b [u8]) -> Bytes<'b> {
        Bytes { bytes, at: 0 }
    }

    /// Whether nothing is left.
    pub(super) fn is_done(&self) -> bool {
        self.at >= self.bytes.len()
    }

    /// The next number; 0 beyond the end.
    pub(super) fn number(&mut self) -> u32 {
        let mut number = 0_u32;
        for shift in (0..35).step_by(7) {
            let Some(byte) = self.bytes.get(self.at) else { break };
            self.at += 1;
            number |= u32::from(byte & 0x7f).checked_shl(shift).unwrap_or(0);
            if byte & 0x80 == 0 {
                break;
            }
        }
        number
    }

    /// The next text after its length.
    pub(super) fn text(&mut self) -> &'b [u8] {
        let length = self.number() as usize;
        let end = self.at.saturating_add(length).min(self.bytes.len());
        let text = &self.bytes[self.at..end];
        self.at = end;
        text
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn numbers_and_texts_come_back(numbers: Vec<u32>, text: String) {
            let mut out = Vec::new();
            for number in &numbers {
                put(&mut out, *number);
            }
            put_text(&mut out, text.as_bytes());
            let mut bytes = Bytes::new(&out);
            for number in &numbers {
                prop_assert_eq!(bytes.number(), *number);
            }
            prop_assert_eq!(bytes.text(), text.as_bytes());
            prop_assert!(bytes.is_done());
        }

        #[test]
        fn damaged_bytes_are_read_without_panic(damaged: Vec<u8>) {
            let mut bytes = Bytes::new(&damaged);
            while !bytes.is_done() {
                bytes.number();
                bytes.text();
            }
        }

        #[test]
        fn what_is_shared_is_a_beginning_of_both(a: String, b: String) {
            let length = shared(&a, &b);
            prop_assert_eq!(&a[..length], &b[..length]);
        }
    }
}
