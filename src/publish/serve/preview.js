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
  // A browser keeps only a few connections to one server: pages in the background need none.
  let events;
  const listen = () => {
    if (document.hidden) {
      if (events) events.close();
      events = undefined;
    } else if (!events) {
      events = new EventSource(address);
      events.onmessage = (event) => {
        if (event.data !== state) location.reload();
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
