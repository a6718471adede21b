// What every page may use. Nothing here is needed to complete a task: each part only makes one easier.

const language = document.documentElement.lang;

// The error summary takes the focus (autofocus does it in most browsers), and its links move the caret,
// which following a fragment alone does not.
const summary = document.querySelector("[data-error-summary]");
if (summary) {
  summary.focus();
  summary.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    field.focus();
    (field.closest(".field") || field).scrollIntoView({ block: "start" });
  });
}

// Counters let people type past the limit: cutting a pasted text off would lose words.
export const words = (text) => text.split(/\s+/).filter(Boolean).length;
const plural = new Intl.PluralRules(language);
const number = new Intl.NumberFormat(language);
const fill = (note, name, count) =>
  note.dataset[name + (plural.select(count) === "one" ? "One" : "Many")].replace("COUNT", number.format(count));

for (const field of document.querySelectorAll("[data-words], [data-limit]")) {
  const note = document.getElementById(`${field.id}_count`);
  if (!note) continue;
  const limit = Number(field.dataset.words || field.dataset.limit);
  const shown = document.createElement("span");
  const total = document.createElement("span");
  const spoken = document.createElement("span");
  spoken.className = "hush";
  spoken.setAttribute("role", "status");
  shown.ariaHidden = total.ariaHidden = "true";
  // The sentence that described the field stays its description; the moving count is read in pauses.
  const described = document.createElement("span");
  described.className = "hush";
  described.textContent = note.textContent;
  note.replaceChildren(described, shown, total, spoken);
  let pause;
  const count = () => {
    const used = field.dataset.words ? words(field.value) : [...field.value].length;
    const over = used > limit;
    shown.className = over ? "over" : "";
    shown.textContent = fill(note, over ? "over" : "left", Math.abs(limit - used));
    total.textContent = note.dataset.of
      .replace("COUNT", number.format(used))
      .replace("LIMIT", number.format(limit));
    clearTimeout(pause);
    if (document.activeElement === field) pause = setTimeout(() => (spoken.textContent = shown.textContent), 1000);
  };
  field.addEventListener("input", count);
  field.addEventListener("portal:filled", count);
  count();
}

// Zone and clock of the browser: for sign-up, and for deadlines on pages that all readers share.
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
for (const field of document.querySelectorAll("input[data-zone]")) if (!field.value) field.value = zone || "";
for (const place of document.querySelectorAll("[data-own-clock]")) {
  if (!zone || zone === "UTC" || zone === place.dataset.zone) continue;
  const instant = new Date(place.dataset.ownClock);
  const day = (timeZone) => instant.toLocaleDateString(language, { timeZone, day: "numeric", month: "long", year: "numeric" });
  const clock = instant.toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const here = day(zone) === day(place.dataset.zone) ? clock : `${day(zone)}, ${clock}`;
  place.textContent = place.dataset.text.replace("CLOCK", here) + (place.nextSibling ? ", " : "");
}

// The second click of a double click is dropped. The button is not disabled: a disabled one would not
// send its name, and after a failed request it would stay dead.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "1";
  event.submitter?.setAttribute("aria-busy", "true");
  setTimeout(() => release(form), 8000);
});
const release = (form) => {
  delete form.dataset.sent;
  for (const button of form.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
};
addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));

// Drafts kept on this device belong to one person and leave with them.
const user = document.body.dataset.user;
document.querySelector("form[data-sign-out]")?.addEventListener("submit", () => {
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith(`draft:${user}:`)) localStorage.removeItem(key);
  } catch {
    // A browser that forbids storage has kept nothing.
  }
});

// The account menu closes like every other menu: Escape, or a click elsewhere.
const account = document.querySelector("details.account");
if (account) {
  document.addEventListener("click", (event) => account.contains(event.target) || (account.open = false));
  account.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !account.open) return;
    account.open = false;
    account.firstElementChild.focus();
  });
}
