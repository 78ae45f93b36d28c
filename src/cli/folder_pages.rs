//! Pages in a folder, each verified by its hash as it is read.

use super::folder::Folder;
use crate::nearest::PageKey;
use crate::query::PageSource;
use crate::snapshot::{Page, PageError, page_key};

/// The pages of a folder.
#[derive(Clone, Debug)]
pub struct FolderPages(pub Folder);

impl PageSource for FolderPages {
    async fn read(&self, page: PageKey) -> Result<Page, PageError> {
        match self.0.get(&page_key(page)) {
            Ok(Some(bytes)) => Page::decode(page, &bytes),
            Ok(None) => Err(PageError::Missing),
            Err(error) => Err(PageError::Unreadable(error.to_string())),
        }
    }
}
