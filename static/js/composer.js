// A scenario's cards: asks for the reason in a dialog instead of on a page, and takes the board that comes back. With
// drag.js cards go to a list, and on the waiting list before another card. Without this script the forms do the same.
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
  document.dispatchEvent(new Event("cards:ready"));
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

document.addEventListener("card:dropped", (event) => {
  const { card: chosen, list, beside } = event.detail;
  const ordered = "ordered" in list.dataset;
  if (ordered || !list.contains(chosen)) ask(chosen, list.dataset.list, ordered && beside ? beside.dataset.card : "");
});
