//! What of a record an audience may see. Every value that leaves the repository passes here.

use super::kind::iin_bin;
use super::{IdKind, Record};
use crate::base::json::{Limits, Node, Value, compact, escape_into, parse};
use crate::law::Form;
use crate::law::field::{Field, Kind};
use crate::law::site::{Audience, Documents, Iin, Site};

/// What stands for a masked number.
pub const MASK: &str = "************";

/// How much of a record is shown.
#[derive(Clone, Copy, Debug)]
pub struct Privacy {
    mask: bool,
    documents: Documents,
    /// The operator may have the signed bytes whole, salts included: it knows the numbers anyway.
    whole: bool,
}

/// What may be shown of the values of a record.
#[derive(Debug)]
pub struct Public {
    /// The values as one compact object, in the order of the form.
    pub json: String,
    /// Whether nothing is masked, private or left out: the record can be shown as it was signed.
    pub is_whole: bool,
}

impl Privacy {
    /// What the site's settings show to an audience.
    pub fn new(site: &Site, audience: Audience) -> Privacy {
        let public = audience == Audience::Public;
        Privacy {
            mask: public && site.iin == Iin::Mask,
            documents: if public { site.documents } else { Documents::Full },
            whole: !public,
        }
    }

    /// Whether an identification number is hidden.
    pub fn hides(self, id: &str) -> bool {
        self.mask && iin_bin::check(id) == Ok(IdKind::Individual)
    }

    /// Whether the bytes of a record can be shown as they are: nothing in them is masked, private
    /// or left out.
    pub fn shows_whole(self, record: &Record) -> bool {
        let Some(tree) = record.tree() else { return false };
        self.whole
            || record
                .form
                .fields
                .iter()
                .all(|field| tree.get(&field.key).is_none_or(|node| self.is_open(node, field)))
    }

    /// What may be shown of top-level values, given as written, as one compact object.
    pub fn object<'v>(
        self,
        form: &Form,
        values: impl IntoIterator<Item = (&'v str, &'v str)>,
    ) -> Public {
        let mut json = String::from("{");
        let mut is_whole = true;
        for (key, raw) in values {
            let Some(field) = form.fields.iter().find(|field| field.key == key) else { continue };
            let node = parse(raw, Limits::RECORD).0;
            is_whole &= node.as_ref().is_none_or(|node| self.is_open(node, field));
            if !field.is_public() {
                continue;
            }
            if json.len() > 1 {
                json.push(',');
            }
            escape_into(&mut json, key);
            json.push(':');
            match node {
                Some(node) => self.write(&mut json, &node, field),
                None => json.push_str("null"),
            }
        }
        json.push('}');
        Public { json, is_whole }
    }

    /// Whether nothing of a value is masked, private or left out.
    fn is_open(self, node: &Node<'_>, field: &Field) -> bool {
        if node.is_empty() {
            return true;
        }
        let kept = field.is_public();
        let documents = field.kind != Kind::Document || self.documents == Documents::Full;
        let unmasked = field.kind != Kind::IinBin || !node.text().is_some_and(|id| self.hides(id));
        let inside = |node: &Node<'_>| {
            field
                .fields
                .iter()
                .all(|part| node.get(&part.key).is_none_or(|value| self.is_open(value, part)))
        };
        let items = if field.many { node.items() } else { std::slice::from_ref(node) };
        kept && documents && unmasked && items.iter().all(inside)
    }

    /// Appends the value of a field as compact JSON, without what is private.
    pub fn write(self, out: &mut String, node: &Node<'_>, field: &Field) {
        match &node.value {
            Value::Array(items) => {
                out.push('[');
                for (index, item) in self.items(items, field).iter().enumerate() {
                    if index > 0 {
                        out.push(',');
                    }
                    self.write(out, item, field);
                }
                out.push(']');
            }
            Value::Object(_) if field.kind.is_group() => self.write_group(out, node, field),
            Value::String(id) if field.kind == Kind::IinBin && self.hides(id) => {
                escape_into(out, MASK);
            }
            _ => compact(out, node),
        }
    }

    fn items<'n, 'a>(self, items: &'n [Node<'a>], field: &Field) -> &'n [Node<'a>] {
        let hidden = field.kind == Kind::Document && self.documents == Documents::None;
        if hidden { &[] } else { items }
    }

    fn write_group(self, out: &mut String, node: &Node<'_>, field: &Field) {
        out.push('{');
        let mut first = true;
        for part in field.fields.iter().filter(|part| part.is_public()) {
            let Some(value) = node.get(&part.key) else { continue };
            if !std::mem::take(&mut first) {
                out.push(',');
            }
            escape_into(out, &part.key);
            out.push(':');
            let dated = matches!(part.kind, Kind::Date) || part.key == "kind";
            if field.kind == Kind::Document && self.documents == Documents::Dates && !dated {
                out.push_str(if part.many { "[]" } else { "null" });
            } else {
                self.write(out, value, part);
            }
        }
        out.push('}');
    }
}
