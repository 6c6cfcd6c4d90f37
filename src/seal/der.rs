//! A reader of DER that borrows from its input. It takes one encoding of each value and no other:
//! two readings of the same signed bytes must never differ.
//!
//! Attacks it answers: lengths that reach beyond the input, indefinite and padded lengths, bytes
//! after the end, nesting that would exhaust the stack. It allocates nothing.

/// The bytes are not what they should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Malformed {
    /// They follow BER, where DER is due: an indefinite or padded length, a string in pieces.
    Ber,
    /// They end early, go on too long, or hold something else.
    Broken,
}

/// What reading gives.
pub(crate) type Parsed<T> = Result<T, Malformed>;

pub(crate) const BOOLEAN: u8 = 0x01;
pub(crate) const INTEGER: u8 = 0x02;
pub(crate) const BIT_STRING: u8 = 0x03;
pub(crate) const OCTET_STRING: u8 = 0x04;
pub(crate) const NULL: u8 = 0x05;
pub(crate) const OBJECT: u8 = 0x06;
pub(crate) const ENUMERATED: u8 = 0x0a;
pub(crate) const UTF8: u8 = 0x0c;
pub(crate) const PRINTABLE: u8 = 0x13;
pub(crate) const UTC_TIME: u8 = 0x17;
pub(crate) const GENERALIZED_TIME: u8 = 0x18;
pub(crate) const SEQUENCE: u8 = 0x30;
pub(crate) const SET: u8 = 0x31;

/// The tag `[number]` of a constructed value.
pub(crate) const fn context(number: u8) -> u8 {
    0xa0 | number
}

/// Nesting seen in real messages is 15; a time-stamp token inside another would be 30.
const DEEPEST: u32 = 40;

/// One value: its tag, its contents, and both together as they were written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Value<'a> {
    pub(crate) tag: u8,
    pub(crate) body: &'a [u8],
    pub(crate) whole: &'a [u8],
}

/// Reads values one after the other.
#[derive(Clone, Debug)]
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    /// From the start of these bytes.
    pub(crate) fn new(bytes: &'a [u8]) -> Reader<'a> {
        Reader { rest: bytes }
    }

    /// Whether everything has been read.
    pub(crate) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// Whether the next value has this tag.
    pub(crate) fn at(&self, tag: u8) -> bool {
        self.rest.first() == Some(&tag)
    }

    /// The next value, whatever it is.
    pub(crate) fn any(&mut self) -> Parsed<Value<'a>> {
        let [tag, first, ..] = *self.rest else { return Err(Malformed::Broken) };
        // Tags above 30 take further bytes; nothing read here has one.
        if tag & 0x1f == 0x1f {
            return Err(Malformed::Broken);
        }
        let (header, length) = length(first, &self.rest[2..])?;
        let end = header.checked_add(length).ok_or(Malformed::Broken)?;
        let whole = self.rest.get(..end).ok_or(Malformed::Broken)?;
        self.rest = &self.rest[end..];
        Ok(Value { tag, body: &whole[header..], whole })
    }

    /// The next value, which must have this tag.
    pub(crate) fn take(&mut self, tag: u8) -> Parsed<Value<'a>> {
        if self.rest.first() == Some(&(tag | 0x20)) && tag & 0x20 == 0 {
            return Err(Malformed::Ber); // a string in pieces
        }
        if self.at(tag) { self.any() } else { Err(Malformed::Broken) }
    }

    /// The next value if it has this tag.
    pub(crate) fn maybe(&mut self, tag: u8) -> Parsed<Option<Value<'a>>> {
        if self.at(tag) { self.any().map(Some) } else { Ok(None) }
    }

    /// That nothing is left.
    pub(crate) fn finish(self) -> Parsed<()> {
        if self.rest.is_empty() { Ok(()) } else { Err(Malformed::Broken) }
    }
}

/// The size of the header and of the contents, from the first byte of a length and what follows.
fn length(first: u8, rest: &[u8]) -> Parsed<(usize, usize)> {
    match first {
        0..0x80 => Ok((2, usize::from(first))),
        0x81..=0x84 => {
            let count = usize::from(first & 0x0f);
            let bytes = rest.get(..count).ok_or(Malformed::Broken)?;
            let value = bytes.iter().fold(0, |sum: usize, byte| sum << 8 | usize::from(*byte));
            // A length that fits in fewer bytes has to be written in fewer.
            if value < 0x80 || bytes[0] == 0 { Err(Malformed::Ber) } else { Ok((2 + count, value)) }
        }
        0x80 => Err(Malformed::Ber),
        _ => Err(Malformed::Broken),
    }
}

/// The only value in these bytes, which must have this tag.
pub(crate) fn only(bytes: &[u8], tag: u8) -> Parsed<Value<'_>> {
    let mut reader = Reader::new(bytes);
    let value = reader.take(tag)?;
    reader.finish()?;
    Ok(value)
}

/// That headers are minimal and lengths fit at every depth, also in parts that nobody reads: a
/// message that is DER only where we look could be read otherwise elsewhere.
pub(crate) fn well_formed(bytes: &[u8]) -> Parsed<()> {
    walk(bytes, DEEPEST)
}

fn walk(bytes: &[u8], depth: u32) -> Parsed<()> {
    let mut reader = Reader::new(bytes);
    while !reader.is_empty() {
        let value = reader.any()?;
        match value.tag {
            BOOLEAN => value.boolean().map(drop)?,
            INTEGER | ENUMERATED => value.integer().map(drop)?,
            0x23 | 0x24 | 0x2c => return Err(Malformed::Ber), // strings in pieces
            tag if tag & 0x20 != 0 => match depth.checked_sub(1) {
                Some(depth) => walk(value.body, depth)?,
                None => return Err(Malformed::Broken),
            },
            _ => {}
        }
    }
    Ok(())
}

impl<'a> Value<'a> {
    /// Reads the values inside.
    pub(crate) fn reader(&self) -> Reader<'a> {
        Reader::new(self.body)
    }

    /// Whether it is this object identifier.
    pub(crate) fn is(&self, oid: &super::oid::Oid) -> bool {
        self.tag == OBJECT && self.body == oid.bytes()
    }

    /// The contents of an INTEGER in two's complement, of either sign, without padding.
    pub(crate) fn integer(&self) -> Parsed<&'a [u8]> {
        match *self.body {
            [] => Err(Malformed::Broken),
            [0, next, ..] if next < 0x80 => Err(Malformed::Ber),
            [0xff, next, ..] if next >= 0x80 => Err(Malformed::Ber),
            _ => Ok(self.body),
        }
    }

    /// The magnitude of an INTEGER that must not be negative.
    pub(crate) fn unsigned(&self) -> Parsed<&'a [u8]> {
        match self.integer()? {
            [first, ..] if *first >= 0x80 => Err(Malformed::Broken),
            [0, rest @ ..] => Ok(rest),
            bytes => Ok(bytes),
        }
    }

    /// A small INTEGER or ENUMERATED that must not be negative.
    pub(crate) fn small(&self) -> Parsed<u32> {
        let bytes = self.unsigned()?;
        if bytes.len() > 4 {
            return Err(Malformed::Broken);
        }
        Ok(bytes.iter().fold(0, |sum, byte| sum << 8 | u32::from(*byte)))
    }

    /// A BOOLEAN.
    pub(crate) fn boolean(&self) -> Parsed<bool> {
        match *self.body {
            [0] => Ok(false),
            [0xff] => Ok(true),
            [_] => Err(Malformed::Ber),
            _ => Err(Malformed::Broken),
        }
    }

    /// The bytes of a BIT STRING whose length is a whole number of bytes.
    pub(crate) fn whole_bits(&self) -> Parsed<&'a [u8]> {
        match self.body {
            [0, bits @ ..] => Ok(bits),
            _ => Err(Malformed::Broken),
        }
    }

    /// The first 16 named bits of a BIT STRING, bit 0 in the highest place.
    pub(crate) fn named_bits(&self) -> Parsed<u16> {
        let (unused, bits) = self.body.split_first().ok_or(Malformed::Broken)?;
        let last = bits.last().copied().unwrap_or(0);
        // Unused bits exist only in a last byte and are zero.
        if *unused > 7 || bits.is_empty() && *unused > 0 || last.trailing_zeros() < (*unused).into()
        {
            return Err(Malformed::Broken);
        }
        let byte = |index| u16::from(bits.get(index).copied().unwrap_or(0));
        Ok(byte(0) << 8 | byte(1))
    }
}

/// Writes one value with the shortest length there is.
pub(crate) fn encode(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let length: usize = parts.iter().map(|part| part.len()).sum();
    let bytes = length.to_be_bytes();
    let short = &bytes[bytes.iter().take_while(|byte| **byte == 0).count()..];
    let mut out = vec![tag];
    match short {
        [] => out.push(0),
        [one] if *one < 0x80 => out.push(*one),
        _ => {
            out.push(0x80 | short.len().to_le_bytes()[0]);
            out.extend(short);
        }
    }
    for part in parts {
        out.extend(*part);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_encoding_only() {
        assert_eq!(only(&[4, 1, 7], OCTET_STRING).unwrap().body, [7]);
        let cases: [(&[u8], Malformed); 8] = [
            (&[4, 0x81, 1, 7], Malformed::Ber),             // a padded length
            (&[4, 0x82, 0, 0x80], Malformed::Ber),          // a padded long length
            (&[0x24, 0x80, 4, 1, 7, 0, 0], Malformed::Ber), // an indefinite length
            (&[4, 2, 7], Malformed::Broken),                // beyond the end
            (&[4, 1, 7, 0], Malformed::Broken),             // bytes after the end
            (&[4], Malformed::Broken),
            (&[4, 0x88, 1, 1, 1, 1, 1, 1, 1, 1], Malformed::Broken),
            (&[0x1f, 0x1f, 0], Malformed::Broken),
        ];
        for (bytes, expected) in cases {
            assert_eq!(only(bytes, OCTET_STRING).map(drop), Err(expected), "{bytes:x?}");
        }
    }

    #[test]
    fn integers_of_both_signs() {
        let integer = |bytes: &[u8]| only(bytes, INTEGER).unwrap().integer().map(<[u8]>::to_vec);
        assert_eq!(integer(&[2, 1, 0xff]), Ok(vec![0xff]));
        assert_eq!(integer(&[2, 2, 0, 0xff]), Ok(vec![0, 0xff]));
        assert_eq!(integer(&[2, 2, 0, 0x7f]), Err(Malformed::Ber));
        assert_eq!(integer(&[2, 2, 0xff, 0x80]), Err(Malformed::Ber));
        assert_eq!(only(&[2, 1, 0xff], INTEGER).unwrap().unsigned(), Err(Malformed::Broken));
    }

    #[test]
    fn deep_nesting_is_refused() {
        let mut bytes = Vec::new();
        for _ in 0..60 {
            let mut outer = vec![SEQUENCE];
            let length = u8::try_from(bytes.len()).unwrap();
            if length >= 0x80 {
                outer.push(0x81);
            }
            outer.push(length);
            outer.extend(bytes);
            bytes = outer;
        }
        assert_eq!(well_formed(&bytes), Err(Malformed::Broken));
    }
}
