//! What a path means among declared columns.

use std::collections::BTreeMap;

use arrow::datatypes::{DataType, Field, Fields};
use datafusion::functions::core::get_field;
use datafusion::logical_expr::{Expr, lit};

use super::made::{Form, Made};
use super::table::column;

/// Finds paths among columns, and keeps what it found inside of them.
pub(super) struct Resolver<'a> {
    fields: &'a Fields,
    leaves: BTreeMap<String, Leaf>,
}

/// A member of a column, which a table hands out as a column of its own: the reader decodes this
/// member and no other.
#[derive(Debug, Clone)]
pub(super) struct Leaf {
    /// The column of the table.
    pub(super) field: Field,
    /// How it is made.
    pub(super) expr: Expr,
}

impl<'a> Resolver<'a> {
    /// Looks among `fields`.
    pub(super) fn new(fields: &'a Fields) -> Self {
        Self {
            fields,
            leaves: BTreeMap::new(),
        }
    }

    /// The value at a path, by the rules for fields of an event: a key may have dots in it, and
    /// the first column that has the path counts. Inside of lists and maps it is looked for in
    /// their JSON.
    pub(super) fn resolve(&mut self, path: &str) -> Made {
        // A log's own key that begins with `@` is named with one more (`@@version`).
        let own = path.strip_prefix('@').filter(|rest| rest.starts_with('@'));
        let segments: Vec<&str> = own.unwrap_or(path).split('.').collect();
        let Some(found) = find(self.fields, &segments) else {
            return Made::missing();
        };
        let value = self.column(&found);
        if found.rest.is_empty() {
            return Made::new(value, found.data_type);
        }
        Made {
            expr: value,
            form: Form::Member(found.rest.join(".")),
        }
    }

    /// The members that paths led to.
    pub(super) fn into_leaves(self) -> Vec<Leaf> {
        self.leaves.into_values().collect()
    }

    fn column(&mut self, found: &Found<'_>) -> Expr {
        let [root, members @ ..] = found.names.as_slice() else {
            unreachable!("a path that was found begins with a column");
        };
        if members.is_empty() {
            return column(root);
        }
        // No name of a field has this character, or its column is as good as the other.
        let name = format!("#{}", found.names.join("\u{1f}"));
        let leaf = || Leaf {
            field: Field::new(&name, found.data_type.clone(), true),
            expr: members.iter().fold(column(root), |parent, member| {
                get_field().call(vec![parent, lit(*member)])
            }),
        };
        self.leaves.entry(name.clone()).or_insert_with(leaf);
        column(&name)
    }
}

/// Where a path leads: down these members, of which the last has this type, and inside of it, when
/// it is a list or a map, down the rest of the path.
struct Found<'a> {
    names: Vec<&'a str>,
    data_type: &'a DataType,
    rest: Vec<&'a str>,
}

fn find<'a>(fields: &'a Fields, segments: &[&'a str]) -> Option<Found<'a>> {
    fields.iter().find_map(|field| {
        (1..=segments.len()).find_map(|count| {
            let (name, rest) = segments.split_at(count);
            if *field.name() != name.join(".") {
                return None;
            }
            match field.data_type() {
                DataType::Struct(members) if !rest.is_empty() => {
                    let mut found = find(members, rest)?;
                    found.names.insert(0, field.name());
                    Some(found)
                }
                data_type if rest.is_empty() || data_type.is_nested() => Some(Found {
                    names: vec![field.name()],
                    data_type,
                    rest: rest.to_vec(),
                }),
                _ => None,
            }
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn structure(name: &str, members: Vec<Field>) -> Field {
        Field::new(name, DataType::Struct(members.into()), true)
    }

    fn text(name: &str) -> Field {
        Field::new(name, DataType::Utf8View, true)
    }

    #[test]
    fn the_first_column_that_has_a_path_counts() {
        let item = Field::new("item", DataType::Struct(vec![text("id")].into()), true);
        let fields = Fields::from(vec![
            structure("a", vec![text("b"), structure("c.d", vec![text("e")])]),
            text("a.f"),
            text("a.b"),
            Field::new("items", DataType::List(item.into()), true),
            text("@version"),
        ]);
        let names = |path: &str| {
            let segments: Vec<&str> = path.split('.').collect();
            find(&fields, &segments).map(|it| (it.names.join("/"), it.rest.join("/")))
        };
        let found = |names: &str, rest: &str| Some((names.to_owned(), rest.to_owned()));
        assert_eq!(names("a.b"), found("a/b", ""));
        assert_eq!(names("a.f"), found("a.f", ""));
        assert_eq!(names("a.c.d.e"), found("a/c.d/e", ""));
        assert_eq!(names("a"), found("a", ""));
        assert_eq!(names("items.0.id"), found("items", "0/id"));
        assert_eq!(names("a.b.c"), None);
        assert_eq!(names("b"), None);
        let mut resolver = Resolver::new(&fields);
        assert_eq!(resolver.resolve("@@version").expr, column("@version"));
        assert_eq!(resolver.resolve("@@none").form, Form::Missing);
    }
}
