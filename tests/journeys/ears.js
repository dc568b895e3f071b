// Put into every page before its own scripts: what happened that a test wants to know.
"use strict";
(() => {
  const ears = {
    heard: 0, // messages of the live channel that were drawn
    drawn: 0, // drawings of the live part, whatever brought them
    born: Math.random(), // another page has another one
    told: [], // what the live part said at each drawing
    shifts: [], // what moved inside a live card by itself
  };
  window.ears = ears;
  document.addEventListener("htmx:sse:after:message", () => {
    ears.heard += 1;
    document.documentElement.dataset.heard = "";
  });
  document.addEventListener("htmx:after:swap", () => {
    ears.drawn += 1;
    ears.told.push(document.getElementById("live")?.innerText ?? "");
  });
  document.addEventListener("securitypolicyviolation", (event) => {
    console.error(`forbidden by policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
  });
  const inCard = (node) => {
    const element = node && (node.nodeType === 1 ? node : node.parentElement);
    return Boolean(element && element.closest(".live-card"));
  };
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const moved = entry.sources.filter((source) => inCard(source.node));
      if (!entry.hadRecentInput && moved.length) {
        ears.shifts.push({ value: entry.value, what: moved.map((source) => (source.node.outerHTML || source.node.textContent).slice(0, 120)) });
      }
    }
  }).observe({ type: "layout-shift", buffered: true });
})();
