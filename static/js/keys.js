// Single keys, for those who have not switched them off in their profile: an element with data-key="x" takes the
// focus, or is pressed, when x is typed anywhere but in a field. Escape leaves the field again.
const typing = (element) => element.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
let back = null;

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const here = document.activeElement || document.body;
  if (event.key === "Escape" && here.dataset.key) {
    (back?.isConnected ? back : document.body).focus?.();
    here.blur();
    return;
  }
  if (event.repeat || typing(here) || document.querySelector("dialog[open], [popover]:popover-open")) return;
  const target = [...document.querySelectorAll("[data-key]")].find((one) => one.dataset.key === event.key);
  if (!target) return;
  event.preventDefault();
  for (let fold = target.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  if (!typing(target)) return target.click();
  back = here;
  target.focus();
  target.select?.();
});
