//! How far a text goes on without a byte that means something. Texts are long and such bytes are
//! few: one look into a table for each byte is what is left to do.

/// Which bytes mean something.
#[derive(Debug)]
pub struct Special([bool; 256]);

impl Special {
    /// These bytes, and the control characters of ASCII where `control` says so.
    pub const fn new(bytes: &[u8], control: bool) -> Special {
        let mut table = [false; 256];
        let mut at = 0;
        while control && at < 0x20 {
            table[at] = true;
            at += 1;
        }
        at = 0;
        while at < bytes.len() {
            table[bytes[at] as usize] = true;
            at += 1;
        }
        Special(table)
    }

    /// The number of bytes before the first special one.
    pub fn before(&self, bytes: &[u8]) -> usize {
        bytes.iter().position(|byte| self.0[usize::from(*byte)]).unwrap_or(bytes.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_ends_before_a_special_byte_or_with_the_text() {
        let special = Special::new(b"<&", true);
        assert_eq!(special.before("сөз<".as_bytes()), 6);
        assert_eq!(special.before(b"a\nb"), 1);
        assert_eq!(special.before(b"plain"), 5);
        assert_eq!(Special::new(b"<", false).before(b"a\n<"), 2);
    }
}
