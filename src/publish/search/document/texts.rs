//! The searched texts of an entry, by the pointers and weights of its register.

use super::{Role, Text, Told, line};
use crate::base::json::{Limits, Node, parse};
use crate::base::lang::Lang;
use crate::law::{Field, Kind};

/// Every text in the language of the documents; the name first, then what weighs most.
pub(super) fn texts(told: &Told<'_>) -> Vec<Text> {
    let roles = &told.law.file.roles;
    let mut texts = Vec::new();
    if let Some(weight) = weight(told, &roles.title) {
        texts.push(Text { role: Role::Title, weight, text: line(told.title().get(told.lang())) });
    }
    let holder = roles.holder_name.as_ref();
    if let Some((pointer, weight)) = holder.and_then(|at| Some((at, weight(told, at)?)))
        && told.is_open(pointer)
    {
        let text = line(told.record.facts.holder_name.get(told.lang()));
        texts.push(Text { role: Role::Holder, weight, text });
    }
    for (role, text) in other_titles(told) {
        let weight = former_weight(told);
        texts.push(Text { role, weight, text });
    }
    let mut rest: Vec<_> = roles.search.iter().collect();
    rest.sort_by_key(|(pointer, weight)| (std::cmp::Reverse(**weight), *pointer));
    for (pointer, weight) in rest {
        if *pointer == roles.title || Some(pointer) == holder {
            continue;
        }
        let role = if is_former(pointer) { Role::Former } else { Role::Other };
        for text in collect(told, pointer) {
            texts.push(Text { role, weight: *weight, text });
        }
    }
    let mut seen = std::collections::BTreeSet::new();
    texts.retain(|text| {
        let named = matches!(text.role, Role::Title | Role::Holder);
        !text.text.is_empty() && (seen.insert(text.text.clone()) || named)
    });
    texts
}

fn weight(told: &Told<'_>, pointer: &str) -> Option<u32> {
    told.is_open(pointer).then(|| told.law.file.roles.search.get(pointer).copied()).flatten()
}

/// Earlier names have a field of their own in some forms.
fn is_former(pointer: &str) -> bool {
    pointer == "/former_names"
}

/// A name of before counts as the field of such names, or half of what a name does.
fn former_weight(told: &Told<'_>) -> u32 {
    let roles = &told.law.file.roles;
    let field = roles.search.iter().find(|(pointer, _)| is_former(pointer));
    let half = || roles.search.get(&roles.title).map_or(1, |weight| weight.div_ceil(2));
    field.map_or_else(half, |(_, weight)| *weight)
}

/// Names of other revisions: those that it had, and those that it is to have.
fn other_titles(told: &Told<'_>) -> Vec<(Role, String)> {
    let pointer = &told.law.file.roles.title;
    let now = line(told.title().get(told.lang()));
    let held = told.titled();
    let mut names: Vec<(Role, String)> = Vec::new();
    for (at, revision) in told.entry.timeline().revisions().iter().enumerate() {
        let name = line(revision.record.facts.title.get(told.lang()));
        let is_new = name != now && names.iter().all(|(_, known)| *known != name);
        if is_new && told.is_open(pointer) {
            names.push((if at < held { Role::Former } else { Role::Other }, name));
        }
    }
    names
}

/// The value of each facet, as written.
pub(super) fn facets(told: &Told<'_>) -> Vec<String> {
    let value = |pointer: &String| {
        let field = told.record.form.public_field(pointer);
        let text = with_node(told, pointer, |node| node.text().map(str::to_owned));
        field.and(text.into_iter().flatten().next()).unwrap_or_default()
    };
    told.law.file.roles.facets.iter().map(value).collect()
}

/// The texts that a pointer leads to, every one that is public.
fn collect(told: &Told<'_>, pointer: &str) -> Vec<String> {
    let Some(field) = told.record.form.public_field(pointer) else { return Vec::new() };
    let found = with_node(told, pointer, |node| {
        let mut texts = Vec::new();
        gather(told, node, field, &mut texts);
        texts
    });
    found.into_iter().flatten().collect()
}

/// Calls with each node at a pointer, which is read again from the record's own bytes.
pub(super) fn with_node<T>(
    told: &Told<'_>,
    pointer: &str,
    take: impl Fn(&Node<'_>) -> T,
) -> Vec<T> {
    let path = pointer.strip_prefix('/').unwrap_or(pointer);
    let (top, rest) = path.split_at(path.find('/').unwrap_or(path.len()));
    let Some(raw) = told.record.raw(top).filter(|raw| *raw != "null" && *raw != "[]") else {
        return Vec::new();
    };
    let tree = parse(raw, Limits::RECORD).0;
    let nodes = tree.as_ref().map(|tree| tree.select(rest)).unwrap_or_default();
    nodes.into_iter().map(take).collect()
}

fn gather(told: &Told<'_>, node: &Node<'_>, field: &Field, texts: &mut Vec<String>) {
    let items = if field.many { node.items() } else { std::slice::from_ref(node) };
    for item in items {
        match field.kind {
            Kind::Text => texts.extend(item.text().map(line)),
            Kind::Bilingual | Kind::Address => texts.extend(said(item, told.lang())),
            Kind::EntryRef => texts.extend(named(told, item)),
            kind if kind.is_group() => {
                for part in field.fields.iter().filter(|part| part.is_public()) {
                    if let Some(value) = item.get(&part.key) {
                        gather(told, value, part, texts);
                    }
                }
            }
            _ => {}
        }
    }
}

/// A text in a language, or in the other one where it has but that.
fn said(node: &Node<'_>, lang: Lang) -> Option<String> {
    let text = |lang: Lang| node.get(lang.code()).and_then(Node::text);
    text(lang).or_else(|| text(lang.other())).or_else(|| node.text()).map(line)
}

/// The name of what an entry needs.
fn named(told: &Told<'_>, node: &Node<'_>) -> Option<String> {
    if let Some(name) = node.get("name") {
        return said(name, told.lang());
    }
    let number = node.get("number")?.integer()?.try_into().ok()?;
    let needed = told.entry.register().entry(number)?;
    Some(line(needed.record().facts.title.get(told.lang())))
}
