//! Scripts with fewer bytes: no comments, no needless space, short names for what is declared in them.

use anyhow::{Result, bail};
use oxc::allocator::Allocator;
use oxc::codegen::{Codegen, CodegenOptions};
use oxc::minifier::{Minifier, MinifierOptions};
use oxc::parser::Parser;
use oxc::span::SourceType;

/// Shortens a module. One that cannot be parsed is an error: no browser could run it either.
pub fn shortened(script: &str) -> Result<String> {
    let allocator = Allocator::default();
    let mut parsed = Parser::new(&allocator, script, SourceType::mjs()).parse();
    if let Some(problem) = parsed.diagnostics.first() {
        bail!("a script cannot be parsed: {problem}");
    }
    let minified =
        Minifier::new(MinifierOptions::default()).minify(&allocator, &mut parsed.program);
    let writer = Codegen::new().with_options(CodegenOptions::minify());
    Ok(writer.with_scoping(minified.scoping).build(&parsed.program).code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declared_names_are_short_and_properties_stay() {
        let script =
            "// first\nexport function sum(left, right) { return left.value + right.value; }";
        let short = shortened(script).unwrap();
        assert!(short.len() < script.len() / 2 + 20, "{short}");
        assert!(short.contains(".value") && !short.contains("left") && !short.contains("first"));
        assert_eq!(short, shortened(script).unwrap());
    }

    #[test]
    fn a_broken_script_is_told() {
        assert!(shortened("const {").is_err());
    }
}
