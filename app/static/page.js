// Keeps the page itself in step: its language, and its top when another step or screen is shown.
export default function (component) {
  const { data } = component;
  if (document.documentElement.lang !== data.lang) document.documentElement.lang = data.lang;
  if (window.moduShown !== undefined && window.moduShown !== data.shown) {
    const main = document.querySelector('[data-testid="stMain"]');
    if (main) main.scrollTo({ top: 0 });
  }
  window.moduShown = data.shown;
}
