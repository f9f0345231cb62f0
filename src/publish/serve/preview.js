// Loads a previewed page again when its site has changed, and closes the errors over it with Escape.
(() => {
  "use strict";
  const { offprintEvents: address, offprintState: state } = document.currentScript.dataset;
  const errors = document.getElementById("offprint-errors");
  if (errors) {
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && errors.open) errors.close();
    });
  }
  // A browser that loads a page again before it has scrolled it back takes where the half-read page was for its place. So the place goes with
  // the page until it is reached, or all of the page is there.
  const { offprintPlace: place } = history.state ?? {};
  let isBack = place === undefined;
  const goBack = () => {
    if (isBack) return;
    scrollTo(0, place);
    isBack = Math.abs(scrollY - place) < 1;
  };
  goBack();
  addEventListener("load", () => {
    goBack();
    isBack = true;
    history.scrollRestoration = "auto";
    history.replaceState(null, "");
  });
  const again = () => {
    history.scrollRestoration = "manual";
    history.replaceState({ offprintPlace: isBack ? scrollY : place }, "");
    location.reload();
  };
  // A browser keeps only a few connections to one server: pages in the background need none.
  let events;
  const listen = () => {
    if (document.hidden) {
      if (events) events.close();
      events = undefined;
    } else if (!events) {
      events = new EventSource(address);
      events.onmessage = (event) => {
        if (event.data !== state) again();
      };
    }
  };
  document.addEventListener("visibilitychange", listen);
  addEventListener("pagehide", () => {
    if (events) events.close();
    events = undefined;
  });
  addEventListener("pageshow", listen);
  listen();
})();
