// The style, constructed once for all locators of a page: a strict Content-Security-Policy has nothing against it.
import css from './style.css';

let made = null;

export function sheet() {
  if (!made) {
    made = new CSSStyleSheet();
    made.replaceSync(css);
  }
  return made;
}
