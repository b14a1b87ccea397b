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

// Keeps the page itself in step: its language, and its top when another step or screen is shown.
export default function (component) {
  const { data } = component;
  if (document.documentElement.lang !== data.lang) document.documentElement.lang = data.lang;
  if (window.moduShown !== undefined && window.moduShown !== data.shown) {
    const main = document.querySelector('[data-testid="stMain"]');
    if (main) main.scrollTo({ top: 0 });
    turn();
  }
  window.moduShown = data.shown;
}
