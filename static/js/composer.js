// A scenario's cards: asks for the reason in a dialog instead of on a page, and takes the board that comes back. Cards
// can be dragged to a list, and on the waiting list before another card. Without this script the forms do the same.
const dialog = document.getElementById("move");
const form = dialog.querySelector("form");
const problem = dialog.querySelector("[role=alert]");
const said = document.getElementById("said");
const board = () => document.getElementById("board");
let card = null;

const ask = (chosen, to, before = "") => {
  card = chosen;
  form.action = chosen.querySelector("form").action;
  form.elements.to.value = to;
  form.elements.before.value = before;
  form.elements.why.value = "";
  problem.hidden = true;
  document.getElementById("move-title").textContent = dialog.dataset[to].replace("CITY", chosen.dataset.city);
  dialog.showModal();
  form.elements.why.focus();
};

document.addEventListener("submit", (event) => {
  const own = event.target.closest("#board [data-card] form");
  if (!own) return;
  event.preventDefault();
  ask(own.closest("[data-card]"), own.elements.to.value);
});

const take = (html) => {
  const fresh = new DOMParser().parseFromString(html, "text/html").getElementById("board");
  if (!fresh) return null;
  board().replaceWith(fresh);
  ready();
  said.textContent = fresh.dataset.refused || fresh.dataset.said;
  return fresh;
};

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (form.dataset.sent) return;
  form.dataset.sent = "1";
  form.elements.version.value = board().dataset.version;
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { "HX-Request": "true" } });
    const fresh = answer.redirected ? null : take(await answer.text());
    if (!fresh) return form.submit(); // signed out, or a fault: the page says what is wrong
    if (fresh.dataset.refused) {
      problem.textContent = fresh.dataset.refused;
      problem.hidden = false;
      return form.elements.why.focus();
    }
    dialog.close();
    document.getElementById(card.id)?.focus();
  } catch {
    form.submit(); // the browser says that the line is down, and can try again
  } finally {
    delete form.dataset.sent;
  }
});
dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());

// ---- dragging

const over = (event) => {
  const list = event.target.closest?.("[data-list]");
  for (const other of document.querySelectorAll(".over")) if (other !== list) other.classList.remove("over");
  list?.classList.add("over");
  return list;
};
let dragged = null;

const ready = () => {
  for (const one of board().querySelectorAll("[data-card]")) one.draggable = true;
};

document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.("[data-card]");
  if (!dragged) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", dragged.dataset.city);
});
document.addEventListener("dragover", (event) => {
  if (dragged && over(event)) event.preventDefault();
});
document.addEventListener("drop", (event) => {
  const list = dragged && over(event);
  if (!list) return;
  event.preventDefault();
  const beside = event.target.closest("[data-card]");
  const ordered = list.dataset.list === "waitlist";
  if (beside === dragged || (!ordered && list.contains(dragged))) return;
  ask(dragged, list.dataset.list, ordered && beside ? beside.dataset.card : "");
});
document.addEventListener("dragend", () => {
  dragged = null;
  for (const list of document.querySelectorAll(".over")) list.classList.remove("over");
});
ready();
