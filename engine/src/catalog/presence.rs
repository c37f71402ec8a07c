//! Whether there are logs at a source, told by as little as can be: the first of them.

use std::fs;
use std::io::{Error, ErrorKind};
use std::path::Path;

use walkdir::WalkDir;

use super::layout::{is_not_a_log, is_not_a_log_folder};
use super::{LogSource, is_url};

/// What lies at the places of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Presence {
    /// This object, and perhaps others.
    Logs(String),
    /// Nothing that could be a log.
    Nothing,
    /// It cannot be looked at; the reason.
    Unreadable(String),
    /// It is not on this machine, and was not looked at.
    Elsewhere,
}

impl LogSource {
    /// Whether there are logs. Looks no further than the first of them; URLs are not asked.
    pub fn presence(&self) -> Presence {
        let mut best = Presence::Nothing;
        for place in &self.from {
            match at(place) {
                Presence::Nothing => {}
                found @ Presence::Logs(_) => return found,
                other if best == Presence::Nothing => best = other,
                _ => {}
            }
        }
        best
    }
}

fn at(place: &str) -> Presence {
    if is_url(place) {
        return Presence::Elsewhere;
    }
    match fs::metadata(place) {
        Ok(metadata) if metadata.is_dir() => below(Path::new(place)),
        Ok(_) => Presence::Logs(place.to_owned()),
        Err(error) if error.kind() == ErrorKind::NotFound => matching(place),
        Err(error) => unreadable(&error),
    }
}

fn matching(pattern: &str) -> Presence {
    let Ok(paths) = glob::glob(pattern) else {
        return Presence::Unreadable("it is no valid pattern".to_owned());
    };
    let mut best = Presence::Nothing;
    for path in paths {
        let found = match path {
            Ok(path) if path.is_dir() => below(&path),
            Ok(path) => Presence::Logs(path.display().to_string()),
            Err(error) => unreadable(error.error()),
        };
        match found {
            Presence::Logs(_) => return found,
            Presence::Unreadable(_) => best = found,
            Presence::Nothing | Presence::Elsewhere => {}
        }
    }
    best
}

fn below(folder: &Path) -> Presence {
    let walk = WalkDir::new(folder).follow_links(true).into_iter();
    let mut best = Presence::Nothing;
    let walk = walk.filter_entry(|entry| {
        let name = entry.file_name().to_string_lossy();
        entry.depth() == 0 || !entry.file_type().is_dir() || !is_not_a_log_folder(&name)
    });
    for entry in walk {
        match entry {
            Ok(entry) => {
                let name = entry.file_name().to_string_lossy();
                if entry.file_type().is_file() && !is_not_a_log(&name) {
                    return Presence::Logs(entry.path().display().to_string());
                }
            }
            Err(error) => {
                if let Some(error) = error.io_error() {
                    best = unreadable(error);
                }
            }
        }
    }
    best
}

fn unreadable(error: &Error) -> Presence {
    Presence::Unreadable(match error.kind() {
        ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ => error.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_log_tells() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path();
        let path = |below: &str| root.join(below).display().to_string();
        let presence = |from: &[&str]| {
            let source = LogSource {
                from: from.iter().map(|below| path(below)).collect(),
                ..LogSource::default()
            };
            source.presence()
        };
        fs::create_dir_all(root.join("a/b")).expect("made");
        fs::create_dir_all(root.join("a/CloudTrail-Digest")).expect("made");
        fs::write(root.join("a/README.md"), "x").expect("written");
        fs::write(root.join("a/CloudTrail-Digest/x.json"), "x").expect("written");
        assert_eq!(presence(&["a"]), Presence::Nothing);
        assert_eq!(presence(&["*.log"]), Presence::Nothing);
        assert_eq!(presence(&["nowhere"]), Presence::Nothing);
        fs::write(root.join("a/b/x.log"), "x").expect("written");
        let logs = Presence::Logs(path("a/b/x.log"));
        assert_eq!(presence(&["nowhere", "a"]), logs);
        assert_eq!(presence(&["a/*/*.log"]), logs);
        assert_eq!(presence(&["a/b/x.log"]), logs);
        let elsewhere = LogSource {
            from: vec!["s3://b/p".into()],
            ..LogSource::default()
        };
        assert_eq!(elsewhere.presence(), Presence::Elsewhere);
    }
}
