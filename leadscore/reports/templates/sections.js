// What stands around the list: the summary, the funnel, the forecast and the problems.

function showGrades() {
  const letters = [...card.grades.map(([letter]) => letter), card.rest];
  const counts = new Map(letters.map((letter) => [letter, 0]));
  let [sure, gated] = [0, 0];
  for (const pattern of leads.pattern) {
    if (patterns.gate[pattern]) gated += 1;
    else counts.set(scored.grade[pattern], counts.get(scored.grade[pattern]) + 1);
    if (scored.sure[pattern]) sure += 1;
  }
  const all = leads.pattern.length;
  const tiles = [[all, "companies"], [sure, "sure"], [gated, "gated"], [data.problems.total, "problem_count"]];
  document.getElementById("tiles").replaceChildren(
    ...tiles.map(([count, key]) =>
      make("li", {}, make("b", {}, numberText(count)), make("span", {}, say(key))),
    ),
  );
  const most = Math.max(1, ...counts.values());
  document.getElementById("grades").replaceChildren(
    ...letters.map((letter) =>
      make(
        "li",
        { "aria-label": say("grade_count", { grade: letter, count: numberText(counts.get(letter)) }) },
        gradeBadge(letter),
        makeSvg(
          "svg",
          { class: "count-bar", "aria-hidden": "true", focusable: "false" },
          makeSvg("rect", { class: "bar", x: 0, y: 4, height: 12, width: `${(counts.get(letter) / most) * 100}%` }),
        ),
        make("span", { "aria-hidden": "true" }, numberText(counts.get(letter))),
      ),
    ),
  );
}

function buildSummary() {
  const report = data.report[state.lang] ?? Object.values(data.report)[0];
  const read = report
    ? make("details", {}, make("summary", {}, say("report")), make("pre", { tabindex: "0" }, report))
    : null;
  const remarks = data.remarks.length
    ? make(
        "details",
        {},
        make("summary", {}, `${say("remarks")} (${data.remarks.length})`),
        make("ul", {}, ...data.remarks.map((remark) => make("li", {}, remark))),
      )
    : null;
  document.getElementById("summary-body").replaceChildren(
    make("ul", { class: "tiles", id: "tiles" }),
    make(
      "div",
      { class: "halves" },
      make("div", {}, make("h3", {}, say("by_grade")), make("ul", { id: "grades", class: "bars" })),
      make("div", {}, make("h3", {}, say("known_heading")), knownChart()),
    ),
    ...[read, remarks].filter(Boolean),
  );
  showGrades();
}

// Per attribute: how many leads it is known of, how many it is not, and what lies between.
function knownChart() {
  const rows = card.attributes.map((one, i) => {
    const counts = { known: 0, partly: 0, unknown: 0 };
    for (const pattern of leads.pattern) {
      const slots = one.cells[patterns.cells[i][pattern]];
      const nothing = slots.length === 1 && slots[0] === one.unknown;
      counts[nothing ? "unknown" : slots.length > 1 ? "partly" : "known"] += 1;
    }
    const said = Object.entries(counts).map(([key, n]) => `${say(key)} ${numberText(n)}`);
    return make(
      "li",
      { "aria-label": `${one.label[state.lang]}${say("colon")}${said.join(say("joint"))}` },
      make("span", { "aria-hidden": "true" }, one.label[state.lang]),
      shareBar([["done", counts.known], ["part", counts.partly], ["open", counts.unknown]]),
      make("span", { "aria-hidden": "true" }, share(counts.known)),
    );
  });
  const key = [["done", "known"], ["part", "partly"], ["open", "unknown"]].map(([kind, word]) =>
    make("span", {}, make("i", { class: `key ${kind}` }), say(word)),
  );
  return make(
    "div",
    {},
    make("ul", { class: "bars known" }, ...rows),
    make("p", { class: "legend quiet" }, ...key),
  );
}

function share(count) {
  const all = Math.max(1, leads.pattern.length);
  return new Intl.NumberFormat(TAGS[state.lang], { style: "percent" }).format(count / all);
}

function shareBar(pieces, whole = null) {
  const total = whole ?? pieces.reduce((sum, [, count]) => sum + count, 0);
  let start = 0;
  const boxes = pieces.map(([kind, count]) => {
    const width = total ? (count / total) * 100 : 0;
    const box = makeSvg("rect", { class: kind, x: `${start}%`, y: 3, width: `${width}%`, height: 12 });
    start += width;
    return box;
  });
  return makeSvg("svg", { class: "count-bar", "aria-hidden": "true", focusable: "false" }, ...boxes);
}

function buildFunnel() {
  const section = document.getElementById("funnel");
  section.hidden = data.funnel === null;
  if (section.hidden) return;
  const { columns: some, counts } = data.funnel;
  const most = Math.max(1, ...counts.entered);
  const of = (row, ...names) => names.reduce((sum, name) => sum + (counts[name]?.[row] ?? 0), 0);
  const draw = (row) =>
    shareBar(
      [["done", of(row, "advanced", "won")], ["part", of(row, "lost", "late")], ["open", of(row, "open")]],
      most,
    );
  document.getElementById("funnel-body").replaceChildren(
    make("p", { class: "quiet" }, say("funnel_read")),
    plainTable(some, say("funnel"), { bars: { head: say("bar"), draw } }),
  );
}

function buildForecast() {
  const section = document.getElementById("forecast");
  section.hidden = rowCount(data.forecast) === 0;
  if (section.hidden) return;
  const named = new Map(data.forecast.map((column) => [column.name, column]));
  const wanted = ["open", "expected", "until", "low", "high"];
  const one = rowCount(data.forecast) === 1 && wanted.every((name) => named.has(name));
  const whole = (name) => {
    const value = rawValue(named.get(name), 0);
    return typeof value === "number" ? numberText(value, 0) : String(value);
  };
  const places = one ? Object.fromEntries(wanted.map((name) => [name, whole(name)])) : {};
  document.getElementById("forecast-body").replaceChildren(
    ...(one ? [make("p", { class: "lead-line" }, say("forecast_line", places))] : []),
    plainTable(data.forecast, say("forecast")),
  );
}

function buildProblems() {
  const { total, kinds, rows } = data.problems;
  const body = document.getElementById("problems-body");
  if (!total) {
    body.replaceChildren(make("p", {}, say("no_problems")));
    return;
  }
  const some = rowCount(rows);
  const places = { count: numberText(some), total: numberText(total) };
  body.replaceChildren(
    make("h3", {}, say("problem_kinds")),
    plainTable(kinds, say("problem_kinds")),
    make("h3", {}, say("problem_rows")),
    ...(some < total ? [make("p", { class: "quiet" }, say("problem_cut", places))] : []),
    pagedTable(rows, say("problem_rows")),
  );
}
