//! A shelf in a folder: one file a name, replaced as a whole.

use super::shelf::{Shelf, ShelfError, ShelfFuture};
use std::io;
use std::path::PathBuf;
use tokio::fs;
use tokio::io::AsyncWriteExt;
use tokio::sync::Mutex;

/// Keeps texts as files. For one process: several at once would not see each other's replacements.
#[derive(Debug)]
pub struct FolderShelf {
    folder: PathBuf,
    writing: Mutex<()>,
}

impl FolderShelf {
    /// A shelf in `folder`, which is made when the first text is put there.
    #[must_use]
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self {
            folder: folder.into(),
            writing: Mutex::new(()),
        }
    }

    fn path(&self, name: &str) -> io::Result<PathBuf> {
        let plain = name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b));
        if plain && (1..=255).contains(&name.len()) {
            Ok(self.folder.join(name))
        } else {
            Err(io::ErrorKind::InvalidInput.into())
        }
    }

    async fn read(&self, name: &str) -> io::Result<Option<String>> {
        match fs::read_to_string(self.path(name)?).await {
            Ok(text) => Ok(Some(text)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Writes beside the file and renames: a reader, or the next start, sees the old text or the new one.
    async fn write(&self, name: &str, text: &str) -> io::Result<()> {
        fs::create_dir_all(&self.folder).await?;
        // A dot is in no name, so this is nobody's file.
        let beside = self.folder.join(".next");
        let mut file = fs::File::create(&beside).await?;
        file.write_all(text.as_bytes()).await?;
        file.sync_all().await?;
        fs::rename(&beside, self.path(name)?).await?;
        fs::File::open(&self.folder).await?.sync_all().await
    }
}

impl Shelf for FolderShelf {
    fn get<'a>(&'a self, name: &'a str) -> ShelfFuture<'a, Option<String>> {
        Box::pin(async move { self.read(name).await.map_err(ShelfError::from) })
    }

    fn replace<'a>(&'a self, name: &'a str, old: Option<&'a str>, new: &'a str) -> ShelfFuture<'a, bool> {
        Box::pin(async move {
            let _alone = self.writing.lock().await;
            if self.read(name).await?.as_deref() != old {
                return Ok(false);
            }
            self.write(name, new).await?;
            Ok(true)
        })
    }
}
