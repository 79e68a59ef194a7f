// The data of the page, its words, and how elements are made of them. Scraped text only ever
// becomes text: nothing here writes markup.

const data = JSON.parse(document.getElementById("data").textContent);
const { card, patterns, leads } = data;
const columns = new Map(leads.columns.map((column) => [column.name, column]));
const TAGS = { en: "en", zh: "zh-CN" };

const state = {
  lang: data.lang,
  points: card.attributes.map((one) => [...one.points]),
  filters: {},
  grades: new Set(),
  search: "",
  sort: { key: "position", down: false },
  page: 0,
  open: new Set(),
};

function say(key, places = {}) {
  const place = /\{(\w+)(?::([^|}]*)\|([^}]*))?\}/g;
  return data.words[state.lang][key].replace(place, (whole, name, one, many) => {
    if (!(name in places)) return whole;
    const text = String(places[name]);
    return one === undefined ? text : `${text} ${text === "1" ? one : many}`;
  });
}

// One digit after the point is enough for points, days and money; large numbers need none.
function numberText(value, digits = Math.abs(value) < 1000 ? 1 : 0) {
  return new Intl.NumberFormat(TAGS[state.lang], { maximumFractionDigits: digits }).format(value);
}

function rawValue(column, row) {
  const values = column[state.lang] ?? column.en;
  return values[column.at ? column.at[row] : row] ?? null;
}

function parts(text) {
  return text === null ? [] : String(text).split("|");
}

// What a cell says; an empty text where nothing is known.
function textOf(column, row) {
  const value = rawValue(column, row);
  if (value === null) return "";
  if (column.kind === "list") return parts(value).join(say("joint"));
  if (column.kind === "year") return String(value);
  if (column.kind === "number") return numberText(value);
  if (column.kind === "share") {
    const format = { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 };
    return new Intl.NumberFormat(TAGS[state.lang], format).format(value);
  }
  return String(value);
}

function leadText(name, row) {
  const column = columns.get(name);
  return column ? textOf(column, row) : "";
}

function rowCount(some) {
  if (some.length === 0) return 0;
  return (some[0].at ?? some[0].en).length;
}

// An element with attributes, listeners and children; children that are text stay text.
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  return dress(element, attributes, children);
}

function makeSvg(tag, attributes = {}, ...children) {
  return dress(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

function dress(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.filter((child) => child !== null && child !== ""));
  return element;
}

// Only web addresses become links: what else a list calls a website stays text.
function linkOrText(text) {
  const bare = /^[a-z0-9][a-z0-9.-]*\.[a-z]{2,}(?:[/:?#]\S*)?$/i.test(text);
  let address;
  try {
    address = new URL(bare ? `http://${text}` : text);
  } catch {
    return document.createTextNode(text);
  }
  if (!["http:", "https:"].includes(address.protocol) || /\s/.test(text)) {
    return document.createTextNode(text);
  }
  const away = { href: address.href, target: "_blank", rel: "noopener noreferrer" };
  return make("a", away, text);
}

function gradeBadge(grade) {
  return make("span", { class: "grade", "data-grade": grade }, grade);
}
