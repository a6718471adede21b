// Sends a file in pieces as soon as it is chosen, so that a line that breaks costs one piece and not the file.
//
//   <div data-upload="/apply/…/file/42/uploads/">  <div data-given>…</div>  <input type="file">
//     <div data-coming hidden data-going="…">  <progress>  <span data-line>  <button data-cancel>
//
// The server answers JSON: {url, received, size, piece}; 409 {received} says where to go on, 403 and 422 {error} why it
// ends. `finish` answers the piece of the page that shows the file. What is under way is remembered on this device by
// person and question: after a reload the same file, chosen again, goes on where it was. Without this script the
// file goes with the form.

const WAITS = [1000, 2000, 4000, 8000, 15000, 30000];
const form = document.querySelector("form[data-autosave]");
const user = document.body.dataset.user;
const percent = new Intl.NumberFormat(document.documentElement.lang, { style: "percent" });
const pause = (wait) =>
  new Promise((done) => {
    const timer = setTimeout(done, wait);
    addEventListener("online", () => (clearTimeout(timer), done()), { once: true });
  });

const memory = {
  read(key) {
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch {
      return null;
    }
  },
  write(key, value) {
    try {
      if (value) localStorage.setItem(key, JSON.stringify(value));
      else localStorage.removeItem(key);
    } catch {
      // Without it an upload cannot go on after a reload, and works all the same.
    }
  },
};

class Ended extends Error {}

class Upload {
  constructor(field) {
    this.field = field;
    this.start = field.dataset.upload;
    this.input = field.querySelector('input[type="file"]');
    this.given = field.querySelector("[data-given]");
    this.coming = field.querySelector("[data-coming]");
    this.bar = this.coming.querySelector("progress");
    this.line = this.coming.querySelector("[data-line]");
    this.button = this.coming.querySelector("[data-cancel]");
    this.key = `draft:${user}:${this.start}`; // portal.js removes it at sign-out
    this.turn = 0;
    this.input.addEventListener("change", () => this.input.files[0] && this.send(this.input.files[0]));
    this.button.addEventListener("click", () => this.cancel());
    this.restore();
  }

  // ---- what is shown

  say(text, { name = this.name, share = 0, role = "" } = {}) {
    const words = (this.coming.dataset[text] || text).replace("NAME", name || "").replace("PERCENT", percent.format(share));
    this.coming.hidden = false;
    this.bar.hidden = text !== "going" && text !== "broken" && text !== "checking";
    this.bar.value = Math.round(share * 100);
    this.button.hidden = text === "kept" || text === "checking";
    // Read out in tenths, or a screen reader would do nothing else.
    const step = `${text}${Math.floor(share * 10)}${role}`;
    if (this.step !== step || text === "kept") this.line.textContent = words;
    this.step = step;
    this.line.classList.toggle("error", role === "error");
  }

  async restore() {
    const last = memory.read(this.key);
    if (!last) return;
    const answer = await fetch(last.url, { headers: { Accept: "application/json" }, redirect: "manual" }).catch(() => null);
    if (!answer) return;
    if (!answer.ok) return memory.write(this.key, null);
    const { received, size } = await answer.json();
    if (!this.busy) this.say("left", { name: last.name, share: received / size });
  }

  // ---- sending

  async send(file) {
    const turn = ++this.turn;
    this.busy = true;
    this.name = file.name;
    this.input.value = ""; // the form must not send it a second time
    try {
      await this.bring(file, turn);
    } catch (error) {
      if (turn !== this.turn) return;
      if (error instanceof Ended) this.fail(error.message);
      else throw error;
    } finally {
      if (turn === this.turn) this.busy = false;
    }
    if (turn === this.turn && this.then) this.then();
  }

  async bring(file, turn) {
    let state = await this.begin(file, turn);
    while (turn === this.turn && state.received < file.size) {
      this.say("going", { share: state.received / file.size });
      const piece = file.slice(state.received, state.received + state.piece);
      const answer = await this.ask(`${state.url}${state.received}/`, piece, turn, state.received / file.size);
      state = { ...state, received: answer.received };
    }
    if (turn !== this.turn) return;
    this.say("checking", { share: 1 });
    const page = await this.ask(`${state.url}finish/`, null, turn, 1);
    if (turn !== this.turn) return;
    if (page.html === undefined) return this.bring(file, turn); // a piece is missing all the same
    memory.write(this.key, null);
    this.given.innerHTML = page.html;
    this.field.querySelector("[data-instead]")?.remove();
    this.field.classList.remove("wrong");
    this.say("kept", { share: 1 });
  }

  // The upload of this very file, where one is under way, else a new one.
  async begin(file, turn) {
    const last = memory.read(this.key);
    if (last && last.name === file.name && last.size === file.size && last.modified === file.lastModified) {
      const answer = await fetch(last.url, { headers: { Accept: "application/json" }, redirect: "manual" }).catch(() => null);
      if (answer?.ok) return answer.json();
    }
    this.say("going");
    const state = await this.ask(this.start, new URLSearchParams({ name: file.name, size: file.size }), turn, 0);
    memory.write(this.key, { url: state.url, name: file.name, size: file.size, modified: file.lastModified });
    return state;
  }

  // One request, repeated until somebody answers.
  async ask(url, body, turn, share) {
    for (let attempt = 0; ; attempt++) {
      const answer = await this.post(url, body);
      if (turn !== this.turn) return { received: Infinity };
      const known = answer && (await this.read(answer));
      if (known) return known;
      this.say("broken", { share });
      await pause(WAITS[Math.min(attempt, WAITS.length - 1)]);
      if (turn !== this.turn) return { received: Infinity };
    }
  }

  async post(url, body) {
    const headers = { Accept: "application/json", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value };
    if (body instanceof Blob) headers["Content-Type"] = "application/octet-stream";
    try {
      return await fetch(url, { method: "POST", body, headers, redirect: "manual" });
    } catch {
      return null;
    }
  }

  // What the answer says; nothing when it is worth trying again. Throws Ended with the reason when it is not.
  async read(answer) {
    const json = (answer.headers.get("Content-Type") || "").startsWith("application/json");
    if (answer.ok) return json ? answer.json() : { html: await answer.text() };
    if (answer.status === 409 && json) return answer.json();
    if (json && (answer.status === 403 || answer.status === 422)) throw new Ended((await answer.json()).error);
    if (answer.type === "opaqueredirect" || [401, 403, 404, 413].includes(answer.status)) throw new Ended("ended");
    return null;
  }

  fail(why) {
    if (why !== "ended") memory.write(this.key, null);
    this.say(why, { role: "error" });
    this.input.focus();
  }

  async cancel() {
    this.turn++;
    this.busy = false;
    this.then = null;
    const last = memory.read(this.key);
    memory.write(this.key, null);
    this.coming.hidden = true;
    this.input.focus();
    if (last) await this.post(`${last.url}cancel/`);
  }
}

const uploads = [...(form?.querySelectorAll("[data-upload]") || [])].map((field) => new Upload(field));

// The page is not left while a file is on its way: it goes on as soon as the file is kept.
form?.addEventListener(
  "submit",
  (event) => {
    const busy = uploads.find((upload) => upload.busy);
    if (!busy) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const { submitter } = event;
    busy.then = () => {
      busy.then = null;
      if (!busy.line.classList.contains("error")) form.requestSubmit(submitter);
    };
    busy.coming.scrollIntoView({ block: "center" });
  },
  { capture: true },
);
addEventListener("beforeunload", (event) => uploads.some((upload) => upload.busy) && event.preventDefault());
