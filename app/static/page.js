// While another step or screen is drawn, what is left of the one before is not shown (see `data-turning` in shell.css). It ends with that
// drawing, and at the latest with whatever is pressed next: what is drawn anew then is the same screen, and a field that is not shown for a
// moment loses the keyboard.
let turned = () => {};
function turn() {
  turned();
  const root = document.documentElement, app = document.querySelector('[data-testid="stApp"]');
  if (app?.dataset.testScriptState !== "running") return;
  root.dataset.turning = "yes";
  const watch = new MutationObserver(() => { if (app.dataset.testScriptState !== "running") turned(); });
  const late = setTimeout(() => turned(), 20000);
  const pressed = ["keydown", "pointerdown", "input"];
  turned = () => {
    watch.disconnect();
    clearTimeout(late);
    for (const one of pressed) removeEventListener(one, turned, true);
    delete root.dataset.turning;
    turned = () => {};
  };
  for (const one of pressed) addEventListener(one, turned, true);
  watch.observe(app, { attributes: true, attributeFilter: ["data-test-script-state"] });
}

// A link from a page to itself (one dataset of the list, one step of a draft) leaves the browser's address as it was: reload, a bookmark
// and whatever is pressed next would fall back to the page before.
function address(data) {
  const here = location.pathname.replace(/\/$/, "").split("/").pop();
  const shown = new URLSearchParams(location.search).toString();
  if (here === data.path && shown !== data.query) {
    // Not by the way shell.js watches: this is a page one was on.
    History.prototype.pushState.call(history, history.state, "", data.query ? `?${data.query}` : location.pathname);
  }
}

// Keeps the page itself in step: its language, its address, and its top when another step or screen is shown.
export default function (component) {
  const { data } = component;
  if (document.documentElement.lang !== data.lang) document.documentElement.lang = data.lang;
  if (window.moduShown !== undefined && window.moduShown !== data.shown) {
    const main = document.querySelector('[data-testid="stMain"]');
    if (main) main.scrollTo({ top: 0 });
    turn();
    address(data);
  }
  window.moduShown = data.shown;
}
