// Watches the one WebSocket the portal needs, and gives Streamlit's built-in English names in the reader's language.
(() => {
  const own = document.currentScript.dataset;
  // The backend is here and nowhere else: no probing of other addresses, no questions about who may embed the page.
  window.__streamlit = { BACKEND_BASE_URL: location.origin + "/", HOST_CONFIG: { allowedOrigins: [location.origin], useExternalAuthToken: false, enableCustomParentMessages: false } };
  // Calendars and their days speak as the page does, whatever the browser speaks.
  const tongue = { ko: "ko-KR", en: "en-GB" }[own.lang];
  Object.defineProperty(navigator, "language", { get: () => tongue });
  Object.defineProperty(navigator, "languages", { get: () => [tongue] });
  // Light or dark is known before anything is drawn: Streamlit reads its own choice from this place when it begins.
  const root = document.documentElement, wanted = root.dataset.theme, dusk = matchMedia("(prefers-color-scheme: dark)");
  const place = "stActiveTheme-" + location.pathname + "-v2";
  try {
    if (wanted === "system") localStorage.removeItem(place);
    else localStorage.setItem(place, JSON.stringify(wanted === "dark" ? "Dark" : "Light"));
  } catch {
    // no storage: the page stays as the system has it
  }
  const shade = () => { root.dataset.shade = wanted === "dark" || (wanted === "system" && dusk.matches) ? "dark" : "light"; };
  shade();
  dusk.addEventListener("change", shade);

  const patience = 9000;
  let opened = false;
  let asked = false;

  const signInAgain = () => {
    const here = location.pathname + location.search;
    location.replace("/sign-in?back=" + encodeURIComponent(here));
  };

  const askSession = async (whenAlive) => {
    if (asked) return;
    asked = true;
    try {
      const answer = await fetch("/session", { cache: "no-store" });
      if (answer.status === 401) signInAgain();
      else if (answer.ok && whenAlive) whenAlive();
    } catch {
      // the line itself is down: Streamlit keeps trying and says so
    } finally {
      asked = false;
    }
  };

  const drawsMaps = () => {
    try {
      const canvas = document.createElement("canvas");
      return Boolean(canvas.getContext("webgl2"));
    } catch {
      return false;
    }
  };
  document.cookie = "modu_flat=" + (drawsMaps() ? "0" : "1") + "; path=/; samesite=lax";
  // Maps and figures are laid out for the window they come into: beside a list, or alone on a telephone.
  const tellWidth = () => { document.cookie = "modu_width=" + innerWidth + "; path=/; samesite=lax"; };
  tellWidth();
  addEventListener("resize", tellWidth);

  // On the way to another page Streamlit first writes the new page's ids behind the old page's address: whoever went back would come to that
  // mixture, which is no page anybody was on. The new page takes its place.
  const push = History.prototype.pushState;
  let mixed = null;
  history.pushState = (state, title, address) => {
    const to = new URL(address ?? "", location.href);
    const stays = to.pathname === location.pathname;
    const replaces = !stays && mixed && mixed.search === to.search && location.pathname === mixed.pathname && Date.now() - mixed.at < 10000;
    if (replaces) history.replaceState(state, title, address);
    else push.call(history, state, title, address);
    mixed = stays ? { pathname: to.pathname, search: to.search, at: Date.now() } : null;
  };

  // A page that broke, or that misses a piece of its program because the line did, is asked for again: what matters is on the server.
  // While the line is down nothing is asked for: the browser would put its own page in our place, and stay there.
  let asking = false;
  const again = async () => {
    const last = Number(sessionStorage.moduAgain || 0);
    if (asking || Date.now() - last < 15000) return;
    asking = true;
    for (;;) {
      const answer = await fetch("/session", { cache: "no-store" }).catch(() => null);
      if (answer) break;
      await new Promise((done) => setTimeout(done, 1000));
    }
    // Nothing can be pressed any more, and what was pressed just before is done first: else the page asked for were the one before it.
    document.documentElement.inert = true;
    const working = () => ["running", "rerunRequested"].includes(document.querySelector('[data-testid="stApp"]')?.dataset.testScriptState);
    for (let turns = 0; turns < 5 || (working() && turns < 100); turns++) await new Promise((done) => setTimeout(done, 100));
    sessionStorage.moduAgain = String(Date.now());
    location.reload();
  };
  addEventListener("vite:preloadError", () => setTimeout(again, 1000));
  addEventListener("error", () => setTimeout(() => { if (opened && !document.querySelector('[data-testid="stApp"]')) again(); }, 500));

  // A line that broke between the page's first word and its parts leaves nothing on the page but its frame, and nobody to ask for it.
  let bare = 0;
  setInterval(() => {
    const page = document.querySelector('[data-testid="stApp"]');
    const still = page && page.dataset.testConnectionState === "CONNECTED" && page.dataset.testScriptState === "notRunning";
    const drawn = [...document.querySelectorAll('[data-testid="stMain"] [data-testid="stElementContainer"]')];
    bare = still && !drawn.some((one) => !one.closest(".st-key-frame_top, .st-key-frame_running") && one.innerText.trim()) ? bare + 1 : 0;
    if (bare > 2) again();
  }, 1000);

  const Plain = window.WebSocket;
  let first = 0;
  class Watched extends Plain {
    constructor(...given) {
      super(...given);
      if (!first) {
        first = Date.now();
        // Asked again while it stays so: another question may be under way just then, and whoever asks meanwhile is not heard.
        const plain = () => { if (!opened) { askSession(() => location.replace("/plain")); setTimeout(plain, 2000); } };
        setTimeout(plain, patience);
      }
      // What lets a line open and ends it before a word is said is as good as closed.
      let heard = false;
      this.addEventListener("open", () => { opened = true; });
      this.addEventListener("message", () => { heard = true; }, { once: true });
      this.addEventListener("close", (event) => {
        opened = opened && heard;
        if (event.code !== 1000 && document.visibilityState === "visible") setTimeout(() => askSession(null), 1500);
      });
    }
  }
  window.WebSocket = Watched;

  // Streamlit closes a list at any word of a scroll. The browser tells of a scroll that was before the press only after it, and scrolls by
  // itself when what stands above the list grows: the list just opened would shut. A word is held back while the list stands where it
  // stood on the screen when it was pressed.
  let list = null;
  let stood = null;
  addEventListener("pointerdown", (event) => {
    list = event.target instanceof Element ? event.target.closest('[data-testid="stSelectbox"], [data-testid="stMultiSelect"]') : null;
    stood = list && list.getBoundingClientRect();
  }, true);
  addEventListener("scroll", (event) => {
    if (!list || !event.target.contains(list)) return;
    const stands = list.getBoundingClientRect();
    if (Math.abs(stands.top - stood.top) < 1 && Math.abs(stands.left - stood.left) < 1) event.stopImmediatePropagation();
  }, true);

  const names = new Map(own.names.split("|").map((pair) => pair.split("=")).filter((pair) => pair.length === 2));
  // In a name # stands for whatever number Streamlit has there, @ for a date as "November 29, 2026", * for any text (in attributes
  // alone: what is written on a page may be a person's); $1 and $2 have them back.
  const slots = { "#": "([0-9]+)", "@": "([A-Z][a-z]+ [0-9]{1,2}, [0-9]{4})", "*": "(.+)" };
  const pattern = (said) => "^" + said.replace(/[.?()+]/g, "\\$&").replace(/[#@*]/g, (slot) => slots[slot]) + "$";
  const open = [...names].filter(([said]) => /[#@*]/.test(said)).map(([said, own]) => [new RegExp(pattern(said)), own, said]);
  const any = new RegExp(open.map(([fits]) => fits.source).join("|") || "^$");
  const day = (said) => new Date(said).toLocaleDateString(tongue, { dateStyle: "long" });
  const inOurs = (said, shown) => {
    if (names.has(said)) return names.get(said);
    if (!any.test(said)) return undefined;
    const [fits, own, name] = open.find(([one, , name]) => one.test(said) && !(shown && name.includes("*"))) ?? [];
    const inside = fits?.exec(said);
    return inside && own.replace(/\$([12])/g, (_, at) => (name.includes("@") ? day(inside[at]) : inside[at]));
  };
  // What the portal wrote itself stays as it is, and so does a person's own word that happens to be one of Streamlit's.
  const written = (element) => element.closest(".stHtml, .stMarkdown") || element.hasAttribute("data-tag");
  const spoken = ["aria-label", "title", "placeholder", "aria-valuetext"];
  const rename = (element) => {
    for (const attribute of spoken) {
      const said = element.getAttribute(attribute);
      const ours = said && inOurs(said);
      if (ours && !written(element)) element.setAttribute(attribute, ours);
    }
    if (element.childNodes.length === 1 && element.firstChild.nodeType === Node.TEXT_NODE) {
      // The parts of an empty date are named apart: elsewhere the same letters may be a unit.
      const said = element.firstChild.data.trim();
      const ours = inOurs(element.dataset.placeholder === "true" ? `empty ${said}` : said, true);
      if (ours && !written(element)) element.firstChild.data = ours;
    }
  };
  const walk = (root) => {
    if (root.nodeType !== Node.ELEMENT_NODE) return;
    rename(root);
    root.querySelectorAll("[aria-label],[title],[placeholder],[aria-valuetext],a,button,span,div,p,h2").forEach(rename);
  };
  const watch = () => {
    new MutationObserver((changes) => {
      for (const change of changes) {
        if (change.type === "attributes") rename(change.target);
        else if (change.type === "characterData") { if (change.target.parentElement) rename(change.target.parentElement); }
        else change.addedNodes.forEach((node) => walk(node.nodeType === Node.TEXT_NODE ? node.parentElement ?? node : node));
      }
      const waiting = document.getElementById("modu-waiting");
      if (waiting && document.querySelector('[data-testid="stMain"]')) waiting.remove();
    }).observe(document.body, { childList: true, subtree: true, attributes: true, characterData: true, attributeFilter: spoken });
  };
  if (document.body) watch();
  else document.addEventListener("DOMContentLoaded", watch);
})();
