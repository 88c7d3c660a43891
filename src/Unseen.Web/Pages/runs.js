"use strict";

(async () => {
  const { $, make, percent } = unseen;
  await unseen.start();
  const runs = await unseen.json("v1/runs");
  const colours = matchMedia("(prefers-color-scheme: dark)").matches // colour-blind people can distinguish the colours in each list
    ? ["#56B4E9", "#E69F00", "#3ECF9F", "#E49AC6", "#F0E442", "#F0883E"]
    : ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#B57F00", "#56B4E9"];
  const dashes = [[], [8, 4], [2, 3], [10, 3, 2, 3], [4, 4], [1, 5]];
  const curves = new Map();
  if (runs.length === 0) $("about").textContent = "There are no runs in the service's folder of runs.";

  // A run whose model is served is linked to the model's card; other runs have no card.
  const nameOf = ({ run }) => {
    const cell = make("th", { scope: "row" });
    const served = unseen.models.some((model) => model.name === run);
    cell.append(served ? make("a", { href: `card?model=${encodeURIComponent(run)}`, textContent: run }) : run);
    return cell;
  };

  for (const run of runs) {
    const box = make("input", { type: "checkbox", "aria-label": `Show ${run.run}` });
    box.addEventListener("change", async () => {
      curves.delete(run.run);
      if (box.checked) {
        const points = best((await unseen.json(`v1/runs/${encodeURIComponent(run.run)}`)).points);
        // This box and others may have been clicked during the request.
        box.checked &&= curves.has(run.run) || curves.size < colours.length;
        if (box.checked) curves.set(run.run, points);
      }
      paint();
    });
    const number = (key) => make("td", { className: "number", textContent: percent(run[key]) + (run.seeds?.length > 1 ? ` ± ${percent(run.sd?.[key])}` : "") });
    $("runs").tBodies[0].append(make("tr", {}, make("td", {}, box), nameOf(run), make("td", { textContent: `${run.generator} + ${run.classifier} + ${run.adjust}` }), make("td", { textContent: run.protocol }), number("U"), number("S"), number("H"), number("T1")));
  }
  $("runs").querySelectorAll("input").forEach((box, i) => { if (i < 2) box.click(); });

  // Chooses the points of one curve, for the first seed: the validation curve of the σ that reached the highest H.
  // Without a validation, the curve of the final training.
  function best(points) {
    const groups = new Map();
    for (const stage of ["validation", "final"]) {
      for (const point of points.filter((one) => one.stage === stage && one.H !== null && one.seed === points[0].seed)) {
        const key = `${point.stage} ${point.sigma}`;
        groups.set(key, [...(groups.get(key) ?? []), point]);
      }
      if (groups.size > 0) break;
    }
    const sorted = [...groups.values()].sort((a, b) => Math.max(...b.map((one) => one.H)) - Math.max(...a.map((one) => one.H)));
    return sorted[0] ?? [];
  }

  function paint() {
    $("s-curves").hidden = [...curves.values()].every((points) => points.length === 0);
    const canvas = $("curves");
    const ratio = window.devicePixelRatio || 1;
    const width = Math.max(280, Math.min(900, canvas.parentElement.clientWidth));
    const height = Math.min(380, width * 0.6);
    [canvas.width, canvas.height] = [width * ratio, height * ratio];
    [canvas.style.width, canvas.style.height] = [`${width}px`, `${height}px`];
    const context = canvas.getContext("2d");
    context.scale(ratio, ratio);
    const style = getComputedStyle(document.documentElement);
    const [text, line] = [style.getPropertyValue("--text"), style.getPropertyValue("--line")];
    const epochs = Math.max(2, ...[...curves.values()].flat().map((point) => point.epoch));
    const x = (epoch) => 44 + (width - 60) * (epoch - 1) / (epochs - 1);
    const y = (h) => height - 34 - (height - 50) * h / 100;
    context.font = "13px system-ui, sans-serif";
    context.lineWidth = 1;
    for (let h = 0; h <= 100; h += 20) {
      context.strokeStyle = line;
      context.beginPath();
      context.moveTo(44, y(h));
      context.lineTo(width - 16, y(h));
      context.stroke();
      context.fillStyle = text;
      context.textAlign = "right";
      context.fillText(h, 38, y(h) + 4);
    }
    context.textAlign = "center";
    const step = Math.max(1, Math.ceil(epochs / 8));
    for (let epoch = 1; epoch <= epochs; epoch += step) context.fillText(epoch, x(epoch), height - 16);
    context.fillText("epoch", width / 2, height - 2);
    $("legend").replaceChildren();
    runs.filter((run) => curves.has(run.run)).forEach(({ run: name }, i) => {
      const points = curves.get(name);
      context.strokeStyle = colours[i];
      context.lineWidth = 2;
      context.setLineDash(dashes[i]);
      context.beginPath();
      points.forEach((point, k) => (k === 0 ? context.moveTo(x(point.epoch), y(point.H)) : context.lineTo(x(point.epoch), y(point.H))));
      context.stroke();
      context.setLineDash([]);
      const swatch = make("span", { className: "swatch" });
      swatch.style.background = colours[i];
      $("legend").append(make("li", {}, swatch, `${name}${points.length === 0 ? " (without a curve)" : points[0].sigma ? ` (σ ${unseen.short(points[0].sigma)})` : ""}`));
    });
  }
  addEventListener("resize", paint);
})().catch((error) => {
  unseen.$("about").textContent = `The runs cannot be shown: ${error.message}`;
});
