// The ranked list: scored from the points as they stand, filtered, sorted, and shown a page at a
// time, so that the document stays small however long the list is.

const PAGE_ROWS = 50;
const PRINTED_ROWS = 200;
const SEARCHED = [
  ...["name", "lead_id", "uscc", "contact_name", "contact_title", "phones", "emails", "city"],
  ...["region", "address", "website", "hr_titles", "brands", "products", "industry_labels"],
];
const HEADS = [
  ...[["position", true], ["name", true], ["grade", true], ["score", true], ["region", true]],
  ...[["why", false], ["ask", false]],
];

let pageRows = PAGE_ROWS;
let scored = null;
let position = [];
let shown = [];
const original = scoreAll(card.attributes.map((one) => one.points));

function scoreAll(points) {
  const made = scorePatterns(data, points);
  const place = [];
  callingOrder(data, made).forEach((row, at) => {
    place[row] = at + 1;
  });
  return { scored: made, position: place };
}

function rescore() {
  ({ scored, position } = scoreAll(state.points));
}

function isChanged() {
  return card.attributes.some((one, i) => one.points.some((p, k) => p !== state.points[i][k]));
}

const searchText = [];
function searchable(row) {
  searchText[row] ??= SEARCHED.filter((name) => columns.has(name))
    .map((name) => columns.get(name))
    .map((column) => (column.at ? column.en[column.at[row]] : column.en[row]) ?? "")
    .join("\n")
    .toLowerCase();
  return searchText[row];
}

function fits(row) {
  const pattern = leads.pattern[row];
  if (state.grades.size && !state.grades.has(scored.grade[pattern])) return false;
  for (const filter of data.filters) {
    const wanted = state.filters[filter.name] ?? "";
    if (wanted === "") continue;
    const has = parts(rawValue(filter.rows, row));
    if (wanted === "?" ? has.length > 0 : !has.includes(filter.values[Number(wanted)])) return false;
  }
  if (state.search === "") return true;
  const text = searchable(row);
  return state.search.split(/\s+/).every((word) => text.includes(word));
}

// The place of each lead when a column is sorted by its words, worked out once per language.
const wordPlaces = {};
function wordPlace(name) {
  const key = `${name} ${state.lang}`;
  if (!wordPlaces[key]) {
    const collator = new Intl.Collator(TAGS[state.lang], { numeric: true });
    const texts = Array.from(leads.pattern, (_, row) => leadText(name, row));
    const distinct = [...new Set(texts)].sort((a, b) =>
      a === "" || b === "" ? (a === "") - (b === "") : collator.compare(a, b),
    );
    const place = new Map(distinct.map((text, at) => [text, at]));
    wordPlaces[key] = texts.map((text) => place.get(text));
  }
  return wordPlaces[key];
}

function sortKey() {
  const { key } = state.sort;
  const pattern = (row) => leads.pattern[row];
  if (key === "score") return (row) => scored.score[pattern(row)];
  if (key === "grade") return (row) => scored.grade[pattern(row)].charCodeAt(0);
  if (key === "position") return (row) => position[row];
  const place = wordPlace(key);
  return (row) => place[row];
}

function findShown() {
  const sign = state.sort.down ? -1 : 1;
  const key = Array.from(leads.pattern, (_, row) => row).map(sortKey());
  shown = Array.from(leads.pattern, (_, row) => row).filter(fits);
  shown.sort((a, b) => sign * (key[a] - key[b]) || position[a] - position[b]);
  const last = Math.max(0, Math.ceil(shown.length / pageRows) - 1);
  state.page = Math.min(state.page, last);
}

function showList() {
  findShown();
  const first = state.page * pageRows;
  const rows = shown.slice(first, first + pageRows);
  const body = document.getElementById("rows");
  body.replaceChildren(...rows.flatMap(leadRows));
  for (const head of document.querySelectorAll("#calls th[data-key]")) {
    const sorted = head.dataset.key === state.sort.key;
    const way = state.sort.down ? "descending" : "ascending";
    head.setAttribute("aria-sort", sorted ? way : "none");
  }
  showCount(first, rows.length);
}

function showCount(first, rows) {
  const all = leads.pattern.length;
  const count = numberText(shown.length);
  const places = { from: numberText(first + 1), to: numberText(first + rows), count };
  let text = rows ? say("shown", places) : say("shown_none");
  if (shown.length < all) text += say("of_all", { count: numberText(all) });
  const place = document.getElementById("count");
  if (place.textContent !== text) place.textContent = text;
  const pages = Math.max(1, Math.ceil(shown.length / pageRows));
  document.getElementById("previous").disabled = state.page === 0;
  document.getElementById("next").disabled = state.page >= pages - 1;
  document.getElementById("page-of").textContent = `${state.page + 1} / ${pages}`;
}

function leadRows(row) {
  const line = leadRow(row);
  return state.open.has(row) ? [line, detailRow(row)] : [line];
}

function leadRow(row) {
  const pattern = leads.pattern[row];
  const gate = patterns.gate[pattern];
  const cell = (name, ...children) => make("td", { role: "cell", "data-cell": name }, ...children);
  const cells = [
    cell("position", numberText(position[row]), movedBy(row)),
    make("th", { role: "rowheader", scope: "row", "data-cell": "name" }, nameButton(row), reachLine(row)),
    cell("grade", gradeBadge(scored.grade[pattern]), gradeBefore(pattern)),
    cell("score", scoreLine(pattern)),
    columns.has("region") ? cell("region", placeLine(row)) : null,
    gate
      ? cell("why", make("strong", {}, say("disqualified", { gate: card.gates[gate - 1][state.lang] })))
      : cell("why", reasonLines(pattern)),
    cell("ask", questionOf(data, scored, pattern, state.lang) ?? ""),
  ];
  const attributes = { role: "row", "data-row": row, class: gate ? "gone" : null };
  return make("tr", attributes, ...cells);
}

function movedBy(row) {
  const moved = original.position[row] - position[row];
  if (moved === 0) return null;
  const count = numberText(Math.abs(moved));
  const words = say(moved > 0 ? "up" : "down", { count });
  return make(
    "span",
    { class: "moved" },
    make("span", { "aria-hidden": "true" }, `${moved > 0 ? "▲" : "▼"}${count}`),
    make("span", { class: "unseen" }, words),
  );
}

function gradeBefore(pattern) {
  const before = original.scored.grade[pattern];
  if (before === scored.grade[pattern]) return null;
  return make("span", { class: "was" }, say("was_grade", { grade: before }));
}

function nameButton(row) {
  const open = state.open.has(row);
  return make(
    "button",
    {
      type: "button",
      class: "name",
      "aria-expanded": String(open),
      "aria-controls": open ? `lead-${row}` : null,
      onclick: (event) => toggleLead(row, event.currentTarget),
    },
    leadText("name", row) || leadText("lead_id", row),
  );
}

function toggleLead(row, button) {
  const line = button.closest("tr");
  const open = !state.open.has(row);
  button.setAttribute("aria-expanded", String(open));
  if (open) {
    state.open.add(row);
    line.after(detailRow(row));
    button.setAttribute("aria-controls", `lead-${row}`);
  } else {
    state.open.delete(row);
    line.nextElementSibling.remove();
    button.removeAttribute("aria-controls");
  }
}

function reachLine(row) {
  const who = [leadText("contact_name", row), ...parts(rawLead("phones", row)).slice(0, 1)];
  const text = who.filter(Boolean).join(" · ");
  return text ? make("span", { class: "quiet reach" }, text) : null;
}

function rawLead(name, row) {
  const column = columns.get(name);
  return column ? rawValue(column, row) : null;
}

function placeLine(row) {
  const [region, city] = [leadText("region", row), leadText("city", row)];
  return region === city || !city ? region : `${region} ${city}`;
}

function reasonLines(pattern) {
  const reasons = reasonsOf(data, scored, pattern, state.lang);
  return make("ul", { class: "reasons" }, ...reasons.map((text) => make("li", {}, text)));
}

function scoreLine(pattern) {
  const [score, low, high] = [scored.score[pattern], scored.low[pattern], scored.high[pattern]];
  const same = low === high;
  const span = same ? say("exact") : say("range", { low, high });
  const cell = document.createDocumentFragment();
  cell.append(
    make("b", {}, String(score)),
    make("span", { class: "span" }, same ? ` ${say("exact")}` : ` ${low}–${high}`),
    rangeChart(score, low, high, span),
  );
  return cell;
}

// From the lowest to the highest score of the card: pale what is possible, dark the best guess.
function rangeChart(score, low, high, words) {
  const { least, most } = scale();
  const at = (points) => ((points - least) / (most - least)) * 100;
  return makeSvg(
    "svg",
    { class: "range", role: "img", "aria-label": words },
    makeSvg("rect", { class: "track", x: "0", y: "3", width: "100%", height: "2" }),
    makeSvg("rect", { class: "possible", x: `${at(low)}%`, y: "1", width: `${at(high) - at(low)}%`, height: "6" }),
    makeSvg("rect", { class: "guess", x: `${Math.min(at(score), 98)}%`, y: "0", width: "3", height: "8" }),
  );
}

function scale() {
  const sums = { least: 0, most: 0 };
  state.points.forEach((points) => {
    sums.least += Math.min(...points);
    sums.most += Math.max(...points);
  });
  sums.least = Math.min(0, sums.least);
  sums.most = Math.max(sums.least + 1, sums.most);
  return sums;
}

function buildList() {
  const heads = HEADS.filter(([key]) => key !== "region" || columns.has("region")).map(([key, sorts]) => {
    const words = key === "region" ? columns.get("region").head[state.lang] : say(key);
    const role = { role: "columnheader", scope: "col", "data-cell": key };
    if (!sorts) return make("th", role, words);
    const button = make("button", { type: "button", onclick: () => sortBy(key) }, words);
    return make("th", { ...role, "data-key": key, "aria-sort": "none" }, button);
  });
  const table = make(
    "table",
    { class: "calls", role: "table", "aria-labelledby": "calls-caption" },
    make("caption", { class: "unseen", id: "calls-caption" }, say("caption")),
    make("thead", { role: "rowgroup" }, make("tr", { role: "row" }, ...heads)),
    make("tbody", { id: "rows", role: "rowgroup" }),
  );
  document.getElementById("calls").replaceChildren(table);
}

function sortBy(key) {
  const same = state.sort.key === key;
  state.sort = { key, down: same ? !state.sort.down : key === "score" };
  state.page = 0;
  showList();
}
