// Keeps what a member writes on the server, a few seconds after the typing rests, until it is posted.
// A tab that is behind a newer draft overwrites nothing: it says so, offers that one, and stops.
const PAUSE = 3000;
const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };

for (const time of document.querySelectorAll("time.to-the-minute")) {
  time.textContent = new Date(time.dateTime)
    .toLocaleString("en-US", { month: "short", day: "numeric", ...clock });
}

for (const out of document.querySelectorAll("output[data-drafts]")) {
  const form = out.closest("form");
  let timer, saving = false, stopped = false;

  const say = (words, newer) => {
    out.value = words;
    if (!newer) return;
    const link = document.createElement("a");
    link.href = location.pathname + location.search;
    link.textContent = "Load the newer draft";
    out.append(" ", link);
  };

  const save = async () => {
    if (stopped) return;
    if (saving) return later();
    saving = true;
    try {
      const body = new FormData(form);
      const reply = await fetch(out.dataset.drafts, { method: "POST", body, redirect: "error" });
      const version = reply.headers.get("Draft-Version");
      if (reply.ok) {
        form.elements.draft_version.value = version;
        say(`Draft saved ${new Date().toLocaleTimeString("en-US", clock)}`);
      } else {
        stopped = reply.status !== 422;
        say(reply.status === 409 || !stopped ? await reply.text() : failed, version);
      }
    } catch {
      stopped = true;
      say(failed);
    }
    saving = false;
  };
  const failed = "The draft was not saved. Press “Save draft” to try again.";
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  };

  form.addEventListener("input", later);
  form.addEventListener("submit", () => {
    stopped = true;
    clearTimeout(timer);
  });
}
