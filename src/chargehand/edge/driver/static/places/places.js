// The list of chargers: how far each is, the closest on top, and the map when it is asked for.
// The position is asked for on a tap only, and never leaves this page.
"use strict";
(() => {
  const CLOSE_M = 150, EARTH_M = 6371008.8;
  const list = document.querySelector("#all-chargers .charger-rows"), finding = document.getElementById("finding");
  const filters = document.getElementById("filters");
  filters.addEventListener("change", (event) => { if (event.target.type === "radio") filters.requestSubmit(); });
  if (!list) return;
  finding.hidden = false;
  const rows = Array.from(list.children, (row) => ({ row, at: row.dataset.at?.split(",").map(Number) }));
  let map = null, here = null;

  // distance
  const radians = (degrees) => (degrees * Math.PI) / 180;
  function metres([latitude, longitude], [toLatitude, toLongitude]) {
    const up = Math.sin(radians(toLatitude - latitude) / 2), side = Math.sin(radians(toLongitude - longitude) / 2);
    const half = up * up + Math.cos(radians(latitude)) * Math.cos(radians(toLatitude)) * side * side;
    return 2 * EARTH_M * Math.asin(Math.min(1, Math.sqrt(half)));
  }
  function words(far) {
    const [value, unit, places] = far < 995 ? [Math.round(far / 10) * 10, "meter", 0] : [far / 1000, "kilometer", far < 99500 ? 1 : 0];
    const style = { style: "unit", unit, minimumFractionDigits: places, maximumFractionDigits: places };
    return new Intl.NumberFormat(document.documentElement.lang, style).format(value);
  }
  function sort() {
    for (const each of rows) {
      each.far = each.at ? metres(here, each.at) : Infinity;
      const line = each.row.querySelector(".far");
      line.hidden = !each.at;
      line.textContent = each.at ? words(each.far) : "";
    }
    const sorted = rows.toSorted((one, other) => one.far - other.far), closest = document.getElementById("closest");
    const near = sorted[0].far <= CLOSE_M ? sorted[0].row : null;
    closest.hidden = near === null;
    closest.querySelector("ul").replaceChildren(...(near ? [near] : []));
    list.replaceChildren(...sorted.map((each) => each.row).filter((row) => row !== near));
  }

  // position
  const button = document.getElementById("near"), line = document.getElementById("near-line");
  const say = (key) => { line.textContent = line.dataset[key]; };
  button.addEventListener("click", () => {
    if (!rows.some((each) => each.at)) return say("placeless");
    if (!navigator.geolocation) return say("unknown");
    button.setAttribute("aria-busy", "true");
    say("asking");
    const over = (key) => { button.removeAttribute("aria-busy"); say(key); };
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      here = [coords.latitude, coords.longitude];
      sort();
      map?.shows(here);
      over("told");
    }, (fault) => over(fault.code === fault.PERMISSION_DENIED ? "refused" : "unknown"), { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 });
  });

  // map
  const open = document.getElementById("map-open"), panel = document.getElementById("map-panel");
  if (!open) return;
  const place = document.getElementById("map"), label = open.querySelector("span");
  async function show() {
    const shown = panel.hidden;
    panel.hidden = !shown;
    open.setAttribute("aria-expanded", String(shown));
    label.textContent = shown ? label.dataset.close : label.dataset.open;
    if (!shown || map) return;
    try {
      const { draw } = await import(place.dataset.script);
      map = await draw(place, rows, here);
    } catch {
      const word = document.getElementById("map-word");
      place.replaceChildren(word);
      word.textContent = word.dataset.broken;
      place.classList.add("broken");
    }
  }
  open.addEventListener("click", show);
})();
