// One company, opened: how its score is made, how to reach it, what the list says, and where that
// comes from.

const REACH = ["contact_name", "contact_title", "phones", "emails", "website", "careers_url"];
const LINEAGE = ["source_rows", "channel", "collected_on", "lead_id", "uscc"];
const HIDDEN = ["name", "source", ...REACH, ...LINEAGE];

function detailRow(row) {
  const heads = document.querySelectorAll("#calls thead th").length;
  const box = make(
    "td",
    { role: "cell", colspan: heads, id: `lead-${row}` },
    make("div", { class: "lead" }, scorePart(row), factsPart(row), trailPart(row)),
  );
  return make("tr", { role: "row", class: "detail" }, box);
}

function scorePart(row) {
  const pattern = leads.pattern[row];
  const { steps, reach } = waterfall(pattern);
  const head = (key, hidden) =>
    make("th", { scope: "col", class: key === "points" ? "right" : hidden ? "chart" : null }, say(key));
  const body = steps.map((step) => attributeRow(step, reach, row));
  const total = totalRow(pattern, reach);
  const table = make(
    "table",
    { class: "made" },
    make("caption", {}, say("made")),
    make("thead", {}, make("tr", {}, head("attribute"), head("said"), head("points"), head("chart", true))),
    make("tbody", {}, ...body),
    make("tfoot", {}, total),
  );
  return make("div", { class: "score-part" }, table);
}

// The parts of one score, each beginning where the one before ended.
function waterfall(pattern) {
  let [start, least, most] = [0, 0, scored.high[pattern]];
  const steps = card.attributes.map((one, i) => {
    const code = patterns.cells[i][pattern];
    const cell = scored.cells[i][code];
    const step = { one, code, cell, start };
    start += cell.best;
    least = Math.min(least, start, step.start + cell.low);
    most = Math.max(most, start, step.start + cell.high);
    return step;
  });
  most = Math.max(most, ...card.grades.map(([, score]) => score), least + 1);
  return { steps, reach: { least, most } };
}

function attributeRow({ one, code, cell, start }, reach, row) {
  const value = one.values[state.lang][code];
  const note = one.notes[state.lang][code];
  const evidence = one.evidence === null ? "" : textOf(leads.columns[one.evidence], row);
  const span = cell.low === cell.high ? "" : `${cell.low}–${cell.high}`;
  return make(
    "tr",
    { class: cell.known ? null : "unknown" },
    make("th", { scope: "row" }, one.label[state.lang]),
    make(
      "td",
      {},
      make("span", {}, value ?? say("unknown")),
      note && value !== null ? make("span", { class: "quiet" }, note) : null,
      evidence ? make("span", { class: "quiet" }, evidence) : null,
    ),
    make("td", { class: "right" }, signed(cell.best), span ? make("span", { class: "quiet" }, span) : null),
    make("td", { class: "chart" }, stepChart(start, cell, reach)),
  );
}

function stepChart(start, cell, reach) {
  const at = (points) => ((points - reach.least) / (reach.most - reach.least)) * 100;
  const box = (kind, from, to, y, height) =>
    makeSvg("rect", {
      class: kind,
      x: `${at(Math.min(from, to))}%`,
      y,
      width: `${Math.max(Math.abs(at(to) - at(from)), 0.4)}%`,
      height,
    });
  return makeSvg(
    "svg",
    { class: "step", "aria-hidden": "true", focusable: "false" },
    ...gradeLines(reach, false),
    cell.low === cell.high ? null : box("possible", start + cell.low, start + cell.high, 4, 12),
    box(cell.best < 0 ? "bar loss" : "bar", start, start + cell.best, 6, 8),
  );
}

function gradeLines(reach, letters) {
  const at = (points) => ((points - reach.least) / (reach.most - reach.least)) * 100;
  return card.grades.flatMap(([letter, score]) => {
    const x = `${at(score)}%`;
    const line = makeSvg("line", { class: "limit", x1: x, x2: x, y1: letters ? 12 : 0, y2: "100%" });
    return letters ? [line, makeSvg("text", { x, y: 10, "text-anchor": "middle" }, letter)] : [line];
  });
}

function totalRow(pattern, reach) {
  const [score, low, high] = [scored.score[pattern], scored.low[pattern], scored.high[pattern]];
  const at = (points) => ((points - reach.least) / (reach.most - reach.least)) * 100;
  const chart = makeSvg(
    "svg",
    { class: "step total", "aria-hidden": "true", focusable: "false" },
    ...gradeLines(reach, true),
    makeSvg("rect", { class: "possible", x: `${at(low)}%`, y: 16, width: `${at(high) - at(low)}%`, height: 12 }),
    makeSvg("rect", {
      class: "bar",
      x: `${at(Math.min(0, score))}%`,
      y: 18,
      width: `${Math.abs(at(score) - at(0))}%`,
      height: 8,
    }),
  );
  return make(
    "tr",
    {},
    make("th", { scope: "row" }, say("total")),
    make(
      "td",
      {},
      gradeBadge(scored.grade[pattern]),
      " ",
      low === high ? say("exact") : say("range", { low, high }),
    ),
    make("td", { class: "right" }, make("b", {}, String(score))),
    make("td", { class: "chart" }, chart),
  );
}

function factsPart(row) {
  const question = questionOf(data, scored, leads.pattern[row], state.lang);
  const evidence = new Set(card.attributes.map((one) => one.evidence));
  const rest = leads.columns.filter((one, i) => !HIDDEN.includes(one.name) && !evidence.has(i));
  return make(
    "div",
    { class: "facts-part" },
    question ? titled("ask", make("p", { class: "question" }, question)) : null,
    titled("contact", definitions(REACH.map((name) => columns.get(name)), row)),
    titled("about", definitions(rest, row)),
  );
}

function titled(key, content) {
  return content === null ? null : make("div", { class: "titled" }, make("h3", {}, say(key)), content);
}

function definitions(some, row) {
  const pairs = some
    .filter((column) => column && textOf(column, row) !== "")
    .flatMap((column) => [
      make("dt", {}, column.head[state.lang]),
      make("dd", {}, ...described(column, row)),
    ]);
  return pairs.length ? make("dl", {}, ...pairs) : null;
}

function described(column, row) {
  const text = textOf(column, row);
  if (column.name !== "website" && column.name !== "careers_url") return [text];
  const addresses = parts(rawValue(column, row));
  return addresses.flatMap((address, i) => [i ? say("joint") : "", linkOrText(address)]);
}

function trailPart(row) {
  const lines = definitions(LINEAGE.map((name) => columns.get(name)), row);
  const found = data.trails?.leads[row];
  let cells = null;
  if (found) {
    const [first, count] = found;
    cells = plainTable(data.trails.columns, say("trail_head"), { first, count });
  } else if (data.trails) {
    cells = make("p", { class: "quiet" }, say("trail_missing"));
  }
  if (!lines && !cells) return null;
  return make(
    "details",
    { class: "trail-part", open: true },
    make("summary", {}, say("trail")),
    ...[lines, cells].filter(Boolean),
  );
}
