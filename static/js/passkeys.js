// Passkeys: the device makes or shows one, and a plain form carries its answer. Such a form is hidden until
// this script runs in a browser that knows passkeys; every task has another way.

const options = () => JSON.parse(document.getElementById("passkey-options").textContent);

async function create(form) {
  const wanted = options().creation_options;
  const alone = form.elements.passwordless.checked;
  Object.assign(wanted.publicKey.authenticatorSelection, {
    residentKey: alone ? "required" : "discouraged",
    requireResidentKey: alone,
    ...(alone && { userVerification: "required" }),
  });
  return webauthnJSON.create(wanted);
}

async function login(form) {
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(answer.statusText);
  return webauthnJSON.get((await answer.json()).request_options);
}

const ask = { create, login, get: () => webauthnJSON.get(options().request_options) };
const failed = document.querySelector("[data-passkey-failed]");

for (const form of window.webauthnJSON?.supported() ? document.querySelectorAll("[data-passkey]") : []) {
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    failed.hidden = true;
    try {
      form.elements.credential.value = JSON.stringify(await ask[form.dataset.passkey](form));
      form.submit();
    } catch {
      failed.hidden = false; // refused, timed out, or no passkey for this portal on this device
    }
  });
}
