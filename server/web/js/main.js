// The script of every page. Each module looks for its page and does nothing
// elsewhere; without any of them the site works the same.
import "./results.js";
import "./case.js";
import "./suggest.js";
import "./acts.js";

document.documentElement.classList.add("script");
