// <nigh-locator>: what is near, open and in stock, in any page. It asks the API of the origin it was loaded from.
import { Locator } from './locator.js';

Locator.api = new URL('/', import.meta.url).href;
if (!customElements.get('nigh-locator')) customElements.define('nigh-locator', Locator);
