//! The place of tables in a file.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use crate::Failure;

/// Puts text into a file, between `<!-- NAME begin -->` and `<!-- NAME end -->`; a file without these
/// marks is not touched, and one that does not exist yet is made.
///
/// # Errors
///
/// When the marks are missing, or the file cannot be read or written.
pub(crate) fn put(file: &Path, name: &str, text: &str) -> Result<(), Failure> {
    let before = match fs::read_to_string(file) {
        Ok(before) => before,
        Err(error) if error.kind() == ErrorKind::NotFound => marked(name, ""),
        Err(error) => return Err(format!("{}: {error}", file.display()).into()),
    };
    let after = replaced(&before, name, text).ok_or_else(|| {
        format!(
            "{} has no place for the tables: two lines `<!-- {name} begin -->` and `<!-- {name} end -->`",
            file.display()
        )
    })?;
    fs::write(file, after)?;
    Ok(())
}

fn marked(name: &str, text: &str) -> String {
    format!("<!-- {name} begin -->\n{text}<!-- {name} end -->\n")
}

fn replaced(whole: &str, name: &str, text: &str) -> Option<String> {
    let (before, rest) = whole.split_once(&format!("<!-- {name} begin -->\n"))?;
    let (_, after) = rest.split_once(&format!("<!-- {name} end -->\n"))?;
    Some(format!("{before}{}{after}", marked(name, text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_place_changes() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("page.md");
        put(&file, "compare", "one\n").expect("it is made");
        let page = format!(
            "# Page\n\n{}\nend\n",
            fs::read_to_string(&file).expect("it is there")
        );
        fs::write(&file, page).expect("it is written");
        put(&file, "compare", "two\n").expect("it has the place");
        assert_eq!(
            fs::read_to_string(&file).expect("it is there"),
            "# Page\n\n<!-- compare begin -->\ntwo\n<!-- compare end -->\n\nend\n"
        );
        assert!(put(&file, "scale", "three\n").is_err());
    }
}
