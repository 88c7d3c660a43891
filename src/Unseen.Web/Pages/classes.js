"use strict";

// The list of a model's classes. Holders of a key for changes can rename and remove them.
unseen.classes = {
  all: [],
  model: null,

  async load() {
    unseen.classes.all = await unseen.json(unseen.named("v1/classes"));
    unseen.classes.show();
  },

  show() {
    const { $, make, classes, access } = unseen;
    const wanted = $("find").value.trim().toLowerCase();
    const maxRows = 200; // further classes can be found by name
    $("manage").hidden = false;
    $("about").textContent = `${classes.all.length} classes, ${classes.all.filter((one) => !one.seen).length} of them never seen in training.`
      + (classes.model.calibrated ? "" : " The model's percentages are not calibrated.")
      + (classes.model.refuses ? "" : " It cannot tell that a photograph shows none of them.")
      + (classes.takesImages ? "" : " This model takes features, not photographs: use POST /v1/predict.");
    $("classes").replaceChildren(...classes.all.map((one) => make("option", { value: one.class })));
    $("class-list").replaceChildren(...classes.all.filter((one) => one.class.toLowerCase().includes(wanted)).slice(0, maxRows)
      .map((one) => classes.row(one, access.mayChange)));
  },

  row(one, mayChange) {
    const { make, classes } = unseen;
    const name = make("span", { className: "class-name", textContent: one.class });
    if (!one.seen) name.append(" ", make("span", { className: "badge", textContent: "never seen" }));
    const row = make("li", {}, name);
    if (!mayChange) return row;
    const rename = make("button", { type: "button", textContent: "Rename", "aria-label": `Rename ${one.class}` });
    const remove = make("button", { type: "button", textContent: "Remove", "aria-label": `Remove ${one.class}` });
    rename.addEventListener("click", () => {
      const input = make("input", { value: one.class, maxLength: 100, "aria-label": `New name of ${one.class}` });
      const save = make("button", { type: "button", className: "main", textContent: "Save" });
      const back = make("button", { type: "button", textContent: "Cancel" });
      const send = () => classes.change("PATCH", one.class, `${one.class} is ${input.value.trim()} now.`, { name: input.value });
      save.addEventListener("click", send);
      input.addEventListener("keydown", (event) => { if (event.key === "Enter") send(); });
      back.addEventListener("click", classes.show);
      row.replaceChildren(input, save, back);
      input.select();
    });
    remove.addEventListener("click", () => {
      if (remove.dataset.sure) {
        classes.change("DELETE", one.class, `${one.class} is removed.`);
        return;
      }
      remove.dataset.sure = "yes";
      remove.textContent = "Remove for good";
      remove.setAttribute("aria-label", `Remove ${one.class} for good`);
    });
    row.append(rename, remove);
    return row;
  },

  async change(method, name, done, body) {
    const { $, named, json, classes } = unseen;
    try {
      await json(named(`v1/classes/${encodeURIComponent(name)}`), {
        method,
        ...(body ? { headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) } : {}),
      });
      await classes.load();
      $("managed").textContent = done;
      document.dispatchEvent(new Event("classes"));
    } catch (error) {
      $("managed").textContent = `Not changed: ${error.message}`;
    }
  },
};
