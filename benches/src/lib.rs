//! Seeded logs to measure with: CloudTrail archives as large, and in as many pieces, as asked for.
//!
//! [`archive`] lays out and writes objects, [`event`] makes one record, with [`identity`] for who
//! calls and [`call`] for what; [`random`] is where all of it comes from. The same seed gives the
//! same bytes, on any number of threads.
//!
//! ```
//! use taffrail_benches::archive::{Archive, Shape};
//!
//! let folder = std::env::temp_dir().join("taffrail-benches-doc");
//! let written = Archive::new(Shape::Tiny).events(20).write(&folder)?;
//! assert_eq!(written.objects, 3);
//! # std::fs::remove_dir_all(&folder)?;
//! # std::io::Result::Ok(())
//! ```

pub mod archive;
pub mod call;
pub mod event;
pub mod identity;
pub mod random;
