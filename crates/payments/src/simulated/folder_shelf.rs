//! A shelf in a folder: one file a name, replaced as a whole.

use super::shelf::{Shelf, ShelfFuture};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Keeps texts as files. Several processes of one machine may use the same folder.
#[derive(Debug)]
pub struct FolderShelf(Arc<Path>);

impl FolderShelf {
    /// A shelf in `folder`, which is made when the first text is put there.
    #[must_use]
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self(folder.into().into())
    }

    /// Files are read and written where waiting for them holds nobody up.
    fn with_folder<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Path) -> io::Result<T> + Send + 'static,
    ) -> ShelfFuture<'static, T> {
        let folder = self.0.clone();
        Box::pin(async move { Ok(tokio::task::spawn_blocking(move || work(&folder)).await??) })
    }
}

fn file(folder: &Path, name: &str) -> io::Result<PathBuf> {
    let plain = name
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b));
    if plain && (1..=255).contains(&name.len()) {
        Ok(folder.join(name))
    } else {
        Err(io::ErrorKind::InvalidInput.into())
    }
}

fn read(path: &Path) -> io::Result<Option<String>> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Writes beside the file and renames: a reader, or the next start, sees the old text or the new one.
fn write(folder: &Path, path: &Path, text: &str) -> io::Result<()> {
    // A dot is in no name, so this is nobody's file.
    let beside = folder.join(".next");
    let mut file = File::create(&beside)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    fs::rename(&beside, path)?;
    File::open(folder)?.sync_all()
}

impl Shelf for FolderShelf {
    fn get<'a>(&'a self, name: &'a str) -> ShelfFuture<'a, Option<String>> {
        let name = name.to_owned();
        self.with_folder(move |folder| read(&file(folder, &name)?))
    }

    fn replace<'a>(&'a self, name: &'a str, old: Option<&'a str>, new: &'a str) -> ShelfFuture<'a, bool> {
        let (name, old, new) = (name.to_owned(), old.map(str::to_owned), new.to_owned());
        self.with_folder(move |folder| {
            let path = file(folder, &name)?;
            fs::create_dir_all(folder)?;
            // Let go of when it is closed, also by a process that ends.
            let lock = File::create(folder.join(".lock"))?;
            lock.lock()?;
            if read(&path)? != old {
                return Ok(false);
            }
            write(folder, &path, &new)?;
            Ok(true)
        })
    }
}
