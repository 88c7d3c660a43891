"use strict";

(async () => {
  const { $, make } = unseen;
  const model = await unseen.start();
  unseen.classes.takesImages = model.takesImages;
  unseen.classes.model = model;
  await unseen.classes.load();
  const top = 8;
  const reject = model.refuses ? 0.05 : undefined; // share of photographs of known classes that may be refused
  const mostSliders = 64;
  let features = null; // of the photograph, so that a described class is ranked without sending the photograph again
  let asked = 0;
  let photograph = null; // the file that is shown, for a review

  $("drop").hidden = !model.takesImages;
  // This is not awaited: the page must take photographs from the start.
  unseen.json(unseen.named("v1/card")).then((card) => unseen.tellOfGuessing(card.descriptions), () => { });

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
    const best = result.predictions[0];
    // result.known is about the model's own classes, and says nothing about a class that is being described.
    const isNone = result.known === false && best.class !== trial;
    $("none").hidden = !isNone;
    $("said").textContent = `${isNone ? "None of these classes; nearest is " : ""}${best.class}, ${(100 * best.probability).toFixed(0)} per cent`;
    for (const id of ["key-trial", "text-trial"]) $(id).hidden = !trial;
    if (result.nearest) {
      $("near").hidden = result.nearest.length === 0;
      $("nearest").replaceChildren(...result.nearest.map((one) => {
        const picture = make("img", { alt: "" });
        unseen.photograph(one.thumbnail).then((blob) => { if (blob) picture.src = URL.createObjectURL(blob); });
        return make("li", {}, picture, one.class);
      }));
    }
  }

  const offerReview = () => { $("review").hidden = !photograph || !features || !unseen.access.mayChange; };

  // Removes everything about an earlier photograph.
  function clear() {
    features = photograph = null;
    $("reviewed").textContent = "";
    offerReview();
    $("ranking").replaceChildren();
    $("said").textContent = "";
    $("none").hidden = true;
    $("empty").hidden = false;
    $("near").hidden = $("preview").hidden = $("calls").hidden = true;
    $("hint").hidden = false;
  }

  // Says in plain words why a file was not recognised.
  async function explain(file, error) {
    if (error.status !== 422) return `${file.name} was not recognised: ${error.message}`;
    const start = new Uint8Array(await file.slice(0, 512).arrayBuffer());
    const reason = start.length === 0 ? ": it is empty."
      : start.every((byte) => byte >= 32 || (byte >= 9 && byte <= 13)) ? ": it is text."
      : `. ${error.message}`;
    return `${file.name} is not a picture that can be read${reason}`;
  }

  // Only the response to the last request is shown, however long earlier requests take.
  async function ask(path, options, trial) {
    const mine = ++asked;
    const answer = await unseen.json(path, options);
    if (mine !== asked) return;
    tell(null);
    features = answer.results[0].features ?? features;
    show(answer.results[0], trial);
    $("describe").hidden = model.descriptorWidth === null;
  }

  function formOf(file, trial) {
    const form = new FormData();
    form.append("file", file);
    if (trial) form.append("with", JSON.stringify(trial));
    return { method: "POST", body: form };
  }

  let pending = 0; // photographs that are being recognised
  async function recognise(file) {
    if (!file) return;
    [photograph, features] = [file, null];
    $("reviewed").textContent = "";
    offerReview();
    $("batch").hidden = true;
    $("preview").src = URL.createObjectURL(file);
    $("preview").alt = `The photograph ${file.name}`;
    $("preview").hidden = false;
    $("hint").hidden = true;
    $("drop").classList.toggle("busy", ++pending > 0);
    const trial = described();
    const mine = asked + 1;
    try {
      await ask(unseen.named(`v1/predict/form?top=${top}&nearest=6&features=true${reject ? `&reject=${reject}` : ""}`), formOf(file, trial), trial?.name);
      if (mine === asked) {
        showCalls(file.name);
        offerReview();
      }
    } catch (error) {
      if (mine === asked) {
        clear();
        tell(await explain(file, error));
      }
    }
    $("drop").classList.toggle("busy", --pending > 0);
  }

  // Several photographs: one request each, so that the table grows while they are recognised.
  let answers = [];
  async function recogniseAll(files) {
    const mine = ++asked;
    tell(null);
    clear();
    answers = [];
    const rows = []; // features, to learn from
    unseen.adapt.offer(rows);
    $("batch").hidden = false;
    $("answers").tBodies[0].replaceChildren();
    for (const [i, file] of files.entries()) {
      $("progress").textContent = `${i} of ${files.length} done`;
      let row, isRead = true;
      try {
        const answer = (await unseen.json(unseen.named(`v1/predict/form?top=1&features=${unseen.access.mayChange}${reject ? `&reject=${reject}` : ""}`), formOf(file, described()))).results[0];
        const best = answer.predictions[0];
        if (answer.features) rows.push(answer.features);
        row = [file.name, answer.known === false && best.class !== described()?.name ? `none of these (nearest: ${best.class})` : best.class, best.probability.toFixed(4), best.unseen ? "no" : "yes"];
      } catch (error) {
        row = [file.name, await explain(file, error), "", ""];
        isRead = false;
      }
      if (mine !== asked) return;
      answers.push(row);
      $("answers").tBodies[0].append(make("tr", {}, ...row.slice(0, isRead ? 4 : 2).map((text, column) => make("td", { textContent: text, className: column === 2 ? "number" : "", colSpan: column === 1 && !isRead ? 3 : 1 }))));
    }
    $("progress").textContent = `${files.length} of ${files.length} done`;
    unseen.adapt.offer(rows);
  }

  function take(files) {
    files = [...files];
    if (files.length > 1) recogniseAll(files);
    else recognise(files[0]);
  }

  $("download").addEventListener("click", () => {
    const quote = (text) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
    const lines = [["photograph", "class", "probability", "seen"], ...answers].map((row) => row.map(quote).join(","));
    const link = make("a", { href: URL.createObjectURL(new Blob([`${lines.join("\n")}\n`], { type: "text/csv" })), download: "recognised.csv" });
    link.click();
  });

  // Shows a command and a program that do what was just done.
  function showCalls(name) {
    const root = new URL(".", location.href).href;
    const file = /^[\w.\- ]+$/.test(name) ? name : "photograph.jpg";
    const key = unseen.access.hasKeys ? { curl: ' -H "X-Api-Key: $KEY"', csharp: 'client.DefaultRequestHeaders.Add("X-Api-Key", key);\n' } : { curl: "", csharp: "" };
    $("curl").textContent = `curl${key.curl} -F "file=@${file}" "${root}${unseen.named(`v1/predict?top=${top}`)}"`;
    $("csharp").textContent = `using var client = new HttpClient { BaseAddress = new Uri("${root}") };\n${key.csharp}using var photograph = new ByteArrayContent(File.ReadAllBytes("${file}"));\n`
      + `photograph.Headers.ContentType = new("application/octet-stream");\nusing var response = await client.PostAsync("${unseen.named(`v1/predict/image?top=${top}`)}", photograph);\nConsole.WriteLine(await response.Content.ReadAsStringAsync());`;
    $("calls").hidden = false;
  }

  $("file").addEventListener("change", () => { take($("file").files); $("file").value = ""; });
  for (const [type, over] of [["dragenter", true], ["dragover", true], ["dragleave", false], ["drop", false]])
    document.addEventListener(type, (event) => {
      event.preventDefault();
      $("drop").classList.toggle("over", over);
      if (type === "drop") take(event.dataTransfer.files);
    });
  document.addEventListener("paste", (event) => {
    const files = [...event.clipboardData.files].filter((one) => one.type.startsWith("image/"));
    if (files.length > 0) take(files);
  });

  // Offers a training photograph for the first try.
  if (model.takesImages)
    unseen.photograph(`v1/thumbnails/${encodeURIComponent(unseen.model)}/0`).then((blob) => {
      $("example").hidden = !blob;
      $("example").addEventListener("click", () => recognise(new File([blob], "example.jpg", { type: "image/jpeg" })));
    });

  let stream = null;
  $("camera").hidden = !model.takesImages || !navigator.mediaDevices?.getUserMedia;
  function stopCamera() {
    stream?.getTracks().forEach((track) => track.stop());
    $("booth").hidden = true;
  }
  $("camera").addEventListener("click", async () => {
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      $("video").srcObject = stream;
      $("booth").hidden = false;
      await $("video").play();
    } catch (error) {
      tell(`The camera cannot be used: ${error.message}`);
    }
  });
  $("stop").addEventListener("click", stopCamera);
  $("shoot").addEventListener("click", () => {
    const canvas = make("canvas", { width: $("video").videoWidth, height: $("video").videoHeight });
    canvas.getContext("2d").drawImage($("video"), 0, 0);
    canvas.toBlob((blob) => recognise(new File([blob], "camera.jpg", { type: "image/jpeg" })), "image/jpeg", 0.92);
    stopCamera();
  });

  // A new class is described by attributes if they are few and named, otherwise as a mix of known classes.
  const byAttributes = model.descriptorWidth !== null && model.descriptorWidth <= mostSliders && model.attributes?.length === model.descriptorWidth;
  $("how").textContent = byAttributes
    ? "Set how much of each attribute the class has, and watch the ranking. The model does not change until you keep the class."
    : "Mix the class from similar classes, and watch the ranking. The model does not change until you keep the class.";
  $("adder").hidden = $("add-part").hidden = byAttributes;

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
    return { name, mix: mixOf($("text").value) };
  }

  // Reads shares of classes with commas between them. Names of known classes can have commas and begin with numbers.
  function mixOf(text) {
    const names = unseen.classes.all.map((one) => one.class).sort((a, b) => b.length - a.length);
    const nameIn = (part) => names.find((name) => part.startsWith(name) && /^\s*(,|$)/.test(part.slice(name.length)));
    const mix = {};
    for (let rest = text; (rest = rest.replace(/^[\s,]+/, ""));) {
      let share = /^(-?[\d.]+\s*)?/.exec(rest)[0];
      if (!nameIn(rest.slice(share.length)) && nameIn(rest)) share = "";
      rest = rest.slice(share.length);
      const name = nameIn(rest) ?? rest.split(",")[0];
      rest = rest.slice(name.length);
      mix[name.trim()] = share ? Number(share) : 1;
    }
    return mix;
  }

  let waiting = 0;
  function rank() {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      if (!features) return;
      const trial = described();
      try {
        await ask("v1/predict", {
          method: "POST",
          headers: { "Content-Type": "application/json" },
          body: JSON.stringify({ features, model: unseen.model, top, nearest: 0, reject, with: trial ?? undefined }),
        }, trial?.name);
      } catch (error) {
        tell(error.message);
      }
    }, 60);
  }

  function addPart() {
    const name = $("like").value.trim();
    if (!unseen.classes.all.some((one) => one.class === name) || ranges().some((range) => range.name === name)) {
      $("told").textContent = name ? `${name} is not a class of this model, or was already added.` : "Choose a class first.";
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
      $("told").textContent = "Enter a name and a description first.";
      return;
    }
    try {
      await unseen.json(unseen.named("v1/classes"), { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(trial) });
      startOver();
      $("name").value = "";
      await unseen.classes.load();
      $("told").textContent = `${trial.name} is one of the classes now.`;
      rank();
    } catch (error) {
      $("told").textContent = `Not kept: ${error.message}`;
    }
  });
  $("review").addEventListener("submit", async (event) => {
    event.preventDefault();
    const name = $("truth").value.trim();
    try {
      const kept = await unseen.json(unseen.named(`v1/reviews?class=${encodeURIComponent(name)}`), { method: "POST", headers: { "Content-Type": "application/octet-stream" }, body: photograph });
      $("truth").value = "";
      $("reviewed").textContent = `Kept as ${kept.class}. unseen teach can use ${kept.photographs === 1 ? "1 photograph" : `${kept.photographs} photographs`} of this class.`;
    } catch (error) {
      $("reviewed").textContent = `Not kept: ${error.message}`;
    }
  });
  $("find").addEventListener("input", unseen.classes.show);
  document.addEventListener("classes", rank);
  const offer = () => {
    $("keep").hidden = !unseen.access.mayChange;
    offerReview();
    unseen.classes.show();
  };
  document.addEventListener("access", offer);
  unseen.adapt.start();
  offer();
  startOver();
})().catch((error) => {
  unseen.$("about").textContent = `The page cannot start: ${error.message}`;
});
