//! `tizilim schema REGISTER/EDITION`: the JSON Schema of a record.

use std::io::{self, Write as _};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};

use super::load::{Tree, over_defaults};
use crate::cli::Scope;
use crate::publish::feed::schema::record_schema;

/// What `schema` must be told.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A register and an edition of its form, such as `trusted/2024`
    #[arg(value_name = "REGISTER/EDITION")]
    pub of: String,
}

/// Runs the command. Without a repository it tells of the forms that the program carries.
pub fn run(scope: &Scope, args: &Args) -> Result<ExitCode> {
    let files = match Tree::open(scope) {
        Ok(tree) => tree.law().clone(),
        Err(_) => over_defaults(std::collections::BTreeMap::new()),
    };
    let (law, _) = crate::law::load::load(&files);
    let law = law.context("the law cannot be read; `tizilim check` tells why")?;
    let (id, edition) = args.of.split_once('/').unwrap_or((&args.of, ""));
    let register = law.registers.iter().find(|register| register.id == id);
    let form = register.and_then(|register| Some((register, register.forms.get(edition)?)));
    let Some((register, form)) = form else {
        let known: Vec<_> = law
            .registers
            .iter()
            .flat_map(|register| {
                register.forms.keys().map(|edition| format!("{}/{edition}", register.id))
            })
            .collect();
        bail!("there is no form `{}`; there are {}", args.of, known.join(", "));
    };
    let schema = record_schema(form, register);
    writeln!(io::stdout().lock(), "{}", serde_json::to_string_pretty(&schema)?)?;
    Ok(ExitCode::SUCCESS)
}
