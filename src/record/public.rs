//! What of a record an audience may see. Every value that leaves the repository passes here.

use super::kind::iin_bin;
use super::{IdKind, Record};
use crate::base::json::{Limits, Member, Node, Span, Value, compact, parse};
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
#[derive(Clone, Debug)]
pub struct Public<'v> {
    /// The values as one object, in the order in which they were given.
    pub tree: Node<'v>,
    /// Whether nothing is masked, private or left out: the record can be shown as it was signed.
    pub is_whole: bool,
}

impl Public<'_> {
    /// The values as one compact object.
    pub fn json(&self) -> String {
        let mut json = String::new();
        compact(&mut json, &self.tree);
        json
    }
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
        let values = record.form.fields.iter().zip(record.raw_fields());
        let is_open = |(field, (_, raw)): (&Field, (&str, &str))| {
            !self.may_hide(field)
                || parse(raw, Limits::RECORD).0.is_none_or(|node| self.is_open(&node, field))
        };
        self.whole || values.into_iter().all(is_open)
    }

    /// What may be shown of top-level values, given as written.
    pub fn object<'v>(
        self,
        form: &Form,
        values: impl IntoIterator<Item = (&'v str, &'v str)>,
    ) -> Public<'v> {
        let mut members = Vec::new();
        let mut is_whole = true;
        for (key, raw) in values {
            let Some(field) = form.fields.iter().find(|field| field.key == key) else { continue };
            let node = parse(raw, Limits::RECORD).0.unwrap_or(NOTHING);
            is_whole &= !self.may_hide(field) || self.is_open(&node, field);
            if field.is_public() {
                let node = self.shown(node, field);
                members.push(Member { key: key.into(), key_span: Span::default(), node });
            }
        }
        let tree = Node { span: Span::default(), value: Value::Object(members) };
        Public { tree, is_whole }
    }

    /// Whether there are values of a field of which something is masked, private or left out.
    fn may_hide(self, field: &Field) -> bool {
        !field.is_public()
            || field.kind == Kind::Document && self.documents != Documents::Full
            || field.kind == Kind::IinBin && self.mask
            || field.fields.iter().any(|part| self.may_hide(part))
    }

    /// Whether nothing of a value is masked, private or left out.
    fn is_open(self, node: &Node<'_>, field: &Field) -> bool {
        if node.is_empty() {
            return true;
        }
        let kept = field.is_public();
        let documents = field.kind != Kind::Document || self.documents == Documents::Full;
        let inside = |node: &Node<'_>| {
            field
                .fields
                .iter()
                .all(|part| node.get(&part.key).is_none_or(|value| self.is_open(value, part)))
        };
        let items = if field.many { node.items() } else { std::slice::from_ref(node) };
        let hidden = |node: &Node<'_>| node.text().is_some_and(|id| self.hides(id));
        let unmasked = field.kind != Kind::IinBin || !items.iter().any(hidden);
        kept && documents && unmasked && items.iter().all(inside)
    }

    /// A value of a public field, without what is private.
    pub fn shown<'v>(self, node: Node<'v>, field: &Field) -> Node<'v> {
        let is_left_out = field.kind == Kind::Document && self.documents == Documents::None;
        let value = match node.value {
            Value::Array(_) if is_left_out => Value::Array(Vec::new()),
            Value::Object(_) if is_left_out => Value::Null,
            Value::Array(items) => {
                Value::Array(items.into_iter().map(|item| self.shown(item, field)).collect())
            }
            Value::Object(members) if field.kind.is_group() => {
                Value::Object(self.parts(members, field))
            }
            Value::String(id) if field.kind == Kind::IinBin && self.hides(&id) => {
                Value::String(MASK.into())
            }
            other => other,
        };
        Node { span: node.span, value }
    }

    /// The public parts of a group, in the order of the form.
    fn parts<'v>(self, mut members: Vec<Member<'v>>, field: &Field) -> Vec<Member<'v>> {
        let dates_only = field.kind == Kind::Document && self.documents == Documents::Dates;
        let mut parts = Vec::with_capacity(members.len());
        for part in field.fields.iter().filter(|part| part.is_public()) {
            let Some(at) = members.iter().position(|member| member.key == part.key) else {
                continue;
            };
            let Member { key, key_span, node } = members.swap_remove(at);
            let dated = matches!(part.kind, Kind::Date) || part.key == "kind";
            let node = match (dates_only && !dated, part.many) {
                (false, _) => self.shown(node, part),
                (true, true) => Node { value: Value::Array(Vec::new()), ..NOTHING },
                (true, false) => NOTHING,
            };
            parts.push(Member { key, key_span, node });
        }
        parts
    }
}

/// What stands where nothing is told.
const NOTHING: Node<'static> = Node { span: Span { start: 0, end: 0 }, value: Value::Null };

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::lang::PerLang;
    use crate::law::field::{Asked, Visibility};

    const MASKING: Privacy = Privacy { mask: true, documents: Documents::None, whole: false };

    fn field(key: &str, kind: Kind, many: bool, fields: Vec<Field>) -> Field {
        Field {
            key: key.to_owned(),
            kind,
            many,
            asked: Asked::Optional,
            visibility: Visibility::Public,
            label: PerLang { kk: String::new(), ru: String::new() },
            basis: None,
            values: Vec::new(),
            list: None,
            pattern: None,
            place: false,
            fields,
        }
    }

    fn shown(text: &str, field: &Field) -> (bool, String) {
        let node = parse(text, Limits::RECORD).0.unwrap();
        let is_open = MASKING.is_open(&node, field);
        let mut json = String::new();
        compact(&mut json, &MASKING.shown(node, field));
        (is_open, json)
    }

    #[test]
    fn a_number_in_a_list_is_masked_and_keeps_the_record_closed() {
        let numbers = field("numbers", Kind::IinBin, true, Vec::new());
        let masked = format!("[\"700140000019\",\"{MASK}\"]");
        assert_eq!(shown(r#"["700140000019","950317500013"]"#, &numbers), (false, masked));
        assert!(shown(r#"["700140000019"]"#, &numbers).0);
    }

    #[test]
    fn a_single_document_is_left_out_as_a_list_of_them_is() {
        let number = || vec![field("number", Kind::Text, false, Vec::new())];
        let single = field("document", Kind::Document, false, number());
        assert_eq!(shown(r#"{"number":"7"}"#, &single), (false, "null".to_owned()));
        let list = field("documents", Kind::Document, true, number());
        assert_eq!(shown(r#"[{"number":"7"}]"#, &list), (false, "[]".to_owned()));
    }
}
