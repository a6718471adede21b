// Who else has this section open, and what they changed since the page was loaded. Without it the page says so once.
//
//   <section data-presence="/apply/…/here/" data-since="1790000000000" hidden>
//     <ul data-here>…</ul> <div role="status"><ul data-changed></ul> <p data-again hidden>…</p></div>
//   </section>
//
// The address answers {here: ["…"], changed: [{question, version, said}], since}. It is asked while the page is in
// sight only, and in longer pauses while it does not answer.

const PAUSE = 25000;
const LONGEST = 120000;

const box = document.querySelector("[data-presence]");
const list = (name) => box.querySelector(`[data-${name}]`);
const said = new Map(); // the latest sentence of each question
let since = box.dataset.since;
let pause = PAUSE;
let timer;

function fill(target, lines) {
  const shown = [...target.children].map((item) => item.textContent);
  if (shown.join("\n") === lines.join("\n")) return; // an unchanged list is not read out again
  target.replaceChildren(
    ...lines.map((line) => {
      const item = document.createElement("li");
      item.textContent = line;
      return item;
    }),
  );
}

function show({ here, changed, since: now }) {
  since = now;
  for (const one of changed) {
    const version = document.querySelector(`[name="${CSS.escape(`${one.question}-version`)}"]`);
    // What was taken over on this page is no news.
    if (!version || Number(version.value) < one.version) said.set(one.question, one.said);
  }
  fill(list("here"), here);
  fill(list("changed"), [...said.values()]);
  list("again").hidden = said.size === 0;
  box.hidden = here.length === 0 && said.size === 0;
}

async function ask() {
  clearTimeout(timer);
  if (document.visibilityState === "hidden") return;
  try {
    const answer = await fetch(`${box.dataset.presence}?since=${since}`, {
      headers: { Accept: "application/json" },
      redirect: "manual",
    });
    if (!answer.ok) throw new Error(answer.status);
    show(await answer.json());
    pause = PAUSE;
  } catch {
    pause = Math.min(LONGEST, pause * 2);
  }
  timer = setTimeout(ask, pause);
}

document.addEventListener("visibilitychange", ask);
addEventListener("online", ask);
timer = setTimeout(ask, PAUSE);
