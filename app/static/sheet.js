// A table that is a real table: sorted by its headers, one row chosen by mouse or keyboard when the page wants it.
export default function (component) {
  const { data, parentElement, setStateValue } = component;
  let holder = parentElement.querySelector(".mo-sheet");
  if (!holder) {
    holder = document.createElement("div");
    holder.className = "mo-sheet";
    parentElement.append(holder);
  }
  const live = (holder.modu ??= { drawn: "", sort: null, down: false });
  const make = (name, text, attributes = {}) => {
    const element = document.createElement(name);
    if (text !== undefined) element.textContent = text;
    for (const [key, value] of Object.entries(attributes)) if (value !== null) element.setAttribute(key, value);
    return element;
  };
  const choose = (row) => { if (data.choosable) setStateValue("chosen", row); };

  const mark = () => {
    for (const line of holder.querySelectorAll("tbody tr")) {
      const on = data.choosable && Number(line.dataset.row) === data.chosen;
      line.classList.toggle("mo-marked", on);
      const button = line.querySelector("button");
      if (button) button.setAttribute("aria-pressed", String(on));
    }
    const on = holder.querySelector(".mo-marked");
    if (on && data.choosable) {
      const box = holder.querySelector(".mo-scroll");
      const gap = on.offsetTop - box.scrollTop;
      if (gap < 40 || gap > box.clientHeight - 60) box.scrollTop = Math.max(0, on.offsetTop - box.clientHeight / 3);
    }
  };
  const fill = (body) => {
    const order = data.rows.map((_, at) => at);
    if (live.sort !== null) {
      const column = live.sort, sign = live.down ? -1 : 1;
      const key = (at) => data.keys[at][column];
      order.sort((a, b) => {
        const one = key(a), two = key(b);
        if (one === null || two === null) return (one === null) - (two === null);
        return sign * (typeof one === "number" && typeof two === "number" ? one - two : String(one).localeCompare(String(two), data.lang, { numeric: true }));
      });
    }
    body.replaceChildren(...order.map((at) => {
      const line = make("tr", undefined, { "data-row": String(at) });
      data.rows[at].forEach((value, column) => {
        const cell = make(column === 0 ? "th" : "td", undefined, { scope: column === 0 ? "row" : null, class: data.numeric.includes(column) ? "mo-number" : value.length < 17 && /\d/.test(value) ? "mo-whole" : null });
        if (column === 0 && data.choosable) {
          const button = make("button", value, { type: "button", class: "mo-pick" });
          cell.append(button);
        } else cell.textContent = value;
        line.append(cell);
      });
      if (data.choosable) line.onclick = () => choose(at);
      return line;
    }));
    mark();
  };
  const draw = () => {
    const box = make("div", undefined, { class: "mo-scroll" + (data.tall ? " mo-tall" : ""), tabindex: "0", role: "region", "aria-label": data.caption });
    const table = make("table", undefined, { class: "mo-table" });
    table.append(make("caption", data.caption));
    const head = make("tr"), body = make("tbody");
    data.head.forEach((title, column) => {
      const cell = make("th", undefined, { scope: "col", class: data.numeric.includes(column) ? "mo-number" : null });
      const button = make("button", title, { type: "button", class: "mo-sort" });
      button.onclick = () => {
        live.down = live.sort === column ? !live.down : false;
        live.sort = column;
        for (const other of head.children) other.removeAttribute("aria-sort");
        cell.setAttribute("aria-sort", live.down ? "descending" : "ascending");
        fill(body);
      };
      cell.append(button);
      head.append(cell);
    });
    const top = make("thead");
    top.append(head);
    table.append(top, body);
    box.append(table);
    const hint = make("p", data.sideways, { class: "mo-sideways" });
    holder.replaceChildren(hint, box);
    fill(body);
    // Columns cut at the edge say so, in words and by fading out: on many screens a scrollbar shows only while one scrolls.
    const aside = () => {
      hint.hidden = box.scrollWidth <= box.clientWidth + 1;
      box.classList.toggle("mo-aside", box.scrollLeft + box.clientWidth < box.scrollWidth - 1);
    };
    box.onscroll = aside;
    live.watch?.disconnect();
    live.watch = new ResizeObserver(aside);
    live.watch.observe(box);
    live.watch.observe(table);
  };

  const now = JSON.stringify([data.caption, data.head, data.rows]);
  if (now !== live.drawn) {
    live.drawn = now;
    live.sort = null;
    draw();
  } else {
    for (const line of holder.querySelectorAll("tbody tr")) if (data.choosable) line.onclick = () => choose(Number(line.dataset.row));
    mark();
  }
}
