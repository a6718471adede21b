// Questions that hang on another come and go at once. The server has marked those that are off; what they hold is
// kept. `data-depends` is the other question's field, empty where it stands on another page: then nothing changes here.

const form = document.querySelector("form[data-autosave]");
const said = document.querySelector("[data-hangs-status]");
const groups = [...form.querySelectorAll("[data-depends]")];

function answers(group) {
  const { depends, value } = group.dataset;
  const fields = [...form.elements].filter((field) => field.name === depends);
  if (!depends || !fields.length) return !group.hasAttribute("data-off");
  const parent = fields[0].closest("[data-depends]");
  if (parent && parent !== group && parent.hasAttribute("data-off")) return false; // a chain
  return fields.some((field) => (["radio", "checkbox"].includes(field.type) ? field.checked : true) && field.value === value);
}

function turn(group, on) {
  if (on !== group.hasAttribute("data-off")) return false;
  group.toggleAttribute("data-off", !on);
  const label = group.querySelector("legend.label, label, .label");
  if (said) said.textContent = said.dataset[on ? "shown" : "gone"].replace("LABEL", label?.firstChild.textContent.trim() ?? "");
  return true;
}

// A change may travel down a chain; a ring of questions cannot turn for ever.
function look() {
  for (let round = 0; round <= groups.length; round += 1) {
    if (!groups.map((group) => turn(group, answers(group))).some(Boolean)) return;
  }
}

form.addEventListener("change", look);
form.addEventListener("input", look);
form.addEventListener("portal:filled", look, true);
look();
