//! Where `taffrail.toml` lies.

use std::path::{Path, PathBuf};

use super::Catalog;

/// Where to look for catalogs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CatalogFolders {
    /// The working folder, absolute.
    pub working: PathBuf,
    /// The user's folder.
    pub home: Option<PathBuf>,
    /// The folder of configurations, `~/.config` mostly.
    pub config: Option<PathBuf>,
}

/// What marks the folder of a repository.
const REPOSITORIES: [&str; 3] = [".git", ".hg", ".jj"];

impl CatalogFolders {
    /// The user's own file, which may not be there.
    pub(super) fn of_user(&self) -> Option<PathBuf> {
        let folder = self.config.as_ref()?;
        Some(folder.join("taffrail").join(Catalog::FILE))
    }

    /// The file of the project: the first in the working folder and those above it, up to that of
    /// the repository, or else the user's. Outside of both only the working folder counts, since
    /// above it others may write.
    pub(super) fn of_project(&self) -> Option<PathBuf> {
        let is_root = |folder: &Path| {
            let is_repository = REPOSITORIES.iter().any(|it| folder.join(it).exists());
            is_repository || self.home.as_deref() == Some(folder)
        };
        let highest = self.working.ancestors().position(is_root).unwrap_or(0);
        let folders = self.working.ancestors().take(highest + 1);
        // Relative, so that places are shown as they would be typed.
        let mut files = folders
            .enumerate()
            .map(|(up, folder)| ("../".repeat(up), folder.join(Catalog::FILE)));
        let (up, _) = files.find(|(_, file)| file.exists())?;
        Some(PathBuf::from(up).join(Catalog::FILE))
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn the_nearest_file_of_a_project_counts() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path();
        fs::create_dir_all(root.join("repository/.git")).expect("made");
        fs::create_dir_all(root.join("repository/a/b")).expect("made");
        let find = |below: &str, home: Option<&str>| {
            let folders = CatalogFolders {
                working: root.join(below),
                home: home.map(|home| root.join(home)),
                config: None,
            };
            folders.of_project().map(|file| file.display().to_string())
        };
        fs::write(root.join("taffrail.toml"), "").expect("written");
        assert_eq!(find("repository/a/b", None), None);
        assert_eq!(find("repository", Some("")), None);
        assert_eq!(find("", None).as_deref(), Some("taffrail.toml"));
        fs::write(root.join("repository/taffrail.toml"), "").expect("written");
        let up = Some("../../taffrail.toml");
        assert_eq!(find("repository/a/b", None).as_deref(), up);
        fs::remove_dir(root.join("repository/.git")).expect("removed");
        assert_eq!(find("repository/a/b", None), None);
        assert_eq!(find("repository/a/b", Some("")).as_deref(), up);
        fs::write(root.join("repository/a/taffrail.toml"), "").expect("written");
        let up = Some("../taffrail.toml");
        assert_eq!(find("repository/a/b", Some("repository")).as_deref(), up);
    }

    #[test]
    fn the_file_of_the_user() {
        let folders = CatalogFolders {
            config: Some("/home/ann/.config".into()),
            ..CatalogFolders::default()
        };
        let file = Path::new("/home/ann/.config/taffrail/taffrail.toml");
        assert_eq!(folders.of_user().as_deref(), Some(file));
    }
}
