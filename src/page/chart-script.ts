/**
 * The browser's script for charts of `drawChartForPage`, also for those that come later. It shows the words of the point
 * under the pointer or the finger, and, once a chart has the focus, of the point that the arrow keys, Home and End choose;
 * Escape hides them.
 */
export const chartScript = `(() => {
  "use strict";
  const value = document.createElement("div");
  value.className = "chart-value";
  value.setAttribute("aria-hidden", "true");
  value.hidden = true;
  const said = document.createElement("div");
  said.className = "chart-said";
  said.setAttribute("role", "status");
  document.body.append(value, said);
  let shown = null;
  const hide = () => {
    if (shown) shown.classList.remove("shown");
    shown = null;
    value.hidden = true;
  };
  const show = (target) => {
    if (target === shown) return;
    hide();
    shown = target;
    target.classList.add("shown");
    value.textContent = target.getAttribute("data-label");
    value.hidden = false;
    const place = target.getBoundingClientRect();
    const size = value.getBoundingClientRect();
    const room = document.documentElement.clientWidth - size.width - 4;
    value.style.left = Math.max(4, Math.min(place.left + (place.width - size.width) / 2, room)) + "px";
    value.style.top = Math.max(4, place.top - size.height - 4) + "px";
  };
  const targetOf = (event) => event.target instanceof Element ? event.target.closest(".chart .target") : null;
  const point = (event) => {
    const target = targetOf(event);
    if (target) show(target);
    else hide();
  };
  document.addEventListener("pointermove", point);
  document.addEventListener("pointerdown", point);
  document.addEventListener("scroll", hide, true);
  document.addEventListener("focusout", ({ target }) => {
    if (target instanceof Element && target.contains(shown)) hide();
  });
  document.documentElement.addEventListener("pointerleave", hide);
  document.addEventListener("keydown", (event) => {
    const chart = event.target instanceof Element ? event.target.closest("svg.chart") : null;
    if (!chart || event.altKey || event.ctrlKey || event.metaKey) return;
    const targets = [...chart.querySelectorAll(".target")];
    const at = targets.indexOf(shown);
    const last = targets.length - 1;
    const next = {
      ArrowRight: at < 0 ? 0 : Math.min(at + 1, last),
      ArrowDown: at < 0 ? 0 : Math.min(at + 1, last),
      ArrowLeft: at < 0 ? last : Math.max(at - 1, 0),
      ArrowUp: at < 0 ? last : Math.max(at - 1, 0),
      Home: 0,
      End: last,
    }[event.key];
    if (event.key === "Escape") hide();
    if (next === undefined || !targets[next]) return;
    event.preventDefault();
    show(targets[next]);
    said.textContent = value.textContent;
  });
})();`;
