"use strict";

// What all pages share: the choice of model, the key, requests, and small helpers. Paths are relative to the page, so
// that pages work under any path of a proxy.
const unseen = {
  model: new URLSearchParams(location.search).get("model"),
  models: [],
  access: { hasKeys: false, mayPredict: true, mayChange: false },

  $: (id) => document.getElementById(id),

  make(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [key, value] of Object.entries(attributes))
      if (key in element) element[key] = value;
      else element.setAttribute(key, value);
    element.append(...children);
    return element;
  },

  percent: (value, digits = 1) => (value === null || value === undefined ? "–" : Number(value).toFixed(digits)),

  // A number with three significant digits, as the command line and the reports write settings.
  short: (value) => (value === null || value === undefined || value === "" ? null : String(Number(Number(value).toPrecision(3)))),

  // The key stays in this tab.
  headers: (others = {}) => (sessionStorage.getItem("key") ? { ...others, "X-Api-Key": sessionStorage.getItem("key") } : others),

  async json(path, options = {}) {
    const response = await fetch(path, { ...options, headers: unseen.headers(options.headers) });
    const text = await response.text();
    let body = null;
    try { body = text ? JSON.parse(text) : null; } catch { /* reported below, by its status */ }
    if (!response.ok) throw Object.assign(new Error(body?.detail ?? body?.title ?? `the service answered ${response.status}`), { status: response.status });
    return body;
  },

  // The content of a photograph, or null if it cannot be fetched. An img element could not send the key.
  async photograph(path) {
    const response = await fetch(path, { headers: unseen.headers() });
    return response.ok ? response.blob() : null;
  },

  named: (path) => (unseen.model ? `${path}${path.includes("?") ? "&" : "?"}model=${encodeURIComponent(unseen.model)}` : path),

  // Warns at the top of the page if the descriptions of the model are no better than guessing.
  tellOfGuessing(descriptions) {
    unseen.$("guessing").hidden = descriptions?.verdict !== "guessing";
    unseen.$("guessing").textContent = descriptions?.summary ?? "";
  },

  async checkKey() {
    unseen.access = await unseen.json("v1/access");
    unseen.$("access").hidden = !unseen.access.hasKeys;
    const { key, mayChange } = unseen.access;
    unseen.$("access-told").textContent = key ? `${key}: ${mayChange ? "may change classes" : "may predict"}`
      : sessionStorage.getItem("key") ? "This key is not valid." : "";
    document.dispatchEvent(new Event("access"));
  },

  // Shows the pages that the service has, and asks for a key if one is needed. A link can contain the key after the #,
  // which browsers do not send.
  async enter() {
    const brought = new URLSearchParams(location.hash.slice(1)).get("key");
    if (brought) {
      sessionStorage.setItem("key", brought);
      history.replaceState(null, "", location.pathname + location.search);
    }
    for (const link of document.querySelectorAll("nav a"))
      if (new URL(link.href).pathname === location.pathname) link.setAttribute("aria-current", "page");
    unseen.$("access").addEventListener("submit", async (event) => {
      event.preventDefault();
      const could = unseen.access.mayPredict;
      sessionStorage.setItem("key", unseen.$("key").value.trim());
      unseen.$("key").value = "";
      await unseen.checkKey();
      if (unseen.access.mayPredict && !could) location.reload();
    });
    await unseen.checkKey();
    const { hasModels, hasProject } = unseen.access;
    if (hasProject) {
      const link = unseen.make("a", { href: "describe", textContent: "Describe" });
      if (new URL(link.href).pathname === location.pathname) link.setAttribute("aria-current", "page");
      document.querySelector("nav").append(link);
    }
    for (const link of document.querySelectorAll("nav a:not([href=describe])")) link.hidden = !hasModels;
  },

  async start() {
    await unseen.enter();
    if (!unseen.access.hasModels) {
      location.replace("describe");
      return new Promise(() => {}); // the page goes away
    }
    if (!unseen.access.mayPredict) throw new Error("this service needs a key; enter yours at the top.");
    unseen.models = await unseen.json("v1/models");
    const select = unseen.$("model");
    for (const model of unseen.models) select.append(unseen.make("option", { value: model.name, textContent: model.name }));
    unseen.model = unseen.models.some((model) => model.name === unseen.model) ? unseen.model : unseen.models[0].name;
    select.value = unseen.model;
    unseen.$("pick").hidden = unseen.models.length < 2;
    select.addEventListener("change", () => location.search = `?model=${encodeURIComponent(select.value)}`);
    for (const link of document.querySelectorAll("nav a"))
      if (unseen.models.length > 1) link.search = `?model=${encodeURIComponent(unseen.model)}`;
    return unseen.models.find((model) => model.name === unseen.model);
  },
};
