//! Towns and postcodes: that every place is where its name leads, and that its label means it.

use super::{Findings, Folder, read};
use crate::gazetteer::{Page as Places, Sought, resolve};
use crate::snapshot::{Manifest, Page, page_key};
use std::rc::Rc;

/// Checks the gazetteer; how many distinct places it has.
pub(super) fn check(
    folder: &Folder,
    manifest: &Manifest,
    findings: &mut Findings,
) -> miette::Result<usize> {
    let places = &manifest.places;
    let mut pages: Vec<Option<Rc<Places>>> = Vec::with_capacity(places.pages.len());
    for key in &places.pages {
        let page = match read(folder, *key, findings)? {
            Some(Page::Places(page)) => Some(page),
            other => {
                findings.expect(other.is_none(), &page_key(*key), "not places");
                None
            }
        };
        pages.push(page);
    }
    let mut found = 0;
    for (number, (key, page)) in places.pages.iter().zip(&pages).enumerate() {
        let Some(page) = page else { continue };
        for place in page.places() {
            let label = place.label();
            let sought = Sought::new(&label);
            let leaf = sought.as_ref().and_then(|sought| places.layout.leaf(sought.key()));
            found += usize::from(leaf == Some(number));
            let Some(Some(leaf)) = leaf.and_then(|leaf| pages.get(leaf)) else { continue };
            let meant = sought.as_ref().and_then(|sought| resolve(leaf, sought));
            let is_meant =
                meant.is_some_and(|meant| meant.label() == label && meant.point == place.point);
            if !is_meant {
                let what = format!("{label:?} means another place, or none");
                findings.add(&page_key(*key), what);
            }
        }
    }
    Ok(found)
}
