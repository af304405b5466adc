//! Writes the structure tree into a PDF: one object an element, the numbered content of each page under its element,
//! and the tree that leads back from a page's content to its element. (ISO 32000-1, 14.7 and 14.8.)

use crate::ReportError;
use crate::canvas::hundredths;
use crate::page::Frame;
use crate::tags::{Element, Node, Role, Tags};
use crate::text::one_line;
use lopdf::{Dictionary, Document, Object, ObjectId, dictionary, text_string};
use std::collections::BTreeMap;

/// Adds the tree; `owners` names, for each page, the element of each numbered piece of content. Returns the root.
pub fn add(
    document: &mut Document,
    tags: &Tags,
    pages: &[ObjectId],
    owners: &[Vec<Node>],
    frames: &BTreeMap<Node, Frame>,
) -> Result<ObjectId, ReportError> {
    let elements = tags.elements();
    let root = document.new_object_id();
    let ids: Vec<ObjectId> = elements.iter().map(|_| document.new_object_id()).collect();
    let mut kids: Vec<Vec<Object>> = vec![Vec::new(); elements.len()];
    for (id, element) in ids.iter().zip(elements) {
        if let Some(parent) = element.parent {
            kids[parent.0].push(Object::Reference(*id));
        }
    }
    // The page an element's content starts on; content there is named by its number alone.
    let mut homes: Vec<Option<ObjectId>> = vec![None; elements.len()];
    let mut numbers: Vec<Object> = Vec::new();
    for (index, (page, owners)) in pages.iter().zip(owners).enumerate() {
        for (number, owner) in (0_i64..).zip(owners) {
            let home = *homes[owner.0].get_or_insert(*page);
            kids[owner.0].push(if home == *page {
                number.into()
            } else {
                dictionary! { "Type" => "MCR", "Pg" => *page, "MCID" => number }.into()
            });
        }
        let leads: Vec<Object> = owners
            .iter()
            .map(|owner| Object::Reference(ids[owner.0]))
            .collect();
        let index = i64::try_from(index).unwrap_or(i64::MAX);
        numbers.extend([index.into(), Object::Array(leads)]);
        let page = document
            .get_object_mut(*page)
            .and_then(Object::as_dict_mut)?;
        page.set("StructParents", index);
        page.set("Tabs", "S");
    }
    for (index, (element, kids)) in elements.iter().zip(kids).enumerate() {
        let parent = element.parent.map_or(root, |parent| ids[parent.0]);
        let mut entry = dictionary! { "S" => element.role.name(), "P" => parent, "K" => kids };
        if let Some(home) = homes[index] {
            entry.set("Pg", home);
        }
        if let Some(alt) = &element.alt {
            entry.set("Alt", text_string(&one_line(alt)));
        }
        if let Some(attributes) = attributes(element, frames.get(&Node(index))) {
            entry.set("A", attributes);
        }
        document.set_object(ids[index], entry);
    }
    let parent_tree = document.add_object(dictionary! { "Nums" => numbers });
    let next_key = i64::try_from(pages.len()).unwrap_or(i64::MAX);
    let tree = dictionary! {
        "Type" => "StructTreeRoot", "K" => ids[Tags::ROOT.0], "ParentTree" => parent_tree,
        "ParentTreeNextKey" => next_key,
    };
    document.set_object(root, tree);
    Ok(root)
}

/// What a reader needs beyond the type: which way a header points, how far a cell spans, where a figure stands.
fn attributes(element: &Element, frame: Option<&Frame>) -> Option<Dictionary> {
    let scope = match element.role {
        Role::ColumnHead => Some("Column"),
        Role::RowHead => Some("Row"),
        _ => None,
    };
    if let Some(frame) = frame {
        let sides: Vec<Object> = frame.iter().map(|side| hundredths(*side).into()).collect();
        return Some(dictionary! { "O" => "Layout", "BBox" => sides, "Placement" => "Block" });
    }
    if scope.is_none() && element.columns <= 1 {
        return None;
    }
    let mut table = dictionary! { "O" => "Table" };
    if let Some(scope) = scope {
        table.set("Scope", scope);
    }
    if element.columns > 1 {
        table.set("ColSpan", i64::try_from(element.columns).unwrap_or(1));
    }
    Some(table)
}
