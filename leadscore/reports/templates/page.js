// The start: filters, the switch of languages, and what printing needs.

function buildFilters() {
  const letters = [...card.grades.map(([letter]) => letter), card.rest];
  const search = make("input", {
    type: "search",
    id: "search",
    placeholder: say("search_hint"),
    autocomplete: "off",
    value: state.search,
    oninput: (event) => {
      state.search = event.target.value.trim().toLowerCase();
      refilter();
    },
  });
  const grades = make(
    "fieldset",
    { class: "grades" },
    make("legend", {}, say("grade")),
    ...letters.map(gradeToggle),
  );
  const clear = make("button", { type: "button", id: "clear", onclick: clearFilters }, say("clear"));
  document
    .getElementById("filters")
    .replaceChildren(
      make("label", { class: "wide" }, make("span", {}, say("search")), search),
      grades,
      ...data.filters.filter((filter) => filter.values.length).map(filterChoice),
      clear,
    );
}

function gradeToggle(letter) {
  return make(
    "button",
    {
      type: "button",
      class: "grade",
      "data-grade": letter,
      "aria-pressed": String(state.grades.has(letter)),
      onclick: (event) => {
        const on = !state.grades.has(letter);
        if (on) state.grades.add(letter);
        else state.grades.delete(letter);
        event.currentTarget.setAttribute("aria-pressed", String(on));
        refilter();
      },
    },
    letter,
  );
}

function filterChoice(filter) {
  const words = filter.words[state.lang];
  const options = filter.values.map((value, i) => [String(i), words[i] ?? value]);
  const collator = new Intl.Collator(TAGS[state.lang], { numeric: true });
  options.sort((a, b) => collator.compare(a[1], b[1]));
  const choice = make(
    "select",
    {
      id: `filter-${filter.name}`,
      onchange: (event) => {
        state.filters[filter.name] = event.target.value;
        refilter();
      },
    },
    make("option", { value: "" }, say("all")),
    ...options.map(([value, text]) => make("option", { value }, text)),
    make("option", { value: "?" }, say("not_known")),
  );
  choice.value = state.filters[filter.name] ?? "";
  return make("label", {}, make("span", {}, filter.head[state.lang]), choice);
}

function refilter() {
  state.page = 0;
  showList();
}

function clearFilters() {
  state.filters = {};
  state.grades.clear();
  state.search = "";
  buildFilters();
  refilter();
  document.getElementById("clear").focus();
}

function turnPage(step) {
  state.page += step;
  showList();
  document.getElementById("list").scrollIntoView();
}

function speak(lang) {
  state.lang = lang;
  document.documentElement.lang = TAGS[lang];
  for (const element of document.querySelectorAll("[data-say]")) {
    element.textContent = say(element.dataset.say);
  }
  for (const element of document.querySelectorAll("[data-label]")) {
    element.setAttribute("aria-label", say(element.dataset.label));
  }
  for (const button of document.querySelectorAll("[data-lang]")) {
    button.setAttribute("aria-pressed", String(button.dataset.lang === lang));
  }
  buildTop();
  buildSummary();
  buildFilters();
  buildList();
  buildWhatIf();
  buildFunnel();
  buildForecast();
  buildProblems();
  showList();
}

function buildTop() {
  const { names, more } = data.sources;
  const listed = names.join(say("joint"));
  const files = more ? say("more_sources", { files: listed, count: numberText(more) }) : listed;
  const lines = [
    `${card.label[state.lang]} (${card.name} ${card.version})`,
    names.length ? say("sources", { files }) : "",
    data.collected ? say("collected", { day: data.collected }) : "",
  ];
  document.getElementById("origin").textContent = lines.filter(Boolean).join(" · ");
  const first = names.length ? ` – ${names[0]}` : "";
  document.title = `${say("title")}${first}`;
  const sections = ["summary", "list", "funnel", "forecast", "problems"].filter(
    (id) => !(id === "funnel" && data.funnel === null) && !(id === "forecast" && !data.forecast.length),
  );
  document
    .getElementById("sections")
    .replaceChildren(...sections.map((id) => make("a", { href: `#${id}` }, say(id))));
}

for (const button of document.querySelectorAll("[data-lang]")) {
  button.addEventListener("click", () => speak(button.dataset.lang));
}
document.getElementById("previous").addEventListener("click", () => turnPage(-1));
document.getElementById("next").addEventListener("click", () => turnPage(1));
document.getElementById("print").addEventListener("click", () => window.print());
document.getElementById("filters").addEventListener("submit", (event) => event.preventDefault());
// On paper there is no next page to turn to: the whole list as it is filtered, up to a limit.
let pageBefore = 0;
window.addEventListener("beforeprint", () => {
  [pageBefore, state.page, pageRows] = [state.page, 0, PRINTED_ROWS];
  showList();
});
window.addEventListener("afterprint", () => {
  [state.page, pageRows] = [pageBefore, PAGE_ROWS];
  showList();
});
rescore();
speak(state.lang);
// What the first search and the first sorting need is made while nobody waits for it.
setTimeout(() => {
  leads.pattern.forEach((_, row) => searchable(row));
  wordPlace("name");
}, 200);
// For tests and for the console: the same functions that the page uses.
window.leadscore = { data, state, scorePatterns, callingOrder, reasonsOf, questionOf, cardText };
