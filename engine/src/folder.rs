//! Folders of files that queries call by name: lookup tables, saved queries.

use std::path::{Path, PathBuf};

use walkdir::WalkDir;

/// How many names are looked at.
const MOST: usize = 10_000;

/// The file that a name means in a folder: `team/owners` lies below it. `None` for a name that
/// leads out of the folder, or to what is hidden.
pub(crate) fn file(folder: &Path, name: &str, extension: &str) -> Option<PathBuf> {
    let plain = |part: &str| {
        !part.is_empty() && !part.starts_with('.') && !part.contains(['\\', ':', '\0'])
    };
    if !name.split('/').all(plain) {
        return None;
    }
    let ending = format!(".{extension}");
    let bare = name.strip_suffix(&ending).unwrap_or(name);
    Some(folder.join(format!("{bare}{ending}")))
}

/// The names of the files in a folder and below it, in order; `depth` is 1 for the folder alone.
pub(crate) fn names(folder: &Path, extension: &str, depth: usize) -> Vec<String> {
    let mut names: Vec<String> = WalkDir::new(folder)
        .max_depth(depth)
        .into_iter()
        .filter_entry(|entry| {
            entry.depth() == 0 || !entry.file_name().to_string_lossy().starts_with('.')
        })
        .take(MOST)
        .filter_map(Result::ok)
        .filter(|entry| !entry.file_type().is_dir())
        .filter(|entry| entry.path().extension().is_some_and(|it| it == extension))
        .filter_map(|entry| {
            let below = entry.path().strip_prefix(folder).ok()?.with_extension("");
            let parts: Option<Vec<&str>> = below.iter().map(|part| part.to_str()).collect();
            Some(parts?.join("/"))
        })
        .collect();
    names.sort();
    names
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn names_stay_in_the_folder() {
        let file = |name| file(Path::new("f"), name, "csv");
        assert_eq!(file("t"), Some("f/t.csv".into()));
        assert_eq!(file("t.csv"), Some("f/t.csv".into()));
        assert_eq!(file("team/t"), Some("f/team/t.csv".into()));
        for name in [
            "",
            "../t",
            "a/../../t",
            "/t",
            "a//t",
            ".t",
            "a\\t",
            "c:t",
            ".",
        ] {
            assert_eq!(file(name), None, "{name:?}");
        }
    }

    #[test]
    fn a_folder_is_read_with_what_is_below_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path();
        fs::create_dir_all(path.join("team/.git")).expect("made");
        for name in [
            "b.csv",
            "a.csv",
            "team/x y.csv",
            "team/.git/no.csv",
            "c.txt",
        ] {
            fs::write(path.join(name), "").expect("written");
        }
        assert_eq!(names(path, "csv", 2), ["a", "b", "team/x y"]);
        assert_eq!(names(path, "csv", 1), ["a", "b"]);
        assert!(names(&path.join("nowhere"), "csv", 2).is_empty());
    }
}
