// What if the points were others: a slider for each, the list ranked again at once, and the changed
// card as a file.

const MOST_POINTS = 1000000;
let asked = null;
let announced = null;

function buildWhatIf() {
  const parts = card.attributes.map((one, i) =>
    make(
      "details",
      { class: "attribute", open: openedParts.has(i), ontoggle: (event) => rememberPart(i, event) },
      make("summary", {}, make("span", {}, one.label[state.lang]), make("span", { class: "quiet", id: `span-${i}` })),
      ...one.points.map((_, k) => sliderRow(one, i, k)),
    ),
  );
  const box = make(
    "details",
    { class: "panel", id: "whatif-panel", open: panelOpen, ontoggle: rememberPanel },
    make("summary", {}, make("h2", { id: "whatif-title" }, say("whatif"))),
    make("p", { class: "quiet" }, say("whatif_read")),
    make("p", { id: "whatif-count", role: "status", "aria-live": "polite" }),
    make(
      "div",
      { class: "actions" },
      make("button", { type: "button", id: "save", class: "main", onclick: saveCard }, say("save")),
      make("button", { type: "button", id: "reset", onclick: resetPoints }, say("reset")),
    ),
    make("p", { class: "quiet", id: "saved" }, say("save_read")),
    ...parts,
  );
  document.getElementById("whatif").replaceChildren(box);
  showPoints();
  announce();
}

const openedParts = new Set([0]);
function rememberPart(i, event) {
  if (event.target.open) openedParts.add(i);
  else openedParts.delete(i);
}

let panelOpen = window.matchMedia("(min-width: 70rem)").matches;
function rememberPanel(event) {
  if (event.target.id === "whatif-panel") panelOpen = event.target.open;
}

// As far as the card's own points reach, and half as far again.
function sliderReach() {
  const all = card.attributes.flatMap((one) => one.points);
  const most = Math.max(10, ...all.map(Math.abs));
  const top = Math.ceil((most * 1.5) / 10) * 10;
  return { least: Math.min(...all) < 0 ? -top : -10, most: top };
}

function sliderRow(one, i, k) {
  const { least, most } = sliderReach();
  const value = one.slots[state.lang][k];
  const places = { attribute: one.label[state.lang], value };
  const common = { "data-attribute": i, "data-slot": k, step: 1 };
  const slider = make("input", {
    ...common,
    type: "range",
    min: least,
    max: most,
    "aria-label": say("slider", places),
    oninput: (event) => setPoints(i, k, event.target),
  });
  const number = make("input", {
    ...common,
    type: "number",
    min: -MOST_POINTS,
    max: MOST_POINTS,
    "aria-label": say("number", places),
    oninput: (event) => setPoints(i, k, event.target),
    onblur: showPoints,
  });
  return make("div", { class: "slider" }, make("span", { "aria-hidden": "true" }, value), slider, number);
}

function setPoints(i, k, input) {
  const points = Math.round(Number(input.value));
  if (input.value === "" || !Number.isFinite(points)) return;
  state.points[i][k] = Math.min(MOST_POINTS, Math.max(-MOST_POINTS, points));
  showPoints(input);
  askForRanking();
}

// Sliders and numbers say the points as they stand; the one that is being typed in is left alone.
function showPoints(busy = null) {
  for (const input of document.querySelectorAll("#whatif input")) {
    const { attribute, slot } = input.dataset;
    const points = state.points[attribute][slot];
    if (input !== busy || input.type === "range") input.value = points;
    const changed = points !== card.attributes[attribute].points[slot];
    input.parentElement.classList.toggle("changed", changed);
  }
  state.points.forEach((points, i) => {
    const places = { low: Math.min(...points), high: Math.max(...points) };
    document.getElementById(`span-${i}`).textContent = say("up_to", places);
  });
  document.getElementById("reset").disabled = !isChanged();
}

// Many moves of a slider between two pictures are one ranking.
function askForRanking() {
  if (asked !== null) return;
  asked = requestAnimationFrame(() => {
    asked = null;
    rescore();
    showList();
    showGrades();
    clearTimeout(announced);
    announced = setTimeout(announce, 300);
  });
}

function announce() {
  const text = isChanged() ? say("changed", countChanges()) : say("unchanged");
  document.getElementById("whatif-count").textContent = text;
}

function countChanges() {
  const points = card.attributes.flatMap((one, i) => one.points.filter((p, k) => p !== state.points[i][k]));
  const moved = leads.pattern.filter((p) => original.scored.grade[p] !== scored.grade[p]);
  return { points: numberText(points.length), count: numberText(moved.length) };
}

function resetPoints() {
  state.points = card.attributes.map((one) => [...one.points]);
  showPoints();
  askForRanking();
  document.getElementById("save").focus();
}

function saveCard() {
  const stem = card.name.replace(/[^\p{L}\p{N}_-]+/gu, "-").replace(/^-+|-+$/g, "") || "card";
  const file = `${stem}${isChanged() ? "-changed" : ""}.toml`;
  const text = new Blob([cardText(card, state.points)], { type: "application/toml" });
  const address = URL.createObjectURL(text);
  const link = make("a", { href: address, download: file });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
  document.getElementById("saved").textContent = `${say("saved", { file })} ${say("save_read")}`;
}
