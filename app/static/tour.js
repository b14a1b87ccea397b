// A tour of the screen that is shown, one thing after another, and the quiet offer of it where somebody stands still for long.
const LOOK_MS = 1000;
const state = (window.moduTour ??= { data: null, tell: null, place: null, since: 0, key: "", mark: "", quiet: "", open: null, wished: null, heard: false });

const made = (name, className, text) => {
  const element = document.createElement(name);
  if (className) element.className = className;
  if (text) element.textContent = text;
  if (name === "button") element.type = "button";
  return element;
};
const seen = (target) => [...document.querySelectorAll(target)].find((one) => one.getClientRects().length > 0);
const stops = () => (state.data ? state.data.stops.filter((stop) => seen(stop.target)) : []);

function withdraw() {
  state.place?.querySelector(".mo-offer")?.remove();
}

// Nothing lies over the page: one line above it, which is said to whoever listens.
function offer() {
  const { data, place } = state;
  if (!place || place.querySelector(".mo-offer") || state.open || !stops().length) return;
  const line = made("p", "mo-offer");
  line.setAttribute("role", "status");
  line.append(made("span", "", data.say.offer));
  const start = made("button", "mo-tour-start", data.say.start);
  const ask = made("a", "", data.say.ask);
  ask.href = data.ask;
  const later = made("button", "", data.say.later);
  later.onclick = () => { state.quiet = state.key; withdraw(); };
  const never = made("button", "", data.say.never);
  never.onclick = putAway;
  line.append(start, ask, later, never);
  place.append(line);
}

function putAway() {
  state.quiet = state.key;
  state.data.offer = false;
  withdraw();
  end();
  state.tell("away", state.data.tour);
}

function look() {
  const { data } = state;
  if (!data?.offer || state.open || state.quiet === state.key || document.hidden) return;
  if (Date.now() - state.since >= data.wait_s * 1000) offer();
}

function end() {
  const open = state.open;
  if (!open) return;
  state.open = null;
  removeEventListener("resize", open.draw);
  removeEventListener("scroll", open.draw, true);
  open.parts.forEach((part) => part.remove());
  const back = [open.from, document.querySelector(".st-key-frame_help button"), document.querySelector('[data-testid="stMain"]')];
  back.find((one) => one?.isConnected && one.getClientRects().length > 0)?.focus?.({ preventScroll: true });
}

function start(from) {
  const { data } = state;
  const all = stops();
  if (!all.length || state.open) return;
  withdraw();
  state.quiet = state.key;
  const veil = made("div", "mo-tour-veil"), ring = made("div", "mo-tour-ring"), card = made("div", "mo-tour");
  const at = made("p", "mo-tour-at"), title = made("h2"), text = made("p"), ways = made("div", "mo-tour-ways");
  const back = made("button", "", data.say.back), next = made("button", "mo-tour-next"), stop = made("button", "", data.say.end);
  const never = made("button", "mo-tour-never", data.say.never);
  title.id = "mo-tour-title";
  text.id = "mo-tour-text";
  card.tabIndex = -1;
  card.setAttribute("role", "dialog");
  card.setAttribute("aria-modal", "true");
  card.setAttribute("aria-labelledby", title.id);
  card.setAttribute("aria-describedby", text.id);
  at.setAttribute("role", "status");
  ways.append(back, next, stop, ...(data.offer ? [never] : []));
  card.append(at, title, text, ways);
  document.body.append(veil, ring, card);
  let number = 0;

  const draw = () => {
    const target = seen(all[number].target);
    const box = target?.getBoundingClientRect();
    ring.hidden = !box;
    if (box) Object.assign(ring.style, { left: `${box.left - 6}px`, top: `${box.top - 6}px`, width: `${box.width + 12}px`, height: `${box.height + 12}px` });
    if (innerWidth < 640 || !box) {
      Object.assign(card.style, { left: "", top: "" });
      card.classList.add("mo-tour-low");
      return;
    }
    card.classList.remove("mo-tour-low");
    const { offsetWidth: wide, offsetHeight: high } = card;
    const below = box.bottom + 18, above = box.top - high - 18;
    const top = below + high < innerHeight ? below : above > 8 ? above : innerHeight - high - 16;
    Object.assign(card.style, { left: `${Math.max(16, Math.min(box.left, innerWidth - wide - 16))}px`, top: `${top}px` });
  };
  const show = (to) => {
    number = to;
    const one = all[number];
    title.textContent = one.title;
    text.textContent = one.text;
    at.textContent = data.say.at.replace("{at}", number + 1).replace("{all}", all.length);
    back.disabled = number === 0;
    next.textContent = number === all.length - 1 ? data.say.done : data.say.next;
    seen(one.target)?.scrollIntoView({ block: innerWidth < 640 ? "start" : "center" });
    if (innerWidth < 640) document.querySelector('[data-testid="stMain"]')?.scrollBy(0, -80);
    draw();
    card.focus({ preventScroll: true });
  };
  const on = () => (number === all.length - 1 ? end() : show(number + 1));
  const off = () => number > 0 && show(number - 1);
  next.onclick = on;
  back.onclick = off;
  stop.onclick = end;
  never.onclick = putAway;
  card.onkeydown = (event) => {
    event.stopPropagation();
    const pressed = event.target.closest("button");
    if (event.key === "Escape") end();
    else if (event.key === "ArrowRight" || (event.key === "Enter" && !pressed)) on();
    else if (event.key === "ArrowLeft") off();
    else if (event.key === "Tab") {
      const round = [...card.querySelectorAll("button:not(:disabled)")];
      const here = round.indexOf(document.activeElement);
      const to = event.shiftKey ? (here <= 0 ? round.length - 1 : here - 1) : (here + 1) % round.length;
      round[to].focus();
    } else return;
    event.preventDefault();
  };
  state.open = { draw, from, parts: [veil, ring, card] };
  addEventListener("resize", draw);
  addEventListener("scroll", draw, true);
  show(0);
}

// A button of the page that begins the tour stands in a menu or in the offer: what opened the menu gets the focus back.
// The menu is drawn before the page below it: the tour of a page that is still on its way begins when it is there.
function heard(event) {
  const pressed = event.target.closest?.(".mo-tour-start");
  if (!pressed) return;
  const menu = document.querySelector(".st-key-frame_help button");
  const open = menu?.getAttribute("aria-expanded") === "true";
  if (open) menu.click();
  const wished = { from: open ? menu : document.activeElement };
  setTimeout(() => { state.wished = wished; begin(); }, open ? 150 : 0);
}

function begin() {
  const { wished } = state;
  if (!wished || !stops().length) return;
  state.wished = null;
  start(wished.from);
}

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  if (state.key !== data.key) {
    end();
    withdraw();
    Object.assign(state, { key: data.key, since: Date.now(), quiet: "" });
  } else if (state.place !== parentElement) {
    state.since = Date.now(); // the page was left and is come back to
  } else if (state.mark !== data.mark && !data.stuck) {
    state.since = Date.now();
    withdraw();
  }
  Object.assign(state, { data, mark: data.mark, place: parentElement, tell: setTriggerValue });
  if (!data.offer) withdraw();
  begin();
  if (state.heard) return;
  state.heard = true;
  document.body.classList.add("mo-tour-heard");
  document.addEventListener("click", heard);
  setInterval(look, LOOK_MS);
}
