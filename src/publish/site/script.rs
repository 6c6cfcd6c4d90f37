//! Scripts with fewer bytes: no comments, no needless space, short names for what is declared in
//! them. Names of properties stay; so does any name that is spelled like a property anywhere.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use regex::Regex;

#[expect(clippy::unwrap_used, reason = "the pattern is part of the program")]
static TOKEN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"(?s)^(?:(?<space>\s+|//[^\n]*|/\*.*?\*/)|(?<text>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`(?:\\.|[^`\\])*`)|(?<name>[\p{L}_$][\p{L}\p{N}_$]*)|(?<other>[0-9][0-9A-Za-z_.]*|=>|\.\.\.|.))"#,
    )
    .unwrap()
});
#[expect(clippy::unwrap_used, reason = "the pattern is part of the program")]
static PATTERN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n\[*])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n\[])*/[a-z]*").unwrap()
});
#[expect(clippy::unwrap_used, reason = "the pattern is part of the program")]
static NAME: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"[\p{L}_$][\p{L}\p{N}_$]*").unwrap());

/// Words that are no names.
const KEYWORDS: &str = "as async await break case catch class const continue default delete do else export extends \
    false finally for from function get if import in instanceof let new null of return set static super switch this \
    throw true try typeof undefined var void while with yield";

/// What a browser declares: a script that uses it is not to meet a name of another script's own.
const GLOBALS: &str = "document history localStorage location navigator self window";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Space,
    Text,
    Name,
    Other,
}

#[derive(Clone, Copy, Debug)]
struct Token<'s> {
    kind: Kind,
    text: &'s str,
    /// Whether a line ends before it, or a space stands there.
    line: bool,
    space: bool,
}

/// Shortens scripts that share their names.
pub fn shortened(scripts: &[&str]) -> Vec<String> {
    let all: Vec<Vec<Token<'_>>> = scripts.iter().map(|script| tokens(script)).collect();
    let mut declared = BTreeSet::new();
    let mut kept: BTreeSet<&str> =
        KEYWORDS.split_whitespace().chain(GLOBALS.split_whitespace()).collect();
    let mut uses: BTreeMap<&str, usize> = BTreeMap::new();
    for tokens in &all {
        let code = Code::new(tokens);
        code.declared(&mut declared);
        code.kept(&mut kept);
        for token in tokens.iter().filter(|token| token.kind == Kind::Name) {
            *uses.entry(token.text).or_default() += 1;
        }
    }
    let mut renamed: Vec<&str> =
        declared.into_iter().filter(|name| !kept.contains(name) && name.len() > 1).collect();
    renamed.sort_by_key(|name| (std::cmp::Reverse(uses.get(name)), *name));
    let free = short_names()
        .filter(|name| !uses.contains_key(name.as_str()) && !kept.contains(name.as_str()));
    let names: BTreeMap<&str, String> = renamed.into_iter().zip(free).collect();
    all.iter().map(|tokens| written(tokens, &names)).collect()
}

/// `a` to `Z`, then two letters.
fn short_names() -> impl Iterator<Item = String> {
    let letters = || ('a'..='z').chain('A'..='Z');
    let pairs = letters().flat_map(move |a| letters().map(move |b| format!("{a}{b}")));
    letters().map(String::from).chain(pairs)
}

fn tokens(script: &str) -> Vec<Token<'_>> {
    let mut tokens: Vec<Token<'_>> = Vec::new();
    let (mut line, mut space) = (false, false);
    let mut rest = script;
    while !rest.is_empty() {
        let before = tokens.last().map_or("(", |token| token.text);
        let (kind, length) = next(rest, before);
        let (text, left) = rest.split_at(length);
        rest = left;
        if kind == Kind::Space {
            line |= text.contains('\n');
            space = true;
            continue;
        }
        tokens.push(Token { kind, text, line, space });
        (line, space) = (false, false);
    }
    tokens
}

/// The kind of the next token and its length.
fn next(rest: &str, before: &str) -> (Kind, usize) {
    // After a value a stroke divides; anywhere else it begins a pattern.
    let value =
        before.ends_with(|letter: char| letter.is_alphanumeric() || "_$)]\"'`".contains(letter));
    if (!value || before == "return")
        && let Some(found) = PATTERN.find(rest)
    {
        return (Kind::Text, found.end());
    }
    let Some(found) = TOKEN.captures(rest) else { return (Kind::Other, rest.len()) };
    let kinds = [
        ("space", Kind::Space),
        ("text", Kind::Text),
        ("name", Kind::Name),
        ("other", Kind::Other),
    ];
    let named = kinds.iter().find_map(|(name, kind)| Some((*kind, found.name(name)?.len())));
    named.unwrap_or((Kind::Other, rest.len()))
}

/// Tokens, and the bracket that closes each bracket.
struct Code<'t, 's> {
    tokens: &'t [Token<'s>],
    closing: BTreeMap<usize, usize>,
    /// The innermost bracket around each token.
    around: Vec<Option<usize>>,
}

impl<'t, 's> Code<'t, 's> {
    fn new(tokens: &'t [Token<'s>]) -> Code<'t, 's> {
        let mut open = Vec::new();
        let mut closing = BTreeMap::new();
        let mut around = Vec::new();
        for (at, token) in tokens.iter().enumerate() {
            if token.kind == Kind::Other
                && matches!(token.text, ")" | "]" | "}")
                && let Some(opened) = open.pop()
            {
                closing.insert(opened, at);
            }
            around.push(open.last().copied());
            if token.kind == Kind::Other && matches!(token.text, "(" | "[" | "{") {
                open.push(at);
            }
        }
        Code { tokens, closing, around }
    }

    fn text(&self, at: usize) -> &'s str {
        self.tokens.get(at).map_or("", |token| token.text)
    }

    fn before(&self, at: usize) -> &'s str {
        at.checked_sub(1).map_or("", |at| self.text(at))
    }

    fn is_name(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| token.kind == Kind::Name)
    }

    /// Names that the script declares.
    fn declared(&self, names: &mut BTreeSet<&'s str>) {
        for at in 0..self.tokens.len() {
            match self.text(at) {
                "const" | "let" | "var" => self.list(at + 1, names),
                "function" | "class" => self.target(at + 1, names),
                "=>" if at > 0 && self.is_name(at - 1) => self.target(at - 1, names),
                "(" if self.is_parameters(at) => self.within(at, names),
                _ => {}
            }
        }
    }

    fn is_parameters(&self, at: usize) -> bool {
        let Some(close) = self.closing.get(&at) else { return false };
        let before = self.before(at);
        let calls = matches!(before, "if" | "for" | "while" | "switch");
        let named = at > 0 && self.is_name(at - 1) && !calls;
        self.text(close + 1) == "=>" || named && self.text(close + 1) == "{"
    }

    /// What a declaration declares, one after another.
    fn list(&self, from: usize, names: &mut BTreeSet<&'s str>) {
        self.target(from, names);
        let mut at = from;
        while at < self.tokens.len() {
            match self.text(at) {
                ";" | "of" | "in" | ")" | "]" | "}" => return,
                "," => self.target(at + 1, names),
                _ => {}
            }
            at = self.closing.get(&at).map_or(at + 1, |close| close + 1);
        }
    }

    fn target(&self, at: usize, names: &mut BTreeSet<&'s str>) {
        if self.is_name(at) {
            names.insert(self.text(at));
        } else if matches!(self.text(at), "{" | "[") {
            self.within(at, names);
        }
    }

    /// Names in a pattern or in parameters; values after `=` are none.
    fn within(&self, open: usize, names: &mut BTreeSet<&'s str>) {
        let close = self.closing.get(&open).copied().unwrap_or(open);
        for at in open + 1..close {
            let begins = matches!(self.before(at), "(" | "[" | "{" | "," | ":" | "...");
            if self.is_name(at) && begins {
                names.insert(self.text(at));
            }
        }
    }

    /// Names that are properties too, or stand in a text where they are not seen.
    fn kept(&self, names: &mut BTreeSet<&'s str>) {
        for (at, token) in self.tokens.iter().enumerate() {
            if token.text.starts_with('`') {
                let inside =
                    token.text.split("${").skip(1).filter_map(|part| part.split('}').next());
                names
                    .extend(inside.flat_map(|part| NAME.find_iter(part)).map(|name| name.as_str()));
            }
            if token.kind == Kind::Name && (self.before(at) == "." || self.is_key(at)) {
                names.insert(token.text);
            }
        }
    }

    /// Whether a name is a key of an object or of a pattern.
    fn is_key(&self, at: usize) -> bool {
        let Some(open) = self.around[at].filter(|open| self.text(*open) == "{") else {
            return false;
        };
        let before = self.before(open);
        // A block stands after these; what stands after anything else holds keys.
        let block =
            matches!(before, ")" | "=>" | ";" | "{" | "}" | "else" | "try" | "finally" | "do" | "");
        !block && matches!(self.before(at), "{" | "," | "async" | "get" | "set" | "static")
    }
}

fn written(tokens: &[Token<'_>], names: &BTreeMap<&str, String>) -> String {
    let mut out = String::new();
    let mut before = "";
    for token in tokens {
        let renamed = names.get(token.text).filter(|_| token.kind == Kind::Name && before != ".");
        let text = renamed.map_or(token.text, String::as_str);
        let wordy = |letter: char| letter.is_alphanumeric() || "_$".contains(letter);
        let last = out.chars().last().unwrap_or(';');
        let first = text.chars().next().unwrap_or(';');
        if token.line && !"{;,([=>&|?:+".contains(last) && !")]}.".contains(first) {
            out.push('\n');
        } else if (token.space || token.line)
            && (wordy(last) && wordy(first) || last == first && "+-".contains(last))
        {
            out.push(' ');
        }
        out.push_str(text);
        before = token.text;
    }
    out.push('\n');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn short(script: &str) -> String {
        shortened(&[script]).remove(0)
    }

    #[test]
    fn declared_names_are_short_and_properties_stay() {
        let script = "// first\nconst word = 1, other = { word: 2, kept };\nf(word + other.length); // end\n";
        assert_eq!(short(script), "const word=1,a={word:2,kept};f(word+a.length);\n");
    }

    #[test]
    fn parameters_patterns_and_globals() {
        let script = "function sum([left, right], more = limit) { return left / right / more; }";
        assert_eq!(short(script), "function d([a,c],b=limit){return a/c/b;}\n");
        assert_eq!(short("(list) => /[/\"]/.test(list)"), "(a)=>/[/\"]/.test(a)\n");
        assert_eq!(short("const { key: local, given } = data;"), "const{key:a,given}=data;\n");
    }

    #[test]
    fn names_in_templates_stay() {
        assert_eq!(
            short("const inside = 1;\nlet text = `a ${inside} // b`;"),
            "const inside=1;let a=`a ${inside} // b`;\n"
        );
    }

    #[test]
    fn spaces_that_count_stay() {
        assert_eq!(short("return  a + +b - -c\nd()"), "return a+ +b- -c\nd()\n");
    }

    #[test]
    fn broken_scripts_are_no_reason_to_fail() {
        for script in ["", "(", "}", "`", "\"", "/", "const", "=>", "\u{0}", "const {", "/*"] {
            short(script);
        }
    }
}
