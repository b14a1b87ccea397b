// Hands a small file (a form filled in) to the page.
export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  let input = parentElement.querySelector("input");
  if (!input) {
    const label = document.createElement("label");
    label.className = "mo-small-file";
    input = document.createElement("input");
    input.type = "file";
    label.append(document.createElement("span"), input);
    const state = document.createElement("p");
    state.setAttribute("role", "alert");
    parentElement.append(label, state);
  }
  parentElement.querySelector("span").textContent = data.label;
  input.accept = data.accept;
  input.onchange = () => {
    const file = input.files[0], state = parentElement.querySelector("p");
    if (!file) return;
    state.textContent = file.size > data.limit ? data.large : "";
    if (file.size > data.limit) return;
    const reader = new FileReader();
    reader.onload = () => {
      setTriggerValue("file", { name: file.name, data: String(reader.result).split(",", 2)[1] ?? "" });
      input.value = "";
    };
    reader.readAsDataURL(file);
  };
}
