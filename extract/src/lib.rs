//! Log bytes to Arrow arrays: where records begin and end, and what stands in them at the wanted
//! paths, in one forward pass.
//!
//! ```
//! use arrow_array::cast::AsArray;
//! use taffrail_extract::{Column, Extractor, Path, Records, Want, detect};
//!
//! let bytes = br#"{"Records":[{"eventName":"GetObject","userIdentity":{"arn":"arn:x"}}]}"#;
//! let extractor = Extractor::new(&[
//!     Column { path: Path::parse("eventName"), want: Want::Text },
//!     Column { path: Path::parse("userIdentity.arn"), want: Want::Text },
//! ]);
//! let mut rows = extractor.rows();
//! let mut records = Records::new(detect(bytes), bytes);
//! while let Some(record) = records.next(Some(&mut rows)) {
//!     assert!(record.is_ok(), "a damaged record is reported and stepped over");
//! }
//! let extracted = rows.finish();
//! assert_eq!(extracted.columns[0].as_string_view().value(0), "GetObject");
//! assert_eq!(extracted.columns[1].as_string_view().value(0), "arn:x");
//! ```
//!
//! # Which value a path has
//!
//! Segments of a path are compared with keys after escapes are resolved. A key that has dots in it
//! is as many segments (`"a.b": 1` stands at `a.b`); a whole number also names an element of an
//! array (`items.0.id`). So every value in a record stands at one flattened path, and of several
//! values at the same flattened path **the first in the text counts, whatever it is**: null, an
//! object without the wanted key, a scalar where an object was wanted. Later ones are as if absent,
//! with all that is in them.
//!
//! | record | `a.b` | because |
//! | --- | --- | --- |
//! | `{"a":{"c":1},"a":{"b":2}}` | NULL | the first `a` counts, the second is as if absent |
//! | `{"a":{},"a.b":1}` | 1 | nothing stood at `a.b` before |
//! | `{"a":5,"a.b":1}` | 1 | likewise: 5 stands at `a` |
//! | `{"a":5,"a":{"b":1}}` | NULL | `a` is 5 |
//! | `{"a.b":null,"a":{"b":2}}` | NULL | the null was first |
//!
//! Only what lies on the way to a wanted path is looked at. Where an object is not well formed on
//! that way (`{"a":1 "b":2}`), the rest of it is matched for brackets and strings only: what was
//! found before counts. Brackets are matched without regard to their kind, and a backslash escapes
//! a quote inside and outside of strings.
//!
//! # Map
//!
//! | module | is |
//! | --- | --- |
//! | `column`, `path` | what to take out |
//! | `trie` | the wanted paths, compiled |
//! | `walk`, `skip` | the forward pass over one object |
//! | `boundary` | where records begin and end; what to do about damage |
//! | `value`, `string`, `number`, `time`, `compact` | from a value's bytes to what a column holds |
//! | `rows`, `builder` | Arrow arrays |
//! | `elements` | an array, element by element |
//! | `text` | lines of text: delimited, by pattern, key by key; times in any format |
//! | `inflate` | gzip |
//! | `simd` | masks of a block of bytes, by CPU; with `inflate/libdeflate` all `unsafe` of the crate |

mod boundary;
mod builder;
mod column;
mod compact;
mod elements;
mod extractor;
pub mod inflate;
mod number;
mod path;
mod rows;
mod simd;
mod skip;
mod string;
mod text;
mod time;
mod trie;
mod value;
mod walk;

pub use arrow_array;

pub use crate::boundary::{Damage, DamageReason, LineRules, Record, Records, Shape, detect};
pub use crate::column::{Column, Want, kind};
pub use crate::compact::compact;
pub use crate::elements::Elements;
pub use crate::extractor::Extractor;
pub use crate::number::{Exact, read_exact, read_number};
pub use crate::path::Path;
pub use crate::rows::{Extracted, Rows};
#[doc(hidden)]
pub use crate::simd::Level;
pub use crate::text::{Cut, Kinds, Part, Quotes, TextField, TextFormat, TimeFormat};
pub use crate::time::parse_timestamp;
pub use regex;
