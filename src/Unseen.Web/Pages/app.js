"use strict";

// What all pages share: the choice of model, requests, and small helpers.
const unseen = {
  model: new URLSearchParams(location.search).get("model"),
  models: [],

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

  async json(path, options) {
    const response = await fetch(path, options);
    const text = await response.text();
    let body = null;
    try { body = text ? JSON.parse(text) : null; } catch { /* told below */ }
    if (!response.ok) throw new Error(body?.detail ?? body?.title ?? `the service answered ${response.status}`);
    return body;
  },

  named: (path) => (unseen.model ? `${path}${path.includes("?") ? "&" : "?"}model=${encodeURIComponent(unseen.model)}` : path),

  // A model whose descriptions are no better than guessing says so before anything else.
  tellOfGuessing(descriptions) {
    unseen.$("guessing").hidden = descriptions?.verdict !== "guessing";
    unseen.$("guessing").textContent = descriptions?.summary ?? "";
  },

  async start() {
    for (const link of document.querySelectorAll("nav a"))
      if (new URL(link.href).pathname === location.pathname) link.setAttribute("aria-current", "page");
    unseen.models = await unseen.json("/v1/models");
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
