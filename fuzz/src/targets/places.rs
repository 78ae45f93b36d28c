//! Gazetteers: read, cut into pages, and every place found again by its label.

use nigh::feed::places;
use nigh::feed::{Report, Source};
use nigh::gazetteer::{Index, Sought, complete, resolve};

/// Pages so small that a few names part them.
const PAGE_BYTES: usize = 300;

/// A file of a gazetteer.
pub fn run(data: &[u8]) {
    let source = Source { label: "places", bytes: data };
    let (gazetteer, report) = places::read(&[source], Report::default(), &mut |_| {});
    assert!(report.is_balanced(), "every row is used, repaired or refused");
    let index = Index::build(&gazetteer.localities, &gazetteer.countries, PAGE_BYTES);
    assert!(index.layout.is_sound() && index.layout.pages() == index.pages.len());
    let open = |page: &nigh::gazetteer::Wire| page.clone().open().expect("a page just written");
    let pages: Vec<_> = index.pages.iter().map(open).collect();
    for page in &pages {
        for place in page.places() {
            let label = place.label();
            let sought = Sought::new(&label).expect("a label has a name");
            let leaf = index.layout.leaf(sought.key()).expect("a leaf");
            let meant = resolve(&pages[leaf], &sought).expect("a label means something");
            assert_eq!((meant.label(), meant.point), (label, place.point));
            let typed = index.layout.completing(sought.key()).expect("a page");
            assert!(complete(&pages[typed], &sought, Some(place.point), 3).len() <= 3);
        }
    }
}
