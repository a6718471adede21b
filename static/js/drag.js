// Lets cards, [data-card], be dragged within and between lists, [data-list]. What is to happen then is the page's:
// `card:dropped` tells it {card, list, beside}, the card under the pointer or null; after it has changed the cards it
// sends `cards:ready`. Pages that load this have forms that do the same.
let dragged = null;

const ready = () => {
  for (const card of document.querySelectorAll("[data-card]")) card.draggable = true;
};
const mark = (name, place) => {
  for (const other of document.querySelectorAll(`.${name}`)) if (other !== place) other.classList.remove(name);
  place?.classList.add(name);
};
const over = (event) => {
  const list = event.target.closest?.("[data-list]");
  const card = event.target.closest?.("[data-card]");
  mark("over", list);
  mark("beside", list && "ordered" in list.dataset && card !== dragged ? card : null);
  return list;
};

document.addEventListener("cards:ready", ready);
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
  if (beside === dragged) return;
  document.dispatchEvent(new CustomEvent("card:dropped", { detail: { card: dragged, list, beside } }));
});
document.addEventListener("dragend", () => {
  dragged = null;
  mark("over");
  mark("beside");
});
ready();
