//! What plays a part in the register, taken from the tree once, so that later stages need not read
//! the text again.

use super::kind::iin_bin;
use super::{Document, Facts, Holder};
use crate::base::json::{Node, Span};
use crate::base::lang::PerLang;
use crate::law::{Form, RegisterLaw};

/// Where each top-level field of the form stands; an empty span for a missing one.
pub(super) fn spans(tree: &Node<'_>, form: &Form) -> Box<[Span]> {
    let span = |key: &str| tree.get(key).map_or_else(Span::default, |node| node.span);
    form.fields.iter().map(|field| span(&field.key)).collect()
}

pub(super) fn facts(tree: &Node<'_>, form: &Form, register: &RegisterLaw) -> Facts {
    let roles = &register.file.roles;
    let first = |pointer: &Option<String>| {
        pointer.as_ref().and_then(|pointer| tree.select(pointer).into_iter().next())
    };
    let texts = |pointer: &str| -> Box<[Box<str>]> {
        tree.select(pointer).into_iter().filter_map(Node::text).map(Into::into).collect()
    };
    let marker = form.loaded_rows.as_ref().map(|rows| rows.marker.clone());
    let requires = roles.requires.as_ref().map(|pointer| tree.select(pointer)).unwrap_or_default();
    let documents =
        roles.documents.as_ref().map(|pointer| tree.select(pointer)).unwrap_or_default();
    Facts {
        title: bilingual(tree.select(&roles.title).first().copied()),
        holder: first(&roles.holder).and_then(Node::text).and_then(holder),
        holder_name: bilingual(first(&roles.holder_name)),
        official_number: first(&roles.official_number).and_then(Node::text).map(Into::into),
        formed_on: first(&roles.formed_on).and_then(Node::text).and_then(|date| date.parse().ok()),
        keys: roles.keys.values().map(|pointer| texts(pointer)).collect(),
        facets: roles.facets.iter().flat_map(|pointer| texts(pointer)).collect(),
        requires: requires
            .into_iter()
            .flat_map(Node::items)
            .filter_map(|item| item.get("number")?.integer()?.try_into().ok())
            .collect(),
        documents: documents.into_iter().flat_map(Node::items).filter_map(document).collect(),
        loaded: first(&marker).is_some_and(|node| !node.is_empty()),
    }
}

fn document(item: &Node<'_>) -> Option<Document> {
    let valid_until = item.get("valid_until")?.text()?.parse().ok()?;
    let kind = item.get("kind").and_then(Node::text).unwrap_or_default();
    Some(Document { valid_until, kind: kind.into() })
}

fn holder(id: &str) -> Option<Holder> {
    let kind = iin_bin::check(id).ok()?;
    Some(Holder { id: id.into(), kind })
}

/// A name in each language. Where a loaded row has one language only, that one stands for both:
/// a list must show something, and the page says in which language it is.
fn bilingual(node: Option<&Node<'_>>) -> PerLang<Box<str>> {
    let text = |language: &str| node.and_then(|node| node.get(language)).and_then(Node::text);
    let plain = node.and_then(Node::text);
    let kk = text("kk").or_else(|| text("ru")).or(plain).unwrap_or_default();
    let ru = text("ru").or_else(|| text("kk")).or(plain).unwrap_or_default();
    PerLang { kk: kk.into(), ru: ru.into() }
}
