// Everything works without this file. It moves the focus to what was refused, sends a form once, ticks many boxes at once, and
// searches while one types.
"use strict";

document.querySelector("[role=alert]")?.focus();

for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", () => {
    // After the browser has gathered the fields: a disabled button would not be sent.
    setTimeout(() => form.querySelectorAll("button").forEach((button) => { button.disabled = true; }), 0);
  });
}

// A page that comes back from the browser's memory must be usable again.
addEventListener("pageshow", () => {
  document.querySelectorAll("form[method=post] button").forEach((button) => { button.disabled = false; });
});

for (const all of document.querySelectorAll("[data-ticks]")) {
  all.hidden = false;
  all.addEventListener("click", () => {
    const boxes = [...document.querySelectorAll(`input[type=checkbox][name="${all.dataset.ticks}"]`)];
    const tick = boxes.some((box) => !box.checked);
    boxes.forEach((box) => { box.checked = tick; });
  });
}

// What is left of a credit while its parts are typed; the server counts again in any case.
for (const form of document.querySelectorAll("form[data-credit]")) {
  const left = form.querySelector("[data-left]");
  const cents = (text) => {
    const plain = text.replace(/[\s€]/g, "").replace(",", ".");
    return /^\d+(\.\d{1,2})?$/.test(plain) ? Math.round(Number(plain) * 100) : 0;
  };
  const sum = (mark) => [...form.querySelectorAll(`[data-${mark}]`)].reduce((all, field) => all + cents(field.value), 0);
  const euros = new Intl.NumberFormat("fr-FR", { style: "currency", currency: "EUR" });
  form.addEventListener("input", () => {
    const rest = Number(form.dataset.credit) - sum("plus") + sum("minus");
    left.textContent = euros.format(rest / 100);
    left.parentElement.classList.toggle("open", rest !== 0);
  });
}

// Searching while typing: the page itself is asked, as the button would, and the part that was found takes the place of the other.
for (const form of document.querySelectorAll("form[data-live]")) {
  const field = form.querySelector("input[type=search]");
  const told = form.parentElement.querySelector("[data-told]");
  let waiting;
  let asked;
  const search = () => {
    asked?.abort();
    const words = new URLSearchParams(new FormData(form));
    if (field.value === "") words.delete("q");
    const address = `${form.getAttribute("action")}?${words}`;
    asked = new XMLHttpRequest();
    asked.responseType = "document";
    asked.open("GET", address);
    asked.onload = () => {
      const answer = asked.response;
      const found = answer?.querySelector("[data-found]");
      if (!found) {
        location.assign(address);
        return;
      }
      form.querySelector(".csv").href = answer.querySelector("form[data-live] .csv").getAttribute("href");
      told.textContent = found.querySelector(".pager, .empty").firstChild.textContent;
      form.parentElement.querySelector("[data-found]").replaceWith(document.adoptNode(found));
      history.replaceState(null, "", address);
    };
    asked.send();
  };
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(search, 200);
  });
}
