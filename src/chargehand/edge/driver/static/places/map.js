// The map of the chargers, loaded when somebody opens it. Without a background of somebody else's it is drawn by
// ourselves and asks nobody for anything: paper, a net of degrees, a scale, and a marker for each charger.
const STEPS = [30, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001];
const AGREED = "chargehand.map";
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function styled(address) {
  return new Promise((done, failed) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = address;
    link.onload = done;
    link.onerror = failed;
    document.head.append(link);
  });
}

function paper() {
  return {
    version: 8,
    sources: { net: { type: "geojson", tolerance: 0, data: { type: "FeatureCollection", features: [] } } },
    layers: [
      { id: "paper", type: "background", paint: { "background-color": colour("--sunk") } },
      { id: "net", type: "line", source: "net", paint: { "line-color": colour("--line"), "line-width": 1 } },
    ],
  };
}

// Lines of latitude and longitude, as many as fit the eye, and as far again on each side: who drags the map sees no end.
function net(bounds) {
  const wide = bounds.getEast() - bounds.getWest(), tall = bounds.getNorth() - bounds.getSouth();
  const step = STEPS.find((each) => wide / each >= 4) ?? STEPS.at(-1), lines = [];
  const floor = (edge) => Math.floor(edge / step) * step, within = (edge) => Math.max(-85, Math.min(85, edge));
  const west = bounds.getWest() - wide, east = bounds.getEast() + wide;
  const south = within(bounds.getSouth() - tall), north = within(bounds.getNorth() + tall);
  for (let at = floor(west); at <= east; at += step) lines.push([[at, south], [at, north]]);
  for (let at = floor(south); at <= north; at += step) lines.push([[west, at], [east, at]]);
  return { type: "FeatureCollection", features: lines.map((coordinates) => ({ type: "Feature", properties: {}, geometry: { type: "LineString", coordinates } })) };
}

function pin({ row }) {
  const from = row.querySelector(".cover"), words = row.querySelector(".state").textContent.trim();
  const link = document.createElement("a"), mark = document.createElement("span"), name = document.createElement("span");
  link.href = from.href;
  link.className = "pin";
  link.setAttribute("aria-label", `${from.textContent}: ${words}`);
  mark.className = `mark ${row.dataset.mark}`;
  name.className = "pin-word";
  name.textContent = words;
  link.append(mark, name);
  return link;
}

// `rows`: { row, at: [latitude, longitude] } of the list; those without a place are not drawn.
export async function draw(place, rows, here) {
  const { library, worker, style, background, host } = place.dataset;
  const [gl] = await Promise.all([import(library), styled(style)]);
  gl.setWorkerUrl(new URL(worker, location.href).href);
  const told = rows.filter((each) => each.at);
  const bounds = new gl.LngLatBounds();
  for (const { at } of told) bounds.extend([at[1], at[0]]);
  const agreed = () => Boolean(background) && localStorage.getItem(AGREED) === host;

  const map = new gl.Map({
    container: place,
    style: agreed() ? background : paper(),
    bounds,
    fitBoundsOptions: { padding: { top: 72, bottom: 40, left: 88, right: 88 }, maxZoom: 15 },
    attributionControl: background ? { compact: true } : false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    locale: { "Map.Title": place.dataset.label, "NavigationControl.ZoomIn": place.dataset.in, "NavigationControl.ZoomOut": place.dataset.out },
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new gl.NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new gl.ScaleControl({ maxWidth: 120 }), "bottom-left");
  for (const each of told) new gl.Marker({ element: pin(each), anchor: "bottom" }).setLngLat([each.at[1], each.at[0]]).addTo(map);
  for (const link of place.querySelectorAll(".pin")) link.removeAttribute("role"); // it is a link, and stays one

  const ruled = () => map.getSource("net")?.setData(net(map.getBounds()));
  map.on("moveend", ruled);
  for (const name of ["style.load", "load", "resize"]) map.on(name, ruled);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { if (!agreed()) map.setStyle(paper()); });

  const change = document.getElementById("background-switch");
  const worded = () => { if (change) change.textContent = agreed() ? change.dataset.hide : change.dataset.show; };
  change?.addEventListener("click", () => {
    if (agreed()) localStorage.removeItem(AGREED);
    else localStorage.setItem(AGREED, host);
    map.setStyle(agreed() ? background : paper(), { diff: false });
    worded();
  });
  worded();

  let me = null;
  function shows(at) {
    if (!me) {
      const dot = document.createElement("span");
      dot.className = "me";
      me = new gl.Marker({ element: dot }).setLngLat([at[1], at[0]]).addTo(map);
      dot.removeAttribute("role");
      dot.setAttribute("aria-hidden", "true");
    }
    me.setLngLat([at[1], at[0]]);
    map.easeTo({ center: [at[1], at[0]], zoom: Math.max(map.getZoom(), 13) });
  }
  if (here) shows(here);
  await new Promise((done) => { map.once("load", done); });
  document.getElementById("map-word")?.remove();
  place.dataset.drawn = "";
  return { shows };
}
