//! Reading the law from files, with a finding for each thing that does not fit.

mod fields;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::de::DeserializeOwned;

use super::code_list::CodeListFile;
use super::form::FormFile;
use super::register::RegisterFile;
use super::{CodeList, Files, Form, Kind, Law, RegisterLaw, Site, Zone};
use crate::base::finding::{Finding, Place};

/// Reads the law. Without settings, a time zone or a readable register there is none; the findings
/// say why.
pub fn load(files: &Files) -> (Option<Law>, Vec<Finding>) {
    let mut loader = Loader { files, findings: Vec::new() };
    let law = loader.law();
    (law, loader.findings)
}

struct Loader<'f> {
    files: &'f Files,
    findings: Vec<Finding>,
}

impl Loader<'_> {
    fn law(&mut self) -> Option<Law> {
        let site: Option<Site> = self.read("data/site.json");
        let zone: Option<Zone> = self.read("data/time-zone.json");
        let lists = self.lists();
        let (site, zone) = (site?, zone?);
        let fits = site.base_url.starts_with("https://") && site.base_url.ends_with('/');
        if !fits {
            self.report("site-base-url", "data/site.json", &site.base_url);
        }
        if !site.has_fitting_contact() {
            self.report("site-contact", "data/site.json", site.contact.as_deref().unwrap_or(""));
        }
        let registers: Vec<_> =
            site.registers.iter().filter_map(|id| self.register(id, &lists)).collect();
        let complete = registers.len() == site.registers.len();
        complete.then_some(Law { site, registers, lists, zone })
    }

    fn lists(&mut self) -> BTreeMap<String, CodeList> {
        let mut lists = BTreeMap::new();
        for (name, _) in self.files.below("data/codes") {
            let Some(id) = name.strip_suffix(".json") else { continue };
            if let Some(file) = self.read::<CodeListFile>(&format!("data/codes/{name}")) {
                lists.insert(id.to_owned(), CodeList::from(file));
            }
        }
        lists
    }

    fn register(&mut self, id: &str, lists: &BTreeMap<String, CodeList>) -> Option<RegisterLaw> {
        let folder = format!("data/registers/{id}");
        let path = format!("{folder}/register.json");
        let named = !id.is_empty()
            && id.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_'));
        if !named {
            self.report("register-id", "data/site.json", id);
            return None;
        }
        let file: RegisterFile = self.read(&path)?;
        let mut forms = BTreeMap::new();
        let forms_folder = format!("{folder}/forms");
        for (name, _) in self.files.below(&forms_folder) {
            let form_path = format!("{forms_folder}/{name}");
            let Some(written) = self.read::<FormFile>(&form_path) else { continue };
            if let Some(form) = self.form(&form_path, written, &file, lists) {
                forms.insert(form.id.clone(), Arc::new(form));
            }
        }
        if forms.is_empty() {
            self.report("register-without-form", &path, id);
            return None;
        }
        let register = RegisterLaw { id: id.to_owned(), file, forms };
        self.check_roles(&path, &register);
        Some(register)
    }

    fn form(
        &mut self,
        path: &str,
        written: FormFile,
        register: &RegisterFile,
        lists: &BTreeMap<String, CodeList>,
    ) -> Option<Form> {
        if !path.ends_with(&format!("/{}.json", written.id)) {
            self.report("form-id", path, &written.id);
            return None;
        }
        let fields = fields::resolve(self.files, written.fields, register, lists);
        let fields = match fields {
            Ok(fields) => fields,
            Err(faults) => {
                for (code, value) in faults {
                    self.report(code, path, &value);
                }
                return None;
            }
        };
        let form = Form {
            id: written.id,
            legal_basis: written.legal_basis,
            in_force_from: written.in_force_from,
            in_force_to: written.in_force_to,
            confidence: written.confidence,
            loaded_rows: written.loaded_rows,
            fields,
            columns: written.columns,
        };
        let pointers = form.columns.iter().flat_map(|column| &column.of);
        let unknown: Vec<_> =
            pointers.filter(|pointer| form.field(pointer).is_none()).cloned().collect();
        for pointer in unknown {
            self.report("form-pointer", path, &pointer);
        }
        Some(form)
    }

    /// A role that leads nowhere in the latest edition would lose a column in silence.
    fn check_roles(&mut self, path: &str, register: &RegisterLaw) {
        let roles = &register.file.roles;
        let single = [
            Some(&roles.title),
            roles.holder.as_ref(),
            roles.holder_name.as_ref(),
            roles.official_number.as_ref(),
            roles.formed_on.as_ref(),
            roles.requires.as_ref(),
            roles.documents.as_ref(),
            roles.replaced_by.as_ref(),
        ];
        let pointers = single
            .into_iter()
            .flatten()
            .chain(roles.keys.values())
            .chain(&roles.facets)
            .chain(roles.search.keys());
        let known =
            |pointer: &&String| register.forms.values().any(|form| form.field(pointer).is_some());
        let unknown: Vec<_> = pointers.filter(|pointer| !known(pointer)).cloned().collect();
        for pointer in unknown {
            self.report("role-pointer", path, &pointer);
        }
        // Every list names entries by these, for everybody.
        let names = [Some(&roles.title), roles.official_number.as_ref()];
        let hidden = |pointer: &&String| {
            let has = |form: &Form| form.field(pointer).is_some();
            let hides = |form: &Form| form.public_field(pointer).is_none();
            register.forms.values().any(|form| has(form) && hides(form))
        };
        let hidden: Vec<_> = names.into_iter().flatten().filter(hidden).cloned().collect();
        for pointer in hidden {
            self.report("role-private", path, &pointer);
        }
        // The value of a key is the name of a file: only kinds with a narrow alphabet can be one.
        let narrow = |pointer: &&String| {
            let fields = register.forms.values().filter_map(|form| form.field(pointer));
            fields.into_iter().all(|field| matches!(field.kind, Kind::Code | Kind::IinBin))
        };
        let wide: Vec<_> =
            roles.keys.values().filter(|pointer| !narrow(pointer)).cloned().collect();
        for pointer in wide {
            self.report("role-key-kind", path, &pointer);
        }
    }

    fn read<T: DeserializeOwned>(&mut self, path: &str) -> Option<T> {
        let Some(bytes) = self.files.get(path) else {
            self.findings.push(Finding::error("law-file-missing", Place::file(path)));
            return None;
        };
        match serde_json::from_slice(bytes) {
            Ok(value) => Some(value),
            Err(error) => {
                let line = u32::try_from(error.line()).unwrap_or(u32::MAX).max(1);
                let column = u32::try_from(error.column()).unwrap_or(u32::MAX).max(1);
                let place = Place { line, column, ..Place::file(path) };
                let finding = Finding::error("law-file-invalid", place).with("met", error);
                self.findings.push(finding);
                None
            }
        }
    }

    fn report(&mut self, code: &'static str, path: &str, value: &str) {
        self.findings.push(Finding::error(code, Place::file(path)).with("met", value));
    }
}
