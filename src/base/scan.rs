//! How far a text goes on without a byte that means something. Texts are long and such bytes are
//! few: sixteen bytes are looked at together, which the compiler makes a few instructions of.

/// Which bytes mean something: a few of them, and with `control` the control characters of ASCII.
#[derive(Debug)]
pub struct Special<const N: usize> {
    bytes: [u8; N],
    control: bool,
    table: [bool; 256],
}

impl<const N: usize> Special<N> {
    /// These bytes, and the control characters of ASCII where `control` says so.
    pub const fn new(bytes: [u8; N], control: bool) -> Special<N> {
        let mut table = [false; 256];
        let mut at = 0;
        while control && at < 0x20 {
            table[at] = true;
            at += 1;
        }
        at = 0;
        while at < N {
            table[bytes[at] as usize] = true;
            at += 1;
        }
        Special { bytes, control, table }
    }

    /// The number of bytes before the first special one.
    pub fn before(&self, bytes: &[u8]) -> usize {
        let (chunks, _) = bytes.as_chunks::<16>();
        let plain = chunks.iter().take_while(|chunk| !self.is_in(chunk)).count() * 16;
        let rest = &bytes[plain..];
        plain + rest.iter().position(|byte| self.table[usize::from(*byte)]).unwrap_or(rest.len())
    }

    /// Whether one of sixteen bytes is special. Each is compared with each, met or not: only so
    /// they are compared together.
    fn is_in(&self, chunk: &[u8; 16]) -> bool {
        let met = chunk.map(|byte| {
            let special = self.bytes.iter().fold(0, |met, other| met | u8::from(byte == *other));
            special | u8::from(byte < 0x20 && self.control)
        });
        u128::from_ne_bytes(met) != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_ends_before_a_special_byte_or_with_the_text() {
        let special = Special::new(*b"<&", true);
        assert_eq!(special.before("сөз<".as_bytes()), 6);
        assert_eq!(special.before(b"a\nb"), 1);
        assert_eq!(special.before(b"plain"), 5);
        for length in 0..70 {
            let mut text = vec![b'a'; length];
            assert_eq!(special.before(&text), length);
            text.extend(b"&a sixteen bytes and more");
            assert_eq!(special.before(&text), length);
        }
        assert_eq!(Special::new(*b"<", false).before(b"a\n<"), 2);
    }
}
