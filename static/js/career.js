// Extras of the career page: the section being read, practice mode, notes, votes
// in place, the video on a click.
import "./spy.js";
import "./details.js";
import "./practice.js";
import "./useful.js";

for (const link of document.querySelectorAll("a.video[data-embed]")) {
  link.addEventListener("click", (e) => {
    e.preventDefault();
    const frame = document.createElement("iframe");
    frame.src = link.dataset.embed;
    frame.title = "Video: a day in the life";
    frame.allow = "autoplay; fullscreen";
    frame.className = "video";
    link.replaceWith(frame);
    frame.focus();
  });
}
