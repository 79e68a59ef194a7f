// Plain tables of packed columns, some rows at a time.

const TABLE_ROWS = 25;

function cellOf(column, row) {
  const right = column.kind === "number" || column.kind === "share";
  const looks = right ? "right" : column.kind === "date" ? "date" : null;
  return make("td", { class: looks }, textOf(column, row));
}

// A table with a caption; with `bars` its first cell of each row is the chart of that row.
function plainTable(some, caption, { bars = null, first = 0, count = rowCount(some) } = {}) {
  const heads = some.map((column) => {
    const right = column.kind === "number" || column.kind === "share";
    return make("th", { scope: "col", class: right ? "right" : null }, column.head[state.lang]);
  });
  if (bars) heads.splice(1, 0, make("th", { scope: "col", class: "bar" }, bars.head));
  const body = make("tbody");
  for (let row = first; row < first + count; row += 1) {
    const cells = some.map((column) => cellOf(column, row));
    if (bars) cells.splice(1, 0, make("td", { class: "bar" }, bars.draw(row)));
    body.append(make("tr", {}, ...cells));
  }
  return make(
    "div",
    { class: "scroll", tabindex: "0", role: "group", "aria-label": caption },
    make(
      "table",
      { class: "plain" },
      make("caption", { class: "unseen" }, caption),
      make("thead", {}, make("tr", {}, ...heads)),
      body,
    ),
  );
}

// The same, with buttons to go on when it is long.
function pagedTable(some, caption) {
  const total = rowCount(some);
  const place = make("div");
  let first = 0;
  const draw = () => {
    const count = Math.min(TABLE_ROWS, total - first);
    place.replaceChildren(plainTable(some, caption, { first, count }));
    said.textContent = `${numberText(first + 1)}–${numberText(first + count)} / ${numberText(total)}`;
    back.disabled = first === 0;
    on.disabled = first + count >= total;
  };
  const step = (rows) => () => {
    first += rows;
    draw();
  };
  const said = make("span", { role: "status" });
  const back = make("button", { type: "button", onclick: step(-TABLE_ROWS) }, say("previous"));
  const on = make("button", { type: "button", onclick: step(TABLE_ROWS) }, say("next"));
  draw();
  const pager = make("div", { class: "pager" }, back, said, on);
  return make("div", {}, place, total > TABLE_ROWS ? pager : null);
}
