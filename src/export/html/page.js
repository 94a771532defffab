
"use strict";
(() => {
  const by = (id) => document.getElementById(id);
  const [query, found] = [by("query"), by("found")];
  const articles = [...document.querySelectorAll("main > section > article")];
  const sections = [...document.querySelectorAll("main > section")];
  const setAll = (open) => articles.forEach((one) => { one.firstElementChild.open = open; });
  let run = 0;
  const finish = (words, count) => {
    sections.forEach((one) => { one.hidden = !one.querySelector(":scope > article:not([hidden])"); });
    found.textContent = words.length ? `${count} of ${articles.length}` : "";
  };
  // A slice at a time, so that typing stays quick over thousands of responses.
  const filter = (words, mine, from, count) => {
    if (mine !== run) return;
    const end = Math.min(from + 200, articles.length);
    for (let at = from; at < end; at += 1) {
      const text = words.length ? articles[at].textContent.toLowerCase() : "";
      const fits = words.every((word) => text.includes(word));
      articles[at].hidden = !fits;
      count += fits ? 1 : 0;
    }
    if (end < articles.length) setTimeout(filter, 0, words, mine, end, count);
    else finish(words, count);
  };
  query.addEventListener("input", () => {
    const mine = run += 1;
    const words = query.value.toLowerCase().split(/\s+/).filter(Boolean);
    setTimeout(filter, 150, words, mine, 0, 0);
  });
  by("open").addEventListener("click", () => setAll(true));
  by("close").addEventListener("click", () => setAll(false));
  addEventListener("beforeprint", () => setAll(true));
  by("tools").hidden = false;
})();
