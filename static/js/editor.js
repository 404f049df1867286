// The draft's form, made handier. Without this file everything still works.
(() => {
  const form = document.getElementById("draft");
  const bodies = [...form.querySelectorAll("textarea.write")];
  let body = bodies[0];
  let changed = false;

  form.addEventListener("focusin", (event) => {
    if (bodies.includes(event.target)) body = event.target;
  });

  // Leaving with unsaved words asks first.
  form.addEventListener("input", () => {
    if (!changed) document.getElementById("saved").textContent = "Not saved yet";
    changed = true;
  });
  form.addEventListener("submit", (event) => {
    changed = false;
    if (event.submitter?.value === "leave") return;
    sessionStorage.setItem("draft-place", JSON.stringify({ path: location.pathname, y: scrollY }));
  });
  addEventListener("beforeunload", (event) => {
    if (changed) event.preventDefault();
  });

  // After a save the page stands where it stood.
  const place = JSON.parse(sessionStorage.getItem("draft-place") || "{}");
  sessionStorage.removeItem("draft-place");
  if (place.path === location.pathname && !location.hash && !document.querySelector(".errors")) {
    scrollTo({ top: place.y, behavior: "instant" });
  }

  // The session ended while typing: the text stays where it is. Signing in again, in another tab, changes the token
  // that a form must carry, so back here it is fetched anew.
  const signedOut = document.createElement("p");
  signedOut.className = "warn";
  signedOut.setAttribute("role", "status");
  const renewToken = async () => {
    const answer = await fetch(location.pathname).catch(() => null);
    if (!answer?.ok || answer.redirected) return false;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    form.elements.csrfmiddlewaretoken.value = page.querySelector("#draft [name=csrfmiddlewaretoken]").value;
    return true;
  };
  document.addEventListener("htmx:responseError", async (event) => {
    if (event.detail.xhr.status !== 403 || (await renewToken())) return;
    signedOut.textContent = "You are signed out. Your text is still here: sign in in another tab, then go on.";
    event.detail.target.prepend(signedOut);
  });
  const returnHere = async () => {
    if (signedOut.isConnected && (await renewToken())) signedOut.remove();
  };
  addEventListener("focus", returnHere);
  document.addEventListener("visibilitychange", returnHere);

  // Ctrl+S or Cmd+S saves.
  addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "s") {
      event.preventDefault();
      form.querySelector('button[value="save"]').click();
    }
  });

  // "Line 12" selects that line.
  const goToLine = (textarea, number) => {
    const lines = textarea.value.split("\n");
    const start = lines.slice(0, number - 1).join("\n").length + (number > 1 ? 1 : 0);
    textarea.blur();
    textarea.setSelectionRange(start, start);
    textarea.focus(); // brings the caret into view
    textarea.setSelectionRange(start, start + (lines[number - 1] || "").length);
  };
  const followLine = (link) => goToLine(document.querySelector(link.hash), Number(link.dataset.line));
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-line]");
    if (link) {
      event.preventDefault();
      followLine(link);
    }
  });
  // A link from the list of what is missing; the browser has its own way with the focus until the page has loaded.
  addEventListener("load", () => {
    const link = location.hash && document.getElementById(location.hash.slice(1))?.querySelector("a[data-line]");
    if (link) setTimeout(followLine, 0, link);
  });

  // A key of the library becomes a button that puts the citation where the caret is.
  for (const code of document.querySelectorAll("#library code[data-cite]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "cite";
    button.textContent = code.textContent;
    button.addEventListener("click", () => {
      const end = body.selectionEnd; // what is selected stays
      const space = /\S$/.test(body.value.slice(0, end)) ? " " : "";
      body.setRangeText(space + code.textContent, end, end, "end");
      body.dispatchEvent(new Event("input", { bubbles: true }));
      button.closest("details").open = false;
      body.focus();
    });
    code.replaceWith(button);
  }

  // A long library can be narrowed down by typing.
  const list = document.querySelector("#library ul");
  const filter = document.createElement("input");
  filter.type = "search";
  filter.placeholder = "Key or words of the title";
  filter.setAttribute("aria-label", "Narrow the list down");
  filter.addEventListener("input", (event) => {
    event.stopPropagation(); // it is no part of the draft
    const words = filter.value.toLowerCase().split(/\s+/);
    for (const entry of list.children) {
      entry.hidden = !words.every((word) => entry.textContent.toLowerCase().includes(word));
    }
  });
  filter.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault(); // would save the draft
  });
  list.before(filter);
})();
