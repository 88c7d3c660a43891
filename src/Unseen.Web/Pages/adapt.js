"use strict";

// Teaches a model after training: from photographs without labels, or a class from labelled photographs. Only holders
// of a key for changes can do so.
unseen.adapt = {
  rows: [], // features of the photographs in the table
  canUndo: false,

  // Offers to learn from the photographs in the table, once all of them are recognised.
  offer(rows) {
    unseen.adapt.rows = rows;
    unseen.$("adapted").textContent = "";
    unseen.$("learn-anyway").hidden = true;
    unseen.$("changes").replaceChildren();
    unseen.adapt.show();
  },

  show() {
    const { $, access, adapt } = unseen;
    $("learn").hidden = !access.mayChange || (adapt.rows.length === 0 && !adapt.canUndo);
    $("learn-now").hidden = adapt.rows.length === 0;
    $("learn-now").textContent = adapt.rows.length === 1 ? "Learn from this photograph" : `Learn from these ${adapt.rows.length} photographs`;
    $("undo").hidden = !adapt.canUndo;
    $("teach").hidden = !access.mayChange || !unseen.classes.takesImages;
  },

  post: (path, body) => unseen.json(unseen.named(path), { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body ?? {}) }),

  async learn(force) {
    const { $, adapt, json, named } = unseen;
    let atOnce = 16; // feature vectors in a request; fewer if the service takes fewer
    $("learn-now").disabled = $("learn-anyway").disabled = true;
    $("learn-anyway").hidden = true;
    $("adapted").textContent = "Learning…";
    try {
      await json(named("v1/adaptation/photographs"), { method: "DELETE" });
      for (let start = 0; start < adapt.rows.length;)
        try {
          await adapt.post("v1/adaptation/photographs", { features: adapt.rows.slice(start, start + atOnce) });
          start += atOnce;
        } catch (error) {
          if (error.status !== 413 || atOnce === 1) throw error;
          atOnce /= 2;
        }
      let state = await adapt.post(`v1/adaptation?photographs=${adapt.rows.length}${force ? "&force=true" : ""}`);
      while (state.state === "running") {
        await new Promise((resolve) => setTimeout(resolve, 300));
        state = await json(named("v1/adaptation"));
      }
      adapt.tell(state);
      if (state.state === "done") document.dispatchEvent(new Event("classes"));
    } catch (error) {
      $("adapted").textContent = `Not learnt: ${error.message}`;
    }
    $("learn-now").disabled = $("learn-anyway").disabled = false;
  },

  tell(state) {
    const { $, make, percent } = unseen;
    const { changed } = state;
    unseen.adapt.canUndo = state.canUndo;
    unseen.adapt.show();
    $("learn-anyway").hidden = !state.canForce;
    $("changes").replaceChildren();
    if (state.state === "failed") $("adapted").textContent = `Not learnt: ${state.problem}`;
    if (!changed) return;
    const share = (count) => `${percent((100 * count) / changed.photographs)} %`;
    $("adapted").textContent = `Learnt. ${share(changed.moved)} of ${changed.photographs} photographs now get another class; `
      + `${share(changed.unseenAfter)} are recognised as a class never seen in training (before: ${share(changed.unseenBefore)}).`;
    $("changes").append(...changed.moves.map((move) => make("li", { textContent: `${move.from} → ${move.to}: ${move.count}` })));
  },

  async undo() {
    const { $, adapt, json, named } = unseen;
    try {
      await json(named("v1/adaptation"), { method: "DELETE" });
      adapt.canUndo = false;
      adapt.show();
      $("changes").replaceChildren();
      $("adapted").textContent = "The model is as it was before it learnt from photographs without labels.";
      document.dispatchEvent(new Event("classes"));
    } catch (error) {
      $("adapted").textContent = `Not undone: ${error.message}`;
    }
  },

  async teach(event) {
    event.preventDefault();
    const { $, json, named, classes } = unseen;
    const form = new FormData();
    for (const file of $("teach-files").files) form.append("file", file);
    try {
      const taught = await json(named(`v1/classes/${encodeURIComponent($("teach-name").value.trim())}/photographs`), { method: "PUT", body: form });
      $("teach").reset();
      await classes.load();
      $("managed").textContent = `${taught.class} was ${taught.added ? "added" : "taught"} by ${taught.photographs} photograph${taught.photographs === 1 ? "" : "s"}.`;
      document.dispatchEvent(new Event("classes"));
    } catch (error) {
      $("managed").textContent = `Not learnt: ${error.message}`;
    }
  },

  start() {
    const { $, adapt } = unseen;
    $("learn-now").addEventListener("click", () => adapt.learn(false));
    $("learn-anyway").addEventListener("click", () => adapt.learn(true));
    $("undo").addEventListener("click", adapt.undo);
    $("teach").addEventListener("submit", adapt.teach);
    document.addEventListener("access", adapt.show);
    adapt.show();
    unseen.json(unseen.named("v1/adaptation")).then((state) => {
      adapt.canUndo = state.canUndo;
      adapt.show();
    }, () => { });
  },
};
