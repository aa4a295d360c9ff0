// Extensions look for htmx in the window: it stands there before they are loaded.
import htmx from "htmx.org";

window.htmx = htmx;
export default htmx;
