// Saves each question of an application section while it is written, and never loses a word.
//
//   <form method="post" data-autosave>  {% csrf_token %}
//     <div data-question data-save="/apply/…/answers/42/">
//       <input type="hidden" name="version-42" value="3" data-version>  …the question's fields…
//     </div>
//   </form>
//   {% autosave saved="14:02" %}   the status line and the texts below, translated
//
// A save posts the group's fields and `version`. Answers: 200 {version, saved, understood}, 409 {version, theirs, editor,
// saved, values?}, 403 {error} when nothing may be saved any more; a redirect, 401 or a bare 403 or 404 means that
// the session has ended. Hidden inputs of the group are the server's own; one whose name ends in "-was" takes the
// `was` of the answer. What is not saved yet lies in localStorage under the person's id, comes back after signing
// in, and is removed at sign-out (portal.js).

const PAUSE = 2500; // after the last key
const LONGEST = 8000; // while somebody types without a pause
const RETRIES = [3000, 6000, 12000, 30000, 60000];
const KEEPALIVE_LIMIT = 60000; // browsers refuse larger bodies that outlive their page

const form = document.querySelector("form[data-autosave]");
const status = document.querySelector("[data-autosave-status]");
const user = document.body.dataset.user;
const texts = status.dataset;
const clock = (date) =>
  date.toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

let lastSaved = texts.last || "";
let storage = true;

const store = {
  read(key) {
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch {
      return null;
    }
  },
  write(key, value) {
    try {
      localStorage.setItem(key, JSON.stringify(value));
    } catch {
      storage = false; // forbidden or full: then leaving the page asks first
    }
  },
  drop(key) {
    try {
      localStorage.removeItem(key);
    } catch {
      storage = false;
    }
  },
};

class Question {
  constructor(group) {
    this.group = group;
    this.key = `draft:${user}:${group.dataset.save}`;
    this.version = group.querySelector("[data-version]");
    this.state = "saved"; // saved, changed, failed, conflict, out (session ended), refused (closed meanwhile)
    this.attempt = 0;
    this.busy = false;
    this.known = this.print(); // what the server has, or has been sent
    group.addEventListener("input", () => this.touch());
    group.addEventListener("change", () => this.touch());
    group.addEventListener("focusout", (event) => group.contains(event.relatedTarget) || this.save());
    this.restore();
  }

  held() {
    return ["conflict", "out", "refused"].includes(this.state);
  }

  controls() {
    return [...this.group.querySelectorAll("input, select, textarea")].filter(
      (control) => control.name && control.type !== "hidden" && control.type !== "file" && !control.disabled,
    );
  }

  values() {
    const names = new Set(this.controls().map((control) => control.name));
    return [...new FormData(form)].filter(([name, value]) => names.has(name) && typeof value === "string");
  }

  print() {
    return JSON.stringify(this.values());
  }

  fill(values) {
    for (const control of this.controls()) {
      const mine = values.filter(([name]) => name === control.name).map(([, value]) => value);
      if (control.type === "checkbox" || control.type === "radio") control.checked = mine.includes(control.value);
      else if (control.multiple) for (const option of control.options) option.selected = mine.includes(option.value);
      else control.value = mine[0] ?? "";
      control.dispatchEvent(new Event("portal:filled"));
    }
  }

  // The answer as a person reads it, for the comparison of two texts.
  text() {
    return this.controls()
      .map((control) => {
        if (control.type === "checkbox" || control.type === "radio")
          return control.checked ? control.labels?.[0]?.textContent.trim() : "";
        return control.tagName === "SELECT" ? control.selectedOptions[0]?.textContent.trim() : control.value;
      })
      .filter(Boolean)
      .join("\n");
  }

  place(notice) {
    const legend = this.group.querySelector(":scope > legend"); // which must stay first
    if (legend) legend.after(notice);
    else this.group.prepend(notice);
  }

  restore() {
    const draft = store.read(this.key);
    if (!draft) return;
    if (JSON.stringify(draft.values) === this.known) return store.drop(this.key);
    this.fill(draft.values);
    this.version.value = draft.version;
    const note = part("restored");
    note.querySelector("[data-said]").textContent = texts.restored.replace("TIME", clock(new Date(draft.at)));
    this.place(note);
    this.touch();
  }

  touch() {
    // A field tells of its change twice, on the key and on leaving; the second is no news.
    if (!this.stale && this.print() === this.known) return;
    this.stale = true;
    this.since ??= Date.now();
    store.write(this.key, { values: this.values(), version: this.version.value, at: new Date().toISOString() });
    if (this.held()) return;
    this.state = this.state === "failed" ? "failed" : "changed";
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), Math.max(0, Math.min(PAUSE, LONGEST - (Date.now() - this.since))));
    show();
  }

  // One request at a time for a question, as the second needs the version that the first one made.
  save() {
    clearTimeout(this.timer);
    if (!this.stale || this.held()) return this.running;
    this.running = (this.running || Promise.resolve()).then(() => this.send());
    return this.running;
  }

  async send() {
    if (!this.stale || this.held()) return;
    this.stale = false;
    this.busy = true;
    this.since = undefined;
    this.known = this.print();
    const body = new URLSearchParams(this.values());
    body.set("version", this.version.value);
    if (form.dataset.language) body.set("language", form.dataset.language);
    let answer = null;
    try {
      answer = await fetch(this.group.dataset.save, {
        method: "POST",
        body,
        redirect: "manual",
        keepalive: body.toString().length < KEEPALIVE_LIMIT,
        headers: { Accept: "application/json", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
      });
      await this.take(answer);
    } catch {
      this.again();
    }
    this.busy = false;
    show();
  }

  async take(answer) {
    if (answer.ok) return this.took(await answer.json());
    if (answer.status === 409) return this.conflict(await answer.json());
    if (answer.type !== "opaqueredirect" && ![401, 403, 404].includes(answer.status)) return this.again();
    const json = (answer.headers.get("Content-Type") || "").startsWith("application/json");
    this.stale = true;
    this.state = json ? "refused" : "out";
    this.why = json ? (await answer.json()).error : "";
  }

  took({ version, saved, was, understood }) {
    this.version.value = version;
    const read = this.group.querySelector("[data-understood]");
    if (read && !this.stale && read.textContent !== understood) read.textContent = understood ?? "";
    const loaded = this.group.querySelector('input[type="hidden"][name$="-was"]');
    if (loaded && was !== undefined) loaded.value = was;
    this.attempt = 0;
    lastSaved = saved || clock(new Date());
    this.state = this.stale ? "changed" : "saved";
    // Typed on meanwhile: the draft stays, and from now on builds on the version just made.
    if (this.stale) this.touch();
    else store.drop(this.key);
  }

  again() {
    this.stale = true;
    this.state = "failed";
    this.timer = setTimeout(() => this.save(), RETRIES[Math.min(this.attempt++, RETRIES.length - 1)]);
  }

  conflict({ version, theirs, editor, saved, values }) {
    this.stale = true;
    this.state = "conflict";
    this.notice?.remove();
    this.notice = part("conflict");
    const say = (name, text) => (this.notice.querySelector(`[data-${name}]`).textContent = text);
    say("who", texts.conflict.replace("NAME", editor || "").replace("TIME", saved || ""));
    say("mine", this.text());
    say("theirs", theirs || "");
    this.notice.querySelector("[data-keep]").addEventListener("click", () => this.settle(version));
    this.notice.querySelector("[data-take]").addEventListener("click", () => this.giveWay(version, theirs, values, saved));
    this.place(this.notice);
  }

  settle(version) {
    this.notice.remove();
    this.stale = true;
    this.version.value = version;
    this.state = "changed";
    this.touch();
    this.save();
    this.controls()[0]?.focus();
  }

  async giveWay(version, theirs, values, saved) {
    lastSaved = saved || lastSaved;
    const controls = this.controls();
    const single = controls.length === 1 && (controls[0].tagName === "TEXTAREA" || controls[0].type === "text");
    if (values || single) this.fill(values ? pairs(values) : [[controls[0].name, theirs]]);
    this.stale = false;
    this.known = this.print();
    this.state = "saved";
    this.version.value = version;
    store.drop(this.key);
    this.notice.remove();
    show();
    if (!values && !single) {
      await flush();
      location.reload(); // a table or a choice: the server draws theirs
    } else controls[0]?.focus();
  }
}

const pairs = (values) => Object.entries(values).flatMap(([name, value]) => [value].flat().map((each) => [name, String(each)]));
const part = (name) => document.querySelector(`template[data-autosave-${name}]`).content.firstElementChild.cloneNode(true);
const flush = () => Promise.all(questions.map((question) => question.save()));
const any = (state) => questions.find((question) => question.state === state);

function show() {
  const refused = any("refused");
  const lost = refused ? `${refused.why} ${texts.kept}` : any("out") ? texts.out : any("failed") ? (lastSaved ? texts.not.replace("TIME", lastSaved) : texts.never) : "";
  const waiting = any("changed") || any("conflict");
  const line = lost || (any("conflict") ? texts.open : any("changed") ? texts.saving : lastSaved && texts.saved.replace("TIME", lastSaved));
  status.classList.toggle("not", Boolean(lost));
  for (const icon of status.querySelectorAll("[data-when]")) icon.hidden = !line || icon.dataset.when !== (lost || any("conflict") ? "not" : waiting ? "" : "saved");
  const words = status.querySelector("[data-line]");
  if (words.textContent !== line) words.textContent = line; // an unchanged line is not read out again
  status.querySelector("[data-sign-in]").hidden = !any("out");
}

let questions = [];
questions = [...form.querySelectorAll("[data-question]")].map((group) => new Question(group));
show();

// A question that was frozen meanwhile has no field any more; what was typed here is shown, to be copied.
for (const group of form.querySelectorAll("[data-frozen]")) {
  const draft = store.read(`draft:${user}:${group.dataset.save}`);
  if (!draft) continue;
  group.querySelector("[data-kept-text]").textContent = draft.values.map(([, value]) => value).join("\n");
  group.querySelector("[data-kept]").hidden = false;
}

addEventListener("online", flush);
addEventListener("pagehide", flush);
document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && flush());
addEventListener("beforeunload", (event) => !storage && questions.some((question) => question.stale) && event.preventDefault());

// "Save and continue" first saves what is open: a session that ended or a colleague's newer text then shows
// here, with all words in place, and not on a page that has forgotten them.
let cleared = false;
form.addEventListener("submit", async (event) => {
  if (cleared || !questions.some((question) => question.stale || question.busy)) return;
  event.preventDefault();
  await Promise.race([flush(), new Promise((done) => setTimeout(done, 4000))]);
  const held = questions.find((question) => question.held());
  if (held) return (held.notice || status).scrollIntoView({ block: "center" });
  cleared = true;
  form.requestSubmit(event.submitter);
});
