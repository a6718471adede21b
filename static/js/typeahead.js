// A combobox over a search address: <input data-typeahead="/places/?q=" data-typeahead-id="id_place">.
// The answer is a JSON list of {id, label, detail, also}. The chosen id goes into the hidden field; typing on
// clears it, so name and id never disagree. Without JavaScript the form looks the name up on the server.
// ARIA: the "list autocomplete" combobox of the authoring practices; the focus stays in the input.

const WAIT = 150;

function combobox(input) {
  const hidden = document.getElementById(input.dataset.typeaheadId);
  const box = document.createElement("div");
  const list = document.createElement("ul");
  const status = document.createElement("p");
  box.className = "ahead";
  list.id = `${input.id}_list`;
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", document.querySelector(`label[for="${input.id}"]`)?.textContent.trim() || "");
  status.className = "hush";
  status.setAttribute("role", "status");
  const focused = document.activeElement === input; // moving a node drops its focus
  input.replaceWith(box);
  box.append(input, list, status);
  if (focused) input.focus();
  for (const [name, value] of Object.entries({
    role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id,
  })) input.setAttribute(name, value);

  let found = [], at = -1, timer, request, chosen = input.value;

  const close = () => {
    list.hidden = true;
    at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };

  const mark = (next) => {
    list.children[at]?.setAttribute("aria-selected", "false");
    at = (next + found.length) % found.length;
    const option = list.children[at];
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", option.id);
  };

  const choose = (place) => {
    input.value = chosen = [place.label, place.detail].filter(Boolean).join(", ");
    if (hidden) hidden.value = place.id;
    close();
    status.textContent = input.value;
    // Whoever shows more about the place (its zone, its population) listens to this.
    input.dispatchEvent(new CustomEvent("typeahead:chosen", { bubbles: true, detail: place }));
    (hidden || input).dispatchEvent(new Event("change", { bubbles: true }));
  };

  const option = (place, index) => {
    const item = document.createElement("li");
    item.id = `${list.id}_${index}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    item.append(place.also ? `${place.label} (${place.also})` : place.label);
    if (place.detail) item.append(Object.assign(document.createElement("small"), { textContent: place.detail }));
    // mousedown, as a click would come after the input's blur has closed the list
    item.addEventListener("mousedown", (event) => {
      event.preventDefault();
      choose(place);
    });
    return item;
  };

  const show = (places) => {
    found = places;
    at = -1;
    input.removeAttribute("aria-activedescendant");
    list.replaceChildren(...places.map(option));
    list.hidden = !places.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    const { none, one, many } = input.dataset;
    status.textContent = !places.length ? none : places.length === 1 ? one : many.replace("COUNT", places.length);
    status.className = places.length ? "hush" : "hint";
  };

  const search = async () => {
    request?.abort();
    request = new AbortController();
    const text = input.value.trim();
    if (text.length < 2) return close();
    try {
      const address = input.dataset.typeahead + encodeURIComponent(text);
      const answer = await fetch(address, { signal: request.signal, headers: { Accept: "application/json" } });
      const places = answer.ok ? await answer.json() : [];
      if (document.activeElement === input) show(places);
    } catch {
      // Aborted by the next letter, or no line: the form's own search works without us.
    }
  };

  input.addEventListener("input", () => {
    if (hidden && input.value !== chosen) hidden.value = "";
    clearTimeout(timer);
    timer = setTimeout(search, WAIT);
  });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const open = !list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      if (open) mark(at < 0 && step < 0 ? found.length - 1 : at + step);
      else search();
    } else if (event.key === "Enter" && open && at >= 0) {
      event.preventDefault(); // chooses; only the next Enter sends the form
      choose(found[at]);
    } else if (event.key === "Escape" && open) {
      event.preventDefault();
      close();
    }
  });
}

document.querySelectorAll("input[data-typeahead]").forEach(combobox);
