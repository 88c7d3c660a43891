"use strict";

(async () => {
  const { $, make, percent } = unseen;
  await unseen.start();
  const card = await unseen.json(unseen.named("/v1/card"));
  $("title").textContent = `Model card: ${card.model}`;
  $("about").textContent = `${card.classes} classes, ${card.unseen} of them never seen in training; ${card.featureWidth} features an image${card.imageModels.length ? ` from ${card.imageModels.join(" and ")}` : ""}.`;

  unseen.tellOfGuessing(card.descriptions);
  if (card.descriptions) {
    const { summary, advice } = card.descriptions;
    $("s-words").hidden = false;
    $("words").textContent = summary;
    $("advice").append(...advice.map((text) => make("li", { textContent: text })));
  }

  const metrics = card.metrics;
  const fact = (list, name, value) => value !== null && value !== undefined && value !== "" && list.append(make("dt", { textContent: name }), make("dd", { textContent: value }));
  if (!metrics) $("scores").append(make("p", { className: "soft", textContent: "No results lie beside this model." }));
  else for (const key of ["U", "S", "H", "T1"])
    $("scores").append(make("div", {}, make("dt", { textContent: key }), make("dd", { textContent: percent(metrics[key]) },
      ...(metrics.seeds?.length > 1 ? [make("small", { textContent: ` ± ${percent(metrics.sd?.[key])}` })] : []))));
  const meant = { fair: "fair: settings chosen on validation classes, test images scored once", paper: "paper: best epoch chosen on test images; do not compare with fair" };
  const facts = $("facts");
  fact(facts, "Protocol", meant[card.protocol] ?? card.protocol);
  fact(facts, "Method", metrics ? `${metrics.generator} + ${metrics.classifier} + ${metrics.adjust}` : Object.entries(card.metadata).filter(([key]) => ["generator", "classifier", "adjustment"].includes(key)).map(([, value]) => value).join(" + "));
  fact(facts, "σ", card.metadata.sigma);
  fact(facts, "Seeds", metrics?.seeds?.join(", "));
  fact(facts, "Data", card.data);
  fact(facts, "Trained", card.time ? new Date(card.time).toLocaleString() : null);
  fact(facts, "Added classes", card.metadata.expectedAccuracy ? `a class added by description may be expected to be recognised in ${card.metadata.expectedAccuracy} % of its images` : null);

  if (card.perClass) {
    $("s-classes").hidden = false;
    for (const row of [...card.perClass].sort((a, b) => (a.accuracy ?? 101) - (b.accuracy ?? 101)))
      $("classes").tBodies[0].append(make("tr", {}, make("td", { textContent: row.class }), make("td", { textContent: row.group }), make("td", { className: "number", textContent: row.testImages }), make("td", { className: "number", textContent: row.accuracy === null ? "–" : percent(row.accuracy) })));
  }

  if (!card.confusion || card.confusion.counts.length === 0) return;
  $("s-confusion").hidden = false;
  const { classes, counts } = card.confusion;
  const side = Math.max(4, Math.min(40, Math.floor(640 / classes.length)));
  const canvas = $("matrix");
  canvas.width = canvas.height = side * classes.length;
  const context = canvas.getContext("2d");
  const totals = counts.map((row) => row.reduce((sum, count) => sum + count, 0));
  let chosen = [0, 0];
  const paint = () => {
    context.fillStyle = "#fff";
    context.fillRect(0, 0, canvas.width, canvas.height);
    counts.forEach((row, truth) => row.forEach((count, predicted) => {
      if (count === 0) return;
      const share = Math.sqrt(count / totals[truth]);
      context.fillStyle = truth === predicted ? `rgba(0,114,178,${share})` : `rgba(213,94,0,${share})`;
      context.fillRect(predicted * side, truth * side, side, side);
    }));
    context.strokeStyle = "#000";
    context.strokeRect(chosen[1] * side + 0.5, chosen[0] * side + 0.5, side - 1, side - 1);
    const [truth, predicted] = chosen;
    $("cell").textContent = totals[truth] === 0 ? `${classes[truth]}: no test image`
      : `${classes[truth]} ${truth === predicted ? "recognised" : `taken for ${classes[predicted]}`}: ${counts[truth][predicted]} of ${totals[truth]}`;
  };
  canvas.addEventListener("pointermove", (event) => {
    const box = canvas.getBoundingClientRect();
    chosen = [Math.floor((event.clientY - box.top) / box.height * classes.length), Math.floor((event.clientX - box.left) / box.width * classes.length)].map((one) => Math.max(0, Math.min(classes.length - 1, one)));
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
  unseen.$("about").textContent = `The card could not be shown: ${error.message}`;
});
