// The keys of a review: a digit scores the criterion at hand and moves to the next one (unless single keys are switched
// off), Ctrl-Enter sends and opens the next.
const form = document.querySelector("form[data-review]");
const criteria = [...form.querySelectorAll("fieldset.criterion")];
const typing = (element) => element.closest("textarea, select, input:not([type=radio])");

const scored = (criterion) => criterion.querySelector("input:checked");
const atHand = () => document.activeElement.closest?.("fieldset.criterion") || criteria.find((one) => !scored(one));

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit(form.querySelector('button[name="send-next"]'));
    return;
  }
  if (!("keys" in form.dataset) || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (!/^[0-9]$/.test(event.key) || typing(document.activeElement)) return;
  if (document.querySelector("dialog[open], [popover]:popover-open")) return;
  const criterion = atHand();
  const choice = criterion?.querySelector(`input[value="${event.key}"]`);
  if (!choice || choice.disabled) return;
  event.preventDefault();
  choice.checked = true;
  choice.dispatchEvent(new Event("change", { bubbles: true }));
  const next = criteria[criteria.indexOf(criterion) + 1];
  const target = next ? scored(next) || next.querySelector("input") : form.querySelector("textarea");
  target?.focus({ preventScroll: true });
  target?.scrollIntoView({ block: "nearest" });
});
