// An application of a panel's agenda that is dropped on another takes its place, by the form of its buttons. drag.js comes with it.
document.addEventListener("card:dropped", (event) => {
  const { card, beside } = event.detail;
  if (!beside) return;
  const form = card.querySelector("form");
  form.elements.place.value = beside.dataset.card;
  form.submit();
});
