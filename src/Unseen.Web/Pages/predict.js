"use strict";

(async () => {
  const { $, make } = unseen;
  const model = await unseen.start();
  const classes = await unseen.json(unseen.named("/v1/classes"));
  const top = 8;
  const mostSliders = 64;
  let features = null; // of the photograph, so that a described class is ranked without sending it again
  let asked = 0;

  const unseenCount = classes.filter((one) => !one.seen).length;
  $("about").textContent = `${classes.length} classes, ${unseenCount} of them never seen in training.`
    + (model.takesImages ? "" : " This model takes features, not photographs: use POST /v1/predict.");
  $("drop").hidden = !model.takesImages;
  unseen.tellOfGuessing((await unseen.json(unseen.named("/v1/card"))).descriptions);

  function tell(problem) {
    $("problem").hidden = !problem;
    $("problem").textContent = problem ?? "";
  }

  function show(result, trial) {
    $("empty").hidden = true;
    $("ranking").replaceChildren(...result.predictions.map((one) => {
      const kind = one.class === trial ? "trial" : one.unseen ? "unseen" : "seen";
      const fill = make("div", { className: "fill" });
      fill.style.width = `${100 * one.probability}%`;
      const name = make("b", { textContent: one.class });
      if (kind !== "seen") name.append(make("span", { className: "badge", textContent: kind === "trial" ? "your class" : "never seen" }));
      return make("li", { className: kind }, make("div", { className: "line" }, name, make("span", { className: "percent", textContent: `${(100 * one.probability).toFixed(1)} %` })), make("div", { className: "track" }, fill));
    }));
    for (const id of ["key-trial", "text-trial"]) $(id).hidden = !trial;
    if (result.nearest) {
      $("near").hidden = result.nearest.length === 0;
      $("nearest").replaceChildren(...result.nearest.map((one) => make("li", {}, make("img", { src: one.thumbnail, alt: one.class, loading: "lazy" }), one.class)));
    }
  }

  // The last request wins, however long earlier ones take.
  async function ask(path, options, trial) {
    const mine = ++asked;
    try {
      const answer = await unseen.json(path, options);
      if (mine !== asked) return;
      tell(null);
      features = answer.results[0].features ?? features;
      show(answer.results[0], trial);
      $("describe").hidden = model.descriptorWidth === null;
    } catch (error) {
      if (mine === asked) tell(error.message);
    }
  }

  async function recognise(file) {
    if (!file) return;
    $("preview").src = URL.createObjectURL(file);
    $("preview").alt = `The photograph ${file.name}`;
    $("preview").hidden = false;
    $("hint").hidden = true;
    $("drop").classList.add("busy");
    const form = new FormData();
    form.append("file", file);
    const trial = described();
    if (trial) form.append("with", JSON.stringify(trial));
    await ask(unseen.named(`/v1/predict?top=${top}&nearest=6&features=true`), { method: "POST", body: form }, trial?.name);
    $("drop").classList.remove("busy");
  }

  $("file").addEventListener("change", () => recognise($("file").files[0]));
  for (const [type, over] of [["dragenter", true], ["dragover", true], ["dragleave", false], ["drop", false]])
    document.addEventListener(type, (event) => {
      event.preventDefault();
      $("drop").classList.toggle("over", over);
      if (type === "drop") recognise([...event.dataTransfer.files].find((file) => file.type.startsWith("image/")) ?? event.dataTransfer.files[0]);
    });
  document.addEventListener("paste", (event) => {
    const file = [...event.clipboardData.files].find((one) => one.type.startsWith("image/"));
    if (file) recognise(file);
  });

  // A new class: attributes where they are few and named, otherwise a mix of known classes.
  const byAttributes = model.descriptorWidth !== null && model.descriptorWidth <= mostSliders && model.attributes?.length === model.descriptorWidth;
  $("how").textContent = byAttributes
    ? "Say how much of each attribute it has, and watch the ranking. Nothing is kept until you say so."
    : "Mix it from classes that it is like, and watch the ranking. Nothing is kept until you say so.";
  $("adder").hidden = $("add-part").hidden = byAttributes;
  for (const one of classes) $("classes").append(make("option", { value: one.class }));

  function slider(name, value, lowest) {
    const range = make("input", { type: "range", min: lowest, max: 1, step: 0.05, value, name });
    const shown = make("output", { textContent: Number(value).toFixed(2) });
    range.addEventListener("input", () => {
      shown.textContent = Number(range.value).toFixed(2);
      write();
      rank();
    });
    return make("label", {}, make("span", { textContent: name }), range, shown);
  }

  const ranges = () => [...$("sliders").querySelectorAll("input")];

  function write() {
    $("text").value = byAttributes
      ? ranges().map((range) => range.value).join(", ")
      : ranges().filter((range) => Number(range.value) !== 0).map((range) => `${range.value} ${range.name}`).join(", ");
  }

  function described() {
    const name = $("name").value.trim() || "your class";
    const parts = $("text").value.split(",").map((part) => part.trim()).filter(Boolean);
    if (parts.length === 0) return null;
    if (parts.every((part) => part !== "" && Number.isFinite(Number(part)))) {
      const descriptor = parts.map(Number);
      return descriptor.some((value) => value !== 0) ? { name, descriptor } : null;
    }
    const mix = {};
    for (const part of parts) {
      const [, share, known] = /^(-?[\d.]+)?\s*(.+)$/.exec(part) ?? [];
      mix[known] = share === undefined ? 1 : Number(share);
    }
    return { name, mix };
  }

  let waiting = 0;
  function rank() {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      if (!features) return;
      const trial = described();
      ask("/v1/predict", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ features, model: unseen.model, top, nearest: 0, with: trial }),
      }, trial?.name);
    }, 60);
  }

  function addPart() {
    const name = $("like").value.trim();
    if (!classes.some((one) => one.class === name) || ranges().some((range) => range.name === name)) {
      $("told").textContent = name ? `${name} is no class of this model, or is there already.` : "Choose a class first.";
      return;
    }
    $("told").textContent = "";
    $("like").value = "";
    $("sliders").append(slider(name, 1, -1));
    write();
    rank();
  }

  function startOver() {
    $("sliders").replaceChildren(...(byAttributes ? model.attributes.map((name) => slider(name, 0, 0)) : []));
    $("text").value = "";
    $("told").textContent = "";
    rank();
  }

  $("add-part").addEventListener("click", addPart);
  $("like").addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); addPart(); } });
  $("text").addEventListener("input", rank);
  $("name").addEventListener("input", rank);
  $("clear").addEventListener("click", startOver);
  $("keep").addEventListener("click", async () => {
    const trial = described();
    if (!trial || !$("name").value.trim()) {
      $("told").textContent = "Give it a name and a description first.";
      return;
    }
    try {
      await unseen.json(unseen.named("/v1/classes"), { method: "POST", headers: { "Content-Type": "application/json", "X-Api-Key": $("key").value }, body: JSON.stringify(trial) });
      classes.push({ class: trial.name, seen: false });
      $("classes").append(make("option", { value: trial.name }));
      startOver();
      $("name").value = "";
      $("about").textContent = `${classes.length} classes, ${classes.filter((one) => !one.seen).length} of them never seen in training.`;
      $("told").textContent = `${trial.name} is one of the classes now.`;
      rank();
    } catch (error) {
      $("told").textContent = `Not kept: ${error.message}`;
    }
  });
  startOver();
})().catch((error) => {
  unseen.$("about").textContent = `The page could not start: ${error.message}`;
});
