//! The reader: a recursive descent over bytes, bounded in depth and size.

use std::borrow::Cow;

use super::{Member, Node, Problem, Span, Value, push_pointer};
use crate::base::scan::Special;

/// What a file may be at most; beyond that it is refused before it is read.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of the whole text.
    pub bytes: usize,
    /// Lists and objects within each other.
    pub depth: usize,
}

impl Limits {
    /// A record: the fullest one seen has 6 levels and 20 KB, so there is room to grow tenfold.
    pub const RECORD: Limits = Limits { bytes: 256 * 1024, depth: 32 };
    /// A code list: the whole ENS TRU would be some 40,000 codes of 300 bytes, about 12 MB.
    pub const DATA: Limits = Limits { bytes: 64 * 1024 * 1024, depth: 32 };
}

/// At most so many problems of one file are reported: a wrong file is wrong in one glance, and a
/// hostile one must not fill the memory.
const PROBLEMS: usize = 200;

/// Reads a text. The tree is missing only when the text has no shape at all; the problems are in
/// the order of the text.
pub fn parse(text: &str, limits: Limits) -> (Option<Node<'_>>, Vec<Problem>) {
    let mut parser = Parser {
        text,
        bytes: text.as_bytes(),
        at: 0,
        path: Vec::new(),
        depth: limits.depth,
        problems: Vec::new(),
    };
    if text.len() > limits.bytes {
        parser.report("file-too-large", Span::default(), limits.bytes.to_string());
        return (None, parser.problems);
    }
    let tree = parser.document();
    (tree.ok(), parser.problems)
}

/// Room for the members of most objects.
const MEMBERS: usize = 8;

/// What ends a run of plain letters in a string.
const SPECIAL: Special<2> = Special::new(*b"\"\\", true);

/// The text has lost its shape here; what was met is reported already.
struct Lost;

enum Step<'a> {
    Key(Cow<'a, str>),
    Item(usize),
}

struct Parser<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    path: Vec<Step<'a>>,
    depth: usize,
    problems: Vec<Problem>,
}

impl<'a> Parser<'a> {
    fn document(&mut self) -> Result<Node<'a>, Lost> {
        if self.text.starts_with('\u{feff}') {
            self.report("byte-order-mark", Span { start: 0, end: 3 }, String::new());
            self.at = 3;
        }
        let node = self.value()?;
        self.space();
        if self.at < self.bytes.len() {
            let rest = self.span(self.at, self.bytes.len());
            self.report("json-trailing", rest, self.met());
        }
        Ok(node)
    }

    fn value(&mut self) -> Result<Node<'a>, Lost> {
        self.space();
        let start = self.at;
        let value = match self.bytes.get(self.at) {
            Some(b'{') => self.nested(Self::object)?,
            Some(b'[') => self.nested(Self::array)?,
            Some(b'"') => Value::String(self.string()?),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b'a'..=b'z' | b'A'..=b'Z') => self.word()?,
            _ => return Err(self.lost()),
        };
        Ok(Node { span: self.span(start, self.at), value })
    }

    fn nested(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<Value<'a>, Lost>,
    ) -> Result<Value<'a>, Lost> {
        if self.depth == 0 {
            let here = self.span(self.at, self.at + 1);
            self.report("json-too-deep", here, String::new());
            return Err(Lost);
        }
        self.depth -= 1;
        self.at += 1;
        let value = read(self);
        self.depth += 1;
        value
    }

    fn object(&mut self) -> Result<Value<'a>, Lost> {
        if self.closes(b'}') {
            return Ok(Value::Object(Vec::new()));
        }
        let mut members: Vec<Member<'a>> = Vec::with_capacity(MEMBERS);
        loop {
            self.space();
            let start = self.at;
            if self.bytes.get(self.at) != Some(&b'"') {
                return Err(self.lost());
            }
            let key = self.string()?;
            let key_span = self.span(start, self.at);
            self.expect(b':')?;
            self.path.push(Step::Key(key.clone()));
            let twice = members.iter().any(|member| member.key == key);
            if twice {
                self.report("duplicate-key", key_span, key.clone().into_owned());
            }
            let node = self.value();
            self.path.pop();
            if !twice {
                members.push(Member { key, key_span, node: node? });
            }
            if self.ends(b'}')? {
                return Ok(Value::Object(members));
            }
        }
    }

    fn array(&mut self) -> Result<Value<'a>, Lost> {
        let mut items = Vec::new();
        if self.closes(b']') {
            return Ok(Value::Array(items));
        }
        loop {
            self.path.push(Step::Item(items.len()));
            let item = self.value();
            self.path.pop();
            items.push(item?);
            if self.ends(b']')? {
                return Ok(Value::Array(items));
            }
        }
    }

    /// After a member or an item: a comma goes on, the bracket ends. A comma before the bracket is
    /// reported and forgiven, so that what follows is still read.
    fn ends(&mut self, bracket: u8) -> Result<bool, Lost> {
        self.space();
        match self.bytes.get(self.at) {
            Some(b',') => {
                let comma = self.span(self.at, self.at + 1);
                self.at += 1;
                let closes = self.closes(bracket);
                if closes {
                    self.report("json-trailing-comma", comma, String::new());
                }
                Ok(closes)
            }
            Some(byte) if *byte == bracket => {
                self.at += 1;
                Ok(true)
            }
            _ => Err(self.lost()),
        }
    }

    fn closes(&mut self, bracket: u8) -> bool {
        self.space();
        let closes = self.bytes.get(self.at) == Some(&bracket);
        self.at += usize::from(closes);
        closes
    }

    fn expect(&mut self, byte: u8) -> Result<(), Lost> {
        self.space();
        if self.bytes.get(self.at) == Some(&byte) {
            self.at += 1;
            return Ok(());
        }
        Err(self.lost())
    }

    fn word(&mut self) -> Result<Value<'a>, Lost> {
        let start = self.at;
        while self.bytes.get(self.at).is_some_and(u8::is_ascii_alphanumeric) {
            self.at += 1;
        }
        match &self.text[start..self.at] {
            "null" => Ok(Value::Null),
            "true" => Ok(Value::Bool(true)),
            "false" => Ok(Value::Bool(false)),
            other @ ("NaN" | "Infinity" | "undefined" | "None" | "True" | "False") => {
                let met = other.to_owned();
                self.report("json-word", self.span(start, self.at), met);
                Ok(Value::Broken)
            }
            _ => {
                self.at = start;
                Err(self.lost())
            }
        }
    }

    /// RFC 8259 section 6, without fraction and exponent.
    fn number(&mut self) -> Value<'a> {
        let start = self.at;
        while self
            .bytes
            .get(self.at)
            .is_some_and(|byte| matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E'))
        {
            self.at += 1;
        }
        let met = &self.text[start..self.at];
        let digits = met.strip_prefix('-').unwrap_or(met);
        let whole = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        let plain = whole && (digits.len() == 1 || !digits.starts_with('0')) && met != "-0";
        match met.parse() {
            Ok(number) if plain => return Value::Integer(number),
            _ if plain => {
                self.report("number-too-large", self.span(start, self.at), met.to_owned());
            }
            _ if whole => self.report("number-form", self.span(start, self.at), met.to_owned()),
            _ => self.report("not-a-whole-number", self.span(start, self.at), met.to_owned()),
        }
        Value::Broken
    }

    fn string(&mut self) -> Result<Cow<'a, str>, Lost> {
        let open = self.at;
        self.at += 1;
        let start = self.at;
        let mut resolved: Option<String> = None;
        let mut copied = start;
        loop {
            self.at += SPECIAL.before(&self.bytes[self.at..]);
            match self.bytes.get(self.at) {
                Some(b'"') => {
                    let tail = &self.text[copied..self.at];
                    self.at += 1;
                    return Ok(match resolved {
                        None => Cow::Borrowed(tail),
                        Some(mut text) => {
                            text.push_str(tail);
                            Cow::Owned(text)
                        }
                    });
                }
                Some(b'\\') => {
                    let text = resolved.get_or_insert_default();
                    text.push_str(&self.text[copied..self.at]);
                    let letter = self.escape()?;
                    resolved.get_or_insert_default().push(letter);
                    copied = self.at;
                }
                None | Some(b'\n') => {
                    let rest = self.span(open, open + 1);
                    self.report("json-unclosed-string", rest, String::new());
                    return Err(Lost);
                }
                Some(control) => {
                    let here = self.span(self.at, self.at + 1);
                    self.report("json-raw-control", here, format!("U+{control:04X}"));
                    self.at += 1;
                }
            }
        }
    }

    /// A backslash and what follows; a wrong escape is reported and stands for U+FFFD.
    fn escape(&mut self) -> Result<char, Lost> {
        let start = self.at;
        let letter = match self.bytes.get(self.at + 1) {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return Ok(self.unicode_escape()),
            Some(_) => {
                self.at += 1;
                while !self.text.is_char_boundary(self.at + 1) {
                    self.at += 1;
                }
                self.at += 1;
                let met = self.text[start..self.at].to_owned();
                self.report("json-escape", self.span(start, self.at), met);
                return Ok(char::REPLACEMENT_CHARACTER);
            }
            None => return Err(self.lost()),
        };
        self.at += 2;
        Ok(letter)
    }

    fn unicode_escape(&mut self) -> char {
        let start = self.at;
        let first = self.hex(start);
        let joined = match first {
            Some(high @ 0xd800..=0xdbff) => match self.hex(start + 6) {
                Some(low @ 0xdc00..=0xdfff) => {
                    Some((0x1_0000 + ((high - 0xd800) << 10) + (low - 0xdc00), 12))
                }
                _ => None,
            },
            Some(code) => Some((code, 6)),
            None => None,
        };
        let letter = joined.and_then(|(code, length)| Some((char::from_u32(code)?, length)));
        if let Some((letter, length)) = letter {
            self.at += length;
            return letter;
        }
        self.at += if first.is_some() { 6 } else { 2 };
        let met = self.text[start..self.at].to_owned();
        self.report("json-escape", self.span(start, self.at), met);
        char::REPLACEMENT_CHARACTER
    }

    /// The four hex digits of a `\uXXXX` that starts at this offset.
    fn hex(&self, start: usize) -> Option<u32> {
        let escape = self.bytes.get(start..start + 6)?;
        let digits = escape.strip_prefix(b"\\u")?;
        if !digits.iter().all(u8::is_ascii_hexdigit) {
            return None;
        }
        u32::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
    }

    fn space(&mut self) {
        while matches!(self.bytes.get(self.at), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.at += 1;
        }
    }

    fn lost(&mut self) -> Lost {
        let met = self.met();
        let width =
            self.text[self.at.min(self.text.len())..].chars().next().map_or(0, char::len_utf8);
        let here = self.span(self.at, self.at + width);
        self.report("json-syntax", here, met);
        Lost
    }

    /// What stands here, for a message: a letter or the end.
    fn met(&self) -> String {
        match self.text[self.at.min(self.text.len())..].chars().next() {
            Some(letter) if letter.is_control() => format!("U+{:04X}", u32::from(letter)),
            Some(letter) => letter.to_string(),
            None => String::new(),
        }
    }

    fn span(&self, start: usize, end: usize) -> Span {
        let offset = |at: usize| u32::try_from(at.min(self.bytes.len())).unwrap_or(u32::MAX);
        Span { start: offset(start), end: offset(end) }
    }

    fn report(&mut self, code: &'static str, span: Span, met: String) {
        if self.problems.len() >= PROBLEMS {
            return;
        }
        let mut pointer = String::new();
        for step in &self.path {
            match step {
                Step::Key(key) => push_pointer(&mut pointer, key),
                Step::Item(index) => push_pointer(&mut pointer, &index.to_string()),
            }
        }
        self.problems.push(Problem { code, span, pointer, met });
    }
}
