// While another step or screen is drawn, what is left of the one before is not shown (see `data-turning` in shell.css).
function turn() {
  const root = document.documentElement, since = Date.now();
  root.dataset.turning = "yes";
  const look = () => {
    const app = document.querySelector('[data-testid="stApp"]');
    if ((app && app.dataset.testScriptState === "running" && Date.now() - since < 20000) || Date.now() - since < 300) return setTimeout(look, 100);
    delete root.dataset.turning;
  };
  look();
}

// A link from a page to itself (one dataset of the list, one step of a draft) leaves the browser's address as it was: reload, a bookmark
// and whatever is pressed next would fall back to the page before.
function address(data) {
  const here = location.pathname.replace(/\/$/, "").split("/").pop();
  const shown = new URLSearchParams(location.search).toString();
  if (here === data.path && shown !== data.query) history.pushState(history.state, "", data.query ? `?${data.query}` : location.pathname);
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
