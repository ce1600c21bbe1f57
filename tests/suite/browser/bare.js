// The page without its style sheets: what is read first, what each field is called, and that nothing is out of proportion.
const wrong = [];
const sheets = [...document.styleSheets];
sheets.forEach((sheet) => { sheet.disabled = true; });
const seen = (one) => one !== null && one.checkVisibility() && one.getClientRects().length > 0;
const before = (one, other) => Boolean(one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING);

const first = document.querySelector("a[href], button, input:not([type=hidden]), select, textarea");
if (!first.matches(".skip") || !seen(first) || !seen(document.querySelector(first.getAttribute("href")))) {
  wrong.push(`the first link does not lead to the content: ${first.outerHTML}`);
}
const titles = document.querySelectorAll("h1");
if (titles.length !== 1 || !document.querySelector("main").contains(titles[0])) wrong.push(`${titles.length} first titles`);
const parts = ["header", "nav.menu", "main"].map((part) => document.querySelector(part)).filter(Boolean);
parts.slice(1).forEach((part, at) => { if (!before(parts[at], part)) wrong.push(`${part.tagName} comes too early`); });

for (const field of document.querySelectorAll("main input:not([type=hidden]), main select, main textarea")) {
  if (!seen(field)) continue;
  const label = field.labels[0];
  const beside = ["checkbox", "radio"].includes(field.type);
  if (label === undefined || !seen(label) || label.innerText.trim() === "") wrong.push(`without a label: ${field.outerHTML}`);
  else if (!beside && !before(label, field) && !label.contains(field)) wrong.push(`its label comes after: ${field.outerHTML}`);
}
for (const button of document.querySelectorAll("button")) {
  if (seen(button) && button.innerText.trim() === "") wrong.push(`says nothing: ${button.outerHTML}`);
}
for (const picture of document.querySelectorAll("svg, img")) {
  const { width, height } = picture.getBoundingClientRect();
  if (width > 720 || height > 900) wrong.push(`${width} by ${height}: ${picture.outerHTML.slice(0, 120)}`);
}
sheets.forEach((sheet) => { sheet.disabled = false; });
return wrong.map((one) => `without its look: ${one}`);
