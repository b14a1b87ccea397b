// The findings as a list of sentences, each with its own way to be copied, and to the table it was read from.
export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const now = JSON.stringify(data);
  if (parentElement.moduDrawn === now) return;
  parentElement.moduDrawn = now;
  let list = parentElement.querySelector("ul.mo-findings");
  if (!list) {
    list = document.createElement("ul");
    list.className = "mo-findings";
    parentElement.append(list);
  }
  const copied = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      const area = document.createElement("textarea");
      area.value = text;
      area.style.cssText = "position:fixed;left:-9999px";
      document.body.append(area);
      area.select();
      const good = document.execCommand("copy");
      area.remove();
      return good;
    }
  };
  list.replaceChildren(...data.findings.map((finding, at) => {
    const line = document.createElement("li");
    line.className = "mo-" + finding.level;
    const text = document.createElement("p");
    for (const part of finding.text.split(/(\d{4}-\d{2}-\d{2})/)) {
      const piece = document.createElement("span");
      if (/^\d{4}-\d{2}-\d{2}$/.test(part)) piece.className = "mo-whole"; // a date is not cut at the end of a line
      piece.textContent = part;
      text.append(piece);
    }
    const button = document.createElement("button");
    button.type = "button";
    button.className = "mo-copy";
    button.textContent = data.copy;
    button.setAttribute("aria-label", data.copy + ": " + finding.text.slice(0, 40));
    const state = document.createElement("span");
    state.setAttribute("role", "status");
    button.onclick = async () => {
      state.textContent = (await copied(finding.text)) ? data.done : data.failed;
      setTimeout(() => { state.textContent = ""; }, 4000);
    };
    const ways = document.createElement("div");
    ways.append(button);
    if (data.leads) {
      const basis = document.createElement("button");
      basis.type = "button";
      basis.className = "mo-copy";
      basis.textContent = data.basis;
      basis.setAttribute("aria-label", data.basis + ": " + finding.text.slice(0, 40));
      basis.onclick = () => {
        setTriggerValue("basis", at);
        document.querySelector(".st-key-result_tables")?.scrollIntoView({ block: "start" });
      };
      ways.prepend(basis);
    }
    line.append(text, ways, state);
    return line;
  }));
}
