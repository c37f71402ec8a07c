//! The pages of `docs/reference` are what the source says.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{env, fs};

use taffrail_query_lang::reference::pages;

/// `TAFFRAIL_WRITE_DOCS=1 cargo test -p taffrail-query-lang reference` writes them.
#[test]
fn pages_are_current() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/reference");
    let pages = pages();
    let paths: BTreeSet<PathBuf> = pages.iter().map(|page| root.join(&page.path)).collect();
    if env::var_os("TAFFRAIL_WRITE_DOCS").is_some() {
        for page in &pages {
            let path = root.join(&page.path);
            fs::create_dir_all(path.parent().expect("a page lies in a folder")).expect("a folder");
            fs::write(path, &page.text).expect("a page");
        }
        for path in found(&root).difference(&paths) {
            fs::remove_file(path).expect("a page that is no more");
        }
    }
    for page in &pages {
        let written = fs::read_to_string(root.join(&page.path)).unwrap_or_default();
        assert!(
            written.replace("\r\n", "\n") == page.text,
            "docs/reference/{} is not current: run TAFFRAIL_WRITE_DOCS=1 cargo test -p taffrail-query-lang reference",
            page.path
        );
    }
    assert_eq!(found(&root), paths, "pages of what is no more");
}

fn found(folder: &Path) -> BTreeSet<PathBuf> {
    let mut found = BTreeSet::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(self::found(&path));
        } else {
            found.insert(path);
        }
    }
    found
}
