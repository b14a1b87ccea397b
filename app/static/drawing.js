// Shows a drawing (SVG within HTML) that the portal made and escaped itself: Streamlit's own HTML element drops SVG.
export default function (component) {
  const { data, parentElement } = component;
  let holder = parentElement.querySelector(".mo-drawing");
  if (!holder) {
    holder = document.createElement("div");
    holder.className = "mo-drawing";
    parentElement.append(holder);
  }
  if (holder.moduDrawn !== data.html) {
    holder.moduDrawn = data.html;
    holder.innerHTML = data.html;
  }
}
