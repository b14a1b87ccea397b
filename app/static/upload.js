// Sends one file to the upload route and tells how far it is. The words come from the page in the reader's language.
export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const find = (what) => parentElement.querySelector(what);
  const drop = find(".drop"), input = find("#file"), going = find(".going"), bar = find(".bar"), state = find(".state"), problem = find(".problem");
  const words = data.words;
  const live = (parentElement.modu ??= { request: null });
  live.ticket = data.ticket;

  find(".label").textContent = words.label;
  find(".hint").textContent = words.hint;
  find(".choose").textContent = words.choose;
  find(".or").textContent = words.or;
  find(".stop").textContent = words.stop;
  input.setAttribute("accept", data.accept);

  const size = (bytes) => (bytes >= 1e9 ? (bytes / 1e9).toFixed(1) + " GB" : bytes >= 1e6 ? (bytes / 1e6).toFixed(1) + " MB" : Math.max(1, Math.round(bytes / 1e3)) + " kB");
  const filled = (sentence, facts) => sentence.replace(/\{(\w+)\}/g, (_, name) => facts[name]);
  const complain = (said, about) => {
    problem.textContent = said;
    problem.hidden = !said;
    if (!about) return;
    const more = document.createElement("a");
    Object.assign(more, { href: "/help?problem=" + encodeURIComponent(about), target: "_blank", textContent: words.more });
    problem.append(" ", more);
  };
  const rest = () => {
    live.request = null;
    drop.classList.remove("busy");
    going.hidden = true;
    input.value = "";
  };
  const show = (share, said) => {
    bar.setAttribute("aria-valuenow", String(share));
    bar.firstElementChild.style.width = share + "%";
    if (state.textContent !== said) state.textContent = said;
  };

  const send = (file) => {
    if (!file || live.request) return;
    complain("");
    if (file.size === 0) return complain(filled(words.empty, { file: file.name }));
    if (file.size > data.limit) return complain(filled(words.large, { file: file.name, size: size(file.size), limit: size(data.limit) }));
    const request = new XMLHttpRequest();
    live.request = request;
    drop.classList.add("busy");
    going.hidden = false;
    show(0, filled(words.sending, { file: file.name, share: 0, size: size(file.size) }));
    request.upload.onprogress = (event) => {
      const share = Math.floor((event.loaded / file.size) * 100);
      show(share, filled(words.sending, { file: file.name, share: Math.floor(share / 5) * 5, size: size(file.size) }));
    };
    request.upload.onload = () => show(100, filled(words.reading, { file: file.name }));
    request.onload = () => {
      let said = {};
      try {
        said = JSON.parse(request.responseText);
      } catch {
        // an answer of something between us and the server
      }
      rest();
      if (request.status === 200 && said.upload) setTriggerValue("uploaded", { upload: said.upload, state: said.state });
      else if (request.status === 401) location.assign("/sign-in?back=" + encodeURIComponent(location.pathname + location.search));
      else {
        complain(said.problem || filled(words.failed, { file: file.name }), said.about);
        setTriggerValue("refused", Date.now());
      }
    };
    request.onerror = () => {
      rest();
      complain(filled(words.broken, { file: file.name }));
      setTriggerValue("refused", Date.now());
    };
    request.open("POST", "/upload/" + live.ticket);
    request.setRequestHeader("X-File-Name", encodeURIComponent(file.name));
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.send(file);
  };

  input.onchange = () => send(input.files[0]);
  drop.ondragover = (event) => {
    event.preventDefault();
    drop.classList.add("over");
  };
  drop.ondragleave = () => drop.classList.remove("over");
  drop.ondrop = (event) => {
    event.preventDefault();
    drop.classList.remove("over");
    send(event.dataTransfer.files[0]);
  };
  find(".stop").onclick = () => {
    if (live.request) live.request.abort();
    rest();
    setTriggerValue("refused", Date.now());
  };
}
