"use strict";

// The page on which people fill in the attribute table of a project, question by question or in the table itself. After each
// change, a gauge shows how well classes can be recognised.
(async () => {
  const { $, make } = unseen;
  const idle = 5000, soon = 250; // milliseconds between requests for the gauge
  let state = null;
  let guidance = null;
  let current = null; // the cell that is asked about: { label, attribute }
  let rows = [];
  let timer = 0;
  let busy = 0; // requests in progress
  let filledIn = ""; // the name of the person that the page entered
  let isOfPoll = false; // whether the message is about a request for the gauge
  const skipped = new Set();
  const pictures = new Map();

  // A poll neither replaces nor clears the message about a change. Its own message disappears after a successful poll.
  const tell = (text, fromPoll = false) => {
    if (fromPoll && !isOfPoll && !$("problem").hidden) return;
    isOfPoll = fromPoll;
    $("problem").hidden = !text;
    $("problem").textContent = text ?? "";
  };
  const person = () => $("person").value.trim();
  const asPerson = (path) => `${path}?person=${encodeURIComponent(person())}`;
  const keyOf = (place) => `${place.label}/${place.attribute}`;
  const skippedAs = (place) => `${place.label}/${state.attributes[place.attribute]?.name}`; // indices can change
  const readable = (name) => name.replaceAll("_", " ");
  const show = (value) => (value === null ? "" : String(Number(value.toFixed(2))));
  const scaled = (attribute, value) => (value - attribute.minimum) / (attribute.maximum - attribute.minimum);
  const valueAt = (attribute, share) => Number((attribute.minimum + share * (attribute.maximum - attribute.minimum)).toFixed(4));

  async function send(method, path, body, fromPoll = false) {
    busy++;
    try {
      const answer = await unseen.json(path, { method, ...(body && { body: JSON.stringify(body), headers: { "Content-Type": "application/json" } }) });
      tell(null, fromPoll);
      return answer;
    } catch (error) {
      tell(error.message, fromPoll);
      return null;
    } finally {
      busy--;
    }
  }

  // The address of a picture of a class, or null if it cannot be fetched. It is requested again only after a failure.
  function picture(label, index) {
    const key = `${label}/${index}`;
    if (!pictures.has(key)) pictures.set(key, fetchPicture(key));
    return pictures.get(key);
  }

  async function fetchPicture(key) {
    const blob = await unseen.photograph(`v1/describe/photographs/${key}`).catch(() => null);
    if (blob) return URL.createObjectURL(blob);
    pictures.delete(key);
    return null;
  }

  async function addPictures(list, label, max, wrap) {
    for (let i = 0; i < Math.min(max, state.classes[label].photographs); i++) {
      const address = await picture(label, i);
      if (address) list.append(wrap(make("img", { src: address, alt: "" })));
    }
  }

  const watcher = new IntersectionObserver((entries) => {
    for (const entry of entries)
      if (entry.isIntersecting) {
        watcher.unobserve(entry.target);
        addPictures(entry.target, Number(entry.target.dataset.label), 3, (image) => image);
      }
  });

  // The table.
  function paint(cell, label, attribute) {
    const value = state.values[label][attribute];
    const at = value === null ? 0 : Math.round(10 * Math.min(1, Math.max(0, scaled(state.attributes[attribute], value))));
    cell.textContent = show(value);
    cell.className = `v${at}${state.own[label][attribute] === null ? "" : " own"}${state.disputes.has(keyOf({ label, attribute })) ? " disputed" : ""}`;
  }

  function build() {
    const head = make("tr", {}, make("th", { scope: "col", textContent: "class" }), ...state.attributes.map((one) =>
      make("th", { scope: "col", title: one.question ?? readable(one.name) }, make("span", { textContent: readable(one.name) }))));
    $("table").tHead.replaceChildren(head);
    rows = state.classes.map((one, label) => {
      const thumbs = make("span", { className: "thumbs" });
      thumbs.dataset.label = label;
      const name = make("th", { scope: "row" }, make("div", {}, make("b", { textContent: one.name })));
      if (!one.isSeen) name.firstChild.append(make("span", { className: "badge", textContent: "unseen" }));
      if (one.photographs > 0) name.firstChild.prepend(thumbs);
      const row = make("tr", {}, name);
      row.dataset.label = label;
      for (let attribute = 0; attribute < state.attributes.length; attribute++) {
        const cell = make("td", { tabIndex: -1 });
        paint(cell, label, attribute);
        row.append(cell);
      }
      return row;
    });
    $("table").tBodies[0].replaceChildren(...rows);
    watcher.disconnect();
    for (const thumbs of $("table").querySelectorAll(".thumbs")) watcher.observe(thumbs);
    filter();
    $("attributes").replaceChildren(...state.attributes.map(attributeRow));
    $("table").hidden = state.attributes.length === 0;
    showCounts();
  }

  function attributeRow(one) {
    const remove = make("button", { type: "button", textContent: "Remove", "aria-label": `Remove ${one.name}` });
    remove.addEventListener("click", async () => {
      if (!remove.dataset.sure) {
        remove.dataset.sure = "yes";
        remove.textContent = "Remove it and its answers";
        remove.setAttribute("aria-label", `Remove ${one.name} and its answers`);
        return;
      }
      if (take(await send("DELETE", asPerson(`v1/describe/attributes/${encodeURIComponent(one.name)}`)))) $("told").textContent = `${one.name} is removed; Undo brings it back.`;
    });
    return make("li", {}, make("span", { className: "class-name", textContent: `${readable(one.name)}${one.question ? `: ${one.question}` : ""}` }),
      make("span", { className: "badge" }), remove);
  }

  function filter() {
    const wanted = $("find").value.trim().toLowerCase();
    for (const row of rows) row.hidden = !state.classes[Number(row.dataset.label)].name.toLowerCase().includes(wanted);
  }

  function showCounts() {
    const cells = state.classes.length * state.attributes.length;
    const filled = state.values.reduce((sum, row) => sum + row.filter((value) => value !== null).length, 0);
    $("filled").textContent = `${filled} of ${cells} cells filled${state.people.length > 1 ? `, by ${state.people.length} people` : ""}`;
    $("undo").disabled = !state.canUndo;
  }

  const cellAt = (place) => rows[place.label]?.cells[place.attribute + 1];

  function select(place) {
    if (current) {
      const before = cellAt(current);
      before?.removeAttribute("aria-selected");
      if (before) before.tabIndex = -1;
    }
    const moved = !current || !place || current.label !== place.label;
    current = place && cellAt(place) ? place : null;
    if (current) {
      cellAt(current).setAttribute("aria-selected", "true");
      cellAt(current).tabIndex = 0;
    } else if (rows[0]?.cells[1]) {
      rows[0].cells[1].tabIndex = 0;
    }
    ask(moved);
  }

  // The question.
  function ask(moved) {
    $("answer").hidden = !current;
    if (!current) {
      $("asked-class").textContent = "";
      $("asked").textContent = state.attributes.length === 0 ? "Add an attribute below to begin." : "Every cell is filled.";
      $("photographs").replaceChildren();
      return;
    }
    const { label, attribute } = current;
    const [one, described] = [state.classes[label], state.attributes[attribute]];
    const [value, own] = [state.values[label][attribute], state.own[label][attribute]];
    $("asked-class").textContent = one.name;
    $("asked").textContent = described.question ?? "";
    $("asked-attribute").textContent = readable(described.name);
    Object.assign($("slider"), { min: described.minimum, max: described.maximum, step: valueAt({ minimum: 0, maximum: described.maximum - described.minimum }, 0.05) });
    $("slider").value = own ?? value ?? valueAt(described, 0.5);
    $("slider").classList.toggle("unset", value === null);
    $("shown").textContent = value === null ? "–" : show(own ?? value);
    $("clear").disabled = own === null;
    $("others").textContent = own !== null && show(own) !== show(value) ? `Other people answered differently: the mean is ${show(value)}.` : "";
    if (!moved) return;
    const list = $("photographs");
    const fresh = list.cloneNode(false);
    list.replaceWith(fresh);
    if (one.photographs > 0) addPictures(fresh, label, 4, (image) => make("li", {}, image));
    else fresh.append(make("li", { className: "none", textContent: one.isSeen ? "No photograph can be shown." : "This class is unseen in training, so no photographs are shown. Describe it from what you know." }));
  }

  function nextQuestion() {
    const open = (guidance?.next ?? []).filter((place) => !skipped.has(skippedAs(place)));
    const free = (place) => state.values[place.label]?.[place.attribute] === null;
    const place = open.find(free) ?? open.find((one) => state.own[one.label]?.[one.attribute] === null) ?? firstEmpty();
    if (!place && state.values.some((row) => row.includes(null))) skipped.clear(); // ask again for the skipped cells
    select(place ?? firstEmpty());
  }

  function firstEmpty() {
    for (let label = 0; label < state.classes.length; label++) {
      const attribute = state.values[label].findIndex((value, a) => value === null && !skipped.has(skippedAs({ label, attribute: a })));
      if (attribute >= 0) return { label, attribute };
    }
    return null;
  }

  async function answer(value) {
    if (!current) return;
    const label = current.label;
    const { name } = state.attributes[current.attribute];
    const cell = await send("PUT", "v1/describe/cell", { class: state.classes[label].name, attribute: name, value, person: person() });
    if (!cell) return;
    const attribute = state.attributes.findIndex((one) => one.name === name); // the table can have been loaded meanwhile
    // the same answer again does not count as a change
    if (attribute < 0 || cell.revision !== state.revision + (state.own[label][attribute] === value ? 0 : 1)) {
      await load();
      return;
    }
    state.revision = cell.revision;
    state.canUndo = cell.canUndo;
    const by = person() || unseen.access.key;
    if (cell.own !== null && !state.people.includes(by)) state.people.push(by);
    state.values[label][attribute] = cell.value;
    state.own[label][attribute] = cell.own;
    state.disputes[cell.isDisputed ? "add" : "delete"](keyOf({ label, attribute }));
    paint(cellAt({ label, attribute }), label, attribute);
    if (current?.label === label && current.attribute === attribute) ask(false);
    showCounts();
    look(soon);
  }

  // The gauge.
  function look(wait) {
    clearTimeout(timer);
    if (!unseen.access.mayChange) return;
    timer = setTimeout(async () => {
      try {
        const seen = await unseen.json(asPerson("v1/describe/guidance"));
        tell(null, true);
        if (seen.revision !== state.revision && busy === 0) await load(true);
        guidance = seen;
        showGuidance();
        look(seen.gauge.revision < seen.revision && !seen.gauge.isLasting || seen.gauge.message && !seen.gauge.isLasting ? soon : idle);
      } catch (error) {
        tell(error.message, true);
        look(idle);
      }
    }, wait);
  }

  const verdicts = { works: "Works", weak: "Weak", guessing: "No better than guessing", unknown: "Unknown" };

  function showGuidance() {
    const { gauge, indistinct } = guidance;
    $("verdict").textContent = gauge.verdict ? verdicts[gauge.verdict] : gauge.message;
    $("verdict").className = `verdict ${gauge.verdict ?? "quiet"}`;
    $("summary").textContent = gauge.summary ?? "";
    $("gauge").hidden = $("scale").hidden = gauge.t1 === null;
    if (gauge.t1 !== null) {
      $("gauge-span").style.left = `${gauge.t1Lower}%`;
      $("gauge-span").style.width = `${gauge.t1Upper - gauge.t1Lower}%`;
      $("gauge-point").style.left = `${gauge.t1}%`;
      $("gauge-chance").style.left = `${gauge.chance}%`;
    }
    $("advice").replaceChildren(...gauge.advice.slice(0, 5).map((text) => make("li", { textContent: text })));
    $("apart").hidden = !indistinct;
    if (indistinct)
      $("indistinct").textContent = `No attribute clearly distinguishes ${state.classes[indistinct.first].name} and ${state.classes[indistinct.second].name}. What differs between them in photographs? Below, add an attribute for the difference, or check the answers for both classes.`;
    for (const [i, one] of [...$("attributes").children].entries()) {
      const visible = gauge.canBeSeen[i];
      one.querySelector(".badge").textContent = visible === undefined || visible === null ? ""
        : `${visible ? "can be seen" : "cannot be seen in the photographs"} (${gauge.visibility[i].toFixed(2)})`;
      $("table").tHead.rows[0].cells[i + 1]?.classList.toggle("invisible", visible === false);
    }
    if (!current && state.attributes.length > 0) nextQuestion();
  }

  function take(fresh) {
    if (!fresh) return false;
    const name = current && state.attributes[current.attribute].name;
    state = { ...fresh, disputes: new Set(fresh.disputed.map(keyOf)) };
    const inTable = $("table").contains(document.activeElement);
    const attribute = state.attributes.findIndex((one) => one.name === name);
    const wanted = attribute >= 0 ? { label: current.label, attribute } : null;
    current = null;
    build();
    if (wanted) select(wanted);
    else nextQuestion();
    if (inTable && current) cellAt(current).focus();
    look(0);
    return true;
  }

  async function load(fromPoll = false) {
    return take(await send("GET", asPerson("v1/describe"), null, fromPoll));
  }

  async function undo() {
    if (take(await send("POST", "v1/describe/undo", { person: person() }))) $("told").textContent = "";
  }

  // Event handlers.
  for (const [id, share] of [["no", 0], ["half", 0.5], ["yes", 1]])
    $(id).addEventListener("click", async () => {
      await answer(valueAt(state.attributes[current.attribute], share));
      nextQuestion();
    });
  $("next").addEventListener("click", () => {
    if (current) skipped.add(skippedAs(current));
    nextQuestion();
  });
  $("clear").addEventListener("click", () => answer(null));
  $("slider").addEventListener("input", () => { $("shown").textContent = show(Number($("slider").value)); });
  $("slider").addEventListener("change", () => answer(Number($("slider").value)));
  $("undo").addEventListener("click", undo);
  $("find").addEventListener("input", filter);
  $("person").addEventListener("change", () => {
    sessionStorage.setItem("person", person());
    load();
  });
  $("add").addEventListener("submit", async (event) => {
    event.preventDefault();
    const [name, question] = [$("name").value.trim(), $("question").value.trim()];
    if (!take(await send("POST", "v1/describe/attributes", { name, question: question || null, person: person() }))) return;
    $("told").textContent = `${name} was added.`;
    $("name").value = $("question").value = "";
  });

  const placeOf = (cell) => ({ label: Number(cell.parentElement.dataset.label), attribute: cell.cellIndex - 1 });
  $("table").addEventListener("focusin", (event) => {
    if (event.target.matches("td")) select(placeOf(event.target));
  });
  $("table").addEventListener("click", (event) => event.target.closest("td")?.focus());
  const moves = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0], PageUp: [-10, 0], PageDown: [10, 0], Home: [0, -10000], End: [0, 10000] };
  $("table").addEventListener("keydown", (event) => {
    const cell = event.target.closest("td");
    if (!cell || event.ctrlKey || event.metaKey || event.altKey) return;
    const place = placeOf(cell);
    const one = state.attributes[place.attribute];
    const value = state.own[place.label][place.attribute] ?? state.values[place.label][place.attribute];
    const step = (by) => answer(valueAt(one, Math.min(1, Math.max(0, (value === null ? 0.5 : scaled(one, value)) + by))));
    if (event.key in moves) {
      const shown = rows.filter((row) => !row.hidden);
      const at = shown.indexOf(cell.parentElement);
      const row = shown[Math.min(shown.length - 1, Math.max(0, at + moves[event.key][0]))];
      row.cells[Math.min(state.attributes.length, Math.max(1, cell.cellIndex + moves[event.key][1]))].focus();
    } else if (/^[0-9]$/.test(event.key)) answer(valueAt(one, Number(event.key) / 10));
    else if (event.key === "y") answer(one.maximum);
    else if (event.key === "n") answer(one.minimum);
    else if (event.key === "+") step(0.1);
    else if (event.key === "-") step(-0.1);
    else if (event.key === "Delete" || event.key === "Backspace") answer(null);
    else if (event.key === "u") undo();
    else if (event.key === "Enter") $("slider").focus();
    else return;
    event.preventDefault();
  });

  async function open() {
    if (!unseen.access.mayChange) {
      clearTimeout(timer);
      tell(null);
      $("work").hidden = true;
      $("about").textContent = unseen.access.hasKeys ? "You need a key that allows changes to describe the classes. Enter it at the top."
        : "The classes cannot be described here, because the service was started without keys.";
      return;
    }
    if (!unseen.access.hasModels) $("access").hidden = true; // a service without models has only this page, and the key already allows it
    $("about").textContent = "Enter a number for each class and attribute, according to what photographs show: from 0 to 1, unless the attribute has another range. Every answer is saved at once.";
    if (person() === filledIn) $("person").value = filledIn = sessionStorage.getItem("person") ?? unseen.access.key ?? "";
    $("work").hidden = !await load();
  }

  try {
    await unseen.enter();
    document.addEventListener("access", open);
    await open();
  } catch (error) {
    tell(error.message);
  }
})();
