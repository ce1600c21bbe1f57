// Watches where the keyboard goes: every element that it can reach, and whether each shows that it has the focus.
globalThis.watchFocus = (() => {
  let reached = [];
  let wrong = [];
  const name = (one) => one.outerHTML.slice(0, 140);

  const reachable = () => [...document.querySelectorAll("a[href], button, input, select, textarea, summary")].filter((one) => {
    if (one.disabled || one.type === "hidden" || one.tabIndex < 0 || !one.checkVisibility()) return false;
    if (one.type !== "radio") return true;
    const group = [...document.querySelectorAll(`input[type=radio][name="${one.name}"]`)];
    return one === (group.find((other) => other.checked) || group[0]);
  });

  const shown = (event) => {
    const one = event.target;
    reached.push(one);
    const style = getComputedStyle(one);
    if (one.closest("main") === one) return;
    if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2) wrong.push(`the focus does not show: ${name(one)}`);
    // The box that is drawn: a check box may be its label's.
    const { width, height, right, left } = one.getBoundingClientRect();
    if (width < 2 || height < 2 || right <= 0 || left >= innerWidth) wrong.push(`has the focus and is not seen: ${name(one)}`);
  };

  return {
    start() {
      reached = [];
      wrong = [];
      document.addEventListener("focusin", shown);
      if (document.activeElement && document.activeElement !== document.body) document.activeElement.blur();
      const all = reachable();
      // The parts of a day or a month are each a stop.
      const parts = all.filter((one) => ["date", "month", "datetime-local"].includes(one.type)).length;
      return all.length + 4 * parts + 2;
    },
    end() {
      document.removeEventListener("focusin", shown);
      const missed = reachable().filter((one) => !reached.includes(one));
      return [...new Set(wrong), ...missed.slice(0, 4).map((one) => `the keyboard does not reach ${name(one)}`)];
    },
  };
})();
