//! Files that appear when they are complete.

use std::fs::{self, File, Metadata, Permissions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::failure::Failure;

/// A file under a temporary name; it gets its own by [`OutputFile::keep`] and is gone without.
#[derive(Debug)]
pub(crate) struct OutputFile {
    path: PathBuf,
    file: Kind,
}

#[derive(Debug)]
enum Kind {
    Beside(NamedTempFile),
    /// A device or a pipe cannot be replaced.
    Device(File),
}

impl OutputFile {
    /// A file that will be called `path`.
    pub(crate) fn create(path: &Path) -> Result<Self, Failure> {
        Self::open(path).map_err(|source| Failure::Write {
            path: path.to_owned(),
            source,
        })
    }

    fn open(path: &Path) -> io::Result<Self> {
        // Behind a link the file is replaced, not the link.
        let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let existing = fs::metadata(&path).ok();
        if existing.as_ref().is_some_and(Metadata::is_dir) {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        if existing
            .as_ref()
            .is_some_and(|metadata| !metadata.is_file())
        {
            let file = File::options().write(true).open(&path)?;
            return Ok(Self {
                path,
                file: Kind::Device(file),
            });
        }
        let folder = path
            .parent()
            .filter(|parent| !parent.as_os_str().is_empty());
        let mut builder = tempfile::Builder::new();
        builder.prefix(".taffrail-");
        if let Some(permissions) = permissions(existing.as_ref()) {
            builder.permissions(permissions);
        }
        let file = builder
            .tempfile_in(folder.unwrap_or(Path::new(".")))
            .map_err(|error| match error.kind() {
                io::ErrorKind::NotFound => io::Error::other("its folder does not exist"),
                // The text of the error would name the temporary file.
                kind => kind.into(),
            })?;
        Ok(Self {
            path,
            file: Kind::Beside(file),
        })
    }

    /// Gives the file its name, in place of a file that had it.
    pub(crate) fn keep(self) -> Result<(), Failure> {
        let Self { path, file } = self;
        let kept = match file {
            Kind::Device(mut file) => file.flush(),
            Kind::Beside(file) => file
                .as_file()
                .sync_all()
                .and_then(|()| file.persist(&path).map(drop).map_err(|error| error.error)),
        };
        kept.map_err(|source| Failure::Write { path, source })
    }
}

/// What a file may be used for: as the one that it replaces, else as any new file.
#[cfg(unix)]
fn permissions(existing: Option<&Metadata>) -> Option<Permissions> {
    use std::os::unix::fs::PermissionsExt;
    // The user's mask is taken from it.
    let new = || Permissions::from_mode(0o666);
    Some(existing.map_or_else(new, Metadata::permissions))
}

/// The system decides.
#[cfg(not(unix))]
fn permissions(_existing: Option<&Metadata>) -> Option<Permissions> {
    None
}

impl Write for OutputFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.file {
            Kind::Beside(file) => file.write(bytes),
            Kind::Device(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.file {
            Kind::Beside(file) => file.flush(),
            Kind::Device(file) => file.flush(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_appears_when_it_is_kept() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("rows.csv");
        let files = || fs::read_dir(folder.path()).expect("a folder").count();

        let mut dropped = OutputFile::create(&path).expect("a file");
        dropped.write_all(b"half").expect("written");
        assert!(!path.exists());
        drop(dropped);
        assert_eq!(files(), 0);

        let mut kept = OutputFile::create(&path).expect("a file");
        kept.write_all(b"whole").expect("written");
        kept.keep().expect("kept");
        assert_eq!(
            (fs::read(&path).expect("a file").as_slice(), files()),
            (&b"whole"[..], 1)
        );
    }

    #[test]
    fn a_folder_is_no_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let failure = OutputFile::create(folder.path()).expect_err("a folder");
        assert!(failure.to_string().contains("is a directory"), "{failure}");
    }
}
