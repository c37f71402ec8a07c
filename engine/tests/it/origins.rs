//! `testdata/README.md` says of all data where it comes from.

use std::fs;
use std::path::Path;

use crate::datasets::testdata;

/// Folders that are described as a whole.
const WHOLE: [&str; 2] = ["logs/cloudtrail", "logs/layout"];

#[test]
fn all_data_has_its_origin() {
    let readme = fs::read_to_string(testdata().join("README.md")).expect("a document");
    let mut files = Vec::new();
    for folder in ["licenses", "logs", "tables", "saved"] {
        list(&testdata(), folder, &mut files);
    }
    assert!(files.len() > 40, "only {} files were found", files.len());
    files.retain(|file| !is_named(file, &readme));
    assert!(files.is_empty(), "not in testdata/README.md: {files:?}");
}

/// The files below a folder, by their paths from `root`; of [`WHOLE`] folders the folder.
fn list(root: &Path, folder: &str, files: &mut Vec<String>) {
    for entry in fs::read_dir(root.join(folder)).expect("a folder") {
        let entry = entry.expect("an entry");
        let path = format!("{folder}/{}", entry.file_name().to_str().expect("a name"));
        if entry.path().is_dir() && !WHOLE.contains(&path.as_str()) {
            list(root, &path, files);
        } else {
            files.push(path);
        }
    }
}

/// Whether a path is named: a file in the section of its folder, all else in full.
fn is_named(path: &str, readme: &str) -> bool {
    let in_section = readme.split("\n### `").skip(1).any(|section| {
        let (folder, text) = section.split_once('`').unwrap_or_default();
        path.strip_prefix(folder)
            .and_then(|rest| rest.strip_prefix('/'))
            .is_some_and(|file| text.contains(&format!("`{file}`")))
    });
    in_section || readme.contains(&format!("`{path}`")) || readme.contains(&format!("`{path}/`"))
}
