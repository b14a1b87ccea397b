// A picture of the known points; a click (or the arrow keys and Enter) sets the point of the name that was chosen.
export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const space = "http://www.w3.org/2000/svg";
  let picture = parentElement.querySelector("svg");
  if (!picture) {
    picture = document.createElementNS(space, "svg");
    picture.setAttribute("tabindex", "0");
    picture.setAttribute("class", "mo-points mo-pin");
    parentElement.append(picture);
  }
  const wide = 640, tall = 420, [west, south, east, north] = data.box;
  const squeeze = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const scale = Math.min(wide / ((east - west) * squeeze), tall / (north - south));
  const left = (wide - (east - west) * squeeze * scale) / 2, top = (tall - (north - south) * scale) / 2;
  const x = (lon) => left + (lon - west) * squeeze * scale, y = (lat) => top + (north - lat) * scale;
  const make = (name, attributes, text) => {
    const element = document.createElementNS(space, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    if (text) element.textContent = text;
    return element;
  };
  picture.setAttribute("viewBox", `0 0 ${wide} ${tall}`);
  picture.setAttribute("role", "application");
  picture.setAttribute("aria-label", data.label);
  const spot = (parentElement.moduSpot ??= { x: wide / 2, y: tall / 2 });
  const cursor = make("path", { d: "M-10 0H10M0-10V10", stroke: "#de3412", "stroke-width": 3, transform: `translate(${spot.x} ${spot.y})` });
  const named = east - west < 2;
  picture.replaceChildren(
    ...data.around.flatMap(({ name, lon, lat }) => [
      make("circle", { cx: x(lon), cy: y(lat), r: 3, fill: "currentColor", opacity: 0.65 }),
      ...(named ? [make("text", { x: x(lon) + 5, y: y(lat) + 4, "font-size": 12, fill: "currentColor", opacity: 0.85 }, name)] : []),
    ]),
    ...data.points.flatMap(({ name, lon, lat }) => [
      make("circle", { cx: x(lon), cy: y(lat), r: name === data.chosen ? 9 : 6.5, class: "mo-pinned" }),
      make("text", { x: x(lon) + 8, y: y(lat) + 4, "font-size": 13, fill: "currentColor" }, name),
    ]),
    cursor,
  );
  const set = (px, py) => setTriggerValue("spot", { lon: west + (px - left) / squeeze / scale, lat: north - (py - top) / scale });
  picture.onclick = (event) => {
    const frame = picture.getBoundingClientRect();
    set(((event.clientX - frame.left) / frame.width) * wide, ((event.clientY - frame.top) / frame.height) * tall);
  };
  picture.onkeydown = (event) => {
    const steps = { ArrowLeft: [-6, 0], ArrowRight: [6, 0], ArrowUp: [0, -6], ArrowDown: [0, 6] };
    if (event.key === "Enter") return set(spot.x, spot.y);
    if (!steps[event.key]) return;
    event.preventDefault();
    spot.x += steps[event.key][0];
    spot.y += steps[event.key][1];
    cursor.setAttribute("transform", `translate(${spot.x} ${spot.y})`);
  };
}
