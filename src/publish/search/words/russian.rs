//! Russian stems: Snowball, as tantivy has it. It reads ё as е itself.

use tantivy::tokenizer::WhitespaceTokenizer;
use tantivy::tokenizer::{Language, Stemmer, TokenFilter as _, TokenStream as _, Tokenizer as _};

/// Stems words in place; none of them has a space in it.
pub(super) fn stem<'w>(words: impl Iterator<Item = &'w mut String>) {
    let words: Vec<&mut String> = words.collect();
    let mut text = String::with_capacity(words.iter().map(|word| word.len() + 1).sum());
    for word in &words {
        text.push_str(word);
        text.push(' ');
    }
    let mut stemmer = Stemmer::new(Language::Russian).transform(WhitespaceTokenizer::default());
    let mut stems = stemmer.token_stream(&text);
    for word in words {
        if stems.advance() {
            word.clone_from(&stems.token().text);
        }
    }
}
