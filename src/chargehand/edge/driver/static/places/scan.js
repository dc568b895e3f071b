// Reads the code on a charger with the camera. What the camera sees stays here; only an address of ours is followed.
"use strict";
(() => {
  const EVERY_MS = 150, WIDTH = 640;
  const scanner = document.getElementById("scanner"), video = document.getElementById("video"), line = document.getElementById("scan-line");
  const button = document.getElementById("scan");
  scanner.hidden = false;
  let stream = null, turn = null;

  function say(state) {
    scanner.dataset.state = state;
    line.textContent = line.dataset[state] ?? "";
    button.hidden = ["asking", "looking", "found"].includes(state);
    if (state !== "idle") button.querySelector("span").textContent = button.dataset.again;
  }

  // The charger that a code names: https://this.site/c/{public id}, and nothing else.
  function charger(text) {
    let address;
    try {
      address = new URL(text);
    } catch {
      return null;
    }
    const ours = address.origin === scanner.dataset.origin || address.origin === location.origin;
    const found = /^\/c\/([A-Za-z0-9_-]{1,64})$/.exec(address.pathname);
    return ours && found && !address.search && !address.username ? found[1] : null;
  }

  // The browser's own reader where it has one, else one of ours, fetched now.
  async function reader() {
    const formats = await window.BarcodeDetector?.getSupportedFormats().catch(() => []);
    if (formats?.includes("qr_code")) {
      const detector = new window.BarcodeDetector({ formats: ["qr_code"] });
      return async () => (await detector.detect(video)).map((each) => each.rawValue);
    }
    const { default: decode } = await import(scanner.dataset.decoder);
    const canvas = document.createElement("canvas"), paint = canvas.getContext("2d", { willReadFrequently: true });
    return async () => {
      const shrink = Math.min(1, WIDTH / video.videoWidth);
      canvas.width = Math.round(video.videoWidth * shrink);
      canvas.height = Math.round(video.videoHeight * shrink);
      paint.drawImage(video, 0, 0, canvas.width, canvas.height);
      try {
        return [decode(paint.getImageData(0, 0, canvas.width, canvas.height))];
      } catch {
        return []; // no code in this picture
      }
    };
  }

  function stop() {
    clearTimeout(turn);
    stream?.getTracks().forEach((track) => track.stop());
    stream = video.srcObject = null;
  }
  function end(state) {
    stop();
    say(state);
  }
  async function look(read) {
    if (!stream) return;
    try {
      const [text] = video.readyState >= video.HAVE_CURRENT_DATA && video.videoWidth ? await read() : [];
      if (text && stream) {
        const id = charger(text);
        if (!id) return end("foreign");
        end("found");
        return location.assign(`/c/${id}`);
      }
    } catch {
      return end("broken");
    }
    turn = setTimeout(() => look(read), EVERY_MS);
  }
  const NO = { NotAllowedError: "refused", SecurityError: "refused", NotFoundError: "absent", OverconstrainedError: "absent" };
  async function start() {
    if (!navigator.mediaDevices?.getUserMedia) return say("absent");
    say("asking");
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false });
      video.srcObject = stream;
      await video.play();
      const read = await reader();
      say("looking");
      look(read);
    } catch (fault) {
      end(NO[fault.name] ?? "broken");
    }
  }
  button.addEventListener("click", start);
  document.addEventListener("visibilitychange", () => { if (document.hidden && stream) end("idle"); });
  window.addEventListener("pagehide", stop);
})();
