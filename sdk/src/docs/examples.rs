//! The files that show how things are used.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::kind::Kind;

/// The folder of examples.
pub(super) struct Examples<'a> {
    root: &'a Path,
}

/// How a resource is imported.
#[derive(Default)]
pub(super) struct ImportExamples {
    pub(super) by_identity: Option<String>,
    pub(super) by_id: Option<String>,
    pub(super) command: Option<String>,
}

impl<'a> Examples<'a> {
    pub(super) fn below(root: &'a Path) -> Self {
        Self { root }
    }

    pub(super) fn of_provider(&self) -> io::Result<Option<String>> {
        read(&self.root.join("provider/provider.tf"))
    }

    pub(super) fn of(&self, kind: Kind, name: &str) -> io::Result<Option<String>> {
        read(&self.root.join(kind.folder()).join(name).join(kind.example()))
    }

    pub(super) fn of_import(&self, resource: &str) -> io::Result<ImportExamples> {
        let folder = self.root.join(Kind::Resource.folder()).join(resource);
        Ok(ImportExamples {
            by_identity: read(&folder.join("import-by-identity.tf"))?,
            by_id: read(&folder.join("import-by-string-id.tf"))?,
            command: read(&folder.join("import.sh"))?,
        })
    }

    /// The folders of examples of things that are not among `known`.
    pub(super) fn of_nothing(&self, known: impl Fn(Kind, &str) -> bool) -> io::Result<Vec<PathBuf>> {
        let mut strange = Vec::new();
        for kind in Kind::ALL {
            for entry in entries(&self.root.join(kind.folder()))? {
                let name = entry.file_name();
                if !name.to_str().is_some_and(|name| known(kind, name)) {
                    strange.push(entry.path());
                }
            }
        }
        Ok(strange)
    }
}

/// What lies in a folder, by name; nothing if there is no such folder.
pub(super) fn entries(folder: &Path) -> io::Result<Vec<fs::DirEntry>> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut entries = entries.collect::<io::Result<Vec<_>>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    Ok(entries)
}

/// A file's text; `None` when there is no such file.
fn read(path: &Path) -> io::Result<Option<String>> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}
