//! A snapshot as a folder: `DIR/kv/<key>`, one file for each KV value.

use crate::snapshot::{HEAD, Head, Snapshot, manifest_key};
use miette::{Context as _, IntoDiagnostic as _, miette};
use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// A folder that holds, or is to hold, a snapshot.
#[derive(Clone, Debug)]
pub struct Folder {
    kv: PathBuf,
}

impl Folder {
    /// The snapshot in `dir`, which need not exist yet.
    pub fn new(dir: &Path) -> Self {
        Self { kv: dir.join("kv") }
    }

    /// The value of a key, if there is one.
    pub fn get(&self, key: &str) -> miette::Result<Option<Vec<u8>>> {
        let path = self.kv.join(key);
        match fs::read(&path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error).into_diagnostic().wrap_err_with(|| cannot("read", &path)),
        }
    }

    /// The bytes of `head`, or what to do about its absence.
    pub fn head(&self) -> miette::Result<Vec<u8>> {
        self.get(HEAD)?.ok_or_else(|| {
            miette!(
                help = "make one: nigh compile --stores FILE --out DIR",
                "there is no snapshot in {}",
                self.kv.parent().unwrap_or(&self.kv).display()
            )
        })
    }

    /// All keys that have a file.
    pub fn keys(&self) -> miette::Result<BTreeSet<String>> {
        let mut keys = BTreeSet::new();
        collect(&self.kv, "", &mut keys)?;
        Ok(keys)
    }

    /// Writes a snapshot: pages first, `head` after them, and only then removes what the snapshot
    /// does not have. Who stops it at any point leaves the old snapshot or the new one.
    /// `step` is called once for each value.
    pub fn write(&self, snapshot: &Snapshot, step: &mut dyn FnMut()) -> miette::Result<()> {
        let stale = self.keys()?;
        for (key, bytes) in &snapshot.values {
            self.put(key, bytes)?;
            step();
        }
        let manifest = manifest_key(snapshot.id);
        self.put(&manifest, &snapshot.manifest)?;
        self.put(HEAD, &Head::new(snapshot.manifest.clone(), Vec::new()).encode())?;
        let is_stale = |key: &&String| {
            *key != HEAD && **key != manifest && !snapshot.values.contains_key(*key)
        };
        stale.iter().filter(is_stale).try_for_each(|key| self.remove(key))
    }

    /// Writes one value, by way of a temporary neighbour; one that is there already is left alone.
    pub fn put(&self, key: &str, bytes: &[u8]) -> miette::Result<()> {
        let path = self.kv.join(key);
        if fs::read(&path).is_ok_and(|old| old == bytes) {
            return Ok(());
        }
        put_file(&path, bytes).into_diagnostic().wrap_err_with(|| cannot("write", &path))
    }

    fn remove(&self, key: &str) -> miette::Result<()> {
        let path = self.kv.join(key);
        fs::remove_file(&path).into_diagnostic().wrap_err_with(|| cannot("remove", &path))
    }
}

/// Adds the paths of all files below `dir`, with slashes.
fn collect(dir: &Path, prefix: &str, keys: &mut BTreeSet<String>) -> miette::Result<()> {
    let entries = match fs::read_dir(dir) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries.into_diagnostic().wrap_err_with(|| cannot("list", dir))?,
    };
    for entry in entries {
        let entry = entry.into_diagnostic().wrap_err_with(|| cannot("list", dir))?;
        let key = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            collect(&entry.path(), &format!("{key}/"), keys)?;
        } else {
            keys.insert(key);
        }
    }
    Ok(())
}

/// Writes a file that is seen whole or not at all.
fn put_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let dir = path.parent().unwrap_or_else(|| Path::new("."));
    fs::create_dir_all(dir)?;
    let mut file = NamedTempFile::new_in(dir)?;
    file.write_all(bytes)?;
    readable_by_all(&file)?;
    file.persist(path)?;
    Ok(())
}

/// Temporary files are born private; pages are for whoever may read the folder.
#[cfg(unix)]
fn readable_by_all(file: &NamedTempFile) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    file.as_file().set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable_by_all(_: &NamedTempFile) -> io::Result<()> {
    Ok(())
}

fn cannot(verb: &str, path: &Path) -> String {
    format!("cannot {verb} {}", path.display())
}
