// Copies a text, and the same as HTML where the target takes it; works without a secure context too.
export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const button = parentElement.querySelector("button"), state = parentElement.querySelector("span");
  button.textContent = data.label;
  button.classList.toggle("small", Boolean(data.small));

  const bySelection = () => {
    const holder = document.createElement("div");
    if (data.html) holder.innerHTML = data.html;
    else holder.textContent = data.text;
    holder.style.cssText = "position:fixed;left:-9999px;white-space:pre-wrap";
    document.body.append(holder);
    const range = document.createRange();
    range.selectNodeContents(holder);
    const selection = getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
    const good = document.execCommand("copy");
    selection.removeAllRanges();
    holder.remove();
    if (!good) throw new Error("not copied");
  };
  const copy = async () => {
    if (!navigator.clipboard || !window.ClipboardItem) return bySelection();
    const kinds = { "text/plain": new Blob([data.text], { type: "text/plain" }) };
    if (data.html) kinds["text/html"] = new Blob([data.html], { type: "text/html" });
    try {
      await navigator.clipboard.write([new ClipboardItem(kinds)]);
    } catch {
      bySelection();
    }
  };
  button.onclick = async () => {
    try {
      await copy();
      state.textContent = data.done;
      // The copy is made without the server; this lets it know.
      if (data.told) setTriggerValue("copied", true);
    } catch {
      state.textContent = data.failed;
    }
    clearTimeout(parentElement.moduTimer);
    parentElement.moduTimer = setTimeout(() => { state.textContent = ""; }, 4000);
  };
}
