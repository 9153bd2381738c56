"use strict";
/* The script of the page: it moves what stands there already, and asks nothing of the network.
   Figures are whole numbers of any size (BigInt): nothing is rounded before it is shown. */

const page = {
  /* Rank options by other weights; a criterion of weight 0 is left out. Ties share a place. */
  ranked(sums, weights) {
    const total = weights.reduce((sum, weight) => sum + BigInt(weight), 0n);
    const scored = [];
    const incomplete = [];
    for (const { id, cells } of sums.options) {
      const score = total === 0n ? null : page.score(cells, weights, total);
      if (score === null) incomplete.push(id);
      else scored.push({ id, score });
    }
    scored.sort((a, b) => page.compare(b.score, a.score));
    let place = 0;
    const places = scored.map((one, index) => {
      if (index === 0 || page.compare(scored[index - 1].score, one.score) !== 0) place = index + 1;
      return { place, ...one };
    });
    return { places, incomplete };
  },

  /* Return a score from 0 to 100 as [numerator, denominator]; null where a cell has no mean. */
  score(cells, weights, total) {
    let top = 0n;
    let bottom = 1n;
    for (const [index, weight] of weights.entries()) {
      if (BigInt(weight) === 0n) continue;
      if (cells[index] === null) return null;
      const [numerator, denominator] = cells[index].map(BigInt);
      top = top * denominator + BigInt(weight) * numerator * bottom;
      bottom *= denominator;
    }
    return page.reduced(100n * top, bottom * total);
  },

  reduced(top, bottom) {
    let [a, b] = [top < 0n ? -top : top, bottom];
    while (b) [a, b] = [b, a % b];
    return a ? [top / a, bottom / a] : [0n, 1n];
  },

  compare([a, b], [c, d]) {
    const difference = a * d - c * b;
    return difference > 0n ? 1 : difference < 0n ? -1 : 0;
  },

  /* Spell a figure with two decimals, rounded half to even like the rest of the page. */
  decimal([top, bottom], point) {
    const whole = 100n * top;
    let rounded = whole / bottom;
    const rest = 2n * (whole % bottom);
    if (rest > bottom || (rest === bottom && rounded % 2n === 1n)) rounded += 1n;
    const digits = String(rounded).padStart(3, "0");
    return digits.slice(0, -2) + point + digits.slice(-2);
  },

  leaders(told) {
    return told.places.filter((one) => one.place === 1).map((one) => one.id);
  },

  /* Say the chosen language to assistive tools, in the title too. */
  speak(lang) {
    document.documentElement.lang = lang;
    const told = document.querySelector(`header .in-${lang}[data-title]`);
    if (told) document.title = told.dataset.title;
  },

  languages() {
    for (const radio of document.querySelectorAll('input[name="lang"]')) {
      radio.addEventListener("change", () => page.speak(radio.value));
      if (radio.checked) page.speak(radio.value);
    }
  },

  /* Show one moment of the history at a time, the last one first. */
  history(root) {
    const [slider, all] = ["input[type=range]", "input[type=checkbox]"].map((what) => root.querySelector(what));
    const moments = [...root.querySelectorAll(".moments > li")];
    const show = () => {
      const chosen = moments[slider.value - 1];
      for (const moment of moments) moment.hidden = !all.checked && moment !== chosen;
      slider.setAttribute("aria-valuetext", chosen.querySelector(".when").textContent);
      root.querySelector("output").textContent = `${slider.value} / ${moments.length}`;
    };
    for (const input of [slider, all]) input.addEventListener("input", show);
    for (const [name, step] of [["before", -1], ["after", 1]]) {
      root.querySelector(`button[name=${name}]`).addEventListener("click", () => {
        slider.value = Number(slider.value) + step;
        show();
      });
    }
    root.querySelector(".controls").hidden = false;
    slider.value = moments.length;
    show();
  },

  /* Weigh anew at each move of a weight, in both languages at once. */
  weights(roots) {
    const sums = JSON.parse(roots[0].querySelector("script").textContent);
    const first = page.ranked(sums, sums.weights);
    const inputs = roots.map((root) => [...root.querySelectorAll("input[type=range]")]);
    const weigh = (weights) => {
      const told = page.ranked(sums, weights);
      for (const [index, root] of roots.entries()) {
        for (const [place, input] of inputs[index].entries()) {
          input.value = weights[place];
          root.querySelectorAll("output")[place].textContent = String(weights[place]);
        }
        page.fill(root, told, first);
      }
    };
    for (const own of inputs) {
      for (const input of own) input.addEventListener("input", () => weigh(own.map((one) => Number(one.value))));
    }
    for (const root of roots) {
      root.querySelector("button").addEventListener("click", () => weigh(sums.weights));
      root.querySelector(".controls").hidden = false;
    }
    weigh(sums.weights);
  },

  fill(root, told, first) {
    const names = JSON.parse(root.dataset.names);
    const was = new Map(first.places.map((one) => [one.id, one.place]));
    const rows = told.places.map(({ place, id, score }) =>
      page.row([place, names[id], page.decimal(score, root.dataset.point), was.get(id) ?? "–"]));
    root.querySelector("tbody").replaceChildren(...rows);
    root.querySelector("[aria-live]").textContent = page.verdict(root, told, first, names);
  },

  row(cells) {
    const row = document.createElement("tr");
    for (const [index, said] of cells.entries()) {
      const cell = document.createElement(index === 1 ? "th" : "td");
      if (index === 1) cell.scope = "row";
      else cell.className = "number";
      cell.textContent = String(said);
      row.append(cell);
    }
    return row;
  },

  verdict(root, told, first, names) {
    const said = root.dataset;
    if (!told.places.length) return said.nothing;
    const [now, before] = [page.leaders(told), page.leaders(first)];
    const called = now.map((id) => names[id]).join(", ");
    const same = now.length === before.length && now.every((id) => before.includes(id));
    return (same ? said.stays : said.changes) + " " + called;
  },

  begin() {
    page.languages();
    document.querySelectorAll(".history").forEach(page.history);
    const weighed = [...document.querySelectorAll(".weights")];
    if (weighed.length) page.weights(weighed);
  },
};

if (typeof document === "object") page.begin();
if (typeof module === "object") module.exports = page;
