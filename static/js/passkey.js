// A passkey that was refused, cancelled or is unknown to this device: say so on the page.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  document.getElementById("passkey-error").hidden = false;
});
