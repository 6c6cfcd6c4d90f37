//! Scripts with fewer bytes: no comments, no needless space, short names for what is declared in them.

use anyhow::{Result, anyhow, bail};
use oxc::allocator::Allocator;
use oxc::codegen::{Codegen, CodegenOptions};
use oxc::minifier::{CompressOptions, Minifier, MinifierOptions};
use oxc::parser::Parser;
use oxc::span::SourceType;
use oxc_compat::EngineTargets;

/// The oldest browser that runs them: nothing newer is written for the sake of a byte.
const OLDEST: &str = "chrome80";

/// Shortens a module. One that cannot be parsed is an error: no browser could run it either.
pub fn shortened(script: &str) -> Result<String> {
    let allocator = Allocator::default();
    let mut parsed = Parser::new(&allocator, script, SourceType::mjs()).parse();
    if let Some(problem) = parsed.diagnostics.first() {
        bail!("a script cannot be parsed: {problem}");
    }
    let target = EngineTargets::from_target(OLDEST).map_err(|error| anyhow!("{error}"))?;
    let compress = CompressOptions { target, ..CompressOptions::smallest() };
    let options = MinifierOptions { compress: Some(compress), ..MinifierOptions::default() };
    let minified = Minifier::new(options).minify(&allocator, &mut parsed.program);
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
    fn nothing_is_newer_than_the_oldest_browser() {
        let short = shortened("export function f(a) { a.b = a.b || g(); return a; }").unwrap();
        assert!(!short.contains("||="), "{short}");
    }

    #[test]
    fn a_broken_script_is_told() {
        assert!(shortened("const {").is_err());
    }
}
