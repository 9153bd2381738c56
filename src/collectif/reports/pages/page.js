"use strict";
/* The script of the page: it moves what stands there already, and asks nothing of the network. */

const page = {
  /* Say the chosen language to assistive tools, in the title too. */
  speak(lang) {
    document.documentElement.lang = lang;
    const told = document.querySelector(`header .in-${lang}[data-title]`);
    if (told) document.title = told.dataset.title;
  },

  begin() {
    for (const radio of document.querySelectorAll('input[name="lang"]')) {
      radio.addEventListener("change", () => page.speak(radio.value));
      if (radio.checked) page.speak(radio.value);
    }
  },
};

if (typeof document === "object") page.begin();
if (typeof module === "object") module.exports = page;
