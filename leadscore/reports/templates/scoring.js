// Points into scores: the three numbers of a cell, their sums, and what they say. The cells come
// from the scorer; this file only adds up, and a test holds that it adds up to the same.

function cellPoints(attribute, points) {
  const lowest = Math.min(...points);
  const highest = Math.max(...points);
  const guess = points[attribute.unknown];
  return attribute.cells.map((slots) => {
    if (slots.length === 1 && slots[0] === attribute.unknown) {
      return { best: guess, low: lowest, high: highest, known: false };
    }
    const possible = slots.map((slot) => points[slot]);
    const low = Math.min(...possible);
    const high = Math.max(...possible);
    return { best: Math.min(Math.max(guess, low), high), low, high, known: true };
  });
}

function gradeOf(card, score) {
  for (const [letter, least] of card.grades) {
    if (score >= least) return letter;
  }
  return card.rest;
}

// Scores every pattern of cells once; leads share them.
function scorePatterns(data, points) {
  const { card, patterns } = data;
  const cells = card.attributes.map((one, i) => cellPoints(one, points[i]));
  const count = patterns.gate.length;
  const scored = { cells, score: [], low: [], high: [], grade: [], sure: [] };
  for (let p = 0; p < count; p += 1) {
    let [score, low, high] = [0, 0, 0];
    for (let i = 0; i < cells.length; i += 1) {
      const cell = cells[i][patterns.cells[i][p]];
      score += cell.best;
      low += cell.low;
      high += cell.high;
    }
    scored.score.push(score);
    scored.low.push(low);
    scored.high.push(high);
    scored.grade.push(gradeOf(card, score));
    scored.sure.push(gradeOf(card, low) === gradeOf(card, high));
  }
  return scored;
}

// Calling order: who is not disqualified first, then the higher score, then the smaller id.
function callingOrder(data, scored) {
  const { patterns, leads } = data;
  const gated = leads.pattern.map((pattern) => (patterns.gate[pattern] > 0 ? 1 : 0));
  const score = leads.pattern.map((pattern) => scored.score[pattern]);
  const order = Array.from(leads.pattern, (_, row) => row);
  return order.sort((a, b) => gated[a] - gated[b] || score[b] - score[a] || a - b);
}

function signed(points) {
  return points < 0 ? String(points) : `+${points}`;
}

// The largest known parts, in words; ties go to the attribute that stands first.
function reasonsOf(data, scored, pattern, lang) {
  const words = data.words[lang];
  const parts = [];
  data.card.attributes.forEach((one, i) => {
    const code = data.patterns.cells[i][pattern];
    const cell = scored.cells[i][code];
    if (!cell.known || cell.best === 0) return;
    const span = cell.low === cell.high ? "" : ` (${cell.low}${words.to}${cell.high})`;
    const text = `${one.label[lang]}${words.colon}${one.values[lang][code]} ${signed(cell.best)}${span}`;
    parts.push({ text, weight: Math.abs(cell.best), place: i });
  });
  parts.sort((a, b) => b.weight - a.weight || a.place - b.place);
  return parts.slice(0, data.reasons).map((part) => part.text);
}

// The question whose answer can move the score most; null when nothing is left to ask.
function questionOf(data, scored, pattern, lang) {
  let [widest, asked] = [0, null];
  data.card.attributes.forEach((one, i) => {
    const cell = scored.cells[i][data.patterns.cells[i][pattern]];
    if (cell.high - cell.low > widest) [widest, asked] = [cell.high - cell.low, one.ask[lang]];
  });
  return asked;
}

// The card's own text with these points in it.
function cardText(card, points) {
  const { pieces, places } = card;
  const numbers = places.map(([attribute, slot]) => points[attribute][slot]);
  return pieces.map((piece, i) => piece + (i < numbers.length ? numbers[i] : "")).join("");
}
