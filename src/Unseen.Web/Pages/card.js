"use strict";

(async () => {
  const { $, make, percent } = unseen;
  await unseen.start();
  const card = await unseen.json(unseen.named("v1/card"));
  $("title").textContent = `Model card: ${card.model}`;
  $("about").textContent = `${card.classes} classes, ${card.unseen} of them never seen in training; ${card.featureWidth} features per image${card.imageModels.length ? ` from ${card.imageModels.join(" and ")}` : ""}.`;

  unseen.tellOfGuessing(card.descriptions);
  if (card.descriptions) {
    const { summary, advice } = card.descriptions;
    $("s-words").hidden = false;
    $("words").textContent = summary;
    $("advice").append(...advice.map((text) => make("li", { textContent: text })));
  }

  const metrics = card.metrics;
  const fact = (list, name, value) => value !== null && value !== undefined && value !== "" && list.append(make("dt", { textContent: name }), make("dd", { textContent: value }));
  const errors = card.standardErrors ?? {};
  if (!metrics) $("scores").append(make("div", {}, make("dt", { textContent: "Results" }), make("dd", { textContent: "none were saved with this model" })));
  else for (const key of ["U", "S", "H", "T1"])
    $("scores").append(make("div", {}, make("dt", { textContent: key }), make("dd", { textContent: percent(metrics[key]) },
      ...(errors[key] ? [make("small", { textContent: ` ± ${percent(errors[key])}` })] : []),
      ...(metrics.seeds?.length > 1 ? [make("small", { className: "seeds", textContent: `sd over seeds ${percent(metrics.sd?.[key])}` })] : []))));
  const meant = { fair: "fair: settings chosen on validation classes, test images scored once", paper: "paper: best epoch chosen on test images; do not compare with fair" };
  const facts = $("facts");
  fact(facts, "Protocol", meant[card.protocol] ?? card.protocol);
  fact(facts, "Method", metrics ? `${metrics.generator} + ${metrics.classifier} + ${metrics.adjust}` : Object.entries(card.metadata).filter(([key]) => ["generator", "classifier", "adjustment"].includes(key)).map(([, value]) => value).join(" + "));
  fact(facts, "σ", unseen.short(card.metadata.sigma));
  fact(facts, "Seeds", metrics?.seeds?.join(", "));
  fact(facts, "Data", card.data);
  fact(facts, "Trained", card.time ? new Date(card.time).toLocaleString() : null);
  fact(facts, "Added classes", card.metadata.expectedAccuracy ? `a class added by description is expected to be recognised in ${card.metadata.expectedAccuracy} % of its images` : null);

  if (card.perClass) {
    $("s-classes").hidden = false;
    for (const row of [...card.perClass].sort((a, b) => (a.accuracy ?? 101) - (b.accuracy ?? 101))) {
      const number = (text) => make("td", { className: "number", textContent: text });
      $("classes").tBodies[0].append(make("tr", {}, make("th", { scope: "row", textContent: row.class }), make("td", { textContent: row.group }),
        number(row.recognised), number(percent(row.accuracy)), number(row.interval ? `${row.interval.low.toFixed(0)} to ${row.interval.high.toFixed(0)}` : "–")));
    }
  }

  if (!card.confusion || card.confusion.counts.length === 0) return;
  $("s-confusion").hidden = false;
  const groups = new Map(card.perClass?.map((row) => [row.class, row.group]));
  const order = card.confusion.classes.map((_, c) => c).sort((a, b) => (groups.get(card.confusion.classes[a]) === "unseen" ? 0 : 1) - (groups.get(card.confusion.classes[b]) === "unseen" ? 0 : 1) || a - b);
  const classes = order.map((c) => card.confusion.classes[c]);
  const counts = order.map((truth) => order.map((predicted) => card.confusion.counts[truth][predicted]));
  const unseenCount = classes.filter((name) => groups.get(name) === "unseen").length;
  const side = Math.max(11, Math.min(40, Math.floor(560 / classes.length))); // large enough for every name to be read
  const canvas = $("matrix");
  const context = canvas.getContext("2d");
  const font = `${Math.min(13, side)}px system-ui, sans-serif`;
  context.font = font;
  const short = (name) => (name.length > 18 ? `${name.slice(0, 17)}…` : name);
  const margin = 8 + Math.ceil(Math.max(...classes.map((name) => context.measureText(short(name)).width)));
  const size = margin + side * classes.length + 1;
  const ratio = window.devicePixelRatio || 1;
  [canvas.width, canvas.height] = [size * ratio, size * ratio];
  [canvas.style.width, canvas.style.height] = [`${size}px`, `${size}px`];
  const totals = counts.map((row) => row.reduce((sum, count) => sum + count, 0));
  const dark = matchMedia("(prefers-color-scheme: dark)");
  let chosen = [0, 0];
  const paint = () => {
    const style = getComputedStyle(document.documentElement);
    const colour = (name) => style.getPropertyValue(name).trim();
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.fillStyle = colour("--card");
    context.fillRect(0, 0, size, size);
    counts.forEach((row, truth) => row.forEach((count, predicted) => {
      if (count === 0) return;
      context.globalAlpha = Math.sqrt(count / totals[truth]);
      context.fillStyle = colour(truth === predicted ? "--seen" : "--unseen");
      context.fillRect(margin + predicted * side, margin + truth * side, side, side);
    }));
    context.globalAlpha = 1;
    context.font = font;
    context.fillStyle = colour("--text");
    context.textBaseline = "middle";
    classes.forEach((name, c) => {
      context.textAlign = "right";
      context.fillText(short(name), margin - 4, margin + (c + 0.5) * side);
      context.save();
      context.translate(margin + (c + 0.5) * side, margin - 4);
      context.rotate(-Math.PI / 2);
      context.textAlign = "left";
      context.fillText(short(name), 0, 0);
      context.restore();
    });
    context.strokeStyle = colour("--line");
    context.strokeRect(margin - 0.5, margin - 0.5, side * classes.length + 1, side * classes.length + 1);
    if (unseenCount > 0 && unseenCount < classes.length) {
      const edge = margin + unseenCount * side - 0.5;
      context.beginPath();
      context.moveTo(0, edge);
      context.lineTo(size, edge);
      context.moveTo(edge, 0);
      context.lineTo(edge, size);
      context.stroke();
    }
    context.strokeStyle = colour("--text");
    context.strokeRect(margin + chosen[1] * side + 0.5, margin + chosen[0] * side + 0.5, side - 1, side - 1);
    const [truth, predicted] = chosen;
    $("cell").textContent = totals[truth] === 0 ? `${classes[truth]}: no test image`
      : `${classes[truth]} ${truth === predicted ? "recognised" : `taken for ${classes[predicted]}`}: ${counts[truth][predicted]} of ${totals[truth]}`;
  };
  dark.addEventListener("change", paint);
  canvas.addEventListener("pointermove", (event) => {
    const box = canvas.getBoundingClientRect();
    chosen = [event.clientY - box.top, event.clientX - box.left].map((at) => Math.max(0, Math.min(classes.length - 1, Math.floor((at - margin) / side))));
    paint();
  });
  canvas.addEventListener("keydown", (event) => {
    const move = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    if (!move) return;
    event.preventDefault();
    chosen = chosen.map((one, i) => Math.max(0, Math.min(classes.length - 1, one + move[i])));
    paint();
  });
  paint();
})().catch((error) => {
  unseen.$("about").textContent = `The card cannot be shown: ${error.message}`;
});
