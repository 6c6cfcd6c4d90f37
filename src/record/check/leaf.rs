//! Single values: each string by its kind, a text in each language, a reference to an entry, and
//! the salt that keeps an individual's number from being guessed out of a hash.

use super::{At, Checker};
use crate::base::finding::{Finding, Severity, Standing};
use crate::base::json::{Node, Value};
use crate::law::field::{Field, Kind};
use crate::record::IdKind;
use crate::record::kind::{
    Complaint, code, date_time, decimal, email, iin_bin, money, percent, phone, text, url, year,
};

impl Checker<'_, '_> {
    pub(super) fn leaf(&mut self, value: &str, node: &Node<'_>, field: &Field, at: &At<'_>) {
        let complaints = match field.kind {
            Kind::Text => text::check(value),
            // Every other kind has its own narrow alphabet: one complaint says it all.
            _ => self.narrow(value, field).into_iter().collect(),
        };
        for complaint in complaints {
            self.report(complaint, node, field, at);
        }
        if field.kind == Kind::Text {
            if field.pattern.as_ref().is_some_and(|pattern| !pattern.is_match(value)) {
                self.report(Complaint::error("text-form"), node, field, at);
            }
            self.listed_text(value, node, field, at);
        }
    }

    fn narrow(&self, value: &str, field: &Field) -> Option<Complaint> {
        match field.kind {
            Kind::Decimal => decimal::check(value).err(),
            Kind::Percent => percent::check(value).err(),
            Kind::Money => money::check(value).err(),
            Kind::Date => value
                .parse::<crate::base::date::Date>()
                .err()
                .map(|_| Complaint::error("date-form")),
            Kind::Year => year::check(value).err(),
            Kind::DateTime => date_time::check(value).err(),
            Kind::IinBin => iin_bin::check(value).err().or_else(|| iin_bin::odd_attribute(value)),
            Kind::Phone => phone::check(value).err(),
            Kind::Email => email::check(value).err(),
            Kind::Url => url::check(value).err(),
            Kind::Code => {
                let list = field.list.as_ref().and_then(|list| self.law.lists.get(list));
                code::check(value, field, list)
            }
            Kind::Choice => {
                field.value_label(value).is_none().then(|| Complaint::error("choice-unknown"))
            }
            Kind::Text
            | Kind::Bilingual
            | Kind::Integer
            | Kind::Boolean
            | Kind::Address
            | Kind::EntryRef
            | Kind::Document
            | Kind::Decision
            | Kind::Person
            | Kind::Group => None,
        }
    }

    /// Lists are joined by `;` in CSV, so an item of a list cannot hold one.
    fn listed_text(&mut self, value: &str, node: &Node<'_>, field: &Field, at: &At<'_>) {
        if at.is_listed() && value.contains(';') {
            self.report(Complaint::error("text-list-separator").about(value), node, field, at);
        }
    }

    pub(super) fn bilingual(&mut self, node: &Node<'_>, field: &Field, at: &At<'_>) {
        let Value::Object(members) = &node.value else {
            self.wrong_type(node, "object", at);
            return;
        };
        for member in members.iter().filter(|member| !matches!(&*member.key, "kk" | "ru")) {
            let place = self.reader.place(member.key_span, at.key(&member.key).pointer());
            self.push(Finding::error("unknown-key", place).with("met", &member.key), Some(field));
        }
        let rows = self.form.loaded_rows.as_ref().filter(|_| self.loaded);
        let one_is_enough = rows.is_some_and(|rows| rows.one_language);
        let written = |language: &str| node.get(language).and_then(Node::text).is_some();
        for language in ["kk", "ru"] {
            let here = at.key(language);
            match node.get(language) {
                None => {
                    let place = self.reader.place(node.span, here.pointer());
                    let finding = Finding::error("missing-key", place).with("met", language);
                    self.push(finding, Some(field));
                }
                Some(value) => match (&value.value, value.text()) {
                    (_, Some(sentence)) => {
                        for complaint in text::check(sentence) {
                            self.report(complaint, value, field, &here);
                        }
                        self.listed_text(sentence, value, field, &here);
                    }
                    (Value::Null, _) if one_is_enough && (written("kk") || written("ru")) => {}
                    (Value::Null, _) => {
                        self.complain("translation-missing", value, field, &here);
                    }
                    _ => self.wrong_type(value, "string", &here),
                },
            }
        }
        self.copied(node, field, at);
    }

    fn copied(&mut self, node: &Node<'_>, field: &Field, at: &At<'_>) {
        let (kk, ru) = (node.get("kk").and_then(Node::text), node.get("ru").and_then(Node::text));
        if let (Some(kk), Some(ru)) = (kk, ru)
            && text::is_copied(kk, ru)
        {
            self.report(Complaint::warning("translation-copied").about(kk), node, field, at);
        }
    }

    /// `{ "number": 5 }` for an entry of this register, `{ "name": {…} }` for anything else.
    pub(super) fn entry_ref(&mut self, node: &Node<'_>, field: &Field, at: &At<'_>) {
        let Value::Object(members) = &node.value else {
            self.wrong_type(node, "object", at);
            return;
        };
        let [member] = &members[..] else {
            self.complain("entry-ref-form", node, field, at);
            return;
        };
        let here = at.key(&member.key);
        match &*member.key {
            "number" => match member.node.integer() {
                Some(1..=4_294_967_295) => {}
                Some(_) => self.complain("entry-ref-form", &member.node, field, &here),
                None => self.wrong_type(&member.node, "integer", &here),
            },
            "name" => self.bilingual(&member.node, field, &here),
            other => {
                let place = self.reader.place(member.key_span, here.pointer());
                self.push(Finding::error("unknown-key", place).with("met", other), Some(field));
            }
        }
    }

    /// Beside an individual's number stands a private random salt; without it the published hash
    /// of the record would give the number away to whoever tries all of them.
    pub(super) fn salt(&mut self, node: &Node<'_>, fields: &[Field], at: &At<'_>) {
        let Some(salt_field) = fields.iter().find(|field| field.key == "salt") else { return };
        let is_individual = fields.iter().filter(|field| field.kind == Kind::IinBin).any(|field| {
            let id = node.get(&field.key).and_then(Node::text).unwrap_or_default();
            iin_bin::check(id) == Ok(IdKind::Individual)
        });
        let Some(salt) = node.get("salt") else { return };
        let here = at.key("salt");
        let is_hex = |text: &str| {
            text.len() == 32 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
        };
        match salt.text() {
            None if is_individual && salt.value == Value::Null => {
                self.complain("salt-missing", salt, salt_field, &here);
            }
            Some(text) if !is_hex(text) => {
                let place = self.reader.place(salt.span, here.pointer());
                let finding = Finding {
                    severity: Severity::Error,
                    standing: Standing::Always,
                    ..Finding::error("salt-form", place)
                };
                self.push(finding, Some(salt_field));
            }
            _ => {}
        }
    }
}
