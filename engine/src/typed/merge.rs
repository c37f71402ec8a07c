//! Files of one kind: their columns are united by name, and a column has a type that all fit in.

use std::sync::Arc;

use arrow::datatypes::{DataType, Field, FieldRef, Fields, Schema, SchemaRef};

use super::footer::Footer;
use crate::kernel::time_type;

/// Files that are read as one table.
#[derive(Debug)]
pub(super) struct Group {
    /// The columns of all of them.
    pub(super) schema: SchemaRef,
    /// The files, in order.
    pub(super) files: Vec<Arc<Footer>>,
}

/// Puts files together whose columns agree, in as few groups as they come to. Where a column is a
/// number here and a text there, the files are two tables, whose values keep their kinds.
pub(super) fn groups(files: &[Arc<Footer>]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for file in files {
        let merged = groups.iter_mut().find_map(|group| {
            // What is said of them stands for all files of a table.
            if group.files[0].object.declared != file.object.declared {
                return None;
            }
            let schema = merge(group, file)?;
            Some((group, schema))
        });
        match merged {
            Some((group, schema)) => {
                group.schema = schema;
                group.files.push(Arc::clone(file));
            }
            None => groups.push(Group {
                schema: Arc::clone(&file.schema),
                files: vec![Arc::clone(file)],
            }),
        }
    }
    groups
}

fn merge(known: &Group, new: &Footer) -> Option<SchemaRef> {
    if known.schema == new.schema {
        return Some(Arc::clone(&known.schema));
    }
    let held = |path: &[&str]| {
        let known = known.files.iter().map(Arc::as_ref);
        known.chain([new]).all(|file| file.fits_doubles(path))
    };
    let at_top = Place {
        path: &[],
        held: &held,
    };
    let fields = merge_fields(known.schema.fields(), new.schema.fields(), at_top)?;
    Some(SchemaRef::new(Schema::new(fields)))
}

/// Where in the columns two types meet.
#[derive(Clone, Copy)]
struct Place<'a> {
    /// The names of the members on the way.
    path: &'a [&'a str],
    /// Whether doubles hold all whole numbers of the files at a path.
    held: &'a dyn Fn(&[&str]) -> bool,
}

/// The union of two lists of fields, those of the first list first.
fn merge_fields(known: &Fields, new: &Fields, place: Place<'_>) -> Option<Fields> {
    let mut merged: Vec<FieldRef> = known.iter().cloned().collect();
    for field in new {
        match merged.iter_mut().find(|it| it.name() == field.name()) {
            Some(known) => {
                let path = [place.path, &[field.name().as_str()]].concat();
                let place = Place {
                    path: &path,
                    ..place
                };
                *known = merge_field(known, field, place)?;
            }
            None => merged.push(Arc::clone(field)),
        }
    }
    Some(merged.into())
}

fn merge_field(known: &FieldRef, new: &FieldRef, place: Place<'_>) -> Option<FieldRef> {
    let data_type = merge_types(known.data_type(), new.data_type(), place)?;
    Some(Arc::new(Field::new(known.name(), data_type, true)))
}

/// The type that values of both types fit in, as they are.
fn merge_types(known: &DataType, new: &DataType, place: Place<'_>) -> Option<DataType> {
    use DataType::{Date32, Float64, Int64, List, Null, Struct, Timestamp, UInt64};
    Some(match (known, new) {
        (known, new) if known == new => known.clone(),
        (Null, other) | (other, Null) => other.clone(),
        (UInt64, other) | (other, UInt64) if other.is_unsigned_integer() => UInt64,
        (UInt64, other) | (other, UInt64) if other.is_integer() => return None,
        (known, new) if known.is_integer() && new.is_integer() => Int64,
        (Float64, UInt64 | Int64) | (UInt64 | Int64, Float64) if !(place.held)(place.path) => {
            return None;
        }
        (Float64, other) | (other, Float64) if other.is_integer() => Float64,
        (Timestamp(..) | Date32, Timestamp(..) | Date32) => time_type(),
        (Struct(known), Struct(new)) => Struct(merge_fields(known, new, place)?),
        (List(known), List(new)) if known.name() == new.name() => {
            // Statistics of what is in lists are not looked for.
            let place = Place {
                held: &|_| false,
                ..place
            };
            List(merge_field(known, new, place)?)
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use arrow::datatypes::TimeUnit;

    use super::*;

    fn structure(fields: &[(&str, DataType)]) -> DataType {
        let field =
            |(name, data_type): &(&str, DataType)| Field::new(*name, data_type.clone(), true);
        DataType::Struct(fields.iter().map(field).collect())
    }

    #[track_caller]
    fn check(known: &DataType, new: &DataType, expected: Option<&DataType>) {
        let place = Place {
            path: &[],
            held: &|path| path != ["long"],
        };
        assert_eq!(merge_types(known, new, place).as_ref(), expected);
        assert_eq!(merge_types(new, known, place).is_some(), expected.is_some());
    }

    #[test]
    fn numbers_widen() {
        use DataType::{Float32, Float64, Int8, Int32, Int64, UInt8, UInt32, UInt64, Utf8View};
        check(&Int32, &Int32, Some(&Int32));
        check(&Int8, &UInt32, Some(&Int64));
        check(&UInt8, &UInt64, Some(&UInt64));
        check(&Int8, &UInt64, None);
        check(&Int32, &Float64, Some(&Float64));
        check(&Int64, &Float64, Some(&Float64));
        // The doubles of these are not what they stand for.
        check(&Float32, &Float64, None);
        check(&Float32, &Int32, None);
        check(&Int64, &Utf8View, None);
        check(&DataType::Null, &Utf8View, Some(&Utf8View));
    }

    #[test]
    fn whole_numbers_that_no_double_holds_stay() {
        let whole = structure(&[("long", DataType::Int64)]);
        let double = structure(&[("long", DataType::Float64)]);
        check(&whole, &double, None);
        let item = |data_type| DataType::new_list(data_type, true);
        check(&item(DataType::Int64), &item(DataType::Float64), None);
        let both = item(DataType::Float64);
        check(&item(DataType::Int32), &both, Some(&both));
    }

    #[test]
    fn times_are_microseconds_where_they_differ() {
        let millis = DataType::Timestamp(TimeUnit::Millisecond, Some("+00:00".into()));
        check(&millis, &millis, Some(&millis));
        check(&millis, &DataType::Date32, Some(&time_type()));
    }

    #[test]
    fn members_are_united() {
        let one = structure(&[("a", DataType::Int32), ("b", DataType::Utf8View)]);
        let other = structure(&[("c", DataType::Boolean), ("a", DataType::Float64)]);
        let both = structure(&[
            ("a", DataType::Float64),
            ("b", DataType::Utf8View),
            ("c", DataType::Boolean),
        ]);
        check(&one, &other, Some(&both));
        check(&one, &structure(&[("a", DataType::Utf8View)]), None);
    }
}
